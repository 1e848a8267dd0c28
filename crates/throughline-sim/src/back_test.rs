//! Fits a plan on all but the last quarter of a log, runs that quarter, and says how far that was from what happened: with and without
//! being told when needs arose.
//!
//! The runs take other values for the plan's numbers each time, from what is believed of them, so that their bands hold what is not known
//! as well as luck. “Validated” is said only where expecting the same as before does not do better and the 95 % bands hold at least
//! 85 % of what happened. Source: simulation.md 5.4. Where it misleads: the past quarter may have been like the ones before; only a
//! quarter in which something changed tests a plan of a change.

mod bands;
mod distances;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use throughline::error::Error;
use throughline::flow::spans;
use throughline::log::Log;
use throughline::reading::Ask;
use throughline::sourcing::plan::Plan;
use throughline::statistics::random::Random;
use throughline::time::{DAY_US, Instant};

use crate::arrivals::Arrivals;
use crate::compile::compile;
use crate::fit::traces::Trace;
use crate::fit::{Asked, Fitted, fitted, followed};
use crate::kept::{Kept, What};
use crate::model::Model;
use crate::replicate::in_order;
use crate::run::run;
use bands::Periods;
pub use bands::{Bands, LEAST_PERIODS, Metric};
pub use distances::Of;
use distances::{Compared, Way};

/// How often the time held back is run, and how.
#[derive(Debug, Clone, Copy)]
pub struct Runs {
    /// What random numbers are drawn by.
    pub seed: u64,
    /// How often: at least 40 for a 95 % band.
    pub replications: u64,
    /// On how many threads.
    pub threads: usize,
}

/// A distance, beside the one that nothing could be below.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// What it is about.
    pub of: Of,
    /// The mean over the runs; `None` where there is nothing to compare.
    pub value: Option<f64>,
    /// That between two halves of what happened.
    pub floor: Option<f64>,
}

/// What came of runs.
#[derive(Debug, Clone)]
pub struct Foretold {
    /// The distances.
    pub distances: Vec<Distance>,
    /// How many needs end in each period, and how long they took.
    pub bands: Vec<Bands>,
}

/// A back-test.
#[derive(Debug, Clone)]
pub struct BackTest {
    /// The plan of what was known before.
    pub fitted: Fitted,
    /// From when on the log was held back.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// How long a period of the bands is, in days.
    pub period_days: u32,
    /// How many needs arose, and how many the runs made on average.
    pub arose: (u64, f64),
    /// With arrivals drawn.
    pub drawn: Foretold,
    /// With arrivals given as they were.
    pub given: Foretold,
    /// Whether the plan foretold what happened.
    pub validated: bool,
    /// What it comes to, in a sentence.
    pub says: String,
}

/// Fits on all but the last quarter, and compares.
pub fn back_test(log: &Log, ask: &Ask, runs: &Runs) -> Result<BackTest, Error> {
    let (whole, _) = followed(log, ask, ask.now, None)?;
    let (from_us, mut until_us) = whole.window;
    if matches!(spans::rule(log, ask), spans::Rule::Quiet(_) | spans::Rule::BySource { .. }) {
        // Later it is not known yet what has ended.
        until_us = until_us.min(ask.now.0 - (ask.quiet_days * DAY_US as f64) as i64);
    }
    let cut = Instant(until_us - (until_us - from_us) / 4).in_zone(&ask.zone).date();
    let midnight =
        cut.to_zoned(ask.zone.clone()).map_err(|_| Error::asked(format!("{cut} does not begin here")))?;
    let cut_at = Instant(midnight.timestamp().as_microsecond());
    let days = (until_us - cut_at.0) / DAY_US;
    if days < 2 {
        return Err(Error::asked(
            "the log is too short to hold a quarter of it back; a back-test takes weeks",
        ));
    }
    let (fitted, fit) = fitted(log, ask, cut_at, &Asked::default())?;
    let (happened, _) = followed(log, ask, ask.now, Some(fit.choice))?;
    let happened: Vec<Way> = happened.traces.iter().map(way).collect();
    let held = Held { ask, cut, cut_at, days, runs, happened: &happened };
    held.compared(fitted)
}

fn way(trace: &Trace) -> Way {
    let steps = trace.visits.iter().map(|visit| (visit.step, visit.end_us)).collect();
    Way { kind: trace.kind, opened_us: trace.opened_us, ended_us: trace.ended_us, steps }
}

/// What was held back.
struct Held<'a> {
    ask: &'a Ask,
    cut: jiff::civil::Date,
    cut_at: Instant,
    days: i64,
    runs: &'a Runs,
    happened: &'a [Way],
}

