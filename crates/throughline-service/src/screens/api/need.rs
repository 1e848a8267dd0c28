//! One need, for a program of the person who holds its link: its story, more words, their say whether it is sorted.

use serde_json::{Value, json};
use throughline::contact::{By, Channel, Event, What};
use throughline::time::Instant;

use super::{MOST, MOST_WORDS, Texts, checked, party, time, words};
use crate::asked::Asked;
use crate::guard::{Door, HoldsLink};
use crate::reply::{Reply, Stop};
use crate::screens::Screen;
use crate::screens::need::{is_not_sorted, is_sorted, say};
use crate::screens::next::{answer_by, is_late, promised, waits_for_first_answer};
use crate::screens::story::told;
use crate::words::{happened, who};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/api/v1/needs/{reference}/{secret}",
        get: Some(|door, asked| Ok(Reply::Json(story(&HoldsLink::of(door, asked)?, asked.now())))),
        post: None,
        guard: "link",
    },
    Screen {
        path: "/api/v1/needs/{reference}/{secret}/words",
        get: None,
        post: Some(|door, asked| does(door, asked, more)),
        guard: "link",
    },
    Screen {
        path: "/api/v1/needs/{reference}/{secret}/sorted",
        get: None,
        post: Some(|door, asked| does(door, asked, is_sorted)),
        guard: "link",
    },
    Screen {
        path: "/api/v1/needs/{reference}/{secret}/not-sorted",
        get: None,
        post: Some(|door, asked| does(door, asked, is_not_sorted)),
        guard: "link",
    },
];

/// What can be sent to each.
pub(super) const TEXTS: &Texts = &[("words", MOST_WORDS), ("once", MOST)];

/// Something the person does; what they get is the story after it.
fn does(door: &Door, asked: &Asked, deed: fn(&HoldsLink, &Asked) -> Result<(), Stop>) -> Result<Reply, Stop> {
    let holds = HoldsLink::of(door, asked)?;
    checked(asked, TEXTS)?;
    deed(&holds, asked)?;
    Ok(Reply::Json(story(&HoldsLink::of(door, asked)?, asked.now())))
}

fn more(holds: &HoldsLink, asked: &Asked) -> Result<(), Stop> {
    words(asked)?;
    say(holds, asked, Channel::Web)?.map_or(Ok(()), |wrong| Err(Stop::wrong(wrong)))
}

/// Where a program finds a need.
pub(super) fn path(holds: &HoldsLink, secret: String) -> String {
    format!("/api/v1/needs/{}/{secret}", holds.need.reference)
}

fn story(holds: &HoldsLink, now: Instant) -> Value {
    let need = &holds.need;
    json!({
        "reference": need.reference,
        "open": need.is_open(),
        "holder": party(&need.holder),
        "offered_to": need.offer.as_ref().map(|offer| party(&offer.to)),
        "opened_at": time(need.opened_at),
        "answered_by": waits_for_first_answer(holds).then(|| time(answer_by(holds))),
        "promised": promised(holds).map(|(by, words)| json!({ "by": time(by), "words": words })),
        "late": is_late(holds, now),
        "thought_sorted_at": need.thought_sorted_at.map(time),
        "quiet_since": need.quiet_since(now, holds.service.setup.quiet_days).map(time),
        "sorted_at": need.sorted_at.map(time),
        "language": need.language,
        "area": need.place,
        "events": told(holds).map(|(number, event)| line(holds, number, event)).collect::<Vec<_>>(),
    })
}

fn line(holds: &HoldsLink, number: usize, event: &Event) -> Value {
    let language = holds.need.language;
    let said = event.said.as_ref();
    let words = said.map(|said| said.words.as_str()).filter(|words| !words.is_empty());
    let file =
        said.and_then(|said| said.file.as_ref()).filter(|_| matches!(event.what, What::FileAdded { .. }));
    let organisation = match &event.by {
        By::Person => None,
        By::Worker(seat) => Some(&seat.organisation),
    };
    json!({
        "number": number,
        "at": time(event.at),
        "by": who(language, &event.by),
        "organisation": organisation,
        "what": happened(language, event),
        "words": words,
        "file": file.map(|file| &file.name),
    })
}
