//! Are entries made in bursts no hands could make? On a log: see `bursts` for the formula.
//!
//! Each worker's entries of a civil day (by when they were written, where that is known), between the first and the last of that day; days of 10 to
//! 200 entries, of which several for one need within a minute are one (a form that is saved). By chance one day in a hundred has a burst of a chance of 0.01 or less; how many have is tested as a binomial.
//! Said of all workers of the log together, and only where ten or more of them have such days: never of a worker. Source: measures.md 2.7.
//! Of a large log some days of each worker are looked at, as chance chooses them.

use super::bursts::{RARE, WINDOW_S, days_with_bursts, of_days};
use super::clocks::{Dates, Ruler, chosen};
use super::pattern::{Looked, Pattern, Tested};
use crate::log::{Column, Field, NONE, NameColumn};
use crate::place::clock::Clock;
use crate::reading::{Finding, Verdict, Who};
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
/// Fewer workers than this: it would be said of persons.
const LEAST_WORKERS: usize = 10;
/// Of a log with more events than this every second, third … day of a worker is looked at.
const MOST_ENTRIES: usize = 200_000;
/// No more worker days than this are looked at, spread evenly over all.
const MOST_DAYS: usize = 1_000;

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
    let mut workers: Vec<u32> = days.iter().map(|(worker, _)| *worker).collect();
    workers.dedup();
    if workers.len() < LEAST_WORKERS {
        let why = format!(
            "fewer than {LEAST_WORKERS} workers have days of ten entries or more with a time, and of fewer it would be said of persons"
        );
        return pattern.not_enough(looked, &why).into();
    }
    let step = days.len().div_ceil(MOST_DAYS);
    let days: Vec<Vec<f64>> = days.into_iter().step_by(step).map(|(_, times)| times).collect();
    let bursts = days_with_bursts(&days, looked.ask.seed, looked.ask.threads);
    let n = days.len() as u64;
    let share = bursts as f64 / n as f64;
    let interval = wilson(share, n as f64);
    let (p, is) = of_days(bursts, n);
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

/// The days of workers, in the order of the workers: when entries were made, in seconds from the first of the day.
fn worker_days(looked: &Looked<'_>, worker: &NameColumn) -> Vec<(u32, Vec<f64>)> {
    let written = match looked.log.field(Field::WrittenAt) {
        Some(Column::Times(cells)) => Some(&cells[..]),
        _ => None,
    };
    let (at_us, codes) = (looked.log.at_us(), worker.codes.all());
    let dates = Dates::of(looked.log, &looked.ask.zone);
    let step = looked.log.event_count().div_ceil(MOST_ENTRIES);
    let parts = looked.log.each_part(looked.ask.threads, |needs| {
        let mut ruler = Ruler::new(Unit::Days, &looked.ask.zone, &looked.working);
        let mut clock = Clock::of(&looked.ask.zone);
        let mut entries: Vec<Entry> = Vec::new();
        for (need, event) in needs.flat_map(|need| need.events.map(move |event| (need.index, event))) {
            let code = codes.at(event);
            if code == NONE {
                continue;
            }
            let written = written.map(|written| written[event]).filter(|at_us| *at_us != MISSING_US);
            let at_us = written.unwrap_or(at_us[event]);
            let day = ruler.day(at_us);
            if chosen(u64::from(code), day, step) && !dates.holds(clock.civil_us(at_us).rem_euclid(DAY_US)) {
                entries.push((code, day, at_us, need));
            }
        }
        entries.sort_unstable();
        entries
    });
    let mut entries = parts.concat();
    entries.sort();
    let days = entries.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(|day| (day[0].0, sittings(day)));
    days.filter(|(_, day)| ENTRIES.contains(&day.len())).collect()
}

/// When entries were made on a day, in seconds from the first. Several for one need within a minute are one: a form that is saved.
fn sittings(day: &[Entry]) -> Vec<f64> {
    let window_us = (WINDOW_S * SECOND_US as f64) as i64;
    let mut by_need: Vec<(u32, i64)> = day.iter().map(|(_, _, at_us, need)| (*need, *at_us)).collect();
    by_need.sort_unstable();
    let starts = |place: usize| {
        let (need, at_us) = by_need[place];
        let again = place > 0 && by_need[place - 1].0 == need && at_us - by_need[place - 1].1 <= window_us;
        (!again).then(|| (at_us - day[0].2) as f64 / SECOND_US as f64)
    };
    let mut times_s: Vec<f64> = (0..by_need.len()).filter_map(starts).collect();
    times_s.sort_unstable_by(f64::total_cmp);
    times_s
}
