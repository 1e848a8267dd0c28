//! Do durations pile up just before a limit? The main test.
//!
//! Outside a window around the limit the counts of the durations are fitted by a smooth curve (a polynomial in a Poisson
//! regression) with the ups and downs of the week or of rounding; what the curve gives inside the window is what would be expected
//! without the limit. `excess` is what lies before the limit beyond that, `missing` what is lacking after it, `b` the excess as a
//! share of what is expected. The same test at every other place where no limit is (placebos) shows how often the shape of these
//! durations alone gives as much. Source: measures.md 2.1; Chetty, Friedman, Olsen and Pistaferri, QJE 126, 2011; Kleven, Annual
//! Review of Economics 8, 2016. Why a curve: a plain count before against after the limit calls 42 to 100 % of clean services
//! bent, because durations slope. Assumes: the true distribution is smooth apart from the week and rounding, and no rule makes the
//! jump. The placebos carry the real pile in their fits, which makes them a little too noisy: on the safe side.

use std::ops::RangeInclusive;

use super::counts::Counts;
use crate::statistics::poisson::{self, Design, Fit, NoFit};
use crate::statistics::tails::{normal_above, student_above};

/// Where to look: all in whole units of the durations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// So far before the limit the pile may reach; the limit itself is before it.
    pub below: i64,
    /// So far after the limit it may have been taken from.
    pub above: i64,
    /// The shortest duration that the curve is fitted to.
    pub from: i64,
    /// The longest.
    pub to: i64,
}

/// What the curve may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// The degree of the polynomial.
    pub degree: usize,
    /// Whether the logarithm of the duration and its square belong to the curve too: with them and a polynomial of the second degree it
    /// follows any exponential, gamma or lognormal distribution. Near nought, where durations rise and fall within a few units, no
    /// polynomial does.
    pub logarithm: bool,
    /// A cycle of so many units, such as the 7 days of a week; none below 2. A short one is followed at each of its places, a long one
    /// (more than [`Curve::EACH_PLACE`]) by its first three waves.
    pub period: i64,
    /// Round numbers that durations may be written down as: multiples of each of these.
    pub round_to: Vec<i64>,
}

impl Curve {
    /// The longest cycle that is followed at each of its places.
    pub const EACH_PLACE: i64 = 12;

    /// The columns of one duration.
    pub(super) fn row(&self, duration: i64, at: i64, window: &Window) -> Vec<f64> {
        let reach = (at - window.from).max(window.to - at).max(1) as f64;
        let x = (duration - at) as f64 / reach;
        let mut row: Vec<f64> = (0..=self.degree).map(|power| x.powi(power as i32)).collect();
        if self.logarithm {
            let logarithm = (duration as f64 + 0.5).ln();
            row.extend([logarithm, logarithm * logarithm]);
        }
        let one_if = |is: bool| if is { 1.0 } else { 0.0 };
        if (2..=Curve::EACH_PLACE).contains(&self.period) {
            row.extend((1..self.period).map(|place| one_if(duration.rem_euclid(self.period) == place)));
        } else if self.period > Curve::EACH_PLACE {
            let turn = std::f64::consts::TAU * duration as f64 / self.period as f64;
            row.extend(
                (1..=3).flat_map(|wave| [(turn * f64::from(wave)).sin(), (turn * f64::from(wave)).cos()]),
            );
        }
        row.extend(self.round_to.iter().map(|base| one_if(duration % (*base).max(1) == 0)));
        row
    }
}

/// What was found at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Bunch {
    /// How many durations lie in the range.
    pub n: u64,
    /// How many lie in the window up to the limit.
    pub observed: u64,
    /// How many the curve expects there.
    pub expected: f64,
    /// Observed less expected.
    pub excess: f64,
    /// Its standard error.
    pub excess_se: f64,
    /// The excess in standard errors.
    pub t: f64,
    /// The chance of a `t` so large if nothing was going on, one-sided.
    pub p: f64,
    /// How many lie in the window after the limit.
    pub observed_after: u64,
    /// How many the curve expects there.
    pub expected_after: f64,
    /// Expected less observed there.
    pub missing: f64,
    /// Its standard error.
    pub missing_se: f64,
    /// What is missing in standard errors.
    pub t_missing: f64,
    /// The excess as a share of what is expected.
    pub b: f64,
    /// How much more than Poisson's the counts vary about the curve; at least 1.
    pub dispersion: f64,
    /// The duration in the window up to the limit of which there are most beyond what the curve expects, and how many beyond.
    pub peak: (i64, f64),
}

