//! The two arrangements that cost least where every effect on failing is half of what the plan says, in the first of the same futures.

use throughline::error::Error;
use throughline::sourcing::appraisal::compared::FEWEST_FUTURES;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;

use crate::decide::{Asked, Future, look, narrowed};

/// So many futures are looked at.
pub(crate) const FUTURES: usize = FEWEST_FUTURES;

/// What both came to; `None` where somebody stopped it.
pub(crate) fn halved(
    question: &Question,
    ways: (usize, usize),
    asked: &Asked<'_>,
) -> Result<Option<[Vec<Outcome>; 2]>, Error> {
    let (question, (first, second)) = narrowed(question, ways);
    let futures: Vec<Future> =
        (0..FUTURES).map(|number| Future::drawn(&question, asked.seed, number).halved()).collect();
    let mut both = [Vec::new(), Vec::new()];
    for outcomes in look(&question, asked, &futures) {
        let outcomes = outcomes?;
        both[0].push(outcomes[first].clone());
        both[1].push(outcomes[second].clone());
    }
    Ok(Some(both).filter(|both| both[0].len() == FUTURES))
}
