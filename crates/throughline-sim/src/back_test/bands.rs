//! How often what happened in a week lay within the band of what the runs made of it, and whether simply expecting the same as before
//! would have done better.

use super::distances::{Way, took_hours};

/// Fewer periods than this say nothing of a band.
pub const LEAST_PERIODS: usize = 8;
/// Fewer needs that ended in a period have no median.
const LEAST_ENDED: usize = 5;

/// What is foretold for each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// How many needs end.
    Ended,
    /// The median end-to-end time of those that end, hours.
    MedianHours,
}

/// How a metric was foretold.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// Which.
    pub metric: Metric,
    /// Over how many periods.
    pub periods: usize,
    /// In how many of them what happened lay within the 80 % band.
    pub within_80: usize,
    /// And within the 95 % band.
    pub within_95: usize,
    /// The mean of foretold less happened, as a share of what happened.
    pub bias: f64,
    /// The mean distance of the middle of the band from what happened.
    pub error: f64,
    /// The same of expecting what was usual in as many periods before.
    pub naive_error: f64,
}

impl Bands {
    /// Why this does not make a plan one to be trusted; `None` where it does.
    pub fn against(&self) -> Option<String> {
        let what = match self.metric {
            Metric::Ended => "how many needs end",
            Metric::MedianHours => "the median end-to-end time",
        };
        if self.periods < LEAST_PERIODS {
            return Some(format!("there are only {} periods to compare {what} in", self.periods));
        }
        if self.naive_error < self.error {
            return Some(format!("expecting the same as before foretells {what} better"));
        }
        let share = self.within_95 as f64 / self.periods as f64;
        (share < 0.85)
            .then(|| format!("{what} lay within the 95 % band in only {:.0} % of the periods", 100.0 * share))
    }
}

/// The time in equal periods.
#[derive(Debug, Clone, Copy)]
pub(super) struct Periods {
    pub(super) from_us: i64,
    pub(super) each_us: i64,
    pub(super) count: usize,
}

impl Periods {
    /// The metric in each period, `None` where there is too little.
    pub(super) fn values(&self, metric: Metric, ways: &[Way]) -> Vec<Option<f64>> {
        let mut ended: Vec<Vec<f64>> = vec![Vec::new(); self.count];
        for way in ways {
            let (Some(at_us), Some(hours)) = (way.ended_us, took_hours(way)) else { continue };
            let place = (at_us - self.from_us).div_euclid(self.each_us);
            if let Some(ended) = usize::try_from(place).ok().and_then(|place| ended.get_mut(place)) {
                ended.push(hours);
            }
        }
        let value = |hours: &mut Vec<f64>| match metric {
            Metric::Ended => Some(hours.len() as f64),
            Metric::MedianHours => {
                hours.sort_by(f64::total_cmp);
                (hours.len() >= LEAST_ENDED).then(|| quantile(hours, 0.5))
            }
        };
        ended.iter_mut().map(value).collect()
    }

    /// As many periods before.
    pub(super) fn before(&self) -> Periods {
        Periods { from_us: self.from_us - self.count as i64 * self.each_us, ..*self }
    }

    /// How a metric was foretold by runs; `happened` are all needs of the log.
    pub(super) fn bands(&self, metric: Metric, happened: &[Way], runs: &[Vec<Option<f64>>]) -> Bands {
        let usual: Vec<f64> = self.before().values(metric, happened).into_iter().flatten().collect();
        let usual = usual.iter().sum::<f64>() / usual.len().max(1) as f64;
        let mut bands =
            Bands { metric, periods: 0, within_80: 0, within_95: 0, bias: 0.0, error: 0.0, naive_error: 0.0 };
        let mut sum = 0.0;
        for (place, value) in self.values(metric, happened).into_iter().enumerate() {
            let mut foretold: Vec<f64> = runs.iter().filter_map(|run| run[place]).collect();
            let Some(value) = value.filter(|_| foretold.len() * 2 > runs.len()) else { continue };
            foretold.sort_by(f64::total_cmp);
            let within =
                |low: f64, high: f64| quantile(&foretold, low) <= value && value <= quantile(&foretold, high);
            bands.periods += 1;
            bands.within_80 += usize::from(within(0.1, 0.9));
            bands.within_95 += usize::from(within(0.025, 0.975));
            let middle = quantile(&foretold, 0.5);
            bands.bias += middle - value;
            bands.error += (middle - value).abs();
            bands.naive_error += (usual - value).abs();
            sum += value;
        }
        let periods = bands.periods.max(1) as f64;
        bands.bias /= if sum > 0.0 { sum } else { 1.0 };
        bands.error /= periods;
        bands.naive_error /= periods;
        bands
    }
}

/// The value below which a share lies, between neighbours where it falls between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * share;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline::time::HOUR_US;

    #[test]
    fn bands_hold_what_lies_in_them() {
        let periods = Periods { from_us: 0, each_us: 10, count: 10 };
        let ends = |many: i64, period: i64| (0..many).map(move |one| period * 10 + one % 10);
        let way = |at_us: i64| Way {
            kind: 0,
            opened_us: at_us - HOUR_US,
            ended_us: Some(at_us),
            steps: Vec::new(),
        };
        // Six in each period before, then eight in each but the last, which has forty.
        let mut happened: Vec<Way> = (-10..0).flat_map(|period| ends(6, period)).map(way).collect();
        happened.extend((0..9).flat_map(|period| ends(8, period)).map(way));
        happened.extend(ends(40, 9).map(way));
        let runs: Vec<Vec<Option<f64>>> =
            (0..101).map(|run| vec![Some(f64::from(run) / 10.0 + 2.0); 10]).collect();
        let bands = periods.bands(Metric::Ended, &happened, &runs);
        assert_eq!((bands.periods, bands.within_80, bands.within_95), (10, 9, 9));
        assert!((bands.error - (9.0 + 33.0) / 10.0).abs() < 1e-9, "{bands:?}");
        assert!((bands.naive_error - (18.0 + 34.0) / 10.0).abs() < 1e-9 && bands.against().is_none());
        let medians = periods.values(Metric::MedianHours, &happened);
        assert!(medians.iter().all(|median| *median == Some(1.0)));
        assert!(Bands { periods: 3, ..bands.clone() }.against().unwrap().contains("only 3 periods"));
        assert!(Bands { within_95: 8, ..bands }.against().unwrap().contains("80 %"));
    }
}
