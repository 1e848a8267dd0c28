//! The start and the completion of the same work, two events in many logs of XES, as one event that lasts: asked for by `paired_by` in the
//! mapping, and only then (decision 17 says why).
//!
//! A completion belongs to the earliest start before it that no other completion took, of the same need, the same activity and, where the
//! log has it, the same `concept:instance`; as pm4py pairs them (`interval_lifecycle.to_interval`). The event that is left happened at the
//! start and lasts until the completion. It has the completion's values, and the start's where the completion says nothing. Unlike there
//! nothing is dropped: a start without a completion, a completion without a start, and other transitions stay events of their own.

use std::collections::VecDeque;

use throughline::error::Error;
use throughline::log::{Field, Holds, Interner, NONE, RowCells, Rows, Slot, Value};
use throughline::time::Instant;
use throughline::wording::{counted, thousands};

use super::same_events::add;
use crate::job::Job;
use crate::mapping::Mapping;
use crate::sample::Sample;

/// The key of XES that says whether an event is a start or a completion.
const TRANSITION: &str = "lifecycle:transition";
/// The key of XES that tells apart the same activity done several times at once.
const INSTANCE: &str = "concept:instance";

/// Where a row stands: its part, and its place in it.
type At = (usize, usize);

/// What is said of a log that has both, where nobody asked for pairs.
pub(super) fn note(sample: &Sample, mapping: &Mapping) -> Option<String> {
    let column = sample.columns.iter().find(|column| column.name == TRANSITION)?;
    let says = |what: &str| column.values.iter().flatten().any(|value| value.eq_ignore_ascii_case(what));
    (mapping.paired_by.is_none() && says("start") && says("complete")).then(|| {
        format!(
            "starts and completions of work are two events each, so that a step from an activity to itself may be its completion; \
             to have them as one event that lasts, write `paired_by = \"{TRANSITION}\"` at the head of the mapping"
        )
    })
}

/// Pairs the rows of a source, if its mapping asks for that, and says what came of it.
pub(super) fn pair(name: &str, mapping: &Mapping, rows: &mut [Rows], job: &Job) -> Result<(), Error> {
    let Some(by) = &mapping.paired_by else { return Ok(()) };
    let transition = Slot::Attribute(by.clone());
    let events: usize = rows.iter().map(Rows::len).sum();
    if events > 0 && rows.iter().all(|rows| cells(rows, &transition).is_none()) {
        return Err(Error::asked(format!(
            "{name}: starts and completions are to be paired by “{by}”, but no event has that as an attribute; give the column that \
             says start or complete, with `as = \"attribute\"`"
        )));
    }
    let (pairs, left) = pairs(rows, &transition);
    let differ = fill(rows, &pairs, &transition);
    for (start, complete) in &pairs {
        let at_us = rows[start.0].at.get(start.1);
        rows[complete.0].at.set(complete.1, at_us);
    }
    take_out(rows, &pairs);
    let mut says = format!(
        "{name}: {} one event with the completion, {} of {}",
        counted(pairs.len() as u64, "start was made", "starts were each made"),
        thousands(2 * pairs.len() as u64),
        counted(events as u64, "row", "rows")
    );
    if left.iter().any(|count| *count > 0) {
        let [starts, completions, others] = left;
        says += &format!(
            "; kept as they are: {} without a completion, {} without a start, {} of another kind",
            counted(starts, "start", "starts"),
            counted(completions, "completion", "completions"),
            counted(others, "event", "events")
        );
    }
    if !differ.is_empty() {
        says +=
            &format!("; where the two do not say the same the completion's is kept ({})", differ.join(", "));
    }
    job.report.note(says);
    Ok(())
}

fn cells<'r>(rows: &'r Rows, slot: &Slot) -> Option<&'r RowCells> {
    rows.columns().iter().find(|(known, _)| known == slot).map(|(_, cells)| cells)
}

/// The codes of a column's values that hold for all parts, by part and row; none for a column that is not there.
fn coded(rows: &[Rows], slot: &Slot) -> Vec<Vec<u32>> {
    let mut names = Interner::default();
    let mut of_part = |rows: &Rows| match cells(rows, slot) {
        None => vec![NONE; rows.len()],
        Some(RowCells::Names(cells)) => {
            let known: Vec<u32> =
                cells.names.names().iter().map(|name| names.intern(name.as_bytes())).collect();
            let code = |code: u32| if code == NONE { NONE } else { known[code as usize] };
            cells.codes.iter().map(code).collect()
        }
        Some(cells) => {
            let mut code = |row| match cells.get(row) {
                Some(value) => names.intern(value.to_string().as_bytes()),
                None => NONE,
            };
            (0..cells.len()).map(&mut code).collect()
        }
    };
    rows.iter().map(&mut of_part).collect()
}

