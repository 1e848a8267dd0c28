//! Whether the pools can keep up, worked out before anything is simulated: what is asked of each against what it can do. Beyond
//! that no figure of a run is of a state that lasts.
//!
//! How often a need comes to each step solves v = first + ways × v + (share of closed passes that come back) × back; the work is
//! that times the mean work, as if there were no queues. Chasing makes more work the more needs are open: `tips_at` is how many
//! overdue needs it takes until answering those who ask uses all that was spare, beyond which the queue feeds itself.

use crate::model::Model;

/// What is asked of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolLoad {
    /// Its name.
    pub pool: String,
    /// Work that comes in an hour of its open time, in hours of one worker, chases left out.
    pub asked: f64,
    /// How many workers it has.
    pub workers: u32,
    /// How many overdue needs of those who chase here use up all that is spare; `None` where nobody chases.
    pub tips_at: Option<f64>,
}

impl PoolLoad {
    /// Work asked for, as a share of what can be done: 1 and more cannot be kept up.
    pub fn share(&self) -> f64 {
        self.asked / f64::from(self.workers)
    }
}

/// How often a need of a class comes to each step until it is met or given up, people's impatience left out.
pub fn visits(model: &Model, class: usize) -> Vec<f64> {
    let steps = model.steps.len();
    let of = &model.classes[class];
    let again = of.failure.base * (1.0 - of.failure.gives_up);
    let mut visits = vec![0.0; steps];
    // Converges as fast as the share that is still on its way falls, which it does by `wrong_class`.
    for _ in 0..200_000 {
        let mut next = vec![0.0; steps];
        next[of.first] += 1.0;
        for (step, often) in visits.iter().enumerate() {
            let mut stays = 1.0;
            for way in &model.steps[step].next[class] {
                next[way.step] += often * way.chance;
                stays -= way.chance;
            }
            next[of.failure.back_to] += often * stays.max(0.0) * again;
        }
        let change: f64 = visits.iter().zip(&next).map(|(old, new)| (new - old).abs()).sum();
        visits = next;
        if change < 1e-13 {
            break;
        }
    }
    visits
}

/// A step that needs of a class get to and never leave.
pub(crate) fn never_left(model: &Model, class: usize) -> Option<usize> {
    let ways = |step: usize| model.steps[step].next[class].iter().filter(|way| way.chance > 0.0);
    let leaves = |step: usize| ways(step).map(|way| way.chance).sum::<f64>() < 1.0 - 1e-12;
    let mut reached = vec![false; model.steps.len()];
    let mut to_do = vec![model.classes[class].first, model.classes[class].failure.back_to];
    while let Some(step) = to_do.pop() {
        if !std::mem::replace(&mut reached[step], true) {
            to_do.extend(ways(step).map(|way| way.step));
        }
    }
    let mut out: Vec<bool> = (0..model.steps.len()).map(leaves).collect();
    while let Some(step) = (0..out.len()).find(|step| !out[*step] && ways(*step).any(|way| out[way.step])) {
        out[step] = true;
    }
    (0..out.len()).find(|step| reached[*step] && !out[*step])
}

/// What is asked of every pool over what is counted of the run.
pub fn loads(model: &Model) -> Vec<PoolLoad> {
    let (from_us, until_us) = (model.from_us, model.until_us);
    let mut asked_us = vec![0.0; model.pools.len()];
    // Answers to chases that an overdue need asks for, in work per microsecond.
    let mut chased = vec![0.0; model.pools.len()];
    for (class, of) in model.classes.iter().enumerate() {
        let needs = of.arrivals.expected(from_us, until_us);
        for (step, often) in visits(model, class).into_iter().enumerate() {
            let pool = model.steps[step].pool;
            asked_us[pool] += needs * often * model.steps[step].work.mean_us() * model.pools[pool].slowness;
        }
        if let Some(chase) = &of.chase {
            let work_us = chase.work.mean_us() * model.pools[chase.pool].slowness;
            let each = chase.per_day / throughline::time::DAY_US as f64 * work_us;
            chased[chase.pool] = f64::max(chased[chase.pool], each);
        }
    }
    let length_us = (until_us - from_us) as f64;
    model
        .pools
        .iter()
        .enumerate()
        .map(|(place, pool)| {
            let open_us = model.hours[pool.hours].between_us(from_us, until_us) as f64;
            let asked = asked_us[place] / open_us;
            let spare = (f64::from(pool.workers) - asked).max(0.0) * open_us / length_us;
            let tips_at = (chased[place] > 0.0).then(|| spare / chased[place]);
            PoolLoad { pool: pool.name.clone(), asked, workers: pool.workers, tips_at }
        })
        .collect()
}
