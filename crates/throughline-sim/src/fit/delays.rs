//! Waiting that no queue explains, as an explicit delay before each step, and on the way from one organisation to another.
//!
//! A need that lay there although somebody of the pool was free and the pool open waited for something else: post, a meeting, an
//! answer, a batch. That time is a delay of the step, in open time of its pool; where needs come from another organisation it is the
//! transit between the two, by the clock on the wall. Where a log does not say when work began or who works, all waiting is delay,
//! less the work that is assumed. A need whose work begins as its pool opens may have come at any time while it was closed.
//! Kinds of needs that wait clearly otherwise before a step, or on a way, have a delay or a transit of their own.
//! Where it misleads: people who did other work that the log does not show make queues look like delays.

use std::collections::BTreeMap;

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Time, Transit};

use super::choice::Choice;
use super::lengths::lengths;
use super::sheet::{Found, Sheet};
use super::traces::{Trace, Visit};

/// A mean of fewer hours is none.
const LEAST_HOURS: f64 = 1.0 / 60.0;
/// A kind of need with fewer visits has no delay of its own, nor has one whose distribution function is nowhere further than this off
/// that of all.
const LEAST_OF_KIND: usize = 100;
const FAR: f64 = 0.15;
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
        return middles(stretches);
    }
    ends.sort_by(f64::total_cmp);
    let mut grid: Vec<f64> = (0..GRID).map(|part| ends[part * (ends.len() - 1) / (GRID - 1)]).collect();
    // Where a stretch holds none, its middle stands for it.
    let empty = |(low, high): &&(f64, f64)| !grid.iter().any(|length| low <= length && length <= high);
    let empty: Vec<(f64, f64)> = stretches.iter().filter(empty).copied().collect();
    grid.extend(middles(&empty));
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

/// From one organisation to another: how long needs were on that way, and of which kind each was.
type Ways = BTreeMap<(String, String), Vec<((f64, f64), usize)>>;

/// How long needs are on their way between organisations.
#[derive(Default)]
pub(super) struct Transits {
    /// All needs.
    pub(super) between: Vec<Transit>,
    /// Those of kinds that are clearly longer or shorter on their way.
    pub(super) of_kinds: Vec<(usize, Vec<Transit>)>,
}

/// The transit between organisations; of a way on which some kind of need is clearly longer or shorter, also that of this kind.
pub(super) fn transits(
    traces: &[Trace],
    choice: &Choice,
    assumed: &[Option<f64>],
    sheet: &mut Sheet,
) -> Transits {
    let mut ways = Ways::new();
    for trace in traces {
        for visit in &trace.visits {
            let Some(way) = way(visit, choice) else { continue };
            let (low, high) = visit.lay_wall;
            let hours = (lay(visit, low, assumed), lay(visit, high, assumed));
            ways.entry(way).or_default().push((hours, choice.kind_before[trace.kind]));
        }
    }
    let mut transits = Transits::default();
    for ((from, to), of_way) in ways.iter().filter(|(_, of_way)| of_way.len() >= LEAST_WAYS) {
        let hours = |kind: Option<usize>| -> Vec<(f64, f64)> {
            let of = of_way.iter().filter(|(_, of)| kind.is_none_or(|kind| kind == *of));
            of.map(|(hours, _)| *hours).collect()
        };
        let all = hours(None);
        let path = format!("handoff.transit_between.{from} -> {to}");
        let Some(time) = told(&within(&all), &path, ON_THE_WAY, sheet) else { continue };
        transits.between.push((from.clone(), to.clone(), time));
        let middle = middles(&all);
        for (entry, name) in choice.kinds.iter().enumerate() {
            let own = hours(Some(choice.kind_before[entry]));
            if !stands_apart(&middles(&own), &middle) {
                continue;
            }
            let path = format!("handoff.transit_for.{name}.{from} -> {to}");
            let time = told(&within(&own), &path, ON_THE_WAY, sheet);
            let time = time.unwrap_or_else(|| at_once(&path, own.len() as u64, sheet));
            let way = (from.clone(), to.clone(), time);
            match transits.of_kinds.iter_mut().find(|(kind, _)| *kind == entry) {
                Some((_, ways)) => ways.push(way),
                None => transits.of_kinds.push((entry, vec![way])),
            }
        }
    }
    transits
}

/// How lengths on a way were found.
const ON_THE_WAY: &str = "all waiting on the way that no queue explains; what came while it was closed is shared out over that time";

