//! Cells as texts.

use std::borrow::Cow;

use throughline::time::{Instant, MISSING_US};

use super::Cell;
use super::numbers::is_no_value;

/// A text without the blanks around it; any other cell as it is.
pub(super) fn trimmed(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Text(text) => Cell::Text(text.trim()),
        other => other,
    }
}

/// The cell as it is, but a text of only blanks and a number that is none are no value.
pub(super) fn tidy(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Text(text) if text.trim().is_empty() => Cell::Empty,
        Cell::Real(number) if number.is_nan() => Cell::Empty,
        Cell::Time(Instant(MISSING_US)) => Cell::Empty,
        other => other,
    }
}

/// The cell at a place of a row, tidied; a short row has none there.
pub(super) fn cell_at<'c>(cells: &[Cell<'c>], place: usize) -> Cell<'c> {
    tidy(cells.get(place).copied().unwrap_or(Cell::Empty))
}

/// A cell as text.
pub(super) fn text_of(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Time(time) => Cow::Owned(time.to_string()),
        Cell::Civil(civil) => Cow::Owned(civil.to_string()),
        Cell::Whole(number) => Cow::Owned(number.to_string()),
        Cell::Real(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Owned(flag.to_string()),
    }
}

/// The values of some cells that have one, with `+` between them.
pub(super) fn joined<'c>(places: &[usize], cells: &[Cell<'c>]) -> Cow<'c, str> {
    let mut all = Cow::Borrowed("");
    for place in places {
        let text = text_of(cell_at(cells, *place));
        if text.is_empty() {
            continue;
        }
        if all.is_empty() {
            all = text;
        } else {
            all = Cow::Owned(format!("{all}+{text}"));
        }
    }
    all
}

/// Whether a cell says nothing where a number or a time is wanted.
pub(super) fn says_nothing(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => is_no_value(text),
        Cell::Civil(civil) => civil.date() == jiff::civil::Date::MAX,
        _ => false,
    }
}

/// What a yes or a no to “was it failure demand?” means; anything else as it is, for the study to say that nobody knows it.
pub(super) fn class_of(answer: &str) -> &str {
    match yes_or_no(answer) {
        Some(true) => "failure",
        Some(false) => "value",
        None => answer,
    }
}

/// A yes or a no, as people write it.
pub(crate) fn yes_or_no(answer: &str) -> Option<bool> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" => Some(true),
        "n" | "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// How the name of a need begins that a row of a wide table has where nobody numbered it.
pub(crate) const UNNUMBERED: &str = "line ";

/// Whether this is the name of such a need.
pub(crate) fn is_unnumbered(need: &str) -> bool {
    let number = need.strip_prefix(UNNUMBERED).and_then(|rest| rest.split_once(" of "));
    number.is_some_and(|(line, _)| line.bytes().all(|byte| byte.is_ascii_digit()))
}
