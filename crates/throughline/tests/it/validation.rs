//! Exact figures of published cases (domain.md 2.2, table V1), one test each under the table's own number: what was published goes in as a
//! log, rates or counts, and the product's own measures must give the published answer.

use throughline::capability::funnel::exact_limits;
use throughline::cost::failure::failure;
use throughline::cost::ledger::{Ledger, ledger};
use throughline::cost::per_need::per_need;
use throughline::distortion::hidden_queue::implied_days;
use throughline::log::{Log, Slice};
use throughline::money::Micropence;
use throughline::money::rates::{Fixed, Grade, Known, Price, Rates};
use throughline::reading::{Ask, Item, Shape};
use throughline::statistics::share::wilson;
use throughline::time::Instant;
use throughline::wording::percent;

use crate::logs::{MINUTE_US, ask, log, number, read};

const DAY: i64 = 1_440;
const MILLION_POUNDS: i64 = 100_000_000;

/// A share with its 95 % interval, to a tenth of a percent.
fn in_percent(part: f64, of: f64) -> [f64; 3] {
    let (low, high) = wilson(part / of, of).unwrap();
    [part / of, low, high].map(|share| (share * 1_000.0).round() / 10.0)
}

fn known(payer: &str) -> Known {
    Known { payer: payer.to_string(), grade: Grade::B, source: "published".to_string() }
}

fn price(activity: &str, pence: f64) -> Price {
    Price {
        activity: activity.to_string(),
        organisation: None,
        pence,
        on_top: false,
        known: known("council"),
    }
}

fn priced(now: i64, rates: &Rates) -> Ask {
    Ask { rates: Some(rates.clone()), ..ask(now) }
}

/// Amounts of money in pence, each with who pays it, in one need.
fn account(amounts: &[(&str, i64)]) -> Ledger {
    let row = |(payer, pence): &(&str, i64)| format!("one 0 money {payer} {pence}\n");
    let table: String = amounts.iter().map(row).collect();
    let rates = Rates::default();
    ledger(&log(&format!("need at kind payer pence\n{table}")), &rates, &priced(10, &rates))
}

fn pounds(spent: Micropence) -> f64 {
    spent.pence() / 100.0
}

/// 484 advice interviews, 204 of them made by a failure of a system.
#[test]
fn v1_1_advice_interviews() {
    assert_eq!(in_percent(204.0, 484.0), [42.1, 37.8, 46.6]);
    let row = |at: usize| format!("{at} {at} contact p{at} {}\n", if at < 204 { "failure" } else { "value" });
    let table: String = (0..484).map(row).collect();
    let reading =
        read("demand.failure_share", &log(&format!("need at kind person class\n{table}")), &ask(DAY));
    assert!(reading.says.contains("42 %"), "{}", reading.says);
}

/// 4,836 forms at £6.53, of which 3,172 never came back and 773 were right the first time; £168 a week of rework.
#[test]
fn v1_2_forms() {
    let class = |at: usize| if at < 3_172 { "failure" } else { "value" };
    let table: String = (0..4_836).map(|at| format!("{at} 0 contact form {}\n", class(at))).collect();
    let forms = log(&format!("need at kind activity class\n{table}"));
    let year = Fixed {
        name: "rework".to_string(),
        pence: 52.0 * 16_800.0,
        from: Instant(0),
        until: Instant(364 * DAY * MINUTE_US),
        known: known("council"),
    };
    let rates = Rates { prices: vec![price("form", 653.0)], fixed: vec![year], ..Rates::default() };
    let asked = priced(364 * DAY, &rates);
    let found = ledger(&forms, &rates, &asked);
    let line = |name: &str| pounds(found.lines.iter().find(|line| line.name == name).unwrap().spent).round();
    assert_eq!((line("form"), line("rework")), (31_579.0, 8_736.0));
    assert_eq!(pounds(failure(&forms, &rates, &asked)[0].failure).round(), 20_713.0);
    assert_eq!(in_percent(773.0, 4_836.0)[0], 16.0);
}

/// 200 empty homes, 20 new ones a week: by Little's law 70 days, where 21 + 20 were reported.
#[test]
fn v1_3_empty_homes() {
    let implied = implied_days(200.0, 20.0, 7.0).unwrap();
    assert_eq!((implied, implied - (21.0 + 20.0)), (70.0, 29.0));
}

/// Grants take 713 days for a child, 244 for an adult, 270 on average: one in 18 is a child's. One in ten would make it 290.9, and nobody
/// would have waited longer.
#[test]
fn v1_4_grants() {
    let grants = |children: usize, adults: usize| {
        let need = |at: usize| {
            let (who, days) = if at < children { ("child", 713) } else { ("adult", 244) };
            format!("{at} 0 contact {who}\n{at} {} word {who}\n", days * DAY)
        };
        log(&format!("need at kind demand\n{}", (0..children + adults).map(need).collect::<String>()))
    };
    let days = |log: &Log| number(&read("end_to_end", log, &ask(800 * DAY)), "mean_s").unwrap() / 86_400.0;
    let of = |log: &Log, who: &str| {
        let values = vec![("demand".to_string(), who.to_string())];
        days(&log.slice(&Slice { values, ..Slice::default() }, 2).unwrap())
    };
    let share: f64 = (270.0 - 244.0) / (713.0 - 244.0);
    assert_eq!((share * 1_000.0).round(), 55.0);
    let (now, then) = (grants(26, 443), grants(10, 90));
    assert!((days(&now) - 270.0).abs() < 1e-9 && (days(&then) - 290.9).abs() < 1e-9);
    for log in [now, then] {
        assert_eq!((of(&log, "child"), of(&log, "adult")), (713.0, 244.0));
    }
}

