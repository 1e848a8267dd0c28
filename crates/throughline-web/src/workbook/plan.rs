//! The answer to a plan's question as a workbook: a sheet that says what can be said, and one for each part of it. A range of futures
//! stands in three columns of numbers, so that it can be worked with; like the page it works nothing out.

use jiff::tz::TimeZone;
use rust_xlsxwriter::{Workbook, XlsxError};
use throughline::error::Error;
use throughline::sourcing::amount::Grade;
use throughline::sourcing::answer::{Answer, Deciding, NumberShares, Spread, Standing};
use throughline::sourcing::ledger::Line;
use throughline::sourcing::money::is_organisation;
use throughline::sourcing::question::Question;
use throughline::sourcing::unwritten::{self, Unwritten};
use throughline::time::Instant;
use throughline::wording::counted;

use super::grid::{Cell, DAY, Follows, Grid, Heading, Shown, heading, plain, value};
use super::{Below, Forms, WIDE, made, widths};

/// What stands in three columns of a spread.
const OF_A_SPREAD: [&str; 3] =
    ["one future in ten is below", "the middle future", "nine futures in ten are below"];

/// A part of the answer: what its sheet is called, what is to be known of it, and its figures.
struct Part {
    name: &'static str,
    says: String,
    grid: Grid,
}

/// The workbook as bytes of an XLSX file; `ended` says how many futures were looked at, and why no more.
pub fn plan(question: &Question, answer: &Answer, ended: &str) -> Result<Vec<u8>, Error> {
    let plan = &question.plan;
    let title = format!("{}: ways of arranging the work", plan.name);
    let of = format!("{} from {}; {ended}.", counted(u64::from(plan.days), "day", "days"), plan.start);
    made(&title, |book| sheets(book, (&title, &of), question, answer))
}

fn sheets(
    book: &mut Workbook,
    (title, of): (&str, &str),
    question: &Question,
    answer: &Answer,
) -> Result<(), XlsxError> {
    let (forms, zone) = (Forms::new(), TimeZone::UTC);
    let parts = parts(question, answer);
    let stamp = question.read_from.stamp(question.plan.seed);
    let sheet = book.add_worksheet();
    sheet.set_name("Plan")?;
    sheet.set_column_width(0, 28)?;
    (1..=WIDE).try_for_each(|column| sheet.set_column_width(column, 15).map(drop))?;
    let mut below = Below { sheet, row: 0, forms: &forms, zone: &zone };
    below.title(title)?;
    below.across(0, of)?;
    below.across(0, &stamp)?;
    below.row += 1;
    below.strong("What can be said")?;
    answer.says.iter().try_for_each(|says| below.across(0, says))?;
    below.row += 1;
    below.strong("The sheets")?;
    parts.iter().try_for_each(|part| below.fact(part.name, &part.says))?;
    for part in &parts {
        let sheet = book.add_worksheet();
        sheet.set_name(part.name)?;
        widths(sheet, std::slice::from_ref(&part.grid))?;
        let mut below = Below { sheet, row: 0, forms: &forms, zone: &zone };
        below.title(part.name)?;
        below.across(0, &part.says)?;
        below.across(0, &stamp)?;
        below.row += 1;
        below.grid(&part.grid)?;
    }
    Ok(())
}

fn parts(question: &Question, answer: &Answer) -> Vec<Part> {
    let costs = answer.leading.is_some();
    let mut parts = vec![side_by_side(answer, costs)];
    if costs {
        parts.extend([money_by_line(answer), saving_by_year(answer), savings_by_month(answer)]);
        parts.push(what_decides(question, answer));
        parts.extend(answer.deciding.as_ref().map(shares));
        parts.extend(crossovers(question, answer));
        parts.extend(regret(answer));
        parts.push(who_pays(answer));
    }
    parts.push(assumptions(question, answer));
    parts.extend(not_written(question));
    parts
}

fn part(name: &'static str, says: impl Into<String>, columns: Vec<Heading>, rows: Vec<Vec<Cell>>) -> Part {
    Part { name, says: says.into(), grid: Grid { columns, count: rows.len() as u64, rows } }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_string())
}

/// Money, which cells hold in pence.
fn pounds(value: f64) -> Cell {
    self::value(Some(value * 100.0))
}

fn perhaps_pounds(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, pounds)
}

fn perhaps_text(value: Option<&str>) -> Cell {
    value.map_or(Cell::Nothing, text)
}

/// Three columns for a spread.
fn spread_heads(of: &str, shown: Shown) -> impl Iterator<Item = Heading> + '_ {
    OF_A_SPREAD.into_iter().map(move |which| {
        heading(if of.is_empty() { which.to_string() } else { format!("{of}: {which}") }, shown)
    })
}

