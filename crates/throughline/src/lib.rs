//! Throughline follows each person's need from the first words they say to the moment it is sorted, through every
//! organisation that touches it. Everything that happens is an event; every number is a function of events.
//!
//! The rooms below are in a fixed order: each may import only rooms above it (ARCHITECTURE.md lists them and a test
//! reads the order from there). The library has no clock, disk, network, SQL or HTML: what it needs to know of the world
//! is an argument, and what is wrong with the data comes back as values beside the answer.

pub mod wording;

pub mod error;
pub mod money;
pub mod time;

pub mod statistics;

pub mod place;

pub mod log;

pub mod reading;

pub mod flow;

pub mod capability;

pub mod demand;

pub mod purpose;

pub mod contact;

pub mod cost;

pub mod sourcing;

pub mod distortion;

pub mod measure;
