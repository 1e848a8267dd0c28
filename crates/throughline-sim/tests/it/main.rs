//! The simulator against what is known from elsewhere.
#![allow(clippy::print_stderr, reason = "tests say what they skipped and what they found")]
#![allow(clippy::unwrap_used, reason = "tests; clippy knows only functions marked as such")]

mod any_log;
mod closed_forms;
mod logs;
mod places;
mod real_logs;
mod recovery;
mod rules;
