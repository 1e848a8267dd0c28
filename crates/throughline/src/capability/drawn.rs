//! From the points of a log to a chart that can be shown: figures, signals by their dates, and what they say.

use super::chart::{Chart as Found, Kind, Observations, chart};
use super::rules::{Rules, Signal};
use super::sentences::{Writing, sentences};
use crate::reading::{Ask, Chart, ChartPoint, ChartSignal};
use crate::time::Instant;

/// The points of a chart, in order of time.
pub(crate) struct Points {
    /// What a point stands for.
    pub(crate) period: &'static str,
    /// When each begins, or happened.
    pub(crate) starts: Vec<Instant>,
    /// How many things each rests on.
    pub(crate) n: Vec<u64>,
    /// What was observed.
    pub(crate) given: Observations,
}

/// The chart, and what it says. Values never lie below nought: times, counts and shares do not.
pub(crate) fn draw(
    kind: Kind,
    points: &Points,
    ask: &Ask,
    figure: &dyn Fn(f64) -> String,
) -> (Chart, String) {
    let found = chart(kind, Rules::Wheeler, &points.given, &[], None);
    let date = |place: usize| points.starts[place].in_zone(&ask.zone).date().to_string();
    let writing = Writing { point: &date, figure, never_negative: true };
    let says = sentences(&found, &writing).join(" ");
    (shown(&found, points), says)
}

fn shown(found: &Found, points: &Points) -> Chart {
    let phase = found.phases.last();
    let own =
        |place: usize| phase.filter(|phase| !phase.each.is_empty()).and_then(|phase| phase.limits_at(place));
    let point = |place: usize| ChartPoint {
        start: points.starts[place],
        n: points.n[place],
        value: found.values[place],
        limits: own(place).filter(|_| found.values[place].is_some()),
    };
    let signal = |signal: &Signal| ChartSignal {
        rule: signal.rule.name(),
        start: signal.start as u64,
        end: signal.end as u64,
        detected_at: signal.detected_at as u64,
    };
    // On the scale of single durations a step is no time.
    let ranges = phase.filter(|_| found.kind == Kind::Xmr);
    Chart {
        period: points.period,
        points: (0..points.starts.len()).map(point).collect(),
        status: phase.map_or("not_enough_data", |phase| phase.status.name()),
        centre: phase.and_then(|phase| phase.centre),
        lower: phase.and_then(|phase| phase.lower).filter(|lower| *lower > 0.0),
        upper: phase.and_then(|phase| phase.upper),
        range_centre: ranges.and_then(|phase| phase.xmr).map(|xmr| xmr.mean_range),
        range_upper: ranges.and_then(|phase| phase.range_upper),
        rules: found.rules.name(),
        signals: found.phases.iter().flat_map(|phase| &phase.signals).map(signal).collect(),
        splits: Vec::new(),
        proposals: found
            .proposals
            .iter()
            .map(|proposal| (proposal.start as u64, proposal.detected_at as u64, proposal.direction > 0))
            .collect(),
    }
}
