//! Places side by side as a funnel: which of them cannot be told apart. Never a league table.
//!
//! Formula (measures.md 1.9). Exact limits of a share at `n`: k = the binomial quantile at P, a = (cdf(k) - P) / (cdf(k) - cdf(k-1)),
//! limit (k - a)/n, for P = 0.001, 0.025, 0.975, 0.999. Over-dispersion: y = asin sqrt(r/n), s = 1/(2 sqrt n), z = (y - asin sqrt p)/s,
//! the outer tenths of z drawn in (quantiles linear between neighbours); phi = mean z²; if phi > (I-1)/I, tau² = max(0, (I phi - (I-1))
//! / (sum w - sum w² / sum w)) with w = 1/s²; limits sin(asin sqrt p ± 3.09 sqrt(s² + tau²))². If tau² is nought the exact limits hold:
//! the arcsine misnames small places. Source: Spiegelhalter, Statistics in Medicine 24, 2005. Why: places differ for many reasons
//! that are not how well they work; exact limits put nearly all of 137 hospitals “outside”, these none. Where it misleads: case mix
//! differs, and no funnel takes that away.

use crate::statistics::exact::{binomial, binomial_at_most, binomial_quantile};

/// Fewer places are not compared: each has its own chart.
pub const LEAST_PLACES: usize = 10;

/// The 99.9 % point of the normal distribution: measures.md's 3.09.
const Z_999: f64 = 3.090_232_306_167_813_5;

/// The limits of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimits {
    /// Of a thousand steady places one lies below.
    pub low_998: f64,
    /// Of forty steady places one lies below.
    pub low_95: f64,
    /// Of forty steady places one lies above.
    pub high_95: f64,
    /// Of a thousand steady places one lies above.
    pub high_998: f64,
}

/// A funnel of places.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// The share of all places together.
    pub centre: f64,
    /// The mean of z², its outer tenths drawn in: about 1 if chance alone made the places differ.
    pub phi: f64,
    /// How much the places differ beyond chance, as a variance on the arcsine scale.
    pub tau2: f64,
    /// The exact limits of each place; none where it has no cases.
    pub exact: Vec<Option<FunnelLimits>>,
    /// The outer limits with over-dispersion; none if there is none (`tau2` nought), or the place has no cases.
    pub wide: Vec<Option<(f64, f64)>>,
}

