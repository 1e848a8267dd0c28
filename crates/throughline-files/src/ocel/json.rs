//! OCEL 2.0 as JSON.

use std::io::BufReader;

use serde::Deserialize;
use serde_json::Value;
use throughline::error::Error;

use super::model::{Attribute, Declared, Event, Object, Ocel};
use super::watched;
use crate::job::Job;
use crate::source::Source;
use crate::xes::keys::Kind;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    object_types: Option<Vec<Type>>,
    #[serde(default)]
    event_types: Option<Vec<Type>>,
    objects: Option<Vec<Item>>,
    events: Option<Vec<Item>>,
    #[serde(default)]
    throughline: Option<Ours>,
    #[serde(rename = "ocel:events", default)]
    old_events: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Ours {
    #[serde(default)]
    closing: Vec<String>,
}

#[derive(Deserialize)]
struct Type {
    name: String,
    attributes: Option<Vec<TypeAttribute>>,
}

#[derive(Deserialize)]
struct TypeAttribute {
    name: String,
    #[serde(rename = "type", default)]
    kind: String,
}

/// An event or an object.
#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(rename = "type")]
    of_type: String,
    #[serde(default)]
    time: Option<Value>,
    attributes: Option<Vec<ItemAttribute>>,
    relationships: Option<Vec<Relation>>,
}

#[derive(Deserialize)]
struct ItemAttribute {
    name: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    time: Option<Value>,
}

#[derive(Deserialize)]
struct Relation {
    #[serde(rename = "objectId")]
    object: String,
}

/// The whole log.
pub(super) fn read(source: &Source, job: Option<&Job>) -> Result<Ocel, Error> {
    let reader = BufReader::with_capacity(1 << 18, watched::utf8(source, job)?);
    let file: File = serde_json::from_reader(reader).map_err(|error| sentence(source, error))?;
    let (Some(objects), Some(events)) = (file.objects, file.events) else {
        let hint = match file.old_events {
            Some(_) => "it is OCEL 1.0: convert it to 2.0, or flatten it to XES or CSV",
            None => "it has no “objects” and “events”",
        };
        return Err(Error::asked(format!("this is not OCEL 2.0: {hint}")));
    };
    let (of_objects, of_events) = (declared(file.object_types), declared(file.event_types));
    let objects = objects.into_iter().map(|item| Object {
        attributes: attributes(item.attributes, &item.of_type, &of_objects),
        id: item.id,
        of_type: item.of_type,
    });
    let events = events.into_iter().map(|item| Event {
        attributes: attributes(item.attributes, &item.of_type, &of_events),
        id: item.id,
        of_type: item.of_type,
        time: item.time.map(text).unwrap_or_default(),
        objects: item.relationships.unwrap_or_default().into_iter().map(|relation| relation.object).collect(),
    });
    Ok(Ocel {
        objects: objects.collect(),
        events: events.collect(),
        own: file.throughline.is_some(),
        closing: file.throughline.map(|ours| ours.closing).unwrap_or_default(),
    })
}

fn sentence(source: &Source, error: serde_json::Error) -> Error {
    if error.is_io() {
        return match error.io_error_kind() {
            Some(_) => source.trouble(&std::io::Error::from(error)),
            None => Error::failed(error.to_string()),
        };
    }
    if error.is_eof() {
        return Error::failed(format!(
            "the file ends in the middle of the log (line {}); it was cut short while it was copied or exported: fetch it again",
            error.line()
        ));
    }
    Error::failed(format!(
        "this cannot be read as OCEL 2.0 JSON: {error}; export the log again, or repair the file there"
    ))
}

fn declared(types: Option<Vec<Type>>) -> Declared {
    let mut declared = Declared::default();
    for of_type in types.unwrap_or_default() {
        for attribute in of_type.attributes.unwrap_or_default() {
            declared.add(&of_type.name, &attribute.name, &attribute.kind);
        }
    }
    declared
}

fn attributes(of: Option<Vec<ItemAttribute>>, of_type: &str, declared: &Declared) -> Vec<Attribute> {
    let attribute = |attribute: ItemAttribute| {
        let own = match &attribute.value {
            Value::Null => return None,
            Value::Bool(_) => Kind::Flag,
            Value::Number(number) if number.is_f64() => Kind::Real,
            Value::Number(_) => Kind::Whole,
            _ => Kind::Text,
        };
        Some(Attribute {
            kind: declared.kind(of_type, &attribute.name).unwrap_or(own),
            text: text(attribute.value),
            time: attribute.time.map(text).unwrap_or_default(),
            name: attribute.name,
        })
    };
    of.unwrap_or_default().into_iter().filter_map(attribute).collect()
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
