//! Flow: the path of needs across people, teams and organisations. What follows what, how long it waits, what comes back, how
//! long it takes end to end. Asked by whoever wants to see the service as the person sees it.
//!
//! Terms: an **edge** is one activity directly following another in the same need (the directly-follows graph of process
//! mining); a **variant** is the whole path of a need; **rework** is an activity done again in the same need; a **hand-over**
//! is a next step by somebody else. Never here: pausing the person's clock.

pub mod activities;
pub mod between_organisations;
pub mod between_teams;
pub mod between_workers;
pub mod bounces;
pub mod by_opening;
pub mod contact_hours;
pub mod continuity;
pub mod distance;
pub mod edges;
pub mod end_to_end;
pub mod ended_how;
pub mod ends;
pub mod gaps;
pub mod hand_overs;
mod kilometres;
pub(crate) mod known;
pub mod map;
mod named_workers;
pub mod open_work;
mod pairs;
pub mod quiet;
pub mod repeats;
pub mod returns;
pub mod rework;
pub mod rework_kinds;
pub(crate) mod side_by_side;
pub mod spans;
pub mod starts;
pub mod steps;
pub mod touch;
pub mod variants;
pub mod variety;
pub mod week_hours;
pub mod weekly;
pub mod workers_per_need;
pub mod working_time;
