//! How needs of each kind arise: how many a day, when in the week and the year, and whether they become more.
//!
//! Rate: needs opened in the window of the log that is whole, divided by its days; interval ± Student's t standard errors of the logarithm of a
//! count whose variance is its mean times the dispersion of the days (Pearson's statistic after the day of the week, at least 1), or of the
//! weeks where that makes it wider and the window is no whole year: a month's surge is no year's rate. Shape:
//! counts by hour, day of the week and, from two years on, month, each only if it differs from even by more than chance (chi
//! square, p < 0.001). Days: the squared differences of the counts of the same weekday in two weeks, by the sum of both, so that what
//! changes slowly is no part of it; its interval takes every two weeks as one (Cochran); only if that lies above 1. Of too few weeks for that, Pearson's
//! statistic by weekday, where it is more than twice what chance makes (p < 0.001). Growth: the median of the slopes between all months (Theil 1950, Sen 1968), only if Kendall's test finds one
//! (p < 0.001). Where it misleads: days off count as days, and make days differ; needs open when the log began are not seen to open.

use jiff::tz::TimeZone;
use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Arrives, Number, Shape};
use throughline::statistics::share::Z_95;
use throughline::statistics::spread::{Part, Ratio, student_95};
use throughline::statistics::tails::{chi_squared_above, normal_above};
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline::wording::counted;

use super::sheet::{Found, Sheet, rounded};
use super::squared;

/// Below this chance of being noise a shape or a growth is taken.
const NOISE: f64 = 0.001;
/// Fewer needs than this have no shape of their own.
const LEAST_FOR_SHAPE: usize = 200;
/// From fewer pairs of weeks nothing is said of how days differ, but where it is far more than chance.
const LEAST_PAIRS: usize = 6;
/// From fewer weeks nothing is said of how weeks differ.
const LEAST_WEEKS: usize = 6;
/// From fewer degrees of freedom nothing is said of how days of one weekday differ.
const FEWEST_FREE: f64 = 7.0;
/// Fewer days than this are told beside the rate that rests on them.
const FEW_DAYS: f64 = 56.0;

/// From when to when the log is whole: weeks with less than a fifth of the usual number of new needs at either end are left out,
/// for they come from how the log was cut. In microseconds.
pub(super) fn window(opened_us: &[i64], until_us: i64) -> (i64, i64) {
    let first_us = opened_us.iter().copied().min().unwrap_or(until_us);
    // Weeks, or longer where few needs arise.
    let mut step_us = 7 * DAY_US;
    while opened_us.len() as i64 * step_us < 20 * (until_us - first_us) && step_us < 364 * DAY_US {
        step_us *= 2;
    }
    let steps = ((until_us - first_us) / step_us).max(1) as usize;
    // Counted back from the end, so that the last is whole.
    let mut counts = vec![0_u64; steps];
    for at_us in opened_us {
        if let Some(count) = counts.get_mut(((until_us - 1 - at_us).max(0) / step_us) as usize) {
            *count += 1;
        }
    }
    let all: u64 = counts.iter().sum();
    let mut sorted = counts.clone();
    sorted.sort_unstable();
    // What half of the needs saw at most.
    let mut half = 0;
    let usual = sorted.iter().find(|count| {
        half += **count;
        half * 2 >= all
    });
    let thin = |count: &u64| *count * 5 < usual.copied().unwrap_or(0);
    let late = counts.iter().take_while(|count| thin(count)).count();
    let early = counts.iter().rev().take_while(|count| thin(count)).count();
    let from_us = if early == 0 { first_us } else { until_us - (steps - early) as i64 * step_us };
    (from_us, until_us - late as i64 * step_us)
}

/// A kind's arrivals in the window.
pub(super) struct Arrivals<'a> {
    pub(super) zone: &'a TimeZone,
    pub(super) window: (i64, i64),
    /// When needs of all kinds opened, whose shape a kind with few takes.
    pub(super) all_us: &'a [i64],
}

