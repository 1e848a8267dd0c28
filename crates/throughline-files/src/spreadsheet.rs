//! Spreadsheets: XLSX, XLS and ODS. The sheet is the one that the mapping names, else the first that holds a table (a row of
//! headers with rows below it), and with it all sheets of the same headers, as of one a month. Title rows above the headers are
//! skipped, cells merged downwards are filled. A line is the sheet's own row number.

pub mod filled;
mod held;
mod merged;
mod ods;
mod xls;

use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Reader, Sheets, open_workbook_auto_from_rs};
use throughline::error::Error;
use throughline::log::{Holds, Rows};
use throughline::wording::{counted, thousands};

use crate::job::{Counted, Job, Refusal, shorten};
use crate::mapping::Mapping;
use crate::sample::{Sample, SampleColumn, distinct_names};
use crate::source::{Disk, Source};
use crate::table::{Cell, Table};
use held::{Held, borrowed, held};
use merged::Merged;

/// In how many of its first rows a sheet must have its headers.
const LOOKED_AT: usize = 50;
/// A packed spreadsheet whose parts say they unpack to more than this, in bytes, and to more than 200 times their size is
/// made to fill the memory.
const LARGE: u64 = 1 << 30;
/// XLS and ODS are held whole, each sheet from its first filled cell to its last. More cells than this, in a whole file, would
/// fill the memory, and no such file is real: it is two XLS sheets filled to their last corners.
const CELLS: u64 = 1 << 25;
/// A row of XLSX that shows more text than this, in bytes, is made to fill the memory.
const LARGE_ROW: usize = 64 << 20;
/// A mapping is guessed from at most so many cells, so that a very wide sheet does not fill the memory.
const SAMPLED_CELLS: usize = 1 << 22;
/// Up to so many cells a file may be as empty as it likes: laid out they take some 250 MB.
const MAY_BE_EMPTY: u64 = 1 << 22;
/// Beyond that, at least one cell in so many is written in the file, so that a small file does not fill the memory.
const CELLS_FOR_ONE_WRITTEN: u64 = 32;

/// A row of a sheet: its number from 1, and its cells from column A on.
type Row = (u64, Vec<Held>);

/// So many rows are added to the first of a sheet at most, for columns in which those have no value.
const LATER_ROWS: usize = 200;

/// The first `rows` rows of the source, of the sheet called `part` if that is given.
pub(crate) fn sample(source: &Source, rows: usize, part: Option<&str>) -> Result<Sample, Error> {
    guarded(source, || {
        let mut book = open(source)?;
        let chosen = choose(&mut book, part)?;
        let Chosen { sheet, header, alike } = &chosen;
        let mut merged = Merged::of(&mut book, sheet, header.line)?;
        let mut sample = Sample { whole: true, ..Sample::default() };
        for name in &header.names {
            sample.columns.push(SampleColumn { name: name.clone(), ..SampleColumn::default() });
        }
        let mut kinds: Vec<Vec<Holds>> = vec![Vec::new(); sample.columns.len()];
        let (mut blank, mut later_rows) = (None, 0);
        each_row(&mut book, sheet, &mut |(line, mut cells)| {
            merged.fill(line, &mut cells);
            if line <= header.line || !cells.iter().any(|cell| *cell != Held::Empty) {
                return Ok(true);
            }
            if sample.rows >= rows.min(SAMPLED_CELLS / header.names.len().max(1)) {
                sample.whole = false;
                // Only rows with a value where the first had none are still looked for, and not many of them.
                let wanted = blank.get_or_insert_with(|| sample.blank_columns());
                let fills = |place: &usize| cells.get(header.places[*place]).and_then(Held::text).is_some();
                if wanted.is_empty() || later_rows == LATER_ROWS {
                    return Ok(false);
                }
                if !wanted.iter().any(fills) {
                    return Ok(true);
                }
                later_rows += 1;
            }
            sample.rows += 1;
            for ((column, kinds), place) in sample.columns.iter_mut().zip(&mut kinds).zip(&header.places) {
                let cell = cells.get(*place).unwrap_or(&Held::Empty);
                if let Some(holds) = cell.holds().filter(|holds| !kinds.contains(holds)) {
                    kinds.push(holds);
                }
                column.values.push(cell.text());
            }
            Ok(true)
        })?;
        for (column, kinds) in sample.columns.iter_mut().zip(kinds) {
            column.holds = match kinds[..] {
                [one] => Some(one),
                [Holds::Whole | Holds::Real, Holds::Whole | Holds::Real] => Some(Holds::Real),
                _ => None,
            };
        }
        sample.notes.push(chosen.note(&book));
        // Where one of several was taken, the mapping says which.
        sample.part = (alike.is_empty() && names(&book).len() > 1).then(|| sheet.clone());
        Ok(sample)
    })
}

