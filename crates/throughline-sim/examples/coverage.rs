//! How often the interval of the difference between two ways of arranging the work covers what it is, stopping rule included: over
//! generated plans, each asked once as `throughline plan` asks it, beside the mean over thousands of other futures.
//!
//!     cargo run --release -p throughline-sim --example coverage -- 200
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example that shows what it found")]

use std::sync::atomic::{AtomicBool, AtomicU64};

use throughline::sourcing::appraisal::compared::{SET, mean};
use throughline::sourcing::question::Question;
use throughline::statistics::spread::{Mean, student};
use throughline_sim::decide::{Asked, decide};
use throughline_sim::draws::{Key, Purpose};

/// So many futures tell what the difference is.
const FUTURES_OF_THE_TRUTH: u32 = 4096;

/// A plan by its number, of which every number that is not known has another value and range.
fn plan(number: u64) -> Question {
    let mut draw = Key::of_stream(1, number, 0).draw(0, 0, Purpose::Work);
    let mut between = |low: f64, high: f64| low + (high - low) * draw.unit();
    let (rate, factor, price) = (between(14.0, 26.0), between(0.75, 1.1), between(38.0, 62.0));
    let (base, effect) = (between(0.1, 0.35), between(0.0, 0.8));
    let (wide, enough) = (between(0.05, 0.3), between(0.3, 1.2));
    let ends =
        |value: f64| format!("v = {value}, lo = {}, hi = {}", value * (1.0 - wide), value * (1.0 + wide));
    let text = format!(
        "[scenario]\nstart = \"2026-04-01\"\nweeks = 8\nwarm_up_days = 14\n\
         [demand.question]\nrate_per_day = {{ {}, dist = \"pert\" }}\n\
         [failure]\nbase = {{ {}, dist = \"beta\" }}\nper_handoff = {{ {}, dist = \"uniform\" }}\nreturn_delay = \"exp 2d\"\n\
         [pool.desk]\norg = \"Council\"\nstaff = 3\nrate_per_hour = 14\n[pool.back]\norg = \"Council\"\nstaff = 2\nrate_per_hour = 18\n\
         [step.answer]\npool = \"desk\"\ntime = \"exp 40m\"\nnext = {{ look = 0.4 }}\n[step.look]\npool = \"back\"\ntime = \"exp 50m\"\n\
         [option.bought]\nmove = [\"back -> Firm\"]\ntimes = {{ \"step.look.time.mean\" = {{ {}, dist = \"pert\" }} }}\n\
         contract = {{ kind = \"unit\", supplier = \"Firm\", years = 1, prices = {{ opened = {{ {}, dist = \"uniform\" }} }} }}\n\
         [run]\nouter = 32\nstop = {{ half_width = {enough}, cap = 480 }}\n",
        ends(rate),
        ends(base),
        ends(effect),
        ends(factor),
        ends(price)
    );
    throughline_files::plan::from_toml(&text, "generated").unwrap()
}

/// The mean difference in pounds for each need met.
fn difference(question: &Question, seed: u64) -> Mean {
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let decided = decide(question, &Asked { seed, threads: 2, stop: &stop, done: &done }, |_| ()).unwrap();
    let pounds = |option: usize, future: usize| {
        decided.outcomes[option][future].pounds_per_need_met().unwrap_or(f64::NAN)
    };
    let all: Vec<Option<f64>> =
        (0..decided.drawn.len()).map(|future| Some(pounds(0, future) - pounds(1, future))).collect();
    mean(&all).unwrap()
}

fn main() {
    let truths: u64 = std::env::args().nth(1).map_or(200, |many| many.parse().unwrap());
    let (mut covered_90, mut covered_95, mut futures) = (0, 0, 0);
    for number in 0..truths {
        let question = plan(number);
        let found = difference(&question, number);
        let mut long = question.clone();
        long.futures.outer = FUTURES_OF_THE_TRUTH;
        long.futures.half_width_pounds = None;
        let truth = difference(&long, number + 1_000_000);
        let apart = (found.mean - truth.mean).abs();
        let reach = student((found.n / SET as u64) as f64 - 1.0, 0.95);
        covered_90 += u64::from(apart <= reach * found.standard_error);
        covered_95 += u64::from(apart <= found.half_width_95);
        futures += found.n;
    }
    println!(
        "of {truths} plans the 90 % interval covers the difference in {covered_90} ({:.1} %), the 95 % interval in {covered_95} ({:.1} %); \
         {:.0} futures each on average",
        100.0 * covered_90 as f64 / truths as f64,
        100.0 * covered_95 as f64 / truths as f64,
        futures as f64 / truths as f64
    );
}
