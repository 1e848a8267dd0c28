//! One limit, judged: rounding first, then whether a rule makes everything, then the pile before it against placebos.
//!
//! Spoken of only if p < 0.01, at most one place in twenty where no limit is shows as much, the excess is at least 15 % of what is
//! expected and at least ten, and at least 500 durations lie in the range. Source: measures.md 2.1 to 2.3. Why all of these: each alone calls
//! up to 13 % (the p-value) or 7 % (the placebos) of clean services bent; together it was 0 to 3.3 %. With many limits tested the
//! false-discovery rate over all of them comes on top. Where it misleads: a limit that the law sets on a round number of weeks and
//! people keep by deciding on Fridays piles up too; ask who acted.

use super::adjacent::{CURVE, adjacent};
use super::bunching::{Bunch, Curve, Placebos, Window, bunch, placebos, places};
use super::counts::{Counts, LONGEST};
use super::heaping::{LOST, ROUNDED, heaping};
use crate::statistics::poisson::NoFit;
pub use crate::time::Unit;

/// A limit, and how to look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Met is a duration of so many units or fewer.
    pub at: i64,
    /// The unit.
    pub unit: Unit,
    /// Where to look.
    pub window: Window,
    /// What the curve may follow.
    pub curve: Curve,
    /// Placebos stand a multiple of so many units away.
    pub step: i64,
    /// Other limits on the same durations: placebos keep away from them.
    pub known: Vec<i64>,
}

/// At least so many durations in the range.
pub const LEAST: u64 = 500;
/// At least so many placebos.
pub const LEAST_PLACEBOS: usize = 19;
/// About so many placebos are enough.
const MOST_PLACEBOS: i64 = 200;
/// The excess is at least this share of what is expected.
pub const LEAST_SHARE: f64 = 0.15;
/// And at least so many.
pub const LEAST_EXCESS: f64 = 10.0;
/// The chance of it is below this.
pub const RARE: f64 = 0.01;
/// At most this share of placebos shows as much.
pub const RARE_PLACEBO: f64 = 0.05;
/// What is missing after the limit was taken from there if it is more standard errors than this.
pub const TAKEN: f64 = 1.64;
/// A rule makes it if at least this share of all durations is one and the same.
pub const RULE: f64 = 0.9;
/// A rule makes a pile too of which that share lies on the limit itself, if it is so many times what is expected: people who hurry come in
/// on the days before as well, and double or treble what comes there.
pub const RULE_TIMES: f64 = 20.0;
/// Limits of fewer days lie where the durations of most services rise and fall.
const NEAR_NOUGHT: i64 = 10;
/// A shift of this many standard errors is found four times in five at a chance of 0.01.
const SEEN: f64 = 2.326_347_874 + 0.841_621_234;

impl Limit {
    /// A limit with the usual window: in days 3 before and 7 after, in minutes and hours a twenty-fourth of the limit before and an eighth
    /// after (10 and 30 of 240 minutes); the range three quarters of the limit (of hours and minutes seven twelfths) to both sides, or as much
    /// further up as placebos need.
    pub fn of(at: i64, unit: Unit) -> Limit {
        Limit::beside(at, unit, Vec::new())
    }

