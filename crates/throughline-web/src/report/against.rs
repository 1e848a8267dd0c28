//! Two studies side by side: the same questions, both answers, and what differs with how sure that is.
//!
//! This is how one way of arranging a service is read against another. It works nothing out: differences come from
//! [`throughline::reading::compared`].

mod rounded;
mod sentences;
mod sides;

use maud::{DOCTYPE, Markup, html};
use throughline::log::Shared;
use throughline::reading::{
    Amounts, Compared, Measure, Reading, compared, counted, for_each_100_needs, thousands,
};
use throughline::wording;

use super::answer::{self, said};
use super::sections::{self, Answers, SECTIONS, Section};
use super::{Detail, Report, weight};
pub use sentences::Said;
use sides::Both;

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
    /// The names of the answers that matter first.
    pub first: &'a [&'static str],
}

/// So many clear differences come on the first screen.
const FIRST_SENTENCES: usize = 6;
/// So many pairs of pictures come there, of each group the first that both logs have.
const FIRST_PICTURES: usize = 2;
const PICTURES: [&[&str]; 3] = [
    &["end_to_end"],
    &["demand.kinds"],
    &["capability[].end_to_end_weekly", "flow.weekly", "capability[].end_to_end_each"],
];

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

impl<'a> Against<'a> {
    fn both(&self, name: &str) -> Option<Both<'a>> {
        let ((measure, here), (_, there)) = (self.here.find(name)?, self.there.find(name)?);
        Some((measure, here, there))
    }

    fn needs(&self) -> [u64; 2] {
        [self.here.needs, self.there.needs]
    }

    /// The two answers to one question beside each other; without intervals where the logs share needs, for those are of logs that share
    /// none.
    pub fn compared(&self, name: &str) -> Compared {
        let Some((_, here, there)) = self.both(name) else { return Compared::default() };
        let mut all = compared(here, there);
        if self.shared.is_overlap() {
            all.figures.iter_mut().for_each(|one| one.interval = None);
        }
        all
    }

    /// What differs in the answers to one question, of amounts for each 100 needs.
    pub fn differences(&self, name: &str) -> Vec<Amounts> {
        let Some((_, here, _)) = self.both(name) else { return Vec::new() };
        for_each_100_needs(self.compared(name).figures, here, self.needs())
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

    /// The answers of a section; one that either log can give is given.
    fn of(&self, section: &Section) -> Answers<'a> {
        section.of(self.here.readings, |measure, here| {
            let there = self.there.find(measure.name).map(|(_, there)| there);
            there.is_some_and(|there| sections::answers(measure, here) || sections::answers(measure, there))
        })
    }
}

/// The whole page.
pub fn page(against: &Against<'_>) -> String {
    weight::lightest(|detail| {
        let sides = [against.here, against.there].map(|report| weight::cut(report.readings, detail.letters));
        let is_cut = sides.iter().any(|(_, is_cut)| *is_cut);
        let detail = Detail { is_cut, ..detail };
        let here = Report { readings: &sides[0].0, detail, ..*against.here };
        let there = Report { readings: &sides[1].0, detail, ..*against.there };
        page_of(&Against { here: &here, there: &there, names: against.names.clone(), ..*against })
    })
}

fn page_of(against: &Against<'_>) -> String {
    let [one, other] = &against.names;
    let title = format!("{one} against {other}");
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            (super::head(&title))
            body {
                a class="skip" href="#answers" { "Skip to the answers" }
                @if let Some(above) = against.here.above { (above) }
                header {
                    p class="made" { "Two studies by Throughline" }
                    h1 { (said(one)) " against " (said(other)) }
                    @for (name, report) in against.names.iter().zip([against.here, against.there]) {
                        p class="holds" {
                            strong { (said(name)) } ": " (said(report.holds))
                            @if let Some(slice) = report.slice { " Only needs with " (said(slice)) "." }
                        }
                    }
                }
                main id="answers" {
                    (first_screen(against))
                    (contents(against))
                    @for section in &SECTIONS { (self::section(against, section)) }
                    (data(against))
                    (answer::annex(&[against.here.holds, against.there.holds], SECTIONS.iter().flat_map(|section| {
                        let all = against.of(section);
                        all.open.into_iter().chain(all.folded).map(|(measure, _)| measure)
                    })))
                }
                (super::footer())
            }
        }
    };
    wording::legible(&page.into_string())
}

