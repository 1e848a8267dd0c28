//! Rows of two sources that are one event: a sheet on which somebody sorted some of the contacts of an export, say, or scores that people
//! gave. Left apart, each of those contacts would count twice.
//!
//! Two rows are one event if both sources have a column of the same name that numbers their rows (no value of it twice), both have the
//! same value in it, and both happened in the same minute; and if that holds of at least half the rows of the smaller source, which has
//! at least one column that the larger has not. All of it is asked for, because running numbers occur in many files. On a sheet that numbers
//! nothing else that column is taken for the need's: it counts as well. What the larger source says of an event stands; what it does not
//! say is taken from the smaller, but for such a need.

use std::collections::HashMap;

use throughline::log::{NONE, RowCells, Rows, Slot, Value};
use throughline::time::SECOND_US;
use throughline::wording::{counted, thousands};

use super::SourceRead;
use crate::job::Job;
use crate::mapping::To;

/// Rows of one event are at most so far apart: a spreadsheet keeps seconds where a table keeps minutes.
const APART_US: i64 = 60 * SECOND_US;

/// Where a row stands: its part, and its place in it.
type At = (usize, usize);

/// Joins the rows (by source) that are one event, and says so.
pub(super) fn join(read: &mut [SourceRead], rows: &mut [Vec<Rows>], job: &Job) {
    for smaller in 0..rows.len() {
        for larger in (0..rows.len()).filter(|larger| *larger != smaller) {
            let [few, many] = [smaller, larger].map(|place| count(&rows[place]));
            if few == 0
                || few > many
                || (few == many && smaller < larger)
                || !tells_more(&rows[smaller], &rows[larger])
            {
                continue;
            }
            let [few_numbered, many_numbered] =
                [smaller, larger].map(|place| Numbered::of(&read[place], &rows[place]));
            let Some((name, pairs)) = same(&few_numbered, &many_numbered) else { continue };
            let need_too = few_numbered.need != Some(name);
            job.report.note(format!(
                "{}: {} of its {} {} in {} too, with the same “{name}” in the same minute: they are taken as one event, of which each says a part",
                read[smaller].name,
                thousands(pairs.len() as u64),
                counted(few, "row", "rows"),
                if pairs.len() == 1 { "is" } else { "are" },
                read[larger].name,
            ));
            let mut moved = std::mem::take(&mut rows[smaller]);
            fill(&mut rows[larger], &moved, &pairs, need_too);
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

/// A source whose rows are looked at by what numbers them.
struct Numbered<'a> {
    rows: &'a [Rows],
    /// The name of the one column that became the need.
    need: Option<&'a str>,
}

impl<'a> Numbered<'a> {
    fn of(read: &'a SourceRead, rows: &'a [Rows]) -> Numbered<'a> {
        let columns = read.mapping.iter().flat_map(|mapping| &mapping.columns);
        let mut needs = columns.filter(|column| column.to == To::Need).map(|column| column.name.as_str());
        let need = needs.next().filter(|_| needs.next().is_none());
        Numbered { rows, need }
    }

    /// The names of the columns that can number rows.
    fn names(&self) -> Vec<&'a str> {
        let attributes =
            self.rows.iter().flat_map(|rows| rows.columns()).filter_map(|(slot, _)| match slot {
                Slot::Attribute(name) => Some(name.as_str()),
                _ => None,
            });
        let mut names: Vec<&str> = Vec::new();
        for name in attributes.chain(self.need) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A column of a part.
    fn column(&self, part: &'a Rows, name: &str) -> Option<&'a RowCells> {
        let is = |slot: &Slot| match slot {
            Slot::Attribute(known) => known == name,
            Slot::Need => self.need == Some(name),
            _ => false,
        };
        part.columns().iter().find(|(slot, _)| is(slot)).map(|(_, cells)| cells)
    }

    /// The rows by their values in a column; nothing if a value occurs twice, or the column holds no names.
    fn ids(&self, name: &str) -> Option<HashMap<&'a str, At>> {
        let mut ids = HashMap::new();
        for (part, rows) in self.rows.iter().enumerate() {
            let RowCells::Names(cells) = self.column(rows, name)? else { return None };
            for (row, code) in cells.codes.iter().enumerate().filter(|(_, code)| *code != NONE) {
                if ids.insert(cells.names.names().get(code), (part, row)).is_some() {
                    return None;
                }
            }
        }
        Some(ids)
    }
}

/// The column by which rows of two sources are one event, and which rows those are: of the smaller source, of the larger.
fn same<'a>(smaller: &Numbered<'a>, larger: &Numbered<'_>) -> Option<(&'a str, Vec<(At, At)>)> {
    let known = larger.names();
    smaller.names().into_iter().filter(|name| known.contains(name)).find_map(|name| {
        let pairs = pairs(&smaller.ids(name)?, smaller, larger, name)?;
        (pairs.len() as u64 * 2 >= count(smaller.rows)).then_some((name, pairs))
    })
}

/// The rows of the larger source that have the values of the smaller, in the same minute; nothing if two of them have the same value.
fn pairs(
    ids: &HashMap<&str, At>,
    smaller: &Numbered<'_>,
    larger: &Numbered<'_>,
    name: &str,
) -> Option<Vec<(At, At)>> {
    let mut found: HashMap<At, At> = HashMap::new();
    for (part, rows) in larger.rows.iter().enumerate() {
        let RowCells::Names(cells) = larger.column(rows, name)? else { return None };
        let of_code: Vec<Option<At>> =
            cells.names.names().iter().map(|name| ids.get(name).copied()).collect();
        for (row, code) in cells.codes.iter().enumerate() {
            let Some(Some(from)) = of_code.get(code as usize) else { continue };
            if found.insert(*from, (part, row)).is_some() {
                return None;
            }
        }
    }
    let at = |rows: &[Rows], at: At| rows[at.0].at.get(at.1);
    let mut pairs: Vec<(At, At)> = found.into_iter().collect();
    pairs.retain(|(from, to)| at(smaller.rows, *from).abs_diff(at(larger.rows, *to)) < APART_US as u64);
    pairs.sort_unstable();
    Some(pairs)
}

/// Gives the larger source what the smaller says besides.
fn fill(larger: &mut [Rows], smaller: &[Rows], pairs: &[(At, At)], need_too: bool) {
    for (part, rows) in larger.iter_mut().enumerate() {
        let mut here: Vec<(usize, At)> =
            pairs.iter().filter(|(_, to)| to.0 == part).map(|(from, to)| (to.1, *from)).collect();
        here.sort_unstable();
        let mut told: Vec<&Slot> = slots(smaller).filter(|slot| need_too || **slot != Slot::Need).collect();
        told.sort();
        told.dedup();
        for slot in told {
            let said = |at: At| {
                let columns = smaller[at.0].columns();
                columns.iter().find(|(known, _)| known == slot).and_then(|(_, cells)| cells.get(at.1))
            };
            let said: Vec<(usize, Value<'_>)> =
                here.iter().filter_map(|(row, from)| Some((*row, said(*from)?))).collect();
            let mut all = smaller.iter().flat_map(|rows| rows.columns());
            let Some((_, like)) = all.find(|(known, _)| known == slot) else { continue };
            let column = rows.column(slot.clone(), like.holds());
            if !said.is_empty() {
                add(rows.cells(column), &said);
            }
        }
    }
}

/// Puts values (in order of their rows) where a column has none.
pub(super) fn add(cells: &mut RowCells, said: &[(usize, Value<'_>)]) {
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
        rows.at.retain(&keep);
        rows.columns_mut().iter_mut().for_each(|(_, cells)| cells.retain(0, &keep));
    }
}
