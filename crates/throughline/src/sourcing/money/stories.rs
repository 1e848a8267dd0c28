//! Bills worked by hand, and what holds for every bill.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::money::Pence;
use crate::sourcing::amount::{Belief, Known, Range};
use crate::sourcing::ledger::{OptionPlace, Total};
use crate::sourcing::plan::{
    Arrives, Demand, Failure, HandOver, Opens, Pool, Returns, Rule, Shape, Step, Time,
};

const OPTION: OptionPlace = OptionPlace(2);

/// A plan while it is made.
struct Made {
    plan: Plan,
    nought: Number,
}

impl Made {
    /// The town hall answers with 4 people at £20 an hour, a contractor assesses with 6 at £25.
    fn new() -> Made {
        let start = Date::constant(2026, 4, 1);
        let hand_over = HandOver {
            between_pools: false,
            transit: None,
            transit_between: vec![],
            transit_for: vec![],
            reread: None,
        };
        let plan = Plan {
            name: "test".to_string(),
            start,
            days: 365,
            back_test: None,
            warm_up_days: 0,
            zone: "UTC".to_string(),
            days_off: vec![],
            amounts: vec![],
            areas: vec![],
            demands: vec![],
            pools: vec![],
            steps: vec![],
            hand_over,
            open: vec![],
            seed: 1,
        };
        let mut made = Made { plan, nought: Number(0) };
        made.nought = made.number(0.0);
        for (name, organisation, staff, pounds) in
            [("answer", "town hall", 4.0, 20.0), ("assess", "contractor", 6.0, 25.0)]
        {
            made.pool(name, organisation, staff, pounds);
        }
        made.demand();
        made
    }

    fn number(&mut self, value: f64) -> Number {
        self.plan.amounts.push(Amount::taken("test", value));
        Number(self.plan.amounts.len() - 1)
    }

    fn some(&mut self, value: f64) -> Option<Number> {
        Some(self.number(value))
    }

    fn pool(&mut self, name: &str, organisation: &str, staff: f64, pounds: f64) {
        let pool = Pool {
            name: name.to_string(),
            organisation: organisation.to_string(),
            staff: self.number(staff),
            calendar: Opens::Always,
            finishes: false,
            rule: Rule::Fifo,
            shrinkage: self.nought,
            meetings: None,
            slowness: self.nought,
            pounds_per_hour: self.number(pounds),
            places: None,
            helps: vec![],
            learning: None,
        };
        let step = Step {
            name: name.to_string(),
            pool: self.plan.pools.len(),
            in_areas: vec![],
            time: Time::Fixed(self.nought),
            delay: None,
            delay_for: vec![],
            next: vec![],
            next_for: vec![],
            same_worker_hours: None,
            patience: None,
            variety: self.nought,
            per_spec_gap: self.nought,
            spec: self.nought,
        };
        self.plan.pools.push(pool);
        self.plan.steps.push(step);
    }

    fn demand(&mut self) {
        let nought = self.nought;
        let failure = Failure {
            base: nought,
            per_hand_over: nought,
            per_mismatch: nought,
            unknown_worker: nought,
            per_log_wait: nought,
            wait_scale_hours: nought,
            per_spec_gap: nought,
            give_up: nought,
            uplift: None,
        };
        let per_day = self.number(40.0);
        self.plan.demands.push(Demand {
            name: "repair".to_string(),
            arrives: Arrives::AtRandom {
                per_day,
                shape: Shape::default(),
                growth_per_year: None,
                day_dispersion: None,
            },
            urgent: None,
            priority: 1,
            first: 0,
            promised_hours: nought,
            complexity: None,
            failure,
            returns: Returns { after: Time::Fixed(nought), to: 0 },
            chase: None,
            spec_changes: None,
        });
    }

    fn bill(&self, money: &Money, months: &[Activity], fails_in: Option<u32>) -> Bill {
        bill(&self.plan, money, &self.plan.values(), months, fails_in, OPTION).unwrap()
    }

    fn contract(&mut self, pays: Pays, counts: Vec<Counts>) -> Contract {
        Contract {
            supplier: "contractor".to_string(),
            pays,
            counts,
            months: self.number(60.0),
            since: None,
            breaks: vec![],
            index_per_year: None,
            change_lead_days: None,
            change_pounds_per_point: None,
            change_uplift: None,
        }
    }
}

