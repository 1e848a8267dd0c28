//! What needs cost, at stated rates.

use proptest::prelude::*;
use throughline::cost::costing::unmatched;
use throughline::cost::doubts::doubts;
use throughline::cost::failure::failure;
use throughline::cost::ledger::ledger;
use throughline::cost::per_need::{mean_interval, per_need};
use throughline::cost::touch_bounds::touch_bounds;
use throughline::cost::value_work::value_work;
use throughline::money::Micropence;
use throughline::money::rates::{ActivityTime, Fixed, Grade, Group, Known, Price, Rates, pence_per_minute};
use throughline::reading::{Ask, Shape};
use throughline::time::Instant;

use crate::logs::{MINUTE_US, ask, lines, log, number, read};
use crate::reference::{Case, near};

const TOLERANCE: f64 = 1e-6;

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
        overhead: 0.0,
        known: known("council"),
    }
}

fn asked(now: i64, rates: Rates) -> Ask {
    Ask { rates: Some(rates), quiet_days: 1.0, ..ask(now) }
}

/// The same, with the price standing for the minutes.
fn instead() -> Rates {
    let mut rates = rates();
    rates.prices[0].on_top = false;
    rates
}

/// Two needs: one of a call and a visit, one of a call only; a third still open.
const LOG: &str = "need at activity organisation role minutes
    a 0 call centre - 10
    a 60 visit contractor fitter 30
    b 10 call centre - 5
    b 90 letter centre clerk -
    c 10000 call centre - 4";

