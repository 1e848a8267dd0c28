//! Simulates a service: people who need something, the steps that are done on it by pools of workers in several
//! organisations, what is handed over, what comes back because it was not solved, and who gives up.
//!
//! A [`model::Model`] is plain numbers; [`run::run`] makes one replication of it and answers what it counted
//! ([`tally::Tally`]), and may keep every event, which then is a log like any other ([`kept`]). [`replicate`] makes many on
//! all threads; [`load`] works out beforehand whether the pools can keep up.
//!
//! The clock is whole microseconds, everything that happens at one instant has an order, every random number is drawn by key
//! ([`draws`]), and `exp` and `ln` are the `libm` crate's: the same model and seed give the same bytes on any machine and any
//! number of threads.

pub mod answered;
pub mod arrivals;
pub mod back_test;
pub mod compile;
pub mod crossover;
pub mod decide;
pub mod deciding;
pub mod distribution;
pub mod draws;
mod event_list;
pub mod fit;
pub mod flows;
mod halved;
pub mod hours;
pub mod kept;
pub mod load;
pub mod model;
mod quick;
pub mod replicate;
pub mod run;
pub mod spec_gap;
pub mod tally;
mod waiting;
