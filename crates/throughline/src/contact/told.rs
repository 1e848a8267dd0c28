//! What people are told with their first words, that somebody answers within so many hours, and what came of it.
//!
//! Of the needs that people opened themselves, and whose time to be answered is over: those whose first answer came in time, those whose came
//! later, those that have none yet, and those that their people said are sorted before anybody answered. Whoever spoke to a worker was
//! answered as they spoke, and is not counted; nor are needs of other systems, whose people were told something else or nothing.

use super::rows::{ANSWERED, OPENED, PROMISED};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::time::{HOUR_US, Instant};

/// How many were answered as they were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Answered within the hours.
    pub in_time: u64,
    /// Answered later.
    pub later: u64,
    /// Not answered, though the hours are over.
    pub not_yet: u64,
    /// Sorted by the word of the person, before anybody answered.
    pub sorted_before: u64,
}

impl Told {
    /// What came of it by now.
    pub fn of(log: &Log, hours: u32, now: Instant) -> Told {
        let [activity, kind, worker] =
            [Field::Activity, Field::Kind, Field::Worker].map(|field| log.names(field));
        let find =
            |column: Option<&NameColumn>, name: &str| column.and_then(|column| column.names.find(name));
        let [opened, answered, promised] = [OPENED, ANSWERED, PROMISED].map(|name| find(activity, name));
        let word = find(kind, "word");
        let code =
            |column: Option<&NameColumn>, event: usize| column.map_or(NONE, |column| column.codes.at(event));
        // No name has the code of none.
        let is = |column, event, name: Option<u32>| Some(code(column, event)) == name;
        let at_us = log.at_us();
        let mut told = Told::default();
        for need in log.needs() {
            let first = need.events.start;
            let due_us = at_us[first].saturating_add(i64::from(hours) * HOUR_US);
            let by_themselves = is(activity, first, opened) && code(worker, first) == NONE;
            if !by_themselves || due_us > now.0 {
                continue;
            }
            let mut said = need.events.filter(|event| at_us[*event] <= now.0);
            let answers = said.find(|event| {
                [answered, promised].iter().any(|name| is(activity, *event, *name)) || is(kind, *event, word)
            });
            match answers {
                None => told.not_yet += 1,
                Some(event) if is(kind, event, word) => told.sorted_before += 1,
                Some(event) if at_us[event] <= due_us => told.in_time += 1,
                Some(_) => told.later += 1,
            }
        }
        told
    }

    /// How many were told, and their time is over.
    pub fn all(self) -> u64 {
        self.in_time + self.later + self.not_yet + self.sorted_before
    }
}
