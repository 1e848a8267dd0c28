//! Two studies side by side: the same questions, both answers, and what differs with how sure that is.
//!
//! This is how one way of arranging a service is read against another. It works nothing out: differences come from
//! [`throughline::reading::compared`].

mod apart;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline::log::Shared;
use throughline::reading::{Alone, Compared, Difference, Measure, Reading, compared, counted, thousands};

use super::sections::{SECTIONS, Section};
use super::{Report, answer};
use crate::figures::{self, label};
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
    /// How many needs are in both.
    pub shared: Shared,
}

/// Of a table more differences than this are in the data file.
const ROWS: usize = 40;
/// Of a list more names than this are in the data file.
const NAMES: usize = 12;

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

    /// The two answers to one question beside each other.
    pub fn compared(&self, name: &str) -> Compared {
        self.both(name).map_or_else(Compared::default, |(_, here, there)| self.of(here, there))
    }

    /// Two answers beside each other; without intervals where the logs share needs, for those are of logs that share none.
    fn of(&self, here: &Reading, there: &Reading) -> Compared {
        let mut all = compared(here, there);
        if self.shared.is_overlap() {
            all.figures.iter_mut().for_each(|one| one.interval = None);
        }
        all
    }

    /// The first difference of an answer of which both figures are estimates, as a sentence.
    pub fn sentence(&self, name: &str) -> Option<String> {
        let (measure, here, there) = self.both(name)?;
        let place = compared(here, there).figures.iter().position(|one| one.interval.is_some())?;
        let one = &self.of(here, there).figures[place];
        let of = if one.row.is_empty() { String::new() } else { format!("{}: ", one.row) };
        let [first, second] = &self.names;
        let (unit, what) = (apart::unit(one, measure), words(&label(measure.name, one.name)));
        Some(format!(
            "{} {of}{what} {} in {first}, {} in {second}: {}.",
            measure.asks,
            figures::value(unit, one.here),
            figures::value(unit, one.there),
            apart::says(one, unit, first)
        ))
    }

    /// All questions beside each other.
    fn all(&self) -> impl Iterator<Item = Compared> + '_ {
        self.here.readings.iter().map(|(measure, _)| self.compared(measure.name))
    }

    /// What must be known before any of it is read.
    pub fn caution(&self) -> String {
        let shared = self.shared;
        let intervals = match shared {
            _ if shared.is_one_log() => {
                return "Both are the same log, need for need: nothing differs, and no difference has an interval.".to_string();
            }
            _ if shared.is_overlap() => format!(
                "{} of the {} here and the {} there are the same, with all that happened in them: no difference has an interval, for \
                 those are of logs that share no needs.",
                thousands(shared.same),
                counted(shared.here, "need", "needs"),
                thousands(shared.there),
            ),
            _ => "Intervals are those of logs that share no needs.".to_string(),
        };
        let named = match shared.same_name.saturating_sub(shared.same) {
            0 => String::new(),
            named => format!(
                " {} the same name in both logs and different events: if they are the same needs, no interval here holds.",
                counted(named, "need bears", "needs bear")
            ),
        };
        format!(
            "Two logs can differ in who asks, for what, and when, and not only in how the work is arranged: a difference says that they \
             differ, and not why. {intervals}{}",
            if shared.is_overlap() { String::new() } else { named }
        )
    }

    /// How many differences have an interval, and how many of those are clear; so many would be by chance, as a sentence. And what could
    /// not be compared, as it is in one log only, or several times.
    pub fn chance(&self) -> String {
        let [first, second] = &self.names;
        let (mut here, mut there, mut several, mut judged) = (0, 0, 0, Vec::new());
        for one in self.all() {
            here += one.only_here.len() as u64;
            there += one.only_there.len() as u64;
            several += one.several.len() as u64;
            let figures = one.figures.iter().filter(|one| one.interval.is_some());
            judged.extend(figures.map(Difference::is_clear));
        }
        let only = |count: u64, name: &str| match count {
            0 => String::new(),
            count => {
                format!(" {} in {name} only.", counted(count, "row or figure is", "rows or figures are"))
            }
        };
        let several = match several {
            0 => String::new(),
            several => format!(
                " {} in one log, and so not compared.",
                counted(several, "row occurs several times", "rows occur several times")
            ),
        };
        format!("{}{}{}{several}", self.judged(&judged), only(here, first), only(there, second))
    }

    /// How many differences are clear.
    fn judged(&self, judged: &[bool]) -> String {
        if self.shared.is_overlap() {
            return "No difference is called clear.".to_string();
        }
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
                        p { (against.caution()) " " (against.chance()) }
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
    let found = against.of(here, there);
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
                        (answer::how_sure(measure, reading))
                    }
                }
            }
            @if !found.figures.is_empty() { (table(against, measure, &found.figures)) }
            (alone(against, measure, &found))
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
    let (unit, label) = (apart::unit(one, measure), label(measure.name, one.name));
    let clear = one.is_clear();
    html! {
        tr {
            @if rows { th scope="row" { bdi { (one.row) } } td { (label) } } @else { th scope="row" { (label) } }
            td class="number" { (figures::value(unit, one.here)) }
            td class="number" { (figures::value(unit, one.there)) }
            td class="number" { @if clear { strong { (apart::signed(unit, one.value())) } } @else { (apart::signed(unit, one.value())) } }
            td class="number" {
                @match one.interval {
                    Some((low, high)) => { (apart::signed(unit, low)) " to " (apart::signed(unit, high)) @if !clear { " (not clear)" } }
                    None => { "–" }
                }
            }
        }
    }
}

/// What only one log has, what is said otherwise, and rows of which nobody knows which to compare.
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
