//! Who acted, as far as a log tells: a citizen who hurries to keep their own limit is not the service.

use super::pattern::Looked;
use crate::log::{Field, Log, NONE};
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
    let is_system = |event: usize| {
        [worker, team].into_iter().flatten().any(|column| {
            let code = column.codes[event];
            code != NONE && {
                let name = column.names.get(code).to_lowercase();
                SYSTEMS.iter().any(|system| name.contains(system))
            }
        })
    };
    let by = |event: usize| {
        let kind = kind.map_or(NONE, |kind| kind.codes[event]);
        let body = organisation.map_or(NONE, |organisation| organisation.codes[event]);
        if kind != NONE && (kind == contact || kind == word) {
            Who::Citizen
        } else if is_system(event) {
            Who::System
        } else if body != NONE && Some(body) != own {
            Who::OtherBody
        } else if [worker, team].into_iter().flatten().any(|column| column.codes[event] != NONE) {
            Who::Staff
        } else {
            Who::NotKnown
        }
    };
    let all = [Who::Staff, Who::Citizen, Who::System, Who::OtherBody, Who::NotKnown];
    let mut counts = [0_u64; 5];
    for event in events {
        let by = by(event);
        counts.iter_mut().zip(all).filter(|(_, who)| *who == by).for_each(|(count, _)| *count += 1);
    }
    let total: u64 = counts.iter().sum();
    let most = counts.iter().zip(all).find(|(count, _)| **count * 2 > total);
    most.map_or(Who::NotKnown, |(_, who)| who)
}

/// The organisation with the most events.
pub(super) fn own_organisation(log: &Log) -> Option<u32> {
    let organisation = log.names(Field::Organisation)?;
    let mut counts = vec![0_u64; organisation.names.len()];
    for need in log.needs() {
        for code in &organisation.codes[need.events] {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
    }
    let most = counts.iter().max().copied().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most).map(|place| place as u32)
}
