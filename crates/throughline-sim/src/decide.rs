//! Every arrangement of a question in the same futures. What is not known is drawn by a Latin hypercube for each set of
//! them ([`SET`]): each number lies once in each eighth of its chances, in an order of its own, so that no two numbers go together that are
//! independent, however many there are. How the means of sets vary says how sure the mean of all is.
//! Luck is drawn by key inside it. All arrangements see the same numbers and the same luck, so what differs between them is what they
//! change.
//!
//! Until an arrangement begins to work everything costs and comes to what the service as it is does in that future, beside what
//! preparing it costs, whoever is its supplier then; from then on it is the run of the arrangement from the start, as if it had always
//! been so. What waits when it begins is therefore left out.
//!
//! Sources: simulation.md 4.6 and 4.7; McKay, Beckman and Conover 1979, "A comparison of three methods for selecting values of input
//! variables", Technometrics 21.

mod ending;
mod months;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use throughline::error::Error;
use throughline::money::Pence;
use throughline::sourcing::amount::Amount;
use throughline::sourcing::answer::comparable::best_two;
use throughline::sourcing::answer::halved::halve;
use throughline::sourcing::appraisal::compared::{FEWEST_FUTURES, SET, mean};
use throughline::sourcing::arrangement::Arrangement;
use throughline::sourcing::ledger::{Entry, Ledger, Line, OptionPlace, Party};
use throughline::sourcing::money::{Activity, Ending, PoolMonth, Review, bill, buyer, is_organisation};
use throughline::sourcing::outcome::{Load, Needs, Outcome, Posts, Times};
use throughline::sourcing::payoff::Repeats;
use throughline::sourcing::plan::{Number, Plan, Pool};
use throughline::sourcing::question::{Drift, Question, in_future};

use crate::compile::compile;
use crate::draws::{Key, Purpose};
use crate::load::{grew, loads, told};
use crate::replicate::in_order;
use crate::run::{MOST_AT_ONCE, run};

/// How many futures, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What random numbers are drawn by.
    pub seed: u64,
    /// On how many threads.
    pub threads: usize,
    /// Set by somebody else to end early, with the futures so far.
    pub stop: &'a AtomicBool,
    /// How many futures are done, for whoever watches.
    pub done: &'a AtomicU64,
}

/// Why no more futures were looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ended {
    /// As many as were asked for.
    AllLooked,
    /// The difference between the best two is known well enough: half of its 95 % interval is so many pounds for each need met.
    Enough(f64),
    /// Somebody stopped it.
    Stopped,
}

/// What became of every arrangement in every future.
#[derive(Debug, Clone)]
pub struct Decided {
    /// For each future, the value of every number before any arrangement changes it.
    pub drawn: Vec<Vec<f64>>,
    /// For each arrangement, for each future.
    pub outcomes: Vec<Vec<Outcome>>,
    /// Why it ended.
    pub ended: Ended,
}

/// So many futures are looked at before it is asked whether they are enough.
const BATCH: usize = 16;
/// The streams of what is not known come after those of all classes, changes and days.
const FIRST_OF_SETS: u64 = 1 << 34;
/// What is drawn beside the numbers of a plan.
const OF_COURSE: u64 = u64::MAX;
const OF_FAILURE: u64 = u64::MAX - 1;

/// Where something that is not known lies in a future, from 0 to 1: evenly in one eighth of it, and in each of them in one future of a
/// set; what stands in which eighth is drawn anew for every number (McKay, Beckman and Conover 1979).
fn latin(seed: u64, number: usize, of: u64) -> f64 {
    let (set, place) = ((number / SET) as u64, number % SET);
    let key = Key::of_stream(seed, FIRST_OF_SETS + set, 0).of_need(of);
    let mut draw = key.draw(0, 0, Purpose::Spread);
    let order: [(f64, usize); SET] = std::array::from_fn(|place| (draw.unit(), place));
    let eighth = order.iter().filter(|other| **other < order[place]).count();
    let inside = key.draw(1 + place as u32, 0, Purpose::Spread).unit();
    (eighth as f64 + inside) / SET as f64
}

