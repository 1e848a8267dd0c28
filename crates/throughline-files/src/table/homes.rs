//! In a row with several dates: which event has a value that was said, or happened, once.

use super::cell::cell_at;
use super::plan::{How, Plan, ValueUse};
use super::{Cell, Table};

impl Table<'_> {
    /// Which event of a row has each of the values that only one has: the contact, else the first; if that has a value of its own, the next
    /// one without. An amount of an event that has not happened is that of the last which has: what an open job has cost so far.
    pub(super) fn find_homes(&mut self, events: &[(i64, Option<usize>)], plan: &Plan, cells: &[Cell<'_>]) {
        self.homes.clear();
        let activity = |place: &usize| events[*place].1.map(|number| plan.events[number].1.as_str());
        let is_contact = |place: &usize| {
            activity(place).is_some_and(|name| self.mapping.contacts.iter().any(|own| own == name))
        };
        let contact = (0..events.len()).find(is_contact);
        for value in &plan.values {
            let has_own = |place: &usize| {
                let of = |other: &&ValueUse| other.column == value.column && other.event.is_some();
                let mut others = plan.values.iter().filter(of);
                others.any(|other| {
                    other.event.as_deref() == activity(place) && cell_at(cells, other.cell) != Cell::Empty
                })
            };
            if let Some(event) = &value.event {
                let own = (0..events.len()).find(|place| activity(place) == Some(event.as_str()));
                let amount =
                    matches!(value.how, How::Minutes(_) | How::Pence(_) | How::Number | How::Attribute);
                let last = events.len().checked_sub(1).filter(|_| amount);
                self.homes.push(own.or(last).unwrap_or(usize::MAX));
                continue;
            }
            let mut places = contact.into_iter().chain(0..events.len());
            self.homes.push(if value.once { places.find(|place| !has_own(place)).unwrap_or(0) } else { 0 });
        }
    }

    /// Whether a value of the row, of this number, belongs to another event than the one at this place in order of time.
    pub(super) fn is_elsewhere(&self, number: usize, value: &ValueUse, place: usize) -> bool {
        (value.event.is_some() || value.once) && self.homes.get(number).is_some_and(|home| *home != place)
    }
}
