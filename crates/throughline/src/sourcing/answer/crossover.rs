//! What two arrangements cost as one number takes other values, and where they cost the same.
//!
//! Where it misleads: where values were tried, nothing is known between them, and every other number stays as believed; a curve through
//! futures ([`super::turning`]) is too smooth.

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
    /// What both came to at each value, the lowest first: from one end of where it was looked to the other.
    pub points: Vec<Point>,
    /// The value at which they cost the same, with the ends of its 95 % interval; `None` where one costs less at both ends.
    pub at: Option<(f64, (f64, f64))>,
    /// In how many futures at each value; of a curve, through how many.
    pub futures: usize,
    /// At which of the values where it was looked there is no verdict on money; their points are left out.
    pub no_verdict: Option<NoVerdict>,
    /// Whether it is a curve through the futures of the answer, in which all else varied too; else each value was tried.
    pub through_futures: bool,
}

/// Values at which one of the two leaves clearly more undone than the other ([`super::comparable`]).
#[derive(Debug, Clone, PartialEq)]
pub struct NoVerdict {
    /// From the first value of which that is known to the end of where it was looked; the other way round where that is the lower end.
    pub from: f64,
    /// That end.
    pub to: f64,
    /// Why, at that end, as a sentence without its end.
    pub why: String,
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
        let refused = self
            .no_verdict
            .as_ref()
            .map_or(String::new(), |none| none.says(amount, names, self.points.is_empty()));
        match self.points.is_empty() {
            true => refused,
            false => format!("{}{refused}", self.of_points(amount, names)),
        }
    }

    fn of_points(&self, amount: &Amount, names: [&str; 2]) -> String {
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
        let futures = if self.through_futures { format!("a curve through {futures}") } else { futures };
        if self.through_futures && self.is_unclear() {
            let [one, other] = names;
            return format!(
                "Whether {path} turns which of {one} and {other} costs less cannot be told from {} to {}{unit} (95 %; {futures}); {believed}.",
                three(below.value),
                three(above.value)
            );
        }
        let [cheaper, dearer] = if below.less_pounds > 0.0 { names } else { [names[1], names[0]] };
        match self.at {
            // Towards one end nought is in the interval as far as it goes.
            Some((_, (low, high))) if low <= below.value => format!(
                "{dearer} costs less than {cheaper} for each need met where {path} is above {}{unit} (95 %; {futures}); below that it cannot be told; \
                 {believed}.",
                three(high)
            ),
            Some((_, (low, high))) if high >= above.value => format!(
                "{cheaper} costs less than {dearer} for each need met where {path} is below {}{unit} (95 %; {futures}); above that it cannot be told; \
                 {believed}.",
                three(low)
            ),
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
                let [from, to] = [below, above].map(|at| three(at.value));
                let place = match self.through_futures {
                    true => format!("wherever {path} lies between {from} and {to}{unit}"),
                    // What lies between was not tried.
                    false => format!("both where {path} is {from} and where it is {to}{unit}"),
                };
                format!(
                    "{cheaper} costs less than {dearer} for each need met {place}: by {} (give or take {}, 95 %) to {} ({}; {futures}); {believed}.",
                    less(below),
                    pounds(below.half_width_pounds),
                    less(above),
                    pounds(above.half_width_pounds)
                )
            }
        }
    }

    /// Whether nought lies in the interval of the difference from end to end, or at some of it and it turns nowhere.
    fn is_unclear(&self) -> bool {
        let unclear = |point: &Point| point.less_pounds.abs() <= point.half_width_pounds;
        match self.at {
            Some((_, (low, high))) => {
                let end = |point: Option<&Point>| point.map(|point| point.value);
                end(self.points.first()) == Some(low) && end(self.points.last()) == Some(high)
            }
            None => self.points.iter().any(unclear),
        }
    }

    /// How the figures came about, to be read beside them.
    pub fn how(&self) -> &'static str {
        match self.through_futures {
            true => {
                "Curves through what both cost in the futures of this answer, in which every other number varied too. \
                 --crossover tries values, every other number as believed."
            }
            false => "The points are the values that were tried; every other number stays as believed.",
        }
    }
}

impl NoVerdict {
    /// As a sentence that follows what is said of the other values, or stands alone where there are none.
    fn says(&self, amount: &Amount, [one, other]: [&str; 2], alone: bool) -> String {
        let NoVerdict { from, to, why } = self;
        let path = &amount.path;
        let [from, to] = [*from, *to].map(three);
        let undone = "work that is not done costs nothing, so what it costs less is no saving";
        if alone {
            return format!(
                "No verdict on which of {one} and {other} costs less for each need met, neither where {path} is {from} nor where it is {to}: there                  {why}; {undone}."
            );
        }
        let side = if self.from <= self.to { "above" } else { "below" };
        format!(" Where {path} is {side} {from} there is no verdict: where it is {to}, {why}; {undone}.")
    }
}