pub(crate) fn rates() -> Rates {
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
            on_top: true,
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
fn one_event_is_paid_once_unless_the_rates_say_otherwise() {
    let table = "need at activity organisation role minutes pence kind
        a 0 visit contractor fitter 30 - work
        b 0 visit contractor fitter 30 6100 work
        c 0 call centre - 10 0 contact
        d 0 call centre - 10 -500 contact
        e 0 visit nobody - 30 - work
        a 9 said - - - - word
        b 9 said - - - - word
        c 9 said - - - - word
        d 9 said - - - - word
        e 9 said - - - - word";
    let cost = |rates: Rates| -> Vec<f64> {
        per_need(&log(table), &rates, &asked(10_001, rates.clone()))
            .costs
            .iter()
            .map(|cost| cost.pence())
            .collect()
    };
    // A price stands for the minutes, named money for both; nought pence name nothing; a refund is money.
    assert_eq!(cost(instead()), [2500.0, 6100.0, 400.0, -500.0, 30.0]);
    assert_eq!(cost(rates()), [2500.0 + 1815.0, 6100.0, 400.0, -500.0, 30.0]);
    assert_eq!(cost(Rates { pence_on_top: true, ..instead() }), [2500.0, 8600.0, 400.0, -100.0, 30.0]);
    assert_eq!(
        cost(Rates { pence_on_top: true, ..rates() }),
        [2500.0 + 1815.0, 6100.0 + 2500.0 + 1815.0, 400.0, -100.0, 30.0]
    );
    let reading = read("cost.ledger", &log(table), &asked(10_001, instead()));
    let twice = reading.excluded.iter().find(|(what, _)| what.starts_with("second costs")).unwrap();
    assert_eq!(twice.1, 3, "{:?}", reading.excluded);
    // The minutes of a job that is paid by its price are seen time all the same.
    let found = ledger(&log(table), &instead(), &asked(10_001, instead()));
    assert_eq!(found.worked_minutes, [30.0, 20.0, 60.0]);
}

#[test]
fn minutes_and_money_that_nobody_can_mean_are_left_out_and_said_so() {
    let mut table = "need at organisation minutes\n".to_string();
    for need in 0..3 {
        table += &format!("n{need} 0 centre 1e300\nm{need} 0 centre -4\n");
    }
    for name in ["cost.ledger", "cost.per_need", "cost.capacity", "cost.concentration", "cost.failure"] {
        read(name, &log(&table), &asked(5000, rates()));
    }
    let says = read("cost.ledger", &log(&table), &asked(5000, rates())).says;
    assert!(says.contains("6 times below nought or more than a year were left out"), "{says}");
    table += "k 0 centre 10\n";
    let reading = read("cost.ledger", &log(&table), &asked(5000, rates()));
    assert!(reading.says.starts_with("£4.00 is seen"), "{}", reading.says);
    assert!(
        reading
            .excluded
            .contains(&("events whose minutes are below nought or more than a year".to_string(), 6)),
        "{:?}",
        reading.excluded
    );
    // The longest that there can be, at a rate that nobody pays, is still a number.
    let mut dear = rates();
    dear.groups[1].pence_per_minute = 1e300;
    assert!(!read("cost.ledger", &log(&table), &asked(5000, dear)).says.contains("NaN"));
}

#[test]
fn nought_and_refunds_are_no_shares() {
    let read = |table: &str| read("cost.ledger", &log(table), &asked(5000, rates()));
    let nought = read("need at organisation minutes\n a 0 centre 0\n b 0 centre 0");
    assert_eq!(nought.shape, Shape::NotEnough);
    assert!(nought.says.contains("of 2 events comes to nought"), "{}", nought.says);
    let refund = read("need at organisation payer minutes pence\n a 0 centre - 10 -\n b 0 centre x - -300");
    assert!(
        refund.says.starts_with(
            "£1.00 is seen to be spent once refunds are taken off; the largest line, £4.00, is “centre”"
        ),
        "{}",
        refund.says
    );
    assert!(lines(&refund).iter().all(|line| line.ends_with(" -")), "{:?}", lines(&refund));
}

#[test]
fn a_part_of_the_money_is_never_more_than_all_of_it() {
    let mut table = "need at person pence\n".to_string();
    for person in 0..200 {
        table += &format!("n{person} 0 p{person} {}\n", if person < 15 { 100_000 } else { -6000 });
    }
    let reading = read("cost.concentration", &log(&table), &asked(5000, rates()));
    // Ten of the fifteen who cost anything.
    assert_eq!(number(&reading, "share"), Some(10.0 / 15.0));
    assert_eq!(reading.excluded[0].1, 185);
}

#[test]
fn a_mean_has_an_interval_from_a_hundred_people_on_and_people_stay_together() {
    let of = |people: usize, alike: usize| {
        // The same skewed costs each time.
        let mut table = "need at organisation person minutes\n".to_string();
        for person in 0..people {
            let minutes = 1.0 + ((person * 37 % people) as f64 / people as f64 * 4.0).exp();
            (0..alike)
                .for_each(|need| table += &format!("n{person}-{need} 0 centre p{person} {minutes:.3}\n"));
        }
        let found = per_need(&log(&table), &rates(), &asked(10_000, rates()));
        mean_interval(&found, 1)
    };
    assert_eq!((of(99, 1), of(20, 5)), (None, None));
    let ((one_low, one_high), (five_low, five_high)) = (of(120, 1).unwrap(), of(120, 5).unwrap());
    // Five alike needs of each say no more than one; a normal interval over needs would have said sqrt(5) times as much.
    assert!(((five_high - five_low) / (one_high - one_low) - 1.0).abs() < 0.05);
    // scipy.stats.bootstrap (percentile, 20,000 draws) of the same 120 costs.
    assert!(
        (one_low / 471.5 - 1.0).abs() < 0.02 && (one_high / 668.2 - 1.0).abs() < 0.02,
        "{one_low} {one_high}"
    );
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

/// More seen than is paid for is no time unused: the paid minutes are wrong, and nothing is built on them.
#[test]
fn more_than_all_paid_time_cannot_be() {
    let mut rates = rates();
    rates.groups[1].paid_minutes_a_year = Some(10.0);
    let asked = asked(525_960, rates.clone());
    let reading = read("cost.per_need", &log(LOG), &asked);
    assert_eq!(number(&reading, "all_money_per_need_pence"), None);
    assert!(reading.says.contains("190 % of paid time is in this log, which cannot be"), "{}", reading.says);
    let reading = read("cost.capacity", &log(LOG), &asked);
    assert!(
        reading.says.ends_with("of “centre” 190 %, which cannot be: its paid_minutes look wrong."),
        "{}",
        reading.says
    );
    assert_eq!(lines(&reading), ["centre 10 19 - 1.9"]);
    let notes = doubts(&log(LOG), &rates, &asked);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].starts_with("190 % of the paid time of “centre” is in this log"), "{notes:?}");
}

