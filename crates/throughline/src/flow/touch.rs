//! How much of the time that a need takes somebody works on it.
//!
//! Question: of all the time that people wait, in how much is anything done? Formula: for each need whose events have an end
//! (`until`), the time covered by at least one event from its start to its end (work side by side counts once), over the time
//! from the first start to the last end; the median of both over needs, and the share over all needs together. Source: flow
//! efficiency, domain.md 8.2 measure 5. Where it misleads: an end that a person writes down later makes work look long; time
//! between a start and an end is not all touch time, so this is the most it can be.

use crate::log::{Column, Field, Log};
use crate::reading::{Ask, Measure, Number, Reading, Shape, median, of_half, percent};
use crate::time::{self, MISSING_US, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.touch",
    asks: "In how much of the time is anything done?",
    unit: "seconds, share",
    formula: "time covered by events from start to end, over first start to last end, of each need",
    source: "flow efficiency: Modig and Åhlström, This is Lean, 2012",
    misleads: "An end written down late makes work look long: this is the most it can be.",
    read,
};

/// One need: the time that work covers, and the time from its first start to its last end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// Covered by work, in microseconds.
    pub touch_us: i64,
    /// All of it, in microseconds.
    pub whole_us: i64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let missing = "no column says when work ended; name one as `until` in the mapping";
    let found = touch(log, ask.threads);
    if found.is_empty() {
        return Reading::not_enough(missing);
    }
    let of = |part: fn(&Touch) -> i64| found.iter().map(part).collect::<Vec<i64>>();
    let (mut touch_us, mut whole_us) = (of(|touch| touch.touch_us), of(|touch| touch.whole_us));
    let sum_s = |times_us: &[i64]| super::side_by_side::sum(times_us) as f64 / SECOND_US as f64;
    let share = sum_s(&touch_us) / sum_s(&whole_us);
    let median_s = |times_us: &mut [i64]| median(times_us).unwrap_or(f64::NAN) / SECOND_US as f64;
    let (touch_s, whole_s) = (median_s(&mut touch_us), median_s(&mut whole_us));
    let says = format!(
        "Work is seen to go on in {} of the time that needs take{}.",
        if share.is_finite() { percent(share) } else { "none".to_string() },
        of_half(found.len() as u64, || format!(
            "; half of them take over {}, with {} of work",
            time::plain(whole_s),
            time::plain(touch_s)
        )),
    );
    let numbers = vec![
        Number::exact("touch_median_s", touch_s),
        Number::exact("whole_median_s", whole_s),
        Number { name: "touch_share", value: share.is_finite().then_some(share), interval: None },
    ];
    let n = found.len() as u64;
    Reading::of(says, n, "needs", Shape::Numbers(numbers))
        .leaving_out("needs of which no event has an end", log.need_count() as u64 - n)
}

/// Every need with at least one event that has an end. An end before its start covers nothing.
pub fn touch(log: &Log, threads: usize) -> Vec<Touch> {
    let Some(Column::Times(until_us)) = log.field(Field::Until) else { return Vec::new() };
    let of = |need: crate::log::Need| {
        let times = log.at_us()[need.events.clone()].iter().zip(&until_us[need.events.clone()]);
        let first_us = *log.at_us()[need.events].first()?;
        let (mut known, mut touch_us, mut covered_us) = (false, 0, first_us);
        for (at_us, until_us) in times {
            known |= *until_us != MISSING_US;
            // What was covered before this event is not counted again.
            touch_us += (until_us.saturating_sub(covered_us.max(*at_us))).max(0);
            covered_us = covered_us.max(*at_us).max(*until_us);
        }
        known.then_some(Touch { touch_us, whole_us: covered_us - first_us })
    };
    log.each_part(threads, |needs| needs.filter_map(of).collect::<Vec<_>>()).concat()
}
