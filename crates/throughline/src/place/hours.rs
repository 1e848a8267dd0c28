//! When a service works, as people write it: for working time and for limits in working days. How the person's clock runs is no matter
//! of it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Calendar;
use super::bank_holidays::{BankHolidays, YEARS};
use crate::error::Error;
use crate::time::Instant;

/// Hours of the week, and whose bank holidays are off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours {
    week: Calendar,
    holidays: Option<BankHolidays>,
}

impl WorkingHours {
    /// What is written under these names; office hours without days off where nothing is.
    pub fn written(
        (hours_name, hours): (&str, Option<&str>),
        (holidays_name, holidays): (&str, Option<&str>),
    ) -> Result<WorkingHours, Error> {
        let week = match hours.map(str::trim) {
            None => Calendar::office_hours(),
            Some(text) => {
                let written = if text == "always" { "daily 00:00-24:00" } else { text };
                Calendar::written(written).ok_or_else(|| {
                    Error::asked(format!(
                        "{hours_name} “{text}” are no working hours; write “always”, or days and hours such as \
                         “mon-fri 09:00-17:00, sat 10:00-13:00”, one stretch for each day"
                    ))
                })?
            }
        };
        let named = |name: &str| {
            let known = BankHolidays::NAMES.iter().find(|(known, _)| *known == name);
            known.map(|(_, whose)| *whose).ok_or_else(|| {
                let all: Vec<&str> = BankHolidays::NAMES.iter().map(|(known, _)| *known).collect();
                Error::asked(format!(
                    "{holidays_name} “{name}” are not known; write one of {}",
                    all.join(", ")
                ))
            })
        };
        let holidays = holidays.map(named).transpose()?.flatten();
        Ok(WorkingHours { week, holidays })
    }

    /// The calendar from one instant to another: the days off are those that lie between.
    pub fn between(&self, first: Instant, last: Instant, zone: &TimeZone) -> Calendar {
        let [first, last] = [first, last].map(|at| at.in_zone(zone).date());
        let off = self.holidays.map(|whose| whose.between(first.year(), last.year())).unwrap_or_default();
        self.week.clone().without(off.into_iter().filter(|day| (first..=last).contains(day)))
    }

    /// What is to be said where there are days off in years whose lists nobody compared.
    pub fn doubt(&self, calendar: &Calendar) -> Option<String> {
        let beyond = |day: &&Date| !YEARS.contains(&day.year());
        let day = calendar.holidays.iter().find(beyond).filter(|_| self.holidays.is_some())?;
        Some(format!(
            "bank holidays before {} and after {} (there is one in {}) are what the rules of today give; days that were moved or \
             proclaimed then are not known",
            YEARS.start(),
            YEARS.end(),
            day.year()
        ))
    }
}
