//! The Kaplan-Meier curve: what share is still waiting after so long, when some are still open and nobody knows yet how long
//! they will take.
//!
//! Formula: S(t) = product over times t_i <= t of (1 - d_i / n_i), with d_i ends at t_i among n_i that were still waiting just
//! before; variance by Greenwood; interval on the scale of log(-log S), as R's `survfit` with `conf.type = "log-log"`. Sources:
//! Kaplan and Meier, JASA 53, 1958; Kalbfleisch and Prentice 1980, section 1.3. The interval never leaves 0 to 1.

use super::share::Z_95;

/// The curve just after one of the times at which somebody ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The time, in microseconds from the start.
    pub at_us: i64,
    /// S: the share still waiting.
    pub share: f64,
    /// The sum of Greenwood's formula.
    greenwood: f64,
}

impl Point {
    /// The 95 % interval of the share; `None` where it is 0, and nothing is known of the spread, or where it is 1: then
    /// [`Survival::interval_at`] knows how many were watched.
    pub fn interval(&self) -> Option<(f64, f64)> {
        if self.share >= 1.0 || self.share <= 0.0 {
            return None;
        }
        let log = libm::log(self.share);
        let spread = libm::exp(Z_95 * self.greenwood.sqrt() / -log);
        Some((libm::exp(log * spread), libm::exp(log / spread)))
    }
}

/// A curve, and what it was drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    ended_us: Vec<i64>,
    open_us: Vec<i64>,
    /// How many different times there are at which somebody ended.
    times: usize,
    /// Every so manieth point of the curve ([`MARKED`]), from which those after it are worked out again when they are asked for:
    /// a curve can have as many points as there are needs.
    marks: Vec<Step>,
}

const MARKED: usize = 64;

/// A point of the curve, and how many of the times are used up by it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    point: Point,
    ended: usize,
    open: usize,
}

/// The curve before anybody ended.
const START: Step = Step { point: Point { at_us: i64::MIN, share: 1.0, greenwood: 0.0 }, ended: 0, open: 0 };

impl Survival {
    /// The curve of times from the start to the end, and of times so far without an end. Any order.
    /// Sorted runs one after the other (from several threads) are only merged.
    pub fn of(mut ended_us: Vec<i64>, mut open_us: Vec<i64>) -> Survival {
        ended_us.sort();
        open_us.sort();
        let mut curve = Survival { ended_us, open_us, times: 0, marks: Vec::new() };
        let mut step = START;
        while let Some(next) = curve.after(step) {
            if curve.times.is_multiple_of(MARKED) {
                curve.marks.push(next);
            }
            curve.times += 1;
            step = next;
        }
        curve
    }

    /// The next point of the curve.
    #[inline]
    fn after(&self, step: Step) -> Option<Step> {
        let Step { point: Point { mut share, mut greenwood, .. }, ended, mut open } = step;
        let (ended_us, open_us) = (&self.ended_us[..], &self.open_us[..]);
        let at_us = *ended_us.get(ended)?;
        while open_us.get(open).is_some_and(|censored| *censored < at_us) {
            open += 1;
        }
        let waiting = (ended_us.len() - ended + open_us.len() - open) as f64;
        let mut next = ended + 1;
        while ended_us.get(next) == Some(&at_us) {
            next += 1;
        }
        let ends = (next - ended) as f64;
        share *= 1.0 - ends / waiting;
        greenwood += ends / (waiting * (waiting - ends));
        Some(Step { point: Point { at_us, share, greenwood }, ended: next, open })
    }

    /// The last point of which `is_before` holds, and the first of which it does not; it holds of some first ones and then of none.
    fn around(&self, is_before: impl Fn(&Point) -> bool) -> (Step, Option<Point>) {
        let marks = self.marks.partition_point(|mark| is_before(&mark.point));
        let mut step = marks.checked_sub(1).map_or(START, |last| self.marks[last]);
        while let Some(next) = self.after(step) {
            if !is_before(&next.point) {
                return (step, Some(next.point));
            }
            step = next;
        }
        (step, None)
    }

    /// How many different times there are at which somebody ended.
    pub fn times(&self) -> usize {
        self.times
    }

