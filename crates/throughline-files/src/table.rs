//! Applying a mapping row by row, for formats that are not read in whole blocks.
//!
//! What is decided here holds for every format. A name or text is kept as it stands, with the blanks around it; one of only
//! blanks is no value. Times and numbers are read without the blanks around them. A row without a readable time
//! or without an activity is refused. A row without need and person is not: linking makes it a need of its own. A value with
//! a meaning of its own (an end, minutes, money) that cannot be read is reported and left out, and the row is kept; a row
//! that ends before it starts is refused. An attribute is never refused: its column becomes one of texts. Times before 1950
//! or after 2100 are kept, for they may be true, but there is a note about them. In a row with several dates, what was said or
//! happened once (who did it, how it arrived) stays with one event, unless the mapping says with which: the contact if one is,
//! else the first.

mod cell;
pub(crate) mod clock;
mod dated;
mod homes;
pub(crate) mod numbers;
mod odd;
mod plan;
mod retype;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::log::{Rows, Value};
use throughline::time::{EARLIEST_US, Instant, LATEST_US};

use crate::job::{Counted, Job, Refusal, shorten};
use crate::mapping::Mapping;
use crate::times::TimeReader;
pub(crate) use cell::{UNNUMBERED, is_unnumbered, yes_or_no};
use cell::{cell_at, class_of, joined, says_nothing, text_of, trimmed};
use odd::OddTimes;
pub(crate) use plan::listed;
use plan::{Dated, How, Plan};
pub(crate) use retype::{
    closing_of_header, header_of_closing, header_of_event_attribute, retype, slot, tagged,
};

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
    file: String,
    job: &'a Job,
    mapping: Mapping,
    zone: TimeZone,
    plan: Arc<Plan>,
    readers: Vec<(String, TimeReader)>,
    rows: Rows,
    pseudonyms: HashMap<String, String>,
    odd: OddTimes,
    /// For each value of the row that is read the place of its one event, if only one has it.
    homes: Vec<usize>,
}

/// 1950-01-01 and 2101-01-01: outside of them a time is kept, with a note.
const LIKELY_US: std::ops::Range<i64> = -631_152_000_000_000..4_133_980_800_000_000;

/// What is wrong with a row or a value: column, value and reason.
struct Wrong<'a> {
    column: &'a str,
    value: String,
    reason: String,
}

impl<'a> Table<'a> {
    /// For a source with these columns. A column that the mapping names and the source lacks is an error.
    pub fn new(file: &str, columns: &[String], mapping: &Mapping, job: &'a Job) -> Result<Table<'a>, Error> {
        let zone = throughline::time::zone(&mapping.zone)?;
        let mut rows = Rows::new();
        let mut readers = Vec::new();
        let plan =
            Plan::of(columns, mapping, &zone, &mut rows, &mut readers).map_err(|error| error.at(file))?;
        let left_out: Vec<String> = columns
            .iter()
            .filter(|name| mapping.columns.iter().all(|map| map.name != **name))
            .cloned()
            .collect();
        if !left_out.is_empty() {
            job.report.note(format!(
                "{file}: left out, because the mapping does not name them: {}",
                listed(&left_out)
            ));
        }
        Ok(Table {
            file: file.to_string(),
            job,
            mapping: mapping.clone(),
            zone,
            plan: Arc::new(plan),
            readers,
            rows,
            pseudonyms: HashMap::new(),
            odd: OddTimes::default(),
            homes: Vec::new(),
        })
    }

    /// One row (in a wide table, several events). A row that cannot be used is refused and reported. Cells that a short row
    /// lacks are empty; cells beyond the columns are not looked at.
    pub fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        let mut events: Vec<(i64, Option<usize>)> = Vec::new();
        let mut wrong: Vec<Wrong<'_>> = Vec::new();
        // Shared, so that its names can be borrowed while rows are filled.
        let plan = Arc::clone(&self.plan);
        for (number, (dated, _)) in plan.events.iter().enumerate() {
            match self.row_time(line, dated, cells) {
                Ok(Some(at)) => events.push((at, Some(number))),
                Ok(None) => {}
                Err(bad) => wrong.push(bad),
            }
        }
        if let Some(at) = &plan.at {
            match self.row_time(line, at, cells) {
                Ok(Some(at)) => events.push((at, None)),
                Ok(None) if plan.events.is_empty() => {
                    wrong.push(Wrong { column: &at.name, value: String::new(), reason: NO_TIME.to_string() });
                }
                Ok(None) => {}
                Err(bad) => wrong.push(bad),
            }
        } else if events.is_empty() && wrong.is_empty() {
            let column = plan.events.first().map_or("", |(dated, _)| dated.name.as_str());
            wrong.push(Wrong { column, value: String::new(), reason: NO_DATES.to_string() });
        }
        self.follow_timed(&mut events, &plan, cells);
        if let Some(early) = self.closed_early(&events, &plan, cells) {
            return self.refuse(line, early);
        }
        // Only the order of time counts; dates at the same instant stay in the order of the columns.
        events.sort_by_key(|(at, _)| *at);
        for bad in wrong {
            self.refuse(line, bad);
        }
        self.find_homes(&events, &plan, cells);
        for (place, (at, event)) in events.iter().enumerate() {
            if let Err(bad) = self.event(line, cells, &plan, *at, *event, place) {
                self.rows.drop_row();
                self.refuse(line, bad);
            }
        }
    }

