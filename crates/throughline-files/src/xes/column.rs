//! One column of a log with typed attributes while it is read.

use jiff::tz::TimeZone;
use throughline::log::{Codes, Field, Holds, NONE, RowCells, Slot, Value};
use throughline::time::Instant;

use super::keys::{Kind, Level};
use super::tag;
use crate::table::numbers::{MoneyUnit, pence};
use crate::times::{TimeForm, TimeReader};

/// The cells of one key.
pub(super) struct KeyColumn {
    pub(super) slot: Slot,
    pub(super) level: Level,
    pub(super) order: usize,
    /// Whether the values are ids of persons.
    pub(super) person: bool,
    pub(super) cells: RowCells,
    pub(super) reader: TimeReader,
    /// Whether a text is to be read as a time.
    text_is_time: bool,
    /// What an amount of money is counted in.
    money: MoneyUnit,
    /// What the field holds; none for an attribute, which holds what comes.
    field: Option<Holds>,
}

impl KeyColumn {
    /// An empty column whose first value is of this kind.
    pub(super) fn new(
        slot: Slot,
        level: Level,
        order: usize,
        (person, time): (bool, Option<TimeForm>),
        (key, kind): (&str, Kind),
        zone: &TimeZone,
    ) -> KeyColumn {
        let field = match &slot {
            Slot::Need => Some(Holds::Name),
            Slot::Field(field) => Some(field.holds()),
            _ => None,
        };
        let text_is_time = time.is_some();
        let holds = match (field, kind) {
            (Some(holds), _) => holds,
            (None, Kind::Text) if text_is_time => Holds::Time,
            (None, kind) => kind.holds(),
        };
        let cells = match holds {
            Holds::Name => RowCells::Names(throughline::log::NameCells {
                names: throughline::log::Interner::decoding(|bytes| tag::text(bytes).into_owned()),
                codes: Codes::default(),
            }),
            holds => RowCells::new(holds),
        };
        let reader = TimeReader::new(time.unwrap_or(TimeForm::Iso), zone.clone());
        // Amounts are in the currency (`cost:total` of the cost extension) unless the key says otherwise.
        let money = MoneyUnit::of_column(key);
        KeyColumn { slot, level, order, person, cells, reader, text_is_time, money, field }
    }

    /// Sets the value of row `row`; the last of several is kept. Answers whether the row had one already. What cannot be
    /// held by the column's field is an error and leaves the cell missing; an attribute's column widens instead.
    #[inline]
    pub(super) fn set(
        &mut self,
        row: usize,
        kind: Kind,
        bytes: &[u8],
        place: (usize, usize),
    ) -> Result<bool, String> {
        let again = self.cells.len() > row;
        if self.cells.len() != row {
            self.cells.resize(row);
        }
        let (start, end) = place;
        if let RowCells::Names(cells) = &mut self.cells
            && (kind == Kind::Text && !self.text_is_time || self.field.is_some())
        {
            let code = if start == end { NONE } else { cells.names.intern_padded(bytes, start, end) };
            cells.codes.push(code);
            return Ok(again);
        }
        self.set_typed(kind, &tag::text(&bytes[start..end])).map(|()| again)
    }

    /// Sets the rows from `from` to `until` that have no value yet; all of them missing before. As [`Self::set`].
    pub(super) fn fill(&mut self, from: usize, until: usize, kind: Kind, text: &str) -> Result<(), String> {
        self.set(from, kind, text.as_bytes(), (0, text.len()))?;
        match &mut self.cells {
            RowCells::Names(cells) => {
                let last = cells.codes.get(from);
                cells.codes.extend(std::iter::repeat_n(last, until - from - 1));
            }
            RowCells::Times(cells) | RowCells::Whole(cells) => repeat_last(cells, until),
            RowCells::Real(cells) => repeat_last(cells, until),
            RowCells::Flags(cells) => repeat_last(cells, until),
        }
        Ok(())
    }

    fn set_typed(&mut self, kind: Kind, text: &str) -> Result<(), String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.cells.resize(self.cells.len() + 1);
            return Ok(());
        }
        let value = match self.field {
            Some(holds) => Some(self.of_field(holds, trimmed)?),
            None => self.of_kind(kind, trimmed),
        };
        self.cells.push(value.unwrap_or(Value::Text(text)));
        Ok(())
    }

    /// The value as its own kind, if it can be read as that.
    fn of_kind(&mut self, kind: Kind, text: &str) -> Option<Value<'static>> {
        Some(match kind {
            Kind::Text if !self.text_is_time => return None,
            Kind::Text | Kind::Date => Value::Time(Instant(self.reader.read(text.as_bytes()).ok()?)),
            Kind::Whole => Value::Whole(text.parse().ok()?),
            Kind::Real => Value::Real(text.parse().ok()?),
            Kind::Flag => Value::Flag(flag(text)?),
        })
    }

    /// The value as what the field holds.
    fn of_field(&mut self, holds: Holds, text: &str) -> Result<Value<'static>, String> {
        let name = match &self.slot {
            Slot::Field(field) => field.name(),
            _ => "need",
        };
        let or = |value: Option<Value<'static>>, what: &str| {
            value.ok_or_else(|| {
                format!("is not {what}, as “{name}” must be; correct it, or map this key as an attribute")
            })
        };
        match holds {
            Holds::Time => self.reader.read(text.as_bytes()).map(|us| Value::Time(Instant(us))),
            Holds::Whole if self.slot == Slot::Field(Field::Pence) => {
                or(pence(text, self.money).map(Value::Whole), "an amount of money")
            }
            Holds::Whole => or(text.parse().ok().map(Value::Whole), "a whole number"),
            Holds::Real => or(text.parse().ok().map(Value::Real), "a number"),
            Holds::Flag => or(flag(text).map(Value::Flag), "true or false"),
            Holds::Name => or(None, "a text"),
        }
    }
}

fn repeat_last<T: Copy>(cells: &mut Vec<T>, until: usize) {
    if let Some(last) = cells.last().copied() {
        cells.resize(until, last);
    }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "True" | "TRUE" => Some(true),
        "false" | "0" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
