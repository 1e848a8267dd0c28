//! The order of the log: needs numbered by first appearance, their events next to each other and in order of time.
//!
//! Each row is told once where its event lies (a counting sort, in the memory that held the row's need); then each column is put
//! there in turn, so that no copy of it is made on the way.

use std::ops::Range;

use super::codes::Codes;
use super::instants::{Instants, microseconds};
use super::interner::Interner;
use super::join;
use super::names::{NONE, Names};
use super::pieces::{Joined, Source};

/// The need of every row, in the pieces in which the rows were read.
pub(super) struct Needs {
    names: Names,
    rows: Vec<Vec<u32>>,
    /// Pieces next to each other with about equally many rows: one run for each thread.
    runs: Vec<Range<usize>>,
    /// How many events each need has in each run (needs beyond the last have none); nothing if needs are missing or not numbered
    /// by first appearance.
    counts: Option<Vec<Vec<u32>>>,
}

impl Needs {
    /// `lens` tells how many rows each piece has.
    pub(super) fn of(source: Source, lens: &[usize], threads: usize) -> Needs {
        let (names, codes, joined) = source.names(threads);
        let runs = runs_of(lens, threads);
        let mut rows: Vec<Vec<u32>> = Vec::new();
        let mut counts = Some(Vec::new());
        std::thread::scope(|scope| {
            let (mut codes, joined) = (codes.into_iter(), &joined);
            let mut running = Vec::new();
            for pieces in runs.clone() {
                let codes: Vec<_> = codes.by_ref().take(pieces.len()).collect();
                running.push(scope.spawn(move || counted(codes, pieces.start, lens, joined)));
            }
            for (more, counted) in running.into_iter().map(join) {
                rows.extend(more);
                counts = counts.take().zip(counted).map(|(mut all, counted)| {
                    all.push(counted);
                    all
                });
            }
        });
        Needs { names, rows, runs, counts }
    }

    /// Whether the need of some row is not known.
    pub(super) fn some_missing(&self) -> bool {
        self.counts.is_none() && self.rows.iter().any(|rows| rows.contains(&NONE))
    }

    /// Has the needs of all rows changed.
    pub(super) fn change<T>(&mut self, change: impl FnOnce(&mut Interner, &mut [u32]) -> T) -> T {
        let (mut names, mut all) = (Interner::of(std::mem::take(&mut self.names)), self.rows.concat());
        let answer = change(&mut names, &mut all);
        self.names = names.into_names();
        let mut all = all.into_iter();
        for rows in &mut self.rows {
            rows.iter_mut().zip(&mut all).for_each(|(need, changed)| *need = changed);
        }
        self.counts = None;
        answer
    }

    /// How many events each need has in each run, once all needs are numbered by first appearance. Readers number them so
    /// already; this only changes something where rows were refused or linked. Names that no row uses are dropped.
    fn number(&mut self) -> Vec<Vec<u32>> {
        if let Some(counts) = self.counts.take() {
            return counts;
        }
        let mut to = vec![NONE; self.names.len()];
        let mut renamed = Names::default();
        let mut all_counts = Vec::new();
        for pieces in &self.runs {
            let mut counts = vec![0; renamed.len()];
            for need in self.rows[pieces.clone()].iter_mut().flatten() {
                let new = &mut to[*need as usize];
                if *new == NONE {
                    *new = renamed.push(self.names.get(*need));
                    counts.push(0);
                }
                *need = *new;
                counts[*new as usize] += 1;
            }
            all_counts.push(counts);
        }
        self.names = renamed;
        all_counts
    }
}

/// Pieces next to each other, so that each run of them has about equally many rows.
fn runs_of(lens: &[usize], threads: usize) -> Vec<Range<usize>> {
    let rows = lens.iter().sum::<usize>().max(1);
    let mut before = 0;
    let mut run_of_piece = Vec::new();
    for len in lens {
        run_of_piece.push((before + len / 2) * threads.max(1) / rows);
        before += len;
    }
    let mut first = 0;
    run_of_piece
        .chunk_by(|a, b| a == b)
        .map(|run| {
            first += run.len();
            first - run.len()..first
        })
        .collect()
}

