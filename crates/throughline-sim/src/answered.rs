//! The whole answer to a question: its futures, and the courses of the world for the table of regret.

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, Halved, Looked};
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
    let has_effects = |place: usize| !Halved::effects(question, (0, place)).is_empty();
    let of_halves = if (0..question.arrangements.len()).any(has_effects) { halved::FUTURES } else { 0 };
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
    let ways = Answer::leading(question, &decided.outcomes).filter(|ways| {
        goes_on && decided.drawn.len() >= halved::FUTURES && !Halved::effects(question, *ways).is_empty()
    });
    let halved = ways.map(|ways| halved::halved(question, ways, asked)).transpose()?;
    let all_halves = halved.as_ref().is_none_or(Option::is_some);
    let halved = halved.flatten();
    let looked = Looked {
        drawn: &decided.drawn,
        outcomes: &decided.outcomes,
        courses: &of_courses,
        halved: halved.as_ref(),
    };
    let mut answer = Answer::of(question, &looked)?;
    let left_out = [(!all_courses).then_some(NO_COURSES), (!all_halves).then_some(NO_HALVES)];
    let left_out: Vec<&str> = left_out.into_iter().flatten().collect();
    if !goes_on || !left_out.is_empty() {
        answer.says.insert(0, stopped_early(decided.drawn.len(), &left_out));
    }
    Ok(Answered { answer, ended: ended(&decided), stopped: !goes_on })
}

const NO_COURSES: &str = "nothing says what each way would cost on another course of the world";
const NO_HALVES: &str = "nothing says what holds if only half is true of what changes how often work fails";

/// What a reader of the page must know of a run that somebody stopped.
fn stopped_early(futures: usize, left_out: &[&str]) -> String {
    let of = counted(futures as u64, "future", "futures");
    let without: String = left_out.iter().map(|one| format!(", and {one}")).collect();
    format!("This run was stopped early: what follows is of {of}{without}.")
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
