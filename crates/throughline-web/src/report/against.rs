//! Two studies side by side: the same questions, both answers, and what differs with how sure that is.
//!
//! This is how one way of arranging a service is read against another. It works nothing out: differences come from
//! [`throughline::reading::differences`].

use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline::reading::{Counted, Difference, Measure, Reading, counted, differences};

use super::sections::{SECTIONS, Section};
use super::{Report, answer};
use crate::figures::{self, Unit, label, of_chart};
use crate::picture::map::Amount;
use crate::picture::{Picture, Put};

/// Two studies.
pub struct Against<'a> {
    /// What is looked at.
    pub here: &'a Report<'a>,
    /// What it is compared with.
    pub there: &'a Report<'a>,
    /// What the two are called.
    pub names: [String; 2],
}

/// Of a table more differences than this are in the data file.
const ROWS: usize = 40;

/// What must be known before any of it is read.
pub const CAUTION: &str = "Two logs can differ in who asks, for what, and when, and not only in how the work is arranged: a difference says \
     that they differ, and not why. Intervals are those of logs that share no needs.";

/// What two studies are called: after their files or folders, told apart where those have the same name.
pub fn names(here: &[String], there: &[String]) -> [String; 2] {
    let name = |files: &[String]| super::titled(files).unwrap_or_else(|| "the log".to_string());
    let [one, other] = [name(here), name(there)];
    if one != other {
        return [one, other];
    }
    // Whole paths differ where names do not.
    match (here, there) {
        ([here], [there]) if here != there => [here.clone(), there.clone()],
        _ => [format!("{one} (first)"), format!("{other} (second)")],
    }
}

impl Against<'_> {
    fn both(&self, name: &str) -> Option<(&'static Measure, &Reading, &Reading)> {
        let ((measure, here), (_, there)) = (self.here.find(name)?, self.there.find(name)?);
        Some((measure, here, there))
    }

    /// The differences in the answers to one question.
    pub fn differences(&self, name: &str) -> Vec<Difference> {
        self.both(name).map_or(Vec::new(), |(_, here, there)| differences(here, there))
    }

    /// The first difference of an answer that has an interval, as a sentence.
    pub fn sentence(&self, name: &str) -> Option<String> {
        let (measure, here, there) = self.both(name)?;
        let all = differences(here, there);
        let one = all.iter().find(|one| one.interval.is_some())?;
        let of = if one.row.is_empty() { String::new() } else { format!("{}: ", one.row) };
        let [first, second] = &self.names;
        let (unit, what) = (unit(one, measure), words(&label(measure.name, one.name)));
        Some(format!(
            "{} {of}{what} {} in {first}, {} in {second}: {}.",
            measure.asks,
            figures::value(unit, one.here),
            figures::value(unit, one.there),
            apart(one, unit, first)
        ))
    }

    /// How many differences have an interval, and how many of those are clear; so many would be by chance, as a sentence.
    pub fn chance(&self) -> String {
        let all = self.here.readings.iter().flat_map(|(measure, _)| self.differences(measure.name));
        let judged: Vec<bool> = all.filter(|one| one.interval.is_some()).map(|one| one.is_clear()).collect();
        let clear = judged.iter().filter(|clear| **clear).count();
        format!(
            "Of {} with an interval {clear} are clear; if nothing differed, about {} of them would be by chance.",
            counted(judged.len() as u64, "difference", "differences"),
            throughline::wording::figure((judged.len() as f64 / 20.0).round())
        )
    }
}

/// With a small letter at its start.
fn words(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn unit(one: &Difference, measure: &Measure) -> Unit {
    match one.of {
        Counted::AsNamed => figures::unit(measure.name, one.name),
        Counted::AsMeasured => of_chart(measure.unit),
        Counted::Seconds => Unit::Seconds,
        Counted::Share => Unit::Share,
    }
}

/// A difference without its sign; of shares in points, for a percentage of a percentage would be something else.
fn size(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => {
            let points = throughline::wording::figure((value.abs() * 1000.0).round() / 10.0);
            format!("{points} {}", if points == "1" { "point" } else { "points" })
        }
        unit => figures::value(unit, value.abs()),
    }
}

/// The same with its sign.
fn signed(unit: Unit, value: f64) -> String {
    let sign = match value {
        _ if value == 0.0 => "",
        value if value < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{}", size(unit, value))
}

/// `3 days less in North (95 % interval −4 days to −2 days)`.
fn apart(one: &Difference, unit: Unit, first: &str) -> String {
    let Some((low, high)) = one.interval else { return signed(unit, one.value()) };
    let interval = format!("95 % interval {} to {}", signed(unit, low), signed(unit, high));
    if !one.is_clear() {
        return format!("no clear difference ({interval})");
    }
    let way = if one.value() < 0.0 { "less" } else { "more" };
    format!("{} {way} in {first} ({interval})", size(unit, one.value()))
}

/// The whole page; `first` are the sentences that matter first.
pub fn page(against: &Against<'_>, first: &[String]) -> String {
    let [one, other] = &against.names;
    let title = format!("{one} against {other}");
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            (super::head(&title))
            body {
                a class="skip" href="#answers" { "Skip to the answers" }
                header {
                    p class="made" { "Two studies by Throughline" }
                    h1 { (title) }
                    @for (name, report) in against.names.iter().zip([against.here, against.there]) {
                        p class="holds" { strong { (name) } ": " (report.holds) @if let Some(slice) = report.slice { " Only needs with " (slice) "." } }
                    }
                }
                main id="answers" {
                    section class="first" aria-labelledby="first" {
                        h2 id="first" { "What differs first" }
                        @if first.is_empty() { p { "Nothing can be compared: the two have no estimate in common." } }
                        ol class="sentences" { @for says in first { li { (says) } } }
                        p { (CAUTION) " " (against.chance()) }
                    }
                    (contents(against))
                    @for section in &SECTIONS { (self::section(against, section)) }
                    (data(against))
                }
                footer { p { "Every figure is worked out from the events alone. It says what happened, not who is to blame." } }
            }
        }
    }
    .into_string()
}

