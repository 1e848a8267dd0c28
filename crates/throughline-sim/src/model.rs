//! What is simulated, as plain numbers: every place is an index into the list it names, every time microseconds.
//!
//! Whoever makes one says what each number means and where it is from; [`Model::wrong`] says in a sentence what cannot be run.

use crate::arrivals::{Arrivals, BusyDays};
use crate::distribution::Distribution;
use crate::hours::Hours;
use crate::spec_gap::SpecChanges;

/// A service as it is simulated.
#[derive(Debug, Clone)]
pub struct Model {
    /// How long the run is.
    pub until_us: i64,
    /// From when on it is counted; what happened before only fills the service.
    pub from_us: i64,
    /// When each month of the ledger begins, the first at or before 0; ever later.
    pub months_us: Vec<i64>,
    /// Names of organisations.
    pub organisations: Vec<String>,
    /// Calendars.
    pub hours: Vec<Hours>,
    /// Pools of workers.
    pub pools: Vec<Pool>,
    /// What is done.
    pub steps: Vec<Step>,
    /// Kinds of needs.
    pub classes: Vec<Class>,
    /// What a hand-over takes.
    pub hand_over: HandOver,
    /// What is open when it begins to be counted, in place of what warming up left open; empty where that stays.
    pub open: Vec<OpenNeeds>,
}

/// Needs that are open at the start.
#[derive(Debug, Clone)]
pub struct OpenNeeds {
    /// Of which class.
    pub class: usize,
    /// To which step they come.
    pub step: usize,
    /// How many.
    pub count: u32,
    /// For how long they have been open.
    pub age: Distribution,
}

/// A pool of workers who can do the same.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub organisation: usize,
    /// How many work in it.
    pub workers: u32,
    /// When.
    pub hours: usize,
    /// What happens to work in hand at closing time.
    pub at_closing: AtClosing,
    /// Who is served first.
    pub rule: Rule,
    /// How long work takes here, as a multiple of what the step says.
    pub slowness: f64,
    /// How many may wait; who comes then is turned away. `None` is no limit.
    pub places: Option<u32>,
    /// Whose waiting work it also does, in this order, when it has none of its own.
    pub helps: Vec<Help>,
    /// What is still to be learnt from an instant on.
    pub learning: Option<Learning>,
}

/// When one pool does the work of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// The other.
    pub pool: usize,
    /// What has waited so long; 0 is at once.
    pub after_us: i64,
    /// Or, however long it has, when more than so many wait.
    pub above: Option<u32>,
}

/// Work takes longer by `loss` at first, and half of that is gone after each half-life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// Since when.
    pub since_us: i64,
    /// How much longer at first: 0.2 is a fifth.
    pub loss: f64,
    /// How long until half of it is gone.
    pub half_life_us: f64,
}

/// What happens to work in hand when its pool closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtClosing {
    /// It waits for the next opening.
    Pause,
    /// It is finished first.
    Finish,
}

/// Who of those who wait is served first. (That the worker who knows a need comes first is said by its step, that another pool
/// helps out by [`Help`].)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Who came first.
    Fifo,
    /// The smallest priority number, then who came first. Work in hand is not interrupted.
    Priority,
    /// Whoever's promised time runs out first.
    DueDate,
}

/// Something that is done on a need.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Who does it.
    pub pool: usize,
    /// How long the work takes.
    pub work: Distribution,
    /// How much longer it takes for each 1 of complexity beyond what it was specified for.
    pub variety: f64,
    /// By what share of it each change of what is needed that is not made yet lengthens the work.
    pub per_spec_gap: f64,
    /// The complexity it was specified for, from 0 to 1.
    pub spec: f64,
    /// Where it goes next, for each class; what remains closes the pass.
    pub next: Vec<Vec<Way>>,
    /// How long the worker who knows the need is waited for, where there is one.
    pub same_worker_us: Option<i64>,
    /// How long somebody waits here before they give up.
    pub patience: Option<Distribution>,
    /// For how much of its pool's open time a need lies here before it stands in line, if it was not on its way from another
    /// organisation instead: for each class, or empty where none does.
    pub delays: Vec<Option<Distribution>>,
}

/// One way on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Its chance.
    pub chance: f64,
    /// The step.
    pub step: usize,
    /// Whether it goes there because it was never theirs: a wrong door.
    pub not_ours: bool,
}

/// A kind of need.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// When needs of it arise.
    pub arrivals: Arrivals,
    /// The step at the front door.
    pub first: usize,
    /// The smaller, the sooner it is served where that is the rule.
    pub priority: u16,
    /// How long it is promised to take: what due dates go by.
    pub promised_us: i64,
    /// How complex needs of it are: a number from 0 to 1, drawn once a need.
    pub complexity: Distribution,
    /// What happens when a pass is closed.
    pub failure: Failure,
    /// How much busier some days are than others; `None` where they differ by chance alone.
    pub busy_days: Option<BusyDays>,
    /// How people chase.
    pub chase: Option<Chase>,
}

