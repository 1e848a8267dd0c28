//! The two stores, as one closed enum. Every operation is plain SQL in the file of its store; here stands only which one is asked.

use throughline::contact::{NeedId, PersonId, Reference};
use throughline::error::Error;

use crate::copy::{Cell, Table};
use crate::line::{ContactLine, Line, List};
use crate::postgres::Postgres;
use crate::record::{Head, Record};
use crate::recorded::Recorded;
use crate::sqlite::Sqlite;
use crate::store::Seen;

/// One connection to a store.
pub(crate) enum Database {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Box<Postgres>),
}

/// Where a store is.
#[derive(Clone)]
pub(crate) enum Where {
    /// This file.
    File(std::path::PathBuf),
    /// The server of this address.
    Server(String),
}

/// What somebody who writes will look for: told beforehand, so that a server is asked once for all who share a commit.
#[derive(Default)]
pub(crate) struct LooksFor {
    /// Whether this form was sent before.
    pub(crate) form: Option<String>,
    /// Whether this reference is somebody's already.
    pub(crate) reference: Option<Reference>,
}

/// Why tables that have had more steps than this program knows are not touched.
pub(crate) fn newer(steps: usize, known: usize) -> Error {
    Error::asked(format!(
        "these data were written by a newer version of Throughline (step {steps}, this one knows {known}); use that version"
    ))
}

impl Where {
    /// Opens a connection, and brings the tables up to date.
    pub(crate) fn open(&self) -> Result<Database, Error> {
        Ok(match self {
            Where::File(path) => Database::Sqlite(Sqlite::open(path)?),
            Where::Server(url) => Database::Postgres(Box::new(Postgres::open(url)?)),
        })
    }

    /// Opens the connection of a writer.
    pub(crate) fn open_to_write(&self) -> Result<Database, Error> {
        Ok(match self.open()? {
            Database::Sqlite(database) => Database::Sqlite(database.with_room()?),
            server => server,
        })
    }
}

/// Asks whichever store it is.
macro_rules! either {
    ($self:ident, $database:ident => $asked:expr) => {
        match $self {
            Database::Sqlite($database) => $asked,
            Database::Postgres($database) => $asked,
        }
    };
}

impl Database {
    /// Folds a log that grows back into the data; answers whether it is long.
    pub(crate) fn fold_back(&mut self) -> Result<bool, Error> {
        match self {
            Database::Sqlite(database) => database.fold_back(),
            Database::Postgres(_) => Ok(false),
        }
    }

    /// Begins to write: one writer at a time, over all processes. Answers the end of the chain.
    pub(crate) fn begin(&mut self) -> Result<Head, Error> {
        let begun = either!(self, database => database.begin());
        if begun.is_err() {
            // The transaction may have begun, and only the lock not have been had.
            drop(self.roll_back());
        }
        begun
    }

    /// Asks at once for all that will be looked for until the commit. A file needs none of it: asking it costs no way there and back.
    pub(crate) fn look_ahead(&mut self, looks_for: &[&LooksFor]) -> Result<(), Error> {
        match self {
            Database::Sqlite(_) => Ok(()),
            Database::Postgres(database) => database.look_ahead(looks_for),
        }
    }

    /// From now on all is read as it is at this moment, until [`Database::roll_back`].
    pub(crate) fn begin_reading(&mut self) -> Result<(), Error> {
        either!(self, database => database.begin_reading())
    }

