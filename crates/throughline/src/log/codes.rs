//! Codes of names while reading, in as many bytes each as the dictionary needs so far: memory that is never touched costs
//! nothing, and most columns have few names.

use super::names::NONE;

/// A code for each row. It widens by itself when a code no longer fits.
#[derive(Debug, Clone)]
pub enum Codes {
    /// Fewer than 255 names.
    Bytes(Vec<u8>),
    /// Fewer than 65,535 names.
    Shorts(Vec<u16>),
    /// Any number of names.
    Words(Vec<u32>),
}

/// A code in one width. The largest value stands for [`NONE`].
pub(super) trait Code: Copy + Default + Send + Sync {
    const NONE: Self;
    /// The code in this width, if it fits.
    fn narrow(code: u32) -> Option<Self>;
    fn wide(self) -> u32;
    /// The code as a place in a list; that which stands for none is a place that no list has.
    fn place(self) -> usize;
}

impl Code for u8 {
    const NONE: u8 = u8::MAX;
    #[inline]
    fn narrow(code: u32) -> Option<u8> {
        if code == NONE { Some(u8::MAX) } else { u8::try_from(code).ok().filter(|code| *code != u8::MAX) }
    }
    #[inline]
    fn wide(self) -> u32 {
        if self == u8::MAX { NONE } else { u32::from(self) }
    }
    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }
}

impl Code for u16 {
    const NONE: u16 = u16::MAX;
    #[inline]
    fn narrow(code: u32) -> Option<u16> {
        if code == NONE { Some(u16::MAX) } else { u16::try_from(code).ok().filter(|code| *code != u16::MAX) }
    }
    #[inline]
    fn wide(self) -> u32 {
        if self == u16::MAX { NONE } else { u32::from(self) }
    }
    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }
}

impl Code for u32 {
    const NONE: u32 = NONE;
    #[inline]
    fn narrow(code: u32) -> Option<u32> {
        Some(code)
    }
    #[inline]
    fn wide(self) -> u32 {
        self
    }
    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

impl Default for Codes {
    fn default() -> Codes {
        Codes::Bytes(Vec::new())
    }
}

impl FromIterator<u32> for Codes {
    fn from_iter<I: IntoIterator<Item = u32>>(all: I) -> Codes {
        let mut codes = Codes::default();
        codes.extend(all);
        codes
    }
}

impl Extend<u32> for Codes {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, all: I) {
        let mut all = all.into_iter();
        self.reserve(all.size_hint().0);
        let mut some = [NONE; RUN];
        loop {
            let mut count = 0;
            for (cell, code) in some.iter_mut().zip(&mut all) {
                *cell = code;
                count += 1;
            }
            self.append(&some[..count]);
            if count < RUN {
                return;
            }
        }
    }
}

/// So many codes are added at once.
const RUN: usize = 128;

/// Adds codes up to the first that does not fit; answers how many did.
#[inline]
fn append_while_they_fit<C: Code>(cells: &mut Vec<C>, codes: &[u32]) -> usize {
    let fits = |code: &u32| C::narrow(*code).is_some();
    // Nearly always all do, and that is soon seen where there is nothing to decide for each.
    let all = codes.iter().fold(true, |all, code| all & fits(code));
    let fit = if all { codes.len() } else { codes.iter().take_while(|code| fits(code)).count() };
    cells.extend(codes[..fit].iter().map(|code| C::narrow(*code).unwrap_or(C::NONE)));
    fit
}

