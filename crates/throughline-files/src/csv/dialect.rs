//! How a delimited file is written: encoding, delimiter, line end, header. Found out from its first bytes.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use throughline::error::Error;

use super::header::{self, Line};
use super::scan::{Fields, PADDING, Scanner, unquoted};
use crate::mapping::Mapping;
use crate::source::{Decoded, Source};

/// How much of a file is looked at to find out how it is written.
pub(super) const HEAD_BYTES: usize = 1 << 20;

/// How one file is written.
#[derive(Clone)]
pub(super) struct Dialect {
    pub(super) scanner: Scanner,
    /// The names of the columns, made different from each other.
    pub(super) names: Vec<String>,
    /// Where the first row after the header starts, in bytes of the (decoded) text.
    pub(super) first_row: u64,
    /// How many line ends come before it.
    pub(super) lines_before: u64,
    /// The encoding to be decoded from; none where the bytes can be read as they are.
    pub(super) decode: Option<&'static Encoding>,
    pub(super) notes: Vec<String>,
    /// What was decided about title and header that a person should know, mapping or not.
    pub(super) told: Vec<String>,
}

/// The text of a value that is not UTF-8: Windows-1252, which every byte can be read as.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

impl Dialect {
    /// Finds out how a source is written, and answers its first bytes, decoded and padded, and how many they are.
    pub(super) fn of(source: &Source, mapping: Option<&Mapping>) -> Result<(Dialect, Vec<u8>, usize), Error> {
        Dialect::within(source, mapping, HEAD_BYTES)
    }

    /// The same from its first `most` bytes.
    pub(super) fn within(
        source: &Source,
        mapping: Option<&Mapping>,
        most: usize,
    ) -> Result<(Dialect, Vec<u8>, usize), Error> {
        let label = mapping.and_then(|mapping| mapping.encoding.as_deref());
        let raw = head(&mut *source.reader()?, source, most)?;
        let (encoding, bom) = encoding_of(&raw, label)?;
        let decode =
            (encoding != UTF_8 && !(encoding == WINDOWS_1252 && label.is_none())).then_some(encoding);
        let (mut text, skip) = match decode {
            Some(encoding) => (head(&mut Decoded::new(&raw[..], encoding.new_decoder()), source, most)?, 0),
            None => (raw, bom),
        };
        if let Some(place) = text.iter().take(1 << 16).position(|byte| *byte == 0) {
            let line = memchr::memchr_iter(b'\n', &text[..place]).count() + 1;
            return Err(Error::asked(format!(
                "{}: line {line} has a NUL byte in it, which no text has: the file is damaged or no text at all; export it again",
                source.name
            )));
        }
        let len = text.len();
        text.resize(len + PADDING, 0);
        let newline = if memchr::memchr(b'\n', &text).is_none() && memchr::memchr(b'\r', &text).is_some() {
            b'\r'
        } else {
            b'\n'
        };
        let declared = declared_delimiter(&text[skip..len], newline);
        let skip = skip + declared.map_or(0, |(_, bytes)| bytes);
        let delimiter = match mapping.and_then(|mapping| mapping.delimiter) {
            Some(given) if given.is_ascii() => given as u8,
            Some(given) => {
                return Err(Error::asked(format!(
                    "“{given}” can't be a delimiter: it must be one ASCII character"
                )));
            }
            None => match declared {
                Some((delimiter, _)) => delimiter,
                None => delimiter_of(&text[skip..], len - skip, newline),
            },
        };
        let scanner = Scanner { delimiter, newline, quote: b'"' };
        let mut dialect = Dialect {
            scanner,
            names: Vec::new(),
            first_row: 0,
            lines_before: 0,
            decode,
            notes: Vec::new(),
            told: Vec::new(),
        };
        // A mapping that names no column does not say where the header is.
        let names = mapping.filter(|mapping| !mapping.columns.is_empty());
        dialect.read_header((&text, skip, len), most, names, source)?;
        dialect.note(encoding);
        Ok((dialect, text, len))
    }

    /// Finds the names of the columns and the first row in `text[skip..len]`.
    fn read_header(
        &mut self,
        (text, skip, len): (&[u8], usize, usize),
        most: usize,
        mapping: Option<&Mapping>,
        source: &Source,
    ) -> Result<(), Error> {
        let mut fields = Fields::default();
        let mut body = text[skip..].to_vec();
        let mut body_len = len - skip;
        if len < most && body[..body_len].last() != Some(&self.scanner.newline) {
            body[body_len] = self.scanner.newline;
            body_len += 1;
            body.push(0);
        }
        self.scanner.scan(&body, body_len, &mut fields);
        let line_ends =
            |until: usize| memchr::memchr_iter(self.scanner.newline, &text[..until]).count() as u64;
        let (mut first, mut looked_at, mut lines) = (0, 0, Vec::new());
        for end in &fields.records {
            let cells: Vec<String> = (first..*end as usize).map(|k| self.cell(&body, &fields, k)).collect();
            let start = skip + fields.starts[first] as usize;
            first = *end as usize;
            looked_at += cells.len();
            // The line end that the last line was given here is not in the text.
            let end = (skip + fields.starts[first] as usize).min(len);
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            if !blank {
                lines.push(Line { number: line_ends(start) + 1, cells, start, end });
            }
            if lines.len() >= header::LINES || (lines.len() > 1 && looked_at > header::CELLS) {
                break;
            }
        }
        if let Some(header) = header::find(&lines, mapping) {
            self.names = header.names;
            self.first_row = header.first_row as u64;
            self.lines_before = line_ends(header.first_row);
            self.told = header.told;
            return Ok(());
        }
        let why = if fields.open_quote {
            "its first line opens a quotation mark that is never closed"
        } else if len >= most {
            "its first line is longer than 1 MiB, so this does not look like a table"
        } else {
            "it has no line with text in it"
        };
        Err(Error::asked(format!("{}: {why}", source.name)))
    }

