//! Two linear models of sparse rows, trained by going down one coordinate of the dual at a time, in an order drawn by chance from a
//! fixed seed: the same rows, the same model.
//!
//! Support vector machine with squared hinge loss (Hsieh et al., ICML 2008) for yes or no; logistic regression (Yu, Huang and Lin,
//! Machine Learning 85, 2011) for a probability. Both as LIBLINEAR has them, with the constant as one more feature of size 1.

use super::scale::Row;
use crate::statistics::random::Random;

/// Most passes over the rows.
const PASSES: usize = 200;

/// A linear model: a weight for each feature, and the constant last.
#[derive(Debug, Clone)]
pub(super) struct Linear(Vec<f64>);

impl Linear {
    /// The score of a row; above nought is yes.
    pub(super) fn score(&self, row: &[(u32, f32)]) -> f64 {
        let constant = self.0.last().copied().unwrap_or(0.0);
        row.iter().fold(constant, |sum, (feature, size)| sum + self.0[*feature as usize] * f64::from(*size))
    }

    /// The probability of yes, of a logistic model.
    pub(super) fn probability(&self, row: &[(u32, f32)]) -> f64 {
        1.0 / (1.0 + (-self.score(row)).exp())
    }

    fn add(&mut self, row: &[(u32, f32)], times: f64) {
        row.iter().for_each(|(feature, size)| self.0[*feature as usize] += times * f64::from(*size));
        if let Some(constant) = self.0.last_mut() {
            *constant += times;
        }
    }
}

/// One row in training.
pub(super) struct Example<'a> {
    pub(super) row: &'a Row,
    pub(super) yes: bool,
    /// How much it costs to get it wrong.
    pub(super) cost: f64,
}

impl Example<'_> {
    fn sign(&self) -> f64 {
        if self.yes { 1.0 } else { -1.0 }
    }
}

/// The squared length of each row, with the constant.
fn squares(rows: &[Example<'_>]) -> Vec<f64> {
    let of = |example: &Example<'_>| {
        1.0 + example.row.iter().map(|(_, size)| f64::from(*size).powi(2)).sum::<f64>()
    };
    rows.iter().map(of).collect()
}

