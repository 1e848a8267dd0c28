//! Everything as lines of JSON, with the words in clear, and back into an empty store of either kind: the same events, in the same
//! chain.
//!
//! The first line says what it is, the last that it is whole, with a hash of all lines before it. Between them: an event a line, in
//! order (`number`, `event`, `hash`), with its words in clear and `sealed` as they lie in the store, and the `key` of its person where
//! it opens a need; the bytes of a file (`file`), in hexadecimal; and what else is kept (`row` of a table). The sealed words and the
//! key are there because the hashes of the chain are made over the sealed words: with them the place that takes an export over has
//! the same chain, and a hash that somebody wrote down is found in it. Who was erased stays erased: their sealed words are noise, and
//! no key comes with them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use throughline::contact::{Event, PersonId, What};
use throughline::error::Error;

use crate::copy::{Cell, KEPT_IN_CLEAR, SEALED_FILES};
use crate::database::Database;
use crate::key::Key;
use crate::record::{Head, Record, hexadecimal};
use crate::store::{KEY_CHECK, Store};
use crate::verify::CHUNK;
use crate::writer::Desk;

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Line {
    Start {
        throughline: String,
        version: u32,
    },
    Event(Kept),
    File {
        file: String,
        person: PersonId,
        bytes: String,
    },
    Row {
        row: String,
        cells: Vec<Cell>,
    },
    End {
        events: i64,
        /// SHA-256 of all lines before this one, each with its end of line, in hexadecimal; the first two forms had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lines: Option<String>,
    },
}

/// An event, with what is needed to have the same record of it elsewhere.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    number: i64,
    event: Box<Event>,
    /// The key of the person, where the event opens a need and they were not erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The words, as they lie sealed in the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    hash: String,
}

/// A line of an export, with what it holds.
pub struct Exported<'a> {
    /// The line.
    pub json: &'a str,
    /// The event in it, with its number.
    pub event: Option<(i64, &'a Event)>,
}

/// How the first line begins, by which an export is known.
const START: &str = "{\"throughline\":\"export\"";
const VERSION: u32 = 3;
/// The form without a hash of the lines.
const WITHOUT_HASH: u32 = 2;
/// The first form, without sealed words: they are sealed anew, and the chain is another.
const SEALED_ANEW: u32 = 1;

/// Whether a file is an export.
pub fn is_export(path: &Path) -> bool {
    let mut start = [0; START.len()];
    let read =
        std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == START.as_bytes()
}

/// Gives every line of an export to whoever takes them.
type Take<'a> = dyn FnMut(&str) -> Result<(), Error> + 'a;

impl Store {
    /// Writes everything as lines of JSON, as it is at one moment, while the service goes on. Answers how many events there are.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, Error> {
        self.export_each(&mut |line| {
            writeln!(out, "{}", line.json)
                .map_err(|why| Error::failed(format!("the export cannot be written: {why}")))
        })
    }

    /// The same, line by line.
    pub fn export_each(&self, put: &mut dyn FnMut(&Exported<'_>) -> Result<(), Error>) -> Result<u64, Error> {
        // A connection of its own: what was written cannot be taken back, so nothing is tried twice.
        let mut database = self.place.open()?;
        database.begin_reading()?;
        let events = write_all(&mut database, &self.key, put)?;
        database.roll_back()?;
        Ok(events.unsigned_abs())
    }

    /// Takes what [`Store::export`] wrote into an empty store: all of it, or nothing. Answers how many events there were.
    pub fn import(&self, path: &Path) -> Result<u64, Error> {
        let name = path.display().to_string();
        let path: PathBuf = path.into();
        self.import_each(&name, move |take| lines_of(&path, take))
    }

    /// The same of the lines that `read` gives, which is called again if the commit has to be, and says itself where it could not read.
    pub fn import_each(
        &self,
        name: &str,
        mut read: impl FnMut(&mut Take<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<u64, Error> {
        let name = name.to_string();
        self.writer.ask(move |desk| {
            if desk.head() != Head::EMPTY {
                return Err(Error::asked(
                    "there are events in this place already, and an export is not mixed with others; import it into an empty folder or \
                     database",
                ));
            }
            let mut taking = Taking::default();
            // The whole commit is given up if the file is wrong: hence a failure, although the asking was.
            read(&mut |line| taking.line(desk, line).map_err(|why| why.at(&name)))
                .and_then(|()| taking.whole().map_err(|why| why.at(&name)))
                .map_err(|why| Error::failed(why.to_string()))
        })
    }
}

fn write_all(
    database: &mut Database,
    service: &Key,
    out: &mut dyn FnMut(&Exported<'_>) -> Result<(), Error>,
) -> Result<i64, Error> {
    let mut putting = Putting { out, hash: Sha256::new() };
    putting.put(&Line::Start { throughline: "export".to_string(), version: VERSION })?;
    let mut number = 0;
    loop {
        let records = database.records_after(number, CHUNK)?;
        let Some(last) = records.last() else { break };
        number = last.number;
        for record in &records {
            putting.put(&Line::Event(kept(database, service, record)?))?;
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
            putting.put(&Line::File { file: content.clone(), person, bytes })?;
        }
    }
    for table in KEPT_IN_CLEAR {
        database.each_row(table, &mut |cells| match is_key_check(&cells) {
            true => Ok(()),
            false => putting.put(&Line::Row { row: table.name.to_string(), cells }),
        })?;
    }
    let lines = Some(hash_of(&putting.hash));
    putting.put(&Line::End { events: number, lines })?;
    Ok(number)
}

/// An export that is being written.
struct Putting<'a> {
    out: &'a mut dyn FnMut(&Exported<'_>) -> Result<(), Error>,
    /// The hash of the lines so far.
    hash: Sha256,
}

impl Putting<'_> {
    fn put(&mut self, line: &Line) -> Result<(), Error> {
        let json = serde_json::to_string(line);
        let json = json.map_err(|why| Error::failed(format!("an event cannot be written: {why}")))?;
        add_line(&mut self.hash, &json);
        let event = match line {
            Line::Event(kept) => Some((kept.number, &*kept.event)),
            _ => None,
        };
        (self.out)(&Exported { json: &json, event })
    }
}

