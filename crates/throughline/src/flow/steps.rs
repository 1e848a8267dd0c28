//! Steps: neighbouring events of one need, tallied by what the first and the second are called, with the exact median of the
//! times between them: from when the first ended (`until`, where it is known, else when it happened) to when the second
//! happened, so less than nought if that was before. Edges are steps between activities; boundaries are steps between teams or organisations.

use std::cmp::Reverse;
use std::ops::Range;

use super::pairs::Pairs;
use super::side_by_side::{median_and_sum, side_by_side};
use crate::log::{Column, Field, Log, NONE, NameColumn, Needs};
use crate::reading::middle;
use crate::time::SECOND_US;

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
    let mut all: Vec<(Tally, Vec<Place>)> = Vec::new();
    for (number_of_part, part) in parts.iter().enumerate() {
        for tally in &part.tallies {
            let number = pairs.number(tally.from, tally.to, all.len());
            if number == all.len() {
                all.push((Tally::of(tally.from, tally.to), Vec::new()));
            }
            let (known, places) = &mut all[number];
            known.needs += tally.needs;
            for times in tally.times() {
                known.count += times.len() as u64;
                places.push((number_of_part, times));
            }
        }
    }
    // The order of the answer; and the biggest first, so that no thread is left alone with one at the end.
    let rank = column.names.ranks();
    all.sort_by_key(|(t, _)| (Reverse(t.count), rank[t.from as usize], rank[t.to as usize]));
    let (mean_s, median_s) = (f64::NAN, f64::NAN);
    let step = |t: &Tally| Step { from: t.from, to: t.to, count: t.count, needs: t.needs, mean_s, median_s };
    let mut steps: Vec<Step> = all.iter().map(|(tally, _)| step(tally)).collect();
    let room = || (Vec::new(), Vec::new());
    side_by_side(steps.iter_mut().zip(&all), threads, room, |(whole_s, times_us), (step, (_, places))| {
        whole_s.clear();
        times_us.clear();
        for (part, place) in places {
            match &parts[*part].gaps {
                Gaps::WholeSeconds(gaps_s) => whole_s.extend_from_slice(&gaps_s[place.clone()]),
                Gaps::Microseconds(gaps_us) => times_us.extend_from_slice(&gaps_us[place.clone()]),
            }
        }
        // To the last bit the same, however the needs were shared out between the threads.
        let us = |s: u32| (u64::from(s) * SECOND_US as u64) as f64;
        let (median_us, sum_us) = if times_us.is_empty() {
            let sum_s: u64 = whole_s.iter().map(|s| u64::from(*s)).sum();
            let median_us = middle(whole_s).map(|(lower, upper)| (us(lower) + us(upper)) / 2.0);
            (median_us, i128::from(sum_s) * i128::from(SECOND_US))
        } else {
            times_us.extend(whole_s.iter().map(|s| i64::from(*s) * SECOND_US));
            median_and_sum(times_us)
        };
        step.mean_s = sum_us as f64 / step.count as f64 / SECOND_US as f64;
        step.median_s = median_us.unwrap_or(f64::NAN) / SECOND_US as f64;
    });
    steps
}

/// Where the times of a pair lie: in which part, and where in that.
type Place = (usize, Range<usize>);

/// What is counted of one pair.
struct Tally {
    from: u32,
    to: u32,
    count: u64,
    needs: u64,
    /// The last need it was seen in.
    last_need: u32,
    /// Where its next time goes, and where the run of times ends that this belongs to.
    next: usize,
    end: usize,
    /// Its runs of times, each but the last full.
    runs: Vec<Range<usize>>,
}

/// A pair's first run has room for so many times, each after it for twice as many as the one before, up to the most. So pairs
/// seen once or twice take little, and those seen often lie in few runs.
const FIRST_RUN: usize = 4;
const LONGEST_RUN: usize = 4096;

impl Tally {
    fn of(from: u32, to: u32) -> Tally {
        Tally { from, to, count: 0, needs: 0, last_need: NONE, next: 0, end: 0, runs: Vec::new() }
    }

