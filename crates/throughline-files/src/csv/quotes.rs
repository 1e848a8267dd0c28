//! Quotation marks that are missing or stray, and what is lost by them: as little as can be.
//!
//! A mark that opens a field by mistake joins all that follows, up to the next mark, into one value. Where that shows, only
//! the line with the mark is refused, and reading goes on at the line below it. It shows by text behind the mark that closes
//! such a value, or by lines within it that are rows of the table by their number of fields. Whether a record is such a one
//! depends on the record alone, so it is the same for any blocks and threads.

use std::io::Read;

use super::block::Plan;
use super::dialect::Dialect;
use super::header::is_ours;
use super::scan::{Fields, Odd};
use super::text::Text;

/// So many lines in a row that are rows of the table by their number of fields are no prose.
const ROWS: usize = 4;
/// Three fields are two commas, as an address has.
const ROWS_OF_THREE: usize = 9;
/// In a record that has a wrong number of fields anyway.
const ROWS_IF_WRONG: usize = 2;
/// In narrower tables a line of prose has as many commas as a row.
const WIDE: usize = 4;
/// A value of so many letters with a digit in it, such as a date, shows by its form of which column it is.
const TELLING: usize = 6;

/// The first record that a missing or stray mark has made of several lines.
pub(super) fn joined(fields: &Fields, text: &[u8], dialect: &Dialect) -> Option<usize> {
    // What we wrote ourselves has its marks right, whatever is in its texts.
    let ours = is_ours(&dialect.names);
    let mut several = fields.odd.iter().filter(|odd| odd.line_ends > 0 && !ours);
    several.find(|odd| is_joined(odd, fields, text, dialect)).map(|odd| record_of(odd, fields)).filter(
        |record| {
            // The field may belong to a record that does not end in this block.
            *record < fields.records.len()
        },
    )
}

fn is_joined(odd: &Odd, fields: &Fields, text: &[u8], dialect: &Dialect) -> bool {
    if has_text_behind(odd, fields, text, dialect.scanner.quote) {
        return true;
    }
    let record = record_of(odd, fields);
    let Some(end) = fields.records.get(record) else { return false };
    let start = first_field(record, fields);
    let width = dialect.names.len();
    if swallows_rows(odd, fields, text, dialect) {
        return true;
    }
    let enough = match width {
        0..=2 => return false,
        _ if (end - start) as usize != width => ROWS_IF_WRONG,
        3 => ROWS_OF_THREE,
        _ => ROWS,
    };
    if (odd.line_ends as usize) < enough + 1 {
        return false;
    }
    // The first and the last line are parts of rows.
    let lines: Vec<&[u8]> =
        bytes_of(odd, fields, text).split(|byte| *byte == dialect.scanner.newline).collect();
    let inner = &lines[1..lines.len() - 1];
    let is_row = |line: &&&[u8]| memchr::memchr_iter(dialect.scanner.delimiter, line).count() == width - 1;
    inner.iter().filter(is_row).count() * 10 >= inner.len() * 9
}

/// Whether a value holds the end of one row, rows, and the beginning of another, however few. Their number of fields alone may be chance in
/// so few lines, so one of them must also have a value of the form that this record has in the same column: a date, say, or a number of
/// a job.
fn swallows_rows(odd: &Odd, fields: &Fields, text: &[u8], dialect: &Dialect) -> bool {
    let Some(Lines { below, column, whole }) = could_be_rows(odd, fields, text, dialect) else {
        return false;
    };
    let start = first_field(record_of(odd, fields), fields) as usize;
    let own = |at: usize| {
        let known = at < column || (whole && at > column);
        known.then(|| field_bytes(start + at, fields, text))
    };
    let alike = |line: &[u8]| {
        // Of the last line the field that ends with the mark is not whole, nor known of this record.
        let values =
            line.split(|byte| *byte == dialect.scanner.delimiter).take(dialect.names.len()).enumerate();
        values.into_iter().any(|(at, value)| own(at).is_some_and(|own| has_form_of(value, own)))
    };
    below.into_iter().any(alike)
}

/// A value of several lines that could be rows of the table by their number of fields.
struct Lines<'a> {
    /// Without the first, which belongs to the row that the value is in.
    below: Vec<&'a [u8]>,
    column: usize,
    /// Whether the record has as many fields as the table.
    whole: bool,
}

fn could_be_rows<'a>(odd: &Odd, fields: &Fields, text: &'a [u8], dialect: &Dialect) -> Option<Lines<'a>> {
    let width = dialect.names.len();
    let record = record_of(odd, fields);
    let start = first_field(record, fields);
    let column = (odd.field - start) as usize;
    if width < 3 || column >= width {
        return None;
    }
    let whole = (fields.records.get(record)? - start) as usize == width;
    let mut lines = bytes_of(odd, fields, text).split(|byte| *byte == dialect.scanner.newline);
    let first = lines.next()?;
    let below: Vec<&[u8]> = lines.collect();
    let (last, inner) = below.split_last()?;
    let delimiters = |line: &[u8]| memchr::memchr_iter(dialect.scanner.delimiter, line).count();
    let ends = !whole || (delimiters(first) == width - 1 - column && delimiters(last) == column);
    let rows = ends && inner.iter().all(|line| delimiters(line) == width - 1);
    rows.then_some(Lines { below, column, whole })
}

