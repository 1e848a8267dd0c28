//! PostgreSQL, 15 or later. Every connection commits with `synchronous_commit`, and a server that does not sync (`fsync = off`) is
//! refused: a commit is on disk when it returns. Writers of all processes take one lock for the length of a commit, so that
//! there is one chain.

use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{Client, Row, Statement};
use throughline::contact::{Language, NeedId, Party, PersonId};
use throughline::error::Error;
use throughline::time::Instant;

use crate::line::{ContactLine, Line, List};
use crate::record::{Head, Record};
use crate::store::Seen;
use held::{Ahead, Held};

pub(crate) mod connecting;
mod held;
mod rows;

pub(crate) struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
    held: Held,
    ahead: Ahead,
    lost: bool,
}

/// What a statement is given.
type Value<'a> = &'a (dyn ToSql + Sync);

impl Postgres {
    pub(crate) fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    /// Waits until no other process writes. The lock goes with the transaction, however it ends; it is the number of the table, so
    /// that stores in one database do not wait for each other.
    pub(crate) fn begin(&mut self) -> Result<Head, Error> {
        self.run("BEGIN; SELECT pg_advisory_xact_lock('event'::regclass::oid::bigint)")?;
        self.head()
    }

    /// From now on all is read as it is at this moment; tables may be read as they lie.
    pub(crate) fn begin_reading(&mut self) -> Result<(), Error> {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = on")
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        let done = self.run("COMMIT");
        self.forget_held();
        done
    }

    pub(crate) fn roll_back(&mut self) -> Result<(), Error> {
        self.forget_held();
        self.run("ROLLBACK")
    }

    fn run(&mut self, sql: &str) -> Result<(), Error> {
        self.send()?;
        let done = self.client.batch_execute(sql);
        self.told(done)
    }

    /// The answer of the server, remembering whether it has gone away.
    fn told<T>(&mut self, answer: Result<T, postgres::Error>) -> Result<T, Error> {
        answer.map_err(|why| {
            self.lost |= connecting::has_gone(&why) || self.client.is_closed();
            connecting::failed(&why)
        })
    }

