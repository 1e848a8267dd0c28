//! When the service works, as `--hours` and `--holidays` say it: for working time and for limits in working days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::place::Calendar;
use throughline::place::bank_holidays::{BankHolidays, YEARS};
use throughline::time::Instant;

use crate::args::Study as Arguments;

/// Hours of the week, and whose bank holidays are off.
#[derive(Debug, PartialEq)]
pub(crate) struct WorkingHours {
    week: Calendar,
    holidays: Option<BankHolidays>,
}

impl WorkingHours {
    /// What was said; office hours without days off where nothing was.
    pub(crate) fn said(arguments: &Arguments) -> Result<WorkingHours, Error> {
        let week = match arguments.hours.as_deref().map(str::trim) {
            None => Calendar::office_hours(),
            Some(text) => {
                let written = if text == "always" { "daily 00:00-24:00" } else { text };
                Calendar::written(written).ok_or_else(|| {
                    Error::asked(format!(
                        "--hours “{text}” are no working hours; write “always”, or days and hours such as \
                         “mon-fri 09:00-17:00, sat 10:00-13:00”, one stretch for each day"
                    ))
                })?
            }
        };
        let named = |name: &String| {
            let known = BankHolidays::NAMES.iter().find(|(known, _)| known == name);
            known.map(|(_, whose)| *whose).ok_or_else(|| {
                let all: Vec<&str> = BankHolidays::NAMES.iter().map(|(known, _)| *known).collect();
                Error::asked(format!("--holidays “{name}” are not known; write one of {}", all.join(", ")))
            })
        };
        let holidays = arguments.holidays.as_ref().map(named).transpose()?.flatten();
        Ok(WorkingHours { week, holidays })
    }

    /// The calendar from one instant to another: the days off are those that lie between.
    pub(crate) fn between(&self, first: Instant, last: Instant, zone: &TimeZone) -> Calendar {
        let [first, last] = [first, last].map(|at| at.in_zone(zone).date());
        let off = self.holidays.map(|whose| whose.between(first.year(), last.year())).unwrap_or_default();
        self.week.clone().without(off.into_iter().filter(|day| (first..=last).contains(day)))
    }

    /// What is to be said where there are days off in years whose lists nobody compared.
    pub(crate) fn doubt(&self, calendar: &Calendar) -> Option<String> {
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
