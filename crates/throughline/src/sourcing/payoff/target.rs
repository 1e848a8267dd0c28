//! The supplier's cost and a fee; what lies below or above a target cost is shared, up to a cap.
//!
//! Formula: `C + fee + clamp(share * (T - C), -cap, +cap)`, T, fee and cap a twelfth of a year's. Source: simulation.md 4.4. Where it
//! misleads: everything hangs on who set the target; beyond the cap the supplier neither gains nor loses; and a year that is shared
//! month by month pays a supplier whose months vary as if each stood alone.

use super::{Line, Pence, below_nought, no_share};
use crate::sourcing::split::evenly;

/// A target cost with shared gain and pain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The target cost of a year, in pence.
    pub target_a_year: Pence,
    /// The fee of a year, in pence.
    pub fee_a_year: Pence,
    /// The supplier's share of what lies below or above the target.
    pub share: f64,
    /// The most that it gains or loses by that in a year, in pence.
    pub cap_a_year: Pence,
}

impl Target {
    /// Why its numbers make no sense.
    pub(super) fn wrong(&self) -> Option<String> {
        below_nought("the target cost of a year", self.target_a_year)
            .or_else(|| below_nought("the fee of a year", self.fee_a_year))
            .or_else(|| below_nought("the cap of a year", self.cap_a_year))
            .or_else(|| no_share("the supplier's share", self.share))
    }

    /// What is paid for a month.
    pub(super) fn lines(&self, cost: Pence, month: u32, index: f64) -> Vec<(Line, Pence)> {
        let monthly = |year: Pence| evenly(year, 12, month).times(index);
        let cap = monthly(self.cap_a_year).max(Pence(0));
        let shared = (monthly(self.target_a_year) - cost).times(self.share).clamp(-cap, cap);
        let pain = shared < Pence(0);
        vec![
            (Line::ContractPrice, cost),
            (Line::SupplierMargin, monthly(self.fee_a_year)),
            (if pain { Line::Deductions } else { Line::SupplierMargin }, shared),
        ]
    }
}
