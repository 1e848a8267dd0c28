//! The events of a run as a log: the same measures read it as read any other.

use throughline::error::Error;
use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slice, Slot, Value};
use throughline::sourcing::plan::Plan;
use throughline::sourcing::question::{Question, in_future};
use throughline::time::Instant;

use crate::compile::compile;
use crate::model::{AtClosing, Model, Pool};
use crate::run::run;

/// A run of an arrangement as a log like any other, warm-up included: every number as the plan has it.
pub fn log_of(question: &Question, place: usize, threads: usize) -> Result<Log, Error> {
    let (model, start) = as_planned(question, place)?;
    log(&model, start, question.plan.seed, threads)
}

/// An arrangement with every number as the plan has it, and when its run begins.
pub fn as_planned(question: &Question, place: usize) -> Result<(Model, Instant), Error> {
    compile(&question.arrangements[place].plan, &values(question, place))
}

/// A run of an arrangement without what only filled the service up.
pub struct Filled {
    /// What happened to the needs that arose from the plan's first day on.
    pub log: Log,
    /// When the run ended.
    pub until: Instant,
    /// How many days it is, where the plan says more.
    pub cut_to_days: Option<u32>,
}

/// The same run for somebody who waits before a screen: of needs that arise from the plan's first day on, and no longer than about so many of
/// them take to arise.
pub fn filled(question: &Question, place: usize, most_needs: f64, threads: usize) -> Result<Filled, Error> {
    let (option, values) = (&question.arrangements[place], values(question, place));
    let (mut model, mut start) = compile(&option.plan, &values)?;
    let needs: f64 =
        model.classes.iter().map(|class| class.arrivals.expected(model.from_us, model.until_us)).sum();
    let cut_to_days =
        (needs > most_needs).then(|| (f64::from(option.plan.days) * most_needs / needs).max(1.0) as u32);
    if let Some(days) = cut_to_days {
        (model, start) = compile(&Plan { days, ..option.plan.clone() }, &values)?;
    }
    let since = Some(Instant(start.0 + model.from_us));
    let log = log(&model, start, question.plan.seed, threads)?;
    let log = log.slice(&Slice { since, ..Slice::default() }, threads)?;
    Ok(Filled { log, until: Instant(start.0 + model.until_us), cut_to_days })
}

fn values(question: &Question, place: usize) -> Vec<f64> {
    in_future(&question.plan.values(), &[], &question.arrangements[place].instead)
}

fn log(model: &Model, start: Instant, seed: u64, threads: usize) -> Result<Log, Error> {
    let kept = run(model, seed, 0, true).kept;
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows(model, &kept, start));
    builder.finish(threads)
}

/// One event of a run that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Which need, of all of its class.
    pub number: u64,
    /// Which class.
    pub class: u32,
    /// What.
    pub what: What,
    /// When it happened, or began.
    pub at_us: i64,
    /// When it ended.
    pub until_us: i64,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The person says what they need, for the first time or again.
    Contact(Contact),
    /// Work on it.
    Work {
        /// Which step.
        step: u32,
        /// Which pool did it.
        pool: u32,
        /// Which of its workers, from 0.
        worker: u32,
    },
    /// Somebody who chased is answered: it takes a worker's time, and nothing more is done.
    Answer {
        /// Which pool did it.
        pool: u32,
        /// Which of its workers, from 0.
        worker: u32,
    },
    /// The person's word that it is sorted.
    Met,
    /// The person gives up.
    GaveUp,
}

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    /// The first.
    Value,
    /// It was closed and not solved.
    Repeat,
    /// While it is open.
    Chase,
    /// At a wrong door.
    Bounce,
}

impl Contact {
    /// Its activity in the log.
    pub fn activity(self) -> &'static str {
        match self {
            Contact::Value => "says what they need",
            Contact::Repeat => "comes back, not sorted",
            Contact::Chase => "asks what has become of it",
            Contact::Bounce => "was at the wrong door",
        }
    }
}

/// The activity of the person's word that it is sorted.
pub const MET: &str = "says it is sorted";
/// The activity of somebody who gives up.
pub const GAVE_UP: &str = "gives up";

/// The activity of an answer to somebody who chased.
pub const ANSWER: &str = "answers who asks";

/// The events as rows of a log; `start` is the instant at which the run began.
///
/// As in a log that is taken from a service at the end of the run, work that then goes on has no end yet, and its minutes are
/// those until then. An answer has minutes and no end: a need does not wait for it, and may be met before it is over.
pub fn rows(model: &Model, kept: &[Kept], start: Instant) -> Rows {
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let fields = [
        Field::Kind,
        Field::Activity,
        Field::Until,
        Field::Worker,
        Field::Team,
        Field::Organisation,
        Field::Minutes,
        Field::Demand,
    ];
    let [kind, activity, until, worker, team, organisation, minutes, demand] =
        fields.map(|field| rows.column(Slot::Field(field), field.holds()));
    let class = rows.column(Slot::Attribute("class@system".to_string()), Holds::Name);
    let met = rows.column(Slot::Attribute("met".to_string()), Holds::Name);
    let done_by = |rows: &mut Rows, event: &Kept, place: u32, number: u32| {
        let pool = &model.pools[place as usize];
        rows.set(kind, Value::Text("work"));
        rows.set(worker, Value::Text(&format!("{} {}", pool.name, number + 1)));
        rows.set(team, Value::Text(&pool.name));
        rows.set(organisation, Value::Text(&model.organisations[pool.organisation]));
        rows.set(minutes, Value::Real(worked_us(model, event, pool) as f64 / 60e6));
    };
    for event in kept {
        let name = &model.classes[event.class as usize].name;
        rows.set(need, Value::Text(&format!("{name} {}", event.number + 1)));
        match event.what {
            What::Contact(contact) => {
                rows.set(kind, Value::Text("contact"));
                rows.set(activity, Value::Text(contact.activity()));
                rows.set(demand, Value::Text(name));
                let value = contact == Contact::Value;
                rows.set(class, Value::Text(if value { "value" } else { "failure" }));
            }
            What::Work { step, pool, worker: number } => {
                rows.set(activity, Value::Text(&model.steps[step as usize].name));
                if event.until_us <= model.until_us {
                    rows.set(until, Value::Time(Instant(start.0 + event.until_us)));
                }
                done_by(&mut rows, event, pool, number);
            }
            What::Answer { pool, worker: number } => {
                rows.set(activity, Value::Text(ANSWER));
                done_by(&mut rows, event, pool, number);
            }
            What::Met | What::GaveUp => {
                rows.set(kind, Value::Text("word"));
                let is_met = event.what == What::Met;
                rows.set(activity, Value::Text(if is_met { MET } else { GAVE_UP }));
                rows.set(met, Value::Text(if is_met { "yes" } else { "no" }));
            }
        }
        rows.end_row(start.0 + event.at_us);
    }
    rows
}

/// How long was worked, until the end of the run.
fn worked_us(model: &Model, event: &Kept, pool: &Pool) -> i64 {
    let until_us = event.until_us.min(model.until_us);
    match pool.at_closing {
        AtClosing::Pause => model.hours[pool.hours].between_us(event.at_us, until_us),
        AtClosing::Finish => until_us - event.at_us,
    }
}
