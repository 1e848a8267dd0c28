//! From the points of a log to a chart that can be shown: figures, signals by their dates, the changes that were named, and what it says.

use super::chart::{Chart as Found, Kind, Observations, chart};
use super::phases::{Phase, Status};
use super::rules::{Rules, Signal};
use super::says::{Said, Says};
use super::waves::in_waves;
use super::xmr::median;
use super::{LEAST_POINTS, MEDIAN_POINTS};
use crate::reading::{Ask, Chart, ChartPhase, ChartPoint, ChartSignal, Reading, Shape};
use crate::time::Instant;
use crate::wording::counted;

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

/// The answer that a chart gives: so many things (`of`) stand behind it. Values never lie below nought: times, counts and shares do not.
pub(crate) fn answer(
    kind: Kind,
    points: &Points,
    ask: &Ask,
    said: &Said,
    (n, of): (u64, &'static str),
) -> Reading {
    let found = chart(kind, Rules::Wheeler, &points.given, &[], None);
    let known = found.values.iter().flatten().count();
    if known < MEDIAN_POINTS {
        let one = format!("{} with enough to show", points.period);
        return Reading::not_enough(format!(
            "there {} {}; {MEDIAN_POINTS} are needed to say what is usual, {LEAST_POINTS} for limits",
            if known == 1 { "is" } else { "are" },
            counted(known as u64, &one, &format!("{}s with enough to show", points.period)),
        ));
    }
    let changes = changes(&points.starts, ask);
    let waves = in_waves(&found.values).filter(|_| limited(&found));
    let shown = shown(&found, points, changes, waves.is_some());
    let says = Says { chart: &shown, found: &found, waves, said, ask };
    let (answer, sure) = (says.answer(), says.sure());
    Reading::of(answer, n, of, Shape::Chart(shown)).as_sure_as(sure)
}

/// Whether there are limits.
fn limited(found: &Found) -> bool {
    found.phases.last().is_some_and(|phase| matches!(phase.status, Status::Firm | Status::Provisional))
}

/// The changes that were named and lie between the first point and the last, each with the first point since.
pub(crate) fn changes(starts: &[Instant], ask: &Ask) -> Vec<(u64, String)> {
    let since = |at: Instant| starts.partition_point(|start| *start < at);
    let all = ask.changes.iter().map(|change| (since(change.at), &change.name));
    let within = all.filter(|(place, _)| (1..starts.len()).contains(place));
    within.map(|(place, name)| (place as u64, name.clone())).collect()
}

/// The chart to be shown. In waves there are neither limits nor signals, but the median of all points.
pub(crate) fn shown(found: &Found, points: &Points, changes: Vec<(u64, String)>, waves: bool) -> Chart {
    let phase = found.phases.last().filter(|_| !waves);
    let judged = phase.filter(|_| limited(found));
    let own =
        |place: usize| judged.filter(|phase| !phase.each.is_empty()).and_then(|phase| phase.limits_at(place));
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
    let ranges = judged.filter(|_| found.kind == Kind::Xmr);
    let refused = phase.is_some_and(|phase| phase.status == Status::NotEnoughVariation);
    let centre = match waves {
        true => median(&found.values.iter().flatten().copied().collect::<Vec<f64>>()),
        // Where limits are refused the points that would have set them are not to be trusted with a centre either.
        false => phase.filter(|_| !refused).and_then(|phase| phase.centre),
    };
    Chart {
        period: points.period,
        points: (0..points.starts.len()).map(point).collect(),
        status: if waves { "in_waves" } else { phase.map_or("not_enough_data", |phase| phase.status.name()) },
        centre,
        lower: above_nought(judged.and_then(|phase| phase.lower)),
        upper: judged.and_then(|phase| phase.upper),
        range_centre: ranges.and_then(|phase| phase.xmr).map(|xmr| xmr.mean_range),
        range_upper: ranges.and_then(|phase| phase.range_upper),
        rules: found.rules.name(),
        signals: found
            .phases
            .iter()
            .filter(|_| !waves)
            .flat_map(|phase| &phase.signals)
            .map(signal)
            .collect(),
        splits: Vec::new(),
        earlier: earlier(found),
        changes,
        proposals: found
            .proposals
            .iter()
            .filter(|_| !waves)
            .map(|proposal| (proposal.start as u64, proposal.detected_at as u64, proposal.direction > 0))
            .collect(),
    }
}

/// A lower limit, where values can lie below it.
fn above_nought(lower: Option<f64>) -> Option<f64> {
    lower.filter(|lower| *lower > 0.0)
}

/// The phases before the present one.
fn earlier(found: &Found) -> Vec<ChartPhase> {
    let all = found.phases.split_last().map_or(&[][..], |(_, earlier)| earlier);
    let phase = |phase: &Phase| ChartPhase {
        start: phase.places.start as u64,
        centre: phase.centre,
        lower: above_nought(phase.lower),
        upper: phase.upper,
    };
    all.iter().map(phase).collect()
}
