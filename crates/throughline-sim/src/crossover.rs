//! The crossover finder: at which value of one number two arrangements cost the same for each need met, in the same futures.
//!
//! Method: bisection on the mean paired difference, which the same draws make a smooth function of the number; its interval is that of
//! the difference there (95 %, Student's t), divided by the slope between the ends. Source: simulation.md 4.3. Where it misleads: every other
//! number stays as believed, so it answers for this one alone; between the ends the difference may turn more than once, and one turn is
//! found.

use throughline::error::Error;
use throughline::sourcing::answer::{Crossover, Point};
use throughline::sourcing::appraisal::compared;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;

use crate::decide::{Asked, decide, narrowed};

/// So many times the place is halved: to a 4,000th of where it was looked for.
const HALVINGS: usize = 12;

/// Looks between two values of the number at that place among the plan's amounts, for two arrangements by their places.
pub fn crossover(
    question: &Question,
    number: usize,
    (low, high): (f64, f64),
    ways: (usize, usize),
    asked: &Asked<'_>,
) -> Result<Crossover, Error> {
    let (narrow, (first, second)) = narrowed(question, ways);
    let at = |value: f64| {
        let mut question = narrow.clone();
        let amount = &mut question.plan.amounts[number];
        (amount.value, amount.range) = (value, None);
        let decided = decide(&question, asked, |_| ())?;
        point(value, &decided.outcomes[first], &decided.outcomes[second])
    };
    let futures = question.futures.outer as usize;
    let (at_low, at_high) = (at(low)?, at(high)?);
    let mut found =
        Crossover { number, ways, points: vec![at_low, at_high], at: None, futures, through_futures: false };
    let is_less = |point: &Point| point.less_pounds > 0.0;
    if is_less(&at_low) != is_less(&at_high) {
        let (mut below, mut above) = (at_low, at_high);
        for _ in 0..HALVINGS {
            let middle = at((below.value + above.value) / 2.0)?;
            *(if is_less(&middle) == is_less(&below) { &mut below } else { &mut above }) = middle;
            found.points.push(middle);
        }
        found.points.sort_by(|one, other| one.value.total_cmp(&other.value));
        let value = (below.value + above.value) / 2.0;
        let slope = ((at_high.less_pounds - at_low.less_pounds) / (high - low)).abs();
        let half = below.half_width_pounds.max(above.half_width_pounds) / slope;
        found.at = Some((value, ((value - half).max(low), (value + half).min(high))));
    }
    Ok(found)
}

/// What two arrangements came to at a value, over the futures in which both met needs.
fn point(value: f64, first: &[Outcome], second: &[Outcome]) -> Result<Point, Error> {
    let pounds = Outcome::pounds_per_need_met;
    let both = first.iter().zip(second).map(|(first, second)| Some([pounds(first)?, pounds(second)?]));
    let both: Vec<Option<[f64; 2]>> = both.collect();
    let less: Vec<Option<f64>> = both.iter().map(|both| both.map(|[first, second]| second - first)).collect();
    let of = compared::mean(&less).filter(|of| of.n > 1);
    let of = of.ok_or_else(|| Error::asked("no need is met in these futures, so nothing can be compared"))?;
    let mean = |which: usize| both.iter().flatten().map(|pounds| pounds[which]).sum::<f64>() / of.n as f64;
    Ok(Point { value, pounds: [mean(0), mean(1)], less_pounds: of.mean, half_width_pounds: of.half_width_95 })
}