    /// A point for each different time at which somebody ended.
    pub fn points(&self) -> impl Iterator<Item = Point> + '_ {
        std::iter::successors(self.after(START), |step| self.after(*step)).map(|step| step.point)
    }

    /// The curve at a time: one before anybody ended.
    pub fn at(&self, at_us: i64) -> Point {
        let (step, _) = self.around(|point| point.at_us <= at_us);
        if step.ended == 0 { Point { at_us, ..step.point } } else { step.point }
    }

    /// The 95 % interval of the share at a time. Where nobody had ended yet it is not sure that nobody will: as many as were watched for so
    /// long give the exact lower bound of none of them (Clopper and Pearson, Biometrika 26, 1934). `None` where nobody was, or all ended.
    pub fn interval_at(&self, at_us: i64) -> Option<(f64, f64)> {
        let (point, watched) = (self.at(at_us), self.waiting(at_us));
        if point.share < 1.0 {
            return point.interval();
        }
        (watched > 0).then(|| (libm::pow(0.025, 1.0 / watched as f64), 1.0))
    }

    /// How many were still waiting and watched just before a time.
    pub fn waiting(&self, at_us: i64) -> u64 {
        let rest = |times: &[i64]| (times.len() - times.partition_point(|time| *time < at_us)) as u64;
        rest(&self.ended_us) + rest(&self.open_us)
    }

    /// The longest time anybody was watched.
    pub fn longest_us(&self) -> i64 {
        self.ended_us.last().copied().max(self.open_us.last().copied()).unwrap_or(0)
    }

    /// The times to the end, in rising order.
    pub fn ended_us(&self) -> &[i64] {
        &self.ended_us
    }

    /// The first time at which no more than `share` is still waiting, with its 95 % interval: the times at which the lower and
    /// the upper bound of the curve do so (Brookmeyer and Crowley, Biometrics 38, 1982). `None` where the curve does not come
    /// down so far yet.
    pub fn time_of(&self, share: f64) -> Option<(i64, Option<i64>, Option<i64>)> {
        let first = |above: &dyn Fn(&Point) -> bool| self.around(above).1.map(|point| point.at_us);
        // A hair's breadth for the rounding of a long product: 0.5 computed as 0.5000000000000001 is 0.5.
        let at_us = first(&|point| point.share > share + 1e-12)?;
        let low = first(&|point| point.interval().is_some_and(|(low, _)| low > share));
        let high = first(&|point| point.interval().is_some_and(|(_, high)| high > share));
        Some((at_us, low, high.filter(|high_us| self.at(*high_us).interval().is_some())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_by_hand() {
        // 1, 2, 2, 3+, 4, 5+ (the usual textbook form): S = 5/6, 3/6, then 3/6 * 1/2.
        let curve = Survival::of(vec![4, 1, 2, 2], vec![5, 3]);
        let shares: Vec<_> = curve.points().map(|point| (point.at_us, point.share)).collect();
        assert_eq!(shares.len(), 3);
        for ((at, share), (want_at, want)) in shares.into_iter().zip([(1, 5.0 / 6.0), (2, 0.5), (4, 0.25)]) {
            assert!(at == want_at && (share - want).abs() < 1e-12, "{at} {share}");
        }
        assert_eq!(curve.time_of(0.5).map(|found| found.0), Some(2));
        assert_eq!(curve.time_of(0.1), None);
        // Nobody had ended, of 53: at most 6.7 % may have been about to, as by R's binom.test(0, 53).
        let none = Survival::of(vec![], vec![9; 53]);
        assert!((none.interval_at(5).unwrap().0 - (1.0 - 0.06724)).abs() < 5e-5);
        assert_eq!(
            (none.interval_at(5).unwrap().1, none.interval_at(10), none.at(5).interval()),
            (1.0, None, None)
        );
        assert_eq!([1, 2, 3, 4, 5, 6].map(|at| curve.waiting(at)), [6, 5, 3, 2, 1, 0]);
    }

    #[test]
    fn points_worked_out_again_are_those_of_the_whole_curve() {
        let of = |n: i64, step: i64| (0..n).map(|k| k * step % 1009).collect::<Vec<_>>();
        let curve = Survival::of(of(700, 11), of(90, 7));
        let points: Vec<Point> = curve.points().collect();
        assert!(points.len() == curve.times() && points.len() > 5 * MARKED);
        for at_us in -1..1010 {
            let before = points.iter().rev().find(|point| point.at_us <= at_us);
            let want = before.copied().unwrap_or(Point { at_us, ..START.point });
            assert_eq!(curve.at(at_us), want, "{at_us}");
        }
        for share in [0.99, 0.7, 0.5, 0.31, 0.1] {
            let want = points.iter().find(|point| point.share <= share + 1e-12).map(|point| point.at_us);
            assert_eq!(curve.time_of(share).map(|found| found.0), want, "{share}");
        }
    }
}
