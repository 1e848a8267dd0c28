//! How long the work at a step takes: what is measured where the log says it, a bound where it says only one time, and what is
//! assumed where there is no bound either. What is not work is never hidden in it: it is a delay.
//!
//! Measured: touch minutes, or the worker's open time from start to end, shared out where they have several in hand. Bounded: the open
//! time since the same worker and the same need were last seen; the work took no longer than that, and a quarter of the work took at
//! most the first quartile of it, which is what is taken. All of that is said to be assumed.

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::Time;

use super::capacity::Capacity;
use super::lengths::{LEAST, lengths};
use super::sheet::{Found, Sheet};
use super::traces::Visit;

/// Hours that are taken where a log says nothing, from and to.
pub(super) const ASSUMED_HOURS: (f64, f64, f64) = (0.25, 0.05, 1.0);
/// More hours than a day's work in one go are a wait.
const MOST_HOURS: f64 = 8.0;

/// How long the work takes, and how many hours of a piece are assumed where it was not measured.
pub(super) struct Service {
    pub(super) time: Time,
    pub(super) assumed: Option<f64>,
}

/// The work at a step; `path` is that of its time.
pub(super) fn service(visits: &[Visit], capacity: &Capacity, path: &str, sheet: &mut Sheet) -> Service {
    let positive = |visit: &&Visit| visit.worked.is_some_and(|hours| hours > 0.0);
    let hours = |open: bool| -> Vec<f64> {
        visits
            .iter()
            .filter(positive)
            .filter(|visit| visit.open == open)
            .filter_map(|visit| visit.worked)
            .collect()
    };
    let (ended, open) = (hours(false), hours(true));
    let known = ended.len() + open.len();
    let missing = 1.0 - known as f64 / visits.len().max(1) as f64;
    if known * 2 < visits.len() || ended.len() < LEAST {
        return bounded(visits, capacity, path, sheet);
    }
    let guard = if missing >= 0.0005 {
        format!(
            "{:.1} % of the visits have no length in open hours: no end, the end is the start, or they lie outside the hours in which the pool \
             is seen at work; they are left out",
            100.0 * missing
        )
    } else {
        String::new()
    };
    match lengths(&ended, &open, sheet.asked(path)) {
        Some(found) => {
            let time = sheet.time(path, &found, &guard);
            Service { time, assumed: None }
        }
        None => bounded(visits, capacity, path, sheet),
    }
}

/// What is taken where only one time is known.
fn bounded(visits: &[Visit], capacity: &Capacity, path: &str, sheet: &mut Sheet) -> Service {
    let each = |visit: &Visit| visit.bound.map(|hours| hours / f64::from(visit.pieces));
    let mut bounds: Vec<f64> = visits.iter().filter_map(each).filter(|hours| *hours > 0.0).collect();
    bounds.sort_by(f64::total_cmp);
    let at = |share: f64| bounds[((bounds.len() - 1) as f64 * share) as usize].clamp(1.0 / 60.0, MOST_HOURS);
    let usable = capacity.staff.is_some() && !capacity.dates_only && bounds.len() >= 20;
    let (hours, low, high, guard) = if usable {
        let guard = "the log has no start times: at most the time since the same worker and need were last seen, of which the first quartile is taken";
        (at(0.25), at(0.05), at(0.5), guard)
    } else {
        let (hours, low, high) = ASSUMED_HOURS;
        let guard = match capacity.dates_only {
            true => "the log has dates only, and nothing says how long the work took",
            false => "nothing in the log says how long the work took",
        };
        (hours, low, high, guard)
    };
    let pieces = visits.iter().map(|visit| f64::from(visit.pieces)).sum::<f64>() / visits.len().max(1) as f64;
    let mean_path = format!("{path}.mean");
    let mean = sheet.add(Found {
        path: &mean_path,
        unit: "hours",
        value: hours * pieces,
        interval: Some((low * pieces, high * pieces)),
        belief: Belief::Pert,
        n: bounds.len() as u64,
        known: Known::Assumed,
        guard: guard.to_string(),
    });
    Service { time: Time::Exponential(mean), assumed: Some(hours) }
}
