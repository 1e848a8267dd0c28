//! Rare events: how many cases, or how many days, from one to the next (the g and t charts).
//!
//! Formula (measures.md 1.7). g, on x = cases without the event between two: centre = median, limits = the 0.00135 and 0.99865
//! quantiles of the geometric distribution with p = 1/(1 + mean x). t, on days between: x = at least half a day, z = x^(1/3.6), limits
//! z ± 3/1.128 × mean range of z (none left out), drawn back. Sources: Benneyan, Health Care Management Science 4, 2001 (g); Nelson,
//! 1994 (t). Why these: a period that mostly counts nought says nothing, a gap always does; of equal chances on both sides a count's
//! symmetric limit gives many false signals. Half a day for a gap of nought is our choice. Where it misleads: too frequent events
//! never lie below the lower limit of a g chart (it is nought): see the runs. The gap since the last event is open: it is never
//! part of the limits.

use super::times::to_even;
use super::xmr::{Limits, mean, median, moving_ranges};

/// The chance beyond three standard deviations on one side of a normal value.
pub const TAIL: f64 = 0.00135;

/// Two events on one day are taken as half a day apart.
pub const LEAST_DAYS: f64 = 0.5;

/// Limits reach so many mean ranges: three deviations. Not rounded to 2.66, as nobody draws this chart by hand.
const LIMIT: f64 = 3.0 / super::shares::RANGE_TO_DEVIATION;

/// The least x of which a geometric count of failures before a success reaches `share`: R's `qgeom`.
fn geometric_quantile(share: f64, p: f64) -> f64 {
    if p >= 1.0 {
        return 0.0;
    }
    ((-share).ln_1p() / (-p).ln_1p() - 1.0 - 1e-12).ceil().max(0.0)
}

/// The limits of cases between events. None of nothing, or where every event follows at once.
pub fn cases_between(cases: &[Option<f64>]) -> Option<Limits> {
    let present: Vec<f64> = cases.iter().flatten().copied().collect();
    let mean = mean(&present)?;
    let p = 1.0 / (1.0 + mean);
    let quantile = |share: f64| geometric_quantile(share, p);
    let limits = Limits { centre: median(&present)?, lower: quantile(TAIL), upper: quantile(1.0 - TAIL) };
    (mean > 0.0 && limits.upper.is_finite()).then_some(limits)
}

/// Days between events on the scale on which they are even; none of a negative number.
pub fn days_to_even(days: f64) -> Option<f64> {
    (days >= 0.0).then(|| to_even(days.max(LEAST_DAYS))).flatten()
}

/// The limits of days between events, on their even scale. None without two neighbours.
pub fn days_between(even: &[Option<f64>], gaps: &[bool]) -> Option<Limits> {
    let present: Vec<f64> = even.iter().flatten().copied().collect();
    Some(Limits::around(mean(&present)?, LIMIT * mean(&moving_ranges(even, gaps))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: qgeom(c(.00135, .5, .99865), 1/(1 + 30.67164179)) and of 1/2: 0 1 9.
    #[test]
    fn quantiles_are_those_of_r() {
        let all = |p: f64| [0.00135, 0.5, 0.99865].map(|share| geometric_quantile(share, p));
        assert_eq!(all(1.0 / 31.671_641_79), [0.0, 21.0, 205.0]);
        assert_eq!(all(0.5), [0.0, 0.0, 9.0]);
        assert_eq!(all(1.0), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn gaps_that_say_nothing() {
        assert_eq!(cases_between(&[]), None);
        assert_eq!(cases_between(&[Some(0.0), Some(0.0)]), None);
        assert_eq!(
            cases_between(&[Some(1.0), None, Some(1.0)]).map(|l| (l.centre, l.lower)),
            Some((1.0, 0.0))
        );
        assert_eq!(days_between(&[Some(1.0), None], &[]), None);
        assert_eq!((days_to_even(0.0), days_to_even(-1.0)), (to_even(0.5), None));
    }
}
