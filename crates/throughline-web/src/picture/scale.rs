//! A scale of numbers: from values to pixels, with ticks on round numbers.

use throughline::wording::figure;

/// About so many ticks.
const TICKS: f64 = 5.0;

/// Beyond this a number is drawn at the edge: nothing a service counts comes near it.
const MOST: f64 = 1e300;

/// From values to pixels.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from_px: f64,
    to_px: f64,
    step: f64,
    by_tens: bool,
}

impl Scale {
    /// A scale that holds some values, with nought if they do not lie far from it: its ends are round numbers.
    pub(super) fn holding(values: impl Iterator<Item = f64>, from_px: f64, to_px: f64) -> Scale {
        let (low, high) = ends(values);
        let near_nought = low > 0.0 && low < 0.65 * high;
        let low = if near_nought { 0.0 } else { low };
        let step = round_step((high - low) / TICKS);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Scale { low, high, from_px, to_px, step, by_tens: false }
    }

    /// A scale from the least to the most of some values, with round numbers inside.
    pub(super) fn between(values: impl Iterator<Item = f64>, from_px: f64, to_px: f64) -> Scale {
        let (low, high) = ends(values);
        let step = round_step((high - low) / (2.0 * TICKS));
        Scale { low, high, from_px, to_px, step, by_tens: false }
    }

    /// The same with whole numbers inside.
    pub(super) fn within(values: impl Iterator<Item = f64>, from_px: f64, to_px: f64) -> Scale {
        let scale = Scale::between(values, from_px, to_px);
        Scale { step: scale.step.max(1.0), ..scale }
    }

    /// A scale of sizes from nought; by tens where the largest is more than a hundred times the smallest.
    pub(super) fn of_sizes(values: impl Iterator<Item = f64> + Clone, from_px: f64, to_px: f64) -> Scale {
        let (low, high) = ends(values.filter(|value| *value > 0.0));
        if high > 100.0 * low && low > 0.0 {
            let (low, high) = (10_f64.powf(low.log10().floor()), high);
            return Scale { low, high, from_px, to_px, step: 1.0, by_tens: true };
        }
        let step = round_step(high / TICKS);
        Scale { low: 0.0, high: (high / step).ceil() * step, from_px, to_px, step, by_tens: false }
    }

    /// Where a value lies.
    pub(super) fn at(&self, value: f64) -> f64 {
        let part = if self.by_tens {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
        self.from_px + part * (self.to_px - self.from_px)
    }

    /// The value at some part of the way.
    pub(super) fn value(&self, part: f64) -> f64 {
        if self.by_tens {
            self.low * (self.high / self.low).powf(part)
        } else {
            self.low + part * (self.high - self.low)
        }
    }

    /// Round numbers on the scale, each with what it is called.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        if self.by_tens {
            let tens = (0..).map(|power| self.low * 10_f64.powi(power));
            return tens.take_while(|tick| *tick <= self.high).map(|tick| (tick, figure(tick))).collect();
        }
        let first = (self.low / self.step).ceil();
        let count = ((self.high / self.step).floor() - first).clamp(0.0, 4.0 * TICKS) as usize;
        let tick = |place: usize| {
            let value = (first + place as f64) * self.step;
            (value, figure(value))
        };
        (0..=count).map(tick).collect()
    }
}

/// The least and the most, apart even if they are the same.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let held = values.filter(|value| value.is_finite()).map(|value| value.clamp(-MOST, MOST));
    let (low, high) =
        held.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    match (low, high) {
        _ if low > high => (0.0, 1.0),
        _ if high - low > high.abs() * 1e-9 => (low, high),
        (0.0, _) => (0.0, 1.0),
        (same, _) => (same - same.abs() / 10.0, same + same.abs() / 10.0),
    }
}

/// One, two or five times a power of ten, this or a little more.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let times = [1.0, 2.0, 5.0].into_iter().find(|times| times * power >= step * 0.999).unwrap_or(10.0);
    times * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticks(values: &[f64]) -> Vec<String> {
        Scale::holding(values.iter().copied(), 300.0, 0.0).ticks().into_iter().map(|(_, tick)| tick).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(ticks(&[3.0, 47.0]), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!(ticks(&[980.0, 1_013.0]), ["980", "990", "1,000", "1,010", "1,020"]);
        assert_eq!(ticks(&[-0.02, 0.06]), ["-0.02", "0", "0.02", "0.04", "0.06"]);
        assert_eq!(ticks(&[5.0]), ["4.4", "4.6", "4.8", "5", "5.2", "5.4", "5.6"]);
        let sizes = Scale::of_sizes([12.0, 20_000.0].into_iter(), 0.0, 100.0);
        assert_eq!(
            sizes.ticks().into_iter().map(|(_, tick)| tick).collect::<Vec<_>>(),
            ["10", "100", "1,000", "10,000"]
        );
    }

    proptest! {
        #[test]
        fn every_value_lies_on_the_picture(values in prop::collection::vec(
            prop_oneof![-1e9..1e9_f64, Just(0.0), Just(1e308), Just(-1e308), Just(f64::NAN), Just(1e-300), 0.0..1.0_f64], 0..20,
        )) {
            for scale in [
                Scale::holding(values.iter().copied(), 300.0, 20.0),
                Scale::within(values.iter().copied(), 300.0, 20.0),
                Scale::between(values.iter().copied(), 300.0, 20.0),
                Scale::of_sizes(values.iter().copied(), 300.0, 20.0),
            ] {
                for value in &values {
                    let at = scale.at(*value);
                    prop_assert!((20.0 - 1e-9..=300.0 + 1e-9).contains(&at), "{value} at {at}: {scale:?}");
                }
                let ticks = scale.ticks();
                prop_assert!(ticks.len() <= 400 && ticks.windows(2).all(|pair| pair[0].0 < pair[1].0), "{ticks:?}");
            }
        }
    }
}
