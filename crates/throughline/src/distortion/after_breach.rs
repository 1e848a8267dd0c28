//! Once a limit is missed, are needs left lying? On a log: see `slowing` for the formula.
//!
//! A pile just before the limit takes its needs from just after, which looks the same. So where there is one (by the test of `bunching`) the
//! days that it fills and empties are left out; where it is there still when a step after it is allowed for, nothing is said.
//! Source: domain.md 4.2 G11. Where it misleads: what is left after a limit are the hard cases.

use super::bunching::Window;
use super::lives::{ends, in_days};
use super::pattern::{Looked, Pattern, Tested, Watched};
use super::slowing::{DAYS, LEAST_ENDS, LOW, Pile, piled, slowing_without};
use crate::reading::{Finding, Verdict};
use crate::wording;

pub(super) const PATTERN: Pattern = Pattern {
    name: "left after the limit",
    statistic: "hazard ratio",
    size_of: "ratio",
    could_also_be: "hard cases, which are what is left when the easy ones have ended",
    look_at: "needs open for longer than the limit: when something was last done for each",
    rule: "Does a rule move needs elsewhere once the limit is missed?",
    look,
};

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let mut tested = Tested::default();
    for watched in &looked.watched {
        let finding = if !in_days(watched) {
            pattern.not_enough_at(looked, watched, "this is looked at day by day, and the limit is shorter")
        } else if hidden_by_a_pile(watched) {
            let why = "so many end just before the limit that those missing just after it cannot be told from ones that are left";
            pattern.not_enough_at(looked, watched, why)
        } else {
            near(looked, watched, pattern)
        };
        tested.findings.push(finding);
    }
    tested
}

fn hidden_by_a_pile(watched: &Watched) -> bool {
    let limit = &watched.limit;
    watched.pile && piled(&ends(watched), limit.at, limit.curve.period, limit.window.below)
}

fn near(looked: &Looked<'_>, watched: &Watched, pattern: &'static Pattern) -> Finding {
    let limit = &watched.limit;
    let unit = limit.unit;
    let Window { below, above, .. } = limit.window;
    let beside_a_pile = watched.pile.then_some(Pile { at: limit.at, below: below + 1, above });
    let found =
        slowing_without(&ends(watched), limit.at, limit.curve.period, &limit.known, beside_a_pile.as_ref());
    let Some(found) = found else {
        let why = format!(
            "fewer than {LEAST_ENDS} ended in the {} before the limit, or too few were still open after it to lay a curve through",
            unit.counted(DAYS)
        );
        return pattern.not_enough_at(looked, watched, &why);
    };
    let (step, is) = (found.step, found.is);
    let told = wording::share(step.ratio, step.interval);
    let says = format!(
        "At the limit of {}: of those still open, {} as many ({} to {}) end on a {} after it as the curve through the {} before and after \
         leads to expect.{}",
        watched.name,
        told.value,
        told.low,
        told.high,
        unit.names().0,
        unit.counted(DAYS),
        match is {
            true => {
                " Nearby the pace falls nowhere so sharply: consistent with needs being left once the limit is missed."
            }
            false if step.interval.1 >= 1.0 =>
                " That may be chance: no evidence that the limit itself slows them.",
            false if step.ratio > LOW => {
                " So fewer end after it, but not so many fewer that it is spoken of as a finding."
            }
            // No other place was looked at: it is not rare enough by itself.
            false if found.p_placebo == 1.0 =>
                " That may still be chance: no evidence that the limit itself slows them.",
            false => {
                " So fewer end after it, but on days nearby, where no limit is, the pace falls about as much: this does not show that the \
                 limit slows them."
            }
        }
    );
    let expected = step.after as f64 / step.ratio;
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(unit.counted(limit.at)),
        statistic: Some((pattern.statistic, step.ratio)),
        p: Some(step.p()),
        needs_affected: is.then_some((expected - step.after as f64).round().max(0.0) as u64),
        observed: Some(step.after as f64),
        expected: Some(expected).filter(|expected| expected.is_finite()),
        size: Some((step.ratio, Some(step.interval))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}