    /// The same where there are other limits on the same durations: the range is so wide that there are places enough beside them.
    pub fn beside(at: i64, unit: Unit, known: Vec<i64>) -> Limit {
        let (below, above, period, step) = match unit {
            Unit::Days | Unit::WorkingDays => {
                let (below, above) = if at < 14 {
                    (1, 2)
                } else if at < 28 {
                    (2, 5)
                } else {
                    (3, 7)
                };
                (below, above, if unit == Unit::Days { 7 } else { 5 }, 1)
            }
            Unit::Hours => ((at / 24).max(1), (at / 8).max(2), 24, 1),
            Unit::Minutes => ((at / 24).max(1), (at / 8).max(2), 0, if at >= 60 { 5 } else { 1 }),
        };
        // Three quarters of a limit in days, seven twelfths in minutes: 100 to 380 of 240. Further out the curve no longer fits.
        let reach = if matches!(unit, Unit::Days | Unit::WorkingDays) { at * 3 / 4 } else { at * 7 / 12 };
        let from = (at - reach).min(at - below).max(0);
        // Of clean services a polynomial alone called a third to a half bent at 3 and 5 days, this one in twenty or fewer.
        let logarithm = matches!(unit, Unit::Days | Unit::WorkingDays) && at < NEAR_NOUGHT;
        let degree = if logarithm { 2 } else { 4 };
        let round_to = if step > 1 { vec![step] } else { Vec::new() };
        // Wide ranges have more places than are needed, and each is a fit of the whole range.
        let step = step.max((at + reach - from) / MOST_PLACEBOS);
        let mut limit = Limit {
            at,
            unit,
            window: Window { below, above, from, to: at + reach },
            curve: Curve { degree, logarithm, period, round_to },
            step,
            known,
        };
        // A few more than the least: one may not be fitted.
        while limit.window.to < LONGEST && limit.placebo_places() < LEAST_PLACEBOS + 5 {
            limit.window.to += 1;
        }
        limit
    }

    /// How many places for placebos there are.
    pub fn placebo_places(&self) -> usize {
        places(self.at, &self.window, self.step, &self.known).count()
    }

    /// What is wrong with the settings, in a sentence to act on.
    pub fn wrong(&self) -> Option<String> {
        let Window { below, above, from, to } = self.window;
        let Limit { at, .. } = *self;
        if !(1..=LONGEST / 2).contains(&at) {
            let most = LONGEST / 2;
            return Some(format!(
                "a limit of {at} cannot be tested; it must be 1 or more, and {most} at most (use a longer unit)"
            ));
        }
        if below < 0 || above < 0 {
            return Some("the window before and after the limit must be nought or more".to_string());
        }
        if from < 0 || to <= from || to > LONGEST {
            return Some(format!(
                "the range must run from nought or more up to {LONGEST} at most, not from {from} to {to}"
            ));
        }
        if at - below < from || at + above > to {
            return Some(format!(
                "the window {} to {} does not lie inside the range {from} to {to}; widen the range",
                at - below,
                at + above
            ));
        }
        if self.step < 1 || self.curve.period < 0 || self.curve.period > to - from {
            return Some(
                "the step must be 1 or more, and the period nought or more and shorter than the range"
                    .to_string(),
            );
        }
        if self.curve.degree > 12 {
            return Some("the curve's degree can be 12 at most".to_string());
        }
        None
    }
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The limit's mark is there.
    Flag,
    /// No evidence of one.
    NoEvidence,
    /// Too little, or too rounded, to test.
    NoTest,
    /// A rule or a system seems to make the times.
    RuleMade,
}

impl Decision {
    /// As it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Flag => "flag",
            Decision::NoEvidence => "no_evidence",
            Decision::NoTest => "no_test",
            Decision::RuleMade => "rule_made",
        }
    }
}

/// A limit judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// How many durations lie in the range.
    pub n: u64,
    /// How many durations there are.
    pub all: u64,
    /// The index of rounding to fives: 100 is none. None without durations.
    pub rounding: Option<f64>,
    /// Round numbers that the curve allows for.
    pub round_to: Vec<i64>,
    /// The test at the limit.
    pub bunch: Option<Bunch>,
    /// The test where no limit is; not made if the first shows nothing, unless asked for.
    pub placebos: Option<Placebos>,
    /// The second opinion on the first duration that misses the limit.
    pub adjacent: Option<f64>,
    /// The share of the excess that falls on the limit itself, as far as an even share of what is expected tells.
    pub on_the_limit: Option<f64>,
    /// What is decided.
    pub decision: Decision,
    /// Why there is no test, or which single duration nearly all share.
    pub why: Why,
}

