//! Work that goes from one organisation to another, and how long it lies between them.
//!
//! Question: where does the need cross between organisations, and how long does the person wait at each crossing? Formula,
//! source and where it misleads: as between teams, with organisations in their place. No single body can see this from its own
//! records.

use super::between_teams::{crossings, reading};
use super::steps::Step;
use crate::log::{Field, Log};
use crate::reading::{Ask, Measure, Reading};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.between_organisations",
    asks: "Where does work cross between organisations, and how long does it wait there?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - time(a) over neighbouring events of different organisations",
    source: "van der Aalst, Reijers, Song, Discovering social networks from event logs, CSCW 2005",
    misleads: "The wait ends when the next organisation writes something down, so it can hold work as well.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    reading(log, Field::Organisation, ask.threads)
}

/// Crossings between organisations, most frequent first, ties by name.
pub fn between_organisations(log: &Log, threads: usize) -> Vec<Step> {
    crossings(log, Field::Organisation, threads)
}
