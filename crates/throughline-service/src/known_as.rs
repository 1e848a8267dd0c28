//! What whoever signs in by a name was called over time, and where they worked: who has opened something is said as it was then, also
//! where the account got another name or team since, or was taken away.

use serde::{Deserialize, Serialize};
use throughline::contact::Seat;
use throughline::error::Error;
use throughline::time::Instant;
use throughline_store::Store;

use crate::accounts::{json, read};

/// Documents of what an account was from an instant on.
const WAS: &str = "account was";

/// What an account was, from an instant on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Was {
    account: String,
    from_us: i64,
    seat: Seat,
}

/// What accounts were.
pub(crate) struct KnownAs(Vec<Was>);

impl KnownAs {
    /// Of all accounts, each in order of time.
    pub(crate) fn of(store: &Store) -> Result<KnownAs, Error> {
        let mut all =
            store.documents(WAS)?.iter().map(|(_, body)| read(body)).collect::<Result<Vec<Was>, Error>>()?;
        all.sort_by_key(|was| was.from_us);
        Ok(KnownAs(all))
    }

    /// Whether anything is known of an account: of one that is older than this record only what it is now.
    pub(crate) fn knows(&self, account: &str) -> bool {
        self.0.iter().any(|was| was.account == account)
    }

    /// What an account was at an instant.
    pub(crate) fn at(&self, account: &str, at: Instant) -> Option<&Seat> {
        let was = self.0.iter().rev().find(|was| was.account == account && was.from_us <= at.0);
        was.map(|was| &was.seat)
    }
}

/// Writes down what an account is from now on, and what it was before, where nobody did.
pub(crate) fn changes(
    store: &Store,
    now: Instant,
    account: &str,
    before: Option<&Seat>,
    seat: Option<&Seat>,
) -> Result<(), Error> {
    let known = KnownAs::of(store)?;
    let put = |from_us: i64, seat: &Seat| {
        let was = Was { account: account.to_string(), from_us, seat: seat.clone() };
        store.put_document(WAS, &format!("{account} {from_us:020}"), json(&was)?)
    };
    if let Some(before) = before.filter(|_| !known.knows(account)) {
        put(0, before)?;
    }
    match seat {
        Some(seat) if before != Some(seat) => put(now.0, seat),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk_stories::client::Town;

    #[test]
    fn what_an_account_was_stays_as_it_was_then() {
        let town = Town::new();
        let store = town.store();
        let seat = |worker: &str, team: &str| Seat {
            worker: worker.into(),
            team: team.into(),
            organisation: "Council".into(),
        };
        let (asha, married, other) =
            (seat("Asha Rao", "Desk"), seat("Asha Evans", "Desk"), seat("Ben", "Housing"));
        // There before anybody wrote it down; then a new name, taken away, and given to somebody else.
        changes(&store, Instant(100), "rao", Some(&asha), Some(&married)).unwrap();
        changes(&store, Instant(150), "rao", Some(&married), Some(&married)).unwrap();
        changes(&store, Instant(200), "rao", Some(&married), None).unwrap();
        changes(&store, Instant(300), "rao", None, Some(&other)).unwrap();
        let known = KnownAs::of(&store).unwrap();
        let at = |at: i64| known.at("rao", Instant(at));
        assert_eq!([50, 100, 250, 300].map(at), [Some(&asha), Some(&married), Some(&married), Some(&other)]);
        assert_eq!((known.at("nobody", Instant(500)), known.knows("nobody")), (None, false));
        let written = known.0.iter().filter(|was| was.account == "rao").count();
        assert_eq!(written, 3, "what stays the same is not written again");
    }
}
