//! What differs between the answers that two logs give to the same question.
//!
//! Only figures that stand for themselves are compared: named numbers, the centres of charts, and rows of tables that bear the same names
//! in both. Where both are estimates, the difference has an interval as of two logs that share no needs.

use super::{Chart, Item, Number, Reading, Shape, Table};
use crate::statistics::difference::of_two;

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

/// Every figure that both answers have.
pub fn differences(here: &Reading, there: &Reading) -> Vec<Difference> {
    match (&here.shape, &there.shape) {
        (Shape::Numbers(here), Shape::Numbers(there)) => of_numbers(here, there),
        (Shape::Distribution(here), Shape::Distribution(there)) => of_numbers(&here.numbers, &there.numbers),
        (Shape::Table(here), Shape::Table(there)) => of_tables(here, there),
        (Shape::Chart(here), Shape::Chart(there)) => of_charts(here, there),
        // A matrix, a series, paths and findings are for the eye; and an answer of another shape says something else.
        _ => Vec::new(),
    }
}

fn difference(
    row: &str,
    (name, of): (&'static str, Counted),
    (here, own): Estimate,
    (there, other): Estimate,
) -> Option<Difference> {
    if !(here.is_finite() && there.is_finite()) {
        return None;
    }
    let interval = own.zip(other).and_then(|(own, other)| of_two((here, own), (there, other)));
    Some(Difference { row: row.to_string(), name, of, here, there, interval })
}

fn of_numbers(here: &[Number], there: &[Number]) -> Vec<Difference> {
    let both = here.iter().filter_map(|own| Some((own, there.iter().find(|other| other.name == own.name)?)));
    both.filter_map(|(own, other)| {
        difference(
            "",
            (own.name, Counted::AsNamed),
            (own.value?, own.interval),
            (other.value?, other.interval),
        )
    })
    .collect()
}

/// The centres: the limits beside them say how far single points stray, not how sure the centre is.
fn of_charts(here: &Chart, there: &Chart) -> Vec<Difference> {
    let both = here.centre.zip(there.centre);
    both.and_then(|(here, there)| {
        difference("", ("centre", Counted::AsMeasured), (here, None), (there, None))
    })
    .into_iter()
    .collect()
}

fn of_tables(here: &Table, there: &Table) -> Vec<Difference> {
    if here.columns != there.columns {
        return Vec::new();
    }
    let others: std::collections::HashMap<String, &Vec<Item>> =
        there.rows.iter().rev().map(|row| (named(row), row)).collect();
    // Where some figures have an interval, the others of the table are what those rest on.
    let ends: Vec<usize> = (0..here.columns.len()).filter(|place| is_end(here.columns[*place])).collect();
    let compared = |place: usize| match ends.is_empty() {
        true => !is_key(here, place),
        false => !ends.contains(&place) && ends.contains(&(place + 1)) && ends.contains(&(place + 2)),
    };
    let mut found = Vec::new();
    for row in &here.rows {
        let name = named(row);
        let Some(other) = others.get(&name) else { continue };
        for place in (0..here.columns.len()).filter(|place| compared(*place)) {
            let estimate = |row: &[Item]| Some((row.get(place)?.number()?, interval(row, place, &ends)));
            if let Some((own, other)) = estimate(row).zip(estimate(other)) {
                let of = match row[place] {
                    Item::Seconds(_) => Counted::Seconds,
                    Item::Share(_) => Counted::Share,
                    _ => Counted::AsNamed,
                };
                found.extend(difference(&name, (here.columns[place], of), own, other));
            }
        }
    }
    found
}

/// Whether a column is an end of an interval.
fn is_end(name: &str) -> bool {
    name.split('_').any(|word| matches!(word, "low" | "high"))
}

/// Whether a column tells the rows apart: names, or the first.
fn is_key(table: &Table, place: usize) -> bool {
    let names = table.rows.iter().any(|row| matches!(row.get(place), Some(Item::Name(_))));
    names || (place == 0 && table.rows.iter().all(|row| !matches!(row.first(), Some(Item::Name(_)))))
}

/// What a row is called: its names, or else its first number.
fn named(row: &[Item]) -> String {
    let names: Vec<&str> = row
        .iter()
        .filter_map(|item| match item {
            Item::Name(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    match (names.is_empty(), row.first().and_then(Item::number)) {
        (true, Some(number)) => number.to_string(),
        _ => names.join(", "),
    }
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

    fn kinds(rows: &[(&str, u64, f64, f64, f64)]) -> Reading {
        let row = |(kind, contacts, share, low, high): &(&str, u64, f64, f64, f64)| {
            let mut row = vec![Item::Name((*kind).to_string()), Item::Count(*contacts)];
            row.extend([share, low, high].map(|number| Item::Number(*number)));
            row
        };
        let columns = vec!["kind", "contacts", "share", "low", "high"];
        reading(Shape::Table(Table { columns, rows: rows.iter().map(row).collect() }))
    }

    #[test]
    fn rows_of_the_same_name_are_compared_by_what_has_an_interval() {
        let here = kinds(&[("mould", 56, 0.8, 0.6921, 0.8775), ("only here", 1, 0.1, 0.0, 0.2)]);
        let there = kinds(&[("only there", 1, 0.1, 0.0, 0.2), ("mould", 48, 0.6, 0.4906, 0.7004)]);
        let found = differences(&here, &there);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].row.as_str(), found[0].name), ("mould", "share"));
        assert!((found[0].value() - 0.2).abs() < 1e-12 && found[0].is_clear());
        let (low, high) = found[0].interval.unwrap();
        assert!((low - 0.0524).abs() < 5e-4 && (high - 0.3339).abs() < 5e-4, "{low} {high}");
    }

    #[test]
    fn numbers_are_compared_by_name() {
        let number = |name, value| Number { name, value, interval: Some((0.0, 4.0)) };
        let here = reading(Shape::Numbers(vec![number("median_s", Some(3.0)), number("none", None)]));
        let there = reading(Shape::Numbers(vec![number("none", Some(1.0)), number("median_s", Some(1.0))]));
        let found = differences(&here, &there);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name, found[0].value(), found[0].is_clear()), ("median_s", 2.0, false));
    }

    #[test]
    fn a_table_without_names_is_compared_by_its_first_column() {
        let rows = |needs: u64| vec![vec![Item::Number(30.0), Item::Count(needs)]];
        let table =
            |needs| reading(Shape::Table(Table { columns: vec!["days", "needs"], rows: rows(needs) }));
        let found = differences(&table(5), &table(3));
        assert_eq!((found.len(), found[0].row.as_str(), found[0].value()), (1, "30", 2.0));
        assert_eq!(found[0].interval, None, "counts are no estimates");
    }

    #[test]
    fn nothing_is_compared_with_something_else() {
        let none = Reading::not_enough("there are no contacts");
        assert!(differences(&none, &kinds(&[("mould", 1, 0.5, 0.1, 0.9)])).is_empty());
        let numbers = reading(Shape::Numbers(vec![Number::exact("median_s", f64::NAN)]));
        assert!(differences(&numbers, &numbers).is_empty());
    }
}
