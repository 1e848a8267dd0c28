//! What a file is, by its first bytes; by its name only where they cannot tell.

use std::io::{self, Read};

use throughline::error::Error;

use super::Format;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A log in this format.
    Of(Format),
    /// A zip with files in it.
    Zip,
}

/// What a file with this beginning is. `name` is in small letters; `has` looks through the whole file for any of some words.
pub(super) fn of(head: &[u8], name: &str, has: impl Fn(&[&str]) -> bool) -> Result<Kind, Error> {
    let binary = match head {
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Format::Columns),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Some(Format::Spreadsheet),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return zip(head, name),
        _ if head.starts_with(b"SQLite format 3\0") => Some(Format::OcelSqlite),
        _ => None,
    };
    if let Some(format) = binary {
        return Ok(Kind::Of(format));
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(Error::asked(format!("is {what}")));
    }
    if crate::pseudonym::is_key(head) {
        return Err(Error::asked(
            "holds one long word and nothing else, as a key for pseudonyms does, so it is not read; keep a key apart from files \
             that are sent on",
        ));
    }
    let text = text_of(head);
    let text = text.trim_start();
    let format = if text.starts_with('<') {
        markup(text, name)?
    } else if is_json(text) {
        Some(json(text, name, has))
    } else {
        None
    };
    match format.or_else(|| by_name(name)) {
        Some(format) => Ok(Kind::Of(format)),
        None if mostly_binary(text) => Err(Error::asked(
            "is neither text nor a format that is known here; export it as CSV, XLSX, Parquet, XES or JSON lines",
        )),
        None => match BINARY_NAMES.iter().find(|ending| name.ends_with(**ending)) {
            Some(ending) => Err(Error::failed(format!(
                "its name ends in {ending}, but it does not begin as such a file does: it is damaged or was renamed; \
                 export it again"
            ))),
            None => Ok(Kind::Of(Format::Csv)),
        },
    }
}

/// Files people have beside their logs, and what to do with them.
const FOREIGN: [(&[u8], &str); 8] = [
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip; unpack it first"),
    (b"Rar!\x1a\x07", "packed with RAR; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ\0", "packed with xz; unpack it first"),
    (b"%PDF-", "a PDF; export the table behind it as CSV or XLSX"),
    (b"\x89PNG", "a picture; export the table behind it as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture; export the table behind it as CSV or XLSX"),
    (b"ORC", "an ORC file; convert it to Parquet"),
];

const BINARY_NAMES: [&str; 9] =
    [".parquet", ".xlsx", ".xlsm", ".xls", ".ods", ".sqlite", ".arrow", ".throughline", ".zip"];

fn by_name(name: &str) -> Option<Format> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match () {
        () if ends(&[".csv", ".tsv", ".txt"]) => Some(Format::Csv),
        () if ends(&[".xes"]) => Some(Format::Xes),
        () if ends(&[".jsonocel"]) => Some(Format::OcelJson),
        () if ends(&[".xmlocel"]) => Some(Format::OcelXml),
        () if ends(&[".jsonl", ".ndjson", ".json"]) => Some(Format::JsonLines),
        () => None,
    }
}

