//! jsonl: to be written.

use throughline::error::Error;
use throughline::log::Rows;

use crate::job::Job;
use crate::mapping::Mapping;
use crate::sample::Sample;
use crate::source::Source;

/// The first `rows` rows of the source.
pub(crate) fn sample(source: &Source, rows: usize) -> Result<Sample, Error> {
    let _ = rows;
    Err(Error::failed(format!("{}: not written yet", source.name)))
}

/// All rows of the source, in its order.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    let _ = (mapping, job);
    Err(Error::failed(format!("{}: not written yet", source.name)))
}
