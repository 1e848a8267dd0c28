//! What needs cost, at stated rates.

use proptest::prelude::*;
use throughline::cost::costing::unmatched;
use throughline::cost::ledger::ledger;
use throughline::cost::per_need::per_need;
use throughline::cost::touch_bounds::touch_bounds;
use throughline::money::Micropence;
use throughline::money::rates::{ActivityTime, Fixed, Grade, Group, Known, Price, Rates};
use throughline::reading::{Ask, Shape};
use throughline::time::Instant;

use crate::logs::{MINUTE_US, ask, lines, log, number, read};

fn known(payer: &str) -> Known {
    Known { payer: payer.to_string(), grade: Grade::A, source: "payroll".to_string() }
}

fn group(name: &str, organisation: Option<&str>, role: Option<&str>, pence_per_minute: f64) -> Group {
    let text = |text: Option<&str>| text.map(str::to_string);
    Group {
        name: name.to_string(),
        organisation: text(organisation),
        team: None,
        role: text(role),
        pence_per_minute,
        paid_minutes_a_year: None,
        known: known("council"),
    }
}

fn asked(now: i64, rates: Rates) -> Ask {
    Ask { rates: Some(rates), quiet_days: 1.0, ..ask(now) }
}

/// Two needs: one of a call and a visit, one of a call only; a third still open.
const LOG: &str = "need at activity organisation role minutes
    a 0 call centre - 10
    a 60 visit contractor fitter 30
    b 10 call centre - 5
    b 90 letter centre clerk -
    c 10000 call centre - 4";

fn rates() -> Rates {
    Rates {
        groups: vec![
            group("anybody", None, None, 1.0),
            group("centre", Some("centre"), None, 40.0),
            group("fitters", Some("contractor"), Some("fitter"), 60.5),
        ],
        prices: vec![Price {
            activity: "visit".to_string(),
            organisation: Some("contractor".to_string()),
            pence: 2500.0,
            known: known("landlord"),
        }],
        ..Rates::default()
    }
}

#[test]
fn each_need_costs_its_minutes_and_prices() {
    let found = per_need(&log(LOG), &rates(), &asked(10_001, rates()));
    // 10 minutes at 40p, 30 at 60.5p and a visit of £25; 5 minutes at 40p.
    assert_eq!(found.costs, [Micropence(4_715_000_000), Micropence(200_000_000)]);
    assert_eq!((found.unknown, found.open), (0, 1));
}

#[test]
fn the_ledger_has_a_line_for_each_group_and_price() {
    let mut rates = rates();
    rates.fixed.push(Fixed {
        name: "client side".to_string(),
        pence: 1000.0,
        from: Instant(-10_000 * MINUTE_US),
        until: Instant(10_000 * MINUTE_US),
        known: known("council"),
    });
    let reading = read("cost.ledger", &log(LOG), &asked(20_000, rates));
    assert_eq!(
        lines(&reading),
        [
            format!("visit price landlord A payroll 1 0 2500 {}", 2500.0 / 5575.0),
            format!("fitters work council A payroll 1 30 1815 {}", 1815.0 / 5575.0),
            format!("centre work council A payroll 3 19 760 {}", 760.0 / 5575.0),
            format!("client side period council A payroll 0 0 500 {}", 500.0 / 5575.0),
        ]
    );
    assert!(reading.says.starts_with("£55.75 is seen to be spent"), "{}", reading.says);
    assert_eq!(reading.excluded, [("events of which nothing says what they cost".to_string(), 1)]);
    assert_eq!(reading.n, 4);
}

#[test]
fn a_sample_stands_for_minutes_only_if_it_is_large_enough() {
    let with = |sample: u32| {
        let mut rates = rates();
        let activity = "letter".to_string();
        rates.activities.push(ActivityTime { activity, minutes: 2.0, sample });
        let found = ledger(&log(LOG), &rates, &asked(10_001, rates.clone()));
        (found.without_cost, found.total())
    };
    let (without, before) = with(29);
    assert_eq!(without, 1);
    assert_eq!(with(30), (0, before + Micropence::of_pence(80.0)));
}

#[test]
fn little_seen_time_allows_no_whole_cost() {
    let seen = |paid_minutes_a_year: f64| {
        let mut rates = rates();
        rates.groups[1].paid_minutes_a_year = Some(paid_minutes_a_year);
        let reading = read("cost.per_need", &log(LOG), &asked(525_960, rates));
        (number(&reading, "all_money_per_need_pence"), reading.says)
    };
    let (all, says) = seen(20.0);
    assert!(all.is_some() && says.contains("95 % of paid time"), "{says}");
    let (all, says) = seen(100.0);
    assert!(all.is_none() && says.contains("Only the seen part: 19 % of paid time"), "{says}");
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let few = log("need at activity\n a 0 call\n a 1 done");
    for name in ["cost.per_need", "cost.ledger", "cost.capacity", "cost.concentration"] {
        for asked in [ask(5000), asked(5000, rates())] {
            let reading = read(name, &few, &asked);
            assert_eq!(reading.shape, Shape::NotEnough, "{name}: {}", reading.says);
        }
    }
    assert_eq!(read("cost.touch_bounds", &few, &ask(5)).shape, Shape::NotEnough);
    assert_eq!(read("cost.touch_bounds", &log(LOG), &ask(5)).shape, Shape::NotEnough);
}

