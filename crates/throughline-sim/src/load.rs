//! Whether the pools can keep up, worked out before anything is simulated: what is asked of each against what it can do. Beyond
//! that no figure of a run is of a state that lasts.
//!
//! How often a need comes to each step solves v = first + ways × v + (share of closed passes that come back) × back; the work is
//! that times the mean work, as if there were no queues. Chasing makes more work the more needs are open: `tips_at` is how many
//! overdue needs it takes until answering those who ask uses all that was spare, beyond which the queue feeds itself.
//!
//! What hand-overs, waits and chases add to the work shows only in a run ([`grew`]). Rule: a queue grows without end in a run if by its end
//! more pieces of work came to wait, above those at its start, than could have been done in all the time in which the pool and those
//! that help it had nothing to do, by more than twice `sqrt(2 n)` of the n that came: what chance adds to n random pieces of random
//! length. Where it misleads: what tips over just before the end of a run has not grown yet; and of few pieces a queue that grows
//! slowly cannot be told from chance.

use throughline::sourcing::outcome::Load;

use crate::distribution::Distribution;
use crate::model::{Model, Part, Step, Wrong};
use crate::tally::{PoolTally, Tally};

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
    /// Whether the queue ends by itself: all places are taken, or all who wait give up in time.
    pub bounded: bool,
    /// What is asked of it and of those that help it, as a share of what all of them can do.
    pub share_with_help: f64,
}

impl PoolLoad {
    /// Work asked for, as a share of what can be done: 1 and more cannot be kept up.
    pub fn share(&self) -> f64 {
        self.asked / f64::from(self.workers)
    }

    /// Whether its queue does not grow for as long as the run goes on.
    pub fn keeps_up(&self) -> bool {
        self.bounded || self.share() < 1.0 || self.share_with_help < 1.0
    }
}

/// How often a need of a class comes to each step until it is met or given up, people's impatience left out.
pub fn visits(model: &Model, class: usize) -> Vec<f64> {
    let steps = model.steps.len();
    let of = &model.classes[class];
    // With or without somebody's help, whichever makes more work.
    let base = of.failure.base.max(of.failure.base_at(0));
    let again = base * (1.0 - of.failure.gives_up);
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

/// So many pieces of work a run may have.
const MOST_PIECES: f64 = 5e7;

/// The first class that would make more pieces of work than can be run, as a sentence: its needs with all who come back, at each
/// step, and those who ask for as long as the work itself takes. It is about the step that each need comes to most often, where that is
/// hundreds of times, and else about how many arise.
pub(crate) fn too_many(model: &Model) -> Option<Wrong> {
    model.classes.iter().enumerate().find_map(|(class, of)| {
        let visits = visits(model, class);
        let work_us = |(step, often): (usize, &f64)| often * model.steps[step].work.mean_us();
        let takes_us: f64 = visits.iter().enumerate().map(work_us).sum();
        let asks = of.chase.as_ref().map_or(0.0, |chase| {
            (takes_us - chase.after_us as f64).max(0.0) / throughline::time::DAY_US as f64 * chase.per_day
        });
        let pieces = of.arrivals.expected(0, model.until_us) * (visits.iter().sum::<f64>() + asks);
        let runs = pieces <= MOST_PIECES;
        (!runs).then(|| {
            let many = match pieces.is_finite() && pieces < 1e21 {
                true => format!("{} million", throughline::wording::three(pieces / 1e6)),
                false => "more than anybody could count".to_string(),
            };
            let most = visits.iter().enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other));
            let about = match most {
                Some((step, often)) if *often > 100.0 => Part::Step(step),
                _ => Part::Arrivals(class),
            };
            let says = format!(
                "“{}” makes {many} pieces of work in this run, and {} million are the most; let fewer arise, come back or ask, or run \
                 it for fewer days",
                of.name,
                MOST_PIECES / 1e6
            );
            Wrong { says, about }
        })
    })
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

