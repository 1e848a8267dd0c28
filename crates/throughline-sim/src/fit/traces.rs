//! The way of each need through the steps of a plan: passes, and in each the visits to steps with how long the work took and how
//! long the need lay before it that no queue explains.
//!
//! A visit is enabled when the one before it ended, or when its person spoke. Where a log says when work began, the time until
//! the last instant at which somebody of the pool was free is a delay that no queue explains (after Chapela-Campa and Dumas
//! 2024, "Unveiling the causes of waiting time in business processes from event logs"); the rest is queueing, which a run makes
//! by itself. Work that somebody does on several needs at once is shared out evenly between them.

use std::collections::BTreeMap;
use std::ops::Range;

use throughline::log::NONE;
use throughline::time::HOUR_US;

use super::capacity::Capacity;
use super::choice::Choice;
use super::seen::{Need, Needs, Seen, What};

/// Work at a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) step: usize,
    pub(crate) end_us: i64,
    /// Hours of work, if that is known.
    pub(crate) worked: Option<f64>,
    /// Whether it had not ended yet.
    pub(crate) open: bool,
    /// Where it is not known when work began: the most hours it can have taken, by what its worker and the need did before.
    pub(crate) bound: Option<f64>,
    /// Open hours it lay there that no queue explains; where it is not known when work began, with the work.
    pub(crate) lay: f64,
    /// The same by the clock on the wall; from where to where it lies, if its pool was closed before it was begun.
    pub(crate) lay_wall: (f64, f64),
    /// From which pool it came, if any worked on this pass before.
    pub(crate) from_pool: Option<usize>,
    /// How many pieces of work it is.
    pub(crate) pieces: u32,
}

/// From somebody's words to a claimed closure.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    pub(crate) visits: Range<usize>,
    pub(crate) began_us: i64,
    /// When it was closed, if that is known.
    pub(crate) closed_us: Option<i64>,
    /// Whether an event says so; else it is taken from the last work on it.
    pub(crate) said: bool,
    /// When its person came back.
    pub(crate) back_us: Option<i64>,
    pub(crate) gave_up: bool,
}

/// A need.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) kind: usize,
    pub(crate) opened_us: i64,
    pub(crate) ended_us: Option<i64>,
    /// How long after an earlier need of its person, and of its kind, had ended it opened.
    pub(crate) after_earlier_us: Option<i64>,
    /// How long it was watched after its end, and whether another like it followed.
    pub(crate) followed_us: Option<(i64, bool)>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) passes: Vec<Pass>,
    /// How long after a pass began its person asked what had become of it, each time.
    pub(crate) asked_us: Vec<i64>,
    /// Which pool answered, and how many hours it took if that is known, each time.
    pub(crate) answers: Vec<(usize, Option<f64>)>,
}

impl Pass {
    pub(super) fn begun(at_us: i64, visits: usize) -> Pass {
        Pass {
            visits: visits..visits,
            began_us: at_us,
            closed_us: None,
            said: false,
            back_us: None,
            gave_up: false,
        }
    }
}

/// The way of every need; those on which no work is seen are left out.
pub(super) fn traces(needs: &Needs, choice: &Choice, capacities: &[Capacity]) -> Vec<Trace> {
    let shared = shared(needs, choice, capacities);
    let before = before(needs);
    let mut number = 0;
    let mut traces = Vec::with_capacity(needs.needs.len());
    for need in &needs.needs {
        let mut way =
            Way { choice, capacities, until_us: needs.until_us, shared: &shared, before: &before, number };
        let trace = way.trace(need);
        number = way.number;
        if !trace.visits.is_empty() {
            traces.push(trace);
        }
    }
    traces
}

fn work(needs: &Needs) -> impl Iterator<Item = &Seen> {
    needs.needs.iter().flat_map(|need| need.events.iter().filter(|seen| seen.takes_time()))
}

