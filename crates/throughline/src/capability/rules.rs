//! Which points say that something has changed: three sets of rules, the set being part of every answer.
//!
//! Formula (measures.md 1.4). `wheeler`: a point beyond a limit; eight in a row on one side of the centre; three of four in a row
//! nearer to a limit than to the centre, the last among them. `mdc`, as the national guidance for the health service has it since
//! late 2023: beyond a limit; seven in a row on one side; seven in a row rising or falling; three in a row on one side of which two
//! or more lie further out than two thirds of the way to the limit (beyond the limit counts too). `anhoej`: on the median, a run
//! longer than log2(n) + 3, or fewer crossings than the 5 % point of chance. Sources: Wheeler, Understanding Variation, 2000;
//! NHS England, Making Data Count; Anhøj and Olesen, PLoS One 9, 2014. A point on the centre neither counts for a run nor breaks it,
//! and no more does a missing value. A signal has a `start`, for drawing, and `detected_at`, when it could first be known.
//! Where it misleads: a steady process signals too, by chance (see `chance`).

use super::xmr::{Limits, median};
use crate::statistics::exact::binomial_quantile;

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Wheeler's three; the set unless another is asked for.
    Wheeler,
    /// Making Data Count, as of late 2023.
    Mdc,
    /// Anhøj's two, on the median.
    Anhoej,
}

impl Rules {
    /// Its name as it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Rules::Wheeler => "wheeler",
            Rules::Mdc => "mdc",
            Rules::Anhoej => "anhoej",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Two or three of three on one side, far out.
    TwoOfThree,
    /// Three of four nearer to a limit than to the centre.
    ThreeOfFour,
    /// Fewer crossings of the median than chance gives.
    FewCrossings,
    /// A run longer than chance gives.
    LongRun,
    /// Beyond a limit.
    Outside,
    /// Seven in a row on one side.
    RunOfSeven,
    /// Eight in a row on one side.
    RunOfEight,
    /// Seven in a row rising or falling.
    Trend,
}

impl Rule {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Rule::TwoOfThree => "2of3",
            Rule::ThreeOfFour => "3of4",
            Rule::FewCrossings => "few_crossings",
            Rule::LongRun => "long_run",
            Rule::Outside => "outside",
            Rule::RunOfSeven => "run7",
            Rule::RunOfEight => "run8",
            Rule::Trend => "trend7",
        }
    }

    /// What it saw, in words.
    pub fn says(self) -> &'static str {
        match self {
            Rule::TwoOfThree => "two of three in a row close to a limit",
            Rule::ThreeOfFour => "three of four in a row nearer to a limit than to the centre",
            Rule::FewCrossings => "the line crosses the median less often than chance would have it",
            Rule::LongRun => "a run on one side of the median longer than chance would have it",
            Rule::Outside => "outside the limits",
            Rule::RunOfSeven => "seven or more in a row on one side of the centre",
            Rule::RunOfEight => "eight or more in a row on one side of the centre",
            Rule::Trend => "seven or more in a row in one direction",
        }
    }
}

/// One sign of change. Places count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// The rule.
    pub rule: Rule,
    /// The first point of it.
    pub start: usize,
    /// The last point of it.
    pub end: usize,
    /// The point with which it could first be known.
    pub detected_at: usize,
    /// 1 above the centre or rising, -1 below or falling, 0 where there is no side.
    pub side: i8,
}

/// A point of a chart: its place, and its value.
type At = (usize, f64);

/// The signals of a set of rules, in the order in which they could be known. `runs_only` where values near a limit say nothing, as
/// on a scale with no lower limit.
pub fn signals(rules: Rules, values: &[Option<f64>], limits: &Limits, runs_only: bool) -> Vec<Signal> {
    let present: Vec<At> =
        values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?))).collect();
    let mut found = match rules {
        Rules::Anhoej => anhoej(values).map_or_else(Vec::new, |all| all.signals),
        _ => outside(&present, limits),
    };
    match rules {
        Rules::Wheeler => found.extend(runs(&present, limits.centre, 8, Rule::RunOfEight)),
        Rules::Mdc => {
            found.extend(runs(&present, limits.centre, 7, Rule::RunOfSeven));
            found.extend(trends(&present));
        }
        Rules::Anhoej => {}
    }
    if !runs_only {
        found.extend(near_limits(rules, &present, limits));
    }
    found.sort_by_key(|signal| (signal.detected_at, signal.rule));
    found
}

fn outside(present: &[At], limits: &Limits) -> Vec<Signal> {
    let signal = |(place, value): &At| {
        let side = if *value > limits.upper { 1 } else { -1 };
        let beyond = *value > limits.upper || *value < limits.lower;
        beyond.then_some(Signal {
            rule: Rule::Outside,
            start: *place,
            end: *place,
            detected_at: *place,
            side,
        })
    };
    present.iter().filter_map(signal).collect()
}

