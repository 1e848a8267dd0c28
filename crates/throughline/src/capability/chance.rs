//! What a chart shows though nothing has changed: how many signals chance gives, and whether the points are independent at all.
//!
//! Formula (measures.md 1.4): of K steady charts about K times the share below show a signal; between the numbers of points that were
//! tried, linear; beyond the last, as if every further stretch of as many points were tried afresh. r1 = correlation of each value
//! with the one before; if r1 > 2/sqrt(n) the points depend on each other and the limits are too narrow. Source: 2,000 steady normal
//! series each of 12, 24 and 60 points (`s-rule-false-alarm-study` of the reference cases); Bartlett 1946 for 2/sqrt(n). Where it
//! misleads: skewed or dependent values signal far more often than this.

use super::rules::Rules;
use super::xmr::{gap_before, mean};

/// For each number of points tried, the share of steady charts with any signal: wheeler, mdc, anhoej.
const STEADY: [(f64, [f64; 3]); 3] =
    [(12.0, [0.06, 0.067, 0.013]), (24.0, [0.15, 0.19, 0.031]), (60.0, [0.39, 0.49, 0.046])];

/// The chance that a steady chart of so many points shows some signal.
pub fn false_signal_share(rules: Rules, points: usize) -> f64 {
    let set = match rules {
        Rules::Wheeler => 0,
        Rules::Mdc => 1,
        Rules::Anhoej => 2,
    };
    let points = points as f64;
    let tried = |place: usize| (STEADY[place].0, STEADY[place].1[set]);
    let between = |(n0, share0): (f64, f64), (n1, share1): (f64, f64)| {
        share0 + (share1 - share0) * (points - n0) / (n1 - n0)
    };
    match points {
        n if n <= 12.0 => between((0.0, 0.0), tried(0)),
        n if n <= 24.0 => between(tried(0), tried(1)),
        n if n <= 60.0 => between(tried(1), tried(2)),
        n => 1.0 - (1.0 - tried(2).1).powf(n / tried(2).0),
    }
}

/// How many of some charts would show a signal by chance, each with its number of points.
pub fn expected_false_signals(rules: Rules, points: &[usize]) -> f64 {
    points.iter().map(|points| false_signal_share(rules, *points)).sum()
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
        let share = |points| (false_signal_share(Rules::Wheeler, points) * 100.0).round();
        assert_eq!([0, 12, 18, 24, 60].map(share), [0.0, 6.0, 11.0, 15.0, 39.0]);
        assert!(false_signal_share(Rules::Wheeler, 100_000) > 0.99);
        assert!((expected_false_signals(Rules::Wheeler, &[24; 20]) - 3.0).abs() < 1e-12);
        assert!(false_signal_share(Rules::Anhoej, 24) < false_signal_share(Rules::Mdc, 24));
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
