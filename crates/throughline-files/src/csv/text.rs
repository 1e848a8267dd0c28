//! The text of a span, read a block at a time, and what is refused of it.

use std::cell::Cell;
use std::io::Read;

use throughline::error::Error;

use super::block::Plan;
use super::scan::PADDING;
use crate::job::{Counted, Job, Refusal, shorten};

const BLOCK_BYTES: usize = 256 << 10;
/// A row longer than this is refused: a table has no such rows, and memory must not grow with the text.
pub(super) const RECORD_BYTES: usize = 64 << 20;
/// After so many rows that open a quotation mark and never close it, the file is not what it seems.
const UNCLOSED: usize = 100;
/// When more rows than this are refused, and they are most of the file, the mapping is wrong rather than the rows.
const REFUSED: usize = 100_000;

/// The text of a span, a block of it at a time.
pub(super) struct Text<R> {
    reader: R,
    pub(super) buffer: Vec<u8>,
    pub(super) filled: usize,
    pub(super) ended: bool,
    /// Where the block starts in the file.
    pub(super) offset: u64,
    /// How many line ends came before the block.
    pub(super) lines: u64,
    /// The place in the block whose line was asked for last, and how many line ends come before it.
    counted: Cell<(usize, u64)>,
    pub(super) refusals: Vec<Refusal>,
    /// Lines with a value that may be rows joined by a stray quotation mark.
    pub(super) doubtful: Vec<u64>,
    unclosed: usize,
    pub(super) rows: u64,
}

impl<R: Read> Text<R> {
    pub(super) fn new(reader: R, offset: u64) -> Text<R> {
        Text {
            reader,
            buffer: vec![0; BLOCK_BYTES + PADDING],
            filled: 0,
            ended: false,
            offset,
            lines: 0,
            counted: Cell::default(),
            refusals: Vec::new(),
            doubtful: Vec::new(),
            unclosed: 0,
            rows: 0,
        }
    }

    /// Reads until the block is full or the text ends. A last line without an end gets one.
    pub(super) fn fill(&mut self, plan: &Plan<'_>, job: &Job) -> Result<(), Error> {
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

    /// Whether the block is so long that it cannot be the start of a row.
    pub(super) fn is_too_long(&self) -> bool {
        self.filled >= RECORD_BYTES
    }

    /// Makes room for a longer block.
    pub(super) fn grow(&mut self) {
        self.buffer.resize((self.buffer.len() - PADDING) * 2 + PADDING, 0);
    }

    /// Goes on after the first `used` bytes, in which there are so many line ends.
    pub(super) fn consume(&mut self, used: usize, line_ends: u64) {
        self.lines += line_ends;
        self.counted.take();
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.offset += used as u64;
        // What lies beyond the text is looked at by the scanner's last chunk, but never believed.
        if self.buffer.len() > BLOCK_BYTES + PADDING && self.filled < BLOCK_BYTES {
            self.buffer.truncate(BLOCK_BYTES + PADDING);
            self.buffer.shrink_to_fit();
        }
    }

    /// How many line ends there are before a place in the block: counted from the place asked for before, as a block can be long and many
    /// of its rows refused.
    pub(super) fn line_ends(&self, place: usize, plan: &Plan<'_>) -> u64 {
        let (known, before) = self.counted.get();
        let between = &self.buffer[known.min(place)..known.max(place)];
        let between = memchr::memchr_iter(plan.newline(), between).count() as u64;
        let lines = if place < known { before - between } else { before + between };
        self.counted.set((place, lines));
        lines
    }

    /// The line of a place in the block, from 1.
    pub(super) fn line(&self, place: usize, plan: &Plan<'_>) -> u64 {
        self.lines + self.line_ends(place, plan) + 1
    }

    pub(super) fn refuse(
        &mut self,
        place: usize,
        column: &str,
        value: &str,
        reason: String,
        plan: &Plan<'_>,
    ) {
        let line = self.line(place, plan);
        let (column, value) = (column.to_string(), shorten(value));
        self.refusals.push(Refusal {
            file: String::new(),
            line,
            counted: Counted::Lines,
            column,
            value,
            reason,
        });
    }

    pub(super) fn check_refusals(&self, plan: &Plan<'_>) -> Result<(), Error> {
        match self.refusals.first() {
            Some(first) if self.refusals.len() > REFUSED && self.refusals.len() as u64 * 2 > self.rows => {
                Err(Error::asked(format!(
                    "{}: nearly every row is refused, so the mapping does not fit this file; the first, line {} column “{}”: \
                     “{}” {}. See `throughline inspect`",
                    plan.file(),
                    plan.dialect.lines_before + first.line,
                    first.column,
                    first.value,
                    first.reason
                )))
            }
            _ => Ok(()),
        }
    }

    /// The block starts with a record that does not end: its first line is refused, and reading goes on after it.
    pub(super) fn give_up_record(&mut self, plan: &Plan<'_>, open_quote: bool) -> Result<(), Error> {
        match memchr::memchr(plan.newline(), &self.buffer[..self.filled]) {
            Some(end) if open_quote => {
                let reason = "the line opens a quotation mark that is never closed".to_string();
                self.refuse(0, "(the whole line)", "", reason, plan);
                self.consume(end + 1, 1);
            }
            _ => {
                let reason = "the line is longer than 64 MiB, so it is not a row of a table".to_string();
                self.refuse(0, "(the whole line)", "", reason, plan);
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
    pub(super) fn skip_line(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        self.counted.take();
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
