//! Estimates with their intervals, tests and their control over many: what the rooms below say how sure they are with. No event,
//! no need: numbers in, numbers out. A file for each family; every formula names its source.

pub mod agreement;
pub mod bootstrap;
pub mod competing;
pub mod difference;
pub mod drift;
pub mod exact;
pub mod laws;
pub mod least_squares;
pub mod linkage;
pub mod many;
pub mod mix;
pub mod poisson;
pub mod predicted;
pub mod random;
pub mod share;
pub mod spread;
pub mod strata;
pub mod survival;
pub mod tails;
pub mod variance;
