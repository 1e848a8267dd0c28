//! What happens next on a need, as its person is told, and by when. A time that is over is said to be over: nobody is left waiting for the
//! past, and how to reach somebody stands beside it.

use throughline::contact::{Language, What};
use throughline::time::{HOUR_US, Instant};

use super::story::{START_BYTES, start_of};
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::language::day_and_time;

/// By when somebody answers the first words, as people are told.
pub(super) fn answer_by(holds: &HoldsLink) -> Instant {
    Instant(holds.need.opened_at.0 + i64::from(holds.service.setup.answer_hours) * HOUR_US)
}

/// What was promised, if that still stands: by when, and what.
pub(super) fn promised(holds: &HoldsLink) -> Option<(Instant, &str)> {
    let last = holds.story.iter().rev().find(|event| matches!(event.what, What::Promised { .. }));
    holds.need.promised_by.zip(last?.said.as_ref().map(|said| said.words.as_str()))
}

/// Whether the person waits for the answer that they were told of with their first words.
pub(super) fn waits_for_first_answer(holds: &HoldsLink) -> bool {
    holds.need.answered_at.is_none() && holds.need.waits_for_us()
}

/// Whether the time by which the person was told that something happens is over, and nobody has spoken to them.
pub(super) fn is_late(holds: &HoldsLink, now: Instant) -> bool {
    holds.need.is_overdue(now) || (waits_for_first_answer(holds) && answer_by(holds) < now)
}

/// What happens next, and by when.
pub(super) fn next(holds: &HoldsLink, asked: &Asked) -> String {
    let now = asked.now();
    let stands = |(by, _): &(Instant, &str)| *by >= now || holds.need.is_overdue(now);
    if let Some((by, words)) = promised(holds).filter(stands) {
        return promise(holds, asked, by, words);
    }
    if waits_for_first_answer(holds) {
        return first_answer(holds, asked);
    }
    let need = &holds.need;
    if need.waits_for_us() {
        return match asked.language {
            Language::English => {
                format!("What happens next: {} reads what you said and answers you here.", need.holder)
            }
            Language::Welsh => {
                format!(
                    "Beth sy'n digwydd nesaf: bydd {} yn darllen yr hyn a ddywedoch ac yn eich ateb yma.",
                    need.holder
                )
            }
        };
    }
    let stays = if need.is_open() {
        asked.language.say(
            "It stays open until you say that it is sorted.",
            "Mae'n aros ar agor nes i chi ddweud ei fod wedi'i ddatrys.",
        )
    } else {
        asked.language.say(
            "If it comes back, say so on this page, or on the telephone with your reference: it is open again at once, and you need not tell it \
             all again.",
            "Os daw yn ôl, dywedwch hynny ar y dudalen hon, neu ar y ffôn gyda'ch cyfeirnod: bydd ar agor eto ar unwaith, ac ni fydd rhaid i \
             chi ddweud y cyfan eto.",
        )
    };
    stays.to_string()
}

/// What was promised; and that it was not kept, if nothing was done or said since. Where something was, only the person knows whether
/// that was it.
fn promise(holds: &HoldsLink, asked: &Asked, by: Instant, words: &str) -> String {
    let when = day_and_time(asked.language, by, &holds.service.zone);
    let words = start_of(words, START_BYTES).map_or(words.to_string(), |start| format!("{start} …"));
    let call = call(holds, asked.language);
    let is_over = by < asked.now();
    match (asked.language, is_over, is_something_done_since(holds)) {
        (Language::English, false, _) => format!("What happens next, by {when}: {words}"),
        (Language::Welsh, false, _) => format!("Beth sy'n digwydd nesaf, erbyn {when}: {words}"),
        (Language::English, true, false) => format!("We said by {when}, and have not: “{words}”. {call}"),
        (Language::Welsh, true, false) => {
            format!("Dywedom erbyn {when}, ac nid ydym wedi gwneud: “{words}”. {call}")
        }
        (Language::English, true, true) => {
            format!(
                "We said by {when}: “{words}”. If that has not happened, we have not done what we said. {call}"
            )
        }
        (Language::Welsh, true, true) => format!(
            "Dywedom erbyn {when}: “{words}”. Os nad yw hynny wedi digwydd, nid ydym wedi gwneud yr hyn a ddywedom. {call}"
        ),
    }
}

fn is_something_done_since(holds: &HoldsLink) -> bool {
    let since = holds.story.iter().rev().take_while(|event| !matches!(event.what, What::Promised { .. }));
    since.into_iter().any(|event| matches!(event.what, What::Answered { .. } | What::Worked { .. }))
}

fn first_answer(holds: &HoldsLink, asked: &Asked) -> String {
    let by = answer_by(holds);
    let when = day_and_time(asked.language, by, &holds.service.zone);
    let call = call(holds, asked.language);
    match (asked.language, by < asked.now()) {
        (Language::English, false) => {
            format!("What happens next: somebody reads your words and answers you here by {when}.")
        }
        (Language::Welsh, false) => format!(
            "Beth sy'n digwydd nesaf: bydd rhywun yn darllen eich geiriau ac yn eich ateb yma erbyn {when}."
        ),
        (Language::English, true) => {
            format!(
                "We said by {when}, and have not: nobody has answered you yet. Your words still wait for an answer here. {call}"
            )
        }
        (Language::Welsh, true) => format!(
            "Dywedom erbyn {when}, ac nid ydym wedi gwneud: nid oes neb wedi'ch ateb eto. Mae eich geiriau'n dal i aros am ateb yma. {call}"
        ),
    }
}

/// How to reach somebody at once.
fn call(holds: &HoldsLink, language: Language) -> String {
    let phone = &holds.service.setup.phone;
    match language {
        Language::English => format!("You can call {phone} and say your reference."),
        Language::Welsh => format!("Gallwch ffonio {phone} a dweud eich cyfeirnod."),
    }
}
