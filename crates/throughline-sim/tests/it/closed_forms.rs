//! What queueing theory says exactly, against many replications: to four standard errors. Formulae as in Gross, Shortle, Thompson
//! and Harris, "Fundamentals of Queueing Theory", unless another source is named.

use throughline_sim::arrivals::Arrivals;
use throughline_sim::distribution::Distribution;
use throughline_sim::model::{Chase, Failure, Model, Rule};
use throughline_sim::replicate::{About, Figure};

use crate::places::{self, at_random, class, exponential, hours, pool, queue, service, step, way};

const REPLICATIONS: u64 = 40;

fn run(model: &Model) -> Vec<Figure> {
    places::replicated(model, 2026, REPLICATIONS, 2)
}

fn find<'f>(figures: &'f [Figure], about: &About, metric: &str) -> &'f Figure {
    figures.iter().find(|figure| figure.about == *about && figure.metric == metric).unwrap()
}

#[track_caller]
fn is(figures: &[Figure], about: About, metric: &str, theory: f64) {
    let figure = find(figures, &about, metric);
    let error = figure.standard_error.unwrap();
    let off = (figure.mean - theory) / error;
    // A standard error of nothing would let nothing pass, one that is large anything.
    assert!(error < 0.05 * theory.max(0.02), "{metric}: {} ± {error} says little of {theory}", figure.mean);
    assert!(off.abs() <= 4.0, "{about:?} {metric}: {} ± {error}, theory {theory}, off by {off}", figure.mean);
}

/// The chance that all `c` servers are busy, with `a` of work offered (Erlang B), by its recursion.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// The chance that somebody has to wait (Erlang C).
fn erlang_c(c: u32, a: f64) -> f64 {
    let b = erlang_b(c, a);
    let rho = a / f64::from(c);
    b / (1.0 - rho * (1.0 - b))
}

#[test]
fn m_m_c_waits_as_erlang_says() {
    for (workers, per_hour, mean) in [(1, 0.7, 1.0), (5, 4.0, 1.0), (20, 36.0, 0.5)] {
        let figures = run(&queue(workers, at_random(per_hour), exponential(mean)));
        let a = per_hour * mean;
        let wait = erlang_c(workers, a) * mean / (f64::from(workers) - a);
        is(&figures, About::Pool(0), "wait_hours_mean", wait);
        is(&figures, About::Pool(0), "waiting_mean", per_hour * wait);
        is(&figures, About::Pool(0), "utilisation", a / f64::from(workers));
        is(&figures, About::Whole, "end_to_end_hours_mean", wait + mean);
    }
    // M/M/1: the time in the system is exponential, so its median and ninth decile are known too.
    let figures = run(&queue(1, at_random(0.7), exponential(1.0)));
    is(&figures, About::Whole, "end_to_end_hours_median", 2.0_f64.ln() / 0.3);
    is(&figures, About::Whole, "end_to_end_hours_p90", 10.0_f64.ln() / 0.3);
}

#[test]
fn m_g_1_waits_as_pollaczek_and_khinchine_say() {
    let mean = 1.0;
    for (work, variance) in [
        (Distribution::Fixed { us: hours(mean) }, 0.0),
        (Distribution::lognormal(hours(mean), 1.5), 2.25),
        (Distribution::gamma(hours(mean), 0.5), 0.25),
        (Distribution::Erlang { parts: 2, mean_us: hours(mean) }, 0.5),
        (Distribution::Uniform { low_us: 0.0, high_us: hours(2.0) }, 1.0 / 3.0),
    ] {
        let per_hour = 0.7;
        let figures = run(&queue(1, at_random(per_hour), work));
        let wait = per_hour * (variance + mean * mean) / (2.0 * (1.0 - per_hour * mean));
        is(&figures, About::Pool(0), "wait_hours_mean", wait);
    }
}

