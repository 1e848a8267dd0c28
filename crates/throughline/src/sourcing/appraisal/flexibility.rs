//! What it is worth to be able to change one's mind.
//!
//! Formula: `E[cost | locked] - E[cost | may change]` over the same futures, where change follows one simple rule without foresight: at
//! each review the mean month of the months that were known by then is looked at, and if it is above a limit the other arrangement is
//! taken on after its lead time, at the cost of changing. Its ceiling is what perfect information would be worth: `E[cost | locked] -
//! E[least cost]`, the least in each future over whatever could have been decided. Source: simulation.md 4.6. Where it misleads: from
//! the change on, the months of the other arrangement are taken as they were where it ran from the start; people who left and
//! knowledge that was lost are in it only as far as the cost of changing says so; and the rule is one of many.

use super::compared::Compared;
use super::{least, mean, paired};
use crate::error::Error;
use crate::money::{Pence, about};
use crate::wording::{percent, step};

/// When to change, and what that takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// After how many months it is reviewed, in order of time.
    pub reviews_after_months: Vec<u32>,
    /// How many months are looked back on.
    pub look_back_months: u32,
    /// How many months before a review are not known yet.
    pub lag_months: u32,
    /// Change if the mean month looked back on cost more than this, in pence.
    pub above_a_month: Pence,
    /// How many months it takes from the review to the change.
    pub lead_months: u32,
    /// What changing costs, in the month of the change, in pence.
    pub change_costs: Pence,
}

/// The months of a future in which the arrangement may have been changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// What each month cost.
    pub months: Vec<Pence>,
    /// After how many months it was changed; `None` where it never was.
    pub changed_after_months: Option<u32>,
}

impl Rule {
    /// Why it makes no sense, as the end of a sentence; `None` where it does.
    pub fn wrong(&self) -> Option<String> {
        if self.look_back_months == 0 {
            return Some("it looks back on 0 months, and it needs one or more".to_string());
        }
        let in_order = self.reviews_after_months.windows(2).all(|pair| pair[0] < pair[1]);
        (!in_order).then(|| "its reviews are not in order of time".to_string())
    }

    /// One future: the months of the arrangement that was begun with, and those of the other.
    pub fn path(&self, begun: &[Pence], other: &[Pence]) -> Result<Path, Error> {
        paired(&[begun, other])?;
        let changed = self.reviews_after_months.iter().find(|after| self.is_above(begun, **after));
        let changed_after_months =
            changed.map(|after| after + self.lead_months).filter(|after| (*after as usize) < begun.len());
        Ok(Path { months: self.changing(begun, other, changed_after_months), changed_after_months })
    }

    /// What the months cost where the change was after so many of them, or never.
    pub fn changing(&self, begun: &[Pence], other: &[Pence], after_months: Option<u32>) -> Vec<Pence> {
        let after = after_months.map_or(usize::MAX, |after| after as usize);
        let pairs = begun.iter().zip(other).enumerate();
        let mut months: Vec<Pence> =
            pairs.map(|(month, (begun, other))| if month < after { *begun } else { *other }).collect();
        if let Some(month) = months.get_mut(after) {
            *month += self.change_costs;
        }
        months
    }

    /// Whether what was known at a review is above the limit; not before all of it is known.
    fn is_above(&self, begun: &[Pence], after_months: u32) -> bool {
        let Some(known) = after_months.checked_sub(self.lag_months) else { return false };
        let Some(from) = known.checked_sub(self.look_back_months) else { return false };
        begun.get(from as usize..known as usize).is_some_and(|months| {
            let sum: Pence = months.iter().copied().sum();
            sum > self.above_a_month.times(f64::from(self.look_back_months))
        })
    }
}

/// What flexibility is worth over many futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flexibility {
    /// Its worth: locked against flexible, paired; below nought the rule does harm.
    pub worth: Compared,
    /// What perfect information would be worth, in pence: no rule is worth more.
    pub ceiling_pence: f64,
}

impl Flexibility {
    /// From what each future cost locked, with the rule, and in every other way that could have been decided with foresight (each time
    /// of change, each other option), all over the same futures.
    pub fn of(locked: &[Pence], flexible: &[Pence], others: &[&[Pence]]) -> Result<Flexibility, Error> {
        let worth = Compared::of(flexible, locked)?;
        let rows: Vec<&[Pence]> = [locked, flexible].into_iter().chain(others.iter().copied()).collect();
        Ok(Flexibility { worth, ceiling_pence: mean(locked) - mean(&least(&rows)?) })
    }

