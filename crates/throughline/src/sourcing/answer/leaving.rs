//! What being able to leave an arrangement is worth, with and without what its contract asks for it.

use super::lines::pounds;
use crate::error::Error;
use crate::sourcing::appraisal::compared::FEWEST_FUTURES;
use crate::sourcing::appraisal::flexibility::{Exit, Flexibility, Future, Months};
use crate::sourcing::money::Review;
use crate::sourcing::outcome::Outcome;
use crate::sourcing::question::Question;
use crate::wording::percent;

/// What being able to leave is worth, for each need met.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaving {
    /// It cannot be said, and why, as the end of a sentence.
    NotEnough(&'static str),
    /// It can.
    Worth {
        /// After every year, paying only what leaving costs anyway.
        free: Flexibility,
        /// When the contract allows it, at its fees; `None` where there is no contract.
        agreed: Option<Flexibility>,
    },
}

/// Of an arrangement that binds, by a contract or because leaving it costs; `None` of others.
pub(super) fn of(
    question: &Question,
    place: usize,
    own: &[Outcome],
    base: &[Outcome],
    comparable: bool,
) -> Result<Option<Leaving>, Error> {
    let money = &question.arrangements[place].money;
    // What binds today binds the base too.
    let runs_today = money.contract.as_ref().is_some_and(|contract| contract.since.is_some());
    if runs_today || (money.contract.is_none() && money.exit_pounds.is_none()) {
        return Ok(None);
    }
    if !comparable {
        return Ok(Some(Leaving::NotEnough(
            "what it costs cannot be set against what the service as it is costs",
        )));
    }
    let varies = question.plan.amounts.iter().any(|amount| amount.range.is_some());
    let may_fail = money.contract.is_some() && money.failure.hazard_per_year.is_some();
    let turns = may_fail || question.drifts.iter().any(|drift| drift.probability.is_some());
    if own.len() < FEWEST_FUTURES {
        return Ok(Some(Leaving::NotEnough("too few futures were looked at")));
    }
    if !varies && !turns {
        return Ok(Some(Leaving::NotEnough(
            "no number of the plan has a range, no course of the world a chance and no supplier can fail, so nothing can turn out otherwise",
        )));
    }
    if own.iter().all(|one| one.reviews.is_empty()) {
        return Ok(Some(Leaving::NotEnough("it is over, or the plan ends, before it could be left")));
    }
    let worth = |costs: &dyn Fn(&Review) -> Option<Exit>| {
        let futures: Vec<Future<'_>> = own
            .iter()
            .zip(base)
            .map(|(own, base)| Future {
                own: Months { cash: &own.cash_by_month, met: &own.met_by_month },
                other: Months { cash: &base.cash_by_month, met: &base.met_by_month },
                begins_after_months: own.begins_after_months,
                exits: own.reviews.iter().filter_map(costs).collect(),
            })
            .collect();
        Flexibility::of(&futures)
    };
    let exit = |review: &Review, costs| Exit {
        after_months: review.after_months,
        changed_after_months: review.back_after_months,
        costs,
    };
    let free = worth(&|review| Some(exit(review, review.exit)))?;
    let agreed = worth(&|review| Some(exit(review, review.exit + review.fee?)))?;
    Ok(Some(match (free, agreed) {
        (Some(free), Some(agreed)) => {
            Leaving::Worth { free, agreed: money.contract.is_some().then_some(agreed) }
        }
        _ => Leaving::NotEnough("in some futures no need is met"),
    }))
}

impl Leaving {
    /// As a sentence about the arrangement of that name.
    pub fn says(&self, name: &str) -> String {
        let (free, agreed) = match self {
            Leaving::NotEnough(why) => {
                return format!(
                    "What being able to leave {name} would be worth: not enough to say, as {why}."
                );
            }
            Leaving::Worth { free, agreed } => (free, agreed),
        };
        let told = |pence: f64| pounds(pence / 100.0);
        let worth = |of: &Flexibility| of.worth.less_pence;
        if worth(free) < HALF_A_PENNY && worth(free) > -HALF_A_PENNY {
            return format!(
                "Being able to leave {name} each year would be worth nothing: by what is known at its reviews it is left in {} of futures.",
                percent(free.left_share)
            );
        }
        let (low, high) = free.worth.interval_pence;
        if low <= 0.0 {
            return format!(
                "Whether being able to leave {name} each year would be worth anything cannot be told: {} for each need met (95 %: {} to {}).",
                told(worth(free)),
                told(low),
                told(high)
            );
        }
        let start = format!(
            "Being able to leave {name} each year would be worth {} for each need met, and it is left in {} of futures",
            told(worth(free)),
            percent(free.left_share)
        );
        let Some(agreed) = agreed else { return format!("{start}.") };
        let kept = worth(agreed).max(0.0);
        match worth(free) - kept {
            taken if taken < HALF_A_PENNY => format!("{start}; the contract leaves all of that."),
            _ if kept < HALF_A_PENNY => {
                format!("{start}; the term and the break fees of its contract take all of it.")
            }
            _ => format!(
                "{start}; the term and the break fees of its contract take all but {} of it.",
                told(kept)
            ),
        }
    }
}

/// Less for each need met is nothing.
const HALF_A_PENNY: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;
    use crate::sourcing::appraisal::compared::{Compared, SET};

    fn flexibility(pence: &[i64]) -> Flexibility {
        // One in each set of futures.
        let costs: Vec<Pence> = pence.iter().flat_map(|less| [Pence(1_000 - less); SET]).collect();
        let worth = Compared::of(&costs, &vec![Pence(1_000); costs.len()]).unwrap();
        Flexibility { worth, left_share: 0.25, ceiling_pence: 400.0 }
    }

    #[test]
    fn what_the_contract_takes_is_said() {
        let (free, dear, none) =
            (flexibility(&[100, 140, 120]), flexibility(&[30, 30, 30]), flexibility(&[0, 0, 0]));
        let says = |free, agreed| Leaving::Worth { free, agreed }.says("out");
        assert_eq!(
            says(free, Some(dear)),
            "Being able to leave out each year would be worth £1.20 for each need met, and it is left in 25 % of futures; the term and the break \
             fees of its contract take all but £0.30 of it."
        );
        assert!(says(free, Some(none)).ends_with("take all of it."));
        assert!(says(free, Some(free)).ends_with("the contract leaves all of that."));
        assert!(says(free, None).ends_with("in 25 % of futures."));
        assert!(says(none, None).contains("would be worth nothing"));
        assert!(says(flexibility(&[-50, 90]), None).contains("cannot be told"));
        let not = Leaving::NotEnough("too few futures were looked at").says("out");
        assert!(not.ends_with("not enough to say, as too few futures were looked at."), "{not}");
    }
}
