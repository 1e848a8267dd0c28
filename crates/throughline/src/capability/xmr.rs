//! The XmR chart: the limits that a row of single values sets for itself, from how much each differs from the one before.
//!
//! Formula (measures.md 1.2): centre = mean of the baseline; moving range = |value - value before|, never across a missing period;
//! ranges of 3.267 times their mean or more are left out, once; limits = centre ± 2.66 × mean of the rest; upper limit of a range =
//! 3.267 × that mean. Median form: centre = median, limits ± 3.145 × median range, upper limit of a range 3.865 × median range.
//! Sources: Wheeler, Understanding Variation, 2000; Nelson, Journal of Quality Technology 14, 1982 (screening). Why these constants:
//! 2.66 = 3/1.128 and 3.267 = D4 of two values, rounded as Wheeler prints them; 3.145 and 3.865 do the same for a median. Wheeler also
//! draws the median range's limits around the mean (the reference cases list these, as `lpl_median_mr`): the same reach, but a wild point
//! moves a mean, and the median form is for series with wild points, so its centre is the median. Where it misleads: a wild point stays in the centre (a person may take it out, with a reason); values that depend on each other, and single
//! durations, signal far too often (see `times`, `chance`).

/// Limits reach so many mean ranges from the centre.
pub const LIMIT_MEAN: f64 = 2.66;
/// The upper limit of a range is so many mean ranges; ranges from there on are left out of the mean, once.
pub const RANGE_MEAN: f64 = 3.267;
/// Limits reach so many median ranges from the centre.
pub const LIMIT_MEDIAN: f64 = 3.145;
/// The upper limit of a range is so many median ranges.
pub const RANGE_MEDIAN: f64 = 3.865;

/// A centre with limits, in the units of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The centre.
    pub centre: f64,
    /// The lower limit, which may lie below nought.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

/// What the values of a baseline say of themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Xmr {
    /// How many values there are.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their median.
    pub median: f64,
    /// How many ranges there are between neighbours.
    pub ranges: usize,
    /// How many of them are nought.
    pub ranges_nought: usize,
    /// The mean of all ranges.
    pub mean_range_raw: f64,
    /// The mean of those that were kept.
    pub mean_range: f64,
    /// How many were left out as too wide.
    pub ranges_screened: usize,
    /// The median of all ranges.
    pub median_range: f64,
}

/// The ranges between neighbours: none across a missing value, or where `gaps` says that a period is missing before a value.
pub fn moving_ranges(values: &[Option<f64>], gaps: &[bool]) -> Vec<f64> {
    let neighbours = values.windows(2).enumerate();
    let range = |(before, pair): (usize, &[Option<f64>])| match (pair[0], pair[1]) {
        (Some(one), Some(next)) if !gap_before(gaps, before + 1) => Some((next - one).abs()),
        _ => None,
    };
    neighbours.filter_map(range).collect()
}

/// Whether a period is missing before this value; `gaps` may be shorter than the values.
pub(super) fn gap_before(gaps: &[bool], place: usize) -> bool {
    gaps.get(place).copied().unwrap_or(false)
}

/// What the values of a baseline say of themselves; `screened` as the formula has it, or with all ranges. None without two
/// neighbours.
pub fn xmr(values: &[Option<f64>], gaps: &[bool], screened: bool) -> Option<Xmr> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let ranges = moving_ranges(values, gaps);
    let mean_range_raw = mean(&ranges)?;
    let narrow = |range: &&f64| !screened || **range < RANGE_MEAN * mean_range_raw;
    let kept: Vec<f64> = ranges.iter().filter(narrow).copied().collect();
    Some(Xmr {
        n: present.len(),
        mean: mean(&present)?,
        median: median(&present)?,
        ranges: ranges.len(),
        ranges_nought: ranges.iter().filter(|range| **range == 0.0).count(),
        mean_range_raw,
        // If all are nought none is narrower than their mean, and the mean of those kept is nought too.
        mean_range: mean(&kept).unwrap_or(0.0),
        ranges_screened: if mean_range_raw == 0.0 { 0 } else { ranges.len() - kept.len() },
        median_range: median(&ranges)?,
    })
}