#[test]
fn money_outside_the_log_or_below_nought_is_noted() {
    let fixed = |name: &str, pence: f64, from: i64, until: i64| Fixed {
        name: name.to_string(),
        pence,
        from: Instant(from * MINUTE_US),
        until: Instant(until * MINUTE_US),
        known: known("council"),
    };
    let notes = |fixed: Fixed| {
        let rates = Rates { fixed: vec![fixed], ..rates() };
        doubts(&log(LOG), &rates, &asked(20_000, rates.clone()))
    };
    assert!(notes(fixed("contract", 100.0, 0, 20_000)).is_empty());
    let says = notes(fixed("contract", 5_200_000.0, -9_000_000, -8_000_000));
    assert!(says[0].starts_with("“contract” (£52,000.00) is money of 1952-"), "{says:?}");
    assert!(says[0].ends_with("nothing of it is counted"), "{says:?}");
    let says = notes(fixed("contract", -500.0, 0, 20_000));
    assert_eq!(says, ["“contract” is -£5.00, so it takes £5.00 off what was spent: is it a refund?"]);
}

#[test]
fn which_of_two_rates_was_used_is_noted() {
    let mut rates = rates();
    // The fitters are of the contractor, and named more; now only their role is, and the contractor has a rate of its own.
    rates.groups[2].organisation = None;
    rates.groups.push(group("contractor", Some("contractor"), None, 90.0));
    let asked = asked(10_001, rates.clone());
    let notes = doubts(&log(LOG), &rates, &asked);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].starts_with("“fitters” and “contractor” both fit some of the work"), "{notes:?}");
    assert_eq!(per_need(&log(LOG), &rates, &asked).costs[0], Micropence(4_715_000_000));
    // Of prices too the one that names the organisation counts, wherever it stands.
    let price = Price { organisation: None, pence: 9900.0, ..rates.prices[0].clone() };
    rates.prices.insert(0, price);
    assert_eq!(per_need(&log(LOG), &rates, &asked).costs[0], Micropence(4_715_000_000));
}

#[test]
fn a_contract_alone_gives_the_money_for_each_need() {
    let fixed = Fixed {
        name: "contract".to_string(),
        pence: 100_000.0,
        from: Instant(0),
        until: Instant(20_000 * MINUTE_US),
        known: known("council"),
    };
    let rates = Rates { fixed: vec![fixed], ..Rates::default() };
    let reading = read("cost.per_need", &log(LOG), &asked(10_001, rates));
    let all = number(&reading, "all_money_per_need_pence").unwrap();
    near("all money", all, 100_000.0 * 10_001.0 / 20_000.0 / 2.0, 1e-9);
    assert_eq!((number(&reading, "mean_pence"), reading.n), (None, 2));
    let says = "All money seen comes to £250.03 for each of the 2 needs that ended: £500.05 by the period, in the time observed;";
    assert!(reading.says.starts_with(says), "{}", reading.says);
}

