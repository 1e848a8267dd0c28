//! The order of the log: needs numbered by first appearance, their events next to each other and in order of time.

use super::interner::Interner;
use super::join;
use super::names::{NONE, Names};
use super::pieces::Source;

/// The need of every row, in the pieces in which the rows were read.
pub(super) struct Needs {
    names: Names,
    rows: Vec<Vec<u32>>,
    /// How many events each need has; nothing if needs are missing or not numbered by first appearance.
    counts: Option<Vec<u32>>,
}

impl Needs {
    /// `lens` tells how many rows each piece has.
    pub(super) fn of(source: Source, lens: &[usize], threads: usize) -> Needs {
        let (names, codes, joined) = source.names(threads);
        let mut pieces: Vec<_> =
            codes.into_iter().zip(lens).enumerate().map(|piece| (piece, Vec::new(), None)).collect();
        let run = pieces.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            let joined = &joined;
            for pieces in pieces.chunks_mut(run) {
                scope.spawn(move || {
                    for ((piece, (codes, len)), rows, counts) in pieces {
                        *rows = std::mem::take(codes).into_words();
                        rows.iter_mut().for_each(|code| *code = joined.code(*piece, *code));
                        rows.resize(**len, NONE);
                        let before = piece.checked_sub(1).map_or(0, |before| joined.ends[before]);
                        *counts = count(rows, before, joined.ends[*piece]);
                    }
                });
            }
        });
        let mut counts = Some(vec![0u32; names.len()]);
        let mut rows = Vec::new();
        for (_, piece, counted) in pieces {
            rows.push(piece);
            counts = counts.zip(counted).map(|(mut all, counted)| {
                all.iter_mut().zip(&counted).for_each(|(all, counted)| *all += counted);
                all
            });
        }
        Needs { names, rows, counts }
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

    /// How many events each need has, once all needs are numbered by first appearance. Readers number them so already; this
    /// only changes something where rows were refused or linked. Names that no row uses are dropped.
    fn number(&mut self) -> Vec<u32> {
        if let Some(counts) = self.counts.take() {
            return counts;
        }
        let mut to = vec![NONE; self.names.len()];
        let (mut renamed, mut counts) = (Names::default(), Vec::new());
        for need in self.rows.iter_mut().flatten() {
            let new = &mut to[*need as usize];
            if *new == NONE {
                *new = renamed.push(self.names.get(*need));
                counts.push(0);
            }
            *need = *new;
            counts[*new as usize] += 1;
        }
        self.names = renamed;
        counts
    }
}

/// How many events each need has in a piece, if all those numbered from `before` up to `after` first appear here, in this order.
fn count(rows: &[u32], before: usize, after: usize) -> Option<Vec<u32>> {
    let mut counts = vec![0; after];
    let mut next = before as u32;
    for need in rows {
        next += u32::from(*need == next);
        if *need >= next {
            return None;
        }
        counts[*need as usize] += 1;
    }
    (next as usize == after).then_some(counts)
}

/// Where each need starts, and which source row each event is.
pub(super) struct Order {
    pub(super) need_names: Names,
    pub(super) first_event: Vec<u64>,
    pub(super) rows: Vec<u32>,
    pub(super) at_us: Vec<i64>,
    pub(super) out_of_order: u64,
}

impl Order {
    /// Numbers needs by first appearance; brings their rows together and in time order.
    pub(super) fn of(mut needs: Needs, at_us: Vec<Vec<i64>>, threads: usize) -> Order {
        let mut first_event = vec![0u64];
        let mut before = 0;
        first_event.extend(needs.number().iter().map(|count| {
            before += u64::from(*count);
            before
        }));
        let count = before as usize;
        let mut rows = vec![0u32; count];
        let mut times = vec![0i64; count];
        let mut out_of_order = 0;
        std::thread::scope(|scope| {
            let mut running = Vec::new();
            let (mut rows_left, mut times_left) = (&mut rows[..], &mut times[..]);
            let mut from = 0;
            for part in 1..=threads.max(1) {
                let goal = count * part / threads.max(1);
                let until = if part == threads.max(1) {
                    first_event.len() - 1
                } else {
                    first_event.partition_point(|start| (*start as usize) < goal).min(first_event.len() - 1)
                };
                let until = until.max(from);
                let starts = &first_event[from..=until];
                let size = (starts[starts.len() - 1] - starts[0]) as usize;
                let (rows_here, rest) = rows_left.split_at_mut(size);
                rows_left = rest;
                let (times_here, rest) = times_left.split_at_mut(size);
                times_left = rest;
                let (needs, at_us) = (&needs.rows, &at_us);
                let first_need = from as u32;
                running.push(
                    scope.spawn(move || {
                        bring_together(needs, first_need, starts, at_us, rows_here, times_here)
                    }),
                );
                from = until;
            }
            out_of_order = running.into_iter().map(join).sum();
        });
        Order { need_names: needs.names, first_event, rows, at_us: times, out_of_order }
    }
}

/// Fills the rows and times of the needs from `first_need` on, whose runs start at `starts`; each run in order of time, ties
/// in the order of the rows. Answers how many rows stood after a later one of their need.
fn bring_together(
    needs: &[Vec<u32>],
    first_need: u32,
    starts: &[u64],
    at_us: &[Vec<i64>],
    rows: &mut [u32],
    times: &mut [i64],
) -> u64 {
    let base = starts[0];
    let count = (starts.len() - 1) as u32;
    let mut next: Vec<u32> = starts.iter().map(|start| (start - base) as u32).collect();
    let mut row = 0;
    for (needs, at_us) in needs.iter().zip(at_us) {
        for (need, at) in needs.iter().zip(at_us) {
            let place = need.wrapping_sub(first_need);
            if place < count {
                let next = &mut next[place as usize];
                rows[*next as usize] = row;
                times[*next as usize] = *at;
                *next += 1;
            }
            row += 1;
        }
    }
    let mut out_of_order = 0;
    let mut unsorted: Vec<(i64, u32)> = Vec::new();
    for ends in starts.windows(2) {
        let run = (ends[0] - base) as usize..(ends[1] - base) as usize;
        if times[run.clone()].is_sorted() {
            continue;
        }
        unsorted.clear();
        unsorted.extend(times[run.clone()].iter().copied().zip(rows[run.clone()].iter().copied()));
        let mut latest = i64::MIN;
        for (at, _) in &unsorted {
            out_of_order += u64::from(*at < latest);
            latest = latest.max(*at);
        }
        unsorted.sort_unstable();
        for (place, (at, row)) in run.zip(&unsorted) {
            times[place] = *at;
            rows[place] = *row;
        }
    }
    out_of_order
}
