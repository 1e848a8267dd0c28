//! Times as sources write them: ISO 8601, days first or months first, Excel serials, seconds or milliseconds since 1970.
//!
//! A civil time without an offset is taken in the service's zone. One that the zone skipped (spring) is moved forward by the
//! gap, one that it repeated (autumn) is taken as the first; both are counted so that they can be reported.
//!
//! Every date goes through the jiff library. What is kept here is that it is asked once a date, not once a row: the last ISO
//! date (other forms: every date met) is remembered with its midnight and the zone's offset on that day, so that a row costs
//! only the digits of its time of day.

mod clock;
mod epoch;

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use throughline::reading::counted;
use throughline::time::{DAY_US, EARLIEST_US, LATEST_US, SECOND_US};

use crate::job::Job;

use clock::{Clock, Offset, two_digits};
use epoch::Unit;
pub(crate) use epoch::is_rounded;

/// How times are written in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeForm {
    /// Year, month, day; with or without a time, a fraction, an offset. Separators `-`, `/`, `.` or none.
    Iso,
    /// The same with a year of two digits: 24-12-31 14:05.
    YearFirst,
    /// Day, month, year: 31/12/2024 14:05, 31 Dec 24.
    DayFirst,
    /// Month, day, year: 12/31/2024 2:05 PM, Dec 31 2024.
    MonthFirst,
    /// Days since 1899-12-30, as spreadsheets count.
    Excel,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// Microseconds since 1970.
    EpochMicros,
    /// Nanoseconds since 1970.
    EpochNanos,
    /// Seconds since 1970, however few: counted from nought. Never guessed.
    SecondsFromNought,
    /// A form of its own, in strptime's letters: `%d %b %Y, %H:%M`.
    Custom(String),
}

/// Reads the times of one column.
pub struct TimeReader {
    form: TimeForm,
    zone: TimeZone,
    last_iso: [u8; 10],
    last_day: Day,
    days: HashMap<Vec<u8>, Day>,
    /// Civil times that the zone skipped, moved forward.
    pub skipped: u64,
    /// Civil times that the zone had twice, taken as the first.
    pub repeated: u64,
}

/// A date: its midnight if it were UTC, and how far the zone is from UTC, if that is the same all day.
#[derive(Debug, Clone, Copy)]
struct Day {
    date: Date,
    midnight_us: i64,
    offset_us: Option<i64>,
}

impl TimeReader {
    /// A reader of times in this form; civil times are of `zone`.
    pub fn new(form: TimeForm, zone: TimeZone) -> TimeReader {
        let last_day = Day { date: Date::constant(1970, 1, 1), midnight_us: 0, offset_us: None };
        TimeReader { form, zone, last_iso: [0; 10], last_day, days: HashMap::new(), skipped: 0, repeated: 0 }
    }

    /// The instant, in microseconds of UTC; or what is wrong with it. `text` has no blanks around it and is not empty.
    #[inline]
    pub fn read(&mut self, text: &[u8]) -> Result<i64, String> {
        if self.form == TimeForm::Iso
            && let Some(us) = self.plain_iso(text)
        {
            return Ok(us);
        }
        self.read_any(text)
    }