#[test]
fn nobody_costs_more_than_the_dearest() {
    let price = |pence: f64| Rates {
        prices: vec![Price {
            activity: "call".to_string(),
            organisation: None,
            pence,
            on_top: false,
            known: known("landlord"),
        }],
        ..Rates::default()
    };
    let table = |calls: usize| {
        let row = |need: usize| {
            let again = if need < calls { format!("n{need} 1 call\n") } else { String::new() };
            format!("n{need} 0 call\n{again}")
        };
        log(&format!("need at activity\n{}z 9000 call\n", (0..20).map(row).collect::<String>()))
    };
    let says =
        |calls: usize, pence: f64| read("cost.per_need", &table(calls), &asked(9_001, price(pence))).says;
    let each = says(0, 6100.0);
    assert!(
        each.starts_with(
            "Each of the 20 needs that ended cost £61.00 in work and prices that can be seen; all money seen (for needs still open too) \
             comes to £64.05 for each need that ended."
        ),
        "{each}"
    );
    let some = says(8, 6100.0);
    assert!(
        some.contains("cost £61.00 or less in work and prices that can be seen, the dearest £122.00;"),
        "{some}"
    );
    let beyond = says(8, 1e20);
    assert!(beyond.starts_with("Not enough to say: the money is more than can be counted"), "{beyond}");
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
    let Some(case) = Case::named("c-cost-a") else { return };
    let mut rates = Rates::default();
    for group_of in case.expected["resources"].as_array().unwrap() {
        let number = |key: &str| group_of[key].as_f64().unwrap();
        let rate = pence_per_minute(
            number("annual_cost") * 100.0,
            number("paid_minutes_per_year"),
            number("practical"),
            0.0,
        );
        near("rate", rate.unwrap() / 100.0, number("rate_per_minute"), TOLERANCE);
        let name = group_of["group"].as_str().unwrap();
        rates.groups.push(group(name, Some(name), None, rate.unwrap()));
    }
    // A contact is what the contact centre answers; all else is work. What the person waited for ends when the need is met: the check
    // on the day after is paid for, and not waited for.
    let row = |row: &Vec<String>| {
        // An activity may hold a comma; what follows it does not.
        let [_, kind, minutes, group] = [1, 2, 3, 4].map(|from_last| row[row.len() - from_last].as_str());
        let day: i64 = row[0].parse().unwrap();
        let (contact, class, value) = match group {
            "contact_centre" => ("contact", kind, "-"),
            _ => ("work", "-", if kind == "value" { "value" } else { "waste" }),
        };
        (day, format!("repair {} {contact} {group} {class} {value} {minutes}\n", day * 1440))
    };
    let rows: Vec<(i64, String)> = case.rows().iter().map(row).collect();
    let table = |rows: &[(i64, String)]| {
        let rows: String = rows.iter().map(|(_, row)| row.as_str()).collect();
        log(&format!("need at kind organisation class value minutes\n{rows}"))
    };
    let (whole, asked) = (table(&rows), asked(100 * 1440, rates.clone()));
    let pounds = |spent: Micropence| spent.pence() / 100.0;
    let found = per_need(&whole, &rates, &asked);
    near("episode", pounds(found.costs[0]), case.number("/episode_cost"), TOLERANCE);
    let failed = &failure(&whole, &rates, &asked)[0];
    near("failure", pounds(failed.failure), case.number("/failure_cost"), TOLERANCE);
    near("coded", pounds(failed.coded), case.number("/episode_cost"), TOLERANCE);
    near("share", failed.failure.pence() / failed.coded.pence(), case.number("/failure_share"), TOLERANCE);
    let minutes: f64 = ledger(&whole, &rates, &asked).lines.iter().map(|line| line.minutes).sum();
    near("minutes", minutes, case.number("/touch_minutes"), TOLERANCE);
    let met = case.number("/need_met_on_day") as i64;
    let until_met: Vec<_> = rows.iter().filter(|(day, _)| *day <= met).cloned().collect();
    let waited = value_work(&table(&until_met), &asked).unwrap()[0];
    near("value minutes", waited.value_minutes, case.number("/value_minutes"), TOLERANCE);
    assert_eq!(waited.days as f64, case.number("/calendar_days_inclusive"));
    assert_eq!(waited.days as f64 - 1.0, case.number("/lead_time_days"));
    assert_eq!(waited.days_with_value_work as f64, case.number("/days_with_value_work"));
    assert_eq!(waited.waiting_days() as f64, case.number("/waiting_days"));
    near("efficiency", waited.flow_efficiency().unwrap(), case.number("/flow_efficiency_24h"), TOLERANCE);
    let contacts = |class: &str| {
        rows.iter().filter(|(_, row)| row.contains(" contact ") && row.contains(class)).count() as f64
    };
    assert_eq!(
        (contacts(""), contacts(" failure ")),
        (case.number("/contacts"), case.number("/failure_contacts"))
    );
}

