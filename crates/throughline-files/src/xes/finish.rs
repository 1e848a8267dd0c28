//! From the columns of keys to the rows of the log: several keys of one slot joined, persons made pseudonyms, traces without a
//! name named, and what there is to say about it all.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use throughline::error::Error;
use throughline::log::{Field, Holds, Interner, NONE, NameCells, RowCells, Rows, Slot, Value};
use throughline::reading::counted;

use super::column::KeyColumn;
use super::events::{Counts, Events};
use super::header::Header;
use super::keys::{Level, Plan};
use super::scan::Scanner;
use crate::job::{Job, Refusal};
use crate::pseudonym;
use crate::times::note_odd_hours;

/// A part of a log that was read.
pub(crate) struct Part<'a> {
    plan: &'a Plan,
    at_us: Vec<i64>,
    columns: Vec<KeyColumn>,
    nameless: Vec<(Range<usize>, u64)>,
    refusals: Vec<Refusal>,
    counts: Counts,
    named: u64,
    odd_hours: (u64, u64),
    header: Header,
    lines: u64,
}

impl<'a> Part<'a> {
    /// What a scanner read.
    pub(super) fn of(scanner: Scanner<'a>) -> Part<'a> {
        let Scanner { events, header, lines, .. } = scanner;
        Part { header, lines, ..Part::of_events(events) }
    }

    /// What was given to `events` by another format.
    pub(crate) fn of_events(events: Events<'a>) -> Part<'a> {
        let odd_hours = events.odd_hours();
        Part {
            plan: events.plan,
            at_us: events.at_us,
            columns: events.columns,
            nameless: events.nameless,
            refusals: events.refusals,
            counts: events.counts,
            named: events.named,
            odd_hours,
            header: Header::default(),
            lines: 0,
        }
    }
}

/// The rows of all parts, in their order; refusals and notes go to the job.
pub(crate) fn finish(
    name: &str,
    zone: &str,
    mut parts: Vec<Part<'_>>,
    job: &Job,
) -> Result<Vec<Rows>, Error> {
    let mut lines = 0;
    for part in &mut parts {
        for mut refusal in std::mem::take(&mut part.refusals) {
            refusal.line += lines;
            job.report.refuse(refusal);
        }
        lines += part.lines;
    }
    let shared = parts.iter().map(|part| part.named).sum::<u64>().saturating_sub(different_needs(&parts));
    let nameless = name_traces(&mut parts);
    let mut said = Said { nameless, shared, ..Said::default() };
    for part in &mut parts {
        said.add(part);
        said.header.join(std::mem::take(&mut part.header));
    }
    let rows: Vec<Rows> = parts.into_iter().map(|part| rows(part, &job.key)).collect();
    for note in said.notes() {
        job.report.note(format!("{name}: {note}"));
    }
    note_odd_hours(name, zone, said.skipped, said.repeated, job);
    Ok(rows)
}

/// What is said at the end.
#[derive(Default)]
struct Said {
    counts: Counts,
    nameless: u64,
    shared: u64,
    skipped: u64,
    repeated: u64,
    not_utf8: u64,
    header: Header,
}

impl Said {
    fn add(&mut self, part: &Part<'_>) {
        self.counts.traces += part.counts.traces;
        self.counts.empty += part.counts.empty;
        self.counts.twice += part.counts.twice;
        self.skipped += part.odd_hours.0;
        self.repeated += part.odd_hours.1;
        for column in &part.columns {
            if let RowCells::Names(cells) = &column.cells {
                self.not_utf8 += cells.names.not_utf8();
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.header.notes();
        let mut say = |count: u64, one: &str, many: &str, what: &str| {
            if count > 0 {
                notes.push(format!("{} {what}", counted(count, one, many)));
            }
        };
        say(
            self.counts.empty,
            "trace",
            "traces",
            "without events: a need of which nothing is known cannot be kept",
        );
        say(
            self.nameless,
            "trace",
            "traces",
            "without concept:name: named “case N” after their place in the file",
        );
        say(self.shared, "trace", "traces", "with the name of an earlier one: taken as the same need");
        say(self.counts.twice, "key", "keys", "given twice in one event or trace: the last value was kept");
        say(
            self.not_utf8,
            "value",
            "values",
            "that are not UTF-8, as the file says it is: read as Windows-1252",
        );
        notes
    }
}

/// Names the traces that have no name after their place in the file; answers how many there were.
fn name_traces(parts: &mut [Part<'_>]) -> u64 {
    if parts.iter().all(|part| part.nameless.is_empty()) {
        return 0;
    }
    let names = parts.iter().flat_map(needs).flat_map(|cells| cells.names.names().iter());
    let taken: HashSet<String> = names.filter(|name| name.starts_with("case ")).map(str::to_string).collect();
    let (mut traces, mut count) = (0, 0);
    for part in parts {
        for (rows, number) in std::mem::take(&mut part.nameless) {
            let mut name = format!("case {}", traces + number);
            while taken.contains(&name) {
                name.push_str(" (no name)");
            }
            let column = need_column(part);
            if let RowCells::Names(cells) = &mut part.columns[column].cells {
                let code = cells.names.intern(name.as_bytes());
                if cells.codes.len() < rows.end {
                    cells.codes.resize(rows.end);
                }
                rows.for_each(|row| cells.codes.set(row, code));
            }
            count += 1;
        }
        traces += part.counts.traces;
    }
    count
}

/// The first column of needs; a new one if there is none.
fn need_column(part: &mut Part<'_>) -> usize {
    match part.columns.iter().position(|column| column.slot == Slot::Need) {
        Some(column) => column,
        None => {
            let kind = super::keys::Kind::Text;
            let zone = &part.plan.zone;
            part.columns.push(KeyColumn::new(Slot::Need, Level::Trace, 0, (false, None), ("", kind), zone));
            part.columns.len() - 1
        }
    }
}

fn needs<'p>(part: &'p Part<'_>) -> impl Iterator<Item = &'p NameCells> {
    part.columns.iter().filter(|column| column.slot == Slot::Need).filter_map(|column| match &column.cells {
        RowCells::Names(cells) => Some(cells),
        _ => None,
    })
}

/// How many different needs the named traces of all parts have; with several keys for the need, as many as there are traces (they
/// are joined later, and what they have in common is not told).
fn different_needs(parts: &[Part<'_>]) -> u64 {
    if parts.iter().any(|part| needs(part).count() != 1) {
        return u64::MAX;
    }
    let mut columns: Vec<&NameCells> = parts.iter().flat_map(needs).collect();
    columns.sort_by_key(|cells| cells.names.names().len());
    match columns.as_slice() {
        [one] => one.names.names().len() as u64,
        _ => columns.iter().flat_map(|cells| cells.names.names().iter()).collect::<HashSet<&str>>().len()
            as u64,
    }
}

/// The rows of one part.
fn rows(part: Part<'_>, key: &pseudonym::Key) -> Rows {
    let count = part.at_us.len();
    let mut slots: Vec<(Slot, Vec<KeyColumn>)> = Vec::new();
    for mut column in part.columns {
        column.cells.resize(count);
        if column.person
            && let RowCells::Names(cells) = &mut column.cells
        {
            key.cover(cells);
        }
        match slots.iter_mut().find(|(slot, _)| *slot == column.slot) {
            Some((_, columns)) => columns.push(column),
            None => slots.push((column.slot.clone(), vec![column])),
        }
    }
    let mut rows = Rows::new();
    rows.at = part.at_us.into();
    for (slot, columns) in slots {
        let cells = join(&slot, columns);
        let column = rows.column(slot, cells.holds());
        *rows.cells(column) = cells;
    }
    for (field, value) in &part.plan.constants {
        let column = rows.column(Slot::Field(*field), field.holds());
        constant(rows.cells(column), value);
    }
    rows
}

/// The cells of a slot from those of its keys: needs and activities are joined with `+`; of anything else, the event's own
/// value goes before the trace's, and the first key in the mapping before the others.
fn join(slot: &Slot, mut columns: Vec<KeyColumn>) -> RowCells {
    columns.sort_by_key(|column| column.order);
    let joined = matches!(slot, Slot::Need | Slot::Field(Field::Activity));
    if !joined {
        columns.sort_by_key(|column| column.level == Level::Trace);
    }
    let mut columns = columns.into_iter().map(|column| column.cells);
    let Some(first) = columns.next() else { return RowCells::new(Holds::Name) };
    if joined { columns.fold(first, plus) } else { columns.fold(first, or_else) }
}

/// Two columns of names, joined with `+` where both have a value.
fn plus(first: RowCells, second: RowCells) -> RowCells {
    let (RowCells::Names(first), RowCells::Names(second)) = (&first, &second) else { return first };
    let mut known: HashMap<(u32, u32), u32> = HashMap::new();
    let mut names = Interner::default();
    let pairs = first.codes.iter().zip(second.codes.iter());
    let codes = pairs.map(|pair| {
        *known.entry(pair).or_insert_with(|| match pair {
            (NONE, NONE) => NONE,
            (a, NONE) => names.intern(first.names.names().get(a).as_bytes()),
            (NONE, b) => names.intern(second.names.names().get(b).as_bytes()),
            (a, b) => {
                let (a, b) = (first.names.names().get(a), second.names.names().get(b));
                names.intern(format!("{a}+{b}").as_bytes())
            }
        })
    });
    let codes = codes.collect();
    RowCells::Names(NameCells { names, codes })
}

fn or_else(first: RowCells, second: RowCells) -> RowCells {
    let mut all = RowCells::new(first.holds());
    for place in 0..first.len() {
        match first.get(place).or_else(|| second.get(place)) {
            Some(value) => all.push(value),
            None => all.resize(place + 1),
        }
    }
    all
}

/// Fills the missing cells.
fn constant(cells: &mut RowCells, text: &str) {
    let mut filled = RowCells::new(cells.holds());
    let value = match cells.holds() {
        Holds::Name | Holds::Time => Value::Text(text),
        Holds::Whole => text.parse().map_or(Value::Text(text), Value::Whole),
        Holds::Real => text.parse().map_or(Value::Text(text), Value::Real),
        Holds::Flag => text.parse().map_or(Value::Text(text), Value::Flag),
    };
    for place in 0..cells.len() {
        filled.push(cells.get(place).unwrap_or(value));
    }
    *cells = filled;
}
