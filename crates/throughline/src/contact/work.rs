//! What workers do on a need: answer, promise, work, and say that they think it is sorted.

use super::person::not_too_long;
use super::{By, Channel, Event, Need, Said, Seat, What};
use crate::error::Error;
use crate::time::{DAY_US, Instant};

/// Of a need whose person was erased nobody knows any more whose it is: nothing can be done on it, and whatever were written would reach
/// nobody.
pub(super) fn not_erased(need: &Need) -> Result<(), Error> {
    if need.is_erased() {
        return Err(Error::asked(format!(
            "what told whose need {} is was deleted; nothing more can be done on it",
            need.reference
        )));
    }
    Ok(())
}

pub(super) fn only_who_takes_part(need: &Need, seat: &Seat) -> Result<(), Error> {
    not_erased(need)?;
    if need.organisations().contains(&seat.organisation.as_str()) {
        return Ok(());
    }
    Err(Error::asked(format!(
        "{} takes no part in {}; its holder can bring you in",
        seat.organisation, need.reference
    )))
}

fn by_worker(need: &Need, now: Instant, seat: &Seat, what: What, words: &str) -> Result<Event, Error> {
    only_who_takes_part(need, seat)?;
    not_too_long(words)?;
    let said = (!words.trim().is_empty()).then(|| Said::words(words));
    Ok(Event { need: need.id, person: need.person, at: now, by: By::Worker(seat.clone()), what, said })
}

/// Nobody is promised anything for later than this.
const FARTHEST_PROMISE_US: i64 = 2 * 366 * DAY_US;

fn in_words(words: &str, what: &str) -> Result<(), Error> {
    if words.trim().is_empty() { Err(Error::asked(what)) } else { Ok(()) }
}

/// A worker answers the person, who reads it on the need's page.
pub fn answer(need: &Need, now: Instant, seat: &Seat, channel: Channel, words: &str) -> Result<Event, Error> {
    in_words(words, "there is nothing in the answer; write what the person should know")?;
    by_worker(need, now, seat, What::Answered { channel }, words)
}

/// The person's words as a worker heard them: a call, a visit, a letter.
pub fn heard(need: &Need, now: Instant, seat: &Seat, channel: Channel, words: &str) -> Result<Event, Error> {
    in_words(words, "write down what the person said, in their words")?;
    by_worker(need, now, seat, What::SaidMore { channel, put_right: false }, words)
}

/// What happens next, and by when. The person reads it; there is one promise at a time. Only the holder promises, who is there to keep
/// it: whoever helps or is only asked to take it on may be gone by then, and the promise would stand.
pub fn promise(need: &Need, now: Instant, seat: &Seat, by: Instant, words: &str) -> Result<Event, Error> {
    super::hand_over::only_the_holder(need, seat, "say what happens next, and by when")?;
    in_words(words, "say what happens next")?;
    if by <= now {
        return Err(Error::asked("the time promised is over already; give one that is to come"));
    }
    if by.0 - now.0 > FARTHEST_PROMISE_US {
        return Err(Error::asked("the time promised is more than two years away; look at its year"));
    }
    by_worker(need, now, seat, What::Promised { by }, words)
}

/// Something done on the need.
pub struct Done<'a> {
    /// What, as a step: "boiler looked at".
    pub activity: &'a str,
    /// Minutes it took, if the worker says so.
    pub minutes: Option<f64>,
    /// Whether it moved the need on, if the worker says so.
    pub value: Option<bool>,
    /// What else there is to say. It may tell who the person is.
    pub note: &'a str,
}

/// A worker did something on the need.
pub fn done(need: &Need, now: Instant, seat: &Seat, done: Done<'_>) -> Result<Event, Error> {
    let Done { activity, minutes, value, note } = done;
    in_words(activity, "say in a few words what was done, such as “boiler looked at”")?;
    if activity.chars().count() > 80 {
        return Err(Error::asked("the name of a step is at most 80 characters; put the rest into the note"));
    }
    if minutes.is_some_and(|minutes| !(0.0..=6_000.0).contains(&minutes)) {
        return Err(Error::asked("minutes are from 0 to 6000"));
    }
    by_worker(need, now, seat, What::Worked { activity: activity.trim().to_string(), minutes, value }, note)
}

/// Staff think that it is sorted, and say so to the person. It stays open until the person says so.
pub fn think_sorted(need: &Need, now: Instant, seat: &Seat, words: &str) -> Result<Event, Error> {
    if !need.is_open() {
        return Err(Error::asked(format!("the person has already said that {} is sorted", need.reference)));
    }
    by_worker(need, now, seat, What::ThoughtSorted, words)
}

/// What told who the person is was destroyed: the need's own mark of it.
pub fn erase(need: &Need, now: Instant, by: By) -> Event {
    Event { need: need.id, person: need.person, at: now, by, what: What::Erased, said: None }
}
