//! Passkeys, beside passwords: a key that a browser or a device keeps, and that it uses only for this address and only after its owner has
//! shown a finger, a face or a PIN. `webauthn_rp` does the checking (docs/decisions/0021); here is what is kept, and for how long.
//!
//! What was begun waits in the store under its challenge, so that any process can finish it; it is taken out when its answer comes, so that
//! no answer counts twice, and ends after five minutes. A passkey belongs to an account with its password: another password ends it.

use serde::{Deserialize, Serialize};
use throughline::error::Error;
use throughline::time::{Instant, SECOND_US};
use throughline_store::{Account, Store};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
    USER_HANDLE_MAX_LEN, UserHandle64, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId, TimedCeremony};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId, SentChallenge};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::accounts::{hashed, json, named, read};
use crate::asked::Asked;

/// Documents of passkeys, by the hash of the id that the browser gave them.
const PASSKEY: &str = "passkey";
/// Documents of what was begun, by its challenge.
const BEGUN: &str = "passkey begun";
/// So long has somebody to show a finger or to find their key. `webauthn_rp` holds to the same.
const WAITS_US: i64 = 300 * SECOND_US;
/// So many may have been begun at once. Anybody can begin; whoever does it for sport pushes out only what was begun longest ago.
const MOST_BEGUN: usize = 1000;
/// So many passkeys has an account at most.
const MOST_KEPT: usize = 10;

/// Where passkeys hold: the name in the address of this service, and the whole of its origin.
pub(crate) struct Site {
    name: RpId,
    origin: String,
}

impl Site {
    /// As the browser reached us; none where browsers have no passkeys: without https (but on one's own machine), or under a number.
    ///
    /// The name comes from the `Host` header, which anybody can write. It opens nothing: a browser gives a passkey only to the page whose
    /// name it was made for, so that under another name there is no key that fits.
    pub(crate) fn of(asked: &Asked) -> Option<Site> {
        let (scheme, host) = asked.origin.split_once("://")?;
        let name = host.split(':').next().unwrap_or_default();
        let safe = scheme == "https" || name == "localhost";
        let is_number = name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok();
        let name = AsciiDomain::try_from(name.to_string()).ok().filter(|_| safe && !is_number)?;
        Some(Site { name: RpId::Domain(name), origin: asked.origin.clone() })
    }
}

/// A passkey as it is kept: nothing in it is secret.
#[derive(Serialize, Deserialize)]
pub(crate) struct Passkey {
    account: String,
    /// The hash of the password it was made beside.
    password: String,
    /// What its owner calls it.
    pub(crate) called: String,
    /// The name in the address that it holds for.
    pub(crate) site: String,
    pub(crate) made_us: i64,
    pub(crate) used_us: Option<i64>,
    id: Vec<u8>,
    handle: Vec<u8>,
    /// Its public key, as `webauthn_rp` writes it.
    key: Vec<u8>,
    /// What changes as it is used, its counter above all, as `webauthn_rp` writes it.
    state: Vec<u8>,
}

impl Passkey {
    fn is_of(&self, account: &Account) -> bool {
        self.account == account.name && self.password == hashed(&account.password)
    }
}

/// What was begun: for whom a passkey is made and what it will be called, or nobody where somebody signs in.
#[derive(Serialize, Deserialize)]
struct Begun {
    until_us: i64,
    origin: String,
    state: Vec<u8>,
    makes: Option<(String, String)>,
}

/// The passkeys of an account, by when they were made, each with the name of its document.
pub(crate) fn of_account(store: &Store, account: &Account) -> Result<Vec<(String, Passkey)>, Error> {
    let mut kept = Vec::new();
    for (name, body) in store.documents(PASSKEY)? {
        let passkey: Passkey = read(&body)?;
        if passkey.is_of(account) {
            kept.push((name, passkey));
        }
    }
    kept.sort_by_key(|(_, passkey)| passkey.made_us);
    Ok(kept)
}

/// Takes one away, if it is of this account.
pub(crate) fn remove(store: &Store, account: &Account, document: &str) -> Result<(), Error> {
    if of_account(store, account)?.iter().any(|(name, _)| name == document) {
        store.drop_document(PASSKEY, document)?;
    }
    Ok(())
}

