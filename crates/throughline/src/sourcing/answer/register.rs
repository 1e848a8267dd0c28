//! The register of assumptions: every number that somebody wrote, those that decide most first, and for each the value at which the
//! leading two would cost the same.

use super::Answer;
use super::drivers::{Driver, LEAST_SHARE};
use crate::sourcing::amount::Amount;
use crate::sourcing::plan::Plan;

/// A number of the plan, and what goes with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumption<'a> {
    /// The number.
    pub amount: &'a Amount,
    /// How the difference between the leading two goes with it; `None` where it has no range, or there is not enough to say.
    pub driver: Option<&'a Driver>,
}

impl Answer {
    /// Every number that somebody wrote: those that vary by the share of the difference that goes with them, then the others that have a
    /// range, then the rest; where nothing else tells, in the order of the file.
    pub fn register<'a>(&'a self, plan: &'a Plan) -> Vec<Assumption<'a>> {
        let mut all: Vec<(usize, Assumption<'a>)> = plan
            .amounts
            .iter()
            .enumerate()
            .filter(|(_, amount)| amount.line > 0)
            .map(|(place, amount)| {
                let rank = self.drivers.iter().position(|driver| driver.place == place);
                let last = self.drivers.len() + usize::from(amount.range.is_none());
                (rank.unwrap_or(last), Assumption { amount, driver: rank.map(|rank| &self.drivers[rank]) })
            })
            .collect();
        all.sort_by_key(|(rank, one)| (*rank, one.amount.line));
        all.into_iter().map(|(_, one)| one).collect()
    }
}

impl Assumption<'_> {
    /// What it would have to be for the leading two to cost the same.
    pub fn costs_the_same_at(&self) -> String {
        match self.driver {
            None if self.amount.range.is_none() => "taken as exact".to_string(),
            None => "not enough to say".to_string(),
            Some(driver) if driver.share < LEAST_SHARE => "too little goes with it to say".to_string(),
            Some(driver) => driver.turns_at.map_or("no value in its range".to_string(), |at| {
                format!("about {}, an estimate", self.amount.told(at))
            }),
        }
    }
}
