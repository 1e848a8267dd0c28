//! What pictures are drawn from: the map of the flow, who pays, and the durations around a limit.

use proptest::prelude::*;
use throughline::distortion::bunching::{Curve, Window, bunch, expected};
use throughline::distortion::counts::Counts;
use throughline::money::rates::{Fixed, Grade, Group, Known, Rates};
use throughline::reading::{Ask, Shape, Target};
use throughline::time::Instant;

use throughline::time::DAY_US;

use crate::logs::{ask, lines, log, read};

#[test]
fn the_map_tells_activities_apart_by_organisation() {
    let log = log("need at activity organisation closing
        1 0 asks council -
        1 10 visit contractor -
        1 40 visit council -
        1 50 - council -
        1 60 done council -
        2 0 asks council -
        2 30 visit contractor -
        2 31 visit contractor -
        3 0 asks - -
        3 90 visit contractor -");
    let reading = read("flow.map", &log, &ask(100));
    let mut found = lines(&reading);
    found.sort();
    // Minutes: 10 and 30 to the contractor; from nobody known 90; from a begun need nowhere; no need has ended.
    assert_eq!(
        found,
        [
            "- - - asks 1 1 - -",
            "- - council asks 2 2 - -",
            "- asks contractor visit 1 1 5400 5400",
            "contractor visit contractor visit 1 1 60 60",
            "contractor visit council visit 1 1 1800 1800",
            "council asks contractor visit 2 2 1200 1200",
            "council visit council done 1 1 1200 1200",
        ]
    );
    assert_eq!(reading.n, 6);
    assert_eq!(
        reading.says,
        "6 steps from one of 3 activities to the next; 3 of them (50 %) go from one organisation to another."
    );
    assert_eq!(reading.excluded, [("needs still open (their last event is no end)".to_string(), 3)]);
}

#[test]
fn a_map_without_organisations_is_that_of_the_edges() {
    let log = log("need at activity
        1 0 a
        1 1 b
        2 0 a
        2 5 b
        2 6 a");
    let reading = read("flow.map", &log, &ask(100));
    let steps: Vec<String> = lines(&reading).into_iter().filter(|line| !line.starts_with("- - ")).collect();
    assert_eq!(steps, ["- a - b 2 2 180 180", "- b - a 1 1 60 60"]);
    assert!(reading.says.ends_with("which organisation did them is not known."), "{}", reading.says);
}

#[test]
fn more_organisations_than_a_map_can_show_are_left_out_of_it() {
    let mut table = "need at activity organisation\n".to_string();
    (0..60).for_each(|at| table += &format!("n{at} 0 asks o{at}\nn{at} 1 done o{at}\n"));
    let reading = read("flow.map", &log(&table), &ask(100));
    assert!(
        reading.says.ends_with("60 organisations are too many to be told apart here."),
        "{}",
        reading.says
    );
    assert!(lines(&reading).contains(&"- asks - done 60 60 60 60".to_string()), "{:?}", lines(&reading));
}

#[test]
fn failure_demand_is_told_by_the_step_before_it() {
    // Forty needs: a first contact of value, a job, a contact that is failure in three of four; ten more of a step too rare to say.
    let mut table = "need at kind activity organisation class\n".to_string();
    for need in 0..40 {
        let class = if need % 4 == 0 { "value" } else { "failure" };
        table += &format!("n{need} 0 contact asks council value\nn{need} 1 work job contractor -\n");
        table += &format!("n{need} 2 contact asks council {class}\n");
    }
    (0..10).for_each(|need| {
        table += &format!("m{need} 0 work visit contractor -\nm{need} 1 contact asks council failure\n")
    });
    let reading = read("demand.on_the_way", &log(&table), &ask(100));
    let found: Vec<String> =
        lines(&reading).iter().map(|line| line.split(' ').take(6).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(found, ["- - council asks 40 0", "contractor job council asks 40 0.75"]);
    assert!(
        reading.says.starts_with("Failure demand comes back most often after “job” (contractor): 75 % of the contacts that follow it directly (between"),
        "{}",
        reading.says
    );
    assert_eq!(
        (reading.n, reading.excluded[0].clone()),
        (80, ("sorted contacts after steps that fewer than 30 of them follow".to_string(), 10))
    );
    let without = read("demand.on_the_way", &log("need at activity\n1 0 a\n1 1 b"), &ask(100));
    assert!(without.says.contains("no contact has been sorted"), "{}", without.says);
}

proptest! {
    #[test]
    fn what_goes_into_an_activity_is_its_events(events in prop::collection::vec((0..12_u8, 0..5_u8, 0..3_u8), 2..80)) {
        let mut table = "need at activity organisation\n".to_string();
        for (minute, (need, activity, body)) in events.iter().enumerate() {
            table += &format!("n{need} {minute} a{activity} o{body}\n");
        }
        let log = log(&table);
        let Shape::Table(map) = read("flow.map", &log, &ask(100)).shape else { return Ok(()) };
        let sum: u64 = map.rows.iter().filter(|row| row[3] != throughline::reading::Item::None).map(|row| match row[4] {
            throughline::reading::Item::Count(count) => count,
            _ => 0,
        }).sum();
        prop_assert_eq!(sum, events.len() as u64);
    }
}

fn rates() -> Rates {
    let known =
        |payer: &str| Known { payer: payer.to_string(), grade: Grade::A, source: "payroll".to_string() };
    let group = |organisation: &str, payer: &str| Group {
        name: organisation.to_string(),
        organisation: Some(organisation.to_string()),
        team: None,
        role: None,
        pence_per_minute: 100.0,
        paid_minutes_a_year: None,
        overhead: 0.0,
        known: known(payer),
    };
    Rates { groups: vec![group("council", "taxpayers"), group("contractor", "tenants")], ..Rates::default() }
}

#[test]
fn money_is_parted_by_payer_and_by_what_was_said_of_it() {
    // Twenty needs that ended: a value contact of 6 minutes, a failure contact of 4, work of the contractor of 30 that nobody coded.
    let mut table = "need at class value minutes kind organisation\n".to_string();
    for need in 0..20 {
        table += &format!("n{need} 0 value - 6 contact council\n");
        table += &format!("n{need} 1 failure - 4 contact council\n");
        table += &format!("n{need} 2 - - 30 work contractor\n");
    }
    let days = 100;
    let asked = Ask { rates: Some(rates()), now: Instant(days * DAY_US), ..ask(10) };
    let reading = read("cost.by_payer", &log(&table), &asked);
    assert_eq!(
        lines(&reading),
        ["tenants 60000 0 0 60000 3000 0 0 3000", "taxpayers 20000 8000 12000 0 1000 400 600 0"]
    );
    assert!(
        reading.says.starts_with(
            "All money seen comes to £40.00 for each of the 20 needs that ended, 75 % of it paid by tenants; of the money in the 40 \
             events sorted, 40 % went on failure (between 22 % and 61 %); 75 % of all money nobody sorted."
        ),
        "{}",
        reading.says
    );
    // Money by the period belongs to somebody too, and nobody can sort it.
    let known = Known { payer: "taxpayers".to_string(), grade: Grade::B, source: "contract".to_string() };
    let (from, until) = (Instant(0), Instant(days * DAY_US));
    let fixed = vec![Fixed { name: "client side".to_string(), pence: 50_000.0, from, until, known }];
    let with = Ask { rates: Some(Rates { fixed, ..rates() }), ..asked };
    assert_eq!(
        lines(&read("cost.by_payer", &log(&table), &with))[0],
        "taxpayers 70000 8000 12000 50000 3500 400 600 2500"
    );
}

#[test]
fn without_rates_or_ends_nobody_pays() {
    let log = log("need at minutes organisation\n1 0 5 council\n1 1 5 council");
    for ask in [ask(2), Ask { rates: Some(rates()), ..ask(2) }] {
        let reading = read("cost.by_payer", &log, &ask);
        assert_eq!(reading.shape, Shape::NotEnough, "{}", reading.says);
    }
}

/// The curve that is drawn is the one of the test: over the stretch before the limit it sums to what is expected there.
#[test]
fn the_curve_that_is_drawn_is_that_of_the_test() {
    let mut counts = Counts::up_to(60);
    for day in 5..=50 {
        let pile = if (25..=28).contains(&day) { 90 } else { 0 };
        counts.add(day, (200 - 3 * day + day % 5) as u64 + pile);
    }
    let window = Window { below: 3, above: 7, from: 7, to: 49 };
    let curve = Curve { degree: 4, logarithm: false, period: 7, round_to: Vec::new() };
    let found = bunch(&counts, 28, &window, &curve).unwrap();
    let before: f64 = expected(&counts, 28, &window, &curve, 25..=28).unwrap().iter().sum();
    let after: f64 = expected(&counts, 28, &window, &curve, 29..=35).unwrap().iter().sum();
    assert!((before - found.expected).abs() < 1e-9 && (after - found.expected_after).abs() < 1e-9);
}

#[test]
fn a_finding_carries_its_durations() {
    // 900 needs that took 5 to 49 days, and 200 more that took 28.
    let mut table = "need at activity\n".to_string();
    for need in 0..1_100 {
        let days = if need < 900 { 5 + need % 45 } else { 28 };
        table += &format!("n{need} 0 begin\nn{need} {} end\n", days * 1_440);
    }
    let targets = vec![Target::parse("repair=28d:begin..end").unwrap()];
    let asked = Ask { targets, ..ask(400 * 1_440) };
    let Shape::Findings(all) = read("distortion", &log(&table), &asked).shape else { panic!() };
    let found = all.iter().find(|finding| finding.pattern == "threshold bunching").unwrap();
    let durations = found.durations.as_ref().unwrap();
    assert_eq!((durations.unit, durations.limit, durations.pile_from), ("days", 28, 25));
    let at = |day: i64| durations.each.iter().find(|(at, ..)| *at == day).unwrap();
    assert_eq!((at(28).1, at(20).1), (220, 20));
    let observed: u64 = (25..=28).map(|day| at(day).1).sum();
    assert_eq!(Some(observed as f64), found.observed);
    let expected: f64 = (25..=28).filter_map(|day| at(day).2).sum();
    assert!((expected - found.expected.unwrap()).abs() < 1e-9);
}
