//! The supplier's cost and a margin on it, with books open.
//!
//! Formula: `C (1 + m)`. Source: simulation.md 4.4. Where it misleads: whatever the work costs is paid, and a share on top, so the
//! supplier gains from each repeat; it is only as good as the look into the books.

use super::{Line, Pence};

/// Cost and a margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostPlus {
    /// The margin, as a share of cost.
    pub margin: f64,
}

impl CostPlus {
    /// Why its numbers make no sense.
    pub(super) fn wrong(&self) -> Option<String> {
        let possible = self.margin.is_finite() && self.margin >= 0.0;
        (!possible)
            .then(|| format!("the margin is {}, and a margin is a share of cost, 0 or more", self.margin))
    }

    /// What is paid for a month.
    pub(super) fn lines(&self, cost: Pence) -> Vec<(Line, Pence)> {
        vec![(Line::ContractPrice, cost), (Line::SupplierMargin, cost.times(self.margin))]
    }
}
