//! Who is there: which teams have somebody at the desk right now, so that a person who wants to talk is told the truth.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use throughline::contact::Party;
use throughline::error::Error;
use throughline::time::{Instant, SECOND_US};
use throughline_store::Store;

/// Documents that say when somebody of a team was last at the desk.
const THERE: &str = "there";
/// It is written down at most so often.
const WRITTEN_US: i64 = 60 * SECOND_US;
/// After so long without a look at the desk, nobody is taken to be there.
const AWAY_US: i64 = 5 * 60 * SECOND_US;

/// When this process last wrote down that somebody of a team was there.
#[derive(Default)]
pub(crate) struct There(Mutex<HashMap<String, i64>>);

fn name(party: &Party) -> String {
    format!("{}/{}", party.organisation, party.team)
}

impl There {
    /// Somebody of this team looks at the desk.
    pub(crate) fn note(&self, store: &Store, now: Instant, team: &Party) -> Result<(), Error> {
        let name = name(team);
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if written.get(&name).is_some_and(|at| (now.0 - at).abs() < WRITTEN_US) {
            return Ok(());
        }
        written.insert(name.clone(), now.0);
        drop(written);
        store.put_document(THERE, &name, now.0.to_string())
    }
}

/// Whether somebody of this team is there.
pub(crate) fn is_there(store: &Store, now: Instant, team: &Party) -> Result<bool, Error> {
    let at = store.document(THERE, &name(team))?.and_then(|at| at.parse::<i64>().ok());
    Ok(at.is_some_and(|at| (now.0 - at).abs() < AWAY_US))
}
