//! How much of the way a result varies goes with each of its inputs, alone and together with the others.
//!
//! Formula over rows `A`, `B` of inputs drawn independently, and `A` with input `i` from `B` in its place: with `V` half of the mean of the
//! squared distances of `f(A)` and `f(B)` from the mean of all, the share that goes with `i` alone is `1 - E[(f(B) - f(A_B^i))^2] / 2V`, and
//! the share that it has a part in, alone or together with others, `E[(f(A) - f(A_B^i))^2] / 2V` (Jansen 1999, Computer Physics
//! Communications 117; Saltelli and others 2010, the same 181, table 2). Intervals: those of a ratio, rows of a set taken as one
//! (Cochran). Where it misleads: inputs that go together (are correlated) have no such shares; of few rows the shares are rough, and a
//! small one may come out below nought.

use super::spread::{Part, Ratio};

/// What goes with one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// With it alone.
    pub alone: f64,
    /// The 95 % interval of that.
    pub alone_interval: (f64, f64),
    /// With it, alone or together with others.
    pub in_all: f64,
    /// The 95 % interval of that.
    pub in_all_interval: (f64, f64),
}

/// The result of one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Of the first inputs.
    pub a: f64,
    /// Of the others.
    pub b: f64,
    /// Of the first, with the one input from the others.
    pub a_with_b: f64,
}

impl Shares {
    /// Of rows in sets of so many, one after the other; `None` where nothing varies or there are not two sets.
    pub fn of(rows: &[Row], set: usize) -> Option<Shares> {
        let n = rows.len() as f64;
        let mean = rows.iter().map(|row| row.a + row.b).sum::<f64>() / (2.0 * n);
        let ratio = |apart: fn(&Row) -> f64| {
            let part = |(place, row): (usize, &Row)| Part {
                above: apart(row) * apart(row),
                below: (row.a - mean) * (row.a - mean) + (row.b - mean) * (row.b - mean),
                cluster: (place / set) as u64,
            };
            let ratio = Ratio::of(&rows.iter().enumerate().map(part).collect::<Vec<Part>>())?;
            Some((ratio.value, ratio.interval()?))
        };
        let (in_all, in_all_interval) = ratio(|row| row.a - row.a_with_b)?;
        let (not_alone, (low, high)) = ratio(|row| row.b - row.a_with_b)?;
        Some(Shares {
            alone: 1.0 - not_alone,
            alone_interval: (1.0 - high, 1.0 - low),
            in_all,
            in_all_interval,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    /// Ishigami and Homma 1990, with a = 7 and b = 0.1: the shares are known in closed form.
    fn ishigami([x, y, z]: [f64; 3]) -> f64 {
        x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
    }

    #[test]
    fn the_shares_of_ishigami_are_those_of_the_closed_form() {
        let mut random = Random::new(1, "variance");
        let mut row = || [0; 3].map(|_| (2.0 * random.unit() - 1.0) * std::f64::consts::PI);
        let rows: Vec<([f64; 3], [f64; 3])> = (0..20_000).map(|_| (row(), row())).collect();
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (input, (alone, in_all)) in known.into_iter().enumerate() {
            let of = |(a, b): &([f64; 3], [f64; 3])| {
                let mut mixed = *a;
                mixed[input] = b[input];
                Row { a: ishigami(*a), b: ishigami(*b), a_with_b: ishigami(mixed) }
            };
            let found = Shares::of(&rows.iter().map(of).collect::<Vec<_>>(), 8).unwrap();
            let near = |value: f64, (low, high): (f64, f64), known: f64| {
                // Twice as wide as the 95 % interval, and no wider than that is worth.
                let half = high - low;
                assert!(
                    (value - known).abs() < half && half < 0.08,
                    "{input}: {value} ({low}, {high}), {known}"
                );
            };
            near(found.alone, found.alone_interval, alone);
            near(found.in_all, found.in_all_interval, in_all);
        }
        let same = [Row { a: 1.0, b: 1.0, a_with_b: 1.0 }; 16];
        assert_eq!(Shares::of(&same, 8), None);
        assert_eq!(Shares::of(&[Row { a: 1.0, b: 2.0, a_with_b: 1.0 }], 8), None);
    }
}