#[test]
fn rates_that_fit_nothing_are_named() {
    let mut rates = rates();
    rates.groups[2].role = Some("plumber".to_string());
    rates.prices[0].activity = "call out".to_string();
    assert_eq!(unmatched(&log(LOG), &rates), ["the activity “call out”", "the role “plumber”"]);
}

#[test]
fn gaps_of_one_worker_bound_the_work() {
    let table = "need at activity worker
        a 0 x w
        b 4 x w
        a 10 x w
        b 30 x v
        a 110 x w";
    let found = touch_bounds(&log(table), 2);
    let by_cap: Vec<(i64, f64, f64)> =
        found.iter().map(|b| (b.cap_minutes, b.minutes_per_need, b.median_minutes)).collect();
    assert_eq!(by_cap, [(5, 2.0, 4.0), (15, 5.0, 5.0), (30, 5.0, 5.0), (60, 5.0, 5.0)]);
    assert_eq!(found[1].share_with, 0.4);
}

/// The worked case of the reference: one housing repair, by hand.
#[test]
fn the_worked_repair_costs_what_the_reference_says() {
    let shared = std::env::var("THROUGHLINE_SHARED")
        .unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string());
    let folder = std::path::Path::new(&shared).join("reference");
    let (Ok(case), Ok(rows)) = (
        std::fs::read_to_string(folder.join("c-cost-a.share.json")),
        std::fs::read_to_string(folder.join("c-cost-a.share.csv")),
    ) else {
        println!("skipped: there is no c-cost-a in {}", folder.display());
        return;
    };
    let after = |key: &str| -> f64 {
        let rest = case.split(&format!("\"{key}\": ")).nth(1).unwrap();
        rest.split([',', '\n']).next().unwrap().trim().parse().unwrap()
    };
    let rate = |group: &str| {
        let rest = case.split(&format!("\"group\": \"{group}\"")).nth(1).unwrap();
        let number = |key: &str| -> f64 {
            let rest = rest.split(&format!("\"{key}\": ")).nth(1).unwrap();
            rest.split([',', '\n']).next().unwrap().trim().parse().unwrap()
        };
        let (annual, minutes) = (number("annual_cost"), number("paid_minutes_per_year"));
        let pence =
            throughline::money::rates::pence_per_minute(annual * 100.0, minutes, number("practical"), 0.0);
        (pence.unwrap(), number("rate_per_minute") * 100.0)
    };
    let mut rates = Rates::default();
    for name in ["contact_centre", "case_workers"] {
        let (ours, theirs) = rate(name);
        assert!((ours / theirs - 1.0).abs() < 1e-6, "{name}: {ours} {theirs}");
        rates.groups.push(group(name, Some(name), None, ours));
    }
    let mut table = "need at organisation minutes\n".to_string();
    for row in rows.lines().skip(1) {
        // The activity may hold commas; what follows it does not.
        let (day, rest) = row.split_once(',').unwrap();
        let cells: Vec<&str> = rest.rsplitn(5, ',').collect();
        let [_, _, minutes, group, _] = cells[..] else { panic!("{row}") };
        table += &format!("repair {} {group} {minutes}\n", day.parse::<i64>().unwrap() * 1440);
    }
    let found = per_need(&log(&table), &rates, &asked(100 * 1440, rates.clone()));
    let cost = found.costs[0].pence() / 100.0;
    assert!((cost / after("episode_cost") - 1.0).abs() < 1e-6, "{cost}");
}

proptest! {
    /// Money is never lost or made: the needs together cost what the ledger has for them, however many threads count.
    #[test]
    fn needs_add_up_to_the_ledger(
        events in prop::collection::vec((0..6u8, 0..500i64, 0..3usize, prop::option::of(0..600u32), prop::option::of(-500..5000i64)), 1..60),
    ) {
        let mut table = "need at activity organisation minutes pence\n".to_string();
        for (need, at, who, minutes, pence) in &events {
            let or = |value: Option<String>| value.unwrap_or("-".to_string());
            let minutes = or(minutes.map(|tenths| (f64::from(tenths) / 10.0).to_string()));
            let (activity, who) = (["call", "visit", "letter"][*who], ["centre", "contractor", "other"][*who]);
            table += &format!("n{need} {at} {activity} {who} {minutes} {}\n", or(pence.map(|p| p.to_string())));
        }
        let log = log(&table);
        let asked = asked(100_000, rates());
        let needs: Micropence = per_need(&log, &rates(), &asked).costs.into_iter().sum();
        prop_assert_eq!(needs, ledger(&log, &rates(), &asked).total());
        let alone = Ask { threads: 1, ..asked.clone() };
        for name in ["cost.ledger", "cost.per_need", "cost.capacity", "cost.concentration"] {
            prop_assert_eq!(read(name, &log, &alone), read(name, &log, &asked));
        }
    }
}
