//! Dates of three numbers of two digits: `24-03-01` may be the first of March of 2024 or the twenty-fourth of March of 2001.
//!
//! What is the year differs seldom from row to row, what is the day runs through the month: the whole column shows which is
//! which. Where it does not, it is said.

/// What a column of such dates shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing: it holds other dates, or only day and month can come first.
    Nothing,
    /// Only the year can come first.
    OnlyYearFirst,
    /// The year comes first, by how often the numbers differ.
    YearFirst,
    /// It cannot be told; whether the first numbers differ less than the third ones.
    Unknown { steadier_first: bool },
}

/// The numbers of a column's dates.
#[derive(Default)]
pub(super) struct Short {
    count: u64,
    year_first: u64,
    year_last: u64,
    /// The first and the third numbers there are, a bit each.
    firsts: u128,
    thirds: u128,
}

impl Short {
    /// Takes a date of three numbers of at most two digits (their lengths beside them) into account.
    pub(super) fn look_at(&mut self, [first, month, third]: [u32; 3], lengths: [usize; 3]) {
        let (months, days) = (1..=12, 1..=31);
        self.count += 1;
        // A year is never written with one digit.
        self.year_first += u64::from(lengths[0] == 2 && months.contains(&month) && days.contains(&third));
        let either_way = |day: u32, month: u32| days.contains(&day) && months.contains(&month);
        let year_last = lengths[2] == 2 && (either_way(first, month) || either_way(month, first));
        self.year_last += u64::from(year_last);
        self.firsts |= 1 << first.min(127);
        self.thirds |= 1 << third.min(127);
    }

    /// What they show, of so many dates.
    pub(super) fn says(&self, dates: u64) -> Says {
        // As with all forms, a few values may be bad.
        let fits = |count: u64| count * 100 >= self.count * 95;
        if self.count == 0 || self.count * 2 < dates || !fits(self.year_first) {
            return Says::Nothing;
        }
        if !fits(self.year_last) {
            return Says::OnlyYearFirst;
        }
        let (firsts, thirds) = (self.firsts.count_ones(), self.thirds.count_ones());
        // One year and several days; or days enough, and years many times fewer. The same day in each of four years, and only
        // there, is not what services have.
        let plain = |more: u32, fewer: u32| (fewer == 1 && more >= 4) || (more >= 8 && more >= 2 * fewer);
        match () {
            () if plain(thirds, firsts) => Says::YearFirst,
            () if plain(firsts, thirds) => Says::Nothing,
            () => Says::Unknown { steadier_first: firsts < thirds },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says(dates: &[[u32; 3]]) -> Says {
        let mut short = Short::default();
        dates.iter().for_each(|date| short.look_at(*date, [2; 3]));
        short.says(dates.len() as u64)
    }

    #[test]
    fn the_column_shows_where_the_year_is() {
        assert_eq!(says(&[[24, 3, 1], [24, 3, 2], [24, 3, 5], [24, 4, 31]]), Says::YearFirst);
        assert_eq!(says(&[[1, 3, 24], [2, 3, 24], [5, 3, 24], [31, 4, 24]]), Says::Nothing);
        assert_eq!(says(&[[99, 3, 1]]), Says::OnlyYearFirst);
        assert_eq!(says(&[[24, 3, 1]]), Says::Unknown { steadier_first: false });
        assert_eq!(says(&[[24, 3, 1], [24, 3, 2]]), Says::Unknown { steadier_first: true });
        assert_eq!(says(&[[1, 13, 24]]), Says::Nothing);
        assert_eq!(says(&[]), Says::Nothing);
    }

    proptest! {
        #[test]
        fn years_are_never_taken_for_days(years in 1u32..3, from in 10u32..28, seed in any::<u64>()) {
            let days: Vec<[u32; 3]> = (0..400u64)
                .map(|row| {
                    let n = (row.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed).rotate_left(17) % 1_000_003;
                    [from + n as u32 % years, 1 + (n / 7) as u32 % 12, 1 + (n / 101) as u32 % 28]
                })
                .collect();
            let turned: Vec<[u32; 3]> = days.iter().map(|[year, month, day]| [*day, *month, *year]).collect();
            prop_assert_eq!(says(&days), Says::YearFirst);
            prop_assert_eq!(says(&turned), Says::Nothing);
        }
    }
}
