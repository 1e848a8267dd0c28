//! Contracts worked by hand, and what holds for every one of them.

use proptest::prelude::*;

use super::at_risk::PaidBy;
use super::terms::{Break, Change, Monitoring};
use super::unit::UnitPrice;
use super::*;

fn units(count: u64, repeats: u64, cost_each: i64) -> Vec<Counted> {
    vec![Counted { count, repeats, cost_each: Some(Pence(cost_each)) }]
}

fn month(supplier_cost: i64, units: Vec<Counted>) -> Happened {
    Happened { supplier_cost: Pence(supplier_cost), units, ..Happened::default() }
}

/// £120,000 a year for 12,000 contacts, give or take 5 %; £38 above, £20 below.
fn fixed() -> Payoff {
    Payoff::Fixed(Fixed {
        price_a_year: Pence(12_000_000),
        units_a_year: 12_000.0,
        band: 0.05,
        over_each: Pence(3_800),
        under_each: Pence(2_000),
    })
}

#[test]
fn fixed_within_above_and_below_its_band() {
    let paid = |count: u64, index: f64| {
        fixed().paid(&month(900_000, units(count, 0, 800)), SoFar::default(), 0, index).unwrap()
    };
    // 1,000 a month agreed: 950 to 1,050 cost the same.
    for count in [950, 1_000, 1_050] {
        assert_eq!(paid(count, 1.0).lines, [(Line::ContractPrice, Pence(1_000_000))], "{count}");
    }
    // 1,100 are 50 above: 50 times £38. 900 are 50 below: 50 times £20.
    assert_eq!(paid(1_100, 1.0).lines[1], (Line::VolumeAdjustment, Pence(190_000)));
    assert_eq!(paid(900, 1.0).lines[1], (Line::VolumeAdjustment, Pence(-100_000)));
    assert_eq!(paid(1_100, 1.0).kept, Pence(290_000));
    // Prices 10 % up: price and adjustment.
    assert_eq!(paid(1_100, 1.1).total(), Pence(1_309_000));
}

/// Half of the year's 12,000 units come in three months; the year is as was agreed. Then a year with 1,000 more than the band holds.
#[test]
fn a_season_is_no_volume_that_was_not_agreed() {
    let year = |counts: [u64; 12]| {
        let mut so_far = SoFar::default();
        let mut adjusted = Pence(0);
        for (at, count) in (0..).zip(counts) {
            let happened = month(900_000, units(count, 0, 800));
            let paid = fixed().paid(&happened, so_far, at, 1.0).unwrap();
            adjusted += paid.total() - Pence(1_000_000);
            so_far = so_far.and(&happened);
        }
        adjusted
    };
    let season = [2_000, 2_000, 2_000, 500, 500, 500, 500, 500, 500, 1_000, 1_000, 1_000];
    assert_eq!(year(season), Pence(0));
    let more = season.map(|count| count + 1_600 / 12);
    // 12,000 and 12 times 133 are 13,596; the band ends at 12,600: 996 at £38.
    assert_eq!(year(more), Pence(996 * 3_800));
}

/// A target of £120,000, its cap £9,600: costs of £105,000 in months from £1,000 to £20,000 share 40 % of £15,000.
#[test]
fn a_target_is_shared_by_the_year_however_its_months_vary() {
    let payoff = Payoff::Target(Target {
        target_a_year: Pence(12_000_000),
        fee_a_year: Pence(600_000),
        share: 0.4,
        cap_a_year: Pence(960_000),
    });
    let thousands = [1, 20, 1, 20, 1, 20, 1, 20, 1, 15, 1, 4];
    let (mut so_far, mut kept) = (SoFar::default(), Pence(0));
    for (at, cost) in (0..).zip(thousands) {
        let happened = month(cost * 100_000, vec![]);
        kept += payoff.paid(&happened, so_far, at, 1.0).unwrap().kept;
        so_far = so_far.and(&happened);
    }
    assert_eq!(kept, Pence(600_000 + 600_000));
}

