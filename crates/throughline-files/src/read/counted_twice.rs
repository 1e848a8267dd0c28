//! A source whose events stand in another one, all or many of them: a copy, the same log in another format, or two exports whose periods
//! overlap. Each of them would count twice, and nothing that is said would be right.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use throughline::log::{Field, RowCells, Rows, Slot};
use throughline::wording::thousands;

use super::SourceRead;
use crate::job::Job;

/// So many times of a source are looked for in another before all its events are.
const LOOKED_FOR: usize = 64;
/// Events that name neither a need nor a person may be alike by chance; so many are not.
const ENOUGH: usize = 10;

/// Of a source that is not wholly within another so many events in a hundred are told of: a few are alike by chance.
const MANY: usize = 5;

/// Warns of sources that are within another, wholly or in part.
pub(super) fn warn(read: &[SourceRead], rows: &[Vec<Rows>], job: &Job) {
    for few in 0..rows.len() {
        let larger = |many: &usize| {
            let [own, other] = [few, *many].map(|place| count(&rows[place]));
            own > 0 && (own < other || (own == other && *many < few))
        };
        let all = count(&rows[few]);
        let both = (0..rows.len()).filter(larger).map(|many| (in_both(&rows[few], &rows[many]), many));
        // Of several the one that has most of them, of equals the first.
        let Some((shared, many)) = both.max_by_key(|(shared, many)| (*shared, std::cmp::Reverse(*many)))
        else {
            continue;
        };
        if shared < all && (shared < ENOUGH || shared * 100 < all * MANY) || shared == 0 {
            continue;
        }
        let which = match (shared == all, all) {
            (true, 1) => "the only event".to_string(),
            (true, _) => format!("all {} events", thousands(all as u64)),
            (false, _) => format!("{} of the {} events", thousands(shared as u64), thousands(all as u64)),
        };
        job.report.warn(format!(
            "Look at this first: {which} of {} {} in {} too, so {} counted twice in everything that follows. Leave {} out.",
            read[few].name,
            if all == 1 { "is" } else { "are" },
            read[many].name,
            if all == 1 { "it is" } else { "they are" },
            if shared == all { "one of the two files" } else { "the rows of one file that are in the other" },
        ));
    }
}

fn count(rows: &[Rows]) -> usize {
    rows.iter().map(Rows::len).sum()
}

fn times(rows: &[Rows]) -> impl Iterator<Item = i64> {
    rows.iter().flat_map(|rows| rows.at.iter())
}

/// How many events of the smaller source are in the larger, each as often as it is there; none where hardly one of its times is.
fn in_both(smaller: &[Rows], larger: &[Rows]) -> usize {
    let all = count(smaller);
    // Nearly all pairs of sources are told apart by a few times.
    let mut wanted: Vec<i64> = times(smaller).step_by((all / LOOKED_FOR).max(1)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = vec![false; wanted.len()];
    times(larger).filter_map(|at| wanted.binary_search(&at).ok()).for_each(|place| found[place] = true);
    if found.iter().filter(|found| **found).count() * 100 < found.len() * MANY {
        return 0;
    }
    let has = |rows: &[Rows], slot: &Slot| rows.iter().all(|rows| cells(rows, slot).is_some());
    let whose = [Slot::Need, Slot::Field(Field::Person)]
        .into_iter()
        .find(|slot| has(smaller, slot) && has(larger, slot));
    if whose.is_none() && all < ENOUGH {
        return 0;
    }
    let mut left: HashMap<u64, u32> = HashMap::with_capacity(all);
    each(smaller, whose.as_ref(), |event| *left.entry(event).or_default() += 1);
    let mut missing = all;
    each(larger, whose.as_ref(), |event| {
        if let Some(count) = left.get_mut(&event).filter(|count| **count > 0) {
            *count -= 1;
            missing -= 1;
        }
    });
    match (missing, whose) {
        // Without a name of whose they are, events are alike by chance.
        (1.., None) => 0,
        _ => all - missing,
    }
}

fn cells<'a>(rows: &'a Rows, slot: &Slot) -> Option<&'a RowCells> {
    rows.columns().iter().find(|(known, _)| known == slot).map(|(_, cells)| cells)
}

/// Hands on each event: whose it is, when, and what was done, as one number.
fn each(rows: &[Rows], whose: Option<&Slot>, mut take: impl FnMut(u64)) {
    for rows in rows {
        let columns = [whose.and_then(|slot| cells(rows, slot)), cells(rows, &Slot::Field(Field::Activity))];
        for (row, at) in rows.at.iter().enumerate() {
            let mut event = DefaultHasher::new();
            at.hash(&mut event);
            for column in &columns {
                column.and_then(|column| column.get(row)).map(|value| value.to_string()).hash(&mut event);
            }
            take(event.finish());
        }
    }
}
