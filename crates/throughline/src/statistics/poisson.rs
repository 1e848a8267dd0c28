//! Counts that depend on some columns: the Poisson regression with a log link, fitted by iteratively reweighted least squares.
//!
//! log(mean) = offset + row * coefficients. Each step solves the weighted least squares by orthogonalising the columns (modified
//! Gram and Schmidt, twice), which keeps what normal equations lose; a step that makes the deviance worse is halved. Sources:
//! McCullagh and Nelder, Generalized Linear Models, 1989, chapter 6; Björck, BIT 7, 1967. The spread beyond Poisson is
//! Pearson's chi-squared over the degrees of freedom, and is for the caller to use: the covariance here is unscaled.

/// More columns than this are refused: these are small designs, solved densely.
pub const MOST_COLUMNS: usize = 60;

/// A column is taken as a sum of those before it if no more than this share of its length is its own.
const OWN_SHARE: f64 = 1e-9;

/// The deviance changes by less than this, relatively, at the end.
const CLOSE: f64 = 1e-13;

const MOST_STEPS: usize = 100;

/// Rows and columns of numbers, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    columns: usize,
    cells: Vec<f64>,
}

impl Design {
    /// A design without rows yet.
    pub fn new(columns: usize) -> Design {
        Design { columns, cells: Vec::new() }
    }

    /// Adds a row. One that is too short is filled up with noughts, one too long is cut.
    pub fn push(&mut self, row: &[f64]) {
        self.cells.extend_from_slice(&row[..row.len().min(self.columns)]);
        self.cells.resize(self.cells.len().next_multiple_of(self.columns.max(1)), 0.0);
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// The columns that are not sums of the ones before them, as numbers of columns in rising order.
    pub fn independent(&self) -> Vec<usize> {
        let weights = vec![1.0; self.rows()];
        let mut kept = Vec::new();
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for column in 0..self.columns {
            let own = weighted(self, column, &weights);
            if let Some((unit, _, _)) = own_part(own, &basis) {
                basis.push(unit);
                kept.push(column);
            }
        }
        kept
    }

    /// The same rows with only these columns.
    pub fn only(&self, columns: &[usize]) -> Design {
        let mut design = Design::new(columns.len());
        for row in 0..self.rows() {
            design.cells.extend(columns.iter().map(|column| self.row(row)[*column]));
        }
        design
    }
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One for each column, on the log scale.
    pub coefficients: Vec<f64>,
    /// The unscaled covariance of the coefficients, row by row: the inverse of X'WX. Times the dispersion it is quasi-Poisson's.
    pub covariance: Vec<f64>,
    /// The expected count of each row.
    pub fitted: Vec<f64>,
    /// The deviance.
    pub deviance: f64,
    /// Pearson's chi-squared.
    pub pearson: f64,
    /// Rows less columns.
    pub degrees_of_freedom: usize,
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFit {
    /// Counts, offsets and rows are not equally many, a count is negative, or something is not a number.
    Unfit,
    /// There are more columns than [`MOST_COLUMNS`], or none.
    Columns(usize),
    /// There are no more rows than columns, so nothing would be left to judge the fit by.
    TooFewRows {
        /// How many rows there are.
        rows: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// Every count is nought.
    NothingCounted,
    /// This column is a sum of the ones before it: the data cannot tell them apart.
    Singular {
        /// The number of the column, from 0.
        column: usize,
    },
    /// The steps do not come to an end.
    NoEnd,
}

impl std::fmt::Display for NoFit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoFit::Unfit => write!(f, "the counts are not all numbers of nought or more"),
            NoFit::Columns(columns) => {
                write!(f, "{columns} columns cannot be fitted (1 to {MOST_COLUMNS} can)")
            }
            NoFit::TooFewRows { rows, columns } => {
                write!(f, "{rows} counts are too few for {columns} unknowns; more are needed")
            }
            NoFit::NothingCounted => write!(f, "every count is nought"),
            NoFit::Singular { .. } => {
                write!(f, "two of the causes always come together, so they cannot be told apart")
            }
            NoFit::NoEnd => write!(f, "the counts cannot be fitted by a smooth curve"),
        }
    }
}

