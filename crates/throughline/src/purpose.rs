//! Purpose: whether people got what they came for, in their own judgement, and whether it lasted. Asked by those who do the work and by
//! the people themselves.
//!
//! Deliberately not here: a number to hit.

pub mod persistence;
pub mod scores;
