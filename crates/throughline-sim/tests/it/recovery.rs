//! A known plan is run, its events are taken as a log, and the fit of that log finds the plan again: over 100 seeds, within its 95 %
//! intervals about 95 times.

use std::collections::BTreeMap;

use throughline::log::{Field, Holds, Log, Rows, Slot, Value};
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::sourcing::plan::{Opens, Plan};
use throughline::time::{DAY_US, Instant};
use throughline_sim::back_test::{Runs, back_test};
use throughline_sim::compile::compile;
use throughline_sim::fit::{Asked, Fitted, fit};
use throughline_sim::kept::rows;
use throughline_sim::run::run;

use crate::logs::{ask, of_rows, written_and_read};

const PLAN: &str = r#"
[scenario]
start = "2026-01-05"
days = 210
timezone = "Europe/London"
[demand.repair]
rate_per_day = 14
[failure]
base = 0.25
give_up = 0.1
return_delay = "lognormal 4d variation 0.6"
[pool.contact]
org = "council"
staff = 3
calendar = "mon-fri 09:00-17:00"
[pool.casework]
org = "council"
staff = 7
calendar = "mon-fri 09:00-17:00"
[pool.field]
org = "contractor"
staff = 6
calendar = "mon-sat 08:00-18:00"
[step.contact]
pool = "contact"
time = "exp 20m"
next = { assess = 0.60, visit = 0.10 }
[step.assess]
pool = "casework"
time = "lognormal 2h variation 0.8"
delay = "exp 6h"
next = { visit = 0.4 }
[step.visit]
pool = "field"
time = "gamma 3h variation 0.5"
next = { assess = 0.1 }
[handoff]
transit = "exp 4h"
"#;

/// The true values, by the paths of the fit.
const TRUE: [(&str, f64); 11] = [
    ("demand.repair.rate_per_day", 14.0),
    ("demand.repair.failure.base", 0.25),
    ("demand.repair.failure.give_up", 0.1),
    ("demand.repair.failure.return_delay.mean", 96.0),
    ("step.contact.time.mean", 1.0 / 3.0),
    ("step.contact.next.assess", 0.6),
    ("step.contact.next.visit", 0.1),
    ("step.assess.time.mean", 2.0),
    ("step.assess.next.visit", 0.4),
    ("step.visit.time.mean", 3.0),
    ("step.visit.next.assess", 0.1),
];

fn known() -> Plan {
    throughline_files::plan::from_toml(PLAN, "known").unwrap().plan
}

/// The log of a run of a plan, and what is asked of it at its end.
fn log_of(plan: &Plan, seed: u64) -> (Log, Ask) {
    let (model, start) = compile(plan, &plan.values()).unwrap();
    let outcome = run(&model, seed, 0, true);
    let log = of_rows(rows(&model, &outcome.kept, start));
    let now = Instant(start.0 + i64::from(plan.days) * DAY_US);
    let ask = Ask { now, threads: 1, ..ask(&log, "Europe/London") };
    (log, ask)
}

/// What the log of a run of a plan gives.
fn refitted(plan: &Plan, seed: u64) -> Fitted {
    let (log, ask) = log_of(plan, seed);
    fit(&log, &ask, &Asked::default()).unwrap()
}

