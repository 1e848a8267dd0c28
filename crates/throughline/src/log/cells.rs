//! Columns: one value for every event, or for every need.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::code_cells::CodeCells;
use super::names::{NONE, Names};
use crate::time::{Instant, MISSING_US};

/// The cells of a column: our own, or lent by somebody who keeps them (a file mapped into memory).
pub enum Cells<T: 'static> {
    /// Our own, for every log that has the column.
    Owned(Arc<Vec<T>>),
    /// Lent.
    Lent(Arc<dyn AsRef<[T]> + Send + Sync>),
}

impl<T> Deref for Cells<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Cells::Owned(cells) => cells,
            Cells::Lent(cells) => (**cells).as_ref(),
        }
    }
}

impl<T> From<Vec<T>> for Cells<T> {
    fn from(cells: Vec<T>) -> Cells<T> {
        Cells::Owned(Arc::new(cells))
    }
}

impl<T> Default for Cells<T> {
    fn default() -> Cells<T> {
        Vec::new().into()
    }
}

/// Cheap: no cell is copied.
impl<T> Clone for Cells<T> {
    fn clone(&self) -> Cells<T> {
        match self {
            Cells::Owned(cells) => Cells::Owned(Arc::clone(cells)),
            Cells::Lent(cells) => Cells::Lent(Arc::clone(cells)),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Cells<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cells", self.len())
    }
}

/// A column of names: codes into a dictionary, [`NONE`] where there is no value.
#[derive(Debug, Clone, Default)]
pub struct NameColumn {
    /// The dictionary.
    pub names: Arc<Names>,
    /// A code for each event or need.
    pub codes: CodeCells,
}

impl NameColumn {
    /// The name in a cell.
    pub fn get(&self, place: usize) -> Option<&str> {
        match self.codes.at(place) {
            NONE => None,
            code => Some(self.names.get(code)),
        }
    }

    /// For each code the one it is counted under: names that differ only in capitals and blanks are one, shown in their commonest spelling.
    pub(super) fn alike(&self) -> Vec<u32> {
        let mut same: HashMap<String, Vec<u32>> = HashMap::new();
        for (code, name) in (0..).zip(self.names.iter()) {
            let plain = name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
            same.entry(plain).or_default().push(code);
        }
        let mut alike: Vec<u32> = (0..self.names.len() as u32).collect();
        if same.len() == alike.len() {
            return alike;
        }
        let mut counts = vec![0_u64; alike.len()];
        self.codes.iter().filter(|code| *code != NONE).for_each(|code| counts[code as usize] += 1);
        for codes in same.values() {
            let most = codes
                .iter()
                .max_by_key(|code| (counts[**code as usize], std::cmp::Reverse(self.names.get(**code))));
            codes.iter().for_each(|code| alike[*code as usize] = *most.unwrap_or(code));
        }
        alike
    }
}

/// One column.
#[derive(Debug, Clone)]
pub enum Column {
    /// Names, as codes.
    Names(NameColumn),
    /// Microseconds of UTC; [`MISSING_US`] where there is none.
    Times(Cells<i64>),
    /// Whole numbers; `i64::MIN` where there is none.
    Whole(Cells<i64>),
    /// Numbers; NaN where there is none.
    Real(Cells<f64>),
    /// 0 no, 1 yes, 2 where there is none.
    Flags(Cells<u8>),
}

/// One value, as a column gives it or a reader hands it over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A name or a text.
    Text(&'a str),
    /// An instant.
    Time(Instant),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Time(time) => write!(f, "{time}"),
            Value::Whole(number) => write!(f, "{number}"),
            Value::Real(number) => write!(f, "{number}"),
            Value::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

impl Column {
    /// Its values as texts, cell by cell; what is missing is passed over.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        (0..self.len()).filter_map(|place| self.get(place).map(|value| value.to_string()))
    }

    /// The value in a cell, `None` where there is none.
    pub fn get(&self, place: usize) -> Option<Value<'_>> {
        match self {
            Column::Names(column) => column.get(place).map(Value::Text),
            Column::Times(cells) => {
                Some(cells[place]).filter(|us| *us != MISSING_US).map(|us| Value::Time(Instant(us)))
            }
            Column::Whole(cells) => Some(cells[place]).filter(|n| *n != i64::MIN).map(Value::Whole),
            Column::Real(cells) => Some(cells[place]).filter(|n| !n.is_nan()).map(Value::Real),
            Column::Flags(cells) => Some(cells[place]).filter(|f| *f < 2).map(|f| Value::Flag(f == 1)),
        }
    }

    /// How many cells the column has.
    pub fn len(&self) -> usize {
        match self {
            Column::Names(column) => column.codes.len(),
            Column::Times(cells) | Column::Whole(cells) => cells.len(),
            Column::Real(cells) => cells.len(),
            Column::Flags(cells) => cells.len(),
        }
    }

    /// Whether the column has no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
