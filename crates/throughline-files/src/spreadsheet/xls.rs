//! What is looked at in an old spreadsheet (XLS) before the decoder opens it. The decoder follows chains of sectors without an
//! end to them, and lays each sheet out in full from its first filled cell to its last, so that a damaged or hostile file of a
//! few kilobytes would fill the memory. Only that is looked for; whatever else is wrong is for the decoder to say.
//!
//! The layout is [MS-CFB] (a small file system: sectors in chains) and [MS-XLS] (records of a type, a length and data).

use std::collections::HashSet;

use throughline::error::Error;

use super::{Laid, damaged};
use crate::source::Disk;

const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Numbers from here on are marks, such as the end of a chain, and no sectors.
const MARKS: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
/// Streams shorter than this lie in mini sectors, in bytes.
const MINI_BELOW: u64 = 4096;

/// Why a file must not be opened, if it is an XLS and must not.
pub(super) fn refused(disk: &Disk) -> Option<Error> {
    let mut header = [0; 512];
    let whole = disk.read_at(&mut header, 0).is_ok_and(|read| read == header.len());
    if !whole || header[..8] != SIGNATURE {
        return None;
    }
    match Book::of(disk, &header) {
        Err(why) => Some(damaged(why)),
        Ok(book) => book.and_then(|book| book.workbook()).and_then(|stream| spread(&stream)?.refused()),
    }
}

/// The chains of a file.
struct Book<'a> {
    disk: &'a Disk,
    sector_size: usize,
    /// The sector that follows each sector.
    next: Vec<u32>,
    mini_next: Vec<u32>,
    directory: Vec<u8>,
}

const CIRCLE: &str = "its parts follow each other in a circle";

impl<'a> Book<'a> {
    /// Nothing if the decoder will not get far with it either.
    fn of(disk: &'a Disk, header: &[u8; 512]) -> Result<Option<Book<'a>>, &'static str> {
        let sector_size = match u16_at(header, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Ok(None),
        };
        let mut book =
            Book { disk, sector_size, next: Vec::new(), mini_next: Vec::new(), directory: Vec::new() };
        let number = |place: usize| u32_at(header, place).unwrap_or(MARKS);
        let mut tables: Vec<u32> = numbers(&header[76..]);
        let (mut more, mut seen) = (number(68), HashSet::new());
        while more < MARKS {
            if !seen.insert(more) {
                return Err(CIRCLE);
            }
            let Some(sector) = book.sector(more) else { return Ok(None) };
            tables.extend(numbers(&sector));
            more = tables.pop().unwrap_or(MARKS);
        }
        tables.retain(|table| *table < MARKS);
        let mut known = HashSet::new();
        if !tables.iter().all(|table| known.insert(*table)) {
            return Err("one of its parts is used twice");
        }
        for table in tables {
            let Some(sector) = book.sector(table) else { return Ok(None) };
            book.next.extend(numbers(&sector));
        }
        if circle(&book.next) {
            return Err(CIRCLE);
        }
        book.directory = book.chain(number(48), u64::MAX);
        if number(64) > 0 {
            book.mini_next = numbers(&book.chain(number(60), u64::MAX));
            if circle(&book.mini_next) {
                return Err(CIRCLE);
            }
        }
        Ok(Some(book))
    }

    fn sector(&self, number: u32) -> Option<Vec<u8>> {
        let mut sector = vec![0; self.sector_size];
        let place = (u64::from(number) + 1) * self.sector_size as u64;
        let read = self.disk.read_at(&mut sector, place).ok()?;
        sector.truncate(read);
        (read > 0).then_some(sector)
    }

    /// The bytes of a chain, as far as it can be followed. No chain is a circle here.
    fn chain(&self, mut number: u32, bytes: u64) -> Vec<u8> {
        let mut all = Vec::new();
        while number < MARKS
            && (all.len() as u64) < bytes
            && let Some(sector) = self.sector(number)
        {
            all.extend(sector);
            number = self.next.get(number as usize).copied().unwrap_or(MARKS);
        }
        all.truncate(usize::try_from(bytes).unwrap_or(usize::MAX));
        all
    }

