//! Shares and rates of large numbers (the p' and u' charts): limits that allow for more variation than chance alone.
//!
//! Formula (measures.md 1.7): p = sum of r / sum of n; s_i = sqrt(p (1 - p) / n_i) (rates: sqrt(u / n_i)); z_i = (r_i/n_i - p) / s_i;
//! sigma_z = mean |z_i - z_(i-1)| / 1.128, never across a missing period; limits p ± 3 s_i sigma_z, cut to what a share can be. Source:
//! Laney, Quality Engineering 14, 2002. Always in this form: of weekly shares of hundreds of thousands sigma_z is about 10, and plain
//! limits would be ten times too narrow. It is not held up to 1: less variation than chance allows is itself worth a look. Where it
//! misleads: where fewer than five are expected in a period, its steps are too coarse; take longer periods.

use super::xmr::{mean, moving_ranges};

/// The mean range of two normal values is so many standard deviations.
pub const RANGE_TO_DEVIATION: f64 = 1.128;

/// Limits lie so many deviations from the centre.
pub const DEVIATIONS: f64 = 3.0;

/// What is charted: a part of something, or how many for so much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// `r` of `n`: between nought and 1.
    Share,
    /// `r` for `n`: nought or more.
    Rate,
}

/// What the periods of a baseline say of themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Share or rate.
    pub of: Of,
    /// The share (rate) of all periods together.
    pub centre: f64,
    /// How much more the periods differ than chance would have it; below 1 less.
    pub sigma_z: f64,
}

/// A period: `r` and `n`; none where it is missing or `n` is not above nought.
pub type Part = Option<(f64, f64)>;

/// The centre and the spread of some periods. None without two neighbours, or where chance alone would not vary (a share of 0 or 1).
pub fn shares(of: Of, parts: &[Part], gaps: &[bool]) -> Option<Shares> {
    let (r, n) = parts.iter().flatten().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let centre = r / n;
    let unspread = Shares { of, centre, sigma_z: 1.0 };
    let z: Vec<Option<f64>> = parts.iter().map(|part| unspread.z(*part)).collect();
    let sigma_z = mean(&moving_ranges(&z, gaps))? / RANGE_TO_DEVIATION;
    sigma_z.is_finite().then_some(Shares { sigma_z, ..unspread })
}

impl Shares {
    /// How far chance alone takes a period of this size.
    fn deviation(&self, n: f64) -> f64 {
        let variance = match self.of {
            Of::Share => self.centre * (1.0 - self.centre),
            Of::Rate => self.centre,
        };
        (variance / n).sqrt()
    }

    /// How many deviations of chance a period lies from the centre.
    pub fn z(&self, part: Part) -> Option<f64> {
        let (r, n) = part?;
        let deviation = self.deviation(n);
        (n > 0.0 && deviation > 0.0).then(|| (r / n - self.centre) / deviation)
    }

    /// The limits of a period of this size, cut to what a share (rate) can be.
    pub fn limits(&self, n: f64) -> (f64, f64) {
        let reach = DEVIATIONS * self.deviation(n) * self.sigma_z;
        let most = if self.of == Of::Share { 1.0 } else { f64::INFINITY };
        ((self.centre - reach).max(0.0), (self.centre + reach).min(most))
    }

    /// Whether so many are expected in a period of this size that it can be judged by limits: five, of either kind.
    pub fn enough(&self, n: f64) -> bool {
        let rarer = if self.of == Of::Share { self.centre.min(1.0 - self.centre) } else { self.centre };
        n * rarer >= 5.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a half of 100 each, with 40, 60, 40, 60: z = -2, 2, -2, 2; sigma_z = 4/1.128.
    #[test]
    fn by_hand() {
        let parts: Vec<Part> = [40.0, 60.0, 40.0, 60.0].iter().map(|r| Some((*r, 100.0))).collect();
        let found = shares(Of::Share, &parts, &[]).unwrap();
        assert!((found.sigma_z - 4.0 / 1.128).abs() < 1e-12 && found.centre == 0.5);
        // A half ± 3 × 0.05 × 3.546, cut.
        let (low, high) = found.limits(100.0);
        assert!(low == 0.0 && high == 1.0);
        let (low, high) = found.limits(10_000.0);
        assert!((high - 0.5 - 0.015 * 4.0 / 1.128).abs() < 1e-12 && (low + high - 1.0).abs() < 1e-12);
        assert!(found.enough(10.0) && !found.enough(9.0));
    }

    #[test]
    fn rates_and_what_cannot_be_said() {
        let parts = [Some((10.0, 10.0)), None, Some((20.0, 10.0)), Some((0.0, 10.0))];
        let found = shares(Of::Rate, &parts, &[]).unwrap();
        assert_eq!(found.centre, 1.0);
        assert!((found.sigma_z - 2.0 / 0.1_f64.sqrt() / 1.128).abs() < 1e-12);
        assert_eq!(found.limits(10.0).0, 0.0);
        assert_eq!(shares(Of::Share, &[Some((0.0, 9.0)), Some((0.0, 9.0))], &[]), None);
        assert_eq!(shares(Of::Share, &[Some((3.0, 9.0)), None, Some((4.0, 9.0))], &[]), None);
        assert_eq!(shares(Of::Rate, &[], &[]), None);
    }
}
