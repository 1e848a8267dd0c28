//! Working time between two instants, by a calendar of civil hours: kept beside the person's clock, never instead of it.
//!
//! An instant is in working time when the civil clock of the zone then shows a time within the hours of that day, and the day is
//! not off. So an hour that the clock repeats in autumn counts twice if it is a working hour, and one that it skips in spring
//! not at all. (Tools that count in UTC, take a working day for 24 hours, or forget days off get this wrong: pm4py issues 558
//! and 559.)

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Calendar;
use super::clock::{Clock, day_of, weekday_of};
use crate::time::{DAY_US, EARLIEST_US, Instant, LATEST_US, SECOND_US};

/// The working hours of a calendar between two instants, as a table: for many questions about the same years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours {
    stretches: Vec<Stretch>,
}

/// A stretch of working time, and how much there was before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from_us: i64,
    until_us: i64,
    before_us: i64,
}

impl Calendar {
    /// The working hours between two instants.
    pub fn hours(&self, zone: &TimeZone, from: Instant, until: Instant) -> WorkingHours {
        let (from_us, until_us) = (from.0.max(EARLIEST_US), until.0.min(LATEST_US));
        let days_off: Vec<i64> = self.holidays.iter().map(|date| day_number(*date)).collect();
        let mut clock = Clock::of(zone);
        let mut stretches: Vec<Stretch> = Vec::new();
        let (mut at_us, mut before_us) = (from_us, 0);
        while at_us < until_us {
            // Between two changes of the clock a civil time is an instant shifted by a constant.
            let even = clock.stretch(at_us);
            let end_us = even.until_us.min(until_us);
            for day in day_of(at_us + even.ahead_us)..=day_of(end_us - 1 + even.ahead_us) {
                let Some((opens, closes)) = self.week[weekday_of(day)] else { continue };
                if days_off.binary_search(&day).is_ok() {
                    continue;
                }
                let instant_us =
                    |minutes: u16| day * DAY_US + i64::from(minutes) * 60 * SECOND_US - even.ahead_us;
                let (from_us, until_us) = (instant_us(opens).max(at_us), instant_us(closes).min(end_us));
                if from_us < until_us {
                    stretches.push(Stretch { from_us, until_us, before_us });
                    before_us += until_us - from_us;
                }
            }
            at_us = end_us;
        }
        WorkingHours { stretches }
    }

    /// Working time between two instants in microseconds; nought if `until` is not after `from`. To ask often, make a table
    /// with [`Calendar::hours`].
    pub fn working_us(&self, from: Instant, until: Instant, zone: &TimeZone) -> i64 {
        self.hours(zone, from, until).between_us(from, until)
    }
}

impl WorkingHours {
    /// The stretches of working time, in order: from when until when. Two that touch stay two.
    pub fn stretches(&self) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        self.stretches.iter().map(|stretch| (Instant(stretch.from_us), Instant(stretch.until_us)))
    }

    /// Working time between two instants in microseconds; both must lie in the span the table was made for. Nought if `until`
    /// is not after `from`.
    pub fn between_us(&self, from: Instant, until: Instant) -> i64 {
        (self.until_us(until) - self.until_us(from)).max(0)
    }

    fn until_us(&self, at: Instant) -> i64 {
        let after = self.stretches.partition_point(|stretch| stretch.from_us <= at.0);
        let last = after.checked_sub(1).map(|place| self.stretches[place]);
        last.map_or(0, |stretch| stretch.before_us + at.0.min(stretch.until_us) - stretch.from_us)
    }
}

/// The days from 1970-01-01 to a date.
fn day_number(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_secs() / 86_400
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE_US: i64 = 60 * SECOND_US;

    /// What the table must agree with: every minute asked for by itself.
    fn minute_by_minute(calendar: &Calendar, from_us: i64, until_us: i64, zone: &TimeZone) -> i64 {
        let works = |at_us: &i64| {
            let civil = Instant(*at_us).in_zone(zone);
            let hours = calendar.week[civil.date().weekday().to_monday_zero_offset() as usize];
            let minute = civil.hour() as u16 * 60 + civil.minute() as u16;
            hours.is_some_and(|(opens, closes)| opens <= minute && minute < closes)
                && !calendar.holidays.contains(&civil.date())
        };
        (from_us..until_us).step_by(MINUTE_US as usize).filter(works).count() as i64 * MINUTE_US
    }

    fn hours() -> impl Strategy<Value = Option<(u16, u16)>> {
        let between = (0u16..=1440, 0u16..=1440).prop_map(|(a, b)| Some((a.min(b), a.max(b))));
        prop_oneof![Just(None), Just(Some((0, 1440))), Just(Some((30, 150))), between]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn working_time_is_the_count_of_working_minutes(
            week in prop::array::uniform7(hours()),
            // Around the changes of the clock in Britain in March and October 2024, and of Lord Howe's half hour in April.
            near in prop::sample::select(vec![28_529_340_i64, 28_833_180, 28_536_000, 28_600_000]),
            start in -4_000_i64..4_000,
            length in 0_i64..12_000,
            days_off in prop::collection::btree_set(0_i64..14, 0..3),
            name in prop::sample::select(vec!["Europe/London", "Australia/Lord_Howe", "America/New_York", "UTC"]),
        ) {
            let zone = crate::time::zone(name).unwrap();
            let (from_us, until_us) = ((near + start) * MINUTE_US, (near + start + length) * MINUTE_US);
            let day = |day: i64| Instant(near * MINUTE_US + (day - 4) * DAY_US).in_zone(&zone).date();
            let calendar = Calendar { week, holidays: days_off.into_iter().map(day).collect() };
            let expected = minute_by_minute(&calendar, from_us, until_us, &zone);
            let (from, until) = (Instant(from_us), Instant(until_us));
            prop_assert_eq!(calendar.working_us(from, until, &zone), expected);
            // A table over a longer span gives the same, and so do two parts of it together.
            let table = calendar.hours(&zone, Instant(from_us - 40 * DAY_US), Instant(until_us + 40 * DAY_US));
            prop_assert_eq!(table.between_us(from, until), expected);
            let middle = Instant(from_us + (until_us - from_us) / 3);
            prop_assert_eq!(table.between_us(from, middle) + table.between_us(middle, until), expected);
        }
    }

    #[test]
    fn a_weekend_and_a_bank_holiday_are_not_worked() {
        // Thursday 24 December 2026, 16:00, to Tuesday 29 December, 10:00: an hour and an hour; Christmas Day and the Monday
        // after Boxing Day (a Saturday) are off.
        let zone = crate::time::zone("Europe/London").unwrap();
        let days = super::super::bank_holidays::BankHolidays::EnglandAndWales.between(2015, 2030);
        let calendar = Calendar::office_hours().without(days);
        let at = |day, hour| {
            let civil = jiff::civil::date(2026, 12, day).at(hour, 0, 0, 0);
            Instant(zone.to_timestamp(civil).unwrap().as_microsecond())
        };
        assert_eq!(calendar.working_us(at(24, 16), at(29, 10), &zone), 2 * 3600 * SECOND_US);
        assert_eq!(calendar.working_us(at(29, 10), at(24, 16), &zone), 0);
    }
}
