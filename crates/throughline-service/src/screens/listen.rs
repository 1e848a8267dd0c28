//! Listening: contacts that nobody has sorted yet. The words come first and stay as they are; a listener says what was asked for, whether it
//! was value or failure, and what caused it. A second listener does not see what the first one said.

mod plan;
mod sheet;

use maud::{Markup, html};
use throughline::contact::listening::listen;
use throughline::contact::{By, Event, Language, Need, Reference, What};
use throughline::error::Error;
use throughline::wording::thousands;

use super::Screen;
use super::desk_need::as_workers_say;
use crate::asked::Asked;
use crate::guard::{Door, Works};
use crate::language::day_and_time;
use crate::listening::{Contact, Plan, heard, kinds, used};
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};
use crate::words::who;

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/listen",
        get: Some(|door, asked| shown(&Works::of(door, asked)?, asked)),
        post: Some(sent),
        guard: "works",
    },
    Screen { path: "/desk/listen/sheet", get: Some(sheet::shown), post: Some(sheet::sent), guard: "works" },
    Screen { path: "/desk/listen/sheet.xlsx", get: Some(sheet::spreadsheet), post: None, guard: "works" },
    Screen { path: "/desk/listen/sheet.csv", get: Some(sheet::separated), post: None, guard: "works" },
    Screen { path: "/desk/listen/plan", get: Some(plan::shown), post: Some(plan::sent), guard: "works" },
];

/// A contact that waits for a listener.
struct Waiting {
    need: Need,
    story: Vec<Event>,
    number: u32,
    contact: Contact,
}

/// The contacts drawn that wait for this listener, the earliest first: how many there are (an own first hearing is not left out of the
/// count), and `most` of them after the first `skip`, with their words.
fn waiting(
    works: &Works,
    asked: &Asked,
    second: bool,
    skip: usize,
    most: usize,
) -> Result<(usize, Vec<Waiting>), Stop> {
    let seat = works.seat();
    let plan = Plan::of(&works.service.store, &seat.organisation)?;
    let heard = u32::from(second);
    let lines = works.service.store.to_listen(&seat.organisation, heard + 1, u32::MAX)?;
    let drawn: Vec<_> = lines
        .into_iter()
        .filter(|line| line.listeners == heard && plan.drawn(line.need, line.number, line.at).is_some())
        .collect();
    let count = drawn.len();
    let lines = drawn.into_iter().skip(skip).map(|line| (line.need, line.number));
    let found = works.reads_each(asked, lines, "listen", most, |number, need, story| {
        let contact = Contact::of(&story, number)?;
        let open = contact.open_to(&seat).is_ok() && !need.is_erased();
        open.then_some(Waiting { need, story, number, contact })
    })?;
    Ok((count, found))
}

/// Keeps what a listener said of a contact, named by its need and number. What they may not say is told.
fn keep(
    works: &Works,
    asked: &Asked,
    need: &str,
    number: &str,
    field: impl Fn(&str) -> String,
) -> Result<(), Stop> {
    let reference: Reference = need.parse()?;
    let number: u32 = number
        .trim()
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .ok_or_else(|| Stop::wrong("the number of a contact is 1 or more"))?;
    let nothing = || Stop::wrong(format!("{reference} has no contact {} that is open to you", number + 1));
    let id = works.service.store.need_of(reference)?.ok_or_else(nothing)?;
    let (_, story) = works.reads(asked, id, "listen").map_err(|stop| match stop {
        Stop::NotFound => nothing(),
        other => other,
    })?;
    let contact = Contact::of(&story, number).ok_or_else(nothing)?;
    let seat = works.seat();
    contact.open_to(&seat)?;
    let plan = Plan::of(&works.service.store, &seat.organisation)?;
    let not_drawn = || Error::asked("this contact was not drawn; sorting others too would bend the shares");
    let chance = plan.drawn(id, number, contact.at).ok_or_else(not_drawn)?;
    let mut heard = heard(number, chance, field)?;
    // The same words in other letters are the same kind.
    let same = |known: &String| known.to_lowercase() == heard.kind.to_lowercase();
    if let Some(known) = kinds(&works.service.store)?.into_iter().find(same) {
        heard.kind = known;
    }
    let (now, kind) = (asked.now(), heard.kind.clone());
    works.acts(asked, id, move |need| Ok(vec![listen(need, now, &seat, heard.clone())?]))?;
    used(&works.service.store, &kind)?;
    Ok(())
}

/// The name of a field of the form, for each name of a column of the sheet.
fn field(asked: &Asked, name: &str) -> String {
    asked.field(match name {
        "own organisation" => "organisation",
        "own team" => "team",
        "caused by" => "caused_by",
        same => same,
    })
}

fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let second = if asked.field("second").is_empty() { "" } else { "?second=1" };
    match keep(&works, asked, &asked.field("need"), &asked.field("number"), |name| field(asked, name)) {
        Ok(()) => Ok(Reply::See(format!("/desk/listen{second}"))),
        Err(Stop::Wrong(why)) => again(&works, asked, &why),
        Err(stop) => Err(stop),
    }
}

/// The same contact again, with what was chosen, after something was wrong.
fn again(works: &Works, asked: &Asked, why: &str) -> Result<Reply, Stop> {
    let reference: Reference = asked.field("need").parse()?;
    let id = works.service.store.need_of(reference)?.ok_or(Stop::NotFound)?;
    let (need, story) = works.reads(asked, id, "listen")?;
    let number = asked.field("number").parse::<u32>().unwrap_or(0).saturating_sub(1);
    let contact = Contact::of(&story, number).ok_or(Stop::NotFound)?;
    let one = Waiting { need, story, number, contact };
    let body = html! {
        (problem("This was not kept; what you chose is still below", why))
        (words(works, &one))
        (classes(works, asked, &one, !asked.field("second").is_empty())?)
    };
    Ok(Reply::Page(desk(works, "Listen", &body)))
}

