//! Rows of a wide table that nobody numbered, beside a source that numbers needs: a contractor's jobs of which some lack the council's
//! reference, say. The reader makes a need of each such row, since its events belong together ([`crate::table`]). Here it joins the need
//! of the same person that another source numbers, of which something was heard last before the row began and within the window, if the
//! row's own source has no row of that need. Where there is none it stays a need of its own.
//!
//! Where it misleads: of two needs of one person the later is taken, and that is not always the one the row was for.

use std::collections::{HashMap, HashSet};

use throughline::log::{Field, NONE, NameCells, RowCells, Rows, Slot};
use throughline::time::DAY_US;
use throughline::wording::{counted, thousands};

use super::SourceRead;
use crate::job::Job;
use crate::table::{UNNUMBERED, is_unnumbered};

/// Joins unnumbered rows (by source) to numbered needs of the same person, and says so.
pub(super) fn join(read: &[SourceRead], rows: &mut [Vec<Rows>], job: &Job) {
    if rows.len() < 2 {
        return;
    }
    for place in 0..rows.len() {
        let begins = begins(&rows[place]);
        if begins.is_empty() {
            continue;
        }
        let window_days = read[place].mapping.as_ref().map_or(30.0, |mapping| mapping.window_days);
        let joined = joined(rows, place, &begins, (window_days * DAY_US as f64) as i64);
        if joined.is_empty() {
            continue;
        }
        job.report.note(format!(
            "{}: {} no need; {} of them joined a numbered one of the same person, heard of in the {window_days} days before{}",
            read[place].name,
            counted(begins.len() as u64, "row names", "rows name"),
            thousands(joined.len() as u64),
            if joined.len() < begins.len() { "; the others are needs of their own" } else { "" },
        ));
        rows[place].iter_mut().for_each(|rows| rename(rows, &joined));
    }
}

fn names(rows: &Rows, slot: Slot) -> Option<&NameCells> {
    rows.columns().iter().find(|(known, _)| *known == slot).and_then(|(_, cells)| match cells {
        RowCells::Names(cells) => Some(cells),
        _ => None,
    })
}

/// The events of some rows whose need and person are known: need, person, when.
fn known(rows: &[Rows]) -> impl Iterator<Item = (&str, &str, i64)> {
    rows.iter()
        .filter_map(|rows| Some((rows, names(rows, Slot::Need)?, names(rows, Slot::Field(Field::Person))?)))
        .flat_map(|(rows, needs, persons)| {
            let cells = needs.codes.iter().zip(persons.codes.iter()).zip(rows.at.iter());
            let told = cells.filter(|((need, person), _)| *need != NONE && *person != NONE);
            told.map(|((need, person), at)| {
                (needs.names.names().get(need), persons.names.names().get(person), at)
            })
        })
}

/// When each unnumbered need of a known person begins, and whose it is.
fn begins(rows: &[Rows]) -> HashMap<String, (String, i64)> {
    let any = |rows: &Rows| {
        names(rows, Slot::Need).is_some_and(|needs| needs.names.names().iter().any(is_unnumbered))
    };
    let mut begins: HashMap<String, (String, i64)> = HashMap::new();
    if !rows.iter().any(any) {
        return begins;
    }
    for (need, person, at) in
        known(rows).filter(|(need, ..)| need.starts_with(UNNUMBERED) && is_unnumbered(need))
    {
        let first = begins.entry(need.to_string()).or_insert_with(|| (person.to_string(), at));
        first.1 = first.1.min(at);
    }
    begins
}

/// The numbered need that each unnumbered one joins.
fn joined(
    rows: &[Vec<Rows>],
    place: usize,
    begins: &HashMap<String, (String, i64)>,
    window_us: i64,
) -> HashMap<String, String> {
    let own: HashSet<&str> = rows[place]
        .iter()
        .filter_map(|rows| names(rows, Slot::Need))
        .flat_map(|needs| needs.names.names().iter())
        .collect();
    let persons: HashSet<&str> = begins.values().map(|(person, _)| person.as_str()).collect();
    let mut heard: HashMap<&str, Vec<(i64, &str)>> = HashMap::new();
    for (_, others) in rows.iter().enumerate().filter(|(other, _)| *other != place) {
        let fits = |(need, person, _): &(&str, &str, i64)| {
            persons.contains(person) && !own.contains(need) && !is_unnumbered(need)
        };
        for (need, person, at) in known(others).filter(fits) {
            heard.entry(person).or_default().push((at, need));
        }
    }
    let mut order: Vec<(&i64, &String, &String)> =
        begins.iter().map(|(need, (person, at))| (at, need, person)).collect();
    order.sort_unstable();
    let mut taken: HashSet<&str> = HashSet::new();
    let mut joined = HashMap::new();
    for (at, need, person) in order {
        let all = heard.get(person.as_str()).map_or(&[][..], |all| all);
        let before = all
            .iter()
            .filter(|(heard, need)| *heard <= *at && at - heard <= window_us && !taken.contains(need));
        if let Some((_, numbered)) = before.max() {
            taken.insert(numbered);
            joined.insert(need.clone(), (*numbered).to_string());
        }
    }
    joined
}

fn rename(rows: &mut Rows, joined: &HashMap<String, String>) {
    let need = rows.columns_mut().iter_mut().find(|(slot, _)| *slot == Slot::Need);
    let Some((_, RowCells::Names(cells))) = need else { return };
    let all = cells.names.names().len() as u32;
    let to: Vec<Option<String>> =
        (0..all).map(|code| joined.get(cells.names.names().get(code)).cloned()).collect();
    let to: Vec<u32> =
        (0..all).zip(to).map(|(code, to)| to.map_or(code, |to| cells.names.intern(to.as_bytes()))).collect();
    cells.codes.change(|code| to.get(code as usize).copied().unwrap_or(code));
}
