//! Columns that were read in pieces, made whole, and put into the order of the log.

use std::sync::Arc;

use super::interner::Interner;
use super::names::NONE;
use super::rows::{Holds, NameCells, RowCells, Rows, Slot};
use super::{Cells, Column, NameColumn};

/// All rows, column by column.
pub(super) struct Sources {
    pub(super) at_us: Vec<i64>,
    pub(super) needs: Source,
    pub(super) others: Vec<(Slot, Source)>,
}

/// One column of all rows: pieces one after the other, some of them without values.
#[derive(Default)]
pub(super) struct Source {
    pieces: Vec<(usize, Option<RowCells>)>,
}

impl Sources {
    pub(super) fn of(all: Vec<Rows>) -> Sources {
        let mut sources = Sources { at_us: Vec::new(), needs: Source::default(), others: Vec::new() };
        let mut before = 0;
        for mut rows in all {
            let count = rows.len();
            for (slot, mut cells) in std::mem::take(rows.columns_mut()) {
                cells.forget_blanks();
                let source = match slot {
                    Slot::Need => &mut sources.needs,
                    slot => match sources.others.iter().position(|(known, _)| *known == slot) {
                        Some(place) => &mut sources.others[place].1,
                        None => {
                            sources.others.push((slot, Source::default()));
                            let last = sources.others.len() - 1;
                            &mut sources.others[last].1
                        }
                    },
                };
                source.fill(before);
                source.pieces.push((count, Some(cells)));
            }
            before += count;
            if sources.at_us.is_empty() {
                sources.at_us = rows.at_us;
            } else {
                sources.at_us.append(&mut rows.at_us);
            }
        }
        sources.needs.fill(before);
        for (_, source) in &mut sources.others {
            source.fill(before);
        }
        sources
    }
}

impl Source {
    pub(super) fn whole(cells: RowCells) -> Source {
        Source { pieces: vec![(cells.len(), Some(cells))] }
    }

    pub(super) fn take(&mut self) -> Source {
        std::mem::take(self)
    }

    fn len(&self) -> usize {
        self.pieces.iter().map(|(count, _)| count).sum()
    }

    /// Missing values up to `rows`.
    fn fill(&mut self, rows: usize) {
        let len = self.len();
        if len < rows {
            self.pieces.push((rows - len, None));
        }
    }

    /// What all pieces can be held as without losing a value.
    fn holds(&self) -> Holds {
        let mut kinds = self.pieces.iter().filter_map(|(_, cells)| cells.as_ref().map(RowCells::holds));
        let first = kinds.next().unwrap_or(Holds::Name);
        kinds.fold(first, |all, next| match (all, next) {
            (a, b) if a == b => a,
            (Holds::Whole | Holds::Real, Holds::Whole | Holds::Real) => Holds::Real,
            _ => Holds::Name,
        })
    }

    /// One run of codes with one dictionary: the first piece's, to which the others' names are added in their order.
    pub(super) fn join_names(self) -> NameCells {
        let rows = self.len();
        let mut joined: Option<NameCells> = None;
        let mut empty_before = 0;
        for (count, cells) in self.pieces {
            let cells = cells.map(|mut cells| {
                cells.widen(Holds::Name);
                cells
            });
            match (&mut joined, cells) {
                (None, None) => empty_before += count,
                (None, Some(RowCells::Names(mut first))) => {
                    if empty_before > 0 {
                        first.codes.splice(0..0, std::iter::repeat_n(NONE, empty_before));
                    }
                    first.codes.reserve(rows - first.codes.len());
                    joined = Some(first);
                }
                (Some(joined), None) => joined.codes.resize(joined.codes.len() + count, NONE),
                (Some(joined), Some(RowCells::Names(next))) => {
                    let names = next.names.into_names();
                    let to: Vec<u32> =
                        names.iter().map(|name| joined.names.intern(name.as_bytes())).collect();
                    joined.codes.extend(
                        next.codes.iter().map(|code| if *code == NONE { NONE } else { to[*code as usize] }),
                    );
                }
                (_, Some(_)) => unreachable!("a widened column holds names"),
            }
        }
        joined.unwrap_or_else(|| NameCells { names: Interner::default(), codes: vec![NONE; rows] })
    }

    /// All pieces as one.
    pub(super) fn join(self) -> RowCells {
        let holds = self.holds();
        if holds == Holds::Name {
            return RowCells::Names(self.join_names());
        }
        let mut all = RowCells::new(holds);
        for (count, cells) in self.pieces {
            let rows = all.len() + count;
            match (&mut all, cells) {
                (_, None) => {}
                (all, Some(first)) if all.is_empty() && first.holds() == holds => *all = first,
                (RowCells::Times(all), Some(RowCells::Times(mut next)))
                | (RowCells::Whole(all), Some(RowCells::Whole(mut next))) => all.append(&mut next),
                (RowCells::Flags(all), Some(RowCells::Flags(mut next))) => all.append(&mut next),
                (RowCells::Real(all), Some(RowCells::Real(mut next))) => all.append(&mut next),
                (all, Some(next)) => {
                    for place in 0..next.len() {
                        match next.get(place) {
                            Some(value) => all.push(value),
                            None => all.resize(all.len() + 1),
                        }
                    }
                }
            }
            all.resize(rows);
        }
        all
    }
}

/// A column with its cells in a new order.
pub(super) fn gather_column(cells: RowCells, order: &[u32], threads: usize, spare: &mut Vec<u32>) -> Column {
    fn fresh<T: Copy + Default + Send + Sync>(cells: &[T], order: &[u32], threads: usize) -> Cells<T> {
        let mut out = vec![T::default(); order.len()];
        gather(cells, order, threads, &mut out);
        out.into()
    }
    match cells {
        RowCells::Names(NameCells { names, codes }) => {
            let mut out = std::mem::take(spare);
            out.resize(order.len(), NONE);
            gather(&codes, order, threads, &mut out);
            *spare = codes;
            Column::Names(NameColumn { names: Arc::new(names.into_names()), codes: out.into() })
        }
        RowCells::Times(cells) => Column::Times(fresh(&cells, order, threads)),
        RowCells::Whole(cells) => Column::Whole(fresh(&cells, order, threads)),
        RowCells::Real(cells) => Column::Real(fresh(&cells, order, threads)),
        RowCells::Flags(cells) => Column::Flags(fresh(&cells, order, threads)),
    }
}

pub(super) fn holds(column: &Column) -> Holds {
    match column {
        Column::Names(_) => Holds::Name,
        Column::Times(_) => Holds::Time,
        Column::Whole(_) => Holds::Whole,
        Column::Real(_) => Holds::Real,
        Column::Flags(_) => Holds::Flag,
    }
}

/// Puts `cells` into `out` in the order of `order`, by several threads, each its own run of the result.
fn gather<T: Copy + Send + Sync>(cells: &[T], order: &[u32], threads: usize, out: &mut [T]) {
    let run = order.len().div_ceil(threads.max(1)).max(1 << 14);
    std::thread::scope(|scope| {
        for (out, order) in out.chunks_mut(run).zip(order.chunks(run)) {
            scope.spawn(move || {
                for (cell, row) in out.iter_mut().zip(order) {
                    *cell = cells[*row as usize];
                }
            });
        }
    });
}
