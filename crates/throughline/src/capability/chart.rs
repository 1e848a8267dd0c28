//! A whole chart of one column of numbers: its kind, its rules, its phases, and where a new phase may have begun.
//!
//! Formula: each kind as its own file says (`xmr`, `times`, `shares`, `rare`). The limits of `xmr` and `median` are set by the first 20
//! points of a phase and then stay; those of the others by all points of a phase, as single cases and rare events vary too much for 20
//! of them to set limits, and as is usual for shares. Phases begin where a person says so, and nowhere else.

use std::ops::Range;

use super::FIRM_POINTS;
use super::chance::lag_one;
use super::phases::{Phase, on_scale, parts, phase};
use super::rebase::{Proposal, proposals};
use super::rules::Rules;
use super::xmr::{mean, median};

/// What is charted, and so how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Single values in order of time.
    Xmr,
    /// The same around the median.
    Median,
    /// Single durations.
    Times,
    /// Shares: `r` of `n`.
    Shares,
    /// Rates: `r` for `n`.
    Rates,
    /// Cases between rare events.
    CasesBetween,
    /// Days between rare events.
    DaysBetween,
}

impl Kind {
    /// Its name as it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Xmr => "xmr",
            Kind::Median => "median",
            Kind::Times => "times",
            Kind::Shares => "p",
            Kind::Rates => "u",
            Kind::CasesBetween => "g",
            Kind::DaysBetween => "t",
        }
    }

    /// How many leading points of a phase set its limits.
    pub fn baseline(self) -> usize {
        match self {
            Kind::Xmr | Kind::Median => FIRM_POINTS,
            _ => usize::MAX,
        }
    }
}

/// What was observed, in order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observations {
    /// The values; `None` where one is missing. Of shares and rates: what was counted.
    pub values: Vec<Option<f64>>,
    /// Of shares and rates: of how many, or for how much. Nothing for other kinds.
    pub sizes: Vec<Option<f64>>,
    /// Whether a period is missing before a value; may be shorter than the values.
    pub gaps: Vec<bool>,
}

impl Observations {
    /// Single values without missing periods between them.
    pub fn of(values: Vec<Option<f64>>) -> Observations {
        Observations { values, ..Observations::default() }
    }

    /// Some of them.
    pub fn part(&self, places: Range<usize>) -> Observations {
        fn cut<T: Copy>(all: &[T], places: &Range<usize>) -> Vec<T> {
            let end = places.end.min(all.len());
            all[places.start.min(end)..end].to_vec()
        }
        Observations {
            values: cut(&self.values, &places),
            sizes: cut(&self.sizes, &places),
            gaps: cut(&self.gaps, &places),
        }
    }
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its kind.
    pub kind: Kind,
    /// The rules that looked for signals.
    pub rules: Rules,
    /// The value of each point as it is shown: of shares and rates r/n.
    pub values: Vec<Option<f64>>,
    /// Its phases; none without observations.
    pub phases: Vec<Phase>,
    /// Where a new phase may have begun.
    pub proposals: Vec<Proposal>,
    /// The correlation of each value with the one before.
    pub lag_one: Option<f64>,
}

/// The chart of some observations. New phases begin at `splits` (places from 0, accepted by a person); `most` leading points of a phase
/// set its limits, those of its kind if not said.
pub fn chart(kind: Kind, rules: Rules, given: &Observations, splits: &[usize], most: Option<usize>) -> Chart {
    let most = most.unwrap_or(kind.baseline());
    let count = given.values.len();
    let mut starts: Vec<usize> = splits.iter().copied().filter(|split| (1..count).contains(split)).collect();
    starts.push(0);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([count]);
    let places = starts.iter().copied().zip(ends).filter(|(start, end)| start < end);
    let places: Vec<Range<usize>> = places.map(|(start, end)| start..end).collect();
    let values = match kind {
        Kind::Shares | Kind::Rates => on_scale(kind, given),
        _ => given.values.iter().map(|value| value.filter(|value| value.is_finite())).collect(),
    };
    Chart {
        kind,
        rules,
        lag_one: lag_one(&from_own_mean(&values, &places), &given.gaps),
        values,
        phases: places.iter().map(|places| phase(kind, rules, given, places.clone(), most)).collect(),
        proposals: places.iter().flat_map(|places| proposed(kind, given, places, most)).collect(),
    }
}

/// Each value less the mean of its phase, so that a step that was accepted does not look like dependence.
fn from_own_mean(values: &[Option<f64>], phases: &[Range<usize>]) -> Vec<Option<f64>> {
    if phases.len() < 2 {
        return values.to_vec();
    }
    let less_mean = |places: &Range<usize>| {
        let own = &values[places.clone()];
        let mean = mean(&own.iter().flatten().copied().collect::<Vec<f64>>()).unwrap_or(0.0);
        own.iter().map(move |value| value.map(|value| value - mean)).collect::<Vec<_>>()
    };
    phases.iter().flat_map(less_mean).collect()
}

/// The proposals within one phase.
fn proposed(kind: Kind, given: &Observations, places: &Range<usize>, most: usize) -> Vec<Proposal> {
    let own = given.part(places.clone());
    let values = on_scale(kind, &own);
    let centre = |part: Range<usize>| {
        let present: Vec<f64> = values[part.clone()].iter().flatten().copied().collect();
        match kind {
            Kind::Xmr | Kind::Times | Kind::DaysBetween => mean(&present),
            Kind::Median | Kind::CasesBetween => median(&present),
            Kind::Shares | Kind::Rates => {
                let parts = parts(&own.part(part));
                let sum =
                    parts.iter().flatten().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
                (sum.1 > 0.0).then(|| sum.0 / sum.1)
            }
        }
    };
    proposals(&values, places.start, most, centre)
}