/// The test at one place.
pub fn bunch(counts: &Counts, at: i64, window: &Window, curve: &Curve) -> Result<Bunch, NoFit> {
    let inside = |duration: i64| duration >= at - window.below && duration <= at + window.above;
    let row = |duration: i64| curve.row(duration, at, window);
    let outside: Vec<i64> = (window.from..=window.to).filter(|duration| !inside(*duration)).collect();
    let mut design = Design::new(row(at).len());
    outside.iter().for_each(|duration| design.push(&row(*duration)));
    let seen: Vec<f64> = outside.iter().map(|duration| counts.at(*duration) as f64).collect();
    let (fit, columns) = fitted(&design, &seen)?;
    let dispersion = fit.dispersion().max(1.0);
    let side = |from: i64, to: i64| {
        let mut expected = 0.0;
        let mut slope = vec![0.0; columns.len()];
        for duration in from..=to {
            let whole = row(duration);
            let row: Vec<f64> = columns.iter().map(|column| whole[*column]).collect();
            let here = fit.expected(&row, 0.0);
            expected += here;
            slope.iter_mut().zip(&row).for_each(|(slope, cell)| *slope += here * cell);
        }
        let variance = dispersion * (expected + fit.variance_of(&slope));
        (counts.between(from, to), expected, variance.sqrt())
    };
    let (observed, expected, excess_se) = side(at - window.below, at);
    let (observed_after, expected_after, missing_se) = side(at + 1, at + window.above);
    let beyond = |duration: i64| {
        let whole = row(duration);
        let row: Vec<f64> = columns.iter().map(|column| whole[*column]).collect();
        (duration, counts.at(duration) as f64 - fit.expected(&row, 0.0))
    };
    let peak = (at - window.below..=at).map(beyond).max_by(|a, b| a.1.total_cmp(&b.1));
    let excess = observed as f64 - expected;
    let missing = expected_after - observed_after as f64;
    let t = excess / excess_se;
    let bunch = Bunch {
        n: counts.between(window.from, window.to),
        observed,
        expected,
        excess,
        excess_se,
        t,
        p: normal_above(t),
        observed_after,
        expected_after,
        missing,
        missing_se,
        t_missing: if window.above > 0 { missing / missing_se } else { 0.0 },
        b: excess / expected,
        dispersion,
        peak: peak.unwrap_or((at, excess)),
    };
    let finite = [bunch.t, bunch.b, bunch.t_missing, bunch.excess_se].iter().all(|value| value.is_finite());
    if finite { Ok(bunch) } else { Err(NoFit::NoEnd) }
}

/// How many of each duration of a range the curve expects, fitted as in [`bunch`]; nothing where it does not fit.
pub fn expected(
    counts: &Counts,
    at: i64,
    window: &Window,
    curve: &Curve,
    range: RangeInclusive<i64>,
) -> Option<Vec<f64>> {
    let inside = at - window.below..=at + window.above;
    let outside = || (window.from..=window.to).filter(|duration| !inside.contains(duration));
    let mut design = Design::new(curve.row(at, at, window).len());
    outside().for_each(|duration| design.push(&curve.row(duration, at, window)));
    let seen: Vec<f64> = outside().map(|duration| counts.at(duration) as f64).collect();
    let (fit, columns) = fitted(&design, &seen).ok()?;
    let here = |duration: i64| {
        let whole = curve.row(duration, at, window);
        let row: Vec<f64> = columns.iter().map(|column| whole[*column]).collect();
        fit.expected(&row, 0.0)
    };
    let all: Vec<f64> = range.map(here).collect();
    all.iter().all(|expected| expected.is_finite()).then_some(all)
}

/// The fit, with the columns it could use: one that others already make up (a round number that is also a weekday) is left out.
pub(super) fn fitted(design: &Design, seen: &[f64]) -> Result<(Fit, Vec<usize>), NoFit> {
    match poisson::fit(design, seen, None) {
        Err(NoFit::Singular { .. }) => {
            let columns = design.independent();
            poisson::fit(&design.only(&columns), seen, None).map(|fit| (fit, columns))
        }
        other => other.map(|fit| (fit, (0..design.columns()).collect())),
    }
}

/// The same test where no limit is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placebos {
    /// How many places there were.
    pub count: usize,
    /// The share of all places, the limit's among them, where `t` is as large as at the limit.
    pub p: f64,
    /// The largest `t` among them.
    pub largest_t: f64,
    /// Their mean `t`.
    pub mean_t: f64,
    /// The standard deviation of their `t`.
    pub spread_t: f64,
}

/// The test at all places a multiple of `step` away from the limit, far enough inside the range, whose window touches neither the
/// limit's nor that of another limit that is known. `t` is the limit's own.
pub fn placebos(
    counts: &Counts,
    at: i64,
    window: &Window,
    curve: &Curve,
    step: i64,
    known: &[i64],
    t: f64,
) -> Placebos {
    let found: Vec<f64> = places(at, window, step, known)
        .filter_map(|place| bunch(counts, place, window, curve).ok())
        .map(|bunch| bunch.t)
        .collect();
    let as_large = found.iter().filter(|other| **other >= t).count();
    let mean_t = found.iter().sum::<f64>() / found.len() as f64;
    let squares: f64 = found.iter().map(|t| (t - mean_t).powi(2)).sum();
    Placebos {
        mean_t,
        spread_t: (squares / (found.len() as f64 - 1.0)).sqrt(),
        count: found.len(),
        p: (1 + as_large) as f64 / (1 + found.len()) as f64,
        largest_t: found.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    }
}

