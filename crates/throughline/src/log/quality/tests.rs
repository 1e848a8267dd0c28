//! Small logs in which each pattern was put by hand.

use super::*;
use crate::log::{Field, Holds, LogBuilder, Rows, Slot, Value};
use crate::time::{DAY_US, Instant, SECOND_US};

/// An event: need, activity, worker (empty for none), start, and how many minutes it took (0 where not known).
type Event<'a> = (&'a str, &'a str, &'a str, i64, i64);

fn log(events: &[Event<'_>]) -> Log {
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let activity = rows.column(Slot::Field(Field::Activity), Holds::Name);
    let worker = rows.column(Slot::Field(Field::Worker), Holds::Name);
    let until = rows.column(Slot::Field(Field::Until), Holds::Time);
    for (n, a, w, at_s, minutes) in events {
        rows.set(need, Value::Text(n));
        rows.set(activity, Value::Text(a));
        rows.set(worker, Value::Text(w));
        if *minutes > 0 {
            rows.set(until, Value::Time(Instant((at_s + minutes * 60) * SECOND_US)));
        }
        rows.end_row(at_s * SECOND_US);
    }
    let mut builder = LogBuilder::default();
    builder.add(rows);
    builder.finish(1).unwrap()
}

fn of<'a>(findings: &'a [Finding], name: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.name == name).unwrap()
}

