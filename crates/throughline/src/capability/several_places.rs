//! A change in some places and not in others: the formulae, on plain numbers.
//!
//! Formula (measures.md 4): each value is what its place and its period have in common with others, plus the effect where and when the
//! change holds (two-way fixed effects). On a full table of places by periods the effect is sum d y / sum d², with d the indicator of the
//! change less its mean over the place and over the period, plus the mean of all; it is the difference in differences of means. Standard
//! error by clusters of place: the root of sum over places of (sum d e)², over sum d², with the correction G/(G - 1) (N - 1)/(N - K) of
//! the usual programs; a normal interval. Sources: Liang and Zeger, Biometrika 73, 1986; Bertrand, Duflo and Mullainathan, Quarterly Journal
//! of Economics 119, 2004. Where it misleads: with fewer than five changed places (or others) the error is too small, and only the
//! permutation of which places count as changed is to be read (`before_after::permutation`); with starts at different times and
//! effects that grow it is biased, so one start is all that is taken here.

use crate::statistics::share::Z_95;
use crate::statistics::tails::normal_above;

/// With fewer changed places than this, or fewer others, the clustered error is too small.
pub const LEAST_PLACES: usize = 5;

/// Changed places against others, over all periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The effect, in the unit of the values.
    pub effect: f64,
    /// Its standard error, periods of one place being alike.
    pub error: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// The chance of an effect as large either way, if there were none.
    pub p: f64,
    /// Whether there are enough places on both sides for the error to be believed.
    pub enough_places: bool,
}

/// The effect of a change that holds in the `changed` places from period `change` on; `values` has a row a place, all of the same
/// periods. None unless there are changed places and others, and periods before and after; or if nothing is left to vary.
pub fn effect(values: &[Vec<f64>], changed: &[bool], change: usize) -> Option<Effect> {
    let (places, periods) = (values.len(), values.first()?.len());
    let count = changed.iter().filter(|changed| **changed).count();
    let whole = changed.len() == places && values.iter().all(|row| row.len() == periods);
    if !whole || count == 0 || count == places || change == 0 || change >= periods {
        return None;
    }
    let (share, since) = (count as f64 / places as f64, (periods - change) as f64 / periods as f64);
    let own = |place: usize| f64::from(u8::from(changed[place]));
    let then = |period: usize| f64::from(u8::from(period >= change));
    let d = |place: usize, period: usize| (own(place) - share) * (then(period) - since);
    let cells = || (0..places).flat_map(|place| (0..periods).map(move |period| (place, period)));
    let squares: f64 = cells().map(|(place, period)| d(place, period).powi(2)).sum();
    let effect =
        cells().map(|(place, period)| d(place, period) * values[place][period]).sum::<f64>() / squares;
    let mean = |sum: f64, of: usize| sum / of as f64;
    let of_place: Vec<f64> = values.iter().map(|row| mean(row.iter().sum(), periods)).collect();
    let of_period: Vec<f64> =
        (0..periods).map(|period| mean(values.iter().map(|row| row[period]).sum(), places)).collect();
    let middle = mean(of_place.iter().sum(), places);
    let left = |place: usize, period: usize| {
        values[place][period] - of_place[place] - of_period[period] + middle - effect * d(place, period)
    };
    let cluster =
        |place: usize| (0..periods).map(|period| d(place, period) * left(place, period)).sum::<f64>();
    let clusters: f64 = (0..places).map(|place| cluster(place).powi(2)).sum();
    let (g, n) = (places as f64, (places * periods) as f64);
    let degrees = n - (places + periods) as f64;
    let error = (clusters * g / (g - 1.0) * (n - 1.0) / degrees).sqrt() / squares;
    let t = effect / error;
    (error > 0.0 && t.is_finite()).then(|| Effect {
        effect,
        error,
        interval: (effect - Z_95 * error, effect + Z_95 * error),
        p: (2.0 * normal_above(t.abs())).min(1.0),
        enough_places: count.min(places - count) >= LEAST_PLACES,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four places, four periods; the changed two fall by 3 and by 5 where the others stay.
    fn table() -> Vec<Vec<f64>> {
        vec![
            vec![10.0, 10.0, 7.0, 7.0],
            vec![20.0, 20.0, 15.0, 15.0],
            vec![5.0, 5.0, 5.0, 5.0],
            vec![8.0, 8.0, 8.0, 8.0],
        ]
    }

    #[test]
    fn by_hand() {
        let found = effect(&table(), &[true, true, false, false], 2).unwrap();
        assert!((found.effect + 4.0).abs() < 1e-12, "{found:?}");
        // d = ± 1/4 everywhere, so sum d² = 1; the two changed places are off by ± 1 of their mean: sum d e = ± 1/2 each, and the others 0.
        let error = (0.5_f64 * 4.0 / 3.0 * 15.0 / 8.0).sqrt();
        assert!((found.error - error).abs() < 1e-12, "{found:?} {error}");
        assert!(!found.enough_places && found.interval.0 < -4.0 && found.p > 0.0);
    }

    #[test]
    fn what_cannot_be_compared() {
        let all = table();
        assert_eq!(effect(&[], &[], 1), None);
        assert_eq!(effect(&all, &[true; 4], 2), None);
        assert_eq!(effect(&all, &[true, false, false, false], 0), None);
        assert_eq!(effect(&all, &[true, false], 2), None);
        assert_eq!(effect(&[vec![1.0; 4], vec![1.0; 4]], &[true, false], 2), None);
        assert_eq!(effect(&[vec![1.0, f64::NAN], vec![1.0, 2.0]], &[true, false], 1), None);
    }
}
