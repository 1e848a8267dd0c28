//! Figures for people, by the unit that stands last in their name: `median_s` is a length of time, `failure_share` a percentage.

use throughline::reading::{Number, percent, percents};
use throughline::time;
use throughline::wording::{figure, thousands, whole};

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Seconds,
    Share,
    Pence,
    Minutes,
    Days,
    Kilometres,
    Plain,
}

/// The unit in a name.
pub(crate) fn unit(name: &str) -> Unit {
    let (first, last) = (name.split('_').next().unwrap_or(name), name.rsplit('_').next().unwrap_or(name));
    let of_share = name.split('_').any(|word| word == "share");
    match (first, last) {
        _ if of_share => Unit::Share,
        ("low" | "high", "days") | (_, "low" | "high") => Unit::Share,
        (_, "s") => Unit::Seconds,
        (_, "pence") => Unit::Pence,
        (_, "minutes") => Unit::Minutes,
        (_, "days") => Unit::Days,
        (_, "km") => Unit::Kilometres,
        _ => Unit::Plain,
    }
}

/// The units of columns that stand together: the ends of an interval are shares only where something there is a share.
pub(crate) fn units(names: &[&str]) -> Vec<Unit> {
    let is_end = |name: &str| name.split('_').any(|word| matches!(word, "low" | "high"));
    let any = names.iter().any(|name| !is_end(name) && unit(name) == Unit::Share);
    names.iter().map(|name| if is_end(name) && !any { Unit::Plain } else { unit(name) }).collect()
}

/// The unit of a chart's values, from its measure's unit in words.
pub(crate) fn of_chart(unit: &str) -> Unit {
    match unit {
        "seconds" => Unit::Seconds,
        "share" => Unit::Share,
        _ => Unit::Plain,
    }
}

/// The unit of a matrix's cells, from its measure's unit in words.
pub(crate) fn of_matrix(unit: &str) -> Unit {
    if unit.contains("pence") { Unit::Pence } else { Unit::Plain }
}

/// A name as people read it: `p90_s` is `90 in 100 within`, `waiting_s` is `waiting`.
pub(crate) fn label(name: &str) -> String {
    let bare = match unit(name) {
        Unit::Seconds | Unit::Pence | Unit::Days | Unit::Kilometres => {
            name.rsplit_once('_').map_or(name, |(bare, _)| bare)
        }
        Unit::Share | Unit::Minutes | Unit::Plain => name,
    };
    let (bare, end) = match bare.strip_prefix("survival_") {
        Some(bare) => (bare, ", those still open counted"),
        None => (bare, ""),
    };
    let words: Vec<String> = bare.split('_').map(word).collect();
    let text = words.join(" ") + end;
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn word(word: &str) -> String {
    let percentile =
        word.strip_prefix('p').and_then(|rest| rest.parse::<u32>().ok()).filter(|of| (1..100).contains(of));
    match (percentile, word) {
        (Some(of), _) => format!("{of} in 100 within"),
        (None, "n") => "number".to_string(),
        (None, word) => word.to_string(),
    }
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
pub(crate) fn with_interval(number: &Number) -> String {
    let unit = unit(number.name);
    let Some(known) = number.value else { return "not enough to say".to_string() };
    let known = value(unit, known);
    let ends = number.interval.map(|(low, high)| match unit {
        Unit::Share => percents((low, high)),
        unit => (value(unit, low), value(unit, high)),
    });
    match ends {
        Some((low, high)) => format!("{known} ({low} to {high})"),
        None => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_the_unit_of_their_name() {
        let shown = |name: &str, number: f64| format!("{}: {}", label(name), value(unit(name), number));
        assert_eq!(shown("p90_s", 7_200.0), "90 in 100 within: 2 hours");
        assert_eq!(shown("failure_share", 0.371), "Failure share: 37 %");
        assert_eq!(shown("high_30_days", 0.5), "High 30 days: 50 %");
        assert_eq!(shown("mean_pence", 12_345.0), "Mean: £123");
        assert_eq!(shown("mean_pence", -1_250.0), "Mean: −£12.50");
        assert_eq!(shown("paid_minutes", 1_234_567.0), "Paid minutes: 1,234,567 minutes");
        assert_eq!(label("survival_p90_s"), "90 in 100 within, those still open counted");
        assert_eq!(shown("n", 12.0), "Number: 12");
        assert_eq!(shown("share_open", 0.25), "Share open: 25 %");
        assert_eq!(units(&["kappa", "low"]), [Unit::Plain, Unit::Plain]);
        assert_eq!(units(&["share_open", "low"]), [Unit::Share, Unit::Share]);
        assert_eq!(shown("mean_s", f64::NAN), "Mean: unknown");
        let number = Number { name: "failure_share", value: Some(0.37), interval: Some((0.31, 0.44)) };
        assert_eq!(with_interval(&number), "37 % (31 % to 44 %)");
        assert_eq!(with_interval(&Number { value: None, ..number }), "not enough to say");
    }
}
