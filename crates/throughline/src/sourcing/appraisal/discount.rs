//! What money of later years is worth now, by a dated schedule of rates.
//!
//! Formula: the factor of `t` years is the product of `1 / (1 + r)` over its years, each at the rate of its own year, a half year at
//! the square root; the present value is the sum of amounts times the factor of their year. Source: HM Treasury, The Green Book; the
//! schedules below say which edition and where it was read. Where it misleads: rates are real, so money has to be in the prices of one
//! day, as all of a plan is; health has a rate of its own; the rates are under review since December 2025.

use crate::error::Error;
use crate::money::{Micropence, Pence};

/// The rate of some years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The last year it holds for, counted from 1; it holds from the year after the rate before.
    pub until_year: u32,
    /// A year, real, as a share.
    pub a_year: f64,
}

/// Rates by year, and where they are from.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// As plans name it.
    pub name: String,
    /// In order of years.
    pub rates: Vec<Rate>,
    /// Where it is from, and where that was read.
    pub source: String,
    /// When that was said: year, or year and month.
    pub dated: String,
}

/// Which point of a year its money counts as paid at; to be stated beside every present value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// All of a year in its middle: half a year for the first.
    MidYear,
    /// All of a year at its end: a year for the first.
    YearEnd,
    /// As the Green Book numbers years: the first is year 0 and not discounted.
    YearZero,
}

impl Convention {
    /// As plans write it.
    pub const NAMES: [(&'static str, Convention); 3] = [
        ("mid-year", Convention::MidYear),
        ("year-end", Convention::YearEnd),
        ("year-zero", Convention::YearZero),
    ];

    /// Half years from the start of the plan to the point that stands for a year, counted from 0.
    fn half_years(self, year: u32) -> u32 {
        2 * year
            + match self {
                Convention::YearZero => 0,
                Convention::MidYear => 1,
                Convention::YearEnd => 2,
            }
    }
}

impl Schedule {
    /// The name of the schedule that is taken where a plan names none.
    pub const DEFAULT: &'static str = "green-book-2026";

    /// All schedules that are known here; a plan may bring its own.
    pub fn known() -> Vec<Schedule> {
        let made = |name: &str, rates: &[(u32, f64)], dated: &str, source: &str| Schedule {
            name: name.to_string(),
            rates: rates
                .iter()
                .map(|(until_year, a_year)| Rate { until_year: *until_year, a_year: *a_year })
                .collect(),
            source: source.to_string(),
            dated: dated.to_string(),
        };
        vec![
            made(
                Schedule::DEFAULT,
                &[(30, 0.035), (75, 0.03)],
                "2026-02",
                "HM Treasury, The Green Book, edition of February 2026, as another department's page quotes it; no rate after year 75 was read",
            ),
            made(
                "green-book-2022",
                &[(30, 0.035), (75, 0.03), (125, 0.025)],
                "2025-12",
                "HM Treasury, The Green Book, edition of 2022, as in Review of discounting in the Green Book: terms of reference, 16 December \
                 2025 (gov.uk/government/publications/green-book-discount-rate-review-2026/review-of-discounting-in-the-green-book-terms-of-reference)",
            ),
            made(
                "green-book-health",
                &[(30, 0.015)],
                "2026-02",
                "HM Treasury, The Green Book: 1.5 % for effects on health; no rate after year 30 was read",
            ),
        ]
    }

    /// The known schedule of that name.
    pub fn named(name: &str) -> Result<Schedule, Error> {
        let known = Schedule::known();
        let names: Vec<String> = known.iter().map(|schedule| schedule.name.clone()).collect();
        let found = known.into_iter().find(|schedule| schedule.name == name);
        found.ok_or_else(|| {
            Error::asked(format!(
                "no discount rates are called “{name}”; there are {}, or give rates",
                names.join(", ")
            ))
        })
    }

    /// One rate for as many years as it says, as somebody gave it.
    pub fn flat(a_year: f64, until_year: u32, source: &str) -> Schedule {
        let rates = vec![Rate { until_year, a_year }];
        Schedule { name: "flat".to_string(), rates, source: source.to_string(), dated: String::new() }
    }

    /// Why its numbers make no sense, as the end of a sentence; `None` where they do.
    pub fn wrong(&self) -> Option<String> {
        let mut last = 0;
        for rate in &self.rates {
            if rate.until_year <= last {
                return Some(format!(
                    "its rates until year {} and until year {last} are out of order",
                    rate.until_year
                ));
            }
            if !(-0.5..=1.0).contains(&rate.a_year) {
                return Some(format!(
                    "a rate is {}, and rates are shares a year: 3.5 % is 0.035",
                    rate.a_year
                ));
            }
            last = rate.until_year;
        }
        self.rates.is_empty().then(|| "it has no rates".to_string())
    }

    /// What a pound after so many half years is worth now. An error beyond the last year it has a rate for.
    pub fn factor(&self, half_years: u32) -> Result<f64, Error> {
        let (mut factor, mut done) = (1.0, 0);
        for rate in &self.rates {
            let year = 1.0 / (1.0 + rate.a_year);
            while done + 2 <= half_years && done / 2 < rate.until_year {
                factor *= year;
                done += 2;
            }
            if done + 1 == half_years && done / 2 < rate.until_year {
                return Ok(factor * year.sqrt());
            }
            if done == half_years {
                return Ok(factor);
            }
        }
        if half_years == 0 {
            return Ok(1.0);
        }
        Err(Error::asked(format!(
            "“{}” has no discount rate for year {}; shorten the plan, or give a rate for it",
            self.name,
            done / 2 + 1
        )))
    }