#[test]
fn d_m_1_waits_as_its_root_says() {
    // sigma = exp(-mu (1 - sigma) between): the wait is sigma / (mu (1 - sigma)).
    let (between, mu) = (1.0, 1.25);
    let sigma = (0..500).fold(0.5_f64, |sigma, _| (-mu * (1.0 - sigma) * between).exp());
    let arrivals = Arrivals::Between(Distribution::Fixed { us: hours(between) });
    let figures = run(&queue(1, arrivals, exponential(1.0 / mu)));
    is(&figures, About::Pool(0), "wait_hours_mean", sigma / (mu * (1.0 - sigma)));
}

#[test]
fn priorities_wait_as_cobham_says() {
    // Cobham 1954: W_k = W0 / ((1 - s_{k-1}) (1 - s_k)), W0 the work left of who is being served, s_k the load of priorities up to k.
    let (rates, mean, square) = ([0.2, 0.3, 0.25], 1.0, 2.0);
    let classes: Vec<_> = rates
        .iter()
        .enumerate()
        .map(|(priority, rate)| {
            let mut one = class(&format!("priority {priority}"), at_random(*rate));
            one.priority = priority as u16;
            one
        })
        .collect();
    let mut desk = pool("desk", 1);
    desk.rule = Rule::Priority;
    let figures = run(&service(vec![desk], vec![step("answer", 0, exponential(mean), 3)], classes, 60, 600));
    let left: f64 = rates.iter().sum::<f64>() * square / 2.0;
    let mut before = 0.0;
    for (place, rate) in rates.iter().enumerate() {
        let load = before + rate * mean;
        let wait = left / ((1.0 - before) * (1.0 - load));
        is(&figures, About::PoolClass(0, place), "wait_hours_mean", wait);
        before = load;
    }
}

#[test]
fn two_priorities_wait_at_many_servers_as_cobham_says() {
    // With one rate of service for all: W0 = C(c, a) / (c mu), and the rest as above.
    let (rates, workers, mean) = ([1.5, 2.5], 5, 1.0);
    let classes = rates.iter().enumerate().map(|(priority, rate)| {
        let mut one = class(&format!("priority {priority}"), at_random(*rate));
        one.priority = priority as u16;
        one
    });
    let mut desk = pool("desk", workers);
    desk.rule = Rule::Priority;
    let model =
        service(vec![desk], vec![step("answer", 0, exponential(mean), 2)], classes.collect(), 60, 400);
    let figures = run(&model);
    let left = erlang_c(workers, 4.0) * mean / f64::from(workers);
    let loads = rates.map(|rate| rate * mean / f64::from(workers));
    is(&figures, About::PoolClass(0, 0), "wait_hours_mean", left / (1.0 - loads[0]));
    let second = left / ((1.0 - loads[0]) * (1.0 - loads[0] - loads[1]));
    is(&figures, About::PoolClass(0, 1), "wait_hours_mean", second);
}

#[test]
fn a_network_with_delayed_returns_is_a_product_of_its_parts() {
    // Jackson 1957: contact goes on to one of two, 30 % of all closed come back after two days; each is M/M/c at its own rate.
    let mut need = class("need", at_random(2.0));
    need.failure = Failure::even(0.3, exponential(48.0), 0);
    let mut contact = step("contact", 0, exponential(0.5), 1);
    contact.next = vec![vec![way(0.6, 1), way(0.3, 2)]];
    let steps = vec![contact, step("assess", 1, exponential(2.0), 1), step("visit", 2, exponential(1.0), 1)];
    let model =
        service(vec![pool("contact", 2), pool("assess", 5), pool("visit", 2)], steps, vec![need], 100, 400);
    let figures = run(&model);
    let all = 2.0 / (1.0 - 0.3);
    let mut whole = 0.3 / 0.7 * 48.0;
    for (place, share, workers, mean) in [(0, 1.0, 2, 0.5), (1, 0.6, 5, 2.0), (2, 0.3, 2, 1.0)] {
        let a = all * share * mean;
        let wait = erlang_c(workers, a) * mean / (f64::from(workers) - a);
        is(&figures, About::Pool(place), "wait_hours_mean", wait);
        is(&figures, About::Pool(place), "visits_per_need", share / 0.7);
        is(&figures, About::Pool(place), "utilisation", a / f64::from(workers));
        whole += (wait + mean) * share / 0.7;
    }
    is(&figures, About::Whole, "end_to_end_hours_mean", whole);
    is(&figures, About::Whole, "repeats_per_need", 0.3 / 0.7);
    // The same is worked out beforehand, exactly.
    let often = throughline_sim::load::visits(&model, 0);
    for (step, expected) in [1.0 / 0.7, 0.6 / 0.7, 0.3 / 0.7].into_iter().enumerate() {
        assert!((often[step] - expected).abs() < 1e-8, "{often:?}");
    }
}

