//! What the two arrangements that cost least come to over the values of the numbers that decide most, from the futures that were looked at
//! anyway: nothing more is run for it.
//!
//! Formula: a parabola by least squares through what each cost in every future, and through the difference; its 95 % interval at a value is
//! Student's t with n - 3 degrees of freedom on the standard error of the curve there. Where the curve of the difference is nought they
//! cost the same; the interval of that is the values about it at which the interval of the difference holds nought. Source: simulation.md
//! 4.7 (regression on the same sample) and 5. Where it misleads: all else varies too, and what bends more than a parabola, such as a queue
//! that grows only from some value on, is drawn too smooth: `--crossover` tries values, all else as believed.

use super::crossover::{Crossover, Point};
use super::drivers::Driver;
use crate::statistics::least_squares::{Term, fit};
use crate::statistics::spread::student_95;

/// So many of the numbers that decide are drawn.
const DRAWN: usize = 2;
/// At so many values, from the least to the most that was drawn.
const POINTS: usize = 9;
/// In so many parts the ends of an interval are looked for.
const PARTS: usize = 200;

/// Of those that decide most. `pounds` are what the first and the second cost for each need met in each future of `drawn`.
pub(super) fn of(
    drivers: &[Driver],
    ways: (usize, usize),
    drawn: &[Vec<f64>],
    pounds: &[[f64; 2]],
) -> Vec<Crossover> {
    let one = |driver: &Driver| {
        let values: Vec<f64> = drawn.iter().map(|future| future[driver.place]).collect();
        let (points, at) = through(&values, pounds)?;
        let futures = values.len();
        Some(Crossover {
            number: driver.place,
            ways,
            points,
            at,
            futures,
            no_verdict: None,
            through_futures: true,
        })
    };
    drivers.iter().take(DRAWN).filter_map(one).collect()
}

/// Where they meet, with the ends of its interval.
type Meets = Option<(f64, (f64, f64))>;

fn through(values: &[f64], pounds: &[[f64; 2]]) -> Option<(Vec<Point>, Meets)> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let way = |which: usize| pounds.iter().map(|both| both[which]).collect::<Vec<f64>>();
    let (first, second) = (way(0), way(1));
    let less: Vec<f64> = pounds.iter().map(|[first, second]| second - first).collect();
    let t = student_95(values.len() as f64 - 3.0);
    let of_less = |value: f64| curve_at(values, &less, value).map(|of| (of.estimate, t * of.standard_error));
    let value = |part: usize, of: usize| low + (high - low) * part as f64 / of as f64;
    let point = |place: usize| {
        let value = value(place, POINTS - 1);
        let cost = |way: &[f64]| curve_at(values, way, value).map(|of| of.estimate);
        let (less_pounds, half_width_pounds) = of_less(value)?;
        Some(Point { value, pounds: [cost(&first)?, cost(&second)?], less_pounds, half_width_pounds })
    };
    let points = (0..POINTS).map(point).collect::<Option<Vec<Point>>>()?;
    let fine: Vec<(f64, f64, f64)> = (0..=PARTS)
        .map(|part| value(part, PARTS))
        .map(|value| of_less(value).map(|(less, half)| (value, less, half)))
        .collect::<Option<_>>()?;
    let turns: Vec<usize> =
        (1..fine.len()).filter(|at| (fine[at - 1].1 > 0.0) != (fine[*at].1 > 0.0)).collect();
    // A parabola that turns twice says that it bends, not where.
    let at = match turns[..] {
        [turn] => {
            let ((below, before, _), (above, after, _)) = (fine[turn - 1], fine[turn]);
            let meets = below + (above - below) * before / (before - after);
            let unclear = |(_, less, half): &&(f64, f64, f64)| less.abs() <= *half;
            let from = fine[..turn].iter().rev().take_while(unclear).last().map_or(meets, |one| one.0);
            let to = fine[turn..].iter().take_while(unclear).last().map_or(meets, |one| one.0);
            Some((meets, (from, to)))
        }
        _ => None,
    };
    Some((points, at))
}

/// A parabola through the values of the futures, at one value: about it, so that its constant is what is looked for.
fn curve_at(values: &[f64], pounds: &[f64], at: f64) -> Option<Term> {
    let rows: Vec<Vec<f64>> =
        values.iter().map(|value| vec![1.0, value - at, (value - at) * (value - at)]).collect();
    Some(fit(&rows, pounds, 0)?.terms[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first costs 10 and half of the number, the second 12; luck that goes with neither.
    #[test]
    fn a_straight_difference_turns_where_it_is_nought() {
        let luck = [0.3, -0.3, -0.3, 0.3];
        let values: Vec<f64> = (0..64).map(|place| f64::from(place) / 8.0).collect();
        let pounds: Vec<[f64; 2]> = values
            .iter()
            .enumerate()
            .map(|(place, value)| [10.0 + value / 2.0 + luck[place % 4], 12.0])
            .collect();
        let (points, at) = through(&values, &pounds).unwrap();
        assert_eq!((points.len(), points[0].value, points[POINTS - 1].value), (POINTS, 0.0, 63.0 / 8.0));
        let (meets, (low, high)) = at.unwrap();
        assert!((meets - 4.0).abs() < 0.1, "{meets}");
        assert!(low < 4.0 && 4.0 < high && low > 3.2 && high < 4.8, "{low} {high}");
        assert!((points[0].pounds[0] - 10.0).abs() < 0.2 && (points[0].less_pounds - 2.0).abs() < 0.2);
        assert!(points[0].half_width_pounds > 0.0 && points[0].half_width_pounds < 0.5);
    }

    #[test]
    fn a_difference_that_keeps_its_sign_turns_nowhere() {
        let values: Vec<f64> = (0..40).map(f64::from).collect();
        let pounds: Vec<[f64; 2]> = values.iter().map(|value| [10.0, 11.0 + value]).collect();
        let (points, at) = through(&values, &pounds).unwrap();
        assert_eq!(at, None);
        assert!(points.iter().all(|point| point.less_pounds > 0.9));
        assert_eq!(through(&[1.0, 1.0, 1.0, 1.0], &[[1.0, 2.0]; 4]), None, "it does not vary");
    }
}
