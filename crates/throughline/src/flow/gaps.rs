//! The longest wait of each need, and where the need stood then.
//!
//! Question: where do needs lie still? Formula: in each need the longest time between two events next to each other, and the
//! activity, team and organisation of the event before it (the first such gap, where two are equally long); median and p90 over
//! needs, and for each place the needs that stood there, the median of those gaps and their sum. Source: domain.md 1.2 (follow
//! cases end to end and note every wait); users' wish for gap times per case (pm4py, bupaR trackers). Where it misleads: time in
//! which somebody works without writing it down looks like a wait; an open need may be in a longer one now.

use super::side_by_side::{median_and_sum, side_by_side};
use crate::log::{Field, Log, NONE};
use crate::reading::{
    Ask, Distribution, Item, LEAST_FOR_HALF, Measure, Number, Reading, Shape, Table, counted, percent,
    quantile,
};
use crate::time::{self, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.gaps",
    asks: "Where do needs lie still the longest?",
    unit: "seconds, needs",
    formula: "longest time between neighbouring events of each need, and what the event before it was",
    source: "follow cases end to end and note every wait",
    misleads: "Work that nobody writes down looks like a wait; an open need may be in a longer one now.",
    read,
};

/// Needs whose longest wait was after the same activity, team or organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Stood {
    /// What stands in `name`: activity, team or organisation.
    pub level: Field,
    /// Its code, [`NONE`] where the event before the gap does not say.
    pub name: u32,
    /// How many needs.
    pub needs: u64,
    /// Median of their longest waits.
    pub median_s: f64,
    /// All of their longest waits together.
    pub total_s: f64,
}

/// The longest wait of one need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Longest {
    gap_us: i64,
    /// The event before it.
    event: usize,
    /// From the first to the last event of the need.
    whole_us: i64,
}

/// After what most of the longest waits' time passes, and how much of it.
fn passes_after(log: &Log, most: &Stood, longest: &[Longest]) -> String {
    let waited_us = longest.iter().map(|longest| longest.gap_us as f64).sum::<f64>();
    let part = most.total_s * SECOND_US as f64 / waited_us;
    let name = log.names(most.level).map_or("", |column| column.names.get(most.name));
    let level = most.level.name();
    match part > 0.5 {
        true => format!("; most of this time ({}) passes after {level} “{name}”", percent(part)),
        false => {
            format!(
                "; {} of this time passes after {level} “{name}”, more than after any other",
                percent(part)
            )
        }
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let longest = longest(log, ask.threads);
    if longest.is_empty() {
        return Reading::not_enough("no need has two events, so none has waited between them");
    }
    let mut gaps_us: Vec<i64> = longest.iter().map(|longest| longest.gap_us).collect();
    let [median_us, p90_us] = [0.5, 0.9].map(|q| quantile(&mut gaps_us, q).unwrap_or(f64::NAN));
    let whole: f64 = longest.iter().map(|longest| longest.whole_us as f64).sum();
    let share = longest.iter().map(|longest| longest.gap_us as f64).sum::<f64>() / whole;
    let stood = stood(log, &longest, ask.threads);
    let name = |stood: &Stood| match log.names(stood.level) {
        Some(column) if stood.name != NONE => Item::Name(column.names.get(stood.name).to_string()),
        _ => Item::None,
    };
    let most = stood.iter().filter(|stood| stood.name != NONE).max_by(|a, b| a.total_s.total_cmp(&b.total_s));
    let place = most.map_or(String::new(), |most| passes_after(log, most, &longest));
    let half = match longest.len() {
        few if few < LEAST_FOR_HALF => format!(
            "{} too few to say how long half of such needs lie still",
            counted(few as u64, "need is", "needs are")
        ),
        _ => format!(
            "In half of the needs the longest wait is over {}",
            time::plain(median_us / SECOND_US as f64)
        ),
    };
    let says = format!(
        "{half}; the longest waits alone are {} of all the time needs take{place}.",
        if whole > 0.0 { percent(share) } else { "none".to_string() },
    );
    let numbers = vec![
        Number::exact("median_s", median_us / SECOND_US as f64),
        Number::exact("p90_s", p90_us / SECOND_US as f64),
        Number { name: "share_of_time", value: (whole > 0.0).then_some(share), interval: None },
    ];
    let row = |stood: &Stood| {
        let level = Item::Name(stood.level.name().to_string());
        vec![
            level,
            name(stood),
            Item::Count(stood.needs),
            Item::Number(stood.median_s),
            Item::Number(stood.total_s),
        ]
    };
    let columns = vec!["level", "name", "needs", "median_s", "total_s"];
    let curve = Table { columns, keys: 2, rows: stood.iter().map(row).collect() };
    let n = longest.len() as u64;
    Reading::of(
        says,
        n,
        "needs",
        Shape::Distribution(Distribution { numbers, curve_name: "stood_after", curve }),
    )
    .leaving_out("needs with fewer than two events", log.need_count() as u64 - n)
}

/// The longest wait of every need with two events or more.
fn longest(log: &Log, threads: usize) -> Vec<Longest> {
    let at_us = log.at_us();
    let of = |need: crate::log::Need| {
        let times = &at_us[need.events.clone()];
        let (mut gap_us, mut place) = (-1, 0);
        for (here, pair) in times.windows(2).enumerate() {
            let gap = pair[1] - pair[0];
            (gap_us, place) = if gap > gap_us { (gap, here) } else { (gap_us, place) };
        }
        let whole_us = times.last()? - times.first()?;
        (gap_us >= 0).then_some(Longest { gap_us, event: need.events.start + place, whole_us })
    };
    log.each_part(threads, |needs| needs.filter_map(of).collect::<Vec<_>>()).concat()
}

/// Where the longest waits were, at each level the log knows; most time first, ties by name.
fn stood(log: &Log, longest: &[Longest], threads: usize) -> Vec<Stood> {
    let mut all = Vec::new();
    for level in [Field::Activity, Field::Team, Field::Organisation] {
        let Some(column) = log.names(level) else { continue };
        // The last place is for events that do not say.
        let unknown = column.names.len();
        let place = |longest: &Longest| (column.codes.at(longest.event) as usize).min(unknown);
        let mut sizes = vec![0usize; unknown + 1];
        longest.iter().for_each(|longest| sizes[place(longest)] += 1);
        let mut gaps_us: Vec<Vec<i64>> = sizes.iter().map(|size| Vec::with_capacity(*size)).collect();
        longest.iter().for_each(|longest| gaps_us[place(longest)].push(longest.gap_us));
        let stood = |(place, size): (usize, &usize)| Stood {
            level,
            name: if place == unknown { NONE } else { place as u32 },
            needs: *size as u64,
            median_s: f64::NAN,
            total_s: 0.0,
        };
        let mut found: Vec<Stood> = sizes.iter().enumerate().map(stood).collect();
        side_by_side(
            found.iter_mut().zip(gaps_us),
            threads,
            || (),
            |(), (stood, mut gaps_us)| {
                let (median_us, sum_us) = median_and_sum(&mut gaps_us);
                stood.median_s = median_us.unwrap_or(f64::NAN) / SECOND_US as f64;
                stood.total_s = sum_us as f64 / SECOND_US as f64;
            },
        );
        found.retain(|stood| stood.needs > 0);
        let rank = column.names.ranks();
        let rank = |stood: &Stood| rank.get(stood.name as usize).copied().unwrap_or(NONE);
        found.sort_by(|a, b| b.total_s.total_cmp(&a.total_s).then(rank(a).cmp(&rank(b))));
        all.append(&mut found);
    }
    all
}
