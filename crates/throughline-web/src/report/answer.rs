//! One answer: its sentence, its picture, its figures, and what they rest on.

use maud::{Markup, PreEscaped, html};
use throughline::demand::own_words;
use throughline::reading::{Item, Measure, Reading, Shape, counted, thousands};
use throughline::wording::{headline, things};

use super::Report;
use super::{findings, table};
use crate::picture::map::{self, Amount};
use crate::picture::{About, Picture, beside, of_reading};

/// Where an answer stands on the page.
pub(super) fn id(measure: &str) -> String {
    let letters = measure.chars().filter(|letter| !matches!(letter, '[' | ']'));
    letters.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}

/// The picture of an answer, if one suits it; `mark` tells it from others of the same answer.
pub(super) fn picture(
    (measure, reading): (&Measure, &Reading),
    report: &Report<'_>,
    mark: &str,
    amount: Amount,
) -> Option<Picture> {
    let about = About {
        name: measure.name,
        mark,
        title: measure.asks,
        period: "",
        unit: measure.unit,
        zone: report.zone,
        amount,
    };
    let also = beside(measure.name).and_then(|name| report.find(name)).map(|(_, reading)| reading);
    of_reading(&about, reading, also)
}

/// The picture, and of a map also those that show more.
fn drawn(answer: (&Measure, &Reading), report: &Report<'_>) -> Markup {
    let Some(first) = picture(answer, report, "", Amount::Few) else { return html! {} };
    let mut more = Vec::new();
    if let Picture::Map(drawing) = &first {
        let mut shown = map::steps_shown(drawing);
        for (mark, amount, says) in [
            ("more-", Amount::More, "Show more of the ways"),
            ("most-", Amount::Most, "Show nearly all ways"),
        ] {
            // Where there is no more to show, no picture says that there is.
            if let Some(larger @ Picture::Map(drawing)) = &picture(answer, report, mark, amount)
                && map::steps_shown(drawing) > shown
            {
                shown = map::steps_shown(drawing);
                more.push((says, larger.on_page()));
            }
        }
    }
    html! {
        figure class="drawn" { (PreEscaped(first.on_page())) }
        @for (says, larger) in more {
            details { summary { (says) } figure class="drawn" { (PreEscaped(larger)) } }
        }
    }
}

/// An answer with everything about it.
pub(super) fn article(measure: &Measure, reading: &Reading, report: &Report<'_>) -> Markup {
    let id = id(measure.name);
    html! {
        article id=(id) aria-labelledby={ (id) "-asks" } {
            h3 id={ (id) "-asks" } { a class="self" href={ "#" (id) } { (measure.asks) } }
            (says(&reading.says))
            (drawn((measure, reading), report))
            @if measure.name == own_words::MEASURE.name { (quotes(reading)) }
            (rests_on(reading))
            (how_sure(measure, reading))
            @if let Shape::Findings(all) = &reading.shape { (findings::list(all)) }
            @if let Some(figures) = table::of(measure, reading, report.zone) {
                details { summary { "The figures" span class="unseen" { ": " (measure.asks) } } (figures) }
            }
            (worked_out(measure))
        }
    }
}

/// How sure the answer is.
pub(super) fn how_sure(measure: &Measure, reading: &Reading) -> Markup {
    html! {
        @if !reading.sure.is_empty() {
            details {
                summary { "How sure that is" span class="unseen" { ": " (measure.asks) } }
                p { (unbroken(&reading.sure)) }
            }
        }
    }
}

/// What people said, under what they asked for.
fn quotes(reading: &Reading) -> Markup {
    let Shape::Table(table) = &reading.shape else { return html! {} };
    let name = |row: &[Item], place: usize| match row.get(place) {
        Some(Item::Name(name)) => name.clone(),
        _ => String::new(),
    };
    let people = |row: &[Item]| match row.last() {
        Some(Item::Count(people)) => counted(*people, "person", "people"),
        _ => String::new(),
    };
    html! {
        dl class="quotes" {
            @for kind in table.rows.chunk_by(|a, b| a.first() == b.first()) {
                dt { (name(&kind[0], 0)) }
                @for row in kind {
                    dd { q dir="auto" { (name(row, 1)) } " " span { (people(row)) } }
                }
            }
        }
    }
}

/// The definition, the formula and its source.
pub(super) fn worked_out(measure: &Measure) -> Markup {
    html! {
        details {
            summary { "How this is worked out, and where it misleads" span class="unseen" { ": " (measure.asks) } }
            dl {
                dt { "What is counted" } dd { (measure.unit) }
                dt { "How" } dd { (measure.formula) }
                dt { "From" } dd { (measure.source) }
                dt { "Where it misleads" } dd { (measure.misleads) }
                dt { "Its name in the data file" } dd { code { (measure.name) } }
            }
        }
    }
}

/// A number stays on the line of its sign.
pub(super) fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
}

/// The first sentence stands out; what follows says how sure and since when.
pub(super) fn says(text: &str) -> Markup {
    let (first, rest) = text.split_at(headline(text).len());
    html! { p class="says" { strong { (unbroken(first)) } (unbroken(rest)) } }
}

/// On how much it rests, and what was left out.
pub(super) fn rests_on(reading: &Reading) -> Markup {
    html! {
        @if reading.n > 0 && !reading.of.is_empty() {
            p class="rests" {
                "Rests on " (things(reading.n, reading.of)) "."
                @for (what, count) in &reading.excluded { " Left out: " (what) " (" (thousands(*count)) ")." }
            }
        }
    }
}
