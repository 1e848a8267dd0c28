//! Logs of other people's systems, taken into a service: rows beside its own events, in the same log for every measure.
//!
//! A row is known by its content (its need, its instant and all that it says) and by how many like it came before it in the same
//! log: taking a file again adds nothing, and rows that stand twice in a file are kept twice. Nobody here can vouch for them, so
//! they are not part of the chain. What people said does not go along: it stands in clear in such files, and could not be erased
//! with their key.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use throughline::error::Error;
use throughline::log::{Column, Field, Holds, Log, Rows, SOURCE_SAYS_END, Slot, Value};
use throughline::time::Instant;

use crate::record::hexadecimal;
use crate::store::Store;

/// One row as it is kept.
pub(crate) struct Recorded {
    /// By what it is known.
    pub(crate) content: String,
    pub(crate) need: String,
    pub(crate) at: i64,
    /// What it says, as JSON.
    pub(crate) row: String,
}

/// What became of a log that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Events that were added.
    pub added: u64,
    /// Events that were there already.
    pub known: u64,
}

/// How many rows are written at once.
const LOAD: usize = 5_000;

/// What a row says, in the columns of a log.
#[derive(Default, Serialize, Deserialize)]
struct Row {
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Json>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    attributes: Map<String, Json>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    need_attributes: Map<String, Json>,
    /// Whether its source says that a need ends with its activity.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    closing: bool,
}

impl Store {
    /// Takes in a log of somebody else's. What is there already is not taken again.
    pub fn record(&self, log: &Log) -> Result<Taken, Error> {
        let mut before: HashMap<[u8; 32], u64> = HashMap::new();
        let (mut load, mut all, mut added) = (Vec::new(), 0, 0);
        // Not all in one commit: nobody's words are to wait for a large file, and what was taken in before it broke off does no harm.
        let put = |load: Vec<Recorded>| self.writer.ask(move |desk| desk.database.put_recorded(&load));
        let says_end = says_end(log);
        for need in log.needs() {
            for event in need.events.clone() {
                load.push(recorded(log, need.index, event, says_end, &mut before)?);
                all += 1;
                if load.len() == LOAD {
                    added += put(std::mem::take(&mut load))?;
                }
            }
        }
        added += put(load)?;
        Ok(Taken { added, known: all - added })
    }
}

/// Whether anything in a log says when a need ends.
fn says_end(log: &Log) -> bool {
    let word = log.names(Field::Kind).is_some_and(|kinds| kinds.names.find("word").is_some());
    word || !log.columns().closing.is_empty()
}

/// One event of a log as a row.
fn recorded(
    log: &Log,
    need: u32,
    event: usize,
    says_end: bool,
    before: &mut HashMap<[u8; 32], u64>,
) -> Result<Recorded, Error> {
    let columns = log.columns();
    let mut row = Row::default();
    let mut says: Vec<(&str, String)> = Vec::new();
    let mut keep = |to: &mut Map<String, Json>, name, column: &Column, place| {
        if let Some(value) = column.get(place) {
            says.push((name, value.to_string()));
            to.insert(String::from(name), as_json(value));
        }
    };
    for (field, column) in columns.fields.iter().filter(|(field, _)| *field != Field::Words) {
        keep(&mut row.fields, field.name(), column, event);
    }
    for (name, column) in &columns.attributes {
        keep(&mut row.attributes, name, column, event);
    }
    for (name, column) in &columns.need_attributes {
        keep(&mut row.need_attributes, name, column, need as usize);
    }
    let (need, at) = (log.need_name(need).to_string(), log.at_us()[event]);
    // Not in which order the columns came, nor whether numbers or whole numbers: another export of the same system may differ in that.
    says.sort_unstable();
    let content: [u8; 32] = Sha256::digest(json!([need, at, says]).to_string()).into();
    let like_it = before.entry(content).or_default();
    *like_it += 1;
    let content = hexadecimal(&Sha256::digest([&content[..], &like_it.to_be_bytes()].concat()));
    if !says_end && !row.attributes.contains_key(SOURCE_SAYS_END) {
        row.attributes.insert(SOURCE_SAYS_END.to_string(), Json::Bool(false));
    }
    let activity = row.fields.get(Field::Activity.name()).and_then(Json::as_str);
    row.closing = activity.is_some_and(|activity| columns.closing.iter().any(|known| known == activity));
    let row = serde_json::to_string(&row)
        .map_err(|why| Error::failed(format!("a row of the log cannot be written: {why}")))?;
    Ok(Recorded { content, need, at, row })
}

fn as_json(value: Value<'_>) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Time(at) => json!({ "time": at.0 }),
        Value::Whole(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Flag(flag) => json!(flag),
    }
}

fn as_value(json: &Json) -> Option<(Holds, Value<'_>)> {
    Some(match json {
        Json::String(text) => (Holds::Name, Value::Text(text)),
        Json::Bool(flag) => (Holds::Flag, Value::Flag(*flag)),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => (Holds::Whole, Value::Whole(whole)),
            None => (Holds::Real, Value::Real(number.as_f64()?)),
        },
        other => (Holds::Time, Value::Time(Instant(other.get("time")?.as_i64()?))),
    })
}

/// Rows that were taken in, as far as they were read.
#[derive(Default)]
pub(crate) struct RecordedRows {
    pub(crate) rows: Rows,
    columns: HashMap<(u8, String), usize>,
    /// The number of the last that was read.
    pub(crate) number: i64,
    /// The activities with which a need ends, as their sources say.
    pub(crate) closing: BTreeSet<String>,
}

impl RecordedRows {
    /// Adds rows, with their numbers.
    pub(crate) fn add(&mut self, more: &[(i64, Recorded)]) -> Result<(), Error> {
        for (number, recorded) in more {
            let row: Row = serde_json::from_str(&recorded.row)
                .map_err(|why| Error::failed(format!("row {number} that was imported is damaged: {why}")))?;
            self.set(0, "", &Json::String(recorded.need.clone()));
            row.fields.iter().for_each(|(name, value)| self.set(1, name, value));
            row.attributes.iter().for_each(|(name, value)| self.set(2, name, value));
            row.need_attributes.iter().for_each(|(name, value)| self.set(3, name, value));
            if let (true, Some(activity)) = (row.closing, row.fields.get(Field::Activity.name())) {
                self.closing.extend(activity.as_str().map(str::to_string));
            }
            self.rows.end_row(recorded.at);
            self.number = *number;
        }
        Ok(())
    }

    fn set(&mut self, sort: u8, name: &str, json: &Json) {
        let Some((holds, value)) = as_value(json) else { return };
        let column = *self.columns.entry((sort, name.to_string())).or_insert_with(|| {
            let (slot, holds) = match (sort, Field::named(name)) {
                (0, _) => (Slot::Need, holds),
                (1, Some(field)) => (Slot::Field(field), field.holds()),
                (3, _) => (Slot::NeedAttribute(name.to_string()), holds),
                _ => (Slot::Attribute(name.to_string()), holds),
            };
            self.rows.column(slot, holds)
        });
        self.rows.set(column, value);
    }
}
