//! What is asked of a log and what a measure answers. A [`Reading`] has one of few shapes, so that the terminal, the page, the
//! JSON and the spreadsheet can show every measure without knowing any of them.

mod amounts;
mod differences;
mod finding;
mod target;

use crate::log::Log;
use crate::money::rates::Rates;
use crate::place::Calendar;
use crate::time::{DAY_US, Instant};
pub use crate::wording::{counted, percent, percents, thousands};
pub use amounts::{Amounts, for_each_100_needs};
pub use differences::{Alone, Compared, Counted, Difference, OtherWord, compared};
pub use finding::{Durations, Finding, Verdict, Who};
pub use target::Target;

/// What every measure is told besides the log. There are no defaults hidden further in.
#[derive(Debug, Clone)]
pub struct Ask {
    /// How many threads may work.
    pub threads: usize,
    /// The service's zone: what a day, a week and an hour of the day are.
    pub zone: jiff::tz::TimeZone,
    /// The end of observation. Needs without an end are open at this instant.
    pub now: Instant,
    /// A need without any event for so many days before `now` is taken as ended (marked as inferred).
    pub quiet_days: f64,
    /// A person who comes back within so many days is a repeat; the first is the one spoken of, the others show how much the
    /// answer depends on it.
    pub repeat_days: Vec<f64>,
    /// When the service works: for working time beside the person's clock, never instead of it.
    pub calendar: Calendar,
    /// Where anything is drawn by chance (bootstraps, permutations): the same seed, the same answer.
    pub seed: u64,
    /// What work costs here, if somebody said so.
    pub rates: Option<Rates>,
    /// Limits that exist outside (a law, a contract) and were declared, so that what they do to the records can be watched. None can be set.
    pub targets: Vec<Target>,
    /// Changes that somebody made, with the day from which each held: what came before and after is compared.
    pub changes: Vec<Change>,
    /// Words are shown that at least so many people said alike: those of fewer may tell who spoke.
    pub words_from: u32,
}

impl Ask {
    /// What happened last before this instant, in microseconds of UTC, is quiet by now.
    pub fn quiet_before_us(&self) -> i64 {
        self.now.0.saturating_sub((self.quiet_days * DAY_US as f64) as i64)
    }
}

/// A change that somebody made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it was, in the words of those who made it.
    pub name: String,
    /// From when on it held.
    pub at: Instant,
    /// Where it was made, if not everywhere.
    pub affected: Option<Affected>,
}

/// The places, teams or organisations in which a change was made: others can be compared with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The column that names them, such as `team`.
    pub column: String,
    /// Their names in it.
    pub values: Vec<String>,
}

/// One question, and the function that answers it from a log.
pub struct Measure {
    /// Where the answer stands in the study, such as `flow.edges`.
    pub name: &'static str,
    /// The question in plain words.
    pub asks: &'static str,
    /// What the figures count.
    pub unit: &'static str,
    /// The formula in plain notation.
    pub formula: &'static str,
    /// Where the formula comes from.
    pub source: &'static str,
    /// Where it misleads.
    pub misleads: &'static str,
    /// The answer.
    pub read: fn(&Log, &Ask) -> Reading,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// One plain sentence, fit to be read aloud.
    pub says: String,
    /// How many things the figures rest on.
    pub n: u64,
    /// What those things are: `needs`, `contacts`, `steps`.
    pub of: &'static str,
    /// How sure that is, and what to be careful of: sentences for those who ask.
    pub sure: String,
    /// What was left out, and how many of them.
    pub excluded: Vec<(String, u64)>,
    /// The figures.
    pub shape: Shape,
    /// Where the figures are a table of what came of a chart: the chart.
    pub drawn: Option<Chart>,
    /// Whether the sentence says only that it is too early or too little is there, though there are figures.
    pub too_early: bool,
}

/// The few shapes of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Not enough to say; `Reading::says` tells what is missing and how to get it.
    NotEnough,
    /// Named numbers.
    Numbers(Vec<Number>),
    /// Rows under named columns.
    Table(Table),
    /// Named numbers for people to read, and rows about single workers that are in the data only.
    PerWorker(PerWorker),
    /// Values over time.
    Series(Series),
    /// Counts from one of some names to another.
    Matrix(Matrix),
    /// Sequences of names with how many needs took them.
    Paths(Paths),
    /// Named numbers with a curve.
    Distribution(Distribution),
    /// Patterns looked for, found or not, the one that matters most first.
    Findings(Vec<Finding>),
    /// Values over time with limits from their own variation.
    Chart(Chart),
}

/// A number with a name and, where it is an estimate, its 95 % interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The name, units last.
    pub name: &'static str,
    /// The value; `None` where there is not enough to say.
    pub value: Option<f64>,
    /// Low and high end of the 95 % interval.
    pub interval: Option<(f64, f64)>,
}

