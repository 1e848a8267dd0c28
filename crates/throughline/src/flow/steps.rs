//! Steps: neighbouring events of one need, tallied by what the first and the second are called, with the exact median of the
//! times between them: from when the first ended (`until`, where it is known, else when it happened) to when the second
//! happened, so less than nought if that was before. Edges are steps between activities; boundaries are steps between teams or organisations.
//!
//! The events are gone through twice, so that few times have to be kept: first the times of each pair are counted by how long they are
//! ([`Lengths`]); then only those as long as the one in the middle are written down, and the middle is looked for among them.

use std::cmp::Reverse;
use std::ops::Range;

use super::pairs::Pairs;
use super::side_by_side::side_by_side;
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
    tally::<false>(log, column, threads)
}

/// Steps between different names of events directly next to each other; an event without a name breaks the chain, so that no
/// hand-over is claimed that was not seen.
pub(super) fn between_different(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    tally::<true>(log, column, threads)
}

fn tally<const DIFFERENT: bool>(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    let times = Times::of(log);
    let lengths = Lengths::of(column.names.len(), log.event_count() / threads.max(1));
    let mut parts = log.each_part(threads, |needs| Part::counted::<DIFFERENT>(needs, column, times, lengths));
    let mut all = together(&parts, column.names.len());
    // The order of the answer; and the biggest first, so that no thread is left alone with one at the end.
    let rank = column.names.ranks();
    all.sort_by_key(|pair| (Reverse(pair.count), rank[pair.from as usize], rank[pair.to as usize]));
    for pair in &mut all {
        pair.find_middle(&parts);
        for (part, number) in &pair.places {
            parts[*part].kept[*number].lengths = pair.middle.clone();
        }
    }
    let runs = log.parts(threads).into_iter().zip(&mut parts);
    side_by_side(runs, threads, || (), |(), (needs, part)| part.keep::<DIFFERENT>(needs, column, times));
    let (mean_s, median_s) = (f64::NAN, f64::NAN);
    let step = |p: &Pair| Step { from: p.from, to: p.to, count: p.count, needs: p.needs, mean_s, median_s };
    let mut steps: Vec<Step> = all.iter().map(step).collect();
    side_by_side(steps.iter_mut().zip(&all), threads, Vec::new, |times_us, (step, pair)| {
        times_us.clear();
        pair.places.iter().for_each(|(part, number)| times_us.extend_from_slice(parts[*part].times(*number)));
        let place = (pair.count / 2 - pair.shorter) as usize;
        let median_us = middle(times_us, place, pair.count.is_multiple_of(2));
        // To the last bit the same, however the needs were shared out between the threads.
        step.mean_s = pair.sum_us as f64 / step.count as f64 / SECOND_US as f64;
        step.median_s = median_us.unwrap_or(f64::NAN) / SECOND_US as f64;
    });
    steps
}

/// Times are counted by their length: four lengths to each doubling, from a second on (shorter ones are the first length). Where there
/// are few times a pair, lengths next to each other are taken together.
#[derive(Clone, Copy)]
struct Lengths {
    count: usize,
    /// So many times the number of lengths is halved.
    halved: u32,
}

const MOST_LENGTHS: usize = 128;
/// So many counts (512 KiB) still lie in the caches next to the processor; with more, each costs more than a time that is kept.
const MOST_COUNTS: usize = 1 << 17;

impl Lengths {
    /// Of pairs of so many names; the counts must take less memory than the times of so many events would, and lie near. With very many
    /// names there is one length, and all times are kept.
    fn of(names: usize, events: usize) -> Lengths {
        let pairs = names.saturating_mul(names).max(1);
        let mut lengths = Lengths { count: MOST_LENGTHS, halved: 0 };
        while lengths.count > 1 && pairs.saturating_mul(lengths.count) > (events / 2).min(MOST_COUNTS) {
            lengths = Lengths { count: lengths.count / 2, halved: lengths.halved + 1 };
        }
        lengths
    }

