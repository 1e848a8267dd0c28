//! Attributes of text formats: read as text, and typed at the end when that loses nothing.
//!
//! A column of texts becomes one of numbers, times or flags only where writing each value back gives exactly the text that
//! stood there, so `007`, `1e5` and `1.10` stay texts. Because of that it does not matter in how many pieces a source was read:
//! joining pieces that were typed differently gives the texts again. A header with a type of ours, `NAME [whole]`, decides by itself.

use throughline::log::{Holds, NONE, NameCells, RowCells, Rows, Slot, Value};
use throughline::time::{Instant, MISSING_US};

use crate::mapping::{Mapping, To};

/// The types of our own headers.
const TAGS: [(&str, Holds); 5] = [
    (" [text]", Holds::Name),
    (" [time]", Holds::Time),
    (" [whole]", Holds::Whole),
    (" [real]", Holds::Real),
    (" [flag]", Holds::Flag),
];

/// The name and type of a header of ours, as in `urgency [whole]`.
pub(crate) fn tagged(header: &str) -> Option<(&str, Holds)> {
    TAGS.iter().find_map(|(tag, holds)| Some((header.strip_suffix(tag)?, *holds)))
}

/// The header of an empty column that says which activity closes a need.
pub(crate) fn header_of_closing(activity: &str) -> String {
    format!("{CLOSING}{activity} [text]")
}

/// The activity that such a header names.
pub(crate) fn closing_of_header(header: &str) -> Option<&str> {
    header.strip_prefix(CLOSING)?.strip_suffix(" [text]")
}

/// The header of an attribute of events. `case:` at its start would make it one of the needs, so `event:` goes before that.
pub(crate) fn header_of_event_attribute(name: &str) -> String {
    if is_taken(name) { format!("{EVENT}{name}") } else { name.to_string() }
}

const EVENT: &str = "event:";
const CLOSING: &str = "closing:";

/// Whether `case:` or `closing:` starts the name, after any number of `event:`.
fn is_taken(name: &str) -> bool {
    let own = name.trim_start_matches(EVENT);
    own.starts_with("case:") || own.starts_with(CLOSING)
}

/// Where the values of a column go, and the type that its header says; nothing for what is not kept as a value.
pub(crate) fn slot(to: &To, header: &str) -> Option<(Slot, Option<Holds>)> {
    let (name, tag) = match tagged(header) {
        Some((name, holds)) => (name, Some(holds)),
        None => (header, None),
    };
    match to {
        To::Field(field) => Some((Slot::Field(*field), None)),
        To::Pseudonym => Some((Slot::Field(throughline::log::Field::Person), None)),
        To::Attribute => {
            let own = name.strip_prefix(EVENT).filter(|own| is_taken(own)).unwrap_or(name);
            Some((Slot::Attribute(own.to_string()), tag))
        }
        To::NeedAttribute => {
            Some((Slot::NeedAttribute(name.strip_prefix("case:").unwrap_or(name).to_string()), tag))
        }
        To::Class | To::IsFailure => Some((Slot::Attribute("class".to_string()), Some(Holds::Name))),
        To::Need | To::At | To::AtTimeOfDay | To::Event(_) | To::Ignore => None,
    }
}

/// Types the attributes that were read as texts, over all rows of a source.
pub(crate) fn retype(rows: &mut [Rows], mapping: &Mapping) {
    let said: Vec<(Slot, Holds)> = mapping
        .columns
        .iter()
        .filter_map(|map| slot(&map.to, &map.name))
        .filter_map(|(s, tag)| Some((s, tag?)))
        .collect();
    let mut slots: Vec<Slot> = Vec::new();
    for (slot, _) in rows.iter().flat_map(Rows::columns) {
        if matches!(slot, Slot::Attribute(_) | Slot::NeedAttribute(_)) && !slots.contains(slot) {
            slots.push(slot.clone());
        }
    }
    for slot in slots {
        let tag = said.iter().find(|(known, _)| *known == slot).map(|(_, holds)| *holds);
        let mut guess = match tag {
            Some(holds) => Guess::said(holds),
            None => Guess::open(),
        };
        let mut pieces: Vec<&mut RowCells> = rows
            .iter_mut()
            .flat_map(Rows::columns_mut)
            .filter(|(known, _)| *known == slot)
            .map(|(_, cells)| cells)
            .collect();
        for cells in &pieces {
            match &**cells {
                RowCells::Names(cells) => guess.look_at(cells),
                _ => guess.none(),
            }
        }
        if let Some(holds) = guess.answer() {
            pieces.iter_mut().for_each(|cells| convert(cells, holds));
        }
    }
}

