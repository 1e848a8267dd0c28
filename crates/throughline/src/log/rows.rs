//! What a reader fills: rows in the order of its source, column by column, names as small integers from the start.
//!
//! A fast reader appends whole runs of cells to each column ([`Rows::cells`]); a reader of nested formats sets one value at
//! a time ([`Rows::set`]) and ends each row. Several `Rows` (of threads, row groups, files) are joined by the builder.

use super::cells::Value;
use super::codes::Codes;
use super::instants::Instants;
use super::interner::Interner;
use super::names::NONE;
use super::{Field, Names};
use crate::time::MISSING_US;

/// Where a value goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The id of the need.
    Need,
    /// A column with a meaning of its own.
    Field(Field),
    /// Anything else about the event, under the source's name.
    Attribute(String),
    /// Anything else about the need, under the source's name. Where its values differ within a need, the builder makes it an
    /// attribute of the events.
    NeedAttribute(String),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holds {
    /// Names or texts.
    Name,
    /// Instants.
    Time,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
    /// Yes or no.
    Flag,
}

/// Cells of names while reading.
#[derive(Clone, Default)]
pub struct NameCells {
    /// The dictionary so far.
    pub names: Interner,
    /// A code for each row, [`NONE`] where there is no value.
    pub codes: Codes,
}

/// Cells of one column while reading, in the order of the rows. Missing values as in [`super::Column`].
#[derive(Clone)]
pub enum RowCells {
    /// Names.
    Names(NameCells),
    /// Microseconds of UTC.
    Times(Vec<i64>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Numbers.
    Real(Vec<f64>),
    /// Yes or no.
    Flags(Vec<u8>),
}

/// Rows of one source, or of one part of it.
#[derive(Clone, Default)]
pub struct Rows {
    /// When each event happened: never missing, so its length is the number of rows.
    pub at: Instants,
    columns: Vec<(Slot, RowCells)>,
}

impl RowCells {
    /// An empty column.
    pub fn new(holds: Holds) -> RowCells {
        match holds {
            Holds::Name => RowCells::Names(NameCells::default()),
            Holds::Time => RowCells::Times(Vec::new()),
            Holds::Whole => RowCells::Whole(Vec::new()),
            Holds::Real => RowCells::Real(Vec::new()),
            Holds::Flag => RowCells::Flags(Vec::new()),
        }
    }

    /// What it holds.
    pub fn holds(&self) -> Holds {
        match self {
            RowCells::Names(_) => Holds::Name,
            RowCells::Times(_) => Holds::Time,
            RowCells::Whole(_) => Holds::Whole,
            RowCells::Real(_) => Holds::Real,
            RowCells::Flags(_) => Holds::Flag,
        }
    }

    /// Makes it exactly `rows` long: missing values are added, or the last cells dropped.
    pub fn resize(&mut self, rows: usize) {
        match self {
            RowCells::Names(cells) => cells.codes.resize(rows),
            RowCells::Times(cells) => cells.resize(rows, MISSING_US),
            RowCells::Whole(cells) => cells.resize(rows, i64::MIN),
            RowCells::Real(cells) => cells.resize(rows, f64::NAN),
            RowCells::Flags(cells) => cells.resize(rows, 2),
        }
    }

    /// Keeps room for so many more.
    pub fn reserve(&mut self, more: usize) {
        match self {
            RowCells::Names(cells) => cells.codes.reserve(more),
            RowCells::Times(cells) | RowCells::Whole(cells) => cells.reserve(more),
            RowCells::Real(cells) => cells.reserve(more),
            RowCells::Flags(cells) => cells.reserve(more),
        }
    }

    /// Keeps the cells of the rows for which `keep` says so; `keep` is asked once a row from `from` on, in order.
    pub fn retain(&mut self, from: usize, keep: &[bool]) {
        match self {
            RowCells::Names(cells) => cells.codes.retain(from, keep),
            RowCells::Times(cells) | RowCells::Whole(cells) => retain(cells, from, keep),
            RowCells::Real(cells) => retain(cells, from, keep),
            RowCells::Flags(cells) => retain(cells, from, keep),
        }
    }

