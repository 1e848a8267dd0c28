//! The crossover finder: at which value of one number two arrangements cost the same for each need met, in the same futures.
//!
//! Method: bisection on the mean paired difference, which the same draws make a smooth function of the number; its interval is that of
//! the difference there (95 %, Student's t), divided by the slope between the ends. Source: simulation.md 4.3. Where it misleads: every other
//! number stays as believed, so it answers for this one alone; between the ends the difference may turn more than once, and one turn is
//! found.

use throughline::error::Error;
use throughline::sourcing::answer::comparable::Undone;
use throughline::sourcing::answer::{Crossover, NoVerdict, Point};
use throughline::sourcing::appraisal::compared;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;

use crate::decide::{Asked, decide, narrowed};

/// So many times the place is halved: to a 4,000th of where it was looked for.
const HALVINGS: usize = 12;

/// What both came to at a value, and why there is no verdict on money there, where one leaves clearly more undone.
#[derive(Debug, Clone)]
struct Tried {
    point: Point,
    undone: Option<String>,
}

/// Looks between two values of the number at that place among the plan's amounts, for two arrangements by their places. Where there is no
/// verdict at one end, it looks as far as there is one.
pub fn crossover(
    question: &Question,
    number: usize,
    (low, high): (f64, f64),
    ways: (usize, usize),
    asked: &Asked<'_>,
) -> Result<Crossover, Error> {
    let (narrow, (first, second)) = narrowed(question, ways);
    let names = [ways.0, ways.1].map(|place| question.arrangements[place].name.as_str());
    let at = |value: f64| {
        let mut question = narrow.clone();
        let amount = &mut question.plan.amounts[number];
        (amount.value, amount.range) = (value, None);
        let decided = decide(&question, asked, |_| ())?;
        let [one, other] = [&decided.outcomes[first], &decided.outcomes[second]];
        let more = Undone::of(one, other).map(|undone| undone.says(names[0], names[1]));
        let undone = more.or_else(|| Undone::of(other, one).map(|undone| undone.says(names[1], names[0])));
        Ok::<Tried, Error>(Tried { point: point(value, one, other)?, undone })
    };
    let futures = question.futures.outer as usize;
    let none = Crossover {
        number,
        ways,
        points: Vec::new(),
        at: None,
        futures,
        no_verdict: None,
        through_futures: false,
    };
    let (at_low, at_high) = (at(low)?, at(high)?);
    let (ends, points, no_verdict) = match (at_low.undone, at_high.undone) {
        (None, None) => ([at_low.point, at_high.point], vec![at_low.point, at_high.point], None),
        (Some(why), Some(_)) => {
            return Ok(Crossover { no_verdict: Some(NoVerdict { from: high, to: low, why }), ..none });
        }
        (None, Some(why)) => {
            let (points, from) = edge(at_low.point, high, &at)?;
            ([points[0], points[points.len() - 1]], points, Some(NoVerdict { from, to: high, why }))
        }
        (Some(why), None) => {
            let (points, from) = edge(at_high.point, low, &at)?;
            ([points[points.len() - 1], points[0]], points, Some(NoVerdict { from, to: low, why }))
        }
    };
    let mut found = Crossover { points, no_verdict, ..none };
    if found.points.len() > 1 {
        bisect(&mut found, ends, |value| Ok(at(value)?.point))?;
    } else {
        found.points.clear();
    }
    Ok(found)
}

/// From a value with a verdict towards one without: the points that have one, the furthest last, and the nearest value that has none.
fn edge(
    good: Point,
    mut bad: f64,
    at: &impl Fn(f64) -> Result<Tried, Error>,
) -> Result<(Vec<Point>, f64), Error> {
    let (mut points, mut last) = (vec![good], good.value);
    for _ in 0..HALVINGS {
        let middle = at((last + bad) / 2.0)?;
        match middle.undone {
            None => {
                last = middle.point.value;
                points.push(middle.point);
            }
            Some(_) => bad = middle.point.value,
        }
    }
    Ok((points, bad))
}

/// Finds between two ends where both cost the same, where one costs less at one end and the other at the other.
fn bisect(
    found: &mut Crossover,
    [at_low, at_high]: [Point; 2],
    at: impl Fn(f64) -> Result<Point, Error>,
) -> Result<(), Error> {
    let is_less = |point: &Point| point.less_pounds > 0.0;
    if is_less(&at_low) != is_less(&at_high) {
        let (mut below, mut above) = (at_low, at_high);
        for _ in 0..HALVINGS {
            let middle = at((below.value + above.value) / 2.0)?;
            *(if is_less(&middle) == is_less(&below) { &mut below } else { &mut above }) = middle;
            found.points.push(middle);
        }
        let (low, high) = (at_low.value, at_high.value);
        let value = (below.value + above.value) / 2.0;
        let slope = ((at_high.less_pounds - at_low.less_pounds) / (high - low)).abs();
        let half = below.half_width_pounds.max(above.half_width_pounds) / slope;
        found.at = Some((value, ((value - half).max(low), (value + half).min(high))));
    }
    found.points.sort_by(|one, other| one.value.total_cmp(&other.value));
    Ok(())
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
