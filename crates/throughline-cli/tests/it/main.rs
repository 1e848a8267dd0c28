//! Tests of the whole: the house rules, the README, and the built command on whole files.

mod bad_input;
mod readme;
mod real_logs;
mod run;
mod schema;
mod several_files;
mod study;
mod tidy;
