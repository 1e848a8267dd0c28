//! Does the pile before a limit in days stay when each need's own weekdays are allowed for?
//!
//! The durations of needs that start on working days and end on working days rise and fall with the week; a curve with the days of a week in
//! it follows that where durations are long, but not near nought: of needs that take four to five days those that started on a Wednesday or
//! Thursday end on the Monday, and no others do. So the curve of the main test is fitted again to the durations by the weekday
//! of their start: counts of each start and duration, Poisson, with the same curve, an effect of each weekday of the start and one of each
//! weekday of the end, on a quasi scale; for short limits the weekday of the end with the logarithm of the
//! duration too, for there what waits over a weekend is another multiple of what would end on the Monday anyway from day to day. The pile is
//! spoken of only if it shows there too. Source: our own: of ten clean services with several steps on working days nine were found bent at five
//! days without it. Cells of a weekday on which nothing starts or ends
//! are left out: nothing is expected there. Where it misleads: a holiday moves the weekday of an end in working days by one.

use super::bunching::{Curve, Window, fitted};
use super::clocks::Ruler;
use super::counts::Counts;
use super::limit::Limit;
use super::pattern::{Looked, Watched};
use crate::place::clock::weekday_of;
use crate::statistics::poisson::{Design, NoFit};
use crate::statistics::tails::normal_above;
use crate::time::Unit;

/// The excess is at least so many standard errors, as at a chance of 0.01.
const LEAST: f64 = 2.326_347_874;
/// And so many near nought, where two quick steps on working days alone made up to four (with 2.3 a quarter of such services were found bent
/// at five days, with 4 one in ten; of those with half of the next three days moved before it as many as before were found).
const LEAST_NEAR_NOUGHT: f64 = 4.0;

/// What is too many up to a limit, with each need's weekdays allowed for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excess {
    /// Observed less expected.
    pub excess: f64,
    /// Its standard error.
    pub error: f64,
    /// So many standard errors are the least to be spoken of.
    pub least: f64,
}

impl Excess {
    /// The chance of so many or more if only the weekdays and the curve were at work.
    pub fn p(&self) -> f64 {
        normal_above(self.excess / self.error)
    }

    /// Whether it is to be spoken of.
    pub fn is(&self) -> bool {
        self.excess >= self.least * self.error
    }
}

/// The excess up to a limit, of durations counted by the weekday of their start (Monday first). `week` is how many days a week has in
/// the unit of the durations: 7, or 5 working days.
pub fn by_weekday(counts: &[Counts; 7], limit: &Limit) -> Result<Excess, NoFit> {
    let Limit { at, window, unit, .. } = limit;
    let week = if *unit == Unit::WorkingDays { 5 } else { 7 };
    let Window { below, above, from, to } = *window;
    let end =
        |start: usize, duration: i64| ((start as i64).min(week - 1) + duration).rem_euclid(week) as usize;
    let mut ends = [0_u64; 7];
    for (start, counts) in counts.iter().enumerate() {
        (from..=to).for_each(|duration| ends[end(start, duration)] += counts.at(duration));
    }
    let starts: Vec<usize> = (0..7).filter(|start| counts[*start].between(from, to) > 0).collect();
    let ends: Vec<usize> = (0..7).filter(|end| ends[*end] > 0).collect();
    let curve = Curve { period: 0, ..limit.curve.clone() };
    let row = |start: usize, duration: i64| {
        let mut row = curve.row(duration, *at, window);
        row.extend(starts.iter().skip(1).map(|other| f64::from(u8::from(*other == start))));
        let day = end(start, duration);
        row.extend(ends.iter().skip(1).map(|other| f64::from(u8::from(*other == day))));
        if curve.logarithm {
            let logarithm = (duration as f64 + 0.5).ln();
            row.extend(ends.iter().skip(1).map(|other| if *other == day { logarithm } else { 0.0 }));
        }
        row
    };
    let cells = || {
        let all = starts.iter().flat_map(|start| (from..=to).map(move |duration| (*start, duration)));
        all.filter(|(start, duration)| ends.contains(&end(*start, *duration)))
    };
    let mut design = Design::new(row(*starts.first().unwrap_or(&0), *at).len());
    let mut seen = Vec::new();
    for (start, duration) in cells().filter(|(_, duration)| *duration < at - below || *duration > at + above)
    {
        design.push(&row(start, duration));
        seen.push(counts[start].at(duration) as f64);
    }
    let (fit, columns) = fitted(&design, &seen)?;
    let (mut excess, mut expected, mut slope) = (0.0, 0.0, vec![0.0; columns.len()]);
    for (start, duration) in cells().filter(|(_, duration)| (at - below..=*at).contains(duration)) {
        let whole = row(start, duration);
        let row: Vec<f64> = columns.iter().map(|column| whole[*column]).collect();
        let here = fit.expected(&row, 0.0);
        excess += counts[start].at(duration) as f64 - here;
        expected += here;
        slope.iter_mut().zip(&row).for_each(|(slope, cell)| *slope += here * cell);
    }
    let error = (fit.dispersion().max(1.0) * (expected + fit.variance_of(&slope))).sqrt();
    let least = if curve.logarithm { LEAST_NEAR_NOUGHT } else { LEAST };
    let found = Excess { excess, error, least };
    if (excess / error).is_finite() { Ok(found) } else { Err(NoFit::NoEnd) }
}

