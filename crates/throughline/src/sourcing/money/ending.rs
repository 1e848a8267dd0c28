//! What it costs to end the contract that runs today before its term is over: the option that ends it pays for that.
//!
//! Formula: an option that begins `into` months into a term of today's contract and has no part for it pays, in the month it begins, what would
//! still be paid until the next month at which the contract may be left, as until then it binds; the fee of that break, a share of what would
//! still be paid from there to the end of the term; and what leaving costs (`exit.leave`). What would still be paid is what the same future pays
//! as it is, and beyond the plan's end as much a month as in its last twelve. Source: simulation.md 4.4 and 4.6. Where it misleads: where nobody
//! wrote a break, what ending it costs is in no sum and told of ([`crate::sourcing::unwritten`]); the fee is charged for what this future would
//! have paid, and whoever signs agrees on what is expected; and a supplier may agree to less. An option that begins as a term ends spares
//! choosing a supplier again (`exit.retender`), which whoever stays pays then.

use super::{Contract, Money, months, value};
use crate::money::Pence;
use crate::sourcing::appraisal::caution;
use crate::sourcing::ledger::Line;
use crate::sourcing::plan::{Number, Plan};

/// A contract that runs today and that an option ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// What was agreed.
    pub contract: Contract,
    /// What leaving it costs beside any fee, pounds.
    pub exit_pounds: Option<Number>,
    /// What choosing a supplier again costs whoever stays to the end of a term, pounds, and the optimism that is added to it there.
    pub retender: (Option<Number>, Vec<Number>),
}

/// When and how an option ends it, at the values of a future.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ending {
    /// After how many months of the plan.
    pub after_months: u32,
    /// How many months of its term are over then.
    pub into_months: u32,
    /// How long its term is.
    pub term_months: u32,
    /// The next month of its term at which it may be left, its end included, and the fee there as a share of what would still be paid;
    /// `None` where nobody wrote any.
    left_at: Option<(u32, f64)>,
    exit: Pence,
    /// What caution adds.
    bias: f64,
}

impl Money {
    /// Says of today's contract, and what leaving it at the end of a term costs, that this ends it: where it pays nobody for the work, or
    /// somebody else. With the same supplier it is agreed anew.
    pub fn ends_today(&mut self, today: &Money, plan: &Plan) {
        let goes_on = |of: &Contract| {
            self.contract.as_ref().is_some_and(|own| own.since.is_some() || own.supplier == of.supplier)
        };
        let contract = today.contract.as_ref().filter(|of| of.does_work(plan) && !goes_on(of));
        self.ends = contract.map(|contract| Ended {
            contract: contract.clone(),
            // Without a contract of its own, what it says of leaving is about this one.
            exit_pounds: if self.contract.is_none() { self.exit_pounds } else { today.exit_pounds },
            retender: (today.retender_pounds, today.biases_of_exit().collect()),
        });
    }

    fn biases_of_exit(&self) -> impl Iterator<Item = Number> {
        let biases = self.optimism_bias.iter().filter(|(line, _)| *line == Line::ExitAndRetender);
        biases.map(|(_, bias)| *bias)
    }

    /// In which month the service as it is chooses its supplier again, as this begins with the end of a term of today's contract, and for how
    /// much: it need not be paid. `None` where it ends none, or not with its term.
    pub fn spared(&self, values: &[f64]) -> Option<(u32, Pence)> {
        let ended = self.ends.as_ref()?;
        let (over, term_months) = self.over_of_ended(ended, values)?;
        let (pounds, biases) = &ended.retender;
        let bias: f64 = biases.iter().map(|bias| value(values, Some(*bias))).sum();
        let amount = with_caution(Pence(1).times(100.0 * value(values, *pounds)), bias);
        (over > 0 && over.is_multiple_of(term_months))
            .then(|| (self.starts_after_months(values).saturating_sub(1), amount))
    }

    /// How many months of today's contract are over when this begins, and how long a term of it is.
    fn over_of_ended(&self, ended: &Ended, values: &[f64]) -> Option<(u32, u32)> {
        let since = ended.contract.since.unwrap_or_default();
        let began: u32 = since.into_iter().map(|dial| months(values, dial)).sum();
        let term_months = months(values, Some(ended.contract.months)).max(1);
        self.starts_after_months(values).checked_sub(began).map(|over| (over, term_months))
    }