/// More about a decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// Nothing more to say.
    Judged,
    /// Nearly all durations are this one; so many of them.
    OneDuration(i64, u64),
    /// Too few durations in the range.
    TooFew,
    /// Too few places for placebos.
    TooFewPlacebos(usize),
    /// Durations are rounded to multiples of this.
    Rounded(i64),
    /// Fewer different durations occur than a curve needs.
    FewDistinct(usize),
    /// The curve cannot be fitted.
    NoFit(NoFit),
}

/// Judges a limit. `thorough` makes the placebos also where they cannot change the decision.
pub fn judge(counts: &Counts, limit: &Limit, thorough: bool) -> Judged {
    let Window { from, to, .. } = limit.window;
    let mut judged = Judged {
        n: counts.between(from, to),
        all: counts.total(),
        rounding: rounding(counts, limit, 5),
        round_to: limit.curve.round_to.clone(),
        bunch: None,
        placebos: None,
        adjacent: adjacent(counts, limit.at + 1, CURVE),
        on_the_limit: None,
        decision: Decision::NoTest,
        why: Why::Judged,
    };
    if let Some((duration, count)) = counts.most_frequent()
        && count >= LEAST / 10
        && count as f64 >= RULE * judged.all as f64
    {
        let near = duration >= limit.at - limit.window.below && duration <= limit.at + limit.window.above;
        judged.decision = if near { Decision::RuleMade } else { Decision::NoTest };
        judged.why = Why::OneDuration(duration, count);
        return judged;
    }
    if let Some(why) = cannot_test(counts, limit, &judged) {
        judged.why = why;
        return judged;
    }
    let mut curve = limit.curve.clone();
    curve.round_to.extend(rounded_to(counts, limit));
    judged.round_to.clone_from(&curve.round_to);
    match bunch(counts, limit.at, &limit.window, &curve) {
        Err(why) => judged.why = Why::NoFit(why),
        Ok(found) => {
            let gates = found.p < RARE && found.b >= LEAST_SHARE && found.excess >= LEAST_EXCESS;
            if gates || thorough {
                let Limit { at, window, step, known, .. } = limit;
                judged.placebos = Some(placebos(counts, *at, window, &curve, *step, known, found.t));
            }
            let made = judged.placebos.filter(|placebos| placebos.count >= LEAST_PLACEBOS);
            judged.decision = match made {
                Some(placebos) if gates && placebos.p <= RARE_PLACEBO => Decision::Flag,
                None if gates => Decision::NoTest,
                _ => Decision::NoEvidence,
            };
            if judged.decision == Decision::NoTest {
                judged.why = Why::TooFewPlacebos(judged.placebos.map_or(0, |placebos| placebos.count));
            }
            let even = found.expected / (limit.window.below + 1) as f64;
            judged.on_the_limit =
                (found.excess > 0.0).then(|| (counts.at(limit.at) as f64 - even) / found.excess);
            if gates && found.b >= RULE_TIMES && judged.on_the_limit.is_some_and(|share| share >= RULE) {
                judged.decision = Decision::RuleMade;
                judged.why = Why::OneDuration(limit.at, counts.at(limit.at));
                return judged;
            }
            judged.bunch = Some(found);
        }
    }
    judged
}

fn cannot_test(counts: &Counts, limit: &Limit, judged: &Judged) -> Option<Why> {
    let Window { from, to, .. } = limit.window;
    if judged.n < LEAST {
        return Some(Why::TooFew);
    }
    let distinct = counts.distinct(from, to);
    if distinct < 12 {
        return Some(Why::FewDistinct(distinct));
    }
    if judged.rounding.is_some_and(|index| index > LOST) {
        return Some(Why::Rounded(5));
    }
    let places = limit.placebo_places();
    (places < LEAST_PLACEBOS).then_some(Why::TooFewPlacebos(places))
}

