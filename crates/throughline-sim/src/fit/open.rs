//! The needs that are open when a log ends, for a plan that is to begin with them: of each kind how many, at which step, and for how long.
//!
//! A need is at the step in hand; else at the one that most often follows the last that is seen on it, among needs of its kind; else,
//! where no work on it is seen, at the first. Where it misleads: a log that does not say when needs end takes those that nobody hears of
//! as ended only after the days of quiet, so that many of these look open; and who came back and has had no work on it since is left out.

use std::collections::BTreeMap;

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Open, Time, mean_as_seen};
use throughline::time::HOUR_US;

use super::Fit;
use super::lengths::lengths;
use super::parts::most_frequent;
use super::sheet::{Found, Sheet, rounded};
use super::traces::Trace;

/// What is open at an instant.
pub(super) fn open(fit: &Fit, until_us: i64, sheet: &mut Sheet) -> Vec<Open> {
    let follows = follows(fit);
    let mut ages: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    let mut add = |kind: usize, step: usize, opened_us: i64| {
        let hours = (until_us - opened_us).max(0) as f64 / HOUR_US as f64;
        ages.entry((kind, step)).or_default().push(hours);
    };
    for trace in fit.traces.iter().filter(|trace| is_open(trace)) {
        let Some(last) = trace.visits.last() else { continue };
        let next = follows.get(&(fit.choice.kind_before[trace.kind], last.step)).filter(|_| !last.open);
        add(trace.kind, next.copied().unwrap_or(last.step), trace.opened_us);
    }
    for (kind, opened_us) in &fit.waiting {
        add(*kind, fit.choice.firsts[*kind], *opened_us);
    }
    let told = |((kind, step), hours): (&(usize, usize), &Vec<f64>)| {
        let [kind_name, step_name] = [&fit.choice.kinds[*kind], &fit.choice.steps[*step].name];
        let path = format!("open.{kind_name}.{step_name}");
        let count = sheet.add(Found {
            path: &format!("{path}.count"),
            unit: "needs",
            value: hours.len() as f64,
            interval: None,
            belief: Belief::Triangular,
            n: hours.len() as u64,
            known: Known::Measured,
            guard: "at the step that most often follows the last that is seen; work in hand begins anew"
                .to_string(),
        });
        Open { demand: *kind, step: *step, count, age: age(hours, &format!("{path}.age"), sheet) }
    };
    ages.iter().map(told).collect()
}

/// Whether a need is in a pass that nobody has closed.
fn is_open(trace: &Trace) -> bool {
    trace.ended_us.is_none() && trace.passes.last().is_some_and(|pass| pass.closed_us.is_none())
}

/// The step that most often follows a step, for needs of a kind.
fn follows(fit: &Fit) -> BTreeMap<(usize, usize), usize> {
    let mut all: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for trace in &fit.traces {
        let kind = fit.choice.kind_before[trace.kind];
        for pass in &trace.passes {
            for pair in trace.visits[pass.visits.clone()].windows(2) {
                all.entry((kind, pair[0].step)).or_default().push(pair[1].step);
            }
        }
    }
    all.into_iter().filter_map(|(from, to)| Some((from, most_frequent(to.into_iter())?))).collect()
}

fn age(hours: &[f64], path: &str, sheet: &mut Sheet) -> Time {
    if let Some(found) = lengths(hours, &[], sheet.asked(path)) {
        return sheet.time(path, &found, "");
    }
    let mut seen: Vec<f64> = hours.iter().copied().map(rounded).collect();
    seen.sort_by(f64::total_cmp);
    let mean = sheet.add(Found {
        path: &format!("{path}.mean"),
        unit: "hours",
        value: mean_as_seen(&seen),
        interval: None,
        belief: Belief::Triangular,
        n: hours.len() as u64,
        known: Known::Measured,
        guard: "too few for a distribution, so it is taken as it was seen".to_string(),
    });
    Time::Seen(mean, seen)
}
