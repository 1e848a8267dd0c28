//! A second opinion on whole durations: is one of them more or less frequent than its two neighbours allow?
//!
//! Of the durations one below, at and one above, those at lie between (1-k)/(3-k) and (1+k)/(3+k) of all if the distribution curves by
//! no more than k; the test is exact, with equal tails. Source: Frandsen, in Advances in Econometrics 38, 2017; measures.md 2.2. Why
//! k = 0.05: a distribution that bends by a twentieth within three days is bent already. Where it misleads: weak when the pile
//! is spread over several durations, as most are; so it never decides alone.

use super::counts::Counts;
use crate::statistics::exact::{binomial_at_least, binomial_at_most};

/// How much a smooth distribution may curve.
pub const CURVE: f64 = 0.05;

/// The p-value, two-sided, that the count at a duration goes with its neighbours'. None if there is nothing at all three.
pub fn adjacent(counts: &Counts, at: i64, k: f64) -> Option<f64> {
    let here = counts.at(at);
    let all = counts.at(at - 1) + here + counts.at(at + 1);
    if all == 0 || !(0.0..1.0).contains(&k) {
        return None;
    }
    let few = binomial_at_most(here, all, (1.0 - k) / (3.0 - k));
    let many = binomial_at_least(here, all, (1.0 + k) / (3.0 + k));
    Some((2.0 * few.min(many)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_ten_and_a_third() {
        let mut counts = Counts::up_to(5);
        [(1, 5), (3, 5)].iter().for_each(|(duration, count)| counts.add(*duration, *count));
        // Ten draws, none of them here, each with a chance of 0.95/2.95 at least.
        let p = adjacent(&counts, 2, CURVE).unwrap();
        assert!((p - 2.0 * (2.0_f64 / 2.95).powi(10)).abs() < 1e-12, "{p}");
        counts.add(2, 5);
        assert_eq!(adjacent(&counts, 2, CURVE), Some(1.0));
        assert_eq!(adjacent(&Counts::up_to(5), 2, CURVE), None);
    }
}
