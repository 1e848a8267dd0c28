//! Is the share within a limit too even from month to month? On a log: see `too_smooth` for the formula.
//!
//! Of needs that ended in each month, those within the watched limit; whole months with 30 ends or more, twelve of them at least.
//! Found if the lower tail is below 0.01. Source: measures.md 2.8.

use std::collections::BTreeMap;

use super::pattern::{Looked, Pattern, Tested, Watched};
use super::too_smooth::{Period, too_smooth};
use crate::place::clock::Clock;
use crate::reading::{Finding, Verdict};
use crate::time::Instant;

pub(super) const PATTERN: Pattern = Pattern {
    name: "share within the limit too even",
    statistic: "variation over chance",
    size_of: "ratio",
    could_also_be: "a quota, or a figure that was itself averaged",
    look_at: "what is done in the last days of a month when the share is below what is wanted",
    rule: "Does a quota let so many in, or out, each month?",
    look,
};

const LEAST_ENDS: u64 = 30;
const LEAST_MONTHS: usize = 12;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let findings = looked.watched.iter().map(|watched| near(looked, watched, pattern)).collect();
    Tested { findings, others: Vec::new() }
}

fn near(looked: &Looked<'_>, watched: &Watched, pattern: &'static Pattern) -> Finding {
    let mut months: BTreeMap<i64, Period> = BTreeMap::new();
    let mut clock = Clock::of(&looked.ask.zone);
    // The month is read off the date once a day.
    let mut known: (i64, i64) = (i64::MIN, 0);
    for time in watched.times.iter().filter(|time| time.ended_by.is_some()) {
        let day = crate::place::clock::day_of(clock.civil_us(time.end_us));
        if known.0 != day {
            let date = Instant(time.end_us).in_zone(&looked.ask.zone);
            known = (day, i64::from(date.year()) * 12 + i64::from(date.month()));
        }
        let period = months.entry(known.1).or_insert(Period { met: 0, of: 0 });
        period.of += 1;
        period.met += u64::from(time.duration <= watched.limit.at);
    }
    // The first and the last may be parts of months.
    months.pop_first();
    months.pop_last();
    let periods: Vec<Period> = months.into_values().filter(|period| period.of >= LEAST_ENDS).collect();
    if periods.len() < LEAST_MONTHS {
        let why =
            format!("{} months have {LEAST_ENDS} ends or more; {LEAST_MONTHS} are needed", periods.len());
        return pattern.not_enough_at(looked, watched, &why);
    }
    let Some(found) = too_smooth(&periods) else {
        return pattern.not_enough_at(looked, watched, "all or none of the needs ended within it");
    };
    let is = found.p < 0.01;
    let says = format!(
        "At the limit of {}: over {} months, the share within it ({}) varied {:.2} times as much as chance alone would make it.{}",
        watched.name,
        periods.len(),
        crate::wording::percent(found.share),
        found.ratio,
        if is { " That is too even to be chance." } else { " That is not too even." }
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(watched.limit.unit.counted(watched.limit.at)),
        statistic: Some((pattern.statistic, found.ratio)),
        p: Some(found.p),
        observed: Some(found.chi_squared),
        expected: Some(found.degrees_of_freedom as f64),
        size: Some((found.ratio, None)),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}
