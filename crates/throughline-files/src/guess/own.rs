//! Our own written forms, recognised exactly: CSV and Parquet headed `need`, `at`, …; XES with keys `throughline:NAME`.

use throughline::log::Field;

use super::words::{KEYS, Key};
use crate::mapping::{ColumnMap, To};
use crate::sample::Sample;
use crate::source::Format;
use crate::table::{closing_of_header, tagged};
use crate::times::TimeForm;

/// What the sample's columns become if Throughline wrote them.
pub(super) fn columns(sample: &Sample, format: Format) -> Option<Vec<ColumnMap>> {
    let names = || sample.columns.iter().map(|column| column.name.as_str());
    let mut first = names();
    let table = matches!(format, Format::Csv | Format::Parquet | Format::Columns | Format::Spreadsheet)
        && first.next() == Some("need")
        && first.next() == Some("at")
        && names().any(|name| Field::named(name) == Some(Field::Activity))
        && names().all(|name| name != "person")
        && (!matches!(format, Format::Csv | Format::Spreadsheet) || is_our_text(sample));
    // XES that says so itself is known by its note (see `xes::own_mapping`); its keys may also come by way of another tool.
    let tree = names().any(|name| name.starts_with("throughline:"));
    let to: fn(&str) -> To = match (table, tree) {
        (true, _) => in_table,
        (_, true) => in_tree,
        _ => return None,
    };
    let column = |name: &str| {
        let to = to(name);
        let is_time = match &to {
            To::At => true,
            To::Field(field) => field.holds() == throughline::log::Holds::Time,
            _ => false,
        };
        ColumnMap {
            name: name.to_string(),
            to,
            event: None,
            time: is_time.then_some(TimeForm::Iso),
            because: "written by Throughline".to_string(),
        }
    };
    Some(names().map(column).collect())
}

/// The activities that close a need, where Throughline wrote the sample.
pub(super) fn closing(sample: &Sample) -> Vec<String> {
    let names = sample.columns.iter().map(|column| column.name.as_str());
    names.filter_map(closing_of_header).map(str::to_string).collect()
}

/// Whether a table of texts can be ours: attributes carry their type in the header, and times are written in UTC. Somebody else's
/// table may well have our headers: its times are in the service's zone, and its persons are still to be made pseudonyms.
fn is_our_text(sample: &Sample) -> bool {
    let at = sample.columns.get(1).map_or(&[][..], |column| &column.values);
    sample.columns.iter().skip(2).all(|column| is_ours(&column.name))
        && at.iter().flatten().all(|value| value.contains('T') && value.ends_with('Z'))
}

/// Whether a table that somebody else wrote calls its columns what we call them: then a name means exactly what it means here.
pub(super) fn speaks_our_words(sample: &Sample) -> bool {
    ["need", "at", "activity"].iter().all(|word| sample.columns.iter().any(|column| column.name == *word))
}

/// Whether a header can be one of ours in a table of texts.
fn is_ours(name: &str) -> bool {
    Field::named(name).is_some() || name == "person_pseudonym" || tagged(name).is_some()
}

fn field(name: &str) -> Option<To> {
    if name == "person_pseudonym" { Some(To::Pseudonym) } else { Field::named(name).map(To::Field) }
}

fn other(name: &str) -> To {
    if name.starts_with("case:") { To::NeedAttribute } else { To::Attribute }
}

fn in_table(name: &str) -> To {
    match name {
        "need" => To::Need,
        "at" => To::At,
        name if closing_of_header(name).is_some() => To::Ignore,
        name => field(name).unwrap_or_else(|| other(name)),
    }
}

fn in_tree(name: &str) -> To {
    if name == "throughline:person" {
        return To::Pseudonym;
    }
    if let Some(own) = name.strip_prefix("throughline:").and_then(field) {
        return own;
    }
    match KEYS.iter().find(|(key, _)| *key == name) {
        Some((_, Key::Need)) => To::Need,
        Some((_, Key::At)) => To::At,
        Some((_, Key::Field(field))) if *field != Field::Pence => To::Field(*field),
        _ if name == "until" => To::Field(Field::Until),
        _ => other(name),
    }
}
