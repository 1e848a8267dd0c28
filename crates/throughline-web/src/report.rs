//! The report of a study: one page that stands alone, to be sent to a committee, read on a screen, heard, or printed.
//!
//! It works nothing out. What is said, counted and drawn comes from the readings; the page only puts it in the order of the
//! questions of the method, and keeps beside each answer what it rests on. No script, no address elsewhere.

pub mod against;
mod answer;
mod findings;
mod first;
mod sections;
mod table;
mod weight;

use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline::reading::{Measure, Reading, Shape, counted};
use throughline::wording;

use crate::picture;
use crate::picture::map::Amount;
use answer::said;
pub use first::{BEFORE_AFTER, FIRST, HEADLINES, SENTENCES, first, holds, is_clear_change};
use sections::{Answer, SECTIONS, Section};
pub use weight::Detail;

/// Everything a report shows.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The names of the files.
    pub files: &'a [String],
    /// What the log holds, as a sentence.
    pub holds: &'a str,
    /// How many needs it holds.
    pub needs: u64,
    /// What the service is for, in people's words, if somebody said so.
    pub purpose: Option<&'a str>,
    /// What was looked at, if not everything.
    pub slice: Option<&'a str>,
    /// The names of the answers that matter first.
    pub first: &'a [&'static str],
    /// How many signals chance alone would give on all charts, as a sentence.
    pub board: Option<&'a str>,
    /// All answers.
    pub readings: &'a [(&'static Measure, Reading)],
    /// What else there is to say about the data.
    pub notes: &'a [String],
    /// Rows and values that could not be used.
    pub refused: &'a [Refused],
    /// The service's zone.
    pub zone: &'a TimeZone,
    /// How much of each answer is shown; a page takes less where it would weigh too much.
    pub detail: Detail,
    /// What stands above everything, where the page is part of a running service: the way back, and what to look at.
    pub above: Option<&'a Markup>,
}

impl Report<'_> {
    pub(crate) fn find(&self, name: &str) -> Option<&(&'static Measure, Reading)> {
        self.readings.iter().find(|(measure, _)| measure.name == name)
    }
}

/// A row or a value that could not be used.
pub struct Refused {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The column.
    pub column: String,
    /// What stood there.
    pub value: String,
    /// Why it could not be used.
    pub reason: String,
}

/// So many of the sentences come on the first screen; the others follow below.
const FIRST_SENTENCES: usize = 3;
/// So many pictures come on the first screen.
const FIRST_PICTURES: usize = 3;
/// What they are of, the one that matters most first; of each group the first that there is.
const PICTURES: [&[&str]; 4] = [
    &["capability[].end_to_end_weekly", "capability[].end_to_end_each", "end_to_end"],
    &["demand.kinds"],
    &["flow.map"],
    &["cost.failure_balance"],
];
/// So many notes on the data stand open.
const NOTES_SHOWN: usize = 4;
/// So many refused rows are listed.
const REFUSED_SHOWN: usize = 20;

/// The whole page.
pub fn page(report: &Report<'_>) -> String {
    weight::lightest(|detail| {
        let (readings, is_cut) = weight::cut(report.readings, detail.letters);
        page_of(&Report { readings: &readings, detail: Detail { is_cut, ..detail }, ..*report })
    })
}

fn page_of(report: &Report<'_>) -> String {
    let title = title(report);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head(&title))
            body {
                a class="skip" href="#answers" { "Skip to the answers" }
                @if let Some(above) = report.above { (above) }
                header {
                    p class="made" { "A study by Throughline" }
                    h1 { (said(&title)) }
                    @if let Some(purpose) = report.purpose {
                        p class="purpose" { "What it is for: " q { (said(purpose)) } }
                    } @else {
                        p class="holds" { "Nobody has said what this service is for (--purpose). Figures mean little but against that." }
                    }
                    p class="holds" { (report.holds) }
                    @if let Some(slice) = report.slice { p class="holds" { "Only needs with " (said(slice)) "." } }
                }
                main id="answers" {
                    (first_screen(report))
                    (contents(report))
                    @for section in &SECTIONS { (self::section(report, section)) }
                    (data(report))
                    (answer::annex(&[report.holds], SECTIONS.iter().flat_map(|section| {
                        let all = section.of(report.readings, sections::answers);
                        all.open.into_iter().chain(all.folded).map(|(measure, _)| measure)
                    })))
                }
                (footer())
            }
        }
    };
    wording::legible(&page.into_string())
}

