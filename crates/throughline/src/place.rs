//! Places: calendars and clocks, and later areas, bodies and languages. Local differences are data, never code.

pub mod bank_holidays;
pub mod clock;
pub mod hours;
pub mod working;

use jiff::civil::Date;

use crate::error::Error;

/// When a service works, by the civil clock of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// For each day from Monday to Sunday, when work starts and ends, in minutes after midnight; `None` for a day off.
    pub week: [Option<(u16, u16)>; 7],
    /// Days off, whatever day of the week they are.
    pub holidays: std::collections::BTreeSet<Date>,
}

impl Calendar {
    /// Monday to Friday, 9:00 to 17:00, no holidays: what is taken when nobody said, and said wherever it is used.
    pub fn office_hours() -> Calendar {
        let day = Some((9 * 60, 17 * 60));
        Calendar { week: [day, day, day, day, day, None, None], holidays: Default::default() }
    }

    /// The same hours without work on these days too.
    pub fn without(mut self, days_off: impl IntoIterator<Item = Date>) -> Calendar {
        self.holidays.extend(days_off);
        self
    }

    /// Working hours as people write them: `mon-fri 09:00-17:00, sat 10:00-13:00`, `daily 08:00-20:00`; nothing if it is not written so. A
    /// day that is named again has the hours named last; one stretch a day is all there is, so two that lie apart are nothing.
    pub fn written(text: &str) -> Option<Calendar> {
        let mut week = [None; 7];
        for part in text.split(',') {
            let (days, times) = part.trim().split_once(' ')?;
            let (opens, closes) = times.trim().split_once('-')?;
            let (opens, closes) = (minutes(opens)?, minutes(closes)?);
            if opens >= closes {
                return None;
            }
            let day = |name: &str| DAYS.iter().position(|day| *day == name);
            let (first, last) = match days.split_once('-') {
                _ if days == "daily" => (0, 6),
                Some((first, last)) => (day(first)?, day(last)?),
                None => (day(days)?, day(days)?),
            };
            for day in week.get_mut(first..=last)? {
                let apart = |(from, until): (u16, u16)| closes <= from || until <= opens;
                if day.is_some_and(apart) {
                    return None;
                }
                *day = Some((opens, closes));
            }
        }
        Some(Calendar { week, holidays: Default::default() })
    }

    /// How many hours a week has, if no day of it is off.
    pub fn hours_a_week(&self) -> f64 {
        let minutes: u32 =
            self.week.iter().flatten().map(|(opens, closes)| u32::from(closes - opens.min(closes))).sum();
        f64::from(minutes) / 60.0
    }

    /// Days off as people keep them: one date a line (`2026-12-25`), anything after it is a remark; empty lines and lines that
    /// begin with `#` say nothing.
    pub fn days_off(text: &str) -> Result<Vec<Date>, Error> {
        let mut days = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let Some(date) = line.split_whitespace().next().filter(|word| !word.starts_with('#')) else {
                continue;
            };
            let date = date.trim_end_matches(',');
            days.push(date.parse().map_err(|_| {
                Error::asked(format!(
                    "line {}: “{date}” is not a date; write a day off as 2026-12-25",
                    number + 1
                ))
            })?);
        }
        Ok(days)
    }
}

/// Days of the week as they are written.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Minutes after midnight.
fn minutes(time: &str) -> Option<u16> {
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && minutes <= 24 * 60).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_hours_are_read() {
        assert_eq!(Calendar::written("mon-fri 09:00-17:00"), Some(Calendar::office_hours()));
        let hours = Calendar::written("mon-fri 08:30-18:00, sat 10:00-13:00").unwrap();
        assert_eq!(
            (hours.week[0], hours.week[5], hours.week[6]),
            (Some((510, 1080)), Some((600, 780)), None)
        );
        assert_eq!(hours.hours_a_week(), 50.5);
        assert_eq!(Calendar::written("daily 00:00-24:00").unwrap().hours_a_week(), 168.0);
        assert_eq!(Calendar::written("daily 08:00-20:00, sun 10:00-14:00").unwrap().hours_a_week(), 76.0);
        for wrong in [
            "mon-fri",
            "mon-fry 09:00-17:00",
            "mon 17:00-09:00",
            "fri-mon 09:00-17:00",
            "mon 09:00-25:00",
            "mon 09:00-2000:00",
            "mon-fri 09:00-12:00, mon-fri 13:00-17:00",
            "",
        ] {
            assert_eq!(Calendar::written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_off_are_read_from_lines() {
        let text = "# our own\n2026-12-24 closed early\n\n2027-01-02, stocktaking\n";
        let days: Vec<String> = Calendar::days_off(text).unwrap().iter().map(Date::to_string).collect();
        assert_eq!(days, ["2026-12-24", "2027-01-02"]);
        let error = Calendar::days_off("2026-12-24\n24/12/2026\n").unwrap_err().to_string();
        assert!(error.starts_with("line 2: “24/12/2026” is not a date"), "{error}");
    }
}
