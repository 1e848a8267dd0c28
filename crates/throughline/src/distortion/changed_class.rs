//! Are needs given another category or priority more often as a limit nears?
//!
//! For each day of a need's life: how many are still open and not yet changed (each counted out once), and how many are
//! changed. The rate in the last five days up to the limit against the rate in the three weeks before: ratio with an exact
//! interval, exact conditional binomial p. Source: measures.md 2.5. Ten changes in the window are the least. A rate that rises steadily
//! with age is higher just before the limit too, so a rise must also show against the trend of the [`TREND`] days before: a
//! Poisson regression of the changes on the day, the needs at risk as offset, with a step for the window, on a quasi scale. The [`GAP`] days
//! before the window belong to neither: a rise at the limit that begins a day early would else be taken for the trend. (Without it a rate
//! that grows with the square of age was found in 191 of 200.) Where it misleads: a day of the week on which staff sort their
//! cases is innocent; look for a rise only at the limit.

use crate::statistics::exact::{RateRatio, rate_ratio};
use crate::statistics::poisson::{self, Design};
use crate::statistics::share::Z_95;
use crate::statistics::tails::normal_above;

/// The window is the limit and so many days before it.
pub const WINDOW: i64 = 4;
/// It is compared with the days from so many before the limit up to the window.
pub const COMPARED: i64 = 25;
/// Fewer changes in the window than this are not judged.
pub const LEAST_CHANGES: u64 = 10;
/// The trend is that of so many days before the limit, or as many as there are.
pub const TREND: i64 = 46;
/// So many days just before the window are left out of the trend.
pub const GAP: i64 = 2;
/// A ratio below this is not spoken of.
pub const LEAST_RATIO: f64 = 1.5;
/// A chance above this is not spoken of.
pub const RARE: f64 = 0.01;

/// One day of the needs' lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// How many are open and not yet changed as it begins.
    pub at_risk: u64,
    /// How many of them are changed on it.
    pub changed: u64,
}

/// How often needs are changed near a limit, and before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed {
    /// Changes in the window, and before.
    pub changes: (u64, u64),
    /// Days that needs were at risk in the window, and before.
    pub need_days: (u64, u64),
    /// The one rate over the other.
    pub rates: RateRatio,
}

/// Compares the days just before a limit with those earlier; `days[d]` is the day `d` of life. None if nothing was at risk or changed.
pub fn changed(days: &[Day], at: i64) -> Option<Changed> {
    let sum = |from: i64, to: i64| {
        let from = from.clamp(0, days.len() as i64) as usize;
        let to = (to + 1).clamp(from as i64, days.len() as i64) as usize;
        let all = &days[from..to];
        (all.iter().map(|day| day.changed).sum::<u64>(), all.iter().map(|day| day.at_risk).sum::<u64>())
    };
    let (near, near_days) = sum(at - WINDOW, at);
    let (before, before_days) = sum(at - COMPARED, at - WINDOW - 1);
    let rates = rate_ratio(near, near_days as f64, before, before_days as f64)?;
    Some(Changed { changes: (near, before), need_days: (near_days, before_days), rates })
}

/// How much more often needs are changed just before a limit than the trend before it leads to expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// The rate in the window over that of the trend.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Its logarithm in standard errors.
    pub t: f64,
}

impl Rise {
    /// The chance of so much or more if there were only the trend.
    pub fn p(&self) -> f64 {
        normal_above(self.t)
    }
}

/// The rise against the trend; None where there is too little for one.
pub fn rise(days: &[Day], at: i64) -> Option<Rise> {
    let mut design = Design::new(3);
    let (mut counts, mut offset) = (Vec::new(), Vec::new());
    for day in (at - TREND).max(0)..=at {
        let gap = (at - WINDOW - GAP..at - WINDOW).contains(&day);
        let here = days.get(day as usize).filter(|here| here.at_risk > 0 && !gap);
        let Some(here) = here else { continue };
        design.push(&[1.0, (day - at) as f64 / TREND as f64, f64::from(u8::from(day >= at - WINDOW))]);
        counts.push(here.changed as f64);
        offset.push((here.at_risk as f64).ln());
    }
    let fit = poisson::fit(&design, &counts, Some(&offset)).ok()?;
    let (effect, error) = (fit.coefficients[2], fit.standard_error(2, fit.dispersion().max(1.0)));
    let interval = ((effect - Z_95 * error).exp(), (effect + Z_95 * error).exp());
    let found = Rise { ratio: effect.exp(), interval, t: effect / error };
    [found.ratio, found.t, interval.1].iter().all(|number| number.is_finite()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    /// In how many of 100 services a rise is spoken of, if the rate on a day of life is `rate`.
    fn spoken_of(rate: impl Fn(i64) -> f64) -> usize {
        let one = |seed: &u64| {
            let mut random = Random::new(*seed, "rise");
            let mut at_risk = 4_000;
            let mut day = |day: i64| {
                let changed = (0..at_risk).filter(|_| random.unit() < rate(day)).count() as u64;
                let here = Day { at_risk, changed };
                at_risk -= changed + at_risk / 200;
                here
            };
            let days: Vec<Day> = (0..=56).map(&mut day).collect();
            let higher = changed(&days, 56).is_some_and(|found| {
                found.rates.p_higher < RARE
                    && found.rates.ratio >= LEAST_RATIO
                    && found.changes.0 >= LEAST_CHANGES
            });
            higher && rise(&days, 56).is_some_and(|found| found.p() < RARE && found.ratio >= LEAST_RATIO)
        };
        (0..100).filter(one).count()
    }

    #[test]
    fn a_rate_that_rises_with_age_is_innocent_and_a_step_is_not() {
        let age = |day: i64| day as f64 / 28.0;
        assert!(spoken_of(|day| 0.003 * age(day)) <= 2);
        assert!(spoken_of(|day| 0.003 * age(day).powi(2)) <= 2);
        assert!(spoken_of(|day| 0.003 * (day as f64 / 21.0).exp2()) <= 2);
        assert!(spoken_of(|day| if day >= 52 { 0.009 } else { 0.003 }) >= 90);
        // A rise that begins a day before the window is none of the trend.
        assert!(spoken_of(|day| if (51..56).contains(&day) { 0.012 } else { 0.003 }) >= 90);
        assert_eq!(rise(&[], 56), None);
        assert_eq!(rise(&[Day { at_risk: 5, changed: 0 }; 60], 56), None);
    }

    #[test]
    fn the_window_is_five_days_and_what_is_before_three_weeks() {
        let days: Vec<Day> = (0..60).map(|day| Day { at_risk: 10, changed: u64::from(day >= 30) }).collect();
        let found = changed(&days, 56).unwrap();
        assert_eq!((found.changes, found.need_days), ((5, 21), (50, 210)));
        assert!((found.rates.ratio - 1.0).abs() < 1e-12);
        assert_eq!(changed(&days[..0], 56), None);
        assert_eq!(changed(&[Day { at_risk: 5, changed: 0 }; 60], 56), None);
    }
}
