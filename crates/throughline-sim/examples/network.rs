//! A network of three organisations and six stations, as a plan would make it: 300 needs a day at any hour, 185 workers from Monday
//! to Friday, 9 to 17, work paused at closing, two priorities, 35 % of what is closed comes back after 5 days on average.
//!
//! `network REPLICATIONS THREADS`: how many events there were, and the mean time from end to end; bench/simulation measures how long
//! it takes.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::sync::atomic::{AtomicBool, AtomicU64};

use throughline::place::Calendar;
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_sim::arrivals::Arrivals;
use throughline_sim::distribution::Distribution;
use throughline_sim::hours::Hours;
use throughline_sim::model::{AtClosing, Class, Failure, HandOver, Model, Pool, Rule, Step, Way};
use throughline_sim::replicate::{Runs, each};

fn main() {
    let mut arguments = std::env::args().skip(1).map_while(|argument| argument.parse::<u64>().ok());
    let (replications, threads) = (arguments.next().unwrap_or(20), arguments.next().unwrap_or(1));
    let model = network();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Runs { seed: 7, replications, threads: threads as usize, stop: &stop, done: &done };
    let runs = each(&model, &asked, |tally| {
        let (met, us) =
            tally.classes.iter().fold((0, 0), |(met, us), class| (met + class.met, us + class.met_after_us));
        (tally.events, us as f64 / met as f64 / HOUR_US as f64)
    });
    let events: u64 = runs.iter().map(|(events, _)| events).sum();
    let mean = runs.iter().map(|(_, hours)| hours).sum::<f64>() / runs.len() as f64;
    println!(r#"{{"events": {events}, "end_to_end_hours_mean": {mean:.2}}}"#);
}

/// Name, organisation, workers, mean hours of work, ways on.
type Station = (&'static str, usize, u32, f64, &'static [(f64, usize)]);

const STATIONS: [Station; 6] = [
    ("contact", 0, 15, 0.148, &[(0.7, 1), (0.1, 3)]),
    ("assess", 0, 40, 0.56, &[(0.6, 2), (0.3, 3)]),
    ("casework", 1, 60, 1.18, &[(0.18, 3), (0.3, 4), (0.5, 5)]),
    ("field", 1, 40, 0.98, &[(0.2, 2)]),
    ("specialist", 2, 20, 1.3, &[]),
    ("payment", 2, 10, 0.39, &[]),
];

fn network() -> Model {
    let zone = throughline::time::zone("Europe/London").unwrap_or(jiff::tz::TimeZone::UTC);
    // Monday 6 April 2026.
    let start = Instant(1_775_430_000_000_000);
    let length_us = 52 * 7 * DAY_US;
    let pool = |(name, organisation, workers, _, _): &Station| Pool {
        name: name.to_string(),
        organisation: *organisation,
        workers: *workers,
        hours: 0,
        at_closing: AtClosing::Pause,
        rule: Rule::Priority,
        slowness: 1.0,
        places: None,
        helps: Vec::new(),
        learning: None,
    };
    let step = |(place, (name, _, _, mean, ways)): (usize, &Station)| {
        let ways = ways.iter().map(|(chance, step)| Way { chance: *chance, step: *step, not_ours: false });
        Step {
            name: name.to_string(),
            pool: place,
            work: Distribution::lognormal(mean * HOUR_US as f64, 1.0),
            variety: 0.0,
            per_spec_gap: 0.0,
            spec: 0.0,
            next: vec![ways.collect(); 2],
            same_worker_us: None,
            patience: None,
            delays: Vec::new(),
        }
    };
    let class = |name: &str, priority: u16, per_day: f64| Class {
        name: name.to_string(),
        arrivals: Arrivals::Even { per_day },
        first: 0,
        priority,
        promised_us: 5 * DAY_US,
        complexity: Distribution::NONE,
        failure: Failure::even(0.35, Distribution::Exponential { mean_us: 5.0 * DAY_US as f64 }, 0),
        busy_days: None,
        chase: None,
    };
    Model {
        until_us: length_us,
        from_us: 0,
        months_us: (0..12).map(|month| month * length_us / 12).collect(),
        organisations: ["council", "contractor", "charity"].map(String::from).to_vec(),
        hours: vec![Hours::of(&Calendar::office_hours(), &zone, start, length_us + 100 * DAY_US)],
        pools: STATIONS.iter().map(pool).collect(),
        steps: STATIONS.iter().enumerate().map(step).collect(),
        classes: vec![class("urgent", 0, 60.0), class("other", 1, 240.0)],
        hand_over: HandOver::free(3),
        open: Vec::new(),
    }
}