    /// When it ends today's contract before its term is over; `None` where it ends none, or ends it with its term.
    pub fn ending(&self, values: &[f64]) -> Option<Ending> {
        let ended = self.ends.as_ref()?;
        let (over, term_months) = self.over_of_ended(ended, values)?;
        // Whoever stays until the end of a term has paid for leaving then.
        if over > 0 && over.is_multiple_of(term_months) {
            return None;
        }
        let into_months = over % term_months;
        let breaks = &ended.contract.breaks;
        let next = breaks.iter().find(|(after, _)| *after >= into_months.max(1));
        let next = next.map_or((term_months, 0.0), |(after, fee)| (*after, value(values, Some(*fee))));
        Some(Ending {
            after_months: self.starts_after_months(values),
            into_months,
            term_months,
            left_at: (!breaks.is_empty()).then_some(next),
            exit: Pence(1).times(100.0 * value(values, ended.exit_pounds)),
            bias: self.biases_of_exit().map(|bias| value(values, Some(bias))).sum(),
        })
    }

    /// Every number that ending it hangs on.
    pub(super) fn numbers_of_ending(&self) -> Vec<Number> {
        let Some(ended) = &self.ends else { return Vec::new() };
        let fees = ended.contract.breaks.iter().map(|(_, fee)| *fee);
        fees.chain(ended.exit_pounds).chain(ended.retender.0).collect()
    }
}

fn with_caution(amount: Pence, bias: f64) -> Pence {
    if bias == 0.0 { amount } else { caution::added(amount, bias) }
}

impl Ending {
    /// What its supplier is paid for it, where it would be paid so much in each month of the plan as it is; and what leaving costs besides.
    pub fn costs(&self, paid: &[Pence]) -> (Pence, Pence) {
        (with_caution(self.fee(paid), self.bias), with_caution(self.exit, self.bias))
    }

    fn fee(&self, paid: &[Pence]) -> Pence {
        let Some((left_at, share)) = self.left_at else { return Pence(0) };
        let last = &paid[paid.len().saturating_sub(12)..];
        let later: Pence = last.iter().copied().sum();
        let month = |place: u32| match paid.get(place as usize) {
            Some(known) => *known,
            None => later.times(1.0 / last.len().max(1) as f64),
        };
        let between = |from: u32, until: u32| -> Pence {
            (from..until).map(|into| month(self.after_months + into - self.into_months)).sum()
        };
        between(self.into_months, left_at) + between(left_at, self.term_months).times(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// £800,000 a year for four years, to be left after each year for 0.5, 0.4 and 0.3 of the rest; the plan is three years long.
    #[test]
    fn a_contract_binds_until_its_next_break_and_then_for_the_share_that_it_says() {
        let paid = vec![Pence(80_000_000 / 12); 36];
        let ending = |into_months, left_at| Ending {
            after_months: into_months,
            into_months,
            term_months: 48,
            left_at,
            exit: Pence(7_777_700),
            bias: 0.0,
        };
        let pounds = |of: Ending| (of.costs(&paid).0.0 as f64 / 100.0).round();
        // Half a year in full, and half of three years.
        assert_eq!(pounds(ending(6, Some((12, 0.5)))), 1_600_000.0);
        // At a break nothing is paid in full.
        assert_eq!(pounds(ending(12, Some((12, 0.5)))), 1_200_000.0);
        // From the first day: a year in full and half of three years.
        assert_eq!(pounds(ending(0, Some((12, 0.5)))), 2_000_000.0);
        // After the last break it binds to its end, beyond the plan too.
        assert_eq!(pounds(ending(30, Some((36, 0.3)))), 400_000.0 + 240_000.0);
        assert_eq!(pounds(ending(40, Some((48, 0.0)))), (8.0_f64 / 12.0 * 800_000.0).round());
        assert_eq!(pounds(ending(6, None)), 0.0);
        assert_eq!(ending(6, None).costs(&paid).1, Pence(7_777_700));
        let cautious = Ending { bias: 0.1, ..ending(12, Some((12, 0.5))) };
        assert_eq!(cautious.costs(&paid).1, Pence(8_555_470));
    }
}