    /// The number of a time's length: the larger the time, the larger the number, or the same.
    #[inline]
    fn number(self, time_us: i64) -> usize {
        /// A floating-point number begins with how often it was doubled, and the quarter of that doubling.
        const fn quarters(us: i64) -> u64 {
            (us as f64).to_bits() >> 50
        }
        let number = quarters(time_us.max(SECOND_US)) - const { quarters(SECOND_US) };
        (number as usize).min(MOST_LENGTHS - 1) >> self.halved
    }
}

/// One pair of names in all parts.
struct Pair {
    from: u32,
    to: u32,
    count: u64,
    needs: u64,
    sum_us: i128,
    /// In which parts it is, and its number there.
    places: Vec<(usize, usize)>,
    /// The lengths of the two times in the middle, and how many times are shorter than these.
    middle: Range<u32>,
    shorter: u64,
}

/// The pairs of all parts.
fn together(parts: &[Part], names: usize) -> Vec<Pair> {
    let mut pairs = Pairs::new(names);
    let mut all: Vec<Pair> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        for (number, (from, to)) in part.names.iter().copied().enumerate() {
            let known = pairs.number(from, to, all.len());
            if known == all.len() {
                let (count, needs, sum_us, places) = (0, 0, 0, Vec::new());
                all.push(Pair { from, to, count, needs, sum_us, places, middle: 0..0, shorter: 0 });
            }
            let pair = &mut all[known];
            pair.count += part.counts(number).iter().map(|count| u64::from(*count)).sum::<u64>();
            pair.needs += u64::from(part.tallies[number].needs);
            pair.sum_us += part.sum_us(number);
            pair.places.push((place, number));
        }
    }
    all
}

impl Pair {
    /// Finds the lengths of the two times in the middle; twice the same of an odd number of times.
    fn find_middle(&mut self, parts: &[Part]) {
        let (lower, upper) = ((self.count - 1) / 2, self.count / 2);
        let (mut shorter, mut length) = (0, 0);
        loop {
            let count =
                |(part, number): &(usize, usize)| u64::from(parts[*part].counts(*number)[length as usize]);
            let until = shorter + self.places.iter().map(count).sum::<u64>();
            length += 1;
            if (shorter..until).contains(&lower) {
                (self.middle.start, self.shorter) = (length - 1, shorter);
            }
            if (shorter..until).contains(&upper) {
                self.middle.end = length;
                return;
            }
            shorter = until;
        }
    }
}

/// The steps of some needs.
struct Part {
    lengths: Lengths,
    pairs: Pairs,
    names: Vec<(u32, u32)>,
    tallies: Vec<Tally>,
    /// How often each pair's sum went beyond the range of its `low_us`: up, less down.
    turns: Vec<i64>,
    /// How many times of each length there are, pair by pair.
    counts: Vec<u32>,
    /// What is kept of each pair's times, and these, pair by pair.
    kept: Vec<Kept>,
    times_us: Vec<i64>,
}

/// What is counted of one pair. A log holds fewer than 2^32 events, so that no count of needs overflows.
struct Tally {
    needs: u32,
    /// The last need it was seen in.
    last_need: u32,
    /// The sum of the times, but for `turns` times 2^64: in this form a tally takes half as much room, of which a log with many
    /// workers has more than the nearest cache.
    low_us: i64,
}

/// Which of a pair's times are kept, and where the next goes.
#[derive(Clone)]
struct Kept {
    lengths: Range<u32>,
    next: usize,
}

