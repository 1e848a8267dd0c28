//! When in the week people make contact: by the day of the week and the hour of the day, on the service's clock.
//!
//! Question: when do people need the service? Formula, source and where it misleads: as for all events by weekday and hour, of
//! the events whose kind is `contact`. A service that can only be reached from nine to five shows contacts from nine to five.

use super::week_hours::{reading, week_hours};
use crate::log::Log;
use crate::reading::{Ask, Measure, Reading};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.contact_hours",
    asks: "When in the week do people make contact?",
    unit: "contacts",
    formula: "events of kind contact by weekday and hour in the service's zone",
    source: "the study of demand: Vanguard, Demand is the greatest lever",
    misleads: "A service that can be reached only in office hours shows contacts only in office hours.",
    read,
};

/// What is said where no event is a contact, here and in the rooms below.
pub(crate) const NO_CONTACT: &str =
    "no event is a contact; say in the mapping which activities are (contacts = [\"call\"])";

fn read(log: &Log, ask: &Ask) -> Reading {
    reading(&week_hours(log, ask, Some("contact")), "contacts", NO_CONTACT)
}
