//! The first rows of a source, as its format sees them: what a mapping is guessed from.

use std::collections::{HashMap, HashSet};

use throughline::log::Holds;

/// Some rows of a source. All columns have a value (or none) for each row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// The columns, in the order of the source. Formats with attributes of the case name those `case:KEY`.
    pub columns: Vec<SampleColumn>,
    /// How many rows were looked at.
    pub rows: usize,
    /// Whether these are all rows there are.
    pub whole: bool,
    /// Which part of the source was taken where there are several: the sheet, the object type.
    pub part: Option<String>,
    /// What the format knows by itself and the person should know (delimiter and encoding found, object types to choose from).
    pub notes: Vec<String>,
}

/// So many of the last rows are looked at for what a sample of the first lacks.
const LAST_ROWS: usize = 500;

impl Sample {
    /// The places of the columns that have no value in the rows looked at.
    pub(crate) fn blank_columns(&self) -> Vec<usize> {
        let is_blank = |place: &usize| self.columns[*place].values.iter().all(Option::is_none);
        (0..self.columns.len()).filter(is_blank).collect()
    }

    /// Adds of the last rows of a source of these columns those that have a value where the first have none: no row is there twice.
    pub(crate) fn add_what_was_blank(&mut self, last: &Sample) {
        let blank = self.blank_columns();
        if self.columns.len() != last.columns.len() {
            return;
        }
        let fills = |row: &usize| blank.iter().any(|place| last.columns[*place].values[*row].is_some());
        let rows: Vec<usize> = (last.rows.saturating_sub(LAST_ROWS)..last.rows).filter(fills).collect();
        for (own, last) in self.columns.iter_mut().zip(&last.columns) {
            own.values.extend(rows.iter().map(|row| last.values[*row].clone()));
        }
        self.rows += rows.len();
    }
}

/// One column of a sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SampleColumn {
    /// Its name in the source; `column 3` where it has none.
    pub name: String,
    /// Its values as text, `None` where there is none.
    pub values: Vec<Option<String>>,
    /// What the format itself says it holds, for formats with types.
    pub holds: Option<Holds>,
    /// Different values of the whole column, where the rows looked at could not tell day from month.
    pub whole_column: Vec<String>,
}

/// Names that are all different and have no blanks around them: `column 3` for an empty one, `name (2)` for one that was there
/// before. Every format names its columns so. In a file of our own (`need`, `at`, …) names stand as they were written.
pub(crate) fn distinct_names(names: Vec<String>) -> Vec<String> {
    let ours =
        names.first().is_some_and(|name| name == "need") && names.get(1).is_some_and(|name| name == "at");
    let tidy = |name: &str| if ours { name.to_string() } else { name.trim().to_string() };
    let mut distinct: Vec<String> = Vec::with_capacity(names.len());
    let mut taken: HashSet<String> = HashSet::with_capacity(names.len());
    // How often a name was met, so that ten thousand equal headers do not take ten thousand looks each.
    let mut met: HashMap<String, usize> = HashMap::new();
    let given: HashSet<String> = names.iter().map(|name| tidy(name)).collect();
    for (place, name) in names.iter().enumerate() {
        let header = tidy(name);
        let name = if header.trim().is_empty() { format!("column {}", place + 1) } else { header.clone() };
        let mut made_up = 0;
        let times =
            if header.trim().is_empty() { &mut made_up } else { met.entry(name.clone()).or_insert(0) };
        let own = loop {
            *times += 1;
            let own = if *times == 1 { name.clone() } else { format!("{name} ({times})") };
            // A name made up here must not take one that another column was given.
            if !taken.contains(&own) && (own == header || !given.contains(&own)) {
                break own;
            }
        };
        taken.insert(own.clone());
        distinct.push(own);
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(names: &[&str]) -> Vec<String> {
        distinct_names(names.iter().map(|name| name.to_string()).collect())
    }

    #[test]
    fn columns_get_names_of_their_own() {
        assert_eq!(named(&["a", "a", "", "a"]), ["a", "a (2)", "column 3", "a (3)"]);
        assert_eq!(named(&["a", "a", "a (2)"]), ["a", "a (3)", "a (2)"]);
        assert_eq!(named(&["", " x ", "column 1"]), ["column 1 (2)", "x", "column 1"]);
        assert_eq!(named(&["need", "at", " x [text]", "x [text]"]), ["need", "at", " x [text]", "x [text]"]);
    }

    proptest! {
        #[test]
        fn all_names_differ(names in prop::collection::vec("(a|b|column)?( [12]| \\([23]\\))?", 0..20)) {
            let distinct = distinct_names(names);
            let different: HashSet<&String> = distinct.iter().collect();
            prop_assert_eq!(different.len(), distinct.len());
        }
    }
}
