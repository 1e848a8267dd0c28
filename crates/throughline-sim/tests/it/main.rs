//! The simulator against what is known from elsewhere.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod closed_forms;
mod kept;
mod places;
mod rules;
