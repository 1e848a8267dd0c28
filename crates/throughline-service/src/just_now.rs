//! What somebody took or wrote on last, so that they find it again: the lists of a team put the longest wait first, and are hundreds of
//! lines long. It is kept for the one who did it, shown to nobody else, counted nowhere, and goes with their account.

use throughline::contact::NeedId;
use throughline::error::Error;
use throughline_store::Store;

/// Documents that say which needs, the latest first, by the name of the account.
const JUST_NOW: &str = "just_now";
/// So many are kept.
const MOST: usize = 5;

/// Somebody took this need or wrote on it.
pub(crate) fn note(store: &Store, account: &str, need: NeedId) -> Result<(), Error> {
    let mut all = of(store, account)?;
    if all.first() == Some(&need) {
        return Ok(());
    }
    all.retain(|known| *known != need);
    all.insert(0, need);
    let numbers = all.iter().take(MOST).map(|need| need.0.to_string());
    store.put_document(JUST_NOW, account, numbers.collect::<Vec<_>>().join(" "))
}

/// On which somebody did something last, the latest first.
pub(crate) fn of(store: &Store, account: &str) -> Result<Vec<NeedId>, Error> {
    let kept = store.document(JUST_NOW, account)?.unwrap_or_default();
    Ok(kept.split(' ').filter_map(|number| number.parse().ok()).map(NeedId).collect())
}

/// Whoever did it does not sign in any more.
pub(crate) fn forget(store: &Store, account: &str) -> Result<(), Error> {
    store.drop_document(JUST_NOW, account)
}
