//! A share (or mean) of many things of which only some were looked at, with a prediction for every one: from words, say.
//!
//! The predictions may be wrong; the ones looked at tell by how much. **Difference estimator** (survey sampling: Cochran 1977, 7.1;
//! Särndal, Swensson and Wretman 1992, 6.3): theta = mean of all predictions + mean of (y - prediction) over those looked at, with the
//! finite-population term; this is prediction-powered inference with lambda 1 (Angelopoulos et al., Science 382, 2023) made exact for a
//! finite number. **PPI++** (Angelopoulos, Duchi and Zrnic 2023): lambda chosen from the data, for predictions made elsewhere. What was
//! looked at must have been drawn by chance, with known chances if not equal ones; predictions must come from a model that has not seen
//! the thing (cross-fitted). Counting what a model says, without this, is off by 1.6 to 4.3 points in our trial, and no interval says so.

use super::share::Z_95;
use super::spread::{Part, Ratio, student_95};

/// An estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share or mean.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// The 95 % interval.
    pub interval: (f64, f64),
}

impl Estimate {
    /// The same of a share: cut to 0 to 1.
    pub fn cut(self) -> Estimate {
        let cut = |value: f64| value.clamp(0.0, 1.0);
        Estimate { value: cut(self.value), interval: (cut(self.interval.0), cut(self.interval.1)), ..self }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// What it is: 1 or 0 for a share.
    pub truth: f64,
    /// What was predicted.
    pub predicted: f64,
    /// How many things it stands for: 1, or one over its chance of being drawn.
    pub weight: f64,
    /// Its cluster (a person); things of one cluster stand next to each other.
    pub cluster: u64,
}

/// All the things there are, looked at or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct All {
    /// How many.
    pub n: f64,
    /// The mean of their predictions.
    pub mean_predicted: f64,
    /// The variance of that mean, where the predictions are of a sample of the things only; else nought.
    pub variance: f64,
}

/// By how much predictions are wrong on the mean, clusters taken as wholes.
pub(super) fn wrong(seen: &[Seen]) -> Option<Ratio> {
    let part = |seen: &Seen| Part {
        above: seen.weight * (seen.truth - seen.predicted),
        below: seen.weight,
        cluster: seen.cluster,
    };
    Ratio::of(&seen.iter().map(part).collect::<Vec<_>>())
}

/// The difference estimator, of a share to be [`Estimate::cut`]. `None` with fewer than two clusters looked at.
pub fn difference(seen: &[Seen], all: All) -> Option<Estimate> {
    let wrong = wrong(seen)?;
    let unseen = (1.0 - seen.len() as f64 / all.n.max(seen.len() as f64)).max(0.0);
    let value = all.mean_predicted + wrong.value;
    let error = (unseen * wrong.error * wrong.error + all.variance).sqrt();
    let half = student_95(wrong.clusters as f64 - 1.0) * error;
    half.is_finite().then_some(Estimate { value, error, interval: (value - half, value + half) })
}

/// Prediction-powered inference on things looked at (truth, prediction) and others (prediction), with this lambda: 1 is plain PPI, 0 the
/// mean of the truths. Variances without the correction of degrees of freedom and a normal interval, as the authors' package has it.
pub fn powered(seen: &[(f64, f64)], others: &[f64], lambda: f64) -> Option<Estimate> {
    if seen.len() < 2 || (others.is_empty() && lambda != 0.0) {
        return None;
    }
    let rest: Vec<f64> = seen.iter().map(|(truth, predicted)| truth - lambda * predicted).collect();
    let mut value = mean(&rest);
    let mut variance = variance(&rest) / rest.len() as f64;
    if lambda != 0.0 {
        value += lambda * mean(others);
        variance += lambda * lambda * self::variance(others) / others.len() as f64;
    }
    let error = variance.sqrt();
    let half = Z_95 * error;
    half.is_finite().then_some(Estimate { value, error, interval: (value - half, value + half) })
}