/// All rows of the source, in its order, those of each sheet apart.
pub(crate) fn read(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    guarded(source, || {
        let mut book = open(source)?;
        let chosen = choose(&mut book, mapping.part.as_deref())?;
        job.report.note(format!("{}: {}", source.name, chosen.note(&book)));
        source.taken();
        let mut all = Vec::new();
        let alone = chosen.alike.is_empty();
        let others = chosen.alike.iter().map(|(sheet, header)| (sheet, header));
        for (sheet, header) in std::iter::once((&chosen.sheet, &chosen.header)).chain(others) {
            let name =
                if alone { source.name.clone() } else { format!("{}, sheet “{sheet}”", source.name) };
            all.push(read_sheet(&mut book, (sheet.as_str(), header), &name, source, mapping, job)?);
        }
        Ok(all)
    })
}

/// The rows of one sheet; `name` is what to call it in messages.
fn read_sheet(
    book: &mut Sheets<Disk>,
    (sheet, header): (&str, &Header),
    name: &str,
    source: &Source,
    mapping: &Mapping,
    job: &Job,
) -> Result<Rows, Error> {
    let mut merged = Merged::of(book, sheet, header.line)?;
    let mut table = Table::new(name, &header.names, mapping, job)?;
    each_row(book, sheet, &mut |(line, mut cells)| {
        merged.fill(line, &mut cells);
        if line > header.line && cells.iter().any(|cell| *cell != Held::Empty) {
            let in_columns =
                header.places.iter().map(|place| cells.get(*place).map_or(Cell::Empty, Held::cell));
            table.row(line, &in_columns.collect::<Vec<_>>());
            for (place, cell) in header.elsewhere(&cells) {
                job.report.refuse(Refusal {
                    file: name.to_string(),
                    line,
                    counted: Counted::Lines,
                    column: letters(place as u64 + 1),
                    value: shorten(&cell.text().unwrap_or_default()),
                    reason: "stands in a column without a header; this value is left out, its row is kept"
                        .to_string(),
                });
            }
        }
        job.progress.advance(source.taken()).map(|()| true)
    })?;
    if merged.filled > 0 {
        job.report.note(format!(
            "{name}: {} below the first of merged ones have its value",
            counted(merged.filled, "empty cell", "empty cells")
        ));
    }
    Ok(table.finish())
}

/// Damaged files can make the decoder panic; that, too, becomes a sentence.
fn guarded<T>(source: &Source, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // The table names the source itself.
    unwound(work).map_err(|error| {
        if error.to_string().starts_with(&source.name) { error } else { error.at(&source.name) }
    })
}

fn unwound<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("its decoder gave up")))
}

fn damaged(why: impl std::fmt::Display) -> Error {
    Error::failed(format!(
        "the spreadsheet is damaged, was cut short, or needs a password ({why}); open it in a spreadsheet program and save \
         it again"
    ))
}

/// What the sheets of XLS or ODS are when they are laid out, as the decoder will.
#[derive(Debug, Default, PartialEq)]
struct Laid {
    cells: u64,
    /// How many of the cells are in the file.
    written: u64,
    /// How far down the largest sheet reaches, in rows.
    rows: u64,
    /// How far to the right it reaches, in columns.
    columns: u64,
}

impl Laid {
    /// Another sheet of the same file.
    fn add(&mut self, sheet: Laid) {
        self.cells = self.cells.saturating_add(sheet.cells);
        self.written = self.written.saturating_add(sheet.written);
        if sheet.rows.saturating_mul(sheet.columns) > self.rows.saturating_mul(self.columns) {
            (self.rows, self.columns) = (sheet.rows, sheet.columns);
        }
    }

