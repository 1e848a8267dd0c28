//! What few people ask for, told as one: a kind of demand is in somebody's own words, so one that only a few have could tell who they are.
//!
//! Source: domain.md section 8.5 (fewer than ten persons are not shown). Where it misleads: rare kinds are told together, so a new one is
//! seen only when ten people have come with it; those who do the work read it before.

use std::sync::Arc;

use super::codes::Codes;
use crate::log::{Field, Log, NONE, NameColumn, Names};

/// What stands in place of every kind that few people have.
pub const FEW: &str = "kinds that few people ask for";

/// The same log with every kind of demand that fewer than so many people have told as [`FEW`]. Where nobody is known, a need counts as a
/// person.
pub fn few_as_one(log: &Log, least_people: u32) -> Log {
    // Codes of value and failure are no kinds.
    let kinds = log.names(Field::Demand).filter(|_| !Codes::of(log).is_some_and(|codes| codes.in_demand()));
    let Some(kinds) = kinds else { return log.clone() };
    let people = people(log, kinds);
    let mut names = Names::default();
    let mut few = None;
    let codes: Vec<u32> = (0..kinds.names.len() as u32)
        .map(|kind| match people[kind as usize] {
            // A kind that nobody has in this part is in its dictionary all the same, and must not be read there.
            0 => NONE,
            count if count < least_people => *few.get_or_insert_with(|| names.push(FEW)),
            _ => names.push(kinds.names.get(kind)),
        })
        .collect();
    let code = |kind: u32| if kind == NONE { NONE } else { codes[kind as usize] };
    let names = Arc::new(names);
    log.with_names(Field::Demand, |kinds| NameColumn {
        codes: kinds.codes.iter().map(code).collect(),
        names: Arc::clone(&names),
    })
}

/// How many people have each kind.
fn people(log: &Log, kinds: &NameColumn) -> Vec<u32> {
    let persons = log.names(Field::Person);
    let mut all: Vec<(u32, u32, bool)> = Vec::new();
    for need in log.needs() {
        for event in need.events.clone() {
            let kind = kinds.codes.at(event);
            if kind == NONE {
                continue;
            }
            let person = persons.map_or(NONE, |persons| persons.codes.at(event));
            all.push(if person == NONE { (kind, need.index, false) } else { (kind, person, true) });
        }
    }
    all.sort_unstable();
    all.dedup();
    let mut people = vec![0; kinds.names.len()];
    all.into_iter().for_each(|(kind, _, _)| people[kind as usize] += 1);
    people
}
