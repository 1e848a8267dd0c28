//! Are times of day written down by hand, rounded? On a log: see `heaping` for the formula.
//!
//! The minute of the hour of every event that is no date without a time: multiples of five against the others. Above an index of 120
//! times are rounded; no test near a limit in minutes can then be finer than that. Source: measures.md 2.3, domain.md 4.2 G12.

use super::clocks::Dates;
use super::heaping::{LOST, ROUNDED, heaping};
use super::pattern::{Looked, Pattern, Tested};
use crate::place::clock::Clock;
use crate::reading::{Finding, Verdict};
use crate::time::{DAY_US, SECOND_US};
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

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let at_us = looked.log.at_us();
    let dates = Dates::of(looked.log, &looked.ask.zone);
    let parts = looked.log.each_part(looked.ask.threads, |needs| {
        let mut clock = Clock::of(&looked.ask.zone);
        let mut counts = [0_u64; 5];
        for need in needs {
            for at_us in &at_us[need.events] {
                let of_day_us = clock.civil_us(*at_us).rem_euclid(DAY_US);
                if !dates.holds(of_day_us) {
                    counts[(of_day_us / (60 * SECOND_US) % 5) as usize] += 1;
                }
            }
        }
        counts
    });
    let mut remainders = vec![0_u64; 5];
    parts.iter().for_each(|part| remainders.iter_mut().zip(part).for_each(|(sum, more)| *sum += more));
    let Some(found) = heaping(remainders).filter(|found| found.n >= LEAST) else {
        let why = format!("fewer than {LEAST} events have a time of day");
        return pattern.not_enough(looked, &why).into();
    };
    let is = found.index > ROUNDED && found.p < 0.01;
    let lost = if found.index > LOST { " Nothing finer than five minutes can be told." } else { "" };
    let says = format!(
        "Of {} times of day, {} are on a multiple of five minutes, where a fifth would be without rounding (index {:.0}).{}{lost}",
        thousands(found.n),
        percent(found.share),
        found.index,
        if is { " Times are rounded by hand." } else { " No evidence of rounding." }
    );
    let half = 1.96 * (found.share * (1.0 - found.share) / found.n as f64).sqrt();
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
