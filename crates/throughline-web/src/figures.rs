//! Figures for people: what each is called and counted in (`heads`), and how it is written.

mod heads;

use throughline::money::about;
use throughline::reading::{Number, percent};
use throughline::time;
use throughline::wording::{self, Told, figure, sentence_start, thousands, whole};

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unit {
    /// A length of time, in seconds.
    Seconds,
    /// A share of 1, shown as a percentage.
    Share,
    /// Money in pence, shown in pounds.
    Pence,
    /// Minutes of work.
    Minutes,
    /// Days.
    Days,
    /// Kilometres.
    Kilometres,
    /// A count, or a number of no unit that is named here.
    Plain,
}

/// What a name of a measure is called, and what it is counted in; none of names that nobody gave a head.
pub fn head(measure: &str, name: &str) -> Option<(&'static str, Unit)> {
    heads::find(measure, name)
}

/// What a name of a measure is counted in.
pub(crate) fn unit(measure: &str, name: &str) -> Unit {
    head(measure, name).map_or(Unit::Plain, |(_, unit)| unit)
}

/// What a name of a measure is called.
pub(crate) fn label(measure: &str, name: &str) -> String {
    let bare = || sentence_start(&name.replace('_', " "));
    head(measure, name).map_or_else(bare, |(head, _)| head.to_string())
}

/// The unit of a chart's values, from its measure's unit in words.
pub(crate) fn of_chart(unit: &str) -> Unit {
    match unit {
        "seconds" => Unit::Seconds,
        share if share.starts_with("share") => Unit::Share,
        _ => Unit::Plain,
    }
}

/// The unit of a matrix's cells, from its measure's unit in words.
pub(crate) fn of_matrix(unit: &str) -> Unit {
    if unit.contains("pence") { Unit::Pence } else { Unit::Plain }
}

/// A value with its unit.
pub(crate) fn value(unit: Unit, value: f64) -> String {
    if !value.is_finite() {
        return "unknown".to_string();
    }
    match unit {
        Unit::Seconds => time::plain(value),
        Unit::Share => percent(value),
        Unit::Pence => pounds(value),
        Unit::Minutes => format!("{} minutes", figure(value)),
        Unit::Days => format!("{} days", figure(value)),
        Unit::Kilometres => format!("{} km", figure(value)),
        Unit::Plain if value.fract() == 0.0 && (0.0..1e15).contains(&value) => thousands(value as u64),
        Unit::Plain => figure(value),
    }
}

/// Whole pounds from a hundred on, else with pence.
fn pounds(pence: f64) -> String {
    let pounds = pence.abs() / 100.0;
    let sign = if pence < 0.0 { "−" } else { "" };
    match pounds {
        pounds if pounds >= 99.995 => format!("{sign}£{}", thousands(whole(pounds).parse().unwrap_or(0))),
        pounds => format!("{sign}£{pounds:.2}"),
    }
}

/// A number with its interval: `37 % (31 % to 44 %)`.
pub(crate) fn with_interval(measure: &str, number: &Number) -> String {
    let unit = unit(measure, number.name);
    let Some(known) = number.value else { return "not enough to say".to_string() };
    match number.interval {
        Some(ends) => {
            let told = told(unit, known, ends);
            format!("{} ({} to {})", told.value, told.low, told.high)
        }
        None => value(unit, known),
    }
}

/// An estimate in its unit, as precise as its interval.
fn told(unit: Unit, known: f64, ends: (f64, f64)) -> Told {
    let step = wording::step(ends);
    let after = match unit {
        Unit::Share => return wording::share(known, ends),
        Unit::Seconds => return time::told(known, ends),
        Unit::Pence | Unit::Plain => "",
        Unit::Minutes => " minutes",
        Unit::Days => " days",
        Unit::Kilometres => " km",
    };
    let said = |one: f64| match unit {
        Unit::Pence => about(one, step),
        _ => format!("{}{after}", wording::to_step(one, step)),
    };
    Told { value: said(known), low: said(ends.0), high: said(ends.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_a_head_and_a_unit() {
        let shown = |measure: &str, name: &str, number: f64| {
            format!("{}: {}", label(measure, name), value(unit(measure, name), number))
        };
        let contacts = "repeat_contact.contacts_per_need";
        assert_eq!(shown("end_to_end", "p90_s", 7_200.0), "One in ten takes longer than: 2 hours");
        assert_eq!(shown("demand.kinds", "failure_share", 0.371), "Share of failure demand: 37 %");
        assert_eq!(shown("flow.ended_how", "high_30_days", 0.5), "Within 30 days, 95 % interval to: 50 %");
        assert_eq!(shown("cost.by_payer", "pence_per_need", 4_595.0), "Money for each need: £45.95");
        assert_eq!(shown("cost.by_payer", "pence", 139_067_200.0), "Money: £1,390,672");
        assert_eq!(value(Unit::Pence, -1_250.0), "−£12.50");
        assert_eq!(
            shown(contacts, "mean_within_days", 1.705),
            "Contacts of a need within so many days, on average: 1.705"
        );
        assert_eq!(
            shown("cost.capacity", "paid_minutes", 1_234_567.0),
            "Minutes paid for: 1,234,567 minutes"
        );
        assert_eq!(unit("demand.agreement", "low"), Unit::Plain);
        assert_eq!(shown("end_to_end", "mean_s", f64::NAN), "On average: unknown");
    }

    #[test]
    fn a_number_is_as_precise_as_its_interval() {
        let of = |name, value, interval| {
            with_interval("repeat_contact.repeats", &Number { name, value, interval })
        };
        assert_eq!(of("share", Some(0.0269), Some((0.0251, 0.0289))), "2.7 % (2.5 % to 2.9 %)");
        assert_eq!(of("mean_pence", Some(4_372.0), Some((4_337.0, 4_408.0))), "£43.72 (£43.37 to £44.08)");
        assert_eq!(of("mean_within_days", Some(1.705), Some((1.694, 1.716))), "1.71 (1.69 to 1.72)");
        assert_eq!(of("share", None, Some((0.31, 0.44))), "not enough to say");
    }
}
