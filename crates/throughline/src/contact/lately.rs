//! What happened since a moment, in two counts: how many needs were opened, and of how many their people said that they are sorted.
//!
//! A need counts as sorted if its person's word to that is the last thing they said: whatever they say after it opens the need again.

use crate::log::{Field, Log, NONE};
use crate::time::Instant;

/// What happened since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lately {
    /// Needs whose first words came since.
    pub opened: u64,
    /// Needs of which the person said since that they are sorted, and has said nothing more.
    pub sorted: u64,
}

impl Lately {
    /// What happened to these needs from one instant to another, both counted.
    pub fn of(log: &Log, from: Instant, until: Instant) -> Lately {
        let within = |event: usize| (from.0..=until.0).contains(&log.at_us()[event]);
        let kinds = log.names(Field::Kind);
        let [contact, word] = ["contact", "word"]
            .map(|kind| kinds.and_then(|column| column.names.find(kind)).unwrap_or(NONE - 1));
        let mut lately = Lately { opened: 0, sorted: 0 };
        for need in log.needs() {
            lately.opened += u64::from(within(need.events.start));
            let kind = |event: &usize| kinds.map_or(NONE, |column| column.codes.at(*event));
            let last = need.events.rev().find(|event| [contact, word].contains(&kind(event)));
            lately.sorted += u64::from(last.is_some_and(|event| kind(&event) == word && within(event)));
        }
        lately
    }
}