impl Arrivals<'_> {
    fn days(&self) -> f64 {
        (self.window.1 - self.window.0) as f64 / DAY_US as f64
    }

    /// How needs that opened at these instants arise; `path` is that of the demand.
    pub(super) fn of(&self, opened_us: &[i64], path: &str, sheet: &mut Sheet) -> Arrives {
        let n = opened_us.len();
        let shaped = if n < LEAST_FOR_SHAPE { self.all_us } else { opened_us };
        let shape = self.shape(shaped);
        let growth = self.growth(opened_us);
        let (mean, years) = (n as f64 / self.days(), self.days() / 365.25);
        // A plan grows from its first day, which is the log's last.
        let at_end = growth.map_or(1.0, |(slope, _)| libm::exp(slope * years / 2.0));
        let spread = libm::exp(self.half_width(opened_us));
        let mut guard = Vec::new();
        if self.days() < FEW_DAYS {
            guard.push(format!(
                "it rests on {} of one time of the year: a surge or a lull of the whole window is no part of its range",
                counted(self.days().round() as u64, "day", "days")
            ));
        }
        if n < LEAST_FOR_SHAPE {
            guard.push("too few for an own shape of the week; that of all needs is taken".to_string());
        }
        let rate_path = format!("{path}.rate_per_day");
        let per_day = sheet.add(Found {
            path: &rate_path,
            unit: "a day",
            value: mean * at_end,
            interval: Some((mean / spread * at_end, mean * spread * at_end)),
            belief: Belief::Lognormal,
            n: n as u64,
            known: Known::Measured,
            guard: guard.join("; "),
        });
        let growth_path = format!("{path}.growth_per_year");
        let growth_per_year = growth.map(|(slope, (low, high))| {
            sheet.add(Found {
                path: &growth_path,
                unit: "share",
                value: libm::expm1(slope),
                interval: Some((libm::expm1(low), libm::expm1(high))),
                belief: Belief::Triangular,
                n: n as u64,
                known: Known::Measured,
                guard: "what grew may stop growing".to_string(),
            })
        });
        let day_dispersion = self.tell_days(opened_us, path, sheet);
        Arrives::AtRandom { per_day, shape, growth_per_year, day_dispersion }
    }

    /// How many times more days differ than by chance, where they do.
    fn tell_days(&self, opened_us: &[i64], path: &str, sheet: &mut Sheet) -> Option<Number> {
        let days_path = format!("{path}.day_dispersion");
        let few = || {
            Some((
                self.far_from_chance(opened_us)?,
                "of so few days, what changes from week to week is part of it; days off count as days",
            ))
        };
        let many = self.between_weeks(opened_us).map(|found| (found, "days off count as days"));
        many.or_else(few).map(|((times, (low, high)), guard)| {
            sheet.add(Found {
                path: &days_path,
                unit: "",
                value: times,
                interval: Some((low, high)),
                belief: Belief::Triangular,
                n: self.days() as u64,
                known: Known::Measured,
                guard: guard.to_string(),
            })
        })
    }

    /// How many needs opened on each day of 24 hours.
    fn by_day(&self, opened_us: &[i64]) -> Vec<f64> {
        let mut counts = vec![0.0; self.days() as usize];
        for at_us in opened_us {
            if let Some(count) = counts.get_mut(((at_us - self.window.0) / DAY_US) as usize) {
                *count += 1.0;
            }
        }
        counts
    }

    /// How many times more days differ than chance alone would make them, with its 95 % interval; `None` where that may be chance.
    fn between_weeks(&self, opened_us: &[i64]) -> Option<(f64, (f64, f64))> {
        let counts = self.by_day(opened_us);
        let parts: Vec<Part> = counts
            .chunks_exact(14)
            .enumerate()
            .flat_map(|(pair, weeks)| {
                (0..7).map(move |day| Part {
                    above: squared(weeks[day + 7] - weeks[day]),
                    below: weeks[day + 7] + weeks[day],
                    cluster: pair as u64,
                })
            })
            .collect();
        let ratio = Ratio::of(&parts).filter(|ratio| ratio.clusters >= LEAST_PAIRS)?;
        let (low, high) = ratio.interval().filter(|(low, _)| *low > 1.0)?;
        Some((ratio.value, (low, high)))
    }

    /// The civil hour, weekday and month of an instant.
    fn civil(&self, at_us: i64) -> (usize, usize, usize) {
        let civil = Instant(at_us).in_zone(self.zone);
        let weekday = civil.date().weekday().to_monday_zero_offset() as usize;
        (civil.hour() as usize, weekday, civil.month() as usize - 1)
    }

    fn shape(&self, opened_us: &[i64]) -> Shape {
        let (mut hours, mut days, mut months) = ([0.0; 24], [0.0; 7], [0.0; 12]);
        for at_us in opened_us {
            let (hour, day, month) = self.civil(*at_us);
            hours[hour] += 1.0;
            days[day] += 1.0;
            months[month] += 1.0;
        }
        // How long each was there to be counted in.
        let (mut of_hours, mut of_days, mut of_months) = ([0.0; 24], [0.0; 7], [0.0; 12]);
        let mut at_us = self.window.0 + HOUR_US / 2;
        while at_us < self.window.1 {
            let (hour, day, month) = self.civil(at_us);
            of_hours[hour] += 1.0;
            of_days[day] += 1.0;
            of_months[month] += 1.0;
            at_us += HOUR_US;
        }
        let two_years = self.days() >= 730.0;
        let months = if two_years { uneven(&months, &of_months, 3.0) } else { Vec::new() };
        Shape { hours: uneven(&hours, &of_hours, 1.0), days: uneven(&days, &of_days, 1.0), months }
    }

    /// Pearson's statistic of the counts of days given their weekday, and its degrees of freedom.
    fn of_days(&self, opened_us: &[i64]) -> (f64, f64) {
        let counts = self.by_day(opened_us);
        let by_weekday = (0..7).map(|weekday| counts.iter().copied().skip(weekday).step_by(7).collect());
        pearson(by_weekday)
    }

    /// Half of the 95 % interval of the logarithm of the rate: by how days differ, or weeks where these are more unlike and the window does not
    /// hold whole years, in which the seasons are.
    fn half_width(&self, opened_us: &[i64]) -> f64 {
        let weeks =
            self.by_day(opened_us).chunks_exact(7).map(|week| week.iter().sum()).collect::<Vec<f64>>();
        let of_weeks =
            (self.days() < 365.0 && weeks.len() >= LEAST_WEEKS).then(|| pearson([weeks].into_iter()));
        let half = |(statistic, free): (f64, f64)| {
            let dispersion = if free > 0.0 { (statistic / free).max(1.0) } else { 1.0 };
            // What is no more than chance needs no allowance for how little is known of it.
            let more = chi_squared_above(statistic, free).is_some_and(|p| p < 0.05);
            let reach = if more { student_95(free) } else { Z_95 };
            reach * (dispersion / opened_us.len().max(1) as f64).sqrt()
        };
        of_weeks.map_or(0.0, half).max(half(self.of_days(opened_us)))
    }

    /// How many times more days of the same weekday differ than chance alone would make them, where that is far more and there are too few
    /// weeks to set beside each other; its interval by that of a chi square.
    fn far_from_chance(&self, opened_us: &[i64]) -> Option<(f64, (f64, f64))> {
        let (statistic, free) = self.of_days(opened_us);
        let times = statistic / free;
        let few = self.days() < (LEAST_PAIRS * 14) as f64 && free >= FEWEST_FREE;
        let far = times > 2.0 && chi_squared_above(statistic, free).is_some_and(|p| p < NOISE);
        let reach = libm::exp(Z_95 * (2.0 / free).sqrt());
        (few && far).then(|| (times, ((times / reach).max(1.0), times * reach)))
    }

    /// The slope of the logarithm of the monthly count by the year, with its 95 % interval; `None` where it may be noise or the log is
    /// shorter than a year.
    fn growth(&self, opened_us: &[i64]) -> Option<(f64, (f64, f64))> {
        let months = (self.days() / (365.25 / 12.0)) as usize;
        if months < 12 || opened_us.len() < 20 * months {
            return None;
        }
        let length_us = (self.window.1 - self.window.0) / months as i64;
        let mut counts = vec![0.5_f64; months];
        for at_us in opened_us {
            counts[(((at_us - self.window.0) / length_us) as usize).min(months - 1)] += 1.0;
        }
        let logs: Vec<f64> = counts.iter().map(|count| libm::log(*count)).collect();
        let (mut slopes, mut score) = (Vec::new(), 0.0_f64);
        for late in 1..months {
            for early in 0..late {
                slopes.push((logs[late] - logs[early]) / (late - early) as f64 * 12.0);
                score +=
                    (logs[late] - logs[early]).partial_cmp(&0.0).map_or(0.0, |order| f64::from(order as i8));
            }
        }
        slopes.sort_by(f64::total_cmp);
        let n = months as f64;
        let spread = (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
        if 2.0 * normal_above((score.abs() - 1.0).max(0.0) / spread) >= NOISE {
            return None;
        }
        let at = |rank: f64| slopes[(rank.max(0.0) as usize).min(slopes.len() - 1)];
        let (middle, half) = (slopes.len() as f64 / 2.0, Z_95 * spread / 2.0);
        Some((at(middle), (at(middle - half), at(middle + half))))
    }
}

