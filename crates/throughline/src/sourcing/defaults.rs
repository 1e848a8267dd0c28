//! What is taken of outsourcing where nobody knows better: low, central and high, each with its source, grade and date.
//!
//! The figures stand in `defaults.tsv` beside this file, one a line, and can be changed there or in a plan. Grades: A audit, statute or
//! peer review; B a sector body, or the press on one of A; C what the owner of a case or a consultant says of it; D a campaigner, vendor or
//! blog; where a line rests on several, that of the weakest. Source: domain.md 5.1, whose codes S1, S2, … are kept. Where it misleads:
//! most come from cases that were written about because they went wrong, or by those who sell; few are of the service at hand.

use std::sync::OnceLock;

use super::amount::{Belief, Grade, Range};
use crate::error::Error;
use crate::wording::figure;

/// A figure and what is known of it. Ends that nobody gave are `None`; infinite is never.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: &'static str,
    /// Its low end.
    pub low: Option<f64>,
    /// What is taken.
    pub central: Option<f64>,
    /// Its high end.
    pub high: Option<f64>,
    /// How good its source is.
    pub grade: Grade,
    /// The year of its source.
    pub dated: u16,
    /// Its source: code and name.
    pub source: &'static str,
    /// What it is, and what it rests on.
    pub basis: &'static str,
}

const TABLE: &str = include_str!("defaults.tsv");

/// All of them, in the order of the table.
pub fn all() -> &'static [Figure] {
    static ALL: OnceLock<Vec<Figure>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().skip(1).filter_map(Figure::of_line).collect())
}

/// The one of that name.
pub fn default(name: &str) -> Result<&'static Figure, Error> {
    all().iter().find(|one| one.name == name).ok_or_else(|| {
        let names: Vec<&str> = all().iter().map(|one| one.name).collect();
        Error::asked(format!("no default is called “{name}”; there are {}", names.join(", ")))
    })
}