#[test]
fn twelve_months_of_a_price_are_the_price() {
    let payoff = Payoff::Fixed(Fixed {
        price_a_year: Pence(100_000_007),
        units_a_year: 0.0,
        band: f64::INFINITY,
        over_each: Pence(100),
        under_each: Pence(100),
    });
    assert_eq!(payoff.wrong(), None);
    let year: Pence = (12..24)
        .map(|at| payoff.paid(&month(0, units(7, 0, 0)), SoFar::default(), at, 1.0).unwrap().total())
        .sum();
    assert_eq!(year, Pence(100_000_007));
}

#[test]
fn a_fixed_price_makes_repeats_cost_the_supplier_until_the_band_ends() {
    let repeats = |count, repeats| {
        fixed().paid(&month(0, units(count, repeats, 800)), SoFar::default(), 0, 1.0).unwrap().repeats
    };
    let within = repeats(1_000, 50);
    assert_eq!((within.paid, within.gained), (Some(Pence(0)), Some(Pence(-40_000))));
    // 100 of 1,100 came back. Without them 1,000: nothing above the band, so 50 at £38 are paid for 100 at £8.
    let above = repeats(1_100, 100);
    assert_eq!((above.paid, above.gained), (Some(Pence(190_000)), Some(Pence(110_000))));
}

#[test]
fn a_unit_price_pays_for_each_repeat() {
    let prices = [("contact", 450), ("visit", 6_200)];
    let prices = prices.map(|(unit, price)| UnitPrice { unit: unit.to_string(), price: Pence(price) });
    let payoff = Payoff::Unit(Unit { prices: prices.to_vec() });
    let counted = vec![
        Counted { count: 1_000, repeats: 300, cost_each: Some(Pence(410)) },
        Counted { count: 80, repeats: 12, cost_each: Some(Pence(6_500)) },
    ];
    let paid = payoff.paid(&month(930_000, counted.clone()), SoFar::default(), 0, 1.0).unwrap();
    // 1,000 at £4.50 and 80 at £62: £9,460.
    assert_eq!(paid.lines, [(Line::ContractPrice, Pence(946_000))]);
    assert_eq!(paid.kept, Pence(16_000));
    // 300 repeats earn 40p each, 12 visits lose £3 each.
    assert_eq!(paid.repeats.gained, Some(Pence(300 * 40 - 12 * 300)));
    assert_eq!(paid.repeats.paid, Some(Pence(300 * 450 + 12 * 6_200)));
    assert_eq!(paid.repeats.count, 312);
    // Where nobody knows what a visit costs, what is paid for repeats is known all the same.
    let unknown = vec![counted[0], Counted { cost_each: None, ..counted[1] }];
    let repeats = payoff.paid(&month(930_000, unknown), SoFar::default(), 0, 1.0).unwrap().repeats;
    assert_eq!((repeats.paid, repeats.gained), (Some(Pence(209_400)), None));
    let short = payoff.paid(&month(0, units(1, 0, 0)), SoFar::default(), 0, 1.0).unwrap_err().to_string();
    assert!(short.contains("2 (contact, visit) and 1 were counted"), "{short}");
}

#[test]
fn cost_plus_pays_its_share_on_every_repeat() {
    let payoff = Payoff::CostPlus(CostPlus { margin: 0.08 });
    let paid = payoff.paid(&month(1_000_000, units(100, 25, 4_000)), SoFar::default(), 0, 1.3).unwrap();
    assert_eq!(
        paid.lines,
        [(Line::ContractPrice, Pence(1_000_000)), (Line::SupplierMargin, Pence(80_000))],
        "cost is in the prices of its month"
    );
    // 25 repeats at £40 are £1,000 of cost, of which 8 % is gained.
    assert_eq!(paid.repeats.gained, Some(Pence(8_000)));
    let unknown = vec![Counted { count: 3, repeats: 1, cost_each: None }];
    assert_eq!(payoff.paid(&month(1_000, unknown), SoFar::default(), 0, 1.0).unwrap().repeats.paid, None);
}

