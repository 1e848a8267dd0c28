//! Who acted, as far as a log tells: a citizen who hurries to keep their own limit is not the service.

use std::collections::BTreeMap;

use super::pattern::Looked;
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::Who;

/// Words in the name of a worker or team that stand for a computer.
const SYSTEMS: [&str; 6] = ["system", "batch", "automat", "robot", "scheduler", "interface"];

/// Who did most of these events; not known if nobody did more than half.
pub(super) fn who(looked: &Looked<'_>, events: impl Iterator<Item = usize>) -> Who {
    let (log, own) = (looked.log, looked.own_organisation);
    let kind = log.names(Field::Kind);
    let code = |name: &str| kind.and_then(|kind| kind.names.find(name)).unwrap_or(NONE - 1);
    let (contact, word) = (code("contact"), code("word"));
    let worker = log.names(Field::Worker);
    let team = log.names(Field::Team);
    let organisation = log.names(Field::Organisation);
    let systems = [worker, team].map(|column| {
        let of_system = |name: &str| {
            let name = name.to_lowercase();
            SYSTEMS.iter().any(|system| name.contains(system))
        };
        column.map(|column| (column, column.names.iter().map(of_system).collect::<Vec<bool>>()))
    });
    let is_system = |event: usize| {
        let of = |(column, of_system): &(&NameColumn, Vec<bool>)| {
            of_system.get(column.codes.at(event) as usize) == Some(&true)
        };
        systems.iter().flatten().any(of)
    };
    let mut bodies: BTreeMap<u32, u64> = BTreeMap::new();
    let mut by = |event: usize| {
        let kind = kind.map_or(NONE, |kind| kind.codes.at(event));
        let body = organisation.map_or(NONE, |organisation| organisation.codes.at(event));
        if kind != NONE && (kind == contact || kind == word) {
            Who::Citizen
        } else if is_system(event) {
            Who::System
        } else if body != NONE && Some(body) != own {
            *bodies.entry(body).or_default() += 1;
            Who::OtherBody(None)
        } else if [worker, team].into_iter().flatten().any(|column| column.codes.at(event) != NONE) {
            Who::Staff
        } else {
            Who::NotKnown
        }
    };
    let all = [Who::Staff, Who::Citizen, Who::System, Who::OtherBody(None), Who::NotKnown];
    let mut counts = [0_u64; 5];
    for event in events {
        let by = by(event);
        counts.iter_mut().zip(&all).filter(|(_, who)| **who == by).for_each(|(count, _)| *count += 1);
    }
    let total: u64 = counts.iter().sum();
    let most = counts.iter().zip(all).find(|(count, _)| **count * 2 > total);
    match most.map_or(Who::NotKnown, |(_, who)| who) {
        Who::OtherBody(_) => {
            let one = bodies.iter().find(|(_, count)| **count * 2 > total).map(|(code, _)| *code);
            let named = one.zip(organisation).map(|(code, column)| column.names.get(code).to_string());
            Who::OtherBody(named)
        }
        who => who,
    }
}

/// The organisation with the most events.
pub(super) fn own_organisation(log: &Log, threads: usize) -> Option<u32> {
    let counts = events_of_each(log, log.names(Field::Organisation)?, threads);
    let most = counts.iter().max().copied().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most).map(|place| place as u32)
}

/// How many events each name of a column has.
pub(super) fn events_of_each(log: &Log, column: &NameColumn, threads: usize) -> Vec<u64> {
    let parts = log.each_part(threads, |needs| {
        let mut counts = vec![0_u64; column.names.len()];
        for code in needs.flat_map(|need| column.codes.part(need.events)) {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    });
    parts
        .into_iter()
        .reduce(|sum, part| sum.iter().zip(part).map(|(sum, more)| sum + more).collect())
        .unwrap_or_default()
}