    /// Why the file is not opened, if it is not.
    fn refused(&self) -> Option<Error> {
        if self.cells > CELLS {
            return Some(damaged("its cells are spread over more place than a spreadsheet has"));
        }
        let sparse = self.cells > MAY_BE_EMPTY && self.cells / CELLS_FOR_ONE_WRITTEN > self.written;
        sparse.then(|| {
            Error::asked(format!(
                "the cells of its largest sheet reach to row {} and column {}, but nearly all of that is empty ({} filled) and would \
                 fill the memory; delete what stands far from the table, or save it as XLSX",
                thousands(self.rows),
                letters(self.columns),
                counted(self.written, "cell is", "cells are"),
            ))
        })
    }
}

/// What a spreadsheet calls its column of this number, from 1.
fn letters(mut column: u64) -> String {
    let mut name = Vec::new();
    while column > 0 {
        column -= 1;
        name.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    name.iter().rev().collect()
}

fn open(source: &Source) -> Result<Sheets<Disk>, Error> {
    let disk = source.disk()?;
    if let Ok(mut parts) = zip::ZipArchive::new(disk.clone()) {
        for place in 0..parts.len() {
            let part = parts.by_index_raw(place).map_err(damaged)?;
            if part.size() > LARGE && part.size() / 200 > part.compressed_size() {
                return Err(Error::failed(
                    "unpacks to more than 200 times its size and more than 1 GiB, as no spreadsheet does; it was not opened",
                ));
            }
        }
        if let Ok(content) = parts.by_name("content.xml")
            && let Some(why) = ods::laid(BufReader::new(content), LARGE)?.refused()
        {
            return Err(why);
        }
    }
    if let Some(why) = xls::refused(&disk) {
        return Err(why);
    }
    open_workbook_auto_from_rs(disk).map_err(damaged)
}

/// The headers of a table.
struct Header {
    line: u64,
    names: Vec<String>,
    /// Where the columns stand, from 0 for A: those with a header, and those with a value in the first rows.
    places: Vec<usize>,
    skipped: usize,
}

impl Header {
    /// The values of a row that stand in no column, with their places.
    fn elsewhere<'r>(&self, cells: &'r [Held]) -> impl Iterator<Item = (usize, &'r Held)> {
        let filled = cells.iter().enumerate().filter(|(_, cell)| **cell != Held::Empty);
        filled.filter(|(place, _)| self.places.binary_search(place).is_err())
    }
}

/// The sheets that are read.
struct Chosen {
    sheet: String,
    header: Header,
    /// The others with the same headers.
    alike: Vec<(String, Header)>,
}

impl Chosen {
    fn note(&self, book: &Sheets<Disk>) -> String {
        let read: Vec<&String> =
            std::iter::once(&self.sheet).chain(self.alike.iter().map(|(name, _)| name)).collect();
        let others: Vec<String> = names(book).into_iter().filter(|name| !read.contains(&name)).collect();
        let quoted = read.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
        let mut note = match self.alike.is_empty() {
            true => format!("sheet {quoted}, headers in row {}", self.header.line),
            false => format!(
                "sheets {quoted} have the same headers and are read together (one alone: `part` in the mapping)"
            ),
        };
        if self.header.skipped > 0 {
            note.push_str(&format!(" (what stands above them was skipped: {} rows)", self.header.skipped));
        }
        if !others.is_empty() {
            note.push_str(&format!(
                "; not read, other sheets: {} (name one with `part` in the mapping)",
                others.join(", ")
            ));
        }
        note
    }
}

fn names(book: &Sheets<Disk>) -> Vec<String> {
    book.sheet_names()
}

