//! A number in a plan that somebody could dispute: its value, how far it may be off, where it is from, how good that source is and how it is
//! known.

use jiff::civil::Date;

use crate::statistics::laws::{beta_of, normal_below, normal_of};
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

/// How good a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Audit, statute or peer review.
    A,
    /// A sector body, or the press on a source of grade A.
    B,
    /// What the owner of a case or a consultant says of it.
    C,
    /// A campaigner, vendor or blog.
    D,
    /// Nobody but us.
    Judgement,
}

impl Grade {
    /// As plans write it.
    pub const NAMES: [(&'static str, Grade); 5] =
        [("A", Grade::A), ("B", Grade::B), ("C", Grade::C), ("D", Grade::D), ("judgement", Grade::Judgement)];

    /// As plans write it.
    pub fn name(self) -> &'static str {
        Grade::NAMES[self as usize].0
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
    /// Normal; 95 % lie between low and high. Of what a number may not be ([`Amount::within`]) nothing is believed: what lies beyond is
    /// cut off, and the rest made larger in its place.
    Normal,
    /// Its logarithm is normal; 95 % lie between low and high. Cut off as the normal is.
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
    /// The least and the most that such a number may be, whatever is believed of it: a share lies from 0 to 1, a price from 0 on.
    pub within: (f64, f64),
    /// What it is counted in: `hours`, `a day`, `share`; empty for a plain number.
    pub unit: &'static str,
    /// How far it may be off; `None` is taken as exact.
    pub range: Option<Range>,
    /// Where it is from.
    pub source: Option<String>,
    /// How it is known; [`Known::Assumed`] where nobody said.
    pub known: Known,
    /// How good its source is, where somebody said.
    pub grade: Option<Grade>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The day as of which it holds.
    pub date: Option<Date>,
}

/// Half the width of a 95 % interval of a normal, in standard deviations.
const HALF_95: f64 = 1.959_963_984_540_054;

impl Amount {
    /// The most that it may come to: the high end of its range, else its value.
    pub fn highest(&self) -> f64 {
        self.range.map_or(self.value, |range| range.high)
    }

    /// A number that nobody wrote: what is taken where a plan is silent.
    pub fn taken(path: impl Into<String>, value: f64) -> Amount {
        Amount {
            path: path.into(),
            line: 0,
            value,
            within: (f64::NEG_INFINITY, f64::INFINITY),
            unit: "",
            range: None,
            source: None,
            known: Known::Assumed,
            grade: None,
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

    /// Where it is from, with the grade of that source where it has one; `None` without a source.
    pub fn source_told(&self) -> Option<String> {
        let grade = self.grade.map_or(String::new(), |grade| format!(" (grade {})", grade.name()));
        self.source.as_ref().map(|source| format!("{source}{grade}"))
    }

    /// Why its range makes no sense, as the end of a sentence; `None` where it does.
    pub fn wrong(&self) -> Option<String> {
        let Range { low, high, belief } = self.range?;
        let value = self.value;
        if !(low <= value && value <= high) {
            return Some(format!(
                "lo, v and hi are out of order: {low}, {value}, {high}; {}",
                in_order(low, value, high)
            ));
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
        let drawn = range.at(u.clamp(1e-9, 1.0 - 1e-9), self.value, self.within);
        let (least, most) = self.within;
        rounded(drawn.unwrap_or(self.value).max(least).min(most))
    }
}

/// What to write where a value does not lie between its ends.
fn in_order(low: f64, value: f64, high: f64) -> String {
    let (low, high) = (low.min(high), low.max(high));
    match value {
        value if value < low => format!("write lo = {value} or less, hi = {high}"),
        value if value > high => format!("write lo = {low}, hi = {value} or more"),
        _ => format!("write lo = {low}, hi = {high}"),
    }
}

impl Range {
    fn at(self, u: f64, value: f64, within: (f64, f64)) -> Option<f64> {
        let Range { low, high, belief } = self;
        let width = high - low;
        Some(match belief {
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
                low + width * beta_of(a, b, u)
            }
            Belief::Normal => cut((value, width / (2.0 * HALF_95)), u, within),
            Belief::Lognormal => {
                let [low, high, middle] = [low, high, value].map(libm::log);
                let (least, most) = within;
                // Below nought there is nothing of it to be cut off.
                let within = (libm::log(least.max(0.0)), libm::log(most));
                libm::exp(cut((middle, (high - low) / (2.0 * HALF_95)), u, within))
            }
            Belief::Beta => {
                let (a, b) = beta(value, low, high)?;
                beta_of(a, b, u)
            }
        })
    }
}

/// The value below which a normal of that mean and standard deviation has the share `u` of what it has between two values.
fn cut((mean, deviation): (f64, f64), u: f64, (least, most): (f64, f64)) -> f64 {
    let [below, upto] = [least, most].map(|end| normal_below((end - mean) / deviation));
    // Where hardly anything is left between the two, rounding makes it one of the ends.
    let share = (below + u * (upto - below)).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
    mean + deviation * normal_of(share)
}

/// The two shapes of the beta of that mean whose standard deviation is that of a 95 % interval from `low` to `high`.
fn beta(mean: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    let deviation = (high - low) / (2.0 * HALF_95);
    let size = mean * (1.0 - mean) / (deviation * deviation) - 1.0;
    (size > 0.0 && size.is_finite()).then_some((mean * size, (1.0 - mean) * size))
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

    /// SciPy: truncnorm.ppf, and lognorm by its distribution function.
    #[test]
    fn what_a_number_may_not_be_is_never_drawn() {
        let price = Amount { within: (0.0, f64::INFINITY), ..amount(5.0, 0.1, 30.0, Belief::Normal) };
        assert!(price.at(0.0) >= 0.0, "{}", price.at(0.0));
        // Below nought lies 0.2561 of it: the middle is where 0.2561 + 0.7439 / 2 lies below.
        assert!((price.at(0.5) - 7.491_6).abs() < 0.001, "{}", price.at(0.5));
        let share = Amount { within: (0.0, 1.0), ..amount(0.9, 0.7, 0.99, Belief::Normal) };
        let drawn: Vec<f64> = (0..=1000).map(|u| share.at(f64::from(u) / 1000.0)).collect();
        assert!(drawn.iter().all(|share| (0.0..=1.0).contains(share)));
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "every one of them is drawn from");
        let share = Amount { within: (0.0, 1.0), ..amount(0.5, 0.2, 0.9, Belief::Lognormal) };
        assert!(share.at(1.0) <= 1.0 && share.at(0.5) < 0.5);
        // Where nothing is cut off it is as it was.
        let far = Amount { within: (0.0, f64::INFINITY), ..amount(300.0, 285.0, 320.0, Belief::Normal) };
        assert_eq!(far.at(0.3), amount(300.0, 285.0, 320.0, Belief::Normal).at(0.3));
    }

    #[test]
    fn a_range_that_makes_no_sense_is_said_so() {
        assert!(
            amount(3.0, 4.0, 6.0, Belief::Pert).wrong().unwrap().starts_with("lo, v and hi are out of order")
        );
        let says = |value: f64, low: f64, high: f64| amount(value, low, high, Belief::Pert).wrong().unwrap();
        assert!(says(3.0, 5.0, 2.0).ends_with("5, 3, 2; write lo = 2, hi = 5"));
        assert!(says(3.0, 4.0, 6.0).ends_with("; write lo = 3 or less, hi = 6"));
        assert!(says(9.0, 6.0, 4.0).ends_with("; write lo = 4, hi = 9 or more"));
        assert!(amount(0.5, 0.0, 1.5, Belief::Beta).wrong().unwrap().contains("between 0 and 1"));
        assert!(amount(0.5, 0.0, 1.0, Belief::Beta).wrong().is_none());
        assert!(amount(3.0, 0.0, 6.0, Belief::Lognormal).wrong().unwrap().contains("above 0"));
    }
}
