//! JSON that holds a table in another way than one object a row: column by column (`DataFrame.to_json()`, `{"id": {"0": 7, "1": 8}}`, or
//! with lists, `{"id": [7, 8]}`), names and rows apart (`{"columns": ["id"], "data": [[7], [8]]}`), or rows under their keys
//! (`{"CR-1": {"at": …}, "CR-2": {"at": …}}`). Such a file is held whole: its last row is not there before its last column.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use throughline::error::Error;

use super::{Held, flatten, held};
use crate::source::Source;

/// More than this is not held, in bytes of text.
const LARGEST: u64 = 512 << 20;

/// The heading of what the rows of a file are kept under.
const KEY: &str = "key";

/// A table, with all of its values.
pub(super) struct ByColumn {
    /// Of its columns; where rows have names of their own, of the first.
    names: Vec<String>,
    values: Values,
}

enum Values {
    /// A list for each column.
    Columns(Vec<Vec<Held>>),
    Rows(Vec<Row>),
}

enum Row {
    /// A value for each column.
    Like(Vec<Held>),
    /// Under names of its own.
    Own(Vec<(String, Held)>),
}

impl ByColumn {
    /// The table of a file that begins with this block; none where it holds one in the usual way, or none.
    pub(super) fn of(source: &Source, block: &[u8]) -> Result<Option<ByColumn>, Error> {
        if !may_be(block) {
            return Ok(None);
        }
        let mut bytes = BufReader::with_capacity(1 << 18, source.reader()?.take(LARGEST));
        skip_mark(&mut bytes, block);
        let mut json = serde_json::Deserializer::from_reader(&mut bytes);
        let parts = match json.deserialize_map(Parts) {
            Ok(parts) => parts,
            Err(_) if bytes.get_ref().limit() == 0 => return Err(too_large(source)),
            Err(error) if error.is_io() => return Err(source.trouble(&error.into())),
            Err(_) => return Ok(None),
        };
        Ok(if json.end().is_ok() { table(parts) } else { None })
    }

    pub(super) fn len(&self) -> usize {
        match &self.values {
            Values::Columns(columns) => columns.first().map_or(0, Vec::len),
            Values::Rows(rows) => rows.len(),
        }
    }

    /// The values of a row under their names.
    pub(super) fn row(&self, row: usize) -> Vec<(String, Held)> {
        let names = self.names.iter().cloned();
        match &self.values {
            Values::Columns(columns) => names.zip(columns.iter().map(|column| column[row].clone())).collect(),
            Values::Rows(rows) => match &rows[row] {
                Row::Like(values) => names.zip(values.iter().cloned()).collect(),
                Row::Own(values) => values.clone(),
            },
        }
    }
}

fn too_large(source: &Source) -> Error {
    Error::asked(format!(
        "{}: holds a table column by column, which must be held whole, and is larger than {} MiB; write it an object a line \
         (`DataFrame.to_json(orient=\"records\", lines=True)`), or as CSV or Parquet",
        source.name,
        LARGEST >> 20
    ))
}

fn skip_mark(bytes: &mut impl Read, block: &[u8]) {
    if block.starts_with(b"\xef\xbb\xbf") {
        // What cannot be read is met again by who parses it.
        let _ = bytes.read_exact(&mut [0; 3]);
    }
}

/// Whether the first value of the object is a list of plain values, or an object that holds one: all else is an object a line, an array of
/// objects, or an answer that wraps one, and need not be held to be told.
fn may_be(block: &[u8]) -> bool {
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    let mut quoted = false;
    let mut escaped = false;
    let marks = block.iter().filter(|byte| {
        let plain = !quoted && !escaped;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        plain && !byte.is_ascii_whitespace()
    });
    // A text in quotes has left its first mark only.
    let first: Vec<u8> = marks.copied().take(7).collect();
    match first.as_slice() {
        [b'{', b'"', b':', b'[', value, ..] => !matches!(value, b'{' | b'[' | b']'),
        [b'{', b'"', b':', b'{', b'"', b':', ..] => true,
        _ => false,
    }
}

/// What stands under one key of the outermost object.
enum Part {
    List(Vec<Held>),
    Lists(Vec<Vec<Held>>),
    Object(Vec<(String, Held)>),
    /// An object under the names of the first, in their order.
    Like(Vec<Held>),
}

impl Part {
    fn is_object(&self) -> bool {
        matches!(self, Part::Object(_) | Part::Like(_))
    }

    fn after(self, first: Option<&Part>) -> Part {
        match (self, first) {
            (Part::Object(cells), Some(Part::Object(first)))
                if cells.iter().map(|(name, _)| name).eq(first.iter().map(|(name, _)| name)) =>
            {
                Part::Like(cells.into_iter().map(|(_, value)| value).collect())
            }
            (part, _) => part,
        }
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Vec<(String, Part)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of lists, or of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts: Vec<(String, Part)> = Vec::new();
        while let Some((key, part)) = map.next_entry::<String, Part>()? {
            let first = parts.first().map(|(_, first)| first);
            // An object a line, with both in it: what follows need not be read.
            if first.is_some_and(|first| first.is_object() != part.is_object()) {
                return Err(A::Error::custom("objects and lists"));
            }
            let part = part.after(first);
            parts.push((key, part));
        }
        Ok(parts)
    }
}