    /// A statement is prepared once on a connection: after that it is one question and one answer.
    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let made = self.client.prepare(sql);
        let made = self.told(made)?;
        self.statements.insert(sql.to_string(), made.clone());
        Ok(made)
    }

    /// Writes; answers how many rows were.
    fn written(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        self.send()?;
        let statement = self.statement(sql)?;
        let done = self.client.execute(&statement, values);
        self.told(done)
    }

    fn write(&mut self, sql: &str, values: &[Value<'_>]) -> Result<(), Error> {
        self.written(sql, values).map(drop)
    }

    fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Vec<T>, Error> {
        self.send()?;
        self.all_sent(sql, values, read)
    }

    /// The same where nothing that is held can change the answer.
    fn all_sent<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Vec<T>, Error> {
        let statement = self.statement(sql)?;
        let rows = self.client.query(&statement, values);
        let read = self.told(rows)?.iter().map(read).collect();
        self.told(read)
    }

    fn one<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, values, read)?.pop())
    }

    pub(crate) fn head(&mut self) -> Result<Head, Error> {
        let read = |row: &Row| Ok(Head { number: row.try_get(0)?, hash: hash(row, 1)? });
        let head = self.one("SELECT number, hash FROM event ORDER BY number DESC LIMIT 1", &[], read)?;
        Ok(head.unwrap_or(Head::EMPTY))
    }

    pub(crate) fn records_of(&mut self, need: NeedId) -> Result<Vec<Record>, Error> {
        let sql =
            "SELECT number, need, person, body, sealed, hash FROM event WHERE need = $1 ORDER BY number";
        if self.held.has_events_of(need) {
            self.send()?;
        }
        self.all_sent(sql, &[&need.0], record)
    }

    pub(crate) fn records_after(&mut self, number: i64, most: u32) -> Result<Vec<Record>, Error> {
        let sql = "SELECT number, need, person, body, sealed, hash FROM event WHERE number > $1 ORDER BY number LIMIT $2";
        self.all(sql, &[&number, &i64::from(most)], record)
    }

    pub(crate) fn line_of(&mut self, need: NeedId) -> Result<Option<Line>, Error> {
        let found = self.one("SELECT * FROM line WHERE need = $1", &[&need.0], |row| Ok(line(row)))?;
        found.transpose()
    }

    pub(crate) fn lines(&mut self, list: &List, after: u32, most: u32) -> Result<Vec<Line>, Error> {
        let (holds, mut values) = condition(list);
        let (most_at, after_at) = (values.len() + 1, values.len() + 2);
        let (most, after) = (i64::from(most), i64::from(after));
        values.extend([&most as Value<'_>, &after]);
        let sql = format!(
            "SELECT * FROM line WHERE {holds} ORDER BY opened_at, need LIMIT ${most_at} OFFSET ${after_at}"
        );
        self.all(&sql, &values, |row| Ok(line(row)))?.into_iter().collect()
    }

    pub(crate) fn count(&mut self, list: &List) -> Result<u64, Error> {
        let (holds, values) = condition(list);
        let sql = format!("SELECT count(*) FROM line WHERE {holds}");
        let count = self.one(&sql, &values, |row| row.try_get::<_, i64>(0))?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }

    pub(crate) fn add_listener(&mut self, need: NeedId, number: u32) -> Result<(), Error> {
        let sql = "UPDATE contact SET listeners = listeners + 1 WHERE need = $1 AND number = $2";
        self.write(sql, &[&need.0, &i64::from(number)])
    }

    pub(crate) fn unheard(
        &mut self,
        organisation: &str,
        below: u32,
        most: u32,
    ) -> Result<Vec<ContactLine>, Error> {
        let sql = "SELECT need, number, at, organisation, listeners FROM contact WHERE organisation = $1 AND listeners < $2 \
                   ORDER BY at, need, number LIMIT $3";
        self.all(sql, &[&organisation, &i64::from(below), &i64::from(most)], |row| {
            let small = |column| row.try_get::<_, i64>(column).map(|number| number as u32);
            Ok(ContactLine {
                need: NeedId(row.try_get(0)?),
                number: small(1)?,
                at: Instant(row.try_get(2)?),
                organisation: row.try_get(3)?,
                listeners: small(4)?,
            })
        })
    }

    pub(crate) fn clear_lines(&mut self) -> Result<(), Error> {
        self.run("DELETE FROM line; DELETE FROM taking_part; DELETE FROM asked_to_help; DELETE FROM contact")
    }

    pub(crate) fn key_of(&mut self, person: PersonId) -> Result<Option<Vec<u8>>, Error> {
        if self.held.has_key_of(person) {
            self.send()?;
        }
        let sql = "SELECT wrapped FROM person_key WHERE person = $1";
        Ok(self.all_sent(sql, &[&person.0], |row| row.try_get(0))?.pop())
    }

    pub(crate) fn forget(&mut self, person: PersonId) -> Result<(), Error> {
        for table in ["person_key", "found", "file"] {
            self.write(&format!("DELETE FROM {table} WHERE person = $1"), &[&person.0])?;
        }
        Ok(())
    }

    pub(crate) fn found(&mut self, found_by: &[u8]) -> Result<Vec<PersonId>, Error> {
        let sql = "SELECT person FROM found WHERE found_by = $1 ORDER BY person";
        self.all(sql, &[&found_by], |row| row.try_get(0).map(PersonId))
    }

    pub(crate) fn put_file(&mut self, content: &str, person: PersonId, sealed: &[u8]) -> Result<(), Error> {
        let sql = "INSERT INTO file (content, person, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.write(sql, &[&content, &person.0, &sealed])
    }

    pub(crate) fn file(&mut self, content: &str) -> Result<Option<Vec<u8>>, Error> {
        self.one("SELECT sealed FROM file WHERE content = $1", &[&content], |row| row.try_get(0))
    }

    pub(crate) fn document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT body FROM document WHERE kind = $1 AND name = $2";
        self.one(sql, &[&kind, &name], |row| row.try_get(0))
    }

    pub(crate) fn documents(&mut self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT name, body FROM document WHERE kind = $1 ORDER BY name COLLATE \"C\"";
        self.all(sql, &[&kind], |row| Ok((row.try_get(0)?, row.try_get(1)?)))
    }

    pub(crate) fn take_document(&mut self, kind: &str, name: &str) -> Result<Option<String>, Error> {
        let sql = "DELETE FROM document WHERE kind = $1 AND name = $2 RETURNING body";
        self.one(sql, &[&kind, &name], |row| row.try_get(0))
    }

    pub(crate) fn seen_of(&mut self, person: PersonId, most: u32) -> Result<Vec<Seen>, Error> {
        let sql = "SELECT at, account, organisation, person, need, screen FROM seen WHERE person = $1 \
                   ORDER BY at DESC, number DESC LIMIT $2";
        self.all(sql, &[&person.0, &i64::from(most)], |row| {
            Ok(Seen {
                at: Instant(row.try_get(0)?),
                account: row.try_get(1)?,
                organisation: row.try_get(2)?,
                person: Seen::whose(row.try_get(3)?),
                need: row.try_get::<_, Option<i64>>(4)?.map(NeedId),
                screen: row.try_get(5)?,
            })
        })
    }
}

/// A hash. One that is too short or too long was altered: it becomes one that nothing follows from.
fn hash(row: &Row, column: usize) -> Result<crate::record::Hash, postgres::Error> {
    row.try_get::<_, &[u8]>(column).map(|bytes| bytes.try_into().unwrap_or([0; 32]))
}