/// The sheet and its headers: the one asked for, or the first that holds a table (hidden ones last), with those like it that are shown.
fn choose(book: &mut Sheets<Disk>, asked: Option<&str>) -> Result<Chosen, Error> {
    let mut sheets: Vec<(bool, String)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| (sheet.visible != calamine::SheetVisible::Visible, sheet.name.clone()))
        .collect();
    sheets.sort_by_key(|(hidden, _)| *hidden);
    let listed: Vec<String> = sheets.iter().map(|(_, name)| format!("“{}”", shorten(name))).collect();
    let listed = listed.join(", ");
    if let Some(asked) = asked {
        if !sheets.iter().any(|(_, name)| name == asked) {
            return Err(Error::asked(format!("there is no sheet “{asked}”; the sheets are {listed}")));
        }
        sheets.retain(|(_, name)| name == asked);
    }
    let mut sheets = sheets.into_iter();
    while let Some((_, sheet)) = sheets.next() {
        let Some(header) = header(book, &sheet)? else { continue };
        let mut alike = Vec::new();
        for (_, other) in sheets.filter(|(hidden, _)| !hidden) {
            if let Some(own) = self::header(book, &other)?.filter(|own| own.names == header.names) {
                alike.push((other, own));
            }
        }
        return Ok(Chosen { sheet, header, alike });
    }
    Err(Error::asked(format!(
        "no sheet holds a table, that is a row of headers with rows below it; the sheets are {listed}"
    )))
}

/// The headers of a sheet: the first row that is nearly as wide as the widest of the first rows, and holds only texts.
fn header(book: &mut Sheets<Disk>, sheet: &str) -> Result<Option<Header>, Error> {
    let mut first: Vec<Row> = Vec::new();
    each_row(book, sheet, &mut |row| {
        if row.1.iter().any(|cell| *cell != Held::Empty) {
            first.push(row);
        }
        Ok(first.len() < LOOKED_AT)
    })?;
    let filled = |row: &Row| row.1.iter().filter(|cell| **cell != Held::Empty).count();
    let widest = first.iter().map(filled).max().unwrap_or(0);
    let only_texts = |row: &Row| row.1.iter().all(|cell| matches!(cell, Held::Empty | Held::Text(_)));
    let found =
        first.iter().position(|row| filled(row) >= 2 && filled(row) * 5 >= widest * 3 && only_texts(row));
    let Some(found) = found.filter(|found| *found + 1 < first.len()) else { return Ok(None) };
    let (line, cells) = &first[found];
    let width = first[found..].iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    // One value far to the right must not make columns of all that lies between, in every row.
    let holds = |place: &usize| {
        first[found..].iter().any(|(_, cells)| cells.get(*place).is_some_and(|cell| *cell != Held::Empty))
    };
    let places: Vec<usize> = (0..width).filter(holds).collect();
    let name = |place: &usize| cells.get(*place).and_then(Held::text).unwrap_or_default();
    let names = distinct_names(places.iter().map(name).collect());
    Ok(Some(Header { line: *line, names, places, skipped: found }))
}

/// Hands out the rows of a sheet until told to stop. XLSX is read as it streams; the other formats are held whole.
fn each_row(
    book: &mut Sheets<Disk>,
    sheet: &str,
    work: &mut dyn FnMut(Row) -> Result<bool, Error>,
) -> Result<(), Error> {
    let Sheets::Xlsx(book) = book else {
        let range = book.worksheet_range(sheet).map_err(damaged)?;
        let Some((top, left)) = range.start() else { return Ok(()) };
        for (place, row) in range.rows().enumerate() {
            let mut cells = vec![Held::Empty; left as usize];
            cells.extend(row.iter().map(|cell| held(&borrowed(cell))));
            if !work((u64::from(top) + place as u64 + 1, cells))? {
                break;
            }
        }
        return Ok(());
    };
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let (mut row, mut letters): (Option<Row>, usize) = (None, 0);
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        if row.as_ref().is_some_and(|(known, _)| *known != line)
            && let Some(done) = row.take()
        {
            letters = 0;
            if !work(done)? {
                return Ok(());
            }
        }
        let column = column as usize;
        // No sheet is wider; a damaged one must not become memory.
        if column >= 16_384 {
            return Err(damaged("a cell lies right of the last column"));
        }
        let (_, cells) = row.get_or_insert((line, Vec::new()));
        if cells.len() <= column {
            cells.resize(column + 1, Held::Empty);
        }
        cells[column] = held(cell.get_value());
        // A text that stands once in the file can be shown in every cell of a row.
        letters += if let Held::Text(text) = &cells[column] { text.len() } else { 0 };
        if letters > LARGE_ROW {
            return Err(damaged("one row shows more text than a spreadsheet has"));
        }
    }
    if let Some(done) = row {
        work(done)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