/// A month: the town hall paid for 600 hours and busy for 450, the contractor 900 and 720; 1,000 needs, 250 of whom came back.
fn month() -> Activity {
    Activity {
        pools: vec![
            PoolMonth { paid_hours: 600.0, busy_hours: 450.0 },
            PoolMonth { paid_hours: 900.0, busy_hours: 720.0 },
        ],
        steps: vec![StepMonth { visits: 1_250, repeats: 250 }, StepMonth { visits: 800, repeats: 160 }],
        demands: vec![DemandMonth {
            opened: 1_000,
            met: 900,
            gave_up: 100,
            repeats: 250,
            chases: 150,
            end_to_end_days: 9_000.0,
        }],
    }
}

fn cash(bill: &Bill, line: Line) -> Pence {
    bill.ledger.by_line().get(&line).map_or(Pence(0), |total| total.cash)
}

#[test]
fn with_nothing_agreed_staff_are_all_there_is() {
    let made = Made::new();
    let bill = made.bill(&Money::default(), &[month()], None);
    // 450 at £20 and 720 at £25 worked; 150 at £20 and 180 at £25 not.
    assert_eq!(cash(&bill, Line::ActivityTime), Pence(900_000 + 1_800_000));
    assert_eq!(cash(&bill, Line::Fixed), Pence(300_000 + 450_000));
    assert_eq!(bill.ledger.total(), Total { cash: Pence(3_450_000), own_time: Pence(0) });
    assert_eq!(bill.repeats, None);
}

#[test]
fn a_unit_price_is_paid_once_it_begins_and_gains_from_repeats() {
    let mut made = Made::new();
    let price = made.number(30.0);
    let contract = made.contract(Pays::Unit(vec![price]), vec![Counts::Visits(1)]);
    let procurement = Procurement { months: made.some(2.0), pounds: made.some(90_000.0) };
    let transition = Transition {
        months: made.some(1.0),
        double_running: made.some(0.5),
        redundancy_pounds: made.some(7_000.0),
        ..Transition::default()
    };
    let (vat, vat_irrecoverable) = (made.some(0.2), made.some(0.1));
    let monitoring =
        Monitoring { share: made.some(0.05), posts: made.some(1.0), pounds_per_post: made.some(48_000.0) };
    let money = Money {
        contract: Some(contract),
        procurement,
        transition,
        vat,
        vat_irrecoverable,
        monitoring,
        ..Money::default()
    };
    let bill = made.bill(&money, &vec![month(); 5], None);
    assert_eq!(money.starts_after_months(&made.plan.values()), 3);
    assert_eq!(cash(&bill, Line::Procurement), Pence(9_000_000));
    // One month of half the contractor's pool besides: 900 hours at £25, halved.
    assert_eq!(cash(&bill, Line::Transition), Pence(1_125_000));
    assert_eq!(cash(&bill, Line::Redundancy), Pence(700_000));
    // Two months of 800 visits at £30, 5 % and £4,000 for looking after each; a tenth of a fifth cannot be recovered.
    assert_eq!(cash(&bill, Line::ContractPrice), Pence(4_800_000));
    assert_eq!(cash(&bill, Line::Monitoring), Pence(2 * (120_000 + 400_000)));
    assert_eq!(cash(&bill, Line::IrrecoverableVat), Pence(96_000));
    // Until it begins the town hall pays the contractor's people: three months of 900 hours at £25.
    let paid_by = |payer: &str| {
        let place = bill.ledger.names().iter().position(|name| name == payer).unwrap();
        let all = bill.ledger.by(|entry| (entry.payer, entry.payee));
        let staff = bill.ledger.names().iter().position(|name| name == STAFF).unwrap();
        let of = |((from, to), total): (&(_, _), &Total)| {
            let party = |place| crate::sourcing::ledger::Party(place as u16);
            (*from == party(place) && *to == party(staff)).then_some(total.cash)
        };
        all.iter().filter_map(of).sum::<Pence>()
    };
    assert_eq!(paid_by("contractor"), Pence(2 * 2_250_000));
    // 160 of 800 visits a month are repeats: each pays £30 and costs 720 / 800 hours at £25, £22.50. 250 people came back.
    let repeats = bill.repeats.unwrap();
    assert_eq!(repeats.count, 500);
    assert_eq!((repeats.paid, repeats.gained), (Some(Pence(960_000)), Some(Pence(2 * 160 * 750))));
}

