//! Contacts, contacts a need and the share of failure week by week, on logs of which every week is known.

use throughline::log::Log;
use throughline::reading::{Ask, Chart, Reading, Shape};

use crate::logs::{ask, log, read};

const DAY: i64 = 24 * 60;
/// The first Monday after the epoch, noon; minutes.
const MONDAY: i64 = 4 * DAY + DAY / 2;
const WEEKS: i64 = 44;

/// In week w 10 + w % 4 needs, ended two days later; every other one took a second contact. Of every 20 contacts of a week `failed(w)`
/// are failure demand.
fn known() -> Log {
    let mut table = "need at kind class weight\n".to_string();
    for week in 0..WEEKS {
        for own in 0..10 + week % 4 {
            let at = MONDAY + week * 7 * DAY + own;
            let class = if own < failed(week) { "failure" } else { "value" };
            // The first contact of a week was drawn with a chance of one in three.
            let weight = if own == 0 { "3" } else { "1" };
            table += &format!("{week}-{own} {at} contact {class} {weight}\n");
            if own % 2 == 0 {
                table += &format!("{week}-{own} {} contact - 1\n", at + DAY);
            }
            table += &format!("{week}-{own} {} word - -\n", at + 2 * DAY);
        }
    }
    log(&table)
}

fn failed(week: i64) -> i64 {
    4 + week % 3
}

fn asked() -> Ask {
    ask(MONDAY + WEEKS * 7 * DAY)
}

#[track_caller]
fn chart(reading: &Reading) -> &Chart {
    match &reading.shape {
        Shape::Chart(chart) => chart,
        other => panic!("no chart but {other:?}: {}", reading.says),
    }
}

#[test]
fn contacts_in_each_week() {
    let reading = read("capability[].contacts", &known(), &asked());
    let found = chart(&reading);
    // The log begins at noon of its first Monday, so that week is no full one. One contact of each week stands for three.
    let expected = |week: i64| {
        let needs = 10 + week % 4;
        (needs + (needs + 1) / 2 + 2) as f64
    };
    let values: Vec<f64> = found.points.iter().map(|point| point.value.unwrap()).collect();
    assert_eq!(values, (1..WEEKS).map(expected).collect::<Vec<_>>());
    assert_eq!((found.period, found.status, found.points[0].n), ("week", "firm", 11 + 6));
    assert_eq!(reading.excluded, [("contacts in part weeks, or before weeks were filled".to_string(), 15)]);
    let none = log("need at kind\na 5000 work\na 6000 word\n");
    assert_eq!(read("capability[].contacts", &none, &asked()).shape, Shape::NotEnough);
    let few = log("need at kind\na 5000 contact\na 60000 contact\na 90000 word\n");
    let says = read("capability[].contacts", &few, &asked()).says;
    assert!(says.contains("too few for a chart by weeks"), "{says}");
}

#[test]
fn contacts_that_a_need_took() {
    let reading = read("capability[].contacts_a_need", &known(), &asked());
    let found = chart(&reading);
    for (point, week) in found.points.iter().zip(1..) {
        let needs = 10 + week % 4;
        assert_eq!(point.n, needs as u64);
        let taken = (needs + (needs + 1) / 2) as f64 / needs as f64;
        assert!((point.value.unwrap() - taken).abs() < 1e-12, "week {week}");
        assert!(point.limits.is_some());
    }
    let (r, n) =
        (1..WEEKS).map(|week| 10 + week % 4).fold((0, 0), |sum, n| (sum.0 + n + (n + 1) / 2, sum.1 + n));
    assert!((found.centre.unwrap() - r as f64 / n as f64).abs() < 1e-12);
}

#[test]
fn the_share_of_failure_by_its_weights() {
    let reading = read("capability[].failure_share", &known(), &asked());
    let found = chart(&reading);
    // Of about eleven contacts a week fewer than five of the rarer kind are expected: by months.
    assert_eq!((found.period, found.points.len()), ("month", 9));
    assert_eq!(found.points[0].start.to_string(), "1970-01-31T23:00:00Z");
    // February 1970 began on a Sunday: its Mondays are those of weeks 4 to 7.
    let all: i64 = (4..8).map(|week| 10 + week % 4 + 2).sum();
    let failure: i64 = (4..8).map(|week| failed(week) + 2).sum();
    assert!((found.points[0].value.unwrap() - failure as f64 / all as f64).abs() < 1e-12);
    assert_eq!(found.points[0].n, (4..8).map(|week| 10 + week % 4).sum::<i64>() as u64);
    assert!(
        reading.says.starts_with("Half of the 9 months lie at")
            && reading.says.contains("% failure demand or below"),
        "{}",
        reading.says
    );
    let few = log("need at kind class\na 5000 contact failure\na 6000 word -\n");
    let says = read("capability[].failure_share", &few, &asked()).says;
    assert!(says.contains("30 are needed"), "{says}");
}
