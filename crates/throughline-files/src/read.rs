//! Reading files into a log.

use std::path::PathBuf;

use throughline::error::Error;
use throughline::log::Log;

use crate::job::{Job, Refusal};
use crate::mapping::Mapping;

/// What was read.
pub struct Reading {
    /// The log.
    pub log: Log,
    /// The mapping used for each source, by the source's name.
    pub mappings: Vec<(String, Mapping)>,
    /// What was refused.
    pub refused: Vec<Refusal>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// Reads all files into one log. `mappings` by path; a file without one gets a guessed one.
pub fn read(
    paths: &[PathBuf],
    mappings: &[(PathBuf, Mapping)],
    zone: &str,
    job: &Job,
) -> Result<Reading, Error> {
    let _ = (paths, mappings, zone, job);
    Err(Error::failed("not written yet"))
}
