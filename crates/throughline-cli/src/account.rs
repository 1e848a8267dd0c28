//! `throughline account`: somebody who can sign in, with a password made for them.

use throughline::contact::Seat;
use throughline::contact::sharing::Role;
use throughline::error::Error;
use throughline_service::{Setup, account};
use throughline_store::Store;

use crate::args::Account;
use crate::{Ended, session};

/// Letters and digits that are not taken for each other.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

pub(crate) fn run(asked: &Account) -> Result<Ended, Error> {
    let Account { data, name, role, worker, organisation, team } = asked;
    let role = Role::named(role).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|(_, name)| *name).collect();
        Error::asked(format!("--role {role}: there is no such role; there are: {}", known.join(", ")))
    })?;
    let setup = Setup::read(&data.folder.join("service.toml"))?;
    let works = throughline::contact::sharing::may_work(role);
    let known =
        setup.parties().iter().any(|party| party.organisation == *organisation && party.team == *team);
    if works && !known {
        let known: Vec<String> = setup.parties().iter().map(ToString::to_string).collect();
        return Err(Error::asked(format!(
            "“{team}” of “{organisation}” takes no part in this service; those who do: {}",
            known.join("; ")
        )));
    }
    let password = made()?;
    let store = Store::open(&data.place())?;
    let seat = Seat { worker: worker.clone(), team: team.clone(), organisation: organisation.clone() };
    account(&store, name, &password, role, seat)?;
    session::show(&format!(
        "{name} can sign in now, with the password {password}\nIt is shown only here. They can change it at the desk, under their name.\n"
    ))?;
    Ok(Ended::Done)
}

/// A password of 100 random bits.
fn made() -> Result<String, Error> {
    let bytes: [u8; 20] = session::random()?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}
