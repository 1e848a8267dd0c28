//! What a comparison with places that did not change says of a change: in words and in figures.

use super::before_after::{Difference, Permuted, Trend};
use super::change_says::interval;
use super::changes::{Found, Weekly};
use super::several_places::Effect;
use crate::reading::{Affected, Change, Item};
use crate::wording::counted;

/// With fewer ways to call as many places changed, even the most striking of them is no rarity.
const LEAST_WAYS: u64 = 20;

/// What was found beside the places that did not change.
pub(super) struct Against {
    /// How many of them there are.
    pub(super) others: usize,
    /// The difference between both, before and after.
    pub(super) found: Found,
    pub(super) permuted: Option<Permuted>,
    pub(super) clustered: Option<Effect>,
}

pub(super) const COLUMNS: [&str; 13] = [
    "changed_in",
    "others",
    "against_others",
    "against_low",
    "against_high",
    "against_p",
    "apart_before_a_week",
    "apart_before_t",
    "against_signals_since",
    "ways",
    "ways_p",
    "by_place_low",
    "by_place_high",
];

pub(super) fn row(series: &Weekly, change: &Change, against: Option<&Against>) -> Vec<Item> {
    let number =
        |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Item::None, Item::Number);
    let affected = change.affected.as_ref();
    let of = |part: fn(&Difference) -> f64| {
        against.and_then(|against| against.found.difference.as_ref()).map(part)
    };
    let trend = |part: fn(&Trend) -> f64| against.and_then(|all| all.found.trend.as_ref()).map(part);
    let permuted = against.and_then(|against| against.permuted);
    let clustered = against.and_then(|against| against.clustered);
    let signals = against.filter(|against| against.found.difference.is_some());
    vec![
        affected.map_or(Item::None, |affected| Item::Name(named(affected))),
        against.map_or(Item::None, |against| Item::Count(against.others as u64)),
        series.item(of(|all| all.difference)),
        series.item(of(|all| all.low)),
        series.item(of(|all| all.high)),
        number(of(|all| all.p)),
        series.item(trend(|trend| trend.slope)),
        number(trend(|trend| trend.t)),
        signals.map_or(Item::None, |against| Item::Count(against.found.signals as u64)),
        permuted.map_or(Item::None, |permuted| Item::Count(permuted.ways)),
        number(permuted.map(|permuted| permuted.p)),
        series.item(clustered.map(|found| found.interval.0)),
        series.item(clustered.map(|found| found.interval.1)),
    ]
}

fn named(affected: &Affected) -> String {
    format!("{}={}", affected.column, affected.values.join(", "))
}

/// What the comparison says, or why there is none.
pub(super) fn sentence(series: &Weekly, affected: &Affected, against: Option<&Against>) -> String {
    let column = &affected.column;
    let Some(against) = against else {
        return format!("Nothing was compared: the log has no names in a column {column}.");
    };
    if against.others == 0 {
        return format!("Nothing was compared: no need belongs to another {column} alone.");
    }
    let others = counted(against.others as u64, "place", "places");
    let Some(all) = against.found.difference else {
        return format!(
            "It could not be compared with the {others} ({column}) that did not change: too few weeks in which both have figures."
        );
    };
    let way = if all.difference < 0.0 { "less" } else { "more" };
    let each = if series.counts { ", a place" } else { "" };
    let mut says = format!(
        "Beside the {others} ({column}) that did not change, that is {} {way}{each} ({}).",
        series.figure(all.difference.abs()),
        interval(series, &all)
    );
    match against.found.trend.filter(Trend::is_clear) {
        Some(trend) => {
            let each = series.figure(trend.slope.abs());
            says += &format!(
                " But both were already drawing apart before, by {each} a week: these are no fair comparison."
            );
        }
        None => says += " Before the change both moved alike.",
    }
    if against.found.stood_out.is_some() {
        says += " In the last three weeks before they stood unusually far apart: some of it would have gone by itself (regression to the mean).";
    }
    match against.permuted {
        Some(found) if found.ways >= LEAST_WAYS => {
            says += &format!(
                " Calling as many places changed by chance gives as much in {:.1} of 100 ways.",
                100.0 * found.p
            );
        }
        Some(found) => {
            let ways = counted(found.ways, "way", "ways");
            says += &format!(
                " With {ways} to choose the changed places there are too few for a test by choosing them anew."
            );
        }
        None => {
            says +=
                " Too few places have figures in enough weeks for a test by choosing the changed ones anew."
        }
    }
    if let Some(found) = against.clustered {
        let (low, high) = (series.signed(found.interval.0), series.signed(found.interval.1));
        says += &by_place(&low, &high);
    }
    says
}

/// The interval by place in words; one whose ends are written alike would look as if nothing were uncertain.
fn by_place(low: &str, high: &str) -> String {
    if low == high {
        return format!(" With each place counted as one, both ends of the interval round to {low}.");
    }
    format!(" With each place counted as one, the interval is {low} to {high}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_never_written_without_width() {
        assert!(by_place("-18 hours", "-17 hours").ends_with("the interval is -18 hours to -17 hours."));
        assert!(
            by_place("-17 hours", "-17 hours").ends_with("both ends of the interval round to -17 hours.")
        );
    }
}