    /// A date without a time of day says only the day. Where another event of the row happened at some time of that day, midnight
    /// would put it first, and a request closed on its first day before it was opened; so it is taken to follow at once.
    fn follow_timed(&mut self, events: &mut [(i64, Option<usize>)], plan: &Plan, cells: &[Cell<'_>]) {
        let day_only = |event: Option<usize>| {
            let Some((dated, _)) = event.map(|number| &plan.events[number]) else { return false };
            let timed = dated.clock.as_ref().is_some_and(|clock| cell_at(cells, clock.cell) != Cell::Empty);
            match cell_at(cells, dated.cell) {
                Cell::Text(text) => !text.contains(':') && !timed,
                Cell::Civil(civil) => civil.time() == jiff::civil::Time::midnight() && !timed,
                _ => false,
            }
        };
        let day_of = |at: i64| Instant(at).in_zone(&self.zone).date();
        // A row can have thousands of dates, and often none has a time of day.
        let mut latest: HashMap<jiff::civil::Date, i64> = HashMap::new();
        for (at, _) in events.iter().filter(|(_, event)| !day_only(*event)) {
            latest.entry(day_of(*at)).and_modify(|known| *known = (*at).max(*known)).or_insert(*at);
        }
        for (at, event) in events.iter_mut().filter(|_| !latest.is_empty()) {
            let last = latest.get(&day_of(*at)).filter(|last| *last > at && day_only(*event));
            if let Some(last) = last {
                *at = *last;
                self.odd.same_day += 1;
            }
        }
    }

    /// The date of a wide table that closes the need, if it lies before all others: the need would never be closed.
    fn closed_early<'p>(
        &self,
        events: &[(i64, Option<usize>)],
        plan: &'p Plan,
        cells: &[Cell<'_>],
    ) -> Option<Wrong<'p>> {
        let date = |event: &(i64, Option<usize>)| event.1.map(|number| &plan.events[number]);
        let closes = |event: &&(i64, Option<usize>)| {
            date(event).is_some_and(|(_, activity)| self.mapping.closing.contains(activity))
        };
        let first = events.iter().filter(|event| !closes(event)).map(|(at, _)| *at).min()?;
        let early = events.iter().filter(closes).find(|(at, _)| *at < first)?;
        let (dated, _) = date(early)?;
        let value = text_of(cells.get(dated.cell).copied().unwrap_or(Cell::Empty)).into_owned();
        Some(Wrong { column: &dated.name, value, reason: CLOSES_EARLY.to_string() })
    }

    /// The events. Attributes that were read as texts are typed where that loses nothing.
    pub fn finish(mut self) -> Rows {
        let file = &self.file;
        for (column, reader) in &self.readers {
            let (place, zone) = (format!("{file}: “{column}”"), &self.mapping.zone);
            crate::times::note_odd_hours(&place, zone, reader.skipped, reader.repeated, self.job);
        }
        self.odd.notes(file).into_iter().for_each(|note| self.job.report.note(note));
        retype(std::slice::from_mut(&mut self.rows), &self.mapping);
        self.rows
    }

