//! The study as JSON, version 1: schema/study.schema.json says its form. Each measure stands at the place its name says
//! (`flow.edges` is `edges` in `flow`; `capability[].needs_opened` is an item of the list `capability`), in the form of its shape; `measures` says for each what was asked, on what it rests and
//! where it misleads.

use serde_json::{Map, Value, json};
use throughline::capability::board::Board;
use throughline::reading::{
    Chart, ChartPhase, Distribution, Durations, Finding, Item, Matrix, Measure, Number, Paths, Reading,
    Series, Shape, Table,
};

use crate::study::Study;

/// The whole study, with a line end.
pub(crate) fn study(study: &Study) -> String {
    text(&value(study))
}

/// A value as text, with a line end.
pub(crate) fn text(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// The whole study.
pub(crate) fn value(study: &Study) -> Value {
    let mut all = Map::new();
    all.insert("version".into(), json!(1));
    all.insert("files".into(), json!(study.files));
    all.insert("said_purpose".into(), json!(study.purpose));
    all.insert("slice".into(), json!(study.slice));
    all.insert("notes".into(), json!(study.warnings.iter().chain(&study.notes).collect::<Vec<_>>()));
    all.insert("log".into(), log(study));
    for (measure, reading) in &study.readings {
        put(&mut all, measure.name, reading);
        if let Some(drawn) = &reading.drawn {
            put_drawn(&mut all, measure.name, drawn, &reading.says);
        }
    }
    let board = |board: &Board| {
        json!({
            "charts": board.charts,
            "expected": real(Some(board.expected)),
            "seen": board.seen,
            "chance": real(Some(board.chance)),
            "says": board.says(),
        })
    };
    all.insert("board".into(), study.board.as_ref().map_or(Value::Null, board));
    let about: Vec<Value> = study.readings.iter().map(|(measure, reading)| about(measure, reading)).collect();
    all.insert("measures".into(), Value::Array(about));
    Value::Object(all)
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
        if let Some(list) = part.strip_suffix("[]") {
            let items = place.entry(list).or_insert_with(|| json!([]));
            let Value::Array(items) = items else { return };
            let mut item = Map::new();
            put(&mut item, ITEM, reading);
            items.push(item_named(last, item, &reading.says));
            return;
        }
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
        Shape::PerWorker(all) => {
            place.insert(format!("{last}_in_all"), Value::Object(numbers(&all.numbers)));
            place.insert(last.into(), table(&all.table))
        }
        Shape::Series(all) => place.insert(last.into(), series(all)),
        Shape::Matrix(cells) => place.insert(last.into(), matrix(cells)),
        Shape::Paths(all) => {
            place.insert(format!("{}_count", last.trim_end_matches('s')), json!(all.count));
            place.insert(last.into(), paths(all))
        }
        Shape::Distribution(all) => place.insert(last.into(), distribution(all)),
        Shape::Findings(all) => place.insert(last.into(), Value::Array(all.iter().map(finding).collect())),
        Shape::Chart(all) => place.insert(last.into(), chart(all)),
    };
}

/// Puts the chart that an answer's figures come from among the charts.
fn put_drawn(all: &mut Map<String, Value>, name: &str, drawn: &Chart, says: &str) {
    if let Value::Array(items) = all.entry(CHARTS).or_insert_with(|| json!([])) {
        items.push(item_named(name, Map::from_iter([(ITEM.to_string(), chart(drawn))]), says));
    }
}

/// Where charts stand.
const CHARTS: &str = "capability";

/// What an item of a list is put under before it has its name.
const ITEM: &str = "item";

/// An item of a list: the name of its measure, its figures, and what it says (unless it says that it cannot).
fn item_named(name: &str, mut item: Map<String, Value>, says: &str) -> Value {
    let mut named = Map::new();
    named.insert("measure".into(), json!(name));
    match item.remove(ITEM) {
        Some(Value::Object(figures)) => named.extend(figures),
        Some(other) => drop(named.insert("figures".into(), other)),
        None => {}
    }
    named.entry("says").or_insert_with(|| json!(says));
    Value::Object(named)
}