/// Which side of the centre: 1 above, -1 below, 0 on it.
fn side_of(value: f64, centre: f64) -> i8 {
    i8::from(value > centre) - i8::from(value < centre)
}

/// A stretch of useful points on one side of the centre, as places.
pub(super) struct Run {
    pub(super) places: Vec<usize>,
    pub(super) side: i8,
}

/// The stretches of points on one side; points on the centre are passed over.
pub(super) fn runs_of(present: &[At], centre: f64) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    for (place, value) in present {
        match (side_of(*value, centre), all.last_mut()) {
            (0, _) => {}
            (side, Some(run)) if run.side == side => run.places.push(*place),
            (side, _) => all.push(Run { places: vec![*place], side }),
        }
    }
    all
}

/// The first run of so many useful points or more, cut there; the points after it are not looked at.
pub(super) fn first_run(present: &[At], centre: f64, length: usize) -> Option<Run> {
    let mut run = Run { places: Vec::new(), side: 0 };
    for (place, value) in present {
        match side_of(*value, centre) {
            0 => {}
            side if side == run.side => run.places.push(*place),
            side => run = Run { places: vec![*place], side },
        }
        if run.places.len() >= length {
            return Some(run);
        }
    }
    None
}

fn runs(present: &[At], centre: f64, length: usize, rule: Rule) -> Vec<Signal> {
    runs_of(present, centre).iter().filter_map(|run| run.signal(length, rule)).collect()
}

impl Run {
    /// The signal of a run of so many or more.
    fn signal(&self, length: usize, rule: Rule) -> Option<Signal> {
        let detected_at = *self.places.get(length.checked_sub(1)?)?;
        let (start, end) = (*self.places.first()?, *self.places.last()?);
        Some(Signal { rule, start, end, detected_at, side: self.side })
    }
}

/// Seven or more in a row, each above (or each below) the one before. Equal neighbours end a trend.
fn trends(present: &[At]) -> Vec<Signal> {
    let mut found = Vec::new();
    let mut first = 0;
    for place in 1..=present.len() {
        let way = |at: usize| side_of(present[at].1, present[at - 1].1);
        let goes_on =
            place < present.len() && way(place) != 0 && (place == first + 1 || way(place) == way(first + 1));
        if goes_on {
            continue;
        }
        if place - first >= 7 {
            let (start, end, detected_at) = (present[first].0, present[place - 1].0, present[first + 6].0);
            found.push(Signal { rule: Rule::Trend, start, end, detected_at, side: way(first + 1) });
        }
        // The last point of one trend may be the first of the next.
        first = if place < present.len() && way(place) != 0 { place - 1 } else { place };
    }
    found
}

/// Several of a few in a row towards one limit: every window that shows it.
fn near_limits(rules: Rules, present: &[At], limits: &Limits) -> Vec<Signal> {
    let Limits { centre, lower, upper } = *limits;
    // How many in a row, of how many of them, at which part of the way to the limit.
    let (rule, of, least, part) = match rules {
        Rules::Wheeler => (Rule::ThreeOfFour, 4, 3, 0.5),
        Rules::Mdc => (Rule::TwoOfThree, 3, 2, 2.0 / 3.0),
        Rules::Anhoej => return Vec::new(),
    };
    let far = |value: f64, side: i8| match side {
        1 => value > centre + (upper - centre) * part,
        _ => value < centre - (centre - lower) * part,
    };
    let signal = |window: &[At], side: i8| {
        let last = window[of - 1];
        let enough = window.iter().filter(|(_, value)| far(*value, side)).count() >= least;
        let holds = match rule {
            Rule::ThreeOfFour => enough && far(last.1, side),
            _ => enough && window.iter().all(|(_, value)| side_of(*value, centre) == side),
        };
        holds.then_some(Signal { rule, start: window[0].0, end: last.0, detected_at: last.0, side })
    };
    present
        .windows(of)
        .flat_map(|window| [1, -1].into_iter().filter_map(move |side| signal(window, side)))
        .collect()
}

/// What the run chart says: runs and crossings of the median.
#[derive(Debug, Clone, PartialEq)]
pub struct Anhoej {
    /// The median.
    pub median: f64,
    /// How many values do not lie on it.
    pub useful: usize,
    /// The longest run on one side.
    pub longest_run: usize,
    /// The longest that chance would give.
    pub longest_run_most: usize,
    /// How often the line crosses the median.
    pub crossings: usize,
    /// The least that chance would give.
    pub crossings_least: usize,
    /// What follows.
    pub signals: Vec<Signal>,
}

