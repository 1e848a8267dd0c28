//! Text to rows, a block at a time.
//!
//! The fields of a block are found once ([`super::scan`]); then each column is read down the block, so that its dictionary or
//! its last date stays at hand and no row is ever built. A mapping that makes several events of a row, or one value of several
//! columns, goes row by row through [`Table`] instead.

use std::io::Read;

use throughline::error::Error;
use throughline::log::{Field, Holds, Interner, Names, Rows, Slot};

use super::cells::Columns;
use super::dialect::{Dialect, windows_1252};
use super::scan::{Fields, PADDING};
use crate::job::{Job, Refusal, shorten};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::source::Source;
use crate::table::numbers::{MoneyUnit, SpanUnit};
use crate::table::{Cell, Table, slot};
use crate::times::TimeForm;

const BLOCK_BYTES: usize = 256 << 10;
/// A row longer than this is refused: a table has no such rows, and memory must not grow with the text.
const RECORD_BYTES: usize = 64 << 20;
/// After so many rows that open a quotation mark and never close it, the file is not what it seems.
const UNCLOSED: usize = 100;
/// When more rows than this are refused, and they are most of the file, the mapping is wrong rather than the rows.
const REFUSED: usize = 100_000;

/// What is done with the text of one source.
pub(super) struct Plan<'a> {
    source: &'a Source,
    pub(super) dialect: &'a Dialect,
    mapping: &'a Mapping,
    zone: jiff::tz::TimeZone,
    takes: Option<Vec<Take>>,
}

/// What is done with one column.
pub(super) struct Take {
    pub(super) column: usize,
    pub(super) what: What,
}

pub(super) enum What {
    At(TimeForm),
    Time(Slot, TimeForm),
    Names(Slot, NameUse),
    Number(Slot, Number),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum NameUse {
    Plain,
    Needed,
    Person,
}

#[derive(Clone, Copy)]
pub(super) enum Number {
    Pence(MoneyUnit),
    Minutes(SpanUnit),
    Plain,
}

/// From which byte to which a reader goes: to the end of the record that starts before `end`, or of the text.
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: Option<u64>,
}

