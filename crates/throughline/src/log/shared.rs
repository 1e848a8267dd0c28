//! Which needs are in two logs: what is compared of logs that share needs does not rest on different things.
//!
//! Two needs are the same where the same happened in both, at the same instants, to the same person, and they bear the same name (which a
//! need that was made by linking has not). The name alone says nothing: many systems count from 1.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::link::is_made;
use super::{CodeSlice, Field, Log, NONE, Need};

/// What tells the needs of a log from each other, to be found again in another: small enough to be kept when the log is gone.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Of all that happened in each need.
    whole: Vec<u64>,
    /// The same of those that bear no name and are about nobody known: rows that can be alike by chance.
    nameless: Vec<u64>,
    /// Of the names alone.
    names: Vec<u64>,
}

/// How many needs are in two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Needs looked at in the one.
    pub here: u64,
    /// And in the other.
    pub there: u64,
    /// The same needs, in both.
    pub same: u64,
    /// Needs that bear the same name in both, the same or not.
    pub same_name: u64,
}

/// Columns that together tell what happened.
const TOLD_BY: [Field; 8] = [
    Field::Activity,
    Field::Person,
    Field::Demand,
    Field::Words,
    Field::Channel,
    Field::Worker,
    Field::Team,
    Field::Organisation,
];

impl Marks {
    /// Those of the needs looked at.
    pub fn of(log: &Log, threads: usize) -> Marks {
        let hashed = |text: &str| hash(|state| text.hash(state));
        let columns = TOLD_BY.iter().filter_map(|field| log.names(*field));
        let columns: Vec<(CodeSlice<'_>, Vec<u64>)> =
            columns.map(|column| (column.codes.all(), column.names.iter().map(hashed).collect())).collect();
        let person = log.names(Field::Person);
        let parts = log.each_part(threads, |needs| {
            let mut part = Marks::default();
            for need in needs {
                let name = log.need_name(need.index);
                let about = person
                    .is_some_and(|person| need.events.clone().any(|event| person.codes.at(event) != NONE));
                match (is_made(name), about) {
                    (false, _) => {
                        part.whole.push(whole(log, &columns, &need, name));
                        part.names.push(hashed(name));
                    }
                    (true, true) => part.whole.push(whole(log, &columns, &need, "")),
                    (true, false) => part.nameless.push(whole(log, &columns, &need, name)),
                }
            }
            part
        });
        let mut all = Marks::default();
        for part in parts {
            all.whole.extend(part.whole);
            all.nameless.extend(part.nameless);
            all.names.extend(part.names);
        }
        for marks in [&mut all.whole, &mut all.nameless, &mut all.names] {
            marks.sort_unstable();
        }
        all
    }
}

/// All that happened in a need.
fn whole(log: &Log, columns: &[(CodeSlice<'_>, Vec<u64>)], need: &Need, name: &str) -> u64 {
    hash(|state| {
        name.hash(state);
        log.at_us()[need.events.clone()].hash(state);
        for (codes, names) in columns {
            for event in need.events.clone() {
                let code = codes.at(event);
                (code != NONE).then(|| names[code as usize]).hash(state);
            }
        }
    })
}

fn hash(told: impl Fn(&mut DefaultHasher)) -> u64 {
    let mut state = DefaultHasher::new();
    told(&mut state);
    state.finish()
}

impl Shared {
    /// What the needs of two logs have in common.
    pub fn of(here: &Marks, there: &Marks) -> Shared {
        let count = |marks: &Marks| (marks.whole.len() + marks.nameless.len()) as u64;
        // Of rows that can be alike by chance only all together say anything.
        let rows = if here.nameless == there.nameless { here.nameless.len() as u64 } else { 0 };
        Shared {
            here: count(here),
            there: count(there),
            same: in_both(&here.whole, &there.whole) + rows,
            same_name: in_both(&here.names, &there.names),
        }
    }

    /// Whether both logs hold the same needs and no others.
    pub fn is_one_log(&self) -> bool {
        self.same == self.here && self.same == self.there
    }

    /// Whether so many needs are in both that an interval of logs that share none would say what is not so: more than one in a hundred of
    /// the smaller.
    pub fn is_overlap(&self) -> bool {
        self.same * 100 > self.here.min(self.there)
    }
}

/// How many of two sorted lists are the same.
fn in_both(one: &[u64], other: &[u64]) -> u64 {
    let (mut left, mut right, mut same) = (one.iter().peekable(), other.iter().peekable(), 0);
    while let (Some(own), Some(others)) = (left.peek(), right.peek()) {
        match own.cmp(others) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                same += 1;
                left.next();
                right.next();
            }
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_both_is_counted_once_each() {
        assert_eq!(in_both(&[1, 2, 2, 5, 9], &[2, 2, 2, 3, 9, 10]), 3);
        let marks = |whole: &[u64], nameless: &[u64]| Marks {
            whole: whole.to_vec(),
            nameless: nameless.to_vec(),
            names: Vec::new(),
        };
        let same = Shared::of(&marks(&[1, 2], &[3]), &marks(&[1, 2], &[3]));
        assert!(same.is_one_log() && same.is_overlap(), "{same:?}");
        let some = Shared::of(&marks(&[1, 2], &[3]), &marks(&[2, 4], &[3, 5]));
        assert_eq!((some.same, some.is_one_log(), some.is_overlap()), (1, false, true));
        let none = Shared::of(&marks(&[1, 2], &[3]), &marks(&[4], &[3, 5]));
        assert_eq!((none.same, none.is_overlap()), (0, false));
    }
}
