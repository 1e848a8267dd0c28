//! Pseudonyms: a person's id never gets past the door. What is kept is HMAC-SHA-256 of it under a key that stays with the
//! organisation; two files read with the same key can be joined by person, and nobody without the key can go back.

use hmac::{Hmac, KeyInit, Mac};
use throughline::log::{Interner, NONE, NameCells};

/// The key.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// A key from the bytes of a key file.
    pub fn new(bytes: &[u8]) -> Key {
        Key(bytes.to_vec())
    }

    /// The pseudonym of an id: the first 128 bits of its HMAC, in hexadecimal. Blanks and the case of letters do not count, so
    /// that `AB 12 34 56 C` and `ab123456c` are one person.
    pub fn pseudonym(&self, id: &str) -> String {
        let id: String =
            id.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
        let mut mac = match Hmac::<sha2::Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(id.trim().as_bytes());
        mac.finalize().into_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
    /// Puts pseudonyms in the place of the ids of a column; each different id is worked on once.
    pub(crate) fn cover(&self, cells: &mut NameCells) {
        let ids = std::mem::take(&mut cells.names).into_names();
        let mut names = Interner::default();
        let codes: Vec<u32> = ids.iter().map(|id| names.intern(self.pseudonym(id).as_bytes())).collect();
        cells.codes.change(|code| if code == NONE { NONE } else { codes[code as usize] });
        cells.names = names;
    }
}
