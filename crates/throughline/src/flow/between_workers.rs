//! How long the work lies between one worker and the next.
//!
//! Question: how long does the person wait each time somebody else goes on with the work? Formula: over events directly next to each
//! other in one need, done by different workers a and b: count, needs, mean and median of time(b) - time(a). Source and where it misleads: as
//! between teams; how many hand-overs there are, `hand_overs` says. What people look at is of all hand-overs together; between whom is in the data
//! alone, and never for ranking: the wait is made by the way the work is arranged, and it is not the doing of either.

use super::between_teams::crossings;
use super::steps::Step;
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Number, PerWorker, Reading, Shape, Table, counted};
use crate::time;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.between_workers",
    asks: "How long does the work wait between one worker and the next?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - time(a) over neighbouring events of different workers",
    source: "van der Aalst, Reijers, Song, Discovering social networks from event logs, CSCW 2005",
    misleads: "The wait ends when the next worker writes something down, so it can hold work as well. Between whom is in the data file alone, \
               for what one person does is the doing of the whole.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(column) = log.names(Field::Worker) else {
        return Reading::not_enough("no column says who did it; name one as `worker` in the mapping");
    };
    let found = between_workers(log, ask.threads);
    let count: u64 = found.iter().map(|step| step.count).sum();
    if count == 0 {
        return Reading::not_enough("in no need does one known worker go on after another");
    }
    let all_s: f64 = found.iter().map(|step| step.mean_s * step.count as f64).sum();
    let says = format!(
        "Between the last record of one worker and the first of the next the work lies {} on average, over {}. That time holds waiting and the \
         work nobody recorded until then.",
        time::plain(all_s / count as f64),
        counted(count, "hand-over", "hand-overs"),
    );
    let name = |code: u32| Item::Name(column.names.get(code).to_string());
    let row = |step: &Step| {
        vec![
            name(step.from),
            name(step.to),
            Item::Count(step.count),
            Item::Count(step.needs),
            Item::Number(step.mean_s),
            Item::Number(step.median_s),
        ]
    };
    let columns = vec!["from", "to", "count", "needs", "mean_wait_s", "median_wait_s"];
    let table = Table { columns, keys: 2, rows: found.iter().map(row).collect() };
    let numbers =
        vec![Number::exact("hand_overs", count as f64), Number::exact("mean_wait_s", all_s / count as f64)];
    Reading::of(says, count, "hand-overs", Shape::PerWorker(PerWorker { numbers, table }))
}

/// Hand-overs from one worker to another with the time between them, most frequent first, ties by name.
pub fn between_workers(log: &Log, threads: usize) -> Vec<Step> {
    crossings(log, Field::Worker, threads)
}
