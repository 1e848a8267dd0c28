//! The simulator against what is known from elsewhere.
#![allow(clippy::print_stderr, reason = "tests say what they skipped and what they found")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod any_log;
mod areas;
mod arrangements;
mod changes;
mod closed_forms;
mod demo_place;
mod ending;
mod futures;
mod kept;
mod logs;
mod nine;
mod open_needs;
mod places;
mod real_logs;
mod recovery;
mod rules;
