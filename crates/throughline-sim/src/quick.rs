//! Lognormal and exponential lengths, which half of all drawn numbers are, in a quarter of the time: the inverse of the distribution
//! function as a table. Only sums, products and what `libm` answers are in it, so it is the same on every machine.

use std::sync::LazyLock;

use throughline::statistics::laws::normal_of;

use crate::distribution::{Distribution, lognormal_us};
use crate::draws::Draw;

/// A distribution made ready to draw from many times.
#[derive(Debug)]
pub(crate) struct Quick<'a> {
    of: &'a Distribution,
    lognormal: Option<Lognormal>,
}

impl<'a> Quick<'a> {
    pub(crate) fn new(of: &'a Distribution) -> Quick<'a> {
        let lognormal = match of {
            Distribution::Lognormal { mu, sigma } => Some(Lognormal::new(*mu, *sigma)),
            _ => None,
        };
        Quick { of, lognormal }
    }

    /// One length, in microseconds.
    #[inline]
    pub(crate) fn drawn_us(&self, draw: &mut Draw) -> f64 {
        match &self.lognormal {
            Some(lognormal) => lognormal.below_us(draw.unit()),
            None => self.of.drawn_us(draw),
        }
    }
}

/// The table goes down to a share of 2 to the power of minus so much on each side, with so many cells for each power.
const POWERS: usize = 10;
const CELLS: usize = 16;
/// By how much the bits of a number are shifted to have its cell, and the cell of the smallest.
const SHIFT: u32 = 52 - CELLS.trailing_zeros();
const FIRST: usize = (((1023 - POWERS as u64) << 52) >> SHIFT) as usize;

/// A polynomial by the powers of its variable.
type Polynomial = [f64; 6];

/// The inverse of a distribution function. Each cell has the polynomial of fifth degree with its value and its first two
/// derivatives at both ends, which is right to eight digits; the 1 in 512 that lie furthest out are not in it.
#[derive(Debug)]
struct Table {
    /// For shares below a half, and for those above, counted from the other side.
    sides: [Box<[Polynomial]>; 2],
}

impl Table {
    /// Of a function that gives the value and the two derivatives where a share is, below a half or, for `true`, so much below 1.
    fn new(inverse: impl Fn(f64, bool) -> [f64; 3]) -> Table {
        let end = |cell: usize| f64::from_bits(((FIRST + cell) as u64) << SHIFT);
        let cell = |cell: usize, above: bool| {
            let width = end(cell + 1) - end(cell);
            let ends = [cell, cell + 1].map(|cell| {
                let [value, first, second] = inverse(end(cell), above);
                [value, first * width, second * width * width]
            });
            polynomial(ends)
        };
        let sides = [false, true].map(|above| (0..(POWERS - 1) * CELLS).map(|at| cell(at, above)).collect());
        Table { sides }
    }

    /// The value below which lies the share `p`, if it is in the table.
    #[inline]
    fn below(&self, p: f64) -> Option<f64> {
        // No branch on the side, which nobody could foretell.
        let off = p - 0.5;
        // The first digits of the power and the number say the cell, the others where in it.
        let bits = (0.5 - off.abs()).to_bits();
        let c = self.sides[usize::from(off > 0.0)].get(((bits >> SHIFT) as usize).wrapping_sub(FIRST))?;
        let t = (bits & ((1 << SHIFT) - 1)) as f64 * (1.0 / (1_u64 << SHIFT) as f64);
        let t2 = t * t;
        Some((c[0] + c[1] * t) + t2 * ((c[2] + c[3] * t) + t2 * (c[4] + c[5] * t)))
    }
}

/// The polynomial with these values and derivatives at 0 and 1.
fn polynomial([from, to]: [[f64; 3]; 2]) -> Polynomial {
    let c = [from[0], from[1], from[2] / 2.0];
    let a = to[0] - c[0] - c[1] - c[2];
    let b = to[1] - c[1] - 2.0 * c[2];
    let d = (to[2] - 2.0 * c[2]) / 2.0;
    [c[0], c[1], c[2], 10.0 * a - 4.0 * b + d, -15.0 * a + 7.0 * b - 2.0 * d, 6.0 * a - 3.0 * b + d]
}

/// A lognormal distribution.
#[derive(Debug)]
struct Lognormal {
    mu: f64,
    sigma: f64,
    table: Table,
}

impl Lognormal {
    fn new(mu: f64, sigma: f64) -> Lognormal {
        let table = Table::new(|p, above| {
            // z' = 1 / density and z'' = z z'^2; the length is exp(mu + sigma z).
            let (z, sigma) = (normal_of(p), if above { -sigma } else { sigma });
            let slope = libm::sqrt(std::f64::consts::TAU) * libm::exp(z * z / 2.0);
            let length = libm::exp(mu + sigma * z);
            [length, length * sigma * slope, length * (sigma * sigma + sigma * z) * slope * slope]
        });
        Lognormal { mu, sigma, table }
    }

    /// The length below which lies the share `p`.
    #[inline]
    fn below_us(&self, p: f64) -> f64 {
        self.table.below(p).unwrap_or_else(|| lognormal_us(self.mu, self.sigma, p))
    }
}

/// The standard exponential number above which lies the share `p`.
#[inline]
pub(crate) fn exponential_above(p: f64) -> f64 {
    EXPONENTIAL.below(p).unwrap_or_else(|| -libm::log(p))
}

static EXPONENTIAL: LazyLock<Table> = LazyLock::new(|| {
    Table::new(|p, above| match above {
        false => [-libm::log(p), -1.0 / p, 1.0 / (p * p)],
        true => [-libm::log1p(-p), 1.0 / (1.0 - p), 1.0 / ((1.0 - p) * (1.0 - p))],
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_the_table_are_the_exact_ones_to_eight_digits_and_never_fall() {
        for (mu, sigma) in [(20.0, 0.832), (22.0, 1.5), (18.0, 0.1), (21.0, 2.5)] {
            let table = Lognormal::new(mu, sigma);
            let (n, mut last_us) = (400_000, 0.0);
            for place in 0..n {
                let p = (f64::from(place) + 0.5) / f64::from(n);
                let (quick_us, exact_us) = (table.below_us(p), lognormal_us(mu, sigma, p));
                let off = (quick_us / exact_us - 1.0).abs();
                assert!(off < 1e-8, "{sigma}, {p}: {quick_us}, {exact_us}, {off:e}");
                assert!(quick_us > last_us, "{p}");
                last_us = quick_us;
            }
            assert_eq!(table.below_us(1e-300), lognormal_us(mu, sigma, 1e-300));
        }
    }

    #[test]
    fn exponential_numbers_of_the_table_are_the_exact_ones_to_eight_digits_and_never_rise() {
        let (n, mut last) = (400_000, f64::INFINITY);
        for place in 0..n {
            let p = (f64::from(place) + 0.5) / f64::from(n);
            let (quick, exact) = (exponential_above(p), -libm::log(p));
            assert!((quick / exact - 1.0).abs() < 1e-9, "{p}: {quick}, {exact}");
            assert!(quick < last, "{p}");
            last = quick;
        }
        assert_eq!(exponential_above(1e-300), -libm::log(1e-300));
    }
}
