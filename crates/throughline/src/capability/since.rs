//! How often a chart shows signals after a day on which nothing changed.
//!
//! Formula: series of independent normal values, as many before the day as set the limits and as many after it as there are, charted as those
//! of a change are (limits of the points before, run forward, Wheeler's rules); the share of 1,000 of them with a signal that begins after the
//! day. Why drawn anew: the share depends on both numbers (12 to 20 before, any number after), and the table of whole charts (`chance`) counts
//! signals before the day too. Where it misleads: values that are skewed, or alike from week to week, signal more often than this.

use super::chart::{Chart, Kind, Observations, chart};
use super::rules::Rules;
use crate::statistics::random::Random;

/// So many series are drawn: the share is known to within three points.
const SERIES: u32 = 1_000;

/// The share of steady charts with a signal that begins after a day, by the number of points before it that set the limits and of those after.
pub fn false_signal_share_since(before: usize, after: usize, seed: u64) -> f64 {
    let mut random = Random::new(seed, "signals since a change");
    let before = before.min(Kind::Xmr.baseline());
    let mut signals = || {
        let values = (0..before + after).map(|_| Some(normal(&mut random))).collect();
        !signals_since(&chart_since(values, before, before), before).is_empty()
    };
    let found = (0..SERIES).filter(|_| signals()).count();
    found as f64 / f64::from(SERIES)
}

/// The chart of the limits of the time before, run forward; the period of the change lies between.
pub(super) fn chart_since(values: Vec<Option<f64>>, before: usize, baseline: usize) -> Chart {
    let mut gaps = vec![false; values.len()];
    if let Some(gap) = gaps.get_mut(before) {
        *gap = true;
    }
    let given = Observations { values, sizes: Vec::new(), gaps };
    chart(Kind::Xmr, Rules::Wheeler, &given, &[], Some(baseline))
}

/// The places of the signals of a chart that begin at a place or after it.
pub(super) fn signals_since(chart: &Chart, place: usize) -> Vec<usize> {
    let all = chart.phases.iter().flat_map(|phase| &phase.signals);
    all.map(|signal| signal.start).filter(|start| *start >= place).collect()
}

/// A standard normal value (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let (one, other) = (1.0 - random.unit(), random.unit());
    (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_points_have_more_signals_and_the_seed_decides() {
        let share = |before, after| false_signal_share_since(before, after, 1);
        assert_eq!(share(20, 0), 0.0);
        assert!(share(20, 8) < share(20, 16) && share(20, 16) < share(20, 52), "{}", share(20, 16));
        assert!(share(12, 16) > share(20, 16), "limits from fewer points are less sure");
        assert_eq!(share(200, 16), share(20, 16), "the first 20 set the limits");
        // Drawn by numpy with rules written apart from ours: 49 of 100 where the first 20 of 56 set the limits and 44 follow.
        assert!((share(56, 44) - 0.49).abs() < 0.06, "{}", share(56, 44));
    }
}
