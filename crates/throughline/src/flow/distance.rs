//! How far it is from the person to whoever meets the need.
//!
//! Question: how many times does responsibility change organisation, through how many organisations and teams does the need
//! pass, and how often must somebody approve? Formula, for each need: hops = changes of organisation from one event to the next that
//! names one; organisations and teams = how many different ones; approvals = events whose activity names a decision by somebody else
//! ([`APPROVALS`]); kilometres from each place of the need to the next, where events have coordinates (`kilometres`). Means over needs,
//! shares with at least one, and the most. Source: exchange.md section 6 (hops, layers, approvals). Where it misleads: an approval called
//! something else is not seen; a hop can be the right one, when skill lies elsewhere. Contract layers need to be stated; a log does not
//! hold them.

use std::ops::Range;

use super::kilometres::{Kilometres, kilometres};
use super::returns::sentence;
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::wording::figure;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.distance",
    asks: "How far is it from the person to whoever meets the need?",
    unit: "times a need, kilometres",
    formula: "changes of organisation, different organisations, different teams, approvals, great circles from place to place, for each need; means and shares",
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
    let between = kilometres(log, ask);
    let far = matches!(between, Kilometres::Between { .. });
    if found.is_empty() && !far {
        return Reading::not_enough(
            "no column says which team or organisation did it, and none where; name one in the mapping, to count hops between them",
        );
    }
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
    let row = |distance: &Distance| {
        vec![
            Item::Name(distance.name.to_string()),
            Item::Count(distance.needs),
            Item::Number(mean(distance)),
            Item::Number(distance.some as f64 / distance.needs as f64),
            Item::Number(distance.most as f64),
        ]
    };
    let mut rows: Vec<Vec<Item>> = found.iter().map(row).collect();
    let mut says: Vec<String> = found.iter().map(part).collect();
    let mut needs = found.first().map_or(0, |first| first.needs);
    if let Kilometres::Between { needs: known, sum_m, some, most_m } = between {
        let (mean_km, share) = (sum_m as f64 / 1_000.0 / known as f64, some as f64 / known as f64);
        says.push(format!(
            "kilometres from place to place {} on average, as the crow flies, over the {} with two places known",
            figure(mean_km),
            counted(known, "need", "needs")
        ));
        let name = Item::Name("kilometres".to_string());
        let most_km = most_m as f64 / 1_000.0;
        rows.push(vec![
            name,
            Item::Count(known),
            Item::Number(mean_km),
            Item::Number(share),
            Item::Number(most_km),
        ]);
        needs = needs.max(known);
    }
    let mut says = sentence(&says.join("; "));
    if between == Kilometres::OnePlaceEach {
        says += " Kilometres cannot be told: the coordinates say where each need is, not where those who come set out from; give latitude and \
                 longitude for each event.";
    }
    let columns = vec!["distance", "needs", "mean", "share_with_some", "most"];
    Reading::of(says, needs, "needs", Shape::Table(Table { columns, rows }))
        .leaving_out("needs that name none", log.need_count() as u64 - needs)
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
