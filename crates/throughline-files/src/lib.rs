//! Reading and writing event logs: one file per format, and the mapping between a source's columns and the log's.
//!
//! A file is read in four steps. [`source`] says what it is (format, packing) and opens it. Its format gives a
//! [`sample::Sample`]. [`guess`] makes a [`mapping::Mapping`] of the sample, saying why, unless one is given. The format then
//! reads everything into [`throughline::log::Rows`], refusing row by row what cannot be used ([`job::Job`]).

mod columns;
mod csv;
pub mod durations;
pub mod folder;
#[doc(hidden)]
pub mod fuzz;
pub mod guess;
pub mod inspect;
pub mod job;
mod jsonl;
pub mod mapping;
mod ocel;
mod parquet;
pub mod plan;
pub mod pseudonym;
pub mod rates;
pub mod read;
pub mod sample;
pub mod series;
pub mod source;
mod spreadsheet;
pub mod table;
pub mod times;
pub mod toml_text;
pub mod write;
mod xes;

pub use parquet::lines;
pub use spreadsheet::filled;
