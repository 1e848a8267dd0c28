//! Each need's end-to-end time, in the order in which needs ended.
//!
//! Question: how long does the next need take, if nothing changes? Formula: time(last event) - time(first event) of the last 200 needs
//! that ended, one point each in order of their end, on the scale y^(1/3.6) (`times`), limits from all of them. Source: measures.md 1.1
//! and 1.7. Why 200: enough for firm limits, few enough to see each. Where it misleads: needs still open are not in it; needs that
//! ended in one clearing of old work stand side by side and depend on each other.

use super::FIRM_POINTS;
use super::chance::{LimitsFrom, false_signal_share};
use super::chart::{Kind, Observations};
use super::drawn::{Points, draw};
use super::ended::Ended;
use super::rules::{Rule, Rules};
use crate::log::Log;
use crate::reading::{Ask, Chart, Measure, Reading, Shape, counted};
use crate::time::{self, Instant, SECOND_US};

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

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(ended) = Ended::of(log, ask) else {
        return Reading::not_enough("no need has ended yet");
    };
    let mut last: Vec<(i64, i64)> = ended.charted().collect();
    if last.len() > SHOWN {
        let cut = last.len() - SHOWN;
        last.select_nth_unstable(cut);
        last.drain(..cut);
    }
    last.sort_unstable();
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
    let (chart, says) = draw(Kind::Times, &points, ask, &time::plain);
    let n = last.len() as u64;
    let says = short(&chart, ask).unwrap_or_else(|| {
        format!("End-to-end time of the last {}, each by itself: {says}", needs_that_ended(n))
    });
    Reading::of(says, n, "needs", Shape::Chart(chart))
        .leaving_out("needs that ended earlier, or after the last openings", ended.all_us.len() as u64 - n)
        .leaving_out("needs still open", log.need_count() as u64 - ended.all_us.len() as u64)
}

fn needs_that_ended(n: u64) -> String {
    counted(n, "need that ended", "needs that ended")
}

/// What a chart with limits says, in two sentences; by date its signals stand in the chart. None without limits.
fn short(chart: &Chart, ask: &Ask) -> Option<String> {
    let (centre, upper) = (time::plain(chart.centre?), time::plain(chart.upper?));
    let between = match chart.lower {
        Some(lower) => format!("from {} to {upper}", time::plain(lower)),
        None => format!("up to {upper}"),
    };
    let n = chart.points.len();
    let outside = chart.signals.iter().filter(|signal| signal.rule == Rule::Outside.name()).count();
    let runs = chart.signals.len() - outside;
    let outside = match outside {
        0 => "none of them lies outside".to_string(),
        1 => "1 of them lies outside".to_string(),
        outside => format!("{outside} of them lie outside"),
    };
    let runs = match runs {
        0 => String::new(),
        1 => ", and 1 run of times hints at a change".to_string(),
        runs => format!(", and {runs} runs of times hint at a change"),
    };
    let moved = chart.proposals.last().map_or(String::new(), |(start, _, up)| {
        let day = chart.points[*start as usize].start.in_zone(&ask.zone).date();
        format!(
            " The level seems to have moved {} about {day}; the cause is not recorded.",
            if *up { "up" } else { "down" }
        )
    });
    let by_chance = match chart.signals.len() {
        0 => String::new(),
        _ => format!(
            " Of 100 steady charts as long about {:.0} show something by chance.",
            100.0 * false_signal_share(Rules::Wheeler, LimitsFrom::All, n)
        ),
    };
    let firm = match chart.status {
        "provisional" => {
            format!(" These limits are provisional: they are firm from {FIRM_POINTS} points on.")
        }
        _ => String::new(),
    };
    Some(format!(
        "The last {} took {centre} in the middle and, by their own variation, anything {between}; {outside}{runs}.{moved}{by_chance}{firm}",
        needs_that_ended(n as u64)
    ))
}
