//! Whether two logs say the same, and if not, where they first differ: for tests that write a log and read it back.
//!
//! Compared are the needs looked at (by their ids), their events in order, every column by its name and its values, and the
//! closing activities. Not compared is what is only a matter of storing: how names are numbered, the order of columns and of
//! needs, a column without any value beside no column at all; nor what is only known while reading the sources
//! (`out_of_order`, `linked`).

use std::collections::HashMap;

use super::{Column, Log, Need};
use crate::wording::counted;

/// The first difference between two logs, as a sentence; `None` if they are the same log.
pub fn difference(a: &Log, b: &Log) -> Option<String> {
    let pairs = match pair_needs(a, b) {
        Ok(pairs) => pairs,
        Err(says) => return Some(says),
    };
    times(a, b, &pairs)
        .or_else(|| {
            let fields = |log: &Log| -> Vec<(&'static str, Column)> {
                log.columns().fields.iter().map(|(field, column)| (field.name(), column.clone())).collect()
            };
            columns(&fields(a), &fields(b), "field", a, &pairs, |need| need.events.clone())
        })
        .or_else(|| {
            let (a_columns, b_columns) = (&a.columns().attributes, &b.columns().attributes);
            columns(a_columns, b_columns, "attribute", a, &pairs, |need| need.events.clone())
        })
        .or_else(|| {
            let (a_columns, b_columns) = (&a.columns().need_attributes, &b.columns().need_attributes);
            let one = |need: &Need| need.index as usize..need.index as usize + 1;
            columns(a_columns, b_columns, "attribute of the needs", a, &pairs, one)
        })
        .or_else(|| closing(a, b))
}

/// The same need in both logs, by its id.
fn pair_needs(a: &Log, b: &Log) -> Result<Vec<(Need, Need)>, String> {
    let mut in_b: HashMap<&str, Need> = b.needs().map(|need| (b.need_name(need.index), need)).collect();
    if in_b.len() < b.need_count() {
        return Err("the second log has two needs of the same id".to_string());
    }
    let mut pairs = Vec::with_capacity(a.need_count());
    for need in a.needs() {
        let id = a.need_name(need.index);
        let other = in_b.remove(id).ok_or_else(|| format!("need “{id}” is only in the first log"))?;
        if need.events.len() != other.events.len() {
            let events = |need: &Need| counted(need.events.len() as u64, "event", "events");
            return Err(format!(
                "need “{id}” has {} in the first log, {} in the second",
                events(&need),
                events(&other)
            ));
        }
        pairs.push((need, other));
    }
    match in_b.into_keys().min() {
        Some(id) => Err(format!("need “{id}” is only in the second log")),
        None => Ok(pairs),
    }
}

fn times(a: &Log, b: &Log, pairs: &[(Need, Need)]) -> Option<String> {
    for (need, other) in pairs {
        for (number, (x, y)) in need.events.clone().zip(other.events.clone()).enumerate() {
            let (at, other_at) = (a.at_us()[x], b.at_us()[y]);
            if at != other_at {
                return Some(format!(
                    "event {} of need “{}” is at {} in the first log, at {} in the second",
                    number + 1,
                    a.need_name(need.index),
                    crate::time::Instant(at),
                    crate::time::Instant(other_at)
                ));
            }
        }
    }
    None
}

