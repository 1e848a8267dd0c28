//! The store as the service sees it.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use throughline::contact::person::{Arriving, MOST_FILE_BYTES, MOST_FILES, has_room};
use throughline::contact::sharing::Role;
use throughline::contact::{
    By, Channel, Event, Language, Need, NeedId, Party, PersonId, Reference, Said, Seat, receive, work,
};
use throughline::error::Error;
use throughline::time::Instant;

use crate::copy;
use crate::database::{Database, LooksFor, Where};
use crate::key::{Key, random};
use crate::line::{ContactLine, Line, List};
use crate::live::Live;
use crate::readers::Readers;
use crate::record::Verified;
use crate::verify::{self, CHUNK};
use crate::writer::{Desk, Writer, project};

/// How many events are taken in with one commit.
const TAKEN_IN: usize = 2_000;
/// Who stands in the table where somebody looked and found nobody: a number that no person has (see [`id`]).
const NOBODY: PersonId = PersonId(0);
/// The document that tells whether a key is the key of these data.
pub(crate) const KEY_CHECK: (&str, &str) = ("service", "key");

/// Where the service keeps what happens.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The data folder: the key, and the database unless there is a server.
    pub folder: PathBuf,
    /// A PostgreSQL server, as `postgres://user:password@host/database`.
    pub server: Option<String>,
}

impl std::fmt::Debug for Place {
    /// Without the password of the server.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let server = self.server.as_ref().map(|_| "a server");
        f.debug_struct("Place").field("folder", &self.folder).field("server", &server).finish()
    }
}