#[test]
fn a_fixed_price_by_needs_opened_makes_repeats_the_suppliers_loss() {
    let mut made = Made::new();
    let pays = Pays::Fixed {
        pounds_per_year: made.number(300_000.0),
        units_per_year: None,
        band: made.some(0.05),
        over_pounds: made.some(12.0),
        under_pounds: None,
    };
    let contract = Contract {
        change_pounds_per_point: made.some(9_500.0),
        change_uplift: made.some(0.1),
        index_per_year: made.some(0.02),
        ..made.contract(pays, vec![Counts::Opened])
    };
    let changes = Changes { per_year: made.some(6.0), size_points: made.some(2.0), ..Changes::default() };
    let monitoring = Monitoring { share: made.some(0.02), ..Monitoring::default() };
    let money = Money { contract: Some(contract), changes, monitoring, ..Money::default() };
    // Expected are 40 a day, 1,216.67 a month: 1,400 is 122.5 above 105 % of it.
    let mut busy = month();
    busy.demands[0].opened = 1_400;
    let bill = made.bill(&money, &[busy], None);
    assert_eq!(cash(&bill, Line::ContractPrice), Pence(2_500_000));
    assert_eq!(cash(&bill, Line::VolumeAdjustment), Pence(147_000));
    // One point a month at £9,500 and 10 %.
    assert_eq!(cash(&bill, Line::ChangeCharge), Pence(1_045_000));
    // Looking after it is a share of all that is paid, changes too.
    assert_eq!(cash(&bill, Line::Monitoring), Pence((2_500_000 + 147_000 + 1_045_000) / 50));
    // Repeats pay nothing and cost 160 visits of £22.50.
    let repeats = bill.repeats.unwrap();
    assert_eq!((repeats.paid, repeats.gained), (Some(Pence(0)), Some(Pence(-360_000))));
    // In the second year prices are 2 % up.
    let years = made.bill(&money, &vec![month(); 24], None);
    assert_eq!(cash(&years, Line::ContractPrice), Pence(30_000_000 + 30_600_000));
}

#[test]
fn a_supplier_that_fails_is_stepped_in_for() {
    let mut made = Made::new();
    let margin = made.number(0.1);
    let contract = made.contract(Pays::CostPlus(margin), vec![]);
    let failure = SupplierFailure { hazard_per_year: made.some(0.05), step_in_pounds: made.some(40_000.0) };
    let money = Money { contract: Some(contract), failure, ..Money::default() };
    let bill = made.bill(&money, &vec![month(); 4], Some(2));
    // Two months at cost and a tenth, then none.
    assert_eq!(cash(&bill, Line::ContractPrice), Pence(2 * 2_250_000));
    assert_eq!(cash(&bill, Line::SupplierMargin), Pence(2 * 225_000));
    assert_eq!(cash(&bill, Line::SupplierFailure), Pence(4_000_000));
    // With a hazard of 0.05 a year half have failed after 12 ln 2 / 0.05 = 166.4 months.
    let values = made.plan.values();
    assert_eq!(money.fails_in(&made.plan, &values, 0.5), Some(166));
    assert_eq!(money.fails_in(&made.plan, &values, 0.0), Some(0));
    assert_eq!(money.fails_in(&made.plan, &values, 1.0), Some(u32::MAX), "never within a plan");
    assert_eq!(Money::default().fails_in(&made.plan, &values, 0.5), None);
}

#[test]
fn steps_of_overhead_exit_own_time_and_other_bodies() {
    let mut made = Made::new();
    let (each_staff, pounds_per_year) = (made.number(5.0), made.number(12_000.0));
    let margin = made.number(0.0);
    let contract = Contract { months: made.number(2.0), ..made.contract(Pays::CostPlus(margin), vec![]) };
    let own_time = OwnTime { minutes_per_contact: made.some(15.0), pounds_per_hour: made.some(8.0) };
    let hospital = OtherBody {
        name: "hospital".to_string(),
        gave_up: made.some(40.0),
        repeat: made.some(2.0),
        ..OtherBody::default()
    };
    let money = Money {
        overheads: vec![Overhead { organisation: None, each_staff, pounds_per_year }],
        contract: Some(contract),
        exit_pounds: made.some(300.0),
        retender_pounds: made.some(200.0),
        own_time,
        other_bodies: vec![hospital],
        ..Money::default()
    };
    let bill = made.bill(&money, &vec![month(); 4], None);
    // 4 staff are one step of 5, 6 are two; £1,000 a month each, and 150 and 180 hours in which nobody worked.
    assert_eq!(cash(&bill, Line::Fixed), Pence(4 * (3 * 100_000 + 300_000 + 450_000)));
    // The contractor's cost is 900 hours at £25 and two steps.
    assert_eq!(cash(&bill, Line::ContractPrice), Pence(4 * 2_450_000));
    assert_eq!(cash(&bill, Line::ExitAndRetender), Pence(100_000), "two terms of two months end");
    // 1,400 contacts of a quarter of an hour at £8; 100 who gave up at £40 and 250 who came back at £2.
    assert_eq!(bill.ledger.total().own_time, Pence(4 * 280_000));
    assert_eq!(cash(&bill, Line::CostToOtherBodies), Pence(4 * 450_000));
}

