//! What looks like a machine is not refused but made to wait in one line: a person who was mistaken for one loses two seconds, and a
//! flood comes in drop by drop. Nothing is counted by address: the people of one library share theirs.
//!
//! Three signs, each cheap: a field that people do not see was filled in; the form came back faster than anybody writes, or without
//! the time it was made; the same words came many times within ten minutes. The words are kept and the reference is given all the same.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use maud::{Markup, html};
use throughline::contact::Language;
use throughline::time::{Instant, SECOND_US};
use tokio::sync::Semaphore;

use crate::asked::Asked;

/// Nobody reads, writes and sends in less.
const LEAST_US: i64 = 2 * SECOND_US;
/// The same words so many times in [`WITHIN_US`] are a flood.
const SAME_WORDS: u32 = 20;
const WITHIN_US: i64 = 600 * SECOND_US;
/// The line moves on one at a time, each after this long.
const EACH: Duration = Duration::from_secs(2);
/// First words that programs send, so many in [`WITHIN_US`], are a flood too: one a second, all of them together.
const BY_PROGRAMS: u32 = 600;
/// Under what they are counted, which nobody can say.
const BY_ANY_PROGRAM: &str = "\0";
/// At most so many different words are remembered.
const REMEMBERED: usize = 10_000;

/// How something was sent that anybody can send.
#[derive(Clone, Copy)]
pub(crate) enum Sent {
    /// By a form for anybody.
    Form,
    /// By somebody who holds a link, who can be fast.
    WithLink,
    /// By a program, another front door for people: it has no form that could be filled in too fast.
    Program,
}

/// The line in which is waited.
pub(crate) struct Slow {
    line: Semaphore,
    said: Mutex<HashMap<u64, (i64, u32)>>,
}

impl Default for Slow {
    fn default() -> Slow {
        Slow { line: Semaphore::new(1), said: Mutex::default() }
    }
}

/// The fields that a form for anybody carries: when it was made, and one that only machines fill in.
pub(crate) fn fields(asked: &Asked) -> Markup {
    let leave = match asked.language {
        Language::English => "Leave this empty",
        Language::Welsh => "Gadewch hwn yn wag",
    };
    // A form that is shown again keeps the time of the first: what was typed once need not be typed slowly again.
    let made = match asked.field("made") {
        made if made.is_empty() => asked.now().0.to_string(),
        made => made,
    };
    html! {
        input type="hidden" name="made" value=(made);
        div.away aria-hidden="true" { label for="website" { (leave) } input id="website" name="website" tabindex="-1" autocomplete="off"; }
    }
}

impl Slow {
    /// Waits in line if what was sent looks like a machine's. The same words many times are a flood however they come.
    pub(crate) async fn wait(&self, asked: &Asked, sent: Sent) {
        let waits = match sent {
            Sent::Form => self.looks_made(asked),
            Sent::WithLink => self.is_flood(asked),
            Sent::Program => self.is_flood(asked) || self.times(asked.now(), BY_ANY_PROGRAM) > BY_PROGRAMS,
        };
        if !waits {
            return;
        }
        let turn = self.line.acquire().await;
        tokio::time::sleep(EACH).await;
        drop(turn);
    }

    fn looks_made(&self, asked: &Asked) -> bool {
        let made = asked.field("made").parse().map_or(i64::MAX, |made: i64| made);
        let quick = asked.now().0.saturating_sub(made) < LEAST_US;
        let seen = !asked.field("website").is_empty();
        self.is_flood(asked) || quick || seen
    }

    fn is_flood(&self, asked: &Asked) -> bool {
        let words = asked.field("words");
        !words.trim().is_empty() && self.times(asked.now(), &words) > SAME_WORDS
    }

    /// How many times these words came lately, this time included.
    fn times(&self, now: Instant, words: &str) -> u32 {
        let mut hasher = DefaultHasher::new();
        words.split_whitespace().for_each(|word| word.to_lowercase().hash(&mut hasher));
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() >= REMEMBERED {
            said.retain(|_, (since, _)| now.0 - *since < WITHIN_US);
        }
        if said.len() >= REMEMBERED {
            said.clear();
        }
        let (since, times) = said.entry(hasher.finish()).or_insert((now.0, 0));
        if now.0 - *since >= WITHIN_US {
            (*since, *times) = (now.0, 0);
        }
        *times += 1;
        *times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(made: Option<i64>, now: i64, fields: &[(&str, &str)]) -> Asked {
        let mut all: Vec<(String, String)> =
            fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        all.extend(made.map(|made| ("made".to_string(), made.to_string())));
        Asked { now: Some(Instant(now)), fields: all, ..Asked::default() }
    }

    #[test]
    fn a_person_does_not_wait_and_a_machine_does() {
        let slow = Slow::default();
        let words = ("words", "my heating is off");
        let minute = 60 * SECOND_US;
        assert!(!slow.looks_made(&sent(Some(0), minute, &[words])));
        assert!(slow.looks_made(&sent(Some(0), SECOND_US, &[words])));
        assert!(slow.looks_made(&sent(None, minute, &[words])));
        assert!(slow.looks_made(&sent(Some(0), minute, &[words, ("website", "x")])));
    }

    #[test]
    fn the_same_words_many_times_wait_and_other_words_do_not() {
        let slow = Slow::default();
        let minute = 60 * SECOND_US;
        let waits = (0..30).filter(|_| slow.looks_made(&sent(Some(0), minute, &[("words", "Buy  now")])));
        assert_eq!(waits.count(), 10);
        assert!(!slow.looks_made(&sent(Some(0), minute, &[("words", "my bin")])));
        assert!(!slow.looks_made(&sent(Some(0), 20 * minute, &[("words", "buy now")])));
    }
}
