//! Do needs pile up just before a limit? The main test of `bunching` and `limit`, on a log.
//!
//! Each declared target is tested on its own clock. Where none is declared, customary marks are scanned (see `marks`). Question, formula,
//! source and constants: see `bunching` and `limit`. Hours up to half a day are tested in minutes, where the log records them.

use super::bunching::{Curve, expected};
use super::clocks::{Stretch, Time, times};
use super::counts::Counts;
use super::limit::{Decision, Judged, Limit, Why, judge};
use super::limit_words::{Words, says};
use super::marks;
use super::pattern::{Looked, Pattern, Tested, Watched};
use super::weekdays;
use super::who::who;
use crate::log::{Field, Log};
use crate::reading::{Durations, Finding, Target, Verdict};
use crate::statistics::share::Z_95;
use crate::time::{SECOND_US, Unit};

pub(super) const PATTERN: Pattern = Pattern {
    name: "threshold bunching",
    statistic: "t",
    size_of: "needs",
    could_also_be: "a rule or a system that acts on that day, people who keep their own limit, a weekly or monthly meeting that \
                    decides",
    look_at: "a random thirty of the needs that ended just inside the limit: what was done on the last days, and what happened to \
              the person afterwards",
    rule: "Does a rule or a system act on that day, and who set it?",
    look: |_, _| Tested::default(),
};

/// Tests the declared targets, or the customary marks; keeps the limits to watch.
pub(super) fn look(looked: &mut Looked<'_>) -> Tested {
    if looked.ask.targets.is_empty() {
        return marks::look(looked);
    }
    let mut tested = Tested::default();
    for target in &looked.ask.targets {
        let stretch = match Stretch::of(target, looked.log) {
            Ok(stretch) => stretch,
            Err(missing) => {
                let why = format!("no event in this log is of the activity “{missing}”");
                let finding = PATTERN.not_enough(looked, &why);
                tested.findings.push(Finding { target: Some(target.name.clone()), ..finding });
                continue;
            }
        };
        let (at, unit) = limit_of(target, looked.log);
        let limit = Limit::beside(at, unit, others(target, unit, &looked.ask.targets, looked.log));
        let times = times(looked.log, looked.ask, stretch, limit.unit, &looked.working);
        let mut watched = Watched {
            closes: closes(stretch, looked.log),
            pile: false,
            name: format!("{} ({} {})", target.name, target.limit_in_words(), stretch.says(looked.log)),
            declared: true,
            limit,
            times,
        };
        let counts = counts(&watched);
        let mut judged = judge(&counts, &watched.limit, true);
        if judged.decision == Decision::Flag {
            judged.with_weekdays(weekdays::of(looked, &watched));
        }
        watched.pile = judged.decision == Decision::Flag;
        tested.findings.push(finding(looked, &watched, &judged));
        looked.watched.push(watched);
    }
    tested
}

/// The limit in the finest unit that is honestly recorded.
fn limit_of(target: &Target, log: &Log) -> (i64, Unit) {
    if target.unit == Unit::Hours && target.limit <= 12 && records_minutes(log) {
        return (target.limit * 60, Unit::Minutes);
    }
    (target.limit, target.unit)
}

/// Whether the need itself ends where a stretch does.
pub(super) fn closes(stretch: Stretch, log: &Log) -> bool {
    let closing = |code: u32| {
        let activity = log.names(Field::Activity).map(|activity| activity.names.get(code).to_string());
        activity.is_some_and(|activity| log.columns().closing.contains(&activity))
    };
    stretch.to.is_none_or(closing)
}

/// Whether times of day are recorded to the minute: of the first ten thousand events at least half are not on the hour.
pub(super) fn records_minutes(log: &Log) -> bool {
    let hour_us = 3600 * SECOND_US;
    let events = log.needs().flat_map(|need| need.events).take(10_000);
    let (all, odd) = events.fold((0, 0), |(all, odd), event| {
        (all + 1, odd + u64::from(log.at_us()[event].rem_euclid(hour_us) != 0))
    });
    all > 0 && odd * 2 >= all
}

/// The other declared limits on the same clock, in the same unit.
fn others(target: &Target, unit: Unit, all: &[Target], log: &Log) -> Vec<i64> {
    let same = |other: &&Target| *other != target && other.from == target.from && other.to == target.to;
    let limits = all.iter().filter(same).map(|other| limit_of(other, log));
    limits.filter(|(_, other)| *other == unit).map(|(at, _)| at).collect()
}

