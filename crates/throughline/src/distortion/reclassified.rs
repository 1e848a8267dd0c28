//! Are needs given another category or priority more often as a limit nears? On a log: see `changed_class` for the formula.
//!
//! A column is a category if one of the words of its name is priority, category, severity, urgency or class, and it does not hold the
//! codes of contacts (`class`, see `codes`): those say what a contact was, and change from one contact to the next. A need is changed when one
//! of its events holds another value than the one before. An activity that says so by its name counts too.

use super::changed_class::{
    COMPARED, Changed, LEAST_CHANGES, LEAST_RATIO, RARE, Rise, WINDOW, changed, rise,
};
use super::clocks::Time;
use super::lives::{days, in_days};
use super::pattern::{Looked, Pattern, Tested, Watched};
use super::who::who;
use crate::demand::codes::is_code_column;
use crate::log::{CodeSlice, Column, Field, Log, NONE, NameColumn};
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

/// What happens.
const WHAT: &str = "a category or priority was changed";
/// Words of the names of columns that hold a category.
const COLUMNS: [&str; 8] =
    ["priority", "priorities", "category", "categories", "severity", "urgency", "class", "classification"];
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
            judged(looked, watched, pattern, WHAT, |need| {
                first_change(looked.log, need, &columns, &activities)
            })
        };
        tested.findings.push(finding);
    }
    tested
}

/// How often something (`what`, as half a sentence) first happens to needs just before the limit, against before.
pub(super) fn judged(
    looked: &Looked<'_>,
    watched: &Watched,
    pattern: &'static Pattern,
    what: &str,
    event: impl Fn(u32) -> Option<usize>,
) -> Finding {
    let (limit, unit) = (watched.limit.at, watched.limit.unit);
    let at_us = |time: &Time| event(time.need).map(|event| looked.log.at_us()[event]);
    let (days, inside) = days(looked, watched, at_us);
    let last = unit.counted(WINDOW + 1);
    let found = changed(&days, limit).filter(|found| found.changes.0 >= LEAST_CHANGES);
    let Some(found) = found else {
        let times = days.iter().take(limit as usize + 1).rev().take(WINDOW as usize + 1);
        let why = format!(
            "{what} {} times in the last {last} before the limit, and {LEAST_CHANGES} are needed",
            times.map(|day| day.changed).sum::<u64>()
        );
        return pattern.not_enough_at(looked, watched, &why);
    };
    let near = found.changes.0;
    let rates = found.rates;
    let rise = rise(&days, limit);
    let higher = rates.p_higher < RARE && rates.ratio >= LEAST_RATIO;
    let is = higher && rise.is_some_and(|rise| rise.p() < RARE && rise.ratio >= LEAST_RATIO);
    let Against { trend, p, ratio, interval, expected } = against(&found, rise);
    let times = if ratio.is_finite() {
        format!("{ratio:.1} times as often, {:.1} to {:.1}", interval.0, interval.1)
    } else {
        format!("before it never happened, so {:.1} times as often or more", interval.0)
    };
    let says = format!(
        "At the limit of {}: in the last {last} before it {what} {} times; {} it would have been about {expected:.0} ({times}).{}",
        watched.name,
        thousands(near),
        if trend {
            "as it went from day to day before those".to_string()
        } else {
            format!("at the rate of the {} before those", unit.counted(COMPARED - WINDOW))
        },
        concluded(is, higher, rise)
    );
    Finding {
        target: Some(watched.name.clone()),
        threshold: Some(unit.counted(limit)),
        statistic: Some((pattern.statistic, ratio)).filter(|_| ratio.is_finite()),
        p: Some(p),
        needs_affected: is.then_some((near as f64 - expected).round().max(0.0) as u64),
        observed: Some(near as f64),
        expected: Some(expected),
        size: Some((ratio, Some(interval))).filter(|_| ratio.is_finite()),
        who: who(looked, inside.iter().filter_map(|place| event(watched.times[*place].need))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
}

/// What follows from it.
fn concluded(is: bool, higher: bool, rise: Option<Rise>) -> &'static str {
    match (is, higher, rise) {
        (true, ..) => " Consistent with the limit changing how needs are recorded.",
        (_, true, Some(_)) => {
            " It happens more often from day to day before that already: no evidence that the limit matters."
        }
        (_, true, None) => {
            " How it rises before that cannot be told, so neither can whether the limit matters."
        }
        _ => " No evidence that the limit matters.",
    }
}

/// What the days before a limit are held against: chance, size and interval of one and the same comparison.
struct Against {
    /// Whether it is the trend of the days before, not their plain rate.
    trend: bool,
    p: f64,
    ratio: f64,
    interval: (f64, f64),
    expected: f64,
}

/// Of the plain rate and the trend the one that is harder to stand out from.
fn against(found: &Changed, rise: Option<Rise>) -> Against {
    let ((near, before), rates) = (found.changes, found.rates);
    match rise.filter(|rise| rise.p() >= rates.p_higher) {
        Some(rise) => Against {
            trend: true,
            p: rise.p(),
            ratio: rise.ratio,
            interval: rise.interval,
            expected: near as f64 / rise.ratio,
        },
        None => Against {
            trend: false,
            // Where the trend cannot be told nothing is.
            p: rise.map_or(1.0, |_| rates.p_higher),
            ratio: rates.ratio,
            interval: (rates.low, rates.high),
            expected: before as f64 / found.need_days.1 as f64 * found.need_days.0 as f64,
        },
    }
}

/// A column of the events in which a value can change.
enum Cells<'a> {
    Names(CodeSlice<'a>),
    Whole(&'a [i64]),
}

impl Cells<'_> {
    /// The value of an event, as a number that tells values apart; None where there is none.
    fn at(&self, event: usize) -> Option<i64> {
        match self {
            Cells::Names(codes) => Some(codes.at(event)).filter(|code| *code != NONE).map(i64::from),
            Cells::Whole(numbers) => Some(numbers[event]).filter(|number| *number != i64::MIN),
        }
    }
}

fn columns(log: &Log) -> Vec<Cells<'_>> {
    let is =
        |name: &str| !is_code_column(name) && words(name).iter().any(|word| COLUMNS.contains(&word.as_str()));
    let named = log.columns().attributes.iter().filter(|(name, _)| is(name));
    named
        .filter_map(|(_, column)| match column {
            Column::Names(names) => Some(Cells::Names(names.codes.all())),
            Column::Whole(numbers) => Some(Cells::Whole(numbers)),
            _ => None,
        })
        .collect()
}

/// The words of a column's name, in small letters.
pub(super) fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(String::from)
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
    activities.as_ref().is_some_and(|(column, is)| is.get(column.codes.at(event) as usize) == Some(&true))
}

fn first_change(
    log: &Log,
    need: u32,
    columns: &[Cells<'_>],
    activities: &Option<(&NameColumn, Vec<bool>)>,
) -> Option<usize> {
    let events = log.need(need).events;
    let by_activity = events.clone().find(|event| is_one(activities, *event));
    let by_column = columns.iter().filter_map(|column| {
        let mut before = None;
        events.clone().find(|event| {
            let value = column.at(*event);
            let changes = value.is_some() && before.is_some() && value != before;
            before = value.or(before);
            changes
        })
    });
    by_column.chain(by_activity).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_of_a_name() {
        assert_eq!(words("Asset Class"), ["asset", "class"]);
        assert_eq!(words("priority_level"), ["priority", "level"]);
        assert_eq!(words("classroom"), ["classroom"]);
        assert!(words(" - ").is_empty());
    }
}
