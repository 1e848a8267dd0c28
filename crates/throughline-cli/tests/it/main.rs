//! Tests of the whole: the house rules, the README, and the built command on whole files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod chart;
mod distortion;
mod folders;
mod heads;
mod kept;
mod key;
mod own_files;
mod plan;
mod plan_closed_forms;
mod plan_of_the_method;
mod plan_truth;
mod readme;
mod real_logs;
mod report;
mod run;
mod schema;
mod served;
mod several_files;
mod study;
mod threshold;
mod tidy;
mod working_hours;
mod zips;
