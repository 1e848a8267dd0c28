//! Events that are contacts because their activity is one, where no column says the kinds of events.

use throughline::log::{Field, Holds, RowCells, Rows, Slot, Value};

use crate::mapping::Mapping;

/// Marks the rows of a source whose activity its mapping names under `contacts`.
pub(super) fn mark(mapping: &Mapping, rows: &mut [Rows]) {
    if !mapping.contacts.is_empty() {
        rows.iter_mut().for_each(|rows| mark_rows(&mapping.contacts, rows));
    }
}

fn mark_rows(contacts: &[String], rows: &mut Rows) {
    let activity = rows.columns().iter().find(|(slot, _)| *slot == Slot::Field(Field::Activity));
    let Some((_, RowCells::Names(activity))) = activity else { return };
    let known = activity.names.names();
    let is_contact: Vec<bool> = known.iter().map(|name| contacts.iter().any(|own| own == name)).collect();
    let is_contact: Vec<bool> = (0..rows.len())
        .map(|row| is_contact.get(activity.codes.get(row) as usize).copied().unwrap_or(false))
        .collect();
    let column = rows.column(Slot::Field(Field::Kind), Holds::Name);
    let mut marked = RowCells::new(Holds::Name);
    for (row, is_contact) in is_contact.into_iter().enumerate() {
        match rows.columns()[column].1.get(row) {
            Some(kind) => marked.push(kind),
            None => marked.push(Value::Text(if is_contact { "contact" } else { "" })),
        }
    }
    *rows.cells(column) = marked;
}
