//! How many different workers a need meets.
//!
//! Question: how many people does one need go through? Formula: for each need the number of different workers of its events;
//! mean, median and most over needs with at least one known worker. Source: edeaR, resource specialisation and involvement.
//! Where it misleads: a shared login counts as one person; the computer's own account counts as one too.

use super::named_workers::named_workers;
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.workers_per_need",
    asks: "How many people does one need go through?",
    unit: "workers",
    formula: "different workers of each need: mean, median, max",
    source: "edeaR, resource involvement",
    misleads: "A login shared by a team counts as one worker; so does a computer's account.",
    read,
};

/// How many needs have how many different workers: place `n` holds the needs with `n`.
pub fn needs_by_workers(log: &Log, threads: usize) -> Vec<u64> {
    let Some(column) = log.names(Field::Worker) else { return Vec::new() };
    let codes = column.codes.all();
    let parts = log.each_part(threads, |needs| {
        let mut by_workers: Vec<u64> = Vec::new();
        let mut seen_in = vec![NONE; column.names.len()];
        for need in needs {
            let mut workers = 0;
            codes.part(need.events).known().for_each(|code| {
                let seen_in = &mut seen_in[code as usize];
                workers += usize::from(*seen_in != need.index);
                *seen_in = need.index;
            });
            if by_workers.len() <= workers {
                by_workers.resize(workers + 1, 0);
            }
            by_workers[workers] += 1;
        }
        by_workers
    });
    let mut all: Vec<u64> = Vec::new();
    for part in parts {
        all.resize(all.len().max(part.len()), 0);
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
    }
    all
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if log.names(Field::Worker).is_none() {
        return Reading::not_enough("no column says who did it; name one as `worker` in the mapping");
    }
    let mut by_workers = needs_by_workers(log, ask.threads);
    let without = by_workers.first_mut().map_or(0, std::mem::take);
    let needs: u64 = by_workers.iter().sum();
    if needs == 0 {
        return Reading::not_enough("no event says who did it");
    }
    let sum: u64 = by_workers.iter().enumerate().map(|(workers, needs)| workers as u64 * needs).sum();
    let mean = sum as f64 / needs as f64;
    let median = (at_place(&by_workers, (needs - 1) / 2) + at_place(&by_workers, needs / 2)) as f64 / 2.0;
    let max = by_workers.len() - 1;
    let says = format!(
        "A need goes through {mean:.1} different workers on average{}; the most is {}.",
        named_workers(log, ask.threads),
        counted(max as u64, "worker", "workers")
    );
    let numbers =
        vec![Number::exact("mean", mean), Number::exact("median", median), Number::exact("max", max as f64)];
    Reading::of(says, needs, "needs", Shape::Numbers(numbers))
        .leaving_out("needs without any known worker", without)
}

/// The value at a place among sorted values, of which `counts` says how many of each there are.
pub(super) fn at_place(counts: &[u64], place: u64) -> usize {
    let mut below = 0;
    let beyond = |count: &u64| {
        below += count;
        below > place
    };
    counts.iter().position(beyond).unwrap_or(0)
}