/// Takes away all that were made for a name, as it has another password or is gone.
pub(crate) fn end_all(store: &Store, account: &str) -> Result<(), Error> {
    for (name, body) in store.documents(PASSKEY)? {
        if read::<Passkey>(&body)?.account == account {
            store.drop_document(PASSKEY, &name)?;
        }
    }
    Ok(())
}

/// Begins to make a passkey; answers what the browser is asked, as JSON.
pub(crate) fn begin_making(
    store: &Store,
    now: Instant,
    site: &Site,
    account: &Account,
    called: &str,
) -> Result<String, Error> {
    let kept = of_account(store, account)?;
    if kept.len() >= MOST_KEPT {
        return Err(Error::asked(format!("you have {MOST_KEPT} passkeys; take one away first")));
    }
    let handle = match kept.first() {
        Some((_, passkey)) => handle(passkey)?,
        None => UserHandle64::new(),
    };
    let user = PublicKeyCredentialUserEntity {
        // A name that browsers would show differently from how it is written is not taken; it only tells accounts apart in their list.
        name: Username::try_from(account.name.as_str())
            .or_else(|_| Username::try_from("account"))
            .map_err(broken)?,
        id: &handle,
        display_name: Nickname::try_from(account.seat.worker.as_str()).ok(),
    };
    let known = kept.iter().map(|(_, passkey)| {
        let id = CredentialId::<Vec<u8>>::decode(passkey.id.clone()).map_err(broken)?;
        Ok(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(0).map_err(broken)? })
    });
    let known: Result<Vec<_>, Error> = known.collect();
    let mut options = PublicKeyCredentialCreationOptions::passkey(&site.name, user, known?);
    // Devices that cannot promise it would make none at all; a finger, a face or a PIN is asked for at each sign-in in any case.
    options.extensions.cred_protect = CredProtect::None;
    let (waits, ask) = options.start_ceremony().map_err(broken)?;
    let state = waits.encode().map_err(broken)?;
    begun(
        store,
        now,
        site,
        &waits.sent_challenge(),
        state,
        Some((account.name.clone(), called.to_string())),
    )?;
    json(&ask)
}

/// Keeps the passkey that a browser made, if it is one, and was asked for here by this account.
pub(crate) fn make(
    store: &Store,
    now: Instant,
    site: &Site,
    account: &Account,
    sent: &str,
) -> Result<(), Error> {
    let made = Registration::from_json_relaxed(sent.as_bytes()).map_err(|_| not_sent())?;
    let began = taken(store, now, site, &made.challenge_relaxed().map_err(|_| not_sent())?)?;
    let Some((_, called)) = began.makes.filter(|(name, _)| *name == account.name) else {
        return Err(too_late());
    };
    let waits = RegistrationServerState::<USER_HANDLE_MAX_LEN>::decode(&began.state).map_err(broken)?;
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &[site.origin.as_str()],
        // Browsers add some of their own.
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let fits = waits.verify(&site.name, &made, &options).map_err(|why| {
        Error::asked(format!("this passkey cannot be used here ({why}); try another device or key"))
    })?;
    let id: &[u8] = fits.id().into_inner();
    let name = hashed(id);
    if store.document(PASSKEY, &name)?.is_some() {
        return Err(Error::asked("this passkey is known here already; make a new one"));
    }
    let passkey = Passkey {
        account: account.name.clone(),
        password: hashed(&account.password),
        called,
        site: site.name.as_ref().to_string(),
        made_us: now.0,
        used_us: None,
        id: id.to_vec(),
        handle: fits.user_id().as_ref().to_vec(),
        key: fits.static_state().encode().map_err(broken)?,
        state: fits.dynamic_state().encode().map_err(broken)?.to_vec(),
    };
    store.put_document(PASSKEY, &name, json(&passkey)?)
}

/// Begins to sign in; answers what the browser is asked, as JSON.
pub(crate) fn begin_using(store: &Store, now: Instant, site: &Site) -> Result<String, Error> {
    let options = DiscoverableCredentialRequestOptions::passkey(&site.name);
    let (waits, ask) = options.start_ceremony().map_err(broken)?;
    let state = waits.encode().map_err(broken)?;
    begun(store, now, site, &waits.sent_challenge(), state, None)?;
    json(&ask)
}

