//! What work costs here, as people state it: pay by group, times from a sample, prices of a contract, money by the period. Every
//! line says how it is known.

use crate::time::Instant;
use crate::wording::figure;

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
    /// What was added on top of pay, as a share; it is in `pence_per_minute` already.
    pub overhead: f64,
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

/// An hour of work, overhead included, that costs less than this in pounds, or more than the other, is looked at again. Judged, not
/// measured: the one lies well below the lowest legal wage, the other well above what the dearest public work costs with all overheads.
/// Pence typed for pounds lie far above. Nought is work of volunteers.
const PLAUSIBLE_HOUR_POUNDS: (f64, f64) = (5.0, 500.0);

/// Paid minutes of a year below this are looked at again: a tenth of one full-time post, whose year has about 99,000 minutes (1,650 hours).
const LEAST_PAID_MINUTES: f64 = 10_000.0;

/// A share on top of pay above this is looked at again: overheads of public bodies come to 0.1 to 1 of pay, so 15 is 15 % most likely.
const MOST_OVERHEAD: f64 = 2.0;

/// What in the rates looks like a slip of the pen, and why; it is counted as it stands.
pub fn implausible(rates: &Rates) -> Vec<String> {
    let mut all = Vec::new();
    for group in &rates.groups {
        if let Some(minutes) = group.paid_minutes_a_year.filter(|minutes| *minutes < LEAST_PAID_MINUTES) {
            all.push(format!(
                "the paid_minutes of “{}” ({}) are few for a year: one full-time post is paid for about 99,000 minutes; are these hours?",
                group.name,
                figure(minutes)
            ));
        }
        if group.overhead > MOST_OVERHEAD {
            all.push(format!(
                "the overhead of “{}” is {}, which adds {} % to pay; is it {} %, which is written {}?",
                group.name,
                figure(group.overhead),
                figure(group.overhead * 100.0),
                figure(group.overhead),
                figure(group.overhead / 100.0)
            ));
        }
        let (hour, (least, most)) = (group.pence_per_minute * 60.0 / 100.0, PLAUSIBLE_HOUR_POUNDS);
        if hour > 0.0 && !(least..=most).contains(&hour) {
            let slip = if hour > most {
                "are these pence, or hours for minutes?"
            } else {
                "are these thousands, or a part of a year?"
            };
            all.push(format!(
                "an hour worked by “{}” comes to £{}, where £{least} to £{most} would be usual with overheads: {slip}",
                group.name,
                figure(hour)
            ));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_seen_and_usual_pay_is_not() {
        let of = |annual_pence: f64, paid_minutes: f64, of_year: Option<f64>| {
            let group = Group {
                name: "centre".to_string(),
                organisation: None,
                team: None,
                role: None,
                pence_per_minute: pence_per_minute(annual_pence, paid_minutes, 0.8, 0.0).unwrap(),
                paid_minutes_a_year: of_year,
                overhead: 0.0,
                known: Known { payer: String::new(), grade: Grade::A, source: String::new() },
            };
            implausible(&Rates { groups: vec![group], ..Rates::default() })
        };
        // The worked case, pay by the hour from the lowest wage to a consultant's, and volunteers.
        assert!(of(42_000_000.0, 1_188_000.0, Some(1_188_000.0)).is_empty());
        for pounds in [0.0, 12.21, 24.5, 140.0] {
            assert!(of(pounds * 100.0, 60.0, None).is_empty(), "{pounds}");
        }
        let says = of(2_450.0 * 100.0, 60.0, None);
        assert_eq!(says.len(), 1);
        assert!(says[0].contains("“centre” comes to £3,06") && says[0].contains("pence"), "{says:?}");
        // Hours for minutes: both figures are odd.
        let says = of(3_500_000.0, 1_650.0, Some(1_650.0));
        assert_eq!(says.len(), 2);
        assert!(says[0].contains("(1,650)") && says[0].contains("are these hours?"), "{says:?}");
        assert!(of(24.5, 60.0, None)[0].contains("£0.3"));
    }

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
