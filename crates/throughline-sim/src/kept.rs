//! The events of a run as a log: the same measures read it as read any other.

use throughline::log::{Field, Holds, Rows, Slot, Value};
use throughline::time::Instant;

use crate::model::{AtClosing, Model, Pool};

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