/// The needs of all rows in the pieces from `first` on; and how many events each need has there, if all needs that are new in a piece appear
/// there in the order of their numbers.
fn counted(
    pieces: Vec<Codes>,
    first: usize,
    lens: &[usize],
    joined: &Joined,
) -> (Vec<Vec<u32>>, Option<Vec<u32>>) {
    let mut next = first.checked_sub(1).map_or(0, |before| joined.ends[before]) as u32;
    let (mut all, mut counts, mut in_order) = (Vec::new(), Vec::new(), true);
    for (codes, piece) in pieces.into_iter().zip(first..) {
        let mut rows = codes.into_words();
        counts.resize(joined.ends[piece], 0);
        for need in &mut rows {
            *need = joined.code(piece, *need);
            next += u32::from(*need == next);
            in_order &= *need < next;
            if let Some(count) = counts.get_mut(*need as usize) {
                *count += 1;
            }
        }
        in_order &= rows.len() == lens[piece] && next as usize == joined.ends[piece];
        rows.resize(lens[piece], NONE);
        all.push(rows);
    }
    (all, in_order.then_some(counts))
}

/// Where each need starts, and where the event of each row lies.
pub(super) struct Order {
    pub(super) need_names: Names,
    pub(super) first_event: Vec<u64>,
    pub(super) at_us: Vec<i64>,
    pub(super) out_of_order: u64,
    places: Vec<Places>,
    shares: Vec<Share>,
}

/// Where the rows of a piece go; within a need they keep the order of the rows.
struct Places {
    rows: Vec<u32>,
    /// Between which places the rows of each stretch go.
    reaches: Vec<Range<usize>>,
}

/// So many rows of a piece make a stretch. In a log in order of time they go to places near each other, so that most stretches are of
/// one share only.
const STRETCH: usize = 1 << 12;

impl Places {
    /// Of the needs of the rows, and where the next event of each need goes.
    fn of(mut rows: Vec<u32>, next: &mut [u32]) -> Places {
        let stretches = rows.chunks_mut(STRETCH).map(|stretch| {
            for need in &mut *stretch {
                let next = &mut next[*need as usize];
                *need = *next;
                *next += 1;
            }
            let [least, most] = [stretch.iter().min(), stretch.iter().max()];
            least.map_or(0, |place| *place as usize)..most.map_or(0, |place| *place as usize + 1)
        });
        let reaches = stretches.collect();
        Places { rows, reaches }
    }
}

/// The events that one thread puts in their places: those of some needs next to each other.
struct Share {
    events: Range<usize>,
    needs: Range<usize>,
    /// Needs whose rows were not in order of time: their events, and for each of these which of them it was before.
    moved: Vec<(Range<usize>, Vec<u32>)>,
}

impl Order {
    /// Numbers needs by first appearance; brings their rows together and in time order.
    pub(super) fn of(mut needs: Needs, at: Vec<Instants>, threads: usize) -> Order {
        let mut counts = needs.number();
        let first_event = starts(needs.names.len(), &mut counts);
        let Needs { names, rows, runs, .. } = needs;
        let places = std::thread::scope(|scope| {
            let (mut rows, mut running) = (rows.into_iter(), Vec::new());
            for (pieces, mut next) in runs.into_iter().zip(counts) {
                let rows: Vec<_> = rows.by_ref().take(pieces.len()).collect();
                let places = move || rows.into_iter().map(|rows| Places::of(rows, &mut next)).collect();
                running.push(scope.spawn(places));
            }
            running.into_iter().flat_map(join::<Vec<Places>>).collect()
        });
        let shares = shares_of(&first_event, threads);
        let mut order =
            Order { need_names: names, first_event, at_us: Vec::new(), out_of_order: 0, places, shares };
        let mut times = order.put_times(at);
        order.sort(&mut times);
        order.at_us = times;
        order
    }

    /// The times of all pieces in the order of the log.
    fn put_times(&self, mut pieces: Vec<Instants>) -> Vec<i64> {
        let in_seconds = pieces.iter().map(|piece| match piece {
            Instants::Seconds(at) => Some((&at[..], microseconds)),
            Instants::Microseconds(_) => None,
        });
        if let Some(pieces) = in_seconds.collect::<Option<Vec<_>>>() {
            return self.put(&pieces, 0);
        }
        let same = |us: i64| us;
        let pieces: Vec<_> = pieces.iter_mut().map(|piece| (&piece.widened()[..], same)).collect();
        self.put(&pieces, 0)
    }

