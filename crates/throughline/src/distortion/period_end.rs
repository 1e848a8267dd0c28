//! Does more get done in the last days of a month than the month and the weekday explain?
//!
//! Counts of each working day: a Poisson regression with an effect for each month and weekday and for the last two and the first two
//! working days, with a quasi scale; the ratio exp(b) of the last days with its 95 % interval. Checked by drawing two neighbouring days of
//! each month by chance instead of the last: how often does the mean log ratio of those days to the rest of their month reach that of
//! the last? Source: measures.md 2.6. Six months are the least. A dip in the first days with the rush is work pulled forward. Where it
//! misleads: pay-days, bank holidays, billing runs and court lists do the same; ask.

use crate::statistics::poisson::{self, Design, NoFit};
use crate::statistics::random::Random;

/// So many working days at either end of a month are looked at.
pub const DAYS: usize = 2;
/// Fewer months than this do not make a pattern.
pub const LEAST_MONTHS: usize = 6;
/// How often the last days are drawn by chance. measures.md has 2,000, which leaves a share in the middle sure to ± 0.02 only; fifty times
/// as many cost a few milliseconds and leave ± 0.003.
pub const DRAWS: usize = 100_000;
/// The most months that are looked at: the latest. Each needs a column of its own.
pub const MOST_MONTHS: usize = 48;

