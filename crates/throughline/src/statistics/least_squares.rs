//! Straight lines through values in order of time: least squares, with errors that allow for neighbours being alike.
//!
//! Sources: ordinary least squares; Newey and West, Econometrica 55, 1987, for standard errors under autocorrelation (Bartlett weights,
//! scaled by n/(n - k)); Student's t with n - k degrees of freedom. Small designs, solved by the inverse of X'X on columns brought to
//! one size, so that counting weeks from 0 or from 2,000 gives the same.

use super::laws::student_above;
use super::spread::student_95;

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error if the residuals are independent.
    pub standard_error: f64,
    /// Its standard error if residuals some places apart are alike (Newey and West).
    pub robust_error: f64,
}

/// A fitted line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The coefficients, in the order of the columns.
    pub terms: Vec<Term>,
    /// What is left of each value.
    pub residuals: Vec<f64>,
    /// Rows less columns.
    pub degrees_of_freedom: usize,
}

/// The t at which 95 % lie between -t and t. None without degrees of freedom.
pub fn t_95(degrees_of_freedom: f64) -> Option<f64> {
    Some(student_95(degrees_of_freedom)).filter(|t| t.is_finite())
}

/// The chance of a t as far from nought as this. None without degrees of freedom.
pub fn t_both_sides(t: f64, degrees_of_freedom: f64) -> Option<f64> {
    let says = degrees_of_freedom > 0.0 && !t.is_nan();
    says.then(|| (2.0 * student_above(t.abs(), degrees_of_freedom)).min(1.0))
}

/// Fits values to rows of as many columns; residuals up to `lags` places apart may be alike. None if rows are too few, not equally long,
/// or a column is made up of others.
pub fn fit(rows: &[Vec<f64>], values: &[f64], lags: usize) -> Option<Line> {
    let columns = rows.first()?.len();
    let n = rows.len();
    if n != values.len() || n <= columns || rows.iter().any(|row| row.len() != columns) {
        return None;
    }
    let size = |column: usize| rows.iter().map(|row| row[column] * row[column]).sum::<f64>().sqrt();
    let sizes: Vec<f64> = (0..columns).map(size).collect();
    let rows: Vec<Vec<f64>> =
        rows.iter().map(|row| row.iter().zip(&sizes).map(|(cell, size)| cell / size).collect()).collect();
    let inverse = inverse(products(&rows))?;
    let times = |matrix: &[Vec<f64>], vector: &[f64]| -> Vec<f64> {
        matrix.iter().map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
    };
    let sums: Vec<f64> = (0..columns)
        .map(|column| rows.iter().zip(values).map(|(row, value)| row[column] * value).sum())
        .collect();
    let estimates = times(&inverse, &sums);
    let fitted =
        |row: &Vec<f64>| row.iter().zip(&estimates).map(|(cell, estimate)| cell * estimate).sum::<f64>();
    let residuals: Vec<f64> = rows.iter().zip(values).map(|(row, value)| value - fitted(row)).collect();
    let degrees_of_freedom = n - columns;
    let variance = residuals.iter().map(|e| e * e).sum::<f64>() / degrees_of_freedom as f64;
    let spread = spread(&rows, &residuals, lags);
    let term = |column: usize| {
        let robust: f64 =
            times(&spread, &inverse[column]).iter().zip(&inverse[column]).map(|(a, b)| a * b).sum();
        Term {
            estimate: estimates[column] / sizes[column],
            standard_error: (variance * inverse[column][column]).sqrt() / sizes[column],
            robust_error: (robust * n as f64 / degrees_of_freedom as f64).max(0.0).sqrt() / sizes[column],
        }
    };
    Some(Line { terms: (0..columns).map(term).collect(), residuals, degrees_of_freedom })
}

/// X'X.
fn products(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let columns = rows[0].len();
    let product = |a: usize, b: usize| rows.iter().map(|row| row[a] * row[b]).sum::<f64>();
    (0..columns).map(|a| (0..columns).map(|b| product(a, b)).collect()).collect()
}

