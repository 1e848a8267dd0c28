//! From traces, events and their typed attributes to rows. XES and OCEL both end here.

use std::collections::HashMap;

use throughline::log::{Field, RowCells, Slot};
use throughline::time::Instant;

use super::column::KeyColumn;
use super::keys::{Kind, Level, Plan, Target};
use crate::job::{Counted, Refusal, shorten};
use crate::times::TimeReader;

/// A key that was met, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u32);

/// Where the values of a key go.
#[derive(Clone, Copy)]
enum Goes {
    Nowhere,
    At(usize),
    Column(usize),
}

/// An attribute of the trace that is being read. It counts for all its events, those before it too, so it is kept until the
/// trace ends.
struct Pending {
    column: usize,
    kind: Kind,
    text: String,
    line: u64,
}

/// What is to be counted and said when all is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// Traces, with events or without.
    pub(crate) traces: u64,
    /// Traces without events.
    pub(crate) empty: u64,
    /// Keys given twice in one event or trace; the last value was kept.
    pub(crate) twice: u64,
}

/// Rows while they are read, of a whole log or of one part of it.
pub(crate) struct Events<'a> {
    pub(super) plan: &'a Plan,
    file: &'a str,
    counted: Counted,
    known: Vec<(String, Level, Goes)>,
    numbers: [HashMap<Vec<u8>, u32>; 2],
    pub(super) columns: Vec<KeyColumn>,
    at_readers: Vec<TimeReader>,
    pub(super) at_us: Vec<i64>,
    at: Option<i64>,
    trouble: Option<Refusal>,
    trace_from: usize,
    pending: Vec<Pending>,
    /// Rows of traces that have no name, with the number of the trace.
    pub(super) nameless: Vec<(std::ops::Range<usize>, u64)>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) counts: Counts,
    /// Traces that had a name and events.
    pub(super) named: u64,
}

