//! Steps: neighbouring events of one need, tallied by what the first and the second are called, with the exact median of the
//! times between them: from when the first ended (`until`, where it is known, else when it happened) to when the second
//! happened, so less than nought if that was before. Edges are steps between activities; boundaries are steps between teams or organisations.

use super::pairs::Pairs;
use super::side_by_side::{median_and_sum, side_by_side};
use crate::log::{Column, Field, Log, NONE, NameColumn, Needs};
use crate::time;

/// Steps from one name to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Code of the name that comes first.
    pub from: u32,
    /// Code of the name that follows.
    pub to: u32,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
    /// Mean time between them.
    pub mean_s: f64,
    /// Median time between them.
    pub median_s: f64,
}

/// Steps between names, equal or not; an event without a name is passed over.
pub(super) fn between_any(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    tally(log, column, threads, Part::of::<false>)
}

/// Steps between different names of events directly next to each other; an event without a name breaks the chain, so that no
/// hand-over is claimed that was not seen.
pub(super) fn between_different(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    tally(log, column, threads, Part::of::<true>)
}

fn tally(
    log: &Log,
    column: &NameColumn,
    threads: usize,
    of: impl Fn(Needs<'_>, &NameColumn, Times<'_>) -> Part + Sync,
) -> Vec<Step> {
    let times = Times::of(log);
    let parts = log.each_part(threads, |needs| of(needs, column, times));
    let mut pairs = Pairs::new(column.names.len());
    let mut all: Vec<(Tally, Vec<&[i64]>)> = Vec::new();
    for part in &parts {
        for (tally, gaps_us) in part.each() {
            let number = pairs.number(tally.from, tally.to, all.len());
            match all.get_mut(number) {
                Some((known, pieces)) => {
                    known.count += tally.count;
                    known.needs += tally.needs;
                    pieces.push(gaps_us);
                }
                None => all.push((tally.clone(), vec![gaps_us])),
            }
        }
    }
    // The order of the answer; and the biggest first, so that no thread is left alone with one at the end.
    let rank = column.names.ranks();
    all.sort_by_key(|(t, _)| (std::cmp::Reverse(t.count), rank[t.from as usize], rank[t.to as usize]));
    let (mean_s, median_s) = (f64::NAN, f64::NAN);
    let step = |t: &Tally| Step { from: t.from, to: t.to, count: t.count, needs: t.needs, mean_s, median_s };
    let mut steps: Vec<Step> = all.iter().map(|(tally, _)| step(tally)).collect();
    side_by_side(steps.iter_mut().zip(&all), threads, Vec::new, |together, (step, (_, pieces))| {
        together.clear();
        pieces.iter().for_each(|piece| together.extend_from_slice(piece));
        let (median_us, sum_us) = median_and_sum(together);
        step.mean_s = sum_us as f64 / step.count as f64 / time::SECOND_US as f64;
        step.median_s = median_us.unwrap_or(f64::NAN) / time::SECOND_US as f64;
    });
    steps
}

/// What is counted of one pair in one part.
#[derive(Clone)]
struct Tally {
    from: u32,
    to: u32,
    count: u64,
    needs: u64,
}

/// The pairs of some needs, with all their times, those of one pair next to each other.
struct Part {
    tallies: Vec<Tally>,
    gaps_us: Vec<i64>,
}

impl Part {
    /// Two passes over the events, to count and to place: small tables that stay in the nearest cache, and one block of times.
    fn of<const DIFFERENT: bool>(needs: Needs<'_>, column: &NameColumn, times: Times<'_>) -> Part {
        let mut pairs = Pairs::new(column.names.len());
        let mut tallies: Vec<Tally> = Vec::new();
        let mut last_need: Vec<u32> = Vec::new();
        each_step::<DIFFERENT>(needs.clone(), column, times, |from, to, need, _| {
            let number = pairs.number(from, to, tallies.len());
            if number == tallies.len() {
                tallies.push(Tally { from, to, count: 0, needs: 0 });
                last_need.push(NONE);
            }
            let (tally, last_need) = (&mut tallies[number], &mut last_need[number]);
            tally.count += 1;
            tally.needs += u64::from(*last_need != need);
            *last_need = need;
        });
        let mut next: Vec<usize> = Vec::with_capacity(tallies.len());
        let mut start = 0;
        for tally in &tallies {
            next.push(start);
            start += tally.count as usize;
        }
        let mut gaps_us = vec![0; start];
        each_step::<DIFFERENT>(needs, column, times, |from, to, _, gap_us| {
            let next = &mut next[pairs.number(from, to, 0)];
            gaps_us[*next] = gap_us;
            *next += 1;
        });
        Part { tallies, gaps_us }
    }

    fn each(&self) -> impl Iterator<Item = (&Tally, &[i64])> {
        let mut rest = &self.gaps_us[..];
        self.tallies.iter().map(move |tally| {
            let (gaps_us, after) = rest.split_at(tally.count as usize);
            rest = after;
            (tally, gaps_us)
        })
    }
}

/// When events happened, and when they ended.
#[derive(Clone, Copy)]
struct Times<'a> {
    at_us: &'a [i64],
    /// The ends; where the log has none, when they happened.
    left_us: &'a [i64],
}

impl<'a> Times<'a> {
    fn of(log: &'a Log) -> Times<'a> {
        match log.field(Field::Until) {
            Some(Column::Times(until_us)) => Times { at_us: log.at_us(), left_us: until_us },
            _ => Times { at_us: log.at_us(), left_us: log.at_us() },
        }
    }
}

/// Calls `step` with each pair of neighbours: from, to, the need, the time between.
#[inline]
fn each_step<const DIFFERENT: bool>(
    needs: Needs<'_>,
    column: &NameColumn,
    times: Times<'_>,
    mut step: impl FnMut(u32, u32, u32, i64),
) {
    let codes = &column.codes[..];
    for need in needs {
        let (mut from, mut from_us) = (NONE, 0);
        let at_us = &times.at_us[need.events.clone()];
        let left_us = &times.left_us[need.events.clone()];
        for ((to, at), left) in codes[need.events].iter().zip(at_us).zip(left_us) {
            if *to == NONE {
                if DIFFERENT {
                    from = NONE;
                }
                continue;
            }
            if from != NONE && !(DIFFERENT && from == *to) {
                step(from, *to, need.index, at - from_us);
            }
            // A missing end is earlier than any time.
            (from, from_us) = (*to, *at.max(left));
        }
    }
}
