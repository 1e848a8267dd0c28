//! End-to-end time of the needs that ended in each week.
//!
//! Question: does it take longer or shorter than it used to? Formula: ended needs by the week (Monday to Sunday in the service's
//! zone) of their last event; number, median and mean of time(last) - time(first). Source: measures.md 1.1. Weeks in which
//! nothing ended stand in the series with no value. What is said is said of the full weeks in between that are known (`known`): in a log's
//! first weeks only quick needs have ended, and in its last ones it is not known yet which have. Where it misleads: a week that clears old
//! cases looks bad for doing good, so look at open needs beside it.

use super::known::Known;
use super::side_by_side::{median_and_sum, side_by_side};
use super::spans::{self, rule};
use crate::log::Log;
use crate::place::clock::{Clock, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Series, Shape, counted, median};
use crate::time::{self, DAY_US, Instant, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.weekly",
    asks: "Is it getting slower or faster?",
    unit: "seconds, needs",
    formula: "median and mean of time(last) - time(first) of the needs that ended in each week from Monday",
    source: "times in the order of completion, as they happened",
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
    let (weeks, mut lengths_us) = weeks_and_lengths(log, ask);
    let Some(known) = Known::by_lengths(log, ask, &mut lengths_us) else {
        return Reading::not_enough("no need has ended yet");
    };
    let full = |week: &&Week| week.start >= known.from && week.start.0 + 7 * DAY_US <= known.until.0;
    let shown: Vec<&Week> = weeks.iter().filter(full).filter(|week| week.n > 0).collect();
    let all: u64 = weeks.iter().map(|week| week.n).sum();
    let n: u64 = shown.iter().map(|week| week.n).sum();
    let mut medians: Vec<i64> =
        shown.iter().filter_map(|week| week.median_s).map(|s| (s * SECOND_US as f64) as i64).collect();
    let (least, most) = (medians.iter().min().copied(), medians.iter().max().copied());
    let about = |us: Option<i64>| time::about(us.unwrap_or(0) as f64 / SECOND_US as f64);
    let says = match shown.first().zip(shown.last()).zip(median(&mut medians)) {
        Some(((first, last), usual_us)) => format!(
            "In the middle one of {} from {} to {} half of the needs that ended had taken {} or less; in the quickest week {}, in the slowest \
             {}.",
            counted(shown.len() as u64, "week", "weeks"),
            first.start.day_in(&ask.zone),
            Instant(last.start.0 + 7 * DAY_US - 1).day_in(&ask.zone),
            time::about(usual_us / SECOND_US as f64),
            about(least),
            about(most),
        ),
        None => "Between the log's first weeks, in which mostly quick needs have ended, and its last, of which the ends are not known yet, there \
                 is no full week to say it from."
            .to_string(),
    };
    let point = |week: &Week| (week.start, vec![Some(week.n as f64), week.median_s, week.mean_s]);
    let series = Series {
        period: "week",
        columns: vec!["n", "median_s", "mean_s"],
        points: weeks.iter().map(point).collect(),
        known_from: known.from,
        known_until: known.until,
    };
    let open = log.need_count() as u64 - all;
    Reading::of(says, n, "needs", Shape::Series(series))
        .as_sure_as(format!(
            "{} Whether single weeks mean anything, the chart with limits from its own variation says.",
            rule(log, ask).sentence()
        ))
        .leaving_out("needs that ended in the log's first weeks, or in its last, of which the ends are not all known yet", all - n)
        .leaving_out("needs still open", open)
}

/// All weeks from the first to the last in which a need ended.
pub fn weekly(log: &Log, ask: &Ask) -> Vec<Week> {
    weeks_and_lengths(log, ask).0
}

/// The same, and the lengths of all needs that ended.
fn weeks_and_lengths(log: &Log, ask: &Ask) -> (Vec<Week>, Vec<i64>) {
    let Some((first, last)) = log.span(ask.threads) else { return (Vec::new(), Vec::new()) };
    let week_at = |clock: &mut Clock<'_>, at_us: i64| week_of(day_of(clock.civil_us(at_us)));
    let mut clock = Clock::of(&ask.zone);
    let [first, last] = [first, last].map(|at| week_at(&mut clock, at.0));
    // The lengths of the needs that ended in each week.
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let mut weeks: Vec<Vec<i64>> = vec![Vec::new(); (last - first + 1) as usize];
        for span in spans.filter(|span| span.ended.is_some()) {
            weeks[(week_at(&mut clock, span.last_us) - first) as usize].push(span.length_us());
        }
        weeks
    });
    let sizes = (0..=last - first).map(|place| parts.iter().map(|part| part[place as usize].len()).sum());
    let sizes: Vec<usize> = sizes.collect();
    let some = |size: &usize| *size > 0;
    let (Some(from), Some(until)) = (sizes.iter().position(some), sizes.iter().rposition(some)) else {
        return (Vec::new(), Vec::new());
    };
    let (first, sizes) = (first + from as i64, &sizes[from..=until]);
    let mut lengths_us = Vec::with_capacity(sizes.iter().sum());
    for week in from..=until {
        parts.iter().for_each(|part| lengths_us.extend_from_slice(&part[week]));
    }
    let start = |place: usize| start_of_day(monday_of(first + place as i64), &ask.zone);
    let week = |place: usize| Week { start: start(place), n: 0, median_s: None, mean_s: None };
    let mut weeks: Vec<Week> = (0..sizes.len()).map(week).collect();
    let mut rest = &mut lengths_us[..];
    let of_weeks = sizes.iter().map(|size| rest.split_off_mut(..*size).unwrap_or_default());
    side_by_side(
        weeks.iter_mut().zip(of_weeks),
        ask.threads,
        || (),
        |(), (week, lengths_us)| {
            let (median_us, sum_us) = median_and_sum(lengths_us);
            week.n = lengths_us.len() as u64;
            week.median_s = median_us.map(|us| us / SECOND_US as f64);
            week.mean_s = (week.n > 0).then(|| sum_us as f64 / week.n as f64 / SECOND_US as f64);
        },
    );
    (weeks, lengths_us)
}
