//! Does the official clock start after the person first got in touch?
//!
//! The recorded start of the clock (an activity that says the clock started, or an event of kind `clock` whose activity says start, received,
//! registered or the like) against the first event of the need anywhere: the share of needs
//! where a whole day or more lies between, with Wilson's interval, and the median of those days. A restart is no start: a need of which another event of
//! the clock comes first (a pause, a wait, its end) has no recorded start, and where only pauses are recorded nothing can be said. A description, not a test: there is
//! no chance to compare with. Found if it is more than one need in twenty. Source: domain.md 4.2 G3. Where it misleads: two systems
//! whose clocks differ; a day is more than such clocks differ by.

use std::ops::Range;

use super::pattern::{Looked, Pattern, Tested};
use super::reclassified::{activities, is_one};
use super::who::who;
use crate::log::{Field, NONE};
use crate::reading::{Finding, Verdict, median};
use crate::statistics::share::wilson;
use crate::time::{self, DAY_US, SECOND_US};
use crate::wording::{counted, percent, thousands};

pub(super) const PATTERN: Pattern = Pattern {
    name: "late clock start",
    statistic: "share of needs",
    size_of: "share",
    could_also_be: "two systems whose clocks differ, or a rule that starts the clock at a complete application",
    look_at: "what happened between the first words and the start of the clock, and whether the person knew it had not started",
    rule: "Does a rule say when the clock starts?",
    look,
};

const LEAST_NEEDS: u64 = 100;
const LEAST_SHARE: f64 = 0.05;
/// Words in the names of activities that start the official clock.
const STARTS: [&str; 2] = ["clock start", "start clock"];
/// Words in the names of activities of kind `clock` that start it.
const OF_CLOCK: [&str; 11] =
    ["start", "begin", "began", "begun", "commence", "open", "receiv", "regist", "valid", "accept", "lodge"];
/// Words in the names of those that start it again, or stop it.
const NO_STARTS: [&str; 12] = [
    "restart",
    "re-start",
    "again",
    "resum",
    "reactivat",
    "reopen",
    "re-open",
    "continu",
    "stop",
    "pause",
    "suspend",
    "hold",
];

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let log = looked.log;
    let starts = activities(log, &STARTS);
    let of_clock = activities(log, &OF_CLOCK);
    let no_starts = activities(log, &NO_STARTS);
    let kind = log.names(Field::Kind);
    let clock = kind.and_then(|kind| kind.names.find("clock"));
    if starts.is_none() && clock.is_none() {
        let why = "no event says when the official clock started; record it as an event of kind `clock`";
        return pattern.not_enough(looked, why).into();
    }
    let clock = clock.unwrap_or(NONE - 1);
    let of_kind = |event: usize| kind.is_some_and(|kind| kind.codes.at(event) == clock);
    // The first event of the clock, if it says that it starts it.
    let start = |events: Range<usize>| {
        let mut of_the_clock = events.filter(|event| is_one(&starts, *event) || of_kind(*event));
        let says_so = |event: &usize| {
            (is_one(&starts, *event) || is_one(&of_clock, *event)) && !is_one(&no_starts, *event)
        };
        of_the_clock.next().filter(says_so)
    };
    let parts = waits(looked, start);
    let with: u64 = parts.iter().map(|(with, _)| with).sum();
    let late: Vec<(i64, usize)> = parts.into_iter().flat_map(|(_, late)| late).collect();
    let share = late.len() as f64 / with as f64;
    let Some((low, high)) = wilson(share, with as f64).filter(|_| with >= LEAST_NEEDS) else {
        let why = format!(
            "{} when the official clock started, and {LEAST_NEEDS} are needed; record the start as an event of kind `clock` whose activity \
             says so (“clock started”): a pause or its end is no start",
            counted(with, "need says", "needs say")
        );
        return pattern.not_enough(looked, &why).into();
    };
    let is = low > LEAST_SHARE;
    let mut waits: Vec<i64> = late.iter().map(|(wait_us, _)| *wait_us).collect();
    let half = median(&mut waits).map_or(String::new(), |us| {
        format!("; half of those by {} or more", time::plain(us / SECOND_US as f64))
    });
    let says = format!(
        "Of {} needs with an official clock, {} ({} to {}) had it start a day or more after the first words{half}.",
        thousands(with),
        percent(share),
        percent(low),
        percent(high)
    );
    Finding {
        statistic: Some((pattern.statistic, share)),
        needs_affected: Some(late.len() as u64),
        observed: Some(late.len() as f64),
        size: Some((share, Some((low, high)))),
        who: who(looked, late.iter().map(|(_, event)| *event)),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

/// For each part of the log how many needs have a recorded start, and those of them that waited a day or more for it: how long in microseconds, and
/// the event.
fn waits(
    looked: &Looked<'_>,
    start: impl Fn(Range<usize>) -> Option<usize> + Sync,
) -> Vec<(u64, Vec<(i64, usize)>)> {
    let log = looked.log;
    log.each_part(looked.ask.threads, |needs| {
        let (mut with, mut late) = (0_u64, Vec::new());
        for need in needs {
            if let Some(event) = start(need.events.clone()) {
                with += 1;
                let wait_us = log.at_us()[event] - log.at_us()[need.events.start];
                if wait_us >= DAY_US {
                    late.push((wait_us, event));
                }
            }
        }
        (with, late)
    })
}