impl Held<'_> {
    fn compared(&self, fitted: Fitted) -> Result<BackTest, Error> {
        let plan = self.plan(&fitted.plan);
        let (drawn, count) = self.foretold(&plan, false)?;
        let (given, _) = self.foretold(&plan, true)?;
        let until = Instant(self.cut_at.0 + self.days * DAY_US);
        let arose =
            self.happened.iter().filter(|way| (self.cut_at.0..until.0).contains(&way.opened_us)).count();
        let against: Vec<String> = drawn.bands.iter().filter_map(Bands::against).collect();
        let says = if against.is_empty() {
            "Validated: the plan foretold the time held back, and better than expecting the same as before."
                .to_string()
        } else {
            format!("Not validated: {}.", against.join("; "))
        };
        Ok(BackTest {
            fitted,
            from: self.cut_at,
            until,
            period_days: self.period_days(),
            arose: (arose as u64, count),
            drawn,
            given,
            validated: against.is_empty(),
            says,
        })
    }

    /// Weeks; four of them where fewer than ten needs end in one, and days where there are few weeks.
    fn period_days(&self) -> u32 {
        let until_us = self.cut_at.0 + self.days * DAY_US;
        let ended = self.happened.iter().filter_map(|way| way.ended_us);
        let ended = ended.filter(|at_us| (self.cut_at.0..until_us).contains(at_us)).count() as i64;
        match LEAST_PERIODS as i64 {
            least if self.days >= 28 * least && ended * 7 < 10 * self.days => 28,
            least if self.days >= 7 * least => 7,
            _ => 1,
        }
    }

    /// The plan for the time held back.
    fn plan(&self, plan: &Plan) -> Plan {
        Plan { start: self.cut, days: self.days as u32, ..plan.clone() }
    }

    /// What the runs come to, and how many needs arose in them on average.
    fn foretold(&self, plan: &Plan, given: bool) -> Result<(Foretold, f64), Error> {
        let until_us = self.cut_at.0 + self.days * DAY_US;
        let compared = Compared { from_us: self.cut_at.0, until_us, zone: &self.ask.zone };
        let each_us = i64::from(self.period_days()) * DAY_US;
        let count = ((until_us - self.cut_at.0) / each_us) as usize;
        let periods = Periods { from_us: self.cut_at.0, each_us, count };
        let happened: Vec<&Way> = self.happened.iter().collect();
        let one = |replication: u64| -> Result<OneRun, Error> {
            let ways = self.run(plan, replication, given)?;
            let simulated: Vec<&Way> = ways.iter().collect();
            let arose = ways.iter().filter(|way| way.opened_us >= self.cut_at.0).count();
            // Distances hardly differ between runs, and cost more than a run.
            let distances = (replication < MOST_COMPARED)
                .then(|| Of::ALL.map(|of| compared.distance(of, &happened, &simulated)));
            Ok(OneRun {
                arose: arose as f64,
                distances,
                values: [Metric::Ended, Metric::MedianHours].map(|metric| periods.values(metric, &ways)),
            })
        };
        let all = side_by_side(self.runs, one)?;
        let distance = |(place, of): (usize, Of)| {
            let values: Vec<f64> = all.iter().filter_map(|run| run.distances?[place]).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            Distance {
                of,
                value: (!values.is_empty()).then_some(mean),
                floor: compared.floor(of, self.happened),
            }
        };
        let bands = |(place, metric): (usize, Metric)| {
            let values: Vec<Vec<Option<f64>>> = all.iter().map(|run| run.values[place].clone()).collect();
            periods.bands(metric, self.happened, &values)
        };
        let foretold = Foretold {
            distances: Of::ALL.into_iter().enumerate().map(distance).collect(),
            bands: [Metric::Ended, Metric::MedianHours].into_iter().enumerate().map(bands).collect(),
        };
        let arose = all.iter().map(|run| run.arose).sum::<f64>() / all.len().max(1) as f64;
        Ok((foretold, arose))
    }

    /// One run with values drawn from what is believed of them; the needs it made.
    fn run(&self, plan: &Plan, replication: u64, given: bool) -> Result<Vec<Way>, Error> {
        let mut random = Random::new(self.runs.seed.wrapping_add(replication), "numbers of a back-test");
        let values: Vec<f64> = plan.amounts.iter().map(|amount| amount.at(random.unit())).collect();
        let (mut model, start) = compile(plan, &values)?;
        if given {
            self.give_arrivals(&mut model, start);
        }
        let kept = run(&model, self.runs.seed, replication, true).kept;
        Ok(ways(&kept, start))
    }

    /// Needs arise when they did.
    fn give_arrivals(&self, model: &mut Model, start: Instant) {
        for (kind, class) in model.classes.iter_mut().enumerate() {
            let mut at_us: Vec<i64> = self
                .happened
                .iter()
                .filter(|way| way.kind == kind && way.opened_us >= start.0)
                .map(|way| way.opened_us - start.0)
                .collect();
            at_us.sort_unstable();
            class.arrivals = Arrivals::Given(at_us);
        }
    }
}

/// So many runs are compared by distance.
const MOST_COMPARED: u64 = 10;

/// What one run came to.
struct OneRun {
    arose: f64,
    distances: Option<[Option<f64>; 4]>,
    values: [Vec<Option<f64>>; 2],
}

/// Runs on all threads; the answers in order, whatever thread gave them.
fn side_by_side(
    runs: &Runs,
    one: impl Fn(u64) -> Result<OneRun, Error> + Sync,
) -> Result<Vec<OneRun>, Error> {
    in_order(runs.replications, runs.threads, &AtomicBool::new(false), one).into_iter().collect()
}

/// The needs of a run that was kept.
fn ways(kept: &[Kept], start: Instant) -> Vec<Way> {
    let mut ways: BTreeMap<(u32, u64), Way> = BTreeMap::new();
    for event in kept {
        let kind = event.class as usize;
        let opened_us = start.0 + event.at_us;
        let way = ways.entry((event.class, event.number)).or_insert_with(|| Way {
            kind,
            opened_us,
            ended_us: None,
            steps: Vec::new(),
        });
        match event.what {
            What::Work { step, .. } => way.steps.push((step as usize, start.0 + event.until_us)),
            What::Met | What::GaveUp => way.ended_us = Some(start.0 + event.at_us),
            What::Contact(_) | What::Answer { .. } => {}
        }
    }
    ways.into_values().collect()
}