/// The funnel of places with `r` of `n` each. None if no place has cases, or all of nothing or everything is `r`.
pub fn funnel(places: &[(u64, u64)]) -> Option<Funnel> {
    let (r, n) = places.iter().fold((0, 0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
    let centre = r as f64 / n as f64;
    if !(centre > 0.0 && centre < 1.0) || places.iter().any(|(r, n)| r > n) {
        return None;
    }
    let middle = centre.sqrt().asin();
    let with_cases: Vec<(u64, u64)> = places.iter().copied().filter(|(_, n)| *n > 0).collect();
    let z = |(r, n): &(u64, u64)| ((*r as f64 / *n as f64).sqrt().asin() - middle) / deviation(*n);
    let z: Vec<f64> = with_cases.iter().map(z).collect();
    let phi = drawn_in(&z).iter().map(|z| z * z).sum::<f64>() / z.len() as f64;
    let tau2 = beyond_chance(phi, &with_cases);
    Some(Funnel {
        centre,
        phi,
        tau2,
        exact: places.iter().map(|(_, n)| exact_limits(*n, centre)).collect(),
        wide: places.iter().map(|(_, n)| (tau2 > 0.0 && *n > 0).then(|| wide(*n, centre, tau2))).collect(),
    })
}

/// How far chance alone takes a place with so many cases, on the arcsine scale.
fn deviation(n: u64) -> f64 {
    0.5 / (n as f64).sqrt()
}

/// The outer limits of a place with so many cases, where places differ by more than chance.
fn wide(n: u64, centre: f64, tau2: f64) -> (f64, f64) {
    let reach = Z_999 * (deviation(n).powi(2) + tau2).sqrt();
    let middle = centre.sqrt().asin();
    let at = |y: f64| y.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
    (at(middle - reach), at(middle + reach))
}

/// The values with those beyond the outer tenths drawn in to them.
fn drawn_in(z: &[f64]) -> Vec<f64> {
    let mut sorted = z.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (sorted.len() - 1) as f64 * share;
        let low = sorted[place as usize];
        let high = sorted.get(place as usize + 1).copied().unwrap_or(low);
        low + (high - low) * place.fract()
    };
    let (low, high) = (at(0.1), at(0.9));
    z.iter().map(|z| z.clamp(low, high)).collect()
}

fn beyond_chance(phi: f64, places: &[(u64, u64)]) -> f64 {
    let count = places.len() as f64;
    // w = 1/s² = 4n.
    let sum: f64 = places.iter().map(|(_, n)| 4.0 * *n as f64).sum();
    let squares: f64 = places.iter().map(|(_, n)| (4.0 * *n as f64).powi(2)).sum();
    let own = sum - squares / sum;
    if phi * count > count - 1.0 && own > 0.0 { ((count * phi - (count - 1.0)) / own).max(0.0) } else { 0.0 }
}

/// The exact limits of a place with so many cases where this share is usual. None without cases, or of no share.
pub fn exact_limits(n: u64, centre: f64) -> Option<FunnelLimits> {
    let limit = |share: f64| {
        let k = binomial_quantile(share, n, centre)?;
        let part = (binomial_at_most(k, n, centre) - share) / binomial(k, n, centre);
        Some((k as f64 - part) / n as f64)
    };
    if n == 0 {
        return None;
    }
    Some(FunnelLimits {
        low_998: limit(0.001)?,
        low_95: limit(0.025)?,
        high_95: limit(0.975)?,
        high_998: limit(0.999)?,
    })
}

/// The outer limits, none of them beyond what a share can be.
fn outermost(found: FunnelLimits) -> (f64, f64) {
    (found.low_998.max(0.0), found.high_998.min(1.0))
}

impl Funnel {
    /// How many places have an exact lower limit below nought, which is taken as nought.
    pub fn lifted_to_nought(&self) -> usize {
        let below = |limits: &&FunnelLimits| limits.low_998 < 0.0;
        if self.tau2 > 0.0 { 0 } else { self.exact.iter().flatten().filter(below).count() }
    }

    /// `r` of `n` as a share; none where either is missing or there are no cases.
    pub fn share(r: Option<f64>, n: Option<f64>) -> Option<f64> {
        r.zip(n).filter(|(_, n)| *n > 0.0).map(|(r, n)| r / n)
    }

    /// Whether a place with `r` of `n` lies outside the outer limits; none where it has none.
    pub fn is_outside(&self, place: usize, r: Option<f64>, n: Option<f64>) -> Option<bool> {
        let (low, high) = self.outer(place)?;
        Funnel::share(r, n).map(|share| share < low || share > high)
    }

    /// How many places would lie outside by chance: two of a thousand.
    pub fn expected_outside(&self) -> f64 {
        0.002 * self.exact.iter().flatten().count() as f64
    }

    /// The outer limits of a place with so many cases, to draw the funnel between the places; none for no cases.
    pub fn at_size(&self, n: u64) -> Option<(f64, f64)> {
        match n {
            0 => None,
            n if self.tau2 > 0.0 => Some(wide(n, self.centre, self.tau2)),
            n => exact_limits(n, self.centre).map(outermost),
        }
    }

    /// The outer limits that hold for a place: with over-dispersion where there is some, else the exact ones. The exact lower limit of a
    /// small place comes out a little below nought, between two counts; a share cannot lie there, so it is nought.
    pub fn outer(&self, place: usize) -> Option<(f64, f64)> {
        let exact = || self.exact.get(place).copied().flatten().map(outermost);
        self.wide.get(place).copied().flatten().or_else(exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy: binom.ppf and binom.cdf of 100 at a half, interpolated as measures.md says.
    #[test]
    fn exact_limits_of_a_half() {
        let found = exact_limits(100, 0.5).unwrap();
        let near = |found: f64, known: f64| assert!((found - known).abs() < 5e-7, "{found}, not {known}");
        near(found.low_998 + found.high_998, 0.99);
        near(found.low_95, 0.396_824_0);
        near(found.low_998, 0.341_215_9);
    }

    #[test]
    fn no_limit_lies_where_no_share_can() {
        let mut places = vec![(50, 1000); 12];
        places.push((1, 20));
        let found = funnel(&places).unwrap();
        assert!(found.exact[12].unwrap().low_998 < 0.0, "between two counts, below nought");
        assert_eq!(found.lifted_to_nought(), 1);
        assert_eq!(found.outer(12).unwrap().0, 0.0);
        assert_eq!(found.at_size(20).unwrap().0, 0.0);
        assert_eq!(found.is_outside(12, Some(0.0), Some(20.0)), Some(false));
    }

    #[test]
    fn equal_places_have_no_spread() {
        let found = funnel(&[(50, 100); 12]).unwrap();
        assert_eq!((found.centre, found.tau2, found.wide[0]), (0.5, 0.0, None));
        assert_eq!(found.outer(0), found.exact[0].map(|limits| (limits.low_998, limits.high_998)));
    }

    #[test]
    fn places_that_cannot_be_compared() {
        assert_eq!(funnel(&[]), None);
        assert_eq!(funnel(&[(0, 10), (0, 0)]), None);
        assert_eq!(funnel(&[(10, 10), (3, 3)]), None);
        assert_eq!(funnel(&[(11, 10), (0, 30)]), None);
        let found = funnel(&[(5, 10), (0, 0), (900, 1000)]).unwrap();
        assert!(found.outer(1).is_none() && found.outer(7).is_none() && found.tau2 > 0.0);
        assert_eq!(
            (found.at_size(0), found.at_size(10), found.at_size(1000)),
            (None, found.outer(0), found.outer(2))
        );
    }
}