#[test]
fn a_known_plan_is_found_again_within_its_intervals() {
    let plan = known();
    let mut within: BTreeMap<&str, u32> = BTreeMap::new();
    let mut means: BTreeMap<String, f64> = BTreeMap::new();
    for seed in 0..100 {
        let fitted = refitted(&plan, seed);
        for (path, truth) in TRUE {
            let one = fitted.table.iter().find(|one| one.path == path);
            let one = one.unwrap_or_else(|| panic!("{path} is not in {:#?}", fitted.table));
            let (low, high) = one.interval.unwrap();
            *within.entry(path).or_default() += u32::from(low <= truth && truth <= high);
        }
        for one in &fitted.table {
            *means.entry(one.path.clone()).or_default() += one.value / 100.0;
        }
        let staff: Vec<f64> =
            fitted.plan.pools.iter().map(|pool| fitted.plan.amounts[pool.staff.0].value).collect();
        let names: Vec<&str> = fitted.plan.pools.iter().map(|pool| pool.name.as_str()).collect();
        let mut pools: Vec<(&str, f64)> = names.into_iter().zip(staff).collect();
        pools.sort_by_key(|(name, _)| *name);
        assert_eq!(pools, [("casework", 7.0), ("contact", 3.0), ("field", 6.0)], "seed {seed}");
        let office = fitted.plan.pools.iter().filter(|pool| pool.organisation == "council");
        for pool in office {
            assert_eq!(pool.calendar, Opens::Hours(Calendar::office_hours()), "seed {seed}: {}", pool.name);
        }
    }
    for (path, count) in &within {
        assert!((88..=100).contains(count), "{path} lay within its interval {count} times of 100");
    }
    let near = |path: &str, truth: f64, share: f64| {
        let mean = means[path];
        assert!((mean / truth - 1.0).abs() <= share, "{path}: {mean}, and is {truth}");
    };
    near("step.assess.delay.mean", 6.0, 0.1);
    near("handoff.transit_between.council -> contractor.mean", 4.0, 0.25);
}

/// Letters are on their way to the contractor for days, and everything else for hours.
#[test]
fn kinds_of_needs_that_are_longer_on_their_way_are_told_apart() {
    let two = PLAN.replace("rate_per_day = 14", "rate_per_day = 9\n[demand.letter]\nrate_per_day = 5");
    let slow = "transit_for = { letter = { \"council -> contractor\" = \"exp 80h\" } }";
    let text = two.replace("transit = \"exp 4h\"", &format!("transit = \"exp 4h\"\n{slow}"));
    let fitted = refitted(&throughline_files::plan::from_toml(&text, "known").unwrap().plan, 3);
    let mean = |of: &str| {
        let path = format!("handoff.transit_for.{of}.council -> contractor.mean");
        fitted.table.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("no {path}")).value
    };
    assert!((mean("letter") / 80.0 - 1.0).abs() < 0.25, "{}", mean("letter"));
    assert!(mean("repair") < 10.0, "{}", mean("repair"));
    written_and_read(&fitted.plan);
}

#[test]
fn what_is_fitted_is_written_and_read_again() {
    let fitted = refitted(&known(), 3);
    written_and_read(&fitted.plan);
    // Every number that a plan cannot do without has its source.
    let said = |path: &str| fitted.plan.amounts.iter().any(|one| one.path == path && one.source.is_some());
    for (path, _) in TRUE {
        assert!(said(path), "{path}");
    }
}

#[test]
fn a_plan_foretells_its_own_next_quarter_on_any_number_of_threads() {
    let (log, ask) = log_of(&Plan { days: 730, ..known() }, 5);
    let test = |threads| back_test(&log, &ask, &Runs { seed: 1, replications: 80, threads }).unwrap();
    let (one, two) = (test(1), test(2));
    assert_eq!(format!("{:?}", one.drawn), format!("{:?}", two.drawn));
    // Nothing changes here, so expecting the same as before is as good as anything: which is better is luck.
    assert_eq!(one.validated, one.drawn.bands.iter().all(|bands| bands.against().is_none()));
    for distance in one.given.distances.iter().chain(&one.drawn.distances[1..]) {
        let (value, floor) = (distance.value.unwrap(), distance.floor.unwrap());
        assert!(value <= 2.0 * floor + 0.02, "{distance:?}");
    }
    for bands in &one.drawn.bands {
        assert!(bands.periods >= 20 && bands.bias.abs() < 0.1, "{bands:?}");
        assert!(bands.within_80 * 10 >= bands.periods * 6, "{bands:?}");
        assert!(bands.within_95 * 100 >= bands.periods * 85, "{bands:?}");
        assert!(bands.error <= 1.1 * bands.naive_error, "{bands:?}");
    }
}

