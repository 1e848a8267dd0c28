//! The codes of a column of names, in one, two or four bytes each, as many as its dictionary needs: memory touched for the first
//! time is dear, and most columns have few names.

use std::ops::Range;
use std::slice;

use super::Cells;
use super::codes::{Code, Codes};
use super::names::NONE;

/// A code for each event or need; the widest value of each width stands for [`NONE`].
#[derive(Debug, Clone)]
pub enum CodeCells {
    /// At most 255 names.
    Bytes(Cells<u8>),
    /// At most 65,535 names.
    Shorts(Cells<u16>),
    /// Any number of names.
    Words(Cells<u32>),
}

/// Codes next to each other. Cells that are lent have to be asked for: in a loop, look at a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSlice<'a> {
    /// In one byte each.
    Bytes(&'a [u8]),
    /// In two bytes each.
    Shorts(&'a [u16]),
    /// In four bytes each.
    Words(&'a [u32]),
}

impl Default for CodeCells {
    fn default() -> CodeCells {
        CodeCells::Bytes(Cells::default())
    }
}

impl From<Codes> for CodeCells {
    fn from(codes: Codes) -> CodeCells {
        match codes {
            Codes::Bytes(cells) => CodeCells::Bytes(cells.into()),
            Codes::Shorts(cells) => CodeCells::Shorts(cells.into()),
            Codes::Words(cells) => CodeCells::Words(cells.into()),
        }
    }
}

impl FromIterator<u32> for CodeCells {
    /// In as few bytes each as the codes need.
    fn from_iter<I: IntoIterator<Item = u32>>(codes: I) -> CodeCells {
        Codes::from_iter(codes).into()
    }
}

impl CodeCells {
    /// All codes.
    #[inline]
    pub fn all(&self) -> CodeSlice<'_> {
        match self {
            CodeCells::Bytes(cells) => CodeSlice::Bytes(cells),
            CodeCells::Shorts(cells) => CodeSlice::Shorts(cells),
            CodeCells::Words(cells) => CodeSlice::Words(cells),
        }
    }

    /// The code in a cell, [`NONE`] where there is no name.
    ///
    /// # Panics
    /// If there is no such cell.
    #[inline]
    pub fn at(&self, place: usize) -> u32 {
        self.all().at(place)
    }

    /// Some of the codes.
    ///
    /// # Panics
    /// If there are not so many cells.
    #[inline]
    pub fn part(&self, places: Range<usize>) -> CodeSlice<'_> {
        self.all().part(places)
    }

    /// All codes, in order.
    #[inline]
    pub fn iter(&self) -> CodeIter<'_> {
        self.all().iter()
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.all().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> CodeSlice<'a> {
    /// The code in a cell, [`NONE`] where there is no name.
    ///
    /// # Panics
    /// If there is no such cell.
    #[inline]
    pub fn at(self, place: usize) -> u32 {
        match self {
            CodeSlice::Bytes(cells) => cells[place].wide(),
            CodeSlice::Shorts(cells) => cells[place].wide(),
            CodeSlice::Words(cells) => cells[place],
        }
    }

    /// Some of the codes.
    ///
    /// # Panics
    /// If there are not so many cells.
    #[inline]
    pub fn part(self, places: Range<usize>) -> CodeSlice<'a> {
        match self {
            CodeSlice::Bytes(cells) => CodeSlice::Bytes(&cells[places]),
            CodeSlice::Shorts(cells) => CodeSlice::Shorts(&cells[places]),
            CodeSlice::Words(cells) => CodeSlice::Words(&cells[places]),
        }
    }

    /// The codes, in order.
    #[inline]
    pub fn iter(self) -> CodeIter<'a> {
        match self {
            CodeSlice::Bytes(cells) => CodeIter::Bytes(cells.iter()),
            CodeSlice::Shorts(cells) => CodeIter::Shorts(cells.iter()),
            CodeSlice::Words(cells) => CodeIter::Words(cells.iter()),
        }
    }

    /// The codes of the cells that have a name, in order.
    #[inline]
    pub fn known(self) -> impl DoubleEndedIterator<Item = u32> + 'a {
        self.iter().filter(|code| *code != NONE)
    }

    /// How many there are.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            CodeSlice::Bytes(cells) => cells.len(),
            CodeSlice::Shorts(cells) => cells.len(),
            CodeSlice::Words(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl<'a> IntoIterator for CodeSlice<'a> {
    type Item = u32;
    type IntoIter = CodeIter<'a>;

    #[inline]
    fn into_iter(self) -> CodeIter<'a> {
        self.iter()
    }
}