#[test]
fn days_on_which_people_only_wait() {
    // Twelve needs of eleven days: value work on the first and the last, twice on the first, and a chase in between.
    let mut table = "need at kind class value minutes\n".to_string();
    for need in 0..12 {
        for (at, rest) in [
            (0, "contact value - 5"),
            (60, "work - value 10"),
            (4320, "contact failure - 5"),
            (14400, "work - value 20"),
        ] {
            table += &format!("n{need} {at} {rest}\n");
        }
    }
    let asked = asked(60_000, rates());
    let found = value_work(&log(&table), &asked).unwrap();
    assert_eq!(found.iter().map(|need| (need.days, need.waiting_days())).collect::<Vec<_>>(), [(11, 9); 12]);
    let reading = read("cost.value_work", &log(&table), &asked);
    assert_eq!(number(&reading, "waiting_days_median"), Some(9.0));
    assert_eq!(number(&reading, "value_share_of_minutes"), Some(35.0 / 40.0));
    assert!(
        reading.says.contains("took 11 calendar days or more, and half had 9 days or more on which nobody"),
        "{}",
        reading.says
    );
    let none = read("cost.value_work", &log(LOG), &asked);
    assert!(none.shape == Shape::NotEnough && none.says.contains("class"), "{}", none.says);
    // One need in which a visit is judged by nobody: it is looked at no more, and the others are.
    let one = read("cost.value_work", &log(&format!("{table}n0 20 work - - 1\n")), &asked);
    assert_eq!((one.n, number(&one, "days_median")), (11, Some(11.0)), "{}", one.says);
    assert!(one.excluded.iter().any(|(what, count)| what.contains("judged by nobody") && *count == 1));
}

/// A sample was drawn to be sorted, one in ten of one kind and all of another; the work that followed was judged by nobody.
#[test]
fn what_nobody_judged_is_not_waiting() {
    let mut table = "need at kind class label_chance minutes\n".to_string();
    for need in 0..40 {
        let (class, chance) = if need % 2 == 0 { ("value", "0.1") } else { ("failure", "1") };
        table += &format!("n{need} 0 contact {class} {chance} 5\nn{need} 4320 work - - 30\n");
    }
    let asked = asked(60_000, rates());
    let reading = read("cost.value_work", &log(&table), &asked);
    assert_eq!((number(&reading, "waiting_days_median"), number(&reading, "flow_efficiency")), (None, None));
    assert!(
        reading
            .says
            .contains("not enough to say: of 80 contacts and pieces of work in needs that ended 50 %"),
        "{}",
        reading.says
    );
    // Each value contact stands for ten: 200 of 220.
    let share = number(&reading, "value_share_of_minutes").unwrap();
    assert!((share - 200.0 / 220.0).abs() < 1e-9, "{share}");
    assert_eq!(reading.n, 40);
    // Without minutes there is nothing to say at all.
    let bare = table.replace(" 30\n", " -\n").replace(" 5\n", " -\n");
    assert_eq!(read("cost.value_work", &log(&bare), &asked).shape, Shape::NotEnough);
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
        for name in ["cost.ledger", "cost.per_need", "cost.capacity", "cost.concentration", "cost.value_work"] {
            prop_assert_eq!(read(name, &log, &alone), read(name, &log, &asked));
        }
    }
}
