//! The fast way: the columns of plain events, taken over batch by batch.

use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::log::{Field, Holds, NONE, RowCells, Rows, Slot, retain};
use throughline::time::{Instant, MISSING_US};

use super::append::{append, times};
use super::open::Opened;
use super::texts::Texts;
use super::times::Civil;
use super::{each_batch, value};
use crate::job::{Counted, Job, Refusal, shorten};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::source::Source;
use crate::table::{ENDS_EARLY, NO_ACTIVITY, NO_TIME, slot};
use crate::times::TimeForm;

/// Below so many rows a second thread costs more than it saves.
const ROWS_PER_THREAD: usize = 50_000;

/// Which column of the file goes where.
pub(super) struct Plan {
    at: Wanted,
    others: Vec<(Wanted, Slot, Holds)>,
    zone: TimeZone,
}

/// A column of the file.
struct Wanted {
    place: usize,
    name: String,
    form: TimeForm,
}

impl Plan {
    /// The plan; none if this mapping has to be applied row by row.
    pub(super) fn of(
        opened: &Opened,
        columns: &[(usize, String)],
        mapping: &Mapping,
    ) -> Result<Option<Plan>, Error> {
        let mut at = None;
        let mut others: Vec<(Wanted, Slot, Holds)> = Vec::new();
        for map in mapping.columns.iter().filter(|map| map.to != To::Ignore) {
            let Some((place, name)) = columns.iter().find(|(_, name)| *name == map.name) else {
                return Ok(None);
            };
            let form = opened.schema().field(*place).data_type();
            let wanted =
                Wanted { place: *place, name: name.clone(), form: map.time.clone().unwrap_or(TimeForm::Iso) };
            if map.to == To::At && at.is_none() {
                at = Some(wanted);
                continue;
            }
            let Some((slot, holds)) = target(map, form) else { return Ok(None) };
            if others.iter().any(|(_, known, _)| *known == slot) {
                return Ok(None);
            }
            others.push((wanted, slot, holds));
        }
        let activity = Slot::Field(Field::Activity);
        let named = others.iter().any(|(_, slot, _)| *slot == activity)
            || mapping.constants.iter().any(|(field, _)| *field == Field::Activity);
        let simple = |field: &Field| field.holds() == Holds::Name && *field != Field::Person;
        if !named || !mapping.constants.iter().all(|(field, _)| simple(field)) {
            return Ok(None);
        }
        let zone = throughline::time::zone(&mapping.zone)?;
        Ok(at.map(|at| Plan { at, others, zone }))
    }
}

/// Where a column goes and what it holds there; none if its cells have to be looked at one by one.
fn target(map: &ColumnMap, form: &DataType) -> Option<(Slot, Holds)> {
    if map.event.is_some() || matches!(map.to, To::Class | To::IsFailure) {
        return None;
    }
    let own = value::holds(form)?;
    let slot = match &map.to {
        To::Need => Slot::Need,
        to => slot(to, &map.name)?.0,
    };
    let holds = match &slot {
        Slot::Need => Holds::Name,
        Slot::Field(field) => field.holds(),
        Slot::Attribute(_) | Slot::NeedAttribute(_) => own,
    };
    let known = match (holds, &slot) {
        // Hours, pounds and the like have to be converted.
        (Holds::Real | Holds::Whole, Slot::Field(field)) => map.name == field.name() && own == holds,
        (Holds::Time, Slot::Field(_)) => own != Holds::Flag && own != Holds::Real,
        (Holds::Name, _) => true,
        _ => true,
    };
    known.then_some((slot, holds))
}

/// All rows, in runs of about equally many for each thread.
pub(super) fn read(
    source: &Source,
    opened: &Opened,
    plan: &Plan,
    mapping: &Mapping,
    job: &Job,
) -> Result<Vec<Rows>, Error> {
    let rows = opened.rows();
    let threads = job.threads.clamp(1, rows.div_ceil(ROWS_PER_THREAD).max(1));
    let run = rows.div_ceil(threads).max(1);
    let parts: Vec<Result<Part<'_>, Error>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|part| {
                let range = (part * run).min(rows)..((part + 1) * run).min(rows);
                scope.spawn(move || Part::new(source, opened, plan, mapping, job).read(range))
            })
            .collect();
        let joined = running.into_iter().map(|part| match part.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    });
    let parts = parts.into_iter().collect::<Result<Vec<_>, Error>>()?;
    notes(source, plan, mapping, &parts, job);
    Ok(parts.into_iter().map(Part::finish).collect())
}

