//! The two answers to one question beside each other, and what differs figure by figure.

use maud::{Markup, PreEscaped, html};
use throughline::reading::{Alone, Amounts, Compared, Measure, Reading, counted};
use throughline::wording::headline;

use super::Against;
use super::rounded::Rounded;
use super::sentences::unit;
use crate::figures::label;
use crate::picture::map::Amount;
use crate::picture::{Picture, Put};
use crate::report::answer::{self, said};

/// Of a list more names than this are in the data file.
const NAMES: usize = 12;

/// Both answers to one question.
pub(super) type Both<'a> = (&'static Measure, &'a Reading, &'a Reading);

/// Both answers with everything about them.
pub(super) fn open(against: &Against<'_>, both: Both<'_>) -> Markup {
    let id = answer::id(both.0.name);
    html! {
        article id=(id) aria-labelledby={ (id) "-asks" } {
            (answer::asks(both.0))
            div class="pair" { @for side in 0..2 { div { (side_of(against, both, side, true)) } } }
            (rest(against, both))
        }
    }
}

/// The same folded to the question and both first sentences.
pub(super) fn folded(against: &Against<'_>, both: Both<'_>) -> Markup {
    let (measure, here, there) = both;
    let id = answer::id(measure.name);
    html! {
        article class="folded" aria-labelledby={ (id) "-asks" } {
            (answer::asks(measure))
            details {
                summary {
                    @for (name, reading) in against.names.iter().zip([here, there]) {
                        span class="side" { strong { (said(name)) } ": " (said(headline(&reading.says))) " " }
                    }
                }
                div id=(id) {
                    div class="pair" { @for side in 0..2 { div { (side_of(against, both, side, false)) } } }
                    (rest(against, both))
                }
            }
        }
    }
}

/// Both pictures of an answer, for the first screen; none where one has none.
pub(super) fn pictures(against: &Against<'_>, both: Both<'_>) -> Option<Markup> {
    let drawn: Vec<Markup> = (0..2).filter_map(|side| drawn(against, both, side, "first-")).collect();
    (drawn.len() == 2).then(|| {
        html! {
            figure {
                figcaption { a href={ "#" (answer::id(both.0.name)) } { (both.0.asks) } }
                div class="pair" {
                    @for (name, picture) in against.names.iter().zip(&drawn) { div { p { strong { (said(name)) } } (picture) } }
                }
            }
        }
    })
}

/// One side; its first sentence stands there unless it was said before.
fn side_of(against: &Against<'_>, both: Both<'_>, side: usize, first: bool) -> Markup {
    let reading = [both.1, both.2][side];
    let more = reading.says[headline(&reading.says).len()..].trim();
    html! {
        h4 { (said(&against.names[side])) }
        @if first { (answer::says(&reading.says)) } @else if !more.is_empty() { p { (said(more)) } }
        @if first || against.here.detail.pictures { (drawn(against, both, side, "").unwrap_or_default()) }
        (answer::rests_on(reading))
        (answer::how_sure(both.0, reading))
    }
}

fn rest(against: &Against<'_>, (measure, ..): Both<'_>) -> Markup {
    let found = against.differences(measure.name);
    html! {
        @if !found.is_empty() { (table(against, measure, found)) }
        (alone(against, measure, &against.compared(measure.name)))
        (answer::worked_out(measure))
    }
}

/// The picture of one side in half the page's width, on the scale of the other side's.
fn drawn(against: &Against<'_>, (measure, here, there): Both<'_>, side: usize, mark: &str) -> Option<Markup> {
    let of = |side: usize| {
        let (reading, report) = [(here, against.here), (there, against.there)][side];
        let mark = format!("{mark}{}", ["here-", "there-"][side]);
        answer::picture((measure, reading), report, &mark, Amount::Few)
    };
    let own = of(side)?;
    let [needs, others] = [side, 1 - side].map(|side| against.needs()[side].max(1) as f64);
    let svg = match of(1 - side) {
        _ if matches!(own, Picture::Map(_)) => own.on_page(),
        Some(other) => own.svg_beside(&other, others / needs, Put::Narrow),
        None => own.svg(Put::Narrow),
    };
    Some(html! { div class="drawn" { (PreEscaped(svg)) } })
}

