//! One phase of a chart: its baseline, its limits as far as there are points for them, and its signals.
//!
//! Formula (measures.md 1.5): below 8 points only points; 8 to 11 a median and no limits; from 12 provisional limits; from 20 firm ones.
//! If more than half of the moving ranges are nought, or all are, there is not enough variation for limits. Why 12 and 20: limits from
//! fewer points jump about; national guidance freezes them somewhere between the two.

use std::ops::Range;

use super::chart::{Kind, Observations};
use super::rare;
use super::rules::{Anhoej, Rules, Signal, anhoej, signals};
use super::shares::{Of, Part, Shares, shares};
use super::times::{from_even, to_even};
use super::xmr::{Limits, Xmr, median, xmr};
use super::{FIRM_POINTS, LEAST_POINTS, MEDIAN_POINTS};

/// How much a phase can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Points only.
    NotEnoughData,
    /// A median, no limits.
    MedianOnly,
    /// Limits that the next points will move.
    Provisional,
    /// Limits that stay.
    Firm,
    /// Too many equal values for limits.
    NotEnoughVariation,
}

impl Status {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Status::NotEnoughData => "not_enough_data",
            Status::MedianOnly => "median_only",
            Status::Provisional => "provisional",
            Status::Firm => "firm",
            Status::NotEnoughVariation => "not_enough_variation",
        }
    }

    /// By the number of points.
    pub fn of(points: usize) -> Status {
        match points {
            FIRM_POINTS.. => Status::Firm,
            LEAST_POINTS.. => Status::Provisional,
            MEDIAN_POINTS.. => Status::MedianOnly,
            _ => Status::NotEnoughData,
        }
    }
}

/// One phase. Places count from 0 over the whole chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Its points, missing ones among them.
    pub places: Range<usize>,
    /// How many of them have a value.
    pub points: usize,
    /// How many points set the limits.
    pub baseline_points: usize,
    /// How much it can say.
    pub status: Status,
    /// The centre; none of fewer than eight points.
    pub centre: Option<f64>,
    /// The lower limit, where one number holds for all points.
    pub lower: Option<f64>,
    /// The upper limit, where one number holds for all points.
    pub upper: Option<f64>,
    /// The limits of each point, where they have different ones.
    pub each: Vec<Option<(f64, f64)>>,
    /// What the baseline says of itself: of single values, on the scale charted.
    pub xmr: Option<Xmr>,
    /// The upper limit of a moving range, of single values.
    pub range_upper: Option<f64>,
    /// How much more than chance shares or rates vary.
    pub sigma_z: Option<f64>,
    /// Whether nearly all periods of shares or rates are large enough.
    pub large_enough: bool,
    /// Runs and crossings of the median, if those were the rules.
    pub anhoej: Option<Anhoej>,
    /// The signals.
    pub signals: Vec<Signal>,
}

/// Limits on the scale that rules look at, and how they are shown.
struct Found {
    values: Vec<Option<f64>>,
    limits: Limits,
    runs_only: bool,
    xmr: Option<Xmr>,
    range_upper: Option<f64>,
    shares: Option<Shares>,
    varies: bool,
}

/// The values of some observations on the scale that a kind of chart looks at.
pub(super) fn on_scale(kind: Kind, given: &Observations) -> Vec<Option<f64>> {
    let finite = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let values = given.values.iter().map(finite);
    match kind {
        Kind::Xmr | Kind::Median | Kind::CasesBetween => values.collect(),
        Kind::Times => values.map(|value| value.and_then(to_even)).collect(),
        Kind::DaysBetween => values.map(|value| value.and_then(rare::days_to_even)).collect(),
        Kind::Shares | Kind::Rates => parts(given).iter().map(|part| part.map(|(r, n)| r / n)).collect(),
    }
}

/// What was counted and of how many, where both are known.
pub(super) fn parts(given: &Observations) -> Vec<Part> {
    let part = |(place, r): (usize, &Option<f64>)| match (r, given.sizes.get(place).copied().flatten()) {
        (Some(r), Some(n)) if r.is_finite() && n.is_finite() && n > 0.0 => Some((*r, n)),
        _ => None,
    };
    given.values.iter().enumerate().map(part).collect()
}

