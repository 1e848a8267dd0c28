//! What the times of events can say of touch time: bounds, never a measurement.
//!
//! Question: how long might the work itself take, where nobody wrote down minutes? Formula: the gap from an event to the next
//! of the same worker, where it is at most a cap, is taken for work; summed over events, by need, at caps of 5 to 60 minutes.
//! Source: measures.md section 5 (on a real permit log the answer goes from 3.2 to 18.6 minutes a case as the cap goes from 5 to
//! 60). Where it misleads: everywhere: the answer is the cap's, not the work's. It is used for no cost; time thirty of each
//! activity instead. Nothing is shown by worker.

use crate::flow::side_by_side::{median_and_sum, side_by_side};
use crate::log::{Column, Field, Log, NONE, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table};
use crate::time::SECOND_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.touch_bounds",
    asks: "What can the times of events say of how long the work itself takes?",
    unit: "minutes",
    formula: "gaps to the same worker's next event, if at most a cap, summed by need",
    source: "measures.md 5",
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
    Reading::of(says, log.event_count() as u64, "events", Shape::Table(Table { columns, rows }))
}

/// The bounds by cap, least first; none where no worker has two events within the longest cap.
pub fn touch_bounds(log: &Log, threads: usize) -> Vec<Bound> {
    let Some(column) = log.names(Field::Worker) else { return Vec::new() };
    let parts =
        log.each_part(threads, |needs| by_worker(needs, &column.codes, log.at_us(), column.names.len()));
    let known: usize = parts.iter().flatten().map(Vec::len).sum();
    let events_of = |worker: &usize| parts.iter().map(|part| part[*worker].len()).sum::<usize>();
    let mut workers: Vec<usize> = (0..column.names.len()).filter(|worker| events_of(worker) > 1).collect();
    workers.sort_by_key(|worker| std::cmp::Reverse(events_of(worker)));
    let mut gaps_us: Vec<Vec<i64>> = workers.iter().map(|_| Vec::new()).collect();
    side_by_side(
        gaps_us.iter_mut().zip(&workers),
        threads,
        || (),
        |(), (gaps_us, worker)| {
            let mut times_us: Vec<i64> =
                parts.iter().flat_map(|part| part[*worker].iter().copied()).collect();
            times_us.sort_unstable();
            let gaps = times_us.windows(2).map(|pair| pair[1] - pair[0]);
            *gaps_us = gaps.filter(|us| *us <= LONGEST_US).collect();
        },
    );
    drop(parts);
    let mut gaps_us = gaps_us.concat();
    if gaps_us.is_empty() {
        return Vec::new();
    }
    let bound = |cap_minutes: i64| {
        gaps_us.retain(|us| *us <= cap_minutes * MINUTE_US);
        let (median_us, sum_us) = median_and_sum(&mut gaps_us);
        let n = gaps_us.len() as f64;
        let minutes = |us: f64| us / MINUTE_US as f64;
        Bound {
            cap_minutes,
            share_with: n / known as f64,
            mean_minutes: if n > 0.0 { minutes(sum_us as f64 / n) } else { 0.0 },
            median_minutes: median_us.map_or(0.0, minutes),
            minutes_per_need: minutes(sum_us as f64) / log.need_count() as f64,
        }
    };
    let mut bounds: Vec<Bound> = CAPS_MINUTES.into_iter().rev().map(bound).collect();
    bounds.reverse();
    bounds
}

/// When each worker did something on these needs.
fn by_worker(needs: Needs<'_>, codes: &[u32], at_us: &[i64], workers: usize) -> Vec<Vec<i64>> {
    let mut sizes = vec![0_usize; workers];
    let events = || needs.clone().flat_map(|need| need.events).filter(|event| codes[*event] != NONE);
    events().for_each(|event| sizes[codes[event] as usize] += 1);
    let mut times_us: Vec<Vec<i64>> = sizes.into_iter().map(Vec::with_capacity).collect();
    events().for_each(|event| times_us[codes[event] as usize].push(at_us[event]));
    times_us
}
