//! The civil clock of a zone as a small table, for turning millions of instants into hours and days.

use jiff::tz::TimeZone;

use crate::time::{EARLIEST_US, Instant, LATEST_US, SECOND_US};

/// What a zone's clocks show, over some span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// From when on the clock is so far ahead of UTC, in rising order; the first holds before the others.
    changes: Vec<Change>,
}

/// From this instant on the clock is so far ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    from_us: i64,
    ahead_us: i64,
}

/// A stretch of time in which the clock is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from_us: i64,
    pub(super) until_us: i64,
    pub(super) ahead_us: i64,
}

impl Clock {
    /// The clock of `zone`, right between the two instants.
    pub fn over(zone: &TimeZone, from: Instant, until: Instant) -> Clock {
        let ahead_us = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * SECOND_US;
        let first = Change { from_us: i64::MIN, ahead_us: ahead_us(zone.to_offset(from.timestamp())) };
        let changes = zone
            .following(from.timestamp())
            .take_while(|change| change.timestamp() <= until.timestamp())
            .map(|change| Change { from_us: change.timestamp().as_microsecond(), ahead_us: ahead_us(change.offset()) });
        Clock { changes: std::iter::once(first).chain(changes).collect() }
    }

    /// A reader of this clock that is quick where one instant is near the one before.
    pub fn hand(&self) -> Hand<'_> {
        Hand { clock: self, now: self.stretch(0) }
    }

    fn stretch(&self, place: usize) -> Stretch {
        let Change { from_us, ahead_us } = self.changes[place];
        Stretch { from_us, until_us: self.changes.get(place + 1).map_or(i64::MAX, |next| next.from_us), ahead_us }
    }

    /// All stretches between changes that touch the span, cut to it.
    pub(super) fn stretches(&self, from: Instant, until: Instant) -> impl Iterator<Item = Stretch> + '_ {
        let (from_us, until_us) = (from.0.max(EARLIEST_US), until.0.min(LATEST_US));
        (0..self.changes.len())
            .map(|place| self.stretch(place))
            .map(move |s| Stretch { from_us: s.from_us.max(from_us), until_us: s.until_us.min(until_us), ..s })
            .filter(|stretch| stretch.from_us < stretch.until_us)
    }
}

/// Reads a clock.
#[derive(Debug, Clone)]
pub struct Hand<'a> {
    clock: &'a Clock,
    now: Stretch,
}

impl Hand<'_> {
    /// What the clock shows at an instant: microseconds since 1970-01-01T00:00 on that clock.
    #[inline]
    pub fn civil_us(&mut self, at_us: i64) -> i64 {
        if at_us < self.now.from_us || at_us >= self.now.until_us {
            let place = self.clock.changes.partition_point(|change| change.from_us <= at_us);
            self.now = self.clock.stretch(place.saturating_sub(1));
        }
        at_us + self.now.ahead_us
    }
}

/// The days since 1970-01-01 on the clock.
#[inline]
pub fn day_of(civil_us: i64) -> i64 {
    civil_us.div_euclid(crate::time::DAY_US)
}

/// The day of the week of a day since 1970-01-01, 0 for Monday: that day was a Thursday.
#[inline]
pub fn weekday_of(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// The instant at which a day (since 1970-01-01) begins in `zone`. Where midnight is skipped, the first instant after it.
pub fn start_of_day(day: i64, zone: &TimeZone) -> Instant {
    let date = i32::try_from(day).ok().and_then(|day| {
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
    });
    let start = date.and_then(|date| zone.to_ambiguous_timestamp(date.to_datetime(jiff::civil::Time::midnight())).compatible().ok());
    start.map_or(Instant(day.saturating_mul(crate::time::DAY_US)), |start| Instant(start.as_microsecond()))
}