/// Whether two values have digits and other marks in the same places, and enough of them to tell.
fn has_form_of(value: &[u8], own: &[u8]) -> bool {
    let form = |byte: &u8| match byte {
        b'0'..=b'9' => b'0',
        byte if byte.is_ascii_alphabetic() => b'a',
        byte => *byte,
    };
    let (value, own) = (value.trim_ascii(), own.trim_ascii());
    own.len() >= TELLING
        && own.iter().any(u8::is_ascii_digit)
        && value.iter().map(form).eq(own.iter().map(form))
}

fn field_bytes<'a>(field: usize, fields: &Fields, text: &'a [u8]) -> &'a [u8] {
    &text[fields.starts[field] as usize..fields.starts[field + 1] as usize - 1]
}

fn bytes_of<'a>(odd: &Odd, fields: &Fields, text: &'a [u8]) -> &'a [u8] {
    field_bytes(odd.field as usize, fields, text)
}

fn record_of(odd: &Odd, fields: &Fields) -> usize {
    fields.records.partition_point(|end| *end <= odd.field)
}

fn first_field(record: usize, fields: &Fields) -> u32 {
    record.checked_sub(1).map_or(0, |before| fields.records[before])
}

/// Whether more than blanks stands behind the mark that closes the field.
fn has_text_behind(odd: &Odd, fields: &Fields, text: &[u8], quote: u8) -> bool {
    let bytes = bytes_of(odd, fields, text);
    let mut at = 1;
    while odd.more && at < bytes.len() {
        match memchr::memchr(quote, &bytes[at..]) {
            Some(mark) if bytes.get(at + mark + 1) == Some(&quote) => at += mark + 2,
            Some(mark) => return !bytes[at + mark + 1..].trim_ascii().is_empty(),
            None => return false,
        }
    }
    false
}

/// The block starts with a record that a mark has joined: its first line is refused, and reading goes on below it.
pub(super) fn give_up_line(text: &mut Text<impl Read>, plan: &Plan<'_>) {
    let end = memchr::memchr(plan.newline(), &text.buffer[..text.filled]).map_or(text.filled, |end| end + 1);
    let reason = "the line opens a quotation mark that is not closed in it and swallows the rows below; those were read, this \
                  line was not: close or double its mark";
    text.refuse(0, "(the whole line)", "", reason.to_string(), plan);
    let line_ends = text.line_ends(end, plan);
    text.consume(end, line_ends);
}

/// Says what is odd about marks in records that were read.
pub(super) fn tell(text: &mut Text<impl Read>, fields: &Fields, records: usize, plan: &Plan<'_>) {
    refuse_text_behind(text, fields, records, plan);
    remember_doubtful(text, fields, records, plan);
}

/// Remembers the lines of values that may be rows joined by a stray mark, where nothing but their commas says so: they are kept as values.
fn remember_doubtful(text: &mut Text<impl Read>, fields: &Fields, records: usize, plan: &Plan<'_>) {
    if plan.dialect.names.len() < WIDE || is_ours(&plan.dialect.names) {
        return;
    }
    for odd in fields.odd.iter().filter(|odd| odd.line_ends > 0) {
        let record = record_of(odd, fields);
        if record >= records {
            return;
        }
        let rows = could_be_rows(odd, fields, &text.buffer, plan.dialect);
        if rows.is_some_and(|rows| rows.whole) {
            let start = fields.starts[first_field(record, fields) as usize] as usize;
            text.doubtful.push(text.line(start, plan));
        }
    }
}

/// Values of one line that go on behind their closing mark are kept as they are, and named.
fn refuse_text_behind(text: &mut Text<impl Read>, fields: &Fields, records: usize, plan: &Plan<'_>) {
    let (quote, width) = (plan.dialect.scanner.quote, plan.dialect.names.len());
    for odd in fields.odd.iter().filter(|odd| odd.more) {
        let record = record_of(odd, fields);
        if record >= records {
            return;
        }
        let start = first_field(record, fields);
        let whole = (fields.records[record] - start) as usize == width;
        if whole && has_text_behind(odd, fields, &text.buffer, quote) {
            // The value itself is not repeated: it may be a person's.
            let column = &plan.dialect.names[(odd.field - start) as usize];
            let reason =
                "a value has text behind its closing quotation mark; both parts were kept as one value"
                    .to_string();
            text.refuse(fields.starts[start as usize] as usize, column, "", reason, plan);
        }
    }
}

#[cfg(test)]
mod tests;
