//! Apache Parquet: read by whole columns, only those that the mapping names, and written with the same names as our CSV.
//!
//! A plain table of events goes the fast way ([`fast`]): cells are taken over from the decoder's arrays a batch at a time, texts
//! straight from their pages ([`texts`]), by several threads, each with its own run of rows. A wide table, or a mapping that joins
//! columns, goes row by row through [`crate::table`]. A text is kept as it stands, for Parquet has types and needs no trimming.

mod append;
mod fast;
mod hybrid;
pub mod lines;
mod open;
mod pages;
mod texts;
mod times;
mod value;
mod write;

use std::collections::HashMap;
use std::ops::Range;

use arrow_array::RecordBatch;
use throughline::error::Error;
use throughline::log::Rows;

use crate::job::Job;
use crate::mapping::{Mapping, To};
use crate::sample::{Sample, SampleColumn, distinct_names};
use crate::source::Source;
use crate::table::{Cell, Table};
use open::Opened;
pub(crate) use write::write;

/// The key under which a Parquet file of ours names the closing activities, one a line.
const CLOSING: &str = "throughline.closing";

/// The columns that can be read: their places in the file's schema and their names.
fn columns_of(opened: &Opened) -> Vec<(usize, String)> {
    let fields = opened.schema().fields();
    let names = distinct_names(fields.iter().map(|field| field.name().clone()).collect());
    let readable = |place: &usize| value::holds(fields[*place].data_type()).is_some();
    (0..fields.len()).filter(readable).map(|place| (place, names[place].clone())).collect()
}

/// The first `rows` rows of the source.
pub(crate) fn sample(source: &Source, rows: usize) -> Result<Sample, Error> {
    let opened = Opened::of(source)?;
    let columns = columns_of(&opened);
    let places: Vec<usize> = columns.iter().map(|(place, _)| *place).collect();
    let mut sample = Sample::default();
    for (place, name) in &columns {
        let holds = value::holds(opened.schema().field(*place).data_type());
        sample.columns.push(SampleColumn { name: name.clone(), holds, ..SampleColumn::default() });
    }
    let named = sample.clone();
    let groups = opened.groups();
    for (group, _, count) in &groups {
        if sample.rows == rows {
            break;
        }
        take(&opened, &places, *group, 0..(*count).min(rows - sample.rows), &mut sample)?;
    }
    sample.whole = sample.rows == opened.rows();
    if !sample.whole
        && !sample.blank_columns().is_empty()
        && let Some((group, _, count)) = groups.last()
    {
        let mut last = named;
        take(&opened, &places, *group, count.saturating_sub(rows)..*count, &mut last)?;
        sample.add_what_was_blank(&last);
    }
    sample.notes.extend(not_read(&opened));
    Ok(sample)
}

/// Adds some rows of a group.
fn take(
    opened: &Opened,
    places: &[usize],
    group: usize,
    rows: Range<usize>,
    sample: &mut Sample,
) -> Result<(), Error> {
    each_batch(opened, places, group, rows.start, rows.len(), |batch| {
        for (column, array) in sample.columns.iter_mut().zip(batch.columns()) {
            column.values.extend((0..batch.num_rows()).map(|row| value::get(array, row).text()));
        }
        sample.rows += batch.num_rows();
        Ok(())
    })
}

/// What is said of columns that hold lists and the like.
fn not_read(opened: &Opened) -> Option<String> {
    let fields = opened.schema().fields().iter();
    let odd: Vec<String> = fields
        .filter(|field| value::holds(field.data_type()).is_none())
        .map(|field| {
            format!(
                "“{}” ({})",
                crate::job::shorten(field.name()),
                crate::job::shorten(&field.data_type().to_string())
            )
        })
        .collect();
    (!odd.is_empty())
        .then(|| format!("left out, because one cell of them is not one value: {}", odd.join(", ")))
}

/// The activities that close a need, perhaps none, if the file is one of ours and says so.
pub(crate) fn closing(source: &Source) -> Result<Option<Vec<String>>, Error> {
    let opened = Opened::of(source)?;
    Ok(opened.key_value(CLOSING).map(|lines| lines.lines().map(unescaped).collect()))
}

fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(line: &str) -> String {
    let mut name = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        name.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        });
    }
    name
}

/// All rows of the source, in its order.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    let opened = Opened::of(source)?;
    // What was read to look at the file is not part of the work.
    source.taken();
    if let Some(says) = not_read(&opened) {
        job.report.note(format!("{}: {says}", source.name));
    }
    let columns = columns_of(&opened);
    match fast::Plan::of(&opened, &columns, mapping)? {
        Some(plan) => fast::read(source, &opened, &plan, mapping, job),
        None => Ok(vec![by_rows(source, &opened, &columns, mapping, job)?]),
    }
}

fn by_rows(
    source: &Source,
    opened: &Opened,
    columns: &[(usize, String)],
    mapping: &Mapping,
    job: &Job,
) -> Result<Rows, Error> {
    let names: Vec<String> = columns.iter().map(|(_, name)| name.clone()).collect();
    let mut table = Table::new(&source.name, &names, mapping, job)?;
    let ignored: HashMap<&str, bool> =
        mapping.columns.iter().map(|map| (map.name.as_str(), map.to == To::Ignore)).collect();
    let wanted: Vec<(usize, usize)> = columns
        .iter()
        .enumerate()
        .filter(|(_, (_, name))| ignored.get(name.as_str()) == Some(&false))
        .map(|(cell, (place, _))| (cell, *place))
        .collect();
    let places: Vec<usize> = wanted.iter().map(|(_, place)| *place).collect();
    for (group, first, count) in opened.groups() {
        let mut line = first as u64;
        each_batch(opened, &places, group, 0, count, |batch| {
            job.progress.advance(source.taken())?;
            for row in 0..batch.num_rows() {
                line += 1;
                let got: Vec<value::Got<'_>> =
                    batch.columns().iter().map(|array| value::get(array, row)).collect();
                let mut cells = vec![Cell::Empty; names.len()];
                for ((cell, _), got) in wanted.iter().zip(&got) {
                    cells[*cell] = got.cell();
                }
                table.row(line, &cells);
            }
            Ok(())
        })?;
    }
    job.progress.advance(source.taken())?;
    Ok(table.finish())
}

/// Decodes `limit` rows from `offset` on of a row group, batch by batch.
fn each_batch(
    opened: &Opened,
    places: &[usize],
    group: usize,
    offset: usize,
    limit: usize,
    mut work: impl FnMut(&RecordBatch) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = opened.group(group, places, offset, limit)?;
    while let Some(batch) = opened.guard(|| reader.next().transpose())? {
        work(&batch)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
