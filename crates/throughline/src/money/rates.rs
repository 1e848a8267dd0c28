//! What work costs here, as people state it: pay by group, times from a sample, prices of a contract, money by the period. Every
//! line says how it is known.

use crate::time::Instant;

/// How a figure is known, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// From a ledger, a payroll or an audit.
    A,
    /// From a contract, a tariff or a published unit cost.
    B,
    /// Estimated by those who do the work.
    C,
    /// Judged, or claimed by somebody who sells.
    D,
}

impl Grade {
    /// The grade's letter.
    pub fn letter(self) -> &'static str {
        match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::D => "D",
        }
    }
}

/// Who pays for a line, and how it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Whose money it is.
    pub payer: String,
    /// How good the evidence is.
    pub grade: Grade,
    /// Where the figure comes from.
    pub source: String,
}

/// People who are paid alike. What is left out fits everybody; the group that names most fits best.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What it is called in the answer.
    pub name: String,
    /// Only work of this organisation.
    pub organisation: Option<String>,
    /// Only work of this team.
    pub team: Option<String>,
    /// Only work in this role.
    pub role: Option<String>,
    /// What a minute of work costs, in pence, overhead included.
    pub pence_per_minute: f64,
    /// The minutes paid for in a year, where they are known.
    pub paid_minutes_a_year: Option<f64>,
    /// Who pays, and how it is known.
    pub known: Known,
}

/// The capacity cost rate in pence a minute: the cost of a year over the minutes that can be worked in it. `practical_share` of
/// the paid minutes is work; breaks, training and meetings are the rest (Kaplan and Anderson, Time-Driven Activity-Based
/// Costing, 2007). `overhead` is a share added on top. None unless all are possible.
pub fn pence_per_minute(
    annual_pence: f64,
    paid_minutes: f64,
    practical_share: f64,
    overhead: f64,
) -> Option<f64> {
    let possible = annual_pence >= 0.0 && paid_minutes > 0.0 && overhead >= 0.0;
    let rate = annual_pence / (paid_minutes * practical_share) * (1.0 + overhead);
    (possible && practical_share > 0.0 && practical_share <= 1.0 && rate.is_finite()).then_some(rate)
}

/// How long an activity takes, from a time sample: used where the log has no minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityTime {
    /// The activity, as in the log.
    pub activity: String,
    /// The median of the sample, in minutes.
    pub minutes: f64,
    /// How many were timed.
    pub sample: u32,
}

/// A price for every event of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The activity, as in the log.
    pub activity: String,
    /// Only of this organisation.
    pub organisation: Option<String>,
    /// What one costs, in pence.
    pub pence: f64,
    /// Whether it is paid on top of the minutes that the event took; else it stands for them.
    pub on_top: bool,
    /// Who pays, and how it is known.
    pub known: Known,
}

/// Money by the period rather than by the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixed {
    /// What it is: contract price, client side, change charge, dispute, building …
    pub name: String,
    /// How much for the whole period, in pence.
    pub pence: f64,
    /// When the period starts.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// Who pays, and how it is known.
    pub known: Known,
}

/// All that is stated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rates {
    /// Pay.
    pub groups: Vec<Group>,
    /// Times from samples.
    pub activities: Vec<ActivityTime>,
    /// Prices by the event.
    pub prices: Vec<Price>,
    /// Money by the period.
    pub fixed: Vec<Fixed>,
    /// Whether money that an event names is paid on top of its price and its minutes; else it stands for them.
    pub pence_on_top: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked case of measures.md section 5: a contact centre and case workers.
    #[test]
    fn a_minute_costs_what_the_worked_case_says() {
        let close = |found: Option<f64>, known: f64| (found.unwrap() / known - 1.0).abs() < 1e-9;
        assert!(close(pence_per_minute(42_000_000.0, 1_188_000.0, 0.8, 0.0), 44.191_919_191_9));
        assert!(close(pence_per_minute(51_000_000.0, 1_089_000.0, 0.8, 0.0), 58.539_944_903_6));
    }

    #[test]
    fn impossible_figures_have_no_rate() {
        for (annual, minutes, share, overhead) in [
            (-1.0, 1.0, 0.8, 0.0),
            (1.0, 0.0, 0.8, 0.0),
            (1.0, 1.0, 0.0, 0.0),
            (1.0, 1.0, 1.2, 0.0),
            (1.0, 1.0, 0.8, -0.1),
            (f64::INFINITY, 1.0, 0.8, 0.0),
            (f64::NAN, 1.0, 0.8, 0.0),
        ] {
            assert_eq!(pence_per_minute(annual, minutes, share, overhead), None);
        }
    }
}
