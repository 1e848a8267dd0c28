//! The arrangements of a question, in many futures: the first page of an answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use throughline::error::Error;
use throughline::sourcing::question::Question;
use throughline::wording::thousands;
use throughline_sim::answered::{Answered, answered, futures};
use throughline_sim::decide::Asked;
use throughline_sim::deciding::{MOST, NOT_SPLIT, deciding};
use throughline_sim::flows::flows;
use throughline_web::plan::Around;

use super::crossover::Sought;
use super::{answer_json, answer_page, is_shown, kept, spare, threads};
use crate::args::Plan as Arguments;
use crate::progress::{Shown, left};
use crate::{session, signals};

pub(super) fn run(question: &Question, path: &Path, arguments: &Arguments) -> Result<(), Error> {
    let named = |error: Error| match error.is_asked_wrong() {
        true => Error::asked(format!("{}: {error}", path.display())),
        false => error,
    };
    let all: Result<Vec<Sought>, Error> =
        arguments.crossover.iter().map(|text| Sought::of(question, text)).collect();
    let sought = all?;
    let logs = kept::sought(question, &arguments.log_of)?;
    spare(path, logs.iter().map(|(_, file)| ("--log-of", file.as_path())))?;
    let (stop, done) = (signals::asked_to_stop(), Arc::new(AtomicU64::new(0)));
    let asked = Asked { seed: question.plan.seed, threads: threads(arguments), stop: &stop, done: &done };
    let rows = arguments.shares.map_or(0, |rows| rows as usize);
    let shown = shown(futures(question) + (rows * (2 + MOST)) as u64, &done);
    for (place, file) in logs {
        kept::written(question, place, &file, asked.threads).map_err(named)?;
    }
    let Answered { mut answer, ended, stopped } = answered(question, &asked, |_| ()).map_err(named)?;
    for sought in sought.iter().filter(|_| !stopped) {
        let looked = sought.look(question, &mut answer, &asked);
        // Stopped in between, there is nothing to be wrong about.
        if stop.load(Ordering::Relaxed) {
            break;
        }
        looked.map_err(named)?;
    }
    if rows > 0 && !stopped && !stop.load(Ordering::Relaxed) {
        answer.deciding = deciding(question, &answer, rows, &asked).map_err(named)?;
        if answer.deciding.is_none() && !stop.load(Ordering::Relaxed) {
            answer.says.push(NOT_SPLIT.to_string());
        }
    }
    drop(shown);
    let asked_more = rows > 0 || !sought.is_empty();
    if asked_more && stop.load(Ordering::Relaxed) {
        answer.says.insert(0, LEFT_OUT.to_string());
    }
    if is_shown(arguments) {
        session::show(&answer_page::page(question, &answer, &ended))?;
    }
    if let Some(out) = &arguments.json {
        session::write(out, answer_json::answer(question, &answer, &ended))?;
    }
    if let Some(out) = &arguments.html {
        let flows = flows(question, asked.threads);
        let around = Around { flows: &flows, ..Around::default() };
        session::write(out, throughline_web::plan::page(question, &answer, &ended, &around))?;
    }
    if let Some(out) = &arguments.xlsx {
        session::write(out, throughline_web::workbook::plan(question, &answer, &ended)?)?;
    }
    match stop.load(Ordering::Relaxed) {
        _ if stopped => Err(Error::failed(format!("{ended}; what is shown is of those"))),
        true => Err(Error::failed(
            "stopped after the futures; courses of the world, crossovers or shares are left out",
        )),
        false => Ok(()),
    }
}

/// What a reader must know of a run that was stopped between its futures and its end.
const LEFT_OUT: &str =
    "This run was stopped before its end: crossovers or shares that were asked for are left out.";

/// Shows how far it is until it is dropped.
fn shown(all: u64, done: &Arc<AtomicU64>) -> Shown {
    let done = Arc::clone(done);
    Shown::saying(move |elapsed| {
        let made = done.load(Ordering::Relaxed);
        let left = left(made as f64 / all as f64, elapsed);
        format!("{} of {} futures{left}", thousands(made), thousands(all.max(made)))
    })
}