    fn refuse(&self, line: u64, Wrong { column, value, reason }: Wrong<'_>) {
        self.job.report.refuse(Refusal {
            file: self.file.clone(),
            line,
            counted: Counted::Lines,
            column: column.to_string(),
            value: shorten(&value),
            reason,
        });
    }

    /// One event of a row, at this place in order of time: `event` is its number among the dates of a wide table. What is wrong with a value
    /// that belongs to all events is reported with the first.
    fn event<'p>(
        &mut self,
        line: u64,
        cells: &[Cell<'_>],
        plan: &'p Plan,
        at: i64,
        event: Option<usize>,
        place: usize,
    ) -> Result<(), Wrong<'p>> {
        let date = event.map(|number| &plan.events[number]);
        let activity = match date {
            Some((_, activity)) => Cow::Borrowed(activity.as_str()),
            None => match (joined(&plan.activity, cells), &plan.constant_activity) {
                (Cow::Borrowed(""), Some(constant)) => Cow::Borrowed(constant.as_str()),
                (activity, _) => activity,
            },
        };
        if activity.is_empty() {
            let column = &plan.activity_name;
            return Err(Wrong { column, value: String::new(), reason: NO_ACTIVITY.to_string() });
        }
        self.rows.set(plan.activity_column, Value::Text(&activity));
        if let Some(column) = plan.need_column {
            self.rows.set(column, Value::Text(&self.need_of(line, plan, cells)));
        }
        for (number, value) in plan.values.iter().enumerate() {
            let own = value.event.is_some() || value.once;
            if self.is_elsewhere(number, value, place) {
                continue;
            }
            let cell = self.value_of(line, value, cells, at)?;
            if cell == Cell::Empty || self.is_set(value.column) {
                continue;
            }
            match self.set(value.column, value.how, cell) {
                Ok(ends) if ends < at && value.is_until => {
                    let both = format!("{} to {}", Instant(at), Instant(ends));
                    return Err(Wrong { column: &value.name, value: both, reason: ENDS_EARLY.to_string() });
                }
                Ok(_) => {}
                Err(reason) if own || place == 0 => {
                    let reason = format!("{reason}; the event was kept without it");
                    self.refuse(
                        line,
                        Wrong { column: &value.name, value: text_of(cell).into_owned(), reason },
                    );
                }
                Err(_) => {}
            }
        }
        for (column, value, how) in &plan.constants {
            if !self.is_set(*column)
                && let Err(reason) = self.set(*column, *how, Cell::Text(value))
            {
                self.job
                    .report
                    .note(format!("{}: “{value}” under [set] in the mapping: {reason}", self.file));
            }
        }
        self.rows.end_row(at);
        Ok(())
    }

    /// The id of a row's need.
    fn need_of<'c>(&self, line: u64, plan: &Plan, cells: &[Cell<'c>]) -> Cow<'c, str> {
        match joined(&plan.need, cells) {
            // One row of a wide table is one need, also where nobody numbered it.
            Cow::Borrowed("") if !plan.events.is_empty() => {
                Cow::Owned(format!("{UNNUMBERED}{line} of {}", self.file))
            }
            need => need,
        }
    }

    fn is_set(&mut self, column: usize) -> bool {
        let rows = self.rows.len();
        self.rows.cells(column).len() > rows
    }

    /// Sets a value of the row that is being read; answers its instant if it is one (else the latest there is). One of the
    /// marks for "no value" sets nothing where a number or a time is wanted; elsewhere it may be a name.
    fn set(&mut self, column: usize, how: How, cell: Cell<'_>) -> Result<i64, String> {
        let as_written = matches!(how, How::Attribute | How::Name | How::IsFailure | How::Person);
        let cell = if as_written { cell } else { trimmed(cell) };
        if !as_written && says_nothing(cell) {
            return Ok(i64::MAX);
        }
        let value = match how {
            How::Attribute => match cell {
                Cell::Time(time) => Value::Time(time),
                Cell::Whole(number) => Value::Whole(number),
                Cell::Real(number) => Value::Real(number),
                Cell::Flag(flag) => Value::Flag(flag),
                Cell::Text(_) | Cell::Civil(_) | Cell::Empty => return self.set_text(column, &text_of(cell)),
            },
            How::Name => return self.set_text(column, &text_of(cell)),
            How::IsFailure => return self.set_text(column, class_of(&text_of(cell))),
            How::Person => {
                let id = text_of(cell);
                if !self.pseudonyms.contains_key(&*id) {
                    self.pseudonyms.insert(id.to_string(), self.job.key.pseudonym(&id));
                }
                self.rows.set(column, Value::Text(&self.pseudonyms[&*id]));
                return Ok(i64::MAX);
            }
            How::Time(reader) => {
                let us = self.instant(reader, cell)?;
                self.rows.set(column, Value::Time(Instant(us)));
                return Ok(us);
            }
            How::Minutes(unit) => Value::Real(numbers::minutes_in(cell, unit).ok_or(NO_SPAN)?),
            How::Pence(unit) => Value::Whole(numbers::pence_in(cell, unit).ok_or(NO_MONEY)?),
            How::Number => Value::Real(numbers::number_in(cell).ok_or(NO_NUMBER)?),
        };
        self.rows.set(column, value);
        Ok(i64::MAX)
    }

    fn set_text(&mut self, column: usize, text: &str) -> Result<i64, String> {
        self.rows.set(column, Value::Text(text));
        Ok(i64::MAX)
    }

    /// The instant in a cell, `None` if it has none.
    fn time<'p>(
        &mut self,
        line: u64,
        dated: &'p Dated,
        cells: &[Cell<'_>],
    ) -> Result<Option<i64>, Wrong<'p>> {
        let cell = trimmed(cell_at(cells, dated.cell));
        if says_nothing(cell) {
            return Ok(None);
        }
        let value = || text_of(cell).into_owned();
        let at = self.instant(dated.reader, cell).map_err(|reason| Wrong {
            column: &dated.name,
            value: value(),
            reason,
        })?;
        if !LIKELY_US.contains(&at) {
            self.odd.count += 1;
            self.odd.first.get_or_insert_with(|| (line, shorten(&value())));
        }
        Ok(Some(at))
    }

    fn instant(&mut self, reader: usize, cell: Cell<'_>) -> Result<i64, String> {
        let reader = &mut self.readers[reader].1;
        match cell {
            Cell::Time(Instant(us)) if (EARLIEST_US..=LATEST_US).contains(&us) => Ok(us),
            Cell::Time(_) => Err(crate::times::OUTSIDE.to_string()),
            Cell::Civil(civil) => reader.civil(civil),
            Cell::Flag(_) | Cell::Empty => Err("is not a time".to_string()),
            Cell::Text(text) => reader.read(text.as_bytes()),
            Cell::Whole(_) | Cell::Real(_) => reader.read(text_of(cell).as_bytes()),
        }
    }
}

