//! Minutes of the place's own clock, from the Monday on which the two years begin.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};
use throughline::statistics::random::Random;

use crate::draw;

/// Minutes since the first day began, as clocks on the wall show them.
pub type Minute = i64;

/// Minutes of a day.
pub const DAY: Minute = 1440;
/// The first day, a Monday.
pub const FIRST_DAY: Date = date(2023, 1, 2);
/// So many days are observed: 104 weeks.
pub const DAYS: i64 = 728;
/// What would happen from here on is in no file.
pub const END: Minute = DAYS * DAY;

/// The day's number, from 0.
pub fn day(at: Minute) -> i64 {
    at.div_euclid(DAY)
}

/// The number of a date's day.
pub fn day_of(date: Date) -> i64 {
    i64::from((date - FIRST_DAY).get_days())
}

/// As it stands on a calendar and a clock.
pub fn civil(at: Minute) -> DateTime {
    FIRST_DAY.at(0, 0, 0, 0).saturating_add(SignedDuration::from_mins(at))
}

/// The month of a day, 1 to 12.
pub fn month(day: i64) -> i8 {
    FIRST_DAY.saturating_add(day.days()).month()
}

/// Whether a day is a Saturday or a Sunday.
pub fn is_weekend(day: i64) -> bool {
    day.rem_euclid(7) >= 5
}

/// The same instant if offices are open then, else some time of the morning of the next day on which they are.
pub(crate) fn open_hours(at: Minute, random: &mut Random) -> Minute {
    let time = at.rem_euclid(DAY);
    let mut on = day(at);
    if !is_weekend(on) && (8 * 60..17 * 60 + 30).contains(&time) {
        return at;
    }
    if time >= 17 * 60 + 30 {
        on += 1;
    }
    while is_weekend(on) {
        on += 1;
    }
    on * DAY + 8 * 60 + draw::between(2.0, 240.0, random) as Minute
}

/// Some time of this day while people are awake.
pub(crate) fn awake(on: i64, random: &mut Random) -> Minute {
    on * DAY + draw::between(6.5 * 60.0, 22.75 * 60.0, random) as Minute
}

/// Some time of this day while offices are open.
pub(crate) fn in_hours(on: i64, random: &mut Random) -> Minute {
    on * DAY + draw::between(8.0 * 60.0, 17.5 * 60.0, random) as Minute
}