    /// The stream with the sheets.
    fn workbook(&self) -> Option<Vec<u8>> {
        let entry = |wanted: &str| {
            self.directory.chunks_exact(128).find(|entry| {
                let name = encoding_rs::UTF_16LE.decode(&entry[..64]).0;
                name.split('\0').next().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            })
        };
        let entry = entry("Workbook").or_else(|| entry("Book"))?;
        let (start, bytes) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
        if bytes >= MINI_BELOW {
            return Some(self.chain(start, bytes));
        }
        let root = self.directory.get(..128)?;
        let minis = self.chain(u32_at(root, 116)?, u64::from(u32_at(root, 120)?));
        let (mut all, mut number) = (Vec::new(), start as usize);
        while let Some(sector) = minis.chunks(MINI_SECTOR).nth(number) {
            all.extend_from_slice(sector);
            let Some(next) = self.mini_next.get(number) else { break };
            number = *next as usize;
        }
        all.truncate(bytes as usize);
        Some(all)
    }
}

/// Whether following the chains ever comes back to where it was.
fn circle(next: &[u32]) -> bool {
    // Each sector is marked with the chain that came by first; meeting one's own mark is a circle.
    let mut marks = vec![0u32; next.len()];
    (0..next.len()).any(|start| {
        let (chain, mut at) = (start as u32 + 1, start);
        while let Some(mark) = marks.get_mut(at) {
            if *mark != 0 {
                return *mark == chain;
            }
            *mark = chain;
            at = next[at] as usize;
        }
        false
    })
}

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00bd;
/// The records of one cell: label, number, and so on; all start with its row and column.
const CELL: [u16; 8] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];

/// What the sheets are when they are laid out from the first filled cell of each to the last.
fn spread(stream: &[u8]) -> Option<Laid> {
    let mut laid = Laid::default();
    let globals = Records(stream).take_while(|(kind, _)| *kind != END);
    for (_, sheet) in globals.filter(|(kind, _)| *kind == SHEET) {
        let start = u32_at(sheet, 0)? as usize;
        laid.add(sheet_laid(stream.get(start..).unwrap_or_default()));
    }
    Some(laid)
}

fn sheet_laid(stream: &[u8]) -> Laid {
    let (mut rows, mut columns, mut written) = ((u64::MAX, 0), (u64::MAX, 0), 0);
    let mut meet = |row: u16, column: u16| {
        rows = (rows.0.min(row.into()), rows.1.max(row.into()));
        columns = (columns.0.min(column.into()), columns.1.max(column.into()));
    };
    let (mut depth, mut declared) = (0, 0);
    for (kind, data) in Records(stream) {
        match (kind, u16_at(data, 0), u16_at(data, 2)) {
            (BEGIN, ..) => depth += 1,
            (END, ..) if depth <= 1 => break,
            (END, ..) => depth -= 1,
            // Place for as many cells as the sheet says it has is taken at once, for one sheet at a time.
            (DIMENSIONS, ..) => declared = declared.max(declared_cells(data)),
            (MANY_NUMBERS, Some(row), Some(column)) => {
                meet(row, column);
                let last = u16_at(data, data.len().saturating_sub(2)).unwrap_or(column);
                meet(row, last);
                written += u64::from(last.saturating_sub(column)) + 1;
            }
            (kind, Some(row), Some(column)) if CELL.contains(&kind) => {
                meet(row, column);
                written += 1;
            }
            _ => {}
        }
    }
    // A whole sheet may be declared, for it may be formatted; more than that, no sheet has.
    let declared = if declared > 65_536 * 256 { declared } else { 0 };
    let spread = if rows.0 > rows.1 { 0 } else { (rows.1 - rows.0 + 1) * (columns.1 - columns.0 + 1) };
    Laid { cells: spread.max(declared), written, rows: rows.1 + 1, columns: columns.1 + 1 }
}

fn declared_cells(data: &[u8]) -> u64 {
    let short = |place| u16_at(data, place).map_or(0, u64::from);
    let long = |place| u32_at(data, place).map_or(0, u64::from);
    let (first_row, end_row, first, end) = match data.len() {
        10 => (short(0), short(2), short(4), short(6)),
        _ => (long(0), long(4), short(8), short(10)),
    };
    let first = if first > 255 || end < first { 0 } else { first };
    end_row.saturating_sub(first_row).saturating_mul(end.saturating_sub(first))
}

/// Records with their types.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(place..place + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(place..place + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|bytes| u32_at(bytes, 0)).collect()
}
