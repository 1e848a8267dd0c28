//! How much a sample is worth when its members carry weights or belong together, and how far a mean of it may be out.
//!
//! Kish (Survey Sampling, 1965): n things with weights w say as much as (sum w)^2 / sum w^2 without. Things of one cluster (the
//! contacts of one person) say less than as many of different clusters: the variance of a ratio by linearisation over
//! clusters (Cochran, Sampling Techniques, 3rd ed. 1977, sections 6.5 and 9A), over that of the same things apart, is the design
//! effect.
//!
//! Values that come in sets, the values of one set not drawn independently of each other (points of one Latin hypercube), are
//! told by how the means of sets vary: s² is the mean square between sets, with as many degrees of freedom as there are sets less
//! one (replicates of a design that is evenly spread: Owen, Monte Carlo theory, methods and examples, 2013, 10.3 and 17.5).

use super::laws::{normal_of, student_of};
use super::share::{Z_95, wilson};
use crate::wording::Told;

/// The 97.5 % point of Student's t; that of the normal distribution where there are very many degrees of freedom, infinity where there
/// are none.
pub fn student_95(degrees: f64) -> f64 {
    if degrees >= 1e7 { Z_95 } else { student(degrees, 0.975) }
}

/// The point of Student's t below which so much of it lies; infinity where there are no degrees of freedom.
pub fn student(degrees: f64, below: f64) -> f64 {
    if degrees >= 1e7 {
        return normal_of(below);
    }
    if degrees > 0.0 { student_of(degrees, below) } else { f64::INFINITY }
}

/// A mean of things, and how far it may be out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Of how many.
    pub n: u64,
    /// The mean.
    pub mean: f64,
    /// Its standard error, `s / sqrt(n)`; infinite of one, and of one set.
    pub standard_error: f64,
    /// Half of its 95 % interval, by Student's t; infinite of one, and of one set.
    pub half_width_95: f64,
}

impl Mean {
    /// Of values drawn one by one; `None` of none.
    pub fn of(values: &[f64]) -> Option<Mean> {
        Mean::of_sets(values.chunks(1))
    }

    /// Of values that come in sets; `None` of none. A set without values is none, and one with fewer than others counts for less.
    pub fn of_sets<'v>(sets: impl IntoIterator<Item = &'v [f64]>) -> Option<Mean> {
        let sets: Vec<&[f64]> = sets.into_iter().filter(|set| !set.is_empty()).collect();
        let values = || sets.iter().flat_map(|set| set.iter());
        let (n, degrees) = (values().count() as f64, sets.len() as f64 - 1.0);
        let mean = values().sum::<f64>() / n;
        let between = |set: &&[f64]| {
            let of = set.len() as f64;
            let off = set.iter().sum::<f64>() / of - mean;
            of * off * off
        };
        let (standard_error, half_width_95) = match sets.len() {
            0 => return None,
            1 => (f64::INFINITY, f64::INFINITY),
            _ => {
                let error = (sets.iter().map(between).sum::<f64>() / degrees / n).sqrt();
                // Of values that are all alike nothing is uncertain, whatever t is.
                (error, if error == 0.0 { 0.0 } else { error * student_95(degrees) })
            }
        };
        Some(Mean { n: n as u64, mean, standard_error, half_width_95 })
    }
}

/// What a number of weighted things is worth (Kish): `(sum w)^2 / sum w^2`. Nought without things.
pub fn effective_n(weights: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, squares) = weights
        .into_iter()
        .fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// One thing in a ratio: what it adds above, what it adds below, and which cluster it is of. Weights are multiplied in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What it adds to the upper sum.
    pub above: f64,
    /// What it adds to the lower sum.
    pub below: f64,
    /// Its cluster: things of one cluster stand next to each other.
    pub cluster: u64,
}

/// A ratio of two sums and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The ratio.
    pub value: f64,
    /// Its standard error, clusters taken as wholes.
    pub error: f64,
    /// How many clusters there are.
    pub clusters: usize,
    /// What they are worth by what each adds to the lower sum (Kish).
    pub effective_clusters: f64,
}