    /// A name of only blanks says nothing, so it is missing, whatever format it came from.
    pub(super) fn forget_blanks(&mut self) {
        let RowCells::Names(cells) = self else { return };
        let names = cells.names.names();
        let mut blank: Vec<u32> = Vec::new();
        for (code, name) in names.iter().enumerate() {
            // Nearly all names show by their first byte that they are not blank.
            let first = name.as_bytes().first().copied().unwrap_or(b' ');
            if (first <= b' ' || first >= 0x80) && name.trim().is_empty() {
                blank.push(code as u32);
            }
        }
        if !blank.is_empty() {
            cells.codes.change(|code| if blank.contains(&code) { NONE } else { code });
        }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        match self {
            RowCells::Names(cells) => cells.codes.len(),
            RowCells::Times(cells) | RowCells::Whole(cells) => cells.len(),
            RowCells::Real(cells) => cells.len(),
            RowCells::Flags(cells) => cells.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a value. Where the column holds another kind of thing, the column widens: whole numbers to numbers, anything
    /// else to texts. An empty text says nothing, so it is missing.
    pub fn push(&mut self, value: Value<'_>) {
        match (&mut *self, value) {
            (RowCells::Names(cells), Value::Text("")) => cells.codes.push(NONE),
            (RowCells::Names(cells), Value::Text(text)) => {
                let code = cells.names.intern(text.as_bytes());
                cells.codes.push(code);
            }
            (RowCells::Names(cells), value) => {
                let code = cells.names.intern(value.to_string().as_bytes());
                cells.codes.push(code);
            }
            (RowCells::Times(cells), Value::Time(time)) => cells.push(time.0),
            // The one whole number that marks a missing cell is kept as its text.
            (RowCells::Whole(cells), Value::Whole(number)) if number != i64::MIN => cells.push(number),
            (RowCells::Real(cells), Value::Real(number)) => cells.push(number),
            (RowCells::Real(cells), Value::Whole(number)) if exact(number) => cells.push(number as f64),
            (RowCells::Flags(cells), Value::Flag(flag)) => cells.push(u8::from(flag)),
            (cells, Value::Text("")) => cells.resize(cells.len() + 1),
            (RowCells::Whole(cells), Value::Real(number))
                if cells.iter().all(|n| *n == i64::MIN || exact(*n)) =>
            {
                let mut wide: Vec<f64> =
                    cells.iter().map(|n| if *n == i64::MIN { f64::NAN } else { *n as f64 }).collect();
                wide.push(number);
                *self = RowCells::Real(wide);
            }
            (_, value) => {
                self.widen(Holds::Name);
                self.push(value);
            }
        }
    }

    /// Turns the column into one that holds `holds`: only whole numbers to numbers and anything to texts.
    pub fn widen(&mut self, holds: Holds) {
        if self.holds() == holds {
            return;
        }
        let old = std::mem::replace(self, RowCells::new(holds));
        for place in 0..old.len() {
            match old.get(place) {
                Some(value) => self.push(value),
                None => self.resize(place + 1),
            }
        }
    }

    /// The value in a cell.
    pub fn get(&self, place: usize) -> Option<Value<'_>> {
        match self {
            RowCells::Names(cells) => match cells.codes.get(place) {
                NONE => None,
                code => Some(Value::Text(cells.names.names().get(code))),
            },
            RowCells::Times(cells) => Some(cells[place])
                .filter(|us| *us != MISSING_US)
                .map(|us| Value::Time(crate::time::Instant(us))),
            RowCells::Whole(cells) => Some(cells[place]).filter(|n| *n != i64::MIN).map(Value::Whole),
            RowCells::Real(cells) => Some(cells[place]).filter(|n| !n.is_nan()).map(Value::Real),
            RowCells::Flags(cells) => Some(cells[place]).filter(|f| *f < 2).map(|f| Value::Flag(f == 1)),
        }
    }

    /// The dictionary of a column of names.
    pub fn names(&self) -> Option<&Names> {
        match self {
            RowCells::Names(cells) => Some(cells.names.names()),
            _ => None,
        }
    }
}

/// Keeps the cells of the rows from `from` on for which `keep` says so.
pub fn retain<T: Copy>(cells: &mut Vec<T>, from: usize, keep: &[bool]) {
    let mut next = from;
    for (place, keep) in keep.iter().enumerate() {
        if *keep {
            cells[next] = cells[from + place];
            next += 1;
        }
    }
    cells.truncate(next);
}

/// Whether a whole number survives being made a 64-bit float.
fn exact(number: i64) -> bool {
    number.unsigned_abs() <= 1 << 53
}

impl Rows {
    /// Rows with no columns yet but their times.
    pub fn new() -> Rows {
        Rows::default()
    }

