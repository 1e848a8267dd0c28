//! When an arrangement is looked at again, and what leaving it then costs.

use super::{Money, months, value};
use crate::money::Pence;
use crate::sourcing::plan::Plan;

/// A date at which an arrangement is looked at again: after each year of a term, and at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// After how many months of the plan.
    pub after_months: u32,
    /// After how many it would all be as it was before: moving back takes as long as moving out did.
    pub back_after_months: u32,
    /// What leaving costs beside any fee; below nought where staying costs more, because it would be chosen anew.
    pub exit: Pence,
    /// What the contract asks for it: a share of what would still be paid until the end of the term, were that as in the year before. `None`
    /// where it binds.
    pub fee: Option<Pence>,
}

impl Money {
    /// The reviews of a run, with what the supplier was paid in each month; none after it failed or had left, none so late that nothing
    /// of the plan would be left.
    pub fn reviews(&self, plan: &Plan, values: &[f64], paid: &[Pence], fails_in: Option<u32>) -> Vec<Review> {
        let begins = self.starts_after_months(values);
        let over = self.help_ends_after_months(plan, values).map_or(u32::MAX, |over| over.ceil() as u32);
        let until = (paid.len() as u32).min(fails_in.unwrap_or(u32::MAX)).min(over);
        let moving = months(values, self.transition.months);
        let pounds = |dial| Pence(1).times(100.0 * value(values, dial));
        let terms = self.contract.as_ref().map(|contract| contract.terms(values, &self.monitoring));
        let review = |after: u32| {
            let since = after - begins;
            let exit = pounds(self.exit_pounds);
            let of = |exit, fee| Review { after_months: after, back_after_months: after + moving, exit, fee };
            let Some(terms) = &terms else {
                return since.is_multiple_of(12).then(|| of(exit, Some(Pence(0))));
            };
            let into = since % terms.months.max(1);
            if into == 0 {
                // Leaving at the end is in the bill of whoever stays, and so is choosing anew.
                return Some(of(-pounds(self.retender_pounds), Some(Pence(0))));
            }
            let year: Pence =
                paid.get(after.saturating_sub(12) as usize..after as usize)?.iter().copied().sum();
            let still = year.times(f64::from((terms.months - into).min(over - after)) / 12.0);
            into.is_multiple_of(12).then(|| of(exit, terms.leaving(into, still).ok()))
        };
        (begins + 1..until).filter_map(review).filter(|one| one.back_after_months < until).collect()
    }
}
