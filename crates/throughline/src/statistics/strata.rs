//! A share from things drawn by chance within strata: groups known before the drawing, such as quarters of an earlier model's score.
//!
//! Estimate (Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5, of the differences as in `predicted`): sum over strata of W_h (mean
//! prediction of all in h + mean of (y - prediction) of those looked at in h); variance sum of W_h^2 max(s_h^2, 1 / (4 n_h))
//! (1 - n_h / N_h) / n_h. The floor of the variance keeps a stratum in which nothing was wrong from claiming certainty. Allocation: half
//! in proportion, half by W_h S_h with S_h = sqrt(mean p (1 - p)), at least 8 each; pure Neyman allocation with tiny strata covered
//! only 0.75 to 0.92 in our trial (measures.md 3.3) and is not offered.

use super::predicted::{All, Estimate, Seen, wrong};
use super::spread::{Ratio, student_95};

/// Fewest things drawn from a stratum.
pub const LEAST: u64 = 8;

/// One stratum of which all predictions are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// How many things it has.
    pub n: u64,
    /// The mean of their predictions.
    pub mean_predicted: f64,
    /// Truth less prediction, of those looked at.
    pub wrong: Vec<f64>,
}

/// What was looked at of one stratum.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// How many things it stands for: those looked at over the chance of being drawn.
    pub stands_for: f64,
    /// Those looked at; things of one cluster stand next to each other. Their weights say how many things they are, not how many they
    /// stand for.
    pub seen: Vec<Seen>,
}

/// By how much predictions are wrong on the mean, how sure that is (a variance), and on how many degrees of freedom.
type Wrong = (f64, f64, f64);

/// The same of things drawn within strata. `None` if a stratum has fewer than two clusters looked at.
fn wrong_within(groups: &[Group]) -> Option<Wrong> {
    let all: f64 = groups.iter().map(|group| group.stands_for).sum();
    let (mut value, mut variance, mut degrees) = (0.0, 0.0, 0.0);
    for group in groups {
        let found: Ratio = wrong(&group.seen).filter(|found| found.clusters > 1)?;
        let (share, n) = (group.stands_for / all, group.seen.len() as f64);
        let weight: f64 = group.seen.iter().map(|seen| seen.weight).sum();
        let unseen = (1.0 - weight / group.stands_for).clamp(0.0, 1.0);
        value += share * found.value;
        variance += share * share * (found.error * found.error).max(1.0 / (4.0 * n * n)) * unseen;
        degrees += found.clusters as f64 - 1.0;
    }
    (all > 0.0).then_some((value, variance, degrees))
}

/// The estimate, cut to 0 to 1. `None` if a stratum with things has fewer than two looked at.
pub fn stratified(strata: &[Stratum]) -> Option<Estimate> {
    let all: u64 = strata.iter().map(|stratum| stratum.n).sum();
    let filled = || strata.iter().filter(|stratum| stratum.n > 0);
    let mean = |stratum: &Stratum| stratum.n as f64 / all as f64 * stratum.mean_predicted;
    let one = |(cluster, wrong): (usize, &f64)| Seen {
        truth: *wrong,
        predicted: 0.0,
        weight: 1.0,
        cluster: cluster as u64,
    };
    let group = |stratum: &Stratum| Group {
        stands_for: stratum.n as f64,
        seen: stratum.wrong.iter().enumerate().map(one).collect(),
    };
    let groups: Vec<Group> = filled().map(group).collect();
    let all = All { n: all as f64, mean_predicted: filled().map(mean).sum(), variance: 0.0 };
    rectified(&[], &groups, all).map(Estimate::cut)
}

/// The estimate from things drawn within strata and things drawn at random from all, either of which may be none; each draw counts by how
/// many it has. That the mean of all predictions is known is enough: which stratum the others are of need not be. Not cut. `None` if a
/// stratum, or those at random, have fewer than two clusters looked at, or nothing was looked at.
pub fn rectified(at_random: &[Seen], groups: &[Group], all: All) -> Option<Estimate> {
    let drawn: usize = groups.iter().map(|group| group.seen.len()).sum();
    let share = drawn as f64 / (drawn + at_random.len()) as f64;
    let nothing = (0.0, 0.0, 0.0);
    let within = if groups.is_empty() { nothing } else { wrong_within(groups)? };
    let random = if at_random.is_empty() {
        nothing
    } else {
        let found = wrong(at_random).filter(|found| found.clusters > 1)?;
        let unseen = (1.0 - at_random.len() as f64 / all.n).max(0.0);
        (found.value, unseen * found.error * found.error, found.clusters as f64 - 1.0)
    };
    let value = all.mean_predicted + share * within.0 + (1.0 - share) * random.0;
    let variance = share * share * within.1 + (1.0 - share) * (1.0 - share) * random.1;
    let error = (variance + all.variance).sqrt();
    let half = student_95(within.2 + random.2) * error;
    half.is_finite().then_some(Estimate { value, error, interval: (value - half, value + half) })
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

    fn seen(values: &[f64]) -> Vec<Seen> {
        let one = |(cluster, truth): (usize, &f64)| Seen {
            truth: *truth,
            predicted: 0.5,
            weight: 1.0,
            cluster: cluster as u64,
        };
        values.iter().enumerate().map(one).collect()
    }

    #[test]
    fn two_draws_of_the_same_things() {
        let all = All { n: 400.0, mean_predicted: 0.5, variance: 0.0 };
        let (some, others) = (seen(&[1.0, 0.0, 1.0, 1.0]), seen(&[0.0, 1.0, 1.0, 0.0]));
        // One stratum that is everything is a plain random sample.
        let group = Group { stands_for: 400.0, seen: some.clone() };
        let one = rectified(&[], std::slice::from_ref(&group), all).unwrap();
        assert_eq!(one, super::super::predicted::difference(&some, all).unwrap());
        assert_eq!(rectified(&some, &[], all).unwrap(), one);
        // Four of each draw: halfway between, and the variances by quarters.
        let both = rectified(&others, std::slice::from_ref(&group), all).unwrap();
        let other = rectified(&others, &[], all).unwrap();
        assert!((both.value - (0.75 + 0.5) / 2.0).abs() < 1e-12);
        let error = (one.error.powi(2) / 4.0 + other.error.powi(2) / 4.0).sqrt();
        assert!((both.error - error).abs() < 1e-12);
        assert_eq!((rectified(&[], &[], all), rectified(&some[..1], &[], all)), (None, None));
    }

    #[test]
    fn half_by_size_and_half_by_doubt() {
        assert_eq!(allocation(&[(750, 0.1), (250, 0.5)], 100), [(75 + 38) / 2, (25 + 63) / 2]);
        assert_eq!(allocation(&[(1_000, 0.0), (4, 0.0), (500, 0.0)], 0), [8, 4, 8]);
        assert!((spread_of(&[0.5, 0.5]) - 0.5).abs() < 1e-12);
    }
}