/// The measures of a section of which at least one log says something.
fn said<'a>(
    against: &'a Against<'_>,
    section: &Section,
) -> Vec<(&'static Measure, &'a Reading, &'a Reading)> {
    let (one, _) = section.of(against.here.readings);
    let (other, _) = section.of(against.there.readings);
    let named = |name: &str| one.iter().chain(&other).any(|(measure, _)| measure.name == name);
    let all = against.here.readings.iter().filter(|(measure, _)| named(measure.name));
    all.filter_map(|(measure, _)| against.both(measure.name)).collect()
}

fn contents(against: &Against<'_>) -> Markup {
    html! {
        nav class="contents" aria-labelledby="contents" {
            h2 id="contents" { "The questions" }
            ol {
                @for section in SECTIONS.iter().filter(|section| !said(against, section).is_empty()) {
                    li { a href={ "#" (section.id) } { (section.asks) } }
                }
                li { a href="#data" { "How good are the data?" } }
            }
        }
    }
}

fn section(against: &Against<'_>, section: &Section) -> Markup {
    let all = said(against, section);
    html! {
        @if !all.is_empty() {
            section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                h2 id={ (section.id) "-heading" } { (section.asks) }
                p class="why" { (section.why) }
                @for (measure, here, there) in all { (article(against, measure, here, there)) }
            }
        }
    }
}

fn article(against: &Against<'_>, measure: &Measure, here: &Reading, there: &Reading) -> Markup {
    let id = answer::id(measure.name);
    let drawn = |reading, report, mark| answer::picture((measure, reading), report, mark, Amount::Few);
    let mut pictures = [drawn(here, against.here, "here-"), drawn(there, against.there, "there-")];
    if let [Some(one), Some(other)] = &mut pictures {
        one.on_one_scale(other);
    }
    let found = differences(here, there);
    html! {
        article id=(id) aria-labelledby={ (id) "-asks" } {
            h3 id={ (id) "-asks" } { a class="self" href={ "#" (id) } { (measure.asks) } }
            div class="pair" {
                @for ((name, reading), picture) in against.names.iter().zip([here, there]).zip(&pictures) {
                    div {
                        h4 { (name) }
                        (answer::says(&reading.says))
                        @if let Some(picture) = picture { (small(picture)) }
                        (answer::rests_on(reading))
                    }
                }
            }
            @if !found.is_empty() { (table(against, measure, &found)) }
            (answer::worked_out(measure))
        }
    }
}

/// A picture in half the page's width.
fn small(picture: &Picture) -> Markup {
    html! {
        figure class="drawn" {
            @if matches!(picture, Picture::Map(_)) { (PreEscaped(picture.on_page())) } @else { (PreEscaped(picture.svg(Put::Narrow))) }
        }
    }
}

fn table(against: &Against<'_>, measure: &Measure, found: &[Difference]) -> Markup {
    let [one, other] = &against.names;
    let rows = found.iter().any(|one| !one.row.is_empty());
    html! {
        div class="wide" tabindex="0" role="group" aria-label={ "Differences: " (measure.asks) } {
            table {
                caption {
                    "What differs" @if found.len() > ROWS { ": the first " (ROWS) " of " (found.len()) " figures; all are in the data file (--json)" }
                }
                thead {
                    tr {
                        @if rows { th scope="col" { "Of" } }
                        th scope="col" { "Figure" } th scope="col" class="number" { (one) } th scope="col" class="number" { (other) }
                        th scope="col" class="number" { "More or less in " (one) } th scope="col" class="number" { "95 % interval" }
                    }
                }
                tbody { @for one in found.iter().take(ROWS) { (row(one, measure, rows)) } }
            }
        }
    }
}

fn row(one: &Difference, measure: &Measure, rows: bool) -> Markup {
    let (unit, label) = (unit(one, measure), label(measure.name, one.name));
    let clear = one.is_clear();
    html! {
        tr {
            @if rows { th scope="row" { bdi { (one.row) } } td { (label) } } @else { th scope="row" { (label) } }
            td class="number" { (figures::value(unit, one.here)) }
            td class="number" { (figures::value(unit, one.there)) }
            td class="number" { @if clear { strong { (signed(unit, one.value())) } } @else { (signed(unit, one.value())) } }
            td class="number" {
                @match one.interval {
                    Some((low, high)) => { (signed(unit, low)) " to " (signed(unit, high)) @if !clear { " (not clear)" } }
                    None => { "–" }
                }
            }
        }
    }
}

fn data(against: &Against<'_>) -> Markup {
    html! {
        section id="data" aria-labelledby="data-heading" {
            h2 id="data-heading" { "How good are the data?" }
            @for (name, report) in against.names.iter().zip([against.here, against.there]) {
                h3 { (name) }
                p { "Read: " (report.files.join(", ")) ". "
                    @if report.refused.is_empty() { "No row was refused." } @else {
                        (counted(report.refused.len() as u64, "row or value was", "rows or values were")) " refused and left out of everything above."
                    }
                }
                ul { @for note in report.notes { li { (note) } } }
            }
        }
    }
}