impl<'de> serde::Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_any(OnePart)
    }
}

struct OnePart;

impl<'de> Visitor<'de> for OnePart {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
        let (mut values, mut lists) = (Vec::new(), Vec::new());
        while let Some(value) = list.next_element::<Json>()? {
            match value {
                Json::Array(inner) => lists.push(inner.into_iter().map(held).collect()),
                Json::Object(_) => return Err(A::Error::custom("a list of objects")),
                value => values.push(held(value)),
            }
        }
        match (values.is_empty(), lists.is_empty()) {
            (false, false) => Err(A::Error::custom("a list of lists and of values")),
            (_, false) => Ok(Part::Lists(lists)),
            (_, true) => Ok(Part::List(values)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
        let mut values = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Json>()? {
            match value {
                Json::Object(inner) => flatten(&key, inner, &mut values),
                value => values.push((key, held(value))),
            }
        }
        Ok(Part::Object(values))
    }
}

/// The table that these parts are; none where they are none.
fn table(parts: Vec<(String, Part)>) -> Option<ByColumn> {
    match &parts.first()?.1 {
        Part::List(_) | Part::Lists(_) if parts.iter().any(|(name, _)| name == "data") => apart(parts),
        Part::List(_) => lists(parts),
        Part::Object(first) if first.iter().all(|(label, _)| is_number(label)) => labelled(parts),
        Part::Object(_) => keyed(parts),
        Part::Lists(_) | Part::Like(_) => None,
    }
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}

/// `{"columns": […], "data": [[…], […]]}`; an `index` beside them numbers the rows.
fn apart(parts: Vec<(String, Part)>) -> Option<ByColumn> {
    let (mut names, mut rows) = (None, None);
    for (name, part) in parts {
        match (name.as_str(), part) {
            ("columns", Part::List(values)) => {
                names = values.iter().map(super::value_text).collect::<Option<Vec<String>>>();
            }
            ("data", Part::Lists(lists)) => rows = Some(lists),
            _ => {}
        }
    }
    let (names, rows) = (names?, rows?);
    let fits = rows.iter().all(|row| row.len() == names.len());
    fits.then(|| ByColumn { names, values: Values::Rows(rows.into_iter().map(Row::Like).collect()) })
}

/// `{"id": [7, 8], "at": […]}`.
fn lists(parts: Vec<(String, Part)>) -> Option<ByColumn> {
    let (mut names, mut columns) = (Vec::new(), Vec::new());
    for (name, part) in parts {
        let Part::List(values) = part else { return None };
        names.push(name);
        columns.push(values);
    }
    let alike = columns.iter().all(|column| column.len() == columns[0].len());
    (alike && columns.len() > 1).then_some(ByColumn { names, values: Values::Columns(columns) })
}

/// `{"id": {"0": 7, "1": 8}, "at": {"0": …}}`: the same labels in each column.
fn labelled(parts: Vec<(String, Part)>) -> Option<ByColumn> {
    let (mut names, mut columns) = (Vec::new(), Vec::new());
    for (name, part) in parts {
        columns.push(match part {
            Part::Object(first) if columns.is_empty() => first.into_iter().map(|(_, value)| value).collect(),
            Part::Like(values) => values,
            Part::Object(_) | Part::List(_) | Part::Lists(_) => return None,
        });
        names.push(name);
    }
    (columns.len() > 1).then_some(ByColumn { names, values: Values::Columns(columns) })
}

/// `{"CR-1": {"at": …}, "CR-2": {…}}`: rows that share names. Keys that only number the rows are left out.
fn keyed(parts: Vec<(String, Part)>) -> Option<ByColumn> {
    let Part::Object(first) = &parts.first()?.1 else { return None };
    let mut names: Vec<String> = first.iter().map(|(name, _)| name.clone()).collect();
    let alike = parts.iter().filter(|(_, part)| shares(part, &names)).count();
    if parts.len() < 2 || alike * 2 <= parts.len() {
        return None;
    }
    let numbered = parts.iter().enumerate().all(|(row, (key, _))| *key == row.to_string());
    let keep = !numbered && !names.iter().any(|name| name == KEY);
    let rows = parts.into_iter().filter_map(|(key, part)| {
        let key = Held::Text(key);
        match part {
            Part::Object(mut cells) => {
                keep.then(|| cells.insert(0, (KEY.to_string(), key)));
                Some(Row::Own(cells))
            }
            Part::Like(mut cells) => {
                keep.then(|| cells.insert(0, key));
                Some(Row::Like(cells))
            }
            Part::List(_) | Part::Lists(_) => None,
        }
    });
    let values = Values::Rows(rows.collect());
    keep.then(|| names.insert(0, KEY.to_string()));
    Some(ByColumn { names, values })
}

fn shares(part: &Part, names: &[String]) -> bool {
    match part {
        Part::Like(_) => true,
        Part::Object(cells) => cells.iter().any(|(name, _)| names.contains(name)),
        Part::List(_) | Part::Lists(_) => false,
    }
}