    /// A civil time in the reader's zone, in microseconds of UTC.
    pub fn civil(&mut self, civil: DateTime) -> Result<i64, String> {
        if !(1..=9999).contains(&civil.year()) {
            return Err(OUTSIDE.to_string());
        }
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => self.skipped += 1,
            AmbiguousOffset::Fold { .. } => self.repeated += 1,
        }
        let instant = ambiguous.compatible().map_err(|_| OUTSIDE.to_string())?;
        within(instant.as_microsecond()).ok_or_else(|| OUTSIDE.to_string())
    }

    /// The commonest forms of ISO 8601, by their bytes; anything else is left to [`Self::read_any`].
    #[inline]
    fn plain_iso(&mut self, text: &[u8]) -> Option<i64> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        if *date != self.last_iso {
            self.remember_iso(date)?;
        }
        let clock = match rest {
            [] => Clock::MIDNIGHT,
            [b'T' | b't' | b' ', clock @ ..] => Clock::read(clock)?,
            _ => return None,
        };
        self.on_day(self.last_day, clock)
    }

    #[inline]
    fn on_day(&mut self, day: Day, clock: Clock) -> Option<i64> {
        let civil_us = day.midnight_us + clock.of_day_us;
        match (clock.offset, day.offset_us) {
            (Offset::East(us), _) => within(civil_us - us),
            (Offset::None, Some(us)) => within(civil_us - us),
            (Offset::None, None) => self.civil_of(day.date, clock.of_day_us),
        }
    }

    #[cold]
    fn civil_of(&mut self, date: Date, of_day_us: i64) -> Option<i64> {
        let time = DateTime::from_parts(date, jiff::civil::Time::midnight());
        let civil = time.checked_add(jiff::SignedDuration::from_micros(of_day_us)).ok()?;
        self.civil(civil).ok()
    }

    #[cold]
    #[inline(never)]
    fn remember_iso(&mut self, text: &[u8; 10]) -> Option<()> {
        let [a, b, c, d, first, m1, m2, second, d1, d2] = *text;
        if first != second || !matches!(first, b'-' | b'/' | b'.') {
            return None;
        }
        let year = two_digits(a, b)? * 100 + two_digits(c, d)?;
        let day = self.day(year as i16, two_digits(m1, m2)? as i8, two_digits(d1, d2)? as i8)?;
        (self.last_iso, self.last_day) = (*text, day);
        Some(())
    }

    fn day(&self, year: i16, month: i8, day: i8) -> Option<Day> {
        self.day_of(Date::new(year, month, day).ok().filter(|date| date.year() >= 1)?)
    }

    fn day_of(&self, date: Date) -> Option<Day> {
        let midnight = date.to_datetime(jiff::civil::Time::midnight());
        // Counted by the calendar: the last day of 9999 has no instant, and is to be refused for that.
        let midnight_us = date.duration_since(Date::constant(1970, 1, 1)).as_secs() * SECOND_US;
        let offset_at = |civil: DateTime| match self.zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => Some(i64::from(offset.seconds()) * SECOND_US),
            _ => None,
        };
        let start = offset_at(midnight);
        let end =
            date.tomorrow().ok().and_then(|next| offset_at(next.to_datetime(jiff::civil::Time::midnight())));
        // No zone has two changes in a day, so the same offset at both ends holds all day.
        let offset_us = if start == end { start } else { None };
        Some(Day { date, midnight_us, offset_us })
    }

    #[cold]
    #[inline(never)]
    fn read_any(&mut self, bytes: &[u8]) -> Result<i64, String> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err("is not readable text".to_string());
        };
        // Some programs write blanks that are not ASCII, as before the PM of `10:00 PM`.
        let plain: String;
        let text = if text.is_ascii() {
            text
        } else {
            plain = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
            plain.as_str()
        };
        // A year of four digits in front leaves no doubt, whatever form the others of the column have.
        let year_first = text.len() >= 8 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
        match &self.form {
            TimeForm::Iso => self.any_iso(text),
            TimeForm::DayFirst | TimeForm::MonthFirst if year_first => self.any_iso(text),
            TimeForm::DayFirst => {
                self.named(text, &DAY_FIRST, || refusal("day, month, year", "31/12/2024 14:05"))
            }
            TimeForm::MonthFirst => {
                self.named(text, &MONTH_FIRST, || refusal("month, day, year", "12/31/2024 14:05"))
            }
            TimeForm::Excel => self.excel(text),
            TimeForm::YearFirst => self.named(text, &SHORT_YEAR_FIRST, || {
                refusal("year of two digits, month, day", "24-12-31 14:05")
            }),
            TimeForm::SecondsFromNought => epoch::from_nought(text, Unit::Seconds),
            TimeForm::EpochSeconds => epoch::read(text, Unit::Seconds),
            TimeForm::EpochMillis => epoch::read(text, Unit::Millis),
            TimeForm::EpochMicros => epoch::read(text, Unit::Micros),
            TimeForm::EpochNanos => epoch::read(text, Unit::Nanos),
            TimeForm::Custom(pattern) => {
                let pattern = pattern.clone();
                self.custom(text, &pattern)
            }
        }
    }

    fn any_iso(&mut self, text: &str) -> Result<i64, String> {
        if let Some(civil) = clock::without_separators(text) {
            return self.civil(civil);
        }
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return within(instant.as_microsecond()).ok_or_else(|| OUTSIDE.to_string());
        }
        let civil = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from));
        match civil {
            Ok(civil) => self.civil(civil),
            // Where the offset takes it beyond the end of time, the date and the clock are still read for what they are.
            Err(_) if text.as_bytes().get(10) == Some(&b'T') => {
                self.named(&text.replacen('T', " ", 1), &YEAR_FIRST, || {
                    refusal("year, month, day", "2024-12-31 14:05:00")
                })
            }
            Err(_) => self.named(text, &YEAR_FIRST, || refusal("year, month, day", "2024-12-31 14:05:00")),
        }
    }

    /// A date in one of `patterns` (separators made `/`, names of weekdays dropped), then perhaps a time of day.
    fn named(&mut self, text: &str, patterns: &[&str], wrong: fn() -> String) -> Result<i64, String> {
        let (day, clock) = self.day_and_clock(text, patterns).ok_or_else(wrong)?;
        // What reads as a date and a time can only lie too early or too late.
        self.on_day(day, clock).ok_or_else(|| OUTSIDE.to_string())
    }

    fn day_and_clock(&mut self, text: &str, patterns: &[&str]) -> Option<(Day, Clock)> {
        let (date, clock) = clock::split(text);
        let clock = clock.map_or(Some(Clock::MIDNIGHT), |clock| Clock::read(clock.as_bytes()))?;
        let day = match self.days.get(date.as_bytes()) {
            Some(day) => *day,
            None => {
                let plain = plain_date(date);
                // `%Y` takes two digits too; a year of two digits is left to `%y` (1969 to 2068).
                let date_of = |pattern: &&str| {
                    BrokenDownTime::parse(pattern, &plain)
                        .ok()?
                        .to_date()
                        .ok()
                        .filter(|date| date.year() >= 1000)
                };
                let found = patterns.iter().find_map(date_of)?;
                let day = self.day_of(found)?;
                self.days.insert(date.as_bytes().to_vec(), day);
                day
            }
        };
        Some((day, clock))
    }

    fn excel(&mut self, text: &str) -> Result<i64, String> {
        let wrong = || refusal("days since 1900 as a spreadsheet counts them", "45292.5");
        let serial: f64 = text.parse().map_err(|_| wrong())?;
        if !(0.0..2_958_466.0).contains(&serial) {
            return Err(wrong());
        }
        // A serial carries about a tenth of a millisecond, so times are rounded to the millisecond.
        let of_day_us = (serial.fract() * DAY_US as f64 / 1000.0).round() as i64 * 1000;
        let start = DateTime::constant(1899, 12, 30, 0, 0, 0, 0);
        let civil =
            start.checked_add(jiff::SignedDuration::from_micros(serial.trunc() as i64 * DAY_US + of_day_us));
        self.civil(civil.map_err(|_| wrong())?)
    }

    fn custom(&mut self, text: &str, pattern: &str) -> Result<i64, String> {
        let wrong = |error: jiff::Error| format!("is not a time of the form “{pattern}” ({error})");
        let parts = BrokenDownTime::parse(pattern, text).map_err(wrong)?;
        if let Ok(instant) = parts.to_timestamp() {
            return within(instant.as_microsecond()).ok_or_else(|| OUTSIDE.to_string());
        }
        let civil = parts.to_datetime().or_else(|_| parts.to_date().map(DateTime::from));
        self.civil(civil.map_err(wrong)?)
    }
}

