//! What the times of events can say of touch time: bounds, never a measurement.
//!
//! Question: how long might the work itself take, where nobody wrote down minutes? Formula: the gap from an event to the next
//! of the same worker, where it is at most a cap, is taken for work; summed over events, by need, at caps of 5 to 60 minutes.
//! Source: measures.md section 5 (on a real permit log the answer goes from 3.2 to 18.6 minutes a case as the cap goes from 5 to
//! 60). Where it misleads: everywhere: the answer is the cap's, not the work's. It is used for no cost; time thirty of each
//! activity instead. Nothing is shown by worker.

use crate::flow::side_by_side::side_by_side;
use crate::log::{CodeSlice, Column, Field, Log, NONE, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table};
use crate::time::SECOND_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.touch_bounds",
    asks: "What can the times of events say of how long the work itself takes?",
    unit: "minutes",
    formula: "gaps to the same worker's next event, if at most a cap, summed by need",
    source: "bounds from what the log holds, and no estimate",
    misleads: "The answer depends on the cap: bounds, not a measurement, and used for no cost.",
    read,
};

/// The caps, in minutes.
pub const CAPS_MINUTES: [i64; 4] = [5, 15, 30, 60];
const MINUTE_US: i64 = 60 * SECOND_US;
const LONGEST_US: i64 = CAPS_MINUTES[CAPS_MINUTES.len() - 1] * MINUTE_US;

/// What one cap gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The cap.
    pub cap_minutes: i64,
    /// The share of events of known workers whose gap is at most the cap.
    pub share_with: f64,
    /// The mean gap.
    pub mean_minutes: f64,
    /// The median gap.
    pub median_minutes: f64,
    /// The sum of gaps over the needs.
    pub minutes_per_need: f64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if matches!(log.field(Field::Minutes), Some(Column::Real(_))) {
        return Reading::not_enough("there is no need to guess, as a column has the minutes of work");
    }
    let found = touch_bounds(log, ask.threads);
    let ([low, .., high], Some(_)) = (&found[..], log.names(Field::Worker)) else {
        return Reading::not_enough(
            "no worker has two events; name a column as `worker`, or better one as `minutes`, in the mapping",
        );
    };
    let says = format!(
        "From the times of events alone, work on a need takes somewhere between {:.1} and {:.1} minutes, depending on the longest \
         gap that is taken for work ({} or {} minutes): too wide for a cost. Time thirty of each activity instead.",
        low.minutes_per_need, high.minutes_per_need, low.cap_minutes, high.cap_minutes,
    );
    let row = |bound: &Bound| {
        vec![
            Item::Count(bound.cap_minutes as u64),
            Item::Number(bound.share_with),
            Item::Number(bound.mean_minutes),
            Item::Number(bound.median_minutes),
            Item::Number(bound.minutes_per_need),
        ]
    };
    let columns =
        vec!["cap_minutes", "share_of_events", "mean_minutes", "median_minutes", "minutes_per_need"];
    let rows = found.iter().map(row).collect();
    Reading::of(says, log.event_count() as u64, "events", Shape::Table(Table { columns, keys: 1, rows }))
}

/// The bounds by cap, least first; none where no worker has two events within the longest cap.
pub fn touch_bounds(log: &Log, threads: usize) -> Vec<Bound> {
    let Some(column) = log.names(Field::Worker) else { return Vec::new() };
    let parts =
        log.each_part(threads, |needs| by_worker(needs, column.codes.all(), log.at_us(), column.names.len()));
    let known: usize = parts.iter().flatten().map(Vec::len).sum();
    let gaps = Gaps::of(parts, threads);
    let most = gaps.up_to(CAPS_MINUTES[CAPS_MINUTES.len() - 1]).0;
    if most == 0 {
        return Vec::new();
    }
    let middle = CAPS_MINUTES.map(|cap_minutes| {
        let n = gaps.up_to(cap_minutes).0;
        [n.saturating_sub(1) / 2, n / 2].map(|rank| rank.min(most - 1))
    });
    let middle_us = gaps.at(middle.as_flattened());
    let bound = |(cap_minutes, middle_us): (i64, &[i64])| {
        let (n, sum_us) = gaps.up_to(cap_minutes);
        let minutes = |us: f64| us / MINUTE_US as f64;
        let of_gaps = |value: f64| if n > 0 { value } else { 0.0 };
        Bound {
            cap_minutes,
            share_with: n as f64 / known as f64,
            mean_minutes: of_gaps(minutes(sum_us as f64 / n as f64)),
            median_minutes: of_gaps(minutes(middle_us.iter().sum::<i64>() as f64 / 2.0)),
            minutes_per_need: minutes(sum_us as f64) / log.need_count() as f64,
        }
    };
    CAPS_MINUTES.into_iter().zip(middle_us.chunks(2)).map(bound).collect()
}

/// The gaps up to the longest cap, worker by worker, and how many and how long they are in each second begun.
struct Gaps {
    by_worker: Vec<Vec<i64>>,
    seconds: Vec<(u64, i64)>,
}