/// Three cells for a spread, each so many times its value: cells hold pence and seconds.
fn spread(of: Option<Spread>, times: f64) -> [Cell; 3] {
    match of {
        Some(of) => [of.p10, of.p50, of.p90].map(|end| value(Some(end * times))),
        None => [Cell::Nothing, Cell::Nothing, Cell::Nothing],
    }
}

/// A figure of a way: its name, how it is shown, how many times a cell holds it, and the figure.
type Figure = (&'static str, Shown, f64, fn(&Standing) -> Option<Spread>);

const MONEY: [Figure; 2] = [
    ("Each need met costs", Shown::Pounds, 100.0, |one| one.pounds_per_need_met),
    ("Whole cost, present value", Shown::Pounds, 100.0, |one| one.present_pounds),
];

const OTHERS: [Figure; 7] = [
    ("First words to met, mean", Shown::Seconds(DAY), DAY, |one| one.end_to_end_days),
    ("Nine in ten needs met within", Shown::Seconds(DAY), DAY, |one| one.end_to_end_days_p90),
    ("Gave up, of those who came", Shown::Share, 1.0, |one| one.gave_up_share),
    ("Still open at the end", Shown::Share, 1.0, |one| one.open_share),
    ("Came back, times a need", Shown::Plain, 1.0, |one| one.repeats_per_need),
    ("Needs met", Shown::Plain, 1.0, |one| one.met),
    ("Begins after, months", Shown::Plain, 1.0, |one| one.begins_after_months),
];

fn side_by_side(answer: &Answer, costs: bool) -> Part {
    let figures: Vec<&Figure> = MONEY.iter().filter(|_| costs).chain(&OTHERS).collect();
    let mut columns = vec![plain("Way"), plain("Kind")];
    columns.extend(figures.iter().flat_map(|(name, shown, ..)| spread_heads(name, *shown)));
    columns.push(heading("People wait less than as it is, of futures", Shown::Share));
    columns.push(heading("People's own time, mean, beside cash", Shown::Pounds));
    columns.push(plain("Busiest pool"));
    columns.extend(spread_heads("Asked of it, of what it can do", Shown::Share));
    columns.push(plain("Tips over"));
    columns.extend(spread_heads("With so many overdue", Shown::Plain));
    let row = |one: &Standing| {
        let mut row = vec![text(&one.name), text(one.title)];
        row.extend(figures.iter().flat_map(|(_, _, times, of)| spread(of(one), *times)));
        row.push(value(one.faster_share));
        row.push(pounds(one.own_time_pounds));
        let margin = one.margin.as_ref();
        let tips = margin.and_then(|margin| margin.tips.as_ref());
        row.push(perhaps_text(margin.map(|margin| margin.pool.as_str())));
        row.extend(spread(margin.map(|margin| margin.with_chases), 1.0));
        row.push(perhaps_text(tips.map(|tips| tips.pool.as_str())));
        row.extend(spread(tips.map(|tips| tips.at), 1.0));
        row
    };
    let says = "What each way comes to. An empty cell of a time is one that grows without end, or that nobody can say.";
    part("Side by side", says, columns, answer.standings.iter().map(row).collect())
}

fn money_by_line(answer: &Answer) -> Part {
    let mut columns = vec![plain("For what")];
    columns.extend(answer.standings.iter().map(|one| heading(one.name.as_str(), Shown::Pounds)));
    let base = &answer.standings[0];
    let sums: Vec<Vec<(Line, [f64; 2])>> = answer.standings.iter().map(|one| one.beside(base)).collect();
    let row = |place: usize| {
        let cells = sums.iter().map(|lines| pounds(lines[place].1[1]));
        std::iter::once(text(sums[0][place].0.name())).chain(cells).collect()
    };
    let mut rows: Vec<Vec<Cell>> = (0..sums[0].len()).map(row).collect();
    let together = answer.standings.iter().enumerate();
    let together =
        together.map(|(place, one)| Cell::Follows(Follows::Sum { of: place + 1 }, one.cash_pounds()));
    rows.push(std::iter::once(text("Together")).chain(together).collect());
    let says = "What all who pay for the service pay over the whole plan, the mean of the futures, not discounted; what a supplier pays itself is not in it.";
    part("Money by line", says, columns, rows)
}

fn saving_by_year(answer: &Answer) -> Part {
    let mut columns = vec![plain("Way"), plain("Financial year")];
    columns.extend(spread_heads("", Shown::Pounds));
    let rows = answer.standings.iter().flat_map(|one| {
        one.saving_by_year.iter().map(|(year, saving)| {
            [text(&one.name), text(year)].into_iter().chain(spread(Some(*saving), 100.0)).collect()
        })
    });
    let says = "What each way saves against the base in each financial year, not discounted; below nought it costs more.";
    part("Saving by year", says, columns, rows.collect())
}

fn savings_by_month(answer: &Answer) -> Part {
    let mut columns = vec![plain("Way"), plain("Month")];
    columns.extend(spread_heads("", Shown::Pounds));
    let rows = answer.standings.iter().flat_map(|one| {
        one.saved_by_month.iter().zip(1_u64..).map(|(saved, month)| {
            [text(&one.name), Cell::Count(month)].into_iter().chain(spread(Some(*saved), 100.0)).collect()
        })
    });
    let says = "What each way has saved against the base from the start until the end of each month, discounted; below nought it has cost more.";
    part("Savings by month", says, columns, rows.collect())
}

fn what_decides(question: &Question, answer: &Answer) -> Part {
    let names =
        answer.leading.map(|(first, second)| [first, second].map(|way| answer.standings[way].name.as_str()));
    let [first, second] = names.unwrap_or_default();
    let less = |which: &str| format!("{first} costs less by, where it is {which}");
    let columns = vec![
        plain("Number"),
        heading("Share of the difference that goes with it", Shown::Share),
        plain("Rank correlation with it"),
        plain("Would cost the same at, an estimate"),
        plain("In"),
        heading(less("low"), Shown::Pounds),
        heading("Half of the 95 % interval of that", Shown::Pounds),
        plain("Futures where it is low"),
        heading(less("high"), Shown::Pounds),
        heading("Half of the 95 % interval of this", Shown::Pounds),
        plain("Futures where it is high"),
        heading("Finding it out first is worth, each need met", Shown::Pounds),
    ];
    let row = |driver: &throughline::sourcing::answer::Driver| {
        let third = |of: &throughline::statistics::spread::Mean| {
            [pounds(of.mean), pounds(of.half_width_95), Cell::Count(of.n)]
        };
        let mut row = vec![
            text(&driver.path),
            value(Some(driver.share)),
            value(Some(driver.rank_correlation)),
            value(driver.turns_at),
            text(question.plan.amounts[driver.place].unit),
        ];
        row.extend(third(&driver.lowest));
        row.extend(third(&driver.highest));
        row.push(pounds(driver.worth));
        row
    };
    let says = format!(
        "How the difference between {first} and {second} for each need met goes with each number that is not known: low and high are the thirds of the \
         futures in which it is lowest and highest. Where an interval holds nought, which costs less there cannot be told."
    );
    part("What decides", says, columns, answer.drivers.iter().map(row).collect())
}

fn shares(of: &Deciding) -> Part {
    let columns = vec![
        plain("Number"),
        heading("Goes with it alone", Shown::Share),
        heading("95 %, from", Shown::Share),
        heading("95 %, to", Shown::Share),
        heading("Goes with it alone or together with others", Shown::Share),
        heading("Of that 95 %, from", Shown::Share),
        heading("Of that 95 %, to", Shown::Share),
    ];
    let row = |one: &NumberShares| {
        let ends = |(low, high): (f64, f64)| [low, high];
        let cells = one.shares.map_or(vec![None; 6], |of| {
            let alone = std::iter::once(of.alone).chain(ends(of.alone_interval));
            alone.chain([of.in_all]).chain(ends(of.in_all_interval)).map(Some).collect()
        });
        std::iter::once(text(&one.path)).chain(cells.into_iter().map(value)).collect()
    };
    part("Shares", of.rests_on(), columns, of.numbers.iter().map(row).collect())
}

fn crossovers(question: &Question, answer: &Answer) -> Option<Part> {
    let columns = vec![
        plain("Number"),
        plain("Value"),
        plain("In"),
        plain("First way"),
        heading("Each need met costs under it", Shown::Pounds),
        plain("Second way"),
        heading("Each need met costs under the second", Shown::Pounds),
        heading("The first costs less by", Shown::Pounds),
        heading("Half of the 95 % interval of that", Shown::Pounds),
        plain("How"),
    ];
    let rows: Vec<Vec<Cell>> = answer
        .crossovers
        .iter()
        .flat_map(|crossover| {
            let amount = &question.plan.amounts[crossover.number];
            let [first, second] =
                [crossover.ways.0, crossover.ways.1].map(|way| text(&answer.standings[way].name));
            crossover.points.iter().map(move |point| {
                vec![
                    text(&amount.path),
                    value(Some(point.value)),
                    text(amount.unit),
                    first.clone(),
                    pounds(point.pounds[0]),
                    second.clone(),
                    pounds(point.pounds[1]),
                    pounds(point.less_pounds),
                    pounds(point.half_width_pounds),
                    text(if crossover.through_futures { "a curve through the futures" } else { "tried" }),
                ]
            })
        })
        .collect();
    let says = "What two ways cost as one number takes other values: by a curve through the futures, in which all else varied too, or at values that were \
                tried, every other number as believed.";
    (!rows.is_empty()).then(|| part("Crossovers", says, columns, rows))
}

fn regret(answer: &Answer) -> Option<Part> {
    let regret = answer.regret.as_ref()?;
    let mut columns = vec![plain("Way")];
    columns.extend(regret.scenarios.iter().map(|course| heading(course.as_str(), Shown::Pounds)));
    columns.push(plain("Its worst is the smallest"));
    let rows = regret.options.iter().enumerate().map(|(place, option)| {
        let pairs = regret.table[place].iter().zip(&regret.left_out[place]);
        let cells = pairs.map(|(pence, left_out)| match left_out {
            true => text("leaves work undone"),
            false => value(Some(pence.0 as f64)),
        });
        let smallest = text(if regret.minimax[place] { "yes" } else { "no" });
        std::iter::once(text(option)).chain(cells).chain([smallest]).collect()
    });
    let says = "What choosing it would cost more than the best there, for each need met, on each course of the world.";
    Some(part("Regret", says, columns, rows.collect()))
}

fn who_pays(answer: &Answer) -> Part {
    let columns = vec![
        plain("Way"),
        plain("Organisation"),
        heading("Pays more than under the base, mean", Shown::Pounds),
        heading("One future in ten is below", Shown::Pounds),
        heading("Nine futures in ten are below", Shown::Pounds),
        heading("Gains from each person who comes back", Shown::Pounds),
    ];
    let rows = answer.standings.iter().flat_map(|one| {
        one.fares.iter().filter(|fares| is_organisation(&fares.name)).map(|fares| {
            let (low, high) = fares.more_p10_p90;
            vec![
                text(&one.name),
                text(&fares.name),
                value(Some(fares.more_pence)),
                value(Some(low.0 as f64)),
                value(Some(high.0 as f64)),
                perhaps_pounds(fares.gain_a_repeat_pence.map(|pence| pence / 100.0)),
            ]
        })
    });
    let says = "What each organisation pays less what it is paid, under each way less under the base, over the whole plan; below nought it is better off.";
    part("Who pays", says, columns, rows.collect())
}

fn assumptions(question: &Question, answer: &Answer) -> Part {
    let columns = vec![
        plain("Number"),
        plain("Line of the plan"),
        plain("Value"),
        plain("In"),
        plain("Low"),
        plain("High"),
        heading("Share of the difference that goes with it", Shown::Share),
        plain("Would cost the same at"),
        plain("Known"),
        plain("Source"),
        plain("Grade of the source"),
        plain("Owner"),
        plain("Date"),
    ];
    let day = |date: jiff::civil::Date| {
        let at = date.to_zoned(TimeZone::UTC).ok()?;
        Some(Cell::At(Instant(at.timestamp().as_microsecond())))
    };
    let row = |one: &throughline::sourcing::answer::Assumption<'_>| {
        let amount = one.amount;
        vec![
            text(&amount.path),
            Cell::Count(amount.line as u64),
            value(Some(amount.value)),
            text(amount.unit),
            value(amount.range.map(|range| range.low)),
            value(amount.range.map(|range| range.high)),
            value(one.driver.map(|driver| driver.share)),
            text(&one.costs_the_same_at()),
            text(amount.known.name()),
            perhaps_text(amount.source.as_deref()),
            perhaps_text(amount.grade.map(Grade::name)),
            perhaps_text(amount.owner.as_deref()),
            amount.date.and_then(day).unwrap_or(Cell::Nothing),
        ]
    };
    let says = "Every number that somebody wrote into the plan, those that decide most first. Whoever disagrees with one changes it there and runs it again.";
    part("Assumptions", says, columns, answer.register(&question.plan).iter().map(row).collect())
}

/// What is in no sum, beside what is known of it elsewhere; `None` where all is written.
fn not_written(question: &Question) -> Option<Part> {
    let columns = vec![
        plain("Way"),
        plain("What nobody wrote"),
        plain("Known elsewhere"),
        plain("Grade of the source"),
        plain("To have it counted, write"),
    ];
    let row = |one: &Unwritten| {
        let grade = one.figure.map(|figure| figure.grade.name());
        vec![text(&one.option), text(&one.what), text(&one.known()), perhaps_text(grade), text(&one.write)]
    };
    let rows: Vec<Vec<Cell>> = unwritten::of(question).iter().map(row).collect();
    let says = "What nobody wrote of a contract. None of it is in any sum; what is known of it comes from elsewhere.";
    (!rows.is_empty()).then(|| part("Not written", says, columns, rows))
}
