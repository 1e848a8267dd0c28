//! How a plan is appraised: the same for every option.

use super::discount::{Convention, Schedule};
use super::financial_year;
use crate::sourcing::plan::{Number, Plan};

/// What money of later years is discounted by.
#[derive(Debug, Clone, PartialEq)]
pub enum Discount {
    /// A schedule: one that is known here, or the plan's own.
    Schedule(Schedule),
    /// One rate a year, as a share.
    Flat(Number),
}

/// The settings of an appraisal.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What later years are discounted by.
    pub discount: Discount,
    /// Which point of a year its money counts as paid at.
    pub convention: Convention,
    /// What prices are those of: `2026-27`, in the plan's words.
    pub price_base: Option<String>,
    /// A need of a log counts as met if nobody came back for so many days: what a plan takes from one goes by it.
    pub resolved_after_days: Option<Number>,
    /// Value added tax, as a share of a price without it.
    pub vat: Option<Number>,
    /// What an hour of people's own time is worth, pounds.
    pub own_time_pounds_per_hour: Option<Number>,
    /// The month that financial years start in, from 1.
    pub year_starts_in: u8,
    /// Who buys; `None` for the first organisation with a pool that is not the supplier.
    pub buyer: Option<String>,
}

/// After how many days without coming back a need counts as met, where a plan does not say.
pub const RESOLVED_AFTER_DAYS: f64 = 90.0;

impl Default for Settings {
    /// What is taken where a plan says nothing: the Green Book's rates, mid-year, financial years from April.
    fn default() -> Settings {
        let known = Schedule::known().into_iter().find(|one| one.name == Schedule::DEFAULT);
        Settings {
            discount: Discount::Schedule(known.unwrap_or_else(|| Schedule::flat(0.0, u32::MAX, ""))),
            convention: Convention::MidYear,
            price_base: None,
            resolved_after_days: None,
            vat: None,
            own_time_pounds_per_hour: None,
            year_starts_in: financial_year::STARTS_IN,
            buyer: None,
        }
    }
}

impl Settings {
    /// The rates at these values of the plan's numbers.
    pub fn schedule(&self, plan: &Plan, values: &[f64]) -> Schedule {
        match &self.discount {
            Discount::Schedule(schedule) => schedule.clone(),
            Discount::Flat(Number(place)) => {
                let source = plan.amounts.get(*place).and_then(|amount| amount.source.as_deref());
                Schedule::flat(
                    values.get(*place).copied().unwrap_or(0.0),
                    u32::MAX,
                    source.unwrap_or("no source"),
                )
            }
        }
    }

    /// After how many days without coming back a need of a log counts as met, at these values.
    pub fn resolved_after_days(&self, values: &[f64]) -> f64 {
        let said = self.resolved_after_days.and_then(|Number(place)| values.get(place)).copied();
        said.unwrap_or(RESOLVED_AFTER_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_says_nothing_is_appraised_by_the_green_book() {
        let settings = Settings::default();
        let Discount::Schedule(schedule) = &settings.discount else { panic!("no schedule") };
        assert_eq!(schedule.name, Schedule::DEFAULT);
        assert_eq!((settings.resolved_after_days(&[]), settings.year_starts_in), (90.0, 4));
        let given = Settings { resolved_after_days: Some(Number(0)), ..settings };
        assert_eq!(given.resolved_after_days(&[28.0]), 28.0);
    }
}
