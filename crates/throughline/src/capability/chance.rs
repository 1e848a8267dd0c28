//! What a chart shows though nothing has changed: how many signals chance gives, and whether the points are independent at all.
//!
//! Formula (measures.md 1.4): of K steady charts about K times the share below show a signal; between the numbers of points that were
//! tried, linear; beyond the last, as if every further stretch of as many points were tried afresh. r1 = correlation of each value
//! with the one before; if r1 > 2/sqrt(n) the points depend on each other and the limits are too narrow. Source: where all points set
//! the limits, 2,000 steady normal series each of 12, 24 and 60 points (`s-rule-false-alarm-study` of the reference cases: 0.06, 0.15,
//! 0.39); where the first 20 set them and the rest are judged by them, as in our XmR charts, signals are more frequent from the 21st
//! point on: 8,000 series of our own each (tests/it/studies.rs draws them again). Bartlett 1946 for 2/sqrt(n). Where it misleads: skewed
//! or dependent values signal far more often than this.

use super::rules::Rules;
use super::xmr::{gap_before, mean};

/// For each number of points tried, the share of steady charts with any signal: wheeler, mdc, anhoej.
type Tried = (f64, [f64; 3]);

/// Limits from all points.
const FROM_ALL: [Tried; 3] =
    [(12.0, [0.06, 0.067, 0.013]), (24.0, [0.15, 0.19, 0.031]), (60.0, [0.39, 0.49, 0.046])];

/// Limits from the first 20 points.
const FROM_THE_FIRST: [Tried; 6] = [
    (12.0, [0.06, 0.07, 0.013]),
    (20.0, [0.12, 0.15, 0.022]),
    (24.0, [0.17, 0.2, 0.031]),
    (36.0, [0.32, 0.385, 0.04]),
    (60.0, [0.505, 0.595, 0.046]),
    (120.0, [0.72, 0.84, 0.068]),
];

/// Which points set the limits of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsFrom {
    /// All of them.
    All,
    /// The first 20; the others are judged by them.
    TheFirst,
}

/// The chance that a steady chart of so many points shows some signal.
pub fn false_signal_share(rules: Rules, limits: LimitsFrom, points: usize) -> f64 {
    let set = match rules {
        Rules::Wheeler => 0,
        Rules::Mdc => 1,
        Rules::Anhoej => 2,
    };
    let tried: &[Tried] = match limits {
        LimitsFrom::All => &FROM_ALL,
        LimitsFrom::TheFirst => &FROM_THE_FIRST,
    };
    let (points, mut before) = (points as f64, (0.0, 0.0));
    for (n, shares) in tried {
        if points <= *n {
            return before.1 + (shares[set] - before.1) * (points - before.0) / (n - before.0);
        }
        before = (*n, shares[set]);
    }
    1.0 - (1.0 - before.1).powf(points / before.0)
}

/// How many of some charts would show a signal by chance, each with its number of points.
pub fn expected_false_signals(rules: Rules, limits: LimitsFrom, points: &[usize]) -> f64 {
    points.iter().map(|points| false_signal_share(rules, limits, *points)).sum()
}

/// The correlation of each value with the one before, not across a missing period. None of fewer than three pairs, or of values that
/// do not vary.
pub fn lag_one(values: &[Option<f64>], gaps: &[bool]) -> Option<f64> {
    let pair = |place: usize| match (values[place - 1], values[place]) {
        (Some(before), Some(value)) if !gap_before(gaps, place) => Some((before, value)),
        _ => None,
    };
    let pairs: Vec<(f64, f64)> = (1..values.len()).filter_map(pair).collect();
    if pairs.len() < 3 {
        return None;
    }
    let (before, after): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mean_before, mean_after) = (mean(&before)?, mean(&after)?);
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let product = sum(&|(x, y)| (x - mean_before) * (y - mean_after));
    let spread = sum(&|(x, _)| (x - mean_before).powi(2)) * sum(&|(_, y)| (y - mean_after).powi(2));
    (spread > 0.0).then(|| product / spread.sqrt())
}

/// Whether this correlation says that the points depend on each other.
pub fn depends(lag_one: Option<f64>, points: usize) -> bool {
    lag_one.is_some_and(|r| r > 2.0 / (points as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_false_signals_as_were_counted() {
        let share =
            |limits| move |points| (false_signal_share(Rules::Wheeler, limits, points) * 100.0).round();
        assert_eq!([0, 12, 18, 24, 60].map(share(LimitsFrom::All)), [0.0, 6.0, 11.0, 15.0, 39.0]);
        assert_eq!([0, 12, 20, 24, 48].map(share(LimitsFrom::TheFirst)), [0.0, 6.0, 12.0, 17.0, 41.0]);
        for limits in [LimitsFrom::All, LimitsFrom::TheFirst] {
            assert!(false_signal_share(Rules::Wheeler, limits, 100_000) > 0.99);
            assert!(
                false_signal_share(Rules::Anhoej, limits, 24) < false_signal_share(Rules::Mdc, limits, 24)
            );
        }
        assert!((expected_false_signals(Rules::Wheeler, LimitsFrom::All, &[24; 20]) - 3.0).abs() < 1e-12);
    }

    /// numpy.corrcoef([1, 2, 4, 3], [2, 4, 3, 5]).
    #[test]
    fn each_with_the_one_before() {
        let all = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let r = lag_one(&all(&[1.0, 2.0, 4.0, 3.0, 5.0]), &[]).unwrap();
        assert!((r - 0.4).abs() < 1e-12, "{r}");
        assert_eq!(lag_one(&all(&[1.0; 9]), &[]), None);
        assert_eq!(lag_one(&[Some(1.0), None, Some(2.0)], &[]), None);
        assert!(depends(Some(0.5), 24) && !depends(Some(0.4), 24) && !depends(None, 24));
    }
}
