//! Times of day in columns of their own, and the dates they belong to.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use super::words::{EMPTY_DATE_WORDS, TIME_OF_DAY};
use crate::mapping::{ColumnMap, To};
use crate::table::Cell;
use crate::table::clock::time_of_day;
use crate::table::numbers::{is_no_value, words};

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
    let found = guess.free().find(|(place, column)| named(column) && is_clock(guess, *place));
    // A column of nothing but times of day is that of the only date there is, whatever it is called.
    let only = || {
        let mut all =
            guess.free().filter(|(place, column)| column.filled > 0 && shows_times_of_day(guess, *place));
        all.next().filter(|_| all.next().is_none())
    };
    let found = found.or_else(only);
    if let Some((place, _)) = found {
        let because = format!("the time of day that belongs to “{}”", guess.columns[at].name);
        guess.take(place, To::AtTimeOfDay, because);
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
