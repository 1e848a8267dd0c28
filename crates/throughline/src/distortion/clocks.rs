//! How long needs take between two moments, in whole units, as a limit would count it.
//!
//! Days are counted by dates in the service's zone, as law does: received on the 1st and decided on the 3rd are two days. Working days are
//! the working days of the calendar after the first date up to the second. Hours and minutes count as begun. The person's clock
//! is never paused.
//!
//! A source that knows only dates writes them as midnight; read in another zone that is 23:00 or 1:00, and the date is wrong. So where at least a
//! tenth of all events lie on such an hour sharp, and not on midnight, days are counted from that hour, and it is said.

use jiff::tz::TimeZone;

use crate::flow::spans::{self, Span};
use crate::log::{Field, Log, NameColumn};
use crate::place::Calendar;
use crate::place::clock::{Clock, day_of, weekday_of};
use crate::reading::{Ask, Target};
use crate::time::{DAY_US, HOUR_US, SECOND_US, Unit};

/// Between which moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The activity whose first event starts it; None: the first event of the need.
    pub from: Option<u32>,
    /// The activity whose first event from then on ends it; None: the end of the need.
    pub to: Option<u32>,
    /// Only where the one follows the other directly, and then every time.
    pub direct: bool,
}

impl Stretch {
    /// From the first event to the end.
    pub const WHOLE: Stretch = Stretch { from: None, to: None, direct: false };

    /// The stretch of a declared target. The error names the activity that does not occur.
    pub fn of(target: &Target, log: &Log) -> Result<Stretch, String> {
        let code = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => log
                .names(Field::Activity)
                .and_then(|activity| activity.names.find(name))
                .map(Some)
                .ok_or_else(|| name.clone()),
        };
        Ok(Stretch { from: code(&target.from)?, to: code(&target.to)?, direct: false })
    }

    /// In words: `from X to Y`.
    pub fn says(&self, log: &Log) -> String {
        let name = |code: u32| {
            log.names(Field::Activity).map_or(String::new(), |activity| activity.names.get(code).to_string())
        };
        let from = self.from.map_or("the first event".to_string(), |code| format!("“{}”", name(code)));
        let to = self.to.map_or("the end".to_string(), |code| format!("“{}”", name(code)));
        let directly = if self.direct { " directly" } else { "" };
        format!("from {from}{directly} to {to}")
    }
}

/// One need's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// The need.
    pub need: u32,
    /// When it started.
    pub start_us: i64,
    /// When it ended, or until when it is known not to have.
    pub end_us: i64,
    /// The event that ended it; None if it has not ended.
    pub ended_by: Option<usize>,
    /// How long it is, in whole units.
    pub duration: i64,
}

/// Counts units between two instants.
pub struct Ruler<'a> {
    unit: Unit,
    clock: Clock<'a>,
    working: &'a WorkingDays,
}

impl<'a> Ruler<'a> {
    /// A ruler for one thread.
    pub fn new(unit: Unit, zone: &'a TimeZone, working: &'a WorkingDays) -> Ruler<'a> {
        Ruler { unit, clock: Clock::of(zone), working }
    }

    /// The civil day of an instant, counted from 1970-01-01.
    pub fn day(&mut self, at_us: i64) -> i64 {
        day_of(self.clock.civil_us(at_us) + self.working.ahead_us)
    }

    /// The units from one instant to another.
    pub fn between(&mut self, from_us: i64, to_us: i64) -> i64 {
        let begun = |unit_us: i64| {
            let whole = (to_us - from_us).div_euclid(unit_us);
            whole + i64::from((to_us - from_us).rem_euclid(unit_us) > 0)
        };
        match self.unit {
            Unit::Days => self.day(to_us) - self.day(from_us),
            Unit::WorkingDays => {
                let (from, to) = (self.day(from_us), self.day(to_us));
                self.working.until(to) - self.working.until(from)
            }
            Unit::Hours => begun(HOUR_US),
            Unit::Minutes => begun(60 * SECOND_US),
        }
    }
}

/// The working days of a calendar over the years of a log.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays {
    /// Dates are read so much ahead of the zone's clock, in microseconds: nought, or what makes dates of another zone right.
    pub ahead_us: i64,
    first: i64,
    /// How many working days there are up to and with each day.
    until: Vec<i64>,
}

/// A log longer than so many days has no table of working days: a thousand years.
const MOST_DAYS: i64 = 366_000;