fn all(events: &[Event<'_>]) -> Vec<Finding> {
    findings(&log(events), &TimeZone::get("Europe/London").unwrap(), 2)
}

/// 2024-01-01T09:00:00Z.
const NINE: i64 = 1_704_099_600;
const HOUR: i64 = 3600;
const DAY: i64 = DAY_US / SECOND_US;

#[test]
fn links_that_are_not_sure() {
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let link = rows.column(Slot::Field(Field::LinkProbability), Holds::Real);
    // One is not known, one is no chance.
    for (at, chance) in [(0, Some(1.0)), (1, Some(0.9)), (2, Some(0.5)), (3, None), (4, Some(7.0))] {
        rows.set(need, Value::Text("a"));
        if let Some(chance) = chance {
            rows.set(link, Value::Real(chance));
        }
        rows.end_row(at * SECOND_US);
    }
    let mut builder = LogBuilder::default();
    builder.add(rows);
    let found = links(&builder.finish(1).unwrap()).unwrap();
    assert_eq!((found.count, found.of, found.stands_out()), (1, 3, true));
    assert!(found.says.starts_with("3 events say how likely"), "{}", found.says);
    assert!(found.says.contains(": 0.8 on average; 33 % are less likely than 0.9."), "{}", found.says);
    assert_eq!(links(&log(&[("a", "visit", "jo", NINE, 0)])), None);
}

#[test]
fn the_same_event_twice_and_rows_out_of_order() {
    let found = all(&[
        ("a", "visit", "jo", NINE, 0),
        ("a", "visit", "jo", NINE, 0),
        ("a", "visit", "al", NINE, 0),
        ("a", "call", "jo", NINE - 60, 0),
        ("b", "visit", "", NINE, 0),
    ]);
    let duplicates = of(&found, "duplicates");
    assert_eq!((duplicates.count, duplicates.of, duplicates.stands_out()), (1, 5, true));
    assert!(
        duplicates.says.starts_with("1 event (20 %) stand twice")
            && duplicates.says.contains("could also be")
    );
    assert_eq!((of(&found, "out_of_order").count, of(&found, "missing_workers").count), (1, 1));
}

#[test]
fn times_that_are_dates_only_and_times_on_round_minutes() {
    // Midnight in London in July is 23:00 UTC.
    let july = NINE - 9 * HOUR + 182 * DAY - HOUR;
    let dates: Vec<Event<'_>> =
        (0..100).map(|day| ("a", "visit", "jo", july + day * DAY / 10 * 10, 0)).collect();
    let found = all(&dates[..60]);
    assert_eq!(of(&found, "midnight").count, 60);
    assert!(of(&found, "midnight").says.starts_with("Times are dates only"));
    assert_eq!(of(&found, "heaped_times").of, 0);
    let heaped: Vec<Event<'_>> =
        (0..100).map(|n| ("a", "visit", "jo", NINE + n * DAY + n % 4 * 15 * 60, 15)).collect();
    let found = all(&heaped);
    let times = of(&found, "heaped_times");
    assert_eq!((times.count, times.of, times.stands_out()), (100, 100, true));
    assert!(
        times.says.contains(
            "100 % lie on a multiple of five minutes (chance gives 20 %) and 25 % on the full hour"
        )
    );
    assert!(of(&found, "heaped_durations").stands_out());
    let even: Vec<Event<'_>> =
        (0..600).map(|n| ("a", "visit", "jo", NINE + n * 61 * 60, 1 + n % 60)).collect();
    let found = all(&even);
    assert!(!of(&found, "heaped_times").stands_out() && !of(&found, "heaped_durations").stands_out());
}

#[test]
fn a_few_more_times_on_the_hour_are_no_heap() {
    // Of 6,000 events with seconds 100 lie on a whole minute by chance, and 60 more on the full hour: hardly one in a hundred.
    let mut few: Vec<Event<'_>> = (0..6_000).map(|n| ("a", "visit", "jo", NINE + n * 3_601, 0)).collect();
    few.extend((0..60).map(|n| ("b", "visit", "jo", NINE + n * DAY, 0)));
    assert!(!of(&all(&few), "heaped_times").stands_out());
    // A twelfth more than their share on the hour: shops that open at nine.
    let minutes = |n: i64| NINE + n * DAY + n * 7 % 60 * 60;
    let mut opening: Vec<Event<'_>> = (0..600).map(|n| ("a", "visit", "jo", minutes(n), 0)).collect();
    opening.extend((0..20).map(|n| ("b", "visit", "jo", NINE + n * DAY, 0)));
    assert!(!of(&all(&opening), "heaped_times").stands_out());
    // A quarter of all on the hour.
    opening.extend((0..200).map(|n| ("c", "visit", "jo", NINE + n * DAY, 0)));
    let found = all(&opening);
    assert!(of(&found, "heaped_times").stands_out(), "{}", of(&found, "heaped_times").says);
}

#[test]
fn many_events_in_one_second_and_one_id_for_several_people() {
    let needs: Vec<String> = (0..400).map(|n| n.to_string()).collect();
    let mut events: Vec<Event<'_>> = Vec::new();
    // Six at once by jo; al around the clock for four days; kim with four visits at a time; lee one after the other.
    events.extend((0..6).map(|n| (needs[n].as_str(), "visit", "jo", NINE + 7, 0)));
    events.extend((0..96).map(|n| (needs[n as usize].as_str(), "call", "al", NINE + 11 + n * HOUR, 0)));
    events
        .extend((0..100).map(|n| (needs[n as usize].as_str(), "visit", "kim", NINE + 13 + n * HOUR / 4, 60)));
    events.extend(
        (0..40).map(|n| {
            (needs[n as usize].as_str(), "visit", "lee", NINE + 17 + n / 8 * DAY + n % 8 * HOUR, 59)
        }),
    );
    let found = all(&events);
    assert_eq!(of(&found, "batches").count, 6);
    let shared = of(&found, "shared_worker_ids");
    assert_eq!((shared.count, shared.of), (2, 4), "{}", shared.says);
    assert!(shared.says.starts_with("2 worker ids of 4 are active in 16 or more hours"));
    for finding in &found {
        assert!(["jo", "al", "kim", "lee"].iter().all(|name| !finding.says.contains(&format!(" {name} "))));
    }
}

#[test]
fn threads_agree_and_an_empty_log_is_sound() {
    let events: Vec<Event<'_>> = (0..500)
        .map(|n| ("a", "visit", ["jo", "al", ""][n as usize % 3], NINE + n * n % 9973 * 60, n % 7))
        .collect();
    let (log, zone) = (log(&events), TimeZone::get("Europe/London").unwrap());
    assert_eq!(findings(&log, &zone, 1), findings(&log, &zone, 3));
    assert!(findings(&Log::default(), &zone, 2).iter().all(|finding| !finding.stands_out()));
}