impl Fit {
    /// Pearson's chi-squared over its degrees of freedom: 1 if the counts vary as Poisson's do, more if they vary more.
    pub fn dispersion(&self) -> f64 {
        self.pearson / self.degrees_of_freedom as f64
    }

    /// The unscaled variance of the sum of `row` times the coefficients: row' V row.
    pub fn variance_of(&self, row: &[f64]) -> f64 {
        let columns = self.coefficients.len();
        let mut sum = 0.0;
        for (a, left) in row.iter().enumerate().take(columns) {
            for (b, right) in row.iter().enumerate().take(columns) {
                sum += left * right * self.covariance[a * columns + b];
            }
        }
        sum.max(0.0)
    }

    /// The standard error of one coefficient, for a given dispersion (1 for Poisson).
    pub fn standard_error(&self, column: usize, dispersion: f64) -> f64 {
        (self.covariance[column * self.coefficients.len() + column] * dispersion).sqrt()
    }

    /// The expected count of a row that need not be among those fitted.
    pub fn expected(&self, row: &[f64], offset: f64) -> f64 {
        (offset + product(row, &self.coefficients)).exp()
    }
}

/// Fits counts to a design; `offset` (log of the exposure) is one for each row.
pub fn fit(design: &Design, counts: &[f64], offset: Option<&[f64]>) -> Result<Fit, NoFit> {
    let (rows, columns) = (design.rows(), design.columns);
    if columns == 0 || columns > MOST_COLUMNS {
        return Err(NoFit::Columns(columns));
    }
    if !usable(design, counts, offset) {
        return Err(NoFit::Unfit);
    }
    if rows <= columns {
        return Err(NoFit::TooFewRows { rows, columns });
    }
    let total: f64 = counts.iter().sum();
    if total <= 0.0 {
        return Err(NoFit::NothingCounted);
    }
    let offset_of = |row: usize| offset.map_or(0.0, |offset| offset[row]);
    let mean = total / rows as f64;
    let mut log_means: Vec<f64> = counts.iter().map(|count| ((count + mean) / 2.0).ln()).collect();
    let mut deviance = f64::INFINITY;
    let mut coefficients: Option<Vec<f64>> = None;
    for _ in 0..MOST_STEPS {
        let working: Vec<f64> = (0..rows)
            .map(|row| {
                let expected = log_means[row].exp();
                log_means[row] - offset_of(row) + (counts[row] - expected) / expected
            })
            .collect();
        let weights: Vec<f64> = log_means.iter().map(|log_mean| log_mean.exp()).collect();
        let solved = solve(design, &working, &weights)?;
        let mut next = solved.coefficients;
        let predicted = |next: &[f64]| -> Vec<f64> {
            (0..rows).map(|row| offset_of(row) + product(design.row(row), next)).collect()
        };
        let mut next_log_means = predicted(&next);
        let mut next_deviance = deviance_of(counts, &next_log_means);
        // Halving needs a point to go back to; before the first one there is none.
        for _ in 0..30 {
            let worse = !next_deviance.is_finite() || next_deviance > deviance * (1.0 + 1e-12) + 1e-12;
            let Some(before) = coefficients.as_ref().filter(|_| worse) else { break };
            next.iter_mut().zip(before).for_each(|(next, before)| *next = (*next + before) / 2.0);
            next_log_means = predicted(&next);
            next_deviance = deviance_of(counts, &next_log_means);
        }
        if !next_deviance.is_finite() {
            return Err(NoFit::NoEnd);
        }
        // Where the counts lie on the curve, all that is left of the deviance is rounding, which grows with the counts.
        let near = CLOSE * (next_deviance.abs() + 0.1) + total * 4.0 * f64::EPSILON;
        let done = (deviance - next_deviance).abs() <= near;
        (log_means, deviance) = (next_log_means, next_deviance);
        if done {
            return finish(design, counts, &log_means, next, deviance);
        }
        coefficients = Some(next);
    }
    Err(NoFit::NoEnd)
}

