//! What differs between the answers that two logs give to the same question.
//!
//! Only figures that stand for themselves are compared: named numbers, the centres of charts, and rows of tables that are of the same
//! thing in both, as the first columns of the table say it (`Table::keys`; nothing in one of them is a part of it). What only one log has
//! is listed, and so are rows that are several in one log, of which nobody can say which to compare. Where both are estimates, the
//! difference has an interval as of two logs that share no needs.

use std::collections::HashMap;

use super::{Chart, Item, Number, Reading, Shape, Table};
use crate::statistics::difference::of_two;

/// Two answers beside each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// Every figure that both have.
    pub figures: Vec<Difference>,
    /// Every word in a row of both that is another.
    pub words: Vec<OtherWord>,
    /// What only the log looked at has.
    pub only_here: Vec<Alone>,
    /// What only the log that it is compared with has.
    pub only_there: Vec<Alone>,
    /// Rows that are several in one log, and so not compared.
    pub several: Vec<String>,
}

/// A word in a row of two logs that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWord {
    /// Of which row.
    pub row: String,
    /// The column.
    pub name: &'static str,
    /// In the log looked at.
    pub here: String,
    /// In the log that it is compared with.
    pub there: String,
}

/// What only one log has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// Which row; nothing for a figure that stands alone, or for the whole answer.
    pub row: String,
    /// Which figure; none where it is the row, or the answer, as a whole.
    pub name: Option<&'static str>,
}

/// One figure in two logs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Of which row of a table, by its names; nothing for a figure that stands alone.
    pub row: String,
    /// The name of the figure, units last.
    pub name: &'static str,
    /// What it is counted in, if the name does not say so.
    pub of: Counted,
    /// In the log looked at.
    pub here: f64,
    /// In the log that it is compared with.
    pub there: f64,
    /// The 95 % interval of `here - there`; none where not both are estimates with an interval.
    pub interval: Option<(f64, f64)>,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// As its name says.
    AsNamed,
    /// As its measure says.
    AsMeasured,
    /// Seconds.
    Seconds,
    /// A share of one.
    Share,
}

impl Difference {
    /// How much more there is here.
    pub fn value(&self) -> f64 {
        self.here - self.there
    }

