//! Small services to be simulated.

use std::sync::atomic::{AtomicBool, AtomicU64};

use throughline::time::{DAY_US, HOUR_US};
use throughline_sim::arrivals::Arrivals;
use throughline_sim::distribution::Distribution;
use throughline_sim::hours::Hours;
use throughline_sim::model::{AtClosing, Class, Failure, HandOver, Model, Pool, Rule, Step, Way};
use throughline_sim::replicate::{Figure, Runs, replicate};

/// Hours as microseconds.
pub(crate) fn hours(hours: f64) -> f64 {
    hours * HOUR_US as f64
}

pub(crate) fn exponential(mean_hours: f64) -> Distribution {
    Distribution::Exponential { mean_us: hours(mean_hours) }
}

/// So many an hour, at random.
pub(crate) fn at_random(per_hour: f64) -> Arrivals {
    Arrivals::Even { per_day: per_hour * 24.0 }
}

pub(crate) fn pool(name: &str, workers: u32) -> Pool {
    Pool {
        name: name.to_string(),
        organisation: 0,
        workers,
        hours: 0,
        at_closing: AtClosing::Pause,
        rule: Rule::Fifo,
        slowness: 1.0,
        places: None,
        helps: Vec::new(),
        learning: None,
    }
}

pub(crate) fn step(name: &str, pool: usize, work: Distribution, classes: usize) -> Step {
    Step {
        name: name.to_string(),
        pool,
        work,
        variety: 0.0,
        per_spec_gap: 0.0,
        spec: 0.0,
        next: vec![Vec::new(); classes],
        same_worker_us: None,
        patience: None,
        delays: Vec::new(),
    }
}

pub(crate) fn way(chance: f64, step: usize) -> Way {
    Way { chance, step, not_ours: false }
}

pub(crate) fn class(name: &str, arrivals: Arrivals) -> Class {
    Class {
        name: name.to_string(),
        arrivals,
        first: 0,
        priority: 0,
        promised_us: 0,
        complexity: Distribution::NONE,
        failure: Failure::none(),
        busy_days: None,
        chase: None,
    }
}

/// A service that never closes, counted from `warm_days` on for `days`.
pub(crate) fn service(
    pools: Vec<Pool>,
    steps: Vec<Step>,
    classes: Vec<Class>,
    warm_days: i64,
    days: i64,
) -> Model {
    let organisations: Vec<String> = (0..=pools.iter().map(|pool| pool.organisation).max().unwrap_or(0))
        .map(|number| format!("organisation {}", number + 1))
        .collect();
    let model = Model {
        until_us: (warm_days + days) * DAY_US,
        from_us: warm_days * DAY_US,
        months_us: (0..=(warm_days + days) / 30).map(|month| month * 30 * DAY_US).collect(),
        hand_over: HandOver::free(organisations.len()),
        open: Vec::new(),
        organisations,
        hours: vec![Hours::always()],
        pools,
        steps,
        classes,
    };
    assert_eq!(model.wrong(), None);
    model
}

/// One pool, one step, one class.
pub(crate) fn queue(workers: u32, arrivals: Arrivals, work: Distribution) -> Model {
    service(
        vec![pool("desk", workers)],
        vec![step("answer", 0, work, 1)],
        vec![class("need", arrivals)],
        60,
        400,
    )
}

/// The figures of a model over replications.
pub(crate) fn replicated(model: &Model, seed: u64, replications: u64, threads: usize) -> Vec<Figure> {
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    replicate(model, &Runs { seed, replications, threads, stop: &stop, done: &done }).unwrap()
}