/// Looks at the futures of a question; `watch` is shown those so far, every few.
pub fn decide(
    question: &Question,
    asked: &Asked<'_>,
    mut watch: impl FnMut(&Decided),
) -> Result<Decided, Error> {
    let futures = question.futures;
    let mut decided = Decided {
        drawn: Vec::new(),
        outcomes: vec![Vec::new(); question.arrangements.len()],
        ended: Ended::AllLooked,
    };
    let most = if futures.half_width_pounds.is_some() { futures.most } else { futures.outer } as usize;
    while decided.drawn.len() < most {
        let begun = decided.drawn.len();
        let batch: Vec<Future> = (begun..most.min(begun + BATCH))
            .map(|number| Future::drawn(question, asked.seed, number))
            .collect();
        let done = look(question, asked, &batch);
        for (future, outcomes) in batch.into_iter().zip(done) {
            for (of, outcome) in decided.outcomes.iter_mut().zip(outcomes?) {
                of.push(outcome);
            }
            decided.drawn.push(future.values);
        }
        watch(&decided);
        if asked.stop.load(Ordering::Relaxed) && decided.drawn.len() < most {
            decided.ended = Ended::Stopped;
            break;
        }
        if let Some(half) = futures.half_width_pounds.and_then(|goal| enough(&decided, goal)) {
            decided.ended = Ended::Enough(half);
            break;
        }
    }
    Ok(decided)
}

/// What every arrangement comes to on one course of the world, in as many futures as are asked for: for the table of regret.
pub fn on_course(
    question: &Question,
    drift: Option<usize>,
    futures: usize,
    asked: &Asked<'_>,
) -> Result<Vec<Vec<Outcome>>, Error> {
    let mut all = vec![Vec::new(); question.arrangements.len()];
    let batch: Vec<Future> = (0..futures)
        .map(|number| Future { course: drift, ..Future::drawn(question, asked.seed, number) })
        .collect();
    for outcomes in look(question, asked, &batch) {
        for (of, outcome) in all.iter_mut().zip(outcomes?) {
            of.push(outcome);
        }
    }
    Ok(all)
}

/// What is not known, drawn.
#[derive(Clone)]
pub(crate) struct Future {
    number: usize,
    values: Vec<f64>,
    course: Option<usize>,
    /// From 0 to 1: when a supplier fails.
    failure: f64,
    /// Whether effects on failing are half of what the plan says.
    halves: bool,
}

impl Future {
    /// The future of that number.
    pub(crate) fn drawn(question: &Question, seed: u64, number: usize) -> Future {
        let amounts = &question.plan.amounts;
        let varies = |(place, amount): (usize, &Amount)| {
            amount.range.is_some() || question.together.has(Number(place))
        };
        // What does not vary stays at its middle.
        let chance =
            |one: (usize, &Amount)| if varies(one) { latin(seed, number, one.0 as u64) } else { 0.5 };
        let mut chances: Vec<f64> = amounts.iter().enumerate().map(chance).collect();
        question.together.mix(&mut chances);
        let values = amounts.iter().zip(&chances).map(|(amount, chance)| amount.at(*chance));
        Future {
            number,
            values: values.collect(),
            course: course(&question.drifts, amounts, latin(seed, number, OF_COURSE)),
            failure: latin(seed, number, OF_FAILURE),
            halves: false,
        }
    }

    /// The same with half of each effect on failing.
    pub(crate) fn halved(self) -> Future {
        Future { halves: true, ..self }
    }

    /// The same with one number as it is in another.
    pub(crate) fn with(&self, place: usize, other: &Future) -> Future {
        let mut same = self.clone();
        same.values[place] = other.values[place];
        same
    }
}

/// The same question with only two of its arrangements, and where these stand in it. The base comes first, as what is before an
/// arrangement begins is its; once, though it be one of the two.
pub(crate) fn narrowed(question: &Question, ways: (usize, usize)) -> (Question, (usize, usize)) {
    let mut looked_at = vec![0];
    let mut taken = |place: usize| {
        looked_at.iter().position(|known| *known == place).unwrap_or_else(|| {
            looked_at.push(place);
            looked_at.len() - 1
        })
    };
    let places = (taken(ways.0), taken(ways.1));
    let mut narrow = question.clone();
    narrow.arrangements = looked_at.iter().map(|place| question.arrangements[*place].clone()).collect();
    narrow.futures.half_width_pounds = None;
    (narrow, places)
}

/// The course that the world takes: by the chances of those that have one, and else the plan's own.
fn course(drifts: &[Drift], amounts: &[Amount], u: f64) -> Option<usize> {
    let mut so_far = 0.0;
    drifts.iter().position(|drift| {
        so_far += drift.probability.map_or(0.0, |number| amounts[number.0].value);
        u < so_far
    })
}

/// The outcomes of every arrangement in some futures, in their order; stopped, of the first of them.
pub(crate) fn look(
    question: &Question,
    asked: &Asked<'_>,
    futures: &[Future],
) -> Vec<Result<Vec<Outcome>, Error>> {
    in_order(futures.len() as u64, asked.threads, asked.stop, |place| {
        let outcomes = outcomes(question, asked.seed, &futures[place as usize]);
        asked.done.fetch_add(1, Ordering::Relaxed);
        outcomes
    })
}

