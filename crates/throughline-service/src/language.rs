//! Dates and times as people read them, in the language they chose.

use jiff::tz::TimeZone;
use throughline::contact::Language;
use throughline::time::{DAY_US, HOUR_US, Instant, SECOND_US};

const MONTHS: [[&str; 12]; 2] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ],
];

/// A day: `3 June 2026`, `3 Mehefin 2026`.
pub(crate) fn day(language: Language, at: Instant, zone: &TimeZone) -> String {
    let civil = at.in_zone(zone);
    let months = MONTHS[usize::from(language == Language::Welsh)];
    format!("{} {} {}", civil.day(), months[usize::try_from(civil.month() - 1).unwrap_or(0)], civil.year())
}

/// A day and a time: `3 June 2026 at 4:05pm`.
pub(crate) fn day_and_time(language: Language, at: Instant, zone: &TimeZone) -> String {
    let civil = at.in_zone(zone);
    let (hour, half) = match civil.hour() {
        0 => (12, language.say("am", "yb")),
        hour @ 1..=11 => (hour, language.say("am", "yb")),
        12 => (12, language.say("pm", "yp")),
        hour => (hour - 12, language.say("pm", "yp")),
    };
    let day = day(language, at, zone);
    format!("{day} {} {hour}:{:02}{half}", language.say("at", "am"), civil.minute())
}

/// How long ago, roughly: `2 hours`, `3 days`.
pub(crate) fn how_long(language: Language, from: Instant, to: Instant) -> String {
    let us = (to.0 - from.0).max(0);
    if us < 60 * SECOND_US {
        return language.say("less than a minute", "llai na munud").to_string();
    }
    let (count, [english_one, english_many, welsh]) = match us {
        us if us < HOUR_US => (us / (60 * SECOND_US), ["minute", "minutes", "munud"]),
        us if us < 2 * DAY_US => (us / HOUR_US, ["hour", "hours", "awr"]),
        us => (us / DAY_US, ["day", "days", "diwrnod"]),
    };
    let english = if count == 1 { english_one } else { english_many };
    format!("{count} {}", language.say(english, welsh))
}
