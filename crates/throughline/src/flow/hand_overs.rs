//! Work that goes from one worker to another.
//!
//! Question: between how many hands does a need go? Formula: count(a, b) over events directly next to each other in one need,
//! done by different workers a and b. Source: van der Aalst, Reijers and Song, Discovering social networks from event logs,
//! CSCW 2005 (handover of work, depth 1); equal to pm4py's `discover_handover_of_work_network` before it divides by the sum,
//! without its diagonal. pm4py cannot read a log in which a worker is missing (it sorts names and missing values together and
//! fails); here an event without a worker is nobody's: what comes before and after it is not counted as a hand-over, and the
//! steps left out are counted. Where it misleads: it shows who writes, not who talks to whom; one login used by a whole
//! team hides hand-overs. The table is about workers, never for ranking them.

use super::named_workers::named_workers;
use super::pairs::{PairCounts, added};
use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent, thousands};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.hand_overs",
    asks: "How often does the work go from one worker to another?",
    unit: "times",
    formula: "count over events next to each other in a need, done by different workers",
    source: "van der Aalst, Reijers, Song, Discovering social networks from event logs, CSCW 2005",
    misleads: "Shows who writes things down, not who talks to whom; a shared login hides hand-overs.",
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
    let others = percent(count as f64 / steps as f64);
    let says = match found.unknown {
        0 => format!(
            "In {others} of {} somebody else goes on with the work: {} a need.",
            counted(steps, "step", "steps"),
            counted_tenths(count as f64 / log.need_count() as f64, "hand-over", "hand-overs"),
        ),
        unknown => format!(
            "Where the records say who did both sides of a step ({} of the {} steps), somebody else goes on with the work in {others}{}.",
            percent(steps as f64 / (steps + unknown) as f64),
            thousands(steps + unknown),
            named_workers(log, ask.threads),
        ),
    };
    let name = |code: u32| Item::Name(column.names.get(code).to_string());
    let row =
        |hand_over: &HandOver| vec![name(hand_over.from), name(hand_over.to), Item::Count(hand_over.count)];
    let table = Table { columns: vec!["from", "to", "count"], rows: found.between.iter().map(row).collect() };
    Reading::of(says, steps, "steps", Shape::Table(table))
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
        return HandOvers { between: Vec::new(), kept: 0, unknown: 0 };
    };
    let parts = log.each_part(threads, |needs| count(needs, column));
    let unknown = parts.iter().map(|(_, unknown)| unknown).sum();
    let all = added(parts.into_iter().map(|(counts, _)| counts).collect(), column.names.len());
    let kept = all.iter().filter(|(from, to, _)| from == to).map(|(_, _, count)| count).sum();
    let mut between: Vec<HandOver> = all
        .into_iter()
        .filter(|(from, to, _)| from != to)
        .map(|(from, to, count)| HandOver { from, to, count })
        .collect();
    let rank = column.names.ranks();
    between.sort_by_key(|h| (std::cmp::Reverse(h.count), rank[h.from as usize], rank[h.to as usize]));
    HandOvers { between, kept, unknown }
}

/// Pairs of neighbours, same worker or not, and how many of them miss one.
fn count(needs: Needs<'_>, column: &NameColumn) -> (PairCounts, u64) {
    let mut counts = PairCounts::new(column.names.len());
    let mut unknown = 0;
    let codes = column.codes.all();
    for need in needs {
        codes.part(need.events).iter().reduce(|from, to| {
            if from == NONE || to == NONE {
                unknown += 1;
            } else {
                counts.add(from, to);
            }
            to
        });
    }
    (counts, unknown)
}
