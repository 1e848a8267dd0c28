//! Dates that say something of the record or of the export, not of what happened to anybody: they are kept, and are no events.

use super::look::Looked;
use super::words::CLOSING;
use super::{Guess, kinds};

/// A date that is the same in so many rows or more is that of the export.
const SAME_IN: usize = 10;
/// Words by which a date says when the record was last written to.
const STAMPS: [&str; 5] = ["updated", "modified", "edited", "refreshed", "synced"];

/// Why a date of a table of one row a need is no event, if it is none.
pub(super) fn why_no_event(guess: &Guess<'_>, place: usize, dates: &[usize]) -> Option<String> {
    let column = &guess.columns[place];
    // A batch of jobs is raised on one day as well.
    let same = column.filled == column.rows && column.distinct == 1 && column.rows >= SAME_IN;
    let batch = kinds::opens(column.name) && !column.has_word(&["report", "export", "extract", "file"]);
    if same && dates.len() > 1 && !batch {
        return Some(
            "the same in every row: when the file was made, not something that happened".to_string(),
        );
    }
    if !column.has_word(&STAMPS) {
        return None;
    }
    if column.has_word(&["modified"]) && dates.len() > 2 {
        return Some("when the record was last written to: nothing that happened to anybody".to_string());
    }
    let closes = |column: &Looked<'_>| CLOSING.iter().any(|words| column.has_word(words));
    let closing = dates.iter().copied().find(|date| closes(&guess.columns[*date]))?;
    let read = |place: usize| guess.columns[place].instants(&guess.sample.columns[place]);
    let both = read(closing).into_iter().zip(read(place));
    let (rows, after) = both.fold((0, 0), |(rows, after), both| match both {
        (Some(closed), Some(stamped)) => (rows + 1, after + usize::from(stamped > closed)),
        _ => (rows, after),
    });
    // Where it lies with the closing it says the same, and does no harm.
    (after * 10 > rows).then(|| {
        format!(
            "when the record was last written to, often after “{}”: nothing that happened to anybody",
            guess.columns[closing].name
        )
    })
}
