//! CSV and its kin: any delimiter, quotes, line ends within quotes, UTF-8, UTF-16 or Windows-1252.
//!
//! A file that lies unpacked on disk is read by several threads side by side ([`ranges`]); the result is the same whatever the
//! number of threads.

mod block;
mod cells;
mod dialect;
mod header;
mod masks;
mod quotes;
mod ranges;
mod scan;
mod tail;
mod text;

use std::io::Read;

use throughline::error::Error;
use throughline::log::Rows;

use crate::job::{Job, Refusal};
use crate::mapping::Mapping;
use crate::sample::{Sample, SampleColumn};
use crate::source::{Decoded, Source};
use block::{End, Plan, Span, Taken};
use dialect::Dialect;
use scan::Fields;
use text::RECORD_BYTES;

/// The first `rows` rows of the source, written as `like` says.
pub(crate) fn sample(source: &Source, rows: usize, like: Option<&Mapping>) -> Result<Sample, Error> {
    let mut most = dialect::HEAD_BYTES;
    loop {
        let (dialect, text, len) = Dialect::within(source, like, most)?;
        let whole = len < most;
        let nothing_below = text[dialect.first_row as usize..len].trim_ascii().is_empty();
        let closes_nowhere = whole || most >= RECORD_BYTES;
        let mut sample = sample_of(&dialect, (text, len), rows, whole, closes_nowhere);
        if sample.rows > 0 {
            tail::add(source, &dialect, &mut sample)?;
            return Ok(sample);
        }
        let line = dialect.lines_before + 1;
        if !whole && most < RECORD_BYTES {
            most *= 8;
            continue;
        }
        let names = crate::table::listed(&dialect.names);
        let why = if nothing_below {
            format!("there is a header ({names}) but no row below it")
        } else {
            format!(
                "nothing below the header ({names}) is a row of as many values: look in line {line} for a quotation mark that \
                 is never closed, or for a line that is no row"
            )
        };
        return Err(Error::asked(format!("{}: {why}", source.name)));
    }
}

/// After so many lines with a mark that swallows rows a sample has seen enough: each has the rest looked at again.
const PASSED_OVER: usize = 50;

/// The first `rows` rows of `text[..len]` after the header, which may be `whole` or break off in a row; a quotation mark that is still open
/// at its end may never be closed.
fn sample_of(
    dialect: &Dialect,
    (mut text, mut len): (Vec<u8>, usize),
    rows: usize,
    whole: bool,
    closes_nowhere: bool,
) -> Sample {
    let start = dialect.first_row as usize;
    if whole && len > 0 && text[len - 1] != dialect.scanner.newline {
        text[len] = dialect.scanner.newline;
        len += 1;
        text.push(0);
    }
    let mut columns: Vec<SampleColumn> = dialect
        .names
        .iter()
        .map(|name| SampleColumn { name: name.clone(), ..SampleColumn::default() })
        .collect();
    let mut fields = Fields::default();
    let (mut from, mut taken, mut passed_over) = (start, 0, 0);
    loop {
        let text = &text[from..];
        dialect.scanner.scan(text, len - from, &mut fields);
        let joined = quotes::joined(&fields, text, dialect);
        let mut first = 0;
        for end in fields.records.iter().take(joined.unwrap_or(usize::MAX)).map(|end| *end as usize) {
            let width = end - first;
            let blank = width == 1 && dialect.cell(text, &fields, first).trim().is_empty();
            if width >= columns.len() && !blank && taken < rows {
                for (place, column) in columns.iter_mut().enumerate() {
                    let cell = dialect.cell(text, &fields, first + place);
                    column.values.push(Some(cell).filter(|cell| !cell.trim().is_empty()));
                }
                taken += 1;
            }
            first = end;
        }
        // As the reading does: a line whose mark swallows what follows is passed over.
        let used = fields.starts[first] as usize;
        let stuck = joined.is_some() || (fields.open_quote && closes_nowhere);
        match memchr::memchr(dialect.scanner.newline, &text[used..len - from]) {
            Some(end) if stuck && taken < rows && passed_over < PASSED_OVER => {
                from += used + end + 1;
                passed_over += 1;
            }
            _ => break,
        }
    }
    let notes = dialect.notes.iter().chain(&dialect.told).cloned().collect();
    Sample { columns, rows: taken, whole: whole && taken < rows, part: None, notes }
}

