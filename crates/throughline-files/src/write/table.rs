//! A log as a table, one row an event: the headers that CSV and Parquet share, and CSV itself.

use std::io::{self, Write};

use throughline::log::{Column, Field, Log, Value};
use throughline::time::Instant;

use crate::table::{header_of_closing, header_of_event_attribute, tagged};

/// Where the cells of a column lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// One an event.
    Event,
    /// One a need.
    Need,
}

/// A column with its header.
pub(crate) struct Header<'a> {
    /// The header.
    pub(crate) name: String,
    /// The column.
    pub(crate) column: &'a Column,
    /// Where its cells lie.
    pub(crate) place: Place,
}

/// All columns after `need` and `at`, in the order in which they are written: fields, attributes, attributes of the needs.
/// Attributes carry their type in the header where `with_types` (a text has no types), or where the name alone would be taken
/// for something else.
pub(crate) fn headers(log: &Log, with_types: bool) -> Vec<Header<'_>> {
    let columns = log.columns();
    let fields = columns.fields.iter().map(|(field, column)| {
        let name = if *field == Field::Person { PERSON } else { field.name() };
        Header { name: name.to_string(), column, place: Place::Event }
    });
    let attributes = columns.attributes.iter().map(|(name, column)| {
        let typed = with_types || is_ours(name);
        let name = header_of_event_attribute(name);
        Header { name: if typed { with_type(&name, column) } else { name }, column, place: Place::Event }
    });
    let need_attributes = columns.need_attributes.iter().map(|(name, column)| {
        let name = format!("case:{name}");
        let typed = with_types || tagged(&name).is_some();
        Header { name: if typed { with_type(&name, column) } else { name }, column, place: Place::Need }
    });
    fields.chain(attributes).chain(need_attributes).collect()
}

/// The header of persons: what stands there is a pseudonym already.
const PERSON: &str = "person_pseudonym";

/// Whether a header of this name would mean something, or nothing at all.
fn is_ours(name: &str) -> bool {
    let taken = ["need", "at", "person", PERSON].contains(&name) || name.trim().is_empty();
    taken || Field::named(name).is_some() || tagged(name).is_some()
}

fn with_type(name: &str, column: &Column) -> String {
    let holds = match column {
        Column::Names(_) => "text",
        Column::Times(_) => "time",
        Column::Whole(_) => "whole",
        Column::Real(_) => "real",
        Column::Flags(_) => "flag",
    };
    format!("{name} [{holds}]")
}

/// How much is gathered before it is written, in bytes.
const BLOCK: usize = 1 << 20;

/// Writes the log as text with delimiters: times in UTC, missing values empty.
pub(super) fn write(log: &Log, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let headers = headers(log, true);
    let mut text: Vec<u8> = Vec::with_capacity(BLOCK + (1 << 16));
    text.extend_from_slice(b"need");
    text.push(delimiter);
    text.extend_from_slice(b"at");
    for header in &headers {
        text.push(delimiter);
        push(&mut text, header.name.as_bytes(), delimiter);
    }
    // A text has no other place for them: a column each, named for the activity and empty.
    let closing = &log.columns().closing;
    for activity in closing {
        text.push(delimiter);
        push(&mut text, header_of_closing(activity).as_bytes(), delimiter);
    }
    text.push(b'\n');
    for need in log.needs() {
        for event in need.events {
            push(&mut text, log.need_name(need.index).as_bytes(), delimiter);
            text.push(delimiter);
            write!(text, "{}", Instant(log.at_us()[event]))?;
            for header in &headers {
                text.push(delimiter);
                let place = if header.place == Place::Event { event } else { need.index as usize };
                match header.column.get(place) {
                    Some(Value::Text(name)) => push(&mut text, name.as_bytes(), delimiter),
                    Some(value) => write!(text, "{value}")?,
                    None => {}
                }
            }
            text.extend(closing.iter().map(|_| delimiter));
            text.push(b'\n');
            if text.len() >= BLOCK {
                out.write_all(&text)?;
                text.clear();
            }
        }
    }
    out.write_all(&text)
}

/// A field, in quotes where it could be misread without: delimiters, quotes, ends of lines, blanks around it.
fn push(text: &mut Vec<u8>, field: &[u8], delimiter: u8) {
    let blank = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ' || *byte >= 0x80);
    let special = |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == delimiter;
    if !blank(field.first()) && !blank(field.last()) && !field.iter().any(special) {
        text.extend_from_slice(field);
        return;
    }
    text.push(b'"');
    for byte in field {
        if *byte == b'"' {
            text.push(b'"');
        }
        text.push(*byte);
    }
    text.push(b'"');
}