/// Every arrangement in one future.
fn outcomes(question: &Question, seed: u64, future: &Future) -> Result<Vec<Outcome>, Error> {
    let mut all: Vec<Vec<Outcome>> = vec![Vec::new(); question.arrangements.len()];
    for inner in 0..u64::from(question.futures.inner) {
        let replication = future.number as u64 * u64::from(question.futures.inner) + inner;
        let mut base = None;
        for (place, arrangement) in question.arrangements.iter().enumerate() {
            let lived = lived(question, arrangement, future, (seed, replication))?;
            all[place].push(lived.outcome(base.as_ref().unwrap_or(&lived)));
            base.get_or_insert(lived);
        }
    }
    Ok(all.iter().filter_map(|replications| Outcome::mean(replications)).collect())
}

/// One run of one arrangement, before it is put together with the time before it began.
struct Lived {
    months: Vec<Activity>,
    ledger: Ledger,
    supplier: Option<String>,
    repeats: Option<Repeats>,
    begins_after_months: u32,
    posts: Vec<Posts>,
    loads: Vec<Load>,
    overwhelmed_by: Vec<String>,
    reviews: Vec<Review>,
    times: Option<Times>,
    /// How it ends today's contract, if it does before its term is over.
    ending: Option<Ending>,
    /// In which month the service as it is chooses its supplier again, which need not be where this begins with the end of a term.
    spared: Option<(u32, Pence)>,
    /// What its supplier was paid in each month, who buys, and in which month the supplier failed.
    paid: Vec<Pence>,
    buyer: String,
    fails_in: Option<u32>,
}

fn lived(
    question: &Question,
    arrangement: &Arrangement,
    future: &Future,
    (seed, replication): (u64, u64),
) -> Result<Lived, Error> {
    let Arrangement { plan, money, name, .. } = arrangement;
    let course = future.course.map_or(&[][..], |drift| &question.drifts[drift].instead);
    let mut values = in_future(&future.values, course, &arrangement.instead);
    if future.halves {
        halve(plan, &mut values, &in_future(&future.values, course, &[]));
    }
    let fails_in = money.fails_in(plan, &values, future.failure);
    money.help_ends_with(plan, &mut values, fails_in);
    let of = |error: Error| Error::asked(format!("option “{name}”: {error}"));
    let (model, start) = compile(plan, &values).map_err(of)?;
    let tally = run(&model, seed, replication, false).tally;
    if tally.burst {
        return Err(of(Error::asked(format!(
            "more than {} million needs and questions wait at once: the queue feeds itself. Run it for fewer days, let people ask less \
             often, or say with `patience` or `places` where it ends",
            MOST_AT_ONCE / 1_000_000
        ))));
    }
    tally.holds_by_little(&model)?;
    let months = months::of(plan, &model, start, &tally)?;
    let bill = bill(plan, money, &values, &months, fails_in, OptionPlace(0)).map_err(of)?;
    let loads = loads(&model);
    let behind = loads.iter().zip(grew(&model, &tally));
    let overwhelmed_by: Vec<String> =
        behind.filter(|(load, grew)| *grew || !load.keeps_up()).map(|(load, _)| load.pool.clone()).collect();
    let supplier = money.contract.as_ref().map(|contract| contract.supplier.as_str());
    let paid = paid_to(supplier, &bill.ledger, months.len());
    Ok(Lived {
        posts: posts(plan, &values, &months),
        loads: told(&model, &loads, &tally),
        months,
        ledger: bill.ledger,
        supplier: supplier.map(str::to_string),
        repeats: bill.repeats,
        begins_after_months: money.starts_after_months(&values),
        times: months::times(&tally).filter(|_| overwhelmed_by.is_empty()),
        overwhelmed_by,
        reviews: money.reviews(plan, &values, &paid, fails_in),
        ending: money.ending(&values),
        spared: money.spared(&values),
        paid,
        buyer: buyer(plan, money),
        fails_in,
    })
}

/// How many people each pool has, and how many of them are busy.
fn posts(plan: &Plan, values: &[f64], months: &[Activity]) -> Vec<Posts> {
    let of = |(place, pool): (usize, &Pool)| {
        let hours =
            |of: fn(&PoolMonth) -> f64| months.iter().map(|month| of(&month.pools[place])).sum::<f64>();
        let staff = values[pool.staff.0];
        let busy = hours(|month| month.busy_hours) / hours(|month| month.paid_hours).max(1.0);
        Posts { pool: pool.name.clone(), staff, busy: busy * staff }
    };
    plan.pools.iter().enumerate().map(of).collect()
}

