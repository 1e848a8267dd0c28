//! A share from things drawn by chance within strata: groups known before the drawing, such as quarters of an earlier model's score.
//!
//! Estimate (Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5, of the differences as in `predicted`): sum over strata of W_h (mean
//! prediction of all in h + mean of (y - prediction) of those looked at in h); variance sum of W_h^2 max(s_h^2, 1 / (4 n_h))
//! (1 - n_h / N_h) / n_h. The floor of the variance keeps a stratum in which nothing was wrong from claiming certainty. Allocation: half
//! in proportion, half by W_h S_h with S_h = sqrt(mean p (1 - p)), at least 8 each; pure Neyman allocation with tiny strata covered
//! only 0.75 to 0.92 in our trial (measures.md 3.3) and is not offered.

use super::predicted::Estimate;
use super::spread::student_95;

/// Fewest things drawn from a stratum.
pub const LEAST: u64 = 8;

/// One stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// How many things it has.
    pub n: u64,
    /// The mean of their predictions.
    pub mean_predicted: f64,
    /// Truth less prediction, of those looked at.
    pub wrong: Vec<f64>,
}

/// The estimate, cut to 0 to 1. `None` if a stratum with things has fewer than two looked at.
pub fn stratified(strata: &[Stratum]) -> Option<Estimate> {
    let all: u64 = strata.iter().map(|stratum| stratum.n).sum();
    let filled = || strata.iter().filter(|stratum| stratum.n > 0);
    if all == 0 || filled().any(|stratum| stratum.wrong.len() < 2) {
        return None;
    }
    let (mut value, mut variance, mut seen) = (0.0, 0.0, 0);
    for stratum in filled() {
        let weight = stratum.n as f64 / all as f64;
        let n = stratum.wrong.len() as f64;
        let mean = stratum.wrong.iter().sum::<f64>() / n;
        let s2 = stratum.wrong.iter().map(|wrong| (wrong - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let unseen = (1.0 - n / stratum.n as f64).max(0.0);
        value += weight * (stratum.mean_predicted + mean);
        variance += weight * weight * s2.max(1.0 / (4.0 * n)) * unseen / n;
        seen += stratum.wrong.len();
    }
    let error = variance.sqrt();
    let degrees = seen.saturating_sub(filled().count()) as f64;
    let half = student_95(degrees) * error;
    let estimate = Estimate { value, error, interval: (value - half, value + half) };
    half.is_finite().then(|| estimate.cut())
}

/// How many of `labels` things to draw from each stratum, given as how many it has and S of its scores. Never more than it has, at least
/// [`LEAST`] where it has them; so the sum may differ from `labels` by a few.
pub fn allocation(strata: &[(u64, f64)], labels: u64) -> Vec<u64> {
    let all: f64 = strata.iter().map(|(n, _)| *n as f64).sum();
    let spread: f64 = strata.iter().map(|(n, s)| *n as f64 * s).sum();
    let share = |(n, s): &(u64, f64)| {
        let even = *n as f64 / all.max(1.0);
        let by_spread = if spread > 0.0 { *n as f64 * s / spread } else { even };
        (labels as f64 * (even + by_spread) / 2.0).round() as u64
    };
    strata.iter().map(|stratum| share(stratum).max(LEAST).min(stratum.0)).collect()
}

/// S of a stratum: the root of the mean of p (1 - p).
pub fn spread_of(scores: &[f64]) -> f64 {
    match scores.len() {
        0 => 0.0,
        n => (scores.iter().map(|p| p * (1.0 - p)).sum::<f64>() / n as f64).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // W = 3/4, 1/4. Means of what was wrong: 0.25 and 0; variances 0.25 and the floor 1 / 8.
        let strata = [
            Stratum { n: 300, mean_predicted: 0.2, wrong: vec![1.0, 0.0, 0.0, 0.0] },
            Stratum { n: 100, mean_predicted: 0.8, wrong: vec![0.0, 0.0] },
        ];
        let found = stratified(&strata).unwrap();
        assert!((found.value - (0.75 * 0.45 + 0.25 * 0.8)).abs() < 1e-12);
        let variance = 0.5625 * 0.25 * (1.0 - 4.0 / 300.0) / 4.0 + 0.0625 * 0.125 * 0.98 / 2.0;
        assert!((found.error - f64::sqrt(variance)).abs() < 1e-12);
        assert_eq!(stratified(&strata[..0]), None);
        assert_eq!(stratified(&[Stratum { n: 9, mean_predicted: 0.5, wrong: vec![0.0] }]), None);
    }

    #[test]
    fn half_by_size_and_half_by_doubt() {
        assert_eq!(allocation(&[(750, 0.1), (250, 0.5)], 100), [(75 + 38) / 2, (25 + 63) / 2]);
        assert_eq!(allocation(&[(1_000, 0.0), (4, 0.0), (500, 0.0)], 0), [8, 4, 8]);
        assert!((spread_of(&[0.5, 0.5]) - 0.5).abs() < 1e-12);
    }
}