fn first_screen(against: &Against<'_>) -> Markup {
    let (whole, said) = (against.as_a_whole(), against.said());
    // What is linked to must stand below.
    let is_shown = |(measure, here, there): &Both<'_>| {
        sections::answers(measure, here) || sections::answers(measure, there)
    };
    let (clear, others): (Vec<&Said>, Vec<&Said>) = said.iter().partition(|one| one.is_clear);
    let (first, more) = clear.split_at(clear.len().min(FIRST_SENTENCES));
    let pictures = PICTURES.iter().filter_map(|group| {
        group
            .iter()
            .filter_map(|name| against.both(name))
            .filter(is_shown)
            .find_map(|both| sides::pictures(against, both))
    });
    html! {
        section class="first" aria-labelledby="first" {
            h2 id="first" { "What differs first" }
            @for says in &whole { p { (self::said(says)) } }
            @if !first.is_empty() { ol class="sentences" { @for one in first { li { (sentence(one)) } } } }
            div class="pictures two" { @for picture in pictures.take(FIRST_PICTURES) { (picture) } }
            @for (some, what) in [(more, "more that are clear"), (&others[..], "of which none is clear")] {
                @if !some.is_empty() {
                    details {
                        summary { (counted(some.len() as u64, "difference", "differences")) " " (what) }
                        ul { @for one in some { li { (sentence(one)) } } }
                    }
                }
            }
            @if !said.is_empty() { p class="why" { (against.caution()) " " (against.chance()) } }
        }
    }
}

/// A difference in words, and the way to the rest of it.
fn sentence(one: &Said) -> Markup {
    html! {
        (said(&one.says)) " "
        span class="rests" {
            a href={ "#" (answer::id(one.measure.name)) } { "Both answers" span class="unseen" { ": " (one.measure.asks) } }
        }
    }
}

fn contents(against: &Against<'_>) -> Markup {
    html! {
        nav class="contents" aria-labelledby="contents" {
            h2 id="contents" { "The questions" }
            ol {
                @for section in SECTIONS.iter().filter(|section| !against.of(section).open.is_empty()) {
                    li { a href={ "#" (section.id) } { (section.asks) } }
                }
                li { a href="#data" { "How good are the data?" } }
            }
        }
    }
}

fn section(against: &Against<'_>, section: &Section) -> Markup {
    let all = against.of(section);
    let both = |(measure, _): &(&'static Measure, &Reading)| against.both(measure.name);
    html! {
        @if !all.open.is_empty() {
            section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                h2 id={ (section.id) "-heading" } { (section.asks) }
                p class="why" { (section.why) }
                @for both in all.open.iter().filter_map(both) { (sides::open(against, both)) }
                @for both in all.folded.iter().filter_map(both) { (sides::folded(against, both)) }
                @if !all.missing.is_empty() { (super::not_enough(&all.missing)) }
            }
        }
    }
}

fn data(against: &Against<'_>) -> Markup {
    html! {
        section id="data" aria-labelledby="data-heading" {
            h2 id="data-heading" { "How good are the data?" }
            @for (name, report) in against.names.iter().zip([against.here, against.there]) {
                h3 { (said(name)) }
                p { "Read: " (said(&report.files.join(", "))) ". "
                    @if report.refused.is_empty() { "No row was refused." } @else {
                        (counted(report.refused.len() as u64, "row or value was", "rows or values were")) " refused and left out of everything above."
                    }
                }
                ul { @for note in report.notes { li { (said(note)) } } }
            }
            @for says in against.here.detail.says() { p { (says) } }
        }
    }
}
