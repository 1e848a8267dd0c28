//! SQLite, in one file. Write-ahead log with full syncs: a commit is on disk when it returns. Deleted bytes are overwritten
//! (`secure_delete`), so that a destroyed key is gone.

use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params, params_from_iter};
use throughline::contact::{NeedId, PersonId};
use throughline::error::Error;
use throughline::time::Instant;

use crate::line::{ContactLine, Line, List};
use crate::record::{Head, Record};
use crate::store::Seen;

/// The tables, in steps that are never changed; the file says how many it has had.
pub(crate) const MIGRATIONS: [&str; 2] =
    [include_str!("migrations/sqlite-1.sql"), include_str!("migrations/sqlite-2.sql")];

/// How long a writer waits for another process to finish.
const PATIENCE: Duration = Duration::from_secs(20);

/// A write-ahead log of more pages (of 4 KiB) is long.
const LONG: i64 = if cfg!(test) { 64 } else { 16_384 };

/// The memory for pages of the connection that writes: 64 MiB.
const ROOM: &str = "PRAGMA cache_size = -65536";

mod lines;
mod rows;

use lines::{condition, line};

pub(crate) struct Sqlite {
    connection: Connection,
}

fn failed(why: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{DatabaseBusy, DiskFull, SystemIoFailure};
    match why.sqlite_error_code() {
        Some(DiskFull) => {
            Error::failed("the disk is full, and nothing was kept; make room and send it again")
        }
        Some(DatabaseBusy) => {
            Error::failed("the store is busy, and nothing was kept; send it again in a moment")
        }
        Some(SystemIoFailure) => Error::failed(format!(
            "the disk cannot be read or written ({why}); look whether it is broken, or whether files may not grow here (ulimit -f)"
        )),
        _ => Error::failed(format!("the store does not work: {why}")),
    }
}