    /// As a sentence.
    pub fn says(&self) -> String {
        let (low, high) = self.worth.interval_pence;
        let told = |pence: f64| about(pence, step((low, high.max(self.ceiling_pence))));
        format!(
            "Being able to change is worth {} on average (95 %: {} to {}) and pays in {} of futures; no rule could be worth more than {}.",
            told(self.worth.less_pence),
            told(low),
            told(high),
            percent(self.worth.a_beats_b),
            told(self.ceiling_pence)
        )
    }
}

/// What it would be worth to know the future before choosing: the least mean cost of any option less the mean of the least cost in each
/// future (expected value of perfect information), in pence. Rows are options over the same futures.
pub fn perfect_information_pence(options: &[&[Pence]]) -> Result<f64, Error> {
    let foreseen = mean(&least(options)?);
    let chosen = options.iter().map(|row| mean(row)).fold(f64::INFINITY, f64::min);
    Ok((chosen - foreseen).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> Rule {
        Rule {
            reviews_after_months: vec![6, 12],
            look_back_months: 3,
            lag_months: 2,
            above_a_month: Pence(150),
            lead_months: 3,
            change_costs: Pence(500),
        }
    }

    fn row(pence: &[i64]) -> Vec<Pence> {
        pence.iter().copied().map(Pence).collect()
    }

    #[test]
    fn a_change_by_hand() {
        // Dear from month 4 on. The review after 6 months knows months 2 to 4: 100, 100, 300 is 167 a month, above 150; changed after 9.
        let begun = row(&[100, 100, 100, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300]);
        let other = row(&[120; 14]);
        let path = rule().path(&begun, &other).unwrap();
        assert_eq!(path.changed_after_months, Some(9));
        let months: Pence = path.months.iter().copied().sum();
        assert_eq!(months, Pence(3 * 100 + 6 * 300 + 5 * 120 + 500));
        // Dear from month 5 on: the first review does not know it yet, the second does.
        let later = row(&[100, 100, 100, 100, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300]);
        assert_eq!(rule().path(&later, &row(&[120; 16])).unwrap().changed_after_months, Some(15));
        // Too late to change within the plan.
        assert_eq!(rule().path(&later[..15], &row(&[120; 15])).unwrap().changed_after_months, None);
        assert!(rule().path(&later, &other).is_err());
        assert!(Rule { look_back_months: 0, ..rule() }.wrong().is_some());
        assert!(Rule { reviews_after_months: vec![6, 6], ..rule() }.wrong().is_some());
        assert_eq!(rule().wrong(), None);
    }

    #[test]
    fn perfect_information_of_a_textbook() {
        // A coin: one option costs 0 or 100, the other 40 for certain. Chosen blind 40, foreseen (0 + 40) / 2 = 20: worth 20.
        let (risky, sure) = (row(&[0, 100]), row(&[40, 40]));
        assert_eq!(perfect_information_pence(&[&risky, &sure]).unwrap(), 20.0);
        assert_eq!(perfect_information_pence(&[&sure]).unwrap(), 0.0);
        let found = Flexibility::of(&risky, &row(&[0, 60]), &[&sure]).unwrap();
        assert_eq!((found.worth.less_pence, found.ceiling_pence), (20.0, 30.0));
        assert!(found.says().contains("pays in 50 % of futures"), "{}", found.says());
    }

    proptest! {
        #[test]
        fn no_rule_is_worth_more_than_foresight(futures in prop::collection::vec((prop::collection::vec(0i64..400, 24), 50i64..250), 1..30), costs in 0i64..900) {
            let rule = Rule { change_costs: Pence(costs), ..rule() };
            let sum = |months: &[Pence]| months.iter().copied().sum::<Pence>();
            let (mut locked, mut flexible, mut at_once) = (vec![], vec![], vec![]);
            for (begun, other) in &futures {
                let (begun, other) = (row(begun), vec![Pence(*other); 24]);
                let path = rule.path(&begun, &other).unwrap();
                // A path is the one begun with until it is changed, and no cheaper for having been watched.
                prop_assert_eq!(&path.months, &rule.changing(&begun, &other, path.changed_after_months));
                locked.push(sum(&begun));
                flexible.push(sum(&path.months));
                at_once.push(sum(&rule.changing(&begun, &other, Some(0))));
            }
            let found = Flexibility::of(&locked, &flexible, &[&at_once]).unwrap();
            prop_assert!(found.worth.less_pence <= found.ceiling_pence + 1e-6);
            prop_assert!(found.ceiling_pence >= 0.0);
            prop_assert!(perfect_information_pence(&[&locked, &flexible, &at_once]).unwrap() <= found.ceiling_pence + 1e-6);
        }
    }
}