/// The phase over some places of the observations; at most `most` leading points set its limits.
pub(super) fn phase(
    kind: Kind,
    rules: Rules,
    given: &Observations,
    places: Range<usize>,
    most: usize,
) -> Phase {
    let own = given.part(places.clone());
    let values = on_scale(kind, &own);
    let points = values.iter().flatten().count();
    let baseline_points = points.min(most.max(LEAST_POINTS));
    let mut phase = Phase {
        places: places.clone(),
        points,
        baseline_points,
        status: Status::of(points),
        centre: None,
        lower: None,
        upper: None,
        each: Vec::new(),
        xmr: None,
        range_upper: None,
        sigma_z: None,
        large_enough: true,
        anhoej: None,
        signals: Vec::new(),
    };
    if points < LEAST_POINTS {
        let present: Vec<f64> = values.iter().flatten().copied().collect();
        let shown = median(&present).map(|median| shown_centre(kind, median));
        phase.centre = shown.filter(|_| phase.status == Status::MedianOnly);
        return phase;
    }
    // The baseline ends with its last point that has a value.
    let ends = values.iter().enumerate().filter(|(_, value)| value.is_some()).nth(baseline_points - 1);
    let baseline = own.part(0..ends.map_or(0, |(place, _)| place + 1));
    match found(kind, &own, &baseline, values) {
        Some(found) if found.varies => phase.judged(kind, rules, &own, found),
        found => {
            phase.status = Status::NotEnoughVariation;
            phase.centre = found.map(|found| shown_centre(kind, found.limits.centre)).or(phase.centre);
        }
    }
    phase
}

/// The limits that the baseline sets, on the scale of the rules.
fn found(kind: Kind, own: &Observations, baseline: &Observations, values: Vec<Option<f64>>) -> Option<Found> {
    let base = on_scale(kind, baseline);
    let single = |xmr: Xmr, limits: Limits, range_upper: f64| Found {
        values: values.clone(),
        limits,
        runs_only: false,
        xmr: Some(xmr),
        range_upper: Some(range_upper),
        shares: None,
        varies: xmr.varies(),
    };
    match kind {
        Kind::Xmr | Kind::Times => {
            let found = xmr(&base, &baseline.gaps, true)?;
            Some(single(found, found.limits(), found.range_upper()))
        }
        Kind::Median => {
            let found = xmr(&base, &baseline.gaps, true)?;
            let varies = found.median_range > 0.0;
            Some(Found { varies, ..single(found, found.median_limits(), found.median_range_upper()) })
        }
        Kind::DaysBetween => {
            let found = xmr(&base, &baseline.gaps, false)?;
            let limits = rare::days_between(&base, &baseline.gaps)?;
            Some(Found { range_upper: None, ..single(found, limits, 0.0) })
        }
        Kind::CasesBetween => {
            let limits = rare::cases_between(&base)?;
            Some(Found {
                values,
                limits,
                runs_only: true,
                xmr: None,
                range_upper: None,
                shares: None,
                varies: true,
            })
        }
        Kind::Shares | Kind::Rates => {
            let of = if kind == Kind::Shares { Of::Share } else { Of::Rate };
            let found = shares(of, &parts(baseline), &baseline.gaps)?;
            let values = parts(own).iter().map(|part| found.z(*part)).collect();
            let limits = Limits::around(0.0, super::shares::DEVIATIONS * found.sigma_z);
            let varies = found.sigma_z > 0.0;
            Some(Found {
                values,
                limits,
                runs_only: false,
                xmr: None,
                range_upper: None,
                shares: Some(found),
                varies,
            })
        }
    }
}

/// A centre on the scale of the rules, as it is shown.
fn shown_centre(kind: Kind, centre: f64) -> f64 {
    match kind {
        Kind::Times | Kind::DaysBetween => from_even(centre),
        _ => centre,
    }
}

impl Phase {
    /// Takes on the limits that were found, and looks for signals.
    fn judged(&mut self, kind: Kind, rules: Rules, own: &Observations, found: Found) {
        let Limits { centre, lower, upper } = found.limits;
        let shown = |value: f64| Some(shown_centre(kind, value));
        match found.shares {
            Some(shares) => {
                self.centre = Some(shares.centre);
                self.sigma_z = Some(shares.sigma_z);
                let limits = |part: &Part| part.map(|(_, n)| shares.limits(n));
                let parts = parts(own);
                self.each = parts.iter().map(limits).collect();
                let large = parts.iter().flatten().filter(|(_, n)| shares.enough(*n)).count();
                self.large_enough = 10 * large >= 9 * self.points;
            }
            None => (self.centre, self.lower, self.upper) = (shown(centre), shown(lower), shown(upper)),
        }
        self.xmr = found.xmr;
        self.range_upper = found.range_upper;
        self.signals = signals(rules, &found.values, &found.limits, found.runs_only);
        if rules == Rules::Anhoej {
            self.anhoej = anhoej(&found.values);
            self.anhoej.iter_mut().for_each(|all| all.median = shown_centre(kind, all.median));
        }
        let first = self.places.start;
        let all = self.signals.iter_mut().chain(self.anhoej.iter_mut().flat_map(|all| &mut all.signals));
        for signal in all {
            signal.start += first;
            signal.end += first;
            signal.detected_at += first;
        }
    }

    /// The limits of a point of this phase, counted over the whole chart.
    pub fn limits_at(&self, place: usize) -> Option<(f64, f64)> {
        let each = place.checked_sub(self.places.start).and_then(|own| self.each.get(own).copied().flatten());
        each.or(self.lower.zip(self.upper))
    }
}
