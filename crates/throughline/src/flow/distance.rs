//! How far it is from the person to whoever meets the need.
//!
//! Question: how many times does responsibility change organisation, through how many organisations and teams does the need
//! pass, and how often must somebody approve? Formula, for each need: hops = changes of organisation from one event to the next that
//! names one; organisations and teams = how many different ones; approvals = events whose activity names a decision by somebody else
//! ([`APPROVALS`]). Means over needs, shares with at least one, and the most. Source: exchange.md section 6 (hops, layers,
//! approvals). Where it misleads: an approval called something else is not seen; a hop can be the right one, when skill lies
//! elsewhere. Contract layers and kilometres need to be stated; a log does not hold them.

use std::ops::Range;

use super::returns::sentence;
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.distance",
    asks: "How far is it from the person to whoever meets the need?",
    unit: "times a need",
    formula: "changes of organisation, different organisations, different teams, approvals, for each need; means and shares",
    source: "exchange.md 6",
    misleads: "An approval under another name is not seen; a hop to those who have the skill can be the right one.",
    read,
};

/// Words by which an activity is known as somebody else's decision, in small letters.
pub const APPROVALS: [&str; 8] =
    ["approv", "authoris", "authoriz", "sign off", "sign-off", "signed off", "panel", "permission"];

/// The events of a short need.
const SHORT: usize = 24;

/// One kind of distance over all needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// What is counted.
    pub name: &'static str,
    /// Needs of which it is known.
    pub needs: u64,
    /// The sum over them.
    pub sum: u64,
    /// How many of them have more than the least there can be.
    pub some: u64,
    /// The most of one need.
    pub most: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let found = distance(log, ask);
    let Some(first) = found.first() else {
        return Reading::not_enough(
            "no column says which team or organisation did it; name one in the mapping, to count hops between them",
        );
    };
    let mean = |distance: &Distance| distance.sum as f64 / distance.needs as f64;
    let part = |distance: &Distance| {
        format!(
            "{} {:.1} a need on average ({} of needs have {})",
            distance.name.replace('_', " "),
            mean(distance),
            percent(distance.some as f64 / distance.needs as f64),
            if distance.name == "hops" || distance.name == "approvals" {
                "at least one"
            } else {
                "more than one"
            },
        )
    };
    let says = sentence(&found.iter().map(part).collect::<Vec<_>>().join("; "));
    let row = |distance: &Distance| {
        vec![
            Item::Name(distance.name.to_string()),
            Item::Count(distance.needs),
            Item::Number(mean(distance)),
            Item::Number(distance.some as f64 / distance.needs as f64),
            Item::Count(distance.most),
        ]
    };
    let columns = vec!["distance", "needs", "mean", "share_with_some", "most"];
    let table = Table { columns, rows: found.iter().map(row).collect() };
    Reading::of(says, first.needs, "needs", Shape::Table(table))
        .leaving_out("needs that name none", log.need_count() as u64 - first.needs)
}

/// The distances that the log can tell: hops and organisations, teams, approvals.
pub fn distance(log: &Log, ask: &Ask) -> Vec<Distance> {
    let named = |field| log.names(field);
    let mut found = Vec::new();
    if let Some(column) = named(Field::Organisation) {
        found.push(over(log, ask, "hops", |events| changes(column, events)));
        found.push(over(log, ask, "organisations", |events| different(column, events)));
    }
    if let Some(column) = named(Field::Team) {
        found.push(over(log, ask, "teams", |events| different(column, events)));
    }
    if !found.is_empty()
        && let Some(column) = named(Field::Activity)
    {
        let is = |name: &str| {
            let name = name.to_lowercase();
            APPROVALS.iter().any(|word| name.contains(word))
        };
        let approval: Vec<bool> = column.names.iter().map(is).collect();
        if approval.contains(&true) {
            found.push(over(log, ask, "approvals", |events| {
                let codes = column.codes[events].iter().filter(|code| **code != NONE);
                Some((codes.filter(|code| approval[**code as usize]).count() as u64, 0))
            }));
        }
    }
    found.retain(|distance| distance.needs > 0);
    found
}

/// How often the name changes from one event that has one to the next; nothing if none has.
fn changes(column: &NameColumn, events: Range<usize>) -> Option<(u64, u64)> {
    let mut known = column.codes[events].iter().filter(|code| **code != NONE);
    let mut last = known.next()?;
    let changes = known.filter(|code| std::mem::replace(&mut last, code) != *code).count();
    Some((changes as u64, 0))
}

/// How many different names there are; nothing if no event has one.
fn different(column: &NameColumn, events: Range<usize>) -> Option<(u64, u64)> {
    let codes = &column.codes[events];
    // Nearly all needs are short; a long one must not be gone through again for each of its events.
    let different = if codes.len() <= SHORT {
        let is_new = |(place, code): &(usize, &u32)| **code != NONE && !codes[..*place].contains(code);
        codes.iter().enumerate().filter(is_new).count()
    } else {
        let mut known: Vec<u32> = codes.iter().copied().filter(|code| *code != NONE).collect();
        known.sort_unstable();
        known.dedup();
        known.len()
    } as u64;
    (different > 0).then_some((different, 1))
}

/// Counts of every need; `of` gives the count and the least there can be.
fn over(
    log: &Log,
    ask: &Ask,
    name: &'static str,
    of: impl Fn(Range<usize>) -> Option<(u64, u64)> + Sync,
) -> Distance {
    let parts = log.each_part(ask.threads, |needs| {
        let mut all = Distance { name, needs: 0, sum: 0, some: 0, most: 0 };
        for (count, least) in needs.filter_map(|need| of(need.events)) {
            all.needs += 1;
            all.sum += count;
            all.some += u64::from(count > least);
            all.most = all.most.max(count);
        }
        all
    });
    let none = Distance { name, needs: 0, sum: 0, some: 0, most: 0 };
    parts.into_iter().fold(none, |all, part| Distance {
        name,
        needs: all.needs + part.needs,
        sum: all.sum + part.sum,
        some: all.some + part.some,
        most: all.most.max(part.most),
    })
}
