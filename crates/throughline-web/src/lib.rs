//! What people look at: pictures as SVG, for a file of its own (`throughline chart --svg`) or a page, and the report of a study
//! (`throughline study --html`) or a workbook of all its figures (`--xlsx`), the answer to a plan (`throughline plan --html`, `--xlsx`), and a
//! plain sheet to fill in.
//!
//! Nothing here works anything out: charts come from `throughline`, with their limits, signals and sentences.

pub mod figures;
pub mod picture;
pub mod plan;
pub mod report;
mod sheet;
pub mod workbook;

pub use sheet::sheet;
