//! Each need's end-to-end time, in the order in which needs ended.
//!
//! Question: how long does the next need take, if nothing changes? Formula: time(last event) - time(first event) of the last 200 needs
//! that ended, one point each in order of their end, on the scale y^(1/3.6) (`times`), limits from all of them. Source: measures.md 1.1
//! and 1.7. Why 200: enough for firm limits, few enough to see each. Only where there is no chart by weeks: in a large service 200 needs
//! are those of a few days, which say something else than all weeks do. Where it misleads: needs still open are not in it; needs that
//! ended in one clearing of old work stand side by side and depend on each other.

use super::chart::{Kind, Observations};
use super::drawn::{Points, answer};
use super::ended::Ended;
use super::says::{Asked, Said, Values};
use super::weekly_time;
use crate::log::Log;
use crate::reading::{Ask, Measure, Reading};
use crate::time::{self, DAY_US, Instant, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].end_to_end_each",
    asks: "How long does the next need take, if nothing changes?",
    unit: "seconds",
    formula: "time(last) - time(first) of the last 200 needs that ended, in that order; XmR limits on y^(1/3.6)",
    source: "Nelson, Journal of Quality Technology 26, 1994",
    misleads: "Needs still open are not in it.",
    read,
};

/// So many needs are shown.
const SHOWN: usize = 200;
/// Where as many ended within less than eight weeks the service is too large for it.
const LEAST_US: i64 = 56 * DAY_US;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(ended) = Ended::of(log, ask) else {
        return Reading::not_enough("no need has ended yet");
    };
    if weekly_time::charted(log, ask, &ended).is_some() {
        return Reading::not_enough(
            "single times are charted only where too few needs end in a week for a chart by weeks; here that one says it, of all weeks and not \
             of the last few days alone",
        );
    }
    let mut last: Vec<(i64, i64)> = ended.charted().collect();
    if last.len() > SHOWN {
        let cut = last.len() - SHOWN;
        last.select_nth_unstable(cut);
        last.drain(..cut);
    }
    last.sort_unstable();
    let long_us = last.last().zip(last.first()).map_or(0, |(last, first)| last.0 - first.0);
    if last.len() == SHOWN && long_us < LEAST_US {
        return Reading::not_enough(format!(
            "the last {SHOWN} needs ended within {}, too short a time to speak for the others; a log of more weeks can be charted by weeks",
            time::about(long_us as f64 / SECOND_US as f64)
        ));
    }
    if last.is_empty() {
        return Reading::not_enough(
            "no need has ended since the log's first ones would have; give a longer log",
        );
    }
    let points = Points {
        period: "need",
        starts: last.iter().map(|(last_us, _)| Instant(*last_us)).collect(),
        n: vec![1; last.len()],
        given: Observations::of(last.iter().map(|(_, us)| Some(*us as f64 / SECOND_US as f64)).collect()),
    };
    let n = last.len() as u64;
    let said = Said { asked: Asked::Usual, values: Values::Times };
    answer(Kind::Times, &points, ask, &said, (n, "needs"))
        .leaving_out("needs that ended earlier, or after the last openings", ended.all_us.len() as u64 - n)
        .leaving_out("needs still open", log.need_count() as u64 - ended.all_us.len() as u64)
}
