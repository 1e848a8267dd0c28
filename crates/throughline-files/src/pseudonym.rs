//! Pseudonyms: a person's id never gets past the door. What is kept is HMAC-SHA-256 of it under a key that stays with the
//! organisation; two files read with the same key can be joined by person, and nobody without the key can go back.
//!
//! Where bodies have no id in common, a person is known by several fields taken whole (`pseudonym_of`): names with the date of birth,
//! or one name with date of birth and postcode. Never by one field alone, keyed or not: names are told by how frequent they are, and
//! all dates of birth are tried in a second (measures.md 3.7). Keys are for one purpose, agreed by those who match, and thrown away after;
//! what comes out are counts, none below ten. Any of three such keys finds about 8 in 10 of the people that two bodies share.

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
        self.covered(id.as_bytes())
    }

    /// The pseudonym of a person known by several fields, such as first name, last name and date of birth; none if one of them is
    /// empty or there are fewer than two. What stands in one field does not run over into the next.
    pub fn pseudonym_of(&self, fields: &[&str]) -> Option<String> {
        let fields: Vec<String> = fields
            .iter()
            .map(|field| {
                field.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
            })
            .collect();
        let whole = fields.len() > 1 && fields.iter().all(|field| !field.is_empty());
        // The unit separator cannot be typed, and is taken out of what somebody typed all the same.
        let joined =
            || fields.iter().map(|field| field.replace('\u{1f}', "")).collect::<Vec<_>>().join("\u{1f}");
        whole.then(|| self.covered(joined().as_bytes()))
    }

    fn covered(&self, id: &[u8]) -> String {
        let mut mac = match Hmac::<sha2::Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(id);
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

/// A key that `throughline key` makes, in letters.
const KEY_LETTERS: usize = 64;
/// A single word so long, alone in a file, is no header of a table.
const WORD_LETTERS: usize = 32;

/// Whether a whole text is one long word, as a file with a key (or another secret) is.
pub(crate) fn is_key(text: &[u8]) -> bool {
    let word = text.trim_ascii();
    let in_keys = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte);
    (WORD_LETTERS..=1024).contains(&word.len()) && word.iter().all(in_keys)
}

/// A text for a message, with what has the form of a key taken out: messages are sent on.
pub(crate) fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(|letter: char| !letter.is_ascii_hexdigit()) {
        let digits = part.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit());
        match digits.len() {
            KEY_LETTERS.. => out.extend(["(not shown: it may be a key)", &part[digits.len()..]]),
            _ => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// A table of the case l-linkage-a of the shared reference: person, and first name, last name, date of birth and postcode.
    fn people(name: &str) -> Option<Vec<(String, [String; 4])>> {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
        let root = std::env::var("THROUGHLINE_SHARED").unwrap_or_else(|_| default.to_string());
        let path = std::path::Path::new(&root).join("reference").join(name);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: {} is not there; set THROUGHLINE_SHARED", path.display());
            return None;
        };
        let row = |line: &str| {
            let cells: Vec<String> = line.split(',').map(str::to_string).collect();
            (cells[0].clone(), [1, 2, 3, 4].map(|place| cells[place].clone()))
        };
        Some(text.lines().skip(1).map(row).collect())
    }

    /// How many links any of these sets of fields finds, how many of them are right, and how many of the 500 shared people are found.
    fn links(key: &Key, sets: &[&[usize]]) -> Option<(usize, f64, f64)> {
        let sides = ["A", "B"].map(|side| people(&format!("l-linkage-a-l_link_{side}.share.csv")));
        let [Some(one), Some(other)] = sides else { return None };
        let mut found = BTreeSet::new();
        for set in sets {
            let of = |fields: &[String; 4]| {
                let fields: Vec<&str> = set.iter().map(|place| fields[*place].as_str()).collect();
                key.pseudonym_of(&fields).unwrap()
            };
            let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            one.iter()
                .enumerate()
                .for_each(|(place, (_, fields))| known.entry(of(fields)).or_default().push(place));
            for (place, (_, fields)) in other.iter().enumerate() {
                found.extend(known.get(&of(fields)).into_iter().flatten().map(|first| (*first, place)));
            }
        }
        let right = found.iter().filter(|(a, b)| one[*a].0 == other[*b].0).count() as f64;
        Some((found.len(), right / found.len() as f64, right / 500.0))
    }

    #[test]
    fn whole_keys_link_as_many_people_as_in_the_reference() {
        let key = Key::new(b"demo-key-agreed-out-of-band");
        let Some(one) = links(&key, &[&[0, 1, 2]]) else { return };
        let text = std::fs::read_to_string(
            std::path::Path::new(
                &std::env::var("THROUGHLINE_SHARED")
                    .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string()),
            )
            .join("reference/l-linkage-a.share.json"),
        );
        let case: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
        let same = |found: (usize, f64, f64), name: &str| {
            let expected = &case["expected"][name];
            assert_eq!(found.0 as f64, expected["links"].as_f64().unwrap(), "{name}");
            assert!((found.1 - expected["precision"].as_f64().unwrap()).abs() < 1e-6, "{name}");
            assert!((found.2 - expected["recall"].as_f64().unwrap()).abs() < 1e-6, "{name}");
        };
        same(one, "keyed_hash_first_last_dob");
        // Names with the date of birth; either name with date of birth and postcode.
        let three = links(&key, &[&[0, 1, 2], &[0, 2, 3], &[1, 2, 3]]).unwrap();
        same(three, "keyed_hash_any_of_three_keys");
        // Another key, other pseudonyms; the same links.
        assert_eq!(links(&Key::new(b"another"), &[&[0, 1, 2]]), Some(one));
    }

    /// By another program: `printf 'whatdoyawantfornothing?' | openssl dgst -sha256 -hmac Jefe`, its first half; blanks do not count.
    #[test]
    fn a_pseudonym_is_an_hmac_and_nothing_else() {
        let known = "404ca403a3181eff5f3832f7f159dd43";
        assert_eq!(Key::new(b"Jefe").pseudonym("What do ya want for nothing?"), known);
    }

    #[test]
    fn fields_do_not_run_over_into_each_other() {
        let key = Key::new(b"a key");
        let of = |fields: &[&str]| key.pseudonym_of(fields);
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["A b", "c"]), of(&["ab", "C "]));
        assert_ne!(of(&["ab", "c"]), Some(key.pseudonym("abc")));
        assert_eq!((of(&["ab"]), of(&["ab", " "]), of(&[])), (None, None, None));
    }
}