/// Says how many times the clocks of the zone skipped or had twice.
fn notes(source: &Source, plan: &Plan, mapping: &Mapping, parts: &[Part<'_>], job: &Job) {
    let names = std::iter::once(&plan.at.name).chain(plan.others.iter().map(|(wanted, ..)| &wanted.name));
    for (column, name) in names.enumerate() {
        let count =
            |count: fn(&Civil) -> u64| -> u64 { parts.iter().map(|part| count(&part.clocks[column])).sum() };
        let (skipped, repeated) = (count(|c| c.reader.skipped), count(|c| c.reader.repeated));
        let place = format!("{}: “{name}”", source.name);
        crate::times::note_odd_hours(&place, &mapping.zone, skipped, repeated, job);
    }
}

/// One run of rows.
struct Part<'a> {
    source: &'a Source,
    opened: &'a Opened,
    plan: &'a Plan,
    mapping: &'a Mapping,
    job: &'a Job,
    rows: Rows,
    /// When the rows of the batch happened.
    at_us: Vec<i64>,
    /// For each column of the plan (first the time): where it goes in `rows`, and its clock.
    columns: Vec<usize>,
    clocks: Vec<Civil>,
}

impl<'a> Part<'a> {
    fn new(
        source: &'a Source,
        opened: &'a Opened,
        plan: &'a Plan,
        mapping: &'a Mapping,
        job: &'a Job,
    ) -> Part<'a> {
        let mut rows = Rows::new();
        let columns = plan.others.iter().map(|(_, slot, holds)| rows.column(slot.clone(), *holds)).collect();
        let wanted = std::iter::once(&plan.at).chain(plan.others.iter().map(|(wanted, ..)| wanted));
        let clocks = wanted.map(|wanted| Civil::new(wanted.form.clone(), &plan.zone)).collect();
        Part { source, opened, plan, mapping, job, rows, at_us: Vec::new(), columns, clocks }
    }

    fn read(mut self, range: Range<usize>) -> Result<Part<'a>, Error> {
        for (group, first, count) in self.opened.groups() {
            let (from, until) = (range.start.max(first), range.end.min(first + count));
            if from >= until {
                continue;
            }
            let mut texts = self.texts(group, from - first)?;
            let others = self.plan.others.iter().zip(&texts).filter(|(_, texts)| texts.is_none());
            let mut places: Vec<usize> = others.map(|((wanted, ..), _)| wanted.place).collect();
            places.push(self.plan.at.place);
            places.sort_unstable();
            places.dedup();
            let mut number = from as u64 + 1;
            each_batch(self.opened, &places, group, from - first, until - from, |batch| {
                self.job.progress.advance(self.source.taken())?;
                self.batch(batch, &places, &mut texts, number)?;
                if number == range.start as u64 + 1 {
                    self.expect(range.len());
                }
                number += batch.num_rows() as u64;
                Ok(())
            })?;
        }
        self.job.progress.advance(self.source.taken())?;
        Ok(self)
    }

    /// The columns of names in a row group, from one of its rows on, where they can be read straight from their pages.
    fn texts(&self, group: usize, from: usize) -> Result<Vec<Option<Texts>>, Error> {
        let texts = self.plan.others.iter().map(|(wanted, _, holds)| match holds {
            Holds::Name => self.opened.texts(group, wanted.place, from),
            _ => Ok(None),
        });
        texts.collect()
    }

    /// There will be about so many rows in all, if the file has what it claims; room that is not used costs nothing.
    fn expect(&mut self, rows: usize) {
        let (seen, rows) = (self.rows.len().max(1), rows.min(1 << 24));
        self.rows.reserve(rows.saturating_sub(seen));
        for (_, cells) in self.rows.columns_mut() {
            if let RowCells::Names(cells) = cells {
                cells.names.expect(rows / seen);
            }
        }
    }

    /// Appends a batch whose first row has this number.
    fn batch(
        &mut self,
        batch: &RecordBatch,
        places: &[usize],
        texts: &mut [Option<Texts>],
        number: u64,
    ) -> Result<(), Error> {
        let from = self.rows.len();
        let array = |wanted: &Wanted| {
            let column =
                places.binary_search(&wanted.place).unwrap_or_else(|_| unreachable!("it was asked for"));
            batch.column(column)
        };
        let mut refused: Vec<(usize, &str, String, String)> = Vec::new();
        let plan = self.plan;
        self.at_us.clear();
        times(&mut self.at_us, array(&plan.at), &mut self.clocks[0], &mut |row, value, reason| {
            let reason = reason.unwrap_or_else(|| NO_TIME.to_string());
            refused.push((row, &plan.at.name, value, reason));
        });
        for (place, (wanted, ..)) in plan.others.iter().enumerate() {
            let cells = self.rows.cells(self.columns[place]);
            if let (RowCells::Names(names), Some(texts)) = (&mut *cells, &mut texts[place]) {
                self.opened.guard(|| texts.append(batch.num_rows(), names))?;
                continue;
            }
            let clock = &mut self.clocks[place + 1];
            let (name, array) = (&wanted.name, array(wanted));
            append(cells, array, clock, &mut |row, value, reason| {
                let reason = format!("{reason}; the event was kept without it");
                refuse(self.job, self.source, number + row as u64, name, &value, reason);
            });
        }
        self.check(from, &mut refused);
        if !refused.is_empty() {
            self.leave_out(from, number, refused);
        }
        self.rows.at.extend(&self.at_us);
        Ok(())
    }

    /// What is wrong with rows from `from` on, as columns side by side show it: no activity, an end before the start.
    fn check<'p>(&self, from: usize, refused: &mut Vec<(usize, &'p str, String, String)>)
    where
        'a: 'p,
    {
        let constant = self.mapping.constants.iter().any(|(field, _)| *field == Field::Activity);
        for ((wanted, slot, _), column) in self.plan.others.iter().zip(&self.columns) {
            match (slot, &self.rows.columns()[*column].1) {
                (Slot::Field(Field::Until), RowCells::Times(until)) => {
                    let pairs = self.at_us.iter().zip(&until[from..]);
                    for (row, (at, until)) in pairs.enumerate() {
                        if until < at && *until != MISSING_US && *at != MISSING_US {
                            let both = format!("{} to {}", Instant(*at), Instant(*until));
                            refused.push((row, &wanted.name, both, ENDS_EARLY.to_string()));
                        }
                    }
                }
                (Slot::Field(Field::Activity), RowCells::Names(names)) if !constant => {
                    let codes = names.codes.from(from).enumerate();
                    for (row, _) in codes.filter(|(_, code)| *code == NONE) {
                        refused.push((row, &wanted.name, String::new(), NO_ACTIVITY.to_string()));
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes back the rows that were refused; each is reported once, with what was found first.
    fn leave_out(&mut self, from: usize, number: u64, mut refused: Vec<(usize, &str, String, String)>) {
        let mut keep = vec![true; self.at_us.len()];
        refused.sort_by_key(|(row, ..)| *row);
        refused.dedup_by_key(|(row, ..)| *row);
        for (row, column, value, reason) in refused {
            keep[row] = false;
            refuse(self.job, self.source, number + row as u64, column, &value, reason);
        }
        for (_, cells) in self.rows.columns_mut() {
            cells.retain(from, &keep);
        }
        retain(&mut self.at_us, 0, &keep);
    }

    /// The rows, with pseudonyms for persons and with the constants of the mapping where a row has no value of its own.
    fn finish(mut self) -> Rows {
        let by_id = self.mapping.columns.iter().any(|map| map.to == To::Field(Field::Person));
        let count = self.rows.len();
        for (slot, cells) in self.rows.columns_mut() {
            let RowCells::Names(names) = cells else { continue };
            if by_id && *slot == Slot::Field(Field::Person) {
                self.job.key.cover(names);
            }
        }
        for (field, value) in &self.mapping.constants {
            let column = self.rows.column(Slot::Field(*field), Holds::Name);
            if let RowCells::Names(names) = self.rows.cells(column)
                && !value.is_empty()
                && names.codes.iter().any(|code| code == NONE)
            {
                let constant = names.names.intern(value.as_bytes());
                names.codes.change(|code| if code == NONE { constant } else { code });
            }
            debug_assert_eq!(self.rows.cells(column).len(), count);
        }
        self.rows
    }
}

fn refuse(job: &Job, source: &Source, line: u64, column: &str, value: &str, reason: String) {
    let (file, column, value) = (source.name.clone(), column.to_string(), shorten(value));
    job.report.refuse(Refusal { file, line, counted: Counted::Lines, column, value, reason });
}
