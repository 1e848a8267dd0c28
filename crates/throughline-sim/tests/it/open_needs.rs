//! A run that begins with needs that are known to be open, by hand.

use throughline::time::HOUR_US;
use throughline_sim::arrivals::Arrivals;
use throughline_sim::compile::{classes, compile};
use throughline_sim::distribution::Distribution;
use throughline_sim::fit::{Asked, fit};
use throughline_sim::hours::Hours;
use throughline_sim::kept::{Contact, What, rows};
use throughline_sim::model::{Failure, Model, OpenNeeds, Rule};
use throughline_sim::run::run;

use crate::logs::{ask, of_rows, written_and_read};
use crate::places::{class, hours, pool, service, step, way};

fn fixed(length_hours: f64) -> Distribution {
    Distribution::Fixed { us: hours(length_hours) }
}

/// One worker, always there, who takes so long; needs that arise at these hours; so many days of warming up.
fn desk(work_hours: f64, arise_hours: &[i64], warm_days: i64) -> Model {
    let at_us = arise_hours.iter().map(|hour| hour * HOUR_US).collect();
    let work = step("answer", 0, fixed(work_hours), 1);
    service(vec![pool("desk", 1)], vec![work], vec![class("need", Arrivals::Given(at_us))], warm_days, 60)
}

fn open(count: u32, age: Distribution) -> Vec<OpenNeeds> {
    vec![OpenNeeds { class: 0, step: 0, count, age }]
}

#[test]
fn what_is_open_is_served_from_the_start_and_counts_from_its_first_words() {
    let mut model = desk(1.0, &[], 0);
    model.open = open(5, fixed(10.0));
    let outcome = run(&model, 1, 0, true);
    let tally = &outcome.tally;
    assert_eq!((tally.classes[0].opened, tally.classes[0].met, tally.classes[0].open), (0, 5, 0));
    // They end 1, 2, 3, 4 and 5 hours after the start, and wait 0, 1, 2, 3 and 4 of these.
    assert_eq!(tally.classes[0].met_after_us, i128::from(65 * HOUR_US));
    assert_eq!(
        (tally.pools[0].waited_us, tally.pools[0].busy_us),
        (i128::from(10 * HOUR_US), i128::from(5 * HOUR_US))
    );
    assert_eq!(tally.against_little(), None);
    let first = outcome.kept.iter().filter(|event| event.what == What::Contact(Contact::Value));
    assert!(first.clone().all(|event| event.at_us == -10 * HOUR_US) && first.count() == 5);
}

#[test]
fn the_oldest_come_first_whatever_their_step() {
    let mut model = desk(1.0, &[], 0);
    model.open = [open(2, fixed(3.0)), open(2, fixed(30.0))].concat();
    let kept = run(&model, 1, 0, true).kept;
    let began = kept.iter().filter(|event| matches!(event.what, What::Work { .. }));
    let numbers: Vec<u64> = began.map(|event| event.number - (1 << 40)).collect();
    assert_eq!(numbers, [2, 3, 0, 1]);
}

#[test]
fn it_takes_the_place_of_what_warming_up_left_open() {
    // A hundred needs of ten hours each come at once; at the start one is in work until hour 121, and 87 wait.
    let mut model = desk(10.0, &[1; 100], 5);
    model.open = open(2, fixed(0.0));
    for rule in [Rule::Fifo, Rule::Priority, Rule::DueDate] {
        model.pools[0].rule = rule;
        let tally = run(&model, 1, 0, false).tally;
        assert_eq!(
            (tally.classes[0].met, tally.classes[0].open, tally.classes[0].gave_up),
            (2, 0, 0),
            "{rule:?}"
        );
        // They wait 1 and 11 hours, and take 11 and 21.
        assert_eq!(tally.pools[0].waited_us, i128::from(12 * HOUR_US), "{rule:?}");
        assert_eq!(tally.classes[0].met_after_us, i128::from(32 * HOUR_US), "{rule:?}");
        assert_eq!(tally.against_little(), None, "{rule:?}");
    }
}

