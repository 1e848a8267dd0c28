//! Are entries made in bursts no hands could make? On a log: see `bursts` for the formula.
//!
//! Each worker's entries of a civil day (by when they were written, where that is known), between the first and the last of that day; days of 10 to
//! 200 entries, of which several for one need within a minute are one (a form that is saved). By chance one day in a hundred has a burst of a chance of 0.01 or less; how many have is tested as a binomial.
//! Said of the whole log and of teams of ten workers or more, never of a worker. Source: measures.md 2.7. The draws for one number of
//! entries are made once and used for all days with as many.

use std::collections::HashMap;

use super::bursts::{DRAWS, WINDOW_S, most_within};
use super::clocks::{Dates, Ruler};
use super::pattern::{Looked, Pattern, Tested};
use crate::log::{Column, Field, NONE, NameColumn};
use crate::place::clock::Clock;
use crate::reading::{Finding, Verdict, Who};
use crate::statistics::exact::binomial_at_least;
use crate::statistics::random::Random;
use crate::statistics::share::wilson;
use crate::time::{DAY_US, MISSING_US, SECOND_US, Unit};
use crate::wording::{percent, thousands};

pub(super) const PATTERN: Pattern = Pattern {
    name: "entries in bursts",
    statistic: "share of worker days",
    size_of: "share",
    could_also_be: "a bulk tool, letters sent in one run, or notes typed up at the end of a shift",
    look_at: "ask a random thirty of the people concerned: did anyone call you?",
    rule: "Does a system make these entries, or a tool that works on many at once?",
    look,
};

/// Who, on which civil day, when, and for which need.
type Entry = (u32, i64, i64, u32);

const ENTRIES: std::ops::RangeInclusive<usize> = 10..=200;
const LEAST_DAYS: u64 = 30;
/// A burst is what has at most this chance on a day.
const RARE: f64 = 0.01;
const LEAST_SHARE: f64 = 0.05;
/// A log with more events than this is looked at by every second, third … worker.
const MOST_ENTRIES: usize = 1_000_000;
/// No more worker days than this are looked at, spread evenly over all.
const MOST_DAYS: usize = 20_000;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let Some(worker) = looked.log.names(Field::Worker) else {
        return pattern
            .not_enough(looked, "no column says who did what; name one as `worker` in the mapping")
            .into();
    };
    let days = worker_days(looked, worker);
    if (days.len() as u64) < LEAST_DAYS {
        let why = format!(
            "{} days of a worker have ten entries or more with a time; {LEAST_DAYS} are needed",
            thousands(days.len() as u64)
        );
        return pattern.not_enough(looked, &why).into();
    }
    let step = days.len().div_ceil(MOST_DAYS);
    let days: Vec<_> = days.into_iter().step_by(step).collect();
    let mut drawn = Drawn { random: Random::new(looked.ask.seed, "entries in bursts"), of: HashMap::new() };
    let bursts = days.iter().filter(|day| drawn.is_burst(day)).count() as u64;
    let n = days.len() as u64;
    let share = bursts as f64 / n as f64;
    let p = binomial_at_least(bursts, n, RARE);
    let interval = wilson(share, n as f64);
    let is = p < 0.01 && share >= LEAST_SHARE;
    let says = format!(
        "On {} of {} days of a worker entries came in a burst within a minute that an even pace would give once in a hundred days ({} of \
         days).{}",
        thousands(bursts),
        thousands(n),
        percent(share),
        if is {
            " Bulk tools and typing up at the end of a shift do this too: ask."
        } else {
            " No evidence of bursts."
        }
    );
    Finding {
        statistic: Some((pattern.statistic, share)),
        p: Some(p),
        observed: Some(bursts as f64),
        expected: Some(n as f64 * RARE),
        size: Some((share, interval)),
        who: if is { Who::Staff } else { Who::NotKnown },
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

/// The days of workers: when entries were made, in seconds from the first of the day.
fn worker_days(looked: &Looked<'_>, worker: &NameColumn) -> Vec<Vec<f64>> {
    let written = match looked.log.field(Field::WrittenAt) {
        Some(Column::Times(cells)) => Some(&cells[..]),
        _ => None,
    };
    let at_us = looked.log.at_us();
    let dates = Dates::of(looked.log, &looked.ask.zone);
    let step = looked.log.event_count().div_ceil(MOST_ENTRIES).max(1) as u32;
    let parts = looked.log.each_part(looked.ask.threads, |needs| {
        let mut ruler = Ruler::new(Unit::Days, &looked.ask.zone, &looked.working);
        let mut clock = Clock::of(&looked.ask.zone);
        let mut entries: Vec<Entry> = Vec::new();
        for (need, event) in needs.flat_map(|need| need.events.map(move |event| (need.index, event))) {
            let code = worker.codes[event];
            if code == NONE || !code.is_multiple_of(step) {
                continue;
            }
            let written = written.map(|written| written[event]).filter(|at_us| *at_us != MISSING_US);
            let at_us = written.unwrap_or(at_us[event]);
            if !dates.holds(clock.civil_us(at_us).rem_euclid(DAY_US)) {
                entries.push((code, ruler.day(at_us), at_us, need));
            }
        }
        entries.sort_unstable();
        entries
    });
    let mut entries = parts.concat();
    entries.sort();
    let days = entries.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(sittings);
    days.filter(|day| ENTRIES.contains(&day.len())).collect()
}

/// When entries were made on a day, in seconds from the first. Several for one need within a minute are one: a form that is saved.
fn sittings(day: &[Entry]) -> Vec<f64> {
    let mut last_us: HashMap<u32, i64> = HashMap::new();
    let window_us = (WINDOW_S * SECOND_US as f64) as i64;
    let apart = |(_, _, at_us, need): &&Entry| {
        let before = last_us.insert(*need, *at_us);
        before.is_none_or(|before| at_us - before > window_us)
    };
    day.iter().filter(apart).map(|entry| (entry.2 - day[0].2) as f64 / SECOND_US as f64).collect()
}

/// The most within a minute in each draw, for each number of entries, as a share of the day's length: drawn when first asked for.
struct Drawn {
    random: Random,
    /// For each number of entries and each length of a day in minutes the sorted largest numbers.
    of: HashMap<(usize, u64), Vec<usize>>,
}

impl Drawn {
    fn is_burst(&mut self, times: &[f64]) -> bool {
        let n = times.len();
        let mut times = times.to_vec();
        // From the first to the last entry, and what lies beyond them at an even pace; at least an hour, in steps of a quarter.
        let long_s = times[n - 1] * (n as f64 + 1.0) / (n as f64 - 1.0);
        let quarters = (long_s / 900.0).round().clamp(4.0, 96.0);
        let most = most_within(&mut times, WINDOW_S);
        let random = &mut self.random;
        let drawn = self.of.entry((n, quarters as u64)).or_insert_with(|| {
            let mut draw = || {
                let mut times: Vec<f64> = (0..n).map(|_| random.unit() * quarters * 900.0).collect();
                most_within(&mut times, WINDOW_S)
            };
            let mut all: Vec<usize> = (0..DRAWS).map(|_| draw()).collect();
            all.sort_unstable();
            all
        });
        let as_many = DRAWS - drawn.partition_point(|other| *other < most);
        (1 + as_many) as f64 / (1 + DRAWS) as f64 <= RARE
    }
}
