//! What people look at. So far pictures: a chart as SVG, for a file of its own (`throughline chart --svg`) or a page.
//!
//! Nothing here works anything out: charts come from `throughline`, with their limits, signals and sentences.

pub mod picture;