impl Ratio {
    /// The ratio of these parts. `None` where the lower sum is not above nought or anything is not finite.
    pub fn of(parts: &[Part]) -> Option<Ratio> {
        let above: f64 = parts.iter().map(|part| part.above).sum();
        let below: f64 = parts.iter().map(|part| part.below).sum();
        if !(above.is_finite() && below.is_finite() && below > 0.0) {
            return None;
        }
        let value = above / below;
        let rest = |part: &Part| part.above - value * part.below;
        let (mut together, mut clusters, mut squares) = (0.0, 0, 0.0);
        for cluster in parts.chunk_by(|a, b| a.cluster == b.cluster) {
            let (off, share) =
                cluster.iter().fold((0.0, 0.0), |sum, part| (sum.0 + rest(part), sum.1 + part.below / below));
            together += off * off;
            squares += share * share;
            clusters += 1;
        }
        let error = match clusters {
            0 | 1 => f64::INFINITY,
            n => (together * n as f64 / (n - 1) as f64).sqrt() / below,
        };
        Some(Ratio { value, error, clusters, effective_clusters: 1.0 / squares })
    }

    /// The 95 % interval by Student's t on the number of clusters; `None` below two.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let half = student_95(self.clusters as f64 - 1.0) * self.error;
        half.is_finite().then_some((self.value - half, self.value + half))
    }

    /// The 95 % interval of a ratio that is a share, where what is above is a part of what is below: Wilson's, at the number of
    /// things whose plain share would be as unsure. Where nothing varies between clusters (none or all is above, say) that shows
    /// nothing of how sure it is, and each cluster counts as one. `None` below two clusters, or for what is no share.
    pub fn share_interval(&self) -> Option<(f64, f64)> {
        let reach = student_95(self.clusters as f64 - 1.0) / Z_95 * self.error;
        let worth = match reach {
            endless if !endless.is_finite() => return None,
            varies if varies > 1e-12 && self.value > 0.0 && self.value < 1.0 => {
                self.value * (1.0 - self.value) / (varies * varies)
            }
            _ => self.effective_clusters,
        };
        wilson(self.value, worth)
    }
}

/// A share of weighted things in clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The weighted share.
    pub value: f64,
    /// The 95 % interval: Wilson's at the effective number.
    pub interval: (f64, f64),
    /// What the things are worth: Kish's number, divided by the design effect.
    pub effective_n: f64,
    /// How much clustering alone widens the variance; 1 where it does not.
    pub design_effect: f64,
}

impl Share {
    /// The share in words.
    pub fn said(&self) -> Told {
        crate::wording::share(self.value, self.interval)
    }

    /// The share of things (weight, whether it is one of those asked for, cluster), those of one cluster next to each other. `None`
    /// without things or with weights below nought.
    pub fn of(things: &[(f64, bool, u64)]) -> Option<Share> {
        let mut sums = Sums::default();
        for cluster in things.chunk_by(|a, b| a.2 == b.2) {
            let weight: f64 = cluster.iter().map(|thing| thing.0).sum();
            let hits = || cluster.iter().filter(|thing| thing.1);
            let squares = |weight: f64| weight * weight;
            sums.n += cluster.len() as f64;
            sums.squares += cluster.iter().map(|thing| squares(thing.0)).sum::<f64>();
            sums.hit_squares += hits().map(|thing| squares(thing.0)).sum::<f64>();
            sums.add_cluster(hits().map(|thing| thing.0).sum(), weight);
            if cluster.iter().any(|thing| !(thing.0.is_finite() && thing.0 >= 0.0)) {
                return None;
            }
        }
        sums.share()
    }
}

/// What a share and its interval are worked out from: sums over things and over clusters, so that they can be added up in one pass.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// How many things.
    pub n: f64,
    /// The sum of squared weights.
    pub squares: f64,
    /// The same of those asked for.
    pub hit_squares: f64,
    weight: f64,
    hits: f64,
    clusters: f64,
    cluster_squares: f64,
    cluster_hit_squares: f64,
    cluster_cross: f64,
}

