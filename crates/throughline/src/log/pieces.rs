//! Columns that were read in pieces (of threads, row groups, files), put into the order of the log.
//!
//! The pieces are never joined before they are put in order: every cell is copied once, from where it was read to where it
//! stays. Memory that has not been touched before is dear, so no more of it is asked for than the log itself takes.

use std::sync::Arc;

use super::code_cells::CodeCells;
use super::codes::{Code, Codes};
use super::instants::Instants;
use super::interner::Interner;
use super::names::{NONE, Names};
use super::order::Order;
use super::rows::{Holds, NameCells, RowCells, Rows, Slot};
use super::{Cells, Column, NameColumn};
use crate::time::MISSING_US;

/// All rows, column by column, each in the same pieces.
pub(super) struct Sources {
    /// When each row of a piece happened.
    pub(super) at: Vec<Instants>,
    pub(super) needs: Source,
    pub(super) others: Vec<(Slot, Source)>,
}

/// One column: the cells of each piece, if it has the column.
#[derive(Default)]
pub(super) struct Source(Vec<Option<RowCells>>);

impl Sources {
    pub(super) fn of(all: Vec<Rows>) -> Sources {
        let count = all.len();
        let empty = || Source((0..count).map(|_| None).collect());
        let mut sources = Sources { at: Vec::new(), needs: empty(), others: Vec::new() };
        for (piece, mut rows) in all.into_iter().enumerate() {
            for (slot, mut cells) in std::mem::take(rows.columns_mut()) {
                cells.forget_blanks();
                let source = match slot {
                    Slot::Need => &mut sources.needs,
                    slot => match sources.others.iter().position(|(known, _)| *known == slot) {
                        Some(place) => &mut sources.others[place].1,
                        None => {
                            sources.others.push((slot, empty()));
                            let last = sources.others.len() - 1;
                            &mut sources.others[last].1
                        }
                    },
                };
                source.0[piece] = Some(cells);
            }
            sources.at.push(rows.at);
        }
        sources
    }
}

impl Source {
    /// What all pieces can be held as without losing a value.
    fn holds(&self) -> Holds {
        let mut kinds = self.0.iter().flatten().map(RowCells::holds);
        let first = kinds.next().unwrap_or(Holds::Name);
        kinds.fold(first, |all, next| match (all, next) {
            (a, b) if a == b => a,
            (Holds::Whole | Holds::Real, Holds::Whole | Holds::Real) => Holds::Real,
            _ => Holds::Name,
        })
    }

    /// Makes all pieces hold the same kind of thing.
    fn settle(&mut self) -> Holds {
        loop {
            let holds = self.holds();
            self.0.iter_mut().flatten().for_each(|cells| cells.widen(holds));
            // A whole number too large for a number with a fraction made its piece one of texts.
            if self.holds() == holds {
                return holds;
            }
        }
    }

    /// One dictionary for all pieces; the pieces' codes, and how they become codes of that dictionary.
    pub(super) fn names(self, threads: usize) -> (Names, Vec<Codes>, Joined) {
        let (mut dictionaries, mut codes) = (Vec::new(), Vec::new());
        for cells in self.0 {
            let NameCells { names, codes: own } = match cells {
                Some(mut cells) => {
                    cells.widen(Holds::Name);
                    match cells {
                        RowCells::Names(cells) => cells,
                        _ => unreachable!("a widened column holds names"),
                    }
                }
                None => NameCells::default(),
            };
            dictionaries.push(names);
            codes.push(own);
        }
        let (names, joined) = join_dictionaries(dictionaries, threads);
        (names, codes, joined)
    }

    /// A code for each of all rows, of which a piece has as many as `lens` says, without giving the column away.
    pub(super) fn codes(&self, lens: &[usize]) -> Vec<u32> {
        let (_, codes, joined) = Source(self.0.clone()).names(1);
        let mut all = Vec::new();
        for ((codes, len), piece) in codes.iter().zip(lens).zip(0..) {
            let until = all.len() + len;
            all.extend(codes.iter().map(|code| joined.code(piece, code)));
            all.resize(until, NONE);
        }
        all
    }
}

/// How the codes of each piece become codes of one dictionary.
#[derive(Default)]
pub(super) struct Joined {
    /// The new codes of a piece; nothing where they are the old ones.
    to: Vec<Option<Vec<u32>>>,
    /// How many names there were after each piece.
    pub(super) ends: Vec<usize>,
}

impl Joined {
    #[inline]
    pub(super) fn code(&self, piece: usize, code: u32) -> u32 {
        match &self.to[piece] {
            Some(to) if code != NONE => to[code as usize],
            _ => code,
        }
    }