    /// The cells of all pieces in the order of the log, each made of what stands in its row; `missing` where a piece lacks the
    /// column.
    pub(super) fn put<T: Copy + Sync, U: Copy + Default + Send + Sync>(
        &self,
        pieces: &[(&[T], impl Fn(T) -> U + Sync)],
        missing: U,
    ) -> Vec<U> {
        let mut out = vec![U::default(); self.shares.last().map_or(0, |share| share.events.end)];
        std::thread::scope(|scope| {
            let mut left = &mut out[..];
            for share in &self.shares {
                let (here, rest) = left.split_at_mut(share.events.len());
                left = rest;
                scope.spawn(move || {
                    for (places, (cells, of)) in self.places.iter().zip(pieces) {
                        share.put(places, here, cells, of, missing);
                    }
                    share.move_late(here);
                });
            }
        });
        out
    }

    /// Finds the needs of which the times are not in order, and sorts these.
    fn sort(&mut self, times: &mut [i64]) {
        let first_event = &self.first_event;
        std::thread::scope(|scope| {
            let (mut left, mut running) = (times, Vec::new());
            for share in &mut self.shares {
                let (here, rest) = left.split_at_mut(share.events.len());
                left = rest;
                running.push(scope.spawn(move || {
                    let out_of_order = share.find_late(here, first_event);
                    share.move_late(here);
                    out_of_order
                }));
            }
            self.out_of_order = running.into_iter().map(join).sum();
        });
    }
}

impl Share {
    /// Puts the cells of a piece that belong here; `missing` for the rows beyond its cells.
    #[inline]
    fn put<T: Copy, U: Copy>(
        &self,
        places: &Places,
        out: &mut [U],
        cells: &[T],
        of: impl Fn(T) -> U,
        missing: U,
    ) {
        let stretches = places.rows.chunks(STRETCH).zip(&places.reaches).enumerate();
        for (number, (rows, reach)) in stretches {
            if reach.start >= self.events.end || reach.end <= self.events.start {
                continue;
            }
            let cells = cells.get(number * STRETCH..).unwrap_or_default();
            let here = |place: &u32| (*place as usize).wrapping_sub(self.events.start);
            for (place, cell) in rows.iter().zip(cells) {
                if let Some(out) = out.get_mut(here(place)) {
                    *out = of(*cell);
                }
            }
            for place in rows.iter().skip(cells.len()) {
                if let Some(out) = out.get_mut(here(place)) {
                    *out = missing;
                }
            }
        }
    }

    /// Notes the needs of which the times are not in order; answers how many rows stood after a later one of their need.
    fn find_late(&mut self, times: &[i64], first_event: &[u64]) -> u64 {
        let mut out_of_order = 0;
        let place = |need: usize| first_event[need] as usize - self.events.start;
        for need in self.needs.clone() {
            let events = place(need)..place(need + 1);
            let here = &times[events.clone()];
            if here.is_sorted() {
                continue;
            }
            let mut latest = i64::MIN;
            for at in here {
                out_of_order += u64::from(*at < latest);
                latest = latest.max(*at);
            }
            let mut from: Vec<u32> = (0..here.len() as u32).collect();
            from.sort_by_key(|event| here[*event as usize]);
            self.moved.push((events, from));
        }
        out_of_order
    }

    /// Brings the events of needs that were not in order of time into it.
    fn move_late<T: Copy>(&self, out: &mut [T]) {
        let mut before = Vec::new();
        for (events, from) in &self.moved {
            let here = &mut out[events.clone()];
            before.clear();
            before.extend_from_slice(here);
            here.iter_mut().zip(from).for_each(|(cell, from)| *cell = before[*from as usize]);
        }
    }
}

/// Where the events of each need start, and where all end. Of how many events each need has in a run, it makes where the first of
/// these lies.
fn starts(needs: usize, counts: &mut [Vec<u32>]) -> Vec<u64> {
    let mut first_event = Vec::with_capacity(needs + 1);
    let mut before = 0;
    for need in 0..needs {
        first_event.push(u64::from(before));
        for count in counts.iter_mut().filter_map(|run| run.get_mut(need)) {
            before += std::mem::replace(count, before);
        }
    }
    first_event.push(u64::from(before));
    first_event
}

/// The needs in as many shares as there are threads, with about equally many events.
fn shares_of(first_event: &[u64], threads: usize) -> Vec<Share> {
    let (needs, threads) = (first_event.len() - 1, threads.max(1));
    let bound = |part: usize| match part {
        0 => 0,
        part if part == threads => needs,
        part => {
            first_event.partition_point(|start| *start < first_event[needs] * part as u64 / threads as u64)
        }
    };
    (0..threads)
        .map(|part| {
            let needs = bound(part)..bound(part + 1).max(bound(part));
            let events = first_event[needs.start] as usize..first_event[needs.end] as usize;
            Share { events, needs, moved: Vec::new() }
        })
        .collect()
}