#[test]
fn caution_is_added_once_to_its_line() {
    let mut made = Made::new();
    let governance = made.number(12_000.0);
    let bias = made.number(0.41);
    let money = Money {
        sites_pounds_per_year: Some(governance),
        optimism_bias: vec![(Line::Premises, bias)],
        ..Money::default()
    };
    assert_eq!(cash(&made.bill(&money, &[month()], None), Line::Premises), Pence(141_000));
    assert_eq!(money.cautious_once(&made.plan), Ok(()));
    made.plan.amounts[governance.0] = Amount {
        range: Some(Range { low: 9_000.0, high: 20_000.0, belief: Belief::Pert }),
        known: Known::Judged,
        ..Amount::taken("option.local.sites_per_year", 12_000.0)
    };
    let says = money.cautious_once(&made.plan).unwrap_err().to_string();
    assert!(
        says.starts_with(
            "premises and IT is made dearer by 41 % for optimism and `option.local.sites_per_year`"
        ),
        "{says}"
    );
}

#[test]
fn a_bill_that_cannot_be_made_says_why() {
    let mut made = Made::new();
    let margin = made.number(-0.1);
    let contract = made.contract(Pays::CostPlus(margin), vec![]);
    let tried = |contract: &Contract, months: &[Activity]| {
        let money = Money { contract: Some(contract.clone()), ..Money::default() };
        bill(&made.plan, &money, &made.plan.values(), months, None, OPTION).unwrap_err().to_string()
    };
    assert!(
        tried(&contract, &[]).contains("the contract with contractor makes no sense: the margin is -0.1")
    );
    let nobody = Contract { supplier: "nobody".to_string(), ..contract };
    assert!(tried(&nobody, &[]).contains("no pool is its"));
    let none = Money::default();
    let short = bill(&made.plan, &none, &[], &[], None, OPTION).unwrap_err().to_string();
    assert!(short.contains("a value for each of the"), "{short}");
    let other = bill(&made.plan, &none, &made.plan.values(), &[Activity::default()], None, OPTION);
    assert!(other.unwrap_err().to_string().contains("run the plan that is billed"));
}

fn any_month() -> impl Strategy<Value = Activity> {
    let pool = (0.0..2_000.0f64, 0.0..1.2f64)
        .prop_map(|(paid, busy)| PoolMonth { paid_hours: paid, busy_hours: paid * busy });
    let step = (0u64..3_000, 0.0..1.0f64)
        .prop_map(|(visits, back)| StepMonth { visits, repeats: (visits as f64 * back) as u64 });
    let demand = (0u64..3_000, 0u64..3_000, 0u64..500, 0u64..900, 0u64..900, 0.0..90_000.0f64).prop_map(
        |(opened, met, gave_up, repeats, chases, end_to_end_days)| DemandMonth {
            opened,
            met,
            gave_up,
            repeats,
            chases,
            end_to_end_days,
        },
    );
    (prop::collection::vec(pool, 2), prop::collection::vec(step, 2), prop::collection::vec(demand, 1))
        .prop_map(|(pools, steps, demands)| Activity { pools, steps, demands })
}

