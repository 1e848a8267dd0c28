//! Lengths of time as distributions, each drawn by inverting its distribution function where it can be: so a longer mean makes
//! every one of the same drawn numbers longer, and two arrangements stay comparable need by need.
//!
//! `exp`, `ln` and powers are of the `libm` crate, whose answers are the same on every machine.

use throughline::sourcing::plan::mean_as_seen;

use crate::draws::Draw;
use crate::quick::exponential_above;

/// How long something takes, in microseconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Fixed {
        /// How long.
        us: f64,
    },
    /// Exponential.
    Exponential {
        /// Its mean.
        mean_us: f64,
    },
    /// Any length between two, all as likely.
    Uniform {
        /// The shortest.
        low_us: f64,
        /// The longest.
        high_us: f64,
    },
    /// Sum of so many exponential parts.
    Erlang {
        /// How many parts.
        parts: u32,
        /// The mean of the whole.
        mean_us: f64,
    },
    /// Exponential with one mean or another.
    Hyperexponential {
        /// The chance of the first.
        chance: f64,
        /// The means of the two.
        means_us: [f64; 2],
    },
    /// Its logarithm is normal.
    Lognormal {
        /// Mean of the logarithm of the microseconds.
        mu: f64,
        /// Standard deviation of that logarithm.
        sigma: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape: 1 is exponential.
        shape: f64,
        /// Scale.
        scale_us: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape: 1 is exponential.
        shape: f64,
        /// Scale: the mean divided by the shape.
        scale_us: f64,
    },
    /// As it was seen: lengths in order, drawn between two neighbours.
    Seen(Vec<f64>),
}

impl Distribution {
    /// Nothing at all.
    pub const NONE: Distribution = Distribution::Fixed { us: 0.0 };

    /// A lognormal with this mean and coefficient of variation (standard deviation divided by the mean).
    pub fn lognormal(mean_us: f64, variation: f64) -> Distribution {
        let variance = libm::log1p(variation * variation);
        Distribution::Lognormal { mu: libm::log(mean_us) - variance / 2.0, sigma: libm::sqrt(variance) }
    }

    /// A gamma with this mean and coefficient of variation.
    pub fn gamma(mean_us: f64, variation: f64) -> Distribution {
        let shape = 1.0 / (variation * variation);
        Distribution::Gamma { shape, scale_us: mean_us / shape }
    }

    /// Whether it is always nothing.
    pub fn is_none(&self) -> bool {
        matches!(self, Distribution::Fixed { us } if *us == 0.0)
    }

    /// Its mean in microseconds.
    pub fn mean_us(&self) -> f64 {
        match self {
            Distribution::Fixed { us } => *us,
            Distribution::Exponential { mean_us } | Distribution::Erlang { mean_us, .. } => *mean_us,
            Distribution::Uniform { low_us, high_us } => (low_us + high_us) / 2.0,
            Distribution::Hyperexponential { chance, means_us } => {
                chance * means_us[0] + (1.0 - chance) * means_us[1]
            }
            Distribution::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Distribution::Weibull { shape, scale_us } => scale_us * libm::tgamma(1.0 + 1.0 / shape),
            Distribution::Gamma { shape, scale_us } => shape * scale_us,
            Distribution::Seen(lengths) => mean_as_seen(lengths),
        }
    }

    /// One length, in microseconds.
    #[inline]
    pub fn drawn_us(&self, draw: &mut Draw) -> f64 {
        match self {
            Distribution::Fixed { us } => *us,
            Distribution::Exponential { mean_us } => mean_us * exponential(draw),
            Distribution::Lognormal { mu, sigma } => lognormal_us(*mu, *sigma, draw.unit()),
            other => other.seldom_drawn_us(draw),
        }
    }

    fn seldom_drawn_us(&self, draw: &mut Draw) -> f64 {
        match self {
            Distribution::Fixed { .. }
            | Distribution::Exponential { .. }
            | Distribution::Lognormal { .. } => self.drawn_us(draw),
            Distribution::Uniform { low_us, high_us } => low_us + (high_us - low_us) * draw.unit(),
            Distribution::Erlang { parts, mean_us } => {
                let all: f64 = (0..*parts).map(|_| exponential(draw)).sum();
                all * mean_us / f64::from(*parts)
            }
            Distribution::Hyperexponential { chance, means_us } => {
                let mean_us = if draw.unit() < *chance { means_us[0] } else { means_us[1] };
                mean_us * exponential(draw)
            }
            Distribution::Weibull { shape, scale_us } => scale_us * libm::pow(exponential(draw), 1.0 / shape),
            Distribution::Gamma { shape, scale_us } => scale_us * standard_gamma(*shape, draw),
            Distribution::Seen(lengths) => {
                let Some(last) = lengths.len().checked_sub(1) else { return 0.0 };
                let at = draw.unit() * last as f64;
                let place = (at as usize).min(last.saturating_sub(1));
                let next = lengths[(place + 1).min(last)];
                lengths[place] + (next - lengths[place]) * (at - place as f64)
            }
        }
    }
}

