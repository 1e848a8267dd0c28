//! Needs that are quiet: those who worked on one say that they think it is sorted, and its person has said nothing since.
//!
//! A log may say so in a column of flags, [`THOUGHT_SORTED`]: true where somebody who worked on the need said that they think it is
//! sorted, false at whatever takes that back (the person speaks, something more is promised). Of the open needs those are quiet in
//! which the last such flag is true and the quiet days old ([`Ask::quiet_days`]). That is inferred: people who gave up are quiet too,
//! so a quiet need stays open, in every figure.

use super::spans;
use crate::log::{Column, Log};
use crate::reading::{Ask, counted, thousands};
use crate::wording::days;

/// The column that says where somebody thought a need sorted, and where that was taken back.
pub const THOUGHT_SORTED: &str = "thought_sorted";

/// How many of the open needs are quiet.
pub fn quiet(log: &Log, ask: &Ask) -> u64 {
    let Some(Column::Flags(flags)) = log.event_column(THOUGHT_SORTED) else { return 0 };
    let before_us = ask.quiet_before_us();
    let is_quiet = |span: &spans::Span| {
        let mut said = log.need(span.need).events.rev().filter(|event| flags[*event] < 2);
        span.ended.is_none()
            && said.next().is_some_and(|event| flags[event] == 1 && log.at_us()[event] <= before_us)
    };
    spans::each_part(log, ask, |spans| spans.filter(is_quiet).count() as u64).iter().sum()
}

/// What is said of them, as one more sentence; nothing where there are none.
pub(super) fn sentence(quiet: u64, open: u64, ask: &Ask) -> String {
    if quiet == 0 {
        return String::new();
    }
    format!(
        " Of the {} still open {}: those who worked on them think that they are sorted, and their people have said nothing for {} since. \
         That is inferred, and they count as open.",
        thousands(open),
        counted(quiet, "is quiet", "are quiet"),
        days(ask.quiet_days)
    )
}
