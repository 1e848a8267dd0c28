//! One answer: its sentence, its picture, its figures, and what they rest on.

use maud::{Markup, PreEscaped, html};
use throughline::demand::own_words;
use throughline::reading::{Item, Measure, Reading, Shape, counted, thousands};
use throughline::wording::{Piece, headline, names_cut, pieces, things};

use super::Report;
use super::{findings, table};
use crate::picture::map::{self, Amount};
use crate::picture::{About, Picture, beside, of_reading};

/// The words of so many kinds of demand stand open.
const KINDS_SHOWN: usize = 4;
/// What follows the first sentence is folded, if it has more letters.
const LETTERS_OPEN: usize = 500;

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
        let larger = [
            ("more-", Amount::More, "Show more of the ways"),
            ("most-", Amount::Most, "Show nearly all ways"),
        ];
        for (mark, amount, says) in larger.into_iter().take(report.detail.maps) {
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
            details class="larger" { summary { (says) } figure class="drawn" { (PreEscaped(larger)) } }
        }
    }
}

/// An answer with everything about it.
pub(super) fn open(measure: &Measure, reading: &Reading, report: &Report<'_>) -> Markup {
    let id = id(measure.name);
    html! {
        article id=(id) aria-labelledby={ (id) "-asks" } {
            (asks(measure))
            (says(&reading.says))
            (drawn((measure, reading), report))
            (rest((measure, reading), report))
        }
    }
}

/// The same folded to its question and first sentence. What is linked to stands inside, so that browsers unfold it.
pub(super) fn folded(measure: &Measure, reading: &Reading, report: &Report<'_>) -> Markup {
    let id = id(measure.name);
    let (first, more) = reading.says.split_at(headline(&reading.says).len());
    html! {
        article class="folded" aria-labelledby={ (id) "-asks" } {
            (asks(measure))
            details {
                summary { (said(first)) }
                div id=(id) {
                    @if !more.trim().is_empty() { p { (said(more.trim())) } }
                    @if report.detail.pictures { (drawn((measure, reading), report)) }
                    (rest((measure, reading), report))
                }
            }
        }
    }
}

/// The question, which leads to its answer.
pub(super) fn asks(measure: &Measure) -> Markup {
    let id = id(measure.name);
    html! { h3 id={ (id) "-asks" } { a class="self" href={ "#" (id) } { (measure.asks) } } }
}

/// What stands below the sentences and the picture of an answer.
fn rest((measure, reading): (&Measure, &Reading), report: &Report<'_>) -> Markup {
    html! {
        @if measure.name == own_words::MEASURE.name { (quotes(reading)) }
        (rests_on(reading))
        (how_sure(measure, reading))
        @if let Shape::Findings(all) = &reading.shape { (findings::list(all)) }
        @if let Some(figures) = table::of(measure, reading, report) {
            details class="figures" { summary { "The figures" span class="unseen" { ": " (measure.asks) } } (figures) }
        }
        (worked_out(measure))
    }
}

/// How sure the answer is.
pub(super) fn how_sure(measure: &Measure, reading: &Reading) -> Markup {
    html! {
        @if !reading.sure.is_empty() {
            details {
                summary { "How sure that is" span class="unseen" { ": " (measure.asks) } }
                p { (said(&reading.sure)) }
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
    let list = |kinds: &[&[Vec<Item>]]| {
        html! {
            dl class="quotes" {
                @for kind in kinds {
                    dt { bdi { (name(&kind[0], 0)) } }
                    @for row in *kind { dd { q dir="auto" { (name(row, 1)) } " " span { (people(row)) } } }
                }
            }
        }
    };
    let kinds: Vec<&[Vec<Item>]> = table.rows.chunk_by(|a, b| a.first() == b.first()).collect();
    let (first, more) = kinds.split_at(kinds.len().min(KINDS_SHOWN));
    html! {
        (list(first))
        @if !more.is_empty() {
            details {
                summary { "What people say who ask for something else: " (counted(more.len() as u64, "kind", "kinds")) }
                (list(more))
            }
        }
    }
}

/// The definition, the formula and its source; paper has it in [`annex`].
pub(super) fn worked_out(measure: &Measure) -> Markup {
    html! {
        details class="how" {
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

/// The same of all answers, for paper, on which nothing unfolds.
pub(super) fn annex<'a>(holds: &[&str], measures: impl Iterator<Item = &'a Measure>) -> Markup {
    html! {
        section class="annex" {
            h2 { "How each figure is made" }
            @for holds in holds { p { "Every figure is of: " (said(holds)) " What was left out stands below each." } }
            dl {
                @for measure in measures {
                    dt { (measure.asks) }
                    dd {
                        strong { "Counts " } (measure.unit) ". " strong { "How: " } (measure.formula) ". " strong { "From: " } (measure.source) ". "
                        strong { "Where it misleads: " } (measure.misleads) " " code { (measure.name) }
                    }
                }
            }
        }
    }
}

/// Text of people and measures as a page holds it: a number stays on the line of its sign, and names that are written from right to left
/// are set apart.
pub(super) fn said(text: &str) -> Markup {
    let text = names_cut(text).replace(" %", "\u{a0}%");
    html! {
        @for piece in pieces(&text) {
            @match piece { Piece::Said(text) => (text), Piece::Apart(name) => bdi { (name) } }
        }
    }
}

/// The first sentence stands out; what follows says how sure and since when.
pub(super) fn says(text: &str) -> Markup {
    let (first, rest) = text.split_at(headline(text).len());
    html! {
        @if rest.len() > LETTERS_OPEN {
            p class="says" { strong { (said(first)) } }
            details { summary { "How sure, and what else is known" } p { (said(rest.trim())) } }
        } @else {
            p class="says" { strong { (said(first)) } (said(rest)) }
        }
    }
}

/// On how much it rests, and what was left out.
pub(super) fn rests_on(reading: &Reading) -> Markup {
    html! {
        @if reading.n > 0 && !reading.of.is_empty() {
            p class="rests" {
                "Rests on " (things(reading.n, reading.of)) "."
                @for (what, count) in &reading.excluded { " Left out: " (said(what)) " (" (thousands(*count)) ")." }
            }
        }
    }
}
