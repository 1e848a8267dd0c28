//! From rows in the order of their sources to columns in which the events of a need lie next to each other in time order.
//!
//! Dictionaries are merged in the order of the sources, needs are numbered by first appearance (so that a log in time order
//! is gathered with nearly sequential reads), rows are brought together by a counting sort, and only needs found out of
//! order are sorted. Every step gives the same columns whatever the number of threads.

use std::sync::Arc;

use super::interner::Interner;
use super::link::{Linking, link};
use super::names::{NONE, Names};
use super::pieces::{Places, Sources, gather_column, holds};
use super::rows::{Rows, Slot};
use super::{Cells, Column, Columns, Field, Log, NameColumn, join};
use crate::error::Error;

/// Collects rows and makes a [`Log`] of them.
#[derive(Default)]
pub struct LogBuilder {
    rows: Vec<Rows>,
    linking: Linking,
    closing: Vec<String>,
}

impl LogBuilder {
    /// A builder that links rows without a need id as `linking` says.
    pub fn new(linking: Linking) -> LogBuilder {
        LogBuilder { rows: Vec::new(), linking, closing: Vec::new() }
    }

    /// Adds rows; the order of adding is the order of the sources.
    pub fn add(&mut self, rows: Rows) {
        if !rows.is_empty() {
            self.rows.push(rows);
        }
    }

    /// After an event of this activity a need counts as ended.
    pub fn closing(&mut self, activity: &str) {
        if !self.closing.iter().any(|known| known == activity) {
            self.closing.push(activity.to_string());
        }
    }

    /// How many rows there are so far.
    pub fn len(&self) -> usize {
        self.rows.iter().map(Rows::len).sum()
    }

    /// Whether there are none so far.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The log of all rows added.
    pub fn finish(self, threads: usize) -> Result<Log, Error> {
        let count = self.len();
        if count >= u32::MAX as usize {
            return Err(Error::failed(format!(
                "{count} events are more than one log holds (4,294,967,294); study a shorter period or fewer places"
            )));
        }
        let Sources { at_us, needs, others } = Sources::of(self.rows);
        let lens: Vec<usize> = at_us.iter().map(Vec::len).collect();
        let (mut need_names, mut needs) = needs.join(&lens, threads);
        let linked = needs.iter().any(|needs| needs.contains(&NONE)).then(|| {
            let [person, kind] = [Field::Person, Field::Demand].map(|field| {
                let column = others.iter().find(|(slot, _)| *slot == Slot::Field(field));
                column.map_or(Vec::new(), |(_, source)| source.codes(&lens))
            });
            let (mut names, mut all) = (Interner::of(std::mem::take(&mut need_names)), needs.concat());
            let linked = link(&mut names, &mut all, &person, &kind, &at_us.concat(), self.linking);
            need_names = names.into_names();
            let mut all = all.into_iter();
            for needs in &mut needs {
                needs.iter_mut().zip(&mut all).for_each(|(need, linked)| *need = linked);
            }
            linked
        });
        let order = Order::of(needs, &mut need_names, at_us, threads);
        let mut columns = Columns {
            need_names,
            first_event: order.first_event.into(),
            at_us: order.at_us.into(),
            closing: self.closing,
            out_of_order: order.out_of_order,
            linked,
            ..Columns::default()
        };
        let places = Places::of(&lens);
        for (slot, source) in others {
            let column = gather_column(source, &places, &order.rows, threads);
            match slot {
                Slot::Need => {}
                Slot::Field(field) if holds(&column) == field.holds() => columns.fields.push((field, column)),
                Slot::Field(field) => columns.attributes.push((field.name().to_string(), column)),
                Slot::Attribute(name) => columns.attributes.push((name, column)),
                Slot::NeedAttribute(name) => match one_a_need(&column, &columns.first_event) {
                    Some(column) => columns.need_attributes.push((name, column)),
                    // It is not one of the needs after all; the events may have one of that name already.
                    None if columns.attributes.iter().any(|(known, _)| *known == name) => {
                        columns.attributes.push((format!("case:{name}"), column));
                    }
                    None => columns.attributes.push((name, column)),
                },
            }
        }
        columns.fields.sort_by_key(|(field, _)| *field);
        Ok(Log::new(columns))
    }
}

/// The order of the log: where each need starts, and which source row each event is.
struct Order {
    first_event: Vec<u64>,
    rows: Vec<u32>,
    at_us: Vec<i64>,
    out_of_order: u64,
}