/// Adds a line to the hash of all.
fn add_line(lines: &mut Sha256, text: &str) {
    lines.update(text);
    lines.update("\n");
}

/// The hash of the lines so far, in hexadecimal.
fn hash_of(lines: &Sha256) -> String {
    hexadecimal(&lines.clone().finalize())
}

/// The record of an event, with its words in clear besides.
fn kept(database: &mut Database, service: &Key, record: &Record) -> Result<Kept, Error> {
    let is_sealed = record.sealed.is_some();
    let mut key = if is_sealed { key_of(database, service, record.person)? } else { None };
    let event = Box::new(record.event(key.as_ref())?);
    let opens = matches!(event.what, What::Opened { .. });
    if opens && !is_sealed {
        key = key_of(database, service, record.person)?;
    }
    Ok(Kept {
        number: record.number,
        event,
        key: key.filter(|_| opens).map(|key| key.hexadecimal()),
        sealed: record.sealed.as_deref().map(hexadecimal),
        hash: hexadecimal(&record.hash),
    })
}

fn key_of(database: &mut Database, service: &Key, person: PersonId) -> Result<Option<Key>, Error> {
    database.key_of(person)?.map(|wrapped| service.unwrap(&wrapped)).transpose()
}

/// The lines of a file.
fn lines_of(path: &Path, take: &mut Take<'_>) -> Result<(), Error> {
    let cannot = |why: std::io::Error| Error::asked(format!("cannot be read: {why}")).at(path.display());
    for line in BufReader::new(std::fs::File::open(path).map_err(cannot)?).lines() {
        take(&line.map_err(cannot)?)?;
    }
    Ok(())
}

/// An export that is being taken over.
#[derive(Default)]
struct Taking {
    lines: u64,
    /// The hash of the lines so far.
    hash: Sha256,
    version: u32,
    events: i64,
    ended: bool,
}

impl Taking {
    fn line(&mut self, desk: &mut Desk<'_>, text: &str) -> Result<(), Error> {
        self.lines += 1;
        let number = self.lines;
        let line: Line = serde_json::from_str(text)
            .map_err(|_| Error::asked(format!("line {number} is not one of an export of Throughline")))?;
        self.take(desk, line).map_err(|why| why.at(format!("line {number}")))?;
        add_line(&mut self.hash, text);
        Ok(())
    }

