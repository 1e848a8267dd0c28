//! What decides between the leading two: the numbers that are not known, drawn as a tornado, and crossovers of those that decide most and
//! of those that somebody asked about.

use maud::{Markup, html};
use throughline::sourcing::amount::Amount;
use throughline::sourcing::answer::{Answer, Crossover, Driver, pounds};
use throughline::sourcing::question::Question;
use throughline::wording::{counted, percent, three};

use super::pictures::figure;
use super::{between, table};
use crate::picture::{Words, crossover, tornado};

/// So many numbers are listed.
const LISTED: usize = 10;
/// So many are drawn.
const DRAWN: usize = 8;

pub(super) fn drivers(question: &Question, answer: &Answer) -> Markup {
    let Some((first, second)) = answer.leading else { return html! {} };
    let names = (answer.standings[first].name.as_str(), answer.standings[second].name.as_str());
    html! {
        section {
            h2 id="drivers" { "What decides" }
            @if let Some(says) = answer.nothing_decides() {
                p { (says) }
            } @else {
                p { "Between " bdi { (names.0) } " and " bdi { (names.1) } ", by the numbers that are not known:" }
                ul { @for driver in answer.drivers.iter().take(LISTED) { li { bdi { (driver.says(&question.plan.amounts[driver.place])) } } } }
                p class="rests" { (answer.by_chance()) }
                (drawn(question, answer, names))
            }
            @if let Some(deciding) = &answer.deciding {
                h3 { "How much goes with each number alone, and together with others" }
                ul { @for one in &deciding.numbers { li { bdi { (one.says()) } } } }
                p class="rests" { (deciding.rests_on()) }
            }
            @if let Some(worth) = answer.perfect_information_pounds.filter(|worth| *worth >= 0.005) {
                p { "To know the future before choosing would be worth " (pounds(worth)) " for each need met: no study of it is worth more." }
            }
        }
    }
}

/// The tornado, and its figures.
fn drawn(question: &Question, answer: &Answer, (first, second): (&str, &str)) -> Markup {
    let mean = |name: &str| {
        answer.standings.iter().find(|one| one.name == name).map_or(0.0, |one| one.pounds_per_need_met_mean)
    };
    let middle = mean(second) - mean(first);
    let futures = answer.drivers.first().map_or(0, |driver| driver.lowest.n);
    let drawing = tornado::Drawing {
        words: Words {
            id: "plan-decides".to_string(),
            title: format!(
                "How much less {first} costs than {second}, where each number is low and where it is high"
            ),
            about: format!("means of {futures} of {}", counted(answer.futures as u64, "future", "futures")),
            says: vec![format!(
                "Each bar goes from the middle of all futures to the mean of those in which the number is in its lowest or its highest third, {}. \
                 A bar that reaches across 0 is of a number that may turn which costs less; a difference as small as chance makes it is told as \
                 “cannot tell” below.",
                counted(futures, "future", "futures")
            )],
        },
        unit: "£ for each need met".to_string(),
        middle: (middle, format!("all futures: {}", pounds(middle))),
        sides: [format!("Right of 0: {first} costs less."), format!("Left of 0: {second} costs less.")],
        key: ["low: the number in its lowest third", "high: the number in its highest third"]
            .map(str::to_string),
        rows: answer
            .drivers
            .iter()
            .take(DRAWN)
            .map(|driver| row(&question.plan.amounts[driver.place], driver))
            .collect(),
    };
    let rows: Vec<Vec<String>> = answer
        .drivers
        .iter()
        .take(LISTED)
        .map(|driver| {
            let third = |of| Driver::third_says(of, (first, second));
            vec![driver.path.clone(), percent(driver.share), third(&driver.lowest), third(&driver.highest)]
        })
        .collect();
    let columns = ["number", "#goes with it", "in its lowest third", "in its highest third"];
    html! {
        div class="pictures" { (figure(&drawing.words, |put| tornado::svg(&drawing, put))) }
        details class="figures" {
            summary { "The figures" span class="unseen" { ": what decides" } }
            (table("The difference where each number is low and high", &columns, &rows))
        }
    }
}

fn row(amount: &Amount, driver: &Driver) -> tornado::Row {
    let range = amount.range.map_or(String::new(), |range| format!("{}; ", between(amount, range)));
    let end = |word: &str, value: f64| (value, format!("{word} {}", pounds(value)));
    tornado::Row {
        name: driver.path.clone(),
        about: format!("{range}{} of the difference goes with it", percent(driver.share)),
        low: end("low", driver.lowest.mean),
        high: end("high", driver.highest.mean),
    }
}

/// A picture of each number that decides most, or that somebody asked about.
pub(super) fn crossovers(question: &Question, answer: &Answer) -> Markup {
    if answer.crossovers.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 id="crossovers" { "Where one number would turn the answer" }
            @for (place, crossover) in answer.crossovers.iter().enumerate() {
                (one_crossover(place, crossover, &question.plan.amounts[crossover.number], answer))
            }
        }
    }
}

fn one_crossover(place: usize, crossover: &Crossover, amount: &Amount, answer: &Answer) -> Markup {
    let (first, second) = crossover.ways;
    let names = [first, second].map(|way| answer.standings[way].name.clone());
    let drawing = crossover::Drawing {
        words: Words {
            id: format!("plan-crossover-{place}"),
            title: format!("What each need met costs as {} changes", amount.path),
            about: match crossover.through_futures {
                true => format!("curves through {}", counted(crossover.futures as u64, "future", "futures")),
                false => counted(crossover.futures as u64, "future at each value", "futures at each value"),
            },
            says: vec![crossover.says(amount, [&names[0], &names[1]]), crossover.how().to_string()],
        },
        unit: "£ for each need met".to_string(),
        along: if amount.unit.is_empty() {
            amount.path.clone()
        } else {
            format!("{}, {}", amount.path, amount.unit)
        },
        names: names.clone(),
        points: crossover.points.iter().map(|point| (point.value, point.pounds)).collect(),
        at: crossover.at.map(|(at, ends)| {
            let says =
                format!("both cost the same at {} (95 %: {} to {})", three(at), three(ends.0), three(ends.1));
            (at, ends, says)
        }),
        plan: (amount.value, format!("the plan: {}", three(amount.value))),
    };
    let row = |point: &throughline::sourcing::answer::Point| {
        let half = point.half_width_pounds;
        let ends = format!("{} to {}", pounds(point.less_pounds - half), pounds(point.less_pounds + half));
        vec![
            three(point.value),
            pounds(point.pounds[0]),
            pounds(point.pounds[1]),
            pounds(point.less_pounds),
            ends,
        ]
    };
    let rows: Vec<Vec<String>> = crossover.points.iter().map(row).collect();
    let less = format!("#{} costs less by", names[0]);
    let columns = [
        "value",
        &format!("#{}", names[0]),
        &format!("#{}", names[1]),
        less.as_str(),
        "95 % interval of that",
    ];
    html! {
        div class="pictures" { (figure(&drawing.words, |put| crossover::svg(&drawing, put))) }
        details class="figures" {
            summary { "The figures" span class="unseen" { ": " bdi { (amount.path) } } }
            (table(if crossover.through_futures { "What both cost along the curves" } else { "What both cost at each value that was tried" }, &columns, &rows))
        }
    }
}