/// Spreadsheets are zips too.
fn zip(head: &[u8], name: &str) -> Result<Kind, Error> {
    let holds = |part: &[u8]| memchr::memmem::find(head, part).is_some();
    let sheet = holds(b"xl/") || holds(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
    let office = holds(b"[Content_Types].xml") || holds(b"mimetypeapplication/vnd.oasis.opendocument.");
    let named_sheet = [".xlsx", ".xlsm", ".xlsb", ".ods"].iter().any(|ending| name.ends_with(ending));
    match () {
        () if sheet && office || named_sheet => Ok(Kind::Of(Format::Spreadsheet)),
        () if office && (holds(b"word/") || holds(b"ppt/") || holds(b"opendocument.")) => Err(Error::asked(
            "is a document, not a spreadsheet; copy its table into a spreadsheet and save that as XLSX or CSV",
        )),
        () if office => Ok(Kind::Of(Format::Spreadsheet)),
        () => Ok(Kind::Zip),
    }
}

/// The beginning as text, whatever its encoding.
fn text_of(head: &[u8]) -> String {
    let encoding = match head {
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE,
        [b'<' | b'{' | b'[', 0, ..] => encoding_rs::UTF_16LE,
        [0, b'<' | b'{' | b'[', ..] => encoding_rs::UTF_16BE,
        _ => encoding_rs::UTF_8,
    };
    encoding.decode(head).0.into_owned()
}

/// Text has hardly any control characters; a few NULs in a text are for its reader to refuse.
fn mostly_binary(text: &str) -> bool {
    let odd =
        |c: &char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x1b' | '\x0c')) || *c == '\u{fffd}';
    let controls = text.chars().filter(|c| c.is_control() && odd(c)).count();
    controls > 0 && text.chars().filter(odd).count() * 10 > text.chars().count()
}

/// The format of something with tags.
fn markup(text: &str, name: &str) -> Result<Option<Format>, Error> {
    let Some((root, inside)) = element(text) else { return Ok(None) };
    let local = root.rsplit(':').next().unwrap_or(root).to_ascii_lowercase();
    match local.as_str() {
        "log" if name.ends_with(".xmlocel") => Ok(Some(Format::OcelXml)),
        // An OCEL in XML has the same root as an XES; what stands in it differs.
        "log" => {
            let inner = element(inside).map_or("", |(inner, _)| inner);
            let ocel = ["object-types", "event-types", "objects", "events"].contains(&inner);
            Ok(Some(if ocel { Format::OcelXml } else { Format::Xes }))
        }
        "ocel" => Ok(Some(Format::OcelXml)),
        "html" | "table" | "body" | "head" | "meta" | "style" | "div" => Err(Error::asked(
            "is a web page, whatever its name says; open it in a spreadsheet program and save it as XLSX or CSV",
        )),
        "workbook" => Err(Error::asked(
            "is a spreadsheet in an old XML form; open it in a spreadsheet program and save it as XLSX",
        )),
        _ if by_name(name).is_some() => Ok(None),
        _ => Err(Error::asked(format!(
            "is XML, but its first element is “{}”: XES begins with “log”, and so does OCEL 2.0; export it as one of \
             them, or as CSV",
            crate::job::shorten(root)
        ))),
    }
}

/// The name of the first element, and what follows its tag.
fn element(mut text: &str) -> Option<(&str, &str)> {
    loop {
        let tag = &text[text.find('<')? + 1..];
        text = if let Some(comment) = tag.strip_prefix("!--") {
            &comment[comment.find("-->")? + 3..]
        } else if tag.starts_with(['!', '?']) {
            &tag[tag.find('>')? + 1..]
        } else {
            let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(tag.len());
            return Some((&tag[..end], tag.find('>').map_or("", |close| &tag[close + 1..])));
        };
    }
}

/// JSON begins with an object or an array of objects; a table may begin with a bracket, too.
fn is_json(text: &str) -> bool {
    let after = |open| text.strip_prefix(open).map(|rest: &str| rest.trim_start().chars().next());
    match (after('{'), after('[')) {
        (Some(next), _) => matches!(next, None | Some('"' | '}')),
        (_, Some(next)) => matches!(next, None | Some('{' | ']')),
        _ => false,
    }
}

fn json(text: &str, name: &str, has: impl Fn(&[&str]) -> bool) -> Format {
    const WORDS: [&str; 2] = ["\"objectTypes\"", "\"eventTypes\""];
    let first_line_ends = text.contains("}\n{") || text.contains("}\r\n{");
    let ocel = name.ends_with(".jsonocel")
        || text.starts_with('{')
            && !first_line_ends
            && (WORDS.iter().any(|word| text.contains(word))
                || (text.len() >= super::HEAD / 2 && has(&WORDS)));
    if ocel { Format::OcelJson } else { Format::JsonLines }
}

/// Whether any of the words stands in the bytes.
pub(super) fn find_any(bytes: &mut dyn Read, words: &[&str]) -> io::Result<bool> {
    let finders: Vec<_> = words.iter().map(|word| memchr::memmem::Finder::new(word.as_bytes())).collect();
    let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut block = vec![0; 1 << 18];
    let mut kept = 0;
    loop {
        let read = bytes.read(&mut block[kept..])?;
        let full = kept + read;
        if finders.iter().any(|finder| finder.find(&block[..full]).is_some()) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        // A word may lie across two blocks.
        let from = full.saturating_sub(longest);
        block.copy_within(from..full, 0);
        kept = full - from;
    }
}
