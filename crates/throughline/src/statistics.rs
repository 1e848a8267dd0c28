//! Estimates with their intervals, tests and their control over many: what the rooms below say how sure they are with. No event,
//! no need: numbers in, numbers out. A file for each family; every formula names its source.

pub mod exact;
pub mod least_squares;
pub mod many;
pub mod poisson;
pub mod random;
pub mod share;
