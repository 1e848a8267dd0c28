//! What is counted along the times of each worker, in order.

use jiff::tz::TimeZone;

use super::events::Offsets;
use crate::log::{Column, Field, Log, NONE, join};
use crate::time::{DAY_US, HOUR_US, MISSING_US, SECOND_US};

/// This many events of one worker in one second are a batch.
const BATCH: usize = 5;
/// A day with events in so many different hours is longer than one person's.
const LONG_DAY_HOURS: u32 = 16;
/// So many long days, and at least one day in twenty, before an id stands out.
const LONG_DAYS: u64 = 3;
/// So much work in parallel, and a tenth of all of it, before an id stands out.
const PARALLEL: u64 = 20;

/// The times of each worker's events. Where the log has no workers, all events are of one nobody.
pub(super) struct Workers {
    named: bool,
    /// Where the times of worker `n` start.
    starts: Vec<usize>,
    /// Start and end of each event; the end is the start where it is not known.
    spans_us: Vec<(i64, i64)>,
    offsets: Offsets,
}

/// What was counted.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct WorkersTally {
    pub(super) named: bool,
    /// Worker ids with events.
    pub(super) workers: u64,
    /// Events in batches.
    pub(super) in_batches: u64,
    /// Ids that seem to be several people.
    pub(super) several_people: u64,
}

impl Workers {
    /// Brings the events of each worker together; events without a worker are passed over where there are workers.
    pub(super) fn of(log: &Log, zone: &TimeZone) -> Option<Workers> {
        let at = log.at_us();
        let worker = log.names(Field::Worker);
        let codes = worker.map(|worker| worker.codes.all());
        let until = match log.field(Field::Until) {
            Some(Column::Times(cells)) => Some(&cells[..]),
            _ => None,
        };
        let names = worker.map_or(1, |worker| worker.names.len());
        let code = |event: usize| codes.map_or(0, |codes| codes.at(event));
        let mut starts = vec![0usize; names + 1];
        for event in log.needs().flat_map(|need| need.events) {
            if code(event) != NONE {
                starts[code(event) as usize + 1] += 1;
            }
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut spans_us = vec![(0, 0); starts[names]];
        for event in log.needs().flat_map(|need| need.events) {
            if code(event) == NONE {
                continue;
            }
            let next = &mut next[code(event) as usize];
            let end = until.map(|until| until[event]).filter(|us| *us != MISSING_US).unwrap_or(at[event]);
            spans_us[*next] = (at[event], end.max(at[event]));
            *next += 1;
        }
        if spans_us.is_empty() {
            return None;
        }
        Some(Workers { named: worker.is_some(), starts, spans_us, offsets: Offsets::of(log, zone, 1) })
    }

    /// Looks along each worker's times; runs of workers with about equally many events are shared out between threads.
    pub(super) fn tally(mut self, threads: usize) -> WorkersTally {
        let mut all = WorkersTally { named: self.named, ..WorkersTally::default() };
        let goal = self.spans_us.len().div_ceil(threads.max(1)).max(1);
        let Workers { starts, spans_us, offsets, .. } = &mut self;
        let offsets = &*offsets;
        let mut rest = &mut spans_us[..];
        std::thread::scope(|scope| {
            let mut running = Vec::new();
            let mut from = 0;
            while from + 1 < starts.len() {
                let until = (starts.partition_point(|start| *start < starts[from] + goal))
                    .clamp(from + 1, starts.len() - 1);
                let (here, after) = rest.split_at_mut(starts[until] - starts[from]);
                rest = after;
                let ends: Vec<usize> =
                    starts[from..=until].iter().map(|start| start - starts[from]).collect();
                running.push(scope.spawn(move || {
                    let mut tally = WorkersTally::default();
                    for ends in ends.windows(2) {
                        one(&mut here[ends[0]..ends[1]], offsets, &mut tally);
                    }
                    tally
                }));
                from = until;
            }
            for part in running.into_iter().map(join) {
                all.workers += part.workers;
                all.in_batches += part.in_batches;
                all.several_people += part.several_people;
            }
        });
        all
    }
}

/// Looks along the times of one worker.
fn one(spans: &mut [(i64, i64)], offsets: &Offsets, tally: &mut WorkersTally) {
    if spans.is_empty() {
        return;
    }
    spans.sort_unstable();
    tally.workers += 1;
    let mut hint = 0;
    let mut day = Day { number: i64::MIN, hours: 0 };
    let (mut days, mut long_days) = (0, 0);
    let mut batch = 0;
    let mut second = i64::MIN;
    // The latest two ends among the events so far: an event before both of them is the third at a time.
    let (mut latest, mut second_latest) = (i64::MIN, i64::MIN);
    let (mut timed, mut parallel) = (0u64, 0u64);
    for (at, until) in &*spans {
        let local = at + offsets.at(*at, &mut hint);
        let of_day = local.rem_euclid(DAY_US);
        if *at == MISSING_US || of_day == 0 {
            // A date without a time says nothing about seconds and hours.
            continue;
        }
        let here = at.div_euclid(SECOND_US);
        if here != second {
            tally.in_batches += if batch >= BATCH { batch as u64 } else { 0 };
            (second, batch) = (here, 0);
        }
        batch += 1;
        let number = local.div_euclid(DAY_US);
        if number != day.number {
            days += u64::from(day.hours != 0);
            long_days += u64::from(day.hours.count_ones() >= LONG_DAY_HOURS);
            day = Day { number, hours: 0 };
        }
        day.hours |= 1u32 << (of_day / HOUR_US);
        if until > at {
            timed += 1;
            parallel += u64::from(*at < second_latest);
            if *until > latest {
                (latest, second_latest) = (*until, latest);
            } else if *until > second_latest {
                second_latest = *until;
            }
        }
    }
    tally.in_batches += if batch >= BATCH { batch as u64 } else { 0 };
    days += u64::from(day.hours != 0);
    long_days += u64::from(day.hours.count_ones() >= LONG_DAY_HOURS);
    let long = long_days >= LONG_DAYS && long_days * 20 >= days;
    let crowded = parallel >= PARALLEL && parallel * 10 >= timed;
    tally.several_people += u64::from(long || crowded);
}

/// A day and the hours of it that had events, one bit each.
struct Day {
    number: i64,
    hours: u32,
}