/// Pearson's statistic of counts about the mean of their group, and its degrees of freedom.
fn pearson(groups: impl Iterator<Item = Vec<f64>>) -> (f64, f64) {
    let (mut statistic, mut free) = (0.0, 0.0);
    for of in groups {
        let mean = of.iter().sum::<f64>() / of.len().max(1) as f64;
        if mean > 0.0 && of.len() > 1 {
            statistic += of.iter().map(|count| squared(count - mean) / mean).sum::<f64>();
            free += (of.len() - 1) as f64;
        }
    }
    (statistic, free)
}

/// Weights of some counts, each over how long it was there to be counted in; empty where they may be even. `times` is how much more than
/// by chance they may differ.
fn uneven(counts: &[f64], over: &[f64], times: f64) -> Vec<f64> {
    let rate = counts.iter().sum::<f64>() / over.iter().sum::<f64>();
    let statistic: f64 = counts
        .iter()
        .zip(over)
        .filter(|(_, over)| **over > 0.0)
        .map(|(count, over)| squared(count - rate * over) / (rate * over))
        .sum();
    let p = chi_squared_above(statistic / times, (counts.len() - 1) as f64);
    if p.is_none_or(|p| p >= NOISE) {
        return Vec::new();
    }
    let weights =
        counts.iter().zip(over).map(|(count, over)| if *over > 0.0 { count / over / rate } else { 1.0 });
    weights.map(|weight| rounded((weight * 1e3).round() / 1e3)).collect()
}