/// A new file is for its owner only, and so are the log and the index that SQLite lays beside it. The folder may be one that somebody made
/// before, which everybody on the machine can look into.
fn for_its_owner(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Sqlite, Error> {
        // What is in the log is folded back by a thread of its own (`fold_back`): in a commit it would hold up whoever waits for it.
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0";
        for_its_owner(path).map_err(|why| Error::failed(why.to_string()).at(path.display()))?;
        Sqlite::with(settings, path).map_err(|why| why.at(path.display()))
    }

    /// A file that nobody else sees yet. It is not synced: whoever makes it does that when it is whole.
    pub(crate) fn fresh(path: &Path) -> Result<Sqlite, Error> {
        Sqlite::with("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", path)
            .map_err(|why| why.at(path.display()))
    }

    fn with(settings: &str, path: &Path) -> Result<Sqlite, Error> {
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(settings).map_err(failed)?;
        migrate(&connection, &MIGRATIONS)?;
        Ok(Sqlite { connection })
    }

    /// Keeps many pages in memory: with few, one commit writes the same page several times, and reads what it wrote from the file.
    pub(crate) fn with_room(self) -> Result<Sqlite, Error> {
        self.connection.execute_batch(ROOM).map_err(failed)?;
        Ok(self)
    }

    /// Folds what is in the write-ahead log back into the file, as far as nobody still reads it. It holds up no writer. Answers whether
    /// the log is long: it begins anew only where nobody wrote while all of it was folded back.
    pub(crate) fn fold_back(&mut self) -> Result<bool, Error> {
        let pages = |row: &Row<'_>| row.get::<_, i64>(1);
        let pages = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], pages).map_err(failed)?;
        Ok(pages > LONG)
    }

    /// A backup, to be read and not touched.
    pub(crate) fn backup(path: &Path) -> Result<Sqlite, Error> {
        let open = || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let steps = steps_done(&connection)?;
            Ok((Sqlite { connection }, steps))
        };
        let no_backup =
            |why: rusqlite::Error| Error::asked(format!("{}: this is no backup: {why}", path.display()));
        match open().map_err(no_backup)? {
            (backup, steps) if steps == MIGRATIONS.len() => Ok(backup),
            (_, 0) => Err(Error::asked(format!("{}: this is no backup of Throughline", path.display()))),
            (_, steps) if steps > MIGRATIONS.len() => {
                Err(crate::database::newer(steps, MIGRATIONS.len()).at(path.display()))
            }
            _ => Err(Error::asked(format!(
                "{}: this backup was made by an older version of Throughline; restore it with that version, then start this one",
                path.display()
            ))),
        }
    }

    pub(crate) fn begin(&mut self) -> Result<Head, Error> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        self.head()
    }

    /// From now on all is read as it is at this moment.
    pub(crate) fn begin_reading(&mut self) -> Result<(), Error> {
        self.connection.execute_batch("BEGIN").map_err(failed)?;
        self.head().map(drop)
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.connection.execute_batch("COMMIT").map_err(failed)
    }

    pub(crate) fn roll_back(&mut self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("ROLLBACK").map_err(failed)
    }

    fn write(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.execute(values).map(|_| ()).map_err(failed)
    }

    fn one<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.query_row(values, read).optional().map_err(failed)
    }

    fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map(values, read).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    pub(crate) fn head(&mut self) -> Result<Head, Error> {
        let read = |row: &Row<'_>| Ok(Head { number: row.get(0)?, hash: row.get(1)? });
        let head = self.one("SELECT number, hash FROM event ORDER BY number DESC LIMIT 1", [], read)?;
        Ok(head.unwrap_or(Head::EMPTY))
    }

    pub(crate) fn append(&mut self, record: &Record) -> Result<(), Error> {
        self.write(
            "INSERT INTO event (number, need, person, body, sealed, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![record.number, record.need.0, record.person.0, record.body, record.sealed, record.hash],
        )
    }

    pub(crate) fn records_of(&mut self, need: NeedId) -> Result<Vec<Record>, Error> {
        let sql =
            "SELECT number, need, person, body, sealed, hash FROM event WHERE need = ?1 ORDER BY number";
        self.all(sql, [need.0], record)
    }

    pub(crate) fn records_after(&mut self, number: i64, most: u32) -> Result<Vec<Record>, Error> {
        let sql = "SELECT number, need, person, body, sealed, hash FROM event WHERE number > ?1 ORDER BY number LIMIT ?2";
        self.all(sql, params![number, most], record)
    }

    pub(crate) fn put_line(&mut self, line: &Line) -> Result<(), Error> {
        let offered = line.offered_to.as_ref();
        self.write(
            "INSERT OR REPLACE INTO line (need, reference, person, opened_at, organisation, team, worker, offered_organisation, \
             offered_team, offered_worker, last_at, person_last_at, waits, sorted_at, thought_sorted_at, promised_by, language, place, \
             taking_part, answered_at, asked_to_help, erased_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, \
             ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
            params![
                line.need.0,
                line.reference.to_string(),
                line.person.0,
                line.opened_at.0,
                line.holder.organisation,
                line.holder.team,
                line.holder.worker,
                offered.map(|party| &party.organisation),
                offered.map(|party| &party.team),
                offered.and_then(|party| party.worker.as_ref()),
                line.last_at.0,
                line.person_last_at.0,
                line.waits,
                line.sorted_at.map(|at| at.0),
                line.thought_sorted_at.map(|at| at.0),
                line.promised_by.map(|at| at.0),
                line.language.code(),
                line.place,
                serde_json::to_string(&line.taking_part).unwrap_or_default(),
                line.answered_at.map(|at| at.0),
                serde_json::to_string(&line.asked_to_help).unwrap_or_default(),
                line.erased_at.map(|at| at.0),
            ],
        )?;
        self.put_parties(line)
    }

    /// Who takes part and who was asked to help, to be looked for.
    fn put_parties(&self, line: &Line) -> Result<(), Error> {
        self.write("DELETE FROM taking_part WHERE need = ?1", [line.need.0])?;
        for party in &line.taking_part {
            self.write(
                "INSERT OR IGNORE INTO taking_part (need, organisation) VALUES (?1, ?2)",
                params![line.need.0, party.organisation],
            )?;
        }
        self.write("DELETE FROM asked_to_help WHERE need = ?1", [line.need.0])?;
        for party in &line.asked_to_help {
            self.write(
                "INSERT OR IGNORE INTO asked_to_help (need, organisation, team) VALUES (?1, ?2, ?3)",
                params![line.need.0, party.organisation, party.team],
            )?;
        }
        Ok(())
    }

    pub(crate) fn need_of(&mut self, reference: &str) -> Result<Option<NeedId>, Error> {
        self.one("SELECT need FROM line WHERE reference = ?1", [reference], |row| row.get(0).map(NeedId))
    }

    pub(crate) fn line_of(&mut self, need: NeedId) -> Result<Option<Line>, Error> {
        self.one("SELECT * FROM line WHERE need = ?1", [need.0], line)
    }

    pub(crate) fn lines(&mut self, list: &List, after: u32, most: u32) -> Result<Vec<Line>, Error> {
        let (holds, mut values) = condition(list);
        let (most_at, after_at) = (values.len() + 1, values.len() + 2);
        values.extend([most.into(), after.into()]);
        let sql = format!(
            "SELECT * FROM line WHERE {holds} ORDER BY opened_at, need LIMIT ?{most_at} OFFSET ?{after_at}"
        );
        self.all(&sql, params_from_iter(values), line)
    }

    pub(crate) fn count(&mut self, list: &List) -> Result<u64, Error> {
        let (holds, values) = condition(list);
        let count =
            self.one(&format!("SELECT count(*) FROM line WHERE {holds}"), params_from_iter(values), |row| {
                row.get::<_, i64>(0)
            })?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }

    pub(crate) fn put_contact(&mut self, contact: &ContactLine) -> Result<(), Error> {
        self.write(
            "INSERT OR REPLACE INTO contact (need, number, at, organisation, listeners) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![contact.need.0, contact.number, contact.at.0, contact.organisation, contact.listeners],
        )
    }

    pub(crate) fn add_listener(&mut self, need: NeedId, number: u32) -> Result<(), Error> {
        self.write(
            "UPDATE contact SET listeners = listeners + 1 WHERE need = ?1 AND number = ?2",
            params![need.0, number],
        )
    }

    pub(crate) fn unheard(
        &mut self,
        organisation: &str,
        below: u32,
        most: u32,
    ) -> Result<Vec<ContactLine>, Error> {
        let read = |row: &Row<'_>| {
            Ok(ContactLine {
                need: NeedId(row.get(0)?),
                number: row.get(1)?,
                at: Instant(row.get(2)?),
                organisation: row.get(3)?,
                listeners: row.get(4)?,
            })
        };
        let sql = "SELECT need, number, at, organisation, listeners FROM contact WHERE organisation = ?1 AND listeners < ?2 \
                   ORDER BY at, need, number LIMIT ?3";
        self.all(sql, params![organisation, below, most], read)
    }

    pub(crate) fn clear_lines(&mut self) -> Result<(), Error> {
        for sql in ["DELETE FROM line", "DELETE FROM taking_part", "DELETE FROM contact"] {
            self.write(sql, [])?;
        }
        Ok(())
    }

    pub(crate) fn key_of(&mut self, person: PersonId) -> Result<Option<Vec<u8>>, Error> {
        self.one("SELECT wrapped FROM person_key WHERE person = ?1", [person.0], |row| row.get(0))
    }

    pub(crate) fn put_key(&mut self, person: PersonId, wrapped: &[u8]) -> Result<(), Error> {
        self.write("INSERT INTO person_key (person, wrapped) VALUES (?1, ?2)", params![person.0, wrapped])
    }

    pub(crate) fn forget(&mut self, person: PersonId) -> Result<(), Error> {
        for table in ["person_key", "found", "file"] {
            self.write(&format!("DELETE FROM {table} WHERE person = ?1"), [person.0])?;
        }
        Ok(())
    }

    pub(crate) fn put_found(&mut self, found_by: &[u8], person: PersonId) -> Result<(), Error> {
        self.write(
            "INSERT OR IGNORE INTO found (found_by, person) VALUES (?1, ?2)",
            params![found_by, person.0],
        )
    }

    pub(crate) fn found(&mut self, found_by: &[u8]) -> Result<Vec<PersonId>, Error> {
        let sql = "SELECT person FROM found WHERE found_by = ?1 ORDER BY person";
        self.all(sql, [found_by], |row| row.get(0).map(PersonId))
    }

    pub(crate) fn put_once(&mut self, token: &str, need: NeedId) -> Result<(), Error> {
        self.write("INSERT INTO once (token, need) VALUES (?1, ?2)", params![token, need.0])
    }

    pub(crate) fn once(&mut self, token: &str) -> Result<Option<NeedId>, Error> {
        self.one("SELECT need FROM once WHERE token = ?1", [token], |row| row.get(0).map(NeedId))
    }

    pub(crate) fn put_file(&mut self, content: &str, person: PersonId, sealed: &[u8]) -> Result<(), Error> {
        self.write(
            "INSERT OR IGNORE INTO file (content, person, sealed) VALUES (?1, ?2, ?3)",
            params![content, person.0, sealed],
        )
    }

    pub(crate) fn file(&mut self, content: &str) -> Result<Option<Vec<u8>>, Error> {
        self.one("SELECT sealed FROM file WHERE content = ?1", [content], |row| row.get(0))
    }

    pub(crate) fn put_document(&mut self, kind: &str, name: &str, body: &str) -> Result<(), Error> {
        self.write(
            "INSERT OR REPLACE INTO document (kind, name, body) VALUES (?1, ?2, ?3)",
            [kind, name, body],
        )
    }

    pub(crate) fn document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        self.one("SELECT body FROM document WHERE kind = ?1 AND name = ?2", [kind, name], |row| row.get(0))
    }

    pub(crate) fn documents(&mut self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT name, body FROM document WHERE kind = ?1 ORDER BY name";
        self.all(sql, [kind], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(crate) fn take_document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        let sql = "DELETE FROM document WHERE kind = ?1 AND name = ?2 RETURNING body";
        self.one(sql, [kind, name], |row| row.get(0))
    }

    pub(crate) fn put_seen(&mut self, seen: &Seen) -> Result<(), Error> {
        self.write(
            "INSERT INTO seen (at, account, organisation, person, need, screen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                seen.at.0,
                seen.account,
                seen.organisation,
                seen.of_whom(),
                seen.need.map(|need| need.0),
                seen.screen
            ],
        )
    }

    pub(crate) fn seen_of(&mut self, person: PersonId, most: u32) -> Result<Vec<Seen>, Error> {
        let read = |row: &Row<'_>| {
            Ok(Seen {
                at: Instant(row.get(0)?),
                account: row.get(1)?,
                organisation: row.get(2)?,
                person: Seen::whose(row.get(3)?),
                need: row.get::<_, Option<i64>>(4)?.map(NeedId),
                screen: row.get(5)?,
            })
        };
        let sql = "SELECT at, account, organisation, person, need, screen FROM seen WHERE person = ?1 \
                   ORDER BY at DESC, number DESC LIMIT ?2";
        self.all(sql, params![person.0, most], read)
    }
}

/// How many steps the tables have had.
fn steps_done(connection: &Connection) -> rusqlite::Result<usize> {
    let done = connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?;
    Ok(usize::try_from(done).unwrap_or(0))
}

/// Brings the tables up to date, all steps or none.
pub(crate) fn migrate(connection: &Connection, steps: &[&str]) -> Result<(), Error> {
    if steps_done(connection).map_err(failed)? == steps.len() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    // Another process may have done it while this one waited.
    let done = steps_done(connection).map_err(failed)?;
    if done > steps.len() {
        return Err(crate::database::newer(done, steps.len()));
    }
    for (number, step) in steps.iter().enumerate().skip(done) {
        connection.execute_batch(&format!("{step}; PRAGMA user_version = {}", number + 1)).map_err(failed)?;
    }
    connection.execute_batch("COMMIT").map_err(failed)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        number: row.get(0)?,
        need: NeedId(row.get(1)?),
        person: PersonId(row.get(2)?),
        body: row.get(3)?,
        sealed: row.get(4)?,
        hash: row.get(5)?,
    })
}