    /// Whether nought lies outside the interval.
    pub fn is_clear(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// A figure with its interval.
type Estimate = (f64, Option<(f64, f64)>);

/// Two answers to the same question beside each other.
pub fn compared(here: &Reading, there: &Reading) -> Compared {
    let mut all = Compared::default();
    match (&here.shape, &there.shape) {
        (Shape::Numbers(here), Shape::Numbers(there)) => all.add_numbers(here, there),
        (Shape::Distribution(here), Shape::Distribution(there)) => {
            all.add_numbers(&here.numbers, &there.numbers);
        }
        (Shape::PerWorker(here), Shape::PerWorker(there)) => all.add_numbers(&here.numbers, &there.numbers),
        (Shape::Table(here), Shape::Table(there)) => all.add_tables(here, there),
        (Shape::Chart(here), Shape::Chart(there)) => all.add_charts(here, there),
        (Shape::NotEnough, Shape::NotEnough) => {}
        (Shape::NotEnough, _) => all.only_there.push(Alone { row: String::new(), name: None }),
        (_, Shape::NotEnough) => all.only_here.push(Alone { row: String::new(), name: None }),
        // A matrix, a series, paths and findings are for the eye.
        _ => {}
    }
    all
}

impl Compared {
    /// Adds a figure of one row (of none, if it stands alone).
    fn add(
        &mut self,
        row: &str,
        (name, of): (&'static str, Counted),
        own: Option<Estimate>,
        other: Option<Estimate>,
    ) {
        let finite = |one: Option<Estimate>| one.filter(|(value, _)| value.is_finite());
        let alone = || Alone { row: row.to_string(), name: Some(name) };
        match (finite(own), finite(other)) {
            (Some((here, own)), Some((there, other))) => {
                let interval = own.zip(other).and_then(|(own, other)| of_two((here, own), (there, other)));
                self.figures.push(Difference { row: row.to_string(), name, of, here, there, interval });
            }
            (Some(_), None) => self.only_here.push(alone()),
            (None, Some(_)) => self.only_there.push(alone()),
            (None, None) => {}
        }
    }

    fn add_numbers(&mut self, here: &[Number], there: &[Number]) {
        let of = |all: &[Number], name| {
            let number = all.iter().find(|number| number.name == name)?;
            Some((number.value?, number.interval))
        };
        let others = there.iter().filter(|other| here.iter().all(|own| own.name != other.name));
        for number in here.iter().chain(others) {
            let name = number.name;
            self.add("", (name, Counted::AsNamed), of(here, name), of(there, name));
        }
    }

    /// The centres: the limits beside them say how far single points stray, not how sure the centre is.
    fn add_charts(&mut self, here: &Chart, there: &Chart) {
        let centre = |chart: &Chart| chart.centre.map(|centre| (centre, None));
        self.add("", ("centre", Counted::AsMeasured), centre(here), centre(there));
    }

    fn add_tables(&mut self, here: &Table, there: &Table) {
        if here.columns != there.columns || here.keys == 0 {
            return;
        }
        let (own, others) = (by_key(here), by_key(there));
        let naming = Naming::of(here, there);
        let mut several: Vec<&Vec<Item>> = Vec::new();
        for row in &here.rows {
            match (&own[&key(here, row)][..], others.get(&key(here, row)).map(Vec::as_slice)) {
                ([one], Some([other])) => self.add_rows(&naming, one, other),
                ([_], None) => self.only_here.push(Alone { row: naming.row(row), name: None }),
                _ => several.push(row),
            }
        }
        for row in &there.rows {
            match (own.get(&key(there, row)), &others[&key(there, row)][..]) {
                (None, [_]) => self.only_there.push(Alone { row: naming.row(row), name: None }),
                (None, _) => several.push(row),
                (Some(_), _) => {}
            }
        }
        for name in several.into_iter().map(|row| naming.row(row)) {
            if !self.several.contains(&name) {
                self.several.push(name);
            }
        }
    }

    /// Adds what can be compared of two rows that are of the same thing.
    fn add_rows(&mut self, naming: &Naming<'_>, own: &[Item], other: &[Item]) {
        let row = naming.row(own);
        for place in naming.table.keys..naming.table.columns.len() {
            let name = naming.table.columns[place];
            match (&own[place], &other[place]) {
                (Item::Name(here), Item::Name(there)) if here != there => {
                    let [here, there] = [here, there].map(String::clone);
                    self.words.push(OtherWord { row: row.clone(), name, here, there });
                }
                (Item::Name(_), Item::None) => {
                    self.only_here.push(Alone { row: row.clone(), name: Some(name) });
                }
                (Item::None, Item::Name(_)) => {
                    self.only_there.push(Alone { row: row.clone(), name: Some(name) });
                }
                _ if naming.compares(place) => {
                    let estimate =
                        |row: &[Item]| Some((row[place].number()?, interval(row, place, &naming.ends)));
                    let of = match (&own[place], &other[place]) {
                        (Item::Seconds(_), _) | (_, Item::Seconds(_)) => Counted::Seconds,
                        (Item::Share(_), _) | (_, Item::Share(_)) => Counted::Share,
                        _ => Counted::AsNamed,
                    };
                    self.add(&row, (name, of), estimate(own), estimate(other));
                }
                _ => {}
            }
        }
    }
}

/// What a row is of, for finding its counterpart: nothing in a column is no name.
type Key = Vec<Option<String>>;

fn key(table: &Table, row: &[Item]) -> Key {
    row.iter().take(table.keys).map(text).collect()
}

fn text(item: &Item) -> Option<String> {
    match item {
        Item::Name(name) => Some(name.clone()),
        Item::At(at) => Some(at.to_string()),
        other => other.number().map(|number| number.to_string()),
    }
}

/// The rows of a table by what they are of.
fn by_key(table: &Table) -> HashMap<Key, Vec<&Vec<Item>>> {
    let mut rows: HashMap<Key, Vec<&Vec<Item>>> = HashMap::new();
    table.rows.iter().for_each(|row| rows.entry(key(table, row)).or_default().push(row));
    rows
}

/// How the rows of two tables are called, and which of their columns are compared.
struct Naming<'a> {
    table: &'a Table,
    /// Columns of the key that say nothing in either table.
    empty: Vec<bool>,
    /// Columns that are ends of intervals.
    ends: Vec<usize>,
}

impl<'a> Naming<'a> {
    fn of(here: &'a Table, there: &Table) -> Naming<'a> {
        let rows = || here.rows.iter().chain(&there.rows);
        let empty = (0..here.keys).map(|place| rows().all(|row| row[place] == Item::None)).collect();
        let ends = (0..here.columns.len()).filter(|place| is_end(here.columns[*place])).collect();
        Naming { table: here, empty, ends }
    }

    /// What a row is called: by what it is of.
    fn row(&self, row: &[Item]) -> String {
        let called = |place: usize| match text(&row[place]) {
            Some(name) => Some(name),
            None if self.empty[place] => None,
            None => Some(format!("no {}", self.table.columns[place].replace('_', " "))),
        };
        (0..self.table.keys).filter_map(called).collect::<Vec<String>>().join(", ")
    }

    /// Whether the figures of a column are compared: where some have an interval, the others are what those rest on.
    fn compares(&self, place: usize) -> bool {
        let ends = &self.ends;
        ends.is_empty()
            || (!ends.contains(&place) && ends.contains(&(place + 1)) && ends.contains(&(place + 2)))
    }
}

/// Whether a column is an end of an interval.
fn is_end(name: &str) -> bool {
    name.split('_').any(|word| matches!(word, "low" | "high"))
}

fn interval(row: &[Item], place: usize, ends: &[usize]) -> Option<(f64, f64)> {
    let at = |place: usize| row.get(place).filter(|_| ends.contains(&place))?.number();
    at(place + 1).zip(at(place + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(shape: Shape) -> Reading {
        Reading::of(String::new(), 1, "needs", shape)
    }

    fn named(name: &str) -> Item {
        Item::Name(name.to_string())
    }

    fn table(columns: &[&'static str], keys: usize, rows: Vec<Vec<Item>>) -> Reading {
        reading(Shape::Table(Table { columns: columns.to_vec(), keys, rows }))
    }

    fn kinds(rows: &[(&str, u64, f64, f64, f64, &str)]) -> Reading {
        let row = |(kind, contacts, share, low, high, word): &(&str, u64, f64, f64, f64, &str)| {
            let mut row = vec![named(kind), Item::Count(*contacts)];
            row.extend([share, low, high].map(|number| Item::Number(*number)));
            row.push(named(word));
            row
        };
        table(&["kind", "contacts", "share", "low", "high", "predictable"], 1, rows.iter().map(row).collect())
    }

    fn alone(row: &str, name: Option<&'static str>) -> Alone {
        Alone { row: row.to_string(), name }
    }

    #[test]
    fn rows_of_the_same_thing_are_compared_by_what_has_an_interval() {
        let here = kinds(&[("mould", 56, 0.8, 0.6921, 0.8775, "yes"), ("only here", 1, 0.1, 0.0, 0.2, "no")]);
        let there =
            kinds(&[("only there", 1, 0.1, 0.0, 0.2, "no"), ("mould", 48, 0.6, 0.4906, 0.7004, "no")]);
        let all = compared(&here, &there);
        let found = &all.figures;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].row.as_str(), found[0].name), ("mould", "share"));
        assert!((found[0].value() - 0.2).abs() < 1e-12 && found[0].is_clear());
        let (low, high) = found[0].interval.unwrap();
        assert!((low - 0.0524).abs() < 5e-4 && (high - 0.3339).abs() < 5e-4, "{low} {high}");
        let [row, here, there] = ["mould", "yes", "no"].map(str::to_string);
        assert_eq!(all.words, [OtherWord { row, name: "predictable", here, there }]);
        assert_eq!(all.only_here, [alone("only here", None)]);
        assert_eq!(all.only_there, [alone("only there", None)]);
    }

    #[test]
    fn nothing_is_a_part_of_what_a_row_is_of() {
        let step = |from: Option<&str>, to: Option<&str>, count: u64| {
            let end = |name: Option<&str>| name.map_or(Item::None, named);
            vec![end(from), end(to), Item::Count(count)]
        };
        let steps = |rows| table(&["from", "to", "count"], 2, rows);
        let map = steps(vec![step(None, Some("contact"), 29_230), step(Some("contact"), None, 5_429)]);
        let all = compared(&map, &map);
        let found: Vec<(&str, f64)> = all.figures.iter().map(|one| (one.row.as_str(), one.value())).collect();
        assert_eq!(found, [("no from, contact", 0.0), ("contact, no to", 0.0)]);
        assert_eq!((&all.only_here[..], &all.several[..]), (&[][..], &[][..]));
    }

    #[test]
    fn of_rows_that_are_several_none_is_compared() {
        let row = |name: &str, count| vec![named(name), Item::Count(count)];
        let lines = |rows| table(&["name", "count"], 1, rows);
        let here = lines(vec![row("a", 1), row("a", 2), row("b", 3)]);
        let there = lines(vec![row("a", 1), row("b", 5), row("c", 1), row("c", 1)]);
        let all = compared(&here, &there);
        assert_eq!(all.figures.iter().map(Difference::value).collect::<Vec<_>>(), [-2.0]);
        assert_eq!(all.several, ["a", "c"]);
        assert!(all.only_here.is_empty() && all.only_there.is_empty(), "{all:?}");
        let own = table(&["need", "score"], 0, vec![row("N1", 1)]);
        assert_eq!(compared(&own, &own), Compared::default(), "rows without a counterpart");
    }

    #[test]
    fn numbers_are_compared_by_name() {
        let number = |name, value| Number { name, value, interval: Some((0.0, 4.0)) };
        let here = reading(Shape::Numbers(vec![number("median_s", Some(3.0)), number("none", None)]));
        let there = reading(Shape::Numbers(vec![number("none", Some(1.0)), number("median_s", Some(1.0))]));
        let all = compared(&here, &there);
        let found = &all.figures;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name, found[0].value(), found[0].is_clear()), ("median_s", 2.0, false));
        assert_eq!(all.only_there, [alone("", Some("none"))]);
    }

    #[test]
    fn a_table_without_names_is_compared_by_its_numbers() {
        let rows =
            |needs: u64| table(&["days", "needs"], 1, vec![vec![Item::Number(30.0), Item::Count(needs)]]);
        let found = compared(&rows(5), &rows(3)).figures;
        assert_eq!((found.len(), found[0].row.as_str(), found[0].value()), (1, "30", 2.0));
        assert_eq!(found[0].interval, None, "counts are no estimates");
    }

    #[test]
    fn nothing_is_compared_with_something_else() {
        let none = Reading::not_enough("there are no contacts");
        let all = compared(&none, &kinds(&[("mould", 1, 0.5, 0.1, 0.9, "no")]));
        assert!(all.figures.is_empty() && all.only_there == [alone("", None)], "{all:?}");
        let numbers = reading(Shape::Numbers(vec![Number::exact("median_s", f64::NAN)]));
        assert!(compared(&numbers, &numbers).figures.is_empty());
    }
}
