//! Everything, copied from one store to another: table by table, as it is at one moment, while the service goes on.
//!
//! A backup is a file of SQLite, whatever the store: it can be looked at with any tool in fifty years, and restored into either
//! kind of store. The key of the service is not in it (see docs/keeping.md): a backup alone tells nobody what people said.

use std::path::Path;

use serde::{Deserialize, Serialize};
use throughline::error::Error;

use crate::database::Database;
use crate::key::Key;
use crate::record::{Head, Verified};
use crate::sqlite::Sqlite;
use crate::store::{KEY_CHECK, Place, Store};

/// One cell of a table: all that our columns hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Cell {
    Nothing,
    Whole(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    fn bytes(&self) -> usize {
        match self {
            Cell::Nothing | Cell::Whole(_) => 8,
            Cell::Text(text) => text.len(),
            Cell::Bytes(bytes) => bytes.len(),
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Whole,
    Text,
    Bytes,
}

/// A table that is copied.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Its rows come in the order of this column.
    pub(crate) order: &'static str,
    pub(crate) columns: &'static [(&'static str, Holds)],
}

impl Table {
    /// The same without its bytes.
    pub(crate) fn without_bytes(&self) -> Table {
        let whole = self.columns.iter().take_while(|(_, holds)| *holds != Bytes).count();
        Table { columns: &self.columns[..whole], ..*self }
    }

