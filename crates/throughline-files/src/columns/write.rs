//! Writing a column file: one column of the log at a time.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::{
    ArrayRef, Float64Array, Int64Array, LargeListArray, RecordBatch, StringArray, UInt8Array, UInt16Array,
    UInt32Array, UInt64Array,
};
use arrow_buffer::OffsetBuffer;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, SchemaRef};
use throughline::error::Error;
use throughline::log::{CodeCells, CodeSlice, Column, Holds, Log, NONE, NameColumn};

use super::sums::{self, Summed};
use super::{CODES, FLAGS, HOLDS, IN_BYTES, IN_SHORTS, KEY, NUMBERS, OFFSETS, REALS, TEXTS, about, schema};

/// Writes a log as a column file. Of a sliced log, only the needs looked at are written.
pub(crate) fn write(log: &Log, out: &mut (dyn Write + Send)) -> Result<(), Error> {
    let columns = log.columns();
    let about = about(columns);
    let marked = schema().with_metadata(std::collections::HashMap::from([(KEY.to_string(), about.clone())]));
    let schema = Arc::new(marked);
    let mut table = Table { writer: FileWriter::try_new(Summed::of(out), &schema).map_err(failed)?, schema };
    let start = table.writer.get_ref().bytes();
    let kept = Kept::of(log);
    table.row("need_names", "", Holds::Name, vec![(TEXTS, kept.need_names())])?;
    table.row("first_event", "", Holds::Whole, vec![(OFFSETS, kept.first_event())])?;
    table.row("at_us", "", Holds::Time, vec![(NUMBERS, kept.numbers(log.at_us(), &kept.events))])?;
    for (field, column) in &columns.fields {
        table.column("field", field.name(), column, &kept, &kept.events)?;
    }
    for (name, column) in &columns.attributes {
        table.column("attribute", name, column, &kept, &kept.events)?;
    }
    for (name, column) in &columns.need_attributes {
        table.column("need_attribute", name, column, &kept, &kept.needs)?;
    }
    let sums = table.writer.get_ref().says(start, &about);
    table.writer.write_metadata(sums::KEY, sums);
    table.writer.finish().map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::failed(format!("the column file could not be written: {error}"))
}

/// Which cells of the columns are written: all of them, or those of the needs looked at.
struct Kept<'a> {
    log: &'a Log,
    events: Option<Vec<usize>>,
    needs: Option<Vec<usize>>,
}

