//! What it is worth to be able to change one's mind.
//!
//! Formula: `E[cost | locked] - E[cost | may leave]` for each need met, over the same futures, where leaving follows one simple rule without
//! foresight: at each review the last twelve months that are known by then (those up to a month before) are looked at, of the
//! arrangement and of the other; if what the other would save until the end of the plan, were its months to come as those, is more
//! than leaving costs, the other is gone over to. Its ceiling is what perfect information would be worth: `E[cost | locked] -
//! E[least cost]`, the least in each future over every date at which it could have been left. Source: simulation.md 4.6. Where it
//! misleads: from then on the months of the other are taken as they were where it ran from the start; people who left and
//! knowledge that was lost are in it only as far as the cost of leaving says so; and the rule is one of many.

use super::compared::Compared;
use super::{least, mean};
use crate::error::Error;
use crate::money::Pence;

/// So many months are looked back on, at most.
const LOOK_BACK: usize = 12;
/// The last so many months before a review are not known yet.
const LAG: usize = 1;

/// What an arrangement cost and met in each month of one future.
#[derive(Debug, Clone, Copy)]
pub struct Months<'m> {
    /// What each cost.
    pub cash: &'m [Pence],
    /// How many needs were met in it.
    pub met: &'m [f64],
}

/// A date at which it may be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// After how many months it is looked at.
    pub after_months: u32,
    /// After how many the other holds, if it is left.
    pub changed_after_months: u32,
    /// What leaving costs, paid then; below nought where staying costs more.
    pub costs: Pence,
}

impl Months<'_> {
    /// Pence for each need met in some of them; `None` where none was.
    fn per_need(&self, months: std::ops::Range<usize>) -> Option<f64> {
        let (cash, met) = (self.cash.get(months.clone())?, self.met.get(months)?);
        let met: f64 = met.iter().sum();
        (met > 0.0).then(|| cash.iter().map(|pence| pence.0 as f64).sum::<f64>() / met)
    }

    /// The same over the whole future, where it was left at that date for the other, or never.
    pub fn left(&self, other: &Months<'_>, exit: Option<&Exit>) -> Option<f64> {
        let Some(exit) = exit else { return self.per_need(0..self.cash.len()) };
        let after = (exit.changed_after_months as usize).min(self.cash.len());
        let cash = self.cash[..after].iter().chain(other.cash.get(after..)?);
        let met = self.met[..after].iter().chain(other.met.get(after..)?);
        let (cash, met): (f64, f64) = (cash.map(|pence| pence.0 as f64).sum(), met.sum());
        (met > 0.0).then(|| (cash + exit.costs.0 as f64) / met)
    }

    /// At which of these dates it is left, for the other, where it began to work after so many months.
    pub fn leaves<'e>(&self, other: &Months<'_>, begins: u32, exits: &'e [Exit]) -> Option<&'e Exit> {
        exits.iter().find(|exit| {
            let known = (exit.after_months as usize).saturating_sub(LAG);
            let from = known.saturating_sub(LOOK_BACK).max(begins as usize);
            let left = self.cash.len().saturating_sub(exit.changed_after_months as usize);
            let both = (self.per_need(from..known.max(from)), other.per_need(from..known.max(from)));
            let (Some(own), Some(others)) = both else { return false };
            let met: f64 = other.met[from..known].iter().sum();
            let saved = (own - others) * met / (known - from) as f64 * left as f64;
            saved > exit.costs.0 as f64
        })
    }
}

/// What flexibility is worth over many futures, in pence for each need met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flexibility {
    /// Its worth: locked against flexible, paired; below nought the rule does harm.
    pub worth: Compared,
    /// In which share of futures it was left.
    pub left_share: f64,
    /// What perfect information would be worth: no rule is worth more.
    pub ceiling_pence: f64,
}

/// One future: the arrangement, the other, after how many months it begins, and when it may be left.
#[derive(Debug, Clone)]
pub struct Future<'f> {
    /// The arrangement.
    pub own: Months<'f>,
    /// What is gone over to.
    pub other: Months<'f>,
    /// After how many months it begins.
    pub begins_after_months: u32,
    /// When it may be left, in order of time.
    pub exits: Vec<Exit>,
}

