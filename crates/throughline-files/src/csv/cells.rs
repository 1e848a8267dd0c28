//! The columns of a span, each read down a block at a time.

use throughline::log::{Interner, NONE, NameCells, RowCells, Rows, Slot, Value, retain};
use throughline::time::MISSING_US;

use super::block::{Block, NameUse, Number, Plan, Take, Taken, What, Wrong};
use super::dialect::windows_1252;
use super::scan::unquoted;
use crate::job::Job;
use crate::table::numbers::{is_no_value, minutes, number, pence};
use crate::times::{TimeForm, TimeReader};

/// So many fields are looked up at once.
const RUN: usize = 128;

/// What has been read of a span.
pub(super) struct Columns {
    rows: Rows,
    columns: Vec<Reading>,
    /// When the rows of the block happened.
    at_us: Vec<i64>,
    decoded: u64,
    skipped: u64,
    repeated: u64,
}

/// One column of the source, and the column of the log it goes to.
struct Reading {
    source: usize,
    to: usize,
    how: How,
}

enum How {
    At(TimeReader),
    Time { reader: TimeReader, ends: bool },
    Names { needed: bool, person: bool },
    Number { number: Number, known: Interner, values: Vec<Option<Value<'static>>> },
}

impl Columns {
    pub(super) fn new(takes: &[Take], plan: &Plan<'_>) -> Columns {
        let mut rows = Rows::new();
        let reader = |form: &TimeForm| TimeReader::new(form.clone(), plan.zone().clone());
        let mut columns: Vec<Reading> = takes
            .iter()
            .map(|take| {
                let mut column = |slot: &Slot| {
                    let to = rows.column(slot.clone(), throughline::log::Holds::Name);
                    if let RowCells::Names(cells) = rows.cells(to) {
                        cells.names = Interner::decoding(windows_1252);
                    }
                    to
                };
                let (to, how) = match &take.what {
                    What::At(form) => (0, How::At(reader(form))),
                    What::Time(slot, form) => {
                        let ends = *slot == Slot::Field(throughline::log::Field::Until);
                        (column(slot), How::Time { reader: reader(form), ends })
                    }
                    What::Names(slot, name) => {
                        let (needed, person) = (*name == NameUse::Needed, *name == NameUse::Person);
                        (column(slot), How::Names { needed, person })
                    }
                    What::Number(slot, number) => (
                        column(slot),
                        How::Number { number: *number, known: Interner::default(), values: Vec::new() },
                    ),
                };
                Reading { source: take.column, to, how }
            })
            .collect();
        // The time comes first, so that an end can be compared with it.
        columns.sort_by_key(|column| !matches!(column.how, How::At(_)));
        Columns { rows, columns, at_us: Vec::new(), decoded: 0, skipped: 0, repeated: 0 }
    }

    /// There will be about so many times the rows that have been read.
    pub(super) fn expect(&mut self, times: u64) {
        // A little more than that, so that lines a little shorter do not have the columns copied; it costs nothing until used.
        let rows = self.rows.len() as u64;
        self.rows.reserve((rows * times + rows * times / 32) as usize);
        for (_, cells) in self.rows.columns_mut() {
            if let RowCells::Names(cells) = cells {
                cells.names.expect(times as usize);
            }
        }
    }

    /// Adds the rows of a block; answers what was refused.
    pub(super) fn take(&mut self, block: &Block<'_>, plan: &Plan<'_>) -> Vec<Wrong> {
        let before = self.rows.len();
        let mut down = Down {
            block,
            plan,
            wrong: Vec::new(),
            refused: Vec::new(),
            at_us: std::mem::take(&mut self.at_us),
            scratch: Vec::new(),
            width: plan.dialect.names.len(),
        };
        for column in &mut self.columns {
            down.column(column, &mut self.rows);
        }
        let Down { wrong, refused, mut at_us, .. } = down;
        if !refused.is_empty() {
            let mut keep = vec![true; block.bases.len()];
            refused.iter().for_each(|row| keep[*row] = false);
            for (_, cells) in self.rows.columns_mut() {
                cells.retain(before, &keep);
            }
            retain(&mut at_us, 0, &keep);
        }
        self.rows.at.extend(&at_us);
        at_us.clear();
        self.at_us = at_us;
        wrong
    }

