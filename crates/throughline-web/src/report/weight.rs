//! What a page may weigh: under a million bytes, so that it can be sent. A page that would be heavier shows less of each answer, and
//! says so.

use std::collections::{HashMap, HashSet};

use throughline::reading::{Item, Matrix, Measure, Paths, Reading, Shape, Table};

/// How much of each answer a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// A table of more rows is cut.
    pub(super) rows: usize,
    /// A name of more letters is cut.
    pub(super) letters: usize,
    /// So many larger maps stand below the first.
    pub(super) maps: usize,
    /// Whether folded answers have their pictures.
    pub(super) pictures: bool,
    /// Whether a name was cut.
    pub(super) is_cut: bool,
}

/// From all that is of use to what always fits.
const STEPS: [Detail; 6] = [
    Detail { rows: 60, letters: 200, maps: 2, pictures: true, is_cut: false },
    Detail { rows: 30, letters: 100, maps: 2, pictures: true, is_cut: false },
    Detail { rows: 20, letters: 60, maps: 1, pictures: true, is_cut: false },
    Detail { rows: 12, letters: 40, maps: 0, pictures: true, is_cut: false },
    Detail { rows: 12, letters: 40, maps: 0, pictures: false, is_cut: false },
    Detail { rows: 6, letters: 20, maps: 0, pictures: false, is_cut: false },
];

/// A page may have so many bytes.
const MOST_BYTES: usize = 1_000_000;

impl Default for Detail {
    fn default() -> Detail {
        STEPS[0]
    }
}

impl Detail {
    /// What is left out for the sake of weight, as sentences.
    pub(super) fn says(&self) -> Vec<String> {
        let mut says = Vec::new();
        if self.rows < STEPS[0].rows {
            let pictures = if self.pictures { "" } else { ", and folded answers are without their pictures" };
            says.push(format!(
                "So that this page can be sent, its tables show {} rows or fewer{pictures}; everything is in the data file (--json).",
                self.rows
            ));
        }
        if self.is_cut {
            says.push(format!(
                "Names of more than {} letters are cut; the whole ones are in the data file (--json).",
                self.letters
            ));
        }
        says
    }
}

/// The page with as much detail as its weight allows; `make` makes it.
pub(super) fn lightest(mut make: impl FnMut(Detail) -> String) -> String {
    let mut page = String::new();
    for detail in STEPS {
        page = make(detail);
        if page.len() < MOST_BYTES {
            break;
        }
    }
    page
}

/// Answers with their measures.
type Readings = [(&'static Measure, Reading)];

/// The answers with names of at most so many letters, and whether one had to be cut. Names that differ stay different.
pub(super) fn cut(readings: &Readings, letters: usize) -> (Vec<(&'static Measure, Reading)>, bool) {
    let mut short = Short { letters, known: HashMap::new(), used: HashSet::new() };
    let mut readings = readings.to_vec();
    readings.iter_mut().for_each(|(_, reading)| short.reading(reading));
    (readings, !short.known.is_empty())
}

/// Names that were cut, each with what it has become.
struct Short {
    letters: usize,
    known: HashMap<String, String>,
    used: HashSet<String>,
}

impl Short {
    fn reading(&mut self, reading: &mut Reading) {
        match &mut reading.shape {
            Shape::Table(table) => self.table(table),
            Shape::Distribution(own) => self.table(&mut own.curve),
            Shape::Matrix(Matrix { rows, columns, .. }) => {
                rows.iter_mut().chain(columns).for_each(|name| self.name(name));
            }
            Shape::Paths(Paths { names, .. }) => names.iter_mut().for_each(|name| self.name(name)),
            Shape::Findings(all) => {
                all.iter_mut().filter_map(|one| one.place.as_mut()).for_each(|name| self.name(name));
            }
            // Workers are not named on the page.
            Shape::NotEnough
            | Shape::Numbers(_)
            | Shape::PerWorker(_)
            | Shape::Series(_)
            | Shape::Chart(_) => {}
        }
    }

    fn table(&mut self, table: &mut Table) {
        for item in table.rows.iter_mut().flatten() {
            if let Item::Name(name) = item {
                self.name(name);
            }
        }
    }

    fn name(&mut self, name: &mut String) {
        let Some((end, _)) = name.char_indices().nth(self.letters) else { return };
        if let Some(known) = self.known.get(name) {
            known.clone_into(name);
            return;
        }
        let cut = format!("{}…", name[..end].trim_end());
        let mut own = cut.clone();
        let mut number = 2;
        while !self.used.insert(own.clone()) {
            own = format!("{cut} ({number})");
            number += 1;
        }
        self.known.insert(std::mem::replace(name, own.clone()), own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline::measure::MEASURES;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = |end: &str| Item::Name(format!("{}{end}", "שלום".repeat(20)));
        let table = Table {
            columns: vec!["from", "to"],
            keys: 1,
            rows: vec![vec![long("a"), long("b")], vec![long("a"), Item::Name("c".into())]],
        };
        let readings = [(MEASURES[0], Reading::of(String::new(), 1, "needs", Shape::Table(table)))];
        assert!(!cut(&readings, 200).1);
        let (short, is_cut) = cut(&readings, 6);
        let Shape::Table(table) = &short[0].1.shape else { panic!("another shape") };
        assert!(is_cut);
        let name = |text: &str| Item::Name(text.to_string());
        assert_eq!(table.rows[0], [name("שלוםשל…"), name("שלוםשל… (2)")]);
        assert_eq!(table.rows[1], [name("שלוםשל…"), name("c")]);
    }

    #[test]
    fn a_page_shows_as_much_as_it_may_weigh() {
        let page = |each: usize| lightest(|detail| "x".repeat(detail.rows * each));
        assert_eq!(page(10).len(), 600);
        assert_eq!(page(30_000).len(), 900_000);
        assert_eq!(page(1 << 20).len(), 6 << 20, "what cannot be lighter is made all the same");
    }
}
