//! The civil clock of a zone, for turning millions of instants into hours and days: the stretches between changes of the clock
//! are remembered, so that the time library is asked once for each and not once for every event.

use jiff::tz::TimeZone;

use crate::time::{DAY_US, Instant, SECOND_US};

/// What the clocks of a zone show.
#[derive(Debug, Clone)]
pub struct Clock<'a> {
    zone: &'a TimeZone,
    /// Stretches seen so far, in order of time.
    known: Vec<Stretch>,
    now: Stretch,
}

/// A stretch of time in which the clock is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from_us: i64,
    /// The instant after the last.
    pub(super) until_us: i64,
    /// How far ahead of UTC.
    pub(super) ahead_us: i64,
}

impl<'a> Clock<'a> {
    /// The clock of a zone.
    pub fn of(zone: &'a TimeZone) -> Clock<'a> {
        Clock { zone, known: Vec::new(), now: Stretch { from_us: 0, until_us: 0, ahead_us: 0 } }
    }

    /// What the clock shows at an instant: microseconds since 1970-01-01T00:00 on that clock.
    #[inline]
    pub fn civil_us(&mut self, at_us: i64) -> i64 {
        if at_us < self.now.from_us || at_us >= self.now.until_us {
            self.now = self.stretch(at_us);
        }
        at_us + self.now.ahead_us
    }

    /// The stretch that an instant lies in.
    pub(super) fn stretch(&mut self, at_us: i64) -> Stretch {
        let after = self.known.partition_point(|stretch| stretch.from_us <= at_us);
        match after.checked_sub(1).map(|place| self.known[place]) {
            Some(stretch) if at_us < stretch.until_us => stretch,
            _ => {
                let stretch = self.ask(at_us);
                self.known.insert(after, stretch);
                stretch
            }
        }
    }

    fn ask(&self, at_us: i64) -> Stretch {
        let at = Instant(at_us).timestamp();
        let just_after = Instant(at_us.saturating_add(1)).timestamp();
        Stretch {
            from_us: self
                .zone
                .preceding(just_after)
                .next()
                .map_or(i64::MIN, |t| t.timestamp().as_microsecond()),
            until_us: self.zone.following(at).next().map_or(i64::MAX, |t| t.timestamp().as_microsecond()),
            ahead_us: i64::from(self.zone.to_offset(at).seconds()) * SECOND_US,
        }
    }
}

/// The day that a clock shows, counted from 1970-01-01.
#[inline]
pub fn day_of(civil_us: i64) -> i64 {
    civil_us.div_euclid(DAY_US)
}

/// The day of the week of a day counted from 1970-01-01, 0 for Monday: that day was a Thursday.
#[inline]
pub fn weekday_of(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// More weeks than this, a hundred years, come from a wrong date: they are not shown one by one.
pub const MOST_WEEKS: i64 = 5_218;

/// The number of the week, from Monday to Sunday, that holds a day counted from 1970-01-01.
#[inline]
pub fn week_of(day: i64) -> i64 {
    (day - weekday_of(day) as i64).div_euclid(7)
}

/// The Monday of a week, as a day counted from 1970-01-01: 1969-12-29, three days before the day nought, lies in week -1.
pub fn monday_of(week: i64) -> i64 {
    week * 7 + 4
}

/// The instant at which a day (counted from 1970-01-01) begins in `zone`: the first one of that day on its clock.
pub fn start_of_day(day: i64, zone: &TimeZone) -> Instant {
    let start = i32::try_from(day).ok().and_then(|day| {
        let days = jiff::Span::new().try_days(day).ok()?;
        let date = jiff::civil::date(1970, 1, 1).checked_add(days).ok()?;
        zone.to_ambiguous_timestamp(date.to_datetime(jiff::civil::Time::midnight())).compatible().ok()
    });
    start.map_or(Instant(day.saturating_mul(DAY_US)), |start| Instant(start.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_clock_shows_what_the_time_library_says(
            at in prop::collection::vec(-200_000_000_000_i64..400_000_000_000, 1..50),
            near in -3_700_000_000_i64..3_700_000_000,
            name in prop::sample::select(vec!["Europe/London", "Australia/Lord_Howe", "UTC", "America/New_York"]),
        ) {
            let zone = crate::time::zone(name).unwrap();
            let mut clock = Clock::of(&zone);
            let changes = [1_711_846_800_000_000 + near, 1_729_990_800_000_000 + near];
            for at_us in at.iter().map(|at| at * 7_919).chain(changes) {
                let shown = jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0)
                    .checked_add(jiff::SignedDuration::from_micros(clock.civil_us(at_us))).unwrap();
                prop_assert_eq!(shown, Instant(at_us).in_zone(&zone));
            }
        }
    }
}