/// Whether a claimed closure solved anything. Its chance `q` has logit q = logit(base) + the sum of what is below.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The chance where everything below is 0.
    pub base: f64,
    /// For each hand-over of the pass.
    pub per_hand_over: f64,
    /// For each 1 of complexity beyond what the steps were specified for.
    pub per_mismatch: f64,
    /// If nobody who worked on it had worked on the need before, from the second pass on.
    pub unknown: f64,
    /// For the logarithm of 1 + the time the pass took / `wait_scale_us`.
    pub per_log_wait: f64,
    /// The scale of that time.
    pub wait_scale_us: f64,
    /// For each change of what is needed that is not yet made to what is specified.
    pub per_spec_gap: f64,
    /// When these arise; `None` where they make no difference.
    pub spec_changes: Option<SpecChanges>,
    /// Somebody who helps for a while.
    pub uplift: Option<Uplift>,
    /// The chance that the person then gives up.
    pub gives_up: f64,
    /// Else, how long until they come back.
    pub returns: Distribution,
    /// To which step.
    pub back_to: usize,
}

/// The base is multiplied until somebody leaves; from then on what that is off 1 halves again and again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uplift {
    /// By what.
    pub times: f64,
    /// When they leave.
    pub leaves_us: i64,
    /// After how long half of it is gone; all stays where it is `None`.
    pub half_life_us: Option<f64>,
}

/// People ask what has become of their need, at so many a day once it has been open for so long, for as long as it is.
#[derive(Debug, Clone)]
pub struct Chase {
    /// How long after a pass began they begin to.
    pub after_us: i64,
    /// How many a day of 24 hours.
    pub per_day: f64,
    /// Which pool answers.
    pub pool: usize,
    /// How long it takes.
    pub work: Distribution,
}

/// What it takes to hand a need over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Whether a change of pool within an organisation is one too.
    pub between_pools: bool,
    /// How long it is on its way, from an organisation to another: by giver, then by taker.
    pub transit: Vec<Vec<Distribution>>,
    /// The same of each class, or empty where it is the same for all.
    pub transit_for: Vec<Vec<Vec<Distribution>>>,
    /// How long who takes over reads, beside the work.
    pub reread: Distribution,
}

impl HandOver {
    /// Nothing at all, between so many organisations.
    pub fn free(organisations: usize) -> HandOver {
        let transit = vec![vec![Distribution::NONE; organisations]; organisations];
        HandOver { between_pools: false, transit, transit_for: Vec::new(), reread: Distribution::NONE }
    }

    /// How long a need of a class is on its way from one organisation to another.
    #[inline]
    pub fn transit(&self, class: usize, giver: usize, taker: usize) -> &Distribution {
        &self.transit_for.get(class).unwrap_or(&self.transit)[giver][taker]
    }
}

impl Failure {
    /// Nobody comes back.
    pub fn none() -> Failure {
        Failure::even(0.0, Distribution::NONE, 0)
    }

    /// The same chance whatever happened; all come back.
    pub fn even(base: f64, returns: Distribution, back_to: usize) -> Failure {
        Failure {
            base,
            per_hand_over: 0.0,
            per_mismatch: 0.0,
            unknown: 0.0,
            per_log_wait: 0.0,
            wait_scale_us: 1.0,
            per_spec_gap: 0.0,
            spec_changes: None,
            uplift: None,
            gives_up: 0.0,
            returns,
            back_to,
        }
    }

    /// Whether the chance is the same whatever happened.
    pub fn is_even(&self) -> bool {
        [self.per_hand_over, self.per_mismatch, self.unknown, self.per_log_wait, self.per_spec_gap]
            == [0.0; 5]
    }

    /// The base at an instant: `base x (1 - (1 - times) x 0.5 ^ (time since they left / half-life))`, at most 1.
    pub fn base_at(&self, at_us: i64) -> f64 {
        let Some(uplift) = self.uplift else { return self.base };
        let since_us = (at_us - uplift.leaves_us) as f64;
        let left = match uplift.half_life_us {
            Some(half_life_us) if since_us > 0.0 => libm::exp2(-since_us / half_life_us),
            _ => 1.0,
        };
        (self.base * (1.0 - (1.0 - uplift.times) * left)).min(1.0)
    }

    /// The chance that a pass fails.
    pub fn chance(&self, pass: &Pass) -> f64 {
        let base = self.base_at(pass.closed_us);
        if self.is_even() || base <= 0.0 || base >= 1.0 {
            return base;
        }
        let logit = libm::log(base / (1.0 - base))
            + self.per_hand_over * f64::from(pass.hand_overs)
            + self.per_mismatch * pass.mismatch
            + if pass.unknown { self.unknown } else { 0.0 }
            + self.per_log_wait * libm::log1p(pass.took_us as f64 / self.wait_scale_us)
            + self.per_spec_gap * pass.spec_gap;
        1.0 / (1.0 + libm::exp(-logit))
    }
}