/// Hours of each piece of work, in the order of [`work`]: as said, or its share of its worker's open time from its start to its end.
fn shared(needs: &Needs, choice: &Choice, capacities: &[Capacity]) -> Vec<Option<f64>> {
    let mut of_worker: BTreeMap<u32, Vec<(usize, &Seen)>> = BTreeMap::new();
    let mut hours: Vec<Option<f64>> = Vec::new();
    for (number, seen) in work(needs).enumerate() {
        hours.push(seen.minutes.map(|minutes| minutes / 60.0));
        if seen.minutes.is_some() || seen.until_us.is_none() {
            continue;
        }
        hours[number] = Some(0.0);
        // Work by nobody with a name is by somebody else each time.
        if seen.worker == NONE {
            let ended_us = seen.until_us.unwrap_or(seen.at_us).min(needs.until_us);
            let open_us = capacities[choice.pool(seen)].open_us(seen.at_us, ended_us);
            hours[number] = Some(open_us as f64 / HOUR_US as f64);
        } else {
            of_worker.entry(seen.worker).or_default().push((number, seen));
        }
    }
    for mut pieces in of_worker.into_values() {
        pieces.sort_by_key(|(number, seen)| (seen.at_us, *number));
        share_out(&pieces, choice, capacities, needs.until_us, &mut hours);
    }
    hours
}

/// Shares out one worker's time between what they have in hand.
fn share_out(
    pieces: &[(usize, &Seen)],
    choice: &Choice,
    capacities: &[Capacity],
    until_us: i64,
    hours: &mut [Option<f64>],
) {
    let end_us = |seen: &Seen| seen.until_us.unwrap_or(seen.at_us).min(until_us);
    let mut changes: Vec<i64> = pieces.iter().flat_map(|(_, seen)| [seen.at_us, end_us(seen)]).collect();
    changes.sort_unstable();
    changes.dedup();
    let (mut in_hand, mut next): (Vec<(usize, &Seen)>, usize) = (Vec::new(), 0);
    for pair in changes.windows(2) {
        in_hand.retain(|(_, seen)| end_us(seen) > pair[0]);
        while let Some(piece) = pieces.get(next).filter(|(_, seen)| seen.at_us <= pair[0]) {
            if end_us(piece.1) > pair[0] {
                in_hand.push(*piece);
            }
            next += 1;
        }
        let many = in_hand.len() as f64;
        for (number, seen) in &in_hand {
            let open_us = capacities[choice.pool(seen)].open_us(pair[0], pair[1]);
            if let Some(hours) = &mut hours[*number] {
                *hours += open_us as f64 / HOUR_US as f64 / many;
            }
        }
    }
}

/// When the worker of each piece of work last did something before it, in the order of [`work`].
fn before(needs: &Needs) -> Vec<Option<i64>> {
    let mut all: Vec<(u32, i64, usize)> =
        work(needs).enumerate().map(|(number, seen)| (seen.worker, seen.at_us, number)).collect();
    all.sort_unstable();
    let mut before = vec![None; all.len()];
    for pair in all.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].0 != NONE) {
        before[pair[1].2] = Some(pair[0].1);
    }
    before
}

struct Way<'a> {
    choice: &'a Choice,
    capacities: &'a [Capacity],
    until_us: i64,
    shared: &'a [Option<f64>],
    before: &'a [Option<i64>],
    /// The number of the next piece of work.
    number: usize,
}

