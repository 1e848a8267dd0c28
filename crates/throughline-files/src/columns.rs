//! Throughline's own columns: an Arrow IPC file laid out by need. Nothing is parsed or sorted when it is opened; the columns
//! of the log are lent from the mapped file, so that the next question pays no load.
//!
//! One row of the Arrow table is one column of the log, with the cells in one list:
//!
//! | Arrow column | holds |
//! |---|---|
//! | `part` | `need_names`, `first_event`, `at_us`, `field`, `attribute` or `need_attribute` |
//! | `name` | the name of the field or attribute |
//! | `holds` | `name`, `time`, `whole`, `real` or `flag` |
//! | `texts` | the dictionary of a column of names, by code |
//! | `codes`, `offsets`, `numbers`, `reals`, `flags` | the cells, in whichever of them fits; missing cells as in [`Column`] |
//! | `short_codes`, `byte_codes` | codes in two bytes or one, where the dictionary needs no more (since layout 3) |
//!
//! The key `throughline` of the file's metadata marks it as ours and holds the rest of the log as JSON. The footer has checksums
//! of all of it (`sums`).

mod bytes;
mod check;
mod sums;
mod write;

use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Schema};
use throughline::error::Error;
use throughline::log::{Cells, CodeCells, Column, Columns, Field, Holds, Linked, Log, NameColumn};

use crate::source::Source;
use bytes::Row;

pub(crate) use write::write;

/// The key of the metadata that marks the file as ours.
const KEY: &str = "throughline";
/// The version of the layout.
const VERSION: u64 = 3;
/// The oldest layout that can be read; it had no lists of narrow codes.
const OLDEST: u64 = 2;

const HOLDS: [(&str, Holds); 5] = [
    ("name", Holds::Name),
    ("time", Holds::Time),
    ("whole", Holds::Whole),
    ("real", Holds::Real),
    ("flag", Holds::Flag),
];

/// The lists of the Arrow table, by the place of their column.
const TEXTS: usize = 3;
const CODES: usize = 4;
const OFFSETS: usize = 5;
const NUMBERS: usize = 6;
const REALS: usize = 7;
const FLAGS: usize = 8;
const IN_SHORTS: usize = 9;
const IN_BYTES: usize = 10;

/// The name of the list of codes in one byte, by which the layouts are told apart.
const BYTE_CODES: &str = "byte_codes";

/// The tables of the layouts that can be read, the newest first.
fn layouts() -> [Schema; 2] {
    let newest = schema();
    let oldest = Schema::new(newest.fields()[..IN_SHORTS].to_vec());
    [newest, oldest]
}

fn schema() -> Schema {
    let list = |name: &str, of: DataType| {
        ArrowField::new(name, DataType::LargeList(Arc::new(ArrowField::new("item", of, false))), false)
    };
    Schema::new(vec![
        ArrowField::new("part", DataType::Utf8, false),
        ArrowField::new("name", DataType::Utf8, false),
        ArrowField::new("holds", DataType::Utf8, false),
        list("texts", DataType::LargeUtf8),
        list("codes", DataType::UInt32),
        list("offsets", DataType::UInt64),
        list("numbers", DataType::Int64),
        list("reals", DataType::Float64),
        list("flags", DataType::UInt8),
        list("short_codes", DataType::UInt16),
        list(BYTE_CODES, DataType::UInt8),
    ])
}

/// The log in a column file, mapped into memory: nothing is parsed, nothing sorted.
pub(crate) fn read(source: &Source) -> Result<Log, Error> {
    bytes::open(source).and_then(of_bytes).map_err(|error| error.at(&source.name))
}

/// The log in these bytes.
pub(crate) fn of_bytes(file: ::bytes::Bytes) -> Result<Log, Error> {
    log_of(file, true)
}

