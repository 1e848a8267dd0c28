//! JSON: one object a line, or one array of objects. Keys are columns; an object within an object is flattened to keys `a/b`,
//! an array is kept as its JSON text. Read in pieces: nothing is held but one line, or one object of the array; but a table that is
//! written column by column is held whole.

mod by_column;
mod objects;
mod pieces;

use std::collections::HashMap;

use serde_json::Value as Json;
use throughline::error::Error;
use throughline::log::{Holds, Rows};

use crate::job::{Counted, Job, Refusal, shorten};
use crate::mapping::{Mapping, To};
use crate::sample::{Sample, SampleColumn};
use crate::source::Source;
use crate::table::{Cell, Table};
use objects::Objects;
use pieces::Piece;

/// The first `rows` rows of the source.
pub(crate) fn sample(source: &Source, rows: usize) -> Result<Sample, Error> {
    let mut sample = Sample { whole: true, ..Sample::default() };
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut objects = Objects::of(source)?;
    let mut bad = None;
    while let Some((line, values)) = objects.next()? {
        let cells = match values {
            Ok(cells) => cells,
            Err(reason) => {
                bad.get_or_insert((line, reason));
                continue;
            }
        };
        if sample.rows == rows {
            sample.whole = false;
            break;
        }
        for (key, value) in cells {
            let place = *places.entry(key.clone()).or_insert_with(|| {
                let values = vec![None; sample.rows];
                sample.columns.push(SampleColumn { name: key, values, ..SampleColumn::default() });
                sample.columns.len() - 1
            });
            let column = &mut sample.columns[place];
            let holds = value_holds(&value);
            column.holds = if column.values.iter().all(Option::is_none) {
                holds
            } else {
                column.holds.filter(|known| Some(*known) == holds)
            };
            column.values.push(value_text(&value));
        }
        sample.rows += 1;
        sample.columns.iter_mut().for_each(|column| column.values.resize(sample.rows, None));
    }
    if sample.columns.is_empty() {
        return Err(match (objects.trouble(), bad) {
            (Some(why), _) => Error::failed(format!("{}: {why}", source.name)),
            (None, Some((line, reason))) => Error::asked(format!(
                "{}: holds no JSON object that can be read, one on each line or in one array; line {line} {reason}",
                source.name
            )),
            (None, None) => Error::asked(format!("{}: there are no objects with values in it", source.name)),
        });
    }
    Ok(sample)
}

/// All rows of the source, in its order.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    // Keys that are met later are not in the mapping; keys of the mapping that no object has are empty.
    let names: Vec<String> = mapping.columns.iter().map(|map| map.name.clone()).collect();
    let places: HashMap<&str, usize> =
        names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let ignored: Vec<bool> = mapping.columns.iter().map(|map| map.to == To::Ignore).collect();
    let mut table = Table::new(&source.name, &names, mapping, job)?;
    let mut unknown: Vec<String> = Vec::new();
    let mut objects = Objects::of(source)?;
    while let Some((line, values)) = objects.next()? {
        job.progress.advance(source.taken())?;
        let values = match values {
            Ok(values) => values,
            Err(reason) => {
                refuse(source, job, line, "", reason);
                continue;
            }
        };
        let mut cells = vec![Cell::Empty; names.len()];
        for (key, value) in &values {
            match places.get(key.as_str()) {
                Some(place) if !ignored[*place] => cells[*place] = value.cell(),
                Some(_) => {}
                None if unknown.len() < 100 && !unknown.contains(key) => unknown.push(key.clone()),
                None => {}
            }
        }
        table.row(line, &cells);
    }
    if let Some(why) = objects.trouble() {
        refuse(source, job, objects.line(), "", why);
    }
    if !unknown.is_empty() {
        job.report.note(format!(
            "{}: left out, because the mapping does not name them: {}",
            source.name,
            crate::table::listed(&unknown)
        ));
    }
    job.progress.advance(source.taken())?;
    Ok(vec![table.finish()])
}

fn refuse(source: &Source, job: &Job, line: u64, value: &str, reason: String) {
    let (file, column, value) = (source.name.clone(), String::new(), shorten(value));
    job.report.refuse(Refusal { file, line, counted: Counted::Lines, column, value, reason });
}

/// A value of an object.
#[derive(Debug, Clone, PartialEq)]
enum Held {
    Empty,
    Text(String),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

impl Held {
    fn cell(&self) -> Cell<'_> {
        match self {
            Held::Empty => Cell::Empty,
            Held::Text(text) => Cell::Text(text),
            Held::Whole(number) => Cell::Whole(*number),
            Held::Real(number) => Cell::Real(*number),
            Held::Flag(flag) => Cell::Flag(*flag),
        }
    }
}

fn value_text(value: &Held) -> Option<String> {
    match value {
        Held::Empty => None,
        Held::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Held::Whole(number) => Some(number.to_string()),
        Held::Real(number) => Some(number.to_string()),
        Held::Flag(flag) => Some(flag.to_string()),
    }
}

fn value_holds(value: &Held) -> Option<Holds> {
    match value {
        Held::Empty => None,
        Held::Text(_) => Some(Holds::Name),
        Held::Whole(_) => Some(Holds::Whole),
        Held::Real(_) => Some(Holds::Real),
        Held::Flag(_) => Some(Holds::Flag),
    }
}

/// The values of one object under their flattened keys; or what is wrong with it. The parser refuses nesting deeper than 128.
fn flat(piece: &Piece) -> Result<Vec<(String, Held)>, String> {
    let json: Json = serde_json::from_slice(&piece.text).map_err(|error| match error.to_string() {
        says if says.contains("recursion") => {
            "is nested too deep: more than 128 objects or arrays within each other; take the inner ones out"
                .to_string()
        }
        says => format!("is not JSON ({says}); correct the line or leave it out"),
    })?;
    let Json::Object(object) = json else {
        return Err(
            "is not an object; each line (or each element of the array) must be one, as in {\"id\": 1}"
                .to_string(),
        );
    };
    let mut values = Vec::with_capacity(object.len());
    flatten("", object, &mut values);
    Ok(values)
}

/// Goes only as deep as the parser let the nesting be.
fn flatten(before: &str, object: serde_json::Map<String, Json>, values: &mut Vec<(String, Held)>) {
    for (key, value) in object {
        let key = if before.is_empty() { key } else { format!("{before}/{key}") };
        match value {
            Json::Object(inner) => flatten(&key, inner, values),
            value => values.push((key, held(value))),
        }
    }
}

/// A value that is no object; an array is kept as its JSON text.
fn held(value: Json) -> Held {
    match value {
        Json::Null => Held::Empty,
        Json::Bool(flag) => Held::Flag(flag),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Held::Whole(whole),
            (None, Some(real)) if !number.is_u64() => Held::Real(real),
            _ => Held::Text(number.to_string()),
        },
        Json::String(text) => Held::Text(text),
        Json::Array(_) | Json::Object(_) => Held::Text(value.to_string()),
    }
}

#[cfg(test)]
mod tests;