    /// What each code of a piece becomes, all of which fit in this width.
    fn list<C: Code>(&self, piece: usize) -> Vec<C> {
        let names = self.to[piece].as_ref().map_or(self.ends[piece], Vec::len);
        (0..names as u32).map(|code| C::narrow(self.code(piece, code)).unwrap_or(C::NONE)).collect()
    }
}

/// The first dictionary, with the names of the others added in their order.
fn join_dictionaries(dictionaries: Vec<Interner>, threads: usize) -> (Names, Joined) {
    let mut joined = Joined::default();
    let mut left = dictionaries.into_iter();
    let mut all = left.next().unwrap_or_default();
    joined.to.push(None);
    joined.ends.push(all.names().len());
    while let Some(next) = left.next() {
        let names = next.into_names();
        let mut codes = vec![NONE; names.len()];
        let run = names.len().div_ceil(threads.max(1)).max(1 << 12);
        std::thread::scope(|scope| {
            let (all, names) = (&all, &names);
            for (part, codes) in codes.chunks_mut(run).enumerate() {
                scope.spawn(move || all.find_all(names, (part * run) as u32, codes));
            }
        });
        all.reserve_for(&names, codes.iter().filter(|code| **code == NONE).count());
        if left.len() > 0 {
            let new = codes.iter_mut().zip(names.iter()).filter(|(code, _)| **code == NONE);
            new.for_each(|(code, name)| *code = all.intern(name.as_bytes()));
            joined.ends.push(all.names().len());
            joined.to.push(Some(codes));
        } else {
            // Nobody will look for a name again, so they need not be found. Most of the last are new, so they are added run by run.
            let mut all = all.into_names();
            let mut from = 0;
            for run in codes.chunk_by_mut(|one, next| (*one == NONE) == (*next == NONE)) {
                let until = from + run.len();
                if run[0] == NONE {
                    run.iter_mut().zip(all.len() as u32..).for_each(|(code, new)| *code = new);
                    all.push_run(&names, from..until);
                }
                from = until;
            }
            joined.ends.push(all.len());
            joined.to.push(Some(codes));
            return (all, joined);
        }
    }
    (all.into_names(), joined)
}

/// A column with its cells in the order of the log.
pub(super) fn put_column(mut source: Source, order: &Order, threads: usize) -> Column {
    match source.settle() {
        Holds::Name => {
            let (names, codes, joined) = source.names(threads);
            let codes = put_names(codes, &joined, names.len(), order);
            Column::Names(NameColumn { names: Arc::new(names), codes })
        }
        Holds::Time => Column::Times(put_values(&source, order, MISSING_US, |cells| match cells {
            RowCells::Times(cells) => cells,
            _ => &[],
        })),
        Holds::Whole => Column::Whole(put_values(&source, order, i64::MIN, |cells| match cells {
            RowCells::Whole(cells) => cells,
            _ => &[],
        })),
        Holds::Real => Column::Real(put_values(&source, order, f64::NAN, |cells| match cells {
            RowCells::Real(cells) => cells,
            _ => &[],
        })),
        Holds::Flag => Column::Flags(put_values(&source, order, 2, |cells| match cells {
            RowCells::Flags(cells) => cells,
            _ => &[],
        })),
    }
}

fn put_values<T: Copy + Default + Send + Sync>(
    source: &Source,
    order: &Order,
    missing: T,
    cells: fn(&RowCells) -> &[T],
) -> Cells<T> {
    let same = |cell: T| cell;
    let pieces: Vec<_> = source.0.iter().map(|piece| (piece.as_ref().map_or(&[][..], cells), same)).collect();
    order.put(&pieces, missing).into()
}

/// The codes of all pieces in the order of the log, in as few bytes each as the joined dictionary needs.
fn put_names(mut codes: Vec<Codes>, joined: &Joined, names: usize, order: &Order) -> CodeCells {
    let widest = codes.iter().map(Codes::width).max().unwrap_or(1);
    for codes in &mut codes {
        while codes.width() < widest {
            codes.widen();
        }
    }
    match widest {
        1 => put_codes(&codes, joined, names, order, |codes| match codes {
            Codes::Bytes(cells) => cells,
            _ => &[],
        }),
        2 => put_codes(&codes, joined, names, order, |codes| match codes {
            Codes::Shorts(cells) => cells,
            _ => &[],
        }),
        _ => put_codes(&codes, joined, names, order, |codes| match codes {
            Codes::Words(cells) => cells,
            _ => &[],
        }),
    }
}