/// The table for people: a line each, columns under their heads, two spaces apart.
pub fn table() -> String {
    let head = ["name", "low", "central", "high", "unit", "grade", "dated", "source"].map(str::to_string);
    let rows: Vec<[String; 8]> = std::iter::once(head).chain(all().iter().map(Figure::cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..8).map(width).collect();
    let line = |row: &[String; 8]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        cells.join("  ").trim_end().to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

impl Figure {
    /// A line of the table; `None` if it is none, which a test keeps from happening.
    fn of_line(line: &'static str) -> Option<Figure> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, unit, low, central, high, grade, dated, source, basis] = cells.try_into().ok()?;
        let number = |text: &str| match text {
            "" => Some(None),
            "never" => Some(Some(f64::INFINITY)),
            text => text.parse().ok().map(Some),
        };
        let (_, grade) = *Grade::NAMES.iter().find(|(name, _)| *name == grade)?;
        Some(Figure {
            name,
            unit,
            low: number(low)?,
            central: number(central)?,
            high: number(high)?,
            grade,
            dated: dated.parse().ok()?,
            source,
            basis,
        })
    }

    /// Its range, the central value the likeliest; `None` where an end is missing, or is never.
    pub fn range(&self) -> Option<Range> {
        let (low, high) = (self.low?, self.high?);
        let finite = self.central.is_some() && low.is_finite() && high.is_finite();
        finite.then_some(Range { low, high, belief: Belief::Pert })
    }

    fn cells(&self) -> [String; 8] {
        let told = |value: Option<f64>| match value {
            None => String::new(),
            Some(value) if value.is_infinite() => "never".to_string(),
            Some(value) => figure(value),
        };
        let [low, central, high] = [self.low, self.central, self.high].map(told);
        let (grade, dated) = (self.grade.name().to_string(), self.dated.to_string());
        [
            self.name.to_string(),
            low,
            central,
            high,
            self.unit.to_string(),
            grade,
            dated,
            self.source.to_string(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_default_with_a_source() {
        assert_eq!(all().len(), TABLE.lines().count() - 1, "a line that cannot be read is left out");
        let mut names: Vec<&str> = all().iter().map(|one| one.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all().len());
        for one in all() {
            let ends: Vec<f64> = [one.low, one.central, one.high].into_iter().flatten().collect();
            assert!(ends.is_sorted(), "{}: {ends:?}", one.name);
            assert!(!one.source.is_empty() && !one.basis.is_empty(), "{}", one.name);
            assert!((2000..=2026).contains(&one.dated), "{}", one.name);
        }
    }

    /// The figures of the page they are from.
    #[test]
    fn the_figures_are_those_of_the_page() {
        let known = [
            ("saving_claimed", [0.10, 0.20, 0.30], Grade::B),
            ("saving_achieved", [0.0, 0.05, 0.10], Grade::B),
            ("realised_of_claimed", [0.0, 0.4, 1.0], Grade::Judgement),
            ("buyer_procurement_cost", [0.01, 0.027, 0.05], Grade::A),
            ("procurement_time", [3.0, 5.0, 24.0], Grade::D),
            ("client_side", [0.02, 0.04, 0.08], Grade::D),
            ("paid_of_contracted", [1.0, 1.15, 1.65], Grade::D),
            ("change_management_fee", [0.05, 0.075, 0.10], Grade::A),
            ("billing_error_found", [0.40, 0.57, 0.70], Grade::A),
            ("early_exit_cost", [0.03, 0.075, 0.15], Grade::B),
            ("knowledge_transfer", [0.0, 0.05, 0.15], Grade::D),
            ("shared_service_payback", [2.0, 4.0, f64::INFINITY], Grade::C),
            ("contact_cost_web", [0.09, 0.15, 0.56], Grade::B),
            ("contact_cost_phone", [0.85, 2.83, 5.57], Grade::B),
            ("contact_cost_face", [1.66, 8.62, 9.56], Grade::B),
        ];
        for (name, [low, central, high], grade) in known {
            let found = default(name).unwrap();
            assert_eq!(
                (found.low, found.central, found.high),
                (Some(low), Some(central), Some(high)),
                "{name}"
            );
            assert_eq!(found.grade, grade, "{name}");
        }
        let central = |name: &str| default(name).unwrap().central.unwrap();
        assert_eq!(central("small_competition_buyer"), 8_000.0);
        assert_eq!(central("open_book_access"), 0.31);
        assert_eq!(default("local_team_effect").unwrap().central, None, "for the user to give");
        assert!(
            default("saving").unwrap_err().to_string().contains("there are saving_claimed, saving_achieved")
        );
    }

    /// Figures that stand in code as well are the same there.
    #[test]
    fn rates_and_bounds_are_those_of_the_appraisal() {
        use crate::sourcing::appraisal::caution::{EQUIPMENT, EQUIPMENT_DURATION, OUTSOURCED_OPERATION};
        use crate::sourcing::appraisal::discount::Schedule;
        let schedule = Schedule::named("green-book-2022").unwrap();
        let rates: Vec<f64> = schedule.rates.iter().map(|rate| rate.a_year).collect();
        let names = ["to_year_30", "to_year_75", "after_year_75"].map(|name| format!("discount_rate_{name}"));
        let found: Vec<f64> = names.iter().filter_map(|name| default(name).unwrap().central).collect();
        assert_eq!(found, rates);
        let bounds = [
            ("outsourced_operation", OUTSOURCED_OPERATION),
            ("equipment", EQUIPMENT),
            ("equipment_duration", EQUIPMENT_DURATION),
        ];
        for (name, bounds) in bounds {
            let found = default(&format!("optimism_bias_{name}")).unwrap();
            assert_eq!((found.low, found.high), (Some(bounds.lower), Some(bounds.upper)), "{name}");
        }
    }

    #[test]
    fn a_range_needs_both_ends_and_a_middle() {
        assert!(default("saving_claimed").unwrap().range().is_some());
        assert!(default("shared_service_payback").unwrap().range().is_none());
        assert!(default("capacity_exchange_fee").unwrap().range().is_none());
    }

    #[test]
    fn the_table_prints() {
        let table = table();
        assert_eq!(table.lines().count(), all().len() + 1);
        let line = table.lines().find(|line| line.starts_with("buyer_procurement_cost ")).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(&words[1..7], ["0.01", "0.027", "0.05", "share", "of", "contract"]);
        assert_eq!(&words[7..10], ["A", "2019", "S92"]);
        assert!(table.contains("never"));
    }
}
