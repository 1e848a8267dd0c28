//! Many replications on all threads, and what they come to: means with their standard errors. Which thread ran which
//! replication makes no difference: they are put together in order of their number.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use throughline::error::Error;
use throughline::statistics::spread::Mean;
use throughline::time::HOUR_US;

use crate::load::grew;
use crate::model::Model;
use crate::run::{Ready, run_ready};
use crate::tally::{ClassTally, Tally};

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Everything.
    Whole,
    /// A class of needs.
    Class(usize),
    /// A pool.
    Pool(usize),
    /// Those of a class at the steps of a pool.
    PoolClass(usize, usize),
    /// A step.
    Step(usize),
}

/// A figure over the replications.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is about.
    pub about: About,
    /// Which figure, its unit last.
    pub metric: &'static str,
    /// In how many replications there was something to take a mean of.
    pub replications: u64,
    /// The mean over the replications.
    pub mean: f64,
    /// Its standard error; `None` of fewer than two.
    pub standard_error: Option<f64>,
    /// Half of its 95 % interval, by Student's t.
    pub half_width_95: Option<f64>,
}

/// Of a pool, in which share of the replications its queue grew without end ([`grew`]).
pub const QUEUE_GROWS: &str = "queue_grows";

/// How many replications, and how.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'a> {
    /// What random numbers are drawn by.
    pub seed: u64,
    /// How many.
    pub replications: u64,
    /// On how many threads.
    pub threads: usize,
    /// Set by somebody else to end early, with those of the first so many.
    pub stop: &'a AtomicBool,
    /// How many are done, for whoever watches.
    pub done: &'a AtomicU64,
}

/// Runs replications of a model and gives what `of` makes of each, in order of their number.
pub fn each<T: Send>(model: &Model, runs: &Runs<'_>, of: impl Fn(Tally) -> T + Sync) -> Vec<T> {
    let ready = Ready::new(model).going_on();
    in_order(runs.replications, runs.threads, runs.stop, |replication| {
        let result = of(run_ready(&ready, runs.seed, replication, false).tally);
        runs.done.fetch_add(1, Ordering::Relaxed);
        result
    })
}

