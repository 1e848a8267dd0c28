//! Places that changed beside those that did not: the needs of each, week by week.
//!
//! A need belongs to a place if all its events that name one name the same; needs that name several, or none, are left out, as a change
//! in one of them may have reached them. Weekly values are those of the whole (`changes`): medians of at least 10 ended needs, and needs
//! opened. Of several places together: the median of all their needs; of counts the mean of the places.

use std::collections::BTreeMap;

use super::before_after::{LEAST_AFTER, LEAST_BEFORE, Permuted, permutation};
use super::several_places::{Effect, effect};
use super::weekly_time::LEAST_NEEDS;
use super::xmr::mean;
use crate::flow::spans;
use crate::flow::weekly::Week;
use crate::log::{CodeSlice, Column, Log, NONE};
use crate::place::clock::{Clock, day_of, week_of};
use crate::reading::{Affected, Ask, median};
use crate::statistics::random::Random;
use crate::time::SECOND_US;

/// More places than this are not looked at one by one, those with the most needs first.
const MOST_PLACES: usize = 100;

/// Needs by place and week.
pub(super) struct Places {
    /// Those that changed, by the code of their name.
    changed: Vec<u32>,
    /// The others, most needs first.
    others: Vec<u32>,
    /// Lengths of the needs that ended, in microseconds.
    ended_us: BTreeMap<(u32, i64), Vec<i64>>,
    /// How many needs opened.
    opened: BTreeMap<(u32, i64), u64>,
    /// Needs of several places, or none.
    pub(super) left_out: u64,
}

impl Places {
    /// The needs of a log by the places of a column. None if it has no such column of names.
    pub(super) fn of(log: &Log, ask: &Ask, affected: &Affected) -> Option<Places> {
        let columns = [log.need_column(&affected.column), log.event_column(&affected.column)];
        let (names, by_need) = match columns {
            [Some(Column::Names(names)), _] => (names, true),
            [_, Some(Column::Names(names))] => (names, false),
            _ => return None,
        };
        let codes = names.codes.all();
        let parts = spans::each_part(log, ask, |spans| {
            let mut clock = Clock::of(&ask.zone);
            let mut found = Vec::new();
            for span in spans {
                let place = match by_need {
                    true => codes.at(span.need as usize),
                    false => only(codes.part(log.need(span.need).events)),
                };
                let ended =
                    span.ended.map(|_| (week_of(day_of(clock.civil_us(span.last_us))), span.length_us()));
                found.push((place, week_of(day_of(clock.civil_us(span.first_us))), ended));
            }
            found
        });
        let wanted = |code: &u32| affected.values.iter().any(|value| names.names.get(*code) == value);
        let mut all = Places {
            changed: Vec::new(),
            others: Vec::new(),
            ended_us: BTreeMap::new(),
            opened: BTreeMap::new(),
            left_out: 0,
        };
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for (place, opened, ended) in parts.into_iter().flatten() {
            if place == NONE {
                all.left_out += 1;
                continue;
            }
            *sizes.entry(place).or_default() += 1;
            *all.opened.entry((place, opened)).or_default() += 1;
            if let Some((week, length_us)) = ended {
                all.ended_us.entry((place, week)).or_default().push(length_us);
            }
        }
        // By their names, so that the order of the file changes nothing.
        let mut sizes: Vec<(u32, u64)> = sizes.into_iter().collect();
        sizes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| names.names.get(a.0).cmp(names.names.get(b.0))));
        (all.changed, all.others) = sizes.into_iter().map(|(place, _)| place).partition(wanted);
        Some(all)
    }

    /// How many places there are that did not change.
    pub(super) fn others(&self) -> usize {
        self.others.len()
    }

    /// The weekly values of the places that changed: all their needs together.
    pub(super) fn of_changed(&self, weeks: &[Week], counts: bool, ask: &Ask) -> Vec<Option<f64>> {
        self.together(&self.changed, weeks, counts, ask)
    }

    /// The weekly values of the places that changed less those of the others; of counts, of the mean place.
    pub(super) fn apart(&self, weeks: &[Week], counts: bool, ask: &Ask) -> Vec<Option<f64>> {
        let each = |places: &[u32]| {
            let scale = if counts { 1.0 / places.len().max(1) as f64 } else { 1.0 };
            let values = self.together(places, weeks, counts, ask);
            values.into_iter().map(|value| value.map(|value| value * scale)).collect::<Vec<_>>()
        };
        super::before_after::less_comparison(&each(&self.changed), &each(&self.others))
    }

    fn together(&self, places: &[u32], weeks: &[Week], counts: bool, ask: &Ask) -> Vec<Option<f64>> {
        let mut clock = Clock::of(&ask.zone);
        let value = |week: &Week| {
            let number = week_of(day_of(clock.civil_us(week.start.0)));
            if counts {
                let opened = places.iter().filter_map(|place| self.opened.get(&(*place, number)));
                return Some(opened.sum::<u64>() as f64);
            }
            let own = places.iter().filter_map(|place| self.ended_us.get(&(*place, number)));
            let mut lengths_us: Vec<i64> = own.flatten().copied().collect();
            if (lengths_us.len() as u64) < LEAST_NEEDS {
                return None;
            }
            median(&mut lengths_us).map(|us| us / SECOND_US as f64)
        };
        weeks.iter().map(value).collect()
    }

    /// Each place by itself: how the change of those that changed compares with that of the others, by all ways to call as many changed,
    /// and by errors of each place. `weeks` are those before the change, then from `change` on those after.
    pub(super) fn each(
        &self,
        weeks: &[Week],
        change: usize,
        counts: bool,
        ask: &Ask,
    ) -> (Option<Permuted>, Option<Effect>) {
        let known = |values: &[Option<f64>]| values.iter().flatten().copied().collect::<Vec<f64>>();
        let all = self
            .changed
            .iter()
            .map(|place| (place, true))
            .chain(self.others.iter().map(|place| (place, false)));
        let mut values = Vec::new();
        let mut changed = Vec::new();
        let mut moves = Vec::new();
        for (place, was_changed) in all.take(MOST_PLACES.max(self.changed.len())) {
            let own = self.together(&[*place], weeks, counts, ask);
            let (before, after) = (known(&own[..change]), known(&own[change..]));
            if before.len() < LEAST_BEFORE || after.len() < LEAST_AFTER {
                continue;
            }
            if let Some(moved) = mean(&after).zip(mean(&before)).map(|(after, before)| after - before) {
                values.push(own);
                changed.push(was_changed);
                moves.push(moved);
            }
        }
        let permuted = permutation(&moves, &changed, &mut Random::new(ask.seed, "changed places"));
        // The weeks in which every place has a value.
        let whole: Vec<usize> =
            (0..weeks.len()).filter(|week| values.iter().all(|own| own[*week].is_some())).collect();
        let first = whole.iter().filter(|week| **week < change).count();
        let rows: Vec<Vec<f64>> =
            values.iter().map(|own| whole.iter().filter_map(|week| own[*week]).collect()).collect();
        let enough = first >= LEAST_BEFORE && whole.len() - first >= LEAST_AFTER;
        let found = enough.then(|| effect(&rows, &changed, first)).flatten();
        (permuted, found.filter(|found| found.enough_places))
    }
}

/// The name that all events with one have; none if they have several, or none has.
fn only(codes: CodeSlice<'_>) -> u32 {
    let mut known = codes.known();
    let first = known.next().unwrap_or(NONE);
    if known.all(|code| code == first) { first } else { NONE }
}