/// A working day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// The day, counted from anywhere.
    pub day: i64,
    /// Which month it lies in; any number that tells months apart and rises with time.
    pub month: i64,
    /// Which day of the week, 0 for Monday.
    pub weekday: usize,
    /// How many were done.
    pub count: f64,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodEnd {
    /// How many months.
    pub months: usize,
    /// The last days against the others.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// The effect in standard errors.
    pub t: f64,
    /// How much more than Poisson's the counts vary.
    pub dispersion: f64,
    /// The first days against the others.
    pub first_days_ratio: f64,
    /// The share of draws that reach the last days.
    pub p: f64,
    /// How many were done on the last days, and how many the others lead to expect.
    pub observed: f64,
    /// See `observed`.
    pub expected: f64,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPeriodEnd {
    /// There are so many whole months, which is too few.
    Months(usize),
    /// The counts cannot be fitted.
    Fit(NoFit),
}

/// The end of the month in a series of working days in order of time.
pub fn period_end(days: &[Day], random: &mut Random) -> Result<PeriodEnd, NoPeriodEnd> {
    // A month must hold more than its ends.
    let all: Vec<&[Day]> =
        days.chunk_by(|a, b| a.month == b.month).filter(|days| days.len() > 2 * DAYS).collect();
    let months = &all[all.len().saturating_sub(MOST_MONTHS)..];
    if months.len() < LEAST_MONTHS {
        return Err(NoPeriodEnd::Months(months.len()));
    }
    let design = design(months);
    let counts: Vec<f64> = months.iter().flat_map(|days| days.iter().map(|day| day.count)).collect();
    let columns = design.independent();
    let (last, first) = (design.columns() - 2, design.columns() - 1);
    let place = |column: usize| {
        columns.iter().position(|kept| *kept == column).ok_or(NoPeriodEnd::Fit(NoFit::Singular { column }))
    };
    let (last, first) = (place(last)?, place(first)?);
    let fit = poisson::fit(&design.only(&columns), &counts, None).map_err(NoPeriodEnd::Fit)?;
    let dispersion = fit.dispersion();
    let (effect, error) = (fit.coefficients[last], fit.standard_error(last, dispersion));
    let ends = |days: &&[Day]| days[days.len() - DAYS..].iter().map(|day| day.count).sum::<f64>();
    let observed: f64 = months.iter().map(ends).sum();
    let found = PeriodEnd {
        months: months.len(),
        ratio: effect.exp(),
        interval: ((effect - 1.96 * error).exp(), (effect + 1.96 * error).exp()),
        t: effect / error,
        dispersion,
        first_days_ratio: fit.coefficients[first].exp(),
        p: drawn(months, random),
        observed,
        expected: observed / effect.exp(),
    };
    let finite = found.t.is_finite() && found.interval.1.is_finite() && found.first_days_ratio.is_finite();
    if finite { Ok(found) } else { Err(NoPeriodEnd::Fit(NoFit::NoEnd)) }
}

fn design(months: &[&[Day]]) -> Design {
    let width = months.len() + 6 + 2;
    let mut design = Design::new(width);
    for (month, days) in months.iter().enumerate() {
        for (place, day) in days.iter().enumerate() {
            let mut row = vec![0.0; width];
            row[month] = 1.0;
            if let Some(weekday) = day.weekday.checked_sub(1) {
                row[months.len() + weekday.min(5)] = 1.0;
            }
            row[width - 2] = f64::from(u8::from(place + DAYS >= days.len()));
            row[width - 1] = f64::from(u8::from(place < DAYS));
            design.push(&row);
        }
    }
    design
}

/// The share of draws, the real last days among them, in which two neighbouring days reach what the last days do.
fn drawn(months: &[&[Day]], random: &mut Random) -> f64 {
    // For each month the log ratio of every pair of neighbours to the rest; the last pair is the real one.
    let ratios: Vec<Vec<f64>> = months
        .iter()
        .map(|days| {
            let total: f64 = days.iter().map(|day| day.count).sum();
            let rest_days = (days.len() - DAYS) as f64;
            let pair = |pair: &[Day]| {
                let inside: f64 = pair.iter().map(|day| day.count).sum();
                // Half a count stands for none, so that the ratio has a logarithm.
                (inside.max(0.5) / DAYS as f64).ln() - ((total - inside).max(0.5) / rest_days).ln()
            };
            days.windows(DAYS).map(pair).collect()
        })
        .collect();
    let real: f64 = ratios.iter().filter_map(|month| month.last()).sum();
    let reached = (0..DRAWS)
        .filter(|_| {
            let drawn: f64 = ratios.iter().map(|month| month[random.below(month.len())]).sum();
            drawn >= real - 1e-9
        })
        .count();
    (1 + reached) as f64 / (1 + DRAWS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve months of 21 working days, 20 done on each, `last` on the last two and `first` on the first two.
    fn year(first: f64, last: f64) -> Vec<Day> {
        let day = |place: usize| {
            let (month, in_month) = (place / 21, place % 21);
            let count = if in_month >= 19 {
                last
            } else if in_month < 2 {
                first
            } else {
                20.0
            };
            Day { day: place as i64, month: month as i64, weekday: place % 5, count }
        };
        (0..12 * 21).map(day).collect()
    }

    #[test]
    fn twice_as_many_in_the_last_days() {
        let found = period_end(&year(10.0, 40.0), &mut Random::new(1, "month end")).unwrap();
        assert!((found.ratio - 2.0).abs() < 1e-6 && (found.first_days_ratio - 0.5).abs() < 1e-6, "{found:?}");
        assert!((found.observed - 960.0).abs() < 1e-9 && (found.expected - 480.0).abs() < 1e-3);
        assert!(found.p < 0.001 && found.months == 12);
    }

    #[test]
    fn the_same_every_day_is_nothing() {
        let found = period_end(&year(20.0, 20.0), &mut Random::new(1, "month end")).unwrap();
        assert!((found.ratio - 1.0).abs() < 1e-6 && found.p == 1.0, "{found:?}");
    }

    #[test]
    fn too_few_months_and_nothing_done() {
        let mut random = Random::new(1, "month end");
        assert_eq!(period_end(&year(1.0, 1.0)[..100], &mut random), Err(NoPeriodEnd::Months(5)));
        assert_eq!(period_end(&[], &mut random), Err(NoPeriodEnd::Months(0)));
        let none: Vec<Day> = year(0.0, 0.0).into_iter().map(|day| Day { count: 0.0, ..day }).collect();
        assert_eq!(period_end(&none, &mut random), Err(NoPeriodEnd::Fit(NoFit::NothingCounted)));
    }
}
