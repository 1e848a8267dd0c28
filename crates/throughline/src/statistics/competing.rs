//! Cumulative incidence where a thing can end in several ways and each end rules the others out: paid, or sent for collection; sorted,
//! or moved away, or died.
//!
//! Formula (Aalen and Johansen, Scandinavian Journal of Statistics 5, 1978): F_k(t) = sum over times u <= t of S(u-) d_k(u) / Y(u),
//! with S the Kaplan-Meier curve of any end, Y(u) those still watched, ties exact. Variance by the delta method, which here equals the
//! infinitesimal jackknife of R's `survfit`; 95 % interval on the scale of log(-log(1 - F)). Why not 1 - Kaplan-Meier with the other
//! ends taken as censored: it answers for a world in which they do not happen, and is too high.

use super::share::Z_95;

/// How something watched ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Watching stopped first.
    Watched,
    /// As asked about.
    Asked,
    /// In another way, after which the end asked about cannot come.
    Other,
}

/// The share that ended as asked about by some time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incidence {
    /// The share.
    pub share: f64,
    /// Its standard error.
    pub error: f64,
}

impl Incidence {
    /// The 95 % interval of the share; `None` at none and at all, where nothing is known of the spread.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let rest = 1.0 - self.share;
        if self.error.is_nan() || rest <= 0.0 || rest >= 1.0 {
            return None;
        }
        let log = rest.ln();
        let spread = (Z_95 * self.error / (rest * -log)).exp();
        Some((1.0 - (log / spread).exp(), 1.0 - (log * spread).exp()))
    }
}

/// What happened at one of the times at which something ended.
#[derive(Debug, Clone, Copy)]
struct Step {
    at: i64,
    watched: f64,
    asked: f64,
    any: f64,
    /// The share without an end just before.
    before: f64,
    /// The share that ended as asked about, up to and with this time.
    share: f64,
}

/// The curve, from times (of any unit) and how each ended. Any order.
#[derive(Debug, Clone)]
pub struct Competing {
    steps: Vec<Step>,
}

impl Competing {
    /// The curve of these.
    pub fn of(mut ends: Vec<(i64, End)>) -> Competing {
        ends.sort_unstable();
        let (mut before, mut share) = (1.0, 0.0);
        let mut steps = Vec::new();
        let mut place = 0;
        while place < ends.len() {
            let at = ends[place].0;
            let here = ends[place..].iter().take_while(|end| end.0 == at);
            let (mut asked, mut any, mut all) = (0.0, 0.0, 0);
            for (_, end) in here {
                asked += f64::from(*end == End::Asked);
                any += f64::from(*end != End::Watched);
                all += 1;
            }
            let watched = (ends.len() - place) as f64;
            place += all;
            if any > 0.0 {
                share += before * asked / watched;
                steps.push(Step { at, watched, asked, any, before, share });
                before *= 1.0 - any / watched;
            }
        }
        Competing { steps }
    }

    /// The share that ended as asked about by a time.
    pub fn at(&self, at: i64) -> Incidence {
        let steps = &self.steps[..self.steps.partition_point(|step| step.at <= at)];
        let share = steps.last().map_or(0.0, |step| step.share);
        let term = |step: &Step| {
            let rest = share - step.share;
            let left = step.watched - step.any;
            let survived = if left > 0.0 { rest * rest * step.any / (step.watched * left) } else { 0.0 };
            let n = step.watched;
            let own = step.before * step.before * step.asked * (n - step.asked) / (n * n * n);
            survived + own - 2.0 * rest * step.before * step.asked / (n * n)
        };
        // Rounding may leave a hair below nought.
        let variance: f64 = steps.iter().map(term).sum();
        Incidence { share, error: variance.max(0.0).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::survival::Survival;
    use proptest::prelude::*;

    #[test]
    fn without_other_ends_and_censoring_it_is_the_share_and_its_binomial_error() {
        let ends = (1..=10).map(|at| (at, End::Asked)).collect();
        let found = Competing::of(ends).at(3);
        assert!((found.share - 0.3).abs() < 1e-12);
        assert!((found.error - (0.3_f64 * 0.7 / 10.0).sqrt()).abs() < 1e-12);
        assert_eq!(Competing::of(vec![]).at(5).interval(), None);
    }

    proptest! {
        #[test]
        fn with_one_kind_of_end_it_is_kaplan_meier(times in prop::collection::vec((0_i64..30, any::<bool>()), 1..60), at in 0_i64..30) {
            let of = |wanted: bool| times.iter().filter(|(_, end)| *end == wanted).map(|(at, _)| *at).collect::<Vec<_>>();
            let curve = Survival::of(of(true), of(false));
            let end = |end: bool| if end { End::Asked } else { End::Watched };
            let found = Competing::of(times.iter().map(|(at, ended)| (*at, end(*ended))).collect()).at(at);
            prop_assert!((found.share - (1.0 - curve.at(at).share)).abs() < 1e-9);
            if let (Some((low, high)), Some((km_low, km_high))) = (found.interval(), curve.at(at).interval()) {
                prop_assert!((low - (1.0 - km_high)).abs() < 1e-6 && (high - (1.0 - km_low)).abs() < 1e-6);
            }
        }

        #[test]
        fn the_ends_add_up(times in prop::collection::vec((0_i64..20, 0_u8..3), 1..60), at in 0_i64..25) {
            let end = |code: u8, asked: u8| match code {
                0 => End::Watched,
                code if code == asked => End::Asked,
                _ => End::Other,
            };
            let share = |asked: u8| Competing::of(times.iter().map(|(at, code)| (*at, end(*code, asked))).collect()).at(at).share;
            let of = |wanted: bool| times.iter().filter(|(_, code)| (*code > 0) == wanted).map(|(at, _)| *at).collect::<Vec<_>>();
            let open = Survival::of(of(true), of(false)).at(at).share;
            prop_assert!((share(1) + share(2) + open - 1.0).abs() < 1e-9);
        }
    }
}