/// How often each duration occurs among the needs that ended.
pub(super) fn counts(watched: &Watched) -> Counts {
    let mut counts = Counts::up_to(watched.limit.window.to);
    for time in watched.times.iter().filter(|time| time.ended_by.is_some()) {
        counts.add(time.duration, 1);
    }
    counts
}

/// No more durations than this are kept around a limit: a picture of more shows nothing.
const KEPT: i64 = 400;

/// The durations around the limit, with what the curve of the test expects.
fn durations(watched: &Watched, judged: &Judged) -> Durations {
    let limit = &watched.limit;
    let (at, window) = (limit.at, &limit.window);
    let range = window.from.max(at - KEPT / 2)..=window.to.min(at + KEPT / 2);
    let counts = counts(watched);
    let curve = Curve { round_to: judged.round_to.clone(), ..limit.curve.clone() };
    let tested = judged.bunch.is_some();
    let fitted = if tested { expected(&counts, at, window, &curve, range.clone()) } else { None };
    let expected_at = |place: usize| fitted.as_ref().and_then(|all| all.get(place).copied());
    let each = |(place, duration): (usize, i64)| (duration, counts.at(duration), expected_at(place));
    Durations {
        unit: limit.unit.names().1,
        limit: at,
        pile_from: at - window.below,
        taken_to: at + window.above,
        each: range.enumerate().map(each).collect(),
    }
}

/// What is said of a limit.
pub(super) fn finding(looked: &Looked<'_>, watched: &Watched, judged: &Judged) -> Finding {
    let limit = &watched.limit;
    let opening = if watched.declared {
        format!("The limit is {}.", watched.name)
    } else {
        let is = if marks::is_one(limit) { "is a customary mark" } else { "is where most of a pile lies" };
        format!("No limit was declared; {} {is}.", watched.name)
    };
    let said = says(judged, limit, &Words { opening, things: "needs" });
    let verdict = match judged.decision {
        Decision::Flag => Verdict::Found,
        Decision::NoEvidence => Verdict::Nothing,
        Decision::NoTest => Verdict::NotEnough,
        Decision::RuleMade => Verdict::Rule,
    };
    let inside = |time: &&Time| (limit.at - limit.window.below..=limit.at).contains(&time.duration);
    let ends = watched.times.iter().filter(inside).filter_map(|time| time.ended_by);
    let mut finding = Finding {
        target: Some(watched.name.clone()),
        threshold: Some(limit.unit.counted(limit.at)),
        durations: Some(durations(watched, judged)),
        who: who(looked, ends),
        ..PATTERN.finding(looked, verdict, said)
    };
    if let Some(bunch) = &judged.bunch {
        finding.statistic = Some((PATTERN.statistic, bunch.t));
        finding.p = Some(bunch.p);
        finding.observed = Some(bunch.observed as f64);
        finding.expected = Some(bunch.expected);
        let half = Z_95 * bunch.excess_se;
        finding.size = Some((bunch.excess, Some((bunch.excess - half, bunch.excess + half))));
        finding.needs_affected = (verdict == Verdict::Found).then_some(bunch.excess.round().max(0.0) as u64);
    }
    if let Why::OneDuration(_, count) = judged.why {
        finding.observed = Some(count as f64);
        finding.needs_affected = (verdict == Verdict::Rule).then_some(count);
    }
    finding
}

/// The sentence about an activity that does not occur, with what there is; None if all targets fit the log.
pub fn unfit(target: &Target, log: &Log) -> Option<String> {
    let missing = Stretch::of(target, log).err()?;
    let Some(activity) = log.names(Field::Activity) else {
        return Some(format!("--target {}: this log has no activities, so leave out {missing}", target.name));
    };
    let close = |name: &&str| {
        let (name, missing) = (name.to_lowercase(), missing.to_lowercase());
        name.contains(&missing) || missing.contains(&name)
    };
    let mut there: Vec<&str> = activity.names.iter().filter(close).take(8).collect();
    if there.is_empty() {
        there = activity.names.iter().filter(|name| !name.is_empty()).take(8).collect();
    }
    let more = activity.names.len().saturating_sub(there.len());
    Some(format!(
        "--target {}: no event is of the activity “{missing}”; there are, for example: {}{}",
        target.name,
        there.join(", "),
        if more > 0 { format!(" and {more} more (throughline inspect shows them)") } else { String::new() }
    ))
}