    fn take(&mut self, desk: &mut Desk<'_>, line: Line) -> Result<(), Error> {
        match line {
            _ if self.ended => Err(Error::asked("it stands after the line that says that all is there")),
            Line::Start { .. } if self.lines > 1 => {
                Err(Error::asked("it is the first line of an export, and stands in the middle of this one"))
            }
            Line::Start { version: version @ (SEALED_ANEW | WITHOUT_HASH | VERSION), .. } => {
                self.version = version;
                Ok(())
            }
            Line::Start { version, .. } => Err(Error::asked(format!(
                "this export was written by a newer version of Throughline (form {version}, this one knows {VERSION})"
            ))),
            Line::Event(kept) if kept.number == self.events + 1 => {
                self.events = kept.number;
                take_event(desk, kept, self.version)
            }
            Line::Event(Kept { number, .. }) => {
                Err(Error::asked(format!("event {number} stands where event {} should", self.events + 1)))
            }
            Line::File { file, person, bytes } => {
                let bytes = bytes_of(&bytes)
                    .ok_or_else(|| Error::asked("the bytes of a file are not in hexadecimal"))?;
                desk.keep_file_as(person, &file, &bytes)
            }
            Line::Row { row, cells } => put_row(desk, &row, cells),
            Line::End { events, lines } if events == self.events => {
                if lines != (self.version == VERSION).then(|| hash_of(&self.hash)) {
                    return Err(Error::asked(
                        "the lines before it are not those that were exported: one was altered, left out or put in; take another export",
                    ));
                }
                self.ended = true;
                Ok(())
            }
            Line::End { events, .. } => Err(Error::asked(format!(
                "{} of {events} events are there; take another export",
                self.events
            ))),
        }
    }

    /// How many events there were, if that was all.
    fn whole(&self) -> Result<u64, Error> {
        let cut =
            || Error::asked(format!("it is cut short after {} events; take another export", self.events));
        self.ended.then(|| self.events.unsigned_abs()).ok_or_else(cut)
    }
}

/// Takes one event.
fn take_event(desk: &mut Desk<'_>, kept: Kept, version: u32) -> Result<(), Error> {
    let person = kept.event.person;
    let erased = kept.event.what == What::Erased;
    if version == SEALED_ANEW {
        if kept.sealed.is_some() || kept.key.is_some() {
            return Err(Error::asked(format!(
                "the first line says form {SEALED_ANEW}, which holds no sealed words and no keys, and event {} has them: it was altered",
                kept.number
            )));
        }
        desk.take(*kept.event)?;
    } else {
        take_as_it_was(desk, kept)?;
    }
    desk.rest();
    if erased { desk.forget(person) } else { Ok(()) }
}

/// An event in the very record that it had.
fn take_as_it_was(desk: &mut Desk<'_>, kept: Kept) -> Result<(), Error> {
    let Kept { number, event, key, sealed, hash } = kept;
    let digits = |what: &str, digits: &str| {
        bytes_of(digits)
            .ok_or_else(|| Error::asked(format!("the {what} of event {number} is not in hexadecimal")))
    };
    if let Some(key) = key
        && !desk.knows(event.person)?
    {
        let key = Key::of_bytes(&digits("key", &key)?);
        let key = key.ok_or_else(|| Error::asked(format!("the key of event {number} has not 32 bytes")))?;
        desk.welcome_with(event.person, key)?;
    }
    let sealed = sealed.map(|sealed| digits("sealed text", &sealed)).transpose()?;
    let record = Record::sealed(&event, desk.head(), sealed)?;
    let person = desk.key_of(event.person)?;
    // What stands in clear is for reading; what is kept is what was sealed. They must not say different things.
    if hexadecimal(&record.hash) != hash || record.event(person.as_ref())?.said != event.said {
        return Err(Error::asked(format!(
            "event {number} is not as it was exported: it was altered, or one before it; take another export"
        )));
    }
    let known = desk.known(&event)?;
    desk.keep_record(&record, &event, known).map(drop)
}

fn put_row(desk: &mut Desk<'_>, name: &str, cells: Vec<Cell>) -> Result<(), Error> {
    let known = KEPT_IN_CLEAR.iter().find(|table| table.name == name && table.columns.len() == cells.len());
    let table = known.ok_or_else(|| Error::asked(format!("there is no table “{name}” of such rows")))?;
    // Earlier forms have it.
    if is_key_check(&cells) {
        return Ok(());
    }
    desk.database.put_rows(table, &[cells])
}

/// Whether a row is what the key of a place is known by: each place has a key of its own, so it is no part of what is taken elsewhere.
fn is_key_check(cells: &[Cell]) -> bool {
    let (kind, document) = KEY_CHECK;
    cells.starts_with(&[Cell::Text(kind.to_string()), Cell::Text(document.to_string())])
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
