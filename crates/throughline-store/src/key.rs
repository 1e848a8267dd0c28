//! Keys: one of the service, in a file beside the data and never in the database; one of each person, wrapped with it.
//!
//! Words are sealed with XChaCha20-Poly1305 under the person's key, bound to their place (need and event), so that a sealed text
//! moved elsewhere does not open. Links and what people are found by are HMAC-SHA-256 under the service's key.

use std::fs;
use std::io::Write;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use throughline::contact::NeedId;
use throughline::error::Error;

use crate::record::hexadecimal;

const NONCE_BYTES: usize = 24;

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|why| Error::failed(format!("the system gives no random numbers: {why}")))?;
    Ok(bytes)
}

/// A key: the service's own, or one person's.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A new one.
    pub fn new() -> Result<Key, Error> {
        random().map(Key)
    }

    /// The key in this file; a new one is made and written, readable by its owner only, if there is no such file.
    pub fn in_file(path: &Path) -> Result<Key, Error> {
        match fs::read(path) {
            Ok(bytes) => Key::of_bytes(&bytes).ok_or_else(|| {
                Error::asked(format!(
                    "{} is not a key: it has {} bytes, a key has 32; without the right key nothing that people said can be read",
                    path.display(),
                    bytes.len()
                ))
            }),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Key::made_in(path),
            Err(why) => Err(Error::failed(format!("{}: the key cannot be read: {why}", path.display()))),
        }
    }

    /// The key appears when it is whole and on the disk. If another process was first, its key is the one.
    fn made_in(path: &Path) -> Result<Key, Error> {
        let key = Key::new()?;
        let folder = path.parent().unwrap_or(path);
        let write = || {
            let mut part = tempfile::Builder::new().prefix(".key-").tempfile_in(folder)?;
            part.write_all(&key.0)?;
            part.as_file().sync_all()?;
            part.persist_noclobber(path)?;
            fs::File::open(folder)?.sync_all()
        };
        match write() {
            Ok(()) => Ok(key),
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => Key::in_file(path),
            Err(why) => Err(Error::failed(format!("{}: the key cannot be kept: {why}", path.display()))),
        }
    }

    /// Bytes sealed for one place; they open only there.
    pub(crate) fn seal(&self, clear: &[u8], place: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: clear, aad: place })
            .map_err(|_| Error::failed("these words could not be sealed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed for this place.
    pub(crate) fn open(&self, sealed: &[u8], place: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| Error::failed("a sealed text is too short to be one"))?;
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place }).map_err(|_| {
            Error::failed(
                "a sealed text does not open: it was altered, or this is not the key of this service",
            )
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }

    /// A person's key as it is kept.
    pub(crate) fn wrap(&self, other: &Key) -> Result<Vec<u8>, Error> {
        self.seal(&other.0, b"key")
    }

    /// A person's key that was kept.
    pub(crate) fn unwrap(&self, kept: &[u8]) -> Result<Key, Error> {
        Key::of_bytes(&self.open(kept, b"key")?)
            .ok_or_else(|| Error::failed("a key that was kept is not one"))
    }

    /// A key in hexadecimal, for an export of everything.
    pub(crate) fn hexadecimal(&self) -> String {
        hexadecimal(&self.0)
    }

    /// The key of these bytes, if they are one.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Key> {
        bytes.try_into().ok().map(Key)
    }

    /// By what it can be told that this is the key of these data; it says nothing of the key.
    pub(crate) fn check(&self) -> String {
        hexadecimal(&self.code("check", &[])[..8])
    }

    /// The code of a text under this key, for one use of it.
    fn code(&self, used_for: &str, text: &[u8]) -> [u8; 32] {
        let mut mac = self.mac(used_for);
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    fn mac(&self, used_for: &str) -> Hmac<Sha256> {
        #[expect(
            clippy::unwrap_used,
            reason = "HMAC takes a key of any length (RFC 2104), so this cannot fail"
        )]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap();
        mac.update(used_for.as_bytes());
        mac.update(&[0]);
        mac
    }

    /// The secret in the link to a need: 128 bits, as 32 hexadecimal digits. It is never kept; it can be made again.
    pub(crate) fn link(&self, need: NeedId) -> String {
        hexadecimal(&self.code("link", &need.0.to_be_bytes())[..16])
    }

    /// Whether this is the secret in the link to a need; takes as long whatever it is.
    pub(crate) fn is_link(&self, need: NeedId, secret: &str) -> bool {
        let mut bytes = [0; 16];
        let digits = secret.as_bytes();
        let known = digits.len() == 32
            && bytes.iter_mut().zip(digits.chunks(2)).all(|(byte, pair)| {
                let pair = std::str::from_utf8(pair).ok().filter(|pair| !pair.contains('+'));
                pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).is_some_and(|read| {
                    *byte = read;
                    true
                })
            });
        let mut mac = self.mac("link");
        mac.update(&need.0.to_be_bytes());
        known && mac.verify_truncated_left(&bytes).is_ok()
    }

    /// By what a person is found: a telephone number or an address, however it is written.
    pub(crate) fn found_by(&self, reach: &str) -> Vec<u8> {
        let plain: String = if reach.contains('@') {
            reach.trim().to_lowercase()
        } else {
            reach.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
        };
        let plain = plain
            .strip_prefix("0044")
            .or_else(|| plain.strip_prefix("44"))
            .map_or_else(|| plain.clone(), |rest| format!("0{rest}"));
        self.code("found by", plain.as_bytes())[..16].to_vec()
    }
}

/// Under what sealed bytes are kept: their SHA-256, in hexadecimal. Of the sealed ones, so that nobody can tell from it what they
/// were.
pub(crate) fn content(sealed: &[u8]) -> String {
    use sha2::Digest;
    hexadecimal(&Sha256::digest(sealed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_in_its_place_and_with_its_key() {
        let (key, other) = (Key::new().unwrap(), Key::new().unwrap());
        let sealed = key.seal("my heating is off".as_bytes(), b"n1").unwrap();
        assert_eq!(key.open(&sealed, b"n1").unwrap(), b"my heating is off");
        assert!(key.open(&sealed, b"n2").is_err());
        assert!(other.open(&sealed, b"n1").is_err());
        assert!(key.open(&sealed[..10], b"n1").is_err());
        let kept = key.wrap(&other).unwrap();
        assert_eq!(key.unwrap(&kept).unwrap().0, other.0);
    }

    #[test]
    fn a_link_is_known_and_nothing_near_it_is() {
        let key = Key::new().unwrap();
        let link = key.link(NeedId(5));
        assert!(key.is_link(NeedId(5), &link));
        assert!(!key.is_link(NeedId(6), &link));
        assert!(!key.is_link(NeedId(5), &link[1..]));
        assert!(!key.is_link(NeedId(5), &"0".repeat(32)));
        assert!(!key.is_link(NeedId(5), &format!("+{}", &link[1..])));
    }

    #[test]
    fn a_person_is_found_however_the_number_is_written() {
        let key = Key::new().unwrap();
        let found = key.found_by("01632 960 123");
        assert_eq!(key.found_by("+44 1632 960123"), found);
        assert_eq!(key.found_by("(01632) 960-123"), found);
        assert_ne!(key.found_by("01632 960 124"), found);
        assert_eq!(key.found_by(" Ann@Example.org"), key.found_by("ann@example.org"));
    }

    #[test]
    fn a_key_file_is_made_once_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = Key::in_file(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Key::in_file(&path).unwrap().0, key.0);
        fs::write(&path, "short").unwrap();
        assert!(Key::in_file(&path).err().unwrap().to_string().contains("5 bytes"));
    }
}