impl Sums {
    /// Adds a cluster: the weight of those asked for in it, and of all.
    pub fn add_cluster(&mut self, hits: f64, weight: f64) {
        self.hits += hits;
        self.weight += weight;
        self.clusters += 1.0;
        self.cluster_squares += weight * weight;
        self.cluster_hit_squares += hits * hits;
        self.cluster_cross += hits * weight;
    }

    /// The same things and clusters, of which others are asked for: `hits` has only those clusters that hold one.
    pub fn asking_for(&self, hits: &Sums) -> Sums {
        Sums {
            hits: hits.hits,
            hit_squares: hits.hit_squares,
            cluster_hit_squares: hits.cluster_hit_squares,
            cluster_cross: hits.cluster_cross,
            ..*self
        }
    }

    /// The share. `None` without weight.
    pub fn share(&self) -> Option<Share> {
        let value = (self.hits / self.weight).clamp(0.0, 1.0);
        let kish = self.weight * self.weight / self.squares;
        if !(value.is_finite() && kish.is_finite()) {
            return None;
        }
        let design_effect = if value == 0.0 || value == 1.0 {
            // Nothing varies, so nothing shows how alike a cluster is: each counts as one.
            kish * self.cluster_squares / (self.weight * self.weight)
        } else {
            let together = self.cluster_hit_squares - 2.0 * value * self.cluster_cross
                + value * value * self.cluster_squares;
            let apart = self.hit_squares * (1.0 - 2.0 * value) + value * value * self.squares;
            let of = |squares: f64, n: f64| squares * n / (n - 1.0);
            of(together, self.clusters) / of(apart, self.n)
        };
        let design_effect = if design_effect.is_finite() { design_effect.max(1.0) } else { 1.0 };
        let effective_n = kish / design_effect;
        Some(Share { value, interval: wilson(value, effective_n)?, effective_n, design_effect })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn student_is_that_of_the_tables() {
        for (degrees, expected) in [(1.0, 12.706), (9.0, 2.262), (199.0, 1.97196), (1e9, 1.95996)] {
            assert!((student_95(degrees) - expected).abs() < 1e-3, "{degrees}");
        }
        assert_eq!(student_95(0.0), f64::INFINITY);
    }

    /// Student's own data (Cushny and Peebles; The Probable Error of a Mean, 1908): hours of sleep gained by two drugs, the paired
    /// differences; R's t.test(extra ~ group, paired) has 0.7001142 to 2.4598858.
    #[test]
    fn the_interval_is_that_of_the_published_table() {
        let of = Mean::of(&[1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]).unwrap();
        assert!((of.mean - 1.58).abs() < 1e-9 && (of.half_width_95 - 0.879_885_8).abs() < 1e-6, "{of:?}");
    }

    /// R's PlantGrowth: summary(aov(weight ~ group)) has a mean square of 1.8832 between three groups of ten; the mean of all is 5.073, and
    /// Student's t of two degrees of freedom 4.3027.
    #[test]
    fn of_sets_it_is_how_their_means_vary() {
        let weights = [
            [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
            [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
            [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
        ];
        let of = Mean::of_sets(weights.iter().map(|set| &set[..])).unwrap();
        assert_eq!((of.n, (of.mean * 1e3).round()), (30, 5073.0));
        assert!((of.standard_error - (1.8832_f64 / 30.0).sqrt()).abs() < 1e-4, "{of:?}");
        assert!((of.half_width_95 - 4.3027 * of.standard_error).abs() < 1e-4, "{of:?}");
        let one = Mean::of_sets([&weights[0][..], &[]]).unwrap();
        assert!(one.n == 10 && one.half_width_95 == f64::INFINITY);
        assert_eq!(Mean::of_sets([&[][..]]), None);
    }

    /// V1.1: 484 advice interviews, 204 of them failure of a system: 42.1 %, 37.8 to 46.6.
    #[test]
    fn a_plain_share_is_wilsons() {
        let things: Vec<_> = (0..484).map(|place| (1.0, place < 204, place)).collect();
        let share = Share::of(&things).unwrap();
        assert!((share.effective_n - 484.0).abs() < 1e-9 && share.design_effect == 1.0);
        let rounded = |value: f64| (value * 1000.0).round();
        assert_eq!([share.value, share.interval.0, share.interval.1].map(rounded), [421.0, 378.0, 466.0]);
    }

    #[test]
    fn twins_are_worth_half_and_weights_by_kish() {
        let things: Vec<_> = (0..200).map(|place| (1.0, place < 80, place / 2)).collect();
        let share = Share::of(&things).unwrap();
        assert!((share.design_effect - 2.0 * (100.0 / 99.0) / (200.0 / 199.0)).abs() < 1e-9, "{share:?}");
        let none: Vec<_> = (0..200).map(|place| (1.0, false, place / 4)).collect();
        assert!((Share::of(&none).unwrap().effective_n - 50.0).abs() < 1e-9);
        assert!((effective_n([1.0, 1.0, 4.0]) - 2.0).abs() < 1e-12);
        assert_eq!(effective_n([]), 0.0);
    }

    #[test]
    fn a_share_of_amounts_is_never_certain() {
        let parts = |failing: usize| -> Vec<Part> {
            (0..60)
                .map(|place| Part {
                    above: if place < failing { 2.0 } else { 0.0 },
                    below: 2.0,
                    cluster: place as u64,
                })
                .collect()
        };
        // None of 60 alike: Wilson of 0 of 60, 0 % to 6.0 %; all: 94.0 % to 100 %.
        let (low, high) = Ratio::of(&parts(0)).unwrap().share_interval().unwrap();
        assert!(low == 0.0 && (high - 0.0602).abs() < 1e-4, "{high}");
        let (low, high) = Ratio::of(&parts(60)).unwrap().share_interval().unwrap();
        assert!((low - 0.9398).abs() < 1e-4 && high == 1.0, "{low}");
        // 15 of 60, by hand: worth 56.6 by Student's t and the error over n - 1, of which Wilson's is .1556 to .3762.
        let (low, high) = Ratio::of(&parts(15)).unwrap().share_interval().unwrap();
        assert!((low - 0.1556).abs() < 1e-4 && (high - 0.3762).abs() < 1e-4, "{low} {high}");
        // Twins: none of 60 in 30 pairs is none of 30.
        let twins: Vec<Part> =
            parts(0).iter().map(|part| Part { cluster: part.cluster / 2, ..*part }).collect();
        assert!((Ratio::of(&twins).unwrap().effective_clusters - 30.0).abs() < 1e-9);
        // The same share in every cluster does not make it certain either.
        let alike: Vec<Part> = parts(0).iter().map(|part| Part { above: 1.0, ..*part }).collect();
        let (low, high) = Ratio::of(&alike).unwrap().share_interval().unwrap();
        assert!(high - low > 0.2, "{low} {high}");
        assert_eq!(Ratio::of(&parts(3)[..1]).unwrap().share_interval(), None);
    }

    #[test]
    fn what_is_no_sample_is_refused() {
        assert_eq!(Share::of(&[]), None);
        assert_eq!(Share::of(&[(f64::NAN, true, 0), (1.0, true, 1)]), None);
        assert_eq!(Share::of(&[(-1.0, true, 0), (3.0, true, 1)]), None);
        assert_eq!(Share::of(&[(0.0, true, 0)]), None);
        assert_eq!(Ratio::of(&[Part { above: 1.0, below: 2.0, cluster: 0 }]).unwrap().interval(), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(things in prop::collection::vec((0.1_f64..9.0, any::<bool>(), 0_u64..20), 1..80)) {
            let mut things = things;
            things.sort_by_key(|thing| thing.2);
            let share = Share::of(&things).unwrap();
            let (low, high) = share.interval;
            prop_assert!(0.0 <= low && low <= share.value + 1e-12 && share.value <= high + 1e-12 && high <= 1.0);
            prop_assert!(share.effective_n <= things.len() as f64 + 1e-9);
        }
    }
}
