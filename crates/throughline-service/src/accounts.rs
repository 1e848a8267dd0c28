//! Who can sign in, and sessions. Passwords are kept as argon2id; the secret of a session is in the browser's cookie, and here only
//! its SHA-256.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use throughline::contact::Seat;
use throughline::contact::sharing::Role;
use throughline::error::Error;
use throughline::time::{HOUR_US, Instant};
use throughline_store::{Account, Store};

use crate::{just_logged, just_now, known_as, passkeys};

/// Documents of accounts.
const ACCOUNT: &str = "account";
/// Documents of sessions.
const SESSION: &str = "session";
/// So long after the last sign-in a session ends.
const SESSION_US: i64 = 12 * HOUR_US;
/// The least characters of a password (NIST SP 800-63B: length, not kinds of letters).
const LEAST_CHARACTERS: usize = 12;

/// A session as it is kept.
#[derive(Serialize, Deserialize)]
struct Session {
    account: String,
    /// Which password it began with: another password ends it.
    password: String,
    until_us: i64,
}

/// A password as it is kept.
pub fn password_kept(password: &str) -> Result<String, Error> {
    if password.chars().count() < LEAST_CHARACTERS {
        return Err(Error::asked(format!(
            "a password has at least {LEAST_CHARACTERS} characters; three or four words that do not belong together are easy to remember"
        )));
    }
    let kept = Argon2::default().hash_password(password.as_bytes());
    Ok(kept.map_err(|why| Error::failed(format!("the password cannot be kept: {why}")))?.to_string())
}

/// Keeps somebody who can sign in.
pub fn account(store: &Store, name: &str, password: &str, role: Role, seat: Seat) -> Result<(), Error> {
    let name = name.trim().to_lowercase();
    let account = Account { name: name.clone(), password: password_kept(password)?, role, seat };
    let before = named(store, &name)?.map(|before| before.seat);
    known_as::changes(store, now(), &name, before.as_ref(), Some(&account.seat))?;
    store.put_document(ACCOUNT, &name, json(&account)?)?;
    passkeys::end_all(store, &name)
}

fn now() -> Instant {
    Instant(jiff::Timestamp::now().as_microsecond())
}

/// What is kept as a document.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::failed(format!("this cannot be written: {why}")))
}

/// What was kept as a document.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|why| Error::failed(format!("a document is damaged: {why}")))
}

/// The account of this name and password. It takes as long whether there is such an account or not.
pub(crate) fn known(store: &Store, name: &str, password: &str) -> Result<Option<Account>, Error> {
    let account = named(store, name)?;
    // A hash that no password has, so that a name that there is not takes as long as a wrong password.
    let nobody = || {
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            .to_string()
    };
    let kept = account.as_ref().map_or_else(nobody, |account| account.password.clone());
    let fits = PasswordHash::new(&kept)
        .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok());
    Ok(account.filter(|_| fits))
}

/// The account of this name.
pub(crate) fn named(store: &Store, name: &str) -> Result<Option<Account>, Error> {
    store.document(ACCOUNT, &name.trim().to_lowercase())?.map(|body| read(&body)).transpose()
}

/// Another password. All sessions that began with the old one end, and all passkeys that were made beside it.
pub(crate) fn change_password(store: &Store, account: &Account, password: &str) -> Result<Account, Error> {
    let account = Account { password: password_kept(password)?, ..account.clone() };
    store.put_document(ACCOUNT, &account.name, json(&account)?)?;
    passkeys::end_all(store, &account.name)?;
    Ok(account)
}

/// Removes an account; its sessions and passkeys end with it. What its owner did stays in the stories of needs, and
/// under the name that they had.
pub(crate) fn remove(store: &Store, name: &str) -> Result<(), Error> {
    if let Some(account) = named(store, name)? {
        known_as::changes(store, now(), &account.name, Some(&account.seat), None)?;
    }
    store.drop_document(ACCOUNT, name)?;
    just_logged::forget(store, name)?;
    just_now::forget(store, name)?;
    passkeys::end_all(store, name)
}

/// Everybody who can sign in.
pub(crate) fn all(store: &Store) -> Result<Vec<Account>, Error> {
    store.documents(ACCOUNT)?.iter().map(|(_, body)| read(body)).collect()
}

/// SHA-256 in hexadecimal.
pub(crate) fn hashed(secret: impl AsRef<[u8]>) -> String {
    Sha256::digest(secret.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many bytes no one guesses; a secret is written with two letters for each.
pub(crate) const SECRET_BYTES: usize = 24;

/// A secret that nobody can guess.
pub(crate) fn secret() -> Result<String, Error> {
    let mut bytes = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|why| Error::failed(format!("the system gives no random numbers: {why}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Begins a session; answers its secret. A new one each time, so that nobody can fix it beforehand.
pub(crate) fn begin(store: &Store, now: Instant, account: &Account) -> Result<String, Error> {
    let secret = secret()?;
    for (kept, body) in store.documents(SESSION)? {
        // One that cannot be read lets nobody in either.
        if read::<Session>(&body).map_or(true, |session| session.until_us < now.0) {
            store.drop_document(SESSION, &kept)?;
        }
    }
    let session = Session {
        account: account.name.clone(),
        password: hashed(&account.password),
        until_us: now.0 + SESSION_US,
    };
    store.put_document(SESSION, &hashed(&secret), json(&session)?)?;
    Ok(secret)
}

/// Ends a session.
pub(crate) fn end(store: &Store, secret: &str) -> Result<(), Error> {
    store.drop_document(SESSION, &hashed(secret))
}

/// Whose session this is, if it has not ended.
pub(crate) fn of_session(store: &Store, now: Instant, secret: &str) -> Result<Option<Account>, Error> {
    let Some(body) = store.document(SESSION, &hashed(secret))? else { return Ok(None) };
    let session: Session = read(&body)?;
    // One that was begun while the clock stood wrong does not last for years.
    if session.until_us < now.0 || session.until_us > now.0 + SESSION_US + HOUR_US {
        return Ok(None);
    }
    let account: Option<Account> = named(store, &session.account)?;
    Ok(account.filter(|account| hashed(&account.password) == session.password))
}

/// What a form of a session carries, so that a form made elsewhere is told from ours.
pub(crate) fn form_token(secret: &str) -> String {
    hashed(format!("form {secret}"))[..32].to_string()
}
