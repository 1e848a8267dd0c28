//! Do needs that are still running end less often from one day of their life on?
//!
//! For each of the [`DAYS`] days of life before a place and after it: how many are still running, and how many end. A Poisson
//! regression of the ends with the logarithm of those running as offset, a polynomial of degree [`DEGREE`], the cycle of the week and a
//! step at the place; the step as a ratio with its 95 % interval, on a quasi scale. The same step is fitted at every other place
//! nearby (placebos). Source: domain.md 4.2 G11, in the way of measures.md 2.1. Why a step and not "before against after": most needs end
//! about the same time, so the pace falls after it in every service, and limits lie there; a plain comparison found 41 to 100 % of
//! innocent mixtures. Spoken of only if the ratio is 0.75 or less, its chance below 0.01, at most one place in twenty shows as
//! steep a step, and it is half as clear again as the steepest of them. Where it misleads: hard cases are left when the easy ones have ended;
//! a step that the gates let through may still be a rule that moves needs elsewhere.

use super::changed_class::Day;
use crate::statistics::poisson::{self, Design};
use crate::statistics::share::Z_95;
use crate::statistics::tails::normal_above;

/// So many days on either side.
pub const DAYS: i64 = 28;
const DEGREE: i32 = 5;
/// Fewer ends on the days before the place than this: nothing to compare with.
pub const LEAST_ENDS: u64 = 50;
/// At least so many days on either side must have somebody still running.
const LEAST_DAYS: usize = 14;
/// A ratio above this is not spoken of.
pub const LOW: f64 = 0.75;
const RARE: f64 = 0.01;
/// Placebos stand further away than this: nearer, the step itself shows in them.
const APART: i64 = 5;
/// More ends up to the place than this many standard errors are a pile.
const PILED: f64 = 1.645;
/// The step must be so many times as clear as the steepest placebo.
const CLEAR: f64 = 1.5;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The share that ends on a day after the place, over what the curve leads to expect.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Its logarithm in standard errors.
    pub t: f64,
    /// How many ended in the days after.
    pub after: u64,
}

impl Step {
    /// The chance of a step so far down if there were none.
    pub fn p(&self) -> f64 {
        normal_above(-self.t)
    }
}

/// The step between the day `at` and the next; `days[d]` is the day `d` of life. `period` is the cycle in days.
/// None where too little ended, or no curve can be laid through it.
pub fn step(days: &[Day], at: i64, period: i64) -> Option<Step> {
    step_without(days, at, period, None)
}

/// A pile before a limit: the days that it fills and those that it empties.
#[derive(Debug, Clone, Copy)]
pub struct Pile {
    /// The limit.
    pub at: i64,
    /// So many days up to the limit are filled.
    pub below: i64,
    /// So many days after it are emptied.
    pub above: i64,
}

impl Pile {
    /// Whether a day lies in the pile or its hole, or as far from another place that is looked at in its stead.
    fn touches(&self, day: i64, place: i64) -> bool {
        [self.at, place].iter().any(|at| (at - self.below + 1..=at + self.above).contains(&day))
    }
}

/// The same without the days that a pile fills or empties.
fn step_without(days: &[Day], at: i64, period: i64, without: Option<&Pile>) -> Option<Step> {
    let (effect, error, after) = last_effect(days, at, period, None, without)?;
    let found = Step {
        ratio: effect.exp(),
        interval: ((effect - Z_95 * error).exp(), (effect + Z_95 * error).exp()),
        t: effect / error,
        after,
    };
    let finite = [found.ratio, found.interval.0, found.interval.1, found.t].iter().all(|v| v.is_finite());
    finite.then_some(found)
}

/// Whether, beside the step, more end in the `below` days up to the place than the curve leads to expect: then what is missing after it may have
/// been pulled forward. A step alone is often counted as a pile where only counts are looked at. True where it cannot be told.
pub fn piled(days: &[Day], at: i64, period: i64, below: i64) -> bool {
    last_effect(days, at, period, Some(below), None).is_none_or(|(effect, error, _)| effect / error > PILED)
}