impl WorkingDays {
    /// The working days from one civil day to another, counted from 1970-01-01.
    pub fn between(calendar: &Calendar, first: i64, last: i64) -> WorkingDays {
        let last = last.min(first.saturating_add(MOST_DAYS));
        let off: Vec<i64> = calendar
            .holidays
            .iter()
            .map(|date| date.duration_since(jiff::civil::date(1970, 1, 1)).as_secs() / 86_400)
            .collect();
        let mut sum = 0;
        let until = (first..=last)
            .map(|day| {
                let works = calendar.week[weekday_of(day)].is_some() && off.binary_search(&day).is_err();
                sum += i64::from(works);
                sum
            })
            .collect();
        WorkingDays { ahead_us: 0, first, until }
    }

    /// The working days of a log's years.
    pub fn of(log: &Log, ask: &Ask) -> WorkingDays {
        let Some((first, last)) = log.span(ask.threads) else { return WorkingDays::default() };
        let mut clock = Clock::of(&ask.zone);
        let mut day = |at_us: i64| day_of(clock.civil_us(at_us));
        let days = WorkingDays::between(&ask.calendar, day(first.0) - 1, day(last.0.max(ask.now.0)) + 1);
        WorkingDays { ahead_us: Dates::of(log, &ask.zone).ahead_us(), ..days }
    }

    /// How many there are up to and with a day.
    pub fn until(&self, day: i64) -> i64 {
        let place = (day - self.first).min(self.until.len() as i64 - 1);
        usize::try_from(place).ok().and_then(|place| self.until.get(place)).copied().unwrap_or(0)
    }

    /// Whether a day is one.
    pub fn works(&self, day: i64) -> bool {
        self.until(day) > self.until(day - 1)
    }
}

/// Whether somebody's hour or day is one of those chosen, if one of so many is to be: the same ones every time, as chance would
/// choose them.
pub fn chosen(who: u64, when: i64, one_of: usize) -> bool {
    let mixed = (who.wrapping_mul(0xff51_afd7_ed55_8ccd) ^ when as u64 ^ 0x5bd1_e995)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let one_of = u32::try_from(one_of.max(1)).unwrap_or(u32::MAX);
    ((mixed >> 32) as u32).is_multiple_of(one_of)
}

/// At which hours of the day dates without a time seem to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// A bit for each hour.
    hours: u32,
}

/// So many events are looked at.
const LOOKED_AT: usize = 20_000;
/// At least so many must have the hour sharp for it to be one of dates: a tenth.
const SHARP: usize = 10;

impl Dates {
    /// Looks at the first events.
    pub fn of(log: &Log, zone: &TimeZone) -> Dates {
        let mut clock = Clock::of(zone);
        let (mut sharp, mut all) = ([0_usize; 24], 0);
        for event in log.needs().flat_map(|need| need.events).take(LOOKED_AT) {
            let of_day_us = clock.civil_us(log.at_us()[event]).rem_euclid(DAY_US);
            all += 1;
            if of_day_us % HOUR_US == 0 {
                sharp[(of_day_us / HOUR_US) as usize] += 1;
            }
        }
        let is = |hour: &usize| sharp[*hour] * SHARP >= all && all > 0;
        Dates { hours: (0..24).filter(is).fold(0, |hours, hour| hours | 1 << hour) }
    }

    /// How far dates must be read ahead of the clock to be the dates that were written: only for hours near midnight, where a zone or
    /// summer time explains them.
    fn ahead_us(self) -> i64 {
        let is = |hour: &i64| self.hours >> hour & 1 == 1;
        if is(&0) {
            return 0;
        }
        let before = (18..24).find(is).map(|hour| (24 - hour) * HOUR_US);
        before.or_else(|| (1..4).find(is).map(|hour| -hour * HOUR_US)).unwrap_or(0)
    }

    /// Whether an instant at this time of the civil day is a date without a time.
    pub fn holds(self, of_day_us: i64) -> bool {
        of_day_us % HOUR_US == 0 && self.hours >> (of_day_us / HOUR_US) & 1 == 1
    }
}

/// The times of a log, of those that ended and of those still running; in the order of the needs.
pub fn times(log: &Log, ask: &Ask, stretch: Stretch, unit: Unit, working: &WorkingDays) -> Vec<Time> {
    let activity = log.names(Field::Activity);
    let parts = spans::each_part(log, ask, |spans| {
        let mut ruler = Ruler::new(unit, &ask.zone, working);
        let mut found = Vec::new();
        for span in spans {
            let mut add = |start_us: i64, ended_by: Option<usize>, end_us: i64| {
                let duration = ruler.between(start_us, end_us);
                found.push(Time { need: span.need, start_us, end_us, ended_by, duration });
            };
            match (stretch.direct, activity) {
                (true, Some(activity)) => direct(log, span, stretch, activity, &mut add),
                _ => one(log, span, stretch, activity, &mut add),
            }
        }
        found
    });
    parts.concat()
}

