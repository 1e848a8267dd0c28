//! The arrangements of a question, in many futures: the first page of an answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, Looked};
use throughline::sourcing::question::Question;
use throughline::wording::{counted, thousands};
use throughline_sim::decide::{Asked, Decided, Ended as Looking, decide, on_course};

use super::crossover::Sought;
use super::{answer_json, answer_page, is_shown, kept, spare, threads};
use crate::args::Plan as Arguments;
use crate::progress::{Shown, left};
use crate::{session, signals};

/// So many futures of each course of the world are looked at for the table of regret.
const FUTURES_OF_A_COURSE: usize = 16;

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
    let shown = shown(question, &done);
    for (place, file) in logs {
        kept::written(question, place, &file, asked.threads).map_err(named)?;
    }
    let decided = decide(question, &asked).map_err(named)?;
    let answer = answer(question, &decided, &sought, &asked).map_err(named)?;
    drop(shown);
    let ended = ended(&decided);
    if is_shown(arguments) {
        session::show(&answer_page::page(question, &answer, &ended))?;
    }
    if let Some(out) = &arguments.json {
        session::write(out, answer_json::answer(question, &answer, &ended))?;
    }
    if let Some(out) = &arguments.html {
        session::write(out, throughline_web::plan::page(question, &answer, &ended))?;
    }
    match decided.ended {
        Looking::Stopped => Err(Error::failed(format!("{ended}; what is shown is of those"))),
        _ if stop.load(Ordering::Relaxed) => {
            Err(Error::failed("stopped after the futures; courses of the world or crossovers are left out"))
        }
        _ => Ok(()),
    }
}

/// How many courses of the world are compared for regret: the plan's own and all drifts, where there are any.
fn courses(question: &Question) -> usize {
    if question.drifts.is_empty() { 0 } else { question.drifts.len() + 1 }
}

/// Shows how far it is until it is dropped.
fn shown(question: &Question, done: &Arc<AtomicU64>) -> Shown {
    let all = u64::from(question.futures.outer) + (courses(question) * FUTURES_OF_A_COURSE) as u64;
    let done = Arc::clone(done);
    Shown::saying(move |elapsed| {
        let made = done.load(Ordering::Relaxed);
        let left = left(made as f64 / all as f64, elapsed);
        format!("{} of {} futures{left}", thousands(made), thousands(all.max(made)))
    })
}

/// The answer, with what was sought beside it; without both where somebody stopped it.
fn answer(
    question: &Question,
    decided: &Decided,
    sought: &[Sought],
    asked: &Asked<'_>,
) -> Result<Answer, Error> {
    if decided.drawn.is_empty() {
        return Err(Error::failed("stopped before the first future was over; nothing can be said yet"));
    }
    let goes_on = decided.ended != Looking::Stopped;
    let mut of_courses = Vec::new();
    let drifts = question.drifts.iter().enumerate().map(|(place, drift)| (Some(place), drift.name.clone()));
    let all = std::iter::once((None, "the plan's own course".to_string())).chain(drifts);
    for (course, name) in all.take(courses(question)).filter(|_| goes_on) {
        let outcomes = on_course(question, course, FUTURES_OF_A_COURSE, asked)?;
        // Stopped in between, some arrangements would have more futures than others.
        if outcomes.iter().all(|of| of.len() == FUTURES_OF_A_COURSE) {
            of_courses.push((name, outcomes));
        }
    }
    let looked = Looked { drawn: &decided.drawn, outcomes: &decided.outcomes, courses: &of_courses };
    let mut answer = Answer::of(question, &looked)?;
    for sought in sought {
        let says = sought.says(question, &answer, asked);
        // Stopped in between, it would be of some of the futures, or of none.
        if asked.stop.load(Ordering::Relaxed) {
            break;
        }
        answer.says.push(says?);
    }
    Ok(answer)
}

/// Over how many futures, and why no more.
fn ended(decided: &Decided) -> String {
    let futures = counted(decided.drawn.len() as u64, "future", "futures");
    match decided.ended {
        Looking::AllLooked => futures,
        Looking::Enough(half) => format!(
            "{futures}: enough, as the difference between the best two is known to £{half:.2} for each need met"
        ),
        Looking::Stopped => format!("stopped after {futures}"),
    }
}
