//! The whole paths of needs, and how many needs took each.
//!
//! Question: in how many ways does a need go through the service? Formula: needs by the sequence of their activities (order of
//! time, ties in the order of the source). Source: van der Aalst, *Process Mining*, 2nd ed. 2016, chapter 5; equal to pm4py's
//! `get_variants`. Paths are found by a 64-bit key and then compared activity by activity, so that two different paths are
//! never taken for one. Where it misleads: many paths are not disorder where people differ; and a need still open shows a path
//! that has not come to its end.

use std::cmp::Ordering;

use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Measure, Paths, Reading, Shape, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.variants",
    asks: "In how many ways does a need go through the service?",
    unit: "needs",
    formula: "needs by the sequence of their activities",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, chapter 5",
    misleads: "Many paths are not disorder where people's needs differ; open needs show paths not yet ended.",
    read,
};

/// One path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The codes of its activities.
    pub activities: Vec<u32>,
    /// How many needs took it.
    pub needs: u64,
}

/// The commonest paths, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variants {
    /// Most needs first, ties by the names of the activities; at most as many as were asked for.
    pub shown: Vec<Variant>,
    /// How many different paths there are, shown or not.
    pub count: u64,
    /// How many needs have a path: those with at least one activity.
    pub needs: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(column) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let variants = variants(log, ask.threads, Paths::SHOWN);
    let Some(top) = variants.shown.first() else {
        return Reading::not_enough("no event says what was done");
    };
    let says = format!(
        "{} went {}; the commonest, of {}, was taken by {} of them.",
        counted(variants.needs, "need", "needs"),
        counted(variants.count, "way", "different ways"),
        counted(top.activities.len() as u64, "step", "steps"),
        percent(top.needs as f64 / variants.needs as f64),
    );
    let paths = Paths {
        names: column.names.iter().map(str::to_string).collect(),
        count: variants.count,
        paths: variants.shown.into_iter().map(|variant| (variant.activities, variant.needs)).collect(),
    };
    Reading::of(says, variants.needs, "needs", Shape::Paths(paths))
        .leaving_out("needs that do not say what was done", log.need_count() as u64 - variants.needs)
}

/// The `most` commonest paths.
pub fn variants(log: &Log, threads: usize, most: usize) -> Variants {
    let Some(column) = log.names(Field::Activity) else {
        return Variants { shown: Vec::new(), count: 0, needs: 0 };
    };
    let mut found = found(log, column, threads);
    let (count, needs) = (found.len() as u64, found.iter().map(|found| found.needs).sum());
    let path = |found: &Found| known(&column.codes[found.first_event..][..found.events]);
    // Ties are broken by names, not codes, so that the order of the rows changes nothing. Most are settled by the first few
    // activities, packed into one integer.
    let rank = column.names.ranks();
    let rank_of = |code: u32| rank[code as usize];
    for found in &mut found {
        found.first_ranks = packed(path(found).map(rank_of));
    }
    let order = |a: &Found, b: &Found| {
        let by_needs = b.needs.cmp(&a.needs);
        by_needs.then_with(|| a.first_ranks.cmp(&b.first_ranks)).then_with(|| match a.events.max(b.events) {
            0..=PACKED => Ordering::Equal,
            _ => path(a).map(rank_of).cmp(path(b).map(rank_of)),
        })
    };
    if found.len() > most {
        found.select_nth_unstable_by(most, order);
        found.truncate(most);
    }
    found.sort_unstable_by(order);
    let shown = found.iter().map(|f| Variant { activities: path(f).collect(), needs: f.needs }).collect();
    Variants { shown, count, needs }
}

/// A path: where in the columns the first need with it lies, and how many have it.
struct Found {
    first_event: usize,
    events: usize,
    needs: u64,
    first_ranks: u128,
}

fn known(codes: &[u32]) -> impl Iterator<Item = u32> + '_ {
    codes.iter().copied().filter(|code| *code != NONE)
}

/// So many activities are packed for sorting.
const PACKED: usize = 4;

/// The first ranks of a path in one integer that sorts as they do; a path that ends earlier comes first.
fn packed(ranks: impl Iterator<Item = u32>) -> u128 {
    let mut all = 0u128;
    let mut count = 0;
    for rank in ranks.take(PACKED) {
        all = all << 32 | u128::from(rank + 1);
        count += 1;
    }
    all << (32 * (PACKED - count))
}

