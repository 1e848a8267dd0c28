//! Differences between logs of different sizes: amounts grow with the log, so they are compared for each 100 needs.

use super::{Difference, Item, Reading, Shape};

/// A difference, of amounts for each 100 needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Amounts {
    /// The figures that are compared.
    pub figures: Difference,
    /// Of an amount: the whole of it in both logs.
    pub whole: Option<[f64; 2]>,
}

/// The differences between two answers that say something of the service; `here` is the first of them, and `needs` how many needs each
/// log has.
pub fn for_each_100_needs(found: Vec<Difference>, here: &Reading, needs: [u64; 2]) -> Vec<Amounts> {
    let found = found.into_iter().filter(|one| !IS_GIVEN.contains(&one.name));
    let one = |one: Difference| match one.interval.is_none() && is_amount(here, &one) {
        true => per_hundred(one, needs),
        false => Some(Amounts { figures: one, whole: None }),
    };
    found.filter_map(one).collect()
}

/// Numbers that were given, or tell of the method.
const IS_GIVEN: [&str; 4] = ["days", "label_chance", "ways", "ways_p"];

/// Numbers that say how many of something a log has, and so how large it is.
const AMOUNTS: [&str; 9] =
    ["n", "open", "censored", "came_back", "persons", "needs_watched", "needs_scored_twice", "dearest", "of"];

/// Whether a figure grows with the log: a count or a sum, and no middle or share of one.
fn is_amount(reading: &Reading, one: &Difference) -> bool {
    let has = |word: &str| one.name.split('_').any(|own| own == word);
    let is_count = match &reading.shape {
        Shape::Table(table) => {
            let place = table.columns.iter().position(|column| *column == one.name);
            place.is_some_and(|place| {
                table.rows.iter().any(|row| matches!(row.get(place), Some(Item::Count(_))))
            })
        }
        Shape::Numbers(_) | Shape::Distribution(_) => AMOUNTS.contains(&one.name),
        _ => false,
    };
    is_count
        || has("total")
        || (has("pence") && !["per", "mean", "median", "p90"].iter().any(|word| has(word)))
}

fn per_hundred(found: Difference, needs: [u64; 2]) -> Option<Amounts> {
    let rate = |amount: f64, needs: u64| (needs > 0).then(|| 100.0 * amount / needs as f64);
    let whole = Some([found.here, found.there]);
    let (here, there) = (rate(found.here, needs[0])?, rate(found.there, needs[1])?);
    Some(Amounts { figures: Difference { here, there, ..found }, whole })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Number, Table, compared};

    fn found(here: &Reading, there: &Reading, needs: [u64; 2]) -> Vec<Amounts> {
        for_each_100_needs(compared(here, there).figures, here, needs)
    }

    #[test]
    fn amounts_are_for_each_hundred_needs() {
        let table = |needs: u64, median_s: f64| {
            let row = vec![Item::Name("visit".into()), Item::Count(needs), Item::Number(median_s)];
            let columns = vec!["activity", "needs", "median_s"];
            Reading::of(String::new(), 1, "needs", Shape::Table(Table { columns, keys: 1, rows: vec![row] }))
        };
        let rates = found(&table(5, 60.0), &table(30, 90.0), [10, 60]);
        assert_eq!(rates.len(), 2);
        assert_eq!(
            (rates[0].figures.here, rates[0].figures.there, rates[0].whole),
            (50.0, 50.0, Some([5.0, 30.0]))
        );
        assert_eq!((rates[1].figures.here, rates[1].whole), (60.0, None), "a middle does not grow");
        assert_eq!(
            found(&table(5, 60.0), &table(0, 60.0), [10, 0]).len(),
            1,
            "of no needs there is no share"
        );
    }

    #[test]
    fn what_was_given_is_not_compared() {
        let numbers = |n: f64| {
            let numbers =
                vec![Number::exact("days", 30.0), Number::exact("n", n), Number::exact("mean_pence", 9.0)];
            Reading::of(String::new(), 1, "needs", Shape::Numbers(numbers))
        };
        let found = found(&numbers(10.0), &numbers(20.0), [10, 10]);
        let names: Vec<&str> = found.iter().map(|one| one.figures.name).collect();
        assert_eq!(names, ["n", "mean_pence"]);
        assert_eq!((found[0].figures.value(), found[1].figures.value()), (-100.0, 0.0));
    }
}
