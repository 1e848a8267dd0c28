//! In-house, redesigned: the same people work in another way, and are slower while they learn it.

use super::Kind;
use crate::sourcing::plan::{Learning, Number, Plan, Way};

pub(super) const KIND: Kind = Kind {
    name: "redesigned",
    title: "In-house, redesigned",
    differs: "The same people: where work goes next, what is handed over, how it is done; slower while they learn it.",
    evidence: &[
        "what a hand-over adds to the chance that a need is not met",
        "the share of closed work that comes back, before and after",
        "how long people take to learn the new way",
    ],
    turns: None,
};

/// Everybody in some pools is slower at first.
#[derive(Debug, Clone)]
pub struct Dip {
    /// Which pools.
    pub pools: Vec<usize>,
    /// How they learn.
    pub learning: Learning,
}

/// A step leads elsewhere, for every kind of need.
pub(super) fn lead_on(plan: &mut Plan, step: usize, next: Vec<Way>) {
    let step = &mut plan.steps[step];
    step.next = next;
    step.next_for.clear();
}

/// People learn again.
pub(super) fn dip(plan: &mut Plan, dip: &Dip) {
    for pool in &dip.pools {
        plan.pools[*pool].learning = Some(dip.learning);
    }
}

impl Dip {
    /// Those pools learn from a day of the run on.
    pub fn from_day(pools: Vec<usize>, from_day: Number, loss: Number, half_life_days: Number) -> Dip {
        Dip { pools, learning: Learning { from_day, loss, half_life_days } }
    }
}
