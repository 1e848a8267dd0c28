//! Money is whole pence, never a float; and the rates at which it is spent.

pub mod rates;

use std::fmt;

/// An amount of money in pence; negative when it is owed or refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pence(pub i64);

impl Pence {
    /// So many times as much, to the nearest penny, halves away from nought; nought if the factor is no number.
    pub fn times(self, factor: f64) -> Pence {
        Micropence::of_pence(self.0 as f64 * factor).rounded()
    }

    /// From a whole number however large; what is beyond the ends of what can be written stays at the end.
    fn within(pence: i128) -> Pence {
        Pence(pence.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
    }
}

impl std::ops::Add for Pence {
    type Output = Pence;

    fn add(self, other: Pence) -> Pence {
        Pence(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Pence {
    type Output = Pence;

    fn sub(self, other: Pence) -> Pence {
        Pence(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Neg for Pence {
    type Output = Pence;

    fn neg(self) -> Pence {
        Pence(self.0.saturating_neg())
    }
}

impl std::ops::AddAssign for Pence {
    fn add_assign(&mut self, other: Pence) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Pence {
    /// The same in any order, also where parts of it are beyond what can be written.
    fn sum<I: Iterator<Item = Pence>>(all: I) -> Pence {
        Pence::within(all.map(|pence| i128::from(pence.0)).sum())
    }
}

impl fmt::Display for Pence {
    /// Pounds and pence, as in `-£1,234.05`; the ends of what can be written stand for all that lies beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == i64::MAX || self.0 <= -i64::MAX {
            return f.write_str("more than can be counted");
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        write!(f, "{sign}£{}.{:02}", crate::wording::thousands(pence / 100), pence % 100)
    }
}

/// An estimated amount in pounds, told in such steps of pence (see [`crate::wording::step`]): `£11,200`; with its pence below a pound.
pub fn about(pence: f64, step_pence: f64) -> String {
    if step_pence < 100.0 || !pence.is_finite() {
        return Micropence::of_pence(pence).rounded().to_string();
    }
    let pounds = crate::wording::to_step(pence.abs() / 100.0, step_pence / 100.0);
    let sign = if pence < 0.0 && pounds != "0" { "-" } else { "" };
    format!("{sign}£{pounds}")
}

/// An estimated amount in pounds as sentences and tables say it: three digits that count, or fewer where it is known less well (a step in
/// pounds); below a pound to the penny: `£11,200`, `£56.8`, `£0.45`, `£0`.
pub fn in_three(pounds: f64, step_pounds: f64) -> String {
    let pennies = if pounds.abs() < 0.995 { 0.01 } else { 0.0 };
    let told =
        crate::wording::to_step(pounds.abs(), crate::wording::step_of(pounds).max(step_pounds).max(pennies));
    let is_nought = told.bytes().all(|digit| !(b'1'..=b'9').contains(&digit)) && pounds.is_finite();
    match (is_nought, pounds < 0.0) {
        (true, _) => "£0".to_string(),
        (false, true) => format!("-£{told}"),
        (false, false) => format!("£{told}"),
    }
}

/// An amount in millionths of a penny: what a minute of work costs is no whole number of pence. Whole numbers all the same, so that a
/// sum does not depend on its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Micropence(pub i128);

const PENNY: i128 = 1_000_000;
/// The largest amount of one thing.
const MOST: i128 = i64::MAX as i128 * PENNY;

impl Micropence {
    /// Of an amount in pence; nought if it is no number. No amount is larger than whole pence can be written ([`Pence`]): then more
    /// of them than any log has events add up without reaching the end of the number.
    pub fn of_pence(pence: f64) -> Micropence {
        let millionths = (pence * PENNY as f64).round() as i128;
        Micropence(millionths.clamp(-MOST, MOST))
    }

    /// In pence, with its fraction: for shares and means.
    pub fn pence(self) -> f64 {
        self.0 as f64 / PENNY as f64
    }

    /// Whether it is as much as can be written, or more: then nobody knows how much it is.
    pub fn is_beyond_counting(self) -> bool {
        self.0.saturating_abs() >= MOST
    }

    /// To the nearest penny, halves away from nought.
    pub fn rounded(self) -> Pence {
        let half = self.0.signum() * PENNY / 2;
        Pence::within(self.0.saturating_add(half) / PENNY)
    }
}

impl std::ops::Add for Micropence {
    type Output = Micropence;

    fn add(self, other: Micropence) -> Micropence {
        Micropence(self.0.saturating_add(other.0))
    }
}

impl std::ops::AddAssign for Micropence {
    fn add_assign(&mut self, other: Micropence) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Micropence {
    fn sum<I: Iterator<Item = Micropence>>(all: I) -> Micropence {
        all.fold(Micropence::default(), |sum, one| sum + one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_penny_are_kept_and_rounded_once() {
        let minute = Micropence::of_pence(44.191_919);
        let hour: Micropence = (0..60).map(|_| minute).sum();
        assert_eq!(hour, Micropence(2_651_515_140));
        assert_eq!(hour.rounded(), Pence(2652));
        assert_eq!(Micropence(-1_500_000).rounded(), Pence(-2));
        assert_eq!(Micropence(1_499_999).rounded(), Pence(1));
        assert_eq!(Micropence::of_pence(f64::NAN), Micropence(0));
        assert_eq!(Pence(-123_405).to_string(), "-£1,234.05");
    }

    #[test]
    fn pence_add_up_in_any_order() {
        assert_eq!(Pence(250).times(1.5), Pence(375));
        assert_eq!((Pence(5).times(0.5), Pence(-5).times(0.5)), (Pence(3), Pence(-3)));
        assert_eq!(Pence(100).times(f64::NAN), Pence(0));
        let (most, less) = (Pence(i64::MAX), Pence(-10));
        assert_eq!([most, Pence(10), less].into_iter().sum::<Pence>(), most);
        assert_eq!([Pence(10), less, most].into_iter().sum::<Pence>(), most);
        assert_eq!(most + Pence(1) - most, Pence(0));
        assert_eq!(-Pence(i64::MIN), most);
    }

    #[test]
    fn estimated_amounts_are_told_in_steps() {
        use crate::wording::{step, step_of};
        let ends = (3_363_043.0, 3_968_915.0);
        let said = [ends.0, ends.1].map(|pence| about(pence, step(ends)));
        assert_eq!(said, ["£34,000", "£40,000"]);
        let said = [20_833_882.0, -416.0, 0.0].map(|pence| about(pence, step_of(pence)));
        assert_eq!(said, ["£208,000", "-£4.16", "£0.00"]);
    }

    #[test]
    fn absurd_amounts_stay_amounts() {
        let endless = Micropence::of_pence(f64::INFINITY);
        assert_eq!(endless.rounded(), Pence(i64::MAX));
        assert!(endless.is_beyond_counting() && endless.rounded().to_string() == "more than can be counted");
        assert!(!Micropence::of_pence(1e17).is_beyond_counting());
        let all: Micropence = std::iter::repeat_n(endless, 1000).sum();
        assert_eq!(all.rounded(), Pence(i64::MAX));
        let most = Micropence(i128::MAX);
        assert_eq!(most + most, most);
        assert_eq!(Micropence(i128::MIN).rounded(), Pence(i64::MIN));
        assert_eq!(Micropence::of_pence(-1e300) + Micropence::of_pence(1e300), Micropence(0));
    }
}