    /// One field as text, as it stands.
    pub(super) fn cell(&self, text: &[u8], fields: &Fields, k: usize) -> String {
        let bytes = &text[fields.starts[k] as usize..fields.starts[k + 1] as usize - 1];
        let mut scratch = Vec::new();
        let bytes = unquoted(bytes.strip_suffix(b"\r").unwrap_or(bytes), self.scanner.quote, &mut scratch);
        std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes), str::to_string)
    }

    fn note(&mut self, encoding: &'static Encoding) {
        let delimiter = match self.scanner.delimiter {
            b'\t' => "tabs".to_string(),
            b',' => "commas".to_string(),
            b';' => "semicolons".to_string(),
            other => format!("“{}”", other as char),
        };
        let encoding = if encoding == WINDOWS_1252 { "UTF-8, else Windows-1252" } else { encoding.name() };
        self.notes.push(format!("columns divided by {delimiter}, text in {encoding}"));
    }
}

/// The first `most` bytes of a text.
fn head(from: &mut dyn Read, source: &Source, most: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    from.take(most as u64).read_to_end(&mut bytes).map_err(|error| source.trouble(&error))?;
    Ok(bytes)
}

/// The encoding, and the length of its byte order mark.
fn encoding_of(head: &[u8], label: Option<&str>) -> Result<(&'static Encoding, usize), Error> {
    if let Some(label) = label {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Error::asked(format!(
                "“{label}” is not an encoding; use utf-8, utf-16le, windows-1252 or another WHATWG label"
            ))
        })?;
        let bom = Encoding::for_bom(head).filter(|(found, _)| *found == encoding).map_or(0, |(_, len)| len);
        return Ok((encoding, bom));
    }
    if let Some(found) = Encoding::for_bom(head) {
        return Ok(found);
    }
    // UTF-16 without a mark: nearly every other byte of ordinary text is nought.
    let start = &head[..head.len().min(1024) & !1];
    let noughts = |at: usize| start.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count() * 2;
    if start.len() >= 4 && noughts(1) * 10 > start.len() * 7 && noughts(0) * 10 < start.len() {
        return Ok((UTF_16LE, 0));
    }
    if start.len() >= 4 && noughts(0) * 10 > start.len() * 7 && noughts(1) * 10 < start.len() {
        return Ok((UTF_16BE, 0));
    }
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() || error.valid_up_to() + 4 > head.len(),
    };
    Ok((if valid { UTF_8 } else { WINDOWS_1252 }, 0))
}

/// The delimiter that a first line `sep=;` states, as spreadsheets write and understand it; and the length of that line.
fn declared_delimiter(text: &[u8], newline: u8) -> Option<(u8, usize)> {
    let end = memchr::memchr(newline, text)?;
    let line = text[..end].trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    // A tab, as a delimiter, was a blank at the end of the line.
    let delimiter = match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if delimiter.is_ascii_punctuation() => {
            *delimiter
        }
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] if text[..end].contains(&b'\t') => b'\t',
        _ => return None,
    };
    (delimiter != b'"').then_some((delimiter, end + 1))
}

/// The delimiter that divides the first lines into the same number of fields as the first, and most of them. Where the first
/// line speaks for none (a title may stand above the header), the one that divides most lines alike.
fn delimiter_of(text: &[u8], len: usize, newline: u8) -> u8 {
    let mut best = (0, b',');
    let mut best_below = (0, b',');
    for delimiter in [b',', b';', b'\t', b'|', b'^', b'~'] {
        let mut fields = Fields::default();
        Scanner { delimiter, newline, quote: b'"' }.scan(text, len.min(1 << 16), &mut fields);
        let mut first = 0;
        let widths: Vec<u32> = fields
            .records
            .iter()
            .map(|end| {
                let width = end - first;
                first = *end;
                width
            })
            .collect();
        let Some(header) = widths.first().copied().or_else(|| fields.starts.len().try_into().ok()) else {
            continue;
        };
        let alike = |width: u32| widths.iter().filter(|other| **other == width).count();
        let score = |width: u32| match width {
            0 | 1 => 0,
            width => alike(width) * 1000 / widths.len().max(1) * 10 + width.min(9) as usize,
        };
        if score(header) > best.0 {
            best = (score(header), delimiter);
        }
        let commonest = widths.iter().copied().max_by_key(|width| (*width > 1, alike(*width), *width));
        let below = commonest.filter(|width| alike(*width) > 1).map_or(0, score);
        if below > best_below.0 {
            best_below = (below, delimiter);
        }
    }
    // Half of the lines are as wide as the first: it is no title.
    if best.0 >= 5_000 || best_below.0 <= best.0 { best.1 } else { best_below.1 }
}
