//! One answer: its sentence, its picture, its figures, and what they rest on.

use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};
use throughline::reading::{Measure, Reading, Shape, thousands};

use super::{findings, table};
use crate::picture::chart::{of_reading, svg};
use crate::picture::{Put, Words};

/// Where an answer stands on the page.
pub(super) fn id(measure: &str) -> String {
    let letters = measure.chars().filter(|letter| !matches!(letter, '[' | ']'));
    letters.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}

/// The picture of an answer, if one suits it.
pub(super) fn picture(measure: &Measure, reading: &Reading, before: &str, zone: &TimeZone) -> Option<String> {
    let words = Words {
        id: format!("{before}{}", id(measure.name)),
        title: measure.asks.to_string(),
        about: String::new(),
        says: vec![reading.says.clone()],
    };
    match &reading.shape {
        Shape::Chart(chart) => Some(svg(&of_reading(words, chart, measure.unit, zone), Put::OnPage)),
        _ => None,
    }
}

/// An answer with everything about it.
pub(super) fn article(measure: &Measure, reading: &Reading, zone: &TimeZone) -> Markup {
    let id = id(measure.name);
    let drawn = picture(measure, reading, "", zone);
    html! {
        article id=(id) aria-labelledby={ (id) "-asks" } {
            h3 id={ (id) "-asks" } { a class="self" href={ "#" (id) } { (measure.asks) } }
            p class="says" { (reading.says) }
            @if let Some(svg) = drawn { figure class="drawn" { (PreEscaped(svg)) } }
            (rests_on(reading))
            @if let Shape::Findings(all) = &reading.shape { (findings::list(all)) }
            @if let Some(figures) = table::of(measure, reading, zone) {
                details { summary { "The figures" span class="unseen" { ": " (measure.asks) } } (figures) }
            }
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
}

/// On how much it rests, and what was left out.
fn rests_on(reading: &Reading) -> Markup {
    html! {
        @if reading.n > 0 && !reading.of.is_empty() {
            p class="rests" {
                "Rests on " (thousands(reading.n)) " " (reading.of) "."
                @for (what, count) in &reading.excluded { " Left out: " (what) " (" (thousands(*count)) ")." }
            }
        }
    }
}
