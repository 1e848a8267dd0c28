//! Pairs of small integers to small integers: dense where there are few names, hashed where there are many.

use std::collections::HashMap;

/// Numbers each different pair of codes in order of first appearance.
pub(super) enum Pairs {
    Dense { names: usize, numbers: Vec<u32> },
    Hashed(HashMap<(u32, u32), u32>),
}

/// Up to so many cells a dense table is used: 2,048 names, 16 MiB.
const DENSE_CELLS: usize = 1 << 22;

impl Pairs {
    /// A table for pairs of codes below `names`.
    pub(super) fn new(names: usize) -> Pairs {
        match names.checked_mul(names) {
            Some(cells) if cells <= DENSE_CELLS => Pairs::Dense { names, numbers: vec![u32::MAX; cells] },
            _ => Pairs::Hashed(HashMap::new()),
        }
    }

    /// The number of a pair; `next`, if it is new.
    #[inline]
    pub(super) fn number(&mut self, from: u32, to: u32, next: usize) -> usize {
        let number = match self {
            Pairs::Dense { names, numbers } => &mut numbers[from as usize * *names + to as usize],
            Pairs::Hashed(numbers) => numbers.entry((from, to)).or_insert(u32::MAX),
        };
        if *number == u32::MAX {
            *number = next as u32;
        }
        *number as usize
    }
}
