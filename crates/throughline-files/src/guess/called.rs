//! Columns that somebody else's table calls exactly what this product calls them, of what is studied of contacts, work and money: such a
//! name means what it means here wherever the values allow it. What a column holds decides: `value` may be an amount, `weight` a name.

use throughline::demand::codes::is_code_column;
use throughline::log::Field;

use super::{Guess, Looked};
use crate::mapping::To;
use crate::table::numbers::{SpanUnit, is_no_value, minutes, number};

/// The fields that a name alone says, if its values are possible for them.
const FIELDS: [Field; 8] = [
    Field::Weight,
    Field::CausedBy,
    Field::Words,
    Field::Minutes,
    Field::Value,
    Field::Demand,
    Field::Payer,
    Field::LinkProbability,
];

/// Takes the columns that have one of these names, in any case.
pub(super) fn by_our_names(guess: &mut Guess<'_>) {
    // What contacts were sorted as stays under its own name: `class@own organisation` names no organisation.
    let sorted = guess.free().filter(|(_, column)| column.name.contains('@') && is_code_column(column.name));
    for place in sorted.map(|(place, _)| place).collect::<Vec<_>>() {
        let because = format!("says what contacts were sorted as; {}", guess.columns[place].counts());
        guess.take(place, To::Attribute, because);
    }
    for field in FIELDS {
        if guess.has(&To::Field(field)) {
            continue;
        }
        // A weight may be that of a parcel: only exactly our word, beside another of ours, is one of a sample.
        let sampled =
            |column: &Looked<'_>| column.name == field.name() && !guess.in_traces && beside_ours(guess);
        let called = |column: &Looked<'_>| {
            column.label.replace(' ', "_") == field.name() && (field != Field::Weight || sampled(column))
        };
        let found = guess.free().find(|(place, column)| called(column) && fits(guess, *place, field));
        let Some(place) = found.map(|(place, _)| place) else { continue };
        let column = &guess.columns[place];
        let (name, counts) = (column.name, column.counts());
        let because = format!("it has the name this product uses; {counts}");
        if field == Field::Weight && column.distinct > 1 {
            guess.problems.push(format!(
                "“{name}” was taken for how many each contact that was sampled stands for; if it is something else, say `as = \"attribute\"` \
                 for it in the mapping"
            ));
        }
        guess.take(place, To::Field(field), because);
    }
}

/// Whether another column has a name that only this product gives.
fn beside_ours(guess: &Guess<'_>) -> bool {
    guess.columns.iter().any(|column| {
        is_code_column(column.name)
            || ["link probability", "label chance", "caused by"].contains(&column.label.as_str())
    })
}

/// Whether the values of a column are possible for a field.
fn fits(guess: &Guess<'_>, place: usize, field: Field) -> bool {
    let column = &guess.columns[place];
    let cells = guess.sample.columns[place].values.iter().flatten().map(|value| value.trim());
    let mut values = cells.filter(|value| !is_no_value(value));
    match field {
        Field::Weight => column.filled > 0 && values.all(|value| number(value).is_some_and(|n| n > 0.0)),
        Field::LinkProbability => {
            column.filled > 0 && values.all(|value| number(value).is_some_and(|n| (0.0..=1.0).contains(&n)))
        }
        Field::Minutes => {
            column.filled > 0 && values.all(|value| minutes(value, SpanUnit::Minutes).is_some())
        }
        Field::Value => {
            let known = ["value", "waste", "failure", "unknown"];
            column.filled > 0 && values.all(|value| known.contains(&value.to_lowercase().as_str()))
        }
        Field::Words => column.filled > 0 && column.time.is_none() && !column.numeric && column.is_spoken(),
        // Nobody need have been named yet: the column is there to be filled in.
        Field::CausedBy => column.time.is_none() && !(column.filled > 0 && column.numeric),
        _ => column.filled > 0 && column.time.is_none() && !column.is_prose(),
    }
}
