//! Failure demand of needs that cross a boundary less that of needs that do not, standardised, and whether it came after the crossing.

use std::collections::{BTreeMap, HashMap};

use super::{Known, Pair};
use crate::statistics::laws::normal_of;
use crate::statistics::share::Z_95;

/// So many needs that cross, and as many that do not, there must be for a difference.
pub const LEAST: u64 = 30;

/// A difference of two shares of needs with failure demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// As it is.
    pub crude: f64,
    /// Standardised by kind and complexity.
    pub standardised: f64,
    /// Its standard error.
    pub error: f64,
    /// By how much its variance is more than if each need were of another person, at least 1.
    pub design_effect: f64,
    /// The 95 % interval of it alone.
    pub interval: (f64, f64),
    /// The interval that holds with 95 % for all boundaries looked at together.
    pub of_all: (f64, f64),
}

/// How many standard errors an interval reaches that is to hold with 95 % for so many differences at once (Bonferroni; for the first one
/// named Holm's is the same).
pub(super) fn reach(differences: usize) -> f64 {
    -normal_of(0.025 / differences.max(1) as f64)
}

/// Needs of one arm in one stratum: how many, what they stand for, squared, and what those with failure stand for.
#[derive(Clone, Copy, Default)]
struct Arm {
    n: u64,
    weight: f64,
    squares: f64,
    failed: f64,
}

impl Arm {
    fn add(&mut self, weight: f64, failed: bool) {
        self.n += 1;
        self.weight += weight;
        self.squares += weight * weight;
        self.failed += if failed { weight } else { 0.0 };
    }

    fn plus(self, other: Arm) -> Arm {
        Arm {
            n: self.n + other.n,
            weight: self.weight + other.weight,
            squares: self.squares + other.squares,
            failed: self.failed + other.failed,
        }
    }

    fn share(&self) -> f64 {
        self.failed / self.weight
    }

    fn variance(&self) -> f64 {
        variance(self.share(), self.weight * self.weight / self.squares)
    }
}

/// The variance of a share of `n` things, one hit and one miss added (Agresti and Caffo 2000).
fn variance(share: f64, n: f64) -> f64 {
    let p = (share * n + 1.0) / (n + 2.0);
    p * (1.0 - p) / (n + 2.0)
}

/// Failure of needs that cross less failure of those that do not, each over its whole life; `of_all` is filled in later.
pub(super) fn difference(needs: &[Known], pair: Pair) -> Option<Difference> {
    let mut strata: BTreeMap<(u32, u64), [Arm; 2]> = BTreeMap::new();
    for need in needs {
        let Some(weight) = need.weight else { continue };
        let arm = usize::from(need.crossed_at(pair).is_none());
        strata.entry(need.stratum).or_default()[arm].add(weight, need.failure_us.is_some());
    }
    strata.retain(|_, arms| arms.iter().all(|arm| arm.n > 0));
    let [with, without] = strata
        .values()
        .fold([Arm::default(); 2], |sums, arms| [sums[0].plus(arms[0]), sums[1].plus(arms[1])]);
    if with.n < LEAST || without.n < LEAST {
        return None;
    }
    let all = with.weight + without.weight;
    let (mut standardised, mut spread) = (0.0, 0.0);
    for [with, without] in strata.values() {
        let part = (with.weight + without.weight) / all;
        standardised += part * (with.share() - without.share());
        spread += part * part * (with.variance() + without.variance());
    }
    let design_effect = design_effect(needs, pair, &strata, all);
    let error = (spread * design_effect).sqrt();
    let interval = (standardised - Z_95 * error, standardised + Z_95 * error);
    let crude = with.share() - without.share();
    Some(Difference { crude, standardised, error, design_effect, interval, of_all: interval })
}

/// The variance of a standardised difference with the needs of one person together, over that with each apart: both by linearisation, so that
/// what each need moves the difference by is added up by person. At least 1, as fewer persons never say more.
fn design_effect(needs: &[Known], pair: Pair, strata: &BTreeMap<(u32, u64), [Arm; 2]>, all: f64) -> f64 {
    let moves = |need: &Known| {
        let arms = strata.get(&need.stratum)?;
        let crosses = need.crossed_at(pair).is_some();
        let arm = arms[usize::from(!crosses)];
        let part = (arms[0].weight + arms[1].weight) / all * if crosses { 1.0 } else { -1.0 };
        let failed = f64::from(u8::from(need.failure_us.is_some()));
        Some((need.person, part * need.weight? * (failed - arm.share()) / arm.weight))
    };
    let mut moved: Vec<(u64, f64)> = needs.iter().filter_map(moves).collect();
    moved.sort_by_key(|one| one.0);
    let apart: f64 = moved.iter().map(|one| one.1 * one.1).sum();
    let sum = |person: &[(u64, f64)]| person.iter().map(|one| one.1).sum::<f64>().powi(2);
    let together: f64 = moved.chunk_by(|a, b| a.0 == b.0).map(sum).sum();
    if apart > 0.0 { (together / apart).max(1.0) } else { 1.0 }
}

/// Needs of one stratum that do not cross: their ages at their last event and at their last failure, in order, with what those from there
/// on stand for.
#[derive(Default)]
struct Others {
    ends: Vec<(i64, f64)>,
    failures: Vec<(i64, f64)>,
}

impl Others {
    fn ready(&mut self) {
        for ages in [&mut self.ends, &mut self.failures] {
            ages.sort_unstable_by_key(|age| age.0);
            let mut sum = 0.0;
            ages.iter_mut().rev().for_each(|age| {
                sum += age.1;
                age.1 = sum;
            });
        }
    }

    /// Of those that had not ended at an age, the share that has failure after it. `None` where all had ended.
    fn fail_after(&self, age_us: i64) -> Option<f64> {
        let from = |ages: &[(i64, f64)], place: usize| ages.get(place).map_or(0.0, |age| age.1);
        let under_way = from(&self.ends, self.ends.partition_point(|age| age.0 < age_us));
        let failing = from(&self.failures, self.failures.partition_point(|age| age.0 <= age_us));
        (under_way > 0.0).then(|| failing / under_way)
    }
}

/// Whether there is more failure after a crossing than others of the stratum have from the same age on, by more than `reach` standard
/// errors: failure that came before, and so may be why the need was passed on, does not count.
pub(super) fn more_afterwards(needs: &[Known], pair: Pair, reach: f64) -> bool {
    let mut others: HashMap<(u32, u64), Others> = HashMap::new();
    for need in needs.iter().filter(|need| need.crossed_at(pair).is_none()) {
        let Some(weight) = need.weight else { continue };
        let others = others.entry(need.stratum).or_default();
        others.ends.push((need.last_us - need.opened_us, weight));
        others.failures.extend(need.failure_us.map(|at_us| (at_us - need.opened_us, weight)));
    }
    others.values_mut().for_each(Others::ready);
    let (mut seen, mut expected, mut compared) = (Arm::default(), 0.0, 0.0_f64);
    for need in needs {
        let (Some(weight), Some(at_us)) = (need.weight, need.crossed_at(pair)) else { continue };
        let Some(others) = others.get(&need.stratum) else { continue };
        let Some(share) = others.fail_after(at_us - need.opened_us) else { continue };
        seen.add(weight, need.failure_us.is_some_and(|failure_us| failure_us > at_us));
        expected += weight * share;
        compared += weight * others.ends.len() as f64;
    }
    if seen.n == 0 {
        return false;
    }
    let (expected, compared) = (expected / seen.weight, compared / seen.weight);
    let error = (seen.variance() + variance(expected, compared)).sqrt();
    seen.share() - expected > reach * error
}