fn put_codes<From: Code>(
    codes: &[Codes],
    joined: &Joined,
    names: usize,
    order: &Order,
    cells: fn(&Codes) -> &[From],
) -> CodeCells {
    // The widest code of each width stands for none, so that as many names fit as it says.
    if names <= usize::from(u8::MAX) {
        return CodeCells::Bytes(put_narrow(codes, joined, order, cells).into());
    }
    if names <= usize::from(u16::MAX) {
        return CodeCells::Shorts(put_narrow(codes, joined, order, cells).into());
    }
    let pieces = codes.iter().enumerate();
    let pieces: Vec<_> = pieces
        .map(|(piece, codes)| (cells(codes), move |code: From| joined.code(piece, code.wide())))
        .collect();
    CodeCells::Words(order.put(&pieces, NONE).into())
}

/// The same where the dictionary is small: what each code of a piece becomes is listed once, not worked out for each cell.
fn put_narrow<From: Code, To: Code>(
    codes: &[Codes],
    joined: &Joined,
    order: &Order,
    cells: fn(&Codes) -> &[From],
) -> Vec<To> {
    let lists: Vec<Vec<To>> = (0..codes.len()).map(|piece| joined.list(piece)).collect();
    let pieces = codes.iter().zip(&lists);
    let pieces: Vec<_> = pieces
        .map(|(codes, list)| {
            // A dictionary may have names that no row uses; the code that stands for none is beyond the list.
            let list = &list[..list.len().min(From::NONE.place())];
            (cells(codes), move |code: From| list.get(code.place()).copied().unwrap_or(To::NONE))
        })
        .collect();
    order.put(&pieces, To::NONE)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Field, Log, LogBuilder, Value};

    /// Two pieces with so many different names each, the last row of each without one.
    fn log(names: [usize; 2]) -> Log {
        let mut builder = LogBuilder::default();
        for (piece, names) in names.into_iter().enumerate() {
            let mut rows = Rows::new();
            for n in 0..=names {
                let need = rows.column(Slot::Need, Holds::Name);
                rows.set(need, Value::Text(&format!("need {}", n / 3)));
                let activity = rows.column(Slot::Field(Field::Activity), Holds::Name);
                if n < names {
                    rows.set(activity, Value::Text(&format!("step {piece} {n}")));
                }
                rows.end_row((piece * 100_000 + n) as i64);
            }
            builder.add(rows);
        }
        builder.finish(2).unwrap()
    }

    #[test]
    fn the_joined_dictionary_decides_how_wide_codes_are() {
        for (names, bytes) in [
            ([3, 2], 1),
            ([200, 55], 1),
            ([200, 56], 2),
            ([300, 1], 2),
            ([300, 65_235], 2),
            ([300, 65_236], 4),
        ] {
            let log = log(names);
            let column = log.names(Field::Activity).unwrap();
            let width = match column.codes {
                CodeCells::Bytes(_) => 1,
                CodeCells::Shorts(_) => 2,
                CodeCells::Words(_) => 4,
            };
            assert_eq!((column.names.len(), width), (names[0] + names[1], bytes));
            // Times tell which row an event was.
            for (event, at_us) in log.at_us().iter().enumerate() {
                let (piece, n) = ((at_us / 100_000) as usize, (at_us % 100_000) as usize);
                let want = (n < names[piece]).then(|| format!("step {piece} {n}"));
                assert_eq!(column.get(event), want.as_deref(), "{names:?}");
            }
        }
    }

    #[test]
    fn names_that_no_row_uses_are_not_those_of_rows_without_one() {
        let mut rows = Rows::new();
        for (n, activity) in [Some("first"), None, Some("last")].into_iter().enumerate() {
            let need = rows.column(Slot::Need, Holds::Name);
            rows.set(need, Value::Text("need"));
            let column = rows.column(Slot::Field(Field::Activity), Holds::Name);
            if let Some(activity) = activity {
                rows.set(column, Value::Text(activity));
            }
            rows.end_row(n as i64);
        }
        for (_, cells) in rows.columns_mut() {
            let RowCells::Names(cells) = cells else { panic!("names") };
            (0..400).for_each(|n| _ = cells.names.intern(format!("unused {n}").as_bytes()));
            assert_eq!(cells.codes.width(), 1);
        }
        let mut builder = LogBuilder::default();
        builder.add(rows);
        let log = builder.finish(1).unwrap();
        let column = log.names(Field::Activity).unwrap();
        let names: Vec<_> = (0..3).map(|event| column.get(event)).collect();
        assert_eq!(names, [Some("first"), None, Some("last")]);
    }
}