impl Part {
    /// First all times are counted.
    fn counted<const DIFFERENT: bool>(
        needs: Needs<'_>,
        column: &NameColumn,
        times: Times<'_>,
        lengths: Lengths,
    ) -> Part {
        let (mut pairs, mut names, mut counts) = (Pairs::new(column.names.len()), Vec::new(), Vec::new());
        let (mut tallies, mut turns) = (Vec::new(), Vec::new());
        each_step::<DIFFERENT>(needs, column, times, |from, to, need, time_us| {
            let number = pairs.number(from, to, tallies.len());
            if number == tallies.len() {
                names.push((from, to));
                tallies.push(Tally { needs: 0, last_need: NONE, low_us: 0 });
                turns.push(0);
                counts.resize(counts.len() + lengths.count, 0);
            }
            let tally = &mut tallies[number];
            tally.needs += u32::from(tally.last_need != need);
            tally.last_need = need;
            let (low_us, is_beyond) = tally.low_us.overflowing_add(time_us);
            tally.low_us = low_us;
            if is_beyond {
                turns[number] += time_us.signum();
            }
            counts[number * lengths.count + lengths.number(time_us)] += 1;
        });
        let kept = vec![Kept { lengths: 0..0, next: 0 }; tallies.len()];
        Part { lengths, pairs, names, tallies, turns, counts, kept, times_us: Vec::new() }
    }

    /// The sum of a pair's times.
    fn sum_us(&self, number: usize) -> i128 {
        i128::from(self.tallies[number].low_us) + (i128::from(self.turns[number]) << 64)
    }

    /// How many times of each length a pair has.
    fn counts(&self, number: usize) -> &[u32] {
        &self.counts[number * self.lengths.count..][..self.lengths.count]
    }

    /// Then those of the lengths that were asked for are kept.
    fn keep<const DIFFERENT: bool>(&mut self, needs: Needs<'_>, column: &NameColumn, times: Times<'_>) {
        let mut room = 0;
        for number in 0..self.kept.len() {
            let Range { start, end } = self.kept[number].lengths;
            let counts = &self.counts(number)[start as usize..end as usize];
            let count: usize = counts.iter().map(|count| *count as usize).sum();
            self.kept[number].next = room;
            room += count;
        }
        self.times_us = vec![0; room];
        let Part { lengths, pairs, kept, times_us, .. } = self;
        each_step::<DIFFERENT>(needs, column, times, |from, to, _, time_us| {
            let kept = &mut kept[pairs.number(from, to, 0)];
            if kept.lengths.contains(&(lengths.number(time_us) as u32)) {
                times_us[kept.next] = time_us;
                kept.next += 1;
            }
        });
    }

