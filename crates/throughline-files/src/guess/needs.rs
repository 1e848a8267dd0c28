//! Which column is the id of the need: by its name, by the steps of its rows, or by its values alone.

use super::look::Looked;
use super::words::{NEEDS, STATES};
use super::{Guess, clocks, shape, telling};
use crate::mapping::To;

/// The column that is the id of the need, by its name.
pub(super) fn named(guess: &Guess<'_>) -> Option<usize> {
    let no_ids = guess.columns.iter().all(|column| !column.is_id);
    let sure = |column: &Looked<'_>| {
        let base = column.base.trim_start_matches("unique ").trim_start_matches("our ");
        let enough =
            column.filled * 2 >= column.rows && column.looks_like_ids() && !column.running_without_name();
        if !enough {
            return None;
        }
        let generic =
            column.is_id && (base == column.label || base == "unique" || base.is_empty() || base == "id");
        let thing = NEEDS.iter().position(|need| base == *need);
        let at_end =
            || NEEDS.iter().position(|need| base.strip_suffix(need).is_some_and(|rest| rest.ends_with(' ')));
        match thing {
            Some(rank) if column.is_id || rank < 12 || (no_ids && column.is_numbered()) => Some(1000 - rank),
            _ if column.is_id && at_end().is_some() => at_end().map(|rank| 500 - rank),
            _ if generic => Some(1),
            _ => None,
        }
    };
    let found = guess.free().filter_map(|(place, column)| Some((sure(column)?, place)));
    found.max_by_key(|(sure, place)| (*sure, usize::MAX - *place)).map(|(_, place)| place)
}

impl Looked<'_> {
    fn running_without_name(&self) -> bool {
        self.running && self.label.starts_with("column ")
    }
}

/// A column of numbers that come again and that is not named like a need, but has rows of several steps each.
pub(super) fn of_steps(guess: &Guess<'_>) -> Option<usize> {
    let steps: Vec<usize> = guess
        .free()
        .filter(|(_, c)| {
            c.filled > 0 && (shape::names_what_was_done(c) || c.fits(&STATES, |_| false).is_some())
        })
        .map(|(place, _)| place)
        .collect();
    let repeats = |place: usize, column: &Looked<'_>| {
        let share = column.distinct * 100 / column.filled.max(1);
        column.is_id
            && column.looks_like_ids()
            && column.filled == column.rows
            && column.distinct >= 3
            && (2..=80).contains(&share)
            && steps.iter().any(|step| telling::differs_within(guess.sample, place, *step))
    };
    let found = guess.free().filter(|(place, column)| !column.of_case && repeats(*place, column));
    found.max_by_key(|(place, column)| (column.distinct, usize::MAX - *place)).map(|(place, _)| place)
}

/// The id of the need by its values alone; if there is none, every row is a need of its own, and that is said.
pub(super) fn by_values(guess: &mut Guess<'_>) {
    let repeats = |place: usize, column: &Looked<'_>| {
        let share = column.distinct * 100 / column.filled.max(1);
        column.looks_like_ids()
            && column.filled == column.rows
            && !clocks::shows_times_of_day(guess, place)
            && (2..=60).contains(&share)
            && column.distinct >= 3
    };
    let found = guess
        .free()
        .filter(|(place, c)| repeats(*place, c) && !c.of_case)
        .max_by_key(|(place, c)| (c.distinct, usize::MAX - *place));
    let columns = guess.listed();
    match found.map(|(place, _)| place) {
        Some(place) => {
            let (name, counts) = (guess.columns[place].name, guess.columns[place].counts());
            guess.problems.push(format!(
                "no column is named like the number of a need or a person; “{name}” was taken, because its values repeat as such \
                 numbers do ({counts}). If that is wrong, say `as = \"need\"` for another one in the mapping: {columns}"
            ));
            guess.take(place, To::Need, format!("by its values alone: they repeat as numbers of needs do; {counts}"));
        }
        None => guess.problems.push(format!(
            "no column names the need or the person, so every row would be a need of its own. The columns are {columns}: name \
             one with `as = \"need\"` or `as = \"person\"` in the mapping"
        )),
    }
}
