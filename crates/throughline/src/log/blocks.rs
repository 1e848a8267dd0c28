//! Names that are numbered one after the other, as ids mostly are: found by their number instead of a hash.
//!
//! A name that ends in digits is a prefix and a number. There are few prefixes: each, with names of one length, is a series, whose
//! numbers have blocks of codes. A log in time order asks for neighbours again and again, and neighbours lie side by side in a block;
//! and a code takes four bytes where a table that compares names takes some forty.

use super::interner::Interner;
use super::names::{NONE, Names};

/// Where the codes of numbered names lie.
#[derive(Clone)]
pub(super) struct Blocks {
    /// By the length of their names.
    series: Vec<Vec<Series>>,
    /// [`BLOCK`] codes a block, [`NONE`] where there is no name.
    codes: Vec<u32>,
    /// Names that are of no series.
    others: Interner,
    codes_of_others: Vec<u32>,
}

/// Names of one length that have the same prefix and for the rest digits.
#[derive(Clone)]
struct Series {
    /// What a name begins with that is longer than the sixteen bytes of its tail.
    start: Box<[u8]>,
    /// A name's tail with noughts for its digits.
    tail: Tail,
    /// Which bits of the tail's last eight bytes are not those of digits.
    prefix: u64,
    /// The block of each [`BLOCK`] numbers, [`NONE`] where there is none.
    blocks: Vec<u32>,
}

/// The last eight bytes of a name and the eight before them; nought where it has no such byte.
#[derive(Clone, Copy)]
struct Tail {
    before: u64,
    last: u64,
}

/// A name that ends in fewer digits than the least is of no series; of more than the most, the first belong to the prefix.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=7;
const BLOCK: usize = 1 << 10;
/// More cells a name than this, and a table would take less memory.
const CELLS_A_NAME: usize = 8;
/// Names of the same length have so many prefixes at the most: they are compared one after the other.
const MOST_SERIES: usize = 8;
/// Names longer than this are of no series.
const LONGEST: usize = 64;

/// Which bits of sixteen bytes are of the last so many of them.
const LAST_BYTES: [u128; 17] = {
    let mut bits = [u128::MAX; 17];
    let mut len = 0;
    while len < 16 {
        bits[len] = !(u128::MAX >> (len * 8));
        len += 1;
    }
    bits
};

impl Tail {
    /// That of the name `bytes[start..end]`.
    #[inline]
    fn of(bytes: &[u8], start: usize, end: usize) -> Tail {
        let len = (end - start).min(16);
        let sixteen = match bytes[..end].last_chunk() {
            Some(last) => u128::from_le_bytes(*last) & LAST_BYTES[len],
            None => bytes[start..end].iter().fold(0, |tail, byte| tail >> 8 | u128::from(*byte) << 120),
        };
        Tail { before: sixteen as u64, last: (sixteen >> 64) as u64 }
    }
}

/// The number that eight digits are, the first in the lowest byte; each is a byte from 0 to 9. Pairs of neighbours are joined, then
/// pairs of pairs.
#[inline]
fn number(digits: u64) -> Option<usize> {
    // A byte of ten or more has its highest bit set, or gets it.
    if (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let twos = (digits.wrapping_mul((10 << 8) + 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos.wrapping_mul((100 << 16) + 1) >> 16) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul((10_000 << 32) + 1) >> 32) as usize)
}

impl Series {
    /// The series of a name, if it is of one.
    fn of(name: &[u8]) -> Option<Series> {
        let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count().min(*DIGITS.end());
        if digits < *DIGITS.start() || name.len() > LONGEST {
            return None;
        }
        let Tail { before, last } = Tail::of(name, 0, name.len());
        let prefix = u64::MAX >> (digits * 8);
        let noughts = u64::from_le_bytes([b'0'; 8]) & !prefix;
        let start = name[..name.len().saturating_sub(16)].into();
        Some(Series {
            start,
            tail: Tail { before, last: last & prefix | noughts },
            prefix,
            blocks: Vec::new(),
        })
    }

    /// The number of a name of this series' length, if it is of the series.
    #[inline(always)]
    fn number(&self, name: &[u8], tail: Tail) -> Option<usize> {
        let rest = tail.last ^ self.tail.last;
        if tail.before != self.tail.before || rest & self.prefix != 0 {
            return None;
        }
        let starts_alike = self.start.is_empty() || name.starts_with(&self.start);
        if starts_alike { number(rest) } else { None }
    }

