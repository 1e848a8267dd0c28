//! Waiting that no queue explains, as an explicit delay before each step, and on the way from one organisation to another.
//!
//! A need that lay there although somebody of the pool was free and the pool open waited for something else: post, a meeting, an
//! answer, a batch. That time is a delay of the step, in open time of its pool; where needs come from another organisation it is the
//! transit between the two, by the clock on the wall. Where a log does not say when work began or who works, all waiting is delay,
//! less the work that is assumed. Where it misleads: people who did other work that the log does not show make queues look like delays.

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

/// Hours that a visit lay there, by one or the other clock, less the work that is assumed.
fn lay(visit: &Visit, wall: bool, assumed: &[Option<f64>]) -> f64 {
    let work = assumed[visit.step].filter(|_| visit.worked.is_none()).unwrap_or(0.0) * f64::from(visit.pieces);
    let hours = (if wall { visit.lay_wall } else { visit.lay } - work).max(0.0);
    // Less than a second is how clocks are read.
    if hours < 1.0 / 3600.0 { 0.0 } else { hours }
}

/// From one organisation to another.
type Ways = BTreeMap<(String, String), Vec<f64>>;

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
            ways.entry(way).or_default().push(lay(visit, true, assumed));
        }
    }
    let found = ways.into_iter().filter(|(_, hours)| hours.len() >= LEAST_WAYS).filter_map(|((from, to), hours)| {
        let found = lengths(&hours, &[]).filter(|found| found.mean >= LEAST_HOURS)?;
        let guard = "all waiting on the way that no queue explains";
        let time = sheet.time(&format!("handoff.transit_between.{from} -> {to}"), &found, guard);
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
        way(visit, choice).is_some_and(|(from, to)| transits.iter().any(|one| (&one.0, &one.1) == (&from, &to)))
    };
    let hours: Vec<f64> =
        visits.iter().filter(|visit| !has_transit(visit)).map(|visit| lay(visit, false, assumed)).collect();
    let found = lengths(&hours, &[]).filter(|found| found.mean >= LEAST_HOURS)?;
    let guard = match explained {
        true => "waiting while somebody was free, which no queue explains",
        false => "all waiting: the log does not show when anybody was free",
    };
    Some(sheet.time(path, &found, guard))
}