impl Xmr {
    /// The limits from the mean.
    pub fn limits(&self) -> Limits {
        Limits::around(self.mean, LIMIT_MEAN * self.mean_range)
    }

    /// The upper limit of a range, from the mean.
    pub fn range_upper(&self) -> f64 {
        RANGE_MEAN * self.mean_range
    }

    /// The limits from the median.
    pub fn median_limits(&self) -> Limits {
        Limits::around(self.median, LIMIT_MEDIAN * self.median_range)
    }

    /// The upper limit of a range, from the median.
    pub fn median_range_upper(&self) -> f64 {
        RANGE_MEDIAN * self.median_range
    }

    /// Whether the values differ enough to say how much they differ: not when more than half of the ranges are nought.
    pub fn varies(&self) -> bool {
        self.mean_range > 0.0 && 2 * self.ranges_nought <= self.ranges
    }
}

impl Limits {
    /// So far to both sides of a centre.
    pub fn around(centre: f64, reach: f64) -> Limits {
        Limits { centre, lower: centre - reach, upper: centre + reach }
    }
}

/// The mean; none of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The median, of an even number the mean of the two middle ones; none of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    Some(if sorted.len() % 2 == 1 { upper } else { (sorted[sorted.len() / 2 - 1] + upper) / 2.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    /// By hand: ranges 2, 2, 2, 14 have a mean of 5, and 14 is less than 3.267 × 5; with another 2 in place of it none is.
    #[test]
    fn by_hand() {
        let found = xmr(&all(&[10.0, 12.0, 10.0, 12.0, 26.0]), &[], true).unwrap();
        assert_eq!((found.mean, found.mean_range, found.ranges_screened), (14.0, 5.0, 0));
        assert_eq!((found.median, found.median_range), (12.0, 2.0));
        let limits = found.limits();
        assert!((limits.upper - 27.3).abs() < 1e-12 && (limits.lower - 0.7).abs() < 1e-12);
        assert_eq!(found.range_upper(), 16.335);
        assert_eq!(found.median_limits().upper, 12.0 + 6.29);
        assert_eq!(found.median_range_upper(), 7.73);
    }

    #[test]
    fn wide_ranges_are_left_out_once() {
        let mut values: Vec<f64> = (0..20).map(|place| f64::from(place % 2)).collect();
        values[10] = 40.0;
        let found = xmr(&all(&values), &[], true).unwrap();
        // Ranges: seventeen of 1, and 39 and 39 around the wild one.
        assert_eq!((found.ranges, found.ranges_screened, found.mean_range), (19, 2, 1.0));
        assert_eq!(xmr(&all(&values), &[], false).unwrap().mean_range, 95.0 / 19.0);
        assert_eq!(found.mean, (10.0 + 40.0) / 20.0);
    }

    #[test]
    fn no_range_reaches_across_a_missing_period() {
        let values = [Some(1.0), Some(2.0), None, Some(9.0), Some(8.0), Some(20.0)];
        assert_eq!(moving_ranges(&values, &[]), [1.0, 1.0, 12.0]);
        assert_eq!(moving_ranges(&values, &[false, false, false, false, false, true]), [1.0, 1.0]);
        assert_eq!(xmr(&values, &[], true).unwrap().n, 5);
    }

    #[test]
    fn equal_values_do_not_vary() {
        let found = xmr(&all(&[5.0; 30]), &[], true).unwrap();
        assert_eq!((found.mean_range, found.ranges_screened, found.varies()), (0.0, 0, false));
        assert!(!xmr(&all(&[0.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0]), &[], true).unwrap().varies());
        assert!(xmr(&all(&[0.0, 0.0, 1.0]), &[], true).unwrap().varies());
        assert_eq!(xmr(&[Some(1.0)], &[], true), None);
        assert_eq!(xmr(&[Some(1.0), None, Some(2.0)], &[], true), None);
    }
}