/// What somebody was paid in each month.
fn paid_to(name: Option<&str>, ledger: &Ledger, months: usize) -> Vec<Pence> {
    let mut paid = vec![Pence(0); months];
    for entry in ledger.entries().iter().filter(|entry| entry.line.is_cash()) {
        if name == Some(ledger.names()[usize::from(entry.payee.0)].as_str()) {
            paid[entry.month as usize] += entry.amount;
        }
    }
    paid
}

/// Lines of what is done before an arrangement begins.
const BEFORE: [Line; 3] = [Line::Procurement, Line::Transition, Line::Redundancy];

impl Lived {
    /// The entries of its ledger that are kept, and who pays for the service in them: all organisations but its supplier.
    fn part(&self, keep: impl Fn(&Entry) -> bool) -> (Ledger, Vec<Party>) {
        let mut part = Ledger::default();
        let pays = |name: &str| is_organisation(name) && self.supplier.as_deref() != Some(name);
        let parties = self.ledger.names().iter().map(|name| (part.party(name), pays(name)));
        let bodies = parties.filter(|(_, pays)| *pays).map(|(party, _)| party).collect();
        self.ledger.entries().iter().filter(|entry| keep(entry)).for_each(|entry| part.add(*entry));
        (part, bodies)
    }

    /// What it came to, with what `base` came to in the months before it began.
    fn outcome(&self, base: &Lived) -> Outcome {
        let (begins, option) = (self.begins_after_months, OptionPlace(0));
        let mut parts = vec![
            base.part(|entry| entry.month < begins && !BEFORE.contains(&entry.line)),
            self.part(|entry| entry.month >= begins || BEFORE.contains(&entry.line)),
        ];
        parts.extend(self.ends_contract_of(base));
        let mut ledger = Ledger::default();
        let mut cash_by_month = vec![Pence(0); self.months.len()];
        let mut by_line: BTreeMap<Line, Pence> = BTreeMap::new();
        for (part, bodies) in &parts {
            for entry in part.entries() {
                let [payer, payee] =
                    [entry.payer, entry.payee].map(|party| ledger.party(&part.names()[usize::from(party.0)]));
                ledger.add(Entry { payer, payee, ..*entry });
            }
            let months = part.cash_a_month(option, bodies, self.months.len() as u32);
            cash_by_month.iter_mut().zip(months).for_each(|(sum, month)| *sum += month);
            for (line, cash) in part.cash_by_line(option, bodies) {
                *by_line.entry(line).or_default() += cash;
            }
        }
        let (mut needs, mut met_by_month) = (Needs::default(), Vec::new());
        for (month, own) in self.months.iter().enumerate() {
            let month = if month < begins as usize { &base.months[month] } else { own };
            let all = month.all_demands();
            needs.opened += all.opened as f64;
            needs.met += all.met as f64;
            met_by_month.push(all.met as f64);
            needs.gave_up += all.gave_up as f64;
            needs.repeats += all.repeats as f64;
            needs.chases += all.chases as f64;
        }
        // What never begins is the base for as long as the plan goes on.
        let does_begin = (begins as usize) < self.months.len();
        let lives = if does_begin { self } else { base };
        let nets = ledger.net(option);
        Outcome {
            cash_by_month,
            met_by_month,
            reviews: self.reviews.clone(),
            by_line: by_line.into_iter().filter(|(_, sum)| *sum != Pence(0)).collect(),
            work: ledger.by(|entry| entry.line.is_work()).get(&true).map_or(Pence(0), |work| work.cash),
            nets: ledger.names().iter().cloned().zip(nets).collect(),
            own_time: ledger.total().own_time,
            supplier: self.supplier.clone(),
            supplier_repeats: self.repeats,
            begins_after_months: begins,
            needs,
            posts: self.posts.clone(),
            loads: lives.loads.clone(),
            overwhelmed_by: lives.overwhelmed_by.clone(),
            times: lives.times.filter(|_| does_begin),
        }
    }
}

/// Half of the 95 % interval of the difference in pounds for each need met between the best two, where it is below the goal.
fn enough(decided: &Decided, goal_pounds: f64) -> Option<f64> {
    if decided.drawn.len() < FEWEST_FUTURES {
        return None;
    }
    let (best, other) = best_two(&decided.outcomes)?;
    let cost = Outcome::pounds_per_need_met;
    let pairs = decided.outcomes[best].iter().zip(&decided.outcomes[other]);
    let differences: Vec<Option<f64>> = pairs.map(|(best, other)| Some(cost(other)? - cost(best)?)).collect();
    let of = mean(&differences).filter(|of| of.n as usize >= FEWEST_FUTURES)?;
    let half = of.half_width_95;
    (half < goal_pounds).then_some(half)
}
