//! Needs of areas: together they are what arises, whatever the plan says of how.

use std::sync::atomic::{AtomicBool, AtomicU64};

use throughline_files::plan::from_toml;
use throughline_sim::compile::compile;
use throughline_sim::decide::{Asked, decide};
use throughline_sim::run::run;

fn plan(between: &str) -> String {
    format!(
        r#"
[scenario]
start = "2026-04-01"
days = 365
warm_up_days = 10
timezone = "UTC"
[areas]
north = 0.3
middle = 0.2
south = 0.5
[demand.a]
between = "{between}"
[pool.p]
org = "Council"
staff = 9
rate_per_hour = 20
calendar = "always"
[step.s]
pool = "p"
time = "10m"
[option.local]
split = {{ pool = "p" }}
[run]
outer = 8
"#
    )
}

/// One an hour is 8,760 in a year, in one pool or in a team for each area, and each area has its share of them.
#[test]
fn what_arises_one_after_the_other_is_shared_out_among_areas() {
    let question = from_toml(&plan("1h"), "p.toml").unwrap();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Asked { seed: 1, threads: 1, stop: &stop, done: &done };
    for of in decide(&question, &asked, |_| {}).unwrap().outcomes {
        for future in of {
            assert!((future.needs.opened - 8_760.0).abs() <= 1.0, "{}", future.needs.opened);
        }
    }
    let values: Vec<f64> = question.plan.amounts.iter().map(|amount| amount.value).collect();
    let (model, _) = compile(&question.plan, &values).unwrap();
    let tally = run(&model, 1, 0, false).tally;
    for (class, share) in tally.classes.iter().zip([0.3, 0.2, 0.5]) {
        let off = class.opened as f64 - 8_760.0 * share;
        assert!(off.abs() < 4.0 * (8_760.0_f64 * share * (1.0 - share)).sqrt(), "{share}: {off}");
    }
    // All at the same instants that one stream has: on the hour, and never two at once.
    let mut at_us: Vec<i64> = run(&model, 1, 0, true)
        .kept
        .iter()
        .filter_map(|kept| matches!(kept.what, throughline_sim::kept::What::Contact(_)).then_some(kept.at_us))
        .collect();
    at_us.sort_unstable();
    assert!(at_us.windows(2).all(|pair| pair[1] - pair[0] == throughline::time::HOUR_US));
}

/// Of a renewal process as many arise as its mean says, spread as its variance does: 8,760 with a variance of 4 times its mean.
#[test]
fn what_arises_at_uneven_times_is_as_much_in_areas() {
    let question = from_toml(&plan("lognormal 1h variation 2"), "p.toml").unwrap();
    let values: Vec<f64> = question.plan.amounts.iter().map(|amount| amount.value).collect();
    let (model, _) = compile(&question.plan, &values).unwrap();
    let opened = |replication| {
        let tally = run(&model, 1, replication, false).tally;
        tally.classes.iter().map(|class| class.opened).sum::<u64>() as f64
    };
    let counts: Vec<f64> = (0..40).map(opened).collect();
    let mean = counts.iter().sum::<f64>() / 40.0;
    // A renewal process of that variation: a variance of 4 * 8,760, so a standard error of 30.
    assert!((mean - 8_760.0).abs() < 4.0 * 30.0, "{mean}");
}
