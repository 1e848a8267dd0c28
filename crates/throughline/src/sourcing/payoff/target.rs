//! The supplier's cost and a fee; what lies below or above a target cost is shared, up to a cap.
//!
//! Formula: `C + fee + clamp(share * (T - C), -cap, +cap)` of a year. Each month is paid its cost, a twelfth of the fee, and what the year so far
//! shares, T and cap being so many twelfths of the year's, less what was shared before: by its end the year as a whole is shared, however its
//! months vary. Source: simulation.md 4.4. Where it misleads: everything hangs on who set the target; beyond the cap the supplier neither gains
//! nor loses.

use super::{Happened, Line, Pence, SoFar, below_nought, no_share};
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
    pub(super) fn lines(
        &self,
        happened: &Happened,
        so_far: SoFar,
        month: u32,
        index: f64,
    ) -> Vec<(Line, Pence)> {
        let shared = self.shared(so_far.and(happened), index) - self.shared(so_far, index);
        let pain = shared < Pence(0);
        vec![
            (Line::ContractPrice, happened.supplier_cost),
            (Line::SupplierMargin, evenly(self.fee_a_year, 12, month).times(index)),
            (if pain { Line::Deductions } else { Line::SupplierMargin }, shared),
        ]
    }

    /// What so many months of a year share.
    fn shared(&self, SoFar { months, supplier_cost, .. }: SoFar, index: f64) -> Pence {
        let part = |year: Pence| year.times(f64::from(months) / 12.0 * index);
        let cap = part(self.cap_a_year).max(Pence(0));
        (part(self.target_a_year) - supplier_cost).times(self.share).clamp(-cap, cap)
    }
}
