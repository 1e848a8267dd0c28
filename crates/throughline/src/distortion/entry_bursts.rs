//! Are entries made in bursts no hands could make? On a log: see `bursts` for the formula.
//!
//! Each worker's entries of a civil day (by when they were written, where that is known), between the first and the last of that day; days of 10 to
//! 200 entries, of which several for one need within a minute are one (a form that is saved). By chance one day in a hundred has a burst of a chance of 0.01 or less; how many have is tested as a binomial.
//! Said of the whole log and of teams of ten workers or more, never of a worker. Source: measures.md 2.7. The draws for one number of
//! entries are made once and used for all days with as many.

use std::collections::{BTreeMap, HashMap};

use super::bursts::{WINDOW_S, most_within};
use super::clocks::{Dates, Ruler};
use super::pattern::{Looked, Pattern, Tested};
use crate::flow::side_by_side::side_by_side;
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
const MOST_ENTRIES: usize = 400_000;
/// No more worker days than this are looked at, spread evenly over all.
const MOST_DAYS: usize = 2_000;
/// So many within a minute are no burst on any day: even of ten entries, spread over a whole day, two fall within a minute of each other
/// on six days in a hundred.
const COMMON: usize = 2;
/// Draws for a number of entries and a length: enough for a chance of 0.01.
const DRAWS: usize = 199;

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
    let days: Vec<Day> = days.iter().step_by(step).map(|times| Day::of(times)).collect();
    let bursts = bursts(&days, looked.ask.seed, looked.ask.threads);
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

/// What a worker's day comes down to.
struct Day {
    /// How many entries there are, and in how many half hours, from the first to the last and what lies beyond them at an even pace.
    size: (usize, u32),
    /// The most entries within a minute.
    most: usize,
}

impl Day {
    fn of(times: &[f64]) -> Day {
        let n = times.len();
        let long_s = times[n - 1] * (n as f64 + 1.0) / (n as f64 - 1.0);
        let halves = (long_s / 1800.0).round().clamp(2.0, 48.0) as u32;
        Day { size: (n, halves), most: most_within(&mut times.to_vec(), WINDOW_S) }
    }
}

/// How many days have a burst. For each size of a day the draws are made once, for all days of it.
fn bursts(days: &[Day], seed: u64, threads: usize) -> u64 {
    let mut sizes: BTreeMap<(usize, u32), (Vec<usize>, u64)> = BTreeMap::new();
    for day in days.iter().filter(|day| day.most > COMMON) {
        sizes.entry(day.size).or_default().0.push(day.most);
    }
    let mut sizes: Vec<_> = sizes.into_iter().collect();
    side_by_side(sizes.iter_mut().rev(), threads, Vec::new, |times, (size, (mosts, bursts))| {
        let (n, halves) = *size;
        let mut random = Random::new(seed, &format!("entries in bursts, {n} in {halves} half hours"));
        let mut draw = || {
            times.clear();
            times.extend((0..n).map(|_| random.unit() * f64::from(halves) * 1800.0));
            most_within(times, WINDOW_S)
        };
        let drawn: Vec<usize> = (0..DRAWS).map(|_| draw()).collect();
        let rare = |most: &&usize| {
            let as_many = drawn.iter().filter(|other| *other >= most).count();
            (1 + as_many) as f64 / (1 + DRAWS) as f64 <= RARE
        };
        *bursts = mosts.iter().filter(rare).count() as u64;
    });
    sizes.iter().map(|(_, (_, bursts))| bursts).sum()
}
