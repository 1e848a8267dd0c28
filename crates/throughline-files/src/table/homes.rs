//! In a row with several dates: which event has a value that was said, or happened, once.

use super::cell::tidy;
use super::plan::{Plan, ValueUse};
use super::{Cell, Table};

impl Table<'_> {
    /// Which event of a row has each of the values that only one has: the contact, else the first; if that has a value of its own, the next
    /// one without.
    pub(super) fn find_homes(&mut self, events: &[(i64, Option<usize>)], plan: &Plan, cells: &[Cell<'_>]) {
        self.homes.clear();
        if events.len() < 2 {
            return;
        }
        let activity = |place: &usize| events[*place].1.map(|number| plan.events[number].1.as_str());
        let is_contact = |place: &usize| {
            activity(place).is_some_and(|name| self.mapping.contacts.iter().any(|own| own == name))
        };
        let contact = (0..events.len()).find(is_contact);
        for value in &plan.values {
            let has_own = |place: &usize| {
                let is_filled =
                    |cell: usize| tidy(cells.get(cell).copied().unwrap_or(Cell::Empty)) != Cell::Empty;
                let of = |other: &&ValueUse| other.column == value.column && other.event.is_some();
                let mut others = plan.values.iter().filter(of);
                others.any(|other| other.event.as_deref() == activity(place) && is_filled(other.cell))
            };
            let mut places = contact.into_iter().chain(0..events.len());
            self.homes.push(if value.once { places.find(|place| !has_own(place)).unwrap_or(0) } else { 0 });
        }
    }

    /// Whether a value of the row, of this number, belongs to another event than the one of this activity at this place in order of time.
    pub(super) fn is_elsewhere(
        &self,
        number: usize,
        value: &ValueUse,
        activity: Option<&str>,
        place: usize,
    ) -> bool {
        match &value.event {
            Some(event) => activity != Some(event),
            None => value.once && self.homes.get(number).is_some_and(|home| *home != place),
        }
    }
}
