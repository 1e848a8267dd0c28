//! The arrangements of a question, in many futures: the first page of an answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, Looked};
use throughline::sourcing::question::Question;
use throughline::wording::{counted, thousands};
use throughline_sim::decide::{Asked, Ended as Looking, decide, on_course};

use super::{answer_json, answer_page, is_shown, threads};
use crate::args::Plan as Arguments;
use crate::progress::{Shown, left};
use crate::{Ended, session, signals};

/// So many futures of each course of the world are looked at for the table of regret.
const FUTURES_OF_A_COURSE: usize = 16;

pub(super) fn run(question: &Question, path: &Path, arguments: &Arguments) -> Result<Ended, Error> {
    let named = |error: Error| Error::asked(format!("{}: {error}", path.display()));
    let (stop, done) = (signals::asked_to_stop(), Arc::new(AtomicU64::new(0)));
    let asked = Asked { seed: question.plan.seed, threads: threads(arguments), stop: &stop, done: &done };
    let courses = if question.drifts.is_empty() { 0 } else { question.drifts.len() + 1 };
    let all = u64::from(question.futures.outer) + (courses * FUTURES_OF_A_COURSE) as u64;
    let _shown = {
        let done = Arc::clone(&done);
        Shown::saying(move |elapsed| {
            let made = done.load(Ordering::Relaxed);
            let left = left(made as f64 / all as f64, elapsed);
            format!("{} of {} futures{left}", thousands(made), thousands(all.max(made)))
        })
    };
    let decided = decide(question, &asked).map_err(named)?;
    if decided.drawn.is_empty() {
        return Err(Error::failed("stopped before the first future was over; nothing can be said yet"));
    }
    let mut of_courses = Vec::new();
    let drifts = question.drifts.iter().enumerate().map(|(place, drift)| (Some(place), drift.name.clone()));
    for (course, name) in
        std::iter::once((None, "the plan's own course".to_string())).chain(drifts).take(courses)
    {
        let outcomes = on_course(question, course, FUTURES_OF_A_COURSE, &asked).map_err(named)?;
        // Stopped in between, some arrangements would have more futures than others.
        if decided.ended != Looking::Stopped && outcomes.iter().all(|of| of.len() == FUTURES_OF_A_COURSE) {
            of_courses.push((name, outcomes));
        }
    }
    let looked = Looked { drawn: &decided.drawn, outcomes: &decided.outcomes, courses: &of_courses };
    let answer = Answer::of(question, &looked).map_err(named)?;
    drop(_shown);
    let ended = match decided.ended {
        Looking::AllLooked => counted(answer.futures as u64, "future", "futures"),
        Looking::Enough(half) => format!(
            "{}: enough, as the difference between the best two is known to £{half:.2} for each need met",
            counted(answer.futures as u64, "future", "futures")
        ),
        Looking::Stopped => format!("stopped after {}", counted(answer.futures as u64, "future", "futures")),
    };
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
        _ => Ok(Ended::Done),
    }
}
