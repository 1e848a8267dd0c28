//! What a column looks like: the words of its name, and its values.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use throughline::log::{Field, Holds};
use throughline::reading::{counted, thousands};

use super::dates::{self, FormFound};
use super::words::{BIRTH, ID_FIRST, ID_WORDS, PLANNED, TIMES};
use crate::sample::SampleColumn;
use crate::table::numbers::{SpanUnit, is_no_value, minutes, number, words};
use crate::times::{TimeForm, TimeReader};

/// Starts of the names of columns with one value a case, the second as spreadsheets without colons write it.
const OF_CASE: [&str; 2] = ["case:", "case "];
/// What Dynamics puts before the names of columns that are to come back unchanged.
const NOT_TO_CHANGE: &str = "(Do Not Modify) ";

/// A column, looked at.
pub(super) struct Looked<'a> {
    pub(super) name: &'a str,
    /// Named `case:KEY`: one value a need.
    pub(super) of_case: bool,
    /// The words of its name with one space between them.
    pub(super) label: String,
    /// The same without words at the end such as `id` and `name`.
    pub(super) base: String,
    /// Whether its name ended in a word such as `id`.
    pub(super) is_id: bool,
    pub(super) rows: usize,
    pub(super) filled: usize,
    pub(super) distinct: usize,
    /// Whole numbers that rise by one from row to row.
    pub(super) running: bool,
    pub(super) numeric: bool,
    /// Every value has a digit.
    digits: bool,
    /// Some of its values are numbers or lengths of time.
    measures: bool,
    pub(super) holds: Option<Holds>,
    mean_letters: f64,
    spaced: f64,
    lengths_of_time: bool,
    pub(super) time: Option<FormFound>,
}

