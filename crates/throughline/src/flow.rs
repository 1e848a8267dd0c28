//! Flow: the path of needs across people, teams and organisations. What follows what, how long it waits, what comes back, how
//! long it takes end to end. Asked by whoever wants to see the service as the person sees it.
//!
//! Terms: an **edge** is one activity directly following another in the same need (the directly-follows graph of process
//! mining); a **variant** is the whole path of a need; **rework** is an activity done again in the same need; a **hand-over**
//! is a next step by somebody else. Never here: pausing the person's clock.

pub mod edges;
mod pairs;
