//! What needs end with: the last activity of each.
//!
//! Question: what is the last that happens? Formula: needs by the activity of their last event that names one. Source: van der
//! Aalst, *Process Mining*, 2nd ed. 2016, section 6.2; equal to pm4py's `get_end_activities`. Where it misleads: needs that are
//! still open show the last thing that happened so far, which is not an end.

use super::starts::{first_known, reading};
use crate::log::{Field, Log};
use crate::reading::{Ask, Measure, Reading};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.ends",
    asks: "What is the last that happens?",
    unit: "needs",
    formula: "needs by the activity of their last event",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, section 6.2",
    misleads: "Needs still open are counted by the last event so far, which is not their end.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    reading(log, &ends(log, ask.threads), |name, share| {
        format!("The last event of {share} of needs is “{name}”")
    })
}

/// Activities with the needs whose last event they are, most needs first, ties by name.
pub fn ends(log: &Log, threads: usize) -> Vec<(u32, u64)> {
    let Some(column) = log.names(Field::Activity) else { return Vec::new() };
    first_known(log, column, threads, |codes| codes.known().next_back())
}