/// The starts with their completions; and how many starts, completions and other events have no part in any.
fn pairs(rows: &[Rows], transition: &Slot) -> (Vec<(At, At)>, [u64; 3]) {
    let needs = coded(rows, &Slot::Need);
    let activities = coded(rows, &Slot::Field(Field::Activity));
    let instances = coded(rows, &Slot::Attribute(INSTANCE.to_string()));
    let mut steps = Vec::new();
    let mut left = [0; 3];
    for (part, rows) in rows.iter().enumerate() {
        for row in 0..rows.len() {
            let said =
                cells(rows, transition).and_then(|cells| cells.get(row)).map(|value| value.to_string());
            // An event that does not say is a completion, as the standard has it.
            let said = said.unwrap_or_else(|| "complete".to_string());
            let start = said.eq_ignore_ascii_case("start");
            if !start && !said.eq_ignore_ascii_case("complete") {
                left[2] += 1;
            } else if needs[part][row] == NONE {
                // Whose need it is will be found out by linking, when all files are read: too late to pair.
                left[usize::from(!start)] += 1;
            } else {
                let work = (needs[part][row], activities[part][row], instances[part][row]);
                steps.push((work, rows.at.get(row), (part, row), start));
            }
        }
    }
    steps.sort_unstable();
    let mut pairs = Vec::new();
    for same in steps.chunk_by(|one, other| one.0 == other.0) {
        let mut waiting: VecDeque<At> = VecDeque::new();
        for (_, _, at, start) in same {
            if *start {
                waiting.push_back(*at);
            } else if let Some(begun) = waiting.pop_front() {
                pairs.push((begun, *at));
            } else {
                left[1] += 1;
            }
        }
        left[0] += waiting.len() as u64;
    }
    pairs.sort_unstable_by_key(|(_, complete)| *complete);
    (pairs, left)
}

/// Gives the completions what only their starts say, and their own time as `until`; answers the columns in which the two differ.
fn fill(rows: &mut [Rows], pairs: &[(At, At)], transition: &Slot) -> Vec<String> {
    let mut slots: Vec<(Slot, Holds)> = Vec::new();
    for (slot, cells) in rows.iter().flat_map(Rows::columns) {
        if slot != transition && slots.iter().all(|(known, _)| known != slot) {
            slots.push((slot.clone(), cells.holds()));
        }
    }
    let mut differ: Vec<String> = Vec::new();
    for (slot, holds) in slots.into_iter().filter(|(slot, _)| *slot != Slot::Field(Field::Until)) {
        let mut differs = 0;
        for part in 0..rows.len() {
            let of = |at: &At| cells(&rows[at.0], &slot).and_then(|cells| cells.get(at.1));
            let mut told: Vec<(usize, Owned)> = Vec::new();
            for (start, complete) in completed_in(pairs, part) {
                match (of(start), of(complete)) {
                    (Some(value), None) => told.push((complete.1, Owned::of(value))),
                    (Some(one), Some(other)) => differs += u64::from(one != other),
                    (None, _) => {}
                }
            }
            give(&mut rows[part], &slot, holds, &told);
        }
        if differs > 0 {
            let name = match &slot {
                Slot::Need => "need",
                Slot::Field(field) => field.name(),
                Slot::Attribute(name) | Slot::NeedAttribute(name) => name,
            };
            differ.push(format!("{name}: {}", thousands(differs)));
        }
    }
    for (part, rows) in rows.iter_mut().enumerate() {
        let end = |(_, complete): &(At, At)| (complete.1, Owned::Time(rows.at.get(complete.1)));
        let ends: Vec<(usize, Owned)> = completed_in(pairs, part).iter().map(end).collect();
        give(rows, &Slot::Field(Field::Until), Holds::Time, &ends);
    }
    differ
}

/// The pairs whose completion is in this part; they are in the order of their completions.
fn completed_in(pairs: &[(At, At)], part: usize) -> &[(At, At)] {
    let first = pairs.partition_point(|(_, complete)| complete.0 < part);
    let end = pairs.partition_point(|(_, complete)| complete.0 <= part);
    &pairs[first..end]
}

/// A value that is no longer part of the rows it came from, which are about to change.
enum Owned {
    Text(String),
    Time(i64),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

impl Owned {
    fn of(value: Value<'_>) -> Owned {
        match value {
            Value::Text(text) => Owned::Text(text.to_string()),
            Value::Time(time) => Owned::Time(time.0),
            Value::Whole(number) => Owned::Whole(number),
            Value::Real(number) => Owned::Real(number),
            Value::Flag(flag) => Owned::Flag(flag),
        }
    }

    fn value(&self) -> Value<'_> {
        match self {
            Owned::Text(text) => Value::Text(text),
            Owned::Time(us) => Value::Time(Instant(*us)),
            Owned::Whole(number) => Value::Whole(*number),
            Owned::Real(number) => Value::Real(*number),
            Owned::Flag(flag) => Value::Flag(*flag),
        }
    }
}

fn give(rows: &mut Rows, slot: &Slot, holds: Holds, told: &[(usize, Owned)]) {
    if !told.is_empty() {
        let said: Vec<(usize, Value<'_>)> = told.iter().map(|(row, value)| (*row, value.value())).collect();
        let column = rows.column(slot.clone(), holds);
        add(rows.cells(column), &said);
    }
}

/// Takes out the starts that are part of their completions now.
fn take_out(rows: &mut [Rows], pairs: &[(At, At)]) {
    let mut keep: Vec<Vec<bool>> = rows.iter().map(|rows| vec![true; rows.len()]).collect();
    pairs.iter().for_each(|(start, _)| keep[start.0][start.1] = false);
    for (rows, keep) in rows.iter_mut().zip(&keep) {
        rows.at.retain(keep);
        for (_, cells) in rows.columns_mut() {
            cells.retain(0, keep);
            forget_unused(cells);
        }
    }
}

/// A name that only starts had is in no event any more, so it is not among the names either.
fn forget_unused(cells: &mut RowCells) {
    let RowCells::Names(old) = cells else { return };
    let mut used = vec![false; old.names.names().len()];
    old.codes.iter().filter(|code| *code != NONE).for_each(|code| used[code as usize] = true);
    if used.iter().all(|used| *used) {
        return;
    }
    let old = std::mem::replace(cells, RowCells::new(Holds::Name));
    cells.reserve(old.len());
    for row in 0..old.len() {
        cells.push(old.get(row).unwrap_or(Value::Text("")));
    }
}

#[cfg(test)]
mod tests;
