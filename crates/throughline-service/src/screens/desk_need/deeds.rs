//! What a form of the need asks to be done.

use throughline::contact::hand_over::{accept, bring_in, offer, refuse, take, withdraw};
use throughline::contact::help_me_to::{score, state};
use throughline::contact::work::{Done, answer, done, heard, promise, think_sorted};
use throughline::contact::{By, Channel, Event, Need, Party, Seat};
use throughline::error::Error;
use throughline::time::Instant;

use crate::asked::Asked;
use crate::guard::ReadsNeed;
use crate::reply::Stop;

/// Decided on the need as it is when it is done.
pub(super) type Deed = Box<dyn FnMut(&Need) -> Result<Vec<Event>, Error> + Send>;

/// What a form asks for.
pub(super) fn deed(reads: &ReadsNeed, asked: &Asked) -> Result<Deed, Stop> {
    let (now, seat, words) = (asked.now(), reads.works.seat(), asked.field("words"));
    Ok(match asked.part("deed")? {
        "answer" => Box::new(move |need| Ok(vec![answer(need, now, &seat, Channel::Web, &words)?])),
        "put-right" => Box::new(move |need| {
            let said = need.language.say("It is put right.", "Mae wedi'i gywiro.");
            let words = if words.trim().is_empty() { said } else { &words };
            Ok(vec![answer(need, now, &seat, Channel::Web, words)?])
        }),
        "heard" => {
            let channel = Channel::named(&asked.field("channel")).unwrap_or(Channel::Phone);
            Box::new(move |need| Ok(vec![heard(need, now, &seat, channel, &words)?]))
        }
        "promise" => {
            let by = instant(&asked.field("by"), reads)?;
            Box::new(move |need| Ok(vec![promise(need, now, &seat, by, &words)?]))
        }
        "work" => work(asked, now, seat)?,
        "offer" => {
            let to = party(reads, asked)?;
            Box::new(move |need| Ok(vec![offer(need, now, &seat, to.clone(), &words)?]))
        }
        "bring-in" => {
            let whom = party(reads, asked)?;
            Box::new(move |need| Ok(vec![bring_in(need, now, &seat, whom.clone(), &words)?]))
        }
        "accept" => Box::new(move |need| Ok(vec![accept(need, now, &seat)?])),
        "refuse" => Box::new(move |need| Ok(vec![refuse(need, now, &seat, &words)?])),
        "withdraw" => Box::new(move |need| Ok(vec![withdraw(need, now, &seat)?])),
        "take" => {
            let seen = asked.field("holder");
            Box::new(move |need| {
                held_as_seen(need, &seen)?;
                Ok(vec![take(need, now, &seat)?])
            })
        }
        "think-sorted" => Box::new(move |need| Ok(vec![think_sorted(need, now, &seat, &words)?])),
        "help-me-to" => help_me_to(asked, now, By::Worker(seat))?,
        "score" => {
            let (by, value) = (By::Worker(seat), score_of(asked)?);
            let value = value.ok_or_else(|| Stop::wrong("choose a score from 0 to 10"))?;
            let statement = asked.field("statement").parse().unwrap_or(0);
            Box::new(move |need| Ok(vec![score(need, now, by.clone(), statement, value)?]))
        }
        _ => return Err(Stop::NotFound),
    })
}

/// Two colleagues who open the same need and both take it would both call its person.
fn held_as_seen(need: &Need, seen: &str) -> Result<(), Error> {
    if seen.is_empty() || seen == need.holder.to_string() {
        return Ok(());
    }
    Err(Error::asked(format!(
        "{} took {} after you had opened this page, so you do not hold it; look at the need again, and take it from them only if you both want that",
        need.holder, need.reference
    )))
}

fn work(asked: &Asked, now: Instant, seat: Seat) -> Result<Deed, Stop> {
    let minutes = asked.field("minutes");
    let minutes = match minutes.trim() {
        "" => None,
        number => Some(number.parse::<f64>().map_err(|_| Stop::wrong("minutes are a number, such as 20"))?),
    };
    let value = match asked.field("value").as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let (activity, note) = (asked.field("activity"), asked.field("words"));
    Ok(Box::new(move |need| {
        Ok(vec![done(need, now, &seat, Done { activity: &activity, minutes, value, note: &note })?])
    }))
}

/// A sentence, and how well it is met at the start, if the person said.
fn help_me_to(asked: &Asked, now: Instant, by: By) -> Result<Deed, Stop> {
    let (words, first) = (asked.field("words"), score_of(asked)?);
    Ok(Box::new(move |need| {
        let stated = state(need, now, by.clone(), &words)?;
        let mut after = need.clone();
        after.apply(&stated)?;
        let scored =
            first.map(|value| score(&after, now, by.clone(), after.statements, value)).transpose()?;
        Ok([stated].into_iter().chain(scored).collect())
    }))
}

fn score_of(asked: &Asked) -> Result<Option<u8>, Stop> {
    match asked.field("score").as_str() {
        "" => Ok(None),
        number => number.parse().map(Some).map_err(|_| Stop::wrong("a score is a whole number from 0 to 10")),
    }
}

/// A civil date and time as browsers send it, in the zone of the service.
fn instant(written: &str, reads: &ReadsNeed) -> Result<Instant, Stop> {
    let wrong = || Stop::wrong("give the day and time by when, such as 2026-06-03T16:00");
    let civil: jiff::civil::DateTime = written.trim().parse().map_err(|_| wrong())?;
    let zoned = civil.to_zoned(reads.works.service.zone.clone()).map_err(|_| wrong())?;
    Ok(Instant(zoned.timestamp().as_microsecond()))
}

/// The team that was chosen, out of those that take part in the service.
fn party(reads: &ReadsNeed, asked: &Asked) -> Result<Party, Stop> {
    let chosen = asked.field("party");
    let all = reads.works.service.setup.parties();
    all.into_iter().find(|party| party.to_string() == chosen).ok_or_else(|| Stop::wrong("choose a team"))
}
