//! What a contract pays in a month, and what that makes worth the supplier's while.
//!
//! A closed list of payoffs, each in its own file with its formula; all are evaluated month by month on what happened, in whole
//! pence. What a contract agrees for a year (a volume with its band, a target with its cap) is settled on the year so far, so that at its end the
//! year as a whole counts, and not how it lies in months. Beside what is paid stands what the supplier gains from people who came back: under some payoffs it earns by failing.

pub mod at_risk;
pub mod cost_plus;
pub mod fixed;
pub mod target;
pub mod terms;
pub mod unit;

pub use at_risk::AtRisk;
pub use cost_plus::CostPlus;
pub use fixed::Fixed;
pub use target::Target;
pub use terms::Terms;
pub use unit::Unit;

use super::ledger::Line;
use crate::error::Error;
use crate::money::Pence;

/// How many of a contracted unit there were in a month: contacts, visits, assessments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// How many of those were repeats: the person was back because it had not been solved. At most `count`.
    pub repeats: u64,
    /// What one more of them costs the supplier, in pence; `None` where nobody knows.
    pub cost_each: Option<Pence>,
}

/// What happened in a month, as far as any contract goes by it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Happened {
    /// What the work cost the supplier, without any margin.
    pub supplier_cost: Pence,
    /// Of each unit that the contract names, in its order.
    pub units: Vec<Counted>,
    /// What was measured of each thing that the contract pays by, in its order and its own units.
    pub measured: Vec<f64>,
}

/// What happened in the months before of the same year of the contract, as far as a year is settled as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    /// How many months of it are over.
    pub months: u32,
    /// How many of all units there were in them.
    pub volume: u64,
    /// What the work cost the supplier in them.
    pub supplier_cost: Pence,
}

impl SoFar {
    /// With one more month.
    pub fn and(self, happened: &Happened) -> SoFar {
        SoFar {
            months: self.months + 1,
            volume: self.volume + happened.volume(),
            supplier_cost: self.supplier_cost + happened.supplier_cost,
        }
    }
}

/// A payoff: what is paid as a function of what happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Payoff {
    /// A sum by the year, whatever comes within a band.
    Fixed(Fixed),
    /// A price for each unit.
    Unit(Unit),
    /// The supplier's cost and a margin on it, books open.
    CostPlus(CostPlus),
    /// The supplier's cost and a fee, and what lies above or below a target cost is shared.
    Target(Target),
    /// The supplier's cost and a fee of which a part hangs on what was achieved.
    AtRisk(AtRisk),
}

/// What is paid for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// Each part of it under its line of the ledger; parts of nought are left out.
    pub lines: Vec<(Line, Pence)>,
    /// What the supplier keeps: all that is paid, less what the work cost it.
    pub kept: Pence,
    /// What repeats did to that.
    pub repeats: Repeats,
}

/// What the supplier gains from people who came back: what is paid, and what is kept, less what either would have been had none of
/// them come and nothing else been different. What was measured is taken as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// How many there were, over all units.
    pub count: u64,
    /// What is paid because of them; `None` where that depends on their cost and nobody knows it.
    pub paid: Option<Pence>,
    /// What the supplier keeps because of them; below nought they cost it money. `None` where nobody knows what one costs it.
    pub gained: Option<Pence>,
}

impl Paid {
    /// All that is paid.
    pub fn total(&self) -> Pence {
        self.lines.iter().map(|(_, pence)| *pence).sum()
    }
}

impl Happened {
    /// How many of all units there were.
    pub fn volume(&self) -> u64 {
        self.units.iter().map(|unit| unit.count).sum()
    }

    /// The same month had nobody come back; `None` where nobody knows what a repeat cost the supplier.
    fn without_repeats(&self) -> Option<Happened> {
        let mut other = self.uncounted_repeats();
        for unit in self.units.iter().filter(|unit| unit.repeats > 0) {
            other.supplier_cost += -unit.cost_each?.times(unit.repeats as f64);
        }
        Some(other)
    }

