//! A chart in words: what it can say, which signals it shows, how many chance would give, and what to be careful of.

use super::chance::{LimitsFrom, depends, false_signal_share};
use super::chart::{Chart, Kind};
use super::phases::{Phase, Status};
use super::rules::{Rule, Signal};
use super::xmr::Limits;
use super::{FIRM_POINTS, LEAST_POINTS, MEDIAN_POINTS};
use crate::wording::counted;

/// How the points and the figures of a chart are written.
pub struct Writing<'a> {
    /// A point by its place, such as its date.
    pub point: &'a dyn Fn(usize) -> String,
    /// A figure in its unit.
    pub figure: &'a dyn Fn(f64) -> String,
    /// Whether the values cannot lie below nought.
    pub never_negative: bool,
}

/// The chart in sentences, the most important first.
pub fn sentences(chart: &Chart, writing: &Writing<'_>) -> Vec<String> {
    let Some(phase) = chart.phases.last() else { return vec!["There are no points to chart.".to_string()] };
    let mut all = vec![level(chart, phase, writing)];
    if matches!(phase.status, Status::Firm | Status::Provisional) {
        all.push(signals(chart, writing));
        all.extend(proposals(chart, writing));
        all.push(chance(chart));
        all.extend(cautions(chart, phase, writing));
    }
    all
}

/// What the points of the present phase achieve.
fn level(chart: &Chart, phase: &Phase, writing: &Writing<'_>) -> String {
    let points = counted(phase.points as u64, "point", "points");
    let since = match phase.places.start {
        0 => String::new(),
        start => format!(" since {}", (writing.point)(start)),
    };
    let missing = LEAST_POINTS.saturating_sub(phase.points) as u64;
    match (phase.status, phase.centre) {
        (Status::NotEnoughData, _) => format!(
            "There {} {points}{since}: {MEDIAN_POINTS} are needed for a median and {LEAST_POINTS} for limits, {missing} more.",
            if phase.points == 1 { "is" } else { "are" }
        ),
        (Status::MedianOnly, Some(centre)) => format!(
            "Half of the {points}{since} lie at {} or below. {LEAST_POINTS} points are needed for limits; {missing} more.",
            (writing.figure)(centre)
        ),
        (Status::NotEnoughVariation, _) | (_, None) if chart.kind == Kind::Times => format!(
            "Too many of the first {} points{since} are equal for limits: look at how these times were written down.",
            phase.baseline_points
        ),
        (Status::NotEnoughVariation, _) | (_, None) => format!(
            "Too many of the first {} points{since} are equal for limits. If these are counts of something rare, chart the days or the cases \
             between one and the next instead.",
            phase.baseline_points
        ),
        (_, Some(centre)) => format!(
            "{points}{since}: the middle is {}, and {}.{}",
            (writing.figure)(centre),
            reach(phase, writing),
            baseline(chart, phase)
        ),
    }
}

/// Between which limits the values of a phase move.
fn reach(phase: &Phase, writing: &Writing<'_>) -> String {
    let figure = writing.figure;
    match (phase.lower, phase.upper) {
        (Some(lower), Some(upper)) if lower <= 0.0 && writing.never_negative => {
            format!("its own variation takes it up to {} (there is no lower limit)", figure(upper))
        }
        (Some(lower), Some(upper)) => {
            format!("its own variation takes it from {} to {}", figure(lower), figure(upper))
        }
        _ => match phase.each.iter().flatten().next_back() {
            Some((lower, upper)) => format!(
                "its own variation takes it from {} to {} (for as many as in the last point)",
                figure(*lower),
                figure(*upper)
            ),
            None => "no point is large enough for limits".to_string(),
        },
    }
}

/// Which points set the limits, where that is not all of them, or not for good.
fn baseline(chart: &Chart, phase: &Phase) -> String {
    match phase.status {
        Status::Provisional => {
            format!(" These limits are provisional: they are firm from {FIRM_POINTS} points on.")
        }
        _ if phase.baseline_points < phase.points => {
            format!(" The first {} points set these limits.", phase.baseline_points)
        }
        _ if matches!(chart.kind, Kind::Xmr | Kind::Median) => String::new(),
        _ => " All points set these limits.".to_string(),
    }
}

