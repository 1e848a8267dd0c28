//! Names as small integers: a dictionary that only grows, and the table that finds a name's code while reading.

use std::fmt;

/// The code of "no name".
pub const NONE: u32 = u32::MAX;

/// A dictionary: name `n` is the one with code `n`. The texts lie one after the other.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    /// The name of a code.
    ///
    /// # Panics
    /// If no name has this code.
    #[inline]
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[start..self.ends[code]]
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All names, in the order of their codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        (0..self.ends.len() as u32).map(|code| self.get(code))
    }

    /// The code of a name, by looking at them all: for the few look-ups a person asks for.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.iter().position(|n| n == name).map(|code| code as u32)
    }

    /// Adds a name without looking whether it is there; answers its code.
    pub fn push(&mut self, name: &str) -> u32 {
        self.text.push_str(name);
        self.ends.push(self.text.len());
        (self.ends.len() - 1) as u32
    }

    /// For each code, its place among the names in alphabetical order.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.get(*a).cmp(self.get(*b)));
        let mut ranks = vec![0; order.len()];
        for (rank, code) in order.iter().enumerate() {
            ranks[*code as usize] = rank as u32;
        }
        ranks
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().take(20)).finish()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Names {
        let mut all = Names::default();
        for name in names {
            all.push(name.as_ref());
        }
        all
    }
}

/// What is compared of a name without looking at its text: its length and its first 16 bytes, which is all of a short name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u128,
    len: usize,
}

/// For a name of 0 to 15 bytes: which bits of 16 bytes are its own.
const OWN_BITS: [u128; 16] = {
    let mut bits = [0; 16];
    let mut len = 1;
    while len < 16 {
        bits[len] = (1 << (len * 8)) - 1;
        len += 1;
    }
    bits
};

impl Key {
    fn of(name: &[u8]) -> Key {
        let mut first = [0u8; 16];
        let short = name.len().min(16);
        first[..short].copy_from_slice(&name[..short]);
        Key { first: u128::from_le_bytes(first), len: name.len() }
    }
}

/// Gives each different name a code, in order of first appearance.
///
/// The names are bytes as the source has them; that they are UTF-8 is looked at once a name, when it is new. A table of
/// 64-bit slots (32 bits of hash, 32 of code) at a load of at most one half. The first 16 bytes of each name are kept beside
/// it, and of longer names the last 16, so that a name of up to 32 bytes (nearly all are) is found with one or two loads and
/// compared without looking at its text.
#[derive(Clone)]
pub struct Interner {
    names: Names,
    keys: Vec<Key>,
    /// The last 16 bytes of each name longer than 16; empty as long as there is none.
    lasts: Vec<u128>,
    slots: Vec<u64>,
    not_utf8: u64,
    decode: fn(&[u8]) -> String,
}