fn shown(works: &Works, asked: &Asked) -> Result<Reply, Stop> {
    let second = asked.query("second").is_some();
    let skip: usize = asked.query("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let (count, found) = waiting(works, asked, second, skip, 1)?;
    let next = format!("/desk/listen?skip={}{}", skip + 1, if second { "&second=1" } else { "" });
    let body = html! {
        p {
            @match (second, count) {
                (false, 0) => "Everything that was drawn has been listened to.",
                (false, 1) => "1 contact waits for somebody to listen.",
                (false, count) => { (thousands(count as u64)) " contacts wait for somebody to listen." },
                (true, _) => "You are the second to listen. You do not see what the first one said: whether two people hear the same is worth knowing.",
            }
        }
        @if let Some(one) = found.first() {
            (words(works, one))
            (classes(works, asked, one, second)?)
            p { a href=(next) { "Leave this one for now" } }
        } @else if second || skip > 0 {
            p { "There is nothing more here. " a href="/desk/listen" { "Back to the first" } }
        }
        h2 { "Other ways to listen" }
        ul {
            @if !second { li { a href="/desk/listen?second=1" { "Be the second to listen" } } }
            li { a href=(if second { "/desk/listen/sheet?second=1" } else { "/desk/listen/sheet" }) { "A sheet to print, or a spreadsheet to fill in and send back" } }
            li { a href="/desk/listen/plan" { "How contacts are drawn, and whether listeners agree" } }
        }
    };
    Ok(Reply::Page(desk(works, "Listen", &body)))
}

/// The words, with what happened before them to understand them by.
fn words(works: &Works, one: &Waiting) -> Markup {
    let zone = &works.service.zone;
    let told = |event: &&Event| !matches!(event.what, What::Listened(_));
    let before: Vec<&Event> = one.story[..one.contact.place].iter().filter(told).collect();
    html! {
        p.when { (day_and_time(Language::English, one.contact.at, zone)) ", " (one.need.reference) ", contact " (one.number + 1) }
        @if one.contact.words.is_empty() { p.words { "(They said only that it is not sorted.)" } } @else { p.words.large { (one.contact.words) } }
        @if !before.is_empty() {
            details {
                summary { "What happened before" }
                ol.story { @for event in before {
                    li.person[event.by == By::Person] {
                        p.when { (day_and_time(Language::English, event.at, zone)) }
                        p.what { @if event.by == By::Person { "The person" } @else { (who(Language::English, &event.by)) } ": " (as_workers_say(event)) }
                        @if let Some(said) = &event.said { @if !said.words.is_empty() { p.words { (said.words) } } }
                    }
                } }
            }
        }
    }
}

/// The three classes, with what each means. From each boundary in turn: what one team has to put right may have been caused by another.
const CLASSES: [(&str, &str); 3] = [
    ("value", "Value: this is what we are here for"),
    ("failure", "Failure: something was not done, or not done right"),
    ("other", "Other: neither, such as a thank you"),
];

fn classes(works: &Works, asked: &Asked, one: &Waiting, second: bool) -> Result<Markup, Stop> {
    let organisation = &works.account.seat.organisation;
    let step = |event: &Event| match &event.what {
        What::Worked { activity, .. } => Some(activity.clone()),
        What::Promised { .. } => Some("promise not kept".to_string()),
        What::Offered { .. } => Some("hand-over".to_string()),
        What::Answered { .. } => Some("answer not clear".to_string()),
        _ => None,
    };
    let mut steps: Vec<String> = one.story[..one.contact.place].iter().filter_map(step).collect();
    steps.sort_unstable();
    steps.dedup();
    let boundary = |name: &str, legend: &str, must: bool| {
        html! {
            fieldset {
                legend { (legend) }
                @for (value, text) in CLASSES {
                    label.choice { input type="radio" name=(name) value=(value) required[must] checked[asked.field(name) == value]; (text) }
                }
                @if !must { label.choice { input type="radio" name=(name) value="" checked[asked.posted && asked.field(name).is_empty()]; "Cannot tell" } }
            }
        }
    };
    let caused_by = asked.field("caused_by");
    Ok(form(
        works,
        "/desk/listen",
        &html! {
            input type="hidden" name="need" value=(one.need.reference);
            input type="hidden" name="number" value=(one.number + 1);
            @if second { input type="hidden" name="second" value="1"; }
            label for="kind" { "What they ask for, in their words" }
            p.hint id="kind-hint" { "Such as “my heating is off”: never our name for it, and nothing that tells who they are: it stays in the study, also when they are erased. Words used before are offered." }
            input id="kind" name="kind" list="kinds" required maxlength="120" autocomplete="off" aria-describedby="kind-hint" value=(asked.field("kind"));
            datalist id="kinds" { @for kind in kinds(&works.service.store)? { option value=(kind) {} } }
            (boundary("system", "As the whole service sees it", true))
            (boundary("organisation", &format!("As {organisation} sees it"), true))
            (boundary("team", &format!("As {} sees it, the team that answered", one.contact.team), false))
            label for="step" { "If it is failure: which step caused it " span.hint { "(if you can tell)" } }
            input id="step" name="step" list="steps" maxlength="120" autocomplete="off" value=(asked.field("step"));
            datalist id="steps" { @for step in steps { option value=(step) {} } }
            label for="caused-by" { "And by whom " span.hint { "(if you can tell)" } }
            select.short id="caused-by" name="caused_by" {
                option value="" { "Cannot tell" }
                @for known in &works.service.setup.organisations { option selected[known.name == caused_by] { (known.name) } }
            }
            button { "Keep it" }
        },
    ))
}