impl Order {
    /// Numbers needs by first appearance; brings their rows together and in time order.
    fn of(mut needs: Vec<Vec<u32>>, names: &mut Names, at_us: Vec<Vec<i64>>, threads: usize) -> Order {
        number_by_appearance(&mut needs, names);
        let count: usize = needs.iter().map(Vec::len).sum();
        let mut first_event = vec![0u64; names.len() + 1];
        for need in needs.iter().flatten() {
            first_event[*need as usize + 1] += 1;
        }
        for need in 1..first_event.len() {
            first_event[need] += first_event[need - 1];
        }
        let mut rows = vec![0u32; count];
        let mut times = vec![0i64; count];
        let mut out_of_order = 0;
        std::thread::scope(|scope| {
            let mut running = Vec::new();
            let (mut rows_left, mut times_left) = (&mut rows[..], &mut times[..]);
            let mut from = 0;
            for part in 1..=threads.max(1) {
                let goal = count * part / threads.max(1);
                let until = if part == threads.max(1) {
                    first_event.len() - 1
                } else {
                    first_event.partition_point(|start| (*start as usize) < goal).min(first_event.len() - 1)
                };
                let until = until.max(from);
                let starts = &first_event[from..=until];
                let size = (starts[starts.len() - 1] - starts[0]) as usize;
                let (rows_here, rest) = rows_left.split_at_mut(size);
                rows_left = rest;
                let (times_here, rest) = times_left.split_at_mut(size);
                times_left = rest;
                let (needs, at_us) = (&needs, &at_us);
                let first_need = from as u32;
                running.push(
                    scope.spawn(move || {
                        bring_together(needs, first_need, starts, at_us, rows_here, times_here)
                    }),
                );
                from = until;
            }
            out_of_order = running.into_iter().map(join).sum();
        });
        Order { first_event, rows, at_us: times, out_of_order }
    }
}

/// Fills the rows and times of the needs from `first_need` on, whose runs start at `starts`; each run in order of time, ties
/// in the order of the rows. Answers how many rows stood after a later one of their need.
fn bring_together(
    needs: &[Vec<u32>],
    first_need: u32,
    starts: &[u64],
    at_us: &[Vec<i64>],
    rows: &mut [u32],
    times: &mut [i64],
) -> u64 {
    let base = starts[0];
    let count = (starts.len() - 1) as u32;
    let mut next: Vec<u32> = starts.iter().map(|start| (start - base) as u32).collect();
    let mut row = 0;
    for (needs, at_us) in needs.iter().zip(at_us) {
        for (need, at) in needs.iter().zip(at_us) {
            let place = need.wrapping_sub(first_need);
            if place < count {
                let next = &mut next[place as usize];
                rows[*next as usize] = row;
                times[*next as usize] = *at;
                *next += 1;
            }
            row += 1;
        }
    }
    let mut out_of_order = 0;
    let mut unsorted: Vec<(i64, u32)> = Vec::new();
    for ends in starts.windows(2) {
        let run = (ends[0] - base) as usize..(ends[1] - base) as usize;
        if times[run.clone()].is_sorted() {
            continue;
        }
        unsorted.clear();
        unsorted.extend(times[run.clone()].iter().copied().zip(rows[run.clone()].iter().copied()));
        let mut latest = i64::MIN;
        for (at, _) in &unsorted {
            out_of_order += u64::from(*at < latest);
            latest = latest.max(*at);
        }
        unsorted.sort_unstable();
        for (place, (at, row)) in run.zip(&unsorted) {
            times[place] = *at;
            rows[place] = *row;
        }
    }
    out_of_order
}

/// Renumbers the needs in order of first appearance among the rows, and drops names that no row uses. Readers number names so
/// already; this only changes something where rows were refused or linked, or several threads read.
fn number_by_appearance(needs: &mut [Vec<u32>], names: &mut Names) {
    let mut next = 0;
    let in_order = needs.iter().flatten().all(|need| {
        next += u32::from(*need == next);
        *need < next
    });
    if in_order && next as usize == names.len() {
        return;
    }
    let mut to = vec![NONE; names.len()];
    let mut renamed = Names::default();
    for need in needs.iter_mut().flatten() {
        let new = &mut to[*need as usize];
        if *new == NONE {
            *new = renamed.push(names.get(*need));
        }
        *need = *new;
    }
    *names = renamed;
}

/// The column with one value a need, if no need has two different values; else nothing.
fn one_a_need(column: &Column, first_event: &[u64]) -> Option<Column> {
    let mut place_of_value = Vec::with_capacity(first_event.len() - 1);
    for ends in first_event.windows(2) {
        let mut events = ends[0] as usize..ends[1] as usize;
        let first = events.find(|event| column.get(*event).is_some());
        if let Some(first) = first {
            let value = column.get(first);
            if events.any(|event| column.get(event).is_some() && column.get(event) != value) {
                return None;
            }
        }
        place_of_value.push(first.map_or(NONE, |event| event as u32));
    }
    fn pick<T: Copy>(cells: &[T], places: &[u32], missing: T) -> Cells<T> {
        let pick = |place: &u32| if *place == NONE { missing } else { cells[*place as usize] };
        places.iter().map(pick).collect::<Vec<T>>().into()
    }
    Some(match column {
        Column::Names(column) => Column::Names(NameColumn {
            names: Arc::clone(&column.names),
            codes: pick(&column.codes, &place_of_value, NONE),
        }),
        Column::Times(cells) => Column::Times(pick(cells, &place_of_value, crate::time::MISSING_US)),
        Column::Whole(cells) => Column::Whole(pick(cells, &place_of_value, i64::MIN)),
        Column::Real(cells) => Column::Real(pick(cells, &place_of_value, f64::NAN)),
        Column::Flags(cells) => Column::Flags(pick(cells, &place_of_value, 2)),
    })
}