/// Every difference in figures, folded: the clear ones first, then those of the rows that differ most.
fn table(against: &Against<'_>, measure: &Measure, mut found: Vec<Amounts>) -> Markup {
    let clear = found.iter().filter(|one| one.figures.is_clear()).count();
    let has_intervals = found.iter().any(|one| one.figures.interval.is_some());
    if has_intervals {
        found.sort_by_key(|one| !one.figures.is_clear());
    } else {
        largest_first(&mut found);
    }
    let rows = found.iter().any(|one| !one.figures.row.is_empty());
    let most = against.here.detail.rows;
    let hundred = found.iter().any(|one| one.whole.is_some());
    let [one, other] = &against.names;
    html! {
        details class="figures" {
            summary {
                "What differs, figure by figure: " (counted(found.len() as u64, "figure", "figures"))
                @if has_intervals { ", " (clear) " clear" }
                span class="unseen" { ": " (measure.asks) }
            }
            @if found.len() > most {
                p class="rests" { "The " (most) " that differ most of " (found.len()) "; all are in the data file (--json)." }
            }
            @if hundred { p class="rests" { "Amounts are for each 100 needs, with the whole amount in brackets." } }
            div class="wide" tabindex="0" role="group" aria-label={ "Differences: " (measure.asks) } {
                table {
                    thead {
                        tr {
                            @if rows { th scope="col" { "Of" } }
                            th scope="col" { "Figure" } th scope="col" class="number" { (said(one)) } th scope="col" class="number" { (said(other)) }
                            th scope="col" class="number" { "More or less in " (said(one)) }
                            @if has_intervals { th scope="col" class="number" { "95 % interval" } }
                        }
                    }
                    tbody { @for one in found.iter().take(most) { (row(one, measure, rows, has_intervals)) } }
                }
            }
        }
    }
}

/// Rows by how far apart their first figure is.
fn largest_first(found: &mut [Amounts]) {
    let apart: std::collections::HashMap<String, f64> =
        found.iter().rev().map(|one| (one.figures.row.clone(), one.figures.value().abs())).collect();
    let of = |one: &Amounts| apart.get(&one.figures.row).copied().unwrap_or(0.0);
    found.sort_by(|one, other| {
        of(other).total_cmp(&of(one)).then_with(|| one.figures.row.cmp(&other.figures.row))
    });
}

fn row(compared: &Amounts, measure: &Measure, rows: bool, has_intervals: bool) -> Markup {
    let one = &compared.figures;
    let rounded = Rounded::of(unit(one, measure), one.here, one.there);
    let apart = rounded.signed(rounded.apart(one.here, one.there));
    let value = |value: f64, side: usize| {
        let whole = compared
            .whole
            .map(|whole| format!(" ({})", crate::figures::value(unit(one, measure), whole[side])));
        format!("{}{}", rounded.figure(value), whole.unwrap_or_default())
    };
    html! {
        tr {
            @if rows { th scope="row" { bdi { (one.row) } } td { (label(measure.name, one.name)) } } @else { th scope="row" { (label(measure.name, one.name)) } }
            td class="number" { (value(one.here, 0)) }
            td class="number" { (value(one.there, 1)) }
            td class="number" { @if one.is_clear() { strong { (apart) } } @else { (apart) } }
            @if has_intervals {
                td class="number" {
                    @match one.interval {
                        Some((low, high)) => { (rounded.signed(low)) " to " (rounded.signed(high)) @if !one.is_clear() { " (not clear)" } }
                        None => { "–" }
                    }
                }
            }
        }
    }
}

/// What only one of the two has, what could not be compared, and words that are not the same.
fn alone(against: &Against<'_>, measure: &Measure, found: &Compared) -> Markup {
    let [one, other] = &against.names;
    let called = |alone: &Alone| match (alone.row.is_empty(), alone.name) {
        (true, Some(name)) => words(&label(measure.name, name)),
        (false, Some(name)) => format!("{} ({})", alone.row, words(&label(measure.name, name))),
        (_, None) => alone.row.clone(),
    };
    // That a whole answer is missing says its own sentence.
    let names = |all: &[Alone]| all.iter().map(called).filter(|name| !name.is_empty()).collect::<Vec<_>>();
    let (here, there) = (names(&found.only_here), names(&found.only_there));
    let lists = [
        (format!("Only in {one}"), &here),
        (format!("Only in {other}"), &there),
        ("Not compared, as one log has it several times".to_string(), &found.several),
    ];
    html! {
        @for (says, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
            p class="rests" { (says) ": " (listed(names)) "." }
        }
        @if !found.words.is_empty() {
            p class="rests" {
                "Said otherwise: "
                @for (place, word) in found.words.iter().take(NAMES).enumerate() {
                    @if place > 0 { "; " }
                    bdi { (word.row) } ", " (words(&label(measure.name, word.name))) ": “" (word.here) "” in " (one) ", “" (word.there) "” in " (other)
                }
                @if found.words.len() > NAMES { "; and " (counted((found.words.len() - NAMES) as u64, "more", "more")) " (--json)" }
                "."
            }
        }
    }
}

/// The first of some names, and how many more there are.
fn listed(names: &[String]) -> Markup {
    html! {
        @for (place, name) in names.iter().take(NAMES).enumerate() { @if place > 0 { "; " } bdi { (name) } }
        @if names.len() > NAMES { "; and " (counted((names.len() - NAMES) as u64, "more", "more")) " (--json)" }
    }
}

/// With a small letter at its start.
fn words(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
