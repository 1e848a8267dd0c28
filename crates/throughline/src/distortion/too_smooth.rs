//! Does a share within a target vary less from period to period than chance alone would make it?
//!
//! Counts met of counts due in each period: X2 = sum (r - n p)^2 / (n p (1 - p)), lower tail of chi-squared with one less degrees of freedom
//! than periods; and periods just over the target against periods just under it (sign test, two-sided). Source: measures.md 2.8.
//! Where it misleads: a quota (so many a week are let in) is smooth too, and so is a figure that was itself averaged.

use crate::statistics::exact::{binomial_at_least, binomial_at_most};
use crate::statistics::tails::chi_squared_below;

/// Just over or under a target is within so much of it.
pub const NEAR: f64 = 0.01;

/// How many met the target in a period, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How many met it.
    pub met: u64,
    /// Of how many.
    pub of: u64,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smooth {
    /// The share over all periods.
    pub share: f64,
    /// Chi-squared of the shares being equal.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
    /// The chance of so little variation or less.
    pub p: f64,
    /// Chi-squared over its degrees of freedom: 1 by chance alone.
    pub ratio: f64,
}

/// Whether the shares vary too little. None if there are fewer than two periods with something due, or all or none was met.
pub fn too_smooth(periods: &[Period]) -> Option<Smooth> {
    let periods: Vec<&Period> =
        periods.iter().filter(|period| period.of > 0 && period.met <= period.of).collect();
    let (met, of) = periods.iter().fold((0, 0), |(met, of), period| (met + period.met, of + period.of));
    if periods.len() < 2 || met == 0 || met == of {
        return None;
    }
    let share = met as f64 / of as f64;
    let part = |period: &&Period| {
        let expected = period.of as f64 * share;
        (period.met as f64 - expected).powi(2) / (expected * (1.0 - share))
    };
    let chi_squared: f64 = periods.iter().map(part).sum();
    let degrees_of_freedom = periods.len() - 1;
    let p = chi_squared_below(chi_squared, degrees_of_freedom as f64)?;
    Some(Smooth { share, chi_squared, degrees_of_freedom, p, ratio: chi_squared / degrees_of_freedom as f64 })
}

/// Periods just over a target, just under it, and the two-sided sign test; None if there are neither.
pub fn just_over(periods: &[Period], target: f64) -> Option<(u64, u64, f64)> {
    let shares = || periods.iter().filter(|period| period.of > 0).map(|p| p.met as f64 / p.of as f64);
    let over = shares().filter(|share| (target..target + NEAR).contains(share)).count() as u64;
    let under = shares().filter(|share| (target - NEAR..target).contains(share)).count() as u64;
    let all = over + under;
    (all > 0).then(|| {
        let tail = binomial_at_least(over, all, 0.5).min(binomial_at_most(over, all, 0.5));
        (over, under, (2.0 * tail).min(1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_and_nothing_to_say() {
        let level = too_smooth(&[Period { met: 50, of: 100 }; 12]).unwrap();
        assert_eq!((level.chi_squared, level.p, level.degrees_of_freedom), (0.0, 0.0, 11));
        assert_eq!(too_smooth(&[Period { met: 100, of: 100 }; 12]), None);
        assert_eq!(too_smooth(&[Period { met: 1, of: 2 }, Period { met: 0, of: 0 }]), None);
    }

    #[test]
    fn just_over_and_just_under() {
        let shares = [955, 951, 953, 945, 999].map(|met| Period { met, of: 1000 });
        let (over, under, p) = just_over(&shares, 0.95).unwrap();
        assert!((over, under) == (3, 1) && (p - 10.0 / 16.0).abs() < 1e-12, "{over} {under} {p}");
        assert_eq!(just_over(&[], 0.95), None);
    }
}
