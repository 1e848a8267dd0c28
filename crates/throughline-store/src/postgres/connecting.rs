//! Connecting to a server, and what it answers as sentences. No sentence holds the password.

use std::collections::HashMap;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use throughline::error::Error;

use super::Postgres;
use super::held::{Ahead, Held};

/// The tables, in steps that are never changed; the table `migration` says how many there have been.
pub(crate) const MIGRATIONS: [&str; 2] =
    [include_str!("../migrations/postgres-1.sql"), include_str!("../migrations/postgres-2.sql")];

/// The lock of those who bring the tables up to date: any number that nobody else uses.
const MIGRATING: i64 = 7_478_600_114;

/// How long a server is waited for that does not answer at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// What each connection is told first: a commit is on disk when it returns; nobody waits for ever, and who holds the lock and
/// has gone away loses it. All that is looked for has an index, but for what is to be erased after so many days: a plan that was made
/// while a table was small would go through the whole table, and be kept while it grows.
const SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '20s'; SET enable_seqscan = off; \
                        SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

impl Postgres {
    /// Connects, and brings the tables up to date.
    pub(crate) fn open(url: &str) -> Result<Postgres, Error> {
        let mut config: Config = url.parse().map_err(|_| {
            Error::asked(
                "the address of the PostgreSQL server is not one; write it as postgres://user:password@host:5432/database",
            )
        })?;
        let server = named(&config);
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::asked(format!(
                "{server}: sslmode=require is not possible yet: Throughline speaks to PostgreSQL without TLS; keep the server on \
                 this machine or a private network and leave sslmode out"
            )));
        }
        config.connect_timeout(PATIENCE).tcp_user_timeout(2 * PATIENCE).application_name("throughline");
        let opened = config.connect(NoTls).map_err(|why| no_connection(&why));
        opened.and_then(prepared).map_err(|why| why.at(server))
    }
}

/// A connection with its settings, to a server that keeps what it is given, with the tables up to date.
fn prepared(client: Client) -> Result<Postgres, Error> {
    let mut database = Postgres {
        client,
        statements: HashMap::new(),
        held: Held::default(),
        ahead: Ahead::default(),
        lost: false,
    };
    database.run(SETTINGS)?;
    let row = database.client.query_one(
        "SELECT current_setting('server_version_num')::bigint / 10000, current_setting('fsync'), \
         current_setting('server_encoding'), to_regclass('migration') IS NOT NULL",
        &[],
    );
    let row = database.told(row)?;
    let version: i64 = row.get(0);
    if version < 15 {
        return Err(Error::asked(format!("this is PostgreSQL {version}; Throughline wants 15 or later")));
    }
    if row.get::<_, &str>(1) != "on" {
        return Err(Error::asked(
            "this server runs with fsync = off, so words could be lost when it stops; set fsync = on and restart it",
        ));
    }
    if row.get::<_, &str>(2) != "UTF8" {
        return Err(Error::asked(format!(
            "this database keeps text as {}, which cannot hold every language; make one with ENCODING 'UTF8'",
            row.get::<_, &str>(2)
        )));
    }
    if !row.get::<_, bool>(3) || database.steps_done()? != MIGRATIONS.len() {
        database.migrate(&MIGRATIONS)?;
    }
    Ok(database)
}

impl Postgres {
    fn steps_done(&mut self) -> Result<usize, Error> {
        let steps = self.client.query_one("SELECT count(*) FROM migration", &[]);
        Ok(usize::try_from(self.told(steps)?.get::<_, i64>(0)).unwrap_or(0))
    }

    /// Brings the tables up to date, all steps or none. Others that start at the same time wait, and find it done.
    pub(crate) fn migrate(&mut self, steps: &[&str]) -> Result<(), Error> {
        self.run(&format!(
            "BEGIN; SELECT pg_advisory_xact_lock({MIGRATING}); \
             CREATE TABLE IF NOT EXISTS migration (step BIGINT PRIMARY KEY)"
        ))?;
        let done = self.steps_done()?;
        if done > steps.len() {
            return Err(crate::database::newer(done, steps.len()));
        }
        for (number, step) in steps.iter().enumerate().skip(done) {
            self.run(&format!("{step}; INSERT INTO migration (step) VALUES ({})", number + 1))?;
        }
        self.commit()
    }
}

/// The server as people may read it.
fn named(config: &Config) -> String {
    let port = config.get_ports().first().unwrap_or(&5432);
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => format!("{host}:{port}"),
        Some(Host::Unix(folder)) => format!("{} (port {port})", folder.display()),
        None => "no host".to_string(),
    };
    let database = config.get_dbname().or(config.get_user()).unwrap_or("no database");
    format!("the PostgreSQL server at {host}, database {database}")
}

/// Why there is no connection.
fn no_connection(why: &postgres::Error) -> Error {
    let refused = of_system(why).map(std::io::Error::kind);
    match why.code() {
        Some(&SqlState::INVALID_PASSWORD) => {
            Error::asked("the user or the password is wrong; look at the address in --database")
        }
        Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => Error::asked(format!(
            "the server does not let this user in ({}); see pg_hba.conf on the server",
            said(why)
        )),
        Some(&SqlState::INVALID_CATALOG_NAME) => {
            Error::asked("there is no such database; make it with: createdb --encoding=UTF8 NAME")
        }
        Some(_) => failed(why),
        None => match refused {
            Some(std::io::ErrorKind::ConnectionRefused | std::io::ErrorKind::NotFound) => {
                Error::failed("no server answers there; start it, or look at the address in --database")
            }
            Some(std::io::ErrorKind::TimedOut) => Error::failed(
                "the server does not answer; look whether it can be reached from this machine, and its firewall",
            ),
            _ => Error::failed(format!("no connection: {}", said(why))),
        },
    }
}

/// What failed, as a sentence.
pub(super) fn failed(why: &postgres::Error) -> Error {
    let code = why.code().map_or("", SqlState::code);
    Error::failed(match code {
        "53100" => {
            "the disk of the server is full, and nothing was kept; make room and send it again".to_string()
        }
        "53300" => "the server has no connection left; raise max_connections, or run fewer programs on it"
            .to_string(),
        "57P03" => "the server is starting up; send it again in a moment".to_string(),
        "55P03" => "the store is busy, and nothing was kept; send it again in a moment".to_string(),
        "42501" | "25006" => format!(
            "the server does not let this user write ({}); the user must own the database, and the server must not be a standby",
            said(why)
        ),
        _ if has_gone(why) => format!("the server went away ({})", said(why)),
        _ => format!("the store does not work: {}", said(why)),
    })
}

/// Whether the connection went away with this.
pub(super) fn has_gone(why: &postgres::Error) -> bool {
    match why.code() {
        Some(code) => code.code().starts_with("57P") || code.code().starts_with("08"),
        None => why.is_closed() || of_system(why).is_some(),
    }
}

fn of_system(why: &postgres::Error) -> Option<&std::io::Error> {
    std::error::Error::source(why).and_then(|source| source.downcast_ref())
}

/// The server's own words, or the system's.
fn said(why: &postgres::Error) -> String {
    match (why.as_db_error(), std::error::Error::source(why)) {
        (Some(answer), _) => answer.message().to_string(),
        (None, Some(source)) => source.to_string(),
        (None, None) => why.to_string(),
    }
}