/// The sums of X'ee'X near the diagonal, by Bartlett's weights.
fn spread(rows: &[Vec<f64>], residuals: &[f64], lags: usize) -> Vec<Vec<f64>> {
    let columns = rows[0].len();
    let mut all = vec![vec![0.0; columns]; columns];
    for lag in 0..=lags.min(rows.len() - 1) {
        let weight = 1.0 - lag as f64 / (lags + 1) as f64;
        for later in lag..rows.len() {
            let both = weight * residuals[later] * residuals[later - lag];
            for (a, line) in all.iter_mut().enumerate() {
                for (b, cell) in line.iter_mut().enumerate() {
                    let one = rows[later][a] * rows[later - lag][b];
                    let other = if lag == 0 { 0.0 } else { rows[later - lag][a] * rows[later][b] };
                    *cell += both * (one + other);
                }
            }
        }
    }
    all
}

/// The inverse by Gauss and Jordan with the largest pivot. None if a column is, but for rounding, made up of others.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut inverse: Vec<Vec<f64>> =
        (0..n).map(|row| (0..n).map(|column| if row == column { 1.0 } else { 0.0 }).collect()).collect();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        let head = matrix[pivot][column];
        if head.is_nan() || head.abs() <= 1e-10 {
            return None;
        }
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        matrix[column].iter_mut().chain(&mut inverse[column]).for_each(|cell| *cell /= head);
        let (own, own_inverse) = (matrix[column].clone(), inverse[column].clone());
        for row in (0..n).filter(|row| *row != column) {
            let part = matrix[row][column];
            matrix[row].iter_mut().zip(&own).for_each(|(cell, own)| *cell -= part * own);
            inverse[row].iter_mut().zip(&own_inverse).for_each(|(cell, own)| *cell -= part * own);
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 1.4 + 0.8 t leaves squares of 3.6, 1.2 for each of 3; errors sqrt(1.2 (1/5 + 4/10)), sqrt(1.2/10).
    #[test]
    fn a_line_by_hand() {
        let rows: Vec<Vec<f64>> = (0..5).map(|at| vec![1.0, f64::from(at)]).collect();
        let line = fit(&rows, &[1.0, 3.0, 2.0, 5.0, 4.0], 0).unwrap();
        let near = |found: f64, known: f64| assert!((found - known).abs() < 5e-5, "{found}, not {known}");
        near(line.terms[0].estimate, 1.4);
        near(line.terms[1].estimate, 0.8);
        near(line.terms[0].standard_error, 0.8485);
        near(line.terms[1].standard_error, 0.3464);
        near(line.residuals.iter().sum(), 0.0);
    }

    #[test]
    fn what_cannot_be_fitted() {
        let twice: Vec<Vec<f64>> = (0..9).map(|at| vec![1.0, f64::from(at), 2.0 * f64::from(at)]).collect();
        assert_eq!(fit(&twice, &[1.0; 9], 0), None);
        assert_eq!(fit(&[], &[], 0), None);
        assert_eq!(fit(&[vec![1.0]], &[1.0], 0), None);
        assert_eq!(fit(&[vec![0.0], vec![0.0], vec![0.0]], &[1.0, 2.0, 3.0], 0), None);
    }

    /// R: qt(.975, c(1, 10, 30.86)), 2*pt(-2.5, 10).
    #[test]
    fn students_t() {
        let found = [1.0, 10.0].map(|df| t_95(df).unwrap());
        assert!((found[0] - 12.706_204_7).abs() < 1e-6 && (found[1] - 2.228_138_85).abs() < 1e-8);
        assert!((t_both_sides(-2.5, 10.0).unwrap() - 0.031_446_844).abs() < 1e-8);
        assert_eq!((t_95(0.0), t_95(f64::NAN), t_both_sides(f64::NAN, 3.0)), (None, None, None));
    }
}
