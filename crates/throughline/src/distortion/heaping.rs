//! Are durations or times of day written down rounded? Runs before any test near a limit.
//!
//! The share of values that are multiples of a base, as an index: 100 if the last digits are even, 500 (for base 5) if all are round;
//! chi-squared of the remainders with base less one degrees of freedom. Source: Whipple's index of ages (United Nations,
//! Methods of Appraisal, 1955), measures.md 2.3. Above 120 many are on round numbers: a test near a limit must allow for them,
//! and precision is lost. Above 175 nothing finer than the base can be tested. Where it misleads: a real rhythm (a clinic every
//! quarter of an hour) looks the same; so does a limit that is itself a round number.

use super::counts::Counts;
use crate::statistics::tails::chi_squared_above;

/// Above this, many values are on round numbers.
pub const ROUNDED: f64 = 120.0;
/// Above this, nothing finer than the base can be told.
pub const LOST: f64 = 175.0;

/// How much values heap on multiples of a base.
#[derive(Debug, Clone, PartialEq)]
pub struct Heaping {
    /// The base.
    pub base: i64,
    /// How many values.
    pub n: u64,
    /// How many leave each remainder.
    pub remainders: Vec<u64>,
    /// The share of multiples of the base.
    pub share: f64,
    /// 100 times the share over what it would be without rounding.
    pub index: f64,
    /// Chi-squared of the remainders being equally many.
    pub chi_squared: f64,
    /// The chance of that much or more if they were.
    pub p: f64,
}

/// The heaping of the remainders `0..base` (how many values leave each). None without values.
pub fn heaping(remainders: Vec<u64>) -> Option<Heaping> {
    let base = remainders.len();
    let n: u64 = remainders.iter().sum();
    if n == 0 || base < 2 {
        return None;
    }
    let even = n as f64 / base as f64;
    let chi_squared: f64 = remainders.iter().map(|count| (*count as f64 - even).powi(2) / even).sum();
    let share = remainders[0] as f64 / n as f64;
    Some(Heaping {
        base: base as i64,
        n,
        share,
        index: 100.0 * base as f64 * share,
        chi_squared,
        p: chi_squared_above(chi_squared, base as f64 - 1.0)?,
        remainders,
    })
}

/// The heaping of durations between two of them on multiples of `base`.
pub fn of_durations(counts: &Counts, from: i64, to: i64, base: i64) -> Option<Heaping> {
    let base = base.max(2);
    let mut remainders = vec![0; base as usize];
    (from.max(0)..=to).for_each(|duration| remainders[(duration % base) as usize] += counts.at(duration));
    heaping(remainders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_round_and_none() {
        let all = heaping(vec![50, 0, 0, 0, 0]).unwrap();
        assert_eq!((all.index, all.share, all.chi_squared), (500.0, 1.0, 200.0));
        let even = heaping(vec![10; 5]).unwrap();
        assert_eq!((even.index, even.chi_squared, even.p), (100.0, 0.0, 1.0));
        assert_eq!(heaping(vec![0; 5]), None);
        assert_eq!(heaping(vec![3]), None);
        let mut counts = Counts::up_to(20);
        (0..=20).for_each(|duration| counts.add(duration, 1));
        assert_eq!(of_durations(&counts, 1, 20, 5).map(|found| found.index), Some(100.0));
    }
}