impl Codes {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Codes::Bytes(cells) => cells.len(),
            Codes::Shorts(cells) => cells.len(),
            Codes::Words(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row, [`NONE`] where there is no value.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Bytes(cells) => cells[row].wide(),
            Codes::Shorts(cells) => cells[row].wide(),
            Codes::Words(cells) => cells[row],
        }
    }

    /// The codes from a row on, in order.
    pub fn from(&self, row: usize) -> impl ExactSizeIterator<Item = u32> + '_ {
        (row..self.len()).map(|row| self.get(row))
    }

    /// All codes, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.from(0)
    }

    /// Adds a row.
    #[inline]
    pub fn push(&mut self, code: u32) {
        let fits = match self {
            Codes::Bytes(cells) => u8::narrow(code).map(|code| cells.push(code)),
            Codes::Shorts(cells) => u16::narrow(code).map(|code| cells.push(code)),
            Codes::Words(cells) => {
                cells.push(code);
                Some(())
            }
        };
        if fits.is_none() {
            self.widen();
            self.push(code);
        }
    }

    /// Adds rows.
    pub(super) fn append(&mut self, mut codes: &[u32]) {
        loop {
            let fit = match self {
                Codes::Bytes(cells) => append_while_they_fit(cells, codes),
                Codes::Shorts(cells) => append_while_they_fit(cells, codes),
                Codes::Words(cells) => append_while_they_fit(cells, codes),
            };
            codes = &codes[fit..];
            if codes.is_empty() {
                return;
            }
            self.widen();
        }
    }

    /// Gives a row another code.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set(&mut self, row: usize, code: u32) {
        let fits = match self {
            Codes::Bytes(cells) => u8::narrow(code).map(|code| cells[row] = code),
            Codes::Shorts(cells) => u16::narrow(code).map(|code| cells[row] = code),
            Codes::Words(cells) => {
                cells[row] = code;
                Some(())
            }
        };
        if fits.is_none() {
            self.widen();
            self.set(row, code);
        }
    }

    /// Gives every row the code that `of` makes of its own.
    pub fn change(&mut self, mut of: impl FnMut(u32) -> u32) {
        for row in 0..self.len() {
            self.set(row, of(self.get(row)));
        }
    }

    /// Makes it exactly `rows` long: rows without a value are added, or the last ones dropped.
    pub fn resize(&mut self, rows: usize) {
        match self {
            Codes::Bytes(cells) => cells.resize(rows, Code::NONE),
            Codes::Shorts(cells) => cells.resize(rows, Code::NONE),
            Codes::Words(cells) => cells.resize(rows, Code::NONE),
        }
    }

    /// Keeps the rows for which `keep` says so; it is asked once a row from `from` on, in order.
    pub fn retain(&mut self, from: usize, keep: &[bool]) {
        match self {
            Codes::Bytes(cells) => super::rows::retain(cells, from, keep),
            Codes::Shorts(cells) => super::rows::retain(cells, from, keep),
            Codes::Words(cells) => super::rows::retain(cells, from, keep),
        }
    }

    /// Bytes a code.
    pub(super) fn width(&self) -> usize {
        match self {
            Codes::Bytes(_) => 1,
            Codes::Shorts(_) => 2,
            Codes::Words(_) => 4,
        }
    }

    /// Keeps room for so many more.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Codes::Bytes(cells) => cells.reserve(more),
            Codes::Shorts(cells) => cells.reserve(more),
            Codes::Words(cells) => cells.reserve(more),
        }
    }

    /// Takes the next width, with the same room.
    #[cold]
    pub(super) fn widen(&mut self) {
        fn wider<A: Code, B: Code>(cells: &[A], room: usize) -> Vec<B> {
            let mut wider = Vec::with_capacity(room);
            wider.extend(cells.iter().map(|code| B::narrow(code.wide()).unwrap_or(B::NONE)));
            wider
        }
        *self = match self {
            Codes::Bytes(cells) => Codes::Shorts(wider(cells, cells.capacity())),
            Codes::Shorts(cells) => Codes::Words(wider(cells, cells.capacity())),
            Codes::Words(cells) => Codes::Words(std::mem::take(cells)),
        };
    }

    /// In four bytes each.
    pub(super) fn into_words(mut self) -> Vec<u32> {
        loop {
            match self {
                Codes::Words(cells) => return cells,
                _ => self.widen(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_fits_or_not_is_kept(codes in prop::collection::vec(
            prop_oneof![0u32..400, 65_000u32..66_000, Just(NONE), Just(u32::MAX - 1)], 0..400,
        ), other in 0u32..100_000) {
            let mut kept: Codes = codes.iter().copied().collect();
            prop_assert_eq!(kept.iter().collect::<Vec<_>>(), codes.clone());
            if !codes.is_empty() {
                kept.set(codes.len() / 2, other);
                let mut want = codes.clone();
                want[codes.len() / 2] = other;
                prop_assert_eq!(kept.into_words(), want);
            }
        }
    }
}
