//! Real logs give plans that can be run, whose pools keep up, and which say what the log cannot.

use throughline::log::Log;
use throughline_sim::back_test::{Runs, back_test};
use throughline_sim::compile::compile;
use throughline_sim::fit::{Asked, fit};
use throughline_sim::load::loads;
use throughline_sim::run::run;

use crate::logs::{ask, demo, real, written_and_read};

fn fitted(name: &str, log: &Log, zone: &str) {
    let started = std::time::Instant::now();
    let fitted = fit(log, &ask(log, zone), &Asked::default()).unwrap();
    eprintln!("{name}: fitted in {:?}", started.elapsed());
    for one in &fitted.table {
        eprintln!(
            "  {} = {} {} {:?} n={} {} {}",
            one.path,
            one.value,
            one.unit,
            one.interval,
            one.n,
            one.known.name(),
            one.guard
        );
    }
    for says in &fitted.refused {
        eprintln!("  - {says}");
    }
    let (model, _) = compile(&fitted.plan, &fitted.plan.values()).unwrap();
    for load in loads(&model) {
        eprintln!("  {}: {:.2} of {}", load.pool, load.asked, load.workers);
        assert!(load.share() <= 0.95, "{name}: {load:?}");
    }
    written_and_read(&fitted.plan);
    let started = std::time::Instant::now();
    let tally = run(&model, 1, 0, false).tally;
    let opened: u64 = tally.classes.iter().map(|class| class.opened).sum();
    let met: u64 = tally.classes.iter().map(|class| class.met).sum();
    eprintln!("  opened {opened}, met {met}, in {:?}", started.elapsed());
    assert!(opened > 0 && met > 0, "{name}");
}

#[test]
fn building_permits() {
    for name in ["BPIC15_4.xes.gz", "BPIC15_5.xes.gz"] {
        let Some(log) = real(name) else { return };
        fitted(name, &log, "Europe/Amsterdam");
        tested(name, &log, "Europe/Amsterdam", 40);
    }
}

#[test]
fn incidents() {
    let Some(log) = real("BPIC13_incidents.xes.gz") else { return };
    fitted("incidents", &log, "Europe/Paris");
    tested("incidents", &log, "Europe/Paris", 40);
}

#[test]
fn fines() {
    let Some(log) = real("Road_Traffic_Fine_Management_Process.xes.zip") else { return };
    fitted("fines", &log, "Europe/Rome");
    tested("fines", &log, "Europe/Rome", 10);
}

#[test]
fn start_and_end_times() {
    let Some(log) = real("interval_event_log.csv") else { return };
    fitted("intervals", &log, "UTC");
    tested("intervals", &log, "UTC", 40);
}

#[test]
fn the_demo_place() {
    let log = demo();
    fitted("demo", &log, "Europe/London");
    tested("demo", &log, "Europe/London", 40);
}

fn tested(name: &str, log: &Log, zone: &str, replications: u64) {
    let started = std::time::Instant::now();
    let runs = Runs { seed: 1, replications, threads: 2 };
    let test = back_test(log, &ask(log, zone), &runs).unwrap();
    eprintln!(
        "{name}: held back {} to {}, periods of {} days, in {:?}",
        test.from,
        test.until,
        test.period_days,
        started.elapsed()
    );
    eprintln!("  arose {} and {:.0} in the runs", test.arose.0, test.arose.1);
    for (how, foretold) in [("drawn", &test.drawn), ("given", &test.given)] {
        for one in &foretold.distances {
            eprintln!("  {how}: {} {:.3?}, floor {:.3?}", one.of.says(), one.value, one.floor);
        }
        for one in &foretold.bands {
            eprintln!("  {how}: {one:?}");
        }
    }
    eprintln!("  {}", test.says);
    assert!(test.drawn.distances.iter().all(|one| one.value.is_some() && one.floor.is_some()), "{name}");
    assert_eq!(test.validated, test.says.starts_with("Validated"), "{name}: {}", test.says);
}
