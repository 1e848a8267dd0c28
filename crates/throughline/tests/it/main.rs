//! The library as others use it: small logs with known answers, and what must always hold.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skipped and what they found"
)]
#![allow(clippy::unwrap_used, reason = "tests; clippy knows only functions marked as such")]

mod always;
mod any_log;
mod bank_holidays;
mod before_after;
mod capability;
mod charts;
mod compared;
mod cost;
mod coverage;
mod demand;
mod demand_charts;
mod demand_of_logs;
mod distortion;
mod every_case;
mod failure;
mod flow;
mod linkage;
mod logs;
mod other_tools;
mod patterns;
mod reference;
mod running_example;
mod spans;
mod studies;
mod to_draw;
mod together;
mod validation;
mod words;
