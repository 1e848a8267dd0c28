//! How far two figures lie apart, in words.

use throughline::reading::{Counted, Difference, Measure};

use crate::figures::{self, Unit, of_chart};

pub(super) fn unit(one: &Difference, measure: &Measure) -> Unit {
    match one.of {
        Counted::AsNamed => figures::unit(measure.name, one.name),
        Counted::AsMeasured => of_chart(measure.unit),
        Counted::Seconds => Unit::Seconds,
        Counted::Share => Unit::Share,
    }
}

/// A difference without its sign; of shares in points, for a percentage of a percentage would be something else.
fn size(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => {
            let points = throughline::wording::figure((value.abs() * 1000.0).round() / 10.0);
            format!("{points} {}", if points == "1" { "point" } else { "points" })
        }
        unit => figures::value(unit, value.abs()),
    }
}

/// The same with its sign.
pub(super) fn signed(unit: Unit, value: f64) -> String {
    let sign = match value {
        _ if value == 0.0 => "",
        value if value < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{}", size(unit, value))
}

/// `3 days less in North (95 % interval −4 days to −2 days)`.
pub(super) fn says(one: &Difference, unit: Unit, first: &str) -> String {
    let Some((low, high)) = one.interval else {
        return if one.value() == 0.0 { "no difference".to_string() } else { signed(unit, one.value()) };
    };
    let interval = format!("95 % interval {} to {}", signed(unit, low), signed(unit, high));
    if !one.is_clear() {
        return format!("no clear difference ({interval})");
    }
    let way = if one.value() < 0.0 { "less" } else { "more" };
    format!("{} {way} in {first} ({interval})", size(unit, one.value()))
}