fn footer() -> Markup {
    html! { footer { p { "Every figure is worked out from the events alone. It says what happened, not who is to blame." } } }
}

pub(crate) fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " – Throughline" }
            // None: without this a browser asks whoever serves the page for one.
            link rel="icon" href="data:,";
            style { (PreEscaped(include_str!("report.css"))) (PreEscaped(picture::style())) }
        }
    }
}

/// One answer with its question, picture, figures, and how sure it is; `None` where there is no such answer.
pub fn answer(report: &Report<'_>, name: &str) -> Option<Markup> {
    let (measure, reading) = report.find(name)?;
    Some(answer::open(measure, reading, report))
}

/// The names of the answers that have a picture, those of the first screen first.
pub fn pictures(report: &Report<'_>) -> Vec<&'static str> {
    let first = PICTURES.iter().flat_map(|group| group.iter());
    let names = first.filter_map(|name| Some(report.find(name)?.0.name));
    let mut there: Vec<&str> = Vec::new();
    for name in names.chain(report.readings.iter().map(|(measure, _)| measure.name)) {
        if !there.contains(&name) && drawing(report, name).is_some() {
            there.push(name);
        }
    }
    there
}

/// The picture of an answer as SVG that stands alone, with its title and sentences.
pub fn picture(report: &Report<'_>, name: &str) -> Option<String> {
    Some(drawing(report, name)?.svg(picture::Put::Alone))
}

fn drawing(report: &Report<'_>, name: &str) -> Option<picture::Picture> {
    let (measure, reading) = report.find(name)?;
    answer::picture((measure, reading), report, "", Amount::Few)
}

pub(crate) fn title(report: &Report<'_>) -> String {
    titled(report.files).map_or("What happened".to_string(), |name| format!("What happened: {name}"))
}

/// What a study is called: after the file, or the folder in which all files lie.
fn titled(files: &[String]) -> Option<String> {
    let folder = |path: &str| path.rfind(['/', '\\']).map_or(String::new(), |end| path[..end].to_string());
    Some(match files {
        [one] => name_of(one).to_string(),
        [first, rest @ ..]
            if !folder(first).is_empty() && rest.iter().all(|file| folder(file) == folder(first)) =>
        {
            name_of(&folder(first)).to_string()
        }
        [first, rest @ ..] => {
            format!("{} and {}", name_of(first), counted(rest.len() as u64, "more file", "more files"))
        }
        [] => return None,
    })
}

/// The last part of a path.
fn name_of(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(path)
}

fn first_screen(report: &Report<'_>) -> Markup {
    // What is linked to must stand below.
    let shown = |name: &&'static str| {
        report.find(name).filter(|(measure, reading)| sections::answers(measure, reading))
    };
    let pictures = PICTURES.iter().filter_map(|group| {
        group.iter().filter_map(shown).find_map(|(measure, reading)| {
            let drawn = answer::picture((measure, reading), report, "first-", Amount::Few)?;
            Some((measure, reading, drawn.on_page()))
        })
    });
    let answers: Vec<_> = report.first.iter().filter_map(shown).collect();
    let (first, others) = answers.split_at(answers.len().min(FIRST_SENTENCES));
    html! {
        section class="first" aria-labelledby="first" {
            h2 id="first" { "What matters first" }
            ol class="sentences" { @for answer in first { li { (headline(answer)) } } }
            div class="pictures" {
                @for (measure, reading, svg) in pictures.take(FIRST_PICTURES) {
                    figure {
                        figcaption { a href={ "#" (answer::id(measure.name)) } { (measure.asks) } }
                        (PreEscaped(svg))
                        p class="says" { (said(wording::headline(&reading.says))) }
                    }
                }
            }
            @if !others.is_empty() || report.board.is_some() {
                details {
                    summary { "What else the events say: " (counted(others.len() as u64, "answer", "answers")) }
                    ul { @for answer in others { li { (headline(answer)) } } @if let Some(board) = report.board { li { (board) } } }
                }
            }
        }
    }
}