/// Shared services were to cost £55m and save £112m; they cost £121m and saved £40m.
#[test]
fn v1_5_shared_services() {
    let net = |cost: i64, saving: i64| {
        let amounts = [("cost", cost * MILLION_POUNDS), ("saving", -saving * MILLION_POUNDS)];
        -pounds(account(&amounts).total()) / 1e6
    };
    assert_eq!((net(55, 112), net(121, 40)), (57.0, -81.0));
    assert_eq!(percent(40.0 / 112.0), "36 %");
}

/// 650 waits audited: 281 right, 202 not written down, 167 wrong; 26 false passes.
#[test]
fn v1_6_waits_audited() {
    let kind = |at: usize| match at {
        0..281 => "right",
        281..483 => "undocumented",
        _ => "wrong",
    };
    let table: String = (0..650).map(|at| format!("{at} {at} contact p{at} {}\n", kind(at))).collect();
    let reading = read("demand.kinds", &log(&format!("need at kind person demand\n{table}")), &ask(DAY));
    let Shape::Table(table) = &reading.shape else { panic!("{}", reading.says) };
    let share = |kind: &str| {
        let row = table.rows.iter().find(|row| row[0] == Item::Name(kind.to_string())).unwrap();
        let Item::Number(share) = row[2] else { panic!("{row:?}") };
        (share * 100.0).round()
    };
    assert_eq!(["right", "undocumented", "wrong"].map(share), [43.0, 31.0, 26.0]);
    assert_eq!(in_percent(26.0, 650.0)[0], 4.0);
}

/// 664 of 3,246 decisions that there had been no crime were wrong.
#[test]
fn v1_7_no_crime_decisions() {
    assert_eq!(in_percent(664.0, 3_246.0), [20.5, 19.1, 21.9]);
}

/// Crimes recorded of those that should have been, in three forces, against 81 % in the country: all three lie outside.
#[test]
fn v1_8_crimes_recorded() {
    for (recorded, crimes, share, above) in
        [(328, 332, 98.8, true), (265, 388, 68.3, false), (67, 112, 59.8, false)]
    {
        assert_eq!(in_percent(f64::from(recorded), f64::from(crimes))[0], share);
        let limits = exact_limits(crimes as u64, 0.81).unwrap();
        let own = f64::from(recorded) / f64::from(crimes);
        assert!(if above { own > limits.high_998 } else { own < limits.low_998 }, "{own}: {limits:?}");
        let three_sigma = 3.0 * (0.81_f64 * 0.19 / f64::from(crimes)).sqrt();
        assert_eq!(own > 0.81 + three_sigma, above);
        assert_eq!(own < 0.81 - three_sigma, !above);
    }
}

/// Of £45,200 that a procurement costs the buyer spends £8,000, about 6.4 bids at £1,260, and each bidder £5,812.
#[test]
fn v1_9_a_procurement() {
    let bids: String = (0..64).map(|bid| format!("{} {bid} work bid\n", bid % 10)).collect();
    let ends: String = (0..10).map(|need| format!("{need} 100 word award\n")).collect();
    let rates = Rates { prices: vec![price("bid", 126_000.0)], ..Rates::default() };
    let found = per_need(&log(&format!("need at kind activity\n{bids}{ends}")), &rates, &priced(200, &rates));
    let mean = pounds(found.costs.iter().copied().sum()) / found.costs.len() as f64;
    assert_eq!((found.costs.len(), mean), (10, 8_064.0));
    let parties = account(&[("buyer", 800_000), ("bidders", 4_520_000 - 800_000)]);
    let of = |payer: &str| {
        pounds(parties.lines.iter().find(|line| line.payer.as_deref() == Some(payer)).unwrap().spent)
    };
    assert_eq!((pounds(parties.total()), of("buyer")), (45_200.0, 8_000.0));
    assert_eq!((of("bidders") / 6.4).floor(), 5_812.0);
}

/// £333.88m was contracted, £551.81m paid.
#[test]
fn v1_10_contracted_and_paid() {
    let [contracted, paid] =
        [33_388_000_000, 55_181_000_000].map(|pence| account(&[("council", pence)]).total());
    assert_eq!(Micropence(paid.0 - contracted.0).rounded().to_string(), "£217,930,000.00");
    assert_eq!((paid.pence() / contracted.pence() * 100.0).round(), 165.0);
}

/// Calls fell from 230,000 to 144,000 and contacts online rose from 33,000 to 115,000: another channel, hardly less demand. In thousands.
#[test]
fn v1_11_another_channel() {
    let contacts = |calls: usize, online: usize| {
        let row = |at: usize| format!("{at} {at} contact {}\n", if at < calls { "phone" } else { "online" });
        let log = log(&format!("need at kind channel\n{}", (0..calls + online).map(row).collect::<String>()));
        let of = |channel: &str| {
            let values = vec![("channel".to_string(), channel.to_string())];
            log.slice(&Slice { values, ..Slice::default() }, 2).unwrap().event_count() as f64
        };
        [of("phone"), of("online"), log.event_count() as f64]
    };
    let (before, after) = (contacts(230, 33), contacts(144, 115));
    let change = |place: usize| after[place] / before[place] - 1.0;
    assert_eq!((change(0) * 100.0).round(), -37.0);
    assert_eq!(((change(1) + 1.0) * 10.0).round(), 35.0);
    assert_eq!((change(2) * 1_000.0).round(), -15.0);
}

/// Of 60 contracts that were tested 34 had errors in the bills.
#[test]
fn v1_12_contracts_tested() {
    let [share, low, high] = in_percent(34.0, 60.0);
    assert_eq!((share, low.round(), high.round()), (56.7, 44.0, 68.0));
}