/// The first difference between columns of one sort; `cells` says where the cells of a need lie.
fn columns<N: AsRef<str>>(
    a: &[(N, Column)],
    b: &[(N, Column)],
    sort: &str,
    log: &Log,
    pairs: &[(Need, Need)],
    cells: impl Fn(&Need) -> std::ops::Range<usize>,
) -> Option<String> {
    let named = |columns: &[(N, Column)], name: &str| -> Option<Column> {
        columns.iter().find(|(known, _)| known.as_ref() == name).map(|(_, column)| column.clone())
    };
    let mut names: Vec<&str> = a.iter().chain(b).map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    for (columns, which) in [(a, "first"), (b, "second")] {
        let mut own: Vec<&str> = columns.iter().map(|(name, _)| name.as_ref()).collect();
        own.sort_unstable();
        if let Some(twice) = own.windows(2).find(|pair| pair[0] == pair[1]) {
            return Some(format!("the {which} log has {sort} “{}” twice", twice[0]));
        }
    }
    for name in names {
        let (x, y) = (named(a, name), named(b, name));
        for (need, other) in pairs {
            for (number, (here, there)) in cells(need).zip(cells(other)).enumerate() {
                let here = x.as_ref().and_then(|column| column.get(here));
                let there = y.as_ref().and_then(|column| column.get(there));
                if here != there {
                    return Some(format!(
                        "{sort} “{name}”, event {} of need “{}”: {here:?} in the first log, {there:?} in the second",
                        number + 1,
                        log.need_name(need.index)
                    ));
                }
            }
        }
    }
    None
}

fn closing(a: &Log, b: &Log) -> Option<String> {
    let sorted = |log: &Log| {
        let mut closing = log.columns().closing.clone();
        closing.sort_unstable();
        closing
    };
    let (x, y) = (sorted(a), sorted(b));
    (x != y).then(|| format!("the first log closes needs with {x:?}, the second with {y:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Field, Holds, Linking, LogBuilder, Rows, Slot, Value};

    /// Events as need, microseconds, activity, and a number (none if negative).
    fn log(events: &[(&str, i64, &str, i64)]) -> Log {
        let mut rows = Rows::new();
        for (need, at_us, activity, number) in events {
            let column = rows.column(Slot::Need, Holds::Name);
            rows.set(column, Value::Text(need));
            let column = rows.column(Slot::Field(Field::Activity), Holds::Name);
            rows.set(column, Value::Text(activity));
            let column = rows.column(Slot::Attribute("number".into()), Holds::Whole);
            if *number >= 0 {
                rows.set(column, Value::Whole(*number));
            }
            rows.end_row(*at_us);
        }
        let mut builder = LogBuilder::new(Linking::default());
        builder.add(rows);
        builder.finish(1).unwrap()
    }

    const EVENTS: [(&str, i64, &str, i64); 4] =
        [("a", 1, "x", 1), ("b", 2, "y", -1), ("a", 3, "y", 2), ("a", 3, "x", 3)];

    #[test]
    fn the_numbering_of_names_and_needs_does_not_matter() {
        let mut other = EVENTS;
        other.swap(0, 1);
        assert_eq!(difference(&log(&EVENTS), &log(&other)), None);
    }

    #[test]
    fn a_column_without_values_is_as_good_as_none() {
        let empty = EVENTS.map(|(need, at_us, activity, _)| (need, at_us, activity, -1));
        let mut columns = log(&empty).columns().clone();
        columns.attributes.clear();
        assert_eq!(difference(&log(&empty), &Log::new(columns)), None);
    }

    #[test]
    fn each_kind_of_difference_is_said() {
        let whole = log(&EVENTS);
        type Rows = Vec<(&'static str, i64, &'static str, i64)>;
        let says = |change: fn(&mut Rows)| {
            let mut events = EVENTS.to_vec();
            change(&mut events);
            difference(&whole, &log(&events)).unwrap_or_default()
        };
        assert_eq!(says(|e| _ = e.remove(1)), "need “b” is only in the first log");
        assert_eq!(says(|e| e.push(("c", 1, "x", 1))), "need “c” is only in the second log");
        assert_eq!(says(|e| _ = e.pop()), "need “a” has 3 events in the first log, 2 events in the second");
        assert!(says(|e| e[0].1 = 0).starts_with("event 1 of need “a” is at 1970-01-01T00:00:00.000001Z"));
        // The order of ties is part of the log.
        assert!(says(|e| e.swap(2, 3)).contains("“activity”, event 2 of need “a”"));
        assert!(says(|e| e[2].3 = 9).contains("attribute “number”, event 2 of need “a”: Some(Whole(2))"));
        let mut columns = whole.columns().clone();
        columns.closing = vec!["y".to_string()];
        assert!(difference(&whole, &Log::new(columns)).is_some_and(|says| says.contains("closes needs")));
    }
}
