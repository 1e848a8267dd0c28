//! Times of day in columns of their own, and the dates they belong to.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use super::words::{EMPTY_DATE_WORDS, TIME_OF_DAY};
use crate::mapping::{ColumnMap, To};
use crate::table::Cell;
use crate::table::clock::time_of_day;
use crate::table::numbers::{is_no_value, words};

/// Words of a time of day at which something ended.
const CLOCK_ENDS: [&str; 9] =
    ["end", "ended", "finish", "finished", "departed", "departure", "left", "out", "completed"];

/// The time of day that stands beside the date of the row, and that beside its end.
pub(super) fn of_the_row(guess: &mut Guess<'_>) {
    of_each_date(guess);
    let Some(at) = guess.maps.iter().position(|map| map.as_ref().is_some_and(|map| map.to == To::At)) else {
        return;
    };
    if !has_only_dates(guess, at) {
        return;
    }
    let named = |column: &Looked<'_>| {
        column.fits(&TIME_OF_DAY, |_| false).is_some() || column.has_word(&["time", "clock"])
    };
    let clocks: Vec<usize> = guess
        .free()
        .filter(|(_, column)| !is_end(column))
        .filter(|(place, column)| {
            named(column) && is_clock(guess, *place) || column.filled > 0 && shows_times_of_day(guess, *place)
        })
        .map(|(place, _)| place)
        .collect();
    let called = |place: &&usize| named(&guess.columns[**place]);
    let actual = clocks.iter().filter(called).find(|place| guess.columns[**place].has_word(&["actual"]));
    // A column of nothing but times of day is that of the only date there is, whatever it is called.
    let only = clocks.first().filter(|_| clocks.len() == 1);
    if let Some(place) = actual.or_else(|| clocks.iter().find(called)).or(only).copied() {
        let because = format!("the time of day that belongs to “{}”", guess.columns[at].name);
        guess.take(place, To::AtTimeOfDay, because);
        end_on_the_day(guess, place);
    }
}

/// Whether a column is called as an end is: `End Time`, `Departed`, `To`.
fn is_end(column: &Looked<'_>) -> bool {
    column.has_word(&CLOCK_ENDS) || column.label == "to"
}

/// Beside the time of day at which a row began that at which it ended, as `End Time` beside `Start Time`, where no column says the date of it.
fn end_on_the_day(guess: &mut Guess<'_>, start: usize) {
    if guess.has(&To::Field(Field::Until)) {
        return;
    }
    let plain = |place: usize| -> Vec<String> {
        let called = words(guess.columns[place].name).into_iter();
        called.filter(|word| !["start", "begin", "end", "finish"].contains(&word.as_str())).collect()
    };
    let ends = guess.free().filter(|(place, column)| is_end(column) && is_clock(guess, *place));
    let ends: Vec<usize> = ends.map(|(place, _)| place).collect();
    let found = match ends[..] {
        [one] => Some(one),
        _ => ends.iter().copied().find(|end| plain(*end) == plain(start)),
    };
    let Some(place) = found else { return };
    let because = format!(
        "the time of day at which it ended, on the day it began: it stands beside “{}”",
        guess.columns[start].name
    );
    guess.take(place, To::AtTimeOfDay, because);
    if let Some(map) = &mut guess.maps[place] {
        map.event = Some(Field::Until.name().to_string());
    }
}

/// For each date of a wide table, and for the end of a row, the time of day that is named like it, as `Closed Time` is like
/// `Closed Date`.
pub(super) fn of_each_date(guess: &mut Guess<'_>) {
    let kept = |name: &str| -> Vec<String> {
        words(name).into_iter().filter(|word| !EMPTY_DATE_WORDS.contains(&word.as_str())).collect()
    };
    for date in 0..guess.columns.len() {
        let event = match guess.maps[date].as_ref().map(|map| &map.to) {
            Some(To::Event(activity)) => activity.clone(),
            Some(To::Field(Field::Until)) => Field::Until.name().to_string(),
            _ => continue,
        };
        if !has_only_dates(guess, date) {
            continue;
        }
        let name = guess.columns[date].name;
        let is_pair = |column: &Looked<'_>| {
            column.has_word(&["time", "clock", "hour", "at"]) && kept(column.name) == kept(name)
        };
        let found = guess.free().find(|(place, column)| is_pair(column) && is_clock(guess, *place));
        if let Some((place, _)) = found {
            guess.take(
                place,
                To::AtTimeOfDay,
                format!("the time of day that belongs to “{name}”, by its name"),
            );
            if let Some(map) = &mut guess.maps[place] {
                map.event = Some(event);
            }
        }
    }
}

/// A time of day of a wide table whose name says of no date that it is its own (`Time`): that of the date just before it, or else just
/// after it.
pub(super) fn beside_a_date(guess: &mut Guess<'_>) {
    let bare = |column: &Looked<'_>| {
        let mut all = words(column.name).into_iter();
        column.has_word(&["time", "clock", "hour"])
            && all.all(|word| {
                EMPTY_DATE_WORDS.contains(&word.as_str()) || ["day", "clock", "hour"].contains(&word.as_str())
            })
    };
    let clocks = guess.free().filter(|(place, column)| bare(column) && is_clock(guess, *place));
    for place in clocks.map(|(place, _)| place).collect::<Vec<_>>() {
        let taken = |activity: &str| {
            let is_clock =
                |map: &ColumnMap| map.to == To::AtTimeOfDay && map.event.as_deref() == Some(activity);
            guess.maps.iter().flatten().any(is_clock)
        };
        let date = |place: usize| match &guess.maps.get(place)?.as_ref()?.to {
            To::Event(activity) if has_only_dates(guess, place) && !taken(activity) => {
                Some((place, activity.clone()))
            }
            _ => None,
        };
        let Some((beside, event)) = place.checked_sub(1).and_then(date).or_else(|| date(place + 1)) else {
            continue;
        };
        let because = format!(
            "the time of day that belongs to “{}”, which it stands beside",
            guess.columns[beside].name
        );
        guess.take(place, To::AtTimeOfDay, because);
        if let Some(map) = &mut guess.maps[place] {
            map.event = Some(event);
        }
    }
}

/// Whether a column of times has dates without a time of day. Spreadsheets show those with midnight.
fn has_only_dates(guess: &Guess<'_>, place: usize) -> bool {
    let day =
        |value: &String| !value.contains(':') || value.ends_with("T00:00:00") || value.ends_with(" 00:00:00");
    guess.sample.columns[place].values.iter().flatten().all(day)
}

/// Whether all values of a column are times of day with minutes, which nothing else is written like.
pub(super) fn shows_times_of_day(guess: &Guess<'_>, place: usize) -> bool {
    let mut values = guess.sample.columns[place].values.iter().flatten().map(|value| value.trim());
    values.all(|value| {
        is_no_value(value) || (value.contains([':', 'h', 'H']) && time_of_day(Cell::Text(value)).is_some())
    })
}

/// Whether (nearly) all values of a column are times of day; the few that are not will be refused.
fn is_clock(guess: &Guess<'_>, place: usize) -> bool {
    let values = guess.sample.columns[place].values.iter().flatten().map(|value| value.trim());
    let values: Vec<bool> = values
        .filter(|value| !is_no_value(value))
        .map(|value| time_of_day(Cell::Text(value)).is_some())
        .collect();
    let clocks = values.iter().filter(|clock| **clock).count();
    // As with dates that are named so: refusing the others says more than leaving the time of day out.
    clocks > 0 && clocks * 2 >= values.len()
}
