//! `throughline plan`: what a plan says would happen, simulated before anyone signs.

mod answer_json;
mod answer_page;
mod crossover;
mod fitted;
mod futures;
mod json;
mod kept;
mod new;
mod page;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use throughline::error::Error;
use throughline::sourcing::defaults;
use throughline::sourcing::question::Question;
use throughline::wording::thousands;
use throughline_files::read::same_file;
use throughline_sim::kept::as_planned;
use throughline_sim::load::{PoolLoad, loads};
use throughline_sim::model::Model;
use throughline_sim::replicate::{About, Figure, QUEUE_GROWS, Runs, replicate};

use crate::args::{MadePlan, Plan as Arguments};
use crate::progress::{Shown, left};
use crate::{Ended, session, signals};

/// A plan's service as it is, over replications.
struct Replicated {
    model: Model,
    loads: Vec<PoolLoad>,
    seed: u64,
    /// As many as were asked for.
    asked: u64,
    /// As many as were made.
    made: u64,
    figures: Vec<Figure>,
}

impl Replicated {
    /// In which share of the replications the queue of a pool grew for as long as the run went on.
    fn grows(&self, pool: usize) -> f64 {
        let of = |figure: &&Figure| figure.about == About::Pool(pool) && figure.metric == QUEUE_GROWS;
        self.figures.iter().find(of).map_or(0.0, |figure| figure.mean)
    }

    /// Whether a pool keeps up, by its load and in all but one replication of twenty.
    fn keeps_up(&self, pool: usize) -> bool {
        self.loads[pool].keeps_up() && self.grows(pool) <= 0.05
    }
}

/// So many replications where nobody says.
const REPLICATIONS: u64 = 32;

pub(crate) fn run(arguments: &Arguments) -> Result<Ended, Error> {
    let path = match (&arguments.made, &arguments.plan) {
        (Some(MadePlan::New(made)), _) => return new::run(made),
        (Some(MadePlan::Defaults), _) => {
            session::show(&defaults::table())?;
            return Ok(Ended::Done);
        }
        (None, Some(path)) => path,
        (None, None) => return Err(Error::asked("which plan? Write throughline plan PLAN.toml")),
    };
    let outs = [("--json", &arguments.json), ("--html", &arguments.html), ("--xlsx", &arguments.xlsx)];
    let outs = outs.into_iter().filter_map(|(option, out)| Some((option, out.as_deref()?)));
    spare(path, outs)?;
    let (mut question, read) = fitted::question(path, arguments)?;
    question.plan.seed = arguments.seed.unwrap_or(question.plan.seed);
    let asks_more = arguments.html.is_some()
        || arguments.xlsx.is_some()
        || !arguments.log_of.is_empty()
        || !arguments.crossover.is_empty()
        || arguments.shares.is_some();
    let alone = question.arrangements.len() < 2 && !asks_more;
    match arguments.replicate.is_some() || alone {
        true => replications(&question, path, arguments)?,
        false => futures::run(&question, path, arguments)?,
    }
    Ok(read)
}

/// The plan is never written over.
fn spare<'o>(path: &Path, outs: impl IntoIterator<Item = (&'o str, &'o Path)>) -> Result<(), Error> {
    match outs.into_iter().find(|(_, out)| same_file(path, out)) {
        None => Ok(()),
        Some((option, out)) => Err(Error::asked(format!(
            "{}: would be written over the plan; name another file for {option}",
            out.display()
        ))),
    }
}

/// On how many threads.
fn threads(arguments: &Arguments) -> usize {
    arguments.threads.map_or_else(session::cores, usize::from)
}

/// Whether the page is shown: standard output may be for something else.
fn is_shown(arguments: &Arguments) -> bool {
    [&arguments.json, &arguments.html, &arguments.xlsx]
        .into_iter()
        .flatten()
        .all(|out| out.as_os_str() != "-")
}

fn replications(question: &Question, path: &Path, arguments: &Arguments) -> Result<(), Error> {
    let plan = &question.plan;
    let replicated = replicated(question, path, arguments)?;
    let says = page::says(plan, &replicated);
    if is_shown(arguments) {
        session::show(&page::page(question, &replicated, &says))?;
    }
    if let Some(out) = &arguments.json {
        session::write(out, json::replicated(question, &replicated, &says))?;
    }
    if replicated.made < replicated.asked {
        return Err(Error::failed(format!(
            "stopped after {} of {} replications; what is shown is of those",
            thousands(replicated.made),
            thousands(replicated.asked)
        )));
    }
    Ok(())
}

fn replicated(question: &Question, path: &Path, arguments: &Arguments) -> Result<Replicated, Error> {
    let (model, _) =
        as_planned(question, 0).map_err(|error| Error::asked(format!("{}: {error}", path.display())))?;
    let loads = loads(&model);
    let (seed, asked) = (question.plan.seed, arguments.replicate.unwrap_or(REPLICATIONS));
    let (stop, done) = (signals::asked_to_stop(), Arc::new(AtomicU64::new(0)));
    let runs = Runs { seed, replications: asked, threads: threads(arguments), stop: &stop, done: &done };
    let _shown = {
        let done = Arc::clone(&done);
        Shown::saying(move |elapsed| {
            let made = done.load(Ordering::Relaxed);
            let left = left(made as f64 / asked as f64, elapsed);
            format!("{} of {} replications{left}", thousands(made), thousands(asked))
        })
    };
    let figures = replicate(&model, &runs)?;
    let made = done.load(Ordering::Relaxed);
    if made == 0 {
        return Err(Error::failed("stopped before the first replication was over; nothing can be said yet"));
    }
    Ok(Replicated { model, loads, seed, asked, made, figures })
}

/// Whether a figure is of a state that lasts. Where a pool cannot keep up, its queue grows for as long as the run goes on: how long
/// people wait there, and from end to end, is then only a matter of how long that is.
fn lasts(of: &Replicated, figure: &Figure) -> bool {
    let grows = |pool: usize| !of.keeps_up(pool);
    let of_time = ["wait_", "waiting_", "end_to_end_", "open_at_end"];
    if !of_time.iter().any(|start| figure.metric.starts_with(start)) {
        return true;
    }
    !match figure.about {
        About::Whole | About::Class(_) => (0..of.loads.len()).any(grows),
        About::Pool(pool) | About::PoolClass(pool, _) => grows(pool),
        About::Step(step) => grows(of.model.steps[step].pool),
    }
}
