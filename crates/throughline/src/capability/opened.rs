//! Needs opened week by week.
//!
//! Question: is more being asked for than before, beyond the usual ups and downs? Formula: needs whose first event lies in each full week
//! (Monday to Sunday in the service's zone), as an XmR chart, from when on weeks are filled: a log gathered by when needs ended has some
//! stray ones long before. Source: measures.md 1.1, 1.2. Where it misleads: such a log lacks the newest; where each week is like the one
//! before a chart of them has no limits, and years are compared (`waves`).

use super::chart::{Kind, Observations};
use super::drawn::{Points, answer};
use super::says::{Asked, Said, Values};
use super::weekly_time::full_weeks;
use super::xmr::median;
use crate::flow::spans;
use crate::flow::weekly::Week;
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, counted};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].needs_opened",
    asks: "Is more being asked for than before?",
    unit: "needs",
    formula: "needs whose first event lies in each full week; XmR limits from the first 20 weeks",
    source: "Wheeler, Understanding Variation, 2000",
    misleads: "A log gathered by when needs ended lacks the newest.",
    read,
};

/// Needs opened in each week from the first to the last; none if they lie more than a hundred years apart.
pub(super) fn weeks_opened(log: &Log, ask: &Ask) -> Vec<Week> {
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        spans.map(|span| week_of(day_of(clock.civil_us(span.first_us)))).collect::<Vec<i64>>()
    });
    let all = || parts.iter().flatten().copied();
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return Vec::new() };
    let count = (last - first + 1) as usize;
    if last - first >= MOST_WEEKS {
        return Vec::new();
    }
    let start = |place: usize| start_of_day(monday_of(first + place as i64), &ask.zone);
    let mut weeks: Vec<Week> =
        (0..count).map(|place| Week { start: start(place), n: 0, median_s: None, mean_s: None }).collect();
    all().for_each(|week| weeks[(week - first) as usize].n += 1);
    weeks
}

/// Of so many weeks in a row at most one may be empty where a log begins.
const FILLED: usize = 8;

/// From which week on weeks are filled: the first of some in a row of which at most one is empty. The first of all, if none is.
pub(crate) fn filled_from(counts: &[f64]) -> usize {
    let empty = |counts: &[f64]| counts.iter().filter(|count| **count == 0.0).count();
    let begins = |at: &usize| counts[*at] > 0.0 && empty(&counts[*at..counts.len().min(at + FILLED)]) <= 1;
    (0..counts.len()).find(begins).unwrap_or(0)
}

/// The full weeks from when on they are filled.
pub(super) fn filled_weeks(log: &Log, ask: &Ask) -> Vec<Week> {
    let first_us = log.span(ask.threads).map_or(i64::MAX, |(first, _)| first.0);
    let mut weeks = full_weeks(weeks_opened(log, ask), first_us, ask.now.0);
    let counts: Vec<f64> = weeks.iter().map(|week| week.n as f64).collect();
    weeks.drain(..filled_from(&counts));
    weeks
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if log.need_count() == 0 {
        return Reading::not_enough("there are no needs in this log");
    }
    let weeks = filled_weeks(log, ask);
    let counts: Vec<f64> = weeks.iter().map(|week| week.n as f64).collect();
    let Some(usual) = median(&counts) else {
        return Reading::not_enough(
            "no full week lies in this log, from Monday to Sunday; give a longer one",
        );
    };
    let empty = counts.iter().filter(|count| **count == 0.0).count();
    if usual <= 2.0 || empty * 5 > counts.len() {
        return Reading::not_enough(format!(
            "in the usual week {} opened, too few for a chart by weeks; chart the days between them (throughline chart --kind t)",
            counted(usual as u64, "need is", "needs are")
        ));
    }
    let points = Points {
        period: "week",
        starts: weeks.iter().map(|week| week.start).collect(),
        n: weeks.iter().map(|week| week.n).collect(),
        given: Observations::of(counts.iter().copied().map(Some).collect()),
    };
    let n: u64 = weeks.iter().map(|week| week.n).sum();
    let said = Said { asked: Asked::More, values: Values::Counts("needs opened") };
    answer(Kind::Xmr, &points, ask, &said, (n, "needs"))
        .leaving_out("needs opened in part weeks, or before weeks were filled", log.need_count() as u64 - n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_needs_long_before_begin_nothing() {
        assert_eq!(
            filled_from(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 5.0, 6.0, 4.0, 0.0, 5.0, 6.0, 7.0, 5.0]),
            8
        );
        assert_eq!(filled_from(&[3.0, 4.0, 5.0]), 0);
        assert_eq!(filled_from(&[]), 0);
    }
}