/// The index of rounding to a base, outside the limit's window: a pile at a limit that is a round number is no rounding. None where
/// the cycle of the curve makes that base itself (a weekly meeting makes fives of working days).
fn rounding(counts: &Counts, limit: &Limit, base: i64) -> Option<f64> {
    let Window { below, above, from, to } = limit.window;
    if limit.curve.period > 1 && limit.curve.period % base == 0 {
        return None;
    }
    let mut remainders = vec![0; base.max(2) as usize];
    for duration in (from.max(0)..=to).filter(|at| !(limit.at - below..=limit.at + above).contains(at)) {
        remainders[(duration % base.max(2)) as usize] += counts.at(duration);
    }
    heaping(remainders).map(|found| found.index)
}

/// Round numbers that durations are written down as: fives; and among the fives, in minutes, tens, quarters and half hours.
fn rounded_to(counts: &Counts, limit: &Limit) -> Vec<i64> {
    let index = |base: i64| rounding(counts, limit, base).unwrap_or(0.0);
    let fives = index(5);
    if fives <= ROUNDED {
        return Vec::new();
    }
    let finer: &[i64] = if limit.unit == Unit::Minutes { &[10, 15, 30] } else { &[] };
    let also = finer.iter().copied().filter(|base| index(*base) > fives * ROUNDED / 100.0);
    let all: Vec<i64> = [5].into_iter().chain(also).collect();
    all.into_iter().filter(|base| !limit.curve.round_to.contains(base)).collect()
}

impl Judged {
    /// The least number moved before the limit that would be seen four times in five, and as a share of what is expected just after it.
    pub fn would_see(&self) -> Option<(f64, f64)> {
        let bunch = self.bunch.as_ref()?;
        let moved = (SEEN * bunch.excess_se).max(LEAST_SHARE * bunch.expected).max(LEAST_EXCESS);
        let share = moved / bunch.expected_after;
        (moved.is_finite() && share.is_finite()).then_some((moved, share))
    }

    /// Whether there are too many just after the limit too.
    pub fn more_after(&self) -> bool {
        self.bunch.as_ref().is_some_and(|bunch| bunch.t_missing < -TAKEN)
    }

