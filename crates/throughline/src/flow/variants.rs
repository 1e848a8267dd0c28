//! The whole paths of needs, and how many needs took each.
//!
//! Question: in how many ways does a need go through the service? Formula: needs by the sequence of their activities (order of
//! time, ties in the order of the source). Source: van der Aalst, *Process Mining*, 2nd ed. 2016, chapter 5; equal to pm4py's
//! `get_variants`. A path is found by a key; a short path is its own key, a longer one is then compared activity by activity, so
//! that two different paths are never taken for one. Where it misleads: many paths are not disorder where people differ; and a
//! need still open shows a path that has not come to its end.

use std::cmp::Ordering;
use std::ops::Range;

use super::side_by_side::side_by_side;
use crate::log::{CodeSlice, Field, Log, NONE, NameColumn};
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
    let packing = Packing::of(column.names.ranks());
    let path = |found: &Found| column.codes.part(log.need(found.need).events);
    let ranks = |found: &Found| path(found).known().map(|code| packing.rank[code as usize]);
    // Ties are broken by names, not codes, so that the order of the rows changes nothing; nearly always the start of the path is enough.
    let order = |(a, a_start): &(Found, Key), (b, b_start): &(Found, Key)| {
        let by_start = b.needs.cmp(&a.needs).then(a_start.cmp(b_start));
        by_start.then_with(|| match (a.key | b.key) & LONG {
            0 => Ordering::Equal,
            _ => ranks(a).cmp(ranks(b)),
        })
    };
    let commonest = |mut found: Vec<(Found, Key)>| {
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found
    };
    let shares = each_share(
        log,
        column,
        &packing,
        threads,
        |_| 0,
        |found| {
            let needs = found.iter().map(|found| u64::from(found.needs)).sum::<u64>();
            let paths = found.len() as u64;
            let with_start = |found: Found| {
                let start = if found.key & LONG == 0 { found.key } else { packing.start(path(&found)) };
                (found, start)
            };
            (paths, needs, commonest(found.into_iter().map(with_start).collect()))
        },
    );
    let (mut count, mut needs, mut all) = (0, 0, Vec::new());
    for (paths, of_needs, found) in shares {
        count += paths;
        needs += of_needs;
        all.extend(found);
    }
    let mut shown = commonest(all);
    shown.sort_unstable_by(order);
    let variant =
        |(f, _): &(Found, Key)| Variant { activities: path(f).known().collect(), needs: u64::from(f.needs) };
    Variants { shown: shown.iter().map(variant).collect(), count, needs }
}

/// The needs of every path and kind together, where `kind_of` tells the kind of a need; in no particular order.
pub(super) fn by_kind(log: &Log, threads: usize, kind_of: impl Fn(u32) -> u32 + Sync) -> Vec<(u32, u64)> {
    let Some(column) = log.names(Field::Activity) else { return Vec::new() };
    let packing = Packing::of(column.names.ranks());
    let kinds = |found: Vec<Found>| found.iter().map(|f| (f.kind, u64::from(f.needs))).collect::<Vec<_>>();
    each_share(log, column, &packing, threads, kind_of, kinds).concat()
}

/// A path: the first need with it, and how many have it. There can be nearly as many as needs.
struct Found {
    key: Key,
    kind: u32,
    need: u32,
    needs: u32,
}

/// Its 63 bits hold twelve events of up to 31 activities. There is a key for every need: more than eight bytes would be more work for all.
type Key = u64;

/// How paths become keys. A short path is its own key: the ranks of its activities side by side, so that keys sort as the names
/// of their activities do. A longer one has a hash, and is compared activity by activity.
struct Packing {
    rank: Vec<u32>,
    bits: u32,
    most: u32,
}

/// The bit that marks the key of a path too long to be its own.
const LONG: Key = 1 << 63;
/// The key of a need without any activity.
const NO_PATH: Key = 0;

impl Packing {
    fn of(rank: Vec<u32>) -> Packing {
        // One more than a rank has to fit, since nought is the end of the path.
        let bits = (usize::BITS - rank.len().leading_zeros()).max(1);
        Packing { rank, bits, most: (LONG.trailing_zeros()) / bits }
    }

    #[inline]
    fn key(&self, codes: CodeSlice<'_>) -> Key {
        let (start, long) = self.packed(codes);
        if long { LONG | hash(codes) } else { start }
    }

    /// The key of the start of a path, as much as fits: starts sort as the paths do, where these do not start alike.
    fn start(&self, codes: CodeSlice<'_>) -> Key {
        self.packed(codes).0
    }

    /// The ranks of the first activities side by side, and whether there are more.
    #[inline]
    fn packed(&self, codes: CodeSlice<'_>) -> (Key, bool) {
        let (mut key, mut free, mut long) = (NO_PATH, self.bits * self.most, false);
        codes.known().for_each(|code| {
            long |= free == 0;
            if !long {
                free -= self.bits;
                key |= Key::from(self.rank[code as usize] + 1) << free;
            }
        });
        (key, long)
    }
}

/// A rolling product, folded; events without an activity are passed over.
fn hash(codes: CodeSlice<'_>) -> u64 {
    codes.known().fold(0, |hash, code| fold(hash ^ u64::from(code)).wrapping_add(1))
}

