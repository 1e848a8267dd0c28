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
use super::quotes;
use super::ranges::Stretches;
use super::scan::Fields;
use super::text::Text;
use crate::job::{Job, Refusal};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::source::Source;
use crate::table::numbers::{MoneyUnit, SpanUnit};
use crate::table::{Cell, Table, slot};
use crate::times::TimeForm;

/// So many records are taken at once: a block has grown long where a quotation mark was never closed, and may be short rows below it.
const RECORDS: usize = 1 << 18;

/// What is done with the text of one source.
pub(super) struct Plan<'a> {
    pub(super) source: &'a Source,
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

/// From which byte to which a reader goes.
pub(super) struct Span<'a> {
    pub(super) start: u64,
    pub(super) end: End<'a>,
    /// About how many bytes that is; nought where it is not known.
    pub(super) bytes: u64,
}

/// Where a reader stops.
pub(super) enum End<'a> {
    OfText,
    /// At the end of the record that starts before the end of this stretch, which may come nearer while it is read.
    Of(&'a Stretches, usize),
}

/// What was read of one span. Lines of refusals and doubtful ones count from the start of the span, from 1.
pub(super) struct Taken {
    pub(super) rows: Rows,
    pub(super) refusals: Vec<Refusal>,
    pub(super) doubtful: Vec<u64>,
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
                    crate::table::listed(&dialect.names)
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
    pub(super) fn take(&self, reader: impl Read, span: Span<'_>, job: &Job) -> Result<Taken, Error> {
        let mut sink = match &self.takes {
            Some(takes) => Sink::Columns(Columns::new(takes, self)),
            None => Sink::Table(Box::new(Table::new(self.file(), &self.dialect.names, self.mapping, job)?)),
        };
        let mut text = Text::new(reader, span.start);
        let ended_at = self.take_text(&mut text, &span, &mut sink, job)?;
        let mut taken = Taken {
            rows: Rows::new(),
            refusals: text.refusals,
            doubtful: text.doubtful,
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
        self.take_text(
            &mut text,
            &Span { start: self.first_row(), end: End::OfText, bytes: 0 },
            &mut sink,
            job,
        )?;
        match sink {
            Sink::Different { values, .. } => Ok(values.into_names()),
            _ => Ok(Names::default()),
        }
    }

    fn take_text(
        &self,
        text: &mut Text<impl Read>,
        span: &Span<'_>,
        sink: &mut Sink<'_>,
        job: &Job,
    ) -> Result<u64, Error> {
        let mut fields = Fields::default();
        loop {
            // A long block is looked at again and again without anything being read.
            job.progress.advance(0)?;
            text.fill(self, job)?;
            let end = match span.end {
                End::OfText => None,
                End::Of(stretches, which) => stretches.end(which, text.offset + text.filled as u64),
            };
            self.dialect.scanner.scan(&text.buffer, text.filled, &mut fields);
            let joined = quotes::joined(&fields, &text.buffer, self.dialect);
            let mut records = joined.unwrap_or(fields.records.len()).min(RECORDS);
            if let Some(end) = end
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
            quotes::tell(text, &fields, records, self);
            if let Sink::Columns(columns) = sink
                && text.offset == span.start
            {
                columns.expect(span.bytes / (used as u64).max(1) + 1);
            }
            text.check_refusals(self)?;
            let stop = end.is_some_and(|end| text.offset + used as u64 >= end);
            if stop || records > 0 {
                // Where no field has line ends in it, every record has the one at its end.
                let plain = fields.odd.is_empty();
                text.consume(used, if plain { records as u64 } else { text.line_ends(used, self) });
            }
            if stop {
                return Ok(text.offset);
            }
            if records > 0 {
                continue;
            } else if text.filled == 0 && text.ended {
                return Ok(text.offset);
            } else if joined.is_some() {
                quotes::give_up_line(text, self);
            } else if text.ended || text.is_too_long() {
                text.give_up_record(self, fields.open_quote)?;
            } else {
                text.grow();
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
            // The line itself is not repeated: nobody knows which of its fields is about whom.
            text.refuse(bytes().start, "(the whole line)", "", reason, self);
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
                    let cell = self.dialect.cell(&text.buffer, fields, *base as usize + *column);
                    values.intern(cell.trim().as_bytes());
                }
            }
            Sink::Table(table) => {
                for base in &bases {
                    let cells: Vec<String> = (0..width)
                        .map(|k| self.dialect.cell(&text.buffer, fields, *base as usize + k))
                        .collect();
                    let cells: Vec<Cell<'_>> = cells.iter().map(|cell| Cell::Text(cell)).collect();
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
        To::Event(_) | To::AtTimeOfDay | To::IsFailure => return Err(()),
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