/// Whether everything is a number, as many as there are rows, and no count below nought.
fn usable(design: &Design, counts: &[f64], offset: Option<&[f64]>) -> bool {
    let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
    counts.len() == design.rows()
        && offset.is_none_or(|offset| offset.len() == design.rows() && finite(offset))
        && finite(&design.cells)
        && counts.iter().all(|count| count.is_finite() && *count >= 0.0)
}

fn finish(
    design: &Design,
    counts: &[f64],
    log_means: &[f64],
    coefficients: Vec<f64>,
    deviance: f64,
) -> Result<Fit, NoFit> {
    let fitted: Vec<f64> = log_means.iter().map(|log_mean| log_mean.exp()).collect();
    let solved = solve(design, log_means, &fitted)?;
    let pearson =
        counts.iter().zip(&fitted).map(|(count, fitted)| (count - fitted).powi(2) / fitted).sum::<f64>();
    let columns = design.columns;
    let fit = Fit {
        coefficients,
        covariance: covariance(&solved.upper, columns),
        fitted,
        deviance,
        pearson,
        degrees_of_freedom: design.rows() - columns,
    };
    let finite = fit.covariance.iter().chain(&fit.coefficients).chain([&fit.pearson]).all(|v| v.is_finite());
    if finite { Ok(fit) } else { Err(NoFit::NoEnd) }
}

fn deviance_of(counts: &[f64], log_means: &[f64]) -> f64 {
    let of = |count: f64, log_mean: f64| {
        let saturated = if count > 0.0 { count * (count.ln() - log_mean) } else { 0.0 };
        2.0 * (saturated - (count - log_mean.exp()))
    };
    counts.iter().zip(log_means).map(|(count, log_mean)| of(*count, *log_mean)).sum()
}

/// Weighted least squares: the coefficients, and R of the weighted design's QR, row by row.
struct Solved {
    coefficients: Vec<f64>,
    upper: Vec<f64>,
}

fn solve(design: &Design, working: &[f64], weights: &[f64]) -> Result<Solved, NoFit> {
    let columns = design.columns;
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(columns);
    let mut upper = vec![0.0; columns * columns];
    let mut rest: Vec<f64> =
        working.iter().zip(weights).map(|(value, weight)| value * weight.sqrt()).collect();
    let mut along = Vec::with_capacity(columns);
    for column in 0..columns {
        let own = weighted(design, column, weights);
        let (unit, parts, length) = own_part(own, &basis).ok_or(NoFit::Singular { column })?;
        for (row, part) in parts.iter().enumerate() {
            upper[row * columns + column] = *part;
        }
        upper[column * columns + column] = length;
        along.push(take_away(&mut rest, &unit));
        basis.push(unit);
    }
    let mut coefficients = vec![0.0; columns];
    for row in (0..columns).rev() {
        let known: f64 = (row + 1..columns).map(|c| upper[row * columns + c] * coefficients[c]).sum();
        coefficients[row] = (along[row] - known) / upper[row * columns + row];
    }
    Ok(Solved { coefficients, upper })
}

fn weighted(design: &Design, column: usize, weights: &[f64]) -> Vec<f64> {
    weights.iter().enumerate().map(|(row, weight)| design.row(row)[column] * weight.sqrt()).collect()
}

