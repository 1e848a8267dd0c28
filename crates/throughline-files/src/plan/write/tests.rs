//! A plan that is written and read again is the same plan.

use throughline::sourcing::amount::Amount;
use throughline::sourcing::plan::Plan;

use super::write;
use crate::plan::from_toml;

const ALL: &str = r#"
[scenario]
back_test = "Back-test: as good as \"chance\"."
name = "repairs \"2026\""
start = "2026-04-01"
years = 2
warm_up_days = 60
timezone = "Europe/London"
days_off = ["2026-12-24"]
[run]
seed = 7
[demand.repair]
rate_per_day = { v = 300, lo = 285, hi = 320, dist = "pert", source = "log 2025-04..2026-03, n=109412", status = "measured" }
growth_per_year = -0.02
day_dispersion = 2.5
urgent = 0.2
promised = "5d"
complexity = { low = 0.1, high = { v = 0.9, status = "judged" } }
[demand.repair.shape]
hours = [1,1,1,1,1,1,1,1,5,9,9,8,7,7,8,8,5,2,1,1,1,1,1,1]
days = [7, 6, 6, 6, 5, 1, 1]
[demand."a wet wall"]
between = "gamma 2h variation 0.5"
first = "field work"
priority = 3
[demand."a wet wall".failure]
base = 0.1
back_to = "contact"
[failure]
base = { v = 0.35, lo = 0.31, hi = 0.39, dist = "beta", source = "KM 90 d, n=8120", status = "measured" }
return_delay = { family = "weibull", mean = { v = "4d", lo = "3d", hi = "6d", dist = "lognormal" }, shape = 1.5 }
give_up = 0.08
per_handoff = { v = 0.1, lo = 0.0, hi = 0.4, dist = "uniform", source = "none", status = "judged" }
wait_scale = "48h"
per_log_wait = 0.01
chase = { after_days = 5, per_day = 0.15, minutes = 4, pool = "contact" }
[pool.contact]
org = "contractor"
staff = { v = 15, lo = 12, hi = 16, dist = "triangular" }
calendar = "mon-fri 09:00-17:00, sat 10:00-13:00"
rate_per_hour = { v = 21.40, source = "open book Q4", status = "quoted" }
shrinkage = 0.18
rule = "priority"
places = 40
[pool."the field"]
staff = 20
on_close = "finish"
slowness = 1.1
helps = [{ pool = "contact", after = "2d" }, { pool = "contact", above = 5 }]
learning = { loss = 0.2, half_life_days = 30 }
[step.contact]
pool = "contact"
time = { family = "lognormal", mean = { v = "10m", source = "observed" }, variation = 0.8 }
next = { "field work" = { v = 0.6, lo = 0.5, hi = 0.7, dist = "beta" } }
not_ours = { contact = 0.05 }
next_for = { "a wet wall" = { "field work" = 1.0 } }
same_worker = "4h"
patience = "exp 30d"
[step."field work"]
pool = "the field"
time = "seen 5m 7m 12m 40m"
delay = "hyper 0.25 1h 9h"
variety = 0.5
spec = 0.4
[handoff]
between_pools = true
transit = { family = "uniform", low = "1h", high = { v = "3h", lo = "2h", hi = "5h" } }
reread_minutes = { v = 6, lo = 2, hi = 12, dist = "pert", source = "observation, 40 cases", status = "measured", owner = "A. \"Vic\" Olsen", date = 2026-05-01 }
transit_between = { "contractor -> the service" = "erlang 3 2h" }
transit_for = { "a wet wall" = { "contractor -> the service" = { family = "exp", mean = { v = "9h", lo = "7h", hi = "12h" } } } }
"#;

/// Every number without its place in a file, and without paths that stand for the same (`minutes`, `after_days`, `reread_minutes`).
fn numbers(plan: &Plan) -> Vec<String> {
    let mut all: Vec<String> = plan
        .amounts
        .iter()
        .map(|amount| {
            let Amount { path, value, unit, range, source, known, owner, date, .. } = amount;
            let renamed = [
                "minutes",
                "after_days",
                "after",
                "time.length",
                "time.mean",
                "reread_minutes",
                "reread.length",
            ];
            let name = match renamed.iter().find(|end| path.ends_with(*end)) {
                Some(_) => "",
                None => path,
            };
            format!("{name} {value} {unit} {range:?} {source:?} {known:?} {owner:?} {date:?}")
        })
        .collect();
    all.sort();
    all
}

#[test]
fn all_that_can_be_said_is_written_and_read_again() {
    let plan = from_toml(ALL, "all").unwrap().plan;
    let written = write(&plan);
    let again = from_toml(&written, "written").unwrap_or_else(|error| panic!("{error}\n{written}")).plan;
    assert_eq!(numbers(&again), numbers(&plan), "{written}");
    // What is no number: the same again in every word.
    assert_eq!(write(&again), written);
    for part in [
        "days_off",
        "[demand.\"a wet wall\".failure]",
        "on_close",
        "helps",
        "not_ours",
        "back_to",
        "same_worker",
        "[handoff.transit_for.\"a wet wall\"]",
    ] {
        assert!(written.contains(part), "{part} is missing in {written}");
    }
}

#[test]
fn each_way_to_write_a_length_is_kept() {
    for length in [
        "fixed 10m",
        "exp 4h",
        "uniform 1h 3h",
        "erlang 3 2h",
        "hyper 0.25 1h 9h",
        "lognormal 2h variation 0.8",
        "gamma 0.1h variation 0.5",
        "weibull 7h shape 2",
        "seen 5m 7m 12m 40m",
    ] {
        let text = format!(
            "[scenario]\nweeks = 1\n[demand.a]\nrate_per_day = 1\n[pool.p]\nstaff = 1\n[step.s]\npool = \"p\"\ntime = \"{length}\"\n"
        );
        let plan = from_toml(&text, "one").unwrap().plan;
        let again = from_toml(&write(&plan), "written").unwrap().plan;
        assert_eq!(format!("{:?}", again.steps[0].time), format!("{:?}", plan.steps[0].time), "{length}");
        assert_eq!(numbers(&again), numbers(&plan), "{length}");
    }
}