/// What the window leaves out, as a sentence.
pub(super) fn left_out(opened: usize, inside: usize) -> Option<String> {
    let out = (opened - inside) as u64;
    (out > 0).then(|| {
        format!(
            "{} opened in thin weeks at the beginning or the end of the log, which come from how it was cut, and do not count as arrivals.",
            counted(out, "need", "needs")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two weeks in which needs arise at random about a level that differs from day to day by a third of it.
    fn two_weeks(levels: [u64; 14]) -> Vec<i64> {
        let day = |(day, many): (usize, &u64)| {
            (0..*many).map(move |one| day as i64 * DAY_US + one as i64 * DAY_US / 1_000).collect::<Vec<i64>>()
        };
        levels.iter().enumerate().flat_map(day).collect()
    }

    fn fitted(levels: [u64; 14]) -> (Arrives, Sheet) {
        let (zone, opened_us) = (TimeZone::UTC, two_weeks(levels));
        let arrivals = Arrivals { zone: &zone, window: (0, 14 * DAY_US), all_us: &opened_us };
        let mut sheet = Sheet::default();
        (arrivals.of(&opened_us, "demand.need", &mut sheet), sheet)
    }

    #[test]
    fn a_rate_of_two_uneven_weeks_is_known_by_how_its_days_differ() {
        let Arrives::AtRandom { per_day: Number(rate), day_dispersion, .. } =
            fitted([300, 400, 250, 420, 380, 120, 100, 480, 260, 430, 300, 520, 200, 60]).0
        else {
            panic!("at random")
        };
        let (_, sheet) = fitted([300, 400, 250, 420, 380, 120, 100, 480, 260, 430, 300, 520, 200, 60]);
        let amount = &sheet.amounts[rate];
        let range = amount.range.unwrap();
        // By hand: of each weekday the squared difference of its two days by their sum, over 7 degrees of freedom, is 27.24; 4,220 needs, and
        // Student's t of 7 is 2.365.
        let spread = (2.365_f64 * (27.237_f64 / 4_220.0).sqrt()).exp();
        assert!((amount.value - 4_220.0 / 14.0).abs() < 1e-3);
        assert!(
            (range.high / amount.value / spread - 1.0).abs() < 0.01,
            "{} {spread}",
            range.high / amount.value
        );
        assert!(day_dispersion.is_some(), "days differ far more than chance makes them");
        assert!(
            sheet.table[0].guard.contains("it rests on 14 days of one time of the year"),
            "{:?}",
            sheet.table[0].guard
        );
    }

    #[test]
    fn a_rate_of_two_even_weeks_is_known_as_chance_has_it() {
        let (Arrives::AtRandom { per_day: Number(rate), day_dispersion, .. }, sheet) = fitted([100; 14])
        else {
            panic!("at random")
        };
        let range = sheet.amounts[rate].range.unwrap();
        let spread = (Z_95 / 1_400.0_f64.sqrt()).exp();
        assert!((range.high / 100.0 / spread - 1.0).abs() < 0.001, "{}", range.high);
        assert_eq!(day_dispersion, None);
    }
}
