//! Caution about a line of cost, once: a flat addition for optimism, or a range, never both.
//!
//! Formula: a cost times `1 + bias`; the bias of a class of projects starts at its upper bound and falls by the share of its causes that
//! are dealt with, `upper * (1 - dealt with)`, not below its lower bound. Source: Mott MacDonald, Review of Large Public Procurement in
//! the UK (2002) for HM Treasury, table 2 and its worked example; simulation.md 4.6 for the rule. Where it misleads: the bounds are of
//! fifty projects, few of them services; an addition just large enough to tip a comparison has tipped it; the same line bears it
//! under every option, or the report says why not.

use crate::error::Error;
use crate::money::Pence;
use crate::sourcing::amount::Amount;

/// Bounds of optimism bias for a class of projects, as shares of cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// However well its causes are dealt with.
    pub lower: f64,
    /// With none of them dealt with.
    pub upper: f64,
}

/// Operating cost of outsourcing: 0 to 41 % (Mott MacDonald 2002, table 2).
pub const OUTSOURCED_OPERATION: Bounds = Bounds { lower: 0.0, upper: 0.41 };
/// Capital cost of equipment and development, IT among it: 10 to 200 % (the same).
pub const EQUIPMENT: Bounds = Bounds { lower: 0.10, upper: 2.0 };
/// How long equipment and development take: 10 to 54 % (the same).
pub const EQUIPMENT_DURATION: Bounds = Bounds { lower: 0.10, upper: 0.54 };

impl Bounds {
    /// What is to be added where such a share of the causes is dealt with, and evidence says so.
    pub fn with(self, dealt_with: f64) -> f64 {
        (self.upper * (1.0 - dealt_with.clamp(0.0, 1.0))).max(self.lower)
    }
}

/// A cost with the addition for optimism.
pub fn added(cost: Pence, bias: f64) -> Pence {
    cost.times(1.0 + bias)
}

/// An error where a line bears an addition for optimism and one of the numbers it is made of has a range: `line` is its name, `bias`
/// the share that is added.
pub fn once(line: &str, bias: f64, amounts: &[&Amount]) -> Result<(), Error> {
    let Some(ranged) = amounts.iter().find(|amount| amount.range.is_some()).filter(|_| bias != 0.0) else {
        return Ok(());
    };
    let place = if ranged.line > 0 { format!(", line {}", ranged.line) } else { String::new() };
    Err(Error::asked(format!(
        "{line} is made dearer by {} for optimism and `{}` has a range (lo, hi{place}); that is caution twice: take out one of them",
        crate::wording::percent(bias),
        ranged.path
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::amount::{Belief, Range};

    #[test]
    fn a_worked_example() {
        // 41 % with 60 % of the causes dealt with is 16.4 %: £100,000 becomes £116,400. Equipment does not fall below 10 %.
        let bias = OUTSOURCED_OPERATION.with(0.6);
        assert!((bias - 0.164).abs() < 1e-12);
        assert_eq!(added(Pence(10_000_000), bias), Pence(11_640_000));
        assert_eq!(
            (EQUIPMENT.with(1.0), EQUIPMENT.with(0.0), EQUIPMENT_DURATION.with(2.0)),
            (0.10, 2.0, 0.10)
        );
        assert_eq!((OUTSOURCED_OPERATION.with(0.0), OUTSOURCED_OPERATION.with(1.0)), (0.41, 0.0));
    }

    #[test]
    fn caution_is_taken_once() {
        let plain = Amount::taken("option.out.contract.annual", 100.0);
        let range = Some(Range { low: 90.0, high: 130.0, belief: Belief::Pert });
        let ranged =
            Amount { range, line: 12, path: "option.out.procurement.cost".to_string(), ..plain.clone() };
        assert!(once("contract price", 0.41, &[&plain]).is_ok());
        assert!(once("procurement", 0.0, &[&plain, &ranged]).is_ok());
        assert_eq!(
            once("procurement", 0.2, &[&plain, &ranged]).unwrap_err().to_string(),
            "procurement is made dearer by 20 % for optimism and `option.out.procurement.cost` has a range (lo, hi, line 12); that is \
             caution twice: take out one of them"
        );
    }
}
