//! When the work of a row began and when it was done, in a table of one row an event: two times that belong together, whatever they are
//! called.

use super::look::Looked;
use super::words::WRITTEN;
use super::{Guess, telling};

/// Ends of the names of a start (`task start`) and of an end (`task end`).
const STARTS: [&str; 5] = ["start", "started", "begin", "began", "from"];
const ENDS: [&str; 7] = ["end", "ended", "finish", "finished", "complete", "completed", "to"];

/// Of the times of the rows the start and the end: two that are called so, or the only two there are where the one is never before the other.
/// What is the same in all rows of a need is no time of a row.
pub(super) fn start_and_end(
    guess: &Guess<'_>,
    times: &[usize],
    need: Option<usize>,
) -> Option<(usize, usize)> {
    let of_row = |place: &usize| {
        let column = &guess.columns[*place];
        let written = column.fits(&WRITTEN, |_| true).is_some() || column.has_word(&["modified", "updated"]);
        let differs = need.is_none_or(|need| telling::differs_within(guess.sample, need, *place));
        !written && differs
    };
    let times: Vec<usize> = times.iter().copied().filter(of_row).collect();
    let named = |names: &[&str]| {
        let mut all = times.iter().copied().filter(|place| is_called(&guess.columns[*place], names));
        all.next().filter(|_| all.next().is_none())
    };
    if let (Some(start), Some(end)) = (named(&STARTS), named(&ENDS)) {
        return Some((start, end));
    }
    match times[..] {
        [one, other] if is_never_before(guess, other, one) => Some((one, other)),
        [one, other] if is_never_before(guess, one, other) => Some((other, one)),
        _ => None,
    }
}

fn is_called(column: &Looked<'_>, names: &[&str]) -> bool {
    // `date started`, `started at` and `actual start date` are called so as well.
    let words = column.label.split(' ');
    let kept: Vec<&str> =
        words.filter(|word| !["date", "time", "at", "on", "actual", "timestamp"].contains(word)).collect();
    let kept = kept.join(" ");
    names.iter().any(|name| kept == *name || kept.strip_suffix(name).is_some_and(|rest| rest.ends_with(' ')))
}

/// Whether the times of one column are never before those beside them in the other, and mostly after.
fn is_never_before(guess: &Guess<'_>, later: usize, earlier: usize) -> bool {
    let read = |place: usize| guess.columns[place].instants(&guess.sample.columns[place]);
    let (mut rows, mut after) = (0, 0);
    for (earlier, later) in read(earlier).into_iter().zip(read(later)) {
        let (Some(earlier), Some(later)) = (earlier, later) else { continue };
        if later < earlier {
            return false;
        }
        rows += 1;
        after += usize::from(later > earlier);
    }
    rows >= 3 && after * 2 > rows
}
