//! From when until when a log shows all that was there: before and after it looks as if less, or more, was open than was.
//!
//! A log that begins on some day holds only needs opened since (or cut off there), so what ends in its first weeks is what ends quickly, and
//! the pile of open needs only fills. It shows the whole from the day on which nine of ten needs opened at its start would have ended: its
//! first event plus the 90th percentile of the times. Where ends are inferred from quiet days, whether a need has ended is known until so
//! many days before the end of observation: what was heard of since counts as open, ended or not. A slice of needs opened before some day
//! shows the whole until then: later ones are not looked at.

use super::spans::{self, Rule, rule};
use crate::log::Log;
use crate::reading::{Ask, quantile};
use crate::time::{DAY_US, Instant};

/// From when until when all is known. It may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) from: Instant,
    pub(crate) until: Instant,
}

impl Known {
    /// That of a log; none if no need of it has ended.
    pub(crate) fn of(log: &Log, ask: &Ask) -> Option<Known> {
        let parts = spans::each_part(log, ask, |spans| {
            spans.filter(|span| span.ended.is_some()).map(|span| span.length_us()).collect::<Vec<i64>>()
        });
        Known::by_lengths(log, ask, &mut parts.concat())
    }

    /// The same, by the lengths of the needs that ended.
    pub(super) fn by_lengths(log: &Log, ask: &Ask, lengths_us: &mut [i64]) -> Option<Known> {
        let from_us = begins_us(log, ask, lengths_us)?;
        let opened_before_us = log.opened_before().map_or(i64::MAX, |before| before.0);
        Some(Known { from: Instant(from_us), until: Instant(until_us(log, ask).min(opened_before_us)) })
    }
}

/// From when on the whole is there, by the lengths of the needs that ended.
pub(crate) fn begins_us(log: &Log, ask: &Ask, lengths_us: &mut [i64]) -> Option<i64> {
    let usual_us = quantile(lengths_us, 0.9)? as i64;
    let (first, _) = log.span(ask.threads)?;
    Some(first.0.saturating_add(usual_us))
}

/// Until when it is known of every need whether it has ended.
pub(crate) fn until_us(log: &Log, ask: &Ask) -> i64 {
    match rule(log, ask) {
        Rule::Said { .. } => ask.now.0,
        Rule::Quiet(days) | Rule::BySource { quiet_days: days, .. } => {
            ask.now.0.saturating_sub((days * DAY_US as f64) as i64)
        }
    }
}
