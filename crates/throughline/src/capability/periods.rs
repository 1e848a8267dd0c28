//! Which periods are missing in a row of dates or numbers, so that nothing is taken across them.
//!
//! The usual step is the commonest; a longer one of as many times it has periods missing. Dates on one day of the month (or on its last)
//! are counted in months, others in days; of daily dates that never lie on a weekend, Friday to Monday is one step. What rises in no
//! usual step (times at which things happened) has no periods, and so none missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

/// The periods of a row of points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Periods {
    /// What a point stands for: `day`, `week`, `month`, `quarter`, `year`; none where it is something else.
    pub name: Option<&'static str>,
    /// Whether a period is missing before each point; nothing where there are no periods.
    pub gaps: Vec<bool>,
}

/// The periods of dates in their order.
pub fn of_dates(dates: &[Date]) -> Periods {
    let one_day = dates.windows(2).all(|pair| pair[0].day() == pair[1].day());
    if one_day || dates.iter().all(|date| date.day() == date.days_in_month()) {
        let months: Vec<i64> =
            dates.iter().map(|date| i64::from(date.year()) * 12 + i64::from(date.month())).collect();
        let Some((step, gaps)) = steps(&months) else { return Periods::default() };
        let name = match step {
            1 => Some("month"),
            3 => Some("quarter"),
            12 => Some("year"),
            _ => None,
        };
        return Periods { name, gaps };
    }
    let weekend = |date: &Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let days: Vec<i64> = dates.iter().map(|date| days_of(*date)).collect();
    let Some((step, gaps)) = steps(&days) else { return Periods::default() };
    match step {
        1 if !dates.iter().any(weekend) => {
            let working: Vec<i64> = days.iter().map(|day| working_days(*day)).collect();
            Periods { name: Some("working day"), gaps: steps(&working).map_or(gaps, |(_, gaps)| gaps) }
        }
        1 => Periods { name: Some("day"), gaps },
        7 => Periods { name: Some("week"), gaps },
        _ => Periods { name: None, gaps },
    }
}

/// The periods of whole numbers (an index, years) in their order.
pub fn of_numbers(numbers: &[i64]) -> Periods {
    Periods { name: None, gaps: steps(numbers).map(|(_, gaps)| gaps).unwrap_or_default() }
}

fn days_of(date: Date) -> i64 {
    i64::from(date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

/// Days since 1970-01-01, a Thursday, as days of five a week.
fn working_days(day: i64) -> i64 {
    let from_monday = day + 3;
    from_monday.div_euclid(7) * 5 + from_monday.rem_euclid(7)
}

/// The usual step, and whether the step to each place is longer. None of fewer than three places, of any that does not rise, or where
/// fewer than half of the steps are the usual one or one is no whole number of them.
fn steps(places: &[i64]) -> Option<(i64, Vec<bool>)> {
    let steps: Vec<i64> = places.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    steps.iter().for_each(|step| *counts.entry(*step).or_insert(0) += 1);
    let (usual, count) =
        counts.iter().max_by_key(|(step, count)| (**count, Reverse(**step))).map(|(s, c)| (*s, *c))?;
    let regular = steps.iter().all(|step| *step > 0 && step % usual == 0);
    if steps.len() < 2 || !regular || count * 2 < steps.len() {
        return None;
    }
    Some((usual, std::iter::once(false).chain(steps.iter().map(|step| *step > usual)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(dates: &[&str]) -> (Option<&'static str>, Vec<usize>) {
        let dates: Vec<Date> = dates.iter().map(|date| date.parse().unwrap()).collect();
        let periods = of_dates(&dates);
        (periods.name, (0..periods.gaps.len()).filter(|place| periods.gaps[*place]).collect())
    }

    #[test]
    fn periods_and_those_missing() {
        assert_eq!(
            found(&["2024-01-01", "2024-02-01", "2024-03-01", "2024-05-01"]),
            (Some("month"), vec![3])
        );
        assert_eq!(found(&["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29"]), (Some("month"), vec![]));
        assert_eq!(
            found(&["2024-01-01", "2024-04-01", "2024-10-01", "2025-01-01"]),
            (Some("quarter"), vec![2])
        );
        assert_eq!(found(&["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-29"]), (Some("week"), vec![3]));
        let days = ["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09", "2024-01-11"];
        assert_eq!(found(&days), (Some("working day"), vec![4]));
        assert_eq!(found(&["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-09"]), (Some("day"), vec![3]));
    }

    #[test]
    fn things_that_happen_have_no_periods() {
        assert_eq!(found(&["2012-01-03", "2012-01-03", "2012-01-04", "2012-01-09"]), (None, vec![]));
        assert_eq!(found(&["2012-01-03", "2012-01-05", "2012-01-08", "2012-01-15"]), (None, vec![]));
        assert_eq!(found(&["2012-03-03", "2012-01-05"]), (None, vec![]));
        assert_eq!(found(&[]), (None, vec![]));
        assert_eq!(of_numbers(&[1, 2, 3, 5, 6]).gaps, [false, false, false, true, false]);
        assert_eq!(of_numbers(&[2016, 2017, 2018]).gaps, [false; 3]);
        assert_eq!(of_numbers(&[0, i64::MAX, i64::MIN]).gaps, [false; 0]);
    }
}