/// What was read of one span. Lines of refusals count from the start of the span, from 1.
pub(super) struct Taken {
    pub(super) rows: Rows,
    pub(super) refusals: Vec<Refusal>,
    pub(super) lines: u64,
    pub(super) started_at: u64,
    pub(super) ended_at: u64,
    pub(super) skipped: u64,
    pub(super) repeated: u64,
    pub(super) decoded: u64,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        source: &'a Source,
        dialect: &'a Dialect,
        mapping: &'a Mapping,
    ) -> Result<Plan<'a>, Error> {
        let zone = throughline::time::zone(&mapping.zone)?;
        let mut takes = Some(Vec::new());
        for map in &mapping.columns {
            let Some(column) = dialect.names.iter().position(|name| *name == map.name) else {
                return Err(Error::asked(format!(
                    "{}: the mapping names a column “{}” that is not there; there are {}",
                    source.name,
                    map.name,
                    dialect.names.join(", ")
                )));
            };
            match (take(map, column), &mut takes) {
                (Ok(Some(take)), Some(takes)) => takes.push(take),
                (Ok(None), _) => {}
                _ => takes = None,
            }
        }
        let count =
            |takes: &[Take], wanted: fn(&What) -> bool| takes.iter().filter(|t| wanted(&t.what)).count();
        let by_blocks = takes.as_ref().is_some_and(|takes| {
            let slots: Vec<&Slot> = takes.iter().filter_map(|take| take.what.slot()).collect();
            let twice = slots.iter().enumerate().any(|(place, slot)| slots[..place].contains(slot));
            let activity = slots.contains(&&Slot::Field(Field::Activity));
            count(takes, |what| matches!(what, What::At(_))) == 1
                && activity
                && !twice
                && mapping.constants.is_empty()
        });
        let takes = if by_blocks { takes } else { None };
        Ok(Plan { source, dialect, mapping, zone, takes })
    }

    pub(super) fn file(&self) -> &str {
        &self.source.name
    }

    pub(super) fn trouble(&self, error: &std::io::Error) -> Error {
        self.source.trouble(error)
    }

    pub(super) fn zone(&self) -> &jiff::tz::TimeZone {
        &self.zone
    }

    pub(super) fn first_row(&self) -> u64 {
        self.dialect.first_row
    }

    pub(super) fn newline(&self) -> u8 {
        self.dialect.scanner.newline
    }

    /// Whether each row is one event and each value comes from one column, so that whole blocks can be read.
    pub(super) fn by_blocks(&self) -> bool {
        self.takes.is_some()
    }

    /// Reads one span.
    pub(super) fn take(&self, reader: impl Read, span: Span, job: &Job) -> Result<Taken, Error> {
        let mut sink = match &self.takes {
            Some(takes) => Sink::Columns(Columns::new(takes, self)),
            None => Sink::Table(Box::new(Table::new(self.file(), &self.dialect.names, self.mapping, job)?)),
        };
        let mut text = Text::new(reader, span.start);
        let ended_at = self.take_text(&mut text, &span, &mut sink, job)?;
        let mut taken = Taken {
            rows: Rows::new(),
            refusals: text.refusals,
            lines: text.lines,
            started_at: span.start,
            ended_at,
            skipped: 0,
            repeated: 0,
            decoded: 0,
        };
        match sink {
            Sink::Table(table) => taken.rows = table.finish(),
            Sink::Columns(columns) => columns.finish(&mut taken, job),
            Sink::Different { .. } => {}
        }
        Ok(taken)
    }

    /// The different values of one column, in order of first appearance. What is wrong with rows is not said here.
    pub(super) fn different_values(
        &self,
        reader: impl Read,
        column: usize,
        job: &Job,
    ) -> Result<Names, Error> {
        let mut text = Text::new(reader, self.first_row());
        let mut sink = Sink::Different { column, values: Interner::decoding(windows_1252) };
        self.take_text(&mut text, &Span { start: self.first_row(), end: None }, &mut sink, job)?;
        match sink {
            Sink::Different { values, .. } => Ok(values.into_names()),
            _ => Ok(Names::default()),
        }
    }

    fn take_text(
        &self,
        text: &mut Text<impl Read>,
        span: &Span,
        sink: &mut Sink<'_>,
        job: &Job,
    ) -> Result<u64, Error> {
        let mut fields = Fields::default();
        loop {
            text.fill(self, job)?;
            self.dialect.scanner.scan(&text.buffer, text.filled, &mut fields);
            let mut records = fields.records.len();
            if let Some(end) = span.end
                && text.offset + text.filled as u64 > end
            {
                let starts_before_end =
                    |record: &u32| text.offset + u64::from(fields.starts[*record as usize]) < end;
                // The first record starts the block; each other one starts where the one before it ends.
                records = if text.offset >= end {
                    0
                } else {
                    (fields.records.partition_point(starts_before_end) + 1).min(records)
                };
            }
            let last = fields.records[..records].last();
            let used = last.map_or(0, |record| fields.starts[*record as usize] as usize);
            self.take_records(text, &fields, records, sink);
            text.check_refusals(self)?;
            let stop = span.end.is_some_and(|end| text.offset + used as u64 >= end);
            if stop {
                text.consume(used, self);
                return Ok(text.offset);
            }
            if records > 0 {
                text.consume(used, self);
            } else if text.filled == 0 && text.ended {
                return Ok(text.offset);
            } else if text.ended || text.filled >= RECORD_BYTES {
                text.give_up_record(self, fields.open_quote)?;
            } else {
                text.buffer.resize((text.buffer.len() - PADDING) * 2 + PADDING, 0);
            }
        }
    }

    /// Hands the records on that have the right number of fields; others are refused, blank lines passed over.
    fn take_records(&self, text: &mut Text<impl Read>, fields: &Fields, records: usize, sink: &mut Sink<'_>) {
        let width = self.dialect.names.len();
        let mut bases: Vec<u32> = Vec::with_capacity(records);
        let mut first = 0;
        let nul = memchr::memchr(0, &text.buffer[..text.filled]).is_some();
        for end in &fields.records[..records] {
            let (base, found) = (first, (end - first) as usize);
            first = *end;
            let bytes = || fields.starts[base as usize] as usize..fields.starts[*end as usize] as usize;
            let empty_from = |k: usize| {
                let rest = &text.buffer[fields.starts[base as usize + k] as usize..bytes().end];
                rest.iter().all(|byte| {
                    matches!(*byte, b' ' | b'\r' | b'\n') || *byte == self.dialect.scanner.delimiter
                })
            };
            let reason = if nul && memchr::memchr(0, &text.buffer[bytes()]).is_some() {
                "the line has NUL bytes in it, which no text has".to_string()
            } else if found == width || (found > width && empty_from(width)) {
                bases.push(base);
                continue;
            } else if found == 1 && empty_from(0) {
                continue;
            } else {
                format!(
                    "the line has {found} fields where the header has {width}; look for a missing quotation mark"
                )
            };
            let value = String::from_utf8_lossy(text.buffer[bytes()].trim_ascii()).into_owned();
            text.refuse(bytes().start, "", &value, reason, self);
        }
        text.rows += bases.len() as u64;
        match sink {
            Sink::Columns(columns) => {
                let block = Block { text: &text.buffer, fields, bases: &bases };
                for wrong in columns.take(&block, self) {
                    text.refuse(
                        wrong.place,
                        &self.dialect.names[wrong.column],
                        &wrong.value,
                        wrong.reason,
                        self,
                    );
                }
            }
            Sink::Different { column, values } => {
                for base in &bases {
                    values
                        .intern(self.dialect.cell(&text.buffer, fields, *base as usize + *column).as_bytes());
                }
            }
            Sink::Table(table) => {
                for base in &bases {
                    let cells: Vec<String> = (0..width)
                        .map(|k| self.dialect.cell(&text.buffer, fields, *base as usize + k))
                        .collect();
                    let cells: Vec<Cell<'_>> = cells
                        .iter()
                        .map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell) })
                        .collect();
                    table.row(
                        self.dialect.lines_before + text.line(fields.starts[*base as usize] as usize, self),
                        &cells,
                    );
                }
            }
        }
    }
}

