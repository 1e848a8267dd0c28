//! Once a limit is missed, are needs left lying?
//!
//! Of needs still open, the share that ends on a day: after the limit (from the end of its window, four weeks) against before (four weeks up to
//! the window), as an exact ratio of rates with its interval. A falling rate alone is common, so the same ratio is taken at every other
//! place, as placebos in `bunching`; spoken of if the ratio is 0.75 or less, its chance below 0.01, and at most one place in twenty
//! shows as low a one. Source: domain.md 4.2 G11. Where it misleads: what is left after a limit are the hard cases.

use super::bunching::places;
use super::changed_class::Day;
use super::lives::{days, in_days};
use super::pattern::{Looked, Pattern, Tested, Watched};
use crate::reading::{Finding, Verdict};
use crate::statistics::exact::{RateRatio, binomial_at_most, rate_ratio};

pub(super) const PATTERN: Pattern = Pattern {
    name: "left after the limit",
    statistic: "hazard ratio",
    size_of: "ratio",
    could_also_be: "hard cases, which are what is left when the easy ones have ended",
    look_at: "needs open for longer than the limit: when something was last done for each",
    rule: "Does a rule move needs elsewhere once the limit is missed?",
    look,
};

/// So many days on either side.
const DAYS: i64 = 28;
const LEAST_ENDS: u64 = 50;
const LOW: f64 = 0.75;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let mut tested = Tested::default();
    for watched in &looked.watched {
        let finding = if in_days(watched) {
            near(looked, watched, pattern)
        } else {
            pattern.not_enough_at(looked, watched, "this is looked at day by day, and the limit is shorter")
        };
        tested.findings.push(finding);
    }
    tested
}

/// Ends after a place against before, and the chance of so few after.
fn ratio(ends: &[Day], at: i64, below: i64, above: i64) -> Option<(RateRatio, f64, u64, f64)> {
    let sum = |from: i64, to: i64| {
        let all =
            &ends[from.clamp(0, ends.len() as i64) as usize..(to + 1).clamp(0, ends.len() as i64) as usize];
        (
            all.iter().map(|day| day.changed).sum::<u64>(),
            all.iter().map(|day| day.at_risk).sum::<u64>() as f64,
        )
    };
    let (after, after_days) = sum(at + above + 1, at + above + DAYS);
    let (before, before_days) = sum((at - below - DAYS).max(0), at - below - 1);
    let rates = rate_ratio(after, after_days, before, before_days)?;
    let p = binomial_at_most(after, after + before, after_days / (after_days + before_days));
    (before >= LEAST_ENDS).then_some((rates, p, after, before as f64 / before_days * after_days))
}

fn near(looked: &Looked<'_>, watched: &Watched, pattern: &'static Pattern) -> Finding {
    let ended = watched.times.iter().filter(|time| time.ended_by.is_some());
    // In the order of the needs.
    let ended: Vec<(u32, i64)> = ended.map(|time| (time.need, time.end_us)).collect();
    let (ends, _) = days(looked, watched, |need| {
        let next = ended.partition_point(|(other, _)| *other <= need);
        ended[..next].last().filter(|(other, _)| *other == need).map(|(_, end_us)| *end_us)
    });
    let limit = &watched.limit;
    let (below, above) = (limit.window.below, limit.window.above);
    let Some((rates, p, after, expected)) = ratio(&ends, limit.at, below, above) else {
        let why = format!("fewer than {LEAST_ENDS} needs ended in the four weeks before the limit");
        return pattern.not_enough_at(looked, watched, &why);
    };
    let wide = super::bunching::Window { from: 0, to: limit.at * 2 + 2 * DAYS, ..limit.window };
    let others: Vec<f64> = places(limit.at, &wide, 1, &limit.known)
        // Nearer than this the drop itself lies in one of the two stretches.
        .filter(|place| (place - limit.at).abs() > DAYS)
        .filter_map(|place| ratio(&ends, place, below, above))
        .map(|(rates, ..)| rates.ratio)
        .collect();
    let as_low = others.iter().filter(|other| **other <= rates.ratio).count();
    let p_placebo = (1 + as_low) as f64 / (1 + others.len()) as f64;
    let is =
        p < 0.01 && rates.ratio <= LOW && p_placebo <= 0.05 && others.len() >= super::limit::LEAST_PLACEBOS;
    let says = format!(
        "At the limit of {}: of needs still open, {:.2} times as many end on a day in the four weeks after it as in the four weeks before \
         ({:.2} to {:.2}).{}",
        watched.name,
        rates.ratio,
        rates.low,
        rates.high,
        if is {
            " Nowhere else does the pace drop so: consistent with needs being left once the limit is missed."
        } else {
            " No evidence that the limit itself slows them."
        }
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(limit.unit.counted(limit.at)),
        statistic: Some((pattern.statistic, rates.ratio)),
        p: Some(p.max(if p_placebo <= 0.05 { 0.0 } else { p_placebo })),
        needs_affected: is.then_some((expected - after as f64).round().max(0.0) as u64),
        observed: Some(after as f64),
        expected: Some(expected),
        size: Some((rates.ratio, Some((rates.low, rates.high)))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}