/// People with needs of one kind, who come back with chance 0.3 about ten days after; the log ends in the middle of it.
fn people(seed: u64) -> (Log, Ask) {
    let mut random = throughline::statistics::random::Random::new(seed, "people who come back");
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let fields = [Field::Activity, Field::Person, Field::Until, Field::Worker];
    let [activity, person, until, worker] =
        fields.map(|field| rows.column(Slot::Field(field), field.holds()));
    let (start_us, days) = (1_767_600_000_000_000, 120.0);
    let mut number = 0;
    for who in 0..600 {
        let mut at = random.unit() * days;
        while at < days {
            let at_us = start_us + (at * DAY_US as f64) as i64;
            number += 1;
            rows.set(need, Value::Text(&format!("N{number}")));
            rows.set(activity, Value::Text("answered"));
            rows.set(person, Value::Text(&format!("P{who}")));
            rows.set(until, Value::Time(Instant(at_us + 600_000_000)));
            rows.set(worker, Value::Text(["Ann", "Bo"][number % 2]));
            rows.end_row(at_us);
            at = if random.unit() < 0.3 { at - 10.0 * random.unit().max(1e-12).ln() } else { days };
        }
    }
    let log = of_rows(rows);
    let now = Instant(start_us + (days * DAY_US as f64) as i64);
    let ask = Ask { now, threads: 1, quiet_days: 0.5, ..ask(&log, "UTC") };
    (log, ask)
}

#[test]
fn people_who_come_back_are_found_though_the_log_ends() {
    // Within 30 days.
    let truth = 0.3 * (1.0 - (-3.0_f64).exp());
    let (mut within, mut mean, mut plain) = (0, 0.0, 0.0);
    for seed in 0..100 {
        let (log, ask) = people(seed);
        let fitted = fit(&log, &ask, &Asked::default()).unwrap();
        let one = fitted.table.iter().find(|one| one.path == "demand.need.failure.base").unwrap();
        let (low, high) = one.interval.unwrap();
        within += u32::from(low <= truth && truth <= high);
        mean += one.value / 100.0;
        // What comes back is no arrival.
        let rate = fitted.table.iter().find(|one| one.path == "demand.need.rate_per_day").unwrap();
        plain += rate.value / 100.0;
    }
    assert!((88..=100).contains(&within), "{within} of 100");
    assert!((mean - truth).abs() < 0.01, "{mean}, and is {truth}");
    // 600 people, and the few who come back after more than 30 days.
    assert!((plain - 5.0).abs() < 0.1, "{plain}");
}

/// 150 customers, each with a need every fifteen days on average that is closed a day or three weeks later, whatever other they have open.
#[test]
fn a_customer_with_many_needs_brings_no_more_work_than_the_log_has() {
    let mut random = throughline::statistics::random::Random::new(7, "customers with many needs");
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let fields = [Field::Activity, Field::Person, Field::Worker];
    let [activity, person, worker] = fields.map(|field| rows.column(Slot::Field(field), field.holds()));
    let (start_us, days) = (1_767_600_000_000_000, 600.0);
    let mut number = 0;
    for who in 0..150 {
        let mut at = -15.0 * random.unit().max(1e-12).ln();
        while at < days {
            number += 1;
            let open_days = if random.unit() < 0.5 { 1.0 } else { 21.0 };
            for (what, at) in [("asked", at), ("answered", at + open_days)] {
                rows.set(need, Value::Text(&format!("N{number}")));
                rows.set(activity, Value::Text(what));
                rows.set(person, Value::Text(&format!("P{who}")));
                rows.set(worker, Value::Text(["Ann", "Bo"][number % 2]));
                rows.end_row(start_us + (at * DAY_US as f64) as i64);
            }
            at -= 15.0 * random.unit().max(1e-12).ln();
        }
    }
    let log = of_rows(rows);
    let now = Instant(start_us + ((days + 23.0) * DAY_US as f64) as i64);
    let ask = Ask { now, threads: 1, quiet_days: 0.5, ..ask(&log, "UTC") };
    let fitted = fit(&log, &ask, &Asked::default()).unwrap();
    let found = |path: &str| fitted.table.iter().find(|one| one.path == path).unwrap().value;
    let (rate, base) = (found("demand.need.rate_per_day"), found("demand.need.failure.base"));
    // Every need is an arrival or the coming back of one other: all of them, about ten a day, come of the plan as well.
    let (of_plan, of_log) = (rate / (1.0 - base), f64::from(number as u32) / days);
    assert!(
        (of_plan / of_log - 1.0).abs() < 0.1,
        "{rate} a day and {base} make {of_plan}; the log has {of_log}"
    );
    assert!((0.2..0.7).contains(&base), "{base}");
}
