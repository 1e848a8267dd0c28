//! Are times of day on round numbers? On a log: see `heaping` for the formula.
//!
//! The minute of the hour at which a worker (of whom nobody says who, a need) has one event or more that is no date without a time: multiples of
//! five against the others. Minutes are counted, not events, for a run that enters a hundred at 17:00 is one sitting. Above an index of 120
//! times are on round numbers; no test near a limit in minutes can then be finer than that. Of a large log some hours of each are
//! looked at, as chance chooses them. Source: measures.md 2.3, domain.md 4.2 G12.

use super::clocks::{Dates, chosen};
use super::heaping::{LOST, ROUNDED, heaping};
use super::pattern::{Looked, Pattern, Tested};
use crate::log::{Field, NONE};
use crate::place::clock::Clock;
use crate::reading::{Finding, Verdict};
use crate::statistics::share::Z_95;
use crate::time::{DAY_US, HOUR_US, SECOND_US};
use crate::wording::{percent, thousands};

pub(super) const PATTERN: Pattern = Pattern {
    name: "rounded times",
    statistic: "heaping index",
    size_of: "share",
    could_also_be: "a timetable (appointments every five or fifteen minutes), or a job that runs on the round minute",
    look_at: "who enters times, and when: as it happens, or at the end of the day",
    rule: "Does a timetable or a system put things on round minutes?",
    look,
};

/// Fewer events with a time of day than this: not enough.
const LEAST: u64 = 500;
/// Of a log with more events than this every second, third … hour of a worker or need is looked at.
const MOST_EVENTS: usize = 300_000;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let at_us = looked.log.at_us();
    let dates = Dates::of(looked.log, &looked.ask.zone);
    let worker = looked.log.names(Field::Worker).map(|worker| worker.codes.all());
    let one_of = looked.log.event_count().div_ceil(MOST_EVENTS);
    let parts = looked.log.each_part(looked.ask.threads, |needs| {
        let mut clock = Clock::of(&looked.ask.zone);
        let mut minutes: Vec<(u64, i64)> = Vec::new();
        for need in needs {
            for event in need.events {
                let civil_us = clock.civil_us(at_us[event]);
                let of_day_us = civil_us.rem_euclid(DAY_US);
                let who = match worker.map(|codes| codes.at(event)) {
                    Some(code) if code != NONE => u64::from(code),
                    _ => u64::from(NONE) + 1 + u64::from(need.index),
                };
                if !chosen(who, civil_us.div_euclid(HOUR_US), one_of) || dates.holds(of_day_us) {
                    continue;
                }
                minutes.push((who, civil_us.div_euclid(60 * SECOND_US)));
            }
        }
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    });
    let mut minutes = parts.concat();
    minutes.sort();
    minutes.dedup();
    let mut remainders = vec![0_u64; 5];
    minutes.iter().for_each(|(_, minute)| remainders[minute.rem_euclid(5) as usize] += 1);
    let Some(found) = heaping(remainders).filter(|found| found.n >= LEAST) else {
        let why = format!(
            "fewer than {LEAST} times of day are known (several of one worker within a minute are one)"
        );
        return pattern.not_enough(looked, &why).into();
    };
    let is = found.index > ROUNDED && found.p < 0.01;
    let lost = if found.index > LOST { " Nothing finer than five minutes can be told." } else { "" };
    let says = format!(
        "Of {} times of day, {} are on a multiple of five minutes, where a fifth would be without rounding (index {:.0}).{}{lost}",
        thousands(found.n),
        percent(found.share),
        found.index,
        if is { " Many are on round numbers." } else { " No evidence of rounding." }
    );
    let half = Z_95 * (found.share * (1.0 - found.share) / found.n as f64).sqrt();
    Finding {
        statistic: Some((pattern.statistic, found.index)),
        p: Some(found.p),
        observed: Some(found.remainders[0] as f64),
        expected: Some(found.n as f64 / 5.0),
        size: Some((found.share, Some((found.share - half, found.share + half)))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}