/// Codes, one after the other.
#[derive(Debug, Clone)]
pub enum CodeIter<'a> {
    /// In one byte each.
    Bytes(slice::Iter<'a, u8>),
    /// In two bytes each.
    Shorts(slice::Iter<'a, u16>),
    /// In four bytes each.
    Words(slice::Iter<'a, u32>),
}

impl Iterator for CodeIter<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        match self {
            CodeIter::Bytes(codes) => codes.next().map(|code| code.wide()),
            CodeIter::Shorts(codes) => codes.next().map(|code| code.wide()),
            CodeIter::Words(codes) => codes.next().copied(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            CodeIter::Bytes(codes) => codes.size_hint(),
            CodeIter::Shorts(codes) => codes.size_hint(),
            CodeIter::Words(codes) => codes.size_hint(),
        }
    }

    /// Asks for the width once, not for each code.
    #[inline]
    fn fold<B, F: FnMut(B, u32) -> B>(self, start: B, mut with: F) -> B {
        match self {
            CodeIter::Bytes(codes) => codes.fold(start, |all, code| with(all, code.wide())),
            CodeIter::Shorts(codes) => codes.fold(start, |all, code| with(all, code.wide())),
            CodeIter::Words(codes) => codes.fold(start, |all, code| with(all, *code)),
        }
    }
}

impl DoubleEndedIterator for CodeIter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        match self {
            CodeIter::Bytes(codes) => codes.next_back().map(|code| code.wide()),
            CodeIter::Shorts(codes) => codes.next_back().map(|code| code.wide()),
            CodeIter::Words(codes) => codes.next_back().copied(),
        }
    }
}

impl ExactSizeIterator for CodeIter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_codes_are_the_same_in_every_width(codes in prop::collection::vec(
            prop_oneof![0u32..400, 65_000u32..66_000, Just(NONE), 250u32..258], 0..60,
        ), widest in prop_oneof![Just(254u32), Just(255), Just(65_534), Just(u32::MAX - 1)]) {
            let codes: Vec<u32> = codes.into_iter().filter(|code| *code <= widest || *code == NONE).collect();
            let cells: CodeCells = codes.iter().copied().collect();
            prop_assert_eq!(cells.len(), codes.len());
            prop_assert_eq!(cells.iter().collect::<Vec<_>>(), codes.clone());
            prop_assert_eq!(cells.iter().rev().collect::<Vec<_>>(), codes.iter().rev().copied().collect::<Vec<_>>());
            let folded = cells.iter().fold(Vec::new(), |mut all, code| { all.push(code); all });
            prop_assert_eq!(folded, codes.clone());
            let half = codes.len() / 2;
            prop_assert_eq!(cells.part(half..codes.len()).iter().collect::<Vec<_>>(), &codes[half..]);
            for (place, code) in codes.iter().enumerate() {
                prop_assert_eq!(cells.at(place), *code);
            }
        }
    }

    #[test]
    fn a_code_takes_as_few_bytes_as_it_can() {
        let narrow = CodeCells::from_iter([0, 254, NONE]);
        assert!(matches!(narrow, CodeCells::Bytes(_)), "{narrow:?}");
        let wider = CodeCells::from_iter([0, 255, NONE]);
        assert!(matches!(wider, CodeCells::Shorts(_)), "{wider:?}");
        let widest = CodeCells::from_iter([0, 65_535, NONE]);
        assert!(matches!(widest, CodeCells::Words(_)), "{widest:?}");
    }
}