    /// The same without the repeats in its counts; its cost is left as it was.
    fn uncounted_repeats(&self) -> Happened {
        let without = |unit: &Counted| Counted { count: unit.count - unit.repeats, repeats: 0, ..*unit };
        Happened { units: self.units.iter().map(without).collect(), ..self.clone() }
    }
}

impl Payoff {
    /// As plans write it.
    pub fn name(&self) -> &'static str {
        match self {
            Payoff::Fixed(_) => "fixed",
            Payoff::Unit(_) => "unit",
            Payoff::CostPlus(_) => "cost_plus",
            Payoff::Target(_) => "target",
            Payoff::AtRisk(_) => "at_risk",
        }
    }

    /// Why its numbers make no sense, as the end of a sentence; `None` where they do.
    pub fn wrong(&self) -> Option<String> {
        match self {
            Payoff::Fixed(payoff) => payoff.wrong(),
            Payoff::Unit(payoff) => payoff.wrong(),
            Payoff::CostPlus(payoff) => payoff.wrong(),
            Payoff::Target(payoff) => payoff.wrong(),
            Payoff::AtRisk(payoff) => payoff.wrong(),
        }
    }

    /// What is paid for a month, `so_far` being the months before it in the same year of the contract. `month` counts from 0 at the start of the
    /// contract. `index` multiplies every price that the contract
    /// states, for prices that rise; 1 in the prices of its start. An error where what happened does not fit the contract.
    pub fn paid(&self, happened: &Happened, so_far: SoFar, month: u32, index: f64) -> Result<Paid, Error> {
        if let Some(unit) = happened.units.iter().find(|unit| unit.repeats > unit.count) {
            return Err(Error::asked(format!(
                "{} repeats are more than the {} units they are part of; count repeats among the units",
                unit.repeats, unit.count
            )));
        }
        let lines = self.lines(happened, so_far, month, index)?;
        let total = |lines: &[(Line, Pence)]| -> Pence { lines.iter().map(|(_, pence)| *pence).sum() };
        let paid = total(&lines);
        let kept = paid - happened.supplier_cost;
        let count = happened.units.iter().map(|unit| unit.repeats).sum();
        // A price by the year or the unit does not ask what the work cost.
        let goes_by_cost = !matches!(self, Payoff::Fixed(_) | Payoff::Unit(_));
        let mut repeats = Repeats { count, paid: None, gained: None };
        if let Some(without) = happened.without_repeats() {
            let without_paid = total(&self.lines(&without, so_far, month, index)?);
            repeats.paid = Some(paid - without_paid);
            repeats.gained = Some(kept - (without_paid - without.supplier_cost));
        } else if !goes_by_cost {
            let uncounted = self.lines(&happened.uncounted_repeats(), so_far, month, index)?;
            repeats.paid = Some(paid - total(&uncounted));
        }
        Ok(Paid { lines: lines.into_iter().filter(|(_, pence)| *pence != Pence(0)).collect(), kept, repeats })
    }

    fn lines(
        &self,
        happened: &Happened,
        so_far: SoFar,
        month: u32,
        index: f64,
    ) -> Result<Vec<(Line, Pence)>, Error> {
        match self {
            Payoff::Fixed(payoff) => Ok(payoff.lines(happened, so_far, month, index)),
            Payoff::Unit(payoff) => payoff.lines(&happened.units, index),
            Payoff::CostPlus(payoff) => Ok(payoff.lines(happened.supplier_cost)),
            Payoff::Target(payoff) => Ok(payoff.lines(happened, so_far, month, index)),
            Payoff::AtRisk(payoff) => payoff.lines(happened.supplier_cost, &happened.measured, month, index),
        }
    }
}

/// Why a number is no share, as the end of a sentence.
fn no_share(name: &str, value: f64) -> Option<String> {
    (!(0.0..=1.0).contains(&value)).then(|| format!("{name} is {value}, and a share lies between 0 and 1"))
}

/// Why an amount cannot be paid, as the end of a sentence.
fn below_nought(name: &str, value: Pence) -> Option<String> {
    (value < Pence(0)).then(|| format!("{name} is {value}, and what is paid is not below 0"))
}

#[cfg(test)]
mod stories;
