//! Waiting that no queue explains, as an explicit delay before each step, and on the way from one organisation to another.
//!
//! A need that lay there although somebody of the pool was free and the pool open waited for something else: post, a meeting, an
//! answer, a batch. That time is a delay of the step, in open time of its pool; where needs come from another organisation it is the
//! transit between the two, by the clock on the wall. Where a log does not say when work began or who works, all waiting is delay,
//! less the work that is assumed. A need whose work begins as its pool opens may have come at any time while it was closed.
//! Where it misleads: people who did other work that the log does not show make queues look like delays.

use std::collections::BTreeMap;

use throughline::sourcing::plan::Time;

use super::choice::Choice;
use super::lengths::lengths;
use super::sheet::Sheet;
use super::traces::{Trace, Visit};

/// A mean of fewer hours is none.
const LEAST_HOURS: f64 = 1.0 / 60.0;
/// Fewer needs on the way from one organisation to another than this have no transit of their own.
const LEAST_WAYS: usize = 30;

/// Hours that a visit lay there, less the work that is assumed.
fn lay(visit: &Visit, hours: f64, assumed: &[Option<f64>]) -> f64 {
    let work =
        assumed[visit.step].filter(|_| visit.worked.is_none()).unwrap_or(0.0) * f64::from(visit.pieces);
    let hours = (hours - work).max(0.0);
    // Less than a second is how clocks are read.
    if hours < 1.0 / 3600.0 { 0.0 } else { hours }
}

/// The lengths that lie in these stretches, as equally likely ones: what may have ended at any time in a stretch is shared out over it as
/// the others lie in it, again and again until it stays so. Source: Turnbull 1976, self-consistency, on at most [`GRID`] lengths.
fn within(stretches: &[(f64, f64)]) -> Vec<f64> {
    let mut ends: Vec<f64> =
        stretches.iter().filter(|(low, high)| low == high).map(|(low, _)| *low).collect();
    if ends.len() == stretches.len() || ends.len() < 10 {
        return stretches.iter().map(|(low, high)| (low + high) / 2.0).collect();
    }
    ends.sort_by(f64::total_cmp);
    let mut grid: Vec<f64> = (0..GRID).map(|part| ends[part * (ends.len() - 1) / (GRID - 1)]).collect();
    // Where a stretch holds none, its middle stands for it.
    let empty = |(low, high): &&(f64, f64)| !grid.iter().any(|length| low <= length && length <= high);
    let middles: Vec<f64> = stretches.iter().filter(empty).map(|(low, high)| (low + high) / 2.0).collect();
    grid.extend(middles);
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    let place = |length: f64| grid.partition_point(|one| *one < length);
    let places: Vec<(usize, usize)> = stretches
        .iter()
        .map(|(low, high)| match low == high {
            true => (place(*low).min(grid.len() - 1), place(*low).min(grid.len() - 1) + 1),
            false => (place(*low), grid.partition_point(|one| one <= high)),
        })
        .collect();
    let mut weights = vec![1.0 / grid.len() as f64; grid.len()];
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; grid.len()];
        for (from, until) in &places {
            let all: f64 = weights[*from..*until].iter().sum();
            (*from..*until).for_each(|place| next[place] += weights[place] / all.max(1e-300));
        }
        let all: f64 = next.iter().sum();
        weights = next.into_iter().map(|weight| weight / all).collect();
    }
    spread(&grid, &weights, stretches.len().min(2_000))
}

/// So many lengths with these weights.
fn spread(grid: &[f64], weights: &[f64], many: usize) -> Vec<f64> {
    let (mut place, mut below) = (0, weights[0]);
    let length = |number: usize| {
        while below < (number as f64 + 0.5) / many as f64 && place + 1 < grid.len() {
            place += 1;
            below += weights[place];
        }
        grid[place]
    };
    (0..many).map(length).collect()
}

/// Lengths on which those in stretches are shared out, and how often.
const GRID: usize = 200;
const ROUNDS: usize = 50;

/// From one organisation to another.
type Ways = BTreeMap<(String, String), Vec<(f64, f64)>>;

/// The transit between organisations.
pub(super) fn transits(
    traces: &[Trace],
    choice: &Choice,
    assumed: &[Option<f64>],
    sheet: &mut Sheet,
) -> Vec<(String, String, Time)> {
    let mut ways = Ways::new();
    for visit in traces.iter().flat_map(|trace| &trace.visits) {
        if let Some(way) = way(visit, choice) {
            let (low, high) = visit.lay_wall;
            ways.entry(way).or_default().push((lay(visit, low, assumed), lay(visit, high, assumed)));
        }
    }
    let found = ways.into_iter().filter(|(_, hours)| hours.len() >= LEAST_WAYS).filter_map(|((from, to), hours)| {
        let path = format!("handoff.transit_between.{from} -> {to}");
        let found = lengths(&within(&hours), &[], sheet.asked(&path)).filter(|found| found.mean >= LEAST_HOURS)?;
        let guard = "all waiting on the way that no queue explains; what came while it was closed is shared out over that time";
        let time = sheet.time(&path, &found, guard);
        Some((from, to, time))
    });
    found.collect()
}

/// The organisations between which a visit was handed over, if it was.
fn way(visit: &Visit, choice: &Choice) -> Option<(String, String)> {
    let from = &choice.pools[visit.from_pool?].organisation;
    let to = &choice.pools[choice.steps[visit.step].pool].organisation;
    (from != to).then(|| (from.clone(), to.clone()))
}

/// The delay before a step, of those visits that were not on a way that has a transit.
pub(super) fn delay(
    visits: &[Visit],
    choice: &Choice,
    transits: &[(String, String, Time)],
    assumed: &[Option<f64>],
    (path, explained): (&str, bool),
    sheet: &mut Sheet,
) -> Option<Time> {
    let has_transit = |visit: &Visit| {
        way(visit, choice)
            .is_some_and(|(from, to)| transits.iter().any(|one| (&one.0, &one.1) == (&from, &to)))
    };
    let hours: Vec<f64> = visits
        .iter()
        .filter(|visit| !has_transit(visit))
        .map(|visit| lay(visit, visit.lay, assumed))
        .collect();
    let found = lengths(&hours, &[], sheet.asked(path)).filter(|found| found.mean >= LEAST_HOURS)?;
    let guard = match explained {
        true => "waiting while somebody was free, which no queue explains",
        false => "all waiting: the log does not show when anybody was free",
    };
    Some(sheet.time(path, &found, guard))
}
