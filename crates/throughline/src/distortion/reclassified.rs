//! Are needs given another category or priority more often as a limit nears? On a log: see `changed_class` for the formula.
//!
//! A column is a category if its name speaks of priority, category, severity, urgency or class; a need is changed when one of its
//! events holds another value than the one before. An activity that says so by its name counts too.

use super::changed_class::{LEAST_CHANGES, changed};
use super::lives::{days, in_days};
use super::pattern::{Looked, Pattern, Tested, Watched};
use super::who::who;
use crate::log::{Column, Field, Log, NONE, NameColumn};
use crate::reading::{Finding, Verdict};
use crate::wording::thousands;

pub(super) const PATTERN: Pattern = Pattern {
    name: "reclassification before the limit",
    statistic: "rate ratio",
    size_of: "ratio",
    could_also_be: "a day of the week or of the case on which staff sort their work, or new facts that come late",
    look_at: "the needs changed in the last days before the limit: what they were before and after, and whether anything else changed",
    rule: "Is there a rule that reviews the category at this age?",
    look,
};

/// A ratio below this is not spoken of.
const LEAST_RATIO: f64 = 1.5;
/// Words in the names of columns that hold a category.
const COLUMNS: [&str; 6] = ["priorit", "categor", "severity", "urgency", "impact", "class"];
/// Words in the names of activities that change one.
const ACTIVITIES: [&str; 6] =
    ["reclassif", "recategor", "reprioriti", "priority changed", "change priority", "category changed"];

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let columns = columns(looked.log);
    let activities = activities(looked.log, &ACTIVITIES);
    let mut tested = Tested::default();
    for watched in &looked.watched {
        let finding = if columns.is_empty() && activities.is_none() {
            let why = "no column of the events holds a category or priority that could change";
            pattern.not_enough_at(looked, watched, why)
        } else if !in_days(watched) {
            pattern.not_enough_at(looked, watched, "this is looked at day by day, and the limit is shorter")
        } else {
            judged(looked, watched, pattern, |need| first_change(looked.log, need, &columns, &activities))
        };
        tested.findings.push(finding);
    }
    tested
}

/// How often needs are marked just before the limit, against before.
pub(super) fn judged(
    looked: &Looked<'_>,
    watched: &Watched,
    pattern: &'static Pattern,
    event: impl Fn(u32) -> Option<usize>,
) -> Finding {
    let at_us = |need: u32| event(need).map(|event| looked.log.at_us()[event]);
    let (days, inside) = days(looked, watched, at_us);
    let Some(found) = changed(&days, watched.limit.at).filter(|found| found.changes.0 + found.changes.1 > 0)
    else {
        return pattern.not_enough_at(
            looked,
            watched,
            "nothing of the kind happened in the weeks before the limit",
        );
    };
    let (near, before) = found.changes;
    if near < LEAST_CHANGES && found.rates.p_higher > 0.01 {
        let why = format!(
            "it happened {near} times in the last five days before the limit, and {LEAST_CHANGES} are needed"
        );
        return pattern.not_enough_at(looked, watched, &why);
    }
    let rates = found.rates;
    let is = rates.p_higher < 0.01 && rates.ratio >= LEAST_RATIO && near >= LEAST_CHANGES;
    let expected = before as f64 / found.need_days.1 as f64 * found.need_days.0 as f64;
    let says = format!(
        "At the limit of {}: in the last five days before it this happened {} times; at the rate of the three weeks before it would \
         have been about {:.0} (ratio {:.1}, {:.1} to {:.1}).{}",
        watched.name,
        thousands(near),
        expected,
        rates.ratio,
        rates.low,
        rates.high,
        if is {
            " Consistent with the limit changing how needs are recorded."
        } else {
            " No evidence that the limit matters."
        }
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(watched.limit.unit.counted(watched.limit.at)),
        statistic: Some((pattern.statistic, rates.ratio)),
        p: Some(rates.p_higher),
        needs_affected: is.then_some((near as f64 - expected).round().max(0.0) as u64),
        observed: Some(near as f64),
        expected: Some(expected),
        size: Some((rates.ratio, Some((rates.low, rates.high)))),
        who: who(looked, inside.iter().filter_map(|place| event(watched.times[*place].need))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}

fn columns(log: &Log) -> Vec<&NameColumn> {
    let is = |name: &str| {
        let name = name.to_lowercase();
        COLUMNS.iter().any(|word| name.contains(word))
    };
    let named = log.columns().attributes.iter().filter(|(name, _)| is(name));
    named
        .filter_map(|(_, column)| match column {
            Column::Names(names) => Some(names),
            _ => None,
        })
        .collect()
}

/// The activities whose names hold one of some words: for each whether it is one. None if there are none.
pub(super) fn activities<'a>(log: &'a Log, words: &[&str]) -> Option<(&'a NameColumn, Vec<bool>)> {
    let activity = log.names(Field::Activity)?;
    let is: Vec<bool> = activity
        .names
        .iter()
        .map(|name| {
            let name = name.to_lowercase();
            words.iter().any(|word| name.contains(word))
        })
        .collect();
    is.contains(&true).then_some((activity, is))
}

/// Whether the activity of an event is one of those.
pub(super) fn is_one(activities: &Option<(&NameColumn, Vec<bool>)>, event: usize) -> bool {
    activities.as_ref().is_some_and(|(column, is)| is.get(column.codes[event] as usize) == Some(&true))
}

fn first_change(
    log: &Log,
    need: u32,
    columns: &[&NameColumn],
    activities: &Option<(&NameColumn, Vec<bool>)>,
) -> Option<usize> {
    let events = log.need(need).events;
    let by_activity = events.clone().find(|event| is_one(activities, *event));
    let by_column = columns.iter().filter_map(|column| {
        let mut before = NONE;
        events.clone().find(|event| {
            let code = column.codes[*event];
            let changes = code != NONE && before != NONE && code != before;
            before = if code == NONE { before } else { code };
            changes
        })
    });
    by_column.chain(by_activity).min()
}