/// All paths, in no particular order but always the same.
///
/// First every need gets a key, threads side by side; then each thread takes the keys of its own share of all keys, so that
/// nothing has to be merged: a path is in one share only.
fn found(log: &Log, column: &NameColumn, threads: usize) -> Vec<Found> {
    let codes = &column.codes[..];
    let keys = log.each_part(threads, |needs| {
        needs.map(|need| key(&codes[need.events.clone()])).collect::<Vec<u64>>()
    });
    let shares = threads.max(1);
    let take = |share: usize| {
        let mut table = Table::new(codes);
        let keys = keys.iter().flatten();
        for (key, need) in keys.zip(log.needs()) {
            // The high bits choose the share; the low bits the place in its table.
            if *key != NO_PATH && (u128::from(*key) * shares as u128 >> 64) as usize == share {
                table.add(*key, need.events);
            }
        }
        table.found
    };
    std::thread::scope(|scope| {
        let take = &take;
        let others: Vec<_> = (1..shares).map(|share| scope.spawn(move || take(share))).collect();
        let mut all = take(0);
        for share in others {
            all.append(&mut crate::log::join(share));
        }
        all
    })
}

/// The key of a need without any activity.
const NO_PATH: u64 = 0;

/// A rolling 128-bit product folded to 64 bits; events without an activity are passed over.
fn key(codes: &[u32]) -> u64 {
    let mut key = 0x9e37_79b9_7f4a_7c15u64;
    let mut some = false;
    for code in known(codes) {
        let wide = u128::from(key ^ u64::from(code)) * 0xd6e8_feb8_6659_fd93;
        key = ((wide as u64) ^ (wide >> 64) as u64).wrapping_add(0xe703_7ed1_a0b4_28db);
        some = true;
    }
    if some { key.max(NO_PATH + 1) } else { NO_PATH }
}

/// Paths by their keys: an open-addressed table of places in `found`, at a load of at most one half.
struct Table<'a> {
    codes: &'a [u32],
    slots: Vec<(u64, u32)>,
    found: Vec<Found>,
}

impl<'a> Table<'a> {
    fn new(codes: &'a [u32]) -> Table<'a> {
        Table { codes, slots: vec![(NO_PATH, 0); 1 << 10], found: Vec::new() }
    }

    #[inline]
    fn add(&mut self, key: u64, events: std::ops::Range<usize>) {
        let mask = self.slots.len() - 1;
        let mut place = key as usize & mask;
        loop {
            let (known_key, number) = self.slots[place];
            if known_key == NO_PATH {
                break;
            }
            if known_key == key {
                let found = &mut self.found[number as usize];
                let path = &self.codes[found.first_event..][..found.events];
                let here = &self.codes[events.clone()];
                if path == here || known(path).eq(known(here)) {
                    found.needs += 1;
                    return;
                }
            }
            place = (place + 1) & mask;
        }
        self.slots[place] = (key, self.found.len() as u32);
        self.found.push(Found { first_event: events.start, events: events.len(), needs: 1, first_ranks: 0 });
        if self.found.len() * 2 > self.slots.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(NO_PATH, 0); old.len() * 2];
        let mask = self.slots.len() - 1;
        for (key, number) in old.into_iter().filter(|(key, _)| *key != NO_PATH) {
            let mut place = key as usize & mask;
            while self.slots[place].0 != NO_PATH {
                place = (place + 1) & mask;
            }
            self.slots[place] = (key, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_the_same_key_stay_apart() {
        let codes = [1, 2, 3, 1, 2, 4, 1, 2, 3, 1, NONE, 2, 3];
        let mut table = Table::new(&codes);
        for events in [0..3, 3..6, 6..9, 9..13] {
            table.add(7, events);
        }
        let found: Vec<_> = table.found.iter().map(|found| (found.first_event, found.needs)).collect();
        assert_eq!(found, [(0, 3), (3, 1)]);
    }

    #[test]
    fn packed_ranks_sort_as_the_paths_do() {
        let paths: [&[u32]; 5] = [&[0], &[0, 0], &[0, 1], &[1], &[1, 0, 2, 3, 9]];
        let packed: Vec<_> = paths.iter().map(|path| packed(path.iter().copied())).collect();
        assert!(packed.is_sorted() && packed.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
