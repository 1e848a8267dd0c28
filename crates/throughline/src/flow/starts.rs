//! Where needs start: the first activity of each.
//!
//! Question: by which door do needs come in? Formula: needs by the activity of their first event that names one. Source: van
//! der Aalst, *Process Mining*, 2nd ed. 2016, section 6.2; equal to pm4py's `get_start_activities`. Where it misleads: a log
//! that begins in the middle of a year shows as starts what are only the first events it holds.

use crate::log::{CodeSlice, Field, Log, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.starts",
    asks: "How do needs begin?",
    unit: "needs",
    formula: "needs by the activity of their first event",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, section 6.2",
    misleads: "Where the log was cut off, the first event it holds is not where the need began.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let starts = starts(log, ask.threads);
    reading(log, &starts, |name, share| format!("{share} of needs begin with “{name}”"))
}

/// Activities with the needs that start with them, most needs first, ties by name.
pub fn starts(log: &Log, threads: usize) -> Vec<(u32, u64)> {
    let Some(column) = log.names(Field::Activity) else { return Vec::new() };
    first_known(log, column, threads, |codes| codes.known().next())
}

/// Needs by the one name of a column that `choose` finds in them.
pub(super) fn first_known(
    log: &Log,
    column: &NameColumn,
    threads: usize,
    choose: impl Fn(CodeSlice<'_>) -> Option<u32> + Sync,
) -> Vec<(u32, u64)> {
    let parts = log.each_part(threads, |needs| {
        let mut counts = vec![0u64; column.names.len()];
        for code in needs.filter_map(|need| choose(column.codes.part(need.events))) {
            counts[code as usize] += 1;
        }
        counts
    });
    most_needs_first(column, parts)
}

fn most_needs_first(column: &NameColumn, parts: Vec<Vec<u64>>) -> Vec<(u32, u64)> {
    let sum = |code: u32| (code, parts.iter().map(|part| part[code as usize]).sum());
    let mut all: Vec<(u32, u64)> =
        (0..column.names.len() as u32).map(sum).filter(|(_, needs)| *needs > 0).collect();
    let rank = column.names.ranks();
    all.sort_by_key(|(code, needs)| (std::cmp::Reverse(*needs), rank[*code as usize]));
    all
}

/// The reading of such a list; `says` gets the commonest name and its share.
pub(super) fn reading(log: &Log, found: &[(u32, u64)], says: impl Fn(&str, &str) -> String) -> Reading {
    let Some(column) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let Some((top, most)) = found.first() else {
        return Reading::not_enough("no event says what was done");
    };
    let needs: u64 = found.iter().map(|(_, needs)| needs).sum();
    let says = format!(
        "{}; in all there {} {}.",
        says(column.names.get(*top), &percent(*most as f64 / needs as f64)),
        if found.len() == 1 { "is" } else { "are" },
        counted(found.len() as u64, "way", "ways"),
    );
    let row = |(code, needs): &(u32, u64)| {
        vec![Item::Name(column.names.get(*code).to_string()), Item::Count(*needs)]
    };
    let table = Table { columns: vec!["name", "needs"], keys: 1, rows: found.iter().map(row).collect() };
    Reading::of(says, needs, "needs", Shape::Table(table))
        .leaving_out("needs that do not say what was done", log.need_count() as u64 - needs)
}