fn record(row: &Row) -> Result<Record, postgres::Error> {
    Ok(Record {
        number: row.try_get(0)?,
        need: NeedId(row.try_get(1)?),
        person: PersonId(row.try_get(2)?),
        body: row.try_get(3)?,
        sealed: row.try_get(4)?,
        hash: hash(row, 5)?,
    })
}

/// What must hold of a line to be in a list, and the values it speaks of.
fn condition(list: &List) -> (&'static str, Vec<Value<'_>>) {
    match list {
        List::HeldBy { organisation, team } => (
            "organisation = $1 AND team = $2 AND sorted_at IS NULL AND erased_at IS NULL",
            vec![organisation, team],
        ),
        List::Waiting { organisation, team, now } => (
            "organisation = $1 AND team = $2 AND sorted_at IS NULL AND erased_at IS NULL AND \
             ((waits <> 0 AND (thought_sorted_at IS NULL OR thought_sorted_at < person_last_at)) OR \
             (promised_by < $3 AND (answered_at IS NULL OR answered_at < promised_by)))",
            vec![organisation, team, &now.0],
        ),
        List::Answered { organisation, team, now, quiet_until, quiet } => (
            match quiet {
                true => {
                    "organisation = $1 AND team = $2 AND sorted_at IS NULL AND erased_at IS NULL AND thought_sorted_at <= $3 AND promised_by IS NULL"
                }
                false => {
                    "organisation = $1 AND team = $2 AND sorted_at IS NULL AND erased_at IS NULL AND (waits = 0 OR thought_sorted_at >= person_last_at) AND \
                     NOT COALESCE((promised_by < $4 AND (answered_at IS NULL OR answered_at < promised_by)), FALSE) AND \
                     (thought_sorted_at IS NULL OR thought_sorted_at > $3 OR promised_by IS NOT NULL)"
                }
            },
            {
                let values: Vec<Value<'_>> = vec![organisation, team, &quiet_until.0];
                // What is quiet was promised nothing.
                values.into_iter().chain((!quiet).then_some(&now.0 as Value<'_>)).collect()
            },
        ),
        List::OfferedTo { organisation, team } => (
            "offered_organisation = $1 AND offered_team = $2 AND erased_at IS NULL",
            vec![organisation, team],
        ),
        List::AskedToHelp { organisation, team } => (
            "need IN (SELECT need FROM asked_to_help WHERE organisation = $1 AND team = $2) AND sorted_at IS NULL AND erased_at IS NULL",
            vec![organisation, team],
        ),
        List::TakesPart { organisation } => (
            "need IN (SELECT need FROM taking_part WHERE organisation = $1) AND organisation <> $1 AND sorted_at IS NULL AND erased_at IS NULL",
            vec![organisation],
        ),
        List::SortedBefore { organisation, before } => {
            ("organisation = $1 AND sorted_at < $2", vec![organisation, &before.0])
        }
        List::OfPerson(person) => ("person = $1", vec![&person.0]),
    }
}

fn line(row: &Row) -> Result<Line, Error> {
    fn cell<'a, T: postgres::types::FromSql<'a>>(row: &'a Row, name: &str) -> Result<T, Error> {
        row.try_get(name).map_err(|why| connecting::failed(&why))
    }
    let instant = |name: &str| cell::<Option<i64>>(row, name).map(|at| at.map(Instant));
    let parties = |name: &str| -> Result<Vec<Party>, Error> {
        serde_json::from_str(cell(row, name)?).map_err(|why| {
            Error::failed(format!("a line is damaged: {why}; make the lists again with: throughline rebuild"))
        })
    };
    let offered_to = match cell(row, "offered_organisation")? {
        None => None,
        Some(organisation) => Some(Party {
            organisation,
            team: cell(row, "offered_team")?,
            worker: cell(row, "offered_worker")?,
        }),
    };
    Ok(Line {
        need: NeedId(cell(row, "need")?),
        reference: cell::<&str>(row, "reference")?.parse()?,
        person: PersonId(cell(row, "person")?),
        opened_at: Instant(cell(row, "opened_at")?),
        holder: Party {
            organisation: cell(row, "organisation")?,
            team: cell(row, "team")?,
            worker: cell(row, "worker")?,
        },
        offered_to,
        taking_part: parties("taking_part")?,
        last_at: Instant(cell(row, "last_at")?),
        person_last_at: Instant(cell(row, "person_last_at")?),
        waits: cell::<i64>(row, "waits")? != 0,
        sorted_at: instant("sorted_at")?,
        thought_sorted_at: instant("thought_sorted_at")?,
        promised_by: instant("promised_by")?,
        answered_at: instant("answered_at")?,
        asked_to_help: parties("asked_to_help")?,
        erased_at: instant("erased_at")?,
        language: if cell::<&str>(row, "language")? == "cy" { Language::Welsh } else { Language::English },
        place: cell(row, "place")?,
    })
}
