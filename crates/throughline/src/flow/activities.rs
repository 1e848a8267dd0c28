//! What was done, how often and in how many needs.
//!
//! Question: which activities does the service consist of? Formula: events and needs per activity. Source: van der Aalst,
//! *Process Mining*, 2nd ed. 2016, chapter 5. Where it misleads: names are the source's; two systems can call the same work
//! differently, and one name can cover different work.

use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.activities",
    asks: "What is done, and how often?",
    unit: "events, needs",
    formula: "events of each activity; needs with at least one",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, chapter 5",
    misleads: "Names are the source's own: the same work can have two names, and one name can cover different work.",
    read,
};

/// One activity, as counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its code.
    pub code: u32,
    /// How many events.
    pub events: u64,
    /// In how many needs.
    pub needs: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(column) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let found = activities(log, ask.threads);
    let Some(top) = found.first() else {
        return Reading::not_enough("no event says what was done");
    };
    let events: u64 = found.iter().map(|activity| activity.events).sum();
    let says = format!(
        "{} over {}; the commonest, “{}”, is {} of them and part of {} of the needs.",
        counted(events, "event", "events"),
        counted(found.len() as u64, "activity", "activities"),
        column.names.get(top.code),
        percent(top.events as f64 / events as f64),
        percent(top.needs as f64 / log.need_count() as f64),
    );
    let row = |activity: &Activity| {
        let name = column.names.get(activity.code).to_string();
        vec![Item::Name(name), Item::Count(activity.events), Item::Count(activity.needs)]
    };
    let table =
        Table { columns: vec!["name", "events", "needs"], keys: 1, rows: found.iter().map(row).collect() };
    Reading::of(says, events, "events", Shape::Table(table))
        .leaving_out("events that do not say what was done", log.event_count() as u64 - events)
}

/// All activities, most events first, ties by name.
pub fn activities(log: &Log, threads: usize) -> Vec<Activity> {
    let Some(column) = log.names(Field::Activity) else { return Vec::new() };
    let parts = log.each_part(threads, |needs| count(needs, column));
    let mut all: Vec<Activity> =
        (0..column.names.len() as u32).map(|code| Activity { code, events: 0, needs: 0 }).collect();
    for part in parts {
        for (all, (events, needs)) in all.iter_mut().zip(part) {
            all.events += events;
            all.needs += needs;
        }
    }
    all.retain(|activity| activity.events > 0);
    let rank = column.names.ranks();
    all.sort_by_key(|activity| (std::cmp::Reverse(activity.events), rank[activity.code as usize]));
    all
}

/// Events and needs of each code.
fn count(needs: Needs<'_>, column: &NameColumn) -> Vec<(u64, u64)> {
    let mut counts = vec![(0u64, 0u64); column.names.len()];
    let mut last_need = vec![NONE; column.names.len()];
    let codes = column.codes.all();
    for need in needs {
        codes.part(need.events).known().for_each(|code| {
            let (events, needs) = &mut counts[code as usize];
            let last_need = &mut last_need[code as usize];
            *events += 1;
            *needs += u64::from(*last_need != need.index);
            *last_need = need.index;
        });
    }
    counts
}
