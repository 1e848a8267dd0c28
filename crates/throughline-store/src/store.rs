//! The store as the service sees it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use throughline::contact::person::Arriving;
use throughline::contact::sharing::Role;
use throughline::contact::{
    By, Channel, Event, Language, LiveRows, Need, NeedId, Party, PersonId, Reference, Said, Seat, receive,
    work,
};
use throughline::error::Error;
use throughline::log::{Linking, Log, LogBuilder};
use throughline::time::Instant;

use crate::database::{Database, Where};
use crate::key::{Key, random};
use crate::line::{ContactLine, Line, List};
use crate::record::{Head, Verified};
use crate::writer::{Desk, Writer, project};

/// How many records are read at once where all are gone through.
const CHUNK: u32 = 20_000;

/// Where the service keeps what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The data folder: the key, and the database unless there is a server.
    pub folder: PathBuf,
    /// A PostgreSQL server, as `postgres://user:password@host/database`.
    pub server: Option<String>,
}

impl Place {
    /// SQLite in a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Place {
        Place { folder: folder.into(), server: None }
    }

    fn database(&self) -> Where {
        match &self.server {
            Some(_) | None => Where::File(self.folder.join("throughline.sqlite")),
        }
    }
}

/// First words, and what is known with them.
#[derive(Debug, Clone, PartialEq)]
pub struct First {
    /// The words, and what else the person said of themselves.
    pub said: Said,
    /// Who it is, where that is known.
    pub person: Option<PersonId>,
    /// How the words arrived.
    pub channel: Channel,
    /// The language the person chose.
    pub language: Language,
    /// Where it is about.
    pub place: Option<String>,
    /// Who holds needs that arrive here.
    pub holder: Party,
    /// Who wrote it down.
    pub by: By,
    /// A token of the form that was sent: sent twice, it is one contact.
    pub token: Option<String>,
}

/// What a person is given in the same breath: it is on disk when they have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The need.
    pub need: NeedId,
    /// Its name, which can be said aloud.
    pub reference: Reference,
    /// The secret part of the link to it.
    pub secret: String,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// By what they sign in.
    pub name: String,
    /// Their password as argon2id keeps it; nothing where they cannot sign in by password.
    pub password: String,
    /// What they are there for.
    pub role: Role,
    /// Who they are, and where they work.
    pub seat: Seat,
}

/// That somebody read what tells who a person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Instant,
    /// By which account.
    pub account: String,
    /// Of which organisation.
    pub organisation: String,
    /// Whose.
    pub person: PersonId,
    /// Which need, if it was one.
    pub need: Option<NeedId>,
    /// On which screen.
    pub screen: String,
}

/// The store. It can be asked from many threads at once.
pub struct Store {
    place: Where,
    key: Key,
    writer: Writer,
    readers: Mutex<Vec<Database>>,
    live: Mutex<Live>,
}

/// The log as far as it was read.
struct Live {
    rows: LiveRows,
    head: Head,
    log: Option<Arc<Log>>,
}

impl Store {
    /// Opens the store of a place, and makes it if it is not there yet.
    pub fn open(place: &Place) -> Result<Store, Error> {
        std::fs::create_dir_all(&place.folder).map_err(|why| {
            Error::failed(format!("{}: the data folder cannot be made: {why}", place.folder.display()))
        })?;
        let key = Key::in_file(&place.folder.join("key"))?;
        let place = place.database();
        let writer = Writer::start(place.clone(), key.clone())?;
        let live = Live { rows: LiveRows::default(), head: Head::EMPTY, log: None };
        Ok(Store { place, key, writer, readers: Mutex::default(), live: Mutex::new(live) })
    }

