//! A plan: the service as it works today, every number with its source, and what is asked of it. Numbers that somebody could
//! dispute stand in one list ([`Plan::amounts`]) and are named by their place in it, so that a run can take other values for
//! all of them at once, and the register of assumptions is that list.

use jiff::civil::Date;

use super::amount::Amount;
use crate::place::Calendar;

/// A number of the plan: its place in [`Plan::amounts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub usize);

/// A service, and what is asked of it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// What a back-test said of it, if there was one.
    pub back_test: Option<String>,
    /// The civil day from which the run is counted, at midnight.
    pub start: Date,
    /// How many days the run is counted, of 24 hours each.
    pub days: u32,
    /// How many civil days it runs before, to fill up.
    pub warm_up_days: u32,
    /// The service's zone, by its IANA name.
    pub zone: String,
    /// Days off, beside those of each calendar's week.
    pub days_off: Vec<Date>,
    /// Every number that could be disputed.
    pub amounts: Vec<Amount>,
    /// Where people live, if that matters to any arrangement; none or at least two.
    pub areas: Vec<Area>,
    /// Kinds of needs.
    pub demands: Vec<Demand>,
    /// Pools of workers.
    pub pools: Vec<Pool>,
    /// What is done, the front door first.
    pub steps: Vec<Step>,
    /// What a hand-over takes.
    pub hand_over: HandOver,
    /// What is open when it starts, in place of what warming up left open; empty where that stays.
    pub open: Vec<Open>,
    /// What random numbers are drawn by.
    pub seed: u64,
}

/// A part of the place, in which a team of its own may work.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// The share of needs that arise there; divided by the sum of all.
    pub share: Number,
}

/// A kind of need.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Its name.
    pub name: String,
    /// How it arises.
    pub arrives: Arrives,
    /// The share that is urgent: a class of its own, served first where priority is the rule.
    pub urgent: Option<Number>,
    /// Served sooner the smaller it is; who is urgent is 0.
    pub priority: u64,
    /// At which step it comes in.
    pub first: usize,
    /// How many hours it is promised to take.
    pub promised_hours: Number,
    /// From how simple to how complex, evenly; 0 to 1.
    pub complexity: Option<[Number; 2]>,
    /// What happens when a pass is closed.
    pub failure: Failure,
    /// How people come back whose need was closed and not met.
    pub returns: Returns,
    /// How people ask what has become of it.
    pub chase: Option<Chase>,
    /// How what is needed moves away from what is specified.
    pub spec_changes: Option<SpecChanges>,
}

/// What is needed changes now and then, at random (Poisson): each time it is one further from what is specified, until that is changed
/// too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecChanges {
    /// How often in a year.
    pub per_year: Number,
    /// How many days it takes to change what is specified; at once where nobody says.
    pub lead_days: Option<Number>,
}

/// How needs arise.
#[derive(Debug, Clone)]
pub enum Arrives {
    /// At random, so many in a day on average.
    AtRandom {
        /// How many.
        per_day: Number,
        /// When in the week and the year.
        shape: Shape,
        /// By what share more each year.
        growth_per_year: Option<Number>,
        /// How many times more days differ than chance alone would make them: the variance of a day's count by its mean, from 1 on.
        day_dispersion: Option<Number>,
    },
    /// So long after one another.
    Between(Time),
}

/// When in the week and the year needs arise, as weights; all alike where a list is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// For each hour of the day.
    pub hours: Vec<f64>,
    /// For each day from Monday to Sunday.
    pub days: Vec<f64>,
    /// For each month from January.
    pub months: Vec<f64>,
}

/// How long something takes, in hours of a clock that runs while somebody works on it, or of the wall's.
#[derive(Debug, Clone, PartialEq)]
pub enum Time {
    /// Always the same.
    Fixed(Number),
    /// Exponential, by its mean.
    Exponential(Number),
    /// Any length between two.
    Uniform(Number, Number),
    /// The sum of so many exponential parts, by the mean of the whole.
    Erlang(u32, Number),
    /// Exponential with the first mean by this chance, else with the second.
    Hyperexponential(Number, [Number; 2]),
    /// Lognormal, by its mean and its standard deviation divided by the mean.
    Lognormal(Number, Number),
    /// Gamma, by the same.
    Gamma(Number, Number),
    /// Weibull, by its mean and shape.
    Weibull(Number, f64),
    /// As it was seen, in hours, in order, evenly between neighbours; all of them longer or shorter where their mean ([`mean_as_seen`]) is
    /// another.
    Seen(Number, Vec<f64>),
}

/// The mean of lengths drawn evenly between neighbours, which are in order: the two ends count half.
pub fn mean_as_seen(lengths: &[f64]) -> f64 {
    let sides: f64 = lengths.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).sum();
    match lengths {
        [] => 0.0,
        [only] => *only,
        many => sides / (many.len() - 1) as f64,
    }
}

