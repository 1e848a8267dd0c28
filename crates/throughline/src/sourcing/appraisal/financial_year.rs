//! Cash by financial year, and what an option saves in each against the base.
//!
//! Formula: the sum over the months of a year of the base's cash less the option's, procurement and transition in it, not discounted.
//! Source: simulation.md 4.6. Where it misleads: a year that is cut off by the start or end of the plan is a part of a year, and says so
//! by its months; what a budget holder sees is this, not the present value.

use crate::error::Error;
use crate::money::Pence;

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarMonth {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
}

/// What falls into a financial year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearSum {
    /// `2026-27`; `2026` where the financial year is the calendar's.
    pub name: String,
    /// How many months of the plan fall into it.
    pub months: u32,
    /// What they come to.
    pub sum: Pence,
}

/// The month that financial years start in where nobody says: April.
pub const STARTS_IN: u8 = 4;

/// Sums by financial year, which begins with the calendar month `starts_in`, of months from `from` on.
pub fn by_year(months: &[Pence], from: CalendarMonth, starts_in: u8) -> Result<Vec<YearSum>, Error> {
    for (what, month) in [("the plan starts", from.month), ("financial years start", starts_in)] {
        if !(1..=12).contains(&month) {
            return Err(Error::asked(format!("{what} in month {month}, and a year has months 1 to 12")));
        }
    }
    let since_start = i32::from(from.month) - i32::from(starts_in);
    let mut sums: Vec<YearSum> = Vec::new();
    let mut last = None;
    for (pence, month) in months.iter().zip(0i32..) {
        let year = from.year + (since_start + month).div_euclid(12);
        if last != Some(year) {
            sums.push(YearSum { name: name(year, starts_in), months: 0, sum: Pence(0) });
            last = Some(year);
        }
        if let Some(sum) = sums.last_mut() {
            sum.months += 1;
            sum.sum += *pence;
        }
    }
    Ok(sums)
}

/// What an option saves in each month against the base. An error unless both have as many months.
pub fn saving(base: &[Pence], option: &[Pence]) -> Result<Vec<Pence>, Error> {
    super::paired(&[base, option])?;
    Ok(base.iter().zip(option).map(|(base, option)| *base - *option).collect())
}

fn name(year: i32, starts_in: u8) -> String {
    if starts_in == 1 { year.to_string() } else { format!("{year}-{:02}", (year + 1).rem_euclid(100)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn years_run_from_april_unless_said_otherwise() {
        // Fifteen months from January 2026: three of 2025-26, twelve of 2026-27.
        let months: Vec<Pence> = (1..=15).map(Pence).collect();
        let from = CalendarMonth { year: 2026, month: 1 };
        let told = |starts_in| -> Vec<(String, u32, i64)> {
            let sums = by_year(&months, from, starts_in).unwrap();
            sums.into_iter().map(|year| (year.name, year.months, year.sum.0)).collect()
        };
        assert_eq!(told(STARTS_IN), [("2025-26".to_string(), 3, 6), ("2026-27".to_string(), 12, 114)]);
        assert_eq!(told(1), [("2026".to_string(), 12, 78), ("2027".to_string(), 3, 42)]);
        let from = CalendarMonth { year: 1999, month: 4 };
        assert_eq!(by_year(&[Pence(5)], from, 4).unwrap()[0].name, "1999-00");
        assert!(by_year(&months, from, 13).unwrap_err().to_string().contains("month 13"));
    }

    #[test]
    fn procurement_comes_before_saving() {
        // £100 a month in the base; £300 for choosing in the first month, then £80.
        let base = vec![Pence(10_000); 24];
        let mut option = vec![Pence(8_000); 24];
        option[0] = Pence(10_000 + 30_000);
        let saved = saving(&base, &option).unwrap();
        let years = by_year(&saved, CalendarMonth { year: 2026, month: 4 }, STARTS_IN).unwrap();
        assert_eq!(years[0].sum, Pence(-30_000 + 11 * 2_000));
        assert_eq!(years[1].sum, Pence(24_000));
        assert!(
            saving(&base, &option[1..]).unwrap_err().to_string().contains("24 futures and another over 23")
        );
    }

    proptest! {
        #[test]
        fn years_add_up_to_the_whole(months in prop::collection::vec(-1_000_000i64..1_000_000, 0..150), month in 1u8..=12, starts_in in 1u8..=12) {
            let months: Vec<Pence> = months.into_iter().map(Pence).collect();
            let years = by_year(&months, CalendarMonth { year: 2026, month }, starts_in).unwrap();
            prop_assert_eq!(years.iter().map(|year| year.sum).sum::<Pence>(), months.iter().copied().sum::<Pence>());
            prop_assert_eq!(years.iter().map(|year| year.months as usize).sum::<usize>(), months.len());
            let inner = years.len().saturating_sub(1);
            prop_assert!(years.iter().take(inner).skip(1).all(|year| year.months == 12));
        }
    }
}
