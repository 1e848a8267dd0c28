//! One limit, judged: rounding first, then whether a rule makes everything, then the pile before it against placebos.
//!
//! Spoken of only if p < 0.01, at most one place in twenty where no limit is shows as much, the excess is at least 15 % of what is
//! expected and at least ten, at least 500 durations lie in the range, of two lengths or more below the window, and it is a pile: more just
//! after the limit too, or half as many in the days before the window, is a hump around it, as work that takes about so long makes. What lies
//! on a single duration beside the limit is a rule's. Source: measures.md 2.1 to 2.3. Why all of these: each alone calls
//! up to 13 % (the p-value) or 7 % (the placebos) of clean services bent; together it was 0 to 3.3 %. With many limits tested the
//! false-discovery rate over all of them comes on top. Where it misleads: a limit that the law sets on a round number of weeks and
//! people keep by deciding on Fridays piles up too; ask who acted.

use super::adjacent::{CURVE, adjacent};
use super::bunching::{Bunch, Curve, Placebos, Window, bunch, placebos, places};
use super::counts::{Counts, LONGEST};
use super::heaping::{LOST, ROUNDED, heaping};
use super::weekdays::Excess;
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
/// Limits of fewer days lie where the durations of most services rise and fall. At 10 and 14 days a polynomial alone called up to one in
/// five of 10,000 clean durations bent (a lognormal time, or two stages after five days), this one in fifty.
const NEAR_NOUGHT: i64 = 20;
/// At least so many different durations that occur must lie below the window: with fewer the curve is not laid through the durations
/// before the limit but drawn on from those after it, and called a third of clean services bent at limits of 1 and 2 days.
pub const LEAST_BELOW: usize = 2;
/// A pile of which so much, as a share, lies in the stretch before the window is a hump, if it is so many standard errors: fewer would let one
/// in ten of true piles go.
const EARLY: f64 = 0.5;
const EARLY_ERRORS: f64 = 3.0;
/// All the excess but a fifth on one duration that is not the limit is a rule at that duration.
pub const MOST: f64 = 0.8;
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
    /// Whether what is too many is a hump around the limit, not a pile that ends at it.
    pub hump: bool,
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
    /// Fewer different durations than [`LEAST_BELOW`] occur below the window.
    FewBelow(usize),
    /// The weekdays on which needs start and end explain what the curve does not.
    Weekdays,
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
        hump: false,
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
        Ok(found) => decide(counts, limit, &curve, found, thorough, &mut judged),
    }
    judged
}

/// What a test at the limit comes to.
fn decide(counts: &Counts, limit: &Limit, curve: &Curve, found: Bunch, thorough: bool, judged: &mut Judged) {
    let gates = found.p < RARE && found.b >= LEAST_SHARE && found.excess >= LEAST_EXCESS;
    if gates || thorough {
        let Limit { at, window, step, known, .. } = limit;
        judged.placebos = Some(placebos(counts, *at, window, curve, *step, known, found.t));
    }
    let even = found.expected / (limit.window.below + 1) as f64;
    judged.on_the_limit = (found.excess > 0.0).then(|| (counts.at(limit.at) as f64 - even) / found.excess);
    if let Some(duration) = made_by_a_rule(counts, limit, judged, &found).filter(|_| gates) {
        judged.decision = Decision::RuleMade;
        judged.why = Why::OneDuration(duration, counts.at(duration));
        return;
    }
    judged.hump = gates && hump(counts, limit, curve, &found);
    let made = judged.placebos.filter(|placebos| placebos.count >= LEAST_PLACEBOS);
    judged.decision = match made {
        _ if judged.hump => Decision::NoEvidence,
        Some(placebos) if gates && placebos.p <= RARE_PLACEBO => Decision::Flag,
        None if gates => Decision::NoTest,
        _ => Decision::NoEvidence,
    };
    if judged.decision == Decision::NoTest {
        judged.why = Why::TooFewPlacebos(judged.placebos.map_or(0, |placebos| placebos.count));
    }
    judged.bunch = Some(found);
}

/// The one duration that a rule makes: the limit itself, if nearly all of a pile many times what is expected lies on it; or another just
/// before it that is at least doubled, for people who hurry to be in time do not all come in on one day that is not the last.
fn made_by_a_rule(counts: &Counts, limit: &Limit, judged: &Judged, found: &Bunch) -> Option<i64> {
    let (duration, beyond) = found.peak;
    let on_the_limit = found.b >= RULE_TIMES && judged.on_the_limit.is_some_and(|share| share >= RULE);
    let rare = judged.placebos.is_some_and(|placebos| placebos.p <= RARE_PLACEBO);
    let doubled = beyond * 2.0 >= counts.at(duration) as f64 && beyond >= LEAST as f64 / 10.0;
    let elsewhere = duration != limit.at && rare && doubled && beyond >= MOST * found.excess;
    if on_the_limit { Some(limit.at) } else { elsewhere.then_some(duration) }
}