impl<'a> Events<'a> {
    /// No events yet. `file` is what to call the source in refusals.
    pub(crate) fn new(plan: &'a Plan, file: &'a str) -> Events<'a> {
        Events {
            plan,
            file,
            counted: Counted::Lines,
            known: Vec::new(),
            numbers: Default::default(),
            columns: Vec::new(),
            at_readers: Vec::new(),
            at_us: Vec::new(),
            at: None,
            trouble: None,
            trace_from: 0,
            pending: Vec::new(),
            nameless: Vec::new(),
            refusals: Vec::new(),
            counts: Counts::default(),
            named: 0,
        }
    }

    /// The same, of a source whose refusals number its events.
    pub(crate) fn numbered(self) -> Events<'a> {
        Events { counted: Counted::Events, ..self }
    }

    /// How many events were kept.
    pub(crate) fn len(&self) -> usize {
        self.at_us.len()
    }

    /// Whether as many events as a sample asks for were kept.
    pub(crate) fn enough(&self) -> bool {
        self.plan.sample.is_some_and(|rows| self.len() >= rows)
    }

    /// The number of a key; its column is made when it is first met, of what `kind` holds.
    pub(crate) fn key(&mut self, level: Level, key: &[u8], kind: Kind) -> Key {
        if let Some(number) = self.numbers[level as usize].get(key) {
            return Key(*number);
        }
        let name = super::tag::text(key).into_owned();
        let goes = match self.plan.target(level, &name) {
            Target::Nowhere => Goes::Nowhere,
            Target::At(form) => {
                self.at_readers.push(TimeReader::new(form, self.plan.zone.clone()));
                Goes::At(self.at_readers.len() - 1)
            }
            Target::Column { slot, order, time, person } => {
                self.columns.push(KeyColumn::new(
                    slot,
                    level,
                    order,
                    (person, time),
                    (&name, kind),
                    &self.plan.zone,
                ));
                Goes::Column(self.columns.len() - 1)
            }
        };
        let number = self.known.len() as u32;
        self.known.push((name, level, goes));
        self.numbers[level as usize].insert(key.to_vec(), number);
        Key(number)
    }

    /// How many different keys were met.
    pub(crate) fn keys(&self) -> usize {
        self.known.len()
    }

    /// How many cells the columns will have when all are as long as the log.
    pub(crate) fn cells(&self) -> usize {
        self.columns.len().saturating_mul(self.at_us.len())
    }

    /// Whether the event that is being read has a value for this key already.
    pub(crate) fn has(&self, key: Key) -> bool {
        match self.known[key.0 as usize].2 {
            Goes::Nowhere => false,
            Goes::At(_) => self.at.is_some(),
            Goes::Column(column) => match self.known[key.0 as usize].1 {
                Level::Event => self.columns[column].cells.len() > self.at_us.len(),
                Level::Trace => self.pending.iter().any(|pending| pending.column == column),
            },
        }
    }

    /// An attribute of the event that is being read: `bytes[start..end]`. `line` is asked for only when something is wrong.
    #[inline]
    pub(crate) fn set(
        &mut self,
        key: Key,
        kind: Kind,
        bytes: &[u8],
        place: (usize, usize),
        line: impl Fn() -> u64,
    ) {
        let (start, end) = place;
        match self.known[key.0 as usize].2 {
            Goes::Column(column) => match self.columns[column].set(self.at_us.len(), kind, bytes, place) {
                Ok(again) => self.counts.twice += u64::from(again),
                Err(reason) => self.doubt(key, &bytes[start..end], line(), reason),
            },
            Goes::At(reader) => {
                let text = bytes[start..end].trim_ascii();
                if text.is_empty() {
                    return;
                }
                match self.at_readers[reader].read(text) {
                    Ok(us) => self.at = Some(us),
                    Err(reason) => self.doubt(key, text, line(), reason),
                }
            }
            Goes::Nowhere => {}
        }
    }

    /// An attribute of the trace that is being read.
    pub(crate) fn set_trace(&mut self, key: Key, kind: Kind, text: &str, line: u64) {
        let Goes::Column(column) = self.known[key.0 as usize].2 else { return };
        let next = Pending { column, kind, text: text.to_string(), line };
        match self.pending.iter_mut().find(|pending| pending.column == column) {
            Some(pending) => {
                self.counts.twice += 1;
                *pending = next;
            }
            None => self.pending.push(next),
        }
    }

    /// A trace begins.
    pub(crate) fn begin_trace(&mut self) {
        self.counts.traces += 1;
        self.trace_from = self.at_us.len();
        self.pending.clear();
    }

    /// The trace ends: its attributes are set for all its events.
    pub(crate) fn end_trace(&mut self) {
        let (from, until) = (self.trace_from, self.at_us.len());
        if from == until {
            self.counts.empty += 1;
            self.pending.clear();
            return;
        }
        let mut named = false;
        for pending in std::mem::take(&mut self.pending) {
            let column = &mut self.columns[pending.column];
            named |= column.slot == Slot::Need && !pending.text.is_empty();
            if let Err(reason) = column.fill(from, until, pending.kind, &pending.text) {
                let name = self
                    .known
                    .iter()
                    .find(|(_, _, goes)| matches!(goes, Goes::Column(c) if *c == pending.column));
                self.refusals.push(Refusal {
                    file: self.file.to_string(),
                    line: pending.line,
                    counted: self.counted,
                    column: format!("case:{}", name.map_or("", |(name, _, _)| name.as_str())),
                    value: shorten(&pending.text),
                    reason: format!("{reason}; the events of the trace are kept without it"),
                });
            }
        }
        self.named += u64::from(named);
        if !named && self.plan.trace_is_need {
            self.nameless.push((from..until, self.counts.traces));
        }
    }

    /// The event ends: it is kept, or refused if it has no time, no activity or a value that cannot be used.
    #[inline]
    pub(crate) fn end_event(&mut self, line: impl Fn() -> u64) {
        let at = self.at.take();
        if self.plan.sample.is_some() {
            self.trouble = None;
            self.at_us.push(0);
            return;
        }
        match at {
            Some(us) if self.trouble.is_none() && !self.wanting(us, &line) => self.at_us.push(us),
            _ => self.refuse(line),
        }
    }

    /// Whether the event lacks what it must have; then the reason is noted.
    #[inline]
    fn wanting(&mut self, at_us: i64, line: &impl Fn() -> u64) -> bool {
        if self.plan.own {
            return false;
        }
        let row = self.at_us.len();
        let mut activity = !self.plan.needs_activity;
        for column in &self.columns {
            match (&column.slot, &column.cells) {
                (Slot::Field(Field::Activity), RowCells::Names(cells)) => {
                    activity |= column.level == Level::Trace
                        || row < cells.codes.len() && cells.codes.get(row) != throughline::log::NONE;
                }
                (Slot::Field(Field::Until), RowCells::Times(cells)) => {
                    if let Some(until) =
                        cells.get(row).filter(|us| **us != throughline::time::MISSING_US && **us < at_us)
                    {
                        let said = format!("{} to {}", Instant(at_us), Instant(*until));
                        let reason =
                            "ends before it starts; correct the source, or map only one of the two times";
                        self.trouble =
                            Some(self.refusal("until", said.as_bytes(), line(), reason.to_string()));
                        return true;
                    }
                }
                _ => {}
            }
        }
        if !activity {
            let reason = "the event does not say what was done (concept:name); give it an activity or map another key as one";
            self.trouble = Some(self.refusal("concept:name", b"", line(), reason.to_string()));
        }
        !activity
    }

    /// The event that was being read is refused: what was set of it is forgotten.
    #[cold]
    fn refuse(&mut self, line: impl Fn() -> u64) {
        let rows = self.at_us.len();
        for column in self.columns.iter_mut().filter(|column| column.cells.len() > rows) {
            column.cells.resize(rows);
        }
        let refusal = self.trouble.take().unwrap_or_else(|| {
            let reason = "the event has no time; give it one (time:timestamp) or map the key that says when it happened";
            self.refusal("time:timestamp", b"", line(), reason.to_string())
        });
        self.refusals.push(refusal);
    }

    /// Something outside of events is refused.
    #[cold]
    pub(crate) fn refuse_other(&mut self, column: &str, value: &str, line: u64, reason: &str) {
        let refusal = self.refusal(column, value.as_bytes(), line, reason.to_string());
        self.refusals.push(refusal);
    }

    /// A value of the event cannot be used: the event will be refused, for the first such reason.
    #[cold]
    fn doubt(&mut self, key: Key, value: &[u8], line: u64, reason: String) {
        if self.trouble.is_none() {
            let name = self.known[key.0 as usize].0.clone();
            self.trouble = Some(self.refusal(&name, value, line, reason));
        }
    }

    fn refusal(&self, column: &str, value: &[u8], line: u64, reason: String) -> Refusal {
        let value = shorten(&super::tag::text(value));
        Refusal {
            file: self.file.to_string(),
            line,
            counted: self.counted,
            column: column.to_string(),
            value,
            reason,
        }
    }

    /// The columns with their names, as a sample names them.
    pub(super) fn into_columns(self) -> impl Iterator<Item = (String, RowCells)> {
        self.columns.into_iter().filter_map(|column| match column.slot {
            Slot::Attribute(name) | Slot::NeedAttribute(name) => Some((name, column.cells)),
            Slot::Need | Slot::Field(_) => None,
        })
    }

    /// Civil times that the zone skipped or had twice.
    pub(super) fn odd_hours(&self) -> (u64, u64) {
        let columns = self.columns.iter().map(|column| &column.reader);
        let all = columns.chain(&self.at_readers);
        all.fold((0, 0), |(skipped, repeated), r| (skipped + r.skipped, repeated + r.repeated))
    }
}