/// Says how many civil times of a source (or of one column of it) fell into an hour that the zone skipped or had twice. This is
/// the only place that words it.
pub(crate) fn note_odd_hours(place: &str, zone: &str, skipped: u64, repeated: u64, job: &Job) {
    let times = |count| counted(count, "time lies", "times lie");
    if skipped > 0 {
        job.report.note(format!(
            "{place}: {} in an hour that the clocks of {zone} skipped in spring; moved forward by the gap",
            times(skipped)
        ));
    }
    if repeated > 0 {
        job.report.note(format!(
            "{place}: {} in an hour that the clocks of {zone} had twice in autumn; taken as the first of the two",
            times(repeated)
        ));
    }
}

/// Why a time is not kept: the last one is that which has a civil date in every zone ([`LATEST_US`]).
pub(crate) const OUTSIDE: &str = "lies before the year 1 or after 30 December 9999, 22:00 UTC, where times end; if the \
                                  source writes it for “not known”, leave it empty there";

const DAY_FIRST: [&str; 6] = ["%d/%m/%Y", "%d/%m/%y", "%d/%b/%Y", "%d/%b/%y", "%d/%B/%Y", "%d/%B/%y"];
const MONTH_FIRST: [&str; 6] = ["%m/%d/%Y", "%m/%d/%y", "%b/%d/%Y", "%b/%d/%y", "%B/%d/%Y", "%B/%d/%y"];
const YEAR_FIRST: [&str; 3] = ["%Y/%m/%d", "%Y/%b/%d", "%Y/%B/%d"];
const SHORT_YEAR_FIRST: [&str; 2] = ["%Y/%m/%d", "%y/%m/%d"];

