//! Whether a chart's points come in waves, each like the one before, and what can be said of more or less all the same.
//!
//! Formula: the correlation r of each value with the one before (`chance`) is 0.5 or more, and more than chance gives even when the one step
//! that explains most is taken out (at least eight points on both sides). Such a chart would show signals nearly always
//! (measures.md 1.4: at r = 0.6 three of four steady ones do), so neither limits nor signals are drawn. Why the step is taken out: a level that
//! moved once makes r high as well, and that is what a chart is for. More or less is then asked year on year: the mean of the last year's
//! values less those of the same weeks (months) a year before, the number of differences adjusted for neighbours being alike as in
//! `before_after`; with fewer than half a year of them nothing is said. Where it misleads: two years that differ in their weather differ
//! for no other reason.

use jiff::civil::Date;

use super::MEDIAN_POINTS;
use super::chance::{depends, lag_one};
use super::xmr::mean;
use crate::statistics::least_squares::t_95;

/// From so high a correlation on it is asked whether a chart has waves.
const HIGH: f64 = 0.5;
/// A season stands out if its best and its worst quarter of the year lie so far apart, as a share of the mean.
const STANDS_OUT: f64 = 0.1;
/// A quarter of a year has so many weeks (months) at least to be looked at, as a share of a year.
const QUARTER: f64 = 0.12;

/// The correlation of each value with the one before, if they come in waves.
pub(super) fn in_waves(values: &[Option<f64>]) -> Option<f64> {
    let r = lag_one(values, &[])?;
    let count = values.iter().flatten().count();
    let waves = r >= HIGH && depends(Some(r), count) && depends(lag_one(&without_step(values), &[]), count);
    waves.then_some(r)
}

/// The values less the mean of their side of the one step that explains most.
fn without_step(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let total: f64 = present.iter().sum();
    let count = present.len();
    // The larger the sum of squares between both sides, the smaller that within them.
    let mut best = (f64::NEG_INFINITY, 0, 0.0, 0.0);
    let mut sum = 0.0;
    for (place, value) in present.iter().enumerate() {
        let (left, right) = (place as f64, (count - place) as f64);
        if place >= MEDIAN_POINTS && count - place >= MEDIAN_POINTS {
            let between = sum * sum / left + (total - sum) * (total - sum) / right;
            if between > best.0 {
                best = (between, place, sum / left, (total - sum) / right);
            }
        }
        sum += value;
    }
    let (_, step, before, after) = best;
    let mut place = 0;
    let less = |value: &Option<f64>| {
        value.map(|value| {
            place += 1;
            value - if place <= step { before } else { after }
        })
    };
    values.iter().map(less).collect()
}

/// This year less the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct YearOnYear {
    /// How many weeks (months) were compared with the same ones a year before.
    pub(super) compared: usize,
    /// By how much these were more, on average.
    pub(super) more: f64,
    /// The 95 % interval of that.
    pub(super) between: (f64, f64),
}

/// The last year beside the one before it; `year` is how many points make one. None with less than half a year to compare.
pub(super) fn year_on_year(values: &[Option<f64>], year: usize) -> Option<YearOnYear> {
    let pairs = values.iter().zip(values.get(year..)?).rev().take(year);
    let apart: Vec<Option<f64>> = pairs.map(|(before, now)| Some((*now)? - (*before)?)).collect();
    let present: Vec<f64> = apart.iter().flatten().copied().collect();
    let n = present.len() as f64;
    if 2 * present.len() < year || n < 5.0 {
        return None;
    }
    let more = mean(&present)?;
    let squares: f64 = present.iter().map(|own| (own - more).powi(2)).sum();
    let products = apart.windows(2).filter_map(|pair| Some((pair[0]? - more) * (pair[1]? - more)));
    let r = if squares > 0.0 { products.sum::<f64>() / squares } else { 0.0 };
    let r = ((n * r + 1.0) / (n - 4.0)).clamp(0.0, 0.9);
    let effective = (n * (1.0 - r) / (1.0 + r)).max(2.0);
    let reach = t_95(effective - 1.0)? * (squares / (n - 1.0) / effective).sqrt();
    reach.is_finite().then_some(YearOnYear {
        compared: present.len(),
        more,
        between: (more - reach, more + reach),
    })
}

