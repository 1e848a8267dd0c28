//! What is kept of an event, and the chain that shows whether it is still what was kept.
//!
//! The hash of a record is SHA-256 over the hash before it, the event without its words as JSON, and the sealed words, each with
//! its length before it. Sealed words are part of it as they are sealed, so that destroying a person's key leaves the chain whole.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use throughline::contact::{Event, NeedId, PersonId, Said};
use throughline::error::Error;

use crate::key::Key;

/// A hash in the chain.
pub(crate) type Hash = [u8; 32];

/// The end of the chain: the number of the last record, 0 where there is none, and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) hash: Hash,
}

impl Head {
    /// Of a chain without records.
    pub(crate) const EMPTY: Head = Head { number: 0, hash: [0; 32] };
}

/// One event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// From 1, without gaps.
    pub(crate) number: i64,
    /// The need it belongs to.
    pub(crate) need: NeedId,
    /// Whose it is.
    pub(crate) person: PersonId,
    /// The event without its words, as JSON.
    pub(crate) body: String,
    /// The words, sealed.
    pub(crate) sealed: Option<Vec<u8>>,
    /// The hash that the next record builds on.
    pub(crate) hash: Hash,
}

impl Record {
    /// The record of an event, next after `head`.
    pub(crate) fn of(event: &Event, head: Head, key: Option<&Key>) -> Result<Record, Error> {
        let said = event.said.as_ref().filter(|said| !said.is_empty());
        let sealed = match (said, key) {
            (None, _) => None,
            (Some(_), None) => {
                return Err(Error::asked(
                    "what told who this person is was erased; words can no longer be added",
                ));
            }
            (Some(said), Some(key)) => Some(key.seal(&json(said)?, &place(event.need, head.number + 1))?),
        };
        Record::sealed(event, head, sealed)
    }

    /// The record of an event, next after `head`, with its words as they are sealed already.
    pub(crate) fn sealed(event: &Event, head: Head, sealed: Option<Vec<u8>>) -> Result<Record, Error> {
        let number = head.number + 1;
        let (need, person) = (event.need, event.person);
        let body = serde_json::to_string(&Event { said: None, ..event.clone() })
            .map_err(|why| Error::failed(format!("an event cannot be written: {why}")))?;
        let hash = hash(&head.hash, body.as_bytes(), sealed.as_deref());
        Ok(Record { number, need, person, body, sealed, hash })
    }

    /// The event, with its words where the person's key is there.
    pub(crate) fn event(&self, key: Option<&Key>) -> Result<Event, Error> {
        let mut event = without_words(self.number, &self.body)?;
        if let (Some(sealed), Some(key)) = (&self.sealed, key) {
            let clear = key
                .open(sealed, &place(self.need, self.number))
                .map_err(|why| why.at(format!("record {}", self.number)))?;
            let damaged = |why| damaged(self.number, &why);
            event.said = Some(serde_json::from_slice::<Said>(&clear).map_err(damaged)?);
        }
        Ok(event)
    }

    /// Whether it is the one after `before`, as it was kept.
    pub(crate) fn follows(&self, before: Head) -> bool {
        let body = serde_json::from_str::<Event>(&self.body);
        let own = body.is_ok_and(|event| (event.need, event.person) == (self.need, self.person));
        own && self.number == before.number + 1
            && self.hash == hash(&before.hash, self.body.as_bytes(), self.sealed.as_deref())
    }

    /// The end of the chain after it.
    pub(crate) fn head(&self) -> Head {
        Head { number: self.number, hash: self.hash }
    }
}

/// The event of a record, without its words.
pub(crate) fn without_words(number: i64, body: &str) -> Result<Event, Error> {
    serde_json::from_str(body).map_err(|why| damaged(number, &why))
}

fn damaged(number: i64, why: &serde_json::Error) -> Error {
    Error::failed(format!("record {number} is damaged: {why}"))
}

fn json(said: &Said) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(said).map_err(|why| Error::failed(format!("words cannot be written: {why}")))
}

/// Where sealed words belong.
fn place(need: NeedId, number: i64) -> Vec<u8> {
    [need.0.to_be_bytes(), number.to_be_bytes()].concat()
}

fn hash(before: &Hash, body: &[u8], sealed: Option<&[u8]>) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before);
    for part in [Some(body), sealed].into_iter().flatten() {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What [`crate::Store::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events are in the chain.
    pub events: u64,
    /// The hash of the last, in hexadecimal: keep it elsewhere, and a chain that was cut short can be told.
    pub head: String,
    /// What is wrong, as sentences; nothing where all is as it was kept.
    pub wrong: Vec<String>,
}
