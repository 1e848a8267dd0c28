//! End-to-end time week by week, with limits from its own variation.
//!
//! Question: what does the service predictably achieve, and has that changed? Formula: the median of time(last event) - time(first
//! event) of the needs that ended in each full week (Monday to Sunday in the service's zone), as an XmR chart (`xmr`), signals by
//! Wheeler's rules. A week in which fewer than ten needs ended is a missing period. Source: measures.md 1.1 to 1.6. Why medians of
//! ended needs: it is the chart that a team can keep by hand; ten a week is measures.md's least. Where it misleads: the cohort is what
//! ended in a week, so a week that clears old needs looks slow, and needs never ended are not in it: see `open_age`. The first weeks of
//! a log are left out (`ended`). A target is never drawn.

use super::MEDIAN_POINTS;
use super::chart::{Kind, Observations};
use super::drawn::{Points, answer};
use super::ended::Ended;
use super::says::{Asked, Said, Values};
use crate::flow::spans::rule;
use crate::flow::weekly::{Week, weekly};
use crate::log::Log;
use crate::reading::{Ask, Measure, Reading, counted};
use crate::time::{self, DAY_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].end_to_end_weekly",
    asks: "What end-to-end time does the service predictably achieve, week by week?",
    unit: "seconds",
    formula: "median time(last) - time(first) of the needs that ended in each full week; XmR limits from the first 20 weeks",
    source: "Wheeler, Understanding Variation, 2000",
    misleads: "A week that clears old needs looks slow, and needs that never end are not in it.",
    read,
};

/// A median of fewer needs says too little.
pub(super) const LEAST_NEEDS: u64 = 10;

/// Hours by which a week of days that change their clocks may be shorter.
const CLOCK_CHANGE_US: i64 = DAY_US / 12;

/// When a week has ended, though its clocks went forward in it: a little before the next one starts, in the last hours of its Sunday.
pub(super) fn end_us(week: &Week) -> i64 {
    week.start.0 + 7 * DAY_US - CLOCK_CHANGE_US
}

/// The full weeks, in order, from one time until another.
pub(super) fn full_weeks(weeks: Vec<Week>, from_us: i64, until_us: i64) -> Vec<Week> {
    let full = |week: &Week| week.start.0 >= from_us && end_us(week) <= until_us;
    weeks.into_iter().filter(full).collect()
}

/// The weekly medians that are charted: none of weeks with too few needs.
pub(super) fn medians(weeks: &[Week]) -> Vec<Option<f64>> {
    weeks.iter().map(|week| week.median_s.filter(|_| week.n >= LEAST_NEEDS)).collect()
}

/// How many of so many weeks need enough needs for a chart by weeks, in tenths.
const LEAST_TENTHS: usize = 8;

/// The full weeks, if they can be charted: enough of them have enough needs.
pub(super) fn charted(log: &Log, ask: &Ask, ended: &Ended) -> Option<Vec<Week>> {
    let weeks = full_weeks(weekly(log, ask), ended.from_us, ended.until_us);
    let large = medians(&weeks).iter().flatten().count();
    (large >= MEDIAN_POINTS && large * 10 >= weeks.len() * LEAST_TENTHS).then_some(weeks)
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(ended) = Ended::of(log, ask) else {
        return Reading::not_enough("no need has ended yet");
    };
    let weeks = full_weeks(weekly(log, ask), ended.from_us, ended.until_us);
    let values = medians(&weeks);
    let large = values.iter().flatten().count();
    if weeks.is_empty() {
        return Reading::not_enough(format!(
            "after the first {} of the log, in which mostly quick needs have ended, there is no full week to chart; come back later, or \
             give a longer log",
            time::plain(
                (ended.from_us - log.span(ask.threads).map_or(0, |(first, _)| first.0)) as f64
                    / time::SECOND_US as f64
            )
        ));
    }
    if large * 10 < weeks.len() * LEAST_TENTHS {
        return Reading::not_enough(format!(
            "in {} of {} fewer than {LEAST_NEEDS} needs ended, too few for a median a week; each need is charted by itself instead",
            weeks.len() - large,
            counted(weeks.len() as u64, "full week", "full weeks")
        ));
    }
    let n: u64 = weeks.iter().filter(|week| week.n >= LEAST_NEEDS).map(|week| week.n).sum();
    let points = Points {
        period: "week",
        starts: weeks.iter().map(|week| week.start).collect(),
        n: weeks.iter().map(|week| week.n).collect(),
        given: Observations::of(values),
    };
    let others = ended.all_us.len() as u64 - n;
    let said = Said { asked: Asked::Usual, values: Values::Times };
    let reading = answer(Kind::Xmr, &points, ask, &said, (n, "needs"));
    let sure = format!("{} {}", reading.sure, rule(log, ask).sentence());
    reading
        .as_sure_as(sure.trim_start())
        .leaving_out(
            "needs that ended in the log's first weeks, after its last openings, in part weeks, or in weeks with fewer than 10",
            others,
        )
        .leaving_out("needs still open", log.need_count() as u64 - ended.all_us.len() as u64)
}
