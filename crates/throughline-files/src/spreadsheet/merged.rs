//! Cells merged downwards: a spreadsheet writes the value in the first of them only, and people see it beside every row.

use calamine::Sheets;
use throughline::error::Error;

use super::{Held, damaged};
use crate::source::Disk;

/// Cells of one column that are merged: from this line to that, the column from 0 for A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    from: u64,
    to: u64,
    column: usize,
}

/// The cells of a sheet that are merged downwards, filled as its rows go by.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Those still to come, the last first.
    coming: Vec<Region>,
    /// Those that the rows are in, with their values.
    open: Vec<(Region, Held)>,
    /// How many cells were filled.
    pub(super) filled: u64,
}

impl Merged {
    /// Those of a sheet below its headers; ODS does not tell them.
    pub(super) fn of(book: &mut Sheets<Disk>, sheet: &str, header: u64) -> Result<Merged, Error> {
        let found = match book {
            Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).map_err(damaged)?,
            Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).map_err(damaged)?,
            _ => Vec::new(),
        };
        let one_column =
            found.iter().filter(|cells| cells.start.1 == cells.end.1 && cells.end.0 > cells.start.0);
        let mut coming: Vec<Region> = one_column
            .map(|cells| Region {
                from: u64::from(cells.start.0) + 1,
                to: u64::from(cells.end.0) + 1,
                column: cells.start.1 as usize,
            })
            .filter(|region| region.from > header)
            .collect();
        coming.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Merged { coming, ..Merged::default() })
    }

    /// Fills the cells of the next row.
    pub(super) fn fill(&mut self, line: u64, cells: &mut [Held]) {
        self.open.retain(|(region, _)| region.to >= line);
        for (region, value) in &self.open {
            if let Some(cell) = cells.get_mut(region.column).filter(|cell| **cell == Held::Empty) {
                *cell = value.clone();
                self.filled += 1;
            }
        }
        while let Some(region) = self.coming.pop_if(|region| region.from <= line) {
            let value = cells.get(region.column).cloned().unwrap_or(Held::Empty);
            if region.from == line && value != Held::Empty {
                self.open.push((region, value));
            }
        }
    }
}