/// How many times as long work takes on average as where nothing about needs of a class lengthens it.
fn longer(model: &Model, step: &Step, class: usize) -> f64 {
    let of = &model.classes[class];
    let beyond = match of.complexity {
        // The mean of what lies above it.
        Distribution::Uniform { low_us, high_us } if high_us > low_us => {
            let above = |from: f64| {
                let width = high_us - from.clamp(low_us, high_us);
                width * width / 2.0
            };
            let below_all = (low_us - step.spec).max(0.0) * (high_us - low_us);
            (below_all + above(step.spec)) / (high_us - low_us)
        }
        ref other => (other.mean_us() - step.spec).max(0.0),
    };
    let open = of.failure.spec_changes.map_or(0.0, |changes| changes.open_on_average());
    (1.0 + step.variety * beyond) * (1.0 + step.per_spec_gap * open)
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
            let of = &model.steps[step];
            asked_us[pool] +=
                needs * often * of.work.mean_us() * model.pools[pool].slowness * longer(model, of, class);
        }
        if let Some(chase) = &of.chase {
            let work_us = chase.work.mean_us() * model.pools[chase.pool].slowness;
            let each = chase.per_day / throughline::time::DAY_US as f64 * work_us;
            chased[chase.pool] = f64::max(chased[chase.pool], each);
        }
    }
    let length_us = (until_us - from_us) as f64;
    let open_us = |pool: usize| model.hours[model.pools[pool].hours].between_us(from_us, until_us) as f64;
    let load = |place: usize| {
        let pool = &model.pools[place];
        let asked = asked_us[place] / open_us(place);
        let all = || (0..model.pools.len()).filter(|other| *other == place || helps(model, *other, place));
        let can_us = |pool: usize| f64::from(model.pools[pool].workers) * open_us(pool);
        let (all_asked_us, all_can_us): (f64, f64) =
            all().fold((0.0, 0.0), |sum, pool| (sum.0 + asked_us[pool], sum.1 + can_us(pool)));
        let share_with_help = all_asked_us / all_can_us;
        // What those who help have to spare counts where they have more of it.
        let spare_us = match share_with_help < asked_us[place] / can_us(place) {
            true => all_can_us - all_asked_us,
            false => can_us(place) - asked_us[place],
        };
        let spare = spare_us.max(0.0) / length_us;
        PoolLoad {
            pool: pool.name.clone(),
            asked,
            workers: pool.workers,
            tips_at: (chased[place] > 0.0).then(|| spare / chased[place]),
            bounded: pool.places.is_some() || all_give_up(model, place),
            share_with_help,
        }
    };
    (0..model.pools.len()).map(load).collect()
}

/// What is asked of every pool, as an outcome tells it: beside what comes, the answers to those who asked in a run of the model.
pub(crate) fn told(model: &Model, loads: &[PoolLoad], tally: &Tally) -> Vec<Load> {
    let mut answers_us = vec![0.0; model.pools.len()];
    for (class, of) in model.classes.iter().zip(&tally.classes) {
        if let Some(chase) = &class.chase {
            let each_us = chase.work.mean_us() * model.pools[chase.pool].slowness;
            answers_us[chase.pool] += of.chases as f64 * each_us;
        }
    }
    let load = |(place, load): (usize, &PoolLoad)| {
        let alone = load.share() <= load.share_with_help;
        let all =
            (0..model.pools.len()).filter(|other| *other == place || !alone && helps(model, *other, place));
        let (asks_us, can_us) = all.fold((0.0, 0.0), |(asks_us, can_us), pool| {
            (asks_us + answers_us[pool], can_us + tally.pools[pool].open_us as f64)
        });
        let share = load.share().min(load.share_with_help);
        Load {
            pool: load.pool.clone(),
            share,
            with_chases: share + asks_us / can_us,
            tips_at: load.tips_at,
            bounded: load.bounded,
        }
    };
    loads.iter().enumerate().map(load).collect()
}

/// For each pool, whether its queue grew without end in a run of the model.
pub fn grew(model: &Model, tally: &Tally) -> Vec<bool> {
    let grew = |place: usize| {
        let own = &tally.pools[place];
        let all: Vec<_> = (0..model.pools.len())
            .filter(|other| *other == place || helps(model, *other, place))
            .map(|pool| &tally.pools[pool])
            .collect();
        let sum = |of: fn(&PoolTally) -> i128| all.iter().map(|pool| of(pool)).sum::<i128>() as f64;
        let (busy_us, done) = (sum(|pool| pool.busy_us), sum(|pool| i128::from(pool.started)));
        let idle_us = (sum(|pool| pool.open_us) - busy_us).max(0.0);
        let more = own.arrived as f64 - (own.started + own.left + own.turned_away) as f64;
        let chance = 2.0 * (2.0 * own.arrived as f64).sqrt();
        let ends = model.pools[place].places.is_some() || all_give_up(model, place);
        !ends && busy_us > 0.0 && more > idle_us * done / busy_us + chance
    };
    (0..model.pools.len()).map(grew).collect()
}

/// Whether one pool does what waits for another.
fn helps(model: &Model, pool: usize, other: usize) -> bool {
    model.pools[pool].helps.iter().any(|help| help.pool == other)
}

/// Whether whoever waits for a pool leaves after a while: those who chase do not.
fn all_give_up(model: &Model, pool: usize) -> bool {
    let mut steps = model.steps.iter().filter(|step| step.pool == pool).peekable();
    let chases = |class: &crate::model::Class| class.chase.as_ref().is_some_and(|chase| chase.pool == pool);
    steps.peek().is_some() && steps.all(|step| step.patience.is_some()) && !model.classes.iter().any(chases)
}
