//! What the person wants help with, in a sentence of their own, and how well they say that it is met: 0 to 10, at the start and
//! whenever it is looked at again. Source: Stoke's team in Locality and Vanguard 2014 (domain.md 1.2, step 8). A score is never a
//! target and never of a worker.

use super::{By, Event, Need, Said, What};
use crate::error::Error;
use crate::time::Instant;

/// A sentence "help me to …", in the person's words.
pub fn state(need: &Need, now: Instant, by: By, words: &str) -> Result<Event, Error> {
    if words.trim().is_empty() {
        return Err(Error::asked("finish the sentence “help me to …” in the person's words"));
    }
    super::person::not_too_long(words)?;
    super::work::not_erased(need)?;
    let what = What::HelpMeTo { statement: need.statements + 1 };
    Ok(Event { need: need.id, person: need.person, at: now, by, what, said: Some(Said::words(words)) })
}

/// How well it is met now, by the person's own word.
pub fn score(need: &Need, now: Instant, by: By, statement: u32, score: u8) -> Result<Event, Error> {
    if statement == 0 || statement > need.statements {
        return Err(Error::asked(format!("{} has no sentence {statement}", need.reference)));
    }
    super::work::not_erased(need)?;
    if score > 10 {
        return Err(Error::asked("a score is a whole number from 0 (not at all) to 10 (wholly)"));
    }
    Ok(Event {
        need: need.id,
        person: need.person,
        at: now,
        by,
        what: What::Scored { statement, score },
        said: None,
    })
}
