//! Writing a log as Parquet: one row an event, typed columns, need by need.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use throughline::error::Error;
use throughline::log::{Column, Log, NONE, NameColumn};
use throughline::time::MISSING_US;

use crate::write::{Place, headers};

/// Rows that are written together.
const BATCH: usize = 1 << 16;

/// How files are written: packed with zstd, with a text of our own under a key.
pub(super) fn properties(key: &str, value: String) -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(key.to_string(), value)]))
        .build()
}

/// Writes the log; packed with zstd, names in dictionaries, times as microseconds of UTC.
pub(crate) fn write(log: &Log, out: &mut (dyn Write + Send)) -> Result<(), Error> {
    let columns = headers(log, false);
    let mut fields = vec![Field::new("need", DataType::Utf8, false), Field::new("at", times(), false)];
    fields.extend(columns.iter().map(|header| Field::new(&header.name, form(header.column), true)));
    let schema = Arc::new(Schema::new(fields));
    let closing: Vec<String> = log.columns().closing.iter().map(|name| super::escaped(name)).collect();
    let properties = properties(super::CLOSING, closing.join("\n"));
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(failed)?;
    let mut events: Vec<(u32, usize)> = Vec::with_capacity(BATCH);
    let mut put = |events: &mut Vec<(u32, usize)>| -> Result<(), Error> {
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(events.iter().map(|(need, _)| log.need_name(*need)))),
            times_of(log.at_us(), events.iter().map(|(_, event)| *event)),
        ];
        arrays.extend(columns.iter().map(|header| match header.place {
            Place::Event => array(header.column, events.iter().map(|(_, event)| *event)),
            Place::Need => array(header.column, events.iter().map(|(need, _)| *need as usize)),
        }));
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(failed)?;
        events.clear();
        writer.write(&batch).map_err(failed)
    };
    for need in log.needs() {
        for event in need.events {
            events.push((need.index, event));
            if events.len() == BATCH {
                put(&mut events)?;
            }
        }
    }
    put(&mut events)?;
    writer.close().map_err(failed)?;
    Ok(())
}

pub(super) fn failed(error: impl std::fmt::Display) -> Error {
    Error::failed(format!("the Parquet file could not be written: {error}"))
}

pub(super) fn times() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn form(column: &Column) -> DataType {
    match column {
        Column::Names(_) => DataType::Utf8,
        Column::Times(_) => times(),
        Column::Whole(_) => DataType::Int64,
        Column::Real(_) => DataType::Float64,
        Column::Flags(_) => DataType::Boolean,
    }
}

/// The cells at these places.
fn array(column: &Column, places: impl ExactSizeIterator<Item = usize>) -> ArrayRef {
    match column {
        Column::Names(names) => texts_of(names, places),
        Column::Times(cells) => times_of(cells, places),
        Column::Whole(cells) => {
            Arc::new(Int64Array::from_iter(places.map(|place| Some(cells[place]).filter(|n| *n != i64::MIN))))
        }
        Column::Real(cells) => {
            Arc::new(Float64Array::from_iter(places.map(|place| Some(cells[place]).filter(|n| !n.is_nan()))))
        }
        Column::Flags(cells) => Arc::new(BooleanArray::from_iter(
            places.map(|place| Some(cells[place]).filter(|f| *f < 2).map(|f| f == 1)),
        )),
    }
}

fn texts_of(names: &NameColumn, places: impl ExactSizeIterator<Item = usize>) -> ArrayRef {
    let mut texts = StringBuilder::with_capacity(places.len(), places.len() * 8);
    for place in places {
        match names.codes.at(place) {
            NONE => texts.append_null(),
            code => texts.append_value(names.names.get(code)),
        }
    }
    Arc::new(texts.finish())
}

fn times_of(cells: &[i64], places: impl Iterator<Item = usize>) -> ArrayRef {
    let cells = places.map(|place| Some(cells[place]).filter(|us| *us != MISSING_US));
    Arc::new(TimestampMicrosecondArray::from_iter(cells).with_timezone("UTC"))
}
