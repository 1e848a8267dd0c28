//! What is said of a change: what came of it, and what to be careful of.

use super::before_after::{Difference, LEAST_AFTER, LEAST_BEFORE, Trend};
use super::changes::{Found, Weekly};
use super::since::false_signal_share_since;
use super::xmr::mean;
use crate::reading::{Ask, Change};
use crate::wording::counted;

/// The interval of a difference in words, by its size.
pub(super) fn interval(series: &Weekly, all: &Difference) -> String {
    let (near, far) = if all.difference < 0.0 { (-all.high, -all.low) } else { (all.low, all.high) };
    if near < 0.0 {
        format!(
            "95 % interval from {} the other way to {}; it may be no change at all",
            series.figure(-near),
            series.figure(far)
        )
    } else {
        format!("95 % interval {} to {}", series.figure(near), series.figure(far))
    }
}

fn known(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().flatten().copied().collect()
}

/// What came of a change in one series, with its interval and the weeks on both sides.
pub(super) fn answer(series: &Weekly, change: &Change, found: &Found, ask: &Ask) -> String {
    let day = change.at.day_in(&ask.zone);
    let place = change
        .affected
        .as_ref()
        .map_or(String::new(), |affected| format!(" of {}", affected.values.join(", ")));
    let head = format!("“{}” ({day}), {}{place}:", change.name, series.says);
    let (before, after) = (known(&found.before), known(&found.after));
    let counted = format!(
        "{} before and {} after",
        counted(before.len() as u64, "full week", "full weeks"),
        after.len()
    );
    if found.difference.is_none() && before.len() >= LEAST_BEFORE && after.len() >= LEAST_AFTER {
        return format!("{head} nothing varies in {counted}, so no difference can be judged.");
    }
    let (Some(all), Some(one), Some(two)) = (found.difference, mean(&before), mean(&after)) else {
        let ten = if series.counts { "" } else { " (a median needs 10 ended needs a week)" };
        return format!(
            "{head} too early to say from {counted} with figures{ten}; {LEAST_BEFORE} and {LEAST_AFTER} are needed. That is no proof \
             of no effect."
        );
    };
    let way = if all.difference < 0.0 { "less" } else { "more" };
    let interval = interval(series, &all);
    let [one, two, apart] = [one, two, all.difference.abs()].map(|value| series.figure(value));
    if series.counts {
        return format!("{head} from {one} to {two} on average, {apart} {way} ({interval}; {counted}).");
    }
    let already = found.trend.filter(Trend::is_clear).map_or(String::new(), |trend| {
        let way = if trend.slope < 0.0 { "falling" } else { "rising" };
        format!("; it was already {way} before, so not all of that is the change's")
    });
    format!(
        "Since “{}” ({day}) half of the needs{place} that end take {two} or less in the average week, {apart} {way} than the {one} before \
         ({interval}; {counted}){already}.",
        change.name
    )
}

/// What to be careful of.
pub(super) fn cautions(series: &Weekly, found: &Found, ask: &Ask) -> Option<String> {
    found.difference?;
    let mut says = String::new();
    if let Some(trend) = found.trend.filter(Trend::is_clear) {
        let way = if trend.slope < 0.0 { "falling" } else { "rising" };
        let each = series.figure(trend.slope.abs());
        says += &format!(
            "It was already {way} before, by {each} a week, so this difference is not the change's alone."
        );
        says += &found.lines.as_ref().map_or(String::new(), |lines| lines.says(series));
    }
    if let Some(side) = found.stood_out {
        let way = if side > 0 { "high" } else { "low" };
        says += &format!(
            " The last three weeks before stood out {way}: some of what followed would have come by itself (regression to the mean)."
        );
    }
    says += &signals(found, (known(&found.before).len(), known(&found.after).len()), ask);
    Some(says.trim_start().to_string())
}

/// What the chart of the old limits shows since the change, and how often a chart shows as much though nothing changed.
fn signals(found: &Found, (before, after): (usize, usize), ask: &Ask) -> String {
    if found.signals == 0 {
        return " The chart of the old limits shows no signal since.".to_string();
    }
    format!(
        " The chart of the old limits shows signals since, as about {:.0} of 100 charts of as many weeks do where nothing changed.",
        100.0 * false_signal_share_since(before, after, ask.seed)
    )
}