#[test]
fn a_target_is_shared_up_to_its_cap() {
    let payoff = Payoff::Target(Target {
        target_a_year: Pence(12_000_000),
        fee_a_year: Pence(600_000),
        share: 0.4,
        cap_a_year: Pence(960_000),
    });
    let total = |cost: i64| payoff.paid(&month(cost, vec![]), SoFar::default(), 0, 1.0).unwrap();
    // A month: target £10,000, fee £500, cap £800.
    assert_eq!(total(900_000).total(), Pence(900_000 + 50_000 + 40_000));
    assert_eq!(total(900_000).kept, Pence(90_000));
    assert_eq!(total(1_100_000).total(), Pence(1_100_000 + 50_000 - 40_000));
    assert_eq!(total(1_100_000).lines[2], (Line::Deductions, Pence(-40_000)));
    assert_eq!(total(500_000).kept, Pence(50_000 + 80_000));
    assert_eq!(total(2_000_000).kept, Pence(50_000 - 80_000));
}

#[test]
fn a_fee_at_risk_hangs_on_the_score() {
    let by = [("resolved", 0.6, 0.8, 3.0), ("end_to_end_days", 30.0, 10.0, 1.0)];
    let by =
        by.map(|(name, nothing_at, all_at, weight)| PaidBy { name: name.into(), nothing_at, all_at, weight });
    let payoff = AtRisk { fee_a_year: Pence(1_200_000), at_risk: 0.5, by: by.to_vec() };
    // Resolved half way (0.5, three times), days a quarter of the way (0.25, once): (1.5 + 0.25) / 4 = 0.4375.
    assert!((payoff.score(&[0.7, 25.0]).unwrap() - 0.4375).abs() < 1e-12);
    assert_eq!((payoff.score(&[0.1, 90.0]).unwrap(), payoff.score(&[0.9, 1.0]).unwrap()), (0.0, 1.0));
    let payoff = Payoff::AtRisk(payoff);
    let measured = |values: &[f64]| Happened { measured: values.to_vec(), ..month(700_000, vec![]) };
    // Fee £1,000: £500 safe, £500 times 0.4375 earned, £281.25 kept back.
    let paid = payoff.paid(&measured(&[0.7, 25.0]), SoFar::default(), 5, 1.0).unwrap();
    assert_eq!(paid.total(), Pence(700_000 + 50_000 + 21_875));
    assert_eq!(paid.lines[2], (Line::Deductions, Pence(-28_125)));
    let says = payoff.paid(&measured(&[0.7]), SoFar::default(), 0, 1.0).unwrap_err().to_string();
    assert!(says.contains("hangs on resolved, end_to_end_days"), "{says}");
}

#[test]
fn numbers_that_make_no_sense_are_said_so() {
    let says = |payoff: Payoff| payoff.wrong().unwrap();
    assert!(says(Payoff::CostPlus(CostPlus { margin: -0.1 })).contains("the margin is -0.1"));
    let target = Target { target_a_year: Pence(1), fee_a_year: Pence(1), share: 1.4, cap_a_year: Pence(0) };
    assert!(says(Payoff::Target(target)).contains("between 0 and 1"));
    assert!(says(Payoff::Unit(Unit { prices: vec![] })).contains("names no unit"));
    let by = vec![PaidBy { name: "resolved".into(), nothing_at: 0.5, all_at: 0.5, weight: 1.0 }];
    let at_risk = AtRisk { fee_a_year: Pence(100), at_risk: 0.5, by };
    assert!(says(Payoff::AtRisk(at_risk)).contains("must be two numbers"));
    let too_many = fixed().paid(&month(0, units(3, 4, 0)), SoFar::default(), 0, 1.0).unwrap_err().to_string();
    assert!(too_many.starts_with("4 repeats are more than the 3 units"));
    assert_eq!(fixed().wrong(), None);
}

