//! The simulator against what is known from elsewhere.

mod closed_forms;
mod kept;
mod places;
mod rules;