/// The quarters of the year, from January.
pub(super) const QUARTERS: [&str; 4] =
    ["January to March", "April to June", "July to September", "October to December"];

/// The quarter with most and that with least, if they were the same in both of the last two years and stood out in both.
pub(super) fn seasons(values: &[Option<f64>], days: &[Date], year: usize) -> Option<(usize, usize)> {
    let from = values.len().checked_sub(2 * year - year / 26)?;
    let of_year = |from: usize, until: usize| {
        let of = |quarter: usize| {
            let own = (from..until).filter(|place| (days[*place].month() as usize - 1) / 3 == quarter);
            let own: Vec<f64> = own.filter_map(|place| values[place]).collect();
            mean(&own).filter(|_| own.len() as f64 >= QUARTER * year as f64)
        };
        let means: Vec<f64> = (0..4).map(of).collect::<Option<_>>()?;
        let most = (0..4).max_by(|a, b| means[*a].total_cmp(&means[*b]))?;
        let least = (0..4).min_by(|a, b| means[*a].total_cmp(&means[*b]))?;
        let apart = (means[most] - means[least]) / (means.iter().sum::<f64>() / 4.0);
        (apart >= STANDS_OUT).then_some((most, least))
    };
    let middle = values.len() - year;
    let (before, now) = (of_year(from, middle)?, of_year(middle, values.len())?);
    (before == now).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    /// Steady noise between nought and 1, without any order.
    fn noise(place: usize) -> f64 {
        (place * 7_919 % 101) as f64 / 101.0
    }

    fn wave(place: usize) -> f64 {
        100.0 + 30.0 * (place as f64 / 52.0 * std::f64::consts::TAU).cos() + 5.0 * noise(place)
    }

    fn all(count: usize, of: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
        (0..count).map(|place| Some(of(place))).collect()
    }

    #[test]
    fn a_season_has_waves_and_a_step_has_none() {
        assert!(in_waves(&all(104, wave)).is_some_and(|r| r > 0.8));
        assert_eq!(in_waves(&all(104, noise)), None);
        let step = all(60, |place| noise(place) + if place < 35 { 10.0 } else { 4.0 });
        assert!(lag_one(&step, &[]).unwrap() > HIGH, "the step alone makes each like the one before");
        assert_eq!(in_waves(&step), None);
        assert_eq!(in_waves(&[Some(1.0); 4]), None);
    }

    #[test]
    fn a_year_is_compared_with_the_one_before() {
        let same = year_on_year(&all(104, wave), 52).unwrap();
        assert!(same.between.0 < 0.0 && 0.0 < same.between.1 && same.compared == 52, "{same:?}");
        let grown = all(104, |place| wave(place) + if place < 52 { 0.0 } else { 20.0 });
        let grown = year_on_year(&grown, 52).unwrap();
        assert!((grown.more - 20.0).abs() < 2.0 && grown.between.0 > 10.0, "{grown:?}");
        assert_eq!(year_on_year(&all(70, wave), 52), None);
        assert_eq!(year_on_year(&all(10, wave), 52), None);
    }

    #[test]
    fn a_season_is_one_that_comes_back() {
        let days = |count: i64| -> Vec<Date> {
            (0..count).map(|week| Date::constant(2023, 1, 2) + (7 * week).days()).collect()
        };
        assert_eq!(seasons(&all(104, wave), &days(104), 52), Some((0, 2)));
        let once = all(104, |place| if place < 52 { wave(place) } else { 100.0 + noise(place) });
        assert_eq!(seasons(&once, &days(104), 52), None);
        assert_eq!(seasons(&all(60, wave), &days(60), 52), None);
    }
}
