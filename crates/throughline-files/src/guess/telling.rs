//! Columns that say who somebody is though nothing else shows it: a plain `Name`, an address, numbers to call. They are left out unless a
//! mapping keeps them. Decided by values too, for `Name` may as well be what was done.

use std::collections::{HashMap, HashSet};

use throughline::log::Field;

use super::words::STATES;
use super::{Guess, Looked, shape};
use crate::mapping::{ColumnMap, To};
use crate::sample::Sample;

const LEFT_OUT: &str = "so it is left out; make it `person` for a pseudonym or `attribute` to keep it";
/// A column of so few values is one of kinds or places of work, not of people.
const FEW: usize = 50;
/// Addresses that are not somebody's home.
const NO_HOME: [&str; 6] = ["incident", "site", "web", "ip", "mac", "url"];

/// Addresses of many different homes say who lives there, and are too many to be places to compare.
pub(super) fn addresses(guess: &mut Guess<'_>) {
    let is_address = |column: &Looked<'_>| {
        let named = column.has_word(&["address"]) && !column.has_word(&NO_HOME);
        named && column.time.is_none() && column.filled > 0 && column.distinct * 4 > column.filled
    };
    let found: Vec<usize> = guess.free().filter(|(_, c)| is_address(c)).map(|(place, _)| place).collect();
    for place in found {
        guess.take(place, To::Ignore, format!("an address says who lives there, {LEFT_OUT}"));
    }
}

/// A column called `Name` or `Type` that differs from row to row of a need, where no other says what was done, says it.
pub(super) fn activity(guess: &mut Guess<'_>) {
    let says =
        |column: &Looked<'_>| shape::names_what_was_done(column) || column.fits(&STATES, |_| false).is_some();
    // A list of contacts names those who called.
    let fields = [Field::Activity, Field::Person, Field::Channel, Field::Words];
    let named = guess.columns.iter().any(says) || fields.iter().any(|field| guess.has(&To::Field(*field)));
    let bare = |column: &Looked<'_>| is_name(column) || column.label == "type";
    let Some(place) = guess.free().find(|(_, c)| bare(c)).map(|(place, _)| place).filter(|_| !named) else {
        return;
    };
    let Some(need) = guess.need() else { return };
    let column = &guess.columns[place];
    let few = column.distinct <= FEW && column.distinct * 2 <= column.filled;
    if few && !column.numeric && differs_within(guess.sample, need, place) {
        let because =
            format!("it differs from row to row of a need, as what was done does; {}", column.counts());
        guess.take(place, To::Field(Field::Activity), because);
    }
}

/// Leaves out what is left and tells of a person.
pub(super) fn leave_out(guess: &mut Guess<'_>) {
    let need = guess.maps.iter().position(|map| map.as_ref().is_some_and(|map| map.to == To::Need));
    let found: Vec<(usize, &str)> = guess
        .free()
        .filter(|(_, column)| column.filled > 0 && column.time.is_none())
        .filter_map(|(place, column)| {
            let values = || guess.sample.columns[place].values.iter().flatten().map(|value| value.trim());
            let nearly_all = |is: fn(&str) -> bool| {
                let (all, such) =
                    values().fold((0, 0), |(all, such), value| (all + 1, such + usize::from(is(value))));
                such * 10 >= all * 9
            };
            let why = match () {
                () if nearly_all(is_mail) => "its values are addresses of mail",
                () if nearly_all(is_telephone) => "its values are telephone numbers",
                () if nearly_all(is_insurance) => "its values are National Insurance numbers",
                () if is_name(column) && !column.numeric => {
                    let differs = need.is_some_and(|need| differs_within(guess.sample, need, place));
                    let people = values().filter(|value| is_person(value)).count() * 2 > column.filled;
                    let kinds = column.distinct <= FEW && column.distinct * 5 <= column.filled;
                    if (differs || kinds) && !people {
                        return None;
                    }
                    "its name and values are those of a column of names"
                }
                () => return None,
            };
            Some((place, why))
        })
        .collect();
    for (place, why) in found {
        guess.take(place, To::Ignore, format!("{why}, {LEFT_OUT}"));
    }
}