impl Place {
    /// SQLite in a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Place {
        Place { folder: folder.into(), server: None }
    }

    /// Where the key of the service lies.
    pub fn key_path(&self) -> PathBuf {
        self.folder.join("key")
    }

    pub(crate) fn database(&self) -> Where {
        match &self.server {
            Some(server) => Where::Server(server.clone()),
            None => Where::File(self.folder.join("throughline.sqlite")),
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

/// That somebody read what tells who a person is, or looked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Instant,
    /// By which account.
    pub account: String,
    /// Of which organisation.
    pub organisation: String,
    /// Whose; nobody's where a search found nobody, or where it is not known whose words they are.
    pub person: Option<PersonId>,
    /// Which need, if it was one.
    pub need: Option<NeedId>,
    /// On which screen.
    pub screen: String,
}

impl Seen {
    /// The person as the table has it.
    pub(crate) fn of_whom(&self) -> i64 {
        self.person.unwrap_or(NOBODY).0
    }

    /// Whose it is, by what the table has.
    pub(crate) fn whose(person: i64) -> Option<PersonId> {
        Some(PersonId(person)).filter(|person| *person != NOBODY)
    }
}

/// The store. It can be asked from many threads at once.
pub struct Store {
    pub(crate) place: Where,
    pub(crate) key: Key,
    pub(crate) writer: Writer,
    readers: Readers,
    pub(crate) live: Mutex<Live>,
}

impl Store {
    /// Opens the store of a place, and makes it if it is not there yet.
    pub fn open(place: &Place) -> Result<Store, Error> {
        // For its owner only: what was done and by whom lies in it in clear.
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&place.folder).map_err(|why| {
            Error::failed(format!("{}: the data folder cannot be made: {why}", place.folder.display()))
        })?;
        let key_path = place.key_path();
        let place = place.database();
        let mut first = place.open()?;
        let key = key_of_data(&mut first, &key_path)?;
        let writer = Writer::start(place.clone(), key.clone())?;
        let readers = Readers::of(place.clone(), first);
        Ok(Store { place, key, writer, readers, live: Mutex::default() })
    }

    /// Reads with one of the connections kept for it.
    pub(crate) fn read<T>(&self, ask: impl FnMut(&mut Database) -> Result<T, Error>) -> Result<T, Error> {
        self.readers.read(ask)
    }

    /// Opens the connections that read before anybody comes, so that nobody waits for it when many come at once.
    pub fn open_readers(&self) {
        self.readers.open_all();
    }

    /// Takes a person's first words. When this answers, they are on disk.
    pub fn receive(&self, now: Instant, first: First) -> Result<Receipt, Error> {
        self.receive_with(now, first, None)
    }

    /// The same with a document of a kind that is kept under the number of the need, so that nobody waits for the disk twice. Sent again,
    /// the document stays as it is.
    pub fn receive_with(
        &self,
        now: Instant,
        first: First,
        document: Option<(&'static str, String)>,
    ) -> Result<Receipt, Error> {
        let key = self.key.clone();
        let drawn = Reference::of_random(number()?);
        let looks_for = LooksFor { form: first.token.clone(), reference: Some(drawn) };
        self.writer.ask_for(looks_for, move |desk| {
            if let Some(need) =
                first.token.as_deref().map(|token| desk.database.once(token)).transpose()?.flatten()
            {
                let reference = desk.need(need)?.reference;
                return Ok(Receipt { need, reference, secret: key.link(need) });
            }
            let mut reference = drawn;
            while desk.database.need_of(&reference.to_string())?.is_some() {
                reference = Reference::of_random(number()?);
            }
            let need = NeedId(id()?);
            let First { said, person: known, channel, language, place, holder, by, token } = first.clone();
            let person = known.map_or_else(|| id().map(PersonId), Ok)?;
            let arriving = Arriving { need, person, reference, channel, language, place, holder, by };
            // Decided before anything is written: a refusal leaves nothing behind.
            let event = receive(now, said, arriving)?;
            if known.is_none() {
                desk.welcome(person)?;
            }
            desk.keep(event)?;
            if let Some(token) = token {
                desk.database.put_once(&token, need)?;
            }
            if let Some((kind, body)) = &document {
                desk.database.put_document(kind, &need.0.to_string(), body)?;
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
        let looks_for = LooksFor { form: Some(token.clone()), reference: None };
        self.writer.ask_for(looks_for, move |desk| {
            if desk.database.once(&token)?.is_some() {
                return desk.need(need);
            }
            let after = decided(desk, need, &mut decide)?;
            desk.database.put_once(&token, need)?;
            Ok(after)
        })
    }

    /// Takes in events that happened elsewhere or before, in their order, so many to a commit. Whose they are becomes known with the event
    /// that opens a need.
    pub fn take_in(&self, events: &[Event]) -> Result<(), Error> {
        for part in events.chunks(TAKEN_IN) {
            let part = part.to_vec();
            self.writer.ask(move |desk| {
                for event in &part {
                    // Of a part, all is kept or nothing.
                    desk.take(event.clone()).map_err(|why| Error::failed(why.to_string()))?;
                }
                Ok(())
            })?;
        }
        Ok(())
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

    /// A file that the person of a need adds, if there is room for it.
    pub fn add_file(
        &self,
        now: Instant,
        need: NeedId,
        file: throughline::contact::File,
        bytes: Vec<u8>,
    ) -> Result<Need, Error> {
        self.writer.ask(move |desk| {
            let before = desk.need(need)?;
            let story = desk.story(need)?;
            if !has_room(&story, bytes.len() as u64) {
                return Err(Error::asked(format!(
                    "{} has room for {MOST_FILES} files and {} MB of them, and no more; say in words what it shows",
                    before.reference,
                    MOST_FILE_BYTES >> 20
                )));
            }
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

    /// Who looked for somebody and found nobody, or read words of which it is not known whose they are, the latest first.
    pub fn seen_of_nobody(&self, most: u32) -> Result<Vec<Seen>, Error> {
        self.read(|database| database.seen_of(NOBODY, most))
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
        self.take_document(kind, name).map(|_| ())
    }

    /// Removes a document and answers what it was. Of all who take the same one, in however many processes, one gets it.
    pub fn take_document(&self, kind: &'static str, name: &str) -> Result<Option<String>, Error> {
        let name = name.to_string();
        self.writer.ask(move |desk| desk.database.take_document(kind, &name))
    }

    /// Goes through everything that was kept and says whether it is as it was kept, whether the words can be read with this key, and
    /// whether the lists say what the events say.
    pub fn verify(&self) -> Result<Verified, Error> {
        self.at_one_moment(|database| verify::everything(database, &self.key))
    }

    /// The number of the event with this hash (as [`Verified`] has it): none where the chain was cut short, or made anew.
    pub fn number_of(&self, hash: &str) -> Result<Option<u64>, Error> {
        self.read(|database| verify::number_of(database, hash))
    }

    /// Reads everything as it is at one moment, while others write.
    pub(crate) fn at_one_moment<T>(
        &self,
        mut ask: impl FnMut(&mut Database) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.read(|database| {
            database.begin_reading()?;
            let answer = ask(database);
            database.roll_back().and(answer)
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

    /// Writes a backup to a file, while the service goes on: all of it at one moment, whole or not at all. The key is not in it.
    pub fn backup(&self, path: &Path) -> Result<Verified, Error> {
        self.read(|database| copy::backup(database, path))
    }
}

/// The key of the service, made where there are no data yet. Another key than the one the data were sealed with would be noticed too
/// late: new words would be sealed with it, and the old ones not be read.
fn key_of_data(database: &mut Database, path: &Path) -> Result<Key, Error> {
    let (kind, name) = KEY_CHECK;
    let known = |database: &mut Database| database.document(kind, name);
    if known(database)?.is_some() && !path.exists() {
        return Err(Error::asked(format!(
            "{}: the key of these data is missing; put it back: without it nothing that people said can be read",
            path.display()
        )));
    }
    let key = Key::in_file(path)?;
    if known(database)?.is_none() {
        database.begin()?;
        // Another process may have been first.
        if known(database)?.is_none() {
            database.put_document(kind, name, &key.check())?;
        }
        database.commit()?;
    }
    if known(database)?.is_some_and(|check| check != key.check()) {
        return Err(Error::asked(format!(
            "{}: this is not the key of these data; put the right one there, or nothing that people said can be read",
            path.display()
        )));
    }
    Ok(key)
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
