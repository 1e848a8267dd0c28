//! How prices rise, apart from discounting: from the prices of a later month to those of the start, and back.
//!
//! Formula: the level of a month is the product of `1 + i` over the whole years before it; money in prices of the start is money divided
//! by the level. Source: the Green Book (appraise in real terms); which index is for whoever gives it to say. Where it misleads: a price
//! that rises faster than the index becomes dearer in real terms too, and only an index of its own shows that.

use crate::money::Pence;

/// How much prices rise in each year, and where that is from.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceIndex {
    /// For each year of the plan the rise until the next, as a share; the last one goes on.
    pub rise_a_year: Vec<f64>,
    /// Where it is from.
    pub source: String,
}

impl PriceIndex {
    /// Prices of a month from 0, with those of the start as 1; they change once a year. 1 throughout where no rise is given.
    pub fn level(&self, month: u32) -> f64 {
        let Some(last) = self.rise_a_year.last() else { return 1.0 };
        let years = (month / 12) as usize;
        (0..years).map(|year| 1.0 + self.rise_a_year.get(year).unwrap_or(last)).product()
    }

    /// Why its numbers make no sense, as the end of a sentence; `None` where they do.
    pub fn wrong(&self) -> Option<String> {
        let odd = self.rise_a_year.iter().find(|rise| !(-0.5..=1.0).contains(*rise));
        odd.map(|rise| format!("prices rise by {rise} a year, and rises are shares: 2 % is 0.02"))
    }

    /// Money of each month, from the prices of that month to those of the start, in whole pence.
    pub fn in_prices_of_start(&self, months: &[Pence]) -> Vec<Pence> {
        months.iter().zip(0u32..).map(|(pence, month)| pence.times(1.0 / self.level(month))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_by_hand() {
        let index = PriceIndex { rise_a_year: vec![0.10, 0.02], source: "test".to_string() };
        let levels = [0, 11, 12, 24, 36].map(|month| index.level(month));
        for (found, known) in levels.into_iter().zip([1.0, 1.0, 1.1, 1.122, 1.144_44]) {
            assert!((found - known).abs() < 1e-12, "{found} {known}");
        }
        let months = [vec![Pence(1_000); 12], vec![Pence(1_100); 12]].concat();
        assert_eq!(index.in_prices_of_start(&months), vec![Pence(1_000); 24]);
        assert_eq!(PriceIndex { rise_a_year: vec![], source: String::new() }.level(500), 1.0);
        assert_eq!(index.wrong(), None);
        assert!(PriceIndex { rise_a_year: vec![2.0], ..index }.wrong().unwrap().contains("2 % is 0.02"));
    }
}