/// What of a column is not a sum of the basis: its direction, its parts along the basis, and its length. None if nothing is.
fn own_part(mut own: Vec<f64>, basis: &[Vec<f64>]) -> Option<(Vec<f64>, Vec<f64>, f64)> {
    let whole = length_of(&own);
    let mut parts = vec![0.0; basis.len()];
    // Twice is enough (Parlett, The Symmetric Eigenvalue Problem, 1980).
    for _ in 0..2 {
        for (part, unit) in parts.iter_mut().zip(basis) {
            *part += take_away(&mut own, unit);
        }
    }
    let length = length_of(&own);
    if !(length.is_finite() && length > whole * OWN_SHARE) {
        return None;
    }
    own.iter_mut().for_each(|value| *value /= length);
    Some((own, parts, length))
}

/// Takes the part along `unit` away, and gives its length.
fn take_away(values: &mut [f64], unit: &[f64]) -> f64 {
    let part = product(values, unit);
    values.iter_mut().zip(unit).for_each(|(value, unit)| *value -= part * unit);
    part
}

fn length_of(values: &[f64]) -> f64 {
    product(values, values).sqrt()
}

/// Four sums side by side: each addition then need not wait for the one before it.
fn product(left: &[f64], right: &[f64]) -> f64 {
    let (lefts, rights) = (left.chunks_exact(4), right.chunks_exact(4));
    let rest: f64 = lefts.remainder().iter().zip(rights.remainder()).map(|(left, right)| left * right).sum();
    let mut sums = [0.0; 4];
    for (left, right) in lefts.zip(rights) {
        sums.iter_mut().zip(left.iter().zip(right)).for_each(|(sum, (left, right))| *sum += left * right);
    }
    sums[0] + sums[1] + sums[2] + sums[3] + rest
}

