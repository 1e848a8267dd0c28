//! A file without a header: what its columns are is told by their values alone, and every such guess is said.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use crate::mapping::To;

/// Whether no column has a name of its own.
pub(super) fn has_no_names(guess: &Guess<'_>) -> bool {
    guess.columns.len() > 1
        && guess
            .columns
            .iter()
            .all(|column| column.name.starts_with("column ") && column.label.starts_with("column "))
}

/// Takes as the activity the first column of few texts that come again and again.
pub(super) fn activity(guess: &mut Guess<'_>) {
    let fits = |column: &Looked<'_>| {
        let few = column.distinct <= 50.max(column.rows / 100) && column.distinct * 2 <= column.filled;
        few && column.filled * 10 >= column.rows * 9
            && column.time.is_none()
            && !column.numeric
            && !column.is_prose()
    };
    // Numbers of jobs and the like come again too.
    let mostly_words = |place: usize| {
        let values: Vec<&String> = guess.sample.columns[place].values.iter().flatten().collect();
        let coded = values.iter().filter(|value| value.bytes().any(|byte| byte.is_ascii_digit())).count();
        coded * 2 < values.len()
    };
    let found = guess.free().filter(|(place, column)| fits(column) && mostly_words(*place));
    let found = found.map(|(place, _)| place).min();
    let Some(place) = found else { return };
    let (name, counts) = (guess.columns[place].name, guess.columns[place].counts());
    guess.problems.push(format!(
        "“{name}” was taken as what was done, because it has few texts that come again ({counts}). If that is wrong, say \
         `as = \"activity\"` for another column in the mapping"
    ));
    guess.take(
        place,
        To::Field(Field::Activity),
        format!("by its values alone: few texts that come again; {counts}"),
    );
}
