//! Are needs given another category or priority more often as a limit nears?
//!
//! For each day of a need's life: how many are still open and not yet changed (each counted out once), and how many are
//! changed. The rate in the last five days up to the limit against the rate in the three weeks before: ratio with an exact
//! interval, exact conditional binomial p. Source: measures.md 2.5. Ten changes in the window are the least. Where it misleads: a day
//! of the week on which staff sort their cases is innocent; look for a rise only at the limit.

use crate::statistics::exact::{RateRatio, rate_ratio};

/// The window is the limit and so many days before it.
pub const WINDOW: i64 = 4;
/// It is compared with the days from so many before the limit up to the window.
pub const COMPARED: i64 = 25;
/// Fewer changes in the window than this are not judged.
pub const LEAST_CHANGES: u64 = 10;

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

#[cfg(test)]
mod tests {
    use super::*;

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