/// An answer in one sentence, what it rests on, and the way to the rest of it.
fn headline((measure, reading): &(&'static Measure, Reading)) -> Markup {
    html! {
        (said(wording::headline(&reading.says))) " "
        span class="rests" {
            @if reading.n > 0 && !reading.of.is_empty() { "n\u{a0}=\u{a0}" (wording::things(reading.n, reading.of)) ". " }
            a href={ "#" (answer::id(measure.name)) } { "How sure" span class="unseen" { ": " (measure.asks) } }
        }
    }
}

/// The sections that have anything to show.
fn contents(report: &Report<'_>) -> Markup {
    html! {
        nav class="contents" aria-labelledby="contents" {
            h2 id="contents" { "The questions" }
            ol {
                @for section in &SECTIONS {
                    @let all = section.of(report.readings, sections::answers);
                    @if all.any() {
                        li { a href={ "#" (section.id) } { (section.asks) } @if all.open.is_empty() { " (not enough to say)" } }
                    }
                }
                li { a href="#data" { "How good are the data?" } }
            }
        }
    }
}

fn section(report: &Report<'_>, section: &Section) -> Markup {
    let all = section.of(report.readings, sections::answers);
    html! {
        @if all.any() {
            section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                h2 id={ (section.id) "-heading" } { (section.asks) }
                p class="why" { (section.why) }
                @for (measure, reading) in &all.open { (answer::open(measure, reading, report)) }
                @for (measure, reading) in &all.folded { (answer::folded(measure, reading, report)) }
                @if !all.missing.is_empty() { (not_enough(&all.missing)) }
            }
        }
    }
}

/// What cannot be said and how to get it; questions that miss the same stand together.
fn not_enough(missing: &[Answer<'_>]) -> Markup {
    let mut together: Vec<(&str, Vec<&str>)> = Vec::new();
    for (measure, reading) in missing {
        let why = reading.says.trim_start_matches("Not enough to say: ");
        match together.iter_mut().find(|(known, _)| *known == why) {
            Some((_, asks)) => asks.push(measure.asks),
            None => together.push((why, vec![measure.asks])),
        }
    }
    html! {
        div class="missing" {
            h3 { "Not enough to say" }
            dl {
                @for (why, asks) in &together {
                    @for asks in asks { dt { (asks) } }
                    dd { (said(&sentence(why))) }
                }
            }
        }
    }
}

/// With a capital letter at its start.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn data(report: &Report<'_>) -> Markup {
    html! {
        section id="data" aria-labelledby="data-heading" {
            h2 id="data-heading" { "How good are the data?" }
            p { "Read: " (said(&report.files.join(", "))) "." }
            @let (first, more) = report.notes.split_at(report.notes.len().min(NOTES_SHOWN));
            ul { @for note in first.iter().chain(&report.detail.says()) { li { (said(note)) } } }
            @if !more.is_empty() {
                details {
                    summary { "More about how the files were read: " (counted(more.len() as u64, "note", "notes")) }
                    ul { @for note in more { li { (said(note)) } } }
                }
            }
            @if report.refused.is_empty() {
                p { "No row was refused." }
            } @else {
                p {
                    (counted(report.refused.len() as u64, "row or value was", "rows or values were"))
                    " refused and left out of everything above."
                }
                (refused(report.refused))
            }
        }
    }
}

fn refused(all: &[Refused]) -> Markup {
    html! {
        @if all.len() > REFUSED_SHOWN { p class="rests" { "The first " (REFUSED_SHOWN) " are listed." } }
        div class="wide" tabindex="0" role="group" aria-label="Refused rows and values" {
            table {
                thead { tr { th scope="col" { "File" } th scope="col" { "Line or event" } th scope="col" { "Column" } th scope="col" { "Value" } th scope="col" { "Why" } } }
                tbody {
                    @for one in all.iter().take(REFUSED_SHOWN) {
                        tr {
                            th scope="row" { bdi { (one.file) } } td class="number" { (one.line) } td { bdi { (one.column) } }
                            td { bdi { (one.value) } } td { (said(&one.reason)) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a reading says anything.
pub(crate) fn is_said(reading: &Reading) -> bool {
    reading.shape != Shape::NotEnough
}

#[cfg(test)]
mod tests;