    /// How many rows there are (ended ones, where they are set one by one).
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The number of the column for `slot`; a new one (missing so far) if there is none. A field holds what fields of its
    /// name hold, whatever is asked.
    pub fn column(&mut self, slot: Slot, holds: Holds) -> usize {
        if let Some(place) = self.columns.iter().position(|(known, _)| *known == slot) {
            return place;
        }
        let holds = match &slot {
            Slot::Need => Holds::Name,
            Slot::Field(field) => field.holds(),
            _ => holds,
        };
        let mut cells = RowCells::new(holds);
        cells.resize(self.len());
        self.columns.push((slot, cells));
        self.columns.len() - 1
    }

    /// The cells of a column, to append to; all columns must be equally long again before the next `end_row`.
    pub fn cells(&mut self, column: usize) -> &mut RowCells {
        &mut self.columns[column].1
    }

    /// The columns with their slots.
    pub fn columns(&self) -> &[(Slot, RowCells)] {
        &self.columns
    }

    /// The columns with their slots, to be changed. Their lengths must stay the number of rows.
    pub fn columns_mut(&mut self) -> &mut Vec<(Slot, RowCells)> {
        &mut self.columns
    }

    /// Keeps room for so many more rows, so that no column is copied as it grows.
    pub fn reserve(&mut self, more: usize) {
        self.at.reserve(more);
        self.columns.iter_mut().for_each(|(_, cells)| cells.reserve(more));
    }

    /// Sets a value of the row that is being read. Setting twice keeps the last.
    pub fn set(&mut self, column: usize, value: Value<'_>) {
        let rows = self.len();
        let cells = &mut self.columns[column].1;
        if cells.len() != rows {
            cells.resize(rows);
        }
        cells.push(value);
    }

    /// Ends the row that is being read: it happened at this instant. What was not set is missing.
    pub fn end_row(&mut self, at_us: i64) {
        self.at.push(at_us);
        let rows = self.at.len();
        for (_, cells) in &mut self.columns {
            if cells.len() < rows {
                cells.resize(rows);
            }
        }
    }

    /// Forgets what was set of the row that is being read (it was refused).
    pub fn drop_row(&mut self) {
        let rows = self.len();
        for (_, cells) in &mut self.columns {
            cells.resize(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_rather_than_lose_a_value() {
        let mut cells = RowCells::new(Holds::Whole);
        cells.push(Value::Whole(3));
        cells.push(Value::Text(""));
        cells.push(Value::Real(0.5));
        assert_eq!(cells.holds(), Holds::Real);
        cells.push(Value::Text("about four"));
        let texts: Vec<_> = (0..4).map(|place| cells.get(place).map(|v| v.to_string())).collect();
        assert_eq!(texts, [Some("3".into()), None, Some("0.5".into()), Some("about four".into())]);
    }

    #[test]
    fn a_dropped_row_leaves_nothing() {
        let mut rows = Rows::new();
        let need = rows.column(Slot::Need, Holds::Name);
        rows.set(need, Value::Text("a"));
        rows.end_row(1);
        rows.set(need, Value::Text("b"));
        rows.drop_row();
        rows.end_row(2);
        assert_eq!((rows.len(), rows.cells(need).get(1)), (2, None));
    }
}