#[test]
fn who_finds_all_lines_taken_is_turned_away_as_erlang_b_says() {
    let mut model = queue(8, at_random(6.0), Distribution::lognormal(hours(1.0), 1.2));
    model.pools[0].places = Some(0);
    let figures = run(&model);
    let b = erlang_b(8, 6.0);
    is(&figures, About::Pool(0), "utilisation", 6.0 * (1.0 - b) / 8.0);
    is(&figures, About::Pool(0), "turned_away", 400.0 * 24.0 * 6.0 * b);
    is(&figures, About::Whole, "gave_up", 400.0 * 24.0 * 6.0 * b);
}

#[test]
fn a_line_with_few_places_waits_as_m_m_c_k_says() {
    let (c, per_hour, places) = (2_u32, 1.8, 4_u32);
    let mut model = queue(c, at_random(per_hour), exponential(1.0));
    model.pools[0].places = Some(places);
    let figures = run(&model);
    let k = c + places;
    let weight = |n: u32| (1..=n).map(|i| per_hour / f64::from(i.min(c))).product::<f64>();
    let sum: f64 = (0..=k).map(weight).sum();
    let full = weight(k) / sum;
    let line: f64 = (c..=k).map(|n| f64::from(n - c) * weight(n) / sum).sum();
    is(&figures, About::Pool(0), "waiting_mean", line);
    is(&figures, About::Pool(0), "wait_hours_mean", line / (per_hour * (1.0 - full)));
}

#[test]
fn who_is_impatient_leaves_as_erlang_a_says() {
    // Garnett, Mandelbaum and Reiman 2002: a birth and death chain; who waits leaves at the rate theta.
    let (c, per_hour, theta) = (5_u32, 6.0, 0.5);
    let mut model = queue(c, at_random(per_hour), exponential(1.0));
    model.steps[0].patience = Some(exponential(1.0 / theta));
    let figures = run(&model);
    let weight = |n: u32| {
        (1..=n)
            .map(|i| per_hour / (f64::from(i.min(c)) + f64::from(i.saturating_sub(c)) * theta))
            .product::<f64>()
    };
    let sum: f64 = (0..200).map(weight).sum();
    let line: f64 = (c..200).map(|n| f64::from(n - c) * weight(n) / sum).sum();
    is(&figures, About::Pool(0), "waiting_mean", line);
    is(&figures, About::Pool(0), "left", theta * line * 400.0 * 24.0);
}

#[test]
fn one_pool_waits_as_long_as_theory_says_and_two_halves_longer() {
    // The gain of pooling comes out of queueing; no parameter says it.
    let shared = run(&queue(10, at_random(8.0), exponential(1.0)));
    let half = run(&queue(5, at_random(4.0), exponential(1.0)));
    let wait = |c: u32, a: f64| erlang_c(c, a) / (f64::from(c) - a);
    is(&shared, About::Pool(0), "wait_hours_mean", wait(10, 8.0));
    is(&half, About::Pool(0), "wait_hours_mean", wait(5, 4.0));
    // How much longer work may take in the shared pool before it is no better: where the two times in the system are equal.
    let longer = |extra: f64| wait(10, 8.0 * extra) * extra + extra - wait(5, 4.0) - 1.0;
    let (mut low, mut high) = (1.0, 1.24);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if longer(middle) < 0.0 { low = middle } else { high = middle }
    }
    let tipping = run(&queue(10, at_random(8.0), exponential(low)));
    is(&tipping, About::Whole, "end_to_end_hours_mean", wait(5, 4.0) + 1.0);
}

