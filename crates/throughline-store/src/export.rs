//! Everything as lines of JSON, with the words in clear, and back into an empty store of either kind.
//!
//! The first line says what it is, the last that it is whole. Between them: an event a line, in order (`number`, `event`, `hash`);
//! the bytes of a file (`file`), in hexadecimal; and what else is kept (`row` of a table). Who was erased stays erased: their words
//! were not to be had, and their key is destroyed again where their need says so. Hashes differ after an import, because words are
//! sealed anew; the events are the same.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use throughline::contact::{Event, PersonId, What};
use throughline::error::Error;

use crate::copy::{Cell, KEPT_IN_CLEAR, SEALED_FILES};
use crate::database::Database;
use crate::key::Key;
use crate::record::{Head, hexadecimal};
use crate::store::{KEY_CHECK, Store};
use crate::verify::CHUNK;
use crate::writer::Desk;

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Line {
    Start { throughline: String, version: u32 },
    Event { number: i64, event: Box<Event>, hash: String },
    File { file: String, person: PersonId, bytes: String },
    Row { row: String, cells: Vec<Cell> },
    End { events: i64 },
}

/// How the first line begins, by which an export is known.
const START: &str = "{\"throughline\":\"export\"";
const VERSION: u32 = 1;

/// Whether a file is an export.
pub fn is_export(path: &Path) -> bool {
    let mut start = [0; START.len()];
    let read =
        std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == START.as_bytes()
}

impl Store {
    /// Writes everything as lines of JSON, as it is at one moment, while the service goes on. Answers how many events there are.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, Error> {
        // A connection of its own: what was written cannot be taken back, so nothing is tried twice.
        let mut database = self.place.open()?;
        database.begin_reading()?;
        let events = write_all(&mut database, &self.key, out)?;
        database.roll_back()?;
        Ok(events.unsigned_abs())
    }

    /// Takes what [`Store::export`] wrote into an empty store: all of it, or nothing. Answers how many events there were.
    pub fn import(&self, path: &Path) -> Result<u64, Error> {
        let path: PathBuf = path.into();
        self.writer.ask(move |desk| {
            if desk.head() != Head::EMPTY {
                return Err(Error::asked(
                    "there are events in this place already, and an export is not mixed with others; import it into an empty folder or \
                     database",
                ));
            }
            // The whole commit is given up if the file is wrong: hence a failure, although the asking was.
            read_all(desk, &path).map_err(|why| Error::failed(why.at(path.display()).to_string()))
        })
    }
}

fn write_all(database: &mut Database, service: &Key, out: &mut dyn Write) -> Result<i64, Error> {
    let mut put = |line: &Line| {
        let text = serde_json::to_string(line);
        let text = text.map_err(|why| Error::failed(format!("an event cannot be written: {why}")))?;
        writeln!(out, "{text}").map_err(|why| Error::failed(format!("the export cannot be written: {why}")))
    };
    put(&Line::Start { throughline: "export".to_string(), version: VERSION })?;
    let mut number = 0;
    loop {
        let records = database.records_after(number, CHUNK)?;
        let Some(last) = records.last() else { break };
        number = last.number;
        for record in &records {
            let key = match record.sealed {
                Some(_) => key_of(database, service, record.person)?,
                None => None,
            };
            let event = Box::new(record.event(key.as_ref())?);
            put(&Line::Event { number: record.number, event, hash: hexadecimal(&record.hash) })?;
        }
    }
    let mut files = Vec::new();
    database.each_row(&SEALED_FILES.without_bytes(), &mut |row| {
        files.push(row);
        Ok(())
    })?;
    for file in files {
        let [Cell::Text(content), Cell::Whole(person)] = file.as_slice() else { continue };
        let person = PersonId(*person);
        let sealed = database.file(content)?.zip(key_of(database, service, person)?);
        if let Some((sealed, key)) = sealed {
            let bytes = hexadecimal(&key.open(&sealed, b"file")?);
            put(&Line::File { file: content.clone(), person, bytes })?;
        }
    }
    for table in KEPT_IN_CLEAR {
        database.each_row(table, &mut |cells| put(&Line::Row { row: table.name.to_string(), cells }))?;
    }
    put(&Line::End { events: number })?;
    Ok(number)
}

fn key_of(database: &mut Database, service: &Key, person: PersonId) -> Result<Option<Key>, Error> {
    database.key_of(person)?.map(|wrapped| service.unwrap(&wrapped)).transpose()
}

fn read_all(desk: &mut Desk<'_>, path: &Path) -> Result<u64, Error> {
    let cannot = |why: std::io::Error| Error::asked(format!("cannot be read: {why}"));
    let lines = BufReader::new(std::fs::File::open(path).map_err(cannot)?).lines();
    let mut events = 0;
    for (place, line) in lines.enumerate() {
        let line: Line = serde_json::from_str(&line.map_err(cannot)?).map_err(|_| {
            Error::asked(format!("line {} is not one of an export of Throughline", place + 1))
        })?;
        match line {
            Line::Start { version: VERSION, .. } => Ok(()),
            Line::Start { version, .. } => Err(Error::asked(format!(
                "this export was written by a newer version of Throughline (form {version}, this one knows {VERSION})"
            ))),
            Line::Event { number, event, .. } if number == events + 1 => {
                events = number;
                take(desk, *event)
            }
            Line::Event { number, .. } => {
                Err(Error::asked(format!("event {number} stands where event {} should", events + 1)))
            }
            Line::File { file, person, bytes } => {
                let bytes = bytes_of(&bytes)
                    .ok_or_else(|| Error::asked("the bytes of a file are not in hexadecimal"))?;
                desk.keep_file_as(person, &file, &bytes)
            }
            Line::Row { row, cells } => put_row(desk, &row, cells),
            Line::End { events: all } if all == events => return Ok(events.unsigned_abs()),
            Line::End { events: all } => {
                Err(Error::asked(format!("{events} of {all} events are there; take another export")))
            }
        }
        .map_err(|why| why.at(format!("line {}", place + 1)))?;
    }
    Err(Error::asked(format!("it is cut short after {events} events; take another export")))
}

/// Takes one event.
fn take(desk: &mut Desk<'_>, event: Event) -> Result<(), Error> {
    if matches!(event.what, What::Opened { .. }) && !desk.knows(event.person)? {
        desk.welcome(event.person)?;
    }
    let erased = (event.what == What::Erased).then_some(event.person);
    desk.keep(event)?;
    desk.rest();
    erased.map_or(Ok(()), |person| desk.forget(person))
}

fn put_row(desk: &mut Desk<'_>, name: &str, cells: Vec<Cell>) -> Result<(), Error> {
    let known = KEPT_IN_CLEAR.iter().find(|table| table.name == name && table.columns.len() == cells.len());
    let table = known.ok_or_else(|| Error::asked(format!("there is no table “{name}” of such rows")))?;
    // This place has a key of its own.
    let (kind, document) = KEY_CHECK;
    if cells.starts_with(&[Cell::Text(kind.to_string()), Cell::Text(document.to_string())]) {
        return Ok(());
    }
    desk.database.put_rows(table, &[cells])
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