fn refusal(form: &str, example: &str) -> String {
    format!("is no date or time written {form} (as in {example})")
}

fn within(us: i64) -> Option<i64> {
    (EARLIEST_US..=LATEST_US).contains(&us).then_some(us)
}

/// The date with one `/` between its parts and without the name of a weekday; `1st` is 1, and `Sept` is Sep.
fn plain_date(date: &str) -> String {
    let is_weekday = |part: &str| {
        let start: String = part.chars().take(3).flat_map(char::to_lowercase).collect();
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        part.chars().all(char::is_alphabetic) && days.contains(&start.as_str())
    };
    let tidy = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part[digits..].to_ascii_lowercase().as_str() {
            "st" | "nd" | "rd" | "th" if digits > 0 => part[..digits].to_string(),
            "sept" if digits == 0 => "Sep".to_string(),
            _ => part.to_string(),
        }
    };
    let parts = date.split(['-', '.', ' ', ',', '/']).filter(|part| !part.is_empty() && !is_weekday(part));
    parts.map(tidy).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn london(form: TimeForm) -> TimeReader {
        TimeReader::new(form, throughline::time::zone("Europe/London").unwrap())
    }

    fn read(form: TimeForm, text: &str) -> String {
        match london(form).read(text.as_bytes()) {
            Ok(us) => throughline::time::Instant(us).to_string(),
            Err(why) => why,
        }
    }

    #[test]
    fn iso_in_the_forms_people_export() {
        let noon = "2024-07-01T11:05:00Z";
        let same = [
            "2024-07-01T12:05",
            "2024-07-01 12:05:00",
            "2024/07/01 12:05",
            "2024-07-01T11:05:00Z",
            "20240701T120500",
            "2024-07-01 12:05:00.000+01:00",
            "2024-07-01 12:05:00+0100",
            "2024-07-01 13:05:00+02",
            "2024-07-01 12:05 PM",
            "2024-07-01 11:05:00 UTC",
            "2024-07-01T12:05:00+01:00[Europe/London]",
        ];
        for text in same {
            assert_eq!(read(TimeForm::Iso, text), noon, "{text}");
        }
        assert_eq!(read(TimeForm::Iso, "2024-01-01"), "2024-01-01T00:00:00Z");
        assert_eq!(read(TimeForm::Iso, "2012-10-09T14:50:17.123456789+00:00"), "2012-10-09T14:50:17.123456Z");
    }

    #[test]
    fn other_forms() {
        assert_eq!(read(TimeForm::DayFirst, "03/04/2024 14:05"), "2024-04-03T13:05:00Z");
        assert_eq!(read(TimeForm::MonthFirst, "03/04/2024 2:05 PM"), "2024-03-04T14:05:00Z");
        assert_eq!(read(TimeForm::DayFirst, "3.4.24"), "2024-04-02T23:00:00Z");
        assert_eq!(read(TimeForm::DayFirst, "Wed 3 Jan 2024 14:05:06"), "2024-01-03T14:05:06Z");
        assert_eq!(read(TimeForm::DayFirst, "03-January-2024"), "2024-01-03T00:00:00Z");
        assert_eq!(read(TimeForm::MonthFirst, "Jan 3, 2024 12:00 AM"), "2024-01-03T00:00:00Z");
        assert_eq!(read(TimeForm::MonthFirst, "Mar 1, 2024, 10:00:05\u{202f}PM"), "2024-03-01T22:00:05Z");
        assert_eq!(read(TimeForm::MonthFirst, "Mar  1 2024 10:00PM"), "2024-03-01T22:00:00Z");
        assert_eq!(read(TimeForm::DayFirst, "1 March 2024 22:00"), "2024-03-01T22:00:00Z");
        assert_eq!(read(TimeForm::DayFirst, "Friday, 1st March 2024 at 10:00 p.m."), "2024-03-01T22:00:00Z");
        assert_eq!(read(TimeForm::DayFirst, "1-Sept-24"), "2024-08-31T23:00:00Z");
        assert_eq!(read(TimeForm::YearFirst, "24-03-01 22:00"), "2024-03-01T22:00:00Z");
        assert_eq!(read(TimeForm::YearFirst, "2024-03-01"), "2024-03-01T00:00:00Z");
        assert_eq!(read(TimeForm::Iso, "20240301222233"), "2024-03-01T22:22:33Z");
        assert_eq!(read(TimeForm::Iso, "20240301222233.5"), "2024-03-01T22:22:33.5Z");
        assert_eq!(read(TimeForm::Iso, "202403012222"), "2024-03-01T22:22:00Z");
        assert_eq!(read(TimeForm::Iso, "20240301"), "2024-03-01T00:00:00Z");
        assert_eq!(read(TimeForm::Excel, "45292.5"), "2024-01-01T12:00:00Z");
        assert_eq!(read(TimeForm::EpochSeconds, "1700000000.5"), "2023-11-14T22:13:20.5Z");
        assert_eq!(read(TimeForm::EpochMillis, "1700000000500"), "2023-11-14T22:13:20.5Z");
        assert_eq!(
            read(TimeForm::Custom("%d %b %Y, %H:%M".into()), "03 Jan 2024, 14:05"),
            "2024-01-03T14:05:00Z"
        );
    }

    #[test]
    fn what_is_not_a_time_says_so() {
        for text in [
            "",
            "x",
            "2024-02-30",
            "2024-01-01T25:00",
            "0000-01-01",
            "2024-01-01T12:00:00+99:99",
            "20240301252233",
            "20240230112233",
            "20240301112233.x",
            "31/12/2024",
        ] {
            assert!(london(TimeForm::Iso).read(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(
            read(TimeForm::DayFirst, "02/25/2024"),
            "is no date or time written day, month, year (as in 31/12/2024 14:05)"
        );
        assert_eq!(read(TimeForm::EpochSeconds, "999999999999"), OUTSIDE);
    }

    #[test]
    fn the_end_of_9999_is_refused_for_what_it_is() {
        for zone in ["Europe/London", "America/New_York", "Asia/Tokyo", "UTC"] {
            let read = |form: TimeForm, text: &str| {
                TimeReader::new(form, throughline::time::zone(zone).unwrap()).read(text.as_bytes())
            };
            for text in
                ["9999-12-31T23:59:59", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-05:00", "9999-12-31"]
            {
                let refused = read(TimeForm::Iso, text);
                // Midnight in Tokyo is still before the end.
                assert!(
                    refused.as_ref().is_err_and(|why| why == OUTSIDE) || zone == "Asia/Tokyo",
                    "{text}: {refused:?}"
                );
            }
            assert_eq!(read(TimeForm::DayFirst, "31/12/9999 23:59"), Err(OUTSIDE.to_string()));
            assert_eq!(read(TimeForm::MonthFirst, "12/31/9999 23:59"), Err(OUTSIDE.to_string()));
            assert!(read(TimeForm::Iso, "9999-12-30T12:00:00").is_ok());
            assert!(
                read(TimeForm::Iso, "9999-13-31T12:00:00").is_err_and(|why| why.starts_with("is no date"))
            );
        }
    }

    #[test]
    fn hours_skipped_and_repeated_are_counted() {
        let mut reader = london(TimeForm::Iso);
        let skipped = reader.read(b"2024-03-31 01:30:00").unwrap();
        assert_eq!(
            (throughline::time::Instant(skipped).to_string().as_str(), reader.skipped),
            ("2024-03-31T01:30:00Z", 1)
        );
        let repeated = reader.read(b"2024-10-27 01:30:00").unwrap();
        assert_eq!(
            (throughline::time::Instant(repeated).to_string().as_str(), reader.repeated),
            ("2024-10-27T00:30:00Z", 1)
        );
        // The same days away from the change.
        assert_eq!(reader.read(b"2024-10-27 12:00:00"), Ok(1_730_030_400_000_000));
        assert_eq!((reader.skipped, reader.repeated), (1, 1));
    }

    proptest! {
        #[test]
        fn iso_is_what_jiff_says(us in -30_000_000_000_000_000i64..250_000_000_000_000_000, form in 0..4) {
            let zone = throughline::time::zone("Europe/London").unwrap();
            let instant = jiff::Timestamp::from_microsecond(us).unwrap();
            let zoned = instant.to_zoned(zone.clone());
            let (text, want) = match form {
                0 => (instant.to_string(), us),
                1 => (zoned.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z").to_string(), us),
                2 => (zoned.strftime("%Y-%m-%d %H:%M:%S%.6f").to_string(),
                    zone.to_ambiguous_timestamp(zoned.datetime()).compatible().unwrap().as_microsecond()),
                _ => (zoned.strftime("%d/%m/%Y %H:%M:%S%.6f").to_string(),
                    zone.to_ambiguous_timestamp(zoned.datetime()).compatible().unwrap().as_microsecond()),
            };
            // Old local mean times have offsets with seconds, which %:z writes in full and ISO 8601 does not know.
            prop_assume!(form != 1 || zoned.offset().seconds() % 60 == 0);
            let form = if form == 3 { TimeForm::DayFirst } else { TimeForm::Iso };
            let mut reader = TimeReader::new(form, zone);
            prop_assert_eq!(reader.read(text.as_bytes()), Ok(want), "{}", text);
            prop_assert_eq!(reader.read(text.as_bytes()), Ok(want), "{} again", text);
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,24}", bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            for form in [TimeForm::Iso, TimeForm::YearFirst, TimeForm::DayFirst, TimeForm::Excel, TimeForm::EpochNanos,
                TimeForm::Custom("%d %b %Y, %H:%M".into())] {
                let mut reader = london(form);
                let _ = reader.read(text.as_bytes());
                let read = reader.read(&bytes);
                prop_assert!(read.is_err() || read.is_ok_and(|us| (EARLIEST_US..=LATEST_US).contains(&us)));
            }
        }
    }
}