impl Gaps {
    /// From when each worker did something, part by part.
    fn of(parts: Vec<Vec<Vec<i64>>>, threads: usize) -> Gaps {
        let mut parts = parts.into_iter();
        let mut by_worker = parts.next().unwrap_or_default();
        let rest: Vec<_> = parts.collect();
        let mut workers: Vec<(usize, &mut Vec<i64>)> = by_worker.iter_mut().enumerate().collect();
        workers.sort_by_key(|(_, times_us)| std::cmp::Reverse(times_us.len()));
        side_by_side(
            workers.into_iter(),
            threads,
            || (),
            |(), (worker, times_us)| {
                rest.iter().for_each(|part| times_us.extend_from_slice(&part[worker]));
                times_us.sort_unstable();
                // The gaps take the place of the times: none lies behind the time it is made of.
                let mut gaps = 0;
                for place in 1..times_us.len() {
                    let gap_us = times_us[place] - times_us[place - 1];
                    if gap_us <= LONGEST_US {
                        times_us[gaps] = gap_us;
                        gaps += 1;
                    }
                }
                times_us.truncate(gaps);
            },
        );
        let mut seconds = vec![(0, 0); second(LONGEST_US) + 1];
        for gap_us in by_worker.iter().flatten() {
            let (count, sum_us) = &mut seconds[second(*gap_us)];
            *count += 1;
            *sum_us += gap_us;
        }
        Gaps { by_worker, seconds }
    }

    /// How many are as long as a cap or shorter, and their sum.
    fn up_to(&self, cap_minutes: i64) -> (u64, i64) {
        let within = &self.seconds[..=second(cap_minutes * MINUTE_US)];
        within.iter().fold((0, 0), |(n, sum_us), (count, more_us)| (n + count, sum_us + more_us))
    }

    /// For each rank the gap that has so many before it in order of length.
    fn at(&self, ranks: &[u64]) -> Vec<i64> {
        let mut shorter = 0;
        let starts: Vec<u64> = self
            .seconds
            .iter()
            .map(|(count, _)| {
                shorter += count;
                shorter - count
            })
            .collect();
        let second_of = |rank: &u64| starts.partition_point(|start| start <= rank) - 1;
        let wanted: Vec<usize> = ranks.iter().map(second_of).collect();
        let mut is_wanted = vec![false; self.seconds.len()];
        wanted.iter().for_each(|second| is_wanted[*second] = true);
        let mut inside: Vec<i64> =
            self.by_worker.iter().flatten().copied().filter(|gap_us| is_wanted[second(*gap_us)]).collect();
        inside.sort_unstable();
        let of = |(rank, wanted): (&u64, &usize)| {
            let first = inside.partition_point(|gap_us| second(*gap_us) < *wanted);
            inside[first + (rank - starts[*wanted]) as usize]
        };
        ranks.iter().zip(&wanted).map(of).collect()
    }
}

/// The seconds that have begun within a gap.
fn second(gap_us: i64) -> usize {
    ((gap_us + SECOND_US - 1) / SECOND_US) as usize
}

/// When each worker did something on these needs.
fn by_worker(needs: Needs<'_>, codes: CodeSlice<'_>, at_us: &[i64], workers: usize) -> Vec<Vec<i64>> {
    let mut sizes = vec![0_usize; workers];
    let events = || needs.clone().flat_map(|need| need.events).filter(|event| codes.at(*event) != NONE);
    events().for_each(|event| sizes[codes.at(event) as usize] += 1);
    let mut times_us: Vec<Vec<i64>> = sizes.into_iter().map(Vec::with_capacity).collect();
    events().for_each(|event| times_us[codes.at(event) as usize].push(at_us[event]));
    times_us
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gaps_are_counted_as_by_hand(
            times in prop::collection::vec((0_usize..3, 0_usize..2, 0_i64..200 * MINUTE_US), 0..60),
            whole in any::<bool>(),
            rank in any::<prop::sample::Index>(),
        ) {
            let us = |at_us: i64| if whole { at_us / MINUTE_US * MINUTE_US } else { at_us };
            let mut parts = vec![vec![Vec::new(); 3]; 2];
            times.iter().for_each(|(worker, part, at_us)| parts[*part][*worker].push(us(*at_us)));
            let mut naive = Vec::new();
            for worker in 0..3 {
                let mut all = parts.iter().flat_map(|part| part[worker].clone()).collect::<Vec<i64>>();
                all.sort_unstable();
                naive.extend(all.windows(2).map(|pair| pair[1] - pair[0]).filter(|us| *us <= LONGEST_US));
            }
            naive.sort_unstable();
            let gaps = Gaps::of(parts, 2);
            for cap in CAPS_MINUTES {
                let within: Vec<i64> = naive.iter().copied().filter(|us| *us <= cap * MINUTE_US).collect();
                prop_assert_eq!(gaps.up_to(cap), (within.len() as u64, within.iter().sum()));
            }
            if !naive.is_empty() {
                let rank = rank.index(naive.len());
                prop_assert_eq!(gaps.at(&[rank as u64, 0]), [naive[rank], naive[0]]);
            }
        }
    }
}
