//! Places: calendars and clocks, and later areas, bodies and languages. Local differences are data, never code.

pub mod bank_holidays;
pub mod clock;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_are_read_from_lines() {
        let text = "# our own\n2026-12-24 closed early\n\n2027-01-02, stocktaking\n";
        let days: Vec<String> = Calendar::days_off(text).unwrap().iter().map(Date::to_string).collect();
        assert_eq!(days, ["2026-12-24", "2027-01-02"]);
        let error = Calendar::days_off("2026-12-24\n24/12/2026\n").unwrap_err().to_string();
        assert!(error.starts_with("line 2: “24/12/2026” is not a date"), "{error}");
    }
}