#[test]
fn terms_are_kept() {
    let terms = Terms {
        months: 60,
        breaks: vec![Break { after_months: 24, fee_share: 0.3 }, Break { after_months: 36, fee_share: 0.2 }],
        change: Change { lead_days: 60.0, price_a_point: Pence(950_000), fee_share: 0.075 },
        monitoring: Monitoring { share: 0.02, posts: 4.0, post_a_year: Pence(5_200_000) },
    };
    assert_eq!(terms.wrong(), None);
    assert_eq!(terms.leaving(24, Pence(1_000_000)).unwrap(), Pence(300_000));
    assert_eq!(terms.leaving(60, Pence(1_000_000)).unwrap(), Pence(0));
    let says = terms.leaving(30, Pence(1)).unwrap_err().to_string();
    assert!(says.contains("after 30 months, next after 36 months"), "{says}");
    assert!(terms.leaving(40, Pence(1)).unwrap_err().to_string().contains("next after 60 months"));
    // Two points at £9,500 and 7.5 % on top.
    assert_eq!(terms.change.charge(2.0), Pence(2_042_500));
    // 2 % of £50,000 and a twelfth of 4 posts at £52,000.
    assert_eq!(terms.monitoring.cost(Pence(5_000_000), 2), Pence(100_000 + 1_733_334));
    let year: Pence = (0..12).map(|month| terms.monitoring.cost(Pence(0), month)).sum();
    assert_eq!(year, Pence(20_800_000));
    let late = Terms { breaks: vec![Break { after_months: 60, fee_share: 0.1 }], ..terms.clone() };
    assert!(late.wrong().unwrap().contains("outside its 60 months"));
    assert!(Terms { months: 0, ..terms }.wrong().is_some());
}

fn any_payoff() -> impl Strategy<Value = Payoff> {
    let money = || (0i64..100_000_000).prop_map(Pence);
    let fixed = (money(), 0.0..50_000.0, 0.0..0.5, 0i64..9_000, 0i64..9_000);
    let by = |weight: f64| PaidBy { name: "resolved".into(), nothing_at: 0.4, all_at: 0.9, weight };
    prop_oneof![
        fixed.prop_map(|(price_a_year, units_a_year, band, over, under)| Payoff::Fixed(Fixed {
            price_a_year,
            units_a_year,
            band,
            over_each: Pence(over),
            under_each: Pence(under)
        })),
        (0i64..100_000).prop_map(|price| Payoff::Unit(Unit {
            prices: vec![UnitPrice { unit: "contact".into(), price: Pence(price) }]
        })),
        (0.0..0.5).prop_map(|margin| Payoff::CostPlus(CostPlus { margin })),
        (money(), money(), 0.0..1.0, money()).prop_map(|(target_a_year, fee_a_year, share, cap_a_year)| {
            Payoff::Target(Target { target_a_year, fee_a_year, share, cap_a_year })
        }),
        (money(), 0.0..1.0, 0.1..5.0).prop_map(move |(fee_a_year, at_risk, weight)| {
            Payoff::AtRisk(AtRisk { fee_a_year, at_risk, by: vec![by(weight)] })
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_paid_is_kept_or_spent(payoff in any_payoff(), cost in 0i64..50_000_000, count in 0u64..5_000,
        back in 0.0..1.0f64, each in 0i64..5_000, score in 0.0..1.0f64, at in 0u32..120) {
        prop_assert_eq!(payoff.wrong(), None);
        let repeats = (count as f64 * back) as u64;
        let happened = Happened { measured: vec![score], ..month(cost, units(count, repeats, each)) };
        let paid = payoff.paid(&happened, SoFar::default(), at, 1.0).unwrap();
        prop_assert_eq!(paid.total(), paid.kept + happened.supplier_cost);
        // Without repeats there is nothing to gain from them.
        let none = Happened { units: units(count, 0, each), ..happened.clone() };
        let none = payoff.paid(&none, SoFar::default(), at, 1.0).unwrap().repeats;
        prop_assert_eq!((none.count, none.paid, none.gained), (0, Some(Pence(0)), Some(Pence(0))));
        // Where cost is paid back, the supplier loses at most its share of the target's gain and at least nothing of its cost.
        match &payoff {
            Payoff::CostPlus(_) => prop_assert!(paid.kept >= Pence(0)),
            Payoff::AtRisk(terms) => {
                let fee = crate::sourcing::split::evenly(terms.fee_a_year, 12, at);
                prop_assert!(paid.kept >= Pence(0) && paid.kept <= fee);
            }
            Payoff::Target(terms) => {
                let cap = terms.cap_a_year.0 / 12 + 1;
                let fee = crate::sourcing::split::evenly(terms.fee_a_year, 12, at);
                prop_assert!((paid.kept - fee).0.abs() <= cap);
            }
            _ => {}
        }
    }
}