    /// Whether what is too many before the limit seems taken from just after it.
    pub fn taken_from_after(&self) -> bool {
        self.bunch.as_ref().is_some_and(|bunch| bunch.t_missing > TAKEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_windows() {
        let days = Limit::of(56, Unit::Days);
        assert_eq!(days.window, Window { below: 3, above: 7, from: 14, to: 98 });
        assert_eq!((days.curve.period, days.step, days.curve.round_to.len()), (7, 1, 0));
        let minutes = Limit::of(240, Unit::Minutes);
        assert_eq!(minutes.window, Window { below: 10, above: 30, from: 100, to: 380 });
        assert_eq!((minutes.step, &minutes.curve.round_to[..]), (5, &[5][..]));
        for at in [1, 2, 5, 10, 14, 20, 28, 90, 365] {
            let limit = Limit::of(at, Unit::Days);
            assert_eq!(limit.wrong(), None, "{at}");
            assert!(limit.placebo_places() >= LEAST_PLACEBOS, "{at}");
        }
    }

    /// Clean services near nought: rounded gamma, exponential and lognormal times, none with a limit.
    #[test]
    fn short_limits_are_not_found_where_there_are_none() {
        let mut random = crate::statistics::random::Random::new(7, "short limits");
        let mut flags = 0;
        for study in 0..60 {
            let mut time = || {
                let mut exponential = |mean: f64| -mean * (1.0 - random.unit()).ln();
                match study % 3 {
                    0 => exponential(2.0) + exponential(2.0) + exponential(2.0),
                    1 => exponential(8.0),
                    // The sum of twelve even draws is near enough to normal.
                    _ => (1.9 + 0.7 * ((0..12).map(|_| random.unit()).sum::<f64>() - 6.0)).exp(),
                }
            };
            let mut counts = Counts::up_to(60);
            (0..3000).for_each(|_| counts.add(time().round() as i64, 1));
            for at in [3, 5] {
                flags +=
                    usize::from(judge(&counts, &Limit::of(at, Unit::Days), false).decision == Decision::Flag);
            }
        }
        assert!(flags <= 10, "{flags} of 120");
    }

    #[test]
    fn other_limits_widen_the_range_and_wide_ones_have_places_enough() {
        let beside = Limit::beside(14, Unit::Days, vec![20, 28]);
        assert!(
            beside.placebo_places() >= LEAST_PLACEBOS
                && beside.window.to > Limit::of(14, Unit::Days).window.to
        );
        for at in [2_400, 4_000] {
            let places = Limit::of(at, Unit::Hours).placebo_places();
            assert!((LEAST_PLACEBOS..300).contains(&places), "{at}: {places}");
        }
        assert_eq!(Limit::of(56, Unit::Days).step, 1);
    }

    /// Neither a weekly meeting nor the pile at a limit is rounding.
    #[test]
    fn what_is_no_rounding() {
        let weekly = Limit::of(40, Unit::WorkingDays);
        let mut counts = Counts::up_to(weekly.window.to);
        (1..=100).for_each(|duration| counts.add(duration, if duration % 5 == 0 { 60 } else { 20 }));
        let judged = judge(&counts, &weekly, false);
        assert!(judged.rounding.is_none() && judged.bunch.is_some(), "{judged:?}");
        let limit = Limit::of(30, Unit::Days);
        let mut counts = Counts::up_to(limit.window.to);
        (1..=100).for_each(|duration| counts.add(duration, if duration == 30 { 400 } else { 20 }));
        let judged = judge(&counts, &limit, false);
        assert!(judged.rounding.is_some_and(|index| index < ROUNDED), "{judged:?}");
    }

    #[test]
    fn settings_that_do_not_fit_are_said() {
        let with = |change: &dyn Fn(&mut Limit)| {
            let mut limit = Limit::of(56, Unit::Days);
            change(&mut limit);
            limit.wrong().unwrap_or_default()
        };
        assert!(with(&|limit| limit.at = 0).contains("1 or more"));
        assert!(with(&|limit| limit.window.below = -1).contains("nought or more"));
        assert!(with(&|limit| limit.window.to = 50).contains("widen the range"));
        assert!(with(&|limit| limit.window.from = 98).contains("the range must run"));
        assert!(with(&|limit| limit.step = 0).contains("step"));
        assert!(with(&|limit| limit.curve.degree = 40).contains("degree"));
    }

    #[test]
    fn one_duration_is_a_rule_and_few_are_no_test() {
        let limit = Limit::of(60, Unit::Days);
        let mut counts = Counts::up_to(limit.window.to);
        assert_eq!(judge(&counts, &limit, false).why, Why::TooFew);
        counts.add(60, 79_860);
        let judged = judge(&counts, &limit, false);
        assert_eq!((judged.decision, judged.why), (Decision::RuleMade, Why::OneDuration(60, 79_860)));
        let elsewhere = judge(&counts, &Limit::of(20, Unit::Days), false);
        assert_eq!(elsewhere.decision, Decision::NoTest);
        let mut few = Counts::up_to(limit.window.to);
        (1..=90).for_each(|duration| few.add(duration, 5));
        assert_eq!(judge(&few, &limit, false).why, Why::TooFew);
        let mut coarse = Counts::up_to(limit.window.to);
        (4..=20).for_each(|five| coarse.add(five * 5, 100));
        assert_eq!(judge(&coarse, &limit, false).why, Why::Rounded(5));
        let mut flat = Counts::up_to(limit.window.to);
        (1..=120).for_each(|duration| flat.add(duration, 20));
        let judged = judge(&flat, &limit, false);
        assert_eq!((judged.decision, judged.placebos), (Decision::NoEvidence, None));
        let (moved, share) = judged.would_see().unwrap();
        assert!(moved > 20.0 && (0.1..0.6).contains(&share), "{moved} {share}");
    }
}
