//! The supplier's cost and a fee, of which a part hangs on what was achieved.
//!
//! Formula: `C + fee (1 - r) + fee * r * score`, the fee a twelfth of a year's, r the part at risk, and the score the mean, by weight, of
//! `(x - nothing_at) / (all_at - nothing_at)` between 0 and 1 over what is measured, so that less may be better. Source: simulation.md
//! 4.4. Where it misleads: what is paid by gets worked to; a score that the supplier reports is no measurement.

use super::{Line, Pence, below_nought, no_share};
use crate::error::Error;
use crate::sourcing::split::evenly;

/// One thing that is paid by.
#[derive(Debug, Clone, PartialEq)]
pub struct PaidBy {
    /// What is measured: `resolved`, `end_to_end_days`.
    pub name: String,
    /// Where nothing is earned, in its own units.
    pub nothing_at: f64,
    /// Where all of it is earned; may lie below the other.
    pub all_at: f64,
    /// How much it counts beside the others.
    pub weight: f64,
}

/// A fee at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    /// The fee of a year, in pence.
    pub fee_a_year: Pence,
    /// The share of the fee that hangs on the score.
    pub at_risk: f64,
    /// What the score is made of.
    pub by: Vec<PaidBy>,
}

impl AtRisk {
    /// Why its numbers make no sense.
    pub(super) fn wrong(&self) -> Option<String> {
        if self.by.is_empty() {
            return Some("it names nothing that the fee hangs on".to_string());
        }
        let one = |paid_by: &PaidBy| {
            let PaidBy { name, nothing_at, all_at, weight } = paid_by;
            let apart = nothing_at.is_finite() && all_at.is_finite() && nothing_at != all_at;
            if !apart {
                return Some(format!(
                    "“{name}” earns nothing at {nothing_at} and all at {all_at}; these must be two numbers"
                ));
            }
            let counts = weight.is_finite() && *weight > 0.0;
            (!counts).then(|| format!("the weight of “{name}” is {weight}, and a weight is above 0"))
        };
        below_nought("the fee of a year", self.fee_a_year)
            .or_else(|| no_share("the part of the fee at risk", self.at_risk))
            .or_else(|| self.by.iter().find_map(one))
    }

    /// The score from 0 to 1 of what was measured, in the order of [`AtRisk::by`].
    pub fn score(&self, measured: &[f64]) -> Result<f64, Error> {
        if measured.len() != self.by.len() || measured.iter().any(|value| value.is_nan()) {
            let names: Vec<&str> = self.by.iter().map(|paid_by| paid_by.name.as_str()).collect();
            return Err(Error::asked(format!(
                "the fee hangs on {}, and not all of that was measured; measure it, or take it out of the contract",
                names.join(", ")
            )));
        }
        let scores = self.by.iter().zip(measured).map(|(paid_by, value)| {
            let reached = (value - paid_by.nothing_at) / (paid_by.all_at - paid_by.nothing_at);
            paid_by.weight * reached.clamp(0.0, 1.0)
        });
        let weights: f64 = self.by.iter().map(|paid_by| paid_by.weight).sum();
        Ok(scores.sum::<f64>() / weights)
    }

    /// What is paid for a month: the whole fee, and what is kept back of it as a deduction.
    pub(super) fn lines(
        &self,
        cost: Pence,
        measured: &[f64],
        month: u32,
        index: f64,
    ) -> Result<Vec<(Line, Pence)>, Error> {
        let fee = evenly(self.fee_a_year, 12, month).times(index);
        let kept_back = fee.times(self.at_risk * (1.0 - self.score(measured)?));
        Ok(vec![(Line::ContractPrice, cost), (Line::SupplierMargin, fee), (Line::Deductions, -kept_back)])
    }
}
