//! Do people come back more often when their need was closed just inside a limit? On a log: see `near_limit` for the formula.
//!
//! Coming back is another need of the same person (and kind of demand, where it is known) that opens within [`DAYS`] days of the closing; only
//! closings that were watched for so long count, and only limits at which the need itself ends. The same machinery asks whether what was cancelled is raised again (`raised_again`).

use std::collections::BTreeMap;

use super::lives::in_days;
use super::near_limit::{
    BEFORE, Compared, Group, LEAST_BEFORE, LEAST_DIFFERENCE, LEAST_NEAR, RARE, Side, compare_like, group,
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
            _ if !watched.closes => pattern.not_enough_at(
                looked,
                watched,
                "this limit is on a part of the need's time, and a need that is not closed cannot come back",
            ),
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

/// About a quarter of a year: needs are compared with those that ended in the same one.
const QUARTER_US: i64 = 91 * DAY_US;

fn near(looked: &Looked<'_>, watched: &Watched, pattern: &'static Pattern, returns: &Returns) -> Finding {
    let limit = &watched.limit;
    // By kind of need and quarter: slow kinds end later, and may come back more.
    let mut kinds: BTreeMap<(u32, i64), (Group, Group)> = BTreeMap::new();
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
        let like = (returns.kind(time.need), time.end_us.div_euclid(QUARTER_US));
        let (inside, before) = kinds.entry(like).or_default();
        match side {
            Side::Near => {
                inside.add(again);
                events.push(event);
            }
            Side::Before => before.add(again),
        }
    }
    let kinds: Vec<(Group, Group)> = kinds.into_values().collect();
    let found = compare_like(&kinds);
    let (inside, before) = found.map_or((0, 0), |found| (found.near.of, found.before.of));
    let Some(found) = found.filter(|_| inside >= LEAST_NEAR && before >= LEAST_BEFORE) else {
        let why = format!(
            "{} needs of known persons were closed just inside the limit and {} like them in the {} before it, watched for {DAYS} days \
             since ({recent} more are too recent to know); {LEAST_NEAR} and {LEAST_BEFORE} are needed",
            thousands(inside),
            thousands(before),
            limit.unit.counted(BEFORE)
        );
        return pattern.not_enough_at(looked, watched, &why);
    };
    let says = format!(
        "At the limit of {}: of needs closed just inside it, {} came back within four weeks; of those of the same kind closed in the {} \
         before it and in the same quarter of a year, {} (a difference of {} points, {} to {}).",
        watched.name,
        percent(found.near.share()),
        limit.unit.counted(BEFORE),
        percent((found.near.share() - found.difference).clamp(0.0, 1.0)),
        points(found.difference),
        points(found.interval.0),
        points(found.interval.1)
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(limit.unit.counted(limit.at)),
        who: who(looked, events.into_iter()),
        ..compared(looked, pattern, &found, says)
    }
}

/// A difference of shares in whole points; no nought below nought.
fn points(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// The finding of a comparison.
pub(super) fn compared(
    looked: &Looked<'_>,
    pattern: &'static Pattern,
    found: &Compared,
    says: String,
) -> Finding {
    let is = found.p < RARE && found.difference >= LEAST_DIFFERENCE;
    let says = if is {
        says
    } else {
        format!("{says} No evidence of a difference beyond chance that is large enough to speak of.")
    };
    let expected = (found.near.share() - found.difference) * found.near.of as f64;
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
