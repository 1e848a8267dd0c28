//! The whole answer to a question: its futures, and the courses of the world for the table of regret.

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, Effects, Looked};
use throughline::sourcing::question::Question;
use throughline::wording::counted;

use crate::decide::{Asked, Decided, Ended, decide, on_course};
use crate::halved;

/// So many futures of each course of the world are looked at for the table of regret.
const FUTURES_OF_A_COURSE: usize = 16;

/// An answer, and how it came to its end.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Over how many futures it is, and why no more.
    pub ended: String,
    /// Whether somebody stopped it before all futures were looked at.
    pub stopped: bool,
}

/// How many futures are looked at in all, those of courses of the world too, for whoever shows how far it is.
pub fn futures(question: &Question) -> u64 {
    let of_halves = if Effects::of(question).is_empty() { 0 } else { halved::FUTURES };
    u64::from(question.futures.outer) + (courses(question) * FUTURES_OF_A_COURSE + of_halves) as u64
}

/// How many courses of the world are compared for regret: the plan's own and all drifts, where there are any.
fn courses(question: &Question) -> usize {
    if question.drifts.is_empty() { 0 } else { question.drifts.len() + 1 }
}

/// Answers a question; `watch` is shown the futures so far, every few.
pub fn answered(
    question: &Question,
    asked: &Asked<'_>,
    watch: impl FnMut(&Decided),
) -> Result<Answered, Error> {
    let decided = decide(question, asked, watch)?;
    if decided.drawn.is_empty() {
        return Err(Error::failed("stopped before the first future was over; nothing can be said yet"));
    }
    let goes_on = decided.ended != Ended::Stopped;
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
    let all_courses = of_courses.len() == courses(question);
    if !all_courses {
        // Of some of the courses nobody can say which way regrets least.
        of_courses.clear();
    }
    let effects = Effects::of(question);
    let ways = Answer::leading(question, &decided.outcomes).filter(|_| goes_on && !effects.is_empty());
    let of_halves = ways.map(|ways| halved::halved(question, &effects, ways, asked)).transpose()?;
    // Stopped in between, there are fewer than can be told of.
    let all_halves = of_halves.as_ref().filter(|both| both[0].len() == halved::FUTURES);
    let halved = all_halves.map(|both| (&effects, both));
    let looked = Looked { drawn: &decided.drawn, outcomes: &decided.outcomes, courses: &of_courses, halved };
    let mut answer = Answer::of(question, &looked)?;
    if !goes_on || !all_courses {
        answer.says.insert(0, stopped_early(decided.drawn.len(), all_courses));
    }
    Ok(Answered { answer, ended: ended(&decided), stopped: !goes_on })
}

/// What a reader of the page must know of a run that somebody stopped.
fn stopped_early(futures: usize, all_courses: bool) -> String {
    let of = counted(futures as u64, "future", "futures");
    let courses = if all_courses {
        ""
    } else {
        ", and nothing says what each way would cost on another course of the world"
    };
    format!("This run was stopped early: what follows is of {of}{courses}.")
}

/// Over how many futures, and why no more.
fn ended(decided: &Decided) -> String {
    let futures = counted(decided.drawn.len() as u64, "future", "futures");
    match decided.ended {
        Ended::AllLooked => futures,
        Ended::Enough(half) => format!(
            "{futures}: enough, as the difference between the best two is known to £{half:.2} for each need met"
        ),
        Ended::Stopped => format!("stopped after {futures}"),
    }
}
