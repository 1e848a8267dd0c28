//! Tables that take their next step with all that is in them, and a program that is older than what it finds.

use throughline::error::Error;

use super::copies::{all_of, lived_in};
use super::{Told, past_the_store};
use crate::database::Where;
use crate::postgres::{Postgres, connecting};
use crate::{Place, Store, sqlite};

/// A step that a later version might take.
const NEXT: &str = "ALTER TABLE line ADD COLUMN again INTEGER NOT NULL DEFAULT 0; UPDATE line SET again = 1 WHERE opened_at > 0";
/// One that breaks after half of it is done.
const BREAKS: &str =
    "ALTER TABLE line ADD COLUMN again INTEGER NOT NULL DEFAULT 0; UPDATE nowhere SET again = 1";
/// Says into a document what the step did.
const COUNTED: &str =
    "INSERT INTO document (kind, name, body) SELECT 'counted', 'again', CAST(sum(again) AS TEXT) FROM line";

/// Opens what is kept as a program that knows one step more, twice over.
fn opened_by_a_later_version(place: &Place, next: &str) -> Result<(), Error> {
    match place.database() {
        Where::File(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let steps = [&sqlite::MIGRATIONS[..], &[next]].concat();
            sqlite::migrate(&connection, &steps)?;
            sqlite::migrate(&connection, &steps)
        }
        Where::Server(url) => {
            let mut database = Postgres::open(&url)?;
            let steps = [&connecting::MIGRATIONS[..], &[next]].concat();
            database.migrate(&steps)?;
            database.migrate(&steps)
        }
    }
}

pub(super) fn tables_take_the_next_step_with_all_that_is_in_them(told: Told) {
    lived_in(&told.store);
    let before = all_of(&told.store);
    let Told { store, place, of_its_own } = told;
    drop(store);
    // All steps or none.
    assert!(opened_by_a_later_version(&place, BREAKS).unwrap_err().to_string().contains("nowhere"));
    let store = Store::open(&place).unwrap();
    assert_eq!(all_of(&store), before);
    drop(store);
    opened_by_a_later_version(&place, NEXT).unwrap();
    past_the_store(&place, COUNTED).unwrap();

    // A program that does not know the step leaves everything alone, and says what to do.
    let why = Store::open(&place).err().unwrap();
    let says = "these data were written by a newer version of Throughline (step 3, this one knows 2); use that version";
    assert!(why.is_asked_wrong() && why.to_string().ends_with(says), "{why}");

    // It could read them if it were not told of the step: nothing that it knows has changed.
    let forget = if place.server.is_some() {
        "DELETE FROM migration WHERE step = 3"
    } else {
        "PRAGMA user_version = 2"
    };
    past_the_store(&place, forget).unwrap();
    let store = Store::open(&place).unwrap();
    assert_eq!(all_of(&store), before);
    assert_eq!(store.document("counted", "again").unwrap().as_deref(), Some("31"));
    let verified = store.verify().unwrap();
    assert_eq!(verified.wrong, Vec::<String>::new());
    drop((store, of_its_own));
}
