//! From rows in the order of their sources to columns in which the events of a need lie next to each other in time order.
//!
//! Dictionaries are merged in the order of the sources, needs are numbered by first appearance (so that a log in time order
//! is put in order with nearly sequential writes), rows are brought together by a counting sort, and only needs found out of
//! order are sorted. Every step gives the same columns whatever the number of threads.

use std::sync::Arc;

use super::instants::Instants;
use super::link::{Linking, link};
use super::names::NONE;
use super::order::{Needs, Order};
use super::pieces::{Sources, holds, put_column};
use super::rows::{Rows, Slot};
use super::{Cells, Column, Columns, Field, Log, NameColumn};
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
        let Sources { at, needs, others } = Sources::of(self.rows);
        let lens: Vec<usize> = at.iter().map(Instants::len).collect();
        let mut needs = Needs::of(needs, &lens, threads);
        let linked = needs.some_missing().then(|| {
            let [person, kind] = [Field::Person, Field::Demand].map(|field| {
                let column = others.iter().find(|(slot, _)| *slot == Slot::Field(field));
                column.map_or(Vec::new(), |(_, source)| source.codes(&lens))
            });
            let at_us: Vec<i64> = at.iter().flat_map(Instants::iter).collect();
            needs.change(|names, needs| link(names, needs, &person, &kind, &at_us, self.linking))
        });
        let mut order = Order::of(needs, at, threads);
        let mut columns = Columns {
            need_names: std::mem::take(&mut order.need_names).into(),
            first_event: std::mem::take(&mut order.first_event).into(),
            at_us: std::mem::take(&mut order.at_us).into(),
            closing: self.closing,
            out_of_order: order.out_of_order,
            linked,
            ..Columns::default()
        };
        for (slot, source) in others {
            let column = put_column(source, &order, threads);
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
        Column::Names(column) => {
            let codes = column.codes.all();
            let pick = |place: &u32| if *place == NONE { NONE } else { codes.at(*place as usize) };
            Column::Names(NameColumn {
                names: Arc::clone(&column.names),
                codes: place_of_value.iter().map(pick).collect(),
            })
        }
        Column::Times(cells) => Column::Times(pick(cells, &place_of_value, crate::time::MISSING_US)),
        Column::Whole(cells) => Column::Whole(pick(cells, &place_of_value, i64::MIN)),
        Column::Real(cells) => Column::Real(pick(cells, &place_of_value, f64::NAN)),
        Column::Flags(cells) => Column::Flags(pick(cells, &place_of_value, 2)),
    })
}