    /// A new run of times, in room that is made for it.
    #[cold]
    #[inline(never)]
    fn start_run<T: Copy + Default>(&mut self, gaps: &mut Vec<T>, used: &mut usize) {
        let size = self.runs.last().map_or(FIRST_RUN, |run| (run.len() * 2).min(LONGEST_RUN));
        (self.next, self.end) = (*used, *used + size);
        *used += size;
        self.runs.push(self.next..self.end);
        if gaps.len() < *used {
            gaps.resize(*used + *used / 4, T::default());
        }
    }

    /// Where its times lie, in the order in which they were seen.
    fn times(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        // All are full but the one that is being filled.
        self.runs.iter().map(|run| run.start..if run.end == self.end { self.next } else { run.end })
    }
}

/// The pairs of some needs, with all their times.
struct Part {
    tallies: Vec<Tally>,
    gaps: Gaps,
}

/// Times between events. Most logs know only whole seconds and no step back, and half the memory is half the work.
enum Gaps {
    WholeSeconds(Vec<u32>),
    Microseconds(Vec<i64>),
}

/// A time in whole seconds, if it is that and fits.
#[inline]
fn whole_seconds(gap_us: i64) -> Option<u32> {
    // Times below nought are far too large as numbers without a sign.
    let seconds = gap_us as u64 / SECOND_US as u64;
    u32::try_from(seconds).ok().filter(|_| seconds * SECOND_US as u64 == gap_us as u64)
}

impl Part {
    fn of<const DIFFERENT: bool>(needs: Needs<'_>, column: &NameColumn, times: Times<'_>) -> Part {
        let mut whole = true;
        let (tallies, gaps_s) = tallied::<DIFFERENT, u32>(needs.clone(), column, times, |gap_us| {
            let gap_s = whole_seconds(gap_us);
            whole &= gap_s.is_some();
            gap_s.unwrap_or(0)
        });
        if whole {
            return Part { tallies, gaps: Gaps::WholeSeconds(gaps_s) };
        }
        drop(gaps_s);
        let (tallies, gaps_us) = tallied::<DIFFERENT, i64>(needs, column, times, |gap_us| gap_us);
        Part { tallies, gaps: Gaps::Microseconds(gaps_us) }
    }
}

/// One pass over the events: what is counted stays in the nearest cache, and the times of all pairs go into one block of memory,
/// a run at a time.
fn tallied<const DIFFERENT: bool, T: Copy + Default>(
    needs: Needs<'_>,
    column: &NameColumn,
    times: Times<'_>,
    mut gap: impl FnMut(i64) -> T,
) -> (Vec<Tally>, Vec<T>) {
    let mut pairs = Pairs::new(column.names.len());
    let mut tallies: Vec<Tally> = Vec::new();
    let events: usize = needs.clone().map(|need| need.events.len()).sum();
    // Room that is not used costs nothing.
    let (mut gaps, mut used) = (vec![T::default(); events + events / 8], 0);
    each_step::<DIFFERENT>(needs, column, times, |from, to, need, gap_us| {
        let number = pairs.number(from, to, tallies.len());
        if number == tallies.len() {
            tallies.push(Tally::of(from, to));
        }
        let tally = &mut tallies[number];
        tally.needs += u64::from(tally.last_need != need);
        tally.last_need = need;
        if tally.next == tally.end {
            tally.start_run(&mut gaps, &mut used);
        }
        gaps[tally.next] = gap(gap_us);
        tally.next += 1;
    });
    (tallies, gaps)
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
    let codes = column.codes.all();
    for need in needs {
        let (mut from, mut from_us) = (NONE, 0);
        let at_us = &times.at_us[need.events.clone()];
        let left_us = &times.left_us[need.events.clone()];
        let mut times_us = at_us.iter().zip(left_us);
        // Not a loop: here the width of the codes is asked for once a need.
        codes.part(need.events).iter().for_each(|to| {
            let Some((at, left)) = times_us.next() else { return };
            if to == NONE {
                if DIFFERENT {
                    from = NONE;
                }
                return;
            }
            if from != NONE && !(DIFFERENT && from == to) {
                step(from, to, need.index, at - from_us);
            }
            // A missing end is earlier than any time.
            (from, from_us) = (to, *at.max(left));
        });
    }
}
