//! What one replication counted, in whole numbers: sums that come out the same in any order.

use hdrhistogram::Histogram;
use throughline::error::Error;

use crate::model::Model;

/// What was counted from [`Model::from_us`] to [`Model::until_us`].
#[derive(Debug, Clone)]
pub struct Tally {
    /// For each step, for each class.
    pub steps: Vec<Vec<Visits>>,
    /// For each pool.
    pub pools: Vec<PoolTally>,
    /// For each class.
    pub classes: Vec<ClassTally>,
    /// For each month of the model, counted or not.
    pub months: Vec<Month>,
    /// Whether more waited at once than can be held: from then on nobody asked any more what had become of a need.
    pub burst: bool,
    /// Whether it was ended early for that: nothing counted is of the whole run then.
    pub cut: bool,
    /// How many arrivals of needs, ends of work and returns there were in the whole run.
    pub events: u64,
}

/// Visits of needs to a step (in the pool they first came to).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// How many came.
    pub arrived: u64,
    /// How many began to be served.
    pub started: u64,
    /// How long those waited, by the person's clock.
    pub waited_us: i128,
    /// How long those waited while the pool was open.
    pub waited_open_us: i128,
}

/// What a pool did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolTally {
    /// How many came, chases included.
    pub arrived: u64,
    /// How many of those who came here began to be served, here or by a pool that helps.
    pub started: u64,
    /// How long those waited.
    pub waited_us: i128,
    /// How long those waited while this pool was open.
    pub waited_open_us: i128,
    /// How many waited, summed over time.
    pub waiting_us: i128,
    /// The same as each who waited has it: the time that lay within what is counted. Little's law says that the two are equal.
    pub waits_us: i128,
    /// How long its workers worked.
    pub busy_us: i128,
    /// How long they could have.
    pub open_us: i128,
    /// How many were turned away because all places were taken.
    pub turned_away: u64,
    /// How many left while they waited.
    pub left: u64,
}

/// What became of a class of needs.
#[derive(Debug, Clone)]
pub struct ClassTally {
    /// How many arose.
    pub opened: u64,
    /// How many were met.
    pub met: u64,
    /// How many people gave up, whether after a failure, while they waited, or because they were turned away.
    pub gave_up: u64,
    /// How many are open at the end of the run.
    pub open: u64,
    /// First words to met, of those that were met.
    pub met_after_us: i128,
    /// Its squares are not kept; its distribution is, to a tenth of a percent, in microseconds.
    pub times: Histogram<u32>,
    /// How long was worked on those that were met.
    pub touched_us: i128,
    /// How many passes were closed.
    pub closed: u64,
    /// How many came back because a closed pass had not solved it.
    pub repeats: u64,
    /// How often somebody chased.
    pub chases: u64,
    /// How often a need came to a wrong door.
    pub bounces: u64,
    /// How often a need was handed over.
    pub hand_overs: u64,
}

/// What a month of the ledger goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// How many visits each step began to serve.
    pub visits: Vec<u64>,
    /// How many of those were of somebody who had come back.
    pub again: Vec<u64>,
    /// How long each pool worked in it, in microseconds.
    pub busy_us: Vec<i64>,
    /// For each class, how many arose.
    pub opened: Vec<u64>,
    /// For each class, how many were met.
    pub met: Vec<u64>,
    /// For each class, how long those took from first words to met, together, in microseconds.
    pub met_after_us: Vec<i64>,
    /// For each class, how many gave up.
    pub gave_up: Vec<u64>,
    /// For each class, how many came back.
    pub repeats: Vec<u64>,
    /// For each class, how many chased.
    pub chases: Vec<u64>,
}

impl Tally {
    /// Nothing yet.
    pub(crate) fn new(model: &Model) -> Tally {
        let classes = model.classes.len();
        let month = Month {
            visits: vec![0; model.steps.len()],
            again: vec![0; model.steps.len()],
            busy_us: vec![0; model.pools.len()],
            opened: vec![0; classes],
            met: vec![0; classes],
            met_after_us: vec![0; classes],
            gave_up: vec![0; classes],
            repeats: vec![0; classes],
            chases: vec![0; classes],
        };
        Tally {
            steps: vec![vec![Visits::default(); classes]; model.steps.len()],
            pools: vec![PoolTally::default(); model.pools.len()],
            classes: vec![ClassTally::none(); classes],
            months: vec![month; model.months_us.len()],
            burst: false,
            cut: false,
            events: 0,
        }
    }

    /// The first pool for which Little's law does not hold to the microsecond, which would be our mistake.
    pub fn against_little(&self) -> Option<usize> {
        self.pools.iter().position(|pool| pool.waiting_us != pool.waits_us)
    }

    /// An error where it does not hold for a pool: asked of every run that anything is said of, so that no figure rests on one that lost
    /// or made up somebody who waits.
    pub fn holds_by_little(&self, model: &Model) -> Result<(), Error> {
        match self.against_little() {
            None => Ok(()),
            Some(pool) => Err(Error::failed(format!(
                "a fault of this program, not of the plan: in pool “{}” those who waited, counted over time, are not the waits of each \
                 together (Little’s law), so nothing of this run can be believed. Please report it with the plan and its seed",
                model.pools[pool].name
            ))),
        }
    }
}

impl ClassTally {
    /// Nothing yet.
    pub fn none() -> ClassTally {
        ClassTally {
            opened: 0,
            met: 0,
            gave_up: 0,
            open: 0,
            met_after_us: 0,
            times: times(),
            touched_us: 0,
            closed: 0,
            repeats: 0,
            chases: 0,
            bounces: 0,
            hand_overs: 0,
        }
    }

    /// Another class, or the same in another replication, taken together with this one.
    pub fn add(&mut self, other: &ClassTally) {
        self.opened += other.opened;
        self.met += other.met;
        self.gave_up += other.gave_up;
        self.open += other.open;
        self.met_after_us += other.met_after_us;
        // Both grow to hold any length.
        let _ = self.times.add(&other.times);
        self.touched_us += other.touched_us;
        self.closed += other.closed;
        self.repeats += other.repeats;
        self.chases += other.chases;
        self.bounces += other.bounces;
        self.hand_overs += other.hand_overs;
    }
}

/// An empty distribution of times to a tenth of a percent, of any length.
fn times() -> Histogram<u32> {
    // Three digits are always allowed.
    let mut times = Histogram::new(3).unwrap_or_else(|never| unreachable!("{never}"));
    times.auto(true);
    times
}
