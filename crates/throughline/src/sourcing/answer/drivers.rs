//! Which of the numbers that are not known decide: how much of a difference goes with each, where it would turn, and what it would be
//! worth to find it out first.
//!
//! Formulae over the futures: the square of Spearman's rank correlation of the number with the difference, as the share of how it
//! varies that goes with it; the number at which a straight line through both is nought, if the number may be there; the mean
//! difference in the third of the futures in which the number is lowest, and in that in which it is highest; and the expected value of
//! finding it out, `E[max(0, g(x))] - max(0, E[d])` with `g` a parabola through the differences `d` (Strong, Oakley and
//! Brennan 2014 with a simpler curve). Where it misleads: numbers drawn independently share nothing, so these shares come to at
//! about 1 on average, and of few futures to more; what works only together with another number shows with neither.

use std::collections::BTreeSet;

use super::Answer;
use super::lines::pounds;
use crate::sourcing::amount::Amount;
use crate::sourcing::appraisal::compared::{FEWEST_FUTURES, SET};
use crate::sourcing::plan::Number;
use crate::statistics::least_squares;
use crate::statistics::spread::{Mean, student};
use crate::wording::{counted, percent};

/// Where less of the difference goes with a number than this, a line through the futures says nothing of where it would turn.
pub const LEAST_SHARE: f64 = 0.05;

/// A number that is not known, and how the difference goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// Its place among the plan's amounts.
    pub place: usize,
    /// Its path in the plan.
    pub path: String,
    /// The share of how the difference varies that goes with it, from 0 to 1.
    pub share: f64,
    /// Spearman's rank correlation: above nought the first costs less the larger it is.
    pub rank_correlation: f64,
    /// The value at which both would cost the same, by a straight line through the futures: an estimate. `None` where that lies outside
    /// the number's range, or less than [`LEAST_SHARE`] goes with it.
    pub turns_at: Option<f64>,
    /// How much less the first costs in the third of the futures in which the number is lowest, in the unit of the difference.
    pub lowest: Mean,
    /// The same in the third in which it is highest.
    pub highest: Mean,
    /// What finding it out first would be worth, in the unit of the difference.
    pub worth: f64,
}

/// The share that must go with one of so many numbers before it is listed: if none of them had anything to do with the difference, one page
/// of twenty would list one. By Student's t of a correlation, `t² / (t² + d)`, at a twentieth divided by how many there are (Bonferroni);
/// `d` is the futures less their sets and one, as in each set every number is spread alike.
fn by_chance(futures: usize, numbers: usize) -> f64 {
    let freedom = futures as f64 - futures.div_ceil(SET) as f64 - 1.0;
    let t = student(freedom, 1.0 - 0.05 / (2.0 * numbers.max(1) as f64));
    if t.is_finite() { t * t / (t * t + freedom) } else { 1.0 }
}

impl Driver {
    /// What a third of the futures says of the two by their names: which costs less there, if that can be told.
    pub fn third_says(of: &Mean, (first, second): (&str, &str)) -> String {
        let (low, high) = (of.mean - of.half_width_95, of.mean + of.half_width_95);
        let futures = counted(of.n, "future", "futures");
        if low <= 0.0 && high >= 0.0 {
            return format!(
                "cannot tell: {first} costs between {} more and {} less (95 %; {futures})",
                pounds(-low),
                pounds(high)
            );
        }
        let (cheaper, ends) = if of.mean > 0.0 { (first, (low, high)) } else { (second, (-high, -low)) };
        format!(
            "{cheaper} costs {} less (95 %: {} to {}; {futures})",
            pounds(of.mean.abs()),
            pounds(ends.0),
            pounds(ends.1)
        )
    }

    /// As a sentence; `amount` is the number it is about.
    pub fn says(&self, amount: &Amount) -> String {
        let turns = self.turns_at.map_or("turns nowhere in its range".to_string(), |at| {
            format!("turns at about {}", amount.told(at))
        });
        let worth = match self.worth {
            worth if worth < 0.005 => "nothing".to_string(),
            worth => format!("{} for each need met", pounds(worth)),
        };
        let known = match amount.source_told() {
            Some(source) => format!("{}: {source}", amount.known.name()),
            None => "no source".to_string(),
        };
        format!(
            "{}: {} of the difference goes with it; {turns}; finding it out first is worth {worth} ({known}).",
            self.path,
            percent(self.share)
        )
    }
}

impl Answer {
    /// What chance would have listed as deciding.
    pub fn by_chance(&self) -> String {
        format!(
            "Looked at: {} with a range that the two use, over {}. What goes with less than {} of the difference is not listed: if none of them \
             decided anything, one page of twenty would list one. Several may share what they go with, so their shares need not come to 100 %.",
            counted(self.may_decide as u64, "number", "numbers"),
            counted(self.futures as u64, "future", "futures"),
            percent(by_chance(self.futures, self.may_decide))
        )
    }

