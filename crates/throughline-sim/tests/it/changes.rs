//! What is needed changes, and somebody helps for a while: failing as the formulae say, and nothing else where the plan says nothing.

use throughline::time::DAY_US;
use throughline_sim::distribution::Distribution;
use throughline_sim::load::loads;
use throughline_sim::model::{Failure, Model, Uplift};
use throughline_sim::replicate::About;
use throughline_sim::run::run;
use throughline_sim::spec_gap::SpecChanges;

use crate::places::{at_random, exponential, queue, replicated};

/// Somebody who is always free, so that needs end as they come; none comes back, all whose need is not met give up.
fn failing(failure: Failure) -> Model {
    let mut model = queue(50, at_random(2.0), exponential(0.5));
    model.classes[0].failure = Failure { gives_up: 1.0, ..failure };
    model
}

fn changes(lead_days: i64) -> Option<SpecChanges> {
    Some(SpecChanges { stream: 0, per_year: 12.0, lead_us: lead_days * DAY_US })
}

fn even(base: f64) -> Failure {
    Failure::even(base, Distribution::NONE, 0)
}

#[test]
fn more_fails_the_longer_changes_are_not_made_as_a_poisson_says() {
    let share = |lead_days: i64| {
        let mut model = failing(Failure { per_spec_gap: 0.7, spec_changes: changes(lead_days), ..even(0.2) });
        model.from_us = 0;
        let figures = replicated(&model, 3, 60, 2);
        let of =
            |metric| figures.iter().find(|one| one.about == About::Whole && one.metric == metric).unwrap();
        of("failed_share_of_closed").clone()
    };
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let mut before = 0.0;
    for lead_days in [0, 15, 60] {
        let open = 12.0 * lead_days as f64 / 365.25;
        let (mut chance, mut expected) = (f64::exp(-open), 0.0);
        for count in 0..60 {
            expected += chance * logistic((0.2_f64 / 0.8).ln() + 0.7 * f64::from(count));
            chance *= open / f64::from(count + 1);
        }
        let found = share(lead_days);
        let error = found.standard_error.unwrap();
        assert!(
            (found.mean - expected).abs() < 4.0 * error && error < 0.01,
            "{lead_days}: {found:?}, {expected}"
        );
        assert!(found.mean > before);
        before = found.mean;
    }
}

#[test]
fn changes_that_add_nothing_to_failing_change_nothing() {
    let tally = |failure: Failure| format!("{:?}", run(&failing(failure), 9, 1, false).tally);
    let without = tally(even(0.2));
    assert_eq!(tally(Failure { spec_changes: changes(60), ..even(0.2) }), without);
    assert_eq!(tally(Failure { per_spec_gap: 0.7, ..even(0.2) }), without);
    assert_ne!(tally(Failure { per_spec_gap: 0.7, spec_changes: changes(60), ..even(0.2) }), without);
}

/// Work of half an hour that each open change lengthens by a tenth: with so many open on average, so much more of the workers' time.
#[test]
fn each_open_change_lengthens_the_work_by_its_share() {
    let busy = |lead_days: i64| {
        let mut model = queue(50, at_random(2.0), exponential(0.5));
        model.steps[0].per_spec_gap = 0.1;
        model.classes[0].failure.spec_changes = changes(lead_days);
        let load = loads(&model)[0].asked;
        let figures = replicated(&model, 3, 200, 2);
        let of =
            |metric| figures.iter().find(|one| matches!(one.about, About::Pool(_)) && one.metric == metric);
        (load, of("utilisation").unwrap().clone())
    };
    let [(without, plain), (load, longer)] = [0, 120].map(busy);
    let times = 1.0 + 0.1 * 12.0 * 120.0 / 365.25;
    assert!((load / without - times).abs() < 1e-9, "{load} {without}");
    let error = longer.standard_error.unwrap().hypot(plain.standard_error.unwrap() * times);
    assert!(
        (longer.mean - plain.mean * times).abs() < 4.0 * error && error < plain.mean * 0.02,
        "{longer:?} {plain:?}"
    );
}

#[test]
fn what_an_expert_brought_fades_by_half_with_each_half_life() {
    let with = |half_life_us| Failure {
        uplift: Some(Uplift { times: 0.5, leaves_us: 100 * DAY_US, half_life_us }),
        ..even(0.4)
    };
    let fades = with(Some(30.0 * DAY_US as f64));
    for (day, base) in [(0, 0.2), (100, 0.2), (130, 0.3), (160, 0.35), (4_000, 0.4)] {
        assert!((fades.base_at(day * DAY_US) - base).abs() < 1e-9, "{day}");
        assert_eq!(with(None).base_at(day * DAY_US), 0.2);
    }
    let late = run(&failing(fades), 4, 0, false).tally;
    let stays = run(&failing(with(None)), 4, 0, false).tally;
    let share = |tally: &throughline_sim::tally::Tally| {
        tally.classes[0].gave_up as f64 / tally.classes[0].closed as f64
    };
    assert!((share(&stays) - 0.2).abs() < 0.02 && share(&late) > 0.34, "{} {}", share(&stays), share(&late));
}
