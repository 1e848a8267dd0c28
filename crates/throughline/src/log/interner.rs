//! The table that finds the code of a name while reading.

use super::names::Names;

/// What is compared of a name without looking at its text: its length and its first 16 bytes, which is all of a short name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u128,
    len: usize,
}

/// Which bits of 16 bytes belong to a name of so many bytes.
const OWN_BITS: [u128; 17] = {
    let mut bits = [u128::MAX; 17];
    let mut len = 0;
    while len < 16 {
        bits[len] = (1 << (len * 8)) - 1;
        len += 1;
    }
    bits
};

/// All that is compared and hashed of a name.
#[derive(Clone, Copy)]
struct Looked<'a> {
    key: Key,
    /// The last 16 bytes of a name longer than that; else nought.
    last: u128,
    name: &'a [u8],
}

impl<'a> Looked<'a> {
    fn at(name: &'a [u8]) -> Looked<'a> {
        let len = name.len();
        let mut first = [0u8; 16];
        first[..len.min(16)].copy_from_slice(&name[..len.min(16)]);
        let last = if len > 16 { name.last_chunk().map_or(0, |last| u128::from_le_bytes(*last)) } else { 0 };
        Looked { key: Key { first: u128::from_le_bytes(first), len }, last, name }
    }

    /// A field of a padded block: two loads of 16 bytes and masks, whatever its length, so that there is nothing to predict.
    #[inline]
    fn padded(bytes: &'a [u8], start: usize, end: usize) -> Looked<'a> {
        let name = &bytes[start..end];
        let (Some(first), Some(last)) = (bytes[start..].first_chunk(), bytes[..end].last_chunk()) else {
            return Looked::at(name);
        };
        let len = name.len();
        let first = u128::from_le_bytes(*first) & OWN_BITS[len.min(16)];
        let last = u128::from_le_bytes(*last) & if len > 16 { u128::MAX } else { 0 };
        Looked { key: Key { first, len }, last, name }
    }

    /// The upper half tells names apart; the lower half is the place in the table.
    ///
    /// Ids are mostly numbered one after the other, and a log in time order asks for neighbours again and again. So names that
    /// differ only in two last digits lie close together, four slots apart, and those that are asked for now lie on few
    /// pages of memory. Folded multiplies; seedless, so that the same names always land in the same places.
    #[inline]
    fn hash(&self) -> u64 {
        let Key { first, len } = self.key;
        let (ten, one) = match self.name {
            [.., ten, one] => (*ten, *one),
            [one] => (0, *one),
            [] => (0, 0),
        };
        let first = if len <= 16 { first & OWN_BITS[len.saturating_sub(2)] } else { first };
        let last = self.last & (u128::MAX >> 16);
        let mut start = fold(
            first as u64 ^ last as u64 ^ 0x9e37_79b9_7f4a_7c15,
            (first >> 64) as u64 ^ ((last >> 64) as u64).rotate_left(32) ^ len as u64 ^ 0xd6e8_feb8_6659_fd93,
        );
        if len > 32 {
            start = hash_middle(start, &self.name[16..len - 16]);
        }
        let (ten_digit, one_digit) = (ten ^ b'0', one ^ b'0');
        let mixed = (u64::from(ten) << 8 | u64::from(one)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let near = (u32::from(ten_digit) * 10 + u32::from(one_digit)) * 4;
        let offset = if ten_digit < 10 && one_digit < 10 { near } else { (mixed >> 32) as u32 };
        ((start ^ mixed) & !0xffff_ffff) | u64::from((start as u32).wrapping_add(offset))
    }
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

/// Gives each different name a code, in order of first appearance.
///
/// The names are bytes as the source has them; that they are UTF-8 is looked at once a name, when it is new. A table of
/// 64-bit slots (32 bits of hash, 32 of code). The first 16 bytes of each name are kept beside it, and of longer names the
/// last 16, so that a name of up to 32 bytes (nearly all are) is found and compared without looking at its text.
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
const FEWEST_SLOTS: usize = 256;
/// From so many slots on (512 KiB) the table no longer lies in the nearest caches.
const LARGE_SLOTS: usize = 1 << 16;
/// Look-ups under way at once: their slots and keys fit in the nearest cache.
const BATCH: usize = 128;

/// How many names a table of so many slots takes: half as many, but in a small table, which is asked most, an eighth, so that
/// names hardly ever collide.
fn room(slots: usize) -> usize {
    if slots < LARGE_SLOTS { slots / 8 } else { slots / 2 }
}

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

    /// The code of `bytes[start..end]`: quickest where 16 bytes before its end and after its start can be read.
    #[inline]
    pub fn intern_padded(&mut self, bytes: &[u8], start: usize, end: usize) -> u32 {
        let looked = Looked::padded(bytes, start, end);
        self.find_or_add(&looked, looked.hash())
    }

    /// The codes of many fields of a block, appended to `codes`.
    ///
    /// In a large dictionary nearly every look-up waits for memory, and cannot start before the one before has been decided.
    /// So the slots and keys of a batch are touched first, all at once, and then decided one by one from the cache.
    pub fn intern_fields(&mut self, bytes: &[u8], fields: &[(u32, u32)], codes: &mut Vec<u32>) {
        codes.reserve(fields.len());
        let looked = |(start, end): &(u32, u32)| Looked::padded(bytes, *start as usize, *end as usize);
        if self.slots.len() < LARGE_SLOTS {
            for field in fields {
                let looked = looked(field);
                codes.push(self.find_or_add(&looked, looked.hash()));
            }
            return;
        }
        let (mut hashes, mut slots) = ([0; BATCH], [0; BATCH]);
        for batch in fields.chunks(BATCH) {
            let mask = self.slots.len() - 1;
            for ((hash, slot), field) in hashes.iter_mut().zip(&mut slots).zip(batch) {
                *hash = looked(field).hash();
                *slot = self.slots[*hash as usize & mask];
            }
            let key_of = |slot: &u64| self.keys.get(*slot as u32 as usize).map_or(0, |key| key.len);
            std::hint::black_box(slots[..batch.len()].iter().map(key_of).fold(0, |all, len| all ^ len));
            for (hash, field) in hashes.iter().zip(batch) {
                codes.push(self.find_or_add(&looked(field), *hash));
            }
        }
    }

    /// The code of a name.
    pub fn intern(&mut self, name: &[u8]) -> u32 {
        let looked = Looked::at(name);
        self.find_or_add(&looked, looked.hash())
    }

    #[inline]
    fn find_or_add(&mut self, looked: &Looked<'_>, hash: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut place = hash as u32 as usize & mask;
        loop {
            let slot = self.slots[place];
            let code = slot as u32;
            if slot >> 32 == hash >> 32 && self.is(code, looked) {
                return code;
            }
            if slot == EMPTY {
                return self.add(looked, hash);
            }
            place = (place + 1) & mask;
        }
    }

    #[inline]
    fn is(&self, code: u32, looked: &Looked<'_>) -> bool {
        self.keys.get(code as usize) == Some(&looked.key)
            && self.lasts.get(code as usize).copied().unwrap_or(0) == looked.last
            && (looked.name.len() <= 32 || self.names.get(code).as_bytes() == looked.name)
    }

    #[cold]
    #[inline(never)]
    fn add(&mut self, looked: &Looked<'_>, hash: u64) -> u32 {
        let Ok(name) = std::str::from_utf8(looked.name) else {
            self.not_utf8 += 1;
            let decoded = (self.decode)(looked.name);
            return self.intern(decoded.as_bytes());
        };
        if self.names.len() + 1 > room(self.slots.len()) {
            self.reserve(self.names.len() * 2);
        }
        if looked.last != 0 && self.lasts.is_empty() {
            self.lasts = vec![0; self.keys.len()];
        }
        let code = self.names.push(name);
        self.keys.push(looked.key);
        if !self.lasts.is_empty() || looked.last != 0 {
            self.lasts.push(looked.last);
        }
        self.place(hash, code);
        code
    }

    fn place(&mut self, hash: u64, code: u32) {
        let mask = self.slots.len() - 1;
        let mut place = hash as u32 as usize & mask;
        while self.slots[place] != EMPTY {
            place = (place + 1) & mask;
        }
        self.slots[place] = (hash >> 32 << 32) | u64::from(code);
    }

    /// Keeps room for so many names.
    pub fn reserve(&mut self, names: usize) {
        let mut size = self.slots.len();
        while room(size) < names + 1 {
            size *= 2;
        }
        if size == self.slots.len() {
            return;
        }
        self.slots = vec![EMPTY; size];
        for code in 0..self.names.len() as u32 {
            let hash = Looked::at(self.names.get(code).as_bytes()).hash();
            self.place(hash, code);
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
                let mut codes = Vec::new();
                padded.intern_fields(&block, &[(2, 2 + name.len() as u32)], &mut codes);
                prop_assert_eq!(codes, [code]);
                prop_assert_eq!(interner.names().get(code), name);
            }
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(interner.names().len(), distinct.len());
        }
    }

    #[test]
    fn a_large_dictionary_finds_its_names_in_batches() {
        let names: Vec<String> =
            (0..100_000u32).map(|n| format!("N{}", n.wrapping_mul(0x9e37_79b9) % 70_000)).collect();
        let mut block = Vec::new();
        let mut fields = Vec::new();
        for name in &names {
            fields.push((block.len() as u32, (block.len() + name.len()) as u32));
            block.extend(name.as_bytes());
        }
        block.extend([0; 16]);
        let (mut batched, mut single, mut codes) = (Interner::default(), Interner::default(), Vec::new());
        batched.intern_fields(&block, &fields, &mut codes);
        let one_by_one: Vec<u32> = names.iter().map(|name| single.intern(name.as_bytes())).collect();
        assert_eq!(codes, one_by_one);
        assert!(batched.slots.len() >= LARGE_SLOTS && batched.names == single.names);
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