/// The coefficient of the last column, its standard error, and how many ended after the place. The last column is the step, or that of
/// the days up to the place, if so many are given.
fn last_effect(
    days: &[Day],
    at: i64,
    period: i64,
    below: Option<i64>,
    without: Option<&Pile>,
) -> Option<(f64, f64, u64)> {
    let one_if = |is: bool| f64::from(u8::from(is));
    let columns = DEGREE as usize + 1 + (period - 1).max(0) as usize + 1 + usize::from(below.is_some());
    let mut design = Design::new(columns);
    let (mut counts, mut offset) = (Vec::new(), Vec::new());
    let (mut sides, mut ends) = ([0; 2], [0; 2]);
    for day in (at - DAYS + 1).max(0)..=at + DAYS {
        let here = usize::try_from(day).ok().and_then(|day| days.get(day)).filter(|here| here.at_risk > 0);
        let Some(here) = here.filter(|_| without.is_none_or(|pile| !pile.touches(day, at))) else { continue };
        let x = (day - at) as f64 / DAYS as f64;
        let mut row: Vec<f64> = (0..=DEGREE).map(|power| x.powi(power)).collect();
        row.extend((1..period).map(|place| one_if(day.rem_euclid(period) == place)));
        row.push(one_if(day > at));
        row.extend(below.map(|below| one_if((at - below..=at).contains(&day))));
        design.push(&row);
        counts.push(here.changed as f64);
        offset.push((here.at_risk as f64).ln());
        sides[usize::from(day > at)] += 1;
        ends[usize::from(day > at)] += here.changed;
    }
    if ends[0] < LEAST_ENDS || sides.iter().any(|side| *side < LEAST_DAYS) {
        return None;
    }
    let kept = design.independent();
    if kept.last() != Some(&(columns - 1)) {
        return None;
    }
    let fit = poisson::fit(&design.only(&kept), &counts, Some(&offset)).ok()?;
    let last = kept.len() - 1;
    let (effect, error) = (fit.coefficients[last], fit.standard_error(last, fit.dispersion().max(1.0)));
    (effect.is_finite() && error > 0.0).then_some((effect, error, ends[1]))
}

/// A step at a limit, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slowing {
    /// The step.
    pub step: Step,
    /// The share of places, the limit's among them, with as steep a step; 1 where the step is no candidate and none was looked at.
    pub p_placebo: f64,
    /// Whether it is to be spoken of.
    pub is: bool,
}

/// Judges the step at a limit; `known` are other limits, from which placebos keep away. See [`step`] for the rest.
pub fn slowing(days: &[Day], at: i64, period: i64, known: &[i64]) -> Option<Slowing> {
    slowing_without(days, at, period, known, None)
}

