//! The needs that ended, and from when on they can be charted.
//!
//! A log that begins on some day holds only needs opened since (or cut off there), so what ends in its first weeks is what ends quickly.
//! Times are charted from the day on which nine of ten needs opened at the log's start would have ended: its first event plus the 90th
//! percentile of the times. An extract of the needs opened in some year holds only slow ones in the weeks after the last of them opened: so
//! no time is charted that ends more than a week after the last opening. Where ends are inferred from quiet days, they are known until so many days before the end of observation.

use crate::flow::spans::{self, Rule, rule};
use crate::log::Log;
use crate::reading::{Ask, quantile};
use crate::time::DAY_US;

const WEEK_US: i64 = 7 * DAY_US;

/// The needs of a log that ended.
pub(crate) struct Ended {
    /// When each ended, and how long it took from its first event, in the order of the needs.
    pub(crate) all_us: Vec<(i64, i64)>,
    /// From when on times are charted.
    pub(crate) from_us: i64,
    /// Until when times are charted.
    pub(crate) until_us: i64,
}

impl Ended {
    /// Those of a log; none if none has ended.
    pub(crate) fn of(log: &Log, ask: &Ask) -> Option<Ended> {
        let parts = spans::each_part(log, ask, |spans| {
            let (mut ended_us, mut last_opened_us) = (Vec::new(), i64::MIN);
            for span in spans {
                last_opened_us = last_opened_us.max(span.first_us);
                if span.ended.is_some() {
                    ended_us.push((span.last_us, span.length_us()));
                }
            }
            (ended_us, last_opened_us)
        });
        let last_opened_us = parts.iter().map(|part| part.1).max()?;
        let all_us: Vec<(i64, i64)> = parts.into_iter().flat_map(|part| part.0).collect();
        let mut lengths_us: Vec<i64> = all_us.iter().map(|(_, length_us)| *length_us).collect();
        let usual_us = quantile(&mut lengths_us, 0.9)? as i64;
        let (first, _) = log.span(ask.threads)?;
        let until_us = known_until_us(log, ask).min(last_opened_us.saturating_add(WEEK_US));
        Some(Ended { all_us, from_us: first.0.saturating_add(usual_us), until_us })
    }

    /// Those that are charted.
    pub(crate) fn charted(&self) -> impl Iterator<Item = (i64, i64)> {
        self.all_us.iter().copied().filter(|(last_us, _)| (self.from_us..=self.until_us).contains(last_us))
    }
}

/// Until when it is known of every need whether it has ended.
pub(crate) fn known_until_us(log: &Log, ask: &Ask) -> i64 {
    match rule(log, ask) {
        Rule::Said { .. } => ask.now.0,
        Rule::Quiet(days) | Rule::BySource { quiet_days: days, .. } => {
            ask.now.0.saturating_sub((days * DAY_US as f64) as i64)
        }
    }
}
