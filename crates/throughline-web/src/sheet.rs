//! A plain sheet to fill in, as a spreadsheet: a row of headers that stays in sight, and text below it. What strangers wrote is text and
//! nothing else: no cell is a formula.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use throughline::error::Error;

/// A cell cannot hold a longer text.
const LONGEST: usize = 32_000;
/// How wide a column of long texts is, in letters.
const WIDE: usize = 60;
/// How wide every column is at the least.
const NARROW: usize = 16;

/// The sheet as bytes of an XLSX file.
pub fn sheet(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    bytes(name, rows).map_err(|error| Error::failed(format!("the sheet could not be made: {error}")))
}

fn bytes(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    let (head, text) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let mut widths = Vec::new();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let form = if row == 0 { &head } else { &text };
            let cut: String = cell.chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, column, cut, form)?;
            widths.resize(widths.len().max(usize::from(column) + 1), NARROW);
            let longest = &mut widths[usize::from(column)];
            *longest = cell.chars().count().clamp(*longest, WIDE);
        }
    }
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width as f64)?;
    }
    book.save_to_buffer()
}
