//! Whether numbers of one period lie as those of another: an alarm that old labels no longer serve.
//!
//! Population stability index: sum over ten bins (tenths of the old numbers) of (a - b) ln(a / b), a and b the shares of new and old,
//! half a thing added to each bin; under 0.1 still, over 0.2 moved, as credit scoring has it (Siddiqi 2006), where the figure is
//! only a custom. Two-sample Kolmogorov and Smirnov: the largest distance between the two shares below any number, with the
//! large-sample p (Smirnov 1948; Stephens's correction, JRSS B 32, 1970). With very many numbers p is small for any trifle, so an
//! alarm wants both.

/// How far two samples lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// The population stability index.
    pub stability_index: f64,
    /// The largest distance between the two distributions.
    pub distance: f64,
    /// The chance of such a distance if nothing moved.
    pub p: f64,
}

impl Drift {
    /// Whether fresh labels are needed.
    pub fn alarm(&self) -> bool {
        self.stability_index > 0.2 && self.p < 0.01
    }
}

/// Fewest numbers on each side.
pub const LEAST: usize = 30;
const BINS: usize = 10;

/// How far `new` lies from `old`; numbers that are not finite are passed over. `None` with fewer than [`LEAST`] on a side.
pub fn drift(old: &[f64], new: &[f64]) -> Option<Drift> {
    let sorted = |values: &[f64]| {
        let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let (old, new) = (sorted(old), sorted(new));
    if old.len().min(new.len()) < LEAST {
        return None;
    }
    let distance = distance(&old, &new);
    let (n, m) = (old.len() as f64, new.len() as f64);
    let root = (n * m / (n + m)).sqrt();
    Some(Drift {
        stability_index: stability_index(&old, &new),
        distance,
        p: tail((root + 0.12 + 0.11 / root) * distance),
    })
}

fn stability_index(old: &[f64], new: &[f64]) -> f64 {
    let edges: Vec<f64> = (1..BINS).map(|bin| old[bin * old.len() / BINS]).collect();
    // Counts below each edge; equal edges give empty bins, which add nothing to either side.
    let shares = |values: &[f64]| {
        let mut ends: Vec<usize> =
            edges.iter().map(|edge| values.partition_point(|value| value < edge)).collect();
        ends.push(values.len());
        let from = std::iter::once(0).chain(ends.clone());
        let all = values.len() as f64 + BINS as f64 / 2.0;
        from.zip(ends).map(|(from, until)| ((until - from) as f64 + 0.5) / all).collect::<Vec<_>>()
    };
    shares(new).iter().zip(shares(old)).map(|(a, b)| (a - b) * (a / b).ln()).sum()
}

fn distance(old: &[f64], new: &[f64]) -> f64 {
    let (mut at_old, mut at_new, mut most) = (0, 0, 0.0_f64);
    while at_old < old.len() && at_new < new.len() {
        let value = old[at_old].min(new[at_new]);
        at_old += old[at_old..].iter().take_while(|other| **other <= value).count();
        at_new += new[at_new..].iter().take_while(|other| **other <= value).count();
        most = most.max((at_old as f64 / old.len() as f64 - at_new as f64 / new.len() as f64).abs());
    }
    most
}

/// The upper tail of Kolmogorov's distribution.
fn tail(x: f64) -> f64 {
    if x < 0.3 {
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 0 { -1.0 } else { 1.0 };
        sign * (-2.0 * f64::from(k * k) * x * x).exp()
    };
    (2.0 * (1..=20).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_tables() {
        for (x, p) in [(1.3581, 0.05), (1.6276, 0.01), (0.5, 0.9639)] {
            assert!((tail(x) - p).abs() < 1e-4, "{x}: {}", tail(x));
        }
    }

    #[test]
    fn the_same_does_not_alarm_and_another_does() {
        let old: Vec<f64> = (0..500).map(|at| f64::from(at) / 500.0).collect();
        let same: Vec<f64> = (0..300).map(|at| f64::from(at) / 300.0).collect();
        let moved: Vec<f64> = same.iter().map(|value| value * value).collect();
        let still = drift(&old, &same).unwrap();
        assert!(!still.alarm() && still.stability_index < 0.02 && still.distance < 0.01, "{still:?}");
        let found = drift(&old, &moved).unwrap();
        // F(x) = sqrt(x) against x: furthest apart, 1/4, at 1/4.
        assert!(found.alarm() && (found.distance - 0.25).abs() < 0.01 && found.p < 1e-8, "{found:?}");
        assert_eq!(drift(&old[..20], &same), None);
        assert_eq!(drift(&vec![f64::NAN; 50], &same), None);
        assert!(!drift(&vec![0.5; 50], &vec![0.5; 50]).unwrap().alarm());
    }
}