#[test]
fn what_was_on_its_way_at_the_start_never_comes() {
    let mut model = desk(1.0, &[100], 5);
    model.steps.push(step("look", 1, fixed(1.0), 1));
    model.pools.push(pool("others", 1));
    model.pools[1].organisation = 1;
    model.organisations.push("organisation 2".to_string());
    model.hand_over = throughline_sim::model::HandOver::free(2);
    model.hand_over.transit[0][1] = fixed(48.0);
    model.steps[0].next[0] = vec![way(1.0, 1)];
    assert_eq!(run(&model, 1, 0, false).tally.classes[0].met, 1);
    model.open = open(0, fixed(0.0));
    let tally = run(&model, 1, 0, false).tally;
    assert_eq!((tally.classes[0].met, tally.classes[0].open, tally.pools[1].arrived), (0, 0, 0));
}

#[test]
fn who_was_away_after_a_closure_comes_back_all_the_same() {
    let arise: Vec<i64> = (0..200).collect();
    let mut model = desk(0.5, &arise, 20);
    model.classes[0].failure = Failure::even(0.5, fixed(30.0 * 24.0), 0);
    model.hours = vec![Hours::always()];
    let repeats = |model: &Model| run(model, 7, 0, false).tally.classes[0].repeats;
    let before = repeats(&model);
    model.open = open(0, fixed(0.0));
    assert!(before > 100, "{before}");
    assert_eq!(repeats(&model), before);
}

const PLAN: &str = r#"
[scenario]
start = "2026-01-05"
days = 120
warm_up_days = 30
timezone = "Europe/London"
[demand.repair]
rate_per_day = 8
urgent = 0.25
[pool.contact]
org = "council"
staff = 2
[pool.field]
org = "contractor"
staff = 5
[step.contact]
pool = "contact"
time = "exp 20m"
next = { visit = 0.9 }
[step.visit]
pool = "field"
time = "gamma 3h variation 0.5"
delay = "exp 5d"
"#;

#[test]
fn a_plan_shares_its_open_needs_out_between_urgent_and_other() {
    let text = format!("{PLAN}[open.repair.visit]\ncount = 41\nage = \"exp 9d\"\n");
    let plan = throughline_files::plan::from_toml(&text, "p.toml").unwrap().plan;
    let (model, _) = compile(&plan, &plan.values()).unwrap();
    let counts: Vec<(bool, usize, u32)> =
        model.open.iter().map(|open| (classes(&plan)[open.class].urgent, open.step, open.count)).collect();
    // Three quarters of 41 are 30.75.
    assert_eq!(counts, [(false, 1, 31), (true, 1, 10)]);
    written_and_read(&plan);
}

/// A log that is cut off says what is open then: of each need that waits for its visit, how long it has been open.
#[test]
fn what_is_open_when_a_log_ends_is_fitted() {
    let plan = throughline_files::plan::from_toml(PLAN, "known").unwrap().plan;
    let (model, start) = compile(&plan, &plan.values()).unwrap();
    let outcome = run(&model, 3, 0, true);
    let still = outcome.tally.classes.iter().map(|class| class.open).sum::<u64>();
    let log = of_rows(rows(&model, &outcome.kept, start));
    let asked = throughline::reading::Ask {
        now: throughline::time::Instant(start.0 + model.until_us),
        threads: 1,
        ..ask(&log, "Europe/London")
    };
    let fitted = fit(&log, &asked, &Asked { open_needs: true, ..Asked::default() }).unwrap();
    let counts: Vec<(String, f64)> = fitted
        .plan
        .open
        .iter()
        .map(|open| (fitted.plan.steps[open.step].name.clone(), fitted.plan.amounts[open.count.0].value))
        .collect();
    let all: f64 = counts.iter().map(|(_, count)| count).sum();
    assert!(still > 20, "{still}");
    assert_eq!(all, still as f64, "{counts:?}");
    let waits = counts.iter().filter(|(step, _)| step == "visit").map(|(_, count)| count).sum::<f64>();
    assert!(waits > 0.9 * all, "nearly all lie before the visit: {counts:?}");
    written_and_read(&fitted.plan);
    assert!(fit(&log, &asked, &Asked::default()).unwrap().plan.open.is_empty());
}