/// Whether what is too many is a hump, work that takes about so long, and no pile that ends at the limit: too many come just after it as well;
/// or as many again, or half as many, come in the stretch just before the window, so that what is too many begins long before
/// (unless another limit lies there, which may have its own pile).
fn hump(counts: &Counts, limit: &Limit, curve: &Curve, found: &Bunch) -> bool {
    if found.t_missing < -TAKEN {
        return true;
    }
    let Window { below, above, from, to } = limit.window;
    let before = limit.at - below - 1;
    let has_a_limit = limit.known.iter().any(|other| (before - below..=before).contains(other));
    if before - below - from < LEAST_BELOW as i64 || has_a_limit {
        return false;
    }
    let window = Window { below, above: above + below + 1, from, to };
    let early = bunch(counts, before, &window, curve);
    early.is_ok_and(|early| early.t > EARLY_ERRORS && early.excess >= EARLY * found.excess)
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
    let below = counts.distinct(from, limit.at - limit.window.below - 1);
    if below < LEAST_BELOW {
        return Some(Why::FewBelow(below));
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

    /// The same with the weekdays of the needs' starts and ends allowed for: the larger chance counts, and a pile that does not show
    /// there is none. What was not looked at changes nothing.
    pub fn with_weekdays(&mut self, found: Option<Excess>) {
        let (Some(found), Some(bunch)) = (found, &mut self.bunch) else { return };
        bunch.p = bunch.p.max(found.p());
        if self.decision == Decision::Flag && !found.is() {
            self.decision = Decision::NoEvidence;
            self.why = Why::Weekdays;
        }
    }

    /// Whether what is too many before the limit seems taken from just after it.
    pub fn taken_from_after(&self) -> bool {
        self.bunch.as_ref().is_some_and(|bunch| bunch.t_missing > TAKEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

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

    /// A time of about `mean` units: gamma, exponential, Weibull or lognormal.
    fn time(shape: u64, mean: f64, random: &mut Random) -> f64 {
        let normal = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
        let mut exponential = |mean: f64| -mean * (1.0 - random.unit()).ln();
        match shape % 4 {
            0 => (0..3).map(|_| exponential(mean / 3.0)).sum(),
            1 => exponential(mean),
            2 => exponential(1.0).powf(0.625) * mean / 0.9,
            _ => mean * (0.7 * normal - 0.245).exp(),
        }
    }

    /// So many durations, as dates count them: what starts in the evening ends a day later more often.
    fn whole(n: usize, limit: &Limit, random: &mut Random, time: impl Fn(&mut Random) -> f64) -> Counts {
        let mut counts = Counts::up_to(limit.window.to);
        for _ in 0..n {
            let duration = random.unit() + time(random);
            counts.add(duration as i64, 1);
        }
        counts
    }

    /// Clean services near nought, none with a limit: nothing is found at 4 to 14 days or working days, and at fewer nothing is tested, for
    /// there is nothing below the window to lay a curve through.
    #[test]
    fn short_limits_are_not_found_where_there_are_none() {
        let mut random = Random::new(7, "short limits");
        for unit in [Unit::Days, Unit::WorkingDays] {
            let (mut flags, mut tests) = (0, 0);
            for study in 0..32 {
                for at in [1, 2, 3, 4, 5, 10, 14] {
                    let limit = Limit::of(at, unit);
                    let mean = if at >= 10 { 30.0 } else { 7.0 };
                    let n = if study % 2 == 0 { 4_000 } else { 10_000 };
                    let counts = whole(n, &limit, &mut random, |random| time(study / 2, mean, random));
                    let judged = judge(&counts, &limit, false);
                    if at <= 3 {
                        assert!(matches!(judged.why, Why::FewBelow(0 | 1)), "{at}: {judged:?}");
                        assert_eq!(judged.decision, Decision::NoTest, "{at}");
                    }
                    tests += usize::from(judged.bunch.is_some());
                    flags += usize::from(judged.decision == Decision::Flag);
                }
            }
            assert!(tests > 100 && flags * 20 <= tests, "{flags} of {tests}");
        }
    }

    /// Work that takes about thirty days stands around limits of 28 to 34 days, and nobody timed it; moved before the limit it is seen.
    #[test]
    fn a_hump_is_no_pile_and_a_pile_is_no_hump() {
        let mut random = Random::new(8, "hump");
        for at in [28, 30, 33, 34] {
            let limit = Limit::of(at, Unit::Days);
            let mut found = [0; 2];
            for _ in 0..8 {
                let hump = whole(3_000, &limit, &mut random, |random| match random.below(5) {
                    0 => 30.0 + 4.0 * ((0..12).map(|_| random.unit()).sum::<f64>() - 6.0),
                    1 => time(1, 100.0, random),
                    _ => time(0, 25.0, random),
                });
                let mut pile = Counts::up_to(limit.window.to);
                let clean = whole(3_000, &limit, &mut random, |random| time(0, 32.0, random));
                for duration in 0..=limit.window.to {
                    for _ in 0..clean.at(duration) {
                        let moved = (at + 1..=at + 8).contains(&duration) && random.unit() < 0.4;
                        pile.add(if moved { at - random.below(4) as i64 } else { duration }, 1);
                    }
                }
                for (found, counts) in found.iter_mut().zip([hump, pile]) {
                    *found += usize::from(judge(&counts, &limit, false).decision == Decision::Flag);
                }
            }
            assert!(found[0] == 0 && found[1] >= 7, "{at}: {found:?} of 8");
        }
    }

    /// What a rule closes on day 28 says nothing about a limit of 30.
    #[test]
    fn a_rule_on_a_day_beside_the_limit_is_that_days() {
        let mut random = Random::new(9, "rule");
        let limit = Limit::of(30, Unit::Days);
        let mut counts = whole(2_400, &limit, &mut random, |random| time(0, 27.0, random));
        counts.add(28, 600);
        let judged = judge(&counts, &limit, false);
        assert_eq!(judged.decision, Decision::RuleMade, "{judged:?}");
        assert_eq!(judged.why, Why::OneDuration(28, counts.at(28)));
        let there = judge(&counts, &Limit::of(28, Unit::Days), false);
        assert!(there.decision == Decision::Flag && there.on_the_limit > Some(MOST), "{there:?}");
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
