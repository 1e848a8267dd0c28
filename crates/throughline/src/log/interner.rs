//! The table that finds the code of a name while reading.

use super::blocks::Blocks;
use super::codes::Codes;
use super::names::{NONE, Names};

/// What is compared of a name first: its first 15 bytes, and above them its length, of which [`LONG`] is said of all longer
/// names. That is all of a name of up to 15 bytes; of a longer one, its last 16 bytes are compared too, which is all of a name
/// shorter than [`LONG`].
type Key = u128;

/// From so many bytes on, a name is compared in full.
const LONG: usize = 32;

/// Which bits of a key belong to the first 15 bytes of a name of so many bytes.
const OWN_BITS: [u128; 16] = {
    let mut bits = [0; 16];
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
    /// The last 16 bytes of a name of more than 15; else nought.
    last: u128,
    name: &'a [u8],
}

impl<'a> Looked<'a> {
    /// The name `bytes[start..end]`: two loads of 16 bytes and masks, whatever its length, so that there is nothing to
    /// predict; another way where so many cannot be read after its start or before its end.
    #[inline]
    fn at(bytes: &'a [u8], start: usize, end: usize) -> Looked<'a> {
        let name = &bytes[start..end];
        let (Some(first), Some(last)) = (bytes[start..].first_chunk(), bytes[..end].last_chunk()) else {
            return Looked::alone(name);
        };
        let len = name.len();
        let first = u128::from_le_bytes(*first) & OWN_BITS[len.min(15)];
        let key = first | (len.min(LONG) as u128) << 120;
        let last = u128::from_le_bytes(*last) & if len > 15 { u128::MAX } else { 0 };
        Looked { key, last, name }
    }

    #[cold]
    fn alone(name: &'a [u8]) -> Looked<'a> {
        let len = name.len();
        let mut first = [0u8; 16];
        first[..len.min(15)].copy_from_slice(&name[..len.min(15)]);
        first[15] = len.min(LONG) as u8;
        let last = if len > 15 { name.last_chunk().map_or(0, |last| u128::from_le_bytes(*last)) } else { 0 };
        Looked { key: u128::from_le_bytes(first), last, name }
    }

    /// The upper half tells names apart; the lower half is the place in the table. Folded multiplies; seedless, so that the
    /// same names always land in the same places.
    #[inline]
    fn hash(&self) -> u64 {
        let Looked { key, last, name } = self;
        let start = fold(
            *key as u64 ^ *last as u64 ^ 0x9e37_79b9_7f4a_7c15,
            (key >> 64) as u64 ^ ((last >> 64) as u64).rotate_left(32) ^ 0xd6e8_feb8_6659_fd93,
        );
        if name.len() < LONG { start } else { hash_middle(start, &name[15..name.len() - 16]) }
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
    fold(hash ^ middle.len() as u64, 0x9e37_79b9_7f4a_7c15)
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let wide = u128::from(a) * u128::from(b);
    (wide as u64) ^ (wide >> 64) as u64
}

/// Gives each different name a code, in order of first appearance.
///
/// The names are bytes as the source has them; that they are UTF-8 is looked at once a name, when it is new. Many names that
/// are numbered one after the other lie in [`Blocks`]; all others in a table of 64-bit slots (32 bits of hash, 32 of code).
/// The key of each name is kept beside that, and of names of 16 bytes or more their last 16, so that a name of up to 31 bytes
/// (nearly all are) is found and compared without looking at its text.
#[derive(Clone)]
pub struct Interner {
    names: Names,
    keys: Vec<Key>,
    /// The last 16 bytes of each name that has as many; empty as long as there is none.
    lasts: Vec<u128>,
    slots: Vec<u64>,
    /// Instead of the table, where names are numbered.
    blocks: Option<Box<Blocks>>,
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
/// From so many names on it is worth looking whether they are numbered.
const MANY: usize = 1 << 10;

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
            blocks: None,
            not_utf8: 0,
            decode,
        }
    }

    /// The table for names that are all different.
    pub fn of(names: Names) -> Interner {
        let mut interner = Interner { names, ..Interner::default() };
        interner.index();
        interner
    }

    /// The code of `bytes[start..end]`: quickest where 16 bytes before its end and after its start can be read.
    #[inline(always)]
    pub fn intern_padded(&mut self, bytes: &[u8], start: usize, end: usize) -> u32 {
        match self.find(bytes, start, end) {
            Some(code) => code,
            None => self.add(&bytes[start..end]),
        }
    }

    /// The code of a name.
    pub fn intern(&mut self, name: &[u8]) -> u32 {
        self.intern_padded(name, 0, name.len())
    }

    /// The codes of many fields of a block, appended to `codes`.
    pub fn intern_fields(&mut self, bytes: &[u8], fields: &[(u32, u32)], codes: &mut Codes) {
        let mut found = [NONE; BATCH];
        for batch in fields.chunks(BATCH) {
            let found = &mut found[..batch.len()];
            self.find_fields(bytes, batch, found);
            for (code, (start, end)) in found.iter_mut().zip(batch) {
                if *code == NONE {
                    *code = self.intern_padded(bytes, *start as usize, *end as usize);
                }
            }
            codes.append(found);
        }
    }

    /// The codes of many fields; [`NONE`] for those that may not be there. A loop of its own, in which nothing is added, so that where the
    /// table lies has not to be asked for each.
    #[inline(never)]
    fn find_fields(&self, bytes: &[u8], fields: &[(u32, u32)], codes: &mut [u32]) {
        if let Some(blocks) = &self.blocks {
            return blocks.find_numbered(bytes, fields, codes);
        }
        let looked = |(start, end): &(u32, u32)| Looked::at(bytes, *start as usize, *end as usize);
        self.touch(fields.iter().map(looked));
        for (code, field) in codes.iter_mut().zip(fields) {
            *code = self.find_in_table(looked(field)).unwrap_or(NONE);
        }
    }

    /// In a large table nearly every look-up waits for memory, and cannot start before the one before has been decided. So the
    /// slots and keys of a batch of names are brought into the nearest cache first, all at once.
    #[inline]
    fn touch<'b>(&self, batch: impl Iterator<Item = Looked<'b>>) {
        if self.slots.len() < LARGE_SLOTS || self.blocks.is_some() {
            return;
        }
        let mut slots = [0; BATCH];
        let mask = self.slots.len() - 1;
        for (slot, looked) in slots.iter_mut().zip(batch) {
            *slot = self.slots[looked.hash() as usize & mask];
        }
        let key_of = |slot: &u64| self.keys.get(*slot as u32 as usize).map_or(0, |key| *key as u64);
        std::hint::black_box(slots.iter().map(key_of).fold(0, |all, key| all ^ key));
    }

