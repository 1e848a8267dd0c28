//! Intervals by drawing the data again: whole clusters (all scores of a person, all that a reader coded) with replacement, so that
//! what belongs together stays together.
//!
//! The 95 % percentile interval with the levels of Hesterberg (The American Statistician 69, 2015, section 4): alpha' =
//! Phi(-sqrt(n / (n - 1)) t(n - 1, 0.975)), without which few clusters give intervals that are too narrow.

use super::laws::normal_below;
use super::random::Random;
use super::spread::student_95;

/// How many times the data are drawn.
pub const DRAWS: usize = 2_000;

/// The 95 % interval of a statistic of `clusters` clusters. `statistic` is given how often each cluster was drawn, and answers `None`
/// where it cannot be told from that draw. `None` below two clusters, or where more than one draw in twenty gives nothing.
pub fn interval(
    clusters: usize,
    random: &mut Random,
    draws: usize,
    mut statistic: impl FnMut(&[u32]) -> Option<f64>,
) -> Option<(f64, f64)> {
    if clusters < 2 || draws == 0 {
        return None;
    }
    let mut times = vec![0_u32; clusters];
    let mut found: Vec<f64> = Vec::with_capacity(draws);
    for _ in 0..draws {
        times.fill(0);
        for _ in 0..clusters {
            times[random.below(clusters)] += 1;
        }
        found.extend(statistic(&times).filter(|value| value.is_finite()));
    }
    if found.len() * 20 < draws * 19 {
        return None;
    }
    found.sort_unstable_by(f64::total_cmp);
    let level = tail(clusters);
    Some((at(&found, level), at(&found, 1.0 - level)))
}

/// The share of draws left out on each side.
fn tail(clusters: usize) -> f64 {
    let n = clusters as f64;
    let reach = (n / (n - 1.0)).sqrt() * student_95(n - 1.0);
    normal_below(-reach)
}

/// The quantile of sorted values, linear between the two nearest.
fn at(sorted: &[f64], q: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * q;
    let low = sorted[place as usize];
    let high = sorted.get(place as usize + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_many_has_the_interval_of_theory() {
        let values: Vec<f64> = (0..400).map(|place| f64::from(place % 20)).collect();
        let mean = |times: &[u32]| {
            Some(
                values.iter().zip(times).map(|(value, times)| value * f64::from(*times)).sum::<f64>() / 400.0,
            )
        };
        let (low, high) = interval(400, &mut Random::new(3, "mean"), DRAWS, mean).unwrap();
        let half = 1.96 * (33.25_f64 / 400.0).sqrt();
        assert!((low - (9.5 - half)).abs() < 0.05 && (high - (9.5 + half)).abs() < 0.05, "{low} {high}");
    }

    #[test]
    fn few_clusters_reach_further_and_one_says_nothing() {
        assert!(tail(5) < 0.01 && (tail(1_000_000) - 0.025).abs() < 1e-5, "{}", tail(5));
        assert_eq!(interval(1, &mut Random::new(3, "one"), DRAWS, |_| Some(1.0)), None);
        assert_eq!(interval(5, &mut Random::new(3, "none"), DRAWS, |_| None), None);
    }
}
