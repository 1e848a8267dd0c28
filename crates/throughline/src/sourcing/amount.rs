//! A number in a plan that somebody could dispute: its value, how far it may be off, where it is from and how it is known.

use jiff::civil::Date;
use statrs::distribution::{Beta, ContinuousCDF, LogNormal, Normal};

use crate::time::plain;
use crate::wording::{percent, three};

/// How a number is known, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// From a log, a ledger or a count.
    Measured,
    /// From a contract, a tariff, a published study.
    Quoted,
    /// By those who know the work.
    Judged,
    /// By nobody: it had to be something.
    Assumed,
}

impl Known {
    /// As plans write it, in the order above.
    pub const NAMES: [(&'static str, Known); 4] = [
        ("measured", Known::Measured),
        ("quoted", Known::Quoted),
        ("judged", Known::Judged),
        ("assumed", Known::Assumed),
    ];

    /// As plans write it.
    pub fn name(self) -> &'static str {
        Known::NAMES[self as usize].0
    }
}

/// What is believed about a number that is not known exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belief {
    /// Anything between the two ends is as likely.
    Uniform,
    /// Between the two ends, the value the likeliest (a triangle).
    Triangular,
    /// Between the two ends, the value the likeliest, its mean (low + 4 value + high) / 6 (Malcolm and others 1959).
    Pert,
    /// Normal; 95 % lie between low and high.
    Normal,
    /// Its logarithm is normal; 95 % lie between low and high.
    Lognormal,
    /// A share; 95 % lie between low and high, by a beta of that mean and spread.
    Beta,
}

impl Belief {
    /// As plans write it.
    pub const NAMES: [(&'static str, Belief); 6] = [
        ("uniform", Belief::Uniform),
        ("triangular", Belief::Triangular),
        ("pert", Belief::Pert),
        ("normal", Belief::Normal),
        ("lognormal", Belief::Lognormal),
        ("beta", Belief::Beta),
    ];
}

/// How far a number may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Its low end.
    pub low: f64,
    /// Its high end.
    pub high: f64,
    /// What lies between.
    pub belief: Belief,
}

/// A number with everything that is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// Where it stands in the plan: `pool.contact.staff`.
    pub path: String,
    /// In which line of its file; 0 where nobody wrote it.
    pub line: usize,
    /// Its value.
    pub value: f64,
    /// What it is counted in: `hours`, `a day`, `share`; empty for a plain number.
    pub unit: &'static str,
    /// How far it may be off; `None` is taken as exact.
    pub range: Option<Range>,
    /// Where it is from.
    pub source: Option<String>,
    /// How it is known; [`Known::Assumed`] where nobody said.
    pub known: Known,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The day as of which it holds.
    pub date: Option<Date>,
}

/// Half the width of a 95 % interval of a normal, in standard deviations.
const HALF_95: f64 = 1.959_963_984_540_054;

impl Amount {
    /// A number that nobody wrote: what is taken where a plan is silent.
    pub fn taken(path: impl Into<String>, value: f64) -> Amount {
        Amount {
            path: path.into(),
            line: 0,
            value,
            unit: "",
            range: None,
            source: None,
            known: Known::Assumed,
            owner: None,
            date: None,
        }
    }

    /// A value that it may have, in its unit.
    pub fn told(&self, value: f64) -> String {
        match self.unit {
            "share" => percent(value),
            "hours" => plain(value * 3600.0),
            "" => three(value),
            unit => format!("{} {unit}", three(value)),
        }
    }

    /// Why its range makes no sense, as the end of a sentence; `None` where it does.
    pub fn wrong(&self) -> Option<String> {
        let Range { low, high, belief } = self.range?;
        let value = self.value;
        if !(low <= value && value <= high) {
            return Some(format!("lo, v and hi are out of order: {low}, {value}, {high}"));
        }
        let positive = low > 0.0;
        match belief {
            Belief::Lognormal if !positive => {
                Some("a lognormal number is above 0, and so is its lo".to_string())
            }
            Belief::Beta if low < 0.0 || high > 1.0 || value <= 0.0 || value >= 1.0 => {
                Some("a beta number is a share between 0 and 1".to_string())
            }
            Belief::Beta if beta(value, low, high).is_none() => {
                Some("no beta is as wide as from lo to hi about v".to_string())
            }
            _ => None,
        }
    }

