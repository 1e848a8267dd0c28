//! The last rows of a text: what a sample of its first does not show. An export with open jobs first has its dates of closing at its end.

use std::io::{Read, Seek, SeekFrom};

use throughline::error::Error;

use super::dialect::Dialect;
use super::scan::PADDING;
use super::{after_header, sample_of};
use crate::sample::{Sample, SampleColumn};
use crate::source::Source;

/// How much of the end is looked at, in bytes.
const TAIL_BYTES: usize = 1 << 17;
/// Of the columns that have a value in each of the first rows so many in a hundred rows at the end must have one: else they do not begin
/// where a row does.
const AS_FULL: usize = 90;

/// Adds the last rows to a sample of the first, where a column has no value in those.
pub(super) fn add(source: &Source, dialect: &Dialect, sample: &mut Sample) -> Result<(), Error> {
    let within_cells = |text: &String| text.contains(['\n', '\r']);
    let lines_in_cells =
        || sample.columns.iter().any(|column| column.values.iter().flatten().any(within_cells));
    if sample.whole || sample.blank_columns().is_empty() || lines_in_cells() {
        return Ok(());
    }
    let mut text = last_bytes(source, dialect)?;
    let Some(first) = memchr::memchr(dialect.scanner.newline, &text) else { return Ok(()) };
    let len = text.len();
    text.resize(len + PADDING, 0);
    let tail = sample_of(
        &Dialect { first_row: first as u64 + 1, ..dialect.clone() },
        (text, len),
        usize::MAX,
        true,
        true,
    );
    let full = |(own, more): (&SampleColumn, &SampleColumn)| {
        own.values.iter().any(Option::is_none)
            || more.values.iter().flatten().count() * 100 >= more.values.len() * AS_FULL
    };
    if sample.columns.iter().zip(&tail.columns).all(full) {
        sample.add_what_was_blank(&tail);
    }
    Ok(())
}

fn last_bytes(source: &Source, dialect: &Dialect) -> Result<Vec<u8>, Error> {
    let trouble = |error: std::io::Error| source.trouble(&error);
    let mut text = Vec::new();
    if let Some(mut file) = source.plain()?.filter(|_| dialect.decode.is_none()) {
        let bytes = file.seek(SeekFrom::End(0)).map_err(trouble)?;
        let from = bytes.saturating_sub(TAIL_BYTES as u64).max(dialect.first_row.saturating_sub(1));
        file.seek(SeekFrom::Start(from)).map_err(trouble)?;
        file.take(TAIL_BYTES as u64).read_to_end(&mut text).map_err(trouble)?;
        return Ok(text);
    }
    let mut reader = after_header(source, dialect)?;
    loop {
        let taken = reader.by_ref().take(TAIL_BYTES as u64).read_to_end(&mut text).map_err(trouble)?;
        text.drain(..text.len().saturating_sub(TAIL_BYTES));
        if taken == 0 {
            return Ok(text);
        }
    }
}