impl Way<'_> {
    fn trace(&mut self, need: &Need) -> Trace {
        let mut trace = Trace {
            kind: self.choice.kind(need),
            opened_us: need.opened_us,
            ended_us: need.ended_us,
            after_earlier_us: need.after_earlier_us,
            followed_us: need.back_us,
            visits: Vec::new(),
            passes: Vec::new(),
            asked_us: Vec::new(),
            answers: Vec::new(),
        };
        let mut pass = Pass::begun(need.opened_us, 0);
        let (mut enabled_us, mut from_pool) = (need.opened_us, None);
        for seen in &need.events {
            if seen.begins_again(pass.closed_us.is_some()) && pass.visits.start < trace.visits.len() {
                let last_us = trace.visits.last().map(|visit| visit.end_us);
                pass.said = pass.closed_us.is_some();
                pass.closed_us = pass.closed_us.or(last_us);
                pass.back_us = Some(seen.at_us);
                let begins = trace.visits.len();
                let ended = Pass { visits: pass.visits.start..begins, ..pass };
                trace.passes.push(ended);
                pass = Pass::begun(seen.at_us, begins);
                (enabled_us, from_pool) = (seen.at_us, None);
            }
            match seen.what {
                What::Work => {
                    let visit = self.visit(seen, enabled_us, from_pool);
                    enabled_us = enabled_us.max(visit.end_us);
                    from_pool = Some(self.choice.steps[visit.step].pool);
                    if seen.closes {
                        pass.closed_us = Some(visit.end_us);
                    }
                    self.adds(&mut trace.visits, visit, pass.visits.start);
                }
                What::Closed => pass.closed_us = Some(seen.at_us),
                What::GaveUp => (pass.closed_us, pass.gave_up) = (Some(seen.at_us), true),
                What::Chase => trace.asked_us.push(seen.at_us - pass.began_us),
                What::Answer => {
                    trace.answers.push((self.choice.pool(seen), self.shared[self.number]));
                    self.number += 1;
                }
                What::Asks | What::Back => {}
            }
        }
        pass.closed_us = need.ended_us.or(pass.closed_us);
        pass.said = pass.closed_us.is_some();
        pass.visits.end = trace.visits.len();
        trace.passes.push(pass);
        trace.passes.retain(|pass| !pass.visits.is_empty());
        trace
    }

    /// Adds a visit; the rest of a pool goes on from the one before.
    fn adds(&self, visits: &mut Vec<Visit>, visit: Visit, since: usize) {
        let goes_on = visits.len() > since && self.choice.steps[visit.step].rest;
        match visits.last_mut().filter(|last| goes_on && last.step == visit.step && !last.open) {
            Some(last) => {
                let sum = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
                last.end_us = last.end_us.max(visit.end_us);
                last.worked = sum(last.worked, visit.worked);
                last.bound = sum(last.bound, visit.bound);
                last.open = visit.open;
                last.lay += visit.lay;
                last.lay_wall.0 += visit.lay_wall.0;
                last.lay_wall.1 += visit.lay_wall.1;
                last.pieces += 1;
            }
            None => visits.push(visit),
        }
    }

    fn visit(&mut self, seen: &Seen, enabled_us: i64, from_pool: Option<usize>) -> Visit {
        let number = self.number;
        self.number += 1;
        let step = self.choice.step(seen);
        let capacity = &self.capacities[self.choice.pool(seen)];
        let hours = |us: i64| us.max(0) as f64 / HOUR_US as f64;
        let worked = self.shared[number];
        let (start_us, end_us) = (seen.at_us, seen.until_us.unwrap_or(seen.at_us).min(self.until_us));
        let (lay_until_us, bound) = if seen.until_us.is_some() {
            (capacity.last_free_us(enabled_us.min(start_us), start_us), None)
        } else if worked.is_some() {
            (start_us, None)
        } else {
            let from_us = self.before[number].unwrap_or(enabled_us).max(enabled_us);
            let since =
                if self.before[number].is_some() || from_pool.is_some() { Some(from_us) } else { None };
            (start_us, since.map(|since| hours(capacity.open_us(since, start_us))))
        };
        let closed_us = seen.until_us.and_then(|_| capacity.closed_before_us(lay_until_us));
        let lay_from_us = closed_us.unwrap_or(lay_until_us).max(enabled_us.min(lay_until_us));
        // Where only the end is said, the work that is said came before it.
        let before_end = if seen.until_us.is_none() { worked.unwrap_or(0.0) } else { 0.0 };
        Visit {
            step,
            end_us: end_us.max(start_us),
            worked,
            open: seen.until_us.is_some_and(|ended_us| ended_us > self.until_us),
            bound,
            lay: (hours(capacity.open_us(enabled_us, lay_until_us)) - before_end).max(0.0),
            lay_wall: [lay_from_us, lay_until_us]
                .map(|us| (hours(us - enabled_us) - before_end).max(0.0))
                .into(),
            from_pool,
            pieces: 1,
        }
    }
}
