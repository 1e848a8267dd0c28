//! Instants and spans. Inside, time is microseconds of UTC; the service's zone is used only at the edge, where a person
//! reads a date or a week begins. The clock is never read here: `now` is an argument wherever it matters.

use std::fmt;

use crate::wording::Told;

/// Microseconds in a second.
pub const SECOND_US: i64 = 1_000_000;
/// An hour, in microseconds.
pub const HOUR_US: i64 = 3600 * SECOND_US;
/// Microseconds in a day of 24 hours.
pub const DAY_US: i64 = 86_400 * SECOND_US;
/// The mark of a missing time in a column of microseconds.
pub const MISSING_US: i64 = i64::MIN;
/// The earliest instant that is kept: 0001-01-01T00:00:00Z.
pub const EARLIEST_US: i64 = -62_135_596_800 * SECOND_US;
/// The latest instant that is kept: 9999-12-30T22:00:00Z, which has a civil date in every zone.
pub const LATEST_US: i64 = 253_402_207_200 * SECOND_US;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The civil date and time of this instant in `zone`.
    pub fn in_zone(self, zone: &jiff::tz::TimeZone) -> jiff::civil::DateTime {
        zone.to_datetime(self.timestamp())
    }

    /// The day in words: `13 May 2024`.
    pub fn day_in(self, zone: &jiff::tz::TimeZone) -> String {
        self.in_zone(zone).strftime("%-d %B %Y").to_string()
    }

    /// As the time library's instant. Instants outside [`EARLIEST_US`]..=[`LATEST_US`] are clamped.
    pub fn timestamp(self) -> jiff::Timestamp {
        let us = self.0.clamp(EARLIEST_US, LATEST_US);
        jiff::Timestamp::from_microsecond(us).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with as many digits of the second as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

/// The service's zone by its IANA name, such as `Europe/London`.
pub fn zone(name: &str) -> Result<jiff::tz::TimeZone, crate::error::Error> {
    jiff::tz::TimeZone::get(name).map_err(|_| {
        crate::error::Error::asked(format!(
            "“{name}” is not a time zone; use an IANA name such as Europe/London or America/Los_Angeles"
        ))
    })
}

/// A length of time in plain words, rounded to what is shown: `3 days 4 hours`, `12 minutes`, `8 seconds`.
pub fn plain(seconds: f64) -> String {
    in_words(seconds, 10)
}

/// A length of time with its interval; finer where both ends would read alike though they differ.
pub fn told(seconds: f64, (low, high): (f64, f64)) -> Told {
    let alike = low != high && plain(low) == plain(high);
    let [value, low, high] = [seconds, low, high].map(|one| in_words(one, if alike { 1_000 } else { 10 }));
    Told { value, low, high }
}

/// In one unit from so many of it on, else in two.
fn in_words(seconds: f64, from: u64) -> String {
    if !seconds.is_finite() {
        return "unknown".to_string();
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let mut whole = seconds.abs().round() as u64;
    loop {
        let (unit, name, part, part_name) = match whole {
            s if s < 60 => return format!("{sign}{}", counted(s, "second")),
            s if s < 3600 => (60, "minute", 1, "second"),
            s if s < 86_400 => (3600, "hour", 60, "minute"),
            _ => (86_400, "day", 3600, "hour"),
        };
        // Rounded to what is shown, which may make it a whole one of the next unit.
        let shown = if whole >= from * unit { unit } else { part };
        let rounded = whole.saturating_add(shown / 2) / shown * shown;
        if rounded != whole {
            whole = rounded;
            continue;
        }
        let rest = whole % unit / part;
        return match rest {
            0 => format!("{sign}{}", counted(whole / unit, name)),
            _ => format!("{sign}{} {}", counted(whole / unit, name), counted(rest, part_name)),
        };
    }
}

/// Units of time, the longest first: from how many seconds on one is used, and its names.
const ROUGH: [(f64, &str, &str); 4] = [
    (86_400.0, "day", "days"),
    (3600.0, "hour", "hours"),
    (60.0, "minute", "minutes"),
    (1.0, "second", "seconds"),
];

/// The unit in which a length is said roughly: the longest of which there are two.
fn rough_unit(seconds: f64) -> (f64, &'static str, &'static str) {
    *ROUGH.iter().find(|unit| seconds.abs() >= 1.999 * unit.0).unwrap_or(&ROUGH[3])
}

/// So many of a unit, to a half below ten: `6½`, `7`, `16`.
fn rough_count(units: f64) -> String {
    let halves = (2.0 * units).round();
    match halves {
        many if many.abs() >= 20.0 => crate::wording::thousands(units.round().abs() as u64),
        1.0 => "½".to_string(),
        odd if odd % 2.0 != 0.0 => format!("{}½", (odd / 2.0).floor()),
        even => format!("{}", even / 2.0),
    }
}

/// A length as people say it roughly: `11 days`, `6½ days`, `27 hours`.
pub fn about(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "unknown".to_string();
    }
    let (each, one, many) = rough_unit(seconds);
    let count = rough_count(seconds.abs() / each);
    let sign = if seconds < 0.0 { "-" } else { "" };
    format!("{sign}{count} {}", if count == "1" { one } else { many })
}

/// Two lengths as the ends of what is usual: `6½ to 16 days`.
pub fn from_to(low: f64, high: f64) -> String {
    let (each, _, many) = rough_unit(high);
    let [low_count, high_count] = [low, high].map(|seconds| rough_count(seconds / each));
    if !(low >= 0.0 && high.is_finite()) || low_count == "0" || low_count == high_count {
        return format!("{} to {}", about(low), about(high));
    }
    format!("{low_count} to {high_count} {many}")
}

/// What durations are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Calendar days, by the dates.
    Days,
    /// Days on which the service works, by the calendar.
    WorkingDays,
    /// Whole hours begun.
    Hours,
    /// Whole minutes begun.
    Minutes,
}

