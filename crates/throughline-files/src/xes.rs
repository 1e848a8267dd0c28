//! XES 1.0 and 2.0 (IEEE 1849): traces of events with typed attributes.
//!
//! A trace is a need. Attributes become columns: an event's under its key, a trace's as `case:KEY` (pm4py's convention), each
//! mapped by that name; a key the mapping does not name (it may first come after the sample) is kept as an attribute. Values keep
//! their type: string, id, date, int, float, boolean. Nested attributes, lists and containers are kept flat, as `parent/child`. Nothing is
//! filled in from globals and nothing is named by classifiers (see [`header`]). Events of a trace keep the order of the file where
//! their times are equal.
//!
//! An event without a readable time, without an activity or outside of every trace is refused with its line; broken markup,
//! a file that ends too early and a document type are errors that say where.

pub(crate) mod blocks;
mod column;
pub(crate) mod events;
pub(crate) mod finish;
mod header;
pub(crate) mod keys;
#[cfg(test)]
pub(crate) mod made;
pub(crate) mod own;
mod parts;
mod scan;
mod tag;
mod template;
#[cfg(test)]
pub(crate) mod tests;
mod write;

use throughline::error::Error;
use throughline::log::Rows;

use crate::job::Job;
use crate::mapping::Mapping;
use crate::sample::{Sample, SampleColumn};
use crate::source::Source;
use keys::Plan;
pub(crate) use own::own_mapping;
pub(crate) use tag::meaning;
pub(crate) use write::write;

/// The error with the source's name before it, once: what the source itself says has it already.
fn named(error: Error, source: &Source) -> Error {
    if error.to_string().starts_with(&source.name) { error } else { error.at(&source.name) }
}

/// The first `rows` events of the source.
pub(crate) fn sample(source: &Source, rows: usize) -> Result<Sample, Error> {
    let named = |error: Error| named(error, source);
    let start = parts::start(source).map_err(named)?;
    let mut plan = Plan::sample(rows);
    plan.own = start.header.own;
    let (scanner, whole) = parts::sample(source, &start, &plan).map_err(named)?;
    Ok(of_events(scanner.events, whole, start.header.notes()))
}

/// What a sample of these events looks like.
pub(crate) fn of_events(events: events::Events<'_>, whole: bool, notes: Vec<String>) -> Sample {
    let rows = events.len();
    let columns = events.into_columns().map(|(name, mut cells)| {
        cells.resize(rows);
        let values = (0..rows).map(|row| cells.get(row).map(|value| value.to_string())).collect();
        SampleColumn { name, values, holds: Some(cells.holds()), ..SampleColumn::default() }
    });
    Sample { columns: columns.collect(), rows, whole, part: None, notes }
}

/// All events of the source, in its order.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    let named = |error: Error| named(error, source);
    let start = parts::start(source).map_err(named)?;
    let mut plan = Plan::new(mapping).map_err(named)?;
    plan.own = start.header.own;
    let parts = parts::read(source, &start, &plan, job).map_err(named)?;
    finish::finish(&source.name, &mapping.zone, parts, job)
}