impl Placebos {
    /// The chance of a `t` as large as the limit's by what the other places show: how far it lies from their mean, in their own spread.
    /// For scans over many marks, where a p-value from the curve alone would be too sure of the curve (an empirical null: Efron, JASA
    /// 99, 2004). 1 if there are too few.
    pub fn calibrated(&self, t: f64) -> f64 {
        if self.count < 3 || !(self.spread_t > 0.0 && self.spread_t.is_finite()) {
            return 1.0;
        }
        student_above((t - self.mean_t) / self.spread_t, self.count as f64 - 1.0)
    }
}

/// So many units between a placebo's window and the ends of the range, for the curve to hold on to.
const MARGIN: i64 = 5;

/// Where placebos may stand.
pub fn places(at: i64, window: &Window, step: i64, known: &[i64]) -> impl Iterator<Item = i64> {
    let (from, to) = (window.from + window.below + MARGIN, window.to - window.above - MARGIN);
    let wide = window.below + window.above;
    let known: Vec<i64> = known.iter().copied().chain([at]).collect();
    let step = step.max(1);
    (from..=to).filter(move |place| {
        (place - at) % step == 0 && known.iter().all(|limit| (place - limit).abs() > wide)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window() -> Window {
        Window { below: 3, above: 7, from: 15, to: 97 }
    }

    fn curve() -> Curve {
        Curve { degree: 4, logarithm: false, period: 7, round_to: vec![] }
    }

    /// The same at every duration: the curve is level, so what is expected is known, and its error nearly so.
    #[test]
    fn a_level_distribution_with_thirty_moved() {
        let mut counts = Counts::up_to(97);
        (15..=97).for_each(|duration| counts.add(duration, 100));
        let level = bunch(&counts, 56, &window(), &curve()).unwrap();
        assert!((level.expected - 400.0).abs() < 1e-6 && level.excess.abs() < 1e-6, "{level:?}");
        assert!((level.expected_after - 700.0).abs() < 1e-6);
        let mut moved = Counts::up_to(97);
        (15..=97)
            .for_each(|duration| moved.add(duration, if (57..=63).contains(&duration) { 90 } else { 100 }));
        moved.add(56, 70);
        let found = bunch(&moved, 56, &window(), &curve()).unwrap();
        assert!((found.excess - 70.0).abs() < 1e-6 && (found.missing - 70.0).abs() < 1e-6, "{found:?}");
        assert!(found.excess_se > 20.0 && found.p < 0.01 && found.b > 0.15, "{found:?}");
        let placebos = placebos(&moved, 56, &window(), &curve(), 1, &[], found.t);
        assert_eq!(placebos.count, 42);
        assert!((placebos.p - 1.0 / 43.0).abs() < 1e-12, "{placebos:?}");
    }

    #[test]
    fn placebos_keep_away_from_every_limit() {
        let places: Vec<i64> = places(60, &window(), 5, &[30]).collect();
        assert_eq!(places, [45, 75, 80, 85]);
        assert_eq!(super::places(20, &Window { below: 3, above: 7, from: 15, to: 30 }, 1, &[]).count(), 0);
    }

    #[test]
    fn what_cannot_be_fitted_says_so() {
        let counts = Counts::up_to(97);
        assert_eq!(bunch(&counts, 56, &window(), &curve()), Err(NoFit::NothingCounted));
        let narrow = Window { below: 3, above: 7, from: 50, to: 65 };
        assert!(matches!(bunch(&counts, 56, &narrow, &curve()), Err(NoFit::TooFewRows { .. })));
    }

    proptest! {
        #[test]
        fn any_counts_give_numbers_or_a_reason(
            counts in prop::collection::vec(0_u64..400, 83),
            period in prop::sample::select(vec![0_i64, 1, 7, 24]),
            round_to in prop::sample::select(vec![vec![], vec![5], vec![7], vec![5, 10]]),
        ) {
            let mut all = Counts::up_to(97);
            counts.iter().enumerate().for_each(|(place, count)| all.add(15 + place as i64, *count));
            if let Ok(found) = bunch(&all, 56, &window(), &Curve { degree: 4, logarithm: false, period, round_to }) {
                prop_assert!((0.0..=1.0).contains(&found.p) && found.excess_se > 0.0);
                prop_assert_eq!(found.n, counts.iter().sum::<u64>());
                prop_assert!((found.observed as f64 - found.expected - found.excess).abs() < 1e-9);
            }
        }
    }
}
