//! Is something more frequent among needs that end just inside a limit than among those that ended earlier?
//!
//! Coming back soon, or a clock stopped in the last days: the share among durations in [T - below, T] against the share in the
//! [`BEFORE`] units before those; difference with Newcombe's 95 % interval, one-sided Fisher p. Source: measures.md 2.4. Why these
//! needs and not all: the same kind of work a little earlier is the fairest comparison the log itself holds. Only needs whose whole time
//! of watching has been observed may be counted. Slow kinds of need end later and may come back more, whatever the limit is, so where
//! kinds or periods are known like is compared with like ([`compare_like`]): the difference of shares after Mantel and Haenszel over them, with
//! Greenland and Robins' interval (Biometrics 41, 1985) and the one-sided Mantel-Haenszel test with its correction for continuity.
//! Where it misleads: hard cases end later, and hard cases come back.

use crate::statistics::exact::{fisher_at_least, newcombe};
use crate::statistics::share::Z_95;
use crate::statistics::tails::normal_above;

/// So many units before the window are compared with.
pub const BEFORE: i64 = 14;
/// Fewer just inside the limit than this: too early to know.
pub const LEAST_NEAR: u64 = 100;
/// Fewer before than this: nothing to compare with.
pub const LEAST_BEFORE: u64 = 200;
/// A difference below this many points is not spoken of.
pub const LEAST_DIFFERENCE: f64 = 0.05;
/// A chance above this is not spoken of.
pub const RARE: f64 = 0.01;

/// How many were counted, and how many of them have the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Group {
    /// How many.
    pub of: u64,
    /// How many of them have it.
    pub with: u64,
}

impl Group {
    /// The share that has it.
    pub fn share(&self) -> f64 {
        self.with as f64 / self.of as f64
    }

    /// Counts one more.
    pub fn add(&mut self, with: bool) {
        self.of += 1;
        self.with += u64::from(with);
    }
}

/// Those just inside a limit against those before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Just inside the limit.
    pub near: Group,
    /// Before.
    pub before: Group,
    /// The difference of the shares; of like with like where kinds were told apart.
    pub difference: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// The chance of so many or more near the limit if it made no difference.
    pub p: f64,
}

/// Which group a duration belongs to, if any.
pub fn group(duration: i64, at: i64, below: i64) -> Option<Side> {
    let first = at - below;
    match duration {
        d if (first..=at).contains(&d) => Some(Side::Near),
        d if (first - BEFORE..first).contains(&d) => Some(Side::Before),
        _ => None,
    }
}

/// On which side a duration lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Just inside the limit.
    Near,
    /// In the time before.
    Before,
}

/// The comparison; None if either group is empty.
pub fn compare(near: Group, before: Group) -> Option<Compared> {
    let (difference, low, high) = newcombe(near.with, near.of, before.with, before.of)?;
    let p = fisher_at_least(near.with, near.of, before.with, before.of)?;
    Some(Compared { near, before, difference, interval: (low, high), p })
}

impl Group {
    /// Both together.
    pub fn and(self, other: Group) -> Group {
        Group { of: self.of + other.of, with: self.with + other.with }
    }
}

/// The comparison of like with like: for each kind those near and those before. Kinds of which one of the two is missing tell nothing
/// and are left out. None if nothing can be compared.
pub fn compare_like(kinds: &[(Group, Group)]) -> Option<Compared> {
    let both = || kinds.iter().filter(|(near, before)| near.of > 0 && before.of > 0);
    let near = both().map(|kind| kind.0).fold(Group::default(), Group::and);
    let before = both().map(|kind| kind.1).fold(Group::default(), Group::and);
    let plain = compare(near, before)?;
    if both().count() == 1 {
        return Some(plain);
    }
    let (mut weights, mut difference, mut variance) = (0.0, 0.0, 0.0);
    let (mut beyond, mut spread) = (0.0, 0.0);
    for (near, before) in both() {
        let (m, n) = (near.of as f64, before.of as f64);
        let (a, b) = (near.with as f64, before.with as f64);
        let all = m + n;
        weights += m * n / all;
        difference += (a * n - b * m) / all;
        variance += (a * (m - a) * n.powi(3) + b * (n - b) * m.powi(3)) / (m * n * all * all);
        beyond += a - m * (a + b) / all;
        spread += m * n * (a + b) * (all - a - b) / (all * all * (all - 1.0));
    }
    let difference = difference / weights;
    let half = Z_95 * variance.sqrt() / weights;
    if !(half > 0.0 && spread > 0.0) {
        return Some(plain);
    }
    let p = normal_above((beyond - 0.5) / spread.sqrt());
    let interval = ((difference - half).max(-1.0), (difference + half).min(1.0));
    Some(Compared { near, before, difference, interval, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_compared_with_like() {
        let group = |with: u64, of: u64| Group { of, with };
        // In each kind the shares are the same; in all together 30 % against 13 %.
        let same = [(group(30, 100), group(60, 200)), (group(0, 10), group(0, 300))];
        let found = compare_like(&same).unwrap();
        assert!(found.difference.abs() < 1e-12 && found.p > 0.4, "{found:?}");
        assert!(found.interval.0 < 0.0 && found.interval.1 > 0.0);
        // 0.2 * (100*200/300) over (100*200/300 + 50*400/450), as the second kind differs by nought.
        let first = [(group(50, 100), group(60, 200)), (group(5, 50), group(40, 400))];
        let found = compare_like(&first).unwrap();
        let weight = 20_000.0 / 300.0;
        assert!((found.difference - 0.2 * weight / (weight + 20_000.0 / 450.0)).abs() < 1e-12, "{found:?}");
        assert!(found.interval.0 > 0.0 && found.p < 0.01);
        // One kind alone is the plain comparison; a kind without its like is left out.
        let alone = compare_like(&[first[0], (group(9, 9), group(0, 0))]).unwrap();
        assert_eq!(Some(alone), compare(group(50, 100), group(60, 200)));
        assert_eq!(compare_like(&[]), None);
        let nobody = compare_like(&[(group(0, 50), group(0, 90)), (group(0, 70), group(0, 80))]).unwrap();
        assert!(nobody.difference == 0.0 && nobody.interval.1 > 0.0, "{nobody:?}");
    }

    #[test]
    fn durations_fall_on_their_side() {
        let sides: Vec<_> = [39, 40, 53, 54, 56, 57].iter().map(|d| group(*d, 56, 2)).collect();
        let (near, before) = (Some(Side::Near), Some(Side::Before));
        assert_eq!(sides, [None, before, before, near, near, None]);
        assert_eq!(group(i64::MIN, 56, 2), None);
    }

    #[test]
    fn nobody_cannot_be_compared() {
        assert_eq!(compare(Group::default(), Group { of: 3, with: 1 }), None);
        let same = compare(Group { of: 100, with: 10 }, Group { of: 1000, with: 100 }).unwrap();
        assert!(same.difference == 0.0 && same.p > 0.4 && same.interval.0 < 0.0 && same.interval.1 > 0.0);
    }
}
