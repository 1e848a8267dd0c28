//! Pairs of small integers: dense where there are few names, hashed where there are many.

use std::collections::HashMap;

/// Numbers each different pair of codes in order of first appearance.
pub(super) enum Pairs {
    Dense { names: usize, numbers: Vec<u32> },
    Hashed(HashMap<(u32, u32), u32>),
}

/// Up to so many cells a dense table is used: 2,048 names, 16 MiB.
const DENSE_CELLS: usize = 1 << 22;

fn is_dense(names: usize) -> bool {
    names.checked_mul(names).is_some_and(|cells| cells <= DENSE_CELLS)
}

impl Pairs {
    /// A table for pairs of codes below `names`.
    pub(super) fn new(names: usize) -> Pairs {
        match is_dense(names) {
            true => Pairs::Dense { names, numbers: vec![u32::MAX; names * names] },
            false => Pairs::Hashed(HashMap::new()),
        }
    }

    /// The number of a pair; `next`, if it is new. Called once a step, and so always put into the loop that calls it.
    #[inline(always)]
    pub(super) fn number(&mut self, from: u32, to: u32, next: usize) -> usize {
        let number = match self {
            Pairs::Dense { names, numbers } => &mut numbers[from as usize * *names + to as usize],
            Pairs::Hashed(numbers) => hashed(numbers, from, to),
        };
        if *number == u32::MAX {
            *number = next as u32;
        }
        *number as usize
    }
}

#[inline(never)]
fn hashed(numbers: &mut HashMap<(u32, u32), u32>, from: u32, to: u32) -> &mut u32 {
    numbers.entry((from, to)).or_insert(u32::MAX)
}

/// Counts pairs of codes. A log holds fewer than 2^32 events, so that no count of one part overflows.
pub(super) enum PairCounts {
    Dense { names: usize, counts: Vec<u32> },
    Hashed(HashMap<(u32, u32), u32>),
}

impl PairCounts {
    /// Counts for pairs of codes below `names`.
    pub(super) fn new(names: usize) -> PairCounts {
        match is_dense(names) {
            true => PairCounts::Dense { names, counts: vec![0; names * names] },
            false => PairCounts::Hashed(HashMap::new()),
        }
    }

    /// One more of this pair.
    #[inline]
    pub(super) fn add(&mut self, from: u32, to: u32) {
        match self {
            PairCounts::Dense { names, counts } => counts[from as usize * *names + to as usize] += 1,
            PairCounts::Hashed(counts) => *counts.entry((from, to)).or_insert(0) += 1,
        }
    }

    /// The pairs that occurred, in no particular order.
    pub(super) fn into_found(self) -> Vec<(u32, u32, u64)> {
        match self {
            PairCounts::Dense { names, counts } => {
                let pair = |(cell, count): (usize, u32)| {
                    (count > 0).then(|| ((cell / names) as u32, (cell % names) as u32, u64::from(count)))
                };
                counts.into_iter().enumerate().filter_map(pair).collect()
            }
            PairCounts::Hashed(counts) => {
                counts.into_iter().map(|((from, to), count)| (from, to, u64::from(count))).collect()
            }
        }
    }
}

/// The counts of several parts added up, in no particular order.
pub(super) fn added(parts: Vec<PairCounts>, names: usize) -> Vec<(u32, u32, u64)> {
    let mut pairs = Pairs::new(names);
    let mut all: Vec<(u32, u32, u64)> = Vec::new();
    for (from, to, count) in parts.into_iter().flat_map(PairCounts::into_found) {
        let number = pairs.number(from, to, all.len());
        if number == all.len() {
            all.push((from, to, 0));
        }
        all[number].2 += count;
    }
    all
}