/// Who knows a need carries on with it, so that a need takes one worker for both of its steps together: M/G/1 by Pollaczek and Khinchine, and
/// nobody waits for the second step.
#[test]
fn who_has_just_finished_carries_on_with_the_same_need() {
    let (per_hour, first, second) = (0.6, 0.5, 2.0 / 3.0);
    let mut ask = step("ask", 0, exponential(first), 1);
    ask.next[0] = vec![way(1.0, 1)];
    let mut answer = step("answer", 0, exponential(second), 1);
    answer.same_worker_us = Some(throughline::time::HOUR_US);
    let need = class("need", at_random(per_hour));
    let figures = run(&service(vec![pool("desk", 1)], vec![ask, answer], vec![need], 60, 1_200));
    let mean: f64 = first + second;
    let variance = first * first + second * second;
    let wait = per_hour * (variance + mean * mean) / (2.0 * (1.0 - per_hour * mean));
    is(&figures, About::Step(0), "wait_hours_mean", wait);
    let waits = |step| find(&figures, &About::Step(step), "wait_hours_mean").mean;
    assert_eq!(waits(1), 0.0);
    is(&figures, About::Whole, "end_to_end_hours_mean", wait + mean);
}

/// However high priorities are written, only their order counts.
#[test]
fn priorities_above_all_bounds_keep_their_order() {
    let waits = |low: u64, high: u64| {
        let text = format!(
            "[scenario]\nstart = \"2026-04-01\"\ndays = 100\nwarm_up_days = 10\n[demand.a]\nrate_per_hour = 2\npriority = {low}\n\
             [demand.b]\nrate_per_hour = 1.5\npriority = {high}\n[pool.p]\nstaff = 2\nrule = \"priority\"\ncalendar = \"always\"\n\
             [step.s]\npool = \"p\"\ntime = \"exp 30m\"\n"
        );
        let plan = throughline_files::plan::from_toml(&text, "p.toml").unwrap().plan;
        let values: Vec<f64> = plan.amounts.iter().map(|amount| amount.value).collect();
        let (model, _) = throughline_sim::compile::compile(&plan, &values).unwrap();
        let figures = run(&model);
        [0, 1].map(|class| find(&figures, &About::PoolClass(0, class), "wait_hours_mean").mean)
    };
    assert_eq!(waits(300, 400), waits(3, 4));
    assert_eq!(waits(70_000, 9_000_000_000), waits(1, 2));
    let [first, last] = waits(300, 400);
    assert!(first * 3.0 < last, "{first} {last}");
}

/// Where those who ask have a queue feed itself there is no usual time to wait; how many arise, and that all are busy, is known all the same, and
/// the arithmetic of who is served: each minute goes to needs or to those who ask.
#[test]
fn what_is_known_of_a_queue_that_feeds_itself() {
    let mut model = queue(2, at_random(1.5), exponential(0.75));
    model.classes[0].chase = Some(Chase {
        after_us: throughline::time::HOUR_US,
        per_day: 600.0,
        pool: 0,
        work: Distribution::Fixed { us: hours(1.0) },
    });
    let figures = places::replicated(&model, 7, 1, 1);
    let mean = |about: About, metric| find(&figures, &about, metric).mean;
    let opened = mean(About::Whole, "opened");
    assert!((opened - 14_400.0).abs() < 4.0 * 120.0, "{opened}");
    assert!((mean(About::Pool(0), "utilisation") - 1.0).abs() < 1e-6);
    let (met, touched) = (mean(About::Whole, "met"), mean(About::Whole, "touch_hours_per_need_met"));
    assert!(met.is_finite() && met < 0.2 * opened, "{met}");
    assert!(met * touched < 2.0 * 400.0 * 24.0, "{touched}");
    assert_eq!(mean(About::Pool(0), "queue_grows"), 1.0);
    for (about, metric) in [
        (About::Whole, "end_to_end_hours_mean"),
        (About::Whole, "chases_per_need"),
        (About::Pool(0), "arrivals"),
        (About::Pool(0), "wait_hours_mean"),
    ] {
        assert!(mean(about, metric).is_nan(), "{metric}");
    }
}
