//! After how many months an option has paid for itself.
//!
//! Formula: the first month from which the cumulative discounted saving against the base stays above nought until the end (above ten
//! pence for each month so far, as every entry of the ledgers is rounded to a penny); over many
//! futures the median with the 10 % and the 90 % point by nearest rank, a future in which it never happens standing after all others,
//! and the share of those. Source: simulation.md 4.6. Where it misleads: what happens after the end of the plan is not known, so
//! “never” means not within it; and a plan that ends just after a good year looks paid for.

use super::ranked;
use crate::error::Error;
use crate::money::Micropence;
use crate::wording::{counted, percent};

/// By how much the rounding of its entries may move a month of two ledgers.
const ROUNDED: Micropence = Micropence(10_000_000);

/// When the cumulative saving stays above nought, in months from the start; `None` where it does not within the plan.
pub fn after_months(discounted_saving: &[Micropence]) -> Option<u32> {
    let (mut sum, mut rounded) = (Micropence(0), Micropence(0));
    let mut since = None;
    for (saving, month) in discounted_saving.iter().zip(1u32..) {
        sum += *saving;
        rounded += ROUNDED;
        since = if sum > rounded { since.or(Some(month)) } else { None };
    }
    since
}

/// When an option pays for itself, over many futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakEven {
    /// In how many futures it was looked at.
    pub futures: usize,
    /// How long the plan is.
    pub plan_months: u32,
    /// The share of futures in which it does not within the plan.
    pub never: f64,
    /// Months by which it has in one future of ten; `None` for never.
    pub months_p10: Option<u32>,
    /// Months by which it has in one future of two; `None` for never.
    pub months_p50: Option<u32>,
    /// Months by which it has in nine futures of ten; `None` for never.
    pub months_p90: Option<u32>,
}

impl BreakEven {
    /// Of futures as [`after_months`] gives them, of a plan of so many months. An error without futures.
    pub fn of(futures: &[Option<u32>], plan_months: u32) -> Result<BreakEven, Error> {
        if futures.is_empty() {
            return Err(Error::asked("there are no futures to look for a break-even in; run the plan first"));
        }
        let point = |share| {
            let months = futures.iter().map(|months| months.unwrap_or(u32::MAX));
            ranked(months, share).filter(|months| *months != u32::MAX)
        };
        let never = futures.iter().filter(|months| months.is_none()).count();
        Ok(BreakEven {
            futures: futures.len(),
            plan_months,
            never: never as f64 / futures.len() as f64,
            months_p10: point(0.1),
            months_p50: point(0.5),
            months_p90: point(0.9),
        })
    }

    /// As a sentence.
    pub fn says(&self) -> String {
        let told = |months: Option<u32>| months.map_or("never".to_string(), |months| months.to_string());
        let [low, high] = [self.months_p10, self.months_p90].map(told);
        let futures = counted(self.futures as u64, "future", "futures");
        let plan = counted(u64::from(self.plan_months), "month", "months");
        let never = percent(self.never);
        let not_in_all = match self.never {
            0.0 => String::new(),
            _ => format!(", and never within the {plan} of the plan in {never} of them"),
        };
        match self.months_p50 {
            Some(middle) => format!(
                "It has paid for itself after {} in the middle of {futures} (10 to 90 %: {low} to {high}){not_in_all}.",
                counted(u64::from(middle), "month", "months")
            ),
            None if self.never == 1.0 => {
                format!("It pays for itself within the {plan} of the plan in none of {futures}.")
            }
            None => {
                let first = self.months_p10.map_or(String::new(), |months| {
                    format!(
                        " (in one future of ten it does after {})",
                        counted(u64::from(months), "month", "months")
                    )
                });
                format!(
                    "In {never} of {futures} it never pays for itself within the {plan} of the plan{first}."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pence(months: &[i64]) -> Vec<Micropence> {
        months.iter().map(|pence| Micropence::of_pence(*pence as f64)).collect()
    }

    fn pounds(months: &[i64]) -> Vec<Micropence> {
        months.iter().map(|pounds| Micropence::of_pence(*pounds as f64 * 100.0)).collect()
    }

    #[test]
    fn it_is_the_month_from_which_it_stays_paid() {
        // £300 to begin with, £100 a month: nought after three, above it after four.
        assert_eq!(after_months(&pounds(&[-300, 100, 100, 100, 100, 100])), Some(5));
        // Above nought after two months, below again after three, above for good after five.
        assert_eq!(after_months(&pounds(&[-100, 150, -100, 20, 40, 10])), Some(5));
        assert_eq!(after_months(&pounds(&[-100, 150, -100])), None);
        assert_eq!(after_months(&pounds(&[1])), Some(1));
        // A penny or two that rounding left over pay for nothing.
        assert_eq!(after_months(&pence(&[2, 1, 2, -1, 3])), None);
        assert_eq!(after_months(&[]), None);
    }

    #[test]
    fn never_stands_after_every_month() {
        let mut futures: Vec<Option<u32>> = (21..=28).map(Some).collect();
        futures.extend([None, None]);
        let found = BreakEven::of(&futures, 60).unwrap();
        assert_eq!((found.months_p10, found.months_p50, found.months_p90), (Some(21), Some(25), None));
        assert_eq!(found.never, 0.2);
        assert_eq!(
            found.says(),
            "It has paid for itself after 25 months in the middle of 10 futures (10 to 90 %: 21 to never), and never within the 60 \
             months of the plan in 20 % of them."
        );
        let never = BreakEven::of(&[None, None, Some(7)], 12).unwrap();
        assert!(
            never.says().starts_with("In 67 % of 3 futures it never pays for itself within the 12 months")
        );
        assert!(BreakEven::of(&[], 60).is_err());
    }

    proptest! {
        #[test]
        fn from_then_on_it_is_above_nought_and_before_it_was_not(months in prop::collection::vec(-1_000i64..1_000, 1..80)) {
            // Above what is rounded, ten pence a month.
            let sums: Vec<i64> = months.iter().scan(0, |sum, month| { *sum += month - 10; Some(*sum) }).collect();
            match after_months(&pence(&months)) {
                None => prop_assert!(sums[sums.len() - 1] <= 0),
                Some(after) => {
                    let at = after as usize - 1;
                    prop_assert!(sums[at..].iter().all(|sum| *sum > 0));
                    prop_assert!(at == 0 || sums[at - 1] <= 0);
                }
            }
        }

        #[test]
        fn points_are_in_order(futures in prop::collection::vec(prop::option::of(1u32..60), 1..60)) {
            let found = BreakEven::of(&futures, 60).unwrap();
            let place = |months: Option<u32>| months.unwrap_or(u32::MAX);
            prop_assert!(place(found.months_p10) <= place(found.months_p50));
            prop_assert!(place(found.months_p50) <= place(found.months_p90));
            prop_assert_eq!(found.months_p50.is_none(), found.never > 0.5);
        }
    }
}
