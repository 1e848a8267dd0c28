//! What is done again in the same need.
//!
//! Question: what has to be done more than once? Formula: for each activity the needs in which it occurs more than once, and
//! the extra executions: sum over needs of (executions - 1). Source: pm4py's `get_rework_cases_per_activity` (needs); Swennen
//! et al., edeaR (executions). Where it misleads: doing again is not always failure (a monthly visit is meant to come back),
//! and a source that writes every change of status shows as rework what one person did once.

use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.rework",
    asks: "What has to be done more than once?",
    unit: "needs, times",
    formula: "needs with the activity more than once; sum over needs of executions - 1",
    source: "pm4py get_rework_cases_per_activity; edeaR",
    misleads: "Some things are meant to be done again; a log of status changes repeats what was done once.",
    read,
};

/// The rework of one activity, as counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rework {
    /// Code of the activity.
    pub activity: u32,
    /// In how many needs it occurs more than once.
    pub needs: u64,
    /// How many executions there are beyond the first of each need.
    pub repeats: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(column) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let found = rework(log, ask.threads);
    let needs = log.need_count() as u64;
    if needs == 0 {
        return Reading::not_enough("there are no needs in this log");
    }
    let says = match found.first() {
        None => "Nothing was done twice in the same need.".to_string(),
        Some(top) if column.names.len() == 1 => format!(
            "All events are “{}”: in {} ({} of all) there is more than one, {} beyond the first.",
            column.names.get(top.activity),
            counted(top.needs, "need", "needs"),
            percent(top.needs as f64 / needs as f64),
            counted(top.repeats, "time", "times"),
        ),
        Some(top) => format!(
            "“{}” is what most often has to be done again: in {} ({} of all), {} beyond the first.",
            column.names.get(top.activity),
            counted(top.needs, "need", "needs"),
            percent(top.needs as f64 / needs as f64),
            counted(top.repeats, "time", "times"),
        ),
    };
    let row = |rework: &Rework| {
        let name = column.names.get(rework.activity).to_string();
        vec![Item::Name(name), Item::Count(rework.needs), Item::Count(rework.repeats)]
    };
    let table = Table {
        columns: vec!["activity", "needs", "repeats"],
        keys: 1,
        rows: found.iter().map(row).collect(),
    };
    Reading::of(says, needs, "needs", Shape::Table(table))
}

/// Activities that occur more than once in some need, most needs first, ties by name.
pub fn rework(log: &Log, threads: usize) -> Vec<Rework> {
    let Some(column) = log.names(Field::Activity) else { return Vec::new() };
    let parts = log.each_part(threads, |needs| count(needs, column));
    let sum = |activity: u32| {
        let of = |part: &Vec<Seen>| (part[activity as usize].needs, part[activity as usize].repeats);
        let (needs, repeats) =
            parts.iter().map(of).fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1));
        Rework { activity, needs, repeats }
    };
    let mut all: Vec<Rework> =
        (0..column.names.len() as u32).map(sum).filter(|rework| rework.needs > 0).collect();
    let rank = column.names.ranks();
    all.sort_by_key(|rework| (std::cmp::Reverse(rework.needs), rank[rework.activity as usize]));
    all
}

/// What is known of an activity: the last need it was seen in, the last it was seen in again, and the counts.
#[derive(Clone)]
struct Seen {
    in_need: u32,
    again_in_need: u32,
    needs: u64,
    repeats: u64,
}

fn count(needs: Needs<'_>, column: &NameColumn) -> Vec<Seen> {
    let never = Seen { in_need: NONE, again_in_need: NONE, needs: 0, repeats: 0 };
    let mut all = vec![never; column.names.len()];
    let codes = column.codes.all();
    for need in needs {
        codes.part(need.events).known().for_each(|code| {
            let seen = &mut all[code as usize];
            let again = seen.in_need == need.index;
            seen.repeats += u64::from(again);
            seen.needs += u64::from(again && seen.again_in_need != need.index);
            seen.again_in_need = if again { need.index } else { seen.again_in_need };
            seen.in_need = need.index;
        });
    }
    all
}