/// An option in which everything costs something.
fn everything(made: &mut Made, kind: usize) -> Money {
    let pays = match kind {
        0 => Pays::Fixed {
            pounds_per_year: made.number(420_000.7),
            units_per_year: made.some(14_000.0),
            band: made.some(0.03),
            over_pounds: made.some(11.11),
            under_pounds: made.some(3.33),
        },
        1 => Pays::Unit(vec![made.number(3.37), made.number(41.99)]),
        2 => Pays::CostPlus(made.number(0.083)),
        3 => Pays::Target {
            target_pounds_per_year: made.number(270_000.0),
            fee_pounds_per_year: made.some(9_999.0),
            share: made.number(0.4),
            cap_pounds_per_year: made.number(20_000.0),
        },
        _ => {
            let by = |measured: Measured, nothing_at: f64, all_at: f64, made: &mut Made| PaidFor {
                measured,
                nothing_at: made.number(nothing_at),
                all_at: made.number(all_at),
                weight: None,
            };
            let by =
                vec![by(Measured::Resolved, 0.5, 0.95, made), by(Measured::EndToEndDays, 30.0, 5.0, made)];
            Pays::AtRisk { fee_pounds_per_year: made.number(33_333.0), at_risk: made.number(0.7), by }
        }
    };
    let contract = Contract {
        index_per_year: made.some(0.013),
        change_pounds_per_point: made.some(777.0),
        change_uplift: made.some(0.075),
        months: made.number(5.0),
        ..made.contract(pays, vec![Counts::Opened, Counts::Visits(1)])
    };
    let overhead =
        Overhead { organisation: None, each_staff: made.number(3.0), pounds_per_year: made.number(1_001.0) };
    Money {
        prepared_in_months: None,
        buyer: None,
        overheads: vec![overhead],
        sites_pounds_per_year: made.some(8_400.1),
        premises_pounds_per_year: made.some(777.7),
        governance_pounds_per_year: made.some(1_234.5),
        retained_risk_pounds_per_year: made.some(99.9),
        contract: Some(contract),
        ends: None,
        helps_months: None,
        changes: Changes {
            per_year: made.some(7.0),
            size_points: made.some(1.3),
            in_house_pounds_per_point: made.some(55.5),
            in_house_lead_days: None,
        },
        monitoring: Monitoring {
            share: made.some(0.021),
            posts: made.some(0.4),
            pounds_per_post: made.some(51_000.0),
        },
        procurement: Procurement { months: made.some(3.0), pounds: made.some(10_000.0) },
        transition: Transition {
            months: made.some(2.0),
            pools: vec![],
            double_running: made.some(0.33),
            staff_transfer_pounds: made.some(100.01),
            systems_pounds: made.some(200.02),
            pension_pounds: made.some(300.05),
            redundancy_pounds: made.some(400.07),
            ..Transition::default()
        },
        exit_pounds: made.some(4_321.0),
        retender_pounds: made.some(0.01),
        failure: SupplierFailure { hazard_per_year: made.some(0.02), step_in_pounds: made.some(60_000.0) },
        vat: made.some(0.2),
        vat_irrecoverable: made.some(0.37),
        optimism_bias: vec![(Line::Procurement, made.number(0.17)), (Line::ContractPrice, made.number(0.05))],
        own_time: OwnTime { minutes_per_contact: made.some(11.0), pounds_per_hour: made.some(7.77) },
        other_bodies: vec![OtherBody {
            name: "hospital".to_string(),
            gave_up: made.some(12.34),
            chase: made.some(0.07),
            ..OtherBody::default()
        }],
    }
}

proptest! {
    /// By organisation, by line, by need: the same penny. What one pays another gets. Twice the bill is the same bill.
    #[test]
    fn every_bill_is_the_same_penny_three_ways(months in prop::collection::vec(any_month(), 1..14), kind in 0usize..5, fails in prop::option::of(0u32..14)) {
        let mut made = Made::new();
        let money = everything(&mut made, kind);
        let found = made.bill(&money, &months, fails);
        let total = found.ledger.total();
        let whole = |parts: Vec<Total>| Total {
            cash: parts.iter().map(|part| part.cash).sum(),
            own_time: parts.iter().map(|part| part.own_time).sum(),
        };
        prop_assert_eq!(whole(found.ledger.by_organisation().into_values().collect()), total);
        prop_assert_eq!(whole(found.ledger.by_line().into_values().collect()), total);
        prop_assert_eq!(whole(found.ledger.by_need().into_values().collect()), total);
        prop_assert_eq!(found.ledger.net(OPTION).into_iter().sum::<Pence>(), Pence(0));
        prop_assert!(found.ledger.entries().iter().all(|entry| entry.option == OPTION && (entry.month as usize) < months.len()));
        // Months that are billed later do not change those before.
        let first = made.bill(&money, &months[..1], fails);
        let count = first.ledger.entries().len();
        prop_assert_eq!(first.ledger.entries(), &found.ledger.entries()[..count]);
        prop_assert_eq!(made.bill(&money, &months, fails), found);
    }

    /// Names change nothing: with every organisation called otherwise the bill is the same but for the names.
    #[test]
    fn names_change_nothing(months in prop::collection::vec(any_month(), 1..9), kind in 0usize..5) {
        let mut made = Made::new();
        let money = everything(&mut made, kind);
        let before = made.bill(&money, &months, None);
        made.plan.pools[0].organisation = "zebra".to_string();
        made.plan.pools[1].organisation = "aardvark".to_string();
        let contract = money.contract.clone().map(|contract| Contract { supplier: "aardvark".to_string(), ..contract });
        let after = made.bill(&Money { contract, ..money }, &months, None);
        prop_assert_eq!(before.ledger.entries(), after.ledger.entries());
        prop_assert_eq!(before.repeats, after.repeats);
    }
}