impl Default for Interner {
    fn default() -> Interner {
        Interner::decoding(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

const EMPTY: u64 = u64::MAX;
const FEWEST_SLOTS: usize = 64;

impl Interner {
    /// An empty dictionary that reads names which are not UTF-8 with `decode`.
    pub fn decoding(decode: fn(&[u8]) -> String) -> Interner {
        Interner {
            names: Names::default(),
            keys: Vec::new(),
            lasts: Vec::new(),
            slots: vec![EMPTY; FEWEST_SLOTS],
            not_utf8: 0,
            decode,
        }
    }

    /// The table for names that are all different.
    pub fn of(names: Names) -> Interner {
        let mut interner = Interner::default();
        interner.reserve(names.len());
        for name in names.iter() {
            interner.intern(name.as_bytes());
        }
        interner
    }

    /// The code of `bytes[start..end]`, where at least 16 bytes may be read from `start` (the block is padded).
    #[inline]
    pub fn intern_padded(&mut self, bytes: &[u8], start: usize, end: usize) -> u32 {
        let Some(sixteen) = bytes.get(start..).and_then(|rest| rest.first_chunk::<16>()) else {
            return self.intern(&bytes[start..end]);
        };
        let (mut first, len) = (u128::from_le_bytes(*sixteen), end - start);
        if len < 16 {
            first &= OWN_BITS[len];
        }
        self.find_or_add(Key { first, len }, &bytes[start..end])
    }

    /// The code of a name.
    pub fn intern(&mut self, name: &[u8]) -> u32 {
        self.find_or_add(Key::of(name), name)
    }

    #[inline]
    fn find_or_add(&mut self, key: Key, name: &[u8]) -> u32 {
        let last = if key.len > 16 { last_of(name) } else { 0 };
        let hash = hash(key, last, name);
        let tag = hash >> 32;
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            let code = slot as u32;
            if slot >> 32 == tag
                && self.keys.get(code as usize) == Some(&key)
                && self.same_rest(code, last, name)
            {
                return code;
            }
            if slot == EMPTY {
                return self.add(key, last, name, hash);
            }
            place = (place + 1) & mask;
        }
    }

    #[inline]
    fn same_rest(&self, code: u32, last: u128, name: &[u8]) -> bool {
        name.len() <= 16
            || (self.lasts[code as usize] == last
                && (name.len() <= 32 || self.names.get(code).as_bytes() == name))
    }

    #[cold]
    #[inline(never)]
    fn add(&mut self, key: Key, last: u128, name: &[u8], hash: u64) -> u32 {
        let Ok(name) = std::str::from_utf8(name) else {
            self.not_utf8 += 1;
            let decoded = (self.decode)(name);
            return self.intern(decoded.as_bytes());
        };
        if (self.names.len() + 1) * 2 > self.slots.len() {
            self.reserve(self.names.len() * 2);
        }
        if name.len() > 16 && self.lasts.is_empty() {
            self.lasts = vec![0; self.keys.len()];
        }
        let code = self.names.push(name);
        self.keys.push(key);
        if !self.lasts.is_empty() || name.len() > 16 {
            self.lasts.push(last);
        }
        self.place(hash, code);
        code
    }

    fn place(&mut self, hash: u64, code: u32) {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        while self.slots[place] != EMPTY {
            place = (place + 1) & mask;
        }
        self.slots[place] = (hash >> 32 << 32) | u64::from(code);
    }

    /// Keeps room for so many names.
    pub fn reserve(&mut self, names: usize) {
        let size = ((names + 1) * 2).next_power_of_two();
        if size <= self.slots.len() {
            return;
        }
        self.slots = vec![EMPTY; size];
        for code in 0..self.names.len() {
            let name = self.names.get(code as u32).as_bytes();
            let last = self.lasts.get(code).copied().unwrap_or(0);
            self.place(hash(self.keys[code], last, name), code as u32);
        }
    }

    /// The names so far.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The dictionary alone; the table that finds codes is dropped.
    pub fn into_names(self) -> Names {
        self.names
    }

    /// How many times a name was not UTF-8 and had to be decoded.
    pub fn not_utf8(&self) -> u64 {
        self.not_utf8
    }
}

/// The last 16 bytes of a name longer than that.
#[inline]
fn last_of(name: &[u8]) -> u128 {
    name.last_chunk::<16>().map_or(0, |last| u128::from_le_bytes(*last))
}

/// Folded multiplies of the first and last 16 bytes and the length; what lies between them in a name longer than 32 is added
/// 16 bytes at a time. Seedless, so that the same names always land in the same places.
#[inline]
fn hash(key: Key, last: u128, name: &[u8]) -> u64 {
    let mut hash = fold(
        key.first as u64 ^ 0x9e37_79b9_7f4a_7c15,
        (key.first >> 64) as u64 ^ 0xd6e8_feb8_6659_fd93 ^ key.len as u64,
    );
    if key.len > 16 {
        hash = fold(hash ^ last as u64, (last >> 64) as u64 ^ 0xa076_1d64_78bd_642f);
        if key.len > 32 {
            hash = hash_middle(hash, &name[16..key.len - 16]);
        }
    }
    hash
}

#[inline(never)]
fn hash_middle(mut hash: u64, middle: &[u8]) -> u64 {
    for chunk in middle.chunks(16) {
        let mut sixteen = [0; 16];
        sixteen[..chunk.len()].copy_from_slice(chunk);
        let sixteen = u128::from_le_bytes(sixteen);
        hash = fold(hash ^ sixteen as u64, (sixteen >> 64) as u64 ^ 0xe703_7ed1_a0b4_28db);
    }
    hash
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let wide = u128::from(a) * u128::from(b);
    (wide as u64) ^ (wide >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_names_and_only_equal_names_share_a_code(names in prop::collection::vec("[ab]{0,3}|a{0,70}|[ab]{14,36}", 1..300)) {
            let mut interner = Interner::default();
            let mut padded = Interner::default();
            for name in &names {
                let code = interner.intern(name.as_bytes());
                let mut block = format!("xx{name}").into_bytes();
                block.extend([b'#'; 16]);
                prop_assert_eq!(padded.intern_padded(&block, 2, 2 + name.len()), code);
                prop_assert_eq!(interner.names().get(code), name);
            }
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(interner.names().len(), distinct.len());
        }
    }

    #[test]
    fn a_name_that_is_not_utf8_is_decoded_and_counted() {
        let mut interner = Interner::decoding(|bytes| bytes.iter().map(|b| *b as char).collect());
        let first = interner.intern(b"caf\xe9");
        assert_eq!(interner.intern(b"caf\xe9"), first);
        assert_eq!(interner.intern("caf\u{e9}".as_bytes()), first);
        assert_eq!((interner.names().get(first), interner.not_utf8()), ("caf\u{e9}", 2));
    }
}