/// The same of a watched limit; none where it is not in days, or too little is known to fit.
pub(super) fn of(looked: &Looked<'_>, watched: &Watched) -> Option<Excess> {
    if !matches!(watched.limit.unit, Unit::Days | Unit::WorkingDays) {
        return None;
    }
    let mut ruler = Ruler::new(Unit::Days, &looked.ask.zone, &looked.working);
    let mut counts: [Counts; 7] = std::array::from_fn(|_| Counts::up_to(watched.limit.window.to));
    for time in watched.times.iter().filter(|time| time.ended_by.is_some()) {
        counts[weekday_of(ruler.day(time.start_us)) % 7].add(time.duration, 1);
    }
    by_weekday(&counts, &watched.limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distortion::limit::{Decision, judge};
    use crate::statistics::random::Random;

    /// Durations of two steps of these mean days, each put off from a weekend to the Monday, of needs that start on working days; of those of
    /// six to eight days some are moved to four and five.
    fn service(random: &mut Random, steps: [f64; 2], moved: f64) -> [Counts; 7] {
        let limit = Limit::of(5, Unit::Days);
        let mut counts: [Counts; 7] = std::array::from_fn(|_| Counts::up_to(limit.window.to));
        let to_monday = |at: f64| {
            let day = at as i64 % 7;
            if day < 5 { at } else { (at as i64 + 7 - day) as f64 + 0.4 }
        };
        for _ in 0..6_000 {
            let start = to_monday(random.unit() * 700.0);
            let mut step = |from: f64, mean: f64| to_monday(from - mean * (1.0 - random.unit()).ln());
            let first = step(start, steps[0]);
            let end = step(first, steps[1]);
            let mut duration = end as i64 - start as i64;
            if (6..=8).contains(&duration) && random.unit() < moved {
                duration = 4 + random.below(2) as i64;
            }
            counts[start as usize % 7].add(duration, 1);
        }
        counts
    }

    #[test]
    fn weekends_are_no_pile_and_a_pile_is_none_of_the_weekends() {
        let mut random = Random::new(5, "weekdays");
        let limit = Limit::of(5, Unit::Days);
        let mut found = |moved: f64| {
            let mut found = [0; 2];
            for steps in [[0.7, 3.0], [1.0, 4.0], [2.0, 5.0], [0.0, 6.0]] {
                for _ in 0..10 {
                    let counts = service(&mut random, steps, moved);
                    let none = Counts::up_to(limit.window.to);
                    let mut judged = judge(&counts.iter().fold(none, Counts::and), &limit, false);
                    found[0] += usize::from(judged.decision == Decision::Flag);
                    judged.with_weekdays(by_weekday(&counts, &limit).ok());
                    found[1] += usize::from(judged.decision == Decision::Flag);
                }
            }
            found
        };
        let (clean, bent) = (found(0.0), found(0.5));
        assert!(clean[1] <= 2 && bent[1] >= 28 && bent[1] + 1 >= bent[0], "{clean:?} and {bent:?} of 40");
    }

    /// The same number every day, forty more in the window: what is expected is known.
    #[test]
    fn a_level_service_with_forty_more() {
        let limit = Limit::of(56, Unit::Days);
        let mut counts: [Counts; 7] = std::array::from_fn(|_| Counts::up_to(limit.window.to));
        for counts in &mut counts[..5] {
            (0..=limit.window.to).for_each(|duration| counts.add(duration, 20));
            counts.add(55, 8);
        }
        let found = by_weekday(&counts, &limit).unwrap();
        assert!((found.excess - 40.0).abs() < 1e-6 && found.error > 20.0, "{found:?}");
        assert!(by_weekday(&std::array::from_fn(|_| Counts::up_to(98)), &limit).is_err());
    }
}
