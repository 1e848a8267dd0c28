//! Which activity directly follows which, how often, in how many needs, and how long it takes.
//!
//! Question: what happens next, and how long does the person wait for it? Formula: for each pair of events next to each other
//! in one need (order of time, ties in the order of the source), count(a, b), the needs with at least one, and the mean and
//! median of time(b) - end(a): the end is `until` where the source has it, else time(a); below nought if b began before a
//! ended. Source: van der Aalst, *Process Mining*, 2nd ed. 2016, section 6.2 (directly-follows);
//! equal to pm4py's `discover_dfg` and `discover_performance_dfg`. Where it misleads: in a log with work in parallel, a
//! follows b says nothing of a causing b; and the time of an edge holds the work of b where only its end was written down.

use super::steps::{Step, between_any};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, of_half};
use crate::time;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.edges",
    asks: "What directly follows what, and after how long?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - end(a) over events a, b next to each other in a need",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, section 6.2",
    misleads: "Following is not causing; with parallel work neighbours can be unrelated.",
    read,
};

/// One edge, as counted: the names are activities.
pub type Edge = Step;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(activity) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let edges = edges(log, ask.threads);
    let steps: u64 = edges.iter().map(|edge| edge.count).sum();
    let name = |code: u32| activity.names.get(code).to_string();
    let Some(top) = edges.first() else {
        return Reading::not_enough("no need has two events, so nothing follows anything");
    };
    let says = format!(
        "The commonest step is from “{}” to “{}”: {} in {}{}.",
        name(top.from),
        name(top.to),
        counted(top.count, "time", "times"),
        counted(top.needs, "need", "needs"),
        of_half(top.count, || format!(", half of them within {}", time::plain(top.median_s))),
    );
    let row = |edge: &Edge| {
        vec![
            Item::Name(name(edge.from)),
            Item::Name(name(edge.to)),
            Item::Count(edge.count),
            Item::Count(edge.needs),
            Item::Number(edge.mean_s),
            Item::Number(edge.median_s),
        ]
    };
    let table = Table {
        columns: vec!["from", "to", "count", "needs", "mean_s", "median_s"],
        keys: 2,
        rows: edges.iter().map(row).collect(),
    };
    Reading::of(says, steps, "steps", Shape::Table(table))
}

/// All edges, most frequent first, ties by the names. Events without an activity are passed over.
pub fn edges(log: &Log, threads: usize) -> Vec<Edge> {
    log.names(Field::Activity).map_or(Vec::new(), |activity| between_any(log, activity, threads))
}