/// A support vector machine over `features` features.
pub(super) fn machine(features: usize, rows: &[Example<'_>]) -> Linear {
    let mut model = Linear(vec![0.0; features + 1]);
    let mut alpha = vec![0.0; rows.len()];
    let squares = squares(rows);
    let mut active: Vec<usize> = (0..rows.len()).collect();
    let mut random = Random::new(1, "support vector machine");
    // Rows that stay right by more than the worst of the last pass are left aside until the end (LIBLINEAR's shrinking).
    let mut aside_above = f64::INFINITY;
    for _ in 0..PASSES {
        random.shuffle(&mut active);
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut place = 0;
        while let Some(row) = active.get(place).copied() {
            let example = &rows[row];
            let slack = 0.5 / example.cost;
            let gradient = example.sign() * model.score(example.row) - 1.0 + slack * alpha[row];
            if alpha[row] == 0.0 && gradient > aside_above {
                active.swap_remove(place);
                continue;
            }
            let projected = if alpha[row] == 0.0 { gradient.min(0.0) } else { gradient };
            (most, least) = (most.max(projected), least.min(projected));
            if projected.abs() > 1e-12 {
                let next = (alpha[row] - gradient / (squares[row] + slack)).max(0.0);
                model.add(example.row, (next - alpha[row]) * example.sign());
                alpha[row] = next;
            }
            place += 1;
        }
        if most - least <= TOLERANCE {
            if active.len() == rows.len() {
                break;
            }
            active = (0..rows.len()).collect();
            aside_above = f64::INFINITY;
            continue;
        }
        aside_above = if most <= 0.0 { f64::INFINITY } else { most };
    }
    model
}

/// How far from the best the gradient may end.
const TOLERANCE: f64 = 0.01;

/// A logistic regression over `features` features.
pub(super) fn logistic(features: usize, rows: &[Example<'_>]) -> Linear {
    let mut model = Linear(vec![0.0; features + 1]);
    // Of each row alpha and what is left of its cost.
    let mut alpha: Vec<[f64; 2]> = rows
        .iter()
        .map(|example| {
            let start = (0.001 * example.cost).min(1e-8);
            [start, example.cost - start]
        })
        .collect();
    rows.iter().zip(&alpha).for_each(|(example, alpha)| model.add(example.row, example.sign() * alpha[0]));
    let squares = squares(rows);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = Random::new(1, "logistic regression");
    let mut inner_tolerance = 1e-2;
    for _ in 0..PASSES {
        random.shuffle(&mut order);
        let (mut worst, mut steps) = (0.0_f64, 0);
        for row in &order {
            let example = &rows[*row];
            let score = example.sign() * model.score(example.row);
            // The one of the two that is further from its bound is solved for.
            let [first, second] = alpha[*row];
            let turned = 0.5 * squares[*row] * (second - first) + score < 0.0;
            let (own, sign) = if turned { (second, -1.0) } else { (first, 1.0) };
            let one = One { square: squares[*row], score: sign * score, old: own, cost: example.cost };
            let (next, gradient, taken) = one.solve(inner_tolerance);
            worst = worst.max(gradient);
            if taken > 0 {
                steps += taken;
                let rest = example.cost - next;
                alpha[*row] = if turned { [rest, next] } else { [next, rest] };
                model.add(example.row, sign * (next - own) * example.sign());
            }
        }
        if worst < TOLERANCE {
            break;
        }
        if steps <= rows.len() / 10 {
            inner_tolerance = (0.1 * inner_tolerance).max(1e-8);
        }
    }
    model
}

/// The problem of one row of a logistic regression.
struct One {
    square: f64,
    score: f64,
    old: f64,
    cost: f64,
}

impl One {
    fn gradient(&self, z: f64) -> f64 {
        self.square * (z - self.old) + self.score + (z / (self.cost - z)).ln()
    }

    /// By Newton's method: the answer, how far the start was from right, and the steps taken.
    fn solve(&self, tolerance: f64) -> (f64, f64, usize) {
        let mut z = if self.cost - self.old < 0.5 * self.cost { 0.1 * self.old } else { self.old };
        let start = self.gradient(z);
        let mut gradient = start;
        let mut steps = 0;
        while gradient.abs() >= tolerance && steps < 100 {
            let slope = self.square + self.cost / (self.cost - z) / z;
            let next = z - gradient / slope;
            z = if next <= 0.0 { 0.1 * z } else { next };
            // Rounding must not reach the other bound.
            z = z.min(self.cost * (1.0 - 1e-15));
            gradient = self.gradient(z);
            steps += 1;
        }
        (z, start.abs(), steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five points on a line, one feature and the constant.
    fn examples(rows: &[(Row, bool)], cost: f64) -> Vec<Example<'_>> {
        rows.iter().map(|(row, yes)| Example { row, yes: *yes, cost }).collect()
    }

    fn rows() -> Vec<(Row, bool)> {
        [(-2.0, false), (-1.0, false), (0.5, true), (1.0, false), (2.0, true)]
            .map(|(x, yes)| (vec![(0, x)], yes))
            .to_vec()
    }

    /// scikit-learn 1.9: `LinearSVC(C=1, tol=1e-10)` and `LogisticRegression(solver="liblinear", C=10, tol=1e-10)` on the same points.
    #[test]
    fn both_are_those_of_liblinear() {
        let rows = rows();
        let found = machine(1, &examples(&rows, 1.0));
        assert!(
            (found.0[0] - 0.466321).abs() < 0.005 && (found.0[1] - (-0.259067)).abs() < 0.005,
            "{found:?}"
        );
        let found = logistic(1, &examples(&rows, 10.0));
        assert!((found.0[0] - 1.272941).abs() < 0.01 && (found.0[1] - (-0.791114)).abs() < 0.01, "{found:?}");
        let p = found.probability(&[(0, 0.0)]);
        assert!((p - 1.0 / (1.0 + f64::exp(-(-0.791114)))).abs() < 0.01);
    }

    #[test]
    fn one_class_and_no_rows_end() {
        let rows = vec![(vec![(0, 1.0)], true), (vec![(0, -1.0)], true), (vec![], true)];
        let all = examples(&rows, 10.0);
        assert!(machine(1, &all).score(&rows[2].0) > 0.0 && logistic(1, &all).probability(&rows[2].0) > 0.5);
        assert_eq!(machine(3, &[]).score(&[(2, 1.0)]), 0.0);
    }
}
