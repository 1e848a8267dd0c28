//! Of several sources together some say when a need ends and some do not: the rows of the latter are marked, so that a need that
//! only they know is not open for ever (the rule is in the library, `flow::spans`).

use throughline::log::{Field, Holds, RowCells, Rows, SOURCE_SAYS_END, Slot};

use super::SourceRead;
use crate::job::Job;

/// Marks the rows (by source) of those that do not say when a need ends, if others do; and says so.
pub(super) fn mark(read: &[SourceRead], rows: &mut [Vec<Rows>], job: &Job) {
    let closing: Vec<&str> = read
        .iter()
        .filter_map(|source| source.mapping.as_ref())
        .flat_map(|mapping| mapping.closing.iter().map(String::as_str))
        .collect();
    let says_end = |(source, rows): (&SourceRead, &Vec<Rows>)| {
        source.mapping.as_ref().is_some_and(|mapping| !mapping.closing.is_empty())
            || rows.iter().any(|rows| {
                names_any(rows, Field::Activity, &closing) || names_any(rows, Field::Kind, &["word"])
            })
    };
    let says: Vec<bool> = read.iter().zip(rows.iter()).map(says_end).collect();
    // Of a source whose rows all turned out to be of events that another tells nothing is left to mark.
    let left: Vec<bool> = rows.iter().map(|rows| rows.iter().any(|rows| !rows.is_empty())).collect();
    let any = |wanted: bool| says.iter().zip(&left).any(|(says, left)| *left && *says == wanted);
    if !any(true) || !any(false) {
        return;
    }
    for (_, rows) in says.iter().zip(rows).filter(|(says, _)| !**says) {
        rows.iter_mut().for_each(mark_rows);
    }
    let names = |wanted: bool| {
        let names = read.iter().zip(&says).zip(&left).filter(|((_, says), left)| **left && **says == wanted);
        names.map(|((source, _), _)| source.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    job.report.note(format!(
        "{}: nothing in it says when a need ends, as {} does; a need known only from it counts as ended when nothing more was \
         heard of it for the quiet days (--quiet-days)",
        names(false),
        names(true)
    ));
}

fn mark_rows(rows: &mut Rows) {
    let slot = Slot::Attribute(SOURCE_SAYS_END.to_string());
    // A log of several sources that was written and is read again brings its own marks.
    if rows.columns().iter().any(|(known, _)| *known == slot) {
        return;
    }
    let column = rows.column(slot, Holds::Flag);
    if let RowCells::Flags(flags) = rows.cells(column) {
        flags.fill(0);
    }
}

/// Whether a column of names has any of these in its dictionary.
fn names_any(rows: &Rows, field: Field, wanted: &[&str]) -> bool {
    let column = rows.columns().iter().find(|(slot, _)| *slot == Slot::Field(field));
    let names = column.and_then(|(_, cells)| cells.names());
    names.is_some_and(|names| wanted.iter().any(|name| names.find(name).is_some()))
}
