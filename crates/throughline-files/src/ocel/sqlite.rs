//! OCEL 2.0 as SQLite.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use throughline::error::Error;

use super::model::{Attribute, Declared, Event, Object, Ocel};
use super::watched;
use crate::job::Job;
use crate::source::Source;
use crate::xes::keys::Kind;

/// The whole log.
pub(super) fn read(source: &Source, job: Option<&Job>) -> Result<Ocel, Error> {
    match source.path() {
        Some(path) => {
            let log = tables(path);
            if let Some(job) = job {
                job.progress.advance(source.bytes())?;
            }
            log
        }
        None => {
            // SQLite opens files by their names, so a packed one is unpacked under a name for as long as it is read.
            let mut file = tempfile::NamedTempFile::new().map_err(|error| source.trouble(&error))?;
            let mut reader = watched::bytes(source, job)?;
            std::io::copy(&mut reader, &mut file).map_err(|error| source.trouble(&error))?;
            tables(file.path())
        }
    }
}

fn tables(path: &Path) -> Result<Ocel, Error> {
    let wrong = |error: rusqlite::Error| {
        Error::failed(format!(
            "this cannot be read as OCEL 2.0 in SQLite: {error}; fetch the file again, or export the log anew"
        ))
    };
    let file = open(path).map_err(wrong)?;
    match no_table(&file).map_err(wrong)? {
        Some(table) => Err(Error::asked(format!(
            "its “{}” is a view, a virtual table or one with generated columns, which is not read, as nobody knows before how \
             much it makes; make a plain table of it (CREATE TABLE … AS SELECT …)",
            crate::job::shorten(&table)
        ))),
        None => all(&file).map_err(wrong),
    }
}

/// Read only, and nothing in the file may run code: a view or a virtual table under a name of the standard could be made to
/// answer without end.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(path, flags)?;
    file.pragma_update(None, "trusted_schema", false)?;
    file.pragma_update(None, "query_only", true)?;
    Ok(file)
}

/// A table of the standard that is something else (a view, a virtual table, one with generated columns); `None` if all that is
/// read are tables with rows of their own.
fn no_table(file: &Connection) -> rusqlite::Result<Option<String>> {
    let mut tables =
        ["object", "event", "object_map_type", "event_map_type", "event_object"].map(String::from).to_vec();
    let mut places = 0..;
    while let Some(table) = places.next().and_then(|place: usize| tables.get(place)).cloned() {
        let mut kind = file.prepare(
            "SELECT type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE name = ?1 COLLATE NOCASE",
        )?;
        let plain: Vec<bool> = kind.query_map([&table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let made = "SELECT count(*) FROM pragma_table_xinfo(?1) WHERE hidden IN (2, 3)";
        let made: i64 = file.query_row(made, [&table], |row| row.get(0))?;
        // What is not there at all is said when it is read.
        if made > 0 || (!plain.is_empty() && !plain.contains(&true)) {
            return Ok(Some(table));
        }
        if let Some(kind) = table
            .strip_suffix("_map_type")
            .filter(|kind| plain.contains(&true) && ["object", "event"].contains(kind))
        {
            let types = pairs(file, "ocel_type", "ocel_type_map", &table)?;
            tables.extend(types.into_iter().map(|(_, name)| format!("{kind}_{name}")));
        }
    }
    Ok(None)
}

fn all(file: &Connection) -> rusqlite::Result<Ocel> {
    let mut ocel = Ocel::default();
    let mut places = HashMap::new();
    for (id, of_type) in pairs(file, "ocel_id", "ocel_type", "object")? {
        places.insert(id.clone(), ocel.objects.len());
        ocel.objects.push(Object { id, of_type, attributes: Vec::new() });
    }
    for (of_type, table) in pairs(file, "ocel_type", "ocel_type_map", "object_map_type")? {
        table_of(file, &format!("object_{table}"), &of_type, |row| {
            if let Some(object) = places.get(&row.id).and_then(|place| ocel.objects.get_mut(*place)) {
                object.attributes.extend(row.attributes);
            }
        })?;
    }
    places.clear();
    for (id, of_type) in pairs(file, "ocel_id", "ocel_type", "event")? {
        places.insert(id.clone(), ocel.events.len());
        ocel.events.push(Event { id, of_type, ..Event::default() });
    }
    for (of_type, table) in pairs(file, "ocel_type", "ocel_type_map", "event_map_type")? {
        table_of(file, &format!("event_{table}"), &of_type, |row| {
            if let Some(event) = places.get(&row.id).and_then(|place| ocel.events.get_mut(*place)) {
                event.time = row.time;
                event.attributes.extend(row.attributes);
            }
        })?;
    }
    for (event, object) in pairs(file, "ocel_event_id", "ocel_object_id", "event_object")? {
        if let Some(event) = places.get(&event).and_then(|place| ocel.events.get_mut(*place)) {
            event.objects.push(object);
        }
    }
    Ok(ocel)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Two columns of a table, in the order of its rows.
fn pairs(file: &Connection, a: &str, b: &str, table: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = format!("SELECT {}, {} FROM {}", quoted(a), quoted(b), quoted(table));
    // A table without row numbers has no order but that of its key.
    let mut rows = file.prepare(&format!("{sql} ORDER BY rowid")).or_else(|_| file.prepare(&sql))?;
    let rows = rows.query_map([], |row| Ok((text(row.get_ref(0)?), text(row.get_ref(1)?))))?;
    rows.collect()
}

/// A row of the table of one type.
struct Found {
    id: String,
    time: String,
    attributes: Vec<Attribute>,
}

/// Hands on the rows of the table of one type of events or objects.
fn table_of(
    file: &Connection,
    table: &str,
    of_type: &str,
    mut each: impl FnMut(Found),
) -> rusqlite::Result<()> {
    // The statement below would panic when asked for a name that is not UTF-8.
    let (mut declared, mut names) = (Declared::default(), Vec::new());
    let mut columns = file.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let mut rows = columns.query([table])?;
    while let Some(row) = rows.next()? {
        let name = text(row.get_ref(0)?);
        declared.add(of_type, &name, &text(row.get_ref(1)?));
        names.push(name);
    }
    let mut statement = file.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(found(row, &names, of_type, &declared)?);
    }
    Ok(())
}

fn found(row: &Row<'_>, names: &[String], of_type: &str, declared: &Declared) -> rusqlite::Result<Found> {
    let cell = |wanted: &str| match names.iter().position(|name| name == wanted) {
        Some(place) => row.get_ref(place).map(text),
        None => Ok(String::new()),
    };
    let (id, time, changed) = (cell("ocel_id")?, cell("ocel_time")?, cell("ocel_changed_field")?);
    let mut attributes = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let value = row.get_ref(place)?;
        let of_log = matches!(name.as_str(), "ocel_id" | "ocel_time" | "ocel_changed_field");
        // A row of a change says only what changed.
        if of_log || value == ValueRef::Null || !(changed.is_empty() || changed == *name) {
            continue;
        }
        let kind = match (declared.kind(of_type, name), value) {
            (Some(Kind::Text) | None, ValueRef::Integer(_)) => Kind::Whole,
            (Some(Kind::Text) | None, ValueRef::Real(_)) => Kind::Real,
            (kind, _) => kind.unwrap_or(Kind::Text),
        };
        attributes.push(Attribute { name: name.clone(), kind, text: text(value), time: time.clone() });
    }
    Ok(Found { id, time, attributes })
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}