/// Whether a claimed closure solved anything: logit q = logit(base) + the sum of what is below, each nought where nobody says more.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    /// The chance that it did not.
    pub base: Number,
    /// For each hand-over.
    pub per_hand_over: Number,
    /// For each 1 of complexity beyond what was specified.
    pub per_mismatch: Number,
    /// If nobody who works on it knew the person from the pass before.
    pub unknown_worker: Number,
    /// For the logarithm of 1 + the time the pass took / `wait_scale_hours`.
    pub per_log_wait: Number,
    /// The scale of that time.
    pub wait_scale_hours: Number,
    /// For each 1 of the gap between what is needed and what is specified.
    pub per_spec_gap: Number,
    /// The chance that somebody whose need was not met gives up.
    pub give_up: Number,
    /// Somebody who helps to do it better for a while.
    pub uplift: Option<Uplift>,
}

/// Somebody helps until a day of the run: so long `base` is `times` as large. From then on what that is off 1 halves with each half-life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uplift {
    /// How many times the base.
    pub times: Number,
    /// On which day of the run they leave.
    pub leaves_on_day: Number,
    /// After how many days half of it is gone; all of it stays where nobody says.
    pub half_life_days: Option<Number>,
}

/// People ask what has become of their need.
#[derive(Debug, Clone, PartialEq)]
pub struct Chase {
    /// How many hours after the first words of a pass they begin to.
    pub after_hours: Number,
    /// How often in a day of 24 hours.
    pub per_day: Number,
    /// Which pool answers.
    pub pool: usize,
    /// How long that takes.
    pub time: Time,
}

/// A pool of workers who can do the same.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub organisation: String,
    /// How many work in it, a whole number.
    pub staff: Number,
    /// When.
    pub calendar: Opens,
    /// Whether work in hand is finished after closing; else it waits for the next opening.
    pub finishes: bool,
    /// Who is served first.
    pub rule: Rule,
    /// The share of paid time in which nobody can work: leave, training, sickness.
    pub shrinkage: Number,
    /// A share that comes on top of that: meetings of an arrangement.
    pub meetings: Option<Number>,
    /// How long work takes here, as a multiple of what the step says.
    pub slowness: Number,
    /// What an hour of one worker costs, in pounds, worked or not.
    pub pounds_per_hour: Number,
    /// How many may wait.
    pub places: Option<u32>,
    /// Whose waiting work it also does.
    pub helps: Vec<Help>,
    /// What is still to be learnt after a day of the run.
    pub learning: Option<Learning>,
}

/// When a pool works.
#[derive(Debug, Clone, PartialEq)]
pub enum Opens {
    /// Day and night.
    Always,
    /// By a calendar.
    Hours(Calendar),
}

/// Who of those who wait is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Who came first.
    Fifo,
    /// By priority, then who came first.
    Priority,
    /// Whose promised time runs out first.
    DueDate,
}

impl Rule {
    /// As plans write them.
    pub const NAMES: [(&'static str, Rule); 3] =
        [("fifo", Rule::Fifo), ("priority", Rule::Priority), ("due-date", Rule::DueDate)];
}

/// When one pool does what waits for another.
#[derive(Debug, Clone, Copy)]
pub struct Help {
    /// The other.
    pub pool: usize,
    /// What has waited so many hours.
    pub after_hours: Number,
    /// Or when more than so many wait.
    pub above: Option<u32>,
}

/// Work takes longer at first.
#[derive(Debug, Clone, Copy)]
pub struct Learning {
    /// From which day of the run on.
    pub from_day: Number,
    /// By how much, as a share.
    pub loss: Number,
    /// After how many days half of that is gone.
    pub half_life_days: Number,
}

/// Something that is done on a need.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Who does it.
    pub pool: usize,
    /// Who does it in each area, where that differs.
    pub in_areas: Vec<usize>,
    /// How long the work takes.
    pub time: Time,
    /// Where it goes next; what remains closes the pass.
    pub next: Vec<Way>,
    /// The same for some kinds of needs, in place of `next`.
    pub next_for: Vec<(usize, Vec<Way>)>,
    /// For how many hours the worker who knows the need is waited for.
    pub same_worker_hours: Option<Number>,
    /// How long somebody waits before they give up.
    pub patience: Option<Time>,
    /// For how much of its pool's open time a need lies there before it stands in line, which no queue explains. A need that is
    /// on its way from another organisation (`transit`) does that instead.
    pub delay: Option<Time>,
    /// The same for some kinds of needs, in place of `delay`.
    pub delay_for: Vec<(usize, Time)>,
    /// How much longer it takes for each 1 of complexity beyond what was specified.
    pub variety: Number,
    /// By what share of it each change of what is needed that is not made yet lengthens it.
    pub per_spec_gap: Number,
    /// The complexity it was specified for.
    pub spec: Number,
}

/// A way on.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Its chance.
    pub chance: Number,
    /// The step.
    pub step: usize,
    /// Whether it goes there because it came to the wrong door.
    pub not_ours: bool,
}

