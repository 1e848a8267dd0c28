//! Bank holidays of the United Kingdom, 2015 to 2030, as data: the rule for those that follow one, a list of those that do not.
//!
//! Source: gov.uk/bank-holidays; the Banking and Financial Dealings Act 1971 and the royal proclamations under it; Easter by
//! the anonymous Gregorian computus (Meeus, *Astronomical Algorithms*, chapter 8). Years to come are what the rules say today:
//! a proclamation can add a day. A day that falls on a weekend is listed by its substitute, as gov.uk does.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date};

/// Whose bank holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankHolidays {
    /// England and Wales.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

/// The years that were compared with the published lists.
pub const YEARS: std::ops::RangeInclusive<i16> = 2015..=2030;

/// Days proclaimed once, for the whole kingdom.
const ONCE: [Date; 3] = [
    // The Queen's platinum jubilee, her funeral, the King's coronation.
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
];

/// Days proclaimed once, for Scotland: the first match of the men's team at a World Cup since 1998.
const ONCE_IN_SCOTLAND: [Date; 1] = [date(2026, 6, 15)];

/// Days moved for one year, for the whole kingdom: from, to.
const MOVED: [(Date, Date); 2] = [
    // The early May holiday, to the 75th anniversary of VE day; the spring holiday, to the platinum jubilee.
    (date(2020, 5, 4), date(2020, 5, 8)),
    (date(2022, 5, 30), date(2022, 6, 2)),
];

impl BankHolidays {
    /// Whose they are as plans and commands write it; `none` for no bank holidays.
    pub const NAMES: [(&str, Option<BankHolidays>); 5] = [
        ("none", None),
        ("england", Some(BankHolidays::EnglandAndWales)),
        ("wales", Some(BankHolidays::EnglandAndWales)),
        ("scotland", Some(BankHolidays::Scotland)),
        ("northern-ireland", Some(BankHolidays::NorthernIreland)),
    ];

    /// The bank holidays of some years, first and last included.
    pub fn between(self, first: i16, last: i16) -> BTreeSet<Date> {
        (first..=last).flat_map(|year| self.of(year)).collect()
    }

    /// The bank holidays of a year.
    pub fn of(self, year: i16) -> BTreeSet<Date> {
        let easter = easter(year);
        let christmas = pair(date(year, 12, 25));
        let mut days: BTreeSet<Date> = christmas.into_iter().collect();
        days.extend([days_after(easter, -2), first_monday(year, 5), last_monday(year, 5)]);
        match self {
            BankHolidays::Scotland => {
                days.extend(pair(date(year, 1, 1)));
                days.extend([first_monday(year, 8), substitute(date(year, 11, 30))]);
            }
            _ => days.extend([substitute(date(year, 1, 1)), days_after(easter, 1), last_monday(year, 8)]),
        }
        if self == BankHolidays::NorthernIreland {
            days.extend([substitute(date(year, 3, 17)), substitute(date(year, 7, 12))]);
        }
        for (from, to) in MOVED {
            if days.remove(&from) {
                days.insert(to);
            }
        }
        let local: &[Date] = if self == BankHolidays::Scotland { &ONCE_IN_SCOTLAND } else { &[] };
        days.extend(ONCE.iter().chain(local).filter(|once| once.year() == year));
        days
    }
}

/// Easter Sunday.
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year as i16, month as i8, day as i8)
}

fn days_after(day: Date, days: i64) -> Date {
    // Only ever a few days from a date in the middle of a year.
    day.saturating_add(jiff::Span::new().days(days))
}

fn first_monday(year: i16, month: i8) -> Date {
    let first = date(year, month, 1);
    days_after(first, i64::from(7 - first.weekday().to_monday_zero_offset()) % 7)
}

fn last_monday(year: i16, month: i8) -> Date {
    let last = date(year, month, 1).last_of_month();
    days_after(last, -i64::from(last.weekday().to_monday_zero_offset()))
}

/// The day itself, or the Monday after if it falls on a weekend.
fn substitute(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_after(day, 2),
        Weekday::Sunday => days_after(day, 1),
        _ => day,
    }
}

/// Two holidays in a row (Christmas and Boxing Day, the first two days of January), or the working days that stand in for them.
fn pair(first: Date) -> [Date; 2] {
    let second = days_after(first, 1);
    match first.weekday() {
        Weekday::Friday => [first, days_after(second, 2)],
        Weekday::Saturday => [days_after(first, 2), days_after(second, 2)],
        Weekday::Sunday => [second, days_after(second, 1)],
        _ => [first, second],
    }
}
