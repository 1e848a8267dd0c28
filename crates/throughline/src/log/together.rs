//! A slice whose needs lie far apart, with their events laid next to each other: a measure that reads every sixth need waits for memory
//! nearly as long as one that reads them all.
//!
//! Needs keep their numbers, and columns of needs stay as they are. A need that is not looked at has no events any more.

use std::sync::Arc;

use super::{Cells, CodeCells, Column, Columns, Log, NameColumn};

/// Events are laid together where at most one in so many is looked at: the copy takes memory, and more of them do not lie so far apart.
const ONE_IN: usize = 4;

impl Log {
    /// The same needs, with their events next to each other where they are far apart.
    pub(super) fn laid_together(self, threads: usize) -> Log {
        if self.event_count() * ONE_IN > self.at_us().len() {
            return self;
        }
        let mut first_event = vec![0; self.columns.first_event.len()];
        for need in self.needs() {
            first_event[need.index as usize + 1] = need.events.len() as u64;
        }
        let mut events = 0;
        for start in &mut first_event {
            events += *start;
            *start = events;
        }
        let mut columns = Columns::clone(&self.columns);
        columns.first_event = first_event.into();
        columns.at_us = self.cells_together(&columns.at_us, threads);
        let of_fields = columns.fields.iter_mut().map(|(_, column)| column);
        for column in of_fields.chain(columns.attributes.iter_mut().map(|(_, column)| column)) {
            *column = self.column_together(column, threads);
        }
        let whole = Some(self.whole.clone().unwrap_or_else(|| Arc::clone(&self.columns)));
        Log { columns: Arc::new(columns), whole, ..self }
    }

    fn column_together(&self, column: &Column, threads: usize) -> Column {
        match column {
            Column::Names(column) => {
                let codes = match &column.codes {
                    CodeCells::Bytes(cells) => CodeCells::Bytes(self.cells_together(cells, threads)),
                    CodeCells::Shorts(cells) => CodeCells::Shorts(self.cells_together(cells, threads)),
                    CodeCells::Words(cells) => CodeCells::Words(self.cells_together(cells, threads)),
                };
                Column::Names(NameColumn { names: Arc::clone(&column.names), codes })
            }
            Column::Times(cells) => Column::Times(self.cells_together(cells, threads)),
            Column::Whole(cells) => Column::Whole(self.cells_together(cells, threads)),
            Column::Real(cells) => Column::Real(self.cells_together(cells, threads)),
            Column::Flags(cells) => Column::Flags(self.cells_together(cells, threads)),
        }
    }

    fn cells_together<T: Copy + Send + Sync>(&self, cells: &[T], threads: usize) -> Cells<T> {
        let parts = self.each_part(threads, |needs| {
            let mut part = Vec::new();
            needs.for_each(|need| part.extend_from_slice(&cells[need.events]));
            part
        });
        parts.concat().into()
    }
}
