//! A known plan is run, its events are taken as a log, and the fit of that log finds the plan again: over 100 seeds, within its 95 %
//! intervals about 95 times.

use std::collections::BTreeMap;

use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::sourcing::plan::{Opens, Plan};
use throughline::time::{DAY_US, Instant};
use throughline_sim::compile::compile;
use throughline_sim::fit::{Fitted, fit};
use throughline_sim::kept::rows;
use throughline_sim::run::run;

use crate::logs::{ask, of_rows};

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
    throughline_files::plan::from_toml(PLAN, "known").unwrap()
}

/// What the log of a run of a plan gives.
fn refitted(plan: &Plan, seed: u64) -> (Fitted, Ask) {
    let (model, start) = compile(plan, &plan.values()).unwrap();
    let outcome = run(&model, seed, 0, true);
    let log = of_rows(rows(&model, &outcome.kept, start));
    let now = Instant(start.0 + i64::from(plan.days) * DAY_US);
    let ask = Ask { now, threads: 1, ..ask(&log, "Europe/London") };
    (fit(&log, &ask).unwrap(), ask)
}

#[test]
fn a_known_plan_is_found_again_within_its_intervals() {
    let plan = known();
    let mut within: BTreeMap<&str, u32> = BTreeMap::new();
    let mut means: BTreeMap<String, f64> = BTreeMap::new();
    for seed in 0..100 {
        let (fitted, _) = refitted(&plan, seed);
        for (path, truth) in TRUE {
            let one = fitted.table.iter().find(|one| one.path == path);
            let one = one.unwrap_or_else(|| panic!("{path} is not in {:#?}", fitted.table));
            let (low, high) = one.interval.unwrap();
            *within.entry(path).or_default() += u32::from(low <= truth && truth <= high);
        }
        for one in &fitted.table {
            *means.entry(one.path.clone()).or_default() += one.value / 100.0;
        }
        let staff: Vec<f64> = fitted.plan.pools.iter().map(|pool| fitted.plan.amounts[pool.staff.0].value).collect();
        let names: Vec<&str> = fitted.plan.pools.iter().map(|pool| pool.name.as_str()).collect();
        let mut pools: Vec<(&str, f64)> = names.into_iter().zip(staff).collect();
        pools.sort_by_key(|(name, _)| *name);
        assert_eq!(pools, [("casework", 7.0), ("contact", 3.0), ("field", 6.0)], "seed {seed}");
        let office = fitted.plan.pools.iter().filter(|pool| pool.organisation == "council");
        for pool in office {
            assert_eq!(pool.calendar, Opens::Hours(Calendar::office_hours()), "seed {seed}: {}", pool.name);
        }
    }
    eprintln!("{within:#?}\n{means:#?}");
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