/// Runs and crossings of the median of all values. None without a value that is not the median.
pub fn anhoej(values: &[Option<f64>]) -> Option<Anhoej> {
    let present: Vec<At> =
        values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?))).collect();
    let median = median(&present.iter().map(|(_, value)| *value).collect::<Vec<f64>>())?;
    let runs = runs_of(&present, median);
    let useful: usize = runs.iter().map(|run| run.places.len()).sum();
    let longest_run = runs.iter().map(|run| run.places.len()).max()?;
    let longest_run_most = (useful as f64).log2().round_ties_even() as usize + 3;
    let crossings = runs.len() - 1;
    let crossings_least = binomial_quantile(0.05, useful as u64 - 1, 0.5)? as usize;
    let mut signals: Vec<Signal> =
        runs.iter().filter_map(|run| run.signal(longest_run_most + 1, Rule::LongRun)).collect();
    if crossings < crossings_least {
        let (start, end) = (present.first()?.0, present.last()?.0);
        signals.push(Signal { rule: Rule::FewCrossings, start, end, detected_at: end, side: 0 });
    }
    Some(Anhoej { median, useful, longest_run, longest_run_most, crossings, crossings_least, signals })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { centre: 0.0, lower: -3.0, upper: 3.0 };

    fn found(rules: Rules, values: &[f64]) -> Vec<(&'static str, usize, usize, usize, i8)> {
        let values: Vec<Option<f64>> =
            values.iter().map(|value| Some(*value).filter(|value| value.is_finite())).collect();
        let all = signals(rules, &values, &LIMITS, false);
        all.iter().map(|s| (s.rule.name(), s.start, s.end, s.detected_at, s.side)).collect()
    }

    #[test]
    fn a_point_on_a_limit_is_within() {
        assert_eq!(found(Rules::Wheeler, &[0.0, 3.0, -3.0, 0.0, 3.1, 0.0]), [("outside", 4, 4, 4, 1)]);
    }

    #[test]
    fn a_run_passes_over_the_centre_and_what_is_missing() {
        let run = [1.0, -1.0, -1.0, 0.0, -1.0, f64::NAN, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, 1.0];
        assert_eq!(found(Rules::Wheeler, &run), [("run8", 1, 11, 10, -1)]);
        assert_eq!(found(Rules::Mdc, &run), [("run7", 1, 11, 9, -1)]);
    }

    #[test]
    fn three_of_four_needs_the_last() {
        assert_eq!(found(Rules::Wheeler, &[2.0, 2.0, -1.0, 2.0]), [("3of4", 0, 3, 3, 1)]);
        assert_eq!(found(Rules::Wheeler, &[2.0, 2.0, 2.0, 1.0]), []);
        assert_eq!(found(Rules::Wheeler, &[1.5, 1.5, 1.5, 1.5]), []);
    }

    #[test]
    fn two_of_three_counts_what_lies_outside() {
        assert_eq!(found(Rules::Mdc, &[2.5, 0.5, 4.0]), [("2of3", 0, 2, 2, 1), ("outside", 2, 2, 2, 1)]);
        // Not all on one side; two thirds of the way is not beyond it.
        assert_eq!(found(Rules::Mdc, &[2.5, -0.5, 2.5]), []);
        assert_eq!(found(Rules::Mdc, &[2.0, 2.0, 2.0]), []);
    }

    #[test]
    fn a_trend_is_seven_points() {
        let rising = [-1.5, -1.0, -0.5, 0.1, 0.2, 0.3, 0.4, 0.5, -0.1];
        assert_eq!(found(Rules::Mdc, &rising), [("trend7", 0, 7, 6, 1)]);
        assert_eq!(found(Rules::Mdc, &rising[1..7]), []);
        let level = [-1.5, -1.0, -0.5, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5, -0.1];
        assert_eq!(found(Rules::Mdc, &level), []);
        let falling: Vec<f64> = rising[..7].iter().map(|value| -value).collect();
        assert_eq!(found(Rules::Mdc, &falling), [("trend7", 0, 6, 6, -1)]);
        // Up to a peak and down again: both, sharing the peak.
        let peak = [-0.9, -0.8, -0.7, -0.6, -0.5, -0.4, 1.0, 0.8, 0.6, 0.4, 0.2, -0.1, -0.2];
        assert_eq!(found(Rules::Mdc, &peak), [("trend7", 0, 6, 6, 1), ("trend7", 6, 12, 12, -1)]);
    }

    /// Anhøj and Olesen 2014: of 24 useful values, no run over 8 and no fewer than 8 crossings.
    #[test]
    fn the_run_chart_of_a_step() {
        let step: Vec<Option<f64>> =
            (0..24).map(|place| Some(f64::from(place / 12 * 10 + place % 3))).collect();
        let all = anhoej(&step).unwrap();
        assert_eq!((all.useful, all.longest_run, all.longest_run_most), (24, 12, 8));
        assert_eq!((all.crossings, all.crossings_least), (1, 8));
        let rules: Vec<_> =
            all.signals.iter().map(|s| (s.rule.name(), s.start, s.end, s.detected_at)).collect();
        assert_eq!(rules, [("long_run", 0, 11, 8), ("long_run", 12, 23, 20), ("few_crossings", 0, 23, 23)]);
        assert_eq!(anhoej(&[Some(1.0), Some(1.0)]), None);
        assert_eq!(anhoej(&[]), None);
    }
}