#[cfg(test)]
mod tests {
    use super::super::phases::Status;
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 7] = [
        Kind::Xmr,
        Kind::Median,
        Kind::Times,
        Kind::Shares,
        Kind::Rates,
        Kind::CasesBetween,
        Kind::DaysBetween,
    ];

    #[test]
    fn a_new_phase_has_limits_of_its_own() {
        let value = |place: usize| Some(((place + 1) % 2) as f64 + if place < 24 { 0.0 } else { 50.0 });
        let given = Observations::of((0..40).map(value).collect());
        let one = chart(Kind::Xmr, Rules::Wheeler, &given, &[], None);
        assert_eq!((one.phases.len(), one.proposals.len(), one.proposals[0].start), (1, 1, 24));
        assert!(one.phases[0].signals.iter().all(|signal| signal.detected_at >= 24));
        let two = chart(Kind::Xmr, Rules::Wheeler, &given, &[24], None);
        let found: Vec<_> = two
            .phases
            .iter()
            .map(|phase| (phase.places.clone(), phase.baseline_points, phase.status))
            .collect();
        assert_eq!(found, [(0..24, 20, Status::Firm), (24..40, 16, Status::Provisional)]);
        assert!(two.phases.iter().all(|phase| phase.signals.is_empty()) && two.proposals.is_empty());
        assert_eq!(two.phases[1].centre, Some(50.5));
    }

    #[test]
    fn few_points_say_little() {
        let status = |count: usize| {
            let given = Observations::of((0..count).map(|place| Some((place % 3) as f64)).collect());
            let all = chart(Kind::Xmr, Rules::Wheeler, &given, &[], None);
            all.phases
                .first()
                .map(|phase| (phase.status.name(), phase.centre.is_some(), phase.upper.is_some()))
        };
        assert_eq!(status(0), None);
        assert_eq!(status(7), Some(("not_enough_data", false, false)));
        assert_eq!(status(8), Some(("median_only", true, false)));
        assert_eq!(status(12), Some(("provisional", true, true)));
        assert_eq!(status(20), Some(("firm", true, true)));
    }

    proptest! {
        #[test]
        fn any_numbers_give_a_chart_without_a_panic(
            values in prop::collection::vec(prop::option::weighted(0.8, prop_oneof![
                -1e3..1e3_f64, Just(0.0), Just(5.0), Just(f64::NAN), Just(f64::INFINITY), Just(-1e300), Just(1e300), 0.0..1.0_f64,
            ]), 0..70),
            sizes in prop::collection::vec(prop::option::weighted(0.9, -2.0..1e6_f64), 0..70),
            gaps in prop::collection::vec(any::<bool>(), 0..70),
            splits in prop::collection::vec(0_usize..80, 0..4),
        ) {
            let given = Observations { values, sizes, gaps };
            for kind in KINDS {
                for rules in [Rules::Wheeler, Rules::Mdc, Rules::Anhoej] {
                    let all = chart(kind, rules, &given, &splits, None);
                    for phase in &all.phases {
                        let shown = [phase.centre, phase.lower, phase.upper, phase.sigma_z, phase.range_upper];
                        prop_assert!(shown.iter().flatten().all(|value| !value.is_nan()), "{kind:?} {phase:?}");
                        // The median of cases between may lie outside the limits of its mean, if a few gaps are very long.
                        prop_assert!(kind == Kind::CasesBetween || phase.lower <= phase.centre);
                        prop_assert!(phase.baseline_points <= phase.points);
                        prop_assert!(phase.points >= 12 || phase.signals.is_empty());
                        for signal in &phase.signals {
                            prop_assert!(signal.start <= signal.detected_at && signal.detected_at <= signal.end);
                            prop_assert!(phase.places.contains(&signal.start) && phase.places.contains(&signal.end));
                        }
                    }
                    for proposal in &all.proposals {
                        prop_assert!(proposal.start < proposal.detected_at && proposal.points >= 8);
                    }
                }
            }
        }

        #[test]
        fn the_unit_of_the_values_does_not_matter(
            values in prop::collection::vec(0.0..100.0_f64, 12..60), scale in prop_oneof![Just(0.5_f64), Just(4.0)], add in -64_i8..64,
        ) {
            // Powers of two and small whole numbers, so that nothing is rounded differently near a limit.
            let values: Vec<f64> = values.iter().map(|value| value.round()).collect();
            let add = f64::from(add);
            let one = chart(Kind::Xmr, Rules::Mdc, &Observations::of(values.iter().copied().map(Some).collect()), &[], None);
            let other = values.iter().map(|value| Some(value * scale + add)).collect();
            let other = chart(Kind::Xmr, Rules::Mdc, &Observations::of(other), &[], None);
            prop_assert_eq!(one.phases[0].status, other.phases[0].status);
            if let (Some(centre), Some(upper)) = (one.phases[0].centre, one.phases[0].upper) {
                prop_assert!((other.phases[0].centre.unwrap() - (centre * scale + add)).abs() < 1e-9);
                prop_assert!((other.phases[0].upper.unwrap() - (upper * scale + add)).abs() < 1e-9);
            }
        }
    }
}