    /// The times that were kept of a pair, which lie between the last of the pair before it and its own last.
    fn times(&self, number: usize) -> &[i64] {
        let start = number.checked_sub(1).map_or(0, |before| self.kept[before].next);
        &self.times_us[start..self.kept[number].next]
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::log::{Holds, LogBuilder, Rows, Slot, Value};
    use crate::time::Instant;

    /// Events of some needs: who did it (nobody, sometimes), when, and how long it took.
    fn log(events: &[(u8, Option<u8>, i64, Option<i64>)]) -> Log {
        let mut rows = Rows::new();
        let need = rows.column(Slot::Need, Holds::Name);
        let [team, until] =
            [Field::Team, Field::Until].map(|field| rows.column(Slot::Field(field), field.holds()));
        for (of, by, at_us, takes_us) in events {
            rows.set(need, Value::Text(&format!("need {of}")));
            if let Some(by) = by {
                rows.set(team, Value::Text(&format!("team {by}")));
            }
            if let Some(takes_us) = takes_us {
                rows.set(until, Value::Time(Instant(at_us + takes_us)));
            }
            rows.end_row(*at_us);
        }
        let mut builder = LogBuilder::default();
        builder.add(rows);
        builder.finish(2).unwrap()
    }

    /// All times of each pair and the needs they were in, one after the other.
    fn one_by_one(log: &Log, column: &NameColumn, different: bool) -> HashMap<(u32, u32), Vec<(u32, i64)>> {
        let mut all: HashMap<(u32, u32), Vec<(u32, i64)>> = HashMap::new();
        let Some(Column::Times(until_us)) = log.field(Field::Until) else { panic!("no ends") };
        for need in log.needs() {
            let mut before: Option<(u32, i64)> = None;
            for event in need.events {
                let (to, at_us) = (column.codes.at(event), log.at_us()[event]);
                match before {
                    _ if to == NONE && different => before = None,
                    _ if to == NONE => {}
                    Some((from, _)) if different && from == to => {}
                    Some((from, left_us)) => {
                        all.entry((from, to)).or_default().push((need.index, at_us - left_us))
                    }
                    None => {}
                }
                if to != NONE {
                    before = Some((to, at_us.max(until_us[event])));
                }
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn medians_are_those_of_all_times(
            events in prop::collection::vec((
                0u8..12,
                prop::option::weighted(0.9, 0u8..4),
                prop_oneof![(0i64..4_000_000).prop_map(|s| s * SECOND_US), 0i64..90_000_000, (0i64..9).prop_map(|days| days << 36)],
                prop::option::of(0i64..400_000_000_000),
            ), 1..700),
            names in 1u8..=4,
        ) {
            let events: Vec<_> = events.into_iter().map(|(of, by, at, takes)| (of, by.map(|by| by % names), at, takes)).collect();
            let log = log(&events);
            let Some(column) = log.names(Field::Team) else { return Ok(()) };
            for (threads, different) in [(1, false), (2, true), (3, false), (3, true)] {
                let of = if different { between_different } else { between_any };
                let (found, mut want) = (of(&log, column, threads), one_by_one(&log, column, different));
                prop_assert_eq!(found.len(), want.len());
                for step in found {
                    let times = want.remove(&(step.from, step.to)).unwrap();
                    let (mut needs, mut times_us): (Vec<u32>, Vec<i64>) = times.into_iter().unzip();
                    needs.dedup();
                    let sum_us: i128 = times_us.iter().map(|us| i128::from(*us)).sum();
                    let count = times_us.len();
                    prop_assert_eq!((step.count, step.needs), (count as u64, needs.len() as u64));
                    prop_assert_eq!(step.mean_s, sum_us as f64 / count as f64 / SECOND_US as f64);
                    prop_assert_eq!(step.median_s, crate::reading::median(&mut times_us).unwrap() / SECOND_US as f64);
                }
            }
        }
    }

    #[test]
    fn sums_beyond_64_bits_are_right() {
        // Three thousand years, two hundred times: twice what 64 bits hold. And back: the second begins so long before the first ends.
        let long_us = 3_000 * 365 * 86_400 * SECOND_US;
        for (second_us, takes_us, mean_us) in [(long_us, None, long_us), (0, Some(long_us), -long_us)] {
            let pair = |need| [(need, Some(0), 0, takes_us), (need, Some(0), second_us, None)];
            let log = log(&(0..200).flat_map(pair).collect::<Vec<_>>());
            let steps = between_any(&log, log.names(Field::Team).unwrap(), 2);
            let found: Vec<_> = steps.iter().map(|step| (step.count, step.mean_s, step.median_s)).collect();
            let mean_s = mean_us as f64 / SECOND_US as f64;
            assert_eq!(found, [(200, mean_s, mean_s)]);
        }
    }

    #[test]
    fn longer_times_never_have_a_smaller_number() {
        let lengths = Lengths { count: MOST_LENGTHS, halved: 0 };
        let second = SECOND_US;
        let times_us =
            [i64::MIN, -1, 0, second, 2 * second, 3 * second, 86_400 * second, i64::MAX / 4, i64::MAX];
        let numbers = times_us.map(|us| lengths.number(us));
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!((numbers[0], numbers[3], numbers[4], numbers[8]), (0, 0, 4, MOST_LENGTHS - 1));
        // As few counts as there are times for.
        let count = |names, events| Lengths::of(names, events).count;
        assert_eq!(
            [count(30, 5_000_000), count(100, 5_000_000), count(200, 100), count(0, 0)],
            [128, 8, 1, 1]
        );
    }
}
