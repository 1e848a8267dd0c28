//! What two arrangements cost as one number takes other values, and where they cost the same.
//!
//! Where it misleads: only some values were tried, and between them nothing is known; every other number stays as believed.

use super::lines::pounds;
use crate::sourcing::amount::Amount;
use crate::wording::{counted, three};

/// Two arrangements over the values of one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossover {
    /// The number's place among the plan's amounts.
    pub number: usize,
    /// The places of the two among the arrangements compared.
    pub ways: (usize, usize),
    /// What both came to at each value tried, the lowest first: from one end of where it was looked to the other.
    pub points: Vec<Point>,
    /// The value at which they cost the same, with the ends of its 95 % interval; `None` where one costs less at both ends.
    pub at: Option<(f64, (f64, f64))>,
    /// In how many futures at each value.
    pub futures: usize,
}

/// What both came to at one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// What each need met costs under the first and under the second, the means over the futures in pounds.
    pub pounds: [f64; 2],
    /// By how much the first costs less, the mean in pounds; below nought the second does.
    pub less_pounds: f64,
    /// Half of the 95 % interval of that.
    pub half_width_pounds: f64,
}

impl Crossover {
    /// As a sentence, with the number it is about and the names of the two.
    pub fn says(&self, amount: &Amount, names: [&str; 2]) -> String {
        let (Some(below), Some(above)) = (self.points.first(), self.points.last()) else {
            return String::new();
        };
        let unit = if amount.unit.is_empty() { String::new() } else { format!(" {}", amount.unit) };
        let believed = match amount.range {
            Some(range) => format!(
                "the plan says {} ({} to {})",
                three(amount.value),
                three(range.low),
                three(range.high)
            ),
            None => format!("the plan says {}, as if it were exact", three(amount.value)),
        };
        let path = &amount.path;
        let futures = counted(self.futures as u64, "future", "futures");
        let [cheaper, dearer] = if below.less_pounds > 0.0 { names } else { [names[1], names[0]] };
        match self.at {
            Some((at, (low, high))) => format!(
                "{cheaper} costs less than {dearer} for each need met unless {path} is above {}{unit} (95 %: {} to {}; {futures}); {believed}.",
                three(at),
                three(low),
                three(high)
            ),
            None if self.points.iter().all(|point| point.less_pounds == below.less_pounds) => {
                let [one, other] = names;
                format!(
                    "{path} makes no difference between {one} and {other}, from {} to {}{unit} ({futures}); {believed}.",
                    three(below.value),
                    three(above.value)
                )
            }
            None => {
                let less = |at: &Point| pounds(at.less_pounds.abs());
                format!(
                    "{cheaper} costs less than {dearer} for each need met wherever {path} lies between {} and {}{unit}: by {} (give or take {}, 95 %) to {} ({}; {futures}); \
                     {believed}.",
                    three(below.value),
                    three(above.value),
                    less(below),
                    pounds(below.half_width_pounds),
                    less(above),
                    pounds(above.half_width_pounds)
                )
            }
        }
    }
}