    /// Ends writing: when this returns, all is on disk.
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        either!(self, database => database.commit())
    }

    /// Ends writing, as if nothing had been written.
    pub(crate) fn roll_back(&mut self) -> Result<(), Error> {
        either!(self, database => database.roll_back())
    }

    /// The end of the chain.
    pub(crate) fn head(&mut self) -> Result<Head, Error> {
        either!(self, database => database.head())
    }

    /// Whether the connection is lost, so that a new one is needed.
    pub(crate) fn is_lost(&self) -> bool {
        match self {
            Database::Sqlite(_) => false,
            Database::Postgres(database) => database.is_lost(),
        }
    }

    /// Appends a record to the chain.
    pub(crate) fn append(&mut self, record: &Record) -> Result<(), Error> {
        either!(self, database => database.append(record))
    }

    /// The records of a need, in order.
    pub(crate) fn records_of(&mut self, need: NeedId) -> Result<Vec<Record>, Error> {
        either!(self, database => database.records_of(need))
    }

    /// At most so many records after this number, in order.
    pub(crate) fn records_after(&mut self, number: i64, most: u32) -> Result<Vec<Record>, Error> {
        either!(self, database => database.records_after(number, most))
    }

    /// The numbers and events without words of at most so many records after this number, in order.
    pub(crate) fn bodies_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, String)>, Error> {
        either!(self, database => database.bodies_after(number, most))
    }

    /// Keeps what lists show of a need.
    pub(crate) fn put_line(&mut self, line: &Line) -> Result<(), Error> {
        either!(self, database => database.put_line(line))
    }

    /// The need of this reference.
    pub(crate) fn need_of(&mut self, reference: &str) -> Result<Option<NeedId>, Error> {
        either!(self, database => database.need_of(reference))
    }

    /// What lists show of a need.
    pub(crate) fn line_of(&mut self, need: NeedId) -> Result<Option<Line>, Error> {
        either!(self, database => database.line_of(need))
    }

    /// A list, at most so many lines after the first `after`.
    pub(crate) fn lines(&mut self, list: &List, after: u32, most: u32) -> Result<Vec<Line>, Error> {
        either!(self, database => database.lines(list, after, most))
    }

    /// How many lines a list has.
    pub(crate) fn count(&mut self, list: &List) -> Result<u64, Error> {
        either!(self, database => database.count(list))
    }

    /// Keeps a contact that can be listened to, or how many listened.
    pub(crate) fn put_contact(&mut self, contact: &ContactLine) -> Result<(), Error> {
        either!(self, database => database.put_contact(contact))
    }

    /// One more listened to a contact.
    pub(crate) fn add_listener(&mut self, need: NeedId, number: u32) -> Result<(), Error> {
        either!(self, database => database.add_listener(need, number))
    }

    /// Contacts answered by an organisation to which fewer than so many listened, the earliest first.
    pub(crate) fn unheard(
        &mut self,
        organisation: &str,
        below: u32,
        most: u32,
    ) -> Result<Vec<ContactLine>, Error> {
        either!(self, database => database.unheard(organisation, below, most))
    }

    /// Forgets every line and contact, to make them again.
    pub(crate) fn clear_lines(&mut self) -> Result<(), Error> {
        either!(self, database => database.clear_lines())
    }

    /// A person's wrapped key.
    pub(crate) fn key_of(&mut self, person: PersonId) -> Result<Option<Vec<u8>>, Error> {
        either!(self, database => database.key_of(person))
    }

    /// Keeps a person's wrapped key.
    pub(crate) fn put_key(&mut self, person: PersonId, wrapped: &[u8]) -> Result<(), Error> {
        either!(self, database => database.put_key(person, wrapped))
    }

    /// Destroys a person's key, by what they are found, and their files.
    pub(crate) fn forget(&mut self, person: PersonId) -> Result<(), Error> {
        either!(self, database => database.forget(person))
    }

    /// A person can be found by this.
    pub(crate) fn put_found(&mut self, found_by: &[u8], person: PersonId) -> Result<(), Error> {
        either!(self, database => database.put_found(found_by, person))
    }

    /// Who is found by this.
    pub(crate) fn found(&mut self, found_by: &[u8]) -> Result<Vec<PersonId>, Error> {
        either!(self, database => database.found(found_by))
    }

    /// Remembers that a form was sent, and what came of it.
    pub(crate) fn put_once(&mut self, token: &str, need: NeedId) -> Result<(), Error> {
        either!(self, database => database.put_once(token, need))
    }

    /// What came of a form that was sent before.
    pub(crate) fn once(&mut self, token: &str) -> Result<Option<NeedId>, Error> {
        either!(self, database => database.once(token))
    }

    /// Keeps a sealed file of a person.
    pub(crate) fn put_file(&mut self, content: &str, person: PersonId, sealed: &[u8]) -> Result<(), Error> {
        either!(self, database => database.put_file(content, person, sealed))
    }

    /// A sealed file.
    pub(crate) fn file(&mut self, content: &str) -> Result<Option<Vec<u8>>, Error> {
        either!(self, database => database.file(content))
    }

    /// Keeps a document of a kind under a name: it replaces the one there was.
    pub(crate) fn put_document(&mut self, kind: &str, name: &str, body: &str) -> Result<(), Error> {
        either!(self, database => database.put_document(kind, name, body))
    }

    /// The document of a kind under a name.
    pub(crate) fn document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        either!(self, database => database.document(kind, name))
    }

    /// All documents of a kind, by name.
    pub(crate) fn documents(&mut self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        either!(self, database => database.documents(kind))
    }

    /// Removes a document; answers what it was, to one of all who take it.
    pub(crate) fn take_document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        either!(self, database => database.take_document(kind, name))
    }

    /// Writes down that somebody read personal data.
    pub(crate) fn put_seen(&mut self, seen: &Seen) -> Result<(), Error> {
        either!(self, database => database.put_seen(seen))
    }

    /// Who read what of a person, the latest first.
    pub(crate) fn seen_of(&mut self, person: PersonId, most: u32) -> Result<Vec<Seen>, Error> {
        either!(self, database => database.seen_of(person, most))
    }

    /// Adds rows of somebody else's log that are not there yet; answers how many.
    pub(crate) fn put_recorded(&mut self, rows: &[Recorded]) -> Result<u64, Error> {
        either!(self, database => database.put_recorded(rows))
    }

    /// At most so many rows of other people's logs after this number, with their numbers.
    pub(crate) fn recorded_after(&mut self, number: i64, most: u32) -> Result<Vec<(i64, Recorded)>, Error> {
        either!(self, database => database.recorded_after(number, most))
    }

    /// Every row of a table, in order.
    pub(crate) fn each_row(
        &mut self,
        table: &Table,
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        either!(self, database => database.each_row(table, each))
    }

    /// Adds rows to a table.
    pub(crate) fn put_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Error> {
        either!(self, database => database.put_rows(table, rows))
    }

    /// How many rows a table has.
    pub(crate) fn row_count(&mut self, table: &Table) -> Result<u64, Error> {
        either!(self, database => database.row_count(table))
    }
}
