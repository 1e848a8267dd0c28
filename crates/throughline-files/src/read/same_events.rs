//! Rows of two sources that are one event: a sheet on which somebody sorted some of the contacts of an export, say, or scores that people
//! gave. Left apart, each of those contacts would count twice.
//!
//! Two rows are one event if both sources have a column of the same name that numbers their rows (no value of it twice), both have the
//! same value in it, and both happened in the same minute; and if that holds of at least half the rows of the smaller source, which has
//! at least one column that the larger has not. All of it is asked for, because running numbers occur in many files. What the larger source
//! says of an event stands; what it does not say is taken from the smaller.

use std::collections::HashMap;

use throughline::log::{NONE, RowCells, Rows, Slot, Value};
use throughline::time::SECOND_US;
use throughline::wording::{counted, thousands};

use super::SourceRead;
use crate::job::Job;

/// Rows of one event are at most so far apart: a spreadsheet keeps seconds where a table keeps minutes.
const APART_US: i64 = 60 * SECOND_US;

/// Where a row stands: its part, and its place in it.
type At = (usize, usize);

/// Joins the rows (by source) that are one event, and says so.
pub(super) fn join(read: &mut [SourceRead], rows: &mut [Vec<Rows>], job: &Job) {
    for smaller in 0..rows.len() {
        for larger in (0..rows.len()).filter(|larger| *larger != smaller) {
            let [few, many] = [smaller, larger].map(|place| count(&rows[place]));
            if few == 0 || few > many || (few == many && smaller < larger) || !tells_more(&rows[smaller], &rows[larger]) {
                continue;
            }
            let Some((name, pairs)) = same(&rows[smaller], &rows[larger]) else { continue };
            job.report.note(format!(
                "{}: {} of its {} {} in {} too, with the same “{name}” in the same minute: they are taken as one event, of which each says a part",
                read[smaller].name,
                thousands(pairs.len() as u64),
                counted(few, "row", "rows"),
                if pairs.len() == 1 { "is" } else { "are" },
                read[larger].name,
            ));
            let mut moved = std::mem::take(&mut rows[smaller]);
            fill(&mut rows[larger], &moved, &pairs);
            take_out(&mut moved, &pairs);
            rows[smaller] = moved;
            read[smaller].events = count(&rows[smaller]);
        }
    }
}

fn count(rows: &[Rows]) -> u64 {
    rows.iter().map(|rows| rows.len() as u64).sum()
}

fn slots(rows: &[Rows]) -> impl Iterator<Item = &Slot> {
    rows.iter().flat_map(|rows| rows.columns().iter().map(|(slot, _)| slot))
}

/// Whether some rows have a column that others have not.
fn tells_more(rows: &[Rows], than: &[Rows]) -> bool {
    slots(rows).any(|slot| slots(than).all(|known| known != slot))
}

/// The column by which rows of two sources are one event, and which rows those are: of the smaller source, of the larger.
fn same<'a>(smaller: &'a [Rows], larger: &[Rows]) -> Option<(&'a str, Vec<(At, At)>)> {
    let names = smaller.iter().flat_map(|rows| rows.columns()).filter_map(|(slot, _)| match slot {
        Slot::Attribute(name) => Some(name.as_str()),
        _ => None,
    });
    let mut asked = Vec::new();
    for name in names {
        if asked.contains(&name) {
            continue;
        }
        asked.push(name);
        let pairs = numbered(smaller, name).and_then(|ids| pairs(&ids, smaller, larger, name));
        if let Some(pairs) = pairs.filter(|pairs| pairs.len() as u64 * 2 >= count(smaller)) {
            return Some((name, pairs));
        }
    }
    None
}

/// A column of names of a part.
fn column<'a>(rows: &'a Rows, name: &str) -> Option<&'a RowCells> {
    let is = |slot: &Slot| matches!(slot, Slot::Attribute(known) if known == name);
    rows.columns().iter().find(|(slot, _)| is(slot)).map(|(_, cells)| cells)
}

