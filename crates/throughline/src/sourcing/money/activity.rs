//! One month of what was simulated, in plain numbers: what a bill is made from.

use crate::error::Error;
use crate::sourcing::plan::Plan;

/// A month of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PoolMonth {
    /// Hours that its workers were paid for, worked or not, over all of them.
    pub paid_hours: f64,
    /// Hours that they worked on needs; what is more than they are paid for (a job finished after closing) costs nothing.
    pub busy_hours: f64,
}

/// A month of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepMonth {
    /// How often it was done.
    pub visits: u64,
    /// How many of those were for somebody who had come back because the need was not met: in a pass after the first.
    pub repeats: u64,
}

/// A month of a kind of need.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DemandMonth {
    /// Needs that arose.
    pub opened: u64,
    /// Needs that were met.
    pub met: u64,
    /// Needs whose person gave up.
    pub gave_up: u64,
    /// Times that somebody came back after a closure that met nothing.
    pub repeats: u64,
    /// Times that somebody asked what has become of it.
    pub chases: u64,
    /// Over the needs that were met, days from first words to sorted, added up.
    pub end_to_end_days: f64,
}

impl DemandMonth {
    /// How often people spoke to the service.
    pub fn contacts(&self) -> u64 {
        self.opened + self.repeats + self.chases
    }
}

/// One month of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Activity {
    /// In the order of [`Plan::pools`].
    pub pools: Vec<PoolMonth>,
    /// In the order of [`Plan::steps`].
    pub steps: Vec<StepMonth>,
    /// In the order of [`Plan::demands`].
    pub demands: Vec<DemandMonth>,
}

impl Activity {
    /// An error unless it is a month of this plan.
    pub(super) fn fits(&self, plan: &Plan) -> Result<(), Error> {
        let found = (self.pools.len(), self.steps.len(), self.demands.len());
        let plan = (plan.pools.len(), plan.steps.len(), plan.demands.len());
        if found != plan {
            return Err(Error::asked(format!(
                "a month has {} pools, {} steps and {} kinds of need, and the plan has {}, {} and {}; run the plan that is billed",
                found.0, found.1, found.2, plan.0, plan.1, plan.2
            )));
        }
        let possible = |hours: f64| hours.is_finite() && hours >= 0.0;
        match self.pools.iter().find(|pool| !possible(pool.paid_hours) || !possible(pool.busy_hours)) {
            None => Ok(()),
            Some(pool) => Err(Error::asked(format!(
                "a pool cannot be paid for {} hours and busy for {} in a month; hours are numbers from 0 on",
                pool.paid_hours, pool.busy_hours
            ))),
        }
    }

    /// The same month of all kinds of need together.
    pub fn all_demands(&self) -> DemandMonth {
        self.demands.iter().fold(DemandMonth::default(), |sum, one| DemandMonth {
            opened: sum.opened + one.opened,
            met: sum.met + one.met,
            gave_up: sum.gave_up + one.gave_up,
            repeats: sum.repeats + one.repeats,
            chases: sum.chases + one.chases,
            end_to_end_days: sum.end_to_end_days + one.end_to_end_days,
        })
    }
}
