//! End-to-end time of the needs that ended in each week.
//!
//! Question: does it take longer or shorter than it used to? Formula: ended needs by the week (Monday to Sunday in the service's
//! zone) of their last event; number, median and mean of time(last) - time(first). Source: measures.md 1.1. Weeks in which
//! nothing ended stand in the series with no value. Where it misleads: a week that clears old cases looks bad for doing good,
//! so look at open needs beside it; the last week may not be over.

use super::side_by_side::{median_and_sum, side_by_side};
use super::spans::{self, rule};
use crate::log::Log;
use crate::place::clock::{Clock, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Series, Shape, counted, median};
use crate::time::{self, Instant, SECOND_US};

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
    let weeks = weekly(log, ask);
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
        return Reading::not_enough("no need has ended yet");
    };
    let n: u64 = weeks.iter().map(|week| week.n).sum();
    let mut medians: Vec<i64> =
        weeks.iter().filter_map(|week| week.median_s).map(|s| (s * SECOND_US as f64) as i64).collect();
    let date = |week: &Week| week.start.in_zone(&ask.zone).date();
    let says = format!(
        "{} ended in {} from {} to {}; in the middle one of those weeks half of them had taken {} or less. {}",
        counted(n, "need", "needs"),
        counted(weeks.len() as u64, "week", "weeks"),
        date(first),
        date(last),
        time::plain(median(&mut medians).unwrap_or(f64::NAN) / SECOND_US as f64),
        rule(log, ask).sentence(),
    );
    let point = |week: &Week| (week.start, vec![Some(week.n as f64), week.median_s, week.mean_s]);
    let series = Series {
        period: "week",
        columns: vec!["n", "median_s", "mean_s"],
        points: weeks.iter().map(point).collect(),
    };
    let open = log.need_count() as u64 - n;
    Reading::of(says, n, "needs", Shape::Series(series)).leaving_out("needs still open", open)
}

/// All weeks from the first to the last in which a need ended; over more than a hundred years only those in which one did.
pub fn weekly(log: &Log, ask: &Ask) -> Vec<Week> {
    // The number of the week (its Monday divided by seven) and the length of every need that ended.
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let mut found = Vec::with_capacity(spans.size_hint().1.unwrap_or(0));
        for span in spans.filter(|span| span.ended.is_some()) {
            let day = day_of(clock.civil_us(span.last_us));
            found.push((week_of(day), span.length_us()));
        }
        found
    });
    let numbers = || parts.iter().flatten().map(|(week, _)| *week);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return Vec::new() };
    let count = (last - first + 1) as usize;
    // The lengths of one week next to each other: count, place, select.
    let mut sizes = vec![0usize; count];
    numbers().for_each(|week| sizes[(week - first) as usize] += 1);
    let mut lengths_us: Vec<Vec<i64>> = sizes.into_iter().map(Vec::with_capacity).collect();
    parts.iter().flatten().for_each(|(week, length_us)| lengths_us[(week - first) as usize].push(*length_us));
    let start = |place: usize| start_of_day(monday_of(first + place as i64), &ask.zone);
    let week = |place: usize| Week { start: start(place), n: 0, median_s: None, mean_s: None };
    let mut weeks: Vec<Week> = (0..count).map(week).collect();
    side_by_side(
        weeks.iter_mut().zip(lengths_us),
        ask.threads,
        || (),
        |(), (week, mut lengths_us)| {
            let (median_us, sum_us) = median_and_sum(&mut lengths_us);
            week.n = lengths_us.len() as u64;
            week.median_s = median_us.map(|us| us / SECOND_US as f64);
            week.mean_s = (week.n > 0).then(|| sum_us as f64 / week.n as f64 / SECOND_US as f64);
        },
    );
    weeks
}
