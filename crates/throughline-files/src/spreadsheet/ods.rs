//! What is looked at in an ODS before the decoder opens it. A cell or a row can say that it is repeated, and blanks can be
//! counted, so that a kilobyte of ODS can stand for more cells and text than any memory holds; the decoder lays all of them out.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use throughline::error::Error;

use super::{CELLS, Laid, damaged};

/// No sheet is wider, in columns.
const WIDEST: u64 = 16_384;
/// No sheet is longer, in rows.
const LONGEST: u64 = 1 << 20;

/// What one sheet amounts to when it is laid out.
#[derive(Default)]
struct Sheet {
    rows: u64,
    empty_rows: u64,
    width: u64,
    /// How many cells with a value are written in the file, however often they are repeated.
    written: u64,
    /// What the row being read amounts to: how often it is there, cells, cells up to the last filled one, bytes of text.
    repeated: u64,
    cells: u64,
    filled: u64,
    bytes: u64,
    /// What the cell being read amounts to: how often it is there, bytes of text.
    cell_repeated: u64,
    cell_bytes: u64,
}

/// What the sheets of this `content.xml` amount to. An error where it is not given to the decoder: its sheets, laid out, are too large to be
/// real, or hold more than `most` bytes of text; or it is no whole XML, of which the decoder would look for the end for ever.
pub(super) fn laid(content: impl BufRead, most: u64) -> Result<Laid, Error> {
    let mut depth = 0;
    let mut xml = Reader::from_reader(content);
    let (mut buffer, mut sheet) = (Vec::new(), Sheet::default());
    let (mut all, mut all_bytes) = (Laid::default(), 0u64);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                depth += 1;
                sheet.start(&tag);
            }
            Ok(Event::Empty(tag)) => {
                sheet.start(&tag);
                all_bytes = all_bytes.saturating_add(sheet.end(tag.name().as_ref()));
            }
            Ok(Event::Text(text)) => sheet.cell_bytes = sheet.cell_bytes.saturating_add(text.len() as u64),
            Ok(Event::End(tag)) => {
                depth -= 1;
                all_bytes = all_bytes.saturating_add(sheet.end(tag.name().as_ref()));
                if tag.name().as_ref() == "table:table" {
                    all.add(std::mem::take(&mut sheet).laid());
                }
            }
            Ok(Event::Eof) if depth > 0 => return Err(damaged("content.xml ends in the middle")),
            Ok(Event::Eof) => return Ok(all),
            Err(error) => {
                return Err(damaged(format!("content.xml at byte {}: {error}", xml.error_position())));
            }
            Ok(_) => {}
        }
        let so_far = sheet.rows.saturating_mul(sheet.width);
        if all.cells.saturating_add(so_far) > CELLS || all_bytes.max(sheet.cell_bytes) > most {
            return Err(damaged("its repeated cells are more than a spreadsheet has"));
        }
    }
}

impl Sheet {
    fn laid(self) -> Laid {
        let cells = self.rows.saturating_mul(self.width);
        Laid { cells, written: self.written, rows: self.rows, columns: self.width }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let number = |name: &str| -> u64 {
            let found = tag.try_get_attribute(name).ok().flatten();
            found.and_then(|found| found.value.parse().ok()).unwrap_or(1)
        };
        match tag.name().as_ref() {
            "table:table-row" => {
                (self.cells, self.filled, self.bytes) = (0, 0, 0);
                self.repeated = number("table:number-rows-repeated").min(LONGEST);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell_repeated = number("table:number-columns-repeated").min(WIDEST);
                // Values stand in the tag, too; names of styles and the like do no harm to the count.
                let is_value = tag.attributes().flatten().any(|given| {
                    let key = given.key.as_ref();
                    key.starts_with("office:") || key == "table:formula"
                });
                self.cell_bytes = if is_value { tag.len() as u64 } else { 0 };
            }
            "text:s" => self.cell_bytes = self.cell_bytes.saturating_add(number("text:c")),
            _ => {}
        }
    }

    /// How many bytes of text a row amounts to that ends here.
    fn end(&mut self, name: &str) -> u64 {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                self.cells = (self.cells + self.cell_repeated).min(WIDEST);
                if self.cell_bytes > 0 {
                    self.written += 1;
                    self.filled = self.cells;
                    let bytes = self.cell_bytes.saturating_mul(self.cell_repeated);
                    self.bytes = self.bytes.saturating_add(bytes);
                }
                self.cell_bytes = 0;
                0
            }
            "table:table-row" if self.filled == 0 => {
                // Empty rows count when a filled one follows; before the first they never do.
                self.empty_rows += if self.rows > 0 { self.repeated } else { 0 };
                0
            }
            "table:table-row" => {
                self.rows += std::mem::take(&mut self.empty_rows) + self.repeated;
                self.width = self.width.max(self.filled);
                self.bytes.saturating_mul(self.repeated)
            }
            _ => 0,
        }
    }
}