/// A standard exponential number.
#[inline]
pub(crate) fn exponential(draw: &mut Draw) -> f64 {
    exponential_above(draw.unit())
}

/// The lognormal length below which lies the share `p`.
#[inline]
pub(crate) fn lognormal_us(mu: f64, sigma: f64, p: f64) -> f64 {
    libm::exp(mu + sigma * normal_of(p))
}

/// A gamma number of scale 1. Source: Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; below a shape of
/// 1 their section 6.
fn standard_gamma(shape: f64, draw: &mut Draw) -> f64 {
    if shape < 1.0 {
        let more = standard_gamma(shape + 1.0, draw);
        return more * libm::pow(draw.unit(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal_of(draw.unit());
        let cube = 1.0 + c * x;
        let v = cube * cube * cube;
        // About one try in twenty fails; the first 60,000 numbers of a purpose are its own.
        if v > 0.0 && libm::log(draw.unit()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// The standard normal number below which lies the share `p`. Source: Wichura 1988, algorithm AS 241 (PPND16), about 16 digits.
pub fn normal_of(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(&MIDDLE, r);
    }
    let tail = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let z = if tail <= 5.0 { ratio(&SIDE, tail - 1.6) } else { ratio(&END, tail - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// The ratio of two polynomials whose coefficients are given from the constant on.
#[inline]
fn ratio([above, below]: &[[f64; 8]; 2], r: f64) -> f64 {
    polynomial(above, r) / polynomial(below, r)
}

/// In pairs (Estrin's scheme), which do not wait for each other.
#[inline]
fn polynomial(c: &[f64; 8], r: f64) -> f64 {
    let (square, [a, b, d, e]) = (r * r, [0, 2, 4, 6].map(|at| c[at] + c[at + 1] * r));
    (a + b * square) + (d + e * square) * (square * square)
}

const MIDDLE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
];
const SIDE: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];
const END: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Key, Purpose};

    #[test]
    fn normal_numbers_are_those_of_the_tables() {
        // SciPy's norm.ppf.
        let known = [
            (1e-300, -37.047_096_299_361_2),
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813),
            (0.025, -1.959_963_984_540_054_5),
            (0.3, -0.524_400_512_708_040_9),
            (0.5, 0.0),
            (0.95, 1.644_853_626_951_472_2),
            (0.9999999, 5.199_337_582_290_661),
        ];
        for (p, z) in known {
            assert!((normal_of(p) - z).abs() <= 1e-14 * z.abs(), "{p}: {}", normal_of(p));
        }
    }

    /// Mean and second moment of each family against its formula, to four standard errors.
    #[test]
    fn what_is_drawn_has_the_moments_of_its_formula() {
        let families: Vec<(Distribution, f64)> = vec![
            (Distribution::Fixed { us: 7.0 }, 0.0),
            (Distribution::Exponential { mean_us: 7.0 }, 49.0),
            (Distribution::Uniform { low_us: 2.0, high_us: 12.0 }, 100.0 / 12.0),
            (Distribution::Erlang { parts: 3, mean_us: 7.0 }, 49.0 / 3.0),
            (
                Distribution::Hyperexponential { chance: 0.25, means_us: [1.0, 9.0] },
                2.0 * (0.25 + 0.75 * 81.0) - 49.0,
            ),
            (Distribution::lognormal(7.0, 0.8), 49.0 * 0.64),
            (Distribution::gamma(7.0, 0.6), 49.0 * 0.36),
            (Distribution::gamma(7.0, 1.5), 49.0 * 2.25),
            (Distribution::Weibull { shape: 2.0, scale_us: 7.0 }, 49.0 * (1.0 - std::f64::consts::PI / 4.0)),
            (Distribution::Seen(vec![0.0, 14.0]), 196.0 / 12.0),
        ];
        let key = Key::of_stream(11, 0, 0);
        let n = 200_000;
        for (family, variance) in families {
            let drawn: Vec<f64> = (0..n)
                .map(|need| family.drawn_us(&mut key.of_need(need).draw(0, 0, Purpose::Work)))
                .collect();
            let mean = drawn.iter().sum::<f64>() / n as f64;
            let spread: f64 = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
            let fourth: f64 = drawn.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / n as f64;
            let (mean_se, spread_se) =
                ((variance / n as f64).sqrt(), ((fourth - spread * spread).max(0.0) / n as f64).sqrt());
            assert!((mean - family.mean_us()).abs() <= 4.0 * mean_se + 1e-9, "{family:?}: mean {mean}");
            assert!((spread - variance).abs() <= 4.0 * spread_se + 1e-9, "{family:?}: variance {spread}");
        }
    }
}
