//! Whether the same people stay with a need.
//!
//! Question: how often does somebody who knows the need do the next thing on it? Formula, for each need with at least two events of
//! known workers (and the same for teams and organisations): the share of its events done by whoever did most (usual provider
//! continuity), and (sum of n_j² - n) / (n (n - 1)) over those who did n_j of its n events; the means of both over needs, and the
//! share of needs that one alone saw through. Where no need at all names two, nothing is said: such logs write one name on each need as a
//! whole, and cannot show anybody else. Sources: Breslau and Reeb, Journal of Medical Education 50, 1975; Bice and Boxerman,
//! Medical Care 15, 1977. Where it misleads: short needs are easily continuous; continuity with the wrong person is no good;
//! names shared by a whole team look like one person. Nothing is shown by worker.

use super::named_workers::named_workers;
use crate::log::{Field, Log, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.continuity",
    asks: "Do the same people stay with a need?",
    unit: "needs, share",
    formula: "largest share of events by one; (sum n_j^2 - n) / (n (n - 1)); means over needs with two events or more",
    source: "Breslau and Reeb 1975; Bice and Boxerman, Medical Care 15, 1977",
    misleads: "Short needs are easily continuous, and a name that a team shares looks like one person.",
    read,
};

/// Continuity at one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Continuity {
    /// Worker, team or organisation.
    pub level: Field,
    /// Needs with at least two events that say who did them.
    pub needs: u64,
    /// Needs with fewer.
    pub short: u64,
    /// Mean of the largest share.
    pub usual_share: f64,
    /// Mean of Bice and Boxerman's index.
    pub index: f64,
    /// The share of needs that one alone saw through.
    pub by_one: f64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let found = continuity(log, ask.threads);
    let names_one = !found.is_empty() && found.iter().all(|at| at.by_one == 1.0);
    let found: Vec<Continuity> = found.into_iter().filter(|at| at.by_one < 1.0).collect();
    if names_one {
        return Reading::not_enough(
            "each need names one worker, team or organisation for all its events, so nobody else could be seen who worked on it",
        );
    }
    let Some(first) = found.first() else {
        return Reading::not_enough(
            "no need has two events that say who did them; name a column as `worker`, `team` or `organisation` in the mapping",
        );
    };
    let says = format!(
        "In {} of the {} with two events or more, one {} saw the need through; whoever did most of a need did {} of it on average{}.",
        percent(first.by_one),
        counted(first.needs, "need", "needs"),
        first.level.name(),
        percent(first.usual_share),
        if first.level == Field::Worker { named_workers(log, ask.threads) } else { String::new() },
    );
    let row = |at: &Continuity| {
        vec![
            Item::Name(at.level.name().to_string()),
            Item::Count(at.needs),
            Item::Number(at.usual_share),
            Item::Number(at.index),
            Item::Number(at.by_one),
        ]
    };
    let columns = vec!["level", "needs", "usual_share", "index", "by_one_share"];
    let table = Table { columns, keys: 1, rows: found.iter().map(row).collect() };
    Reading::of(says, first.needs, "needs", Shape::Table(table))
        .leaving_out("needs with fewer than two events that say who did them", first.short)
}

/// Continuity of workers, teams and organisations, as far as the log names them.
pub fn continuity(log: &Log, threads: usize) -> Vec<Continuity> {
    let levels = [Field::Worker, Field::Team, Field::Organisation];
    levels.into_iter().filter_map(|level| at_level(log, level, threads)).collect()
}

fn at_level(log: &Log, level: Field, threads: usize) -> Option<Continuity> {
    let column = log.names(level)?;
    let parts = log.each_part(threads, |needs| shapes(needs, column));
    // Needs of one shape (events, sum of squares, most) are alike; adding them by shape gives the same sum for any threads.
    let mut shapes = std::collections::BTreeMap::new();
    for (shape, needs) in parts.into_iter().flatten() {
        *shapes.entry(shape).or_insert(0) += needs;
    }
    let (mut all, mut usual, mut index) =
        (Continuity { level, needs: 0, short: 0, usual_share: 0.0, index: 0.0, by_one: 0.0 }, 0.0, 0.0);
    let mut by_one = 0;
    for ((n, squares, most), needs) in shapes {
        if n < 2 {
            all.short += needs;
            continue;
        }
        all.needs += needs;
        by_one += if most == n { needs } else { 0 };
        let (n, count) = (n as f64, needs as f64);
        usual += count * (most as f64 / n);
        index += count * ((squares as f64 - n) / (n * (n - 1.0)));
    }
    let needs = all.needs as f64;
    (all.usual_share, all.index, all.by_one) = (usual / needs, index / needs, by_one as f64 / needs);
    (all.needs > 0).then_some(all)
}

/// Needs of fewer events than this, nearly all there are, are counted in a table by their shape.
const SHORT: usize = 16;

/// How many needs have how many events, sum of squares and most events by one.
fn shapes(needs: Needs<'_>, column: &NameColumn) -> Vec<((u64, u64, u64), u64)> {
    let codes = column.codes.all();
    let mut counts = vec![0u64; column.names.len()];
    let mut short = vec![0u64; SHORT * SHORT * SHORT * SHORT];
    let place = |n: usize, squares: usize, most: usize| (n * SHORT * SHORT + squares) * SHORT + most;
    let mut long = std::collections::HashMap::new();
    for need in needs {
        let (mut n, mut squares, mut most) = (0, 0, 0);
        codes.part(need.events.clone()).known().for_each(|code| {
            let count = &mut counts[code as usize];
            // (c + 1)² is c² + 2 c + 1.
            squares += 2 * *count + 1;
            *count += 1;
            most = most.max(*count);
            n += 1;
        });
        codes.part(need.events).known().for_each(|code| counts[code as usize] = 0);
        if n < SHORT as u64 {
            short[place(n as usize, squares as usize, most as usize)] += 1;
        } else {
            *long.entry((n, squares, most)).or_insert(0) += 1;
        }
    }
    let shape_of = |place: usize| {
        let (of_events, most) = (place / SHORT, place % SHORT);
        let (n, squares) = (of_events / (SHORT * SHORT), of_events % (SHORT * SHORT));
        (n as u64, squares as u64, most as u64)
    };
    let short = short.into_iter().enumerate().filter(|(_, needs)| *needs > 0);
    short.map(|(place, needs)| (shape_of(place), needs)).chain(long).collect()
}
