//! The needs that ended, and from when on they can be charted.
//!
//! Times are charted from when on the log shows the whole, and as long as ends are known (`flow/known`). An extract of the needs opened in
//! some year holds only slow ones in the weeks after the last of them opened: so no time is charted that ends more than a week after the
//! last opening.

use crate::flow::known::{begins_us, until_us};
use crate::flow::spans;
use crate::log::Log;
use crate::reading::Ask;
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
        let from_us = begins_us(log, ask, &mut lengths_us)?;
        let until_us = until_us(log, ask).min(last_opened_us.saturating_add(WEEK_US));
        Some(Ended { all_us, from_us, until_us })
    }

    /// Those that are charted.
    pub(crate) fn charted(&self) -> impl Iterator<Item = (i64, i64)> {
        self.all_us.iter().copied().filter(|(last_us, _)| (self.from_us..=self.until_us).contains(last_us))
    }
}
