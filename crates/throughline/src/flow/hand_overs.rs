//! Work that goes from one worker to another.
//!
//! Question: between how many hands does a need go? Formula: count(a, b) over events directly next to each other in one need,
//! done by different workers a and b. Source: van der Aalst, Reijers and Song, Discovering social networks from event logs,
//! CSCW 2005 (handover of work, depth 1); equal to pm4py's `discover_handover_of_work_network` before it divides by the sum,
//! without its diagonal. pm4py cannot read a log in which a worker is missing (it sorts names and missing values together and
//! fails); here an event without a worker is nobody's: what comes before and after it is not counted as a hand-over, and the
//! steps left out are counted. Where it misleads: it shows who writes, not who talks to whom; one login used by a whole
//! team hides hand-overs. What people look at says how many there are; from whom to whom is in the data alone, and never for ranking.

use super::named_workers::named_workers;
use super::pairs::{PairCounts, added};
use super::workers_per_need::at_place;
use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{
    Ask, Item, Measure, Number, PerWorker, Reading, Shape, Table, counted, percent, thousands,
};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.hand_overs",
    asks: "How often does the work go from one worker to another?",
    unit: "times",
    formula: "count over events next to each other in a need, done by different workers",
    source: "van der Aalst, Reijers, Song, Discovering social networks from event logs, CSCW 2005",
    misleads: "Shows who writes things down, not who talks to whom; a shared login hides hand-overs. From whom to whom is in the data \
               file alone, for what one person does is the doing of the whole.",
    read,
};

/// Hand-overs from one worker to another, as counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Code of the worker who gives.
    pub from: u32,
    /// Code of the worker who takes over.
    pub to: u32,
    /// How often.
    pub count: u64,
}

/// All hand-overs of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOvers {
    /// Between whom: most frequent first, ties by name.
    pub between: Vec<HandOver>,
    /// Steps in which the same worker went on.
    pub kept: u64,
    /// Steps in which one of the two workers is not known.
    pub unknown: u64,
    /// How many needs have how many: place `n` holds the needs with `n`.
    pub needs_with: Vec<u64>,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(column) = log.names(Field::Worker) else {
        return Reading::not_enough("no column says who did it; name one as `worker` in the mapping");
    };
    let found = hand_overs(log, ask.threads);
    let count: u64 = found.between.iter().map(|hand_over| hand_over.count).sum();
    let steps = count + found.kept;
    if steps == 0 {
        return Reading::not_enough("no two events next to each other in a need both say who did them");
    }
    let mut workers: Vec<u32> = found.between.iter().flat_map(|one| [one.from, one.to]).collect();
    workers.sort_unstable();
    workers.dedup();
    let a_need = count as f64 / log.need_count() as f64;
    let others = percent(count as f64 / steps as f64);
    let among = counted(workers.len() as u64, "worker", "workers");
    let says = match found.unknown {
        0 => format!(
            "In {others} of {} somebody else goes on with the work: {} a need, among {among}.",
            counted(steps, "step", "steps"),
            counted_tenths(a_need, "hand-over", "hand-overs"),
        ),
        unknown => format!(
            "Where the records say who did both sides of a step ({} of the {} steps), somebody else goes on with the work in {others}, among {among}{}.",
            percent(steps as f64 / (steps + unknown) as f64),
            thousands(steps + unknown),
            named_workers(log, ask.threads),
        ),
    };
    let needs = log.need_count() as u64;
    let at = |place: u64| at_place(&found.needs_with, place) as f64;
    let numbers = vec![
        Number::exact("hand_overs", count as f64),
        Number::exact("share_of_steps", count as f64 / steps as f64),
        Number::exact("mean_a_need", a_need),
        Number::exact("median_a_need", (at((needs - 1) / 2) + at(needs / 2)) / 2.0),
        Number::exact("nine_in_ten_needs_have_at_most", at((needs * 9).div_ceil(10) - 1)),
        Number::exact("most_in_a_need", at(needs - 1)),
        Number::exact("workers", workers.len() as f64),
        Number::exact("different_pairs_of_workers", found.between.len() as f64),
    ];
    let name = |code: u32| Item::Name(column.names.get(code).to_string());
    let row =
        |hand_over: &HandOver| vec![name(hand_over.from), name(hand_over.to), Item::Count(hand_over.count)];
    let rows = found.between.iter().map(row).collect();
    let table = Table { columns: vec!["from", "to", "count"], keys: 2, rows };
    Reading::of(says, steps, "steps", Shape::PerWorker(PerWorker { numbers, table }))
        .leaving_out("steps of which one side does not say who did it", found.unknown)
}

/// `1.0 hand-over`, `2.4 hand-overs`.
pub(super) fn counted_tenths(number: f64, one: &str, many: &str) -> String {
    let tenths = format!("{number:.1}");
    let noun = if tenths == "1.0" { one } else { many };
    format!("{tenths} {noun}")
}

/// All hand-overs between workers.
pub fn hand_overs(log: &Log, threads: usize) -> HandOvers {
    let Some(column) = log.names(Field::Worker) else {
        return HandOvers { between: Vec::new(), kept: 0, unknown: 0, needs_with: Vec::new() };
    };
    let (mut counts, mut unknown, mut needs_with) = (Vec::new(), 0, Vec::<u64>::new());
    for part in log.each_part(threads, |needs| count(needs, column)) {
        counts.push(part.counts);
        unknown += part.unknown;
        needs_with.resize(needs_with.len().max(part.needs_with.len()), 0);
        needs_with.iter_mut().zip(part.needs_with).for_each(|(all, part)| *all += part);
    }
    let all = added(counts, column.names.len());
    let kept = all.iter().filter(|(from, to, _)| from == to).map(|(_, _, count)| count).sum();
    let mut between: Vec<HandOver> = all
        .into_iter()
        .filter(|(from, to, _)| from != to)
        .map(|(from, to, count)| HandOver { from, to, count })
        .collect();
    let rank = column.names.ranks();
    between.sort_by_key(|h| (std::cmp::Reverse(h.count), rank[h.from as usize], rank[h.to as usize]));
    HandOvers { between, kept, unknown, needs_with }
}

/// What some needs hold.
struct Part {
    /// Pairs of neighbours, same worker or not.
    counts: PairCounts,
    /// Pairs of which one is not known.
    unknown: u64,
    /// Needs by how many hand-overs they have.
    needs_with: Vec<u64>,
}

fn count(needs: Needs<'_>, column: &NameColumn) -> Part {
    let mut part = Part { counts: PairCounts::new(column.names.len()), unknown: 0, needs_with: Vec::new() };
    let codes = column.codes.all();
    for need in needs {
        let mut hand_overs = 0;
        codes.part(need.events).iter().reduce(|from, to| {
            if from == NONE || to == NONE {
                part.unknown += 1;
            } else {
                hand_overs += usize::from(from != to);
                part.counts.add(from, to);
            }
            to
        });
        if part.needs_with.len() <= hand_overs {
            part.needs_with.resize(hand_overs + 1, 0);
        }
        part.needs_with[hand_overs] += 1;
    }
    part
}
