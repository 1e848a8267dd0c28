//! The study as JSON, version 1: schema/study.schema.json says its form. Each measure stands at the place its name says
//! (`flow.edges` is `edges` in `flow`), in the form of its shape; `measures` says for each what was asked, on what it rests and
//! where it misleads.

use serde_json::{Map, Value, json};
use throughline::reading::{
    Distribution, Item, Matrix, Measure, Number, Paths, Reading, Series, Shape, Table,
};

use crate::study::Study;

/// The whole study, with a line end.
pub(crate) fn study(study: &Study) -> String {
    let mut all = Map::new();
    all.insert("version".into(), json!(1));
    all.insert("files".into(), json!(study.files));
    all.insert("slice".into(), json!(study.slice));
    all.insert("notes".into(), json!(study.notes));
    all.insert("log".into(), log(study));
    for (measure, reading) in &study.readings {
        put(&mut all, measure.name, reading);
    }
    let about: Vec<Value> = study.readings.iter().map(|(measure, reading)| about(measure, reading)).collect();
    all.insert("measures".into(), Value::Array(about));
    let mut text = serde_json::to_string_pretty(&Value::Object(all)).unwrap_or_default();
    text.push('\n');
    text
}

fn log(study: &Study) -> Value {
    let log = &study.log;
    let refused: Vec<Value> = study
        .refused
        .iter()
        .map(|r| json!({"file": r.file, "line": r.line, "column": r.column, "value": r.value, "reason": r.reason}))
        .collect();
    json!({
        "events": log.events,
        "needs": log.needs,
        "contacts": log.contacts,
        "people": log.people,
        "workers": log.workers,
        "organisations": log.organisations,
        "activities": log.activities,
        "first": log.span.map(|(first, _)| first.to_string()),
        "last": log.span.map(|(_, last)| last.to_string()),
        "refused": refused,
    })
}

/// Puts a reading at its place.
fn put(all: &mut Map<String, Value>, name: &str, reading: &Reading) {
    let mut place = all;
    let mut parts: Vec<&str> = name.split('.').collect();
    let last = parts.pop().unwrap_or(name);
    for part in parts {
        let inner = place.entry(part).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else { return };
        place = inner;
    }
    match &reading.shape {
        Shape::NotEnough => {
            place.insert(last.into(), json!({"says": "not enough to say", "reason": reading.says}))
        }
        Shape::Numbers(all) => place.insert(last.into(), Value::Object(numbers(all))),
        Shape::Table(rows) => place.insert(last.into(), table(rows)),
        Shape::Series(all) => place.insert(last.into(), series(all)),
        Shape::Matrix(cells) => place.insert(last.into(), matrix(cells)),
        Shape::Paths(all) => {
            place.insert(format!("{}_count", last.trim_end_matches('s')), json!(all.count));
            place.insert(last.into(), paths(all))
        }
        Shape::Distribution(all) => place.insert(last.into(), distribution(all)),
    };
}

fn about(measure: &Measure, reading: &Reading) -> Value {
    let excluded: Vec<Value> =
        reading.excluded.iter().map(|(what, count)| json!({"what": what, "count": count})).collect();
    json!({
        "name": measure.name,
        "asks": measure.asks,
        "says": reading.says,
        "n": reading.n,
        "of": reading.of,
        "excluded": excluded,
        "unit": measure.unit,
        "formula": measure.formula,
        "source": measure.source,
        "misleads": measure.misleads,
    })
}

fn numbers(all: &[Number]) -> Map<String, Value> {
    let mut map = Map::new();
    for number in all {
        map.insert(number.name.into(), real(number.value));
        if let Some((low, high)) = number.interval {
            map.insert(format!("{}_interval", number.name), json!([real(Some(low)), real(Some(high))]));
        }
    }
    map
}

/// A whole number without a point; what is no number is null.
pub(crate) fn real(value: Option<f64>) -> Value {
    match value {
        Some(value) if value.fract() == 0.0 && value.abs() < 9e15 => json!(value as i64),
        Some(value) if value.is_finite() => json!(value),
        _ => Value::Null,
    }
}

fn table(table: &Table) -> Value {
    let row = |row: &Vec<Item>| {
        let cells = table.columns.iter().zip(row).map(|(name, item)| (name.to_string(), cell(item)));
        Value::Object(cells.collect())
    };
    Value::Array(table.rows.iter().map(row).collect())
}

fn cell(item: &Item) -> Value {
    match item {
        Item::Name(name) => json!(name),
        Item::Count(count) => json!(count),
        Item::Number(number) => real(Some(*number)),
        Item::At(instant) => json!(instant.to_string()),
        Item::None => Value::Null,
    }
}

fn series(series: &Series) -> Value {
    let point = |(start, values): &(throughline::time::Instant, Vec<Option<f64>>)| {
        let mut map = Map::new();
        map.insert("start".into(), json!(start.to_string()));
        map.extend(series.columns.iter().zip(values).map(|(name, value)| (name.to_string(), real(*value))));
        Value::Object(map)
    };
    json!({"period": series.period, "points": series.points.iter().map(point).collect::<Vec<_>>()})
}

fn matrix(matrix: &Matrix) -> Value {
    let cells: Vec<Value> = matrix
        .cells
        .chunks(matrix.columns.len().max(1))
        .map(|row| Value::Array(row.iter().map(|cell| real(Some(*cell))).collect()))
        .collect();
    json!({"rows": matrix.rows, "columns": matrix.columns, "cells": cells})
}

fn paths(paths: &Paths) -> Value {
    let path = |(codes, needs): &(Vec<u32>, u64)| {
        let names: Vec<&str> = codes.iter().map(|code| paths.names[*code as usize].as_str()).collect();
        json!({"activities": names, "needs": needs})
    };
    Value::Array(paths.paths.iter().map(path).collect())
}

fn distribution(distribution: &Distribution) -> Value {
    let mut map = numbers(&distribution.numbers);
    map.insert(distribution.curve_name.into(), table(&distribution.curve));
    Value::Object(map)
}
