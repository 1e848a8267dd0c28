//! A price for each unit: contact, visit, assessment.
//!
//! Formula: `sum over units of price * count * index`. Source: simulation.md 4.4. Where it misleads: it counts failure demand. Each
//! repeat is paid like the first, so the supplier gains price less cost from every need it does not solve
//! ([`super::Repeats::gained`]), and a low price may be a dear need.

use super::{Counted, Line, Pence, below_nought};
use crate::error::Error;

/// The price of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPrice {
    /// What is counted: `contact`, `visit`.
    pub unit: String,
    /// What one costs, in pence.
    pub price: Pence,
}

/// Prices by the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Each unit that is paid for.
    pub prices: Vec<UnitPrice>,
}

impl Unit {
    /// Why its numbers make no sense.
    pub(super) fn wrong(&self) -> Option<String> {
        if self.prices.is_empty() {
            return Some("it names no unit to pay for".to_string());
        }
        self.prices.iter().find_map(|one| below_nought(&format!("the price of a {}", one.unit), one.price))
    }

    /// What is paid for a month.
    pub(super) fn lines(&self, units: &[Counted], index: f64) -> Result<Vec<(Line, Pence)>, Error> {
        if units.len() != self.prices.len() {
            let names: Vec<&str> = self.prices.iter().map(|one| one.unit.as_str()).collect();
            return Err(Error::asked(format!(
                "the contract pays for {} ({}) and {} were counted; count each of them",
                self.prices.len(),
                names.join(", "),
                units.len()
            )));
        }
        let each = self.prices.iter().zip(units);
        let paid = each.map(|(one, counted)| one.price.times(counted.count as f64 * index)).sum();
        Ok(vec![(Line::ContractPrice, paid)])
    }
}
