//! In which ways needs end, and how soon in each.
//!
//! Question: what becomes of them: completed, cancelled, sorted by the person's word? Formula: for each way to end the share of all needs that
//! have ended so within 7, 30, 90 and 365 days of opening (Aalen-Johansen cumulative incidence: each way rules the others out, open
//! needs are watched until the end of observation), with its 95 % interval on the log(-log) scale. Source: domain.md 8.2 measure 3; Aalen and
//! Johansen, Scandinavian Journal of Statistics 5, 1978 (see `statistics::competing`). Why not the share of those that ended: it looks at
//! the quick ones only as long as the slow ones are open. Where it misleads: a way is only as true as the word its source has for it.

use super::spans::{self, Ended};
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::statistics::competing::{Competing, End, Incidence};
use crate::time::DAY_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.ended_how",
    asks: "In which ways do needs end, and how soon?",
    unit: "share of needs",
    formula: "Aalen-Johansen cumulative incidence of each way to end, open needs censored now",
    source: "Aalen and Johansen, Scandinavian Journal of Statistics 5, 1978",
    misleads: "A way is only as true as the word its source has for it.",
    read,
};

/// By so many days of life the shares are given.
const DAYS: [i64; 4] = [7, 30, 90, 365];
/// The one that is said.
const SAID_DAYS: i64 = 30;
/// No more ways than this are told apart.
const MOST_WAYS: usize = 12;

/// A way to end: the activity that ended it; `NONE` for the person's word.
type Way = u32;

/// How one need ended, if it did, and how long it was watched, in microseconds.
type Life = (i64, Option<Way>);

fn read(log: &Log, ask: &Ask) -> Reading {
    let lives = lives(log, ask);
    let ways = ways(&lives);
    if ways.len() < 2 {
        return Reading::not_enough(
            "no two ways to end are known; name the closing activities in the mapping (closing = [\"completed\", \"cancelled\"])",
        );
    }
    let name = |way: Way| match log.names(Field::Activity).filter(|_| way != NONE) {
        Some(activity) => activity.names.get(way).to_string(),
        None => "the person's word".to_string(),
    };
    let longest_us = lives.iter().map(|(us, _)| *us).max().unwrap_or(0);
    let mut rows = Vec::new();
    let mut said = Vec::new();
    for (way, count) in ways.iter().take(MOST_WAYS) {
        let end = |of: &Option<Way>| match of {
            None => End::Watched,
            Some(own) if own == way => End::Asked,
            Some(_) => End::Other,
        };
        let curve = Competing::of(lives.iter().map(|(us, of)| (*us, end(of))).collect());
        let mut row = vec![Item::Name(name(*way)), Item::Count(*count)];
        for days in DAYS {
            let known = (days * DAY_US <= longest_us).then(|| curve.at(days * DAY_US));
            row.extend(cells(known));
            if let Some(found) = known.filter(|_| days == SAID_DAYS) {
                said.push(says(&found, &name(*way)));
            }
        }
        rows.push(row);
    }
    let days = counted(SAID_DAYS as u64, "day", "days");
    let says = match said.is_empty() {
        true => format!("Needs end in {} ways; none is watched for {days} yet.", ways.len()),
        false => format!("Of all needs, within {days} of opening: {}.", said.join(", ")),
    };
    let n = lives.len() as u64;
    Reading::of(says, n, "needs", Shape::Table(Table { columns: COLUMNS.to_vec(), keys: 1, rows }))
        .leaving_out(
            "needs that opened when it could no longer be seen whether they end",
            log.need_count() as u64 - n,
        )
}

const COLUMNS: [&str; 14] = [
    "way",
    "needs",
    "share_7_days",
    "low_7_days",
    "high_7_days",
    "share_30_days",
    "low_30_days",
    "high_30_days",
    "share_90_days",
    "low_90_days",
    "high_90_days",
    "share_365_days",
    "low_365_days",
    "high_365_days",
];

fn cells(found: Option<Incidence>) -> [Item; 3] {
    let number =
        |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Item::None, Item::Number);
    let interval = found.and_then(|found| found.interval());
    [
        number(found.map(|found| found.share)),
        number(interval.map(|between| between.0)),
        number(interval.map(|between| between.1)),
    ]
}

fn says(found: &Incidence, name: &str) -> String {
    let between = found
        .interval()
        .map_or(String::new(), |(low, high)| format!(" ({} to {})", percent(low), percent(high)));
    format!("{}{between} end with “{}”", percent(found.share), name)
}

/// Every need that could be seen to end.
fn lives(log: &Log, ask: &Ask) -> Vec<Life> {
    let codes = log.names(Field::Activity).map(|activity| activity.codes.all());
    let parts = spans::each_part(log, ask, |spans| {
        let one = |span: spans::Span| {
            let (watched_us, ended) = span.watched()?;
            let way = match span.ended.filter(|_| ended) {
                Some(Ended::Closing) => codes.map(|codes| codes.at(span.last_event)),
                Some(Ended::Word) => Some(NONE),
                Some(Ended::Quiet) | None => None,
            };
            Some((watched_us, way))
        };
        spans.filter_map(one).collect::<Vec<Life>>()
    });
    parts.concat()
}

/// The ways to end, the commonest first.
fn ways(lives: &[Life]) -> Vec<(Way, u64)> {
    let mut counts = std::collections::BTreeMap::new();
    lives.iter().filter_map(|life| life.1).for_each(|way| *counts.entry(way).or_insert(0) += 1);
    let mut ways: Vec<(Way, u64)> = counts.into_iter().collect();
    ways.sort_by_key(|(way, count)| (std::cmp::Reverse(*count), *way));
    ways
}
