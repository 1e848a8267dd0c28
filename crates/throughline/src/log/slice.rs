//! Slices: which needs are looked at. A slice keeps whole needs, so that end-to-end time stays true in every slice: a need is
//! in when it was opened in the period, and when any of its events (or the need itself) carries the value asked for.

use super::{CodeSlice, Column, Log, Names};
use crate::error::Error;
use crate::time::Instant;

/// What to look at. Conditions on different keys must all hold; values of one key are alternatives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slice {
    /// Needs opened (first event) at or after this instant.
    pub since: Option<Instant>,
    /// Needs opened before this instant.
    pub until: Option<Instant>,
    /// Column and value: a field's name (`organisation`, `team`, `kind`, `channel`, `service`, `place` …) or a source's attribute.
    pub values: Vec<(String, String)>,
}

impl Slice {
    /// Whether everything is looked at.
    pub fn is_all(&self) -> bool {
        *self == Slice::default()
    }
}

impl Log {
    /// The needs that `slice` asks for. A column that is not there is an error that names those that are.
    pub fn slice(&self, slice: &Slice, threads: usize) -> Result<Log, Error> {
        let mut keys: Vec<&str> = slice.values.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut tests = Vec::new();
        for key in keys {
            let values: Vec<&str> =
                slice.values.iter().filter(|(k, _)| k == key).map(|(_, value)| value.as_str()).collect();
            let columns = [self.event_column(key), self.need_column(key)];
            if columns.iter().all(Option::is_none) {
                return Err(self.no_such_column(key));
            }
            let only_names = columns.iter().flatten().all(|column| matches!(column, Column::Names(_)));
            if only_names && let Some(unknown) = unknown(key, &columns, &values) {
                return Err(unknown);
            }
            let [events, needs] = columns.map(|column| column.map(|column| Test::of(column, &values)));
            tests.push((events, needs));
        }
        let (since, until) =
            (slice.since.map_or(i64::MIN, |since| since.0), slice.until.map_or(i64::MAX, |until| until.0));
        let kept = self.each_part(threads, |needs| {
            let mut kept = Vec::new();
            for need in needs {
                let opened = self.at_us()[need.events.start];
                let here = |(events, needs): &(Option<Test>, Option<Test>)| {
                    needs.as_ref().is_some_and(|test| test.holds(need.index as usize))
                        || events
                            .as_ref()
                            .is_some_and(|test| need.events.clone().any(|event| test.holds(event)))
                };
                if opened >= since && opened < until && tests.iter().all(here) {
                    kept.push(need.index);
                }
            }
            kept
        });
        let kept = kept.concat();
        if kept.is_empty() {
            // Only now, as to look through columns without a dictionary takes its time.
            let unknown = slice.values.iter().find_map(|(key, value)| {
                unknown(key, &[self.event_column(key), self.need_column(key)], &[value])
            });
            unknown.map_or(Ok(()), Err)?;
        }
        let opened_before = slice.until.into_iter().chain(self.opened_before).min();
        Ok(Log { opened_before, ..self.keep(kept) }.laid_together(threads))
    }

    fn no_such_column(&self, key: &str) -> Error {
        let columns = self.columns();
        let mut known: Vec<&str> = columns.fields.iter().map(|(field, _)| field.name()).collect();
        known.extend(columns.attributes.iter().map(|(name, _)| name.as_str()));
        known.extend(columns.need_attributes.iter().map(|(name, _)| name.as_str()));
        Error::asked(format!("there is no “{key}” to slice by; this log has {}", known.join(", ")))
    }
}

/// How many of the values there are a person is told.
const TOLD: usize = 10;

/// What is said if one of the values stands nowhere in the columns: most often it is misspelt.
fn unknown(key: &str, columns: &[Option<&Column>; 2], values: &[&str]) -> Option<Error> {
    let has = |column: &&Column, value: &str| match column {
        Column::Names(names) => names.names.find(value).is_some(),
        other => other.texts().any(|text| text == value),
    };
    let value = values.iter().find(|value| !columns.iter().flatten().any(|column| has(column, value)))?;
    let mut known: Vec<String> = Vec::new();
    for column in columns.iter().flatten() {
        let texts: &mut dyn Iterator<Item = String> = match column {
            Column::Names(names) => &mut names.names.iter().map(str::to_string),
            other => &mut other.texts(),
        };
        for text in texts {
            if known.len() > TOLD {
                break;
            }
            if !known.contains(&text) {
                known.push(text);
            }
        }
    }
    let more = if known.len() > TOLD { ", …" } else { "" };
    known.truncate(TOLD);
    let known: Vec<String> = known.iter().map(|text| format!("“{}”", shortened(text))).collect();
    Some(Error::asked(format!("no “{key}” is “{value}”; there is {}{more}", known.join(", "))))
}

/// A value that can be read in a list of them.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// A test of cells against the values asked for: names by their codes, anything else by its text.
enum Test<'a> {
    Codes(CodeSlice<'a>, Vec<bool>),
    Texts(&'a Column, Vec<&'a str>),
}

impl<'a> Test<'a> {
    fn of(column: &'a Column, values: &[&'a str]) -> Test<'a> {
        match column {
            Column::Names(names) => {
                let wanted = |names: &Names| names.iter().map(|name| values.contains(&name)).collect();
                Test::Codes(names.codes.all(), wanted(&names.names))
            }
            other => Test::Texts(other, values.to_vec()),
        }
    }

    fn holds(&self, place: usize) -> bool {
        match self {
            Test::Codes(codes, wanted) => wanted.get(codes.at(place) as usize).copied().unwrap_or(false),
            Test::Texts(column, values) => {
                column.get(place).is_some_and(|value| values.contains(&value.to_string().as_str()))
            }
        }
    }
}