/// Whose passkey this is, if its answer is right and was asked for here.
pub(crate) fn used(store: &Store, now: Instant, site: &Site, sent: &str) -> Result<Account, Error> {
    let shown = DiscoverableAuthentication64::from_json_relaxed(sent.as_bytes()).map_err(|_| not_sent())?;
    let began = taken(store, now, site, &shown.challenge_relaxed().map_err(|_| not_sent())?)?;
    if began.makes.is_some() {
        return Err(too_late());
    }
    let name = hashed(shown.raw_id().into_inner());
    let Some(body) = store.document(PASSKEY, &name)? else { return Err(not_known()) };
    let mut passkey: Passkey = read(&body)?;
    let account =
        named(store, &passkey.account)?.filter(|account| passkey.is_of(account)).ok_or_else(not_known)?;
    let handle = handle(&passkey)?;
    let (key, state) = (passkey.key.as_slice(), passkey.state.as_slice());
    let state = DynamicState::decode(state.try_into().map_err(broken)?).map_err(broken)?;
    let key = StaticState::decode(key).map_err(broken)?;
    let mut kept = AuthenticatedCredential::new(shown.raw_id(), &handle, key, state).map_err(broken)?;
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &[site.origin.as_str()],
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    let waits = DiscoverableAuthenticationServerState::decode(&began.state).map_err(broken)?;
    waits.verify(&site.name, &shown, &mut kept, &options).map_err(|why| {
        Error::asked(match why {
            AuthCeremonyErr::SignatureCounter => {
                "this passkey was used from a copy of it. Sign in with your password and take the passkey away".to_string()
            }
            why => format!("this passkey does not fit ({why}); sign in with your name and password"),
        })
    })?;
    passkey.state = kept.dynamic_state().encode().map_err(broken)?.to_vec();
    passkey.used_us = Some(now.0);
    store.put_document(PASSKEY, &name, json(&passkey)?)?;
    Ok(account)
}

/// Keeps what was begun, and drops what is over.
fn begun(
    store: &Store,
    now: Instant,
    site: &Site,
    challenge: &SentChallenge,
    state: Vec<u8>,
    makes: Option<(String, String)>,
) -> Result<(), Error> {
    let mut waiting = Vec::new();
    for (name, body) in store.documents(BEGUN)? {
        // One that cannot be read is over too.
        waiting.push((read(&body).map_or(0, |begun: Begun| begun.until_us), name));
    }
    waiting.sort_unstable();
    let most = waiting.len().saturating_sub(MOST_BEGUN - 1);
    for (at, (until_us, name)) in waiting.iter().enumerate() {
        if *until_us < now.0 || at < most {
            store.drop_document(BEGUN, name)?;
        }
    }
    let begun = Begun { until_us: now.0 + WAITS_US, origin: site.origin.clone(), state, makes };
    store.put_document(BEGUN, &named_by(challenge), json(&begun)?)
}

/// What was begun with this challenge, here and not too long ago. It is taken out: nobody gets it again.
fn taken(store: &Store, now: Instant, site: &Site, challenge: &SentChallenge) -> Result<Begun, Error> {
    let body = store.take_document(BEGUN, &named_by(challenge))?.ok_or_else(too_late)?;
    let begun: Begun = read(&body)?;
    if begun.until_us < now.0 || begun.origin != site.origin { Err(too_late()) } else { Ok(begun) }
}

fn named_by(challenge: &SentChallenge) -> String {
    format!("{:032x}", challenge.0)
}

fn handle(passkey: &Passkey) -> Result<UserHandle64, Error> {
    UserHandle64::decode(passkey.handle.as_slice().try_into().map_err(broken)?).map_err(broken)
}

fn not_sent() -> Error {
    Error::asked("your browser sent no passkey; try again, or use your password")
}

fn too_late() -> Error {
    Error::asked("this took longer than five minutes, or was sent twice; begin again")
}

fn not_known() -> Error {
    Error::asked(
        "this passkey is not known here: it was taken away, or ended with a new password; sign in with your name and password",
    )
}

fn broken(why: impl std::fmt::Debug) -> Error {
    Error::failed(format!("a passkey cannot be read or written: {why:?}"))
}