impl<'a> Kept<'a> {
    fn of(log: &'a Log) -> Kept<'a> {
        if log.need_count() == log.columns().need_names.len() {
            return Kept { log, events: None, needs: None };
        }
        let needs = log.needs().map(|need| need.index as usize).collect();
        let events = log.needs().flat_map(|need| need.events).collect();
        Kept { log, events: Some(events), needs: Some(needs) }
    }

    fn need_names(&self) -> ArrayRef {
        let names = &self.log.columns().need_names;
        match &self.needs {
            None => texts(names.iter()),
            Some(kept) => texts(kept.iter().map(|need| names.get(*need as u32))),
        }
    }

    fn first_event(&self) -> ArrayRef {
        let mut first = 0;
        let mut starts = vec![0u64];
        starts.extend(self.log.needs().map(|need| {
            first += need.events.len() as u64;
            first
        }));
        Arc::new(UInt64Array::from(starts))
    }

    fn numbers(&self, cells: &[i64], places: &Option<Vec<usize>>) -> ArrayRef {
        Arc::new(Int64Array::from(pick(cells, places)))
    }
}

fn pick<T: Copy>(cells: &[T], places: &Option<Vec<usize>>) -> Vec<T> {
    match places {
        None => cells.to_vec(),
        Some(places) => places.iter().map(|place| cells[*place]).collect(),
    }
}

fn texts<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> ArrayRef {
    let mut texts = LargeStringBuilder::with_capacity(names.len(), names.len() * 8);
    names.for_each(|name| texts.append_value(name));
    Arc::new(texts.finish())
}

/// The list that codes of this width go to, and the codes.
fn codes(codes: CodeSlice<'_>) -> (usize, ArrayRef) {
    match codes {
        CodeSlice::Bytes(codes) => (IN_BYTES, Arc::new(UInt8Array::from(codes.to_vec()))),
        CodeSlice::Shorts(codes) => (IN_SHORTS, Arc::new(UInt16Array::from(codes.to_vec()))),
        CodeSlice::Words(codes) => (CODES, Arc::new(UInt32Array::from(codes.to_vec()))),
    }
}

/// The names that are used, in order of first use, and the codes among them: what a slice leaves out is not in its file.
fn renumbered(column: &NameColumn, places: &[usize]) -> (ArrayRef, (usize, ArrayRef)) {
    let mut to = vec![NONE; column.names.len()];
    let mut used = Vec::new();
    let old = column.codes.all();
    let new = places.iter().map(|place| {
        let code = old.at(*place);
        if code == NONE {
            return NONE;
        }
        let new = &mut to[code as usize];
        if *new == NONE {
            *new = used.len() as u32;
            used.push(column.names.get(code));
        }
        *new
    });
    let new: CodeCells = new.collect();
    (texts(used.into_iter()), codes(new.all()))
}

/// The Arrow table being written.
struct Table<W: Write> {
    writer: FileWriter<W>,
    schema: SchemaRef,
}

impl<W: Write> Table<W> {
    fn column(
        &mut self,
        part: &str,
        name: &str,
        column: &Column,
        kept: &Kept<'_>,
        places: &Option<Vec<usize>>,
    ) -> Result<(), Error> {
        let (holds, lists) = match column {
            Column::Names(column) => {
                let (names, (list, codes)) = match places {
                    None => (texts(column.names.iter()), codes(column.codes.all())),
                    Some(places) => renumbered(column, places),
                };
                (Holds::Name, vec![(TEXTS, names), (list, codes)])
            }
            Column::Times(cells) => (Holds::Time, vec![(NUMBERS, kept.numbers(cells, places))]),
            Column::Whole(cells) => (Holds::Whole, vec![(NUMBERS, kept.numbers(cells, places))]),
            Column::Real(cells) => {
                (Holds::Real, vec![(REALS, Arc::new(Float64Array::from(pick(cells, places))) as ArrayRef)])
            }
            Column::Flags(cells) => {
                (Holds::Flag, vec![(FLAGS, Arc::new(UInt8Array::from(pick(cells, places))) as ArrayRef)])
            }
        };
        self.row(part, name, holds, lists)
    }

    /// One row: the lists that are given, and empty ones.
    fn row(
        &mut self,
        part: &str,
        name: &str,
        holds: Holds,
        mut lists: Vec<(usize, ArrayRef)>,
    ) -> Result<(), Error> {
        let holds = HOLDS.iter().find(|(_, known)| *known == holds).map_or("", |(name, _)| name);
        let mut arrays: Vec<ArrayRef> =
            [part, name, holds].map(|text| Arc::new(StringArray::from(vec![text])) as ArrayRef).to_vec();
        for (place, field) in self.schema.fields().iter().enumerate().skip(arrays.len()) {
            let DataType::LargeList(item) = field.data_type() else { continue };
            let given =
                lists.iter().position(|(wanted, _)| *wanted == place).map(|at| lists.swap_remove(at).1);
            let values = given.unwrap_or_else(|| arrow_array::new_empty_array(item.data_type()));
            let list = LargeListArray::try_new(
                Arc::clone(item),
                OffsetBuffer::from_lengths([values.len()]),
                values,
                None,
            );
            arrays.push(Arc::new(list.map_err(failed)?));
        }
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(failed)?;
        self.writer.write(&batch).map_err(failed)
    }
}