    /// Why no number is listed as deciding; `None` where some are.
    pub fn nothing_decides(&self) -> Option<&'static str> {
        match self.futures {
            _ if !self.drivers.is_empty() => None,
            ..FEWEST_FUTURES => Some("Not enough to say: there are fewer than 32 futures."),
            _ => Some(
                "None: no number with a range that either of the two uses goes with the difference by more than chance would have it.",
            ),
        }
    }
}

/// Which numbers a difference can hang on: those with a range that are used.
pub(super) fn may_decide(amounts: &[Amount], used: &BTreeSet<Number>) -> usize {
    used.iter()
        .filter(|Number(place)| amounts.get(*place).is_some_and(|amount| amount.range.is_some()))
        .count()
}

/// The numbers that go with a difference, the most first: of those that it can hang on, with more of it than chance would have it
/// ([`by_chance`]). `less` is for each future how much less the first costs.
pub(super) fn of(
    amounts: &[Amount],
    used: &BTreeSet<Number>,
    drawn: &[Vec<f64>],
    less: &[f64],
) -> Vec<Driver> {
    if drawn.len() < FEWEST_FUTURES || drawn.len() != less.len() {
        return Vec::new();
    }
    let ranks_of_less = ranks(less);
    let mut drivers: Vec<Driver> = amounts
        .iter()
        .enumerate()
        .filter(|(place, amount)| amount.range.is_some() && used.contains(&Number(*place)))
        .filter_map(|(place, amount)| {
            let values: Vec<f64> = drawn.iter().map(|future| future[place]).collect();
            let correlation = correlation(&ranks(&values), &ranks_of_less)?;
            let share = correlation * correlation;
            let (lowest, highest) = thirds(&values, less)?;
            Some(Driver {
                place,
                path: amount.path.clone(),
                share,
                rank_correlation: correlation,
                turns_at: turns_at(&values, less).filter(|at| share >= LEAST_SHARE && may_be(amount, *at)),
                lowest,
                highest,
                worth: worth(&values, less),
            })
        })
        .collect();
    let least = by_chance(less.len(), may_decide(amounts, used));
    drivers.retain(|driver| driver.share > least);
    drivers.sort_by(|one, other| other.share.total_cmp(&one.share).then_with(|| one.path.cmp(&other.path)));
    drivers
}

/// Ranks from 1, of equal values their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    for equal in order.chunk_by(|one, other| values[*one] == values[*other]) {
        let before = order.iter().position(|place| *place == equal[0]).unwrap_or(0);
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        equal.iter().for_each(|place| ranks[*place] = rank);
    }
    ranks
}

/// Pearson's correlation; `None` where one does not vary.
fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    let n = one.len() as f64;
    let mean = |of: &[f64]| of.iter().sum::<f64>() / n;
    let (centre, other_centre) = (mean(one), mean(other));
    let product = |a: &[f64], b: &[f64], (ca, cb): (f64, f64)| {
        a.iter().zip(b).map(|(a, b)| (a - ca) * (b - cb)).sum::<f64>()
    };
    let spread = product(one, one, (centre, centre)) * product(other, other, (other_centre, other_centre));
    (spread > 0.0).then(|| product(one, other, (centre, other_centre)) / spread.sqrt())
}

/// Coefficients of powers from 0 up, by least squares.
fn curve(values: &[f64], less: &[f64], degree: usize) -> Option<Vec<f64>> {
    let powers = |value: f64| std::iter::successors(Some(1.0), move |power| Some(power * value));
    let rows: Vec<Vec<f64>> = values.iter().map(|value| powers(*value).take(degree + 1).collect()).collect();
    let line = least_squares::fit(&rows, less, 0)?;
    Some(line.terms.iter().map(|term| term.estimate).collect())
}

/// Where a straight line through the futures is nought.
fn turns_at(values: &[f64], less: &[f64]) -> Option<f64> {
    let line = curve(values, less, 1)?;
    Some(-line[0] / line[1])
}

/// Whether a value lies strictly within the range of a number.
fn may_be(amount: &Amount, value: f64) -> bool {
    amount.range.is_some_and(|range| range.low < value && value < range.high)
}

/// The difference in the third of the futures in which a number is lowest, and in that in which it is highest.
fn thirds(values: &[f64], less: &[f64]) -> Option<(Mean, Mean)> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let third = order.len() / 3;
    let of = |places: &[usize]| Mean::of(&places.iter().map(|place| less[*place]).collect::<Vec<f64>>());
    Some((of(&order[..third])?, of(&order[order.len() - third..])?))
}