/// (R'R)^-1 from R.
fn covariance(upper: &[f64], columns: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; columns * columns];
    for column in 0..columns {
        for row in (0..=column).rev() {
            let unit = if row == column { 1.0 } else { 0.0 };
            let known: f64 =
                (row + 1..=column).map(|c| upper[row * columns + c] * inverse[c * columns + column]).sum();
            inverse[row * columns + column] = (unit - known) / upper[row * columns + row];
        }
    }
    let mut covariance = vec![0.0; columns * columns];
    for a in 0..columns {
        for b in 0..columns {
            covariance[a * columns + b] =
                (a.max(b)..columns).map(|c| inverse[a * columns + c] * inverse[b * columns + c]).sum();
        }
    }
    covariance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn design(rows: &[&[f64]]) -> Design {
        let mut design = Design::new(rows[0].len());
        rows.iter().for_each(|row| design.push(row));
        design
    }

    /// Dobson, An Introduction to Statistical Modelling (1983), as in R's `?glm`: outcome and treatment. R 4: coefficients
    /// 3.044522, -0.4542553, -0.2929871; standard errors 0.1708987, 0.2021708, 0.1927423; deviance 5.1291 on 4.
    #[test]
    fn the_example_of_r() {
        let counts = [18.0, 17.0, 15.0, 20.0, 10.0, 20.0, 25.0, 13.0, 12.0];
        let mut rows = Design::new(5);
        for row in 0..9 {
            let dummy = |at: bool| if at { 1.0 } else { 0.0 };
            let (outcome, treatment) = (row % 3, row / 3);
            rows.push(&[
                1.0,
                dummy(outcome == 1),
                dummy(outcome == 2),
                dummy(treatment == 1),
                dummy(treatment == 2),
            ]);
        }
        let fit = fit(&rows, &counts, None).unwrap();
        for (found, known) in
            fit.coefficients.iter().zip([3.044_522_437, -0.454_255_272, -0.292_987_124, 0.0, 0.0])
        {
            assert!((found - known).abs() < 1e-8, "{found} {known}");
        }
        for (column, known) in [0.170_898_7, 0.202_170_8, 0.192_742_3, 0.2, 0.2].into_iter().enumerate() {
            assert!((fit.standard_error(column, 1.0) - known).abs() < 1e-6, "{column}");
        }
        assert!((fit.deviance - 5.129_141_1).abs() < 1e-6, "{}", fit.deviance);
        assert_eq!(fit.degrees_of_freedom, 4);
    }

    /// With one column of ones and an offset the rate is the total over the total exposure, and its variance one over the total.
    #[test]
    fn a_rate_with_exposure() {
        let rows = design(&[&[1.0], &[1.0], &[1.0]]);
        let exposure = [10.0_f64, 20.0, 70.0].map(f64::ln);
        let fit = fit(&rows, &[1.0, 3.0, 6.0], Some(&exposure)).unwrap();
        assert!((fit.coefficients[0] - 0.1_f64.ln()).abs() < 1e-12);
        assert!((fit.covariance[0] - 0.1).abs() < 1e-12);
        assert!((fit.expected(&[1.0], 50.0_f64.ln()) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let rows = design(&[&[1.0, 2.0], &[1.0, 2.0], &[1.0, 2.0]]);
        assert_eq!(fit(&rows, &[1.0, 2.0, 3.0], None), Err(NoFit::Singular { column: 1 }));
        assert_eq!(rows.independent(), [0]);
        let ones = design(&[&[1.0], &[1.0]]);
        assert_eq!(fit(&ones, &[0.0, 0.0], None), Err(NoFit::NothingCounted));
        assert_eq!(fit(&ones, &[1.0, -1.0], None), Err(NoFit::Unfit));
        assert_eq!(fit(&ones, &[1.0, f64::NAN], None), Err(NoFit::Unfit));
        assert_eq!(fit(&ones, &[1.0], None), Err(NoFit::Unfit));
        assert_eq!(fit(&ones, &[1.0, 1.0], Some(&[0.0, f64::INFINITY])), Err(NoFit::Unfit));
        assert_eq!(
            fit(&design(&[&[1.0, 0.0], &[1.0, 1.0]]), &[1.0, 2.0], None),
            Err(NoFit::TooFewRows { rows: 2, columns: 2 })
        );
        assert_eq!(fit(&Design::new(61), &[], None), Err(NoFit::Columns(61)));
        assert_eq!(fit(&design(&[&[0.0], &[0.0]]), &[1.0, 2.0], None), Err(NoFit::Singular { column: 0 }));
    }

    /// A group without a single count: its coefficient runs off, but what is expected of the others stays right.
    #[test]
    fn an_empty_group_leaves_the_others_alone() {
        let rows = design(&[&[1.0, 0.0], &[1.0, 0.0], &[1.0, 0.0], &[1.0, 1.0], &[1.0, 1.0]]);
        let fit = fit(&rows, &[4.0, 6.0, 5.0, 0.0, 0.0], None).unwrap();
        assert!((fit.fitted[0] - 5.0).abs() < 1e-9 && fit.fitted[4] < 1e-6, "{fit:?}");
        assert!((fit.covariance[0] - 1.0 / 15.0).abs() < 1e-9);
    }

    proptest! {
        /// The likelihood equations hold: each column's total is the same of what was counted and of what is expected.
        #[test]
        fn what_is_expected_adds_up(counts in prop::collection::vec(0_u32..2000, 12..60)) {
            prop_assume!(counts.iter().any(|count| *count > 0));
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let mut rows = Design::new(4);
            for row in 0..counts.len() {
                let x = row as f64 / counts.len() as f64 - 0.5;
                rows.push(&[1.0, x, x * x, f64::from(u8::from(row % 3 == 0))]);
            }
            if let Ok(fit) = fit(&rows, &counts, None) {
                for column in 0..4 {
                    let total = |values: &[f64]| -> f64 { (0..counts.len()).map(|r| values[r] * rows.row(r)[column]).sum() };
                    let (seen, expected) = (total(&counts), total(&fit.fitted));
                    prop_assert!((seen - expected).abs() < 1e-5 * counts.iter().sum::<f64>(), "{seen} {expected}");
                }
                prop_assert!(fit.covariance.iter().all(|value| value.is_finite()));
            }
        }
    }
}