fn take(map: &ColumnMap, column: usize) -> Result<Option<Take>, ()> {
    let form = || map.time.clone().unwrap_or(TimeForm::Iso);
    let what = match &map.to {
        To::Ignore => return Ok(None),
        To::Need => What::Names(Slot::Need, NameUse::Plain),
        To::At => What::At(form()),
        To::Event(_) | To::AtTimeOfDay => return Err(()),
        to => {
            let Some((slot, _)) = slot(to, &map.name) else { return Err(()) };
            match (to, &slot) {
                (To::Field(Field::Person), _) => What::Names(slot, NameUse::Person),
                (_, Slot::Field(Field::Activity)) => What::Names(slot, NameUse::Needed),
                (_, Slot::Field(Field::Pence)) => {
                    What::Number(slot, Number::Pence(MoneyUnit::of_column(&map.name)))
                }
                (_, Slot::Field(Field::Minutes)) => {
                    What::Number(slot, Number::Minutes(SpanUnit::of_column(&map.name)))
                }
                (_, Slot::Field(field)) if field.holds() == Holds::Time => What::Time(slot, form()),
                (_, Slot::Field(field)) if field.holds() == Holds::Real => What::Number(slot, Number::Plain),
                _ => What::Names(slot, NameUse::Plain),
            }
        }
    };
    if map.event.is_some() { Err(()) } else { Ok(Some(Take { column, what })) }
}

impl What {
    fn slot(&self) -> Option<&Slot> {
        match self {
            What::At(_) => None,
            What::Time(slot, _) | What::Names(slot, _) | What::Number(slot, _) => Some(slot),
        }
    }
}

enum Sink<'a> {
    Columns(Columns),
    Table(Box<Table<'a>>),
    Different { column: usize, values: Interner },
}

/// A block of text and the rows in it.
pub(super) struct Block<'a> {
    pub(super) text: &'a [u8],
    pub(super) fields: &'a Fields,
    /// The first field of each row.
    pub(super) bases: &'a [u32],
}

/// A value that cannot be used, and where its row starts in the block.
pub(super) struct Wrong {
    pub(super) place: usize,
    pub(super) column: usize,
    pub(super) value: String,
    pub(super) reason: String,
}

/// The text of a span, a block of it at a time.
struct Text<R> {
    reader: R,
    buffer: Vec<u8>,
    filled: usize,
    ended: bool,
    /// Where the block starts in the file.
    offset: u64,
    /// How many line ends came before the block.
    lines: u64,
    refusals: Vec<Refusal>,
    unclosed: usize,
    rows: u64,
}

impl<R: Read> Text<R> {
    fn new(reader: R, offset: u64) -> Text<R> {
        Text {
            reader,
            buffer: vec![0; BLOCK_BYTES + PADDING],
            filled: 0,
            ended: false,
            offset,
            lines: 0,
            refusals: Vec::new(),
            unclosed: 0,
            rows: 0,
        }
    }