/// What a column of texts could still be.
struct Guess {
    could_be: Vec<Holds>,
    exact: bool,
    seen_any: bool,
}

impl Guess {
    fn open() -> Guess {
        Guess {
            could_be: vec![Holds::Whole, Holds::Real, Holds::Time, Holds::Flag],
            exact: true,
            seen_any: false,
        }
    }

    fn said(holds: Holds) -> Guess {
        let could_be = if holds == Holds::Name { Vec::new() } else { vec![holds] };
        Guess { could_be, exact: false, seen_any: true }
    }

    fn none(&mut self) {
        self.could_be.clear();
    }

    /// Looks at each different text that a row uses, until nothing is left that the column could be.
    fn look_at(&mut self, cells: &NameCells) {
        let mut seen = vec![false; cells.names.names().len()];
        for code in cells.codes.iter() {
            if self.could_be.is_empty() {
                return;
            }
            if code == NONE || std::mem::replace(&mut seen[code as usize], true) {
                continue;
            }
            self.seen_any = true;
            let text = cells.names.names().get(code);
            let exact = self.exact;
            self.could_be
                .retain(|holds| read(text, *holds).is_some_and(|value| !exact || value.to_string() == text));
        }
    }

    fn answer(&self) -> Option<Holds> {
        self.could_be.first().copied().filter(|_| self.seen_any)
    }
}

/// A text as a value of one type, as [`Value`] writes it.
fn read(text: &str, holds: Holds) -> Option<Value<'_>> {
    match holds {
        Holds::Name => Some(Value::Text(text)),
        Holds::Time => {
            let time: jiff::Timestamp = text.parse().ok()?;
            Some(Value::Time(Instant(time.as_microsecond())))
        }
        Holds::Whole => text.parse().ok().filter(|number| *number != i64::MIN).map(Value::Whole),
        Holds::Real => text.parse().ok().filter(|number: &f64| !number.is_nan()).map(Value::Real),
        Holds::Flag => text.parse().ok().map(Value::Flag),
    }
}

/// Turns a column of texts into one of another type; each different text is read once.
fn convert(cells: &mut RowCells, holds: Holds) {
    let RowCells::Names(old) = cells else { return };
    fn pick<T: Copy>(old: &NameCells, missing: T, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let values: Vec<T> = old.names.names().iter().map(|text| read(text).unwrap_or(missing)).collect();
        old.codes.iter().map(|code| if code == NONE { missing } else { values[code as usize] }).collect()
    }
    let value = |text: &str| {
        read(text, holds).map(|value| match value {
            Value::Time(Instant(number)) | Value::Whole(number) => (number, f64::NAN, 2),
            Value::Real(number) => (0, number, 2),
            Value::Flag(flag) => (0, f64::NAN, u8::from(flag)),
            Value::Text(_) => (0, f64::NAN, 2),
        })
    };
    *cells = match holds {
        Holds::Name => return,
        Holds::Time => RowCells::Times(pick(old, MISSING_US, |text| value(text).map(|v| v.0))),
        Holds::Whole => RowCells::Whole(pick(old, i64::MIN, |text| value(text).map(|v| v.0))),
        Holds::Real => RowCells::Real(pick(old, f64::NAN, |text| value(text).map(|v| v.1))),
        Holds::Flag => RowCells::Flags(pick(old, 2, |text| value(text).map(|v| v.2))),
    };
}
