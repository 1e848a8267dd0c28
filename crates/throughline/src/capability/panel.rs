//! Difference in differences of several places week by week: the formula, on plain numbers.
//!
//! Formula (measures.md 4): values less the mean of their place and of their week; the effect is the slope on "changed, and since the
//! change", likewise less its means; its error adds up what is left place by place (clusters), times G/(G - 1) (N - 1)/(N - K) with K =
//! places + weeks; Student's t with G - 1 degrees of freedom. Source: Liang and Zeger, Biometrika 73, 1986; Cameron and Miller, Journal
//! of Human Resources 50, 2015, for G - 1. Where it misleads: with few changed places the error is too small; below five only
//! permutation is used.

use crate::statistics::least_squares::t_95;

/// The effect on changed places, with an error by place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clustered {
    /// Change of the changed places less that of the others.
    pub effect: f64,
    /// Its standard error, by place.
    pub standard_error: f64,
    /// Low end of its 95 % interval.
    pub low: f64,
    /// High end of it.
    pub high: f64,
}

/// The effect of a change from week `change` on; `values` holds the weeks of each place, none missing, and `changed` which places were
/// changed. None if all or none were, no week lies on a side, places have different weeks, or nothing varies.
pub fn clustered(values: &[Vec<f64>], changed: &[bool], change: usize) -> Option<Clustered> {
    let (places, weeks) = (values.len(), values.first()?.len());
    let count = changed.iter().filter(|changed| **changed).count();
    let fits = changed.len() == places
        && values.iter().all(|own| own.len() == weeks && own.iter().all(|v| v.is_finite()));
    if !fits || count == 0 || count == places || change == 0 || change >= weeks {
        return None;
    }
    let treated = |place: usize| {
        (0..weeks).map(|week| if changed[place] && week >= change { 1.0 } else { 0.0 }).collect::<Vec<f64>>()
    };
    let treated = less_means(&(0..places).map(treated).collect::<Vec<_>>());
    let values = less_means(values);
    let sum = |one: &[Vec<f64>], other: &[Vec<f64>]| {
        one.iter().flatten().zip(other.iter().flatten()).map(|(a, b)| a * b).sum::<f64>()
    };
    let squares = sum(&treated, &treated);
    let effect = sum(&treated, &values) / squares;
    let score = |place: usize| {
        let own = treated[place].iter().zip(&values[place]);
        own.map(|(d, y)| d * (y - effect * d)).sum::<f64>().powi(2)
    };
    let (g, n) = (places as f64, (places * weeks) as f64);
    let left = n - (g + weeks as f64);
    if left <= 0.0 {
        return None;
    }
    let scale = g / (g - 1.0) * (n - 1.0) / left;
    let standard_error = ((0..places).map(score).sum::<f64>() * scale).sqrt() / squares;
    let reach = t_95(g - 1.0)? * standard_error;
    let all = Clustered { effect, standard_error, low: effect - reach, high: effect + reach };
    (standard_error > 0.0 && reach.is_finite()).then_some(all)
}

/// Each value less the mean of its row and of its column, plus the mean of all.
fn less_means(values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (rows, columns) = (values.len() as f64, values[0].len() as f64);
    let of_row: Vec<f64> = values.iter().map(|row| row.iter().sum::<f64>() / columns).collect();
    let of_column: Vec<f64> =
        (0..values[0].len()).map(|at| values.iter().map(|row| row[at]).sum::<f64>() / rows).collect();
    let all = of_row.iter().sum::<f64>() / rows;
    let less = |(row, mean): (&Vec<f64>, &f64)| {
        row.iter().zip(&of_column).map(|(value, column)| value - mean - column + all).collect()
    };
    values.iter().zip(&of_row).map(less).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_only_changed_places_take_is_found() {
        // Places at different levels, weeks with a slope of their own, a step of 5 in two of four places, and a little that differs.
        let value = |place: usize, week: usize| {
            let noise = ((place * 7 + week * 5) % 11) as f64 / 10.0;
            let step = if place < 2 && week >= 6 { 5.0 } else { 0.0 };
            10.0 * place as f64 + 3.0 * week as f64 + step + noise
        };
        let values: Vec<Vec<f64>> =
            (0..4).map(|place| (0..12).map(|week| value(place, week)).collect()).collect();
        let found = clustered(&values, &[true, true, false, false], 6).unwrap();
        assert!((found.effect - 5.0).abs() < 0.3 && found.low < 5.0 && found.high > 5.0, "{found:?}");
    }

    #[test]
    fn what_cannot_be_compared() {
        let flat = vec![vec![1.0; 6]; 4];
        assert_eq!(clustered(&flat, &[true, true, false, false], 3), None);
        assert_eq!(clustered(&flat, &[true; 4], 3), None);
        assert_eq!(clustered(&flat, &[true, false, false, false], 6), None);
        assert_eq!(clustered(&[vec![1.0, 2.0], vec![1.0]], &[true, false], 1), None);
        assert_eq!(clustered(&[], &[], 1), None);
    }
}
