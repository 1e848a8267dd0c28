//! The pictures of money and time on the page of a plan, each with its figures: how far apart the ways lie, what they save month by month,
//! and where the money of each goes.

use maud::{Markup, PreEscaped, html};
use throughline::sourcing::answer::{Answer, Spread, Standing, pounds};
use throughline::sourcing::ledger::Line;
use throughline::sourcing::money::Nought;
use throughline::sourcing::question::Question;
use throughline::wording::counted;

use super::table;
use crate::picture::{Put, Words, fan, of_both, ranges, waterfall};

/// What is less than half a penny is nought.
const NOUGHT: f64 = 0.005;

/// A picture with its title above and what is to be known of it below.
pub(super) fn figure(words: &Words, svg: impl Fn(Put) -> String) -> Markup {
    html! {
        figure {
            figcaption { bdi { (words.title) } }
            div class="drawn" { (PreEscaped(of_both(svg))) }
            @for says in &words.says { p class="rests" { bdi { (says) } } }
        }
    }
}

/// By what pounds are divided where they go so far, and what they are then.
fn in_units(most: f64) -> (f64, &'static str) {
    match most {
        most if most >= 2e6 => (1e6, "£ million"),
        most if most >= 2e3 => (1e3, "£ thousand"),
        _ => (1.0, "£"),
    }
}

/// How far apart the ways lie in cost and time.
pub(super) fn apart(answer: &Answer) -> Markup {
    let drawing = |id: &str,
                   title: &str,
                   unit: &str,
                   of: &dyn Fn(&Standing) -> Option<Spread>,
                   told: &dyn Fn(f64) -> String| {
        let range = |standing: &Standing| {
            let spread = of(standing)?;
            let at = (spread.p10, spread.p50, spread.p90);
            Some(ranges::Range { name: standing.name.clone(), at, says: spread.told(told) })
        };
        let says = "The point is the middle future; one in ten lies left of each line, one in ten right of it. The figures are in the table above.";
        ranges::Drawing {
            words: Words {
                id: id.to_string(),
                title: title.to_string(),
                about: counted(answer.futures as u64, "future", "futures"),
                says: vec![says.to_string()],
            },
            unit: unit.to_string(),
            ranges: answer.standings.iter().filter_map(range).collect(),
        }
    };
    let day = |days: f64| throughline::time::plain(days * 86_400.0);
    let mut all = vec![drawing(
        "plan-days",
        "First words to met, the mean of a future",
        "days",
        &|one| one.end_to_end_days,
        &day,
    )];
    if answer.leading.is_some() {
        let cost = drawing(
            "plan-cost",
            "What each need met costs",
            "pounds",
            &|one| one.pounds_per_need_met,
            &pounds,
        );
        all.insert(0, cost);
    }
    html! {
        section {
            h2 id="pictures" { "How far apart they lie" }
            div class="pictures" { @for drawing in &all { (figure(&drawing.words, |put| ranges::svg(drawing, put))) } }
        }
    }
}

/// What each other way has saved against the base, month by month.
pub(super) fn saved(answer: &Answer) -> Markup {
    let others: Vec<&Standing> =
        answer.standings.iter().filter(|one| !one.saved_by_month.is_empty()).collect();
    // Where nothing costs anything, nothing is saved.
    if answer.leading.is_none() || others.is_empty() {
        return html! {};
    }
    let base = &answer.standings[0].name;
    let months = others.iter().flat_map(|one| &one.saved_by_month);
    let most = months.flat_map(|month| [month.p10.abs(), month.p90.abs()]).fold(0.0, f64::max);
    let (divisor, unit) = in_units(most);
    let drawing = fan::Drawing {
        words: Words {
            id: "plan-saved".to_string(),
            title: format!("What each way has saved against {base} so far"),
            about: format!(
                "{}, discounted to the start; all on one scale",
                counted(answer.futures as u64, "future", "futures")
            ),
            says: vec![
                "Below the firm line at 0 it has cost more so far than the base would have. The broken line marks the month from which the middle \
                 future stays above it. Money is discounted to the start."
                    .to_string(),
            ],
        },
        unit: format!("{unit} saved so far, discounted"),
        fans: others.iter().map(|one| fan_of(one, divisor)).collect(),
    };
    let ends = Words {
        says: drawing.fans.iter().map(|fan| format!("{}: {}.", fan.name, fan.says)).collect(),
        ..drawing.words.clone()
    };
    let spoken = fan::Drawing { words: ends, ..drawing.clone() };
    let mut columns = vec!["month"];
    columns.extend(others.iter().map(|one| one.name.as_str()));
    let longest = others.iter().map(|one| one.saved_by_month.len()).max().unwrap_or(0);
    let row = |month: usize| {
        let cell =
            |one: &&Standing| one.saved_by_month.get(month).map_or(String::new(), |month| month.told(pounds));
        std::iter::once((month + 1).to_string()).chain(others.iter().map(cell)).collect()
    };
    let rows: Vec<Vec<String>> = (0..longest).map(row).collect();
    html! {
        section {
            h2 id="saved" { "What it saves, month by month" }
            div class="pictures" { (figure(&drawing.words, |put| fan::svg(&spoken, put))) }
            details class="figures" {
                summary { "The figures" span class="unseen" { ": saved so far" } }
                (table("Saved so far by each way", &columns, &rows))
            }
        }
    }
}

