//! When a pool is open, as a table of stretches on the simulation's clock (microseconds from its start).

use jiff::tz::TimeZone;
use throughline::place::Calendar;
use throughline::time::Instant;

/// An instant that no run gets to.
pub const NEVER_US: i64 = i64::MAX / 4;

/// Open hours. The clock goes on only forwards in a run, so whoever asks keeps the place of the stretch they are in, and finds
/// the next one by a step instead of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from_us: i64,
    until_us: i64,
    /// Open time before it.
    before_us: i64,
}

impl Hours {
    /// Day and night.
    pub fn always() -> Hours {
        Hours { stretches: vec![Stretch { from_us: 0, until_us: NEVER_US, before_us: 0 }] }
    }

    /// A calendar by the civil clock of a zone, for so long from `start` on. What would end after the table never ends, so it is
    /// made longer than the run.
    pub fn of(calendar: &Calendar, zone: &TimeZone, start: Instant, length_us: i64) -> Hours {
        let table = calendar.hours(zone, start, Instant(start.0.saturating_add(length_us)));
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut before_us = 0;
        for (from, until) in table.stretches() {
            let (from_us, until_us) = (from.0 - start.0, until.0 - start.0);
            match stretches.last_mut() {
                Some(last) if last.until_us == from_us => last.until_us = until_us,
                _ => stretches.push(Stretch { from_us, until_us, before_us }),
            }
            before_us += until_us - from_us;
        }
        Hours { stretches }
    }

    /// Whether it never opens.
    pub fn never_opens(&self) -> bool {
        self.stretches.is_empty()
    }

    /// The place of the last stretch that began by then, looked for from `place` on; of the first one where none has.
    #[inline]
    pub(crate) fn place_at(&self, mut place: usize, at_us: i64) -> usize {
        while self.stretches.get(place + 1).is_some_and(|next| next.from_us <= at_us) {
            place += 1;
        }
        place
    }

    /// When a stretch begins and ends.
    pub(crate) fn bounds(&self, place: usize) -> Option<(i64, i64)> {
        self.stretches.get(place).map(|stretch| (stretch.from_us, stretch.until_us))
    }

    /// Open time until then; `place` is that of the stretch.
    #[inline]
    pub(crate) fn open_us(&self, place: usize, at_us: i64) -> i64 {
        self.stretches.get(place).map_or(0, |stretch| {
            stretch.before_us + at_us.min(stretch.until_us).max(stretch.from_us) - stretch.from_us
        })
    }

    /// When the stretch after this one begins.
    pub(crate) fn opens_next(&self, place: usize) -> Option<i64> {
        self.stretches.get(place + 1).map(|stretch| stretch.from_us)
    }

    /// When it opens first.
    pub(crate) fn opens_first(&self) -> Option<i64> {
        self.stretches.first().map(|stretch| stretch.from_us)
    }

    /// When work of so much open time is done that begins now, paused while it is closed.
    #[inline]
    pub(crate) fn done_us(&self, place: usize, at_us: i64, work_us: i64) -> i64 {
        match self.stretches.get(place) {
            Some(stretch) if stretch.from_us <= at_us && at_us + work_us <= stretch.until_us => {
                at_us + work_us
            }
            Some(_) => self.done_later_us(self.open_us(place, at_us) + work_us),
            None => NEVER_US,
        }
    }

    /// When so much open time has passed since the start.
    fn done_later_us(&self, open_us: i64) -> i64 {
        let after = self.stretches.partition_point(|stretch| stretch.before_us < open_us);
        match after.checked_sub(1).map(|place| self.stretches[place]) {
            Some(stretch) if open_us - stretch.before_us <= stretch.until_us - stretch.from_us => {
                stretch.from_us + open_us - stretch.before_us
            }
            Some(_) => NEVER_US,
            None => self.stretches.first().map_or(NEVER_US, |stretch| stretch.from_us),
        }
    }

    /// Open time between two instants.
    pub fn between_us(&self, from_us: i64, until_us: i64) -> i64 {
        (self.until_us(until_us) - self.until_us(from_us)).max(0)
    }

    /// The first instant, from one on, by which so much open time has passed.
    pub fn later_us(&self, at_us: i64, open_us: i64) -> i64 {
        if open_us <= 0 { at_us } else { self.done_later_us(self.until_us(at_us) + open_us) }
    }

    /// Open time since the start.
    fn until_us(&self, at_us: i64) -> i64 {
        let after = self.stretches.partition_point(|stretch| stretch.from_us <= at_us);
        after.checked_sub(1).map_or(0, |place| self.open_us(place, at_us))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use throughline::time::{DAY_US, HOUR_US};

    fn office() -> (Hours, Calendar, TimeZone, Instant) {
        let zone = throughline::time::zone("Europe/London").unwrap();
        let start = Instant("2026-03-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond());
        let days = throughline::place::bank_holidays::BankHolidays::EnglandAndWales.between(2015, 2030);
        let calendar = Calendar::office_hours().without(days);
        (Hours::of(&calendar, &zone, start, 200 * DAY_US), calendar, zone, start)
    }

    proptest! {
        #[test]
        fn work_is_done_when_so_much_open_time_has_passed(at in 0_i64..100 * 24, work in 0_i64..60 * 60) {
            let (hours, calendar, zone, start) = office();
            let (at_us, work_us) = (at * HOUR_US, work * HOUR_US / 60);
            let place = hours.place_at(0, at_us);
            let done_us = hours.done_us(place, at_us, work_us);
            prop_assert_eq!(hours.between_us(at_us, done_us.max(at_us)), work_us);
            // The library's working time, which is checked minute by minute, says the same over a change of the clock.
            let [from, until] = [at_us, done_us.max(at_us)].map(|us| Instant(start.0 + us));
            prop_assert_eq!(calendar.working_us(from, until, &zone), work_us);
            // No earlier instant would do, or it was done at once.
            prop_assert!(work_us == 0 || hours.between_us(at_us, done_us - 1) == work_us - 1);
        }
    }

    #[test]
    fn day_and_night_is_one_stretch_and_a_closed_house_never_opens() {
        let (_, _, zone, start) = office();
        let day = Some((0, 24 * 60));
        let all = Calendar { week: [day; 7], holidays: Default::default() };
        let hours = Hours::of(&all, &zone, start, 60 * DAY_US);
        assert_eq!(hours.stretches.len(), 1);
        assert_eq!(hours.done_us(0, 5, 7), 12);
        let none = Calendar { week: [None; 7], holidays: Default::default() };
        let hours = Hours::of(&none, &zone, start, 60 * DAY_US);
        assert!(hours.never_opens());
        assert_eq!(hours.done_us(0, 5, 7), NEVER_US);
    }
}
