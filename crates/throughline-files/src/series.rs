//! A plain series: a small table of numbers that somebody has typed or exported, to be charted. Unlike a log it may have no header, and an
//! empty cell means something: a period without a value.

mod meaning;

use std::io::Read;
use std::path::Path;

use throughline::error::Error;

use crate::source::{Decoded, Format, Source};
use crate::table::numbers::{is_no_value, number};

pub use meaning::{Meaning, Series, Wanted};

/// A series longer than this is not one: 64 MiB of text.
const MOST_BYTES: u64 = 64 << 20;

/// A table of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What to call it in messages.
    pub file: String,
    /// The names of its columns: `column 1` where there is no header.
    pub names: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line of the file it begins in, from 1.
    pub line: u64,
    /// Its cells, without the blanks around them.
    pub cells: Vec<String>,
}

/// Reads a table: any of the usual delimiters, with or without a header. A `-` is standard input.
pub fn read(path: &Path) -> Result<Table, Error> {
    let mut sources = Source::open(path)?;
    let source = match sources.len() {
        1 => sources.remove(0),
        count => return Err(Error::asked(format!("{}: holds {count} files; give one", path.display()))),
    };
    if source.format != Format::Csv {
        return Err(Error::asked(format!(
            "{}: is not text with columns; save the numbers as CSV first (for a log of events use throughline study)",
            source.name
        )));
    }
    let mut bytes = Vec::new();
    let taken = source.reader()?.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    taken.map_err(|error| source.trouble(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::asked(format!(
            "{}: is too long for a series of numbers; is it a log? Then use throughline study",
            source.name
        )));
    }
    let text = decoded(bytes);
    if text.chars().take(1 << 16).any(|letter| letter.is_control() && !"\t\n\r".contains(letter)) {
        return Err(Error::asked(format!(
            "{}: this is not text; save the numbers as CSV first",
            source.name
        )));
    }
    table(&source.name, &text)
}

/// The text of some bytes: UTF-8 or UTF-16 by their mark, else UTF-8 if they are, else Windows-1252.
fn decoded(bytes: Vec<u8>) -> String {
    let marked = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    if let Some(encoding) = marked {
        let mut text = String::new();
        // Reading from memory cannot fail, and the decoder replaces what it cannot read.
        let read = Decoded::new(&bytes[..], encoding.new_decoder()).read_to_string(&mut text);
        return read.map_or_else(|_| String::from_utf8_lossy(&bytes).into_owned(), |_| text);
    }
    String::from_utf8(bytes).unwrap_or_else(|error| {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
    })
}

fn table(file: &str, text: &str) -> Result<Table, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = delimiter(text);
    let mut rows = rows(text, delimiter).map_err(|line| {
        Error::asked(format!("{file}, line {line}: a quotation mark is opened here and never closed"))
    })?;
    let blank = |row: &Row| row.cells.iter().all(String::is_empty);
    // Of one column an empty line is a missing value, but not before the first or after the last.
    let several = rows.iter().any(|row| row.cells.len() > 1);
    if several {
        rows.retain(|row| row.cells.len() > 1 || !blank(row));
    }
    let first = rows.iter().position(|row| !blank(row));
    let last = rows.iter().rposition(|row| !blank(row));
    let (Some(first), Some(last)) = (first, last) else {
        return Err(Error::asked(format!("{file}: there is nothing in it but empty lines")));
    };
    let mut rows: Vec<Row> = rows.drain(first..=last).collect();
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let has_header = !rows[0].cells.iter().any(|cell| is_value(cell));
    let header = if has_header { rows.remove(0).cells } else { Vec::new() };
    if rows.is_empty() {
        return Err(Error::asked(format!(
            "{file}: there is a header ({}) but no row below it",
            crate::table::listed(&header)
        )));
    }
    if let Some(row) = rows.iter().find(|row| has_header && row.cells.len() > header.len()) {
        return Err(Error::asked(format!(
            "{file}, line {}: has {} values where the header names {}; put values that hold the delimiter in quotation marks",
            row.line,
            row.cells.len(),
            header.len()
        )));
    }
    rows.iter_mut().for_each(|row| row.cells.resize(width, String::new()));
    let names = crate::sample::distinct_names(
        (0..width).map(|place| header.get(place).cloned().unwrap_or_default()).collect(),
    );
    Ok(Table { file: file.to_string(), names, rows })
}