    /// Reads with one of the connections kept for it.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&mut Database) -> Result<T, Error>) -> Result<T, Error> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut database = match kept {
            Some(database) if !database.is_lost() => database,
            _ => self.place.open()?,
        };
        let answer = ask(&mut database);
        if !database.is_lost() {
            self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(database);
        }
        answer
    }

    /// Takes a person's first words. When this answers, they are on disk.
    pub fn receive(&self, now: Instant, first: First) -> Result<Receipt, Error> {
        let key = self.key.clone();
        self.writer.ask(move |desk| {
            if let Some(need) =
                first.token.as_deref().map(|token| desk.database.once(token)).transpose()?.flatten()
            {
                let reference = desk.need(need)?.reference;
                return Ok(Receipt { need, reference, secret: key.link(need) });
            }
            let mut reference = Reference::of_random(number()?);
            while desk.database.need_of(&reference.to_string())?.is_some() {
                reference = Reference::of_random(number()?);
            }
            let need = NeedId(id()?);
            let person = match first.person {
                Some(person) => person,
                None => {
                    let person = PersonId(id()?);
                    desk.welcome(person)?;
                    person
                }
            };
            let First { said, channel, language, place, holder, by, token, .. } = first.clone();
            let arriving = Arriving { need, person, reference, channel, language, place, holder, by };
            desk.keep(receive(now, said, arriving)?)?;
            if let Some(token) = token {
                desk.database.put_once(&token, need)?;
            }
            Ok(Receipt { need, reference, secret: key.link(need) })
        })
    }

    /// Something happens to a need: `decide` sees it as it is, and answers the events that follow or why they cannot. Nothing else
    /// happens to it in between. It may be asked again if the disk or the server failed.
    pub fn act(
        &self,
        need: NeedId,
        mut decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        self.writer.ask(move |desk| decided(desk, need, &mut decide))
    }

    /// The same for a form that carries a token: sent twice, it is done once.
    pub fn act_once(
        &self,
        token: &str,
        need: NeedId,
        mut decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        let token = format!("{} {token}", need.0);
        self.writer.ask(move |desk| {
            if desk.database.once(&token)?.is_some() {
                return desk.need(need);
            }
            let after = decided(desk, need, &mut decide)?;
            desk.database.put_once(&token, need)?;
            Ok(after)
        })
    }

    /// How many events there are.
    pub fn events(&self) -> Result<i64, Error> {
        self.read(|database| Ok(database.head()?.number))
    }

    /// The needs to which something happened after so many events, and after how many that is known.
    pub fn happened_after(&self, events: i64) -> Result<(Vec<NeedId>, i64), Error> {
        let records = self.read(|database| database.records_after(events, CHUNK))?;
        let now = records.last().map_or(events, |record| record.number);
        Ok((records.iter().map(|record| record.need).collect(), now))
    }

    /// A file that the person of a need adds.
    pub fn add_file(
        &self,
        now: Instant,
        need: NeedId,
        file: throughline::contact::File,
        bytes: Vec<u8>,
    ) -> Result<Need, Error> {
        self.writer.ask(move |desk| {
            let before = desk.need(need)?;
            let content = desk.keep_file(before.person, &bytes)?;
            let event = throughline::contact::person::add_file(
                &before,
                now,
                content,
                bytes.len() as u64,
                file.clone(),
            );
            desk.keep(event)
        })
    }

    /// The bytes of a file of a person.
    pub fn file(&self, person: PersonId, content: &str) -> Result<Option<Vec<u8>>, Error> {
        self.read(|database| {
            let key = self.key_of(database, person)?;
            let sealed = database.file(content)?;
            sealed.zip(key).map(|(sealed, key)| key.open(&sealed, b"file")).transpose()
        })
    }

    fn key_of(&self, database: &mut Database, person: PersonId) -> Result<Option<Key>, Error> {
        database.key_of(person)?.map(|wrapped| self.key.unwrap(&wrapped)).transpose()
    }

    /// What happened to a need, with all that was said, in order.
    pub fn story(&self, need: NeedId) -> Result<Vec<Event>, Error> {
        self.read(|database| {
            let records = database.records_of(need)?;
            let Some(first) = records.first() else {
                return Err(Error::asked("there is no such need"));
            };
            let key = self.key_of(database, first.person)?;
            records.iter().map(|record| record.event(key.as_ref())).collect()
        })
    }

    /// The need of this reference. A reference is a name, not a key: ask for a link or a seat before anything is shown.
    pub fn need_of(&self, reference: Reference) -> Result<Option<NeedId>, Error> {
        self.read(|database| database.need_of(&reference.to_string()))
    }

    /// The need that a link opens: its name and the secret in it.
    pub fn linked(&self, reference: Reference, secret: &str) -> Result<Option<NeedId>, Error> {
        let need = self.need_of(reference)?;
        Ok(need.filter(|need| self.key.is_link(*need, secret)))
    }

    /// The secret part of the link to a need.
    pub fn secret(&self, need: NeedId) -> String {
        self.key.link(need)
    }

    /// A list for the desk, at most so many after the first `after`.
    pub fn list(&self, list: &List, after: u32, most: u32) -> Result<Vec<Line>, Error> {
        self.read(|database| database.lines(list, after, most))
    }

    /// How many lines a list has.
    pub fn count(&self, list: &List) -> Result<u64, Error> {
        self.read(|database| database.count(list))
    }

    /// Contacts that an organisation answered and fewer than so many listened to, the earliest first.
    pub fn to_listen(&self, organisation: &str, below: u32, most: u32) -> Result<Vec<ContactLine>, Error> {
        self.read(|database| database.unheard(organisation, below, most))
    }

    /// Who can be reached by this telephone number or address.
    pub fn found(&self, reach: &str) -> Result<Vec<PersonId>, Error> {
        let found_by = self.key.found_by(reach);
        self.read(|database| database.found(&found_by))
    }

    /// Destroys all that tells who a person is. What happened stays, and the chain stays whole.
    pub fn erase(&self, now: Instant, person: PersonId, by: By) -> Result<(), Error> {
        self.writer.ask(move |desk| {
            for line in desk.database.lines(&List::OfPerson(person), 0, u32::MAX)? {
                let need = desk.need(line.need)?;
                desk.keep(work::erase(&need, now, by.clone()))?;
            }
            desk.forget(person)
        })
    }

    /// Writes down that somebody read personal data.
    pub fn saw(&self, seen: Seen) -> Result<(), Error> {
        self.saw_all(vec![seen])
    }

    /// Writes down all that somebody read at once.
    pub fn saw_all(&self, seen: Vec<Seen>) -> Result<(), Error> {
        if seen.is_empty() {
            return Ok(());
        }
        self.writer.ask(move |desk| seen.iter().try_for_each(|seen| desk.database.put_seen(seen)))
    }

    /// Who read what of a person, the latest first.
    pub fn seen_of(&self, person: PersonId, most: u32) -> Result<Vec<Seen>, Error> {
        self.read(|database| database.seen_of(person, most))
    }

    /// Keeps a document of a kind under a name. It replaces the one there was.
    pub fn put_document(&self, kind: &'static str, name: &str, body: String) -> Result<(), Error> {
        let name = name.to_string();
        self.writer.ask(move |desk| desk.database.put_document(kind, &name, &body))
    }

    /// The document of a kind under a name.
    pub fn document(&self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        self.read(|database| database.document(kind, name))
    }

    /// All documents of a kind with their names, by name.
    pub fn documents(&self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        self.read(|database| database.documents(kind))
    }

    /// Removes a document.
    pub fn drop_document(&self, kind: &'static str, name: &str) -> Result<(), Error> {
        let name = name.to_string();
        self.writer.ask(move |desk| desk.database.drop_document(kind, &name))
    }

    /// Everything that happened, as a log. What was read before is not read again.
    pub fn log(&self, threads: usize) -> Result<Arc<Log>, Error> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = live.log.is_none();
        self.read(|database| {
            loop {
                let records = database.records_after(live.head.number, CHUNK)?;
                let Some(last) = records.last() else { return Ok(()) };
                for record in &records {
                    live.rows.add(&record.event(None)?);
                }
                live.head = last.head();
                fresh = true;
            }
        })?;
        if let (Some(log), false) = (&live.log, fresh) {
            return Ok(Arc::clone(log));
        }
        let mut builder = LogBuilder::new(Linking::default());
        builder.add(live.rows.rows());
        let log = Arc::new(builder.finish(threads)?);
        live.log = Some(Arc::clone(&log));
        Ok(log)
    }

    /// Goes through the chain and says whether everything is as it was kept, and whether the lists say what the events say.
    pub fn verify(&self) -> Result<Verified, Error> {
        self.read(|database| {
            let mut head = Head::EMPTY;
            let mut wrong = Vec::new();
            loop {
                let records = database.records_after(head.number, CHUNK)?;
                if records.is_empty() {
                    break;
                }
                for record in records {
                    if !record.follows(head) && wrong.len() < 20 {
                        let after = head.number;
                        wrong.push(format!(
                            "record {} does not follow from record {after}: one of them was altered, or one between them is missing",
                            record.number
                        ));
                    }
                    head = record.head();
                }
            }
            let digits = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(Verified { events: head.number.unsigned_abs(), head: digits, wrong })
        })
    }

    /// Makes everything that lists show again from the events. Answers how many needs there are.
    pub fn rebuild(&self) -> Result<u64, Error> {
        self.writer.ask(|desk| {
            desk.database.clear_lines()?;
            let mut needs = std::collections::BTreeMap::new();
            let mut number = 0;
            loop {
                let records = desk.database.records_after(number, CHUNK)?;
                let Some(last) = records.last() else { break };
                number = last.number;
                for record in &records {
                    let known = needs.remove(&record.need);
                    needs.insert(record.need, project(desk.database, known, &record.event(None)?)?);
                }
            }
            for need in needs.values() {
                desk.database.put_line(&Line::of(need))?;
            }
            Ok(needs.len() as u64)
        })
    }

    /// Writes a copy of everything to a file, while the service goes on. The key is not in it.
    pub fn backup(&self, path: &Path) -> Result<(), Error> {
        self.read(|database| database.copy_to(path))
    }
}

/// Keeps what is decided on a need as it is.
fn decided(
    desk: &mut Desk<'_>,
    need: NeedId,
    decide: &mut impl FnMut(&Need) -> Result<Vec<Event>, Error>,
) -> Result<Need, Error> {
    let mut after = desk.need(need)?;
    for (number, event) in decide(&after)?.into_iter().enumerate() {
        // Half of what was decided is not kept: a refusal after the first event takes all of it back.
        let half = |why: Error| if number == 0 { why } else { Error::failed(why.to_string()) };
        after = desk.keep(event).map_err(half)?;
    }
    Ok(after)
}

/// A random number of 64 bits.
fn number() -> Result<u64, Error> {
    random().map(u64::from_be_bytes)
}

/// A random number of 53 bits, above 0.
fn id() -> Result<i64, Error> {
    Ok((number()? >> 11).max(1) as i64)
}
