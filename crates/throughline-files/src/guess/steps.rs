//! What a row says was done where no column is named so: a status, what something was changed to, what differs from row to row of a need.

use super::activities::ACTIVITIES;
use super::look::Looked;
use super::words::{STATE_WORDS, STATES};
use super::{Guess, shape, telling, unnamed};

/// Names of a value before and after a change, as lists of changes have them.
const BEFORE_AND_AFTER: [(&str, &str); 4] =
    [("old value", "new value"), ("from", "to"), ("changed from", "changed to"), ("from value", "to value")];
/// Names of the column that says what was changed.
const CHANGED: [&str; 6] = ["field", "field name", "attribute", "changed field", "field changed", "property"];

/// The column that says what was done by its name, or, in a list of changes, what was changed.
pub(super) fn named(guess: &Guess<'_>) -> Option<usize> {
    let named = guess.free().filter(|(_, column)| shape::names_what_was_done(column) && column.filled > 0);
    let surest =
        named.max_by_key(|(place, column)| (column.fits(&ACTIVITIES, |_| false), usize::MAX - *place));
    surest.map(|(place, _)| place).or_else(|| changed(guess))
}

/// The status that each row changes: the column that is called so, or ends in such a word and differs from row to row of a need.
pub(super) fn state(guess: &Guess<'_>, need: Option<usize>) -> Option<usize> {
    let called = || guess.free().find(|(_, c)| c.fits(&STATES, |_| false).is_some() && c.filled > 0);
    let differs = |place: usize| need.is_some_and(|need| telling::differs_within(guess.sample, need, place));
    let ends_so = |column: &Looked<'_>| column.fits(&STATE_WORDS, |_| true).is_some();
    let found = called().filter(|(place, _)| need.is_none() || differs(*place));
    let found = found.or_else(|| {
        guess.free().find(|(place, c)| ends_so(c) && c.time.is_none() && c.filled > 0 && differs(*place))
    });
    found.or_else(called).map(|(place, _)| place)
}

/// In a list of changes what was changed, or, where it is always the same, what to.
fn changed(guess: &Guess<'_>) -> Option<usize> {
    let texts = |name: &str| {
        let found =
            guess.free().find(|(_, c)| c.label == name && c.time.is_none() && !c.numeric && c.filled > 0);
        found.map(|(place, _)| place)
    };
    let after = BEFORE_AND_AFTER.iter().find_map(|(before, after)| texts(before).and(texts(after)))?;
    let what = CHANGED.iter().find_map(|name| texts(name)).filter(|place| guess.columns[*place].distinct > 1);
    Some(what.unwrap_or(after))
}

/// Whether something differs from row to row of a need as what was done does.
pub(super) fn any(guess: &Guess<'_>, need: Option<usize>) -> bool {
    need.is_some_and(|need| unnamed::varying(guess, need).is_some())
}