/// Whether a cell of the first line is a value, so that the line is no header.
fn is_value(cell: &str) -> bool {
    number(cell).is_some() || (is_no_value(cell) && !cell.is_empty()) || meaning::date(cell).is_some()
}

/// The delimiter that divides the first lines into equally many cells, most of them; a comma if none does.
fn delimiter(text: &str) -> char {
    let alike = |delimiter: char| {
        let lines: Vec<usize> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(100)
            .map(|line| line.split('"').step_by(2).map(|part| part.matches(delimiter).count()).sum())
            .collect();
        let usual = lines.first().copied().unwrap_or(0);
        if usual == 0 { 0 } else { lines.iter().filter(|count| **count == usual).count() * 8 + 1 }
    };
    // A comma comes last: in a row divided by something else it may be a decimal comma.
    let all = ['\t', ';', '|', ','];
    all.into_iter()
        .rev()
        .max_by_key(|delimiter| alike(*delimiter))
        .filter(|found| alike(*found) > 0)
        .unwrap_or(',')
}

/// The rows of a text. Wrong is the line of a quotation mark that is never closed.
fn rows(text: &str, delimiter: char) -> Result<Vec<Row>, u64> {
    let mut rows = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut line, mut row_line, mut quote_line) = (1, 1, None);
    let mut letters = text.chars().peekable();
    let end =
        |cells: &mut Vec<String>, cell: &mut String| cells.push(std::mem::take(cell).trim().to_string());
    while let Some(letter) = letters.next() {
        let line_end = letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n'));
        line += u64::from(line_end);
        match (letter, quote_line) {
            ('"', Some(_)) if letters.peek() == Some(&'"') => cell.extend(letters.next()),
            ('"', Some(_)) => quote_line = None,
            (_, Some(_)) => cell.push(letter),
            ('"', None) if cell.trim().is_empty() => {
                cell.clear();
                quote_line = Some(line);
            }
            _ if letter == delimiter => end(&mut cells, &mut cell),
            _ if line_end => {
                end(&mut cells, &mut cell);
                rows.push(Row { line: row_line, cells: std::mem::take(&mut cells) });
                row_line = line;
            }
            _ => cell.push(letter),
        }
    }
    if let Some(line) = quote_line {
        return Err(line);
    }
    if !cell.trim().is_empty() || !cells.is_empty() {
        end(&mut cells, &mut cell);
        rows.push(Row { line: row_line, cells });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match table("f.csv", text) {
            Ok(table) => {
                let rows: Vec<String> =
                    table.rows.iter().map(|row| format!("{}:{}", row.line, row.cells.join("|"))).collect();
                format!("{} / {}", table.names.join("|"), rows.join(" "))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn with_and_without_a_header() {
        assert_eq!(read("y\n1\n2\n"), "y / 2:1 3:2");
        assert_eq!(read("1\n2"), "column 1 / 1:1 2:2");
        assert_eq!(read("\u{feff}i;y\r\n1;3,5\r\n2;\r\n3;4,1\r\n"), "i|y / 2:1|3,5 3:2| 4:3|4,1");
        assert_eq!(read("2024-01-01,5\n2024-02-01,6\n"), "column 1|column 2 / 1:2024-01-01|5 2:2024-02-01|6");
        assert_eq!(read("\"place, or so\",\"n\"\n\"A, \"\"B\"\"\",7\n"), "place, or so|n / 2:A, \"B\"|7");
        assert_eq!(read("a\tb\n1,5\t2\n"), "a|b / 2:1,5|2");
    }

    #[test]
    fn an_empty_line_of_one_column_is_a_missing_value() {
        assert_eq!(read("\ny\n1\n\n3\n\n\n"), "y / 3:1 4: 5:3");
        assert_eq!(read("i,y\n1,2\n\n3,4\n,\n"), "i|y / 2:1|2 4:3|4");
    }

    #[test]
    fn what_is_no_table_is_said() {
        assert_eq!(read("y\n"), "f.csv: there is a header (“y”) but no row below it");
        assert_eq!(read("\n \n"), "f.csv: there is nothing in it but empty lines");
        assert_eq!(read("y\n1\n\"2\n3\n"), "f.csv, line 3: a quotation mark is opened here and never closed");
        assert!(read("y\n1\n2,3\n").starts_with("f.csv, line 3: has 2 values where the header names 1"));
    }
}