    /// What each month is worth now, in the order of months from the start of the plan.
    pub fn discounted(&self, months: &[Pence], convention: Convention) -> Result<Vec<Micropence>, Error> {
        let years = months.chunks(12).zip(0u32..);
        let mut values = Vec::with_capacity(months.len());
        for (year, number) in years {
            let factor = self.factor(convention.half_years(number))?;
            values.extend(year.iter().map(|pence| Micropence::of_pence(pence.0 as f64 * factor)));
        }
        Ok(values)
    }

    /// The present value of months from the start of the plan, rounded once: of savings, the net present value.
    pub fn present_value(&self, months: &[Pence], convention: Convention) -> Result<Pence, Error> {
        Ok(self.discounted(months, convention)?.into_iter().sum::<Micropence>().rounded())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, known: f64) -> bool {
        (found / known - 1.0).abs() < 1e-12
    }

    #[test]
    fn factors_are_powers_within_a_band_and_products_across() {
        let schedule = Schedule::named("green-book-2022").unwrap();
        let factor = |years: u32| schedule.factor(2 * years).unwrap();
        assert_eq!(factor(0), 1.0);
        for years in [1u32, 5, 30] {
            assert!(close(factor(years), 1.035f64.powi(-(years as i32))), "{years}");
        }
        // As the R package greenbook has it: each year at its own rate.
        assert!(close(factor(31), 1.035f64.powi(-30) / 1.03));
        assert!(close(factor(75), 1.035f64.powi(-30) * 1.03f64.powi(-45)));
        assert!(close(factor(76), 1.035f64.powi(-30) * 1.03f64.powi(-45) / 1.025));
        // A half year is a square root, also the first one of another rate.
        assert!(close(schedule.factor(1).unwrap(), 1.035f64.powf(-0.5)));
        assert!(close(schedule.factor(61).unwrap(), 1.035f64.powi(-30) * 1.03f64.powf(-0.5)));
        assert!(close(schedule.factor(250).unwrap(), factor(125)));
        assert!(schedule.factor(251).unwrap_err().to_string().contains("no discount rate for year 126"));
        // Python: 1.035 ** -30.
        assert!((factor(30) - 0.356_278_410_602_302_4).abs() < 1e-12);
    }

    #[test]
    fn editions_agree_where_both_have_rates_and_say_where_they_end() {
        let (new, old) =
            (Schedule::named(Schedule::DEFAULT).unwrap(), Schedule::named("green-book-2022").unwrap());
        for half_years in 0..=150 {
            assert_eq!(new.factor(half_years).unwrap(), old.factor(half_years).unwrap());
        }
        assert!(new.factor(152).is_err() && old.factor(152).is_ok());
        for schedule in Schedule::known() {
            assert_eq!(schedule.wrong(), None);
            assert!(schedule.source.contains("HM Treasury") && schedule.dated.starts_with("202"));
        }
        let says = Schedule::named("green").unwrap_err().to_string();
        assert!(says.contains("green-book-2026, green-book-2022, green-book-health"), "{says}");
        assert!(Schedule::flat(3.5, 60, "slip").wrong().unwrap().contains("3.5 % is 0.035"));
        assert!(Schedule { rates: vec![], ..Schedule::flat(0.0, 1, "") }.wrong().is_some());
    }

    #[test]
    fn an_annuity_has_its_closed_form() {
        // £1,000 a month for ten years: 12,000 (1 - v^10) / r at the end of years, times sqrt(1 + r) in their middle, times (1 + r) at
        // their start.
        let months = vec![Pence(100_000); 120];
        let schedule = Schedule::flat(0.035, 60, "test");
        let value = |convention| schedule.present_value(&months, convention).unwrap().0 as f64;
        let at_end = 1_200_000.0 * (1.0 - 1.035f64.powi(-10)) / 0.035;
        assert!((value(Convention::YearEnd) - at_end).abs() <= 0.5);
        assert!((value(Convention::MidYear) - at_end * 1.035f64.sqrt()).abs() <= 0.5);
        assert!((value(Convention::YearZero) - at_end * 1.035).abs() <= 0.5);
    }

    #[test]
    fn a_worked_net_present_value() {
        // The known value of the R package greenbook's tests: -100 now, 30 a year for five years: -100 + 30 (1 - v^5) / r = 35.4516.
        let mut months = vec![Pence(0); 72];
        months[0] = Pence(-10_000);
        (1..6).for_each(|year| months[12 * year] = Pence(3_000));
        let schedule = Schedule::named(Schedule::DEFAULT).unwrap();
        assert_eq!(schedule.present_value(&months, Convention::YearZero).unwrap(), Pence(3_545));
    }

    proptest! {
        #[test]
        fn later_is_worth_less_and_nothing_is_lost_at_no_rate(months in prop::collection::vec(-1_000_000i64..1_000_000, 1..200)) {
            let months: Vec<Pence> = months.into_iter().map(Pence).collect();
            let none = Schedule::flat(0.0, 100, "test");
            prop_assert_eq!(none.present_value(&months, Convention::MidYear).unwrap(), months.iter().copied().sum());
            let schedule = Schedule::named("green-book-2022").unwrap();
            for half_years in 0..249 {
                prop_assert!(schedule.factor(half_years + 1).unwrap() < schedule.factor(half_years).unwrap());
            }
            // A base and an option apart: the value of the difference is the difference of the values, to a penny of rounding.
            let other: Vec<Pence> = months.iter().rev().copied().collect();
            let difference: Vec<Pence> = months.iter().zip(&other).map(|(a, b)| *a - *b).collect();
            let value = |row: &[Pence]| schedule.present_value(row, Convention::YearEnd).unwrap();
            prop_assert!((value(&difference) - (value(&months) - value(&other))).0.abs() <= 1);
        }
    }
}