    /// Where the code of a number lies, if it has a block.
    #[inline]
    fn place(&self, number: usize) -> Option<u32> {
        let block = self.blocks.get(number / BLOCK).filter(|block| **block != NONE)?;
        Some(block * BLOCK as u32 + (number % BLOCK) as u32)
    }
}

impl Blocks {
    /// The blocks of these names, if they fill them well enough.
    pub(super) fn of(names: &Names) -> Option<Blocks> {
        let mut blocks = Blocks {
            series: vec![Vec::new(); LONGEST + 1],
            codes: Vec::new(),
            others: Interner::default(),
            codes_of_others: Vec::new(),
        };
        for (name, code) in names.iter().zip(0..) {
            blocks.add(name, code);
            if blocks.are_sparse(names.len()) {
                return None;
            }
        }
        Some(blocks)
    }

    /// Which series the name `bytes[start..end]` is of, and its number.
    #[inline(always)]
    fn numbered(&self, bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
        let tail = Tail::of(bytes, start, end);
        let all = self.series.get(end - start)?.iter().enumerate();
        all.filter_map(|(which, series)| Some((which, series.number(&bytes[start..end], tail)?))).next()
    }

    /// The place of a numbered name's code, if its number has a block.
    #[inline(always)]
    fn place(&self, bytes: &[u8], start: usize, end: usize) -> Option<u32> {
        let (which, number) = self.numbered(bytes, start, end)?;
        self.series[end - start][which].place(number)
    }

    /// The code of `bytes[start..end]`, if it has one.
    #[inline(never)]
    pub(super) fn find(&self, bytes: &[u8], start: usize, end: usize) -> Option<u32> {
        let code = match self.place(bytes, start, end) {
            Some(place) => self.codes[place as usize],
            None => self.codes_of_others[self.others.find(bytes, start, end)? as usize],
        };
        (code != NONE).then_some(code)
    }

    /// The codes of many fields of `bytes`; [`NONE`] for each that is not there or is not numbered. Where they lie is found
    /// for all before the first is fetched, so that nothing has to be decided while memory is waited for.
    #[inline(never)]
    pub(super) fn find_numbered(&self, bytes: &[u8], fields: &[(u32, u32)], codes: &mut [u32]) {
        for (code, (start, end)) in codes.iter_mut().zip(fields) {
            *code = self.place(bytes, *start as usize, *end as usize).unwrap_or(NONE);
        }
        for code in codes {
            *code = self.codes.get(*code as usize).copied().unwrap_or(NONE);
        }
    }

    /// Adds a name that is not there.
    pub(super) fn add(&mut self, name: &str, code: u32) {
        let bytes = name.as_bytes();
        let Some((which, number)) = self.numbered(bytes, 0, bytes.len()).or_else(|| self.start(bytes)) else {
            self.others.intern(bytes);
            self.codes_of_others.push(code);
            return;
        };
        let series = &mut self.series[bytes.len()][which];
        if series.blocks.len() <= number / BLOCK {
            series.blocks.resize(number / BLOCK + 1, NONE);
        }
        let block = &mut series.blocks[number / BLOCK];
        if *block == NONE {
            *block = (self.codes.len() / BLOCK) as u32;
            self.codes.resize(self.codes.len() + BLOCK, NONE);
        }
        self.codes[*block as usize * BLOCK + number % BLOCK] = code;
    }

    /// Starts a series with a name; answers which it is, and the number of the name.
    fn start(&mut self, name: &[u8]) -> Option<(usize, usize)> {
        let series = Series::of(name)?;
        let number = series.number(name, Tail::of(name, 0, name.len()))?;
        let all = &mut self.series[name.len()];
        if all.len() == MOST_SERIES {
            return None;
        }
        all.push(series);
        Some((all.len() - 1, number))
    }

    /// Whether the blocks stand too empty for so many names, or most names are not numbered.
    pub(super) fn are_sparse(&self, names: usize) -> bool {
        self.codes.len() > names * CELLS_A_NAME + 8 * BLOCK || self.codes_of_others.len() * 8 > names + 64
    }
}