/// The same beside a pile: the days that it fills and those it empties are left out, at the places nearby too. What is left after a limit
/// is left for longer than that; a hole that a pile leaves is not.
pub fn slowing_without(
    days: &[Day],
    at: i64,
    period: i64,
    known: &[i64],
    without: Option<&Pile>,
) -> Option<Slowing> {
    let found = step_without(days, at, period, without)?;
    let candidate = found.p() < RARE && found.ratio <= LOW;
    if !candidate {
        return Some(Slowing { step: found, p_placebo: 1.0, is: false });
    }
    let apart = |place: &i64| known.iter().chain([&at]).all(|limit| (place - limit).abs() > APART);
    let places = (at - DAYS - 10).max(LEAST_DAYS as i64)..=at + DAYS + 10;
    let others: Vec<f64> = places
        .filter(apart)
        .filter_map(|place| step_without(days, place, period, without))
        .map(|other| other.t)
        .collect();
    let as_steep = others.iter().filter(|other| **other <= found.t).count();
    let p_placebo = (1 + as_steep) as f64 / (1 + others.len()) as f64;
    let steepest = others.iter().copied().fold(0.0, f64::min);
    let is = others.len() >= super::limit::LEAST_PLACEBOS && p_placebo <= 0.05 && found.t <= CLEAR * steepest;
    Some(Slowing { step: found, p_placebo, is })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    fn days(durations: impl Iterator<Item = i64>) -> Vec<Day> {
        let mut ends = vec![0_u64; 1_001];
        durations.for_each(|duration| ends[duration.clamp(0, 1_000) as usize] += 1);
        let mut at_risk: u64 = ends.iter().sum();
        let day = |ended: u64| {
            let day = Day { at_risk, changed: ended };
            at_risk -= ended;
            day
        };
        ends.into_iter().map(day).collect()
    }

    fn normal(random: &mut Random) -> f64 {
        (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
    }

    fn exponential(random: &mut Random, mean: f64) -> f64 {
        -mean * (1.0 - random.unit()).ln()
    }

    fn found(services: u64, needs: usize, duration: impl Fn(&mut Random) -> f64) -> usize {
        let one = |seed: &u64| {
            let mut random = Random::new(*seed, "slowing");
            let days = days((0..needs).map(|_| duration(&mut random) as i64));
            slowing(&days, 56, 7, &[]).is_some_and(|found| found.is)
        };
        (0..services).filter(one).count()
    }

    /// Quick and slow kinds of need together: the pace falls steeply after the quick ones, and nothing happens at the limit. A plain
    /// comparison of four weeks after with four weeks before found 41 to 100 in 100 of these.
    #[test]
    fn quick_and_slow_kinds_together_are_innocent() {
        let peak = |random: &mut Random| {
            if random.unit() < 0.7 { 45.0 + 8.0 * normal(random) } else { exponential(random, 200.0) }
        };
        let gamma = |random: &mut Random| {
            if random.unit() < 0.8 {
                (0..16).map(|_| exponential(random, 2.6)).sum()
            } else {
                exponential(random, 250.0)
            }
        };
        assert!(found(30, 2_000, peak) <= 2 && found(12, 10_000, peak) <= 2);
        assert!(found(12, 10_000, gamma) <= 1);
    }

    #[test]
    fn needs_left_after_the_limit_are_found() {
        let left = |random: &mut Random| {
            let days = 4.0 + exponential(random, 26.0) + exponential(random, 26.0);
            if days >= 57.0 && random.unit() < 0.6 { days + 120.0 } else { days }
        };
        assert!(found(10, 10_000, left) >= 7);
        let honest = |random: &mut Random| 4.0 + exponential(random, 26.0) + exponential(random, 26.0);
        assert!(found(30, 4_000, honest) <= 1);
    }

    #[test]
    fn a_pile_is_told_from_needs_left() {
        let honest = |random: &mut Random| 4.0 + exponential(random, 26.0) + exponential(random, 26.0);
        let piles = |bend: &dyn Fn(&mut Random, i64) -> i64| {
            let one = |seed: &u64| {
                let mut random = Random::new(*seed, "pile");
                let durations: Vec<i64> = (0..10_000)
                    .map(|_| {
                        let days = honest(&mut random) as i64;
                        bend(&mut random, days)
                    })
                    .collect();
                piled(&days(durations.into_iter()), 56, 7, 3)
            };
            (0..20).filter(one).count()
        };
        let moved = |random: &mut Random, days: i64| {
            let moves = (57..=64).contains(&days) && random.unit() < 0.4;
            if moves { 53 + random.below(4) as i64 } else { days }
        };
        let left =
            |random: &mut Random, days: i64| if days > 56 && random.unit() < 0.7 { days + 120 } else { days };
        assert_eq!(piles(&moved), 20);
        assert!(piles(&left) <= 5);
    }

    /// A pile that takes its needs from the week after leaves a hole there, and nobody is left lying: without its days the ratio is about 1,
    /// with them about a fifteenth.
    #[test]
    fn the_hole_that_a_pile_leaves_is_not_needs_left() {
        let judged = |left: f64| -> Vec<Slowing> {
            let one = |seed: u64| {
                let mut random = Random::new(seed, "hole");
                let ends = (0..10_000).map(|_| {
                    let days = 4.0 + exponential(&mut random, 26.0) + exponential(&mut random, 26.0);
                    match days as i64 {
                        57..=63 if random.unit() < 0.8 => 53 + random.below(4) as i64,
                        days if days > 56 && random.unit() < left => days + 120,
                        days => days,
                    }
                });
                let days = days(ends.collect::<Vec<_>>().into_iter());
                assert!(
                    slowing(&days, 56, 7, &[]).is_some_and(|found| found.is),
                    "the hole looks like needs left"
                );
                slowing_without(&days, 56, 7, &[], Some(&Pile { at: 56, below: 4, above: 7 })).unwrap()
            };
            (0..20).map(one).collect()
        };
        let moved = judged(0.0);
        let holds_one = |found: &&Slowing| found.step.interval.0 <= 1.0 && found.step.interval.1 >= 1.0;
        assert!(moved.iter().filter(holds_one).count() >= 18);
        assert!(moved.iter().filter(|found| found.is).count() <= 1);
        let left = judged(0.7);
        assert!(left.iter().filter(|found| found.step.interval.1 < 1.0).count() >= 18);
        assert!(left.iter().any(|found| found.is));
    }

    #[test]
    fn nothing_to_compare_with() {
        assert!(piled(&[], 56, 7, 3));
        assert_eq!(slowing(&[], 56, 7, &[]), None);
        assert_eq!(slowing(&[Day { at_risk: 5, changed: 0 }; 100], 56, 7, &[]), None);
        assert_eq!(slowing(&[Day { at_risk: 0, changed: 0 }; 100], -5, 0, &[]), None);
    }
}
