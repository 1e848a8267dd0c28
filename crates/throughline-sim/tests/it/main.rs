//! The simulator against what is known from elsewhere.

mod any_log;
mod closed_forms;
mod logs;
mod places;
mod real_logs;
mod recovery;
mod rules;
