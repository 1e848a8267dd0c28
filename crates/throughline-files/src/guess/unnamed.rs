//! A file without a header: what its columns are is told by their values alone, and every such guess is said.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use super::numbers;
use crate::mapping::To;
use crate::times::TimeForm;

/// Whether no column has a name of its own.
pub(super) fn has_no_names(guess: &Guess<'_>) -> bool {
    guess.columns.len() > 1
        && guess
            .columns
            .iter()
            .all(|column| column.name.starts_with("column ") && column.label.starts_with("column "))
}

/// Columns of numbers that are seconds (or parts of one) since 1970 by their size become times: nothing else says when.
pub(super) fn times_of_numbers(guess: &mut Guess<'_>) {
    for place in 0..guess.columns.len() {
        let values: Vec<&str> =
            guess.sample.columns[place].values.iter().flatten().map(|value| value.trim()).collect();
        let found = if numbers::are_numbers(&values) {
            numbers::form(guess.columns[place].name, &values)
        } else {
            None
        };
        // Days since 1900 are numbers as small as those of jobs are.
        if let Some(found) =
            found.filter(|found| found.form != TimeForm::Excel && guess.maps[place].is_none())
        {
            guess.problems.push(format!(
                "“{}” was taken for times ({}) by the size of its numbers alone; if that is wrong, give the file a header",
                guess.columns[place].name, found.because
            ));
            guess.columns[place].time = Some(found);
        }
    }
}

/// The column of numbers of needs in a table of one row a need: the first whose values are all different.
pub(super) fn need_of_its_own(guess: &Guess<'_>) -> Option<usize> {
    let fits =
        |column: &Looked<'_>| column.looks_like_ids() && column.is_unique() && column.filled == column.rows;
    guess.free().find(|(_, column)| fits(column)).map(|(place, _)| place)
}

/// Takes as the activity the first column of few texts that come again and again.
pub(super) fn activity(guess: &mut Guess<'_>) {
    let found = of_few_texts(guess, |_| true);
    take_activity(guess, found);
}

/// The same of columns that have names, but none for what was done: only one that differs within most needs, as what is said of a need as a
/// whole (its priority, say) does not.
pub(super) fn activity_that_varies(guess: &mut Guess<'_>) {
    let need = guess.maps.iter().position(|map| map.as_ref().is_some_and(|map| map.to == To::Need));
    let found = need.and_then(|need| varying(guess, need));
    take_activity(guess, found);
}

/// The column that does so.
pub(super) fn varying(guess: &Guess<'_>, need: usize) -> Option<usize> {
    let sample = guess.sample;
    let varies = |place: usize| {
        let mut rows: Vec<_> =
            sample.columns[need].values.iter().zip(&sample.columns[place].values).collect();
        rows.sort_unstable();
        let needs = rows.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1);
        let (mut all, mut differ) = (0, 0);
        for rows in needs {
            all += 1;
            differ += usize::from(rows.first() != rows.last());
        }
        all > 0 && differ * 4 >= all * 3
    };
    of_few_texts(guess, varies)
}

fn of_few_texts(guess: &Guess<'_>, fits_needs: impl Fn(usize) -> bool) -> Option<usize> {
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
    let found =
        guess.free().filter(|(place, column)| fits(column) && mostly_words(*place) && fits_needs(*place));
    found.map(|(place, _)| place).min()
}

fn take_activity(guess: &mut Guess<'_>, found: Option<usize>) {
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
