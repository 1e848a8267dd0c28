//! “What should I expect?”: how long so many of a hundred take, with an interval that asks nothing of the shape of the times.
//!
//! Formula (measures.md 1.7): the quantile q of n values is the one of which the share at or below first reaches q (inverted
//! distribution); its 95 % interval reaches from the lo-th to the hi-th smallest, lo = binom.ppf(0.025, n, q), hi = binom.ppf(0.975,
//! n, q) + 1; if lo < 1 or hi > n the values are too few. Source: Conover, Practical Nonparametric Statistics, 1999, 3.2. Why not a
//! normal interval: times are skewed, and of a high percentile it is wrong on both ends. Where it misleads: values are taken as
//! independent and from one steady system; see the chart first.

use crate::statistics::exact::binomial_quantile;

/// A percentile of some values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// The share, such as 0.9.
    pub share: f64,
    /// The value that this share does not exceed.
    pub value: f64,
    /// Its 95 % interval; none where the values are too few for one.
    pub interval: Option<(f64, f64)>,
}

/// The percentile of sorted values. None of none, or if the share is not between nought and 1.
pub fn percentile(sorted: &[f64], share: f64) -> Option<Percentile> {
    let n = sorted.len();
    if n == 0 || !(share > 0.0 && share < 1.0) {
        return None;
    }
    let value = sorted[place_of(n, share).clamp(1, n) - 1];
    let interval = interval_places(n, share).map(|(low, high)| (sorted[low - 1], sorted[high - 1]));
    Some(Percentile { share, value, interval })
}

/// Which of n values, counted from 1, the share first reaches. A share such as 0.9 of 10 is 9, whatever rounding makes of the product.
fn place_of(n: usize, share: f64) -> usize {
    let product = n as f64 * share;
    let nearest = product.round();
    if (product - nearest).abs() < 1e-9 * product { nearest as usize } else { product.ceil() as usize }
}

/// The places of the interval's ends among n sorted values, counted from 1.
fn interval_places(n: usize, share: f64) -> Option<(usize, usize)> {
    let low = binomial_quantile(0.025, n as u64, share)? as usize;
    let high = binomial_quantile(0.975, n as u64, share)? as usize + 1;
    (low >= 1 && high <= n).then_some((low, high))
}

/// How many values are needed for the interval of this share. None if the share is not between nought and 1.
pub fn needed(share: f64) -> Option<usize> {
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    // It is about 3.7 over the rarer side; nobody asks for more than one in a million.
    (1..=8_000_000).find(|n| *n as f64 * share.min(1.0 - share) > 1.0 && interval_places(*n, share).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn so_many_are_needed() {
        let all: Vec<_> = [0.5, 0.9, 0.95, 0.98, 0.99].iter().map(|share| needed(*share)).collect();
        assert_eq!(all, [Some(6), Some(36), Some(72), Some(183), Some(368)]);
        use crate::reading::{LEAST_FOR_HALF, LEAST_FOR_TENTH};
        assert_eq!(all[..2], [Some(LEAST_FOR_HALF), Some(LEAST_FOR_TENTH)], "what flow and cost rest on");
        assert_eq!((needed(1.0), needed(f64::NAN)), (None, None));
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let all = [0.1, 0.5, 0.9, 0.95].map(|share| percentile(&values, share).unwrap().value);
        assert_eq!(all, [1.0, 5.0, 9.0, 10.0]);
        // 2nd and 9th of ten: R, qbinom(c(.025, .975), 10, .5) + 0:1.
        assert_eq!(percentile(&values, 0.5).unwrap().interval, Some((2.0, 9.0)));
        assert_eq!(percentile(&values, 0.9).unwrap().interval, None);
        assert_eq!((percentile(&[], 0.5), percentile(&values, 1.0)), (None, None));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_value(n in 1_usize..400, share in 0.01..0.99_f64) {
            let values: Vec<f64> = (0..n).map(|value| value as f64).collect();
            let found = percentile(&values, share).unwrap();
            if let Some((low, high)) = found.interval {
                prop_assert!(low <= found.value && found.value <= high);
            }
            let at_or_below = (found.value + 1.0) / n as f64;
            prop_assert!(at_or_below >= share - 1e-9);
        }
    }
}