pub(crate) const NO_TIME: &str =
    "no time, so there is no saying when it happened; give the row a time or leave it out";
/// What is wrong with a value that stands for no time; nothing if it is meant to be one.
pub(crate) fn no_time(value: &str) -> Option<&'static str> {
    match () {
        () if numbers::is_open_end(value) => Some(
            "is the last day of the year 9999, which systems write for “no end yet”, so there is no saying when it happened; give the \
             row a time or leave it out",
        ),
        () if numbers::is_no_value(value) => Some(NO_TIME),
        () => None,
    }
}

const NO_DATES: &str = "none of its dates has a value, so nothing is known to have happened";
pub(crate) const NO_ACTIVITY: &str = "no activity, so there is no saying what was done; fill it in, or give all rows one under [set] in \
                           the mapping";
const NO_CLOCK: &str = "is not a time of day (such as 14:05 or 2:05 pm)";
const NO_SPAN: &str = "is not a length of time (such as 90, 1:30 or 1.5 h)";
const NO_MONEY: &str = "is not an amount of money (such as £12.50)";
const NO_NUMBER: &str = "is not a number";
pub(crate) const ENDS_EARLY: &str = "ends before it starts, so the whole row was left out; correct the times, or \
                                      exchange `at` and `until` in the mapping";

const CLOSES_EARLY: &str =
    "closed before anything else happened, so the whole row was left out; correct the dates";

#[cfg(test)]
mod tests;
