//! The figures of one comparison, rounded alike: what differs is the difference of the two as they are shown.

use throughline::wording::{counted, thousands};

use crate::figures::{self, Unit};

/// The lengths of time that figures are rounded to, in seconds.
const STEPS_S: [f64; 4] = [86_400.0, 3_600.0, 60.0, 1.0];
/// A figure has at most so many steps: more digits than four say nothing.
const MOST_STEPS: f64 = 10_000.0;

/// How the figures of one comparison are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounded {
    unit: Unit,
    step: f64,
}

impl Rounded {
    /// Fine enough for the difference to have two digits, and no finer than a figure can bear.
    pub(super) fn of(unit: Unit, here: f64, there: f64) -> Rounded {
        let larger = here.abs().max(there.abs());
        let apart = if here == there { larger } else { (here - there).abs() };
        let step = match unit {
            Unit::Seconds => {
                let fine = STEPS_S.into_iter().find(|step| apart >= 10.0 * step).unwrap_or(1.0);
                STEPS_S
                    .into_iter()
                    .rev()
                    .find(|step| *step >= fine && larger <= MOST_STEPS * step)
                    .unwrap_or(fine)
            }
            Unit::Share if apart >= 0.1 || here == there && larger >= 0.01 => 0.01,
            Unit::Share if apart >= 0.001 => 0.001,
            Unit::Share => 0.0001,
            Unit::Pence if apart >= 1_000.0 || here == there && larger >= 10_000.0 => 100.0,
            Unit::Pence => 1.0,
            _ if here.fract() == 0.0 && there.fract() == 0.0 => 1.0,
            _ if apart > 0.0 => {
                let two_digits = apart.log10().floor() - 1.0;
                10_f64.powf(two_digits.max((larger / MOST_STEPS).log10().ceil()).clamp(-6.0, 0.0))
            }
            _ => 1.0,
        };
        Rounded { unit, step }
    }

    /// As it is shown.
    pub(super) fn round(self, value: f64) -> f64 {
        (value / self.step).round() * self.step
    }

    /// The difference of two figures as they are shown.
    pub(super) fn apart(self, here: f64, there: f64) -> f64 {
        self.round(self.round(here) - self.round(there))
    }

    /// A figure.
    pub(super) fn figure(self, value: f64) -> String {
        let (value, sign) = (self.round(value), if self.round(value) < 0.0 { "−" } else { "" });
        let size = value.abs();
        let text = match self.unit {
            Unit::Seconds => self.span(size),
            Unit::Share => format!("{} %", self.decimals(100.0 * size, 100.0 * self.step)),
            Unit::Pence => format!("£{}", self.decimals(size / 100.0, self.step / 100.0)),
            unit => {
                let figure = self.decimals(size, self.step);
                match unit {
                    Unit::Minutes => format!("{figure} minutes"),
                    Unit::Days => format!("{figure} days"),
                    Unit::Kilometres => format!("{figure} km"),
                    _ => figure,
                }
            }
        };
        format!("{sign}{text}")
    }

    /// How much more or less, without its sign; of shares in points, for a percentage of a percentage would be something else.
    pub(super) fn size(self, value: f64) -> String {
        match self.unit {
            Unit::Share => {
                let points = self.decimals(100.0 * self.round(value).abs(), 100.0 * self.step);
                format!("{points} {}", if points == "1" { "point" } else { "points" })
            }
            _ => self.figure(value.abs()),
        }
    }

    /// The same with its sign.
    pub(super) fn signed(self, value: f64) -> String {
        let rounded = self.round(value);
        let sign = match rounded {
            _ if rounded == 0.0 => "",
            less if less < 0.0 => "−",
            _ => "+",
        };
        format!("{sign}{}", self.size(value))
    }

    /// With as many digits behind the point as the step has.
    fn decimals(self, value: f64, step: f64) -> String {
        if value >= 1e15 {
            return figures::value(Unit::Plain, value);
        }
        let digits = (-step.log10()).round().clamp(0.0, 6.0) as usize;
        let text = format!("{value:.digits$}");
        match text.split_once('.') {
            Some((whole, part)) => format!("{}.{part}", thousands(whole.parse().unwrap_or(0))),
            None => thousands(text.parse().unwrap_or(0)),
        }
    }

    /// `101 days`, `3 days 4 hours`: down to the step.
    fn span(self, seconds: f64) -> String {
        let names = [("day", "days"), ("hour", "hours"), ("minute", "minutes"), ("second", "seconds")];
        let mut left = seconds.round() as u64;
        let mut parts = Vec::new();
        for (step, (one, many)) in STEPS_S.into_iter().zip(names).take_while(|(step, _)| *step >= self.step) {
            let whole = left / step as u64;
            left %= step as u64;
            if whole > 0 || (step == self.step && parts.is_empty()) {
                parts.push(counted(whole, one, many));
            }
        }
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(unit: Unit, here: f64, there: f64) -> String {
        let rounded = Rounded::of(unit, here, there);
        let apart = rounded.apart(here, there);
        format!("{}, {}: {}", rounded.figure(here), rounded.figure(there), rounded.signed(apart))
    }

    #[test]
    fn the_difference_is_that_of_the_figures_shown() {
        let day = 86_400.0;
        assert_eq!(said(Unit::Seconds, 101.4 * day, 79.6 * day), "101 days, 80 days: +21 days");
        assert_eq!(said(Unit::Seconds, 3.0 * day, 1.75 * day), "3 days, 1 day 18 hours: +1 day 6 hours");
        assert_eq!(said(Unit::Seconds, 40.0, 70.0), "40 seconds, 1 minute 10 seconds: −30 seconds");
        assert_eq!(said(Unit::Seconds, 101.0 * day, 101.0 * day), "101 days, 101 days: 0 days");
        assert_eq!(said(Unit::Seconds, 0.0, 0.0), "0 seconds, 0 seconds: 0 seconds");
        assert_eq!(said(Unit::Share, 0.4021, 0.3814), "40.2 %, 38.1 %: +2.1 points");
        assert_eq!(said(Unit::Share, 0.59, 0.19), "59 %, 19 %: +40 points");
        assert_eq!(said(Unit::Share, 0.0101, 0.0099), "1.01 %, 0.99 %: +0.02 points");
        assert_eq!(said(Unit::Pence, 4_045.0, 7_682.0), "£40, £77: −£37");
        assert_eq!(said(Unit::Pence, 4_045.0, 4_082.0), "£40.45, £40.82: −£0.37");
        assert_eq!(said(Unit::Plain, 1_053.0, 1_156.0), "1,053, 1,156: −103");
        assert_eq!(said(Unit::Plain, 2.6, 2.8), "2.60, 2.80: −0.20");
        assert_eq!(said(Unit::Plain, 12.25, 12.25), "12, 12: 0");
    }
}
