//! End-to-end time of the needs that ended in each week.
//!
//! Question: does it take longer or shorter than it used to? Formula: ended needs by the week (Monday to Sunday in the service's
//! zone) of their last event; number, median and mean of time(last) - time(first). Source: measures.md 1.1. Weeks in which
//! nothing ended stand in the series with no value. Where it misleads: a week that clears old cases looks bad for doing good,
//! so look at open needs beside it; the last week may not be over.

use super::spans::{Span, rule, spans};
use crate::log::Log;
use crate::place::clock::{Clock, day_of, start_of_day, weekday_of};
use crate::reading::{Ask, Measure, Reading, Series, Shape, counted, median};
use crate::time::{self, Instant, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.weekly",
    asks: "Is it getting slower or faster?",
    unit: "seconds, needs",
    formula: "median and mean of time(last) - time(first) of the needs that ended in each week from Monday",
    source: "measures.md 1.1: times in the order of completion",
    misleads: "A week in which old cases are cleared looks slow; look at open needs beside it.",
    read,
};

/// One week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// When its Monday begins in the service's zone.
    pub start: Instant,
    /// How many needs ended in it.
    pub n: u64,
    /// Median end-to-end time of those; `None` if there are none.
    pub median_s: Option<f64>,
    /// Mean of the same.
    pub mean_s: Option<f64>,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let weeks = weekly(log, ask);
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
        return Reading::not_enough("no need has ended yet");
    };
    let n: u64 = weeks.iter().map(|week| week.n).sum();
    let mut medians: Vec<i64> = weeks.iter().filter_map(|week| week.median_s).map(|s| (s * SECOND_US as f64) as i64).collect();
    let date = |week: &Week| week.start.in_zone(&ask.zone).date();
    let says = format!(
        "{} ended in {} from {} to {}; in the middle one of those weeks half of them had taken {} or less; {}.",
        counted(n, "need", "needs"),
        counted(weeks.len() as u64, "week", "weeks"),
        date(first),
        date(last),
        time::plain(median(&mut medians).unwrap_or(f64::NAN) / SECOND_US as f64),
        rule(log, ask).says(),
    );
    let point = |week: &Week| (week.start, vec![Some(week.n as f64), week.median_s, week.mean_s]);
    let series =
        Series { period: "week", columns: vec!["n", "median_s", "mean_s"], points: weeks.iter().map(point).collect() };
    let open = log.need_count() as u64 - n;
    Reading::of(says, n, "needs", Shape::Series(series)).leaving_out("needs still open", open)
}

/// All weeks from the first to the last in which a need ended.
pub fn weekly(log: &Log, ask: &Ask) -> Vec<Week> {
    let ended: Vec<Span> = spans(log, ask).into_iter().filter(|span| span.ended.is_some()).collect();
    let Some((first, last)) = first_and_last(&ended) else { return Vec::new() };
    let clock = Clock::over(&ask.zone, first, last);
    let mut hand = clock.hand();
    let mut monday_of = |at_us| {
        let day = day_of(hand.civil_us(at_us));
        day - weekday_of(day) as i64
    };
    let first_monday = monday_of(first.0);
    let weeks = ((monday_of(last.0) - first_monday) / 7 + 1) as usize;
    // The lengths of one week next to each other: count, place, select.
    let week_of: Vec<u32> = ended.iter().map(|span| ((monday_of(span.last_us) - first_monday) / 7) as u32).collect();
    let mut starts = vec![0usize; weeks + 1];
    for week in &week_of {
        starts[*week as usize + 1] += 1;
    }
    for week in 0..weeks {
        starts[week + 1] += starts[week];
    }
    let mut next = starts.clone();
    let mut lengths_us = vec![0i64; ended.len()];
    for (span, week) in ended.iter().zip(&week_of) {
        lengths_us[next[*week as usize]] = span.length_us();
        next[*week as usize] += 1;
    }
    let week = |week: usize| {
        let lengths_us = &mut lengths_us[starts[week]..starts[week + 1]];
        let n = lengths_us.len() as u64;
        let sum_us: i128 = lengths_us.iter().map(|length| i128::from(*length)).sum();
        Week {
            start: start_of_day(first_monday + 7 * week as i64, &ask.zone),
            n,
            median_s: median(lengths_us).map(|us| us / SECOND_US as f64),
            mean_s: (n > 0).then(|| sum_us as f64 / n as f64 / SECOND_US as f64),
        }
    };
    (0..weeks).map(week).collect()
}

fn first_and_last(ended: &[Span]) -> Option<(Instant, Instant)> {
    let ends = || ended.iter().map(|span| span.last_us);
    Some((Instant(ends().min()?), Instant(ends().max()?)))
}