fn fan_of(standing: &Standing, divisor: f64) -> fan::Fan {
    let months = standing.saved_by_month.iter();
    let from = standing.middle_saves_from();
    let end = standing.saved_by_month.last().map_or(String::new(), |end| match end.p50 {
        middle if middle < 0.0 => {
            format!("at the end {} behind ({} to {})", pounds(-middle), pounds(-end.p90), pounds(-end.p10))
        }
        middle => format!("at the end {} ahead ({} to {})", pounds(middle), pounds(end.p10), pounds(end.p90)),
    });
    let when = match from {
        Some(month) => format!("the middle future stays ahead from month {month} on"),
        None => "the middle future does not get ahead to stay".to_string(),
    };
    fan::Fan {
        name: standing.name.clone(),
        months: months.map(|month| (month.p10 / divisor, month.p50 / divisor, month.p90 / divisor)).collect(),
        from,
        says: format!("{end}; {when}"),
    }
}

/// Where the money of one way goes: of the base by line, of another as the way from the base's cost to its own.
pub(super) fn bill(place: usize, question: &Question, answer: &Answer) -> Markup {
    let (base, standing) = (&answer.standings[0], &answer.standings[place]);
    if standing.pounds_by_line.is_empty() {
        return html! {};
    }
    if place == 0 {
        let rows = base.pounds_by_line.iter().map(|(line, sum)| vec![line.name().to_string(), pounds(*sum)]);
        let columns = ["for what, over the whole plan", "#mean"];
        let nought: Vec<Line> = base
            .beside(base)
            .iter()
            .filter(|(_, [sum, _])| sum.abs() < NOUGHT)
            .map(|(line, _)| *line)
            .collect();
        return html! {
            (table(&format!("Money of {}", base.name), &columns, &rows.collect::<Vec<_>>()))
            @for says in why_nought(question, &[0], &nought) { p class="rests" { (says) } }
        };
    }
    let lines = standing.beside(base);
    let (differ, same): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(_, [before, after])| (after - before).abs() >= NOUGHT);
    let rows: Vec<Vec<String>> = differ
        .iter()
        .map(|(line, [before, after])| {
            vec![line.name().to_string(), pounds(*before), pounds(*after), more(after - before)]
        })
        .collect();
    let (alike, nought): (Vec<_>, Vec<_>) =
        same.into_iter().partition(|(_, [before, after])| before.abs().max(after.abs()) >= NOUGHT);
    let named =
        |lines: &[(Line, [f64; 2])]| lines.iter().map(|(line, _)| line.name()).collect::<Vec<_>>().join(", ");
    let mut says = Vec::new();
    if !alike.is_empty() {
        says.push(format!("The same under both: {}.", named(&alike)));
    }
    let nought: Vec<Line> = nought.iter().map(|(line, _)| *line).collect();
    says.extend(why_nought(question, &[0, place], &nought));
    let drawing = waterfall_of(place, (base, standing), &differ, says);
    html! {
        @if differ.is_empty() {
            p { "It costs the same as " bdi { (base.name) } " on every line." }
            @for says in &drawing.words.says { p class="rests" { (says) } }
        } @else {
            div class="pictures" { (figure(&drawing.words, |put| waterfall::svg(&drawing, put))) }
            details class="figures" {
                summary { "The figures" span class="unseen" { ": money of " bdi { (standing.name) } } }
                (table(
                    &format!("Money of {}", standing.name),
                    &["for what, over the whole plan", &format!("#{}", base.name), &format!("#{}", standing.name), "#difference"],
                    &rows,
                ))
            }
        }
    }
}

/// Which lines are nought under all of some ways, and why: a sentence for each reason. What one of them says of a line outweighs what others
/// do not.
fn why_nought(question: &Question, ways: &[usize], lines: &[Line]) -> Vec<String> {
    let why =
        |line: &Line| ways.iter().map(|place| question.arrangements[*place].money.why_nought(*line)).max();
    let says = |reason: Nought| {
        let of: Vec<&str> =
            lines.iter().filter(|line| why(line) == Some(reason)).map(|line| line.name()).collect();
        (!of.is_empty()).then(|| format!("{}: {}.", reason.says(), of.join(", ")))
    };
    [Nought::CannotArise, Nought::NotWritten, Nought::CameToNothing].into_iter().filter_map(says).collect()
}

/// Pounds more, with a sign before what is above nought too.
fn more(value: f64) -> String {
    if value > 0.0 { format!("+{}", pounds(value)) } else { pounds(value) }
}

fn waterfall_of(
    place: usize,
    (base, standing): (&Standing, &Standing),
    differ: &[(Line, [f64; 2])],
    says: Vec<String>,
) -> waterfall::Drawing {
    let (divisor, unit) = in_units(base.cash_pounds().abs().max(standing.cash_pounds().abs()));
    let row = |name: &str, size: f64, says: String| waterfall::Row {
        name: name.to_string(),
        size: size / divisor,
        says,
    };
    let sum = |of: &Standing| row(&of.name, of.cash_pounds(), pounds(of.cash_pounds()));
    let step =
        |(line, [before, after]): &(Line, [f64; 2])| row(line.name(), after - before, more(after - before));
    waterfall::Drawing {
        words: Words {
            id: format!("plan-bill-{place}"),
            title: format!("From the whole cost of {} to that of {}", base.name, standing.name),
            about: format!(
                "means over futures, not discounted; {}",
                counted(differ.len() as u64, "line differs", "lines differ")
            ),
            says,
        },
        unit: format!("{unit} over the whole plan, not discounted"),
        from: sum(base),
        steps: differ.iter().map(step).collect(),
        to: sum(standing),
    }
}
