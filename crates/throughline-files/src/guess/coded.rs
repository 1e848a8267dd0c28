//! Columns in which somebody sorted contacts into value and failure, whatever they are called.
//!
//! By the values: all are codes, and both words are there, written out. Letters (V, F) and a yes or no mean it only where the name says so,
//! too. What is called `class` already is known by that.

use throughline::demand::codes::{Class, is_code_column};

use super::Guess;
use crate::mapping::To;
use crate::table::numbers::{is_no_value, words};
use crate::table::yes_or_no;

/// Words in the name of a column of codes.
const NAMES: [&str; 6] = ["value", "failure", "demand", "class", "vf", "avoidable"];
/// Names of columns that say yes where a contact was failure demand.
const IS_FAILURE: [&str; 8] = [
    "failure demand",
    "is failure demand",
    "is failure",
    "failure contact",
    "avoidable contact",
    "is avoidable contact",
    "avoidable demand",
    "preventable demand",
];

/// Takes the column that says what contacts were sorted as, if one does and none is called `class`.
pub(super) fn sorted(guess: &mut Guess<'_>) {
    if guess.columns.iter().any(|column| is_code_column(column.name)) {
        return;
    }
    let found = guess.free().find_map(|(place, _)| Some((place, meaning(guess, place)?)));
    let Some((place, to)) = found else { return };
    let (name, counts) = (guess.columns[place].name, guess.columns[place].counts());
    let because = match &to {
        To::IsFailure => {
            guess.problems.push(format!(
                "“{name}” says only whether a contact was failure demand: a yes is taken for failure, a no for value. If some were neither, \
                 write value, failure or other there"
            ));
            "says by its name and a yes or no what contacts were sorted as"
        }
        _ => "its values are what contacts are sorted as (value, failure)",
    };
    guess.take(place, to, format!("{because}; {counts}"));
}

/// What a column of codes becomes; none if it is not one.
fn meaning(guess: &Guess<'_>, place: usize) -> Option<To> {
    let cells = guess.sample.columns[place].values.iter().flatten().map(|value| value.trim());
    let values: Vec<String> = cells.filter(|value| !is_no_value(value)).map(str::to_lowercase).collect();
    let label = words(guess.columns[place].name);
    let kept: Vec<&str> = label
        .iter()
        .map(String::as_str)
        .filter(|word| !["y", "n", "yes", "no", "flag"].contains(word))
        .collect();
    if !values.is_empty()
        && IS_FAILURE.contains(&kept.join(" ").as_str())
        && values.iter().all(|value| yes_or_no(value).is_some())
    {
        return Some(To::IsFailure);
    }
    let classes: Vec<Class> = values.iter().map_while(|value| Class::named(value)).collect();
    let both = classes.contains(&Class::Value) && classes.contains(&Class::Failure);
    let in_words = values.iter().any(|value| value.starts_with("failure"));
    let named = kept.iter().any(|word| NAMES.contains(word));
    (both && classes.len() == values.len() && (in_words || named)).then_some(To::Class)
}