    /// The names of its columns, for a statement.
    pub(crate) fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

use Holds::{Bytes, Text, Whole};

/// What lists show.
pub(crate) const LINE: Table = Table {
    name: "line",
    order: "need",
    columns: &[
        ("need", Whole),
        ("reference", Text),
        ("person", Whole),
        ("opened_at", Whole),
        ("organisation", Text),
        ("team", Text),
        ("worker", Text),
        ("offered_organisation", Text),
        ("offered_team", Text),
        ("offered_worker", Text),
        ("last_at", Whole),
        ("person_last_at", Whole),
        ("waits", Whole),
        ("sorted_at", Whole),
        ("thought_sorted_at", Whole),
        ("promised_by", Whole),
        ("language", Text),
        ("place", Text),
        ("taking_part", Text),
        ("answered_at", Whole),
        ("asked_to_help", Text),
        ("erased_at", Whole),
    ],
};

/// The bytes that people added, sealed.
pub(crate) const SEALED_FILES: Table = Table {
    name: "file",
    order: "content",
    columns: &[("content", Text), ("person", Whole), ("sealed", Bytes)],
};

/// Which forms were sent.
const ONCE: Table = Table { name: "once", order: "token", columns: &[("token", Text), ("need", Whole)] };

/// What is kept by name.
const DOCUMENT: Table =
    Table { name: "document", order: "kind", columns: &[("kind", Text), ("name", Text), ("body", Text)] };

/// Who read what.
const SEEN: Table = Table {
    name: "seen",
    order: "number",
    columns: &[
        ("at", Whole),
        ("account", Text),
        ("organisation", Text),
        ("person", Whole),
        ("need", Whole),
        ("screen", Text),
    ],
};

/// Rows of other people's logs.
const RECORDED: Table = Table {
    name: "recorded",
    order: "number",
    columns: &[("content", Text), ("need", Text), ("at", Whole), ("row", Text)],
};

/// What is kept in clear and does not follow from the events.
pub(crate) const KEPT_IN_CLEAR: &[Table] = &[ONCE, DOCUMENT, SEEN, RECORDED];

/// All tables of a store, with all their columns.
pub(crate) const TABLES: [Table; 12] = [
    Table {
        name: "event",
        order: "number",
        columns: &[
            ("number", Whole),
            ("need", Whole),
            ("person", Whole),
            ("body", Text),
            ("sealed", Bytes),
            ("hash", Bytes),
        ],
    },
    Table { name: "person_key", order: "person", columns: &[("person", Whole), ("wrapped", Bytes)] },
    Table { name: "found", order: "person", columns: &[("found_by", Bytes), ("person", Whole)] },
    SEALED_FILES,
    ONCE,
    DOCUMENT,
    SEEN,
    RECORDED,
    LINE,
    Table { name: "taking_part", order: "need", columns: &[("organisation", Text), ("need", Whole)] },
    Table {
        name: "asked_to_help",
        order: "need",
        columns: &[("organisation", Text), ("team", Text), ("need", Whole)],
    },
    Table {
        name: "contact",
        order: "need",
        columns: &[
            ("need", Whole),
            ("number", Whole),
            ("at", Whole),
            ("organisation", Text),
            ("listeners", Whole),
        ],
    },
];

/// How much is carried over at once.
const LOAD_BYTES: usize = 1 << 20;

/// Copies every table; `to` has begun to write.
fn everything(from: &mut Database, to: &mut Database) -> Result<(), Error> {
    for table in &TABLES {
        let (mut load, mut bytes) = (Vec::new(), 0);
        from.each_row(table, &mut |row| {
            bytes += row.iter().map(Cell::bytes).sum::<usize>();
            load.push(row);
            if bytes > LOAD_BYTES {
                to.put_rows(table, &std::mem::take(&mut load))?;
                bytes = 0;
            }
            Ok(())
        })?;
        to.put_rows(table, &load)?;
    }
    Ok(())
}

/// Writes a backup. The file appears under its name only when it is whole and on the disk, and its chain has been gone through.
pub(crate) fn backup(from: &mut Database, path: &Path) -> Result<Verified, Error> {
    let cannot = |why: &dyn std::fmt::Display| {
        Error::failed(format!("{}: the backup cannot be written: {why}", path.display()))
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // For its owner only: it holds what was done and by whom, in clear.
    let part = tempfile::Builder::new().prefix(".throughline-").suffix(".part").tempfile_in(folder);
    let (file, part) = part.map_err(|why| cannot(&why))?.into_parts();
    let mut to = Database::Sqlite(Sqlite::fresh(&part)?);
    from.begin_reading()?;
    let copied = to.begin().and_then(|_| everything(from, &mut to)).and_then(|()| to.commit());
    drop(from.roll_back());
    copied.map_err(|why| why.at(path.display()))?;
    let verified = crate::verify::chain(&mut to, |_, _| Ok(()))?;
    drop(to);
    file.sync_all().map_err(|why| cannot(&why))?;
    part.persist(path).map_err(|why| cannot(&why.error))?;
    // The name itself is on the disk only when the folder is.
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|why| cannot(&why))?;
    Ok(verified)
}

/// Restores a backup into an empty place, of either kind, and goes through all of it. The key must lie in the place's folder.
pub fn restore(from: &Path, to: &Place) -> Result<Verified, Error> {
    let mut backup = Database::Sqlite(Sqlite::backup(from)?);
    let path = to.key_path();
    if !path.is_file() {
        return Err(Error::asked(format!(
            "{}: the key is missing, and a backup does not hold it; put the key of the service there first, or nothing that people \
             said could be read",
            path.display()
        )));
    }
    let (kind, name) = KEY_CHECK;
    let check = backup.document(kind, name)?;
    if check.is_some_and(|check| check != Key::in_file(&path).map(|key| key.check()).unwrap_or_default()) {
        return Err(Error::asked(format!(
            "{}: this is not the key of the service that made {}; put the right one there",
            path.display(),
            from.display()
        )));
    }
    let mut database = to.database().open()?;
    fill(&mut backup, &mut database).map_err(|why| why.at(from.display()))?;
    let verified = Store::open(to)?.verify()?;
    let events = crate::verify::chain(&mut backup, |_, _| Ok(()))?;
    if (verified.events, &verified.head) != (events.events, &events.head) {
        return Err(Error::failed(format!(
            "{}: {} events were restored of {}; take another backup",
            from.display(),
            verified.events,
            events.events
        )));
    }
    Ok(verified)
}

/// Fills an empty store from a backup, in one commit.
fn fill(backup: &mut Database, database: &mut Database) -> Result<(), Error> {
    let head = database.begin()?;
    let mut filled = || {
        let (kind, name) = KEY_CHECK;
        database.take_document(kind, name)?;
        let mut rows = 0;
        for table in &TABLES {
            rows += database.row_count(table)?;
        }
        if head != Head::EMPTY || rows > 0 {
            return Err(Error::asked(
                "the place to restore to is not empty, and nothing there is written over; name an empty folder or database",
            ));
        }
        everything(backup, database)?;
        database.commit()
    };
    let outcome = filled();
    if outcome.is_err() {
        drop(database.roll_back());
    }
    outcome
}
