//! All charts of a study together: how many of them chance alone would give a signal, and how many have one.
//!
//! Formula (measures.md 1.4): the expected number is the sum over charts of the share of steady charts with as many points that show any
//! signal (`chance`); the chance of as many as were seen is exact for charts that do not depend on each other (each its own share).
//! Only charts with limits count. Why: with enough charts on a wall some signal always, and somebody is asked to explain it. Where it
//! misleads: charts of one service go up and down together, so that several signals may be one; skewed or dependent values signal more
//! often than these shares.

use super::chance::{LimitsFrom, false_signal_share};
use super::phases::Status;
use super::rules::Rules;
use crate::reading::{Reading, Shape};
use crate::wording::counted;

/// The charts of a study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Board {
    /// How many charts have limits.
    pub charts: u64,
    /// How many of them would show a signal if nothing had changed.
    pub expected: f64,
    /// How many do.
    pub seen: u64,
    /// The chance that as many or more do, if nothing had changed and none depended on another.
    pub chance: f64,
}

impl Board {
    /// The board of some charts: the chance of each to show a signal though nothing changed, and whether it does. None without charts.
    pub fn of(charts: &[(f64, bool)]) -> Option<Board> {
        // At place k the chance that k of the charts so far show a signal.
        let mut shares = vec![1.0];
        for (share, _) in charts {
            let before = |place: usize| shares.get(place).copied().unwrap_or(0.0);
            let with = |place: usize| place.checked_sub(1).map_or(0.0, before);
            shares =
                (0..=shares.len()).map(|place| before(place) * (1.0 - share) + with(place) * share).collect();
        }
        let seen = charts.iter().filter(|(_, signal)| *signal).count();
        (!charts.is_empty()).then(|| Board {
            charts: charts.len() as u64,
            expected: charts.iter().map(|(share, _)| share).sum(),
            seen: seen as u64,
            chance: shares[seen..].iter().sum::<f64>().clamp(0.0, 1.0),
        })
    }

    /// The board of a study's readings.
    pub fn of_readings<'a>(readings: impl Iterator<Item = &'a Reading>) -> Option<Board> {
        let limits = [Status::Firm, Status::Provisional].map(Status::name);
        let chart = |reading: &Reading| match &reading.shape {
            Shape::Chart(chart) if limits.contains(&chart.status) => {
                let rules = [Rules::Wheeler, Rules::Mdc, Rules::Anhoej]
                    .into_iter()
                    .find(|rules| rules.name() == chart.rules)?;
                let points = chart.points.iter().filter(|point| point.value.is_some()).count();
                // Only charts of single values, which have limits of their steps, keep the limits that the first points set.
                let limits = if chart.range_upper.is_some() { LimitsFrom::TheFirst } else { LimitsFrom::All };
                Some((false_signal_share(rules, limits, points), !chart.signals.is_empty()))
            }
            _ => None,
        };
        Board::of(&readings.filter_map(chart).collect::<Vec<_>>())
    }

    /// The board in a sentence.
    pub fn says(&self) -> String {
        let charts = counted(self.charts, "chart", "charts");
        let expected = match self.expected.round() {
            0.0 => "hardly any".to_string(),
            some => format!("about {some:.0}"),
        };
        if self.seen == 0 {
            return format!("None of {charts} shows a sign of change; chance alone would give {expected}.");
        }
        let chance = match self.chance {
            few if few < 0.01 => "fewer than 1 of 100 services".to_string(),
            nearly if nearly >= 0.995 => "nearly all services".to_string(),
            other => format!("{:.0} of 100 services", 100.0 * other),
        };
        format!(
            "{} of {charts} {} a sign of change; chance alone would give {expected}, and so many or more in {chance} where nothing had changed.",
            self.seen,
            if self.seen == 1 { "shows" } else { "show" },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_of_equal_charts_is_binomial() {
        // scipy: binom.sf(2, 20, 0.15)
        let charts: Vec<(f64, bool)> = (0..20).map(|place| (0.15, place < 3)).collect();
        let found = Board::of(&charts).unwrap();
        assert_eq!((found.charts, found.seen), (20, 3));
        assert!(
            (found.expected - 3.0).abs() < 1e-12 && (found.chance - 0.5951037219925648).abs() < 1e-12,
            "{found:?}"
        );
        assert_eq!(
            found.says(),
            "3 of 20 charts show a sign of change; chance alone would give about 3, and so many or more in 60 of 100 services where nothing \
             had changed."
        );
    }

    #[test]
    fn the_ends() {
        assert_eq!(Board::of(&[]), None);
        let none = Board::of(&[(0.2, false), (0.5, false)]).unwrap();
        assert_eq!((none.seen, none.chance), (0, 1.0));
        assert_eq!(none.says(), "None of 2 charts shows a sign of change; chance alone would give about 1.");
        let all = Board::of(&[(0.2, true), (0.5, true)]).unwrap();
        assert!((all.chance - 0.1).abs() < 1e-12);
    }
}
