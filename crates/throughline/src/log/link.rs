//! Linking: which need a contact belongs to when its source names none.
//!
//! A person's contacts of one kind belong to one need until nothing has been heard for the window (30 days unless said
//! otherwise); the next contact opens a new need. Where a source that names its needs (a contractor's jobs, say) has the same
//! person within the window, the contact joins that need. A row that names neither need nor person is a need of its own.

use std::collections::HashMap;

use super::interner::Interner;
use super::names::{NONE, Names};
use crate::time::DAY_US;

/// How rows without a need id are linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linking {
    /// A need is over when nothing of it has been heard for so many days.
    pub window_days: f64,
}

impl Default for Linking {
    fn default() -> Linking {
        Linking { window_days: 30.0 }
    }
}

/// What linking did.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The window used, in days.
    pub window_days: f64,
    /// Rows that named no need and were linked by person (and kind, where it is known).
    pub rows: u64,
    /// Rows that named neither: each is a need of its own.
    pub alone: u64,
    /// Needs that were made of rows that named none: no source numbers them.
    pub made: u64,
    /// How many needs there are with this window, and would be with windows of 14 and 60 days.
    pub needs_by_window_days: Vec<(f64, u64)>,
}

/// Gives a need to every row of `needs` that has [`NONE`]. `person` and `kind` are codes a row, or empty where no source has
/// them. New needs are named after the row that opened them.
pub(super) fn link(
    names: &mut Interner,
    needs: &mut [u32],
    person: &[u32],
    kind: &[u32],
    at_us: &[i64],
    linking: Linking,
) -> Linked {
    let person_of = |row: u32| person.get(row as usize).copied().unwrap_or(NONE);
    let named = names.names().len() as u64;
    let mut to_link: Vec<u32> = (0..needs.len() as u32).filter(|row| person_of(*row) != NONE).collect();
    to_link.sort_by_key(|row| (person_of(*row), at_us[*row as usize], *row));
    let mut windows = vec![14.0, linking.window_days, 60.0];
    windows.sort_by(f64::total_cmp);
    windows.dedup();
    let mut needs_by_window_days = Vec::new();
    let mut chosen = Vec::new();
    let alone: Vec<u32> = (0..needs.len() as u32)
        .filter(|row| needs[*row as usize] == NONE && person_of(*row) == NONE)
        .collect();
    for window_days in windows {
        let groups = groups(&to_link, needs, person, kind, at_us, (window_days * DAY_US as f64) as i64);
        let mut opened: Vec<u32> = groups.iter().copied().filter(|group| *group & OPENED != 0).collect();
        opened.sort_unstable();
        opened.dedup();
        needs_by_window_days.push((window_days, named + opened.len() as u64 + alone.len() as u64));
        if window_days == linking.window_days {
            chosen = groups;
        }
    }
    let (mut rows, mut made) = (0, std::collections::HashSet::new());
    for (row, group) in to_link.iter().zip(chosen) {
        let need = &mut needs[*row as usize];
        if *need == NONE {
            rows += 1;
            if group & OPENED != 0 {
                made.insert(group);
            }
            *need = if group & OPENED == 0 { group } else { new_need(names, group & !OPENED) };
        }
    }
    for row in &alone {
        needs[*row as usize] = new_need(names, *row);
    }
    let made = made.len() as u64 + alone.len() as u64;
    Linked { window_days: linking.window_days, rows, alone: alone.len() as u64, made, needs_by_window_days }
}

/// The bit that marks a group named after the row that opened it; without it a group is the code of a named need.
const OPENED: u32 = 1 << 31;

/// How the name of a need begins that was made here, and that no source numbers.
const MADE: &str = "row ";

/// Whether a need of this name was made by linking.
pub(super) fn is_made(name: &str) -> bool {
    name.starts_with(MADE)
}

/// So many names are looked at to see how many needs were made by linking.
const LOOKED_AT: usize = 10_000;

/// Which share of the needs were made by linking, by their names: a log that was written and read again does not say it otherwise.
pub(super) fn share_made(names: &Names) -> f64 {
    let step = names.len().div_ceil(LOOKED_AT).max(1);
    let looked_at = (0..names.len()).step_by(step);
    let all = looked_at.len().max(1);
    looked_at.filter(|code| is_made(names.get(*code as u32))).count() as f64 / all as f64
}

fn new_need(names: &mut Interner, row: u32) -> u32 {
    names.intern(format!("{MADE}{}", u64::from(row) + 1).as_bytes())
}

/// A need of one person that has been heard of.
struct Open {
    kind: u32,
    group: u32,
    last_us: i64,
}

/// The group of each row of `order` (sorted by person, then time).
fn groups(
    order: &[u32],
    needs: &[u32],
    person: &[u32],
    kind: &[u32],
    at_us: &[i64],
    window_us: i64,
) -> Vec<u32> {
    let mut groups = Vec::with_capacity(order.len());
    // A need that was opened by a contact and then turned up under a name of its own.
    let mut renamed: HashMap<u32, u32> = HashMap::new();
    let mut open: Vec<Open> = Vec::new();
    let mut of = NONE;
    for row in order {
        let place = *row as usize;
        if person[place] != of {
            open.clear();
            of = person[place];
        }
        let (at, row_kind) = (at_us[place], kind.get(place).copied().unwrap_or(NONE));
        let same_kind = |open: &Open| open.kind == row_kind || open.kind == NONE || row_kind == NONE;
        let within = |open: &Open| at.saturating_sub(open.last_us) <= window_us;
        let known = if needs[place] == NONE {
            open.iter().rposition(|open| same_kind(open) && within(open))
        } else {
            let named = open.iter().rposition(|open| open.group == needs[place]);
            named.or_else(|| {
                let adopted =
                    open.iter().rposition(|open| open.group & OPENED != 0 && same_kind(open) && within(open));
                if let Some(adopted) = adopted {
                    renamed.insert(open[adopted].group, needs[place]);
                    open[adopted].group = needs[place];
                }
                adopted
            })
        };
        let group = match known {
            Some(known) => {
                // The latest need stays last, so that a row of unknown kind joins it.
                let mut found = open.remove(known);
                found.last_us = at;
                let group = found.group;
                open.push(found);
                group
            }
            None => {
                let group = if needs[place] == NONE { row | OPENED } else { needs[place] };
                open.push(Open { kind: row_kind, group, last_us: at });
                group
            }
        };
        groups.push(group);
    }
    for group in &mut groups {
        if let Some(name) = renamed.get(group) {
            *group = *name;
        }
    }
    groups
}