/// The signals of all phases, by rule.
fn signals(chart: &Chart, writing: &Writing<'_>) -> String {
    let all: Vec<&Signal> = chart.phases.iter().flat_map(|phase| &phase.signals).collect();
    if all.is_empty() {
        return "No signal of a change: single ups and downs within the limits mean nothing by themselves."
            .to_string();
    }
    let mut rules: Vec<Rule> = all.iter().map(|signal| signal.rule).collect();
    rules.sort_by_key(|rule| (*rule != Rule::Outside, *rule));
    rules.dedup();
    let point = writing.point;
    let said = |rule: &Rule| {
        let own: Vec<&&Signal> = all.iter().filter(|signal| signal.rule == *rule).collect();
        let first = own[0];
        match (rule, own.len()) {
            (Rule::Outside, 1) => format!("{} lies outside the limits", point(first.start)),
            (Rule::Outside, count) => format!(
                "{count} points lie outside the limits, from {} to {}",
                point(first.start),
                point(own[count - 1].start)
            ),
            (Rule::FewCrossings, _) => rule.says().to_string(),
            (_, count) => {
                let more = if count > 1 { format!(", and {} more times", count - 1) } else { String::new() };
                let (start, end, known) = (point(first.start), point(first.end), point(first.detected_at));
                format!("{} from {start} to {end} (known by {known}){more}", rule.says())
            }
        }
    };
    let said: Vec<String> = rules.iter().map(said).collect();
    format!("Signals of a change: {}.", said.join("; "))
}

/// The levels that may have changed: the last one in full, those before it by their number.
fn proposals(chart: &Chart, writing: &Writing<'_>) -> Option<String> {
    let last = chart.proposals.last()?;
    let way = if last.direction > 0 { "up" } else { "down" };
    let (start, known) = ((writing.point)(last.start), (writing.point)(last.detected_at));
    let then = if last.ready {
        "if somebody knows the cause, the points since can have limits of their own".to_string()
    } else {
        let missing = LEAST_POINTS.saturating_sub(last.points);
        let are = if missing == 1 { "is" } else { "are" };
        let since = counted(last.points as u64, "point", "points");
        format!("{since} since, {missing} more {are} needed for new limits")
    };
    let before = match chart.proposals.len() - 1 {
        0 => String::new(),
        1 => " It seems to have moved once before.".to_string(),
        more => format!(" It seems to have moved {more} times before."),
    };
    Some(format!(
        "The level moved {way} about {start} (known by {known}); cause not recorded; {then}.{before}"
    ))
}

/// How often a steady chart of as many points would show some signal.
fn chance(chart: &Chart) -> String {
    let points = chart.phases.iter().map(|phase| phase.points).sum();
    let frozen = chart.phases.iter().any(|phase| phase.baseline_points < phase.points);
    let limits = if frozen { LimitsFrom::TheFirst } else { LimitsFrom::All };
    let share = false_signal_share(chart.rules, limits, points) * 100.0;
    if share >= 90.0 {
        return format!(
            "By chance nearly every steady chart of {points} points shows some signal; look at the last ones."
        );
    }
    format!("By chance about {share:.0} of 100 steady charts of {points} points show some signal.")
}

/// What to be careful of.
fn cautions(chart: &Chart, phase: &Phase, writing: &Writing<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let points = chart.values.iter().flatten().count();
    if depends(chart.lag_one, points) {
        all.push(format!(
            "The points are not independent (each is like the one before, r = {:.2}), so the limits are too narrow: take a longer period, \
             unless the level has moved.",
            chart.lag_one.unwrap_or(0.0)
        ));
    }
    if let Some(xmr) = phase.xmr.filter(|xmr| chart.kind == Kind::Xmr && xmr.ranges_screened > 0) {
        let mut says = format!(
            "{} left out as too wide",
            counted(xmr.ranges_screened as u64, "moving range was", "moving ranges were")
        );
        if xmr.ranges_screened >= 2 && xmr.median_range > 0.0 {
            let Limits { centre, lower, upper } = xmr.median_limits();
            let below_nought = lower <= 0.0 && writing.never_negative;
            let [centre, lower, upper] = [centre, lower, upper].map(writing.figure);
            let reach =
                if below_nought { format!("none below and {upper}") } else { format!("{lower} and {upper}") };
            says += &format!("; by the median form the middle is {centre}, and the limits are {reach}");
        }
        all.push(says + ".");
    }
    match phase.sigma_z {
        Some(sigma_z) if sigma_z < 0.7 => {
            all.push(format!("There is less variation than chance allows ({sigma_z:.2} times as much): look at how this is counted."));
        }
        Some(sigma_z) => {
            all.push(format!("The periods vary {sigma_z:.1} times as much as chance alone would have it."))
        }
        None => {}
    }
    if !phase.large_enough {
        all.push("In many periods fewer than five are expected: take longer periods.".to_string());
    }
    all
}