/// The same; the checksums are looked at if `summed`. A fuzzer never finds bytes which they fit.
pub(crate) fn log_of(file: ::bytes::Bytes, summed: bool) -> Result<Log, Error> {
    let mut columns = Columns::default();
    let rows = bytes::rows(file, &layouts(), summed, |about| set_about(&mut columns, about))?;
    let mut seen = Vec::new();
    for row in rows {
        let (part, name) = (row.part.clone(), row.name.clone());
        if seen.contains(&(part.clone(), name.clone())) {
            return Err(damaged(format!("{part} “{name}” is in it twice")));
        }
        match part.as_str() {
            "need_names" => columns.need_names = Arc::new(row.texts),
            "first_event" => columns.first_event = Cells::Lent(Arc::new(row.offsets)),
            "at_us" => columns.at_us = Cells::Lent(Arc::new(row.numbers)),
            "field" => {
                let field = Field::named(&name)
                    .ok_or_else(|| damaged(format!("it has a field “{name}”, which is not known")))?;
                if holds(&row)? != field.holds() {
                    return Err(damaged(format!("its field “{name}” holds the wrong kind of value")));
                }
                columns.fields.push((field, column(row)?));
            }
            "attribute" => columns.attributes.push((name.clone(), column(row)?)),
            "need_attribute" => columns.need_attributes.push((name.clone(), column(row)?)),
            part => return Err(damaged(format!("it has a part “{part}”, which is not known"))),
        }
        seen.push((part, name));
    }
    check::whole(&columns, threads()).map_err(damaged)?;
    Ok(Log::new(columns))
}

/// How many threads look whether a file is whole.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

fn damaged(why: impl std::fmt::Display) -> Error {
    Error::failed(format!(
        "the column file is damaged or was cut short ({why}); write it again from its source"
    ))
}

/// What a row holds, by its word for it.
fn holds(row: &Row) -> Result<Holds, Error> {
    let known = HOLDS.iter().find(|(name, _)| *name == row.holds);
    known.map(|(_, holds)| *holds).ok_or_else(|| damaged(format!("“{}” is no kind of value", row.holds)))
}

/// The column of a row; its cells are lent from the file.
fn column(row: Row) -> Result<Column, Error> {
    Ok(match holds(&row)? {
        Holds::Name => {
            let codes = if !row.codes.is_empty() {
                CodeCells::Words(Cells::Lent(Arc::new(row.codes)))
            } else if !row.short_codes.is_empty() {
                CodeCells::Shorts(Cells::Lent(Arc::new(row.short_codes)))
            } else {
                CodeCells::Bytes(Cells::Lent(Arc::new(row.byte_codes)))
            };
            Column::Names(NameColumn { names: Arc::new(row.texts), codes })
        }
        Holds::Time => Column::Times(Cells::Lent(Arc::new(row.numbers))),
        Holds::Whole => Column::Whole(Cells::Lent(Arc::new(row.numbers))),
        Holds::Real => Column::Real(Cells::Lent(Arc::new(row.reals))),
        Holds::Flag => Column::Flags(Cells::Lent(Arc::new(row.flags))),
    })
}

/// What is not a column, as JSON.
fn about(columns: &Columns) -> String {
    let linked = columns.linked.as_ref().map(|linked| {
        serde_json::json!({
            "window_days": linked.window_days,
            "rows": linked.rows,
            "alone": linked.alone,
            "made": linked.made,
            "needs_by_window_days": linked.needs_by_window_days,
        })
    });
    let about = serde_json::json!({
        "version": VERSION,
        "closing": columns.closing,
        "out_of_order": columns.out_of_order,
        "linked": linked,
    });
    about.to_string()
}

fn set_about(columns: &mut Columns, about: &str) -> Result<(), Error> {
    let about: serde_json::Value = serde_json::from_str(about).map_err(damaged)?;
    let version = about["version"].as_u64();
    if !version.is_some_and(|version| (OLDEST..=VERSION).contains(&version)) {
        return Err(Error::asked(format!(
            "the column file has layout {}, and this program reads layouts {OLDEST} to {VERSION}; write it again from its source",
            version.map_or("unknown".to_string(), |version| version.to_string())
        )));
    }
    let closing = about["closing"].as_array().into_iter().flatten();
    columns.closing = closing.filter_map(|name| name.as_str().map(str::to_string)).collect();
    columns.out_of_order = about["out_of_order"].as_u64().unwrap_or(0);
    let linked = &about["linked"];
    columns.linked = linked["window_days"].as_f64().map(|window_days| {
        let windows = linked["needs_by_window_days"].as_array().into_iter().flatten();
        Linked {
            window_days,
            rows: linked["rows"].as_u64().unwrap_or(0),
            alone: linked["alone"].as_u64().unwrap_or(0),
            // A file written before this was kept says nothing of it: then all that were linked are taken to be.
            made: linked["made"].as_u64().or_else(|| linked["rows"].as_u64()).unwrap_or(0),
            needs_by_window_days: windows
                .filter_map(|pair| Some((pair[0].as_f64()?, pair[1].as_u64()?)))
                .collect(),
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests;
