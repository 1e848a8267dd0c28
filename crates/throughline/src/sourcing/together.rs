//! Numbers that are not known and go together: where one is high in a future, so is the other.
//!
//! Method: the normal copula. Independent chances become normal by the normal quantile, are mixed by the Cholesky factor of the matrix
//! of correlations, and become chances again; `r = 2 sin(pi s / 6)` is the correlation of normals whose rank correlation is `s` (Kruskal
//! 1958, "Ordinal measures of association", JASA 53). Every number keeps its own range and belief. Source: simulation.md 4.7. Where it
//! misleads: numbers that go together in the middle need not do so at their ends, which this takes for granted.

use std::f64::consts::PI;

use super::plan::Number;
use crate::statistics::laws::{normal_below, normal_of};

/// Numbers of which each two go together as much.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Which.
    pub of: Vec<Number>,
    /// Spearman's rank correlation of each two of them, from -1 to 1 and neither: one number would then be the other.
    pub rank: f64,
}

/// All numbers that go together with some other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    of: Vec<Number>,
    /// The lower triangle of the Cholesky factor, row by row.
    rows: Vec<Vec<f64>>,
}

impl Together {
    /// Of correlations of which no two name the same pair; two numbers that none names are independent. Where they cannot all hold, an
    /// error of the place of the first that cannot beside those before.
    pub fn of(correlations: &[Correlation]) -> Result<Together, usize> {
        Together::factored(correlations).ok_or_else(|| {
            let upto = |count: &usize| Together::factored(&correlations[..*count]).is_none();
            (1..correlations.len()).find(upto).unwrap_or(correlations.len()) - 1
        })
    }

    /// `None` where no numbers can go together like that.
    fn factored(correlations: &[Correlation]) -> Option<Together> {
        let mut of: Vec<Number> = correlations.iter().flat_map(|one| &one.of).copied().collect();
        of.sort_unstable();
        of.dedup();
        let between = |one: Number, other: Number| {
            let both = |all: &&Correlation| all.of.contains(&one) && all.of.contains(&other);
            correlations.iter().find(both).map_or(0.0, |all| 2.0 * libm::sin(PI * all.rank / 6.0))
        };
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for one in &of {
            let mut row: Vec<f64> = Vec::new();
            for (other, above) in rows.iter().enumerate() {
                let shared: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
                row.push((between(*one, of[other]) - shared) / above[other]);
            }
            let left = 1.0 - row.iter().map(|cell| cell * cell).sum::<f64>();
            // A number that is made up of others would be no number of its own.
            row.push(Some(left.sqrt()).filter(|left| *left > 1e-6)?);
            rows.push(row);
        }
        Some(Together { of, rows })
    }

    /// Whether a number goes together with others.
    pub fn has(&self, number: Number) -> bool {
        self.of.contains(&number)
    }

    /// Makes of independent chances, one for every amount of the plan, such as go together.
    pub fn mix(&self, chances: &mut [f64]) {
        let alone: Vec<f64> =
            self.of.iter().map(|Number(place)| normal_of(chances[*place].clamp(1e-9, 1.0 - 1e-9))).collect();
        for (Number(place), row) in self.of.iter().zip(&self.rows) {
            chances[*place] = normal_below(row.iter().zip(&alone).map(|(a, b)| a * b).sum());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    fn correlation(of: &[usize], rank: f64) -> Correlation {
        Correlation { of: of.iter().map(|place| Number(*place)).collect(), rank }
    }

    /// Spearman's rank correlation over draws, by ranks of an even chance: 12 E[(u - 1/2)(v - 1/2)].
    fn rank(together: &Together, numbers: usize, (one, other): (usize, usize)) -> f64 {
        let mut random = Random::new(3, "together");
        let n = 40_000;
        let sum: f64 = (0..n)
            .map(|_| {
                let mut chances: Vec<f64> = (0..numbers).map(|_| random.unit()).collect();
                together.mix(&mut chances);
                assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
                12.0 * (chances[one] - 0.5) * (chances[other] - 0.5)
            })
            .sum();
        sum / f64::from(n)
    }

    #[test]
    fn they_go_together_as_much_as_is_said_and_stay_even() {
        let together = Together::of(&[correlation(&[0, 2, 3], 0.7), correlation(&[0, 4], -0.5)]).unwrap();
        // The standard error of a rank correlation over 40,000 draws is at most 0.005.
        for (pair, known) in [((0, 2), 0.7), ((2, 3), 0.7), ((0, 4), -0.5), ((2, 4), 0.0), ((0, 1), 0.0)] {
            let found = rank(&together, 5, pair);
            assert!((found - known).abs() < 0.02, "{pair:?}: {found} {known}");
        }
        // The variance of an even chance is 1/12.
        for place in 0..5 {
            assert!((rank(&together, 5, (place, place)) - 1.0).abs() < 0.02, "{place}");
        }
        assert!(together.has(Number(4)) && !together.has(Number(1)));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let both = [correlation(&[0, 1], 0.9), correlation(&[1, 2], 0.9), correlation(&[0, 2], -0.9)];
        assert_eq!(
            Together::of(&both),
            Err(1),
            "who goes with both of two goes with neither so much, if these do not go together"
        );
        let all = [both[0].clone(), both[1].clone(), correlation(&[0, 2], 0.9)];
        assert!(Together::of(&all).is_ok() && Together::of(&both[..1]).is_ok());
        let against = [correlation(&[0, 1], 0.5), correlation(&[1, 2], 0.5), correlation(&[0, 2], -0.9)];
        assert_eq!((Together::of(&against[..2]).is_ok(), Together::of(&against)), (true, Err(2)));
        assert_eq!(Together::of(&[correlation(&[0, 1], 1.0)]), Err(0), "the same number twice");
        assert_eq!(Together::of(&[]), Ok(Together::default()));
    }
}
