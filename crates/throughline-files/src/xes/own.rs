//! What we write ourselves, in XES and OCEL, and how it is known again.
//!
//! Columns go under the standard's keys where it has one (`concept:name`, `time:timestamp`, `org:resource` …), other fields under
//! `throughline:NAME`, attributes under their own names. An attribute whose name is one of those keys goes under
//! `throughline:attribute:NAME`. Characters that XML cannot carry at all (most control characters) are spelt `_x0001_`, as in
//! spreadsheets; a text that looks like such a spelling has its underscore spelt, so that nothing is changed on the way.

use throughline::log::Field;

use crate::mapping::{ColumnMap, Mapping, To};
use crate::sample::Sample;
use crate::times::TimeForm;

/// The key of the log that says we wrote it.
pub(crate) const MARK: &str = "throughline:log";
/// The start of the log's keys that name closing activities.
pub(crate) const CLOSING: &str = "throughline:closing";
const PREFIX: &str = "throughline:";
const ATTRIBUTE: &str = "throughline:attribute:";

/// Keys with a meaning of their own, and the field that goes there.
const STANDARD: [(&str, Option<Field>); 6] = [
    ("concept:name", Some(Field::Activity)),
    ("time:timestamp", None),
    ("org:resource", Some(Field::Worker)),
    ("org:group", Some(Field::Team)),
    ("org:role", Some(Field::Role)),
    ("until", Some(Field::Until)),
];

/// The key a field is written under.
pub(crate) fn key_of_field(field: Field) -> String {
    match STANDARD.iter().find(|(_, standard)| *standard == Some(field)) {
        Some((key, _)) => (*key).to_string(),
        None => format!("{PREFIX}{}", field.name()),
    }
}

/// The key an attribute is written under.
pub(crate) fn key_of_attribute(name: &str) -> String {
    let taken = STANDARD.iter().any(|(key, _)| *key == name)
        || name.starts_with(PREFIX)
        || name.starts_with("case:")
        || name.is_empty();
    if taken { format!("{ATTRIBUTE}{name}") } else { name.to_string() }
}

/// The name of the attribute that is written under this key.
pub(crate) fn unreserved(key: &str) -> &str {
    key.strip_prefix(ATTRIBUTE).unwrap_or(key)
}

const NOTE: &str = "written by Throughline, so every key is taken as it was written";
const NOTE_CLOSING: &str = "; a need counts as ended after: ";

/// What a sample of our own log says in its notes.
pub(crate) fn note(closing: &[String]) -> String {
    match closing {
        [] => NOTE.to_string(),
        _ => format!("{NOTE}{NOTE_CLOSING}{}", serde_json::to_string(closing).unwrap_or_default()),
    }
}

/// The mapping of a log that we wrote ourselves (XES or OCEL), known by the note in its sample.
pub(crate) fn own_mapping(sample: &Sample, zone: &str) -> Option<Mapping> {
    let note = sample.notes.iter().find_map(|note| note.strip_prefix(NOTE))?;
    let closing = note.strip_prefix(NOTE_CLOSING).and_then(|list| serde_json::from_str(list).ok());
    let columns = sample.columns.iter().map(|column| {
        let name = column.name.as_str();
        let to = match (name, name.strip_prefix("case:")) {
            ("case:concept:name", _) => To::Need,
            (_, Some(_)) => To::NeedAttribute,
            ("time:timestamp", _) => To::At,
            _ => match field_of_key(name) {
                Some(Field::Person) => To::Pseudonym,
                Some(field) => To::Field(field),
                None => To::Attribute,
            },
        };
        let time = (to == To::At || to == To::Field(Field::Until)).then_some(TimeForm::Iso);
        let because = "written so by Throughline".to_string();
        ColumnMap { name: name.to_string(), to, event: None, time, because }
    });
    Some(Mapping {
        zone: zone.to_string(),
        columns: columns.collect(),
        constants: Vec::new(),
        closing: closing.unwrap_or_default(),
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: None,
        delimiter: None,
        encoding: None,
    })
}

fn field_of_key(key: &str) -> Option<Field> {
    match STANDARD.iter().find(|(standard, _)| *standard == key) {
        Some((_, field)) => *field,
        None => Field::named(key.strip_prefix(PREFIX)?),
    }
}

/// Whether XML 1.0 can carry the character.
fn carried(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether `text` starts as a spelling does. The underscore that ends it may yet come, from a character that is spelt.
fn looks_spelt(text: &str) -> bool {
    text.strip_prefix("_x").and_then(|rest| rest.get(..4)).is_some_and(|code| code.bytes().all(is_digit))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)
}

/// Where `text` starts with a spelling such as `_x0001_`, its character.
fn spelling(text: &str) -> Option<char> {
    let code = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    if code.bytes().all(is_digit) { char::from_u32(u32::from_str_radix(code, 16).ok()?) } else { None }
}

/// The text with what XML cannot carry spelt out.
pub(crate) fn spelt(text: &str) -> std::borrow::Cow<'_, str> {
    let needs = |(at, character): (usize, char)| !carried(character) || looks_spelt(&text[at..]);
    if !text.char_indices().any(needs) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if needs((at, character)) {
            out.push_str(&format!("_x{:04X}_", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out.into()
}

/// The text that was spelt out.
pub(crate) fn unspelt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        match spelling(&rest[at..]) {
            Some(character) => {
                out.push(character);
                rest = &rest[at + "_x0000_".len()..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_spelt_reads_back(text in "(_x|_|[0A]{4}|\\PC|\u{1}|\u{0}|\u{fffe}|\n){0,12}") {
            let spelt = spelt(&text);
            prop_assert!(spelt.chars().all(carried));
            prop_assert_eq!(unspelt(&spelt), text);
        }
    }
}
