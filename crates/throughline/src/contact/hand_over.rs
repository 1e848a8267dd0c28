//! Hand-over: offered, then accepted or refused with a reason. Until it is accepted the giver holds.

use super::person::not_too_long;
use super::work::{not_erased, only_who_takes_part};
use super::{By, Event, Need, Party, Said, Seat, What};
use crate::error::Error;
use crate::time::Instant;

fn by_worker(need: &Need, now: Instant, seat: &Seat, what: What, words: &str) -> Event {
    let said = (!words.trim().is_empty()).then(|| Said::words(words));
    Event { need: need.id, person: need.person, at: now, by: By::Worker(seat.clone()), what, said }
}

pub(super) fn only_the_holder(need: &Need, seat: &Seat, to_do: &str) -> Result<(), Error> {
    not_erased(need)?;
    if need.holder.is_of(seat) {
        return Ok(());
    }
    Err(Error::asked(format!("{} is held by {}; only they can {to_do}", need.reference, need.holder)))
}

/// The holder offers the need to another team or worker, and says why. It stays with the holder.
pub fn offer(need: &Need, now: Instant, seat: &Seat, to: Party, why: &str) -> Result<Event, Error> {
    only_the_holder(need, seat, "offer it to somebody else")?;
    if let Some(offer) = &need.offer {
        return Err(Error::asked(format!(
            "{} is already offered to {}; take that offer back first",
            need.reference, offer.to
        )));
    }
    if to == need.holder {
        return Err(Error::asked(format!("{to} already holds {}", need.reference)));
    }
    if why.trim().is_empty() {
        return Err(Error::asked(
            "say what the other side needs to know, so that nobody has to ask the person again",
        ));
    }
    not_too_long(why)?;
    Ok(by_worker(need, now, seat, What::Offered { to }, why))
}

fn standing<'a>(need: &'a Need, seat: &Seat) -> Result<&'a Party, Error> {
    not_erased(need)?;
    match &need.offer {
        Some(offer) if offer.to.is_of(seat) => Ok(&offer.to),
        Some(offer) => {
            Err(Error::asked(format!("{} is offered to {}, not to you", need.reference, offer.to)))
        }
        None => Err(Error::asked(format!(
            "{} is not offered to anybody now: it was answered, or the offer was taken back",
            need.reference
        ))),
    }
}

/// Somebody of the team it was offered to takes it: from now on they hold it, by name.
pub fn accept(need: &Need, now: Instant, seat: &Seat) -> Result<Event, Error> {
    standing(need, seat)?;
    Ok(by_worker(need, now, seat, What::Accepted { holder: seat.party() }, ""))
}

/// Somebody of the team it was offered to refuses it, and says why. The giver still holds it.
pub fn refuse(need: &Need, now: Instant, seat: &Seat, reason: &str) -> Result<Event, Error> {
    standing(need, seat)?;
    if reason.trim().is_empty() {
        return Err(Error::asked(format!("say why, so that {} knows what to do instead", need.holder)));
    }
    not_too_long(reason)?;
    Ok(by_worker(need, now, seat, What::Refused { reason: reason.trim().to_string() }, ""))
}

/// The holder takes the offer back.
pub fn withdraw(need: &Need, now: Instant, seat: &Seat) -> Result<Event, Error> {
    only_the_holder(need, seat, "take the offer back")?;
    if need.offer.is_none() {
        return Err(Error::asked(format!("{} is not offered to anybody now", need.reference)));
    }
    Ok(by_worker(need, now, seat, What::Withdrawn, ""))
}

/// A worker of a team that holds a need takes it in their own name. Inside a team nobody has to be asked.
pub fn take(need: &Need, now: Instant, seat: &Seat) -> Result<Event, Error> {
    only_the_holder(need, seat, "take it")?;
    if need.holder == seat.party() {
        return Err(Error::asked(format!("you already hold {}", need.reference)));
    }
    if need.offer.is_some() {
        return Err(Error::asked(format!(
            "{} is offered to somebody; take that offer back first",
            need.reference
        )));
    }
    Ok(by_worker(need, now, seat, What::Accepted { holder: seat.party() }, ""))
}

/// Somebody who takes part brings another in: an expert, a partner. The holder stays.
pub fn bring_in(need: &Need, now: Instant, seat: &Seat, party: Party, why: &str) -> Result<Event, Error> {
    only_who_takes_part(need, seat)?;
    if party == need.holder || need.taking_part.contains(&party) {
        return Err(Error::asked(format!("{party} already takes part in {}", need.reference)));
    }
    if why.trim().is_empty() {
        return Err(Error::asked("say what you ask of them, so that nobody has to ask the person again"));
    }
    not_too_long(why)?;
    Ok(by_worker(need, now, seat, What::BroughtIn { party }, why))
}
