//! What is needed moves away from what is specified: changes arise at random, and each stands open until it has been made.
//!
//! Formula: a Poisson stream of `per_year` changes in 365.25 days, with one number drawn a change by key; at an instant so many are open as
//! arose within the lead time before it, on average rate x lead time (M/D/inf: Palm 1943). The stream reaches back before the run
//! for as long as the lead time, so that it begins as it goes on; and whoever makes changes faster sees the same ones. Source:
//! simulation.md 4.4. Where it misleads: each change counts as one, large or small.

use throughline::time::DAY_US;

use crate::distribution::exponential;
use crate::draws::{Key, Purpose};

/// When what is needed changes, and how long it takes to change what is specified.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpecChanges {
    /// Which stream: classes of one stream see the same changes.
    pub stream: u64,
    /// How often in a year.
    pub per_year: f64,
    /// How long it takes.
    pub lead_us: i64,
}

/// The streams of changes come after those of all classes.
const FIRST_STREAM: u64 = 1 << 32;

/// The changes of one replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// In order of time.
    at_us: Vec<i64>,
    lead_us: i64,
}

impl SpecChanges {
    /// Those of a replication.
    pub(crate) fn drawn(&self, seed: u64, replication: u64, until_us: i64) -> Changed {
        let key = Key::of_stream(seed, replication, FIRST_STREAM + self.stream);
        let mut at_us = self.one_way(key, 0, until_us);
        let before = self.one_way(key, 1, self.lead_us);
        at_us.splice(0..0, before.into_iter().rev().map(|us| -us));
        Changed { at_us, lead_us: self.lead_us }
    }

    /// How many are not made yet, on average.
    pub fn open_on_average(&self) -> f64 {
        self.per_year * self.lead_us as f64 / (365.25 * DAY_US as f64)
    }

    /// How far from 0 they arise, forward or back.
    fn one_way(&self, key: Key, way: u32, until_us: i64) -> Vec<i64> {
        let mean_us = 365.25 * DAY_US as f64 / self.per_year;
        let (mut all, mut reached) = (Vec::new(), 0.0);
        for number in 0.. {
            reached += exponential(&mut key.of_need(number).draw(way, 0, Purpose::SpecChange)) * mean_us;
            if reached >= until_us as f64 {
                break;
            }
            all.push(reached as i64);
        }
        all
    }
}

impl Changed {
    /// How many are not made yet at an instant.
    pub(crate) fn not_made(&self, at_us: i64) -> f64 {
        let until = |us: i64| self.at_us.partition_point(|one| *one <= us);
        (until(at_us) - until(at_us - self.lead_us)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_open_as_the_rate_times_the_lead_time_from_the_first_day_on() {
        let lead_days = 60;
        let changes = SpecChanges { stream: 0, per_year: 12.0, lead_us: lead_days * DAY_US };
        let n = 4_000;
        for at_us in [0, 300 * DAY_US] {
            let open: Vec<f64> =
                (0..n).map(|one| changes.drawn(5, one, 400 * DAY_US).not_made(at_us)).collect();
            let mean = open.iter().sum::<f64>() / n as f64;
            let square = open.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / n as f64;
            // Poisson: the variance is the mean.
            let expected = 12.0 * lead_days as f64 / 365.25;
            assert!((mean - expected).abs() < 4.0 * (expected / n as f64).sqrt(), "{mean}, {expected}");
            assert!((square / expected - 1.0).abs() < 0.15, "{square}, {expected}");
        }
    }

    #[test]
    fn whoever_is_faster_sees_the_same_changes_and_never_has_more_open() {
        let slow = SpecChanges { stream: 1, per_year: 20.0, lead_us: 90 * DAY_US };
        let fast = SpecChanges { lead_us: 10 * DAY_US, ..slow };
        let (slow, fast) = (slow.drawn(1, 2, 300 * DAY_US), fast.drawn(1, 2, 300 * DAY_US));
        assert!(slow.at_us.ends_with(&fast.at_us) && !fast.at_us.is_empty());
        assert!((0..300).all(|day| fast.not_made(day * DAY_US) <= slow.not_made(day * DAY_US)));
    }
}
