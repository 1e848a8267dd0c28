//! The crossover finder: at which value of one number two arrangements cost the same for each need met, in the same futures.
//!
//! Method: bisection on the mean paired difference, which the same draws make a smooth function of the number; its interval is that of
//! the difference there (95 %, Student's t), divided by the slope between the ends. Source: simulation.md 4.3. Where it misleads: every other
//! number stays as believed, so it answers for this one alone; between the ends the difference may turn more than once, and one turn is
//! found.

use throughline::error::Error;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;
use throughline::statistics::spread::Mean;

use crate::decide::{Asked, decide};

/// By how much the first costs less than the second for each need met, at a value of the number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The value.
    pub value: f64,
    /// The mean over the futures, in pounds; below nought the second costs less.
    pub less_pounds: f64,
    /// Half of its 95 % interval.
    pub half_width_pounds: f64,
}

/// Where two arrangements cost the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossover {
    /// The value at which they do, with the ends of its 95 % interval; `None` where one costs less at both ends.
    pub at: Option<(f64, (f64, f64))>,
    /// At the low end of where it was looked for.
    pub low: Difference,
    /// At the high end.
    pub high: Difference,
    /// In how many futures at each value.
    pub futures: usize,
}

/// So many times the place is halved: to a 4,000th of where it was looked for.
const HALVINGS: usize = 12;

/// Looks between two values of the number at that place among the plan's amounts, for two arrangements by their places.
pub fn crossover(
    question: &Question,
    place: usize,
    (low, high): (f64, f64),
    (first, second): (usize, usize),
    asked: &Asked<'_>,
) -> Result<Crossover, Error> {
    // The base comes first, as what is before an arrangement begins is its; once, though it be one of the two.
    let mut looked_at = vec![0];
    let mut taken = |place: usize| {
        looked_at.iter().position(|known| *known == place).unwrap_or_else(|| {
            looked_at.push(place);
            looked_at.len() - 1
        })
    };
    let (first, second) = (taken(first), taken(second));
    let at = |value: f64| {
        let mut question = question.clone();
        question.arrangements = looked_at.iter().map(|place| question.arrangements[*place].clone()).collect();
        question.futures.half_width_pounds = None;
        let amount = &mut question.plan.amounts[place];
        (amount.value, amount.range) = (value, None);
        let decided = decide(&question, asked, |_| ())?;
        difference(value, &decided.outcomes[first], &decided.outcomes[second])
    };
    let (at_low, at_high) = (at(low)?, at(high)?);
    let futures = question.futures.outer as usize;
    let found = |at| Crossover { at, low: at_low, high: at_high, futures };
    if (at_low.less_pounds > 0.0) == (at_high.less_pounds > 0.0) {
        return Ok(found(None));
    }
    let (mut below, mut above) = (at_low, at_high);
    for _ in 0..HALVINGS {
        let middle = at((below.value + above.value) / 2.0)?;
        let like_below = (middle.less_pounds > 0.0) == (below.less_pounds > 0.0);
        *(if like_below { &mut below } else { &mut above }) = middle;
    }
    let value = (below.value + above.value) / 2.0;
    let slope = ((at_high.less_pounds - at_low.less_pounds) / (high - low)).abs();
    let half = below.half_width_pounds.max(above.half_width_pounds) / slope;
    Ok(found(Some((value, ((value - half).max(low), (value + half).min(high))))))
}

fn difference(value: f64, first: &[Outcome], second: &[Outcome]) -> Result<Difference, Error> {
    let pounds = |one: &Outcome| Some(one.pence_per_need_met()? / 100.0);
    let both = first.iter().zip(second).map(|(first, second)| Some(pounds(second)? - pounds(first)?));
    let less: Vec<f64> = both.flatten().collect();
    let of = Mean::of(&less).filter(|of| of.n > 1);
    let of = of.ok_or_else(|| Error::asked("no need is met in these futures, so nothing can be compared"))?;
    Ok(Difference { value, less_pounds: of.mean, half_width_pounds: of.half_width_95 })
}
