//! Months against their season: what remains when the time of the year is taken out.
//!
//! Formula (measures.md 1.8): years are twelve months from the first month on; relative of a month = mean over full years of (its value
//! / that year's mean), all twelve scaled to a mean of 1; adjusted value = value / relative. At least three full years (four are
//! better); with fewer nothing is adjusted. Source: the ratio-to-mean method of official statistics. Where it misleads: the same
//! years give the relatives and are charted, so the chart looks steadier than it is: look at the unadjusted one first.

use super::xmr::mean;

/// Months in a year.
const MONTHS: usize = 12;

/// Full years from which on months can be adjusted.
pub const LEAST_YEARS: usize = 3;

/// Monthly values with the season taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// How many full years it rests on.
    pub years: usize,
    /// For each of the twelve months, from the first month charted, how it compares with its year: 1 is as the year.
    pub relatives: Vec<f64>,
    /// The values divided by their relatives.
    pub adjusted: Vec<Option<f64>>,
}

/// Takes the season out of months that follow each other without a gap (a missing one has no value). A year with a month missing is
/// not a full one. None without three full years, or where a year's mean is not above nought.
pub fn season(months: &[Option<f64>]) -> Option<Season> {
    let full = |year: &[Option<f64>]| year.iter().copied().collect::<Option<Vec<f64>>>();
    let years: Vec<Vec<f64>> = months.chunks_exact(MONTHS).filter_map(full).collect();
    if years.len() < LEAST_YEARS {
        return None;
    }
    let means: Vec<f64> = years.iter().filter_map(|year| mean(year)).collect();
    if means.iter().any(|mean| *mean <= 0.0) {
        return None;
    }
    let shares =
        |month: usize| years.iter().zip(&means).map(|(year, mean)| year[month] / mean).collect::<Vec<f64>>();
    let relatives: Vec<f64> = (0..MONTHS).filter_map(|month| mean(&shares(month))).collect();
    let scale = mean(&relatives)?;
    let relatives: Vec<f64> = relatives.iter().map(|relative| relative / scale).collect();
    let adjusted = |(place, value): (usize, &Option<f64>)| {
        let relative = relatives[place % MONTHS];
        value.filter(|_| relative > 0.0).map(|value| value / relative)
    };
    let adjusted = months.iter().enumerate().map(adjusted).collect();
    Some(Season { years: years.len(), relatives, adjusted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_alone_leaves_its_level() {
        let shape = [0.5, 0.5, 1.0, 1.0, 1.5, 1.5, 1.5, 1.5, 1.0, 1.0, 0.5, 0.5];
        let level = [100.0, 110.0, 120.0];
        let months: Vec<Option<f64>> =
            level.iter().flat_map(|level| shape.iter().map(move |part| Some(level * part))).collect();
        let found = season(&months).unwrap();
        assert_eq!(found.years, 3);
        found.relatives.iter().zip(shape).for_each(|(found, shape)| assert!((found - shape).abs() < 1e-12));
        for (place, adjusted) in found.adjusted.iter().enumerate() {
            assert!((adjusted.unwrap() - level[place / 12]).abs() < 1e-9);
        }
        // A month more belongs to a fourth year and is adjusted by the same relative.
        let more = season(&[&months[..], &[Some(60.0), None]].concat()).unwrap();
        assert!((more.adjusted[36].unwrap() - 120.0).abs() < 1e-9 && more.adjusted[37].is_none());
    }

    #[test]
    fn two_years_are_not_enough() {
        let mut months = vec![Some(1.0); 36];
        assert!(season(&months).is_some());
        assert_eq!(season(&months[..35]), None);
        months[14] = None;
        assert_eq!(season(&months), None);
        assert_eq!(season(&[Some(0.0); 48]), None);
    }
}
