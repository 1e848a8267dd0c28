//! “What should I expect?”: how long so many of a hundred needs take, and how old the open ones are.
//!
//! Question: what can a person be told when they ask how long it takes? Formula: of needs by opening date, those still open counted as
//! lasting at least so long: the time by which so large a share has ended on the Kaplan-Meier curve, with the times at which the bounds of
//! the curve come down so far as its 95 % interval (`survival`, as R's `survfit`). Only where every need that was watched has ended are
//! these plain order statistics, with distribution-free intervals (`percentiles`). Beside them the age of open needs (from the first event
//! to the end of observation) and the share of them older than nine of ten take, with Wilson's interval. Sources: measures.md 1.1 and 1.7; domain.md
//! 8.3 (right-censoring); Brookmeyer and Crowley, Biometrics 38, 1982. Why not of ended needs: those look better the longer the hard ones
//! stay open. Where it misleads: it says what was, from a log as a whole; if the chart shows a change, slice by time and ask again.

use super::percentiles::{needed, percentile};
use crate::flow::end_to_end::end_to_end;
use crate::flow::known::until_us;
use crate::flow::spans;
use crate::log::Log;
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, of_half, thousands};
use crate::statistics::share::wilson;
use crate::statistics::survival::Survival;
use crate::time::{self, Instant, SECOND_US};
use crate::wording::Told;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "expected_time",
    asks: "How long should a person expect it to take?",
    unit: "seconds",
    formula: "quantiles of the Kaplan-Meier curve by opening date (order statistics where none is open); age of open needs now",
    source: "Brookmeyer and Crowley, Biometrics 38, 1982; Conover, Practical Nonparametric Statistics, 1999, 3.2",
    misleads: "It says what was. If the chart shows a change, ask again of the time since.",
    read,
};

/// The quantiles, with the names of their numbers and how they are said.
const SHARES: [(f64, &str, &str); 5] = [
    (0.5, "p50_s", "half"),
    (0.75, "p75_s", "three of four"),
    (0.9, "p90_s", "nine of ten"),
    (0.95, "p95_s", "95 of 100"),
    (0.98, "p98_s", "98 of 100"),
];

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(all) = end_to_end(log, ask) else {
        return Reading::not_enough("there are no needs in this log");
    };
    let watched = all.survival.waiting(i64::MIN);
    let ended = all.survival.ended_us().len() as u64;
    if ended == 0 {
        return Reading::not_enough("no need has ended yet");
    }
    let mut numbers = vec![Number::exact("n", watched as f64)];
    let (mut said, mut few, mut later) = (Vec::new(), Vec::new(), Vec::new());
    let mut slow_s = None;
    for (share, name, words) in SHARES {
        let enough = needed(share).is_some_and(|needed| watched >= needed as u64);
        // Without an interval the number is not given either: too few needs stand behind it.
        let found = quantile(&all.survival, share).filter(|_| enough);
        let (value, interval) = found.unzip();
        numbers.push(Number { name, value, interval });
        match found {
            Some((value, (low, high))) => {
                slow_s = if share == 0.9 { Some(value) } else { slow_s };
                let Told { value, low, high } = time::told(value, (low, high));
                let end = if said.is_empty() { " end" } else { "" };
                said.push(format!("{words}{end} within {value} (95 % interval {low} to {high})"));
            }
            None if enough => later.push(words),
            None => few.push(format!("{words} ({} needed)", thousands(needed(share).unwrap_or(0) as u64))),
        }
    }
    if said.is_empty() {
        return Reading::not_enough(match later.is_empty() {
            true => format!(
                "{} been watched, and at least {} are needed to say how long half of them take",
                counted(watched, "need has", "needs have"),
                needed(0.5).unwrap_or(0)
            ),
            false => format!(
                "of {} too few have ended to say how long half of them take; come back later",
                counted(watched, "need", "needs")
            ),
        });
    }
    let head = if watched > ended {
        "Of all needs, those still open counted too"
    } else {
        "Of the needs, which have all ended"
    };
    let mut says = format!("{head}, {}.", said.join("; "));
    if !later.is_empty() {
        says += &format!(" Not known yet is how long it takes until {} have ended.", later.join(", "));
    }
    if !few.is_empty() {
        says += &format!(" Too few were watched to say it of {}.", few.join(", "));
    }
    says += &open_ages(log, ask, slow_s, &mut numbers);
    Reading::of(says, watched, "needs", Shape::Numbers(numbers))
        .leaving_out("needs opened too late to see whether they end", all.opened_later)
}

/// The time in seconds within which this share of the needs ends, with its 95 % interval; none where an end of that is not known.
fn quantile(curve: &Survival, share: f64) -> Option<(f64, (f64, f64))> {
    let seconds = |us: i64| us as f64 / SECOND_US as f64;
    let ended_us = curve.ended_us();
    if curve.waiting(i64::MIN) == ended_us.len() as u64 {
        let times_s: Vec<f64> = ended_us.iter().copied().map(seconds).collect();
        return percentile(&times_s, share).and_then(|found| Some((found.value, found.interval?)));
    }
    let (at_us, low_us, high_us) = curve.time_of(1.0 - share)?;
    Some((seconds(at_us), (seconds(low_us?), seconds(high_us?))))
}

/// How old the open needs are, beside what ended ones took; adds its numbers and answers what is to be said.
fn open_ages(log: &Log, ask: &Ask, slow_s: Option<f64>, numbers: &mut Vec<Number>) -> String {
    // Open when it was last known: what was heard of since may have ended as well as not.
    let parts = spans::each_part(log, ask, |spans| {
        let open = spans.filter_map(|span| span.watched()).filter(|(_, ended)| !ended);
        open.map(|(length_us, _)| length_us as f64 / SECOND_US as f64).collect::<Vec<f64>>()
    });
    let until = Instant(until_us(log, ask));
    let (when, are) = match until < ask.now {
        true => (format!(" At {}, up to when ends are known,", until.day_in(&ask.zone)), ["was", "were"]),
        false => (String::new(), ["is", "are"]),
    };
    let mut ages_s: Vec<f64> = parts.concat();
    ages_s.sort_unstable_by(f64::total_cmp);
    let count = ages_s.len();
    numbers.push(Number::exact("open", count as f64));
    let middle = percentile(&ages_s, 0.5);
    let of_middle = |value: Option<f64>, interval| Number { name: "open_age_p50_s", value, interval };
    numbers.push(of_middle(middle.map(|found| found.value), middle.and_then(|found| found.interval)));
    let older = slow_s.map(|slow_s| ages_s.iter().filter(|age| **age > slow_s).count());
    let share = older.filter(|_| count > 0).map(|older| older as f64 / count as f64);
    let interval = share.and_then(|share| wilson(share, count as f64));
    numbers.push(Number { name: "open_older_than_p90_share", value: share, interval });
    let Some(middle) = middle else {
        return format!("{when} {} open.", if when.is_empty() { "None is" } else { "none was" });
    };
    let middle = time::plain(middle.value);
    if count == 1 {
        let older = if older == Some(1) { ", longer than nine of ten take" } else { "" };
        return format!("{when} 1 need {} open, so far for {middle}{older}.", are[0]);
    }
    let older = older.map_or(String::new(), |older| {
        format!("; {} older than nine of ten take", counted(older as u64, are[0], are[1]))
    });
    let half = of_half(count as u64, || format!(", half of them for longer than {middle}"));
    format!("{when} {} needs {} open{half}{older}.", thousands(count as u64), are[1])
}