/// What to say of people's own words and of other free text that is kept: it may name somebody.
pub(super) fn free_text(columns: &[Looked<'_>], maps: &[ColumnMap]) -> Vec<String> {
    let words = maps.iter().find(|map| map.to == To::Field(Field::Words)).map(|map| {
        format!(
            "“{}” keeps people's own words as they are; they may name somebody, so look before a converted file is passed on",
            map.name
        )
    });
    let kept = |map: &&ColumnMap| matches!(map.to, To::Attribute | To::NeedAttribute);
    let kept: HashSet<&str> = maps.iter().filter(kept).map(|map| map.name.as_str()).collect();
    let free = columns.iter().filter(|column| column.is_prose() && kept.contains(column.name));
    let free: Vec<String> = free.map(|column| column.name.to_string()).collect();
    let free = (!free.is_empty()).then(|| {
        format!(
            "{} {} text as somebody wrote it; it may name people, so look before a converted file is passed on",
            crate::table::listed(&free),
            if free.len() == 1 { "keeps" } else { "keep" }
        )
    });
    words.into_iter().chain(free).collect()
}

fn is_name(column: &Looked<'_>) -> bool {
    ["name", "names"].contains(&column.label.as_str())
}

/// Whether most needs of several rows have several values in a column.
pub(super) fn differs_within(sample: &Sample, need: usize, column: usize) -> bool {
    let mut seen: HashMap<&str, (usize, Option<&str>, bool)> = HashMap::new();
    for (need, value) in sample.columns[need].values.iter().zip(&sample.columns[column].values) {
        let Some(need) = need else { continue };
        let (rows, first, differs) = seen.entry(need).or_insert((0, value.as_deref(), false));
        *rows += 1;
        *differs |= *first != value.as_deref();
    }
    let several = seen.values().filter(|(rows, ..)| *rows > 1);
    let (several, differ) =
        several.fold((0, 0), |(all, some), (.., differs)| (all + 1, some + usize::from(*differs)));
    several > 0 && differ * 2 > several
}

/// Two to four words that all begin with a capital letter, or a title before a name.
fn is_person(value: &str) -> bool {
    const TITLES: [&str; 6] = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"];
    let words: Vec<&str> = value.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_title = |word: &&str| TITLES.contains(&word.trim_end_matches('.'));
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    words.first().is_some_and(is_title) || ((2..=4).contains(&words.len()) && words.iter().all(capital))
}

fn is_mail(value: &str) -> bool {
    value.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.')) && !value.contains(' ')
}

/// As numbers are written in the United Kingdom: eleven digits from 0 on, or from +44.
fn is_telephone(value: &str) -> bool {
    let digits: String = value.chars().filter(|letter| !" ()-.".contains(*letter)).collect();
    let rest = digits
        .strip_prefix("+44")
        .or_else(|| digits.strip_prefix("0044"))
        .or_else(|| digits.strip_prefix('0'));
    rest.is_some_and(|rest| {
        rest.len() == 10 && rest.bytes().all(|byte| byte.is_ascii_digit()) && !rest.starts_with('0')
    })
}

/// `QQ 12 34 56 C`.
fn is_insurance(value: &str) -> bool {
    let letters: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').collect();
    letters.len() == 9
        && letters[..2].iter().all(u8::is_ascii_alphabetic)
        && letters[2..8].iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&letters[8].to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use crate::source::Format;

    fn taken(columns: &[(&str, Vec<String>)]) -> (Vec<(String, To)>, Vec<String>) {
        let values: Vec<Vec<&str>> =
            columns.iter().map(|(_, values)| values.iter().map(String::as_str).collect()).collect();
        let columns: Vec<(&str, &[&str])> =
            columns.iter().zip(&values).map(|((name, _), values)| (*name, &values[..])).collect();
        let (mapping, problems) = super::super::guess(&sample(&columns), Format::Csv, "Europe/London");
        (mapping.columns.into_iter().map(|map| (map.name, map.to)).collect(), problems)
    }

    fn each(rows: usize, of: impl Fn(usize) -> String) -> Vec<String> {
        (0..rows).map(of).collect()
    }

    #[test]
    fn what_says_who_somebody_is_is_left_out_whatever_it_is_called() {
        let note = "My number is QQ123456C, call me";
        let (columns, problems) = taken(&[
            ("Case number", each(40, |row| format!("{}", 1000 + row))),
            ("Name", each(40, |row| format!("Mr Smith {row}"))),
            ("Home address", each(40, |row| format!("{row} High Street"))),
            ("Daytime", each(40, |row| format!("07700 9000{row:02}"))),
            ("Reach at", each(40, |row| format!("j{row}@example.org"))),
            ("Identity", each(40, |row| format!("QQ 12 34 {row:02} C"))),
            ("Date opened", each(40, |row| format!("2024-03-{:02}", row % 28 + 1))),
            ("Date closed", each(40, |row| format!("2024-04-{:02}", row % 28 + 1))),
            ("Notes", each(40, |row| format!("{note} {row}"))),
        ]);
        let left_out: Vec<&str> =
            columns.iter().filter(|(_, to)| *to == To::Ignore).map(|(name, _)| name.as_str()).collect();
        assert_eq!(left_out, ["Name", "Home address", "Daytime", "Reach at", "Identity"]);
        assert!(problems.iter().any(|says| says.contains("“Notes” keeps text")), "{problems:?}");
    }

    #[test]
    fn a_name_of_what_was_done_stays() {
        let log = |name: &dyn Fn(usize) -> String| {
            taken(&[
                ("Case ID", each(40, |row| format!("C{}", row / 4))),
                ("Timestamp", each(40, |row| format!("2024-03-{:02} 09:00", row % 4 + 1))),
                ("Name", each(40, name)),
            ])
        };
        let (columns, problems) =
            log(&|row| ["Create Fine", "Send Fine", "Payment", "Close"][row % 4].to_string());
        assert!(
            columns.contains(&("Name".to_string(), To::Field(Field::Activity))),
            "{columns:?} {problems:?}"
        );
        // The same for all rows of a need it is a person's.
        let (columns, _) = log(&|row| format!("Jo Smith{}", row / 4));
        assert!(columns.contains(&("Name".to_string(), To::Ignore)), "{columns:?}");
        // Few kinds of things are no people.
        let (columns, _) = taken(&[
            ("Job number", each(60, |row| format!("J{row}"))),
            ("Name", each(60, |row| ["boiler", "roof", "Damp in a wall"][row % 3].to_string())),
            ("Raised", each(60, |row| format!("2024-03-{:02}", row % 28 + 1))),
            ("Completed", each(60, |row| format!("2024-04-{:02}", row % 28 + 1))),
        ]);
        assert!(columns.contains(&("Name".to_string(), To::NeedAttribute)), "{columns:?}");
    }
}
