//! Do people come back more often when their need was closed just inside a limit? On a log: see `near_limit` for the formula.
//!
//! Coming back is another need of the same person (and kind of demand, where it is known) that opens within [`DAYS`] days of the closing; only
//! closings that were watched for so long count. The same machinery asks whether what was cancelled is raised again (`raised_again`).

use super::lives::in_days;
use super::near_limit::{
    Compared, Group, LEAST_BEFORE, LEAST_DIFFERENCE, LEAST_NEAR, RARE, Side, compare, group,
};
use super::pattern::{Looked, Pattern, Returns, Tested, Watched};
use super::who::who;
use crate::reading::{Finding, Verdict};
use crate::time::DAY_US;
use crate::wording::{percent, thousands};

pub(super) const PATTERN: Pattern = Pattern {
    name: "closed and opened again",
    statistic: "difference of shares",
    size_of: "share",
    could_also_be: "hard cases, which end later and come back more, or a course of visits that was agreed",
    look_at: "a random thirty of those who came back: had their need been met when it was closed?",
    rule: "Does a rule close needs at this age?",
    look,
};

/// Coming back is within so many days.
pub(super) const DAYS: i64 = 28;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let mut tested = Tested::default();
    for watched in &looked.watched {
        let finding = match looked.returns() {
            Err(why) => pattern.not_enough_at(looked, watched, why),
            _ if !in_days(watched) => pattern.not_enough_at(
                looked,
                watched,
                "this is looked at day by day, and the limit is shorter",
            ),
            Ok(returns) => near(looked, watched, pattern, returns),
        };
        tested.findings.push(finding);
    }
    tested
}

fn near(looked: &Looked<'_>, watched: &Watched, pattern: &'static Pattern, returns: &Returns) -> Finding {
    let limit = &watched.limit;
    let (mut inside, mut before) = (Group::default(), Group::default());
    let mut events = Vec::new();
    let mut recent = 0;
    for time in watched.times.iter().filter(|time| returns.knows(time.need)) {
        let Some(event) = time.ended_by else { continue };
        let Some(side) = group(time.duration, limit.at, limit.window.below) else { continue };
        if time.end_us > looked.ask.now.0 - DAYS * DAY_US {
            recent += u64::from(side == Side::Near);
            continue;
        }
        let again =
            returns.next(time.need, time.end_us).is_some_and(|at_us| at_us - time.end_us <= DAYS * DAY_US);
        match side {
            Side::Near => {
                inside.add(again);
                events.push(event);
            }
            Side::Before => before.add(again),
        }
    }
    if inside.of < LEAST_NEAR || before.of < LEAST_BEFORE {
        let why = format!(
            "{} needs of known persons were closed just inside the limit and {} in the two weeks before it, watched for {DAYS} days since \
             ({recent} more are too recent to know); {LEAST_NEAR} and {LEAST_BEFORE} are needed",
            thousands(inside.of),
            thousands(before.of)
        );
        return pattern.not_enough_at(looked, watched, &why);
    }
    let Some(found) = compare(inside, before) else {
        return pattern.not_enough_at(looked, watched, "there is nothing to compare with");
    };
    let says = format!(
        "At the limit of {}: of needs closed just inside it, {} came back within four weeks; of those closed earlier, {} (a difference \
         of {:.0} points, {:.0} to {:.0}).",
        watched.name,
        percent(found.near.share()),
        percent(found.before.share()),
        found.difference * 100.0,
        found.interval.0 * 100.0,
        found.interval.1 * 100.0
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(limit.unit.counted(limit.at)),
        who: who(looked, events.into_iter()),
        ..compared(looked, pattern, &found, says)
    }
}

/// The finding of a comparison.
pub(super) fn compared(
    looked: &Looked<'_>,
    pattern: &'static Pattern,
    found: &Compared,
    says: String,
) -> Finding {
    let is = found.p < RARE && found.difference >= LEAST_DIFFERENCE;
    let says = if is { says } else { format!("{says} No evidence that it is more than chance or small.") };
    let expected = found.before.share() * found.near.of as f64;
    Finding {
        statistic: Some((pattern.statistic, found.difference)),
        p: Some(found.p),
        needs_affected: is.then_some((found.near.with as f64 - expected).round().max(0.0) as u64),
        observed: Some(found.near.with as f64),
        expected: Some(expected),
        size: Some((found.difference, Some(found.interval))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}
