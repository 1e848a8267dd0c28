//! The simulator against what is known from elsewhere.

mod closed_forms;
mod places;
mod rules;
