//! Work that goes from one team to another, and how long it lies between them.
//!
//! Question: where does the work cross between teams, and how long does the person wait at each crossing? Formula: over events
//! directly next to each other in one need, done by different teams a and b: count, needs, mean and median of
//! time(b) - time(a). Source: as for hand-overs between workers (van der Aalst, Reijers and Song 2005), with the wait of
//! Boundary loss (domain.md 8.2, measure 6). An event without a team breaks the chain: no crossing is claimed that was not
//! seen. Where it misleads: the wait ends when the next team writes something, so it holds work they did before writing.

use super::steps::{Step, between_different};
use crate::log::{CodeSlice, Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, of_half};
use crate::time;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.between_teams",
    asks: "Where does work cross between teams, and how long does it wait there?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - time(a) over neighbouring events of different teams",
    source: "van der Aalst, Reijers, Song, Discovering social networks from event logs, CSCW 2005",
    misleads: "The wait ends when the next team writes something down, so it can hold work as well.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    reading(log, Field::Team, ask.threads)
}

/// Crossings between teams, most frequent first, ties by name.
pub fn between_teams(log: &Log, threads: usize) -> Vec<Step> {
    crossings(log, Field::Team, threads)
}

pub(super) fn crossings(log: &Log, level: Field, threads: usize) -> Vec<Step> {
    log.names(level).map_or(Vec::new(), |column| between_different(log, column, threads))
}

/// The reading at one level: teams or organisations.
pub(super) fn reading(log: &Log, level: Field, threads: usize) -> Reading {
    let level_name = level.name();
    let Some(column) = log.names(level) else {
        return Reading::not_enough(format!(
            "no column says which {level_name} did it; name one as `{level_name}` in the mapping"
        ));
    };
    let found = crossings(log, level, threads);
    let count: u64 = found.iter().map(|step| step.count).sum();
    let name = |code: u32| column.names.get(code).to_string();
    let all_s = |step: &Step| step.mean_s * step.count as f64;
    let unknown = without(log, column, threads);
    let says = match found.iter().max_by(|a, b| all_s(a).total_cmp(&all_s(b))) {
        None if unknown > 0 => format!(
            "No step of any need is seen to cross from one {level_name} to another, but {} not say which {level_name} did {}, and what \
             crosses from or to {} cannot be seen.",
            counted(unknown, "event does", "events do"),
            if unknown == 1 { "it" } else { "them" },
            if unknown == 1 { "it" } else { "them" },
        ),
        None => format!(
            "No step of any need crosses from one {level_name} to another: either none does, or each need has the {level_name} written on it \
             as a whole."
        ),
        Some(worst) => format!(
            "Work crosses between {level_name}s {}; the most time passes between the last record of “{}” and the first of “{}”: {} in all, over \
             {}{}. That time holds waiting and the work nobody recorded until then.",
            counted(count, "time", "times"),
            name(worst.from),
            name(worst.to),
            time::plain(all_s(worst)),
            counted(worst.count, "crossing", "crossings"),
            of_half(worst.count, || format!(
                " of which half took longer than {}",
                time::plain(worst.median_s)
            )),
        ),
    };
    let row = |step: &Step| {
        vec![
            Item::Name(name(step.from)),
            Item::Name(name(step.to)),
            Item::Count(step.count),
            Item::Count(step.needs),
            Item::Number(step.mean_s),
            Item::Number(step.median_s),
        ]
    };
    let columns = vec!["from", "to", "count", "needs", "mean_wait_s", "median_wait_s"];
    Reading::of(
        says,
        count,
        "crossings",
        Shape::Table(Table { columns, keys: 2, rows: found.iter().map(row).collect() }),
    )
    .leaving_out(format!("events that do not say which {level_name} did them"), unknown)
}

/// How many events of the needs have no name in a column.
fn without(log: &Log, column: &NameColumn, threads: usize) -> u64 {
    let missing = |codes: CodeSlice<'_>| codes.iter().filter(|code| *code == NONE).count() as u64;
    let parts = log
        .each_part(threads, |needs| needs.map(|need| missing(column.codes.part(need.events))).sum::<u64>());
    parts.into_iter().sum()
}