fn worth(values: &[f64], less: &[f64]) -> f64 {
    let n = less.len() as f64;
    let chosen = (less.iter().sum::<f64>() / n).max(0.0);
    // About their mean, so that the powers are not alike.
    let centre = values.iter().sum::<f64>() / n;
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let Some(curve) = curve(&centred, less, 2) else { return 0.0 };
    let fitted = |value: &f64| curve.iter().rev().fold(0.0, |sum, term| sum * value + term);
    let known = centred.iter().map(|value| fitted(value).max(0.0)).sum::<f64>() / n;
    (known - chosen).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::amount::{Belief, Range};

    fn amount(path: &str) -> Amount {
        Amount {
            range: Some(Range { low: -1.0, high: 1.0, belief: Belief::Uniform }),
            ..Amount::taken(path, 0.0)
        }
    }

    /// Both numbers are used.
    fn used() -> BTreeSet<Number> {
        BTreeSet::from([Number(0), Number(1)])
    }

    /// d = x + 0.2 y over a grid of both: of its variance 1/1.04 goes with x. Knowing x alone is worth E max(0, x) = 1/4.
    #[test]
    fn the_number_that_decides_comes_first() {
        let grid = |place: usize| (place as f64 + 0.5) / 32.0 * 2.0 - 1.0;
        let drawn: Vec<Vec<f64>> = (0..1024).map(|place| vec![grid(place % 32), grid(place / 32)]).collect();
        let less: Vec<f64> = drawn.iter().map(|future| future[0] + 0.2 * future[1]).collect();
        let found = of(&[amount("x"), amount("y")], &used(), &drawn, &less);
        assert_eq!(found[0].path, "x");
        assert!((found[0].share - 1.0 / 1.04).abs() < 0.02, "{}", found[0].share);
        assert!((found[1].share - 0.04 / 1.04).abs() < 0.02, "{}", found[1].share);
        assert!(found[0].turns_at.unwrap().abs() < 1e-9);
        assert!((found[0].worth - 0.25).abs() < 0.01, "{}", found[0].worth);
        assert!((found[1].worth - 0.05).abs() < 0.005, "{}", found[1].worth);
        // Of 1,024 futures a third is 341; the mean of x in its lowest third is -2/3, whatever y is.
        let (low, high) = (found[0].lowest, found[0].highest);
        assert_eq!((low.n, high.n), (341, 341));
        assert!(
            (low.mean + 2.0 / 3.0).abs() < 0.01 && (high.mean - 2.0 / 3.0).abs() < 0.01,
            "{low:?} {high:?}"
        );
        assert!(Driver::third_says(&high, ("A", "B")).starts_with("A costs £0.67 less (95 %: "), "{high:?}");
        assert!(Driver::third_says(&low, ("A", "B")).starts_with("B costs £0.67 less (95 %: "), "{low:?}");
        let y = Driver::third_says(&found[1].lowest, ("A", "B"));
        assert!(y.starts_with("B costs £0.1") && y.contains("341 futures"), "{y}");
        assert_eq!(found[1].turns_at, None, "less than a twentieth goes with y");
        assert!(of(&[amount("x")], &used(), &drawn[..31], &less[..31]).is_empty(), "too few futures to tell");
        let only = of(&[amount("x"), amount("y")], &BTreeSet::from([Number(1)]), &drawn, &less);
        assert!(only.len() == 1 && only[0].path == "y", "neither of the two uses x");
        // A number that has nothing to do with it goes with no more than chance would have it.
        let alone: Vec<f64> = drawn.iter().map(|future| future[0]).collect();
        let found = of(&[amount("x"), amount("y")], &used(), &drawn, &alone);
        assert_eq!(found.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["x"]);
    }

    /// A line that is nought outside the range turns nowhere, though some futures lie there.
    #[test]
    fn what_turns_outside_its_range_does_not_turn() {
        let drawn: Vec<Vec<f64>> = (0..90).map(|place| vec![f64::from(place) / 45.0 - 1.0]).collect();
        let less = |shift: f64| drawn.iter().map(|future| future[0] + shift).collect::<Vec<f64>>();
        let found = |shift: f64| of(&[amount("x")], &used(), &drawn, &less(shift))[0].clone();
        assert!((found(0.5).turns_at.unwrap() + 0.5).abs() < 1e-9);
        assert_eq!((found(1.5).turns_at, found(1.5).lowest.n), (None, 30));
        let near = Mean { n: 30, mean: 0.1, standard_error: 0.1, half_width_95: 0.2 };
        assert_eq!(
            Driver::third_says(&near, ("A", "B")),
            "cannot tell: A costs between £0.10 more and £0.30 less (95 %; 30 futures)"
        );
    }

    /// Tables of Student's t: 2.021 for 40 degrees at 5 %, which are 47 futures in six sets; 2.704 at 1 %, which is 5 % of five numbers.
    #[test]
    fn what_chance_gives_is_that_of_the_table() {
        for (numbers, t) in [(1, 2.021_f64), (5, 2.704)] {
            let known = t * t / (t * t + 40.0);
            assert!((by_chance(47, numbers) - known).abs() < 0.0005, "{} {known}", by_chance(47, numbers));
        }
        assert_eq!(by_chance(2, 1), 1.0);
    }

    /// R: cor(c(1, 2, 2, 4), c(3, 1, 4, 4), method = "spearman") is 0.5.
    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(&[1.0, 2.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        let found = correlation(&ranks(&[1.0, 2.0, 2.0, 4.0]), &ranks(&[3.0, 1.0, 4.0, 4.0])).unwrap();
        assert!((found - 0.5).abs() < 1e-12, "{found}");
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
