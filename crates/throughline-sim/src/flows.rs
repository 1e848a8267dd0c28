//! How the work goes under each arrangement, for its map: one run of each, read by the same measure that reads any log.
//!
//! Where it misleads: it is one run of about [`NEEDS`] needs at most with every number as the plan has it, so what is rare is not in it.

use throughline::flow::map::MEASURE;
use throughline::place::Calendar;
use throughline::reading::{Ask, Reading};
use throughline::sourcing::question::Question;

use crate::kept::{Filled, filled};

/// So many needs show the ways that the work takes; of more a map would look the same.
const NEEDS: f64 = 4_000.0;

/// The reading of `flow.map` of a run of each arrangement, in their order.
pub fn flows(question: &Question, threads: usize) -> Vec<Reading> {
    (0..question.arrangements.len())
        .map(|place| match filled(question, place, NEEDS, threads) {
            Ok(run) => flow(&run, question, threads),
            Err(why) => Reading::not_enough(why.to_string()),
        })
        .collect()
}

fn flow(run: &Filled, question: &Question, threads: usize) -> Reading {
    let zone = throughline::time::zone(&question.plan.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let ask = Ask {
        threads,
        zone,
        now: run.until,
        // A run says of every need how it ended, so none is taken to have ended because nothing is heard of it.
        quiet_days: f64::from(question.plan.days) + 1.0,
        repeat_days: vec![30.0],
        calendar: Calendar::office_hours(),
        seed: question.plan.seed,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: 1,
    };
    (MEASURE.read)(&run.log, &ask)
}
