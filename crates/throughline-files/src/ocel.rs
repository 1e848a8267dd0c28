//! OCEL 2.0 (JSON, XML, SQLite): events that belong to objects of several types.
//!
//! A log follows one thing, so one object type is the need: the mapping's `part`, or else the type that gives most events exactly
//! one object and its objects several events (said in the sample's notes). An event with several objects of that type
//! belongs to each of them; an event with none is refused. Other objects become attributes named after their type, ids joined
//! with `+`; attributes of events keep their names; attributes of the need become `case:NAME`, with their last value in time.
//! The need's id is `case:concept:name`, the event's type `concept:name`, its time `time:timestamp`, so that one mapping
//! serves XES and OCEL. Refusals number events from 1 in the order of the file.

mod flatten;
mod json;
mod model;
mod sqlite;
#[cfg(test)]
mod tests;
mod watched;
mod write;
mod xml;

use throughline::error::Error;
use throughline::log::Rows;

use crate::job::Job;
use crate::mapping::Mapping;
use crate::sample::Sample;
use crate::source::{Format, Source};
use crate::xes::events::Events;
use crate::xes::finish::{Part, finish};
use crate::xes::keys::Plan;
use crate::xes::{of_events, own};
use flatten::Choice;
use model::Ocel;
pub(crate) use write::write;

/// The first `rows` events of the source, of the objects of type `part` if that is given.
pub(crate) fn sample(source: &Source, rows: usize, part: Option<&str>) -> Result<Sample, Error> {
    let named = |error: Error| error.at(&source.name);
    let ocel = open(source, None).map_err(named)?;
    let choice = Choice::of(&ocel, part).map_err(named)?;
    let mut plan = Plan::sample(rows);
    plan.own = ocel.own;
    let mut events = Events::new(&plan, &source.name);
    choice.flatten(&ocel, &mut events, &jiff::tz::TimeZone::UTC);
    let mut notes: Vec<String> = choice.because().into_iter().collect();
    if ocel.own {
        notes.push(own::note(&ocel.closing));
    }
    let whole = !events.enough();
    let part = Some(choice.of_type().to_string()).filter(|_| !ocel.own);
    Ok(Sample { part, ..of_events(events, whole, notes) })
}

/// All events of the source, need by need.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    let named = |error: Error| error.at(&source.name);
    let ocel = open(source, Some(job)).map_err(named)?;
    let choice = Choice::of(&ocel, mapping.part.as_deref()).map_err(named)?;
    let mut plan = Plan::new(mapping).map_err(named)?;
    plan.own = ocel.own;
    let mut events = Events::new(&plan, &source.name).numbered();
    choice.flatten(&ocel, &mut events, &throughline::time::zone(&mapping.zone).map_err(named)?);
    for note in choice.notes(&ocel) {
        job.report.note(format!("{}: {note}", source.name));
    }
    finish(&source.name, &mapping.zone, vec![Part::of_events(events)], job)
}

fn open(source: &Source, job: Option<&Job>) -> Result<Ocel, Error> {
    match source.format {
        Format::OcelXml => xml::read(source, job),
        Format::OcelSqlite => sqlite::read(source, job),
        _ => json::read(source, job),
    }
}