/// What `one` makes of each number below `count`, in their order whatever thread made it; those of the first numbers once somebody
/// sets `stop`.
pub(crate) fn in_order<T: Send>(
    count: u64,
    threads: usize,
    stop: &AtomicBool,
    one: impl Fn(u64) -> T + Sync,
) -> Vec<T> {
    let (next, results) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let result = one(number);
                    // Whoever panicked has already ended the whole.
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The figures of a model over replications; an error where a run is against Little's law.
pub fn replicate(model: &Model, runs: &Runs<'_>) -> Result<Vec<Figure>, Error> {
    let all = each(model, runs, |tally| {
        let mut values = figures(model, &tally);
        if tally.burst {
            let asked: Vec<usize> =
                model.classes.iter().filter_map(|class| Some(class.chase.as_ref()?.pool)).collect();
            for (about, metric, value) in &mut values {
                match (*metric, about) {
                    (QUEUE_GROWS, About::Pool(pool)) if tally.cut || asked.contains(pool) => *value = 1.0,
                    (QUEUE_GROWS, _) => {}
                    // Cut off, it says only that its queues grow; else who asks is no longer counted, and what does not hang on that is known.
                    (metric, about) if tally.cut || hangs_on_asking(metric, about) => *value = f64::NAN,
                    _ => {}
                }
            }
        } else {
            tally.holds_by_little(model)?;
        }
        Ok(values)
    });
    Ok(summarised(all.into_iter().collect::<Result<_, Error>>()?))
}

/// Whether a figure hangs on how many ask what has become of their need, or on how long people wait behind them.
fn hangs_on_asking(metric: &str, about: &About) -> bool {
    let of_pool = matches!(about, About::Pool(_)) && ["arrivals", "visits_per_need"].contains(&metric);
    let of_time = ["wait_", "waiting_", "end_to_end_", "chases_"];
    of_pool || of_time.iter().any(|start| metric.starts_with(start))
}

/// One value of a figure, `NaN` where there was nothing to take a mean of.
type Value = (About, &'static str, f64);

fn summarised(runs: Vec<Vec<Value>>) -> Vec<Figure> {
    let Some(first) = runs.first() else { return Vec::new() };
    let figure = |(place, (about, metric, _)): (usize, &Value)| {
        let values: Vec<f64> =
            runs.iter().map(|run| run[place].2).filter(|value| value.is_finite()).collect();
        let of = Mean::of(&values);
        let many = of.filter(|of| of.n > 1);
        Figure {
            about: about.clone(),
            metric,
            replications: values.len() as u64,
            mean: of.map_or(f64::NAN, |of| of.mean),
            standard_error: many.map(|of| of.standard_error),
            half_width_95: many.map(|of| of.half_width_95),
        }
    };
    first.iter().enumerate().map(figure).collect()
}

fn ratio(sum: i128, count: u64) -> f64 {
    if count == 0 { f64::NAN } else { sum as f64 / count as f64 }
}

fn hours(us: f64) -> f64 {
    us / HOUR_US as f64
}

/// The figures of one replication.
fn figures(model: &Model, tally: &Tally) -> Vec<Value> {
    let mut values = Vec::new();
    let opened: u64 = tally.classes.iter().map(|class| class.opened).sum();
    needs(&mut values, About::Whole, &whole(tally));
    for (place, class) in tally.classes.iter().enumerate() {
        needs(&mut values, About::Class(place), class);
    }
    let length_us = (model.until_us - model.from_us) as f64;
    let grew = grew(model, tally);
    for (place, pool) in tally.pools.iter().enumerate() {
        let mut add = |metric, value| values.push((About::Pool(place), metric, value));
        add("arrivals", pool.arrived as f64);
        add("served", pool.started as f64);
        add("turned_away", pool.turned_away as f64);
        add("left", pool.left as f64);
        add("wait_hours_mean", hours(ratio(pool.waited_us, pool.started)));
        add("wait_open_hours_mean", hours(ratio(pool.waited_open_us, pool.started)));
        add("waiting_mean", pool.waiting_us as f64 / length_us);
        add(QUEUE_GROWS, f64::from(grew[place]));
        add("utilisation", pool.busy_us as f64 / pool.open_us as f64);
        add("visits_per_need", ratio(i128::from(pool.arrived), opened));
        for class in 0..tally.classes.len() {
            let (mut arrived, mut started, mut waited_us, mut open_us) = (0, 0, 0, 0);
            for (step, _) in model.steps.iter().enumerate().filter(|(_, step)| step.pool == place) {
                let visits = &tally.steps[step][class];
                arrived += visits.arrived;
                started += visits.started;
                waited_us += visits.waited_us;
                open_us += visits.waited_open_us;
            }
            let about = || About::PoolClass(place, class);
            values.push((about(), "arrivals", arrived as f64));
            values.push((about(), "wait_hours_mean", hours(ratio(waited_us, started))));
            values.push((about(), "wait_open_hours_mean", hours(ratio(open_us, started))));
        }
    }
    for (place, step) in tally.steps.iter().enumerate() {
        let arrived: u64 = step.iter().map(|visits| visits.arrived).sum();
        let started: u64 = step.iter().map(|visits| visits.started).sum();
        let waited_us: i128 = step.iter().map(|visits| visits.waited_us).sum();
        let waited_open_us: i128 = step.iter().map(|visits| visits.waited_open_us).sum();
        let mut add = |metric, value| values.push((About::Step(place), metric, value));
        add("arrivals", arrived as f64);
        add("wait_hours_mean", hours(ratio(waited_us, started)));
        add("wait_open_hours_mean", hours(ratio(waited_open_us, started)));
        add("visits_per_need", ratio(i128::from(arrived), opened));
    }
    values
}

/// All classes together.
fn whole(tally: &Tally) -> ClassTally {
    let mut classes = tally.classes.iter();
    let mut all = classes.next().cloned().unwrap_or_else(ClassTally::none);
    for class in classes {
        all.add(class);
    }
    all
}

fn needs(values: &mut Vec<Value>, about: About, class: &ClassTally) {
    let mut add = |metric, value| values.push((about.clone(), metric, value));
    let quantile = |share| match class.met {
        0 => f64::NAN,
        // The middle of a tenth of a percent, not its upper end.
        _ => hours(class.times.median_equivalent(class.times.value_at_quantile(share)) as f64),
    };
    add("opened", class.opened as f64);
    add("met", class.met as f64);
    add("gave_up", class.gave_up as f64);
    add("open_at_end", class.open as f64);
    add("end_to_end_hours_mean", hours(ratio(class.met_after_us, class.met)));
    add("end_to_end_hours_median", quantile(0.5));
    add("end_to_end_hours_p90", quantile(0.9));
    add("touch_hours_per_need_met", hours(ratio(class.touched_us, class.met)));
    add("repeats_per_need", ratio(i128::from(class.repeats), class.opened));
    add("chases_per_need", ratio(i128::from(class.chases), class.opened));
    add("bounces_per_need", ratio(i128::from(class.bounces), class.opened));
    add("hand_overs_per_need", ratio(i128::from(class.hand_overs), class.opened));
    add(
        "failed_share_of_closed",
        ratio(i128::from(class.closed - class.met.min(class.closed)), class.closed),
    );
}