impl Unit {
    /// The unit's name for one and for many.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Unit::Days => ("day", "days"),
            Unit::WorkingDays => ("working day", "working days"),
            Unit::Hours => ("hour", "hours"),
            Unit::Minutes => ("minute", "minutes"),
        }
    }

    /// `56 days`.
    pub fn counted(self, number: i64) -> String {
        let (one, many) = self.names();
        format!(
            "{} {}",
            crate::wording::thousands(number.unsigned_abs()),
            if number == 1 { one } else { many }
        )
    }
}

fn counted(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", crate::wording::thousands(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_people_say_them() {
        let said: Vec<String> =
            [0.4, 1.0, 61.0, 3600.0, 93_600.0, 864_000.0, 1e9].iter().map(|s| plain(*s)).collect();
        assert_eq!(
            said,
            [
                "0 seconds",
                "1 second",
                "1 minute 1 second",
                "1 hour",
                "1 day 2 hours",
                "10 days",
                "11,574 days"
            ]
        );
    }

    #[test]
    fn no_length_is_too_long_to_say() {
        assert_eq!(plain(f64::MAX), plain(1e300));
        assert!(plain(1e300).ends_with(" days") && plain(-1e300).starts_with('-'));
    }

    #[test]
    fn ends_of_an_interval_do_not_read_alike() {
        let hour = 3_600.0;
        let said = |one: Told| [one.value, one.low, one.high];
        assert_eq!(
            said(told(288.0 * hour, (282.0 * hour, 290.0 * hour))),
            ["12 days", "11 days 18 hours", "12 days 2 hours"]
        );
        assert_eq!(said(told(288.0 * hour, (240.0 * hour, 320.0 * hour))), ["12 days", "10 days", "13 days"]);
    }

    /// 23.72 days is not 23 days: 47.8 % of the needs it was the median of took up to 23.
    #[test]
    fn lengths_are_rounded_and_not_cut() {
        let day = 86_400.0;
        let said = [
            23.72 * day,
            25.89 * day,
            9.99 * day,
            9.4 * day,
            3.999 * 3600.0,
            59.9 * 60.0,
            23.6 * 3600.0,
            -14.74 * day,
        ];
        assert_eq!(
            said.map(plain),
            ["24 days", "26 days", "10 days", "9 days 10 hours", "4 hours", "1 hour", "1 day", "-15 days"]
        );
    }

    #[test]
    fn roughly_is_to_a_half() {
        let day = 86_400.0;
        assert_eq!(
            [11.2 * day, 6.46 * day, 27.0 * 3600.0, 2.0 * day, 90.0, 0.0, 0.5].map(about),
            ["11 days", "6½ days", "27 hours", "2 days", "90 seconds", "0 seconds", "½ seconds"]
        );
        assert_eq!(from_to(6.46 * day, 15.9 * day), "6½ to 16 days");
        assert_eq!(from_to(1800.0, 3.0 * 3600.0), "½ to 3 hours");
        assert_eq!(from_to(60.0, 3.0 * day), "60 seconds to 3 days");
    }

    #[test]
    fn an_instant_prints_as_rfc_3339() {
        assert_eq!(Instant(1_500).to_string(), "1970-01-01T00:00:00.0015Z");
    }
}