/// So many hours as a length of the plan under a path; `None` where that is hardly any time.
fn told(hours: &[f64], path: &str, guard: &str, sheet: &mut Sheet) -> Option<Time> {
    let found = lengths(hours, &[], sheet.asked(path)).filter(|found| found.mean >= LEAST_HOURS)?;
    Some(sheet.time(path, &found, guard))
}

/// Whether what a kind of need waits is enough, and far enough from what all wait, to be told for itself.
fn stands_apart(of_kind: &[f64], all: &[f64]) -> bool {
    of_kind.len() >= LEAST_OF_KIND && apart(of_kind, all) > FAR
}

fn middles(stretches: &[(f64, f64)]) -> Vec<f64> {
    stretches.iter().map(|(low, high)| (low + high) / 2.0).collect()
}

/// The organisations between which a visit was handed over, if it was.
fn way(visit: &Visit, choice: &Choice) -> Option<(String, String)> {
    let from = &choice.pools[visit.from_pool?].organisation;
    let to = &choice.pools[choice.steps[visit.step].pool].organisation;
    (from != to).then(|| (from.clone(), to.clone()))
}

/// The visits to a step.
pub(super) struct Waited<'a> {
    pub(super) visits: &'a [Visit],
    /// The kind of need of each.
    pub(super) kinds: &'a [usize],
    /// How many hours of a piece of work are assumed, of each step.
    pub(super) assumed: &'a [Option<f64>],
    /// Whether the log shows when somebody was free.
    pub(super) explained: bool,
}

impl Waited<'_> {
    /// The delay before a step under `path`, of those visits that were not on a way that has a transit; and that of kinds of needs that
    /// wait clearly otherwise.
    pub(super) fn delays(
        &self,
        choice: &Choice,
        transits: &[Transit],
        path: &str,
        sheet: &mut Sheet,
    ) -> (Option<Time>, Vec<(usize, Time)>) {
        let has_transit = |visit: &Visit| {
            way(visit, choice)
                .is_some_and(|(from, to)| transits.iter().any(|one| (&one.0, &one.1) == (&from, &to)))
        };
        let hours = |kind: Option<usize>| -> Vec<f64> {
            let all = self.visits.iter().zip(self.kinds);
            let of = all.filter(|(visit, of)| kind.is_none_or(|kind| **of == kind) && !has_transit(visit));
            of.map(|(visit, _)| lay(visit, visit.lay, self.assumed)).collect()
        };
        let all = hours(None);
        let delay = self.delay(&all, &format!("{path}.delay"), sheet);
        let mut own = Vec::new();
        for (entry, name) in choice.kinds.iter().enumerate() {
            let of_kind = hours(Some(choice.kind_before[entry]));
            if stands_apart(&of_kind, &all) {
                let path = format!("{path}.delay_for.{name}");
                let found = self.delay(&of_kind, &path, sheet);
                let n = of_kind.len() as u64;
                own.push((entry, found.unwrap_or_else(|| at_once(&path, n, sheet))));
            }
        }
        (delay, own)
    }

    fn delay(&self, hours: &[f64], path: &str, sheet: &mut Sheet) -> Option<Time> {
        let guard = match self.explained {
            true => "waiting while somebody was free, which no queue explains",
            false => "all waiting: the log does not show when anybody was free",
        };
        told(hours, path, guard, sheet)
    }
}

/// No delay, of so many visits.
fn at_once(path: &str, n: u64, sheet: &mut Sheet) -> Time {
    Time::Fixed(sheet.add(Found {
        path: &format!("{path}.length"),
        unit: "hours",
        value: 0.0,
        interval: None,
        belief: Belief::Triangular,
        n,
        known: Known::Measured,
        guard: String::new(),
    }))
}

/// The largest difference between two empirical distribution functions (Kolmogorov and Smirnov).
fn apart(one: &[f64], other: &[f64]) -> f64 {
    let sorted = |hours: &[f64]| {
        let mut hours = hours.to_vec();
        hours.sort_by(f64::total_cmp);
        hours
    };
    let (one, other) = (sorted(one), sorted(other));
    let share = |of: &[f64], at: f64| of.partition_point(|hours| *hours <= at) as f64 / of.len() as f64;
    one.iter().chain(&other).map(|at| (share(&one, *at) - share(&other, *at)).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_two_samples_are_apart() {
        // At 2 all of the first lie below or at it, and a quarter of the second.
        assert_eq!(apart(&[1.0, 2.0], &[2.0, 3.0, 4.0, 5.0]), 0.75);
        assert_eq!(apart(&[1.0, 2.0], &[1.0, 2.0, 1.0, 2.0]), 0.0);
    }
}