    /// The codes here of names that another dictionary has, from its code `from` on; [`NONE`] for those not here.
    pub(super) fn find_all(&self, names: &Names, from: u32, codes: &mut [u32]) {
        for (before, batch) in codes.chunks_mut(BATCH).enumerate() {
            let first = from + (before * BATCH) as u32;
            let name = |place: usize| names.get(first + place as u32).as_bytes();
            self.touch((0..batch.len()).map(|place| Looked::alone(name(place))));
            for (place, code) in batch.iter_mut().enumerate() {
                *code = self.find(name(place), 0, name(place).len()).unwrap_or(NONE);
            }
        }
    }

    /// The code of `bytes[start..end]`, if it has one.
    #[inline(always)]
    pub(super) fn find(&self, bytes: &[u8], start: usize, end: usize) -> Option<u32> {
        match &self.blocks {
            Some(blocks) => blocks.find(bytes, start, end),
            None => self.find_in_table(Looked::at(bytes, start, end)),
        }
    }

    #[inline(always)]
    fn find_in_table(&self, looked: Looked<'_>) -> Option<u32> {
        let (hash, mask) = (looked.hash(), self.slots.len() - 1);
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            let code = slot as u32;
            if slot >> 32 == hash >> 32 && self.is(code, &looked) {
                return Some(code);
            }
            if slot == EMPTY {
                return None;
            }
            place = (place + 1) & mask;
        }
    }

    #[inline(always)]
    fn is(&self, code: u32, looked: &Looked<'_>) -> bool {
        self.keys.get(code as usize) == Some(&looked.key)
            && self.lasts.get(code as usize).copied().unwrap_or(0) == looked.last
            && (looked.name.len() < LONG || self.names.get(code).as_bytes() == looked.name)
    }

    #[cold]
    #[inline(never)]
    fn add(&mut self, name: &[u8]) -> u32 {
        let Ok(name) = std::str::from_utf8(name) else {
            self.not_utf8 += 1;
            let decoded = (self.decode)(name);
            return self.intern(decoded.as_bytes());
        };
        let code = self.names.push(name);
        match &mut self.blocks {
            Some(blocks) => {
                blocks.add(name, code);
                if blocks.are_sparse(self.names.len()) {
                    self.blocks = None;
                    self.index();
                }
            }
            None if self.names.len() > room(self.slots.len()) => self.index(),
            None => self.place(code),
        }
        code
    }

    /// Makes the table, with room for twice as many names as there are; or the blocks.
    fn index(&mut self) {
        (self.keys, self.lasts) = (Vec::new(), Vec::new());
        let mut size = FEWEST_SLOTS;
        if self.names.len() >= MANY {
            self.blocks = Blocks::of(&self.names).map(Box::new);
        }
        if self.blocks.is_none() {
            while room(size) <= self.names.len() {
                size *= 2;
            }
        }
        self.slots = vec![EMPTY; size];
        if self.blocks.is_none() {
            (0..self.names.len() as u32).for_each(|code| self.place(code));
        }
    }

    /// Puts the name of the next code into the table.
    fn place(&mut self, code: u32) {
        let looked = Looked::alone(self.names.get(code).as_bytes());
        if looked.last != 0 && self.lasts.is_empty() {
            self.lasts = vec![0; self.keys.len()];
        }
        if !self.lasts.is_empty() || looked.last != 0 {
            self.lasts.push(looked.last);
        }
        self.keys.push(looked.key);
        let (hash, mask) = (looked.hash(), self.slots.len() - 1);
        let mut place = hash as usize & mask;
        while self.slots[place] != EMPTY {
            place = (place + 1) & mask;
        }
        self.slots[place] = (hash >> 32 << 32) | u64::from(code);
    }

    /// There will be about `times` as many names as there are, if they go on coming as they have. Few names stay few.
    pub fn expect(&mut self, times: usize) {
        if self.names.len() > FEWEST_SLOTS {
            self.names.reserve(self.names.len() * times, self.names.bytes() * times);
        }
    }

    /// Keeps room for so many of the other's names.
    pub(super) fn reserve_for(&mut self, other: &Names, names: usize) {
        self.names.reserve(names, other.bytes() * names / other.len().max(1));
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
                let mut codes = Codes::default();
                padded.intern_fields(&block, &[(2, 2 + name.len() as u32)], &mut codes);
                prop_assert_eq!(codes.into_words(), vec![code]);
                prop_assert_eq!(interner.names().get(code), name);
            }
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(interner.names().len(), distinct.len());
        }
    }

    /// Every name is found again, one by one, many at once, and from another dictionary.
    fn all_are_found(names: &[String]) -> Interner {
        let mut block = Vec::new();
        let mut fields = Vec::new();
        for name in names {
            fields.push((block.len() as u32, (block.len() + name.len()) as u32));
            block.extend(name.as_bytes());
        }
        block.extend([0; 16]);
        let (mut batched, mut codes) = (Interner::default(), Codes::default());
        batched.intern_fields(&block, &fields, &mut codes);
        let mut known = std::collections::HashMap::new();
        let want: Vec<u32> = names
            .iter()
            .map(|name| {
                let next = known.len() as u32;
                *known.entry(name).or_insert(next)
            })
            .collect();
        assert_eq!(codes.into_words(), want);
        assert!(batched.names.iter().zip(0..).all(|(name, code)| batched.names.get(code) == name));
        let all = batched.names.len();
        let half = Interner::of((0..all as u32 / 2).map(|code| batched.names.get(code)).collect());
        let mut found = vec![0; all];
        half.find_all(&batched.names, 0, &mut found);
        assert!(found[..all / 2].iter().copied().eq(0..all as u32 / 2));
        assert!(found[all / 2..].iter().all(|code| *code == NONE));
        batched
    }

    #[test]
    fn numbered_names_lie_in_blocks() {
        let numbered = |n: u32| format!("CASE-{}", n.wrapping_mul(0x9e37_79b9) % 70_000);
        let names: Vec<String> = (0..100_000).map(numbered).collect();
        assert!(all_are_found(&names).blocks.is_some());
        let with_others = names.iter().enumerate().map(|(n, name)| match n % 20 {
            0 => format!("{name}x"),
            1 => format!("{}", n % 7),
            _ => name.clone(),
        });
        assert!(all_are_found(&with_others.collect::<Vec<_>>()).blocks.is_some());
    }

    #[test]
    fn names_far_apart_lie_in_a_table_even_if_they_began_close_together() {
        let far = |n: u64| format!("{:012}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 1_000_000_000_000);
        let names: Vec<String> = (0..60_000).map(far).collect();
        let table = all_are_found(&names);
        assert!(table.blocks.is_none() && table.slots.len() >= LARGE_SLOTS);
        let mut turned: Vec<String> = (0..3_000).map(|n| format!("{n:012}")).collect();
        turned.extend(names);
        assert!(all_are_found(&turned).blocks.is_none());
        let texts: Vec<String> = (0..5_000).map(|n| format!("{n} times something was said")).collect();
        assert!(all_are_found(&texts).blocks.is_none());
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
