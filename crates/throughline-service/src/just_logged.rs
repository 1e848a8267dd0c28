//! That somebody has just logged a call: only then is the link to the person's page shown to them, once, to be sent on. Whoever has it can
//! speak for the person, so it stands on no page that can be opened at any time.

use throughline::contact::NeedId;
use throughline::error::Error;
use throughline::time::{Instant, SECOND_US};
use throughline_store::Store;

/// Documents that say which call was logged last and when, by the name of the account.
const JUST_LOGGED: &str = "just_logged";
/// So long after it the page may be opened. It comes by itself, so this is long.
const WITHIN_US: i64 = 600 * SECOND_US;

/// Somebody logged a call on this need.
pub(crate) fn note(store: &Store, account: &str, need: NeedId, now: Instant) -> Result<(), Error> {
    store.put_document(JUST_LOGGED, account, format!("{} {}", need.0, now.0))
}

/// Whether they have just logged one on this need, and have not been asked since: it is so once.
pub(crate) fn once(store: &Store, account: &str, need: NeedId, now: Instant) -> Result<bool, Error> {
    let is = |kept: String| {
        let (of, at) = kept.split_once(' ')?;
        let ago = now.0.checked_sub(at.parse().ok()?)?;
        Some(of.parse() == Ok(need.0) && ago <= WITHIN_US)
    };
    // Looked at before it is taken: the page of another need leaves it as it is, and nothing is written.
    if !store.document(JUST_LOGGED, account)?.and_then(is).unwrap_or(false) {
        return Ok(false);
    }
    Ok(store.take_document(JUST_LOGGED, account)?.and_then(is).unwrap_or(false))
}

/// Whoever did it does not sign in any more.
pub(crate) fn forget(store: &Store, account: &str) -> Result<(), Error> {
    store.drop_document(JUST_LOGGED, account)
}
