//! How much of the difference between the two arrangements that cost least goes with each of the numbers that decide most, alone and
//! together with others: Sobol' indices by Jansen's formulae ([`throughline::statistics::variance`]).
//!
//! Method: two futures for each row; then the first again, with one number from the second and all else as it was, its luck too. So
//! luck is one of the others that a number may go together with. Source: simulation.md 4.7. Where it misleads: of the numbers that
//! decide by their rank correlation, so one that shows only together with another may not be among them.

use std::sync::atomic::Ordering;

use throughline::error::Error;
use throughline::sourcing::answer::{Answer, Deciding, NumberShares};
use throughline::sourcing::appraisal::compared::SET;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::plan::Number;
use throughline::sourcing::question::Question;
use throughline::statistics::variance::{Row, Shares};

use crate::decide::{Asked, Future, look, narrowed};

/// So many of the numbers that decide are looked at.
pub const MOST: usize = 8;
/// What is said where nothing can be split, as no two arrangements can be compared.
pub const NOT_SPLIT: &str =
    "What decides is not split into shares: there are no two ways whose costs can be compared.";
/// Of fewer rows the shares are too rough to say.
pub const FEWEST_ROWS: u32 = 128;
/// The other future of each row has a number of its own, so many further on.
const OTHERS: usize = 1 << 20;

/// By so many rows; `None` where no two arrangements can be compared, or somebody stopped it.
pub fn deciding(
    question: &Question,
    answer: &Answer,
    rows: usize,
    asked: &Asked<'_>,
) -> Result<Option<Deciding>, Error> {
    let Some(ways) = answer.leading else { return Ok(None) };
    let (together, alone): (Vec<_>, Vec<_>) =
        answer.drivers.iter().take(MOST).partition(|driver| question.together.has(Number(driver.place)));
    let together = together.into_iter().map(|driver| driver.path.clone()).collect();
    if alone.is_empty() {
        return Ok(Some(Deciding { ways, numbers: Vec::new(), together, rows: 0 }));
    }
    let (question, (first, second)) = narrowed(question, ways);
    let drawn = |from: usize| -> Vec<Future> {
        (from..from + rows).map(|number| Future::drawn(&question, asked.seed, number)).collect()
    };
    let less = |futures: &[Future]| -> Result<Vec<Option<f64>>, Error> {
        let pounds = Outcome::pounds_per_need_met;
        look(&question, asked, futures)
            .into_iter()
            .map(|outcomes| outcomes.map(|of| Some(pounds(&of[second])? - pounds(&of[first])?)))
            .collect()
    };
    let (a, b) = (drawn(0), drawn(OTHERS));
    let (of_a, of_b) = (less(&a)?, less(&b)?);
    let mut numbers = Vec::new();
    for driver in alone {
        let place = driver.place;
        let mixed = a.iter().zip(&b).map(|(a, b)| a.with(place, b));
        let of_mixed = less(&mixed.collect::<Vec<Future>>())?;
        let row = |((a, b), a_with_b): ((&Option<f64>, &Option<f64>), &Option<f64>)| {
            Some(Row { a: (*a)?, b: (*b)?, a_with_b: (*a_with_b)? })
        };
        let known: Option<Vec<Row>> = of_a.iter().zip(&of_b).zip(&of_mixed).map(row).collect();
        let shares = known.and_then(|known| Shares::of(&known, SET));
        numbers.push(NumberShares { place, path: driver.path.clone(), shares });
    }
    if asked.stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    Ok(Some(Deciding { ways, numbers, together, rows }))
}
