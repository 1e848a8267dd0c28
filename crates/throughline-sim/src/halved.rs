//! The two arrangements that cost least where every effect on failing is half of what the plan says, in the first of the same futures.

use throughline::error::Error;
use throughline::sourcing::answer::Effects;
use throughline::sourcing::appraisal::compared::FEWEST_FUTURES;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;

use crate::decide::{Asked, Future, look, narrowed};

/// So many futures are looked at.
pub(crate) const FUTURES: usize = FEWEST_FUTURES;

/// What both came to in some futures; fewer where somebody stopped it.
pub(crate) fn halved(
    question: &Question,
    effects: &Effects,
    ways: (usize, usize),
    asked: &Asked<'_>,
) -> Result<[Vec<Outcome>; 2], Error> {
    let (question, (first, second)) = narrowed(question, ways);
    let futures: Vec<Future> =
        (0..FUTURES).map(|number| Future::drawn(&question, asked.seed, number).halved(effects)).collect();
    let mut both = [Vec::new(), Vec::new()];
    for outcomes in look(&question, asked, &futures) {
        let outcomes = outcomes?;
        both[0].push(outcomes[first].clone());
        both[1].push(outcomes[second].clone());
    }
    Ok(both)
}
