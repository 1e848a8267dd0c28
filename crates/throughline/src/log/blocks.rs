//! Names that are numbered one after the other, as ids mostly are: found by their number instead of a hash.
//!
//! A name that ends in three digits is a head and a number below a thousand. There are few heads, and each has a block of a
//! thousand codes. A log in time order asks for neighbours again and again, and neighbours lie side by side in a block; and a
//! code takes four bytes where a table that compares names takes some forty.

use super::interner::Interner;
use super::names::{NONE, Names};

/// Where the codes of numbered names lie.
#[derive(Clone)]
pub(super) struct Blocks {
    heads: Interner,
    /// [`BLOCK`] codes a head, [`NONE`] where there is no name.
    codes: Vec<u32>,
    /// Names that do not end in three digits.
    others: Interner,
    codes_of_others: Vec<u32>,
}

const DIGITS: usize = 3;
const BLOCK: usize = 1000;
/// More cells a name than this, and a table would take less memory.
const CELLS_A_NAME: usize = 8;

impl Blocks {
    /// The blocks of these names, if they fill them well enough.
    pub(super) fn of(names: &Names) -> Option<Blocks> {
        let mut blocks = Blocks {
            heads: Interner::default(),
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

    /// The code of `bytes[start..end]`, if it has one.
    #[inline(never)]
    pub(super) fn find(&self, bytes: &[u8], start: usize, end: usize) -> Option<u32> {
        let code = match number(&bytes[start..end]) {
            Some(number) => {
                let head = self.heads.find(bytes, start, end - DIGITS)?;
                self.codes[head as usize * BLOCK + number]
            }
            None => self.codes_of_others[self.others.find(bytes, start, end)? as usize],
        };
        (code != NONE).then_some(code)
    }

    /// The codes of many fields of `bytes`; [`NONE`] for each that is not there or is not numbered. Where they lie is found
    /// for all before the first is fetched, so that nothing has to be decided while memory is waited for.
    #[inline(never)]
    pub(super) fn find_numbered(&self, bytes: &[u8], fields: &[(u32, u32)], codes: &mut [u32]) {
        for (code, (start, end)) in codes.iter_mut().zip(fields) {
            let (start, end) = (*start as usize, *end as usize);
            let place = number(&bytes[start..end]).and_then(|number| {
                Some(self.heads.find(bytes, start, end - DIGITS)? * BLOCK as u32 + number as u32)
            });
            *code = place.unwrap_or(NONE);
        }
        for code in codes {
            *code = self.codes.get(*code as usize).copied().unwrap_or(NONE);
        }
    }

    /// Adds a name that is not there.
    pub(super) fn add(&mut self, name: &str, code: u32) {
        let Some(number) = number(name.as_bytes()) else {
            self.others.intern(name.as_bytes());
            self.codes_of_others.push(code);
            return;
        };
        let head = self.heads.intern(&name.as_bytes()[..name.len() - DIGITS]) as usize;
        if self.codes.len() == head * BLOCK {
            self.codes.resize((head + 1) * BLOCK, NONE);
        }
        self.codes[head * BLOCK + number] = code;
    }

    /// Whether the blocks stand too empty for so many names, or most names are not numbered.
    pub(super) fn are_sparse(&self, names: usize) -> bool {
        self.codes.len() > names * CELLS_A_NAME + 8 * BLOCK || self.codes_of_others.len() * 8 > names + 64
    }
}

/// The number that the last three digits of a name are.
#[inline]
fn number(name: &[u8]) -> Option<usize> {
    let [.., hundred, ten, one] = name else { return None };
    let [hundred, ten, one] = [hundred, ten, one].map(|digit| digit.wrapping_sub(b'0'));
    let all = hundred < 10 && ten < 10 && one < 10;
    all.then_some(usize::from(hundred) * 100 + usize::from(ten) * 10 + usize::from(one))
}
