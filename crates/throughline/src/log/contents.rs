//! What a log holds, in figures that everybody wants first.

use super::{Field, Log, NONE, NameColumn, Need};
use crate::time::Instant;

/// What a log holds. `None` where no source says.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// Events.
    pub events: u64,
    /// Needs.
    pub needs: u64,
    /// Contacts.
    pub contacts: Option<u64>,
    /// Different people.
    pub people: Option<u64>,
    /// Different workers.
    pub workers: Option<u64>,
    /// Different organisations.
    pub organisations: Option<u64>,
    /// Different activities.
    pub activities: Option<u64>,
    /// The first event and the last.
    pub span: Option<(Instant, Instant)>,
}

impl Contents {
    /// What these needs of a log hold.
    pub fn of(log: &Log, threads: usize) -> Contents {
        let different = |field| log.names(field).map(|column| different(log, column, threads));
        let contacts = log.names(Field::Kind).map(|kind| {
            let contact = kind.names.find("contact").unwrap_or(NONE - 1);
            let codes = kind.codes.all();
            let count =
                |need: Need| codes.part(need.events).iter().filter(|code| *code == contact).count() as u64;
            log.each_part(threads, |needs| needs.map(count).sum::<u64>()).iter().sum()
        });
        Contents {
            events: log.event_count() as u64,
            needs: log.need_count() as u64,
            contacts,
            people: different(Field::Person),
            workers: different(Field::Worker),
            organisations: different(Field::Organisation),
            activities: different(Field::Activity),
            span: log.span(threads),
        }
    }
}

/// How many different names the needs looked at have in a column.
fn different(log: &Log, column: &NameColumn, threads: usize) -> u64 {
    let codes = column.codes.all();
    let parts = log.each_part(threads, |needs| {
        let mut seen = vec![false; column.names.len()];
        for need in needs {
            codes.part(need.events).known().for_each(|code| seen[code as usize] = true);
        }
        seen
    });
    let mut seen = vec![false; column.names.len()];
    parts.iter().for_each(|part| seen.iter_mut().zip(part).for_each(|(all, seen)| *all |= seen));
    seen.iter().filter(|seen| **seen).count() as u64
}