fn fold(value: u64) -> u64 {
    let wide = u128::from(value ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
    (wide as u64) ^ (wide >> 64) as u64
}

/// Where a key goes: the high bits choose the share, the low bits the place in its table.
fn spread(key: Key) -> u64 {
    fold(key)
}

/// So many shares the keys are cut into: enough that the paths of one share lie in the cache nearest to the processor.
const SHARES: usize = 256;

/// What `work` makes of the paths of each share; these are in no particular order, but always the same.
///
/// First every need gets a key, threads side by side; then the keys are cut into shares, and each share is counted by itself: a
/// path is in one share only, so nothing has to be merged.
fn each_share<T: Send>(
    log: &Log,
    column: &NameColumn,
    packing: &Packing,
    threads: usize,
    kind_of: impl Fn(u32) -> u32 + Sync,
    work: impl Fn(Vec<Found>) -> T + Sync,
) -> Vec<T> {
    let (codes, first_event) = (column.codes.all(), &log.columns().first_event[..]);
    let parts = log.each_part(threads, |needs| {
        // Hardly any share gets an eighth more than the others.
        let room = needs.len() / SHARES * 9 / 8;
        let room = || (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut shares: Vec<(Vec<Key>, Vec<u32>)> = (0..SHARES).map(|_| room()).collect();
        for need in needs {
            let key = packing.key(codes.part(need.events));
            if key != NO_PATH {
                let (keys, needs) = &mut shares[(spread(key) >> 56) as usize];
                keys.push(key);
                needs.push(need.index);
            }
        }
        shares
    });
    let mut all: Vec<Option<T>> = (0..SHARES).map(|_| None).collect();
    side_by_side(
        all.iter_mut().enumerate(),
        threads,
        || (),
        |(), (share, done)| {
            let of_share = || parts.iter().map(|part| &part[share]);
            let mut table = Table::new(codes, first_event, of_share().map(|(keys, _)| keys.len()).sum());
            for (keys, needs) in of_share() {
                keys.iter().zip(needs).for_each(|(key, need)| table.add(*key, kind_of(*need), *need));
            }
            *done = Some(work(table.found));
        },
    );
    all.into_iter().flatten().collect()
}

/// Paths by their keys: an open-addressed table of places in `found`, at a load of at most one half.
struct Table<'a> {
    codes: CodeSlice<'a>,
    first_event: &'a [u64],
    slots: Vec<u32>,
    found: Vec<Found>,
}

impl<'a> Table<'a> {
    /// A table for the paths of so many needs; it grows where these are many and all different.
    fn new(codes: CodeSlice<'a>, first_event: &'a [u64], needs: usize) -> Table<'a> {
        let slots = (needs * 2).next_power_of_two().clamp(1 << 6, 1 << 14);
        Table { codes, first_event, slots: vec![NONE; slots], found: Vec::new() }
    }

    fn events(&self, need: u32) -> Range<usize> {
        self.first_event[need as usize] as usize..self.first_event[need as usize + 1] as usize
    }

    #[inline]
    fn add(&mut self, key: Key, kind: u32, need: u32) {
        let mask = self.slots.len() - 1;
        let mut place = spread(key) as usize & mask;
        while self.slots[place] != NONE {
            let number = self.slots[place] as usize;
            let found = &self.found[number];
            if found.key == key && found.kind == kind && (key & LONG == 0 || self.is_path_of(found, need)) {
                self.found[number].needs += 1;
                return;
            }
            place = (place + 1) & mask;
        }
        self.slots[place] = self.found.len() as u32;
        self.found.push(Found { key, kind, need, needs: 1 });
        if self.found.len() * 2 > self.slots.len() {
            self.grow();
        }
    }

    fn is_path_of(&self, found: &Found, need: u32) -> bool {
        let path = self.codes.part(self.events(found.need));
        let here = self.codes.part(self.events(need));
        path == here || path.known().eq(here.known())
    }

    fn grow(&mut self) {
        self.slots = vec![NONE; self.slots.len() * 4];
        let mask = self.slots.len() - 1;
        for (number, found) in self.found.iter().enumerate() {
            let mut place = spread(found.key) as usize & mask;
            while self.slots[place] != NONE {
                place = (place + 1) & mask;
            }
            self.slots[place] = number as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_the_same_key_stay_apart() {
        let codes = [1, 2, 3, 1, 2, 4, 1, 2, 3, 1, NONE, 2, 3];
        let mut table = Table::new(CodeSlice::Words(&codes), &[0, 3, 6, 9, 13], 4);
        (0..4).for_each(|need| table.add(LONG | 7, 0, need));
        let found: Vec<_> = table.found.iter().map(|found| (found.need, found.needs)).collect();
        assert_eq!(found, [(0, 3), (1, 1)]);
    }

    #[test]
    fn keys_of_short_paths_sort_as_the_paths_do() {
        let paths: [&[u32]; 6] = [&[], &[0], &[0, 0], &[0, 1], &[1], &[1, 0, 9]];
        for names in [10, 127, 128, 1 << 20] {
            let packing = Packing::of((0..names).collect());
            let keys: Vec<Key> = paths.iter().map(|path| packing.key(CodeSlice::Words(path))).collect();
            assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]), "{names}");
            assert_eq!(keys.iter().filter(|key| **key & LONG != 0).count(), 0);
            let long = vec![names - 1; packing.most as usize + 1];
            assert_ne!(packing.key(CodeSlice::Words(&long)) & LONG, 0);
            assert_eq!(packing.key(CodeSlice::Words(&long[1..])) & LONG, 0);
        }
    }
}