    pub(super) fn finish(mut self, taken: &mut Taken, job: &Job) {
        for column in &self.columns {
            match &column.how {
                How::At(reader) | How::Time { reader, .. } => {
                    self.skipped += reader.skipped;
                    self.repeated += reader.repeated;
                }
                How::Names { person, .. } => {
                    if let RowCells::Names(cells) = self.rows.cells(column.to) {
                        self.decoded += cells.names.not_utf8();
                        if *person {
                            job.key.cover(cells);
                        }
                    }
                }
                How::Number { .. } => {}
            }
        }
        (taken.skipped, taken.repeated, taken.decoded) = (self.skipped, self.repeated, self.decoded);
        taken.rows = self.rows;
    }
}

/// One pass down a block.
struct Down<'a> {
    block: &'a Block<'a>,
    plan: &'a Plan<'a>,
    wrong: Vec<Wrong>,
    /// Rows of the block that are refused.
    refused: Vec<usize>,
    at_us: Vec<i64>,
    scratch: Vec<u8>,
    /// How many columns there are: only the last has the line's end behind it.
    width: usize,
}

impl Down<'_> {
    fn column(&mut self, column: &mut Reading, rows: &mut Rows) {
        let source = column.source;
        match &mut column.how {
            How::At(reader) => self.at(source, reader),
            How::Names { needed, .. } => {
                if let RowCells::Names(cells) = rows.cells(column.to) {
                    self.names(source, cells, *needed);
                }
            }
            How::Time { reader, ends } => {
                if let RowCells::Times(cells) = rows.cells(column.to) {
                    self.times(source, reader, cells, *ends);
                }
            }
            How::Number { number, known, values } => {
                self.numbers(source, *number, known, values, rows.cells(column.to))
            }
        }
    }

    /// Where a field lies, without its line end.
    #[inline]
    fn field(&self, base: u32, source: usize) -> (usize, usize) {
        let starts = &self.block.fields.starts;
        let k = base as usize + source;
        let (start, mut end) = (starts[k] as usize, starts[k + 1] as usize - 1);
        if source + 1 == self.width && end > start && self.block.text[end - 1] == b'\r' {
            end -= 1;
        }
        (start, end)
    }

    /// A field without quotation marks and without blanks around it.
    #[inline(always)]
    fn trimmed(&mut self, base: u32, source: usize) -> &[u8] {
        let (start, end) = self.field(base, source);
        let bytes = &self.block.text[start..end];
        // Letters and digits at both ends: neither marks nor blanks to take off.
        if let [b'-'..=b'z', .., b'-'..=b'z'] = bytes {
            return bytes;
        }
        if bytes.first() == Some(&self.plan.dialect.scanner.quote) {
            unquoted(bytes, self.plan.dialect.scanner.quote, &mut self.scratch).trim_ascii()
        } else {
            bytes.trim_ascii()
        }
    }

    fn refuse(&mut self, row: usize, source: usize, value: String, reason: String, whole_row: bool) {
        let place = self.block.fields.starts[self.block.bases[row] as usize] as usize;
        self.wrong.push(Wrong { place, column: source, value, reason });
        if whole_row {
            self.refused.push(row);
        }
    }

    fn at(&mut self, source: usize, reader: &mut TimeReader) {
        let bases = self.block.bases;
        self.at_us.reserve(bases.len());
        for (row, base) in bases.iter().enumerate() {
            let text = self.trimmed(*base, source);
            match reader.read(text) {
                Ok(us) => self.at_us.push(us),
                Err(reason) => {
                    let value = String::from_utf8_lossy(text).into_owned();
                    let reason = crate::table::no_time(&value).map_or(reason, str::to_string);
                    self.at_us.push(0);
                    self.refuse(row, source, value, reason, true);
                }
            }
        }
    }

    /// Of `ends` none may be before its row happened.
    fn times(&mut self, source: usize, reader: &mut TimeReader, cells: &mut Vec<i64>, ends: bool) {
        for (row, base) in self.block.bases.iter().enumerate() {
            let earliest_us = if ends { self.at_us[row] } else { i64::MIN };
            let text = self.trimmed(*base, source);
            if text.is_empty() {
                cells.push(MISSING_US);
                continue;
            }
            let read = reader.read(text);
            let value = || String::from_utf8_lossy(text).into_owned();
            match read {
                Ok(us) if us < earliest_us => {
                    let value = value();
                    cells.push(MISSING_US);
                    if !self.refused.contains(&row) {
                        self.refuse(row, source, value, crate::table::ENDS_EARLY.to_string(), true);
                    }
                }
                Ok(us) => cells.push(us),
                Err(_) if is_no_value(&value()) => cells.push(MISSING_US),
                Err(reason) => {
                    let value = value();
                    cells.push(MISSING_US);
                    let reason = format!("{reason}; the event was kept without it");
                    self.refuse(row, source, value, reason, false);
                }
            }
        }
    }

    fn names(&mut self, source: usize, cells: &mut NameCells, needed: bool) {
        let (text, quote) = (self.block.text, self.plan.dialect.scanner.quote);
        let first_row = cells.codes.len();
        let mut places = [(0, 0); RUN];
        let is_plain = |(start, end): (u32, u32)| {
            let first = text[start as usize];
            first != quote && first > b' ' && first < 0x80 && start < end
        };
        for bases in self.block.bases.chunks(RUN) {
            let mut all_plain = true;
            for (place, base) in places.iter_mut().zip(bases) {
                let (start, end) = self.field(*base, source);
                *place = (start as u32, end as u32);
                all_plain &= is_plain(*place);
            }
            // Plain fields are looked up many at a time; any other waits until those before it have their codes.
            let mut run = &places[..bases.len()];
            while !all_plain && let Some(odd) = run.iter().position(|place| !is_plain(*place)) {
                cells.names.intern_fields(text, &run[..odd], &mut cells.codes);
                let (start, end) = run[odd];
                let bytes = unquoted(&text[start as usize..end as usize], quote, &mut self.scratch);
                cells.codes.push(if is_blank(bytes) { NONE } else { cells.names.intern(bytes) });
                run = &run[odd + 1..];
            }
            cells.names.intern_fields(text, run, &mut cells.codes);
        }
        if needed {
            for row in 0..self.block.bases.len() {
                if cells.codes.get(first_row + row) == NONE && !self.refused.contains(&row) {
                    self.refuse(row, source, String::new(), crate::table::NO_ACTIVITY.to_string(), true);
                }
            }
        }
    }

    /// Each different text is read once.
    fn numbers(
        &mut self,
        source: usize,
        how: Number,
        known: &mut Interner,
        values: &mut Vec<Option<Value<'static>>>,
        cells: &mut RowCells,
    ) {
        for (row, base) in self.block.bases.iter().enumerate() {
            let bytes = self.trimmed(*base, source);
            let code = if bytes.is_empty() { NONE } else { known.intern(bytes) };
            let text = || String::from_utf8_lossy(bytes).into_owned();
            if code != NONE && code as usize == values.len() {
                let text = text();
                values.push(match how {
                    Number::Pence(unit) => pence(&text, unit).map(Value::Whole),
                    Number::Minutes(unit) => minutes(&text, unit).map(Value::Real),
                    Number::Plain => number(&text).map(Value::Real),
                });
            }
            let value = if code == NONE { None } else { values[code as usize] };
            if code != NONE && value.is_none() {
                let text = text();
                if !is_no_value(&text) {
                    self.refuse(
                        row,
                        source,
                        text,
                        "is not a number; the row is kept without it".to_string(),
                        false,
                    );
                }
            }
            match value {
                Some(value) => cells.push(value),
                None => cells.resize(cells.len() + 1),
            }
        }
    }
}

/// Whether a name is only blanks, those outside ASCII too. Nearly all names show by their first byte that they are not.
#[inline]
fn is_blank(name: &[u8]) -> bool {
    let could_be = name.first().is_none_or(|first| *first <= b' ' || *first >= 0x80);
    could_be && std::str::from_utf8(name).is_ok_and(|name| name.trim().is_empty())
}