/// The lambda of PPI++ for a mean, cut to 0 to 1; nought where predictions do not vary.
pub fn lambda(seen: &[(f64, f64)], others: &[f64]) -> f64 {
    let (n, m) = (seen.len() as f64, others.len() as f64);
    if seen.is_empty() || others.is_empty() {
        return 0.0;
    }
    let truths = mean(&seen.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let predicted: Vec<f64> = seen.iter().map(|pair| pair.1).collect();
    let middle = mean(&predicted);
    let together = seen.iter().map(|(y, yhat)| (y - truths) * (yhat - middle)).sum::<f64>() / n;
    let all = [&predicted[..], others].concat();
    let spread = variance(&all) * all.len() as f64 / (all.len() as f64 - 1.0);
    let lambda = together / ((1.0 + n / m) * spread);
    if lambda.is_finite() { lambda.clamp(0.0, 1.0) } else { 0.0 }
}

/// PPI++.
pub fn tuned(seen: &[(f64, f64)], others: &[f64]) -> Option<Estimate> {
    powered(seen, others, lambda(seen, others))
}

/// How many things in all must be looked at for an interval of ± `half`, when a thing looked at is off by this variance, of `all` things
/// (infinity if they are not counted).
pub fn labels_needed(variance: f64, half: f64, all: f64) -> f64 {
    let plain = Z_95 * Z_95 * variance / (half * half);
    if all.is_finite() { plain / (1.0 + plain / all) } else { plain }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance, divided by n.
fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    values.iter().map(|value| (value - middle) * (value - middle)).sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(pairs: &[(f64, f64)]) -> Vec<Seen> {
        let one = |(cluster, (truth, predicted)): (usize, &(f64, f64))| Seen {
            truth: *truth,
            predicted: *predicted,
            weight: 1.0,
            cluster: cluster as u64,
        };
        pairs.iter().enumerate().map(one).collect()
    }

    #[test]
    fn by_hand() {
        // y - yhat: 0.5, 0.5, -0.5, -0.5: mean 0, variance 1/3; 4 of 8: se = sqrt(0.5 * (1/3) / 4).
        let pairs = [(1.0, 0.5), (1.0, 0.5), (0.0, 0.5), (0.0, 0.5)];
        let all = All { n: 8.0, mean_predicted: 0.4, variance: 0.0 };
        let found = difference(&seen(&pairs), all).unwrap();
        assert!((found.value - 0.4).abs() < 1e-12 && (found.error - (0.5_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert_eq!(difference(&seen(&pairs[..1]), all), None);
        // All looked at: the share itself, and nothing left to doubt.
        let whole = difference(&seen(&pairs), All { n: 4.0, mean_predicted: 0.5, variance: 0.0 }).unwrap();
        assert_eq!((whole.value, whole.error, whole.interval), (0.5, 0.0, (0.5, 0.5)));
    }

    #[test]
    fn two_of_one_person_say_less_than_two_of_two() {
        let pairs: Vec<(f64, f64)> = (0..40).map(|at| (f64::from(u8::from(at % 4 < 2)), 0.5)).collect();
        let all = All { n: 4_000.0, mean_predicted: 0.5, variance: 0.0 };
        let apart = difference(&seen(&pairs), all).unwrap();
        let mut paired = seen(&pairs);
        paired.iter_mut().enumerate().for_each(|(at, seen)| seen.cluster = at as u64 / 2);
        assert!(difference(&paired, all).unwrap().error > 1.3 * apart.error);
    }

    #[test]
    fn useless_predictions_leave_the_labels_alone() {
        let pairs = [(1.0, 0.3), (0.0, 0.3), (1.0, 0.3)];
        assert_eq!(lambda(&pairs, &[0.3, 0.3]), 0.0);
        assert!((tuned(&pairs, &[0.3, 0.3]).unwrap().value - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(powered(&pairs, &[], 1.0), None);
    }

    #[test]
    fn labels_for_a_width() {
        assert!((labels_needed(0.25, 0.05, f64::INFINITY) - 384.146).abs() < 0.01);
        assert!(labels_needed(0.25, 0.05, 500.0) < 218.0);
    }

    proptest! {
        #[test]
        fn true_predictions_give_the_truth(truths in prop::collection::vec(any::<bool>(), 2..50), share in 0.0_f64..1.0) {
            let pairs: Vec<_> = truths.iter().map(|truth| (f64::from(u8::from(*truth)), f64::from(u8::from(*truth)))).collect();
            let found = difference(&seen(&pairs), All { n: 1e4, mean_predicted: share, variance: 0.0 }).unwrap();
            prop_assert!((found.value - share).abs() < 1e-12 && found.error < 1e-12);
        }
    }
}