    /// Reads until the block is full or the text ends. A last line without an end gets one.
    fn fill(&mut self, plan: &Plan<'_>, job: &Job) -> Result<(), Error> {
        let room = self.buffer.len() - PADDING;
        while !self.ended && self.filled < room {
            let read = match self.reader.read(&mut self.buffer[self.filled..room]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                read => read.map_err(|error| plan.source.trouble(&error))?,
            };
            job.progress.advance(plan.source.taken())?;
            self.filled += read;
            if read == 0 {
                self.ended = true;
                if self.filled > 0 && self.buffer[self.filled - 1] != plan.newline() {
                    self.buffer[self.filled] = plan.newline();
                    self.filled += 1;
                }
            }
        }
        Ok(())
    }

    fn consume(&mut self, used: usize, plan: &Plan<'_>) {
        self.lines += memchr::memchr_iter(plan.newline(), &self.buffer[..used]).count() as u64;
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.offset += used as u64;
        // What lies beyond the text is looked at by the scanner's last chunk, but never believed.
        if self.buffer.len() > BLOCK_BYTES + PADDING && self.filled < BLOCK_BYTES {
            self.buffer.truncate(BLOCK_BYTES + PADDING);
            self.buffer.shrink_to_fit();
        }
    }

    /// The line of a place in the block, from 1.
    fn line(&self, place: usize, plan: &Plan<'_>) -> u64 {
        self.lines + memchr::memchr_iter(plan.newline(), &self.buffer[..place]).count() as u64 + 1
    }

    fn refuse(&mut self, place: usize, column: &str, value: &str, reason: String, plan: &Plan<'_>) {
        let line = self.line(place, plan);
        let (column, value) = (column.to_string(), shorten(value));
        self.refusals.push(Refusal { file: String::new(), line, column, value, reason });
    }

    fn check_refusals(&self, plan: &Plan<'_>) -> Result<(), Error> {
        match self.refusals.first() {
            Some(first) if self.refusals.len() > REFUSED && self.refusals.len() as u64 * 2 > self.rows => {
                Err(Error::asked(format!(
                    "{}: nearly every row is refused, so the mapping does not fit this file; the first, line {} column “{}”: \
                     “{}” {}. See `throughline inspect`",
                    plan.file(),
                    first.line,
                    first.column,
                    first.value,
                    first.reason
                )))
            }
            _ => Ok(()),
        }
    }

    /// The block starts with a record that does not end: its first line is refused, and reading goes on after it.
    fn give_up_record(&mut self, plan: &Plan<'_>, open_quote: bool) -> Result<(), Error> {
        let start = String::from_utf8_lossy(&self.buffer[..self.filled.min(200)]).into_owned();
        let start = start.lines().next().unwrap_or_default();
        match memchr::memchr(plan.newline(), &self.buffer[..self.filled]) {
            Some(end) if open_quote => {
                let reason = "the line opens a quotation mark that is never closed".to_string();
                self.refuse(0, "", start, reason, plan);
                self.consume(end + 1, plan);
            }
            _ => {
                let reason = "the line is longer than 64 MiB, so it is not a row of a table".to_string();
                self.refuse(0, "", start, reason, plan);
                self.skip_line(plan)?;
            }
        }
        self.unclosed += 1;
        if self.unclosed > UNCLOSED {
            return Err(Error::failed(format!(
                "{}: over {UNCLOSED} lines open a quotation mark that is never closed, the last before line {}; \
                 export the file again with its quotation marks doubled",
                plan.file(),
                self.lines
            )));
        }
        Ok(())
    }

    /// Reads on to the next line end, keeping nothing.
    fn skip_line(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        while !self.ended {
            self.offset += self.filled as u64;
            self.filled = self
                .reader
                .read(&mut self.buffer[..BLOCK_BYTES])
                .map_err(|error| plan.source.trouble(&error))?;
            self.ended = self.filled == 0;
            if let Some(end) = memchr::memchr(plan.newline(), &self.buffer[..self.filled]) {
                self.buffer.copy_within(end + 1..self.filled, 0);
                self.offset += end as u64 + 1;
                self.lines += 1;
                self.filled -= end + 1;
                return Ok(());
            }
        }
        Ok(())
    }
}
