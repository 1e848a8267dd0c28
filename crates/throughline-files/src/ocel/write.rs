//! Writing OCEL 2.0 JSON: one object of type `need` a need, its attributes, and its events with theirs.
//!
//! The event's type is its activity; other fields and attributes are attributes of the event, under the keys of [`own`], typed.
//! A member `throughline`, which other programs pass over, says that we wrote the file, and which activities close a need.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use throughline::error::Error;
use throughline::log::{Column, Field, Log, NONE, Value};
use throughline::time::Instant;

use crate::xes::own;

/// Since when an object has values that never changed, as the standard has it.
const ALWAYS: &str = "1970-01-01T00:00:00Z";

/// A column under its key.
type Keyed<'a> = (String, &'a Column);

/// Writes the needs that are looked at, in their order, and all that is known of them and their events.
pub(crate) fn write(log: &Log, out: &mut dyn Write) -> Result<(), Error> {
    write_all(log, out).map_err(|error| Error::failed(format!("the log could not be written: {error}")))
}

fn write_all(log: &Log, out: &mut dyn Write) -> io::Result<()> {
    let columns = log.columns();
    let fields = columns.fields.iter().filter(|(field, _)| *field != Field::Activity);
    let fields = fields.map(|(field, column)| (own::key_of_field(*field), column));
    let attributes = columns.attributes.iter().map(|(name, column)| (own::key_of_attribute(name), column));
    let of_events: Vec<Keyed<'_>> = fields.chain(attributes).collect();
    let of_needs: Vec<Keyed<'_>> =
        columns.need_attributes.iter().map(|(name, column)| (own::key_of_attribute(name), column)).collect();

    let mut out = io::BufWriter::with_capacity(1 << 18, out);
    let ours = json!({ "version": 1, "closing": columns.closing });
    let declared: Vec<Json> = of_needs.iter().map(|(key, column)| declared(key, column)).collect();
    let types = json!([{ "name": "need", "attributes": declared }]);
    write!(out, "{{\"throughline\":{ours},\n\"objectTypes\":{types},\n\"eventTypes\":[")?;
    event_types(log, &of_events, &mut out)?;
    write!(out, "],\n\"objects\":[")?;
    for (number, need) in log.needs().enumerate() {
        let attributes: Vec<Json> = of_needs
            .iter()
            .filter_map(|(key, column)| Some((key, column.get(need.index as usize)?)))
            .map(|(key, value)| json!({ "name": key, "time": ALWAYS, "value": plain(value) }))
            .collect();
        let id = log.need_name(need.index);
        let object = json!({ "id": id, "type": "need", "attributes": attributes, "relationships": [] });
        write!(out, "{}\n{object}", if number == 0 { "" } else { "," })?;
    }
    write!(out, "],\n\"events\":[")?;
    events(log, &of_events, &mut out)?;
    writeln!(out, "]}}")?;
    out.flush()
}

/// The types of events, with the attributes that their events have.
fn event_types(log: &Log, of_events: &[Keyed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let activity = log.names(Field::Activity);
    let count = activity.map_or(0, |column| column.names.len());
    // One row of flags a type; the last is for events without an activity.
    let mut used = vec![vec![false; of_events.len()]; count + 1];
    let mut seen = vec![false; count + 1];
    for need in log.needs() {
        for event in need.events {
            let code = activity.map_or(NONE, |column| column.codes.at(event));
            let of_type = if code == NONE { count } else { code as usize };
            seen[of_type] = true;
            for (used, (_, column)) in used[of_type].iter_mut().zip(of_events) {
                *used = *used || column.get(event).is_some();
            }
        }
    }
    let mut first = true;
    for of_type in (0..=count).filter(|of_type| seen[*of_type]) {
        let name = activity.filter(|_| of_type < count).map_or("", |column| column.names.get(of_type as u32));
        let attributes: Vec<Json> = of_events
            .iter()
            .zip(&used[of_type])
            .filter(|(_, used)| **used)
            .map(|((key, column), _)| declared(key, column))
            .collect();
        write!(
            out,
            "{}\n{}",
            if first { "" } else { "," },
            json!({ "name": name, "attributes": attributes })
        )?;
        first = false;
    }
    Ok(())
}

fn events(log: &Log, of_events: &[Keyed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let activity = log.names(Field::Activity);
    let mut number = 0u64;
    for need in log.needs() {
        let id = log.need_name(need.index);
        for event in need.events {
            number += 1;
            let attributes: Vec<Json> = of_events
                .iter()
                .filter_map(|(key, column)| Some((key, column.get(event)?)))
                .map(|(key, value)| json!({ "name": key, "value": plain(value) }))
                .collect();
            let one = json!({
                "id": format!("e{number}"),
                "type": activity.and_then(|column| column.get(event)).unwrap_or_default(),
                "time": Instant(log.at_us()[event]).to_string(),
                "attributes": attributes,
                "relationships": [{ "objectId": id, "qualifier": "need" }],
            });
            write!(out, "{}\n{one}", if number == 1 { "" } else { "," })?;
        }
    }
    Ok(())
}

fn declared(key: &str, column: &Column) -> Json {
    let kind = match column {
        Column::Names(_) => "string",
        Column::Times(_) => "time",
        Column::Whole(_) => "integer",
        Column::Real(_) => "float",
        Column::Flags(_) => "boolean",
    };
    json!({ "name": key, "type": kind })
}

/// A value as JSON has it; infinite numbers, which it has not, as texts.
fn plain(value: Value<'_>) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Whole(number) => json!(number),
        Value::Real(number) if number.is_finite() => json!(number),
        Value::Flag(flag) => json!(flag),
        other => json!(other.to_string()),
    }
}