/// Needs of a kind that are open when a plan starts.
#[derive(Debug, Clone)]
pub struct Open {
    /// Of which kind.
    pub demand: usize,
    /// To which step they come.
    pub step: usize,
    /// How many.
    pub count: Number,
    /// For how long they have been open.
    pub age: Time,
}

/// From one organisation to another, and how long a need is on that way.
pub type Transit = (String, String, Time);

/// What it takes to hand a need over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Whether from one pool to another of the same organisation is one.
    pub between_pools: bool,
    /// How long it is on its way between organisations.
    pub transit: Option<Time>,
    /// The same from one organisation to another, in place of that.
    pub transit_between: Vec<Transit>,
    /// The same of one kind of need, in place of that.
    pub transit_for: Vec<(usize, Vec<Transit>)>,
    /// How long who takes over reads.
    pub reread: Option<Time>,
}

/// How people come back.
#[derive(Debug, Clone)]
pub struct Returns {
    /// How long after the closure.
    pub after: Time,
    /// To which step.
    pub to: usize,
}

impl Time {
    /// Its mean, with the value `of` each number.
    pub fn mean_hours(&self, of: impl Fn(Number) -> f64) -> f64 {
        match self {
            Time::Fixed(mean)
            | Time::Exponential(mean)
            | Time::Erlang(_, mean)
            | Time::Lognormal(mean, _)
            | Time::Gamma(mean, _)
            | Time::Weibull(mean, _)
            | Time::Seen(mean, _) => of(*mean),
            Time::Uniform(low, high) => (of(*low) + of(*high)) / 2.0,
            Time::Hyperexponential(chance, [first, second]) => {
                of(*chance) * of(*first) + (1.0 - of(*chance)) * of(*second)
            }
        }
    }
}

impl Plan {
    /// The value of every number, as it stands.
    pub fn values(&self) -> Vec<f64> {
        self.amounts.iter().map(|amount| amount.value).collect()
    }

    /// What a back-test said of it, a sentence for each line.
    pub fn back_test_says(&self) -> impl Iterator<Item = String> {
        let lines = self.back_test.iter().flat_map(|text| text.lines());
        lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_string)
    }

    /// The numbers that somebody wrote.
    pub fn written(&self) -> impl Iterator<Item = &Amount> + Clone {
        self.amounts.iter().filter(|amount| amount.line > 0)
    }

    /// How often in a year what is needed changes: each number once, in the order of the demands.
    pub fn spec_changes(&self) -> Vec<Number> {
        let mut all: Vec<Number> = Vec::new();
        for changes in self.demands.iter().filter_map(|demand| demand.spec_changes) {
            if !all.contains(&changes.per_year) {
                all.push(changes.per_year);
            }
        }
        all
    }

    /// The names of the organisations, in the order of their pools.
    pub fn organisations(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for pool in &self.pools {
            if !all.contains(&pool.organisation) {
                all.push(pool.organisation.clone());
            }
        }
        all
    }

    /// All work of some pools goes to another: their steps, the answers to those who ask, and the help that was for them.
    pub(super) fn send_work(&mut self, from: &[usize], to: usize) {
        let send = |pool: &mut usize| {
            if from.contains(pool) {
                *pool = to;
            }
        };
        for step in &mut self.steps {
            send(&mut step.pool);
            step.in_areas.iter_mut().for_each(send);
        }
        self.demands
            .iter_mut()
            .filter_map(|demand| demand.chase.as_mut())
            .for_each(|chase| send(&mut chase.pool));
        for pool in &mut self.pools {
            pool.helps.iter_mut().for_each(|help| send(&mut help.pool));
        }
        for (place, pool) in self.pools.iter_mut().enumerate() {
            pool.helps.retain(|help| help.pool != place);
        }
    }

    /// Pools without work go; what is named by its place moves up.
    pub(super) fn remove_pools(&mut self, gone: &[usize]) {
        let moved = |pool: usize| pool - gone.iter().filter(|gone| **gone < pool).count();
        for step in &mut self.steps {
            step.pool = moved(step.pool);
            step.in_areas.iter_mut().for_each(|pool| *pool = moved(*pool));
        }
        for chase in self.demands.iter_mut().filter_map(|demand| demand.chase.as_mut()) {
            chase.pool = moved(chase.pool);
        }
        let mut place = 0;
        self.pools.retain(|_| {
            place += 1;
            !gone.contains(&(place - 1))
        });
        for pool in &mut self.pools {
            pool.helps.iter_mut().for_each(|help| help.pool = moved(help.pool));
        }
    }
}