/// What is known of a pass when it is closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// How often it was handed over.
    pub hand_overs: u32,
    /// The most by which its complexity was beyond what a step was specified for.
    pub mismatch: f64,
    /// Whether nobody who worked on it had worked on the need in an earlier pass.
    pub unknown: bool,
    /// How long it took.
    pub took_us: i64,
    /// How many changes of what is needed are not yet made to what is specified.
    pub spec_gap: f64,
    /// When it is closed.
    pub closed_us: i64,
}

/// A need nobody could count: the most steps or passes that have random numbers of their own.
pub const MOST_STEPS: u32 = 60_000;

/// More changes of what is needed in a year than this are a mistake.
const MOST_CHANGES: f64 = 10_000.0;

/// Why a model cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// As a sentence for whoever wrote the numbers.
    pub says: String,
    /// What it is about.
    pub about: Part,
}

/// A part of a model, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// How the needs of a class arise.
    Arrivals(usize),
    /// A pool.
    Pool(usize),
    /// A step.
    Step(usize),
    /// A class of needs.
    Class(usize),
}

impl Model {
    /// Why this cannot be run; `None` where it can.
    pub fn wrong(&self) -> Option<Wrong> {
        let months = self.months_us.first().is_some_and(|first| *first <= 0)
            && self.months_us.windows(2).all(|pair| pair[0] < pair[1]);
        if self.until_us <= self.from_us || self.from_us < 0 || !months {
            let says = "the run ends before it is counted, or its months are out of order".to_string();
            return Some(Wrong { says, about: Part::Whole });
        }
        let pool = |(place, pool)| Some((self.wrong_pool(pool)?, Part::Pool(place)));
        let step = |(place, step)| Some((wrong_step(step)?, Part::Step(place)));
        let wrong = self.pools.iter().enumerate().find_map(pool);
        let wrong = wrong.or_else(|| self.steps.iter().enumerate().find_map(step));
        let wrong = wrong.or_else(|| (0..self.classes.len()).find_map(|class| self.wrong_class(class)));
        wrong.map(|(says, about)| Wrong { says, about })
    }

    fn wrong_pool(&self, pool: &Pool) -> Option<String> {
        if pool.workers == 0 {
            return Some(format!("pool “{}” has no workers, so what comes to it waits for ever", pool.name));
        }
        if self.hours.get(pool.hours).is_none_or(Hours::never_opens) {
            return Some(format!("pool “{}” is never open, so what comes to it waits for ever", pool.name));
        }
        let sound = pool.slowness > 0.0 && pool.slowness.is_finite();
        (!sound).then(|| {
            format!(
                "pool “{}” never gets anything done: its shrinkage and meetings take all of its time, or its slowness is no number \
                 above 0",
                pool.name
            )
        })
    }

    /// A class whose passes may never close, as from some step no way leads out, or whose numbers make no sense.
    fn wrong_class(&self, place: usize) -> Option<(String, Part)> {
        let class = &self.classes[place];
        let own = |says: String| Some((says, Part::Class(place)));
        if !(0.0..=1.0).contains(&class.failure.base) || !(0.0..=1.0).contains(&class.failure.gives_up) {
            return own(format!(
                "“{}” fails or gives up with a chance that is not between 0 and 1",
                class.name
            ));
        }
        if class.failure.base == 1.0 && class.failure.gives_up == 0.0 {
            return own(format!(
                "no need of “{}” is ever met: it always fails, and nobody gives up",
                class.name
            ));
        }
        if let Some(changes) = class.failure.spec_changes.filter(|changes| changes.per_year > MOST_CHANGES) {
            return own(format!(
                "what is needed by “{}” changes {} times a year, and more than {MOST_CHANGES} are no changes any more",
                class.name, changes.per_year
            ));
        }
        let step = crate::load::never_left(self, place)?;
        let says = format!(
            "a need of “{}” that comes to step “{}” never leaves: every way on leads back to it. Let the chances of a `next` on the way come \
             to less than 1 together: what remains closes the work",
            class.name, self.steps[step].name
        );
        Some((says, Part::Step(step)))
    }
}

fn wrong_step(step: &Step) -> Option<String> {
    step.next.iter().find_map(|ways| {
        let sum: f64 = ways.iter().map(|way| way.chance).sum();
        let wrong = ways.iter().any(|way| !(0.0..=1.0).contains(&way.chance)) || sum > 1.0 + 1e-9;
        wrong.then(|| format!("the ways on from step “{}” have chances of {sum} together", step.name))
    })
}
