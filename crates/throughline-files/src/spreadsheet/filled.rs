//! The cells of a spreadsheet that somebody filled in: a small table of ours that comes back as XLSX or ODS. Unlike a log its columns are
//! known, so nothing is guessed, and it comes from outside while a service runs, so it is held to a size that a person can fill in.

use std::io::{BufReader, Cursor, Read};

use throughline::error::Error;

use super::held::Held;
use super::{damaged, each_row, names, ods, open, unwound};
use crate::series;
use crate::source::Source;

/// Unpacked it is no larger, in bytes.
const LARGEST: u64 = 64 << 20;
/// It has no more rows,
const ROWS: usize = 10_000;
/// and of each row no more cells are read.
const CELLS: usize = 256;
/// An ODS is laid out whole: with no more cells than this.
const LAID_OUT: u64 = 1 << 20;

/// The rows of the first sheet that has any, those without any value left out; the line of each is the sheet's own row number. Nothing where
/// the bytes are no spreadsheet, as of a CSV.
pub fn rows(bytes: &[u8]) -> Result<Option<Vec<series::Row>>, Error> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Error::asked(
            "this is an old spreadsheet (XLS), or needs a password; save it as XLSX, ODS or CSV without one",
        ));
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Ok(None);
    }
    // Whoever sent it can send another: it is never the service that is broken.
    unwound(|| first_sheet(bytes)).map(Some).map_err(|why| Error::asked(why.to_string()))
}

fn first_sheet(bytes: &[u8]) -> Result<Vec<series::Row>, Error> {
    of_a_size(bytes)?;
    let source =
        Source::of_bytes("sheet.xlsx", bytes)?.into_iter().next().ok_or_else(|| damaged("it is empty"))?;
    let mut book = open(&source)?;
    for sheet in names(&book) {
        let (mut rows, mut letters) = (Vec::new(), 0);
        each_row(&mut book, &sheet, &mut |(line, mut cells)| {
            cells.truncate(CELLS);
            if cells.iter().any(|cell| *cell != Held::Empty) {
                let cells: Vec<String> = cells.iter().map(|cell| cell.text().unwrap_or_default()).collect();
                letters += cells.iter().map(String::len).sum::<usize>();
                rows.push(series::Row { line, cells });
            }
            // A text that stands once in the file can be shown in many cells.
            if rows.len() > ROWS || letters as u64 > LARGEST { Err(too_large()) } else { Ok(true) }
        })?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

fn too_large() -> Error {
    Error::asked("there is more in this spreadsheet than anybody fills in by hand; keep only our sheet in it")
}

/// What its parts say of their size is not believed: they are unpacked once, to nowhere.
fn of_a_size(bytes: &[u8]) -> Result<(), Error> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = LARGEST;
    for place in 0..parts.len() {
        let mut part = parts.by_index(place).map_err(damaged)?.take(left);
        left -= std::io::copy(&mut part, &mut std::io::sink()).map_err(damaged)?;
        if left == 0 {
            return Err(too_large());
        }
    }
    let Ok(content) = parts.by_name("content.xml") else { return Ok(()) };
    let laid = ods::laid(BufReader::new(content), LARGEST)?;
    if laid.cells > LAID_OUT { Err(too_large()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, xlsx};
    use super::*;

    type Lines = Vec<(u64, Vec<String>)>;

    fn read(bytes: &[u8]) -> Result<Option<Lines>, String> {
        let rows = rows(bytes).map_err(|why| why.to_string())?;
        Ok(rows.map(|rows| rows.into_iter().map(|row| (row.line, row.cells)).collect()))
    }

    fn ods(rows: &str) -> Vec<u8> {
        let text = format!(
            "#### content.xml\n<office:document-content><office:body><office:spreadsheet><table:table \
             table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>\n#### \
             META-INF/manifest.xml\n<manifest:manifest/>"
        );
        crate::fuzz::parts::packed(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_sheet_is_read_with_its_own_row_numbers_and_a_csv_is_left_to_others() {
        let filled = row(1, &["need", "number"]) + &row(2, &[]) + &row(5, &["4F7K", "=1", "", "?1"]);
        let book = xlsx(&[("Empty", ""), ("Sheet", &filled)], false);
        let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let expected = vec![(1, words(&["need", "number"])), (5, words(&["4F7K", "1", "", "true"]))];
        assert_eq!(read(&book), Ok(Some(expected)));
        let cell = |text: &str| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            )
        };
        let book = ods(&format!("<table:table-row>{}{}</table:table-row>", cell("need"), cell("number")));
        assert_eq!(read(&book), Ok(Some(vec![(1, words(&["need", "number"]))])));
        assert_eq!(read(b"need,number\n4F7K,1\n"), Ok(None));
    }

    #[test]
    fn what_is_damaged_or_too_large_is_a_sentence_to_whoever_sent_it() {
        let whole = xlsx(&[("Sheet", &row(1, &["need", "number"]))], false);
        for end in (4..whole.len()).step_by(41) {
            assert!(read(&whole[..end]).is_err_and(|why| why.contains("damaged")), "{end}");
        }
        assert!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap_err().contains("save it as XLSX"));
        let many: String = (1..=10_001).map(|number| row(number, &["a"])).collect();
        assert!(read(&xlsx(&[("Sheet", &many)], false)).unwrap_err().contains("than anybody fills in"));
        let text = "x".repeat(65 << 20);
        assert!(
            read(&xlsx(&[("Sheet", &row(1, &[&text]))], false))
                .unwrap_err()
                .contains("than anybody fills in")
        );
        let cell = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
        let far = format!(
            "<table:table-row>{cell}</table:table-row><table:table-row table:number-rows-repeated=\"20000\"><table:table-cell/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"900\"/>{cell}</table:table-row>"
        );
        assert!(read(&ods(&far)).unwrap_err().contains("than anybody fills in"));
    }
}