/// The different values of one column of the whole source, in order of first appearance.
pub(crate) fn different_values(
    source: &Source,
    column: usize,
    like: Option<&Mapping>,
    job: &Job,
) -> Result<Vec<String>, Error> {
    let (dialect, _, _) = Dialect::of(source, like)?;
    let mapping = Mapping::new("UTC");
    let plan = Plan::new(source, &dialect, &mapping)?;
    let values = plan.different_values(after_header(source, &dialect)?, column, job)?;
    Ok(values.iter().map(str::to_string).collect())
}

/// The text from the first row on.
fn after_header(source: &Source, dialect: &Dialect) -> Result<Box<dyn Read + Send>, Error> {
    let mut reader = source.reader()?;
    if let Some(encoding) = dialect.decode {
        reader = Box::new(Decoded::new(reader, encoding.new_decoder()));
    }
    std::io::copy(&mut reader.by_ref().take(dialect.first_row), &mut std::io::sink())
        .map_err(|error| source.trouble(&error))?;
    Ok(reader)
}

/// All rows of the source, in its order.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    let (dialect, _, _) = Dialect::of(source, Some(mapping))?;
    let plan = Plan::new(source, &dialect, mapping)?;
    dialect.told.iter().for_each(|told| job.report.note(format!("{}: {told}", source.name)));
    let mut done = if dialect.decode.is_none() && !source.is_packed() && plan.by_blocks() {
        ranges::read(&source.disk()?, &plan, job)?
    } else {
        let reader = after_header(source, &dialect)?;
        vec![plan.take(reader, Span { start: dialect.first_row, end: End::OfText, bytes: 0 }, job)?]
    };
    report(&mut done, &plan, dialect.lines_before, job);
    let mut rows: Vec<Rows> = done.into_iter().map(|taken| taken.rows).collect();
    if plan.by_blocks() {
        crate::table::retype(&mut rows, mapping);
    }
    Ok(rows)
}

/// Reports what the ranges found, with line numbers of the whole file.
fn report(done: &mut [Taken], plan: &Plan<'_>, lines_before: u64, job: &Job) {
    let mut lines = lines_before;
    let (mut skipped, mut repeated, mut decoded) = (0, 0, 0);
    let mut doubtful = Vec::new();
    for taken in done {
        for mut refusal in std::mem::take(&mut taken.refusals) {
            refusal.line += lines;
            job.report.refuse(Refusal { file: plan.file().to_string(), ..refusal });
        }
        doubtful.extend(taken.doubtful.iter().map(|line| line + lines));
        lines += taken.lines;
        skipped += taken.skipped;
        repeated += taken.repeated;
        decoded += taken.decoded;
    }
    let file = plan.file();
    crate::times::note_odd_hours(file, plan.zone().iana_name().unwrap_or("the zone"), skipped, repeated, job);
    if let Some((first, more)) = doubtful.split_first() {
        let more =
            if more.is_empty() { String::new() } else { format!(", and {} more further down", more.len()) };
        job.report.note(format!(
            "{file}, line {first}: a value of several lines has as many delimiters in each as a row of the table{more}; it was read as one \
             value. If these are rows, a quotation mark is stray or missing where the value begins"
        ));
    }
    if decoded > 0 {
        job.report.note(format!("{file}: {decoded} values were not UTF-8 and were read as Windows-1252"));
    }
}

#[cfg(test)]
mod tests;