impl Number {
    /// A count or an exact figure.
    pub fn exact(name: &'static str, value: f64) -> Number {
        Number { name, value: Some(value), interval: None }
    }
}

/// Rows under named columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the columns, units last.
    pub columns: Vec<&'static str>,
    /// So many columns, the first, say what a row is of: in another log the row with the same in them is its counterpart. Nought where
    /// rows are of this log alone and have none.
    pub keys: usize,
    /// The rows, the one that matters most first.
    pub rows: Vec<Vec<Item>>,
}

/// Named numbers, and rows about single workers. Nothing is shown per worker: the rows are for other programs that read the data (JSON),
/// and everything that people look at shows the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct PerWorker {
    /// What can be said of all together.
    pub numbers: Vec<Number>,
    /// The rows.
    pub table: Table,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A name.
    Name(String),
    /// A count.
    Count(u64),
    /// A number; its column's name says of what.
    Number(f64),
    /// A length of time in seconds, where other cells of the column are of something else.
    Seconds(f64),
    /// A share, or a difference of shares, where the column's name does not say so.
    Share(f64),
    /// An instant.
    At(Instant),
    /// No value.
    None,
}

impl Item {
    /// The number in it, if it holds one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Item::Count(count) => Some(*count as f64),
            Item::Number(number) | Item::Seconds(number) | Item::Share(number) => Some(*number),
            Item::Name(_) | Item::At(_) | Item::None => None,
        }
    }
}

/// Values over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What a point stands for: `week`, `month`, `day`.
    pub period: &'static str,
    /// The names of the values of a point, units last.
    pub columns: Vec<&'static str>,
    /// For each period its start and its values.
    pub points: Vec<(Instant, Vec<Option<f64>>)>,
    /// From when on they show the whole: before, the log is only filling.
    pub known_from: Instant,
    /// Until when it is known of every need whether it has ended.
    pub known_until: Instant,
}

/// Counts from one of some names to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Row by row.
    pub cells: Vec<f64>,
}

/// Sequences of names with how many needs took them.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    /// The names.
    pub names: Vec<String>,
    /// Places in `names`, and how many needs; most needs first. At most [`Paths::SHOWN`].
    pub paths: Vec<(Vec<u32>, u64)>,
    /// How many different paths there are, shown or not.
    pub count: u64,
}

impl Paths {
    /// How many paths an answer carries at most.
    pub const SHOWN: usize = 100_000;
}

/// Named numbers with a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// The numbers.
    pub numbers: Vec<Number>,
    /// The name of the curve.
    pub curve_name: &'static str,
    /// The curve.
    pub curve: Table,
}

/// Values over time with limits from their own variation. It has no place for a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What a point stands for: `week`, `month`, `need`.
    pub period: &'static str,
    /// The points, in order of time.
    pub points: Vec<ChartPoint>,
    /// How much the chart can say: `not_enough_data`, `median_only`, `provisional`, `firm`, `not_enough_variation`, `in_waves`.
    pub status: &'static str,
    /// The centre of the present phase.
    pub centre: Option<f64>,
    /// The lower limit of the present phase; none where values cannot lie below it, or where each point has its own.
    pub lower: Option<f64>,
    /// The upper limit of the present phase.
    pub upper: Option<f64>,
    /// The mean step from one point to the next, where limits come from it.
    pub range_centre: Option<f64>,
    /// The upper limit of a step.
    pub range_upper: Option<f64>,
    /// The rules that looked for signals.
    pub rules: &'static str,
    /// The signals.
    pub signals: Vec<ChartSignal>,
    /// Where a person began a new phase, and why.
    pub splits: Vec<(u64, String)>,
    /// The phases before the present one, in order.
    pub earlier: Vec<ChartPhase>,
    /// Changes that somebody named, each with the first point since.
    pub changes: Vec<(u64, String)>,
    /// Where a new phase may have begun: its first point, the point with which that was known, and whether it went up.
    pub proposals: Vec<(u64, u64, bool)>,
}

/// A phase that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPhase {
    /// Its first point.
    pub start: u64,
    /// Its centre.
    pub centre: Option<f64>,
    /// Its lower limit.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
}

impl Chart {
    /// Within so many points after a change a level that moves may have moved by it.
    const SOON: u64 = 8;

    /// The lower and the upper limit at a point.
    pub fn limits_at(&self, place: usize) -> (Option<f64>, Option<f64>) {
        if let Some((low, high)) = self.points.get(place).and_then(|point| point.limits) {
            return (Some(low), Some(high));
        }
        let began = self.splits.iter().filter(|(start, _)| *start <= place as u64).count();
        self.earlier.get(began).map_or((self.lower, self.upper), |phase| (phase.lower, phase.upper))
    }