    /// The value below which it lies with chance `u`, from 0 to 1. Rounded to nine digits, so that it is the same on every machine.
    pub fn at(&self, u: f64) -> f64 {
        let Some(range) = self.range.filter(|range| range.low < range.high) else { return self.value };
        rounded(
            range
                .belief
                .at(u.clamp(1e-9, 1.0 - 1e-9), self.value, range.low, range.high)
                .unwrap_or(self.value),
        )
    }
}

impl Belief {
    fn at(self, u: f64, value: f64, low: f64, high: f64) -> Option<f64> {
        let width = high - low;
        Some(match self {
            Belief::Uniform => low + u * width,
            Belief::Triangular => {
                let peak = (value - low) / width;
                if u < peak {
                    low + width * (u * peak).sqrt()
                } else {
                    high - width * ((1.0 - u) * (1.0 - peak)).sqrt()
                }
            }
            Belief::Pert => {
                let a = 1.0 + 4.0 * (value - low) / width;
                let b = 1.0 + 4.0 * (high - value) / width;
                low + width * Beta::new(a, b).ok()?.inverse_cdf(u)
            }
            Belief::Normal => Normal::new(value, width / (2.0 * HALF_95)).ok()?.inverse_cdf(u),
            Belief::Lognormal => {
                let (low, high) = (low.ln(), high.ln());
                LogNormal::new(value.ln(), (high - low) / (2.0 * HALF_95)).ok()?.inverse_cdf(u)
            }
            Belief::Beta => beta(value, low, high)?.inverse_cdf(u),
        })
    }
}

/// The beta of that mean whose standard deviation is that of a 95 % interval from `low` to `high`.
fn beta(mean: f64, low: f64, high: f64) -> Option<Beta> {
    let variance = ((high - low) / (2.0 * HALF_95)).powi(2);
    let size = mean * (1.0 - mean) / variance - 1.0;
    Beta::new(mean * size, (1.0 - mean) * size).ok()
}

/// Nine significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(value: f64, low: f64, high: f64, belief: Belief) -> Amount {
        Amount { range: Some(Range { low, high, belief }), ..Amount::taken("x", value) }
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // SciPy: triang, beta, norm, lognorm .ppf.
        let known = [
            (amount(3.0, 2.0, 6.0, Belief::Uniform), 0.25, 3.0),
            (amount(3.0, 2.0, 6.0, Belief::Triangular), 0.25, 3.0),
            (amount(3.0, 2.0, 6.0, Belief::Triangular), 0.9, 4.904_554_88),
            (amount(3.0, 2.0, 6.0, Belief::Pert), 0.5, 3.255_240_682),
            (amount(3.0, 2.0, 4.0, Belief::Normal), 0.975, 4.0),
            (amount(3.0, 1.0, 9.0, Belief::Lognormal), 0.975, 9.0),
            (amount(0.35, 0.31, 0.39, Belief::Beta), 0.5, 0.349_816_457),
        ];
        for (amount, u, value) in known {
            assert!((amount.at(u) - value).abs() < 2e-8, "{:?} at {u}: {}", amount.range, amount.at(u));
        }
        assert_eq!(Amount::taken("x", 5.0).at(0.3), 5.0);
    }

    #[test]
    fn a_range_that_makes_no_sense_is_said_so() {
        assert!(
            amount(3.0, 4.0, 6.0, Belief::Pert).wrong().unwrap().starts_with("lo, v and hi are out of order")
        );
        assert!(amount(0.5, 0.0, 1.5, Belief::Beta).wrong().unwrap().contains("between 0 and 1"));
        assert!(amount(0.5, 0.0, 1.0, Belief::Beta).wrong().is_none());
        assert!(amount(3.0, 0.0, 6.0, Belief::Lognormal).wrong().unwrap().contains("above 0"));
    }
}
