//! Small logs written as tables, and readings as text.

use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};
use throughline::measure::MEASURES;
use throughline::place::Calendar;
use throughline::reading::{Ask, Item, Reading, Shape};
use throughline::time::{self, Instant, SECOND_US};

pub(crate) const MINUTE_US: i64 = 60 * SECOND_US;

/// A log from a table: a head line with `need`, `at` (minutes after the epoch, as `until` too) and names of fields or
/// of attributes, then a line an event; `-` is
/// a missing value.
pub(crate) fn log(table: &str) -> Log {
    builder(table).finish(2).unwrap()
}

/// The same, to be told more.
pub(crate) fn builder(table: &str) -> LogBuilder {
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows(table));
    builder
}

/// The rows of the table.
pub(crate) fn rows(table: &str) -> Rows {
    let mut lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let head: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let mut rows = Rows::new();
    for line in lines {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells.len(), head.len(), "{line}");
        let mut at_us = None;
        for (name, cell) in head.iter().zip(cells).filter(|(_, cell)| *cell != "-") {
            let slot = match *name {
                "at" => {
                    at_us = Some(cell.parse::<i64>().unwrap() * MINUTE_US);
                    continue;
                }
                "need" => Slot::Need,
                name => Field::named(name).map_or(Slot::Attribute(name.to_string()), Slot::Field),
            };
            let holds = match *name {
                "minutes" | "weight" | "latitude" | "longitude" => Holds::Real,
                "label_chance" | "Label-Chance" | "selection_probability" | "SamplingProbability" => {
                    Holds::Real
                }
                "pence" => Holds::Whole,
                _ => Holds::Name,
            };
            let column = rows.column(slot, holds);
            match *name {
                _ if holds == Holds::Real => rows.set(column, Value::Real(cell.parse().unwrap())),
                "pence" => rows.set(column, Value::Whole(cell.parse().unwrap())),
                "until" => rows.set(column, Value::Time(Instant(cell.parse::<i64>().unwrap() * MINUTE_US))),
                _ => rows.set(column, Value::Text(cell)),
            }
        }
        rows.end_row(at_us.unwrap());
    }
    rows
}

/// What is asked unless a test says otherwise: the end of observation `now` in minutes after the epoch.
pub(crate) fn ask(now: i64) -> Ask {
    Ask {
        threads: 2,
        zone: time::zone("Europe/London").unwrap(),
        now: Instant(now * MINUTE_US),
        quiet_days: 30.0,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    }
}

/// The reading of the measure of this name.
pub(crate) fn read(name: &str, log: &Log, ask: &Ask) -> Reading {
    let measure = MEASURES.iter().find(|measure| measure.name == name);
    (measure.unwrap_or_else(|| panic!("no measure {name}")).read)(log, ask)
}

/// The rows of a reading, a line each, cells with a blank between: tables, curves, series and paths.
pub(crate) fn lines(reading: &Reading) -> Vec<String> {
    let item = |item: &Item| match item {
        Item::Name(name) => name.clone(),
        Item::Count(count) => count.to_string(),
        Item::Number(number) | Item::Seconds(number) | Item::Share(number) => format!("{number}"),
        Item::At(at) => at.to_string(),
        Item::None => "-".to_string(),
    };
    let row = |row: &Vec<Item>| row.iter().map(item).collect::<Vec<_>>().join(" ");
    match &reading.shape {
        Shape::Table(table) => table.rows.iter().map(row).collect(),
        Shape::PerWorker(all) => all.table.rows.iter().map(row).collect(),
        Shape::Distribution(distribution) => distribution.curve.rows.iter().map(row).collect(),
        Shape::Series(series) => {
            let number = |number: &Option<f64>| number.map_or("-".to_string(), |number| number.to_string());
            let point = |(at, values): &(Instant, Vec<Option<f64>>)| {
                format!("{at} {}", values.iter().map(number).collect::<Vec<_>>().join(" "))
            };
            series.points.iter().map(point).collect()
        }
        Shape::Paths(paths) => {
            let name = |place: &u32| paths.names[*place as usize].clone();
            let path = |(path, needs): &(Vec<u32>, u64)| {
                format!("{needs} {}", path.iter().map(name).collect::<Vec<_>>().join(" > "))
            };
            paths.paths.iter().map(path).collect()
        }
        other => panic!("no rows in {other:?}"),
    }
}

/// A named number of a reading.
pub(crate) fn number(reading: &Reading, name: &str) -> Option<f64> {
    let numbers = match &reading.shape {
        Shape::Numbers(numbers) => numbers,
        Shape::Distribution(distribution) => &distribution.numbers,
        other => panic!("no numbers in {other:?}"),
    };
    numbers.iter().find(|number| number.name == name).unwrap_or_else(|| panic!("no {name}")).value
}