    /// The named change by which a level may have moved that seems to have from `start` on, and is known to have at `detected_at`:
    /// none that took hold long before, or later.
    pub fn may_explain(&self, start: u64, detected_at: u64) -> Option<&str> {
        let near = start.saturating_sub(Chart::SOON)..=detected_at;
        let changes = self.changes.iter().filter(|(at, _)| near.contains(at));
        changes.min_by_key(|(at, _)| at.abs_diff(start)).map(|(_, name)| name.as_str())
    }
}

/// One point of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPoint {
    /// When it begins, or happened.
    pub start: Instant,
    /// How many things it rests on.
    pub n: u64,
    /// The value; none where it rests on too few.
    pub value: Option<f64>,
    /// Its own limits, where points have different ones.
    pub limits: Option<(f64, f64)>,
}

/// A signal of a change. Points count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSignal {
    /// The rule: `outside`, `run8`, `3of4`, …
    pub rule: &'static str,
    /// The first point of it.
    pub start: u64,
    /// The last point of it.
    pub end: u64,
    /// The point with which it could first be known.
    pub detected_at: u64,
}

impl Reading {
    /// An answer that there is not enough to say: what is missing and how to get it.
    pub fn not_enough(missing: impl Into<String>) -> Reading {
        let says = format!("Not enough to say: {}", missing.into());
        Reading::of(says, 0, "", Shape::NotEnough)
    }

    /// An answer of some shape.
    pub fn of(says: String, n: u64, of: &'static str, shape: Shape) -> Reading {
        Reading {
            says,
            n,
            of,
            sure: String::new(),
            excluded: Vec::new(),
            shape,
            drawn: None,
            too_early: false,
        }
    }

    /// The same answer, saying also how sure it is.
    pub fn as_sure_as(self, sure: impl Into<String>) -> Reading {
        Reading { sure: sure.into(), ..self }
    }

    /// The same answer, of which the sentence says only that it is too early, if it is.
    pub fn too_early(self, too_early: bool) -> Reading {
        Reading { too_early, ..self }
    }

    /// Whether what was asked is answered.
    pub fn is_answered(&self) -> bool {
        let can_say = match &self.shape {
            Shape::NotEnough => false,
            Shape::Chart(chart) => !chart.status.starts_with("not_enough"),
            _ => true,
        };
        can_say && !self.too_early
    }

    /// The same answer, saying also what was left out (nothing, if it is none).
    pub fn leaving_out(mut self, what: impl Into<String>, count: u64) -> Reading {
        if count > 0 {
            self.excluded.push((what.into(), count));
        }
        self
    }
}

/// The median of whole numbers; of an even number of them the mean of the two middle ones. Reorders `values`.
pub fn median(values: &mut [i64]) -> Option<f64> {
    middle(values, values.len() / 2, values.len().is_multiple_of(2))
}

/// The value at a place among sorted ones; if `even`, the mean of it and the one before. None if there is no such place. Reorders `values`.
pub(crate) fn middle(values: &mut [i64], place: usize, even: bool) -> Option<f64> {
    if place >= values.len() {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable(place);
    let lower = if even { below.iter().max().unwrap_or(&*upper) } else { &*upper };
    Some((*lower as f64 + *upper as f64) / 2.0)
}

/// Fewer than this: their half is not spoken of, as its interval would have no ends (measures.md 1.7).
pub const LEAST_FOR_HALF: usize = 6;
/// The same of the slowest tenth.
pub const LEAST_FOR_TENTH: usize = 36;

/// What is said of the half of so many; nothing of too few ([`LEAST_FOR_HALF`]).
pub(crate) fn of_half(n: u64, says: impl FnOnce() -> String) -> String {
    if n < LEAST_FOR_HALF as u64 { String::new() } else { says() }
}

/// The quantile `q` (0 to 1) of whole numbers, linear between the two nearest (Hyndman and Fan 1996, type 7: what R and NumPy
/// give unasked). Reorders `values`.
pub fn quantile(values: &mut [i64], q: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let place = (values.len() - 1) as f64 * q.clamp(0.0, 1.0);
    let (_, low, above) = values.select_nth_unstable(place as usize);
    let low = *low as f64;
    let high = above.iter().copied().min().map_or(low, |high| high as f64);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16, 32], [0, .1, .5, .9, 1])
        let values = [8, 1, 32, 4, 16, 2];
        let all: Vec<_> =
            [0.0, 0.1, 0.5, 0.9, 1.0].iter().map(|q| quantile(&mut values.clone(), *q)).collect();
        assert_eq!(all, [Some(1.0), Some(1.5), Some(6.0), Some(24.0), Some(32.0)]);
        assert_eq!(median(&mut values.clone()), Some(6.0));
        assert_eq!(median(&mut [3, 1, 2]), Some(2.0));
    }
}
