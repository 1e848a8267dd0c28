//! “What should I expect?”: how long so many of a hundred needs take, and how old the open ones are.
//!
//! Question: what can a person be told when they ask how long it takes? Formula: quantiles of time(last event) - time(first event) of
//! ended needs with distribution-free 95 % intervals (`percentiles`); beside them the age of open needs (end of observation - first
//! event) and the share of them older than nine of ten ended ones took, with Wilson's interval. Source: measures.md 1.1 and 1.7. Why
//! both: times of ended needs look better the longer old ones stay open. Where it misleads: it says what was, from a log as a whole; if
//! the chart shows a change, slice by time and ask again.

use super::ended::Ended;
use super::percentiles::{needed, percentile};
use crate::flow::spans;
use crate::log::Log;
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, thousands};
use crate::statistics::share::wilson;
use crate::time::{self, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "expected_time",
    asks: "How long should a person expect it to take?",
    unit: "seconds",
    formula: "quantiles of time(last) - time(first) of ended needs, order statistics at binomial quantiles; age of open needs now",
    source: "Conover, Practical Nonparametric Statistics, 1999, 3.2; measures.md 1.1, 1.7",
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
    let Some(ended) = Ended::of(log, ask) else {
        return Reading::not_enough("no need has ended yet");
    };
    let mut times_s: Vec<f64> = ended.charted().map(|(_, us)| us as f64 / SECOND_US as f64).collect();
    times_s.sort_unstable_by(f64::total_cmp);
    let n = times_s.len();
    let mut numbers = vec![Number::exact("n", n as f64)];
    let (mut said, mut few) = (Vec::new(), Vec::new());
    let mut slow_s = None;
    for (share, name, words) in SHARES {
        // Without an interval the number is not given either: too few needs stand behind it.
        let found = percentile(&times_s, share).filter(|found| found.interval.is_some());
        numbers.push(Number {
            name,
            value: found.map(|found| found.value),
            interval: found.and_then(|found| found.interval),
        });
        match found.and_then(|found| Some((found.value, found.interval?))) {
            Some((value, (low, high))) => {
                slow_s = if share == 0.9 { Some(value) } else { slow_s };
                let [value, low, high] = [value, low, high].map(time::plain);
                said.push(format!("{words} within {value} (95 % interval {low} to {high})"));
            }
            None => few.push(format!("{words} ({} needed)", thousands(needed(share).unwrap_or(0) as u64))),
        }
    }
    if said.is_empty() {
        return Reading::not_enough(format!(
            "{} ended since the log's first weeks, and at least {} are needed to say how long half of them take",
            counted(n as u64, "need has", "needs have"),
            needed(0.5).unwrap_or(0)
        ));
    }
    let too_few = if few.is_empty() {
        String::new()
    } else {
        format!(" Too few have ended to say it of {}.", few.join(", "))
    };
    let open = open_ages(log, ask, slow_s, &mut numbers);
    let says = format!("Of the needs that ended, {}.{too_few}{open}", said.join("; "));
    Reading::of(says, n as u64, "needs", Shape::Numbers(numbers)).leaving_out(
        "needs that ended in the log's first weeks, mostly quick ones",
        (ended.all_us.len() - n) as u64,
    )
}

/// How old the open needs are, beside what ended ones took; adds its numbers and answers what is to be said.
fn open_ages(log: &Log, ask: &Ask, slow_s: Option<f64>, numbers: &mut Vec<Number>) -> String {
    let parts = spans::each_part(log, ask, |spans| {
        let open = spans.filter(|span| span.ended.is_none());
        open.map(|span| ask.now.0.saturating_sub(span.first_us) as f64 / SECOND_US as f64)
            .collect::<Vec<f64>>()
    });
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
    let Some(middle) = middle else { return " None is open.".to_string() };
    let middle = time::plain(middle.value);
    match older {
        Some(older) => format!(
            " {} open, half of them for longer than {middle}; {} older than nine of ten ended ones took.",
            counted(count as u64, "need is", "needs are"),
            counted(older as u64, "is", "are"),
        ),
        None => format!(
            " {} open, half of them for longer than {middle}.",
            counted(count as u64, "need is", "needs are")
        ),
    }
}