fn about(measure: &Measure, reading: &Reading) -> Value {
    let excluded: Vec<Value> =
        reading.excluded.iter().map(|(what, count)| json!({"what": what, "count": count})).collect();
    json!({
        "name": measure.name,
        "asks": measure.asks,
        "says": reading.says,
        "sure": reading.sure,
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
        Item::Number(number) | Item::Seconds(number) | Item::Share(number) => real(Some(*number)),
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
    json!({
        "period": series.period,
        "known_from": series.known_from.to_string(),
        "known_until": series.known_until.to_string(),
        "points": series.points.iter().map(point).collect::<Vec<_>>(),
    })
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

fn finding(finding: &Finding) -> Value {
    let (size, interval) = finding.size.map_or((None, None), |(size, interval)| (Some(size), interval));
    json!({
        "pattern": finding.pattern,
        "target": finding.target,
        "finding": finding.verdict.name(),
        "statistic": real(finding.statistic.map(|(_, value)| value)),
        "statistic_name": finding.statistic.map(|(name, _)| name),
        "p": real(finding.p),
        "q": real(finding.q),
        "needs_affected": finding.needs_affected,
        "place": finding.place,
        "first": finding.period.map(|(first, _)| first.to_string()),
        "last": finding.period.map(|(_, last)| last.to_string()),
        "threshold": finding.threshold,
        "observed": real(finding.observed),
        "expected": real(finding.expected),
        "size": real(size),
        "size_interval": interval.map(|(low, high)| json!([real(Some(low)), real(Some(high))])),
        "size_of": finding.size_of,
        "durations": finding.durations.as_ref().map(durations),
        "who_acted": finding.who.name(),
        "does_a_rule_make_this": finding.rule,
        "says": finding.says,
        "could_also_be": finding.could_also_be,
        "look_at": finding.look_at,
    })
}

fn durations(durations: &Durations) -> Value {
    let each = |(at, needs, expected): &(i64, u64, Option<f64>)| json!({"at": at, "needs": needs, "expected": real(*expected)});
    json!({
        "unit": durations.unit,
        "limit": durations.limit,
        "pile_from": durations.pile_from,
        "taken_to": durations.taken_to,
        "each": durations.each.iter().map(each).collect::<Vec<_>>(),
    })
}

fn chart(chart: &Chart) -> Value {
    let point = |point: &throughline::reading::ChartPoint| {
        let mut map = Map::new();
        map.insert("start".into(), json!(point.start.to_string()));
        map.insert("n".into(), json!(point.n));
        map.insert("value".into(), real(point.value));
        if let Some((lower, upper)) = point.limits {
            map.insert("lower".into(), real(Some(lower)));
            map.insert("upper".into(), real(Some(upper)));
        }
        Value::Object(map)
    };
    let signal = |signal: &throughline::reading::ChartSignal| json!({"index": signal.detected_at, "rule": signal.rule, "start": signal.start, "end": signal.end});
    let split = |(index, cause): &(u64, String)| json!({"index": index, "cause": cause});
    let change = |(index, name): &(u64, String)| json!({"index": index, "name": name});
    let phase = |phase: &ChartPhase| json!({"start": phase.start, "centre": real(phase.centre), "lower": real(phase.lower), "upper": real(phase.upper)});
    let proposal = |(start, detected_at, up): &(u64, u64, bool)| json!({"start": start, "detected_at": detected_at, "direction": if *up { 1 } else { -1 }});
    json!({
        "period": chart.period,
        "status": chart.status,
        "rules": chart.rules,
        "points": chart.points.iter().map(point).collect::<Vec<_>>(),
        "centre": real(chart.centre),
        "upper": real(chart.upper),
        "lower": real(chart.lower),
        "range_centre": real(chart.range_centre),
        "range_upper": real(chart.range_upper),
        "signals": chart.signals.iter().map(signal).collect::<Vec<_>>(),
        "splits": chart.splits.iter().map(split).collect::<Vec<_>>(),
        "earlier": chart.earlier.iter().map(phase).collect::<Vec<_>>(),
        "changes": chart.changes.iter().map(change).collect::<Vec<_>>(),
        "proposals": chart.proposals.iter().map(proposal).collect::<Vec<_>>(),
    })
}
