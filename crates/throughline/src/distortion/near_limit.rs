//! Is something more frequent among needs that end just inside a limit than among those that ended earlier?
//!
//! Coming back soon, or a clock stopped in the last days: the share among durations in [T - below, T] against the share in the
//! [`BEFORE`] units before those; difference with Newcombe's 95 % interval, one-sided Fisher p. Source: measures.md 2.4. Why these
//! needs and not all: the same kind of work a little earlier is the fairest comparison the log itself holds. Only needs whose whole time
//! of watching has been observed may be counted. Where it misleads: hard cases end later, and hard cases come back.

use crate::statistics::exact::{fisher_at_least, newcombe};

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
    /// The difference of the shares.
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

#[cfg(test)]
mod tests {
    use super::*;

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