impl<'a> Looked<'a> {
    /// `of_traces` says that the columns of cases are named `case NAME`.
    pub(super) fn at(column: &'a SampleColumn, of_traces: bool, zone: &str) -> Looked<'a> {
        let (of_case, all) = named(&column.name, of_traces);
        let label = all.join(" ");
        let (mut base, numbered) = without_number(all.clone());
        let is_id = numbered || all.last().is_some_and(|word| ID_WORDS.contains(&word.as_str()));
        while base.len() > 1
            && base
                .last()
                .is_some_and(|w| ID_WORDS.contains(&w.as_str()) || ["name", "code"].contains(&w.as_str()))
        {
            base.pop();
        }
        let values: Vec<&str> = column
            .values
            .iter()
            .flatten()
            .map(|value| value.trim())
            .filter(|value| !is_no_value(value))
            .collect();
        let filled = values.len();
        let distinct = values.iter().collect::<HashSet<_>>().len();
        let numeric = filled > 0 && values.iter().all(|value| number(value).is_some());
        let letters: usize = values.iter().map(|value| value.chars().count()).sum();
        let spaced = values.iter().filter(|value| value.trim().contains(' ')).count();
        let named_like_time = all.iter().any(|word| TIMES.contains(&word.as_str()));
        let time = match column.holds {
            Some(Holds::Time) => Some(FormFound {
                form: TimeForm::Iso,
                because: "the file says it holds times".to_string(),
                problem: None,
            }),
            Some(Holds::Flag | Holds::Real) if !named_like_time => None,
            _ => {
                let whole =
                    column.whole_column.iter().map(|value| value.trim()).filter(|value| !is_no_value(value));
                let all: Vec<&str> = values.iter().copied().chain(whole).collect();
                dates::form(&column.name, &all, named_like_time && !is_id, zone)
            }
        };
        let lengths_of_time = filled > 0
            && time.is_none()
            && values.iter().all(|value| minutes(value, SpanUnit::Minutes).is_some());
        let share = |part: usize| part as f64 / filled.max(1) as f64;
        Looked {
            name: &column.name,
            of_case,
            label,
            base: base.join(" "),
            is_id,
            rows: column.values.len(),
            filled,
            distinct,
            running: is_running(&values, column.values.len()),
            numeric,
            digits: values.iter().all(|value| value.bytes().any(|byte| byte.is_ascii_digit())),
            measures: values.iter().any(|value| measures(value)),
            holds: column.holds,
            mean_letters: share(letters),
            spaced: share(spaced),
            lengths_of_time,
            time,
        }
    }

    /// Words rather than names: long, with spaces, seldom the same.
    pub(super) fn is_prose(&self) -> bool {
        self.mean_letters >= 18.0 && self.spaced > 0.5 && self.distinct * 5 > self.filled
    }

    /// Texts of several words each, however often they come again: what people said, where the name of the column says so.
    pub(super) fn is_spoken(&self) -> bool {
        self.spaced > 0.5
    }

    /// Short values without spaces that are no measurements.
    pub(super) fn looks_like_ids(&self) -> bool {
        self.filled > 0
            && self.time.is_none()
            && self.mean_letters <= 40.0
            && (self.spaced < 0.5 || self.is_id)
            && !matches!(self.holds, Some(Holds::Real | Holds::Flag))
    }

    /// Ids, or short names that may have spaces.
    pub(super) fn looks_like_ids_or_names(&self) -> bool {
        let measured = matches!(self.holds, Some(Holds::Real | Holds::Flag));
        self.filled > 0 && self.time.is_none() && !measured && !self.is_prose() && self.mean_letters <= 40.0
    }

    /// Whether it has the name that this product uses for what it seems to hold. Whether kinds of event are ours their values
    /// must tell.
    pub(super) fn is_called_as_ours(&self) -> bool {
        match Field::named(self.name).map(|field| (field, field.holds())) {
            Some((Field::Kind, _)) => false,
            Some((_, Holds::Time)) => self.time.is_some(),
            Some((_, Holds::Real | Holds::Whole)) => self.measures,
            Some(_) => self.filled > 0,
            None => (self.name == "need" && self.filled > 0) || (self.name == "at" && self.time.is_some()),
        }
    }

    /// Every value stands only once.
    pub(super) fn is_unique(&self) -> bool {
        self.filled > 0 && self.distinct * 100 >= self.filled * 98
    }

    /// Every value stands only once and has a number in it: ids, whatever the column is called.
    pub(super) fn is_numbered(&self) -> bool {
        self.is_unique() && self.digits && self.time.is_none()
    }

    pub(super) fn is_length_of_time(&self) -> bool {
        self.lengths_of_time
    }

    /// How well its name is one of `patterns` (more is better); nothing if it is none of them. `loose` patterns may also stand
    /// at the end of a longer name.
    pub(super) fn fits(&self, patterns: &[&str], loose: impl Fn(&str) -> bool) -> Option<usize> {
        let exact = patterns.iter().position(|pattern| self.label == *pattern || self.base == *pattern);
        let ends =
            |text: &str, pattern: &str| text.strip_suffix(pattern).is_some_and(|rest| rest.ends_with(' '));
        exact.map(|rank| 2000 - rank).or_else(|| {
            let at_end =
                patterns.iter().position(|p| loose(p) && (ends(&self.label, p) || ends(&self.base, p)));
            at_end.map(|rank| 1000 - rank)
        })
    }

    /// Whether one of its words, or two next to each other, are in `list`.
    pub(super) fn has_word(&self, list: &[&str]) -> bool {
        let padded = format!(" {} ", self.label);
        list.iter().any(|word| padded.contains(&format!(" {word} ")))
    }

    /// When each row says it was; none where it does not say.
    pub(super) fn instants(&self, column: &SampleColumn) -> Vec<Option<i64>> {
        let Some(found) = &self.time else { return vec![None; column.values.len()] };
        let mut reader = TimeReader::new(found.form.clone(), TimeZone::UTC);
        let read = |value: &Option<String>| {
            let value = value.as_deref().map(str::trim).filter(|value| !is_no_value(value))?;
            reader.read(value.as_bytes()).ok()
        };
        column.values.iter().map(read).collect()
    }

    /// Whether a word of its name says that it holds times.
    pub(super) fn is_named_like_time(&self) -> bool {
        !self.is_id && self.has_word(&TIMES)
    }

    /// A date that is only meant: a deadline, a plan.
    pub(super) fn is_planned(&self) -> bool {
        self.has_word(&PLANNED)
    }

    pub(super) fn is_birth(&self) -> bool {
        self.has_word(&BIRTH)
    }

    /// `1,434 different values in 8,577 rows`.
    pub(super) fn counts(&self) -> String {
        let rows = counted(self.rows as u64, "row", "rows");
        match self.filled {
            0 => format!("no values in {rows}"),
            _ => {
                format!("{} in {rows}", counted(self.distinct as u64, "different value", "different values"))
            }
        }
    }

    /// `in 370 of 10,000 rows empty`, where it is.
    pub(super) fn gaps(&self) -> String {
        match self.rows - self.filled {
            0 => String::new(),
            empty => format!("; empty in {} of {}", thousands(empty as u64), thousands(self.rows as u64)),
        }
    }
}

/// Whether a name says that a column has one value a case, and the words of the rest of it.
fn named(name: &str, of_traces: bool) -> (bool, Vec<String>) {
    let of_case = OF_CASE.iter().find_map(|start| name.strip_prefix(start));
    let of_case = of_case.filter(|_| name.starts_with("case:") || of_traces);
    let rest = of_case.unwrap_or(name);
    (of_case.is_some(), words(rest.strip_prefix(NOT_TO_CHANGE).unwrap_or(rest)))
}

/// The words of a name without those by which it numbers what it names, and whether there are any: `N° dossier`, `Zaaknummer`.
fn without_number(mut words: Vec<String>) -> (Vec<String>, bool) {
    if words.len() > 1 && ID_FIRST.contains(&words[0].as_str()) {
        words.remove(0);
        return (words, true);
    }
    let thing = words.last().and_then(|word| word.strip_suffix("nummer")).filter(|thing| thing.len() > 2);
    let Some(thing) = thing.map(|thing| thing.strip_suffix('s').unwrap_or(thing).to_string()) else {
        return (words, false);
    };
    words.pop();
    words.push(thing);
    (words, true)
}

/// Whether these are whole numbers that rise by one, and no row is without.
fn is_running(values: &[&str], rows: usize) -> bool {
    let counting: Vec<i64> = values.iter().map_while(|value| value.parse().ok()).collect();
    counting.len() > 1
        && counting.len() == rows
        && counting.windows(2).all(|w| w[0].checked_add(1) == Some(w[1]))
}

/// Whether a value is a number or a length of time.
fn measures(value: &str) -> bool {
    number(value).is_some() || minutes(value, SpanUnit::Minutes).is_some()
}
