//! Lengths of time as distributions, each drawn by inverting its distribution function where it can be: so a longer mean makes
//! every one of the same drawn numbers longer, and two arrangements stay comparable need by need.
//!
//! `exp`, `ln` and powers are of the `libm` crate, whose answers are the same on every machine.

use throughline::sourcing::plan::mean_as_seen;
use throughline::statistics::laws::normal_of;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Key, Purpose};

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