fn direct(
    log: &Log,
    span: Span,
    stretch: Stretch,
    activity: &NameColumn,
    add: &mut impl FnMut(i64, Option<usize>, i64),
) {
    let events = log.need(span.need).events;
    let ends = (Some(stretch.from.unwrap_or(u32::MAX)), Some(stretch.to.unwrap_or(u32::MAX)));
    for event in events.start..events.end.saturating_sub(1) {
        if (Some(activity.codes.at(event)), Some(activity.codes.at(event + 1))) == ends {
            add(log.at_us()[event], Some(event + 1), log.at_us()[event + 1]);
        }
    }
}

fn one(
    log: &Log,
    span: Span,
    stretch: Stretch,
    activity: Option<&NameColumn>,
    add: &mut impl FnMut(i64, Option<usize>, i64),
) {
    let events = log.need(span.need).events;
    let first_of = |code: u32, from: usize| {
        let codes = activity.map(|activity| activity.codes.part(from..events.end))?;
        codes.iter().position(|other| other == code).map(|place| from + place)
    };
    let start = match stretch.from {
        None => Some(events.start),
        Some(code) => first_of(code, events.start),
    };
    let Some(start) = start else { return };
    let start_us = log.at_us()[start];
    let known_until_us = span.known_until_us;
    match stretch.to {
        Some(code) => {
            // The same activity twice: the second is the end.
            let after = if stretch.from == Some(code) { start + 1 } else { start };
            match first_of(code, after) {
                Some(event) => add(start_us, Some(event), log.at_us()[event]),
                None if span.ended.is_some() => {}
                None if start_us <= known_until_us => add(start_us, None, known_until_us),
                None => {}
            }
        }
        None if span.ended.is_some() => add(start_us, Some(span.last_event), span.last_us),
        None if start_us <= known_until_us => add(start_us, None, known_until_us),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_chosen_on_every_day_of_the_week_and_of_everybody() {
        assert!((0..100).all(|day| chosen(7, day, 1) && chosen(7, day, 0)));
        for who in [0, 1, 77, u64::from(u32::MAX) + 5] {
            let weekdays: Vec<usize> = (0..7)
                .map(|weekday| (0..1_000).filter(|week| chosen(who, week * 7 + weekday, 7)).count())
                .collect();
            assert!(weekdays.iter().all(|count| (90..200).contains(count)), "{who}: {weekdays:?}");
        }
        for one_of in [7, 34, 50] {
            let workers = (0..7_000).filter(|who| chosen(*who, 20_000, one_of)).count();
            assert!((4_900..9_800).contains(&(workers * one_of)), "{one_of}: {workers}");
        }
    }

    #[test]
    fn working_days_are_counted_by_dates() {
        // 2026-12-24 is a Thursday; Christmas Day is off.
        let christmas = jiff::civil::date(2026, 12, 25);
        let calendar = Calendar::office_hours().without([christmas]);
        let day = |day: i8| {
            jiff::civil::date(2026, 12, day).duration_since(jiff::civil::date(1970, 1, 1)).as_secs() / 86_400
        };
        let working = WorkingDays::between(&calendar, day(1), day(31));
        assert_eq!(working.until(day(28)) - working.until(day(24)), 1);
        assert_eq!(working.until(day(24)) - working.until(day(24)), 0);
        assert!(working.works(day(28)) && !working.works(day(25)) && !working.works(day(26)));
        let zone = TimeZone::UTC;
        let us = |day: i64, hour: i64| (day * 24 + hour) * 3600 * SECOND_US;
        let mut ruler = Ruler::new(Unit::WorkingDays, &zone, &working);
        assert_eq!(ruler.between(us(day(23), 23), us(day(28), 1)), 2);
        let mut days = Ruler::new(Unit::Days, &zone, &working);
        assert_eq!(days.between(us(day(23), 23), us(day(28), 1)), 5);
        let mut minutes = Ruler::new(Unit::Minutes, &zone, &working);
        assert_eq!(
            (minutes.between(0, 1), minutes.between(0, 60 * SECOND_US), minutes.between(5, 5)),
            (1, 1, 0)
        );
    }
}