/// The rows by their values in a column; nothing if a value occurs twice, or the column holds no names.
fn numbered<'a>(rows: &'a [Rows], name: &str) -> Option<HashMap<&'a str, At>> {
    let mut ids = HashMap::new();
    for (part, rows) in rows.iter().enumerate() {
        let RowCells::Names(cells) = column(rows, name)? else { return None };
        for (row, code) in cells.codes.iter().enumerate().filter(|(_, code)| *code != NONE) {
            if ids.insert(cells.names.names().get(code), (part, row)).is_some() {
                return None;
            }
        }
    }
    Some(ids)
}

/// The rows of the larger source that have the values of the smaller, in the same minute; nothing if one has the value of another.
fn pairs(ids: &HashMap<&str, At>, smaller: &[Rows], larger: &[Rows], name: &str) -> Option<Vec<(At, At)>> {
    let mut found: HashMap<At, At> = HashMap::new();
    for (part, rows) in larger.iter().enumerate() {
        let RowCells::Names(cells) = column(rows, name)? else { return None };
        let of_code: Vec<Option<At>> = cells.names.names().iter().map(|name| ids.get(name).copied()).collect();
        for (row, code) in cells.codes.iter().enumerate() {
            let Some(Some(from)) = of_code.get(code as usize) else { continue };
            if found.insert(*from, (part, row)).is_some() {
                return None;
            }
        }
    }
    let at = |rows: &[Rows], at: At| rows[at.0].at_us[at.1];
    let mut pairs: Vec<(At, At)> = found.into_iter().collect();
    pairs.retain(|(from, to)| at(smaller, *from).abs_diff(at(larger, *to)) < APART_US as u64);
    pairs.sort_unstable();
    Some(pairs)
}

/// Gives the larger source what the smaller says besides.
fn fill(larger: &mut [Rows], smaller: &[Rows], pairs: &[(At, At)]) {
    for (part, rows) in larger.iter_mut().enumerate() {
        let mut here: Vec<(usize, At)> =
            pairs.iter().filter(|(_, to)| to.0 == part).map(|(from, to)| (to.1, *from)).collect();
        here.sort_unstable();
        let mut told: Vec<&Slot> = slots(smaller).collect();
        told.sort();
        told.dedup();
        for slot in told {
            let said = |at: At| {
                let columns = smaller[at.0].columns();
                columns.iter().find(|(known, _)| known == slot).and_then(|(_, cells)| cells.get(at.1))
            };
            let said: Vec<(usize, Value<'_>)> =
                here.iter().filter_map(|(row, from)| Some((*row, said(*from)?))).collect();
            let holds = |cells: &RowCells| cells.holds();
            let all = smaller.iter().flat_map(|rows| rows.columns());
            let Some(holds) = all.filter(|(known, _)| known == slot).map(|(_, cells)| holds(cells)).next() else {
                continue;
            };
            let column = rows.column(slot.clone(), holds);
            if !said.is_empty() {
                add(rows.cells(column), &said);
            }
        }
    }
}

/// Puts values (in order of their rows) where a column has none.
fn add(cells: &mut RowCells, said: &[(usize, Value<'_>)]) {
    if said.iter().all(|(row, _)| cells.get(*row).is_some()) {
        return;
    }
    let old = cells.clone();
    let mut next = said.iter().peekable();
    *cells = RowCells::new(old.holds());
    cells.reserve(old.len());
    for row in 0..old.len() {
        let told = next.next_if(|(at, _)| *at == row).map(|(_, value)| *value);
        match old.get(row).or(told) {
            Some(value) => cells.push(value),
            None => cells.resize(row + 1),
        }
    }
}

/// Takes out of the smaller source what the larger has now.
fn take_out(smaller: &mut [Rows], pairs: &[(At, At)]) {
    for (part, rows) in smaller.iter_mut().enumerate() {
        let mut keep = vec![true; rows.len()];
        pairs.iter().filter(|(from, _)| from.0 == part).for_each(|(from, _)| keep[from.1] = false);
        let mut kept = keep.iter();
        rows.at_us.retain(|_| kept.next().copied().unwrap_or(true));
        rows.columns_mut().iter_mut().for_each(|(_, cells)| cells.retain(0, &keep));
    }
}