impl Flexibility {
    /// Over futures; `None` where in one of them no need is met.
    pub fn of(futures: &[Future<'_>]) -> Result<Option<Flexibility>, Error> {
        let (mut locked, mut flexible, mut foreseen) = (Vec::new(), Vec::new(), Vec::new());
        let mut left = 0;
        for Future { own, other, begins_after_months, exits } in futures {
            let exit = own.leaves(other, *begins_after_months, exits);
            left += usize::from(exit.is_some());
            let every = std::iter::once(None).chain(exits.iter().map(Some));
            let least = every.filter_map(|exit| own.left(other, exit)).min_by(f64::total_cmp);
            let (Some(bound), Some(free), Some(least)) =
                (own.left(other, None), own.left(other, exit), least)
            else {
                return Ok(None);
            };
            let rows = [(&mut locked, bound), (&mut flexible, free), (&mut foreseen, least)];
            rows.into_iter().for_each(|(row, pence)| row.push(Pence(pence.round() as i64)));
        }
        Ok(Some(Flexibility {
            worth: Compared::of(&flexible, &locked)?,
            left_share: left as f64 / futures.len() as f64,
            ceiling_pence: mean(&locked) - mean(&foreseen),
        }))
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

    fn row(pence: &[i64]) -> Vec<Pence> {
        pence.iter().copied().map(Pence).collect()
    }

    /// Every twelve months, so much.
    fn exits(costs: i64) -> Vec<Exit> {
        [12, 24]
            .map(|after| Exit { after_months: after, changed_after_months: after + 2, costs: Pence(costs) })
            .into()
    }

    #[test]
    fn a_change_by_hand() {
        // Three years, ten needs met a month, £1 against £1.20 and £1.30 from the second year on.
        let own = [vec![Pence(1_000); 12], vec![Pence(1_300); 24]].concat();
        let (other, met) = (vec![Pence(1_200); 36], vec![10.0; 36]);
        let [own, other] = [&own, &other].map(|cash| Months { cash, met: &met });
        // After 24 months those from 11 to 22 are known: 12,000 / 12 months would be saved in each of 10 that are left.
        let (one, eleven) = (10 * (1_000 + 11 * 1_300 - 12 * 1_200) / 12, exits(700));
        assert_eq!(one, 750);
        assert_eq!(own.leaves(&other, 0, &eleven), Some(&eleven[1]));
        assert_eq!(own.leaves(&other, 0, &exits(800)), None, "it would cost more than it saves");
        let found = own.left(&other, Some(&eleven[1])).unwrap();
        assert!((found - (12_000.0 + 14.0 * 1_300.0 + 10.0 * 1_200.0 + 700.0) / 360.0).abs() < 1e-9);
        // Whose needs are not met costs the more for each that is.
        let half = vec![5.0; 36];
        let dear = Months { met: &half, ..other };
        assert_eq!(own.leaves(&dear, 0, &exits(0)), None);
        let future = Future { own, other, begins_after_months: 0, exits: eleven };
        let found = Flexibility::of(&[future]).unwrap().unwrap();
        // (14 x 1,300 + 10 x 1,200 + 700 - 24 x 1,300) / 360 is 83 pence less, and leaving after 12 months would be better still.
        assert!((found.worth.less_pence - 1.0).abs() < 0.51 && found.left_share == 1.0, "{found:?}");
        assert!(found.ceiling_pence >= found.worth.less_pence);
    }

    #[test]
    fn perfect_information_of_a_textbook() {
        // A coin: one option costs 0 or 100, the other 40 for certain. Chosen blind 40, foreseen (0 + 40) / 2 = 20: worth 20.
        let (risky, sure) = (row(&[0, 100]), row(&[40, 40]));
        assert_eq!(perfect_information_pence(&[&risky, &sure]).unwrap(), 20.0);
        assert_eq!(perfect_information_pence(&[&sure]).unwrap(), 0.0);
    }

    proptest! {
        #[test]
        fn no_rule_is_worth_more_than_foresight_and_a_fee_takes_from_what_may_be_foreseen(
            futures in prop::collection::vec((prop::collection::vec(0i64..400, 36), 50i64..250, 1u8..9), 1..20),
            costs in 0i64..900, fee in 0i64..900,
        ) {
            let rows: Vec<(Vec<Pence>, Vec<Pence>, Vec<f64>)> =
                futures.iter().map(|(own, other, met)| (row(own), vec![Pence(*other); 36], vec![f64::from(*met); 36])).collect();
            let worth = |costs: i64| {
                let futures = rows.iter().map(|(own, other, met)| {
                    let [own, other] = [own, other].map(|cash| Months { cash, met });
                    Future { own, other, begins_after_months: 0, exits: exits(costs) }
                });
                Flexibility::of(&futures.collect::<Vec<_>>()).unwrap().unwrap()
            };
            let (free, bound) = (worth(costs), worth(costs + fee));
            prop_assert!(free.worth.less_pence <= free.ceiling_pence + 1e-6);
            prop_assert!(bound.ceiling_pence <= free.ceiling_pence + 1e-6 && bound.ceiling_pence >= 0.0);
        }
    }
}
