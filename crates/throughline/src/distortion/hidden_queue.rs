//! Is there a queue that the reported times do not show?
//!
//! Little's law: in a steady state the mean time in the system is what is open, on average, over what comes in a day. If that is longer than
//! the mean time of the needs that ended in the same months, time passes that no closed need shows yet. The gap's 95 % interval is a
//! jackknife over months, with Student's t. Sources: Little, Operations Research 9, 1961; domain.md 4.2 G14 and V1.3 (200
//! empty homes, 20 new a week: 70 days, where 41 were reported). The law holds in a steady state only, so nothing is said before the record
//! has filled up (the time in which nine of ten needs end, by Kaplan and Meier, for those that ended tell too little), where what
//! is open changes by a tenth or more from the first month to the last (domain.md 8.2 no. 9), or where the intake of the later half differs
//! from the earlier by more than a fifth. Where it misleads: needs that ended and were never closed in the record.

use super::pattern::{Looked, Pattern, Tested};
use crate::flow::side_by_side::side_by_side;
use crate::flow::spans;
use crate::reading::{Finding, Verdict};
use crate::statistics::least_squares::t_95;
use crate::statistics::tails::student_above;
use crate::time::DAY_US;
use crate::wording::whole;

pub(super) const PATTERN: Pattern = Pattern {
    name: "hidden queue",
    statistic: "gap in standard errors",
    size_of: "days",
    could_also_be: "a system that is growing, or needs that ended and were never closed in the record",
    look_at: "the oldest open needs, and when something was last done for each",
    rule: "Does a rule keep needs open in the record after they are met?",
    look,
};

/// The time that Little's law implies, in days: `open` needs on average, `arrivals` in `days`. None if nothing arrives.
pub fn implied_days(open: f64, arrivals: f64, days: f64) -> Option<f64> {
    let implied = open / arrivals * days;
    (arrivals > 0.0 && days > 0.0 && implied.is_finite() && implied >= 0.0).then_some(implied)
}

/// A month has so many days here, so that months are alike.
const MONTH_DAYS: i64 = 28;
const MONTH_US: i64 = MONTH_DAYS * DAY_US;
const LEAST_MONTHS: usize = 6;
const MOST_MONTHS: usize = 13;
const LEAST_ENDS: u64 = 50;
/// The intake of both halves may differ by this share.
const STEADY: f64 = 0.2;
/// What is open may change by this share from the first month to the last.
const STEADY_OPEN: f64 = 0.1;
/// The record has filled up after the time in which all but this share of needs end.
const STILL_OPEN: f64 = 0.1;
/// A gap below this share of the reported time is not spoken of.
const LEAST_GAP: f64 = 0.25;

/// One month: what was open, what came, what ended, and how long that had taken; whole numbers, so that threads may share the counting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Month {
    open_us: i128,
    arrivals: u64,
    ends: u64,
    ended_us: i128,
}

impl Month {
    fn and(self, other: Month) -> Month {
        Month {
            open_us: self.open_us + other.open_us,
            arrivals: self.arrivals + other.arrivals,
            ends: self.ends + other.ends,
            ended_us: self.ended_us + other.ended_us,
        }
    }
}

/// A need: when it opened and when something last happened, whether that ended it, and until when that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it opened.
    pub first_us: i64,
    /// When something last happened.
    pub last_us: i64,
    /// Whether that ended it.
    pub ended: bool,
    /// Until when it is known whether it has ended.
    pub known_until_us: i64,
}

/// The gap between what is implied and what is reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The time that what is open and what comes in imply, in days.
    pub implied: f64,
    /// What those that ended had taken on average, in days.
    pub reported: f64,
    /// The standard error of the gap, in days.
    pub error: f64,
    /// The gap in standard errors.
    pub t: f64,
    /// The chance of so large a gap or a larger if there were none.
    pub p: f64,
    /// So many standard errors reach to either end of the 95 % interval.
    reach: f64,
}

impl Gap {
    /// The gap, in days.
    pub fn days(&self) -> f64 {
        self.implied - self.reported
    }

    /// Its 95 % interval, in days.
    pub fn interval(&self) -> (f64, f64) {
        (self.days() - self.reach * self.error, self.days() + self.reach * self.error)
    }

    /// Whether it is to be spoken of.
    pub fn is(&self) -> bool {
        self.p < 0.01 && self.days() >= LEAST_GAP * self.reported
    }
}

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let parts = spans::each_part(looked.log, looked.ask, |spans| {
        let life = |span: spans::Span| Life {
            first_us: span.first_us,
            last_us: span.last_us,
            ended: span.ended.is_some(),
            known_until_us: span.known_until_us,
        };
        spans.map(life).collect::<Vec<_>>()
    });
    let found = match judged(&parts) {
        Ok(found) => found,
        Err(why) => return pattern.not_enough(looked, &why).into(),
    };
    let (low, high) = found.interval();
    let says = format!(
        "What was open and what came in imply that a need takes {:.0} days, where those that ended had taken {:.0}: a gap of \
         {} days ({} to {}).{}",
        found.implied,
        found.reported,
        whole(found.days()),
        whole(low),
        whole(high),
        if found.is() {
            " Consistent with work that waits where no closed need shows it."
        } else {
            " No evidence of a hidden queue."
        }
    );
    Finding {
        statistic: Some((pattern.statistic, found.t)),
        p: Some(found.p),
        observed: Some(found.implied),
        expected: Some(found.reported),
        size: Some((found.days(), Some((low, high)))),
        ..pattern.finding(looked, if found.is() { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

/// The gap, or why nothing can be said.
pub fn judged(parts: &[Vec<Life>]) -> Result<Gap, String> {
    let Some(filled_us) = filled_us(parts) else {
        return Err("in all the time that is known not nine of ten needs have ended, so it cannot be told when the record had filled \
                    up, and the law holds for a steady state only"
            .to_string());
    };
    let months = months(parts, filled_us);
    if months.len() < LEAST_MONTHS {
        return Err(format!(
            "after the record has filled up it watches {} stretches of four weeks; {LEAST_MONTHS} are needed",
            months.len()
        ));
    }
    let arrivals = |months: &[Month]| {
        months.iter().map(|month| month.arrivals).sum::<u64>() as f64 / months.len() as f64
    };
    let (earlier, later) = months.split_at(months.len() / 2);
    let change = arrivals(later) / arrivals(earlier) - 1.0;
    if !change.is_finite() || change.abs() > STEADY {
        return Err("the intake of the later months differs from the earlier by more than a fifth, and the law holds for a \
                    steady state only; look at a stretch without such a change (--since, --until)"
            .to_string());
    }
    let open_us = months.iter().map(|month| month.open_us).sum::<i128>() as f64 / months.len() as f64;
    let grown = (months[months.len() - 1].open_us - months[0].open_us) as f64 / open_us;
    if !grown.is_finite() || grown.abs() >= STEADY_OPEN {
        return Err("what is open changes by a tenth or more from the first of these months to the last, and the law holds for a \
                    steady state only; look at how much is open"
            .to_string());
    }
    let ends: u64 = months.iter().map(|month| month.ends).sum();
    let (Some((implied, reported)), true) = (gap(&months), ends >= LEAST_ENDS) else {
        return Err("too few needs came or ended in these months".to_string());
    };
    let error = jackknife(&months);
    let degrees = months.len() as f64 - 1.0;
    let t = (implied - reported) / error;
    let reach = t_95(degrees).filter(|_| error > 0.0 && t.is_finite());
    let Some(reach) = reach else {
        return Err("these months do not differ, so nothing tells how sure the gap is".to_string());
    };
    Ok(Gap { implied, reported, error, t, p: student_above(t, degrees), reach })
}

/// The time in which nine of ten needs end, by Kaplan and Meier in whole days; None if fewer have ended in all the time that is known.
fn filled_us(parts: &[Vec<Life>]) -> Option<i64> {
    // Longer than this no log is.
    const MOST_DAYS: i64 = 40_000;
    let counts = each(parts, |part| {
        let mut days = vec![(0_u64, 0_u64); MOST_DAYS as usize + 1];
        for life in part {
            let until_us = if life.ended { life.last_us } else { life.known_until_us };
            let day = (until_us - life.first_us).div_euclid(DAY_US).clamp(0, MOST_DAYS) as usize;
            days[day].0 += u64::from(life.ended);
            days[day].1 += 1;
        }
        days
    });
    let and = |sum: Vec<(u64, u64)>, part: Vec<(u64, u64)>| {
        sum.into_iter().zip(part).map(|(a, b)| (a.0 + b.0, a.1 + b.1)).collect()
    };
    let days = counts.into_iter().reduce(and)?;
    let all: u64 = parts.iter().map(|part| part.len() as u64).sum();
    let (mut waiting, mut share) = (all, 1.0);
    for (day, (ended, gone)) in (1..).zip(days) {
        if waiting == 0 {
            return None;
        }
        share *= 1.0 - ended as f64 / waiting as f64;
        if share <= STILL_OPEN {
            return Some(day * DAY_US);
        }
        waiting -= gone;
    }
    None
}

/// The implied and the reported time, in days.
fn gap(months: &[Month]) -> Option<(f64, f64)> {
    let all = months.iter().fold(Month::default(), |sum, month| sum.and(*month));
    let days = |us: i128| us as f64 / DAY_US as f64;
    let watched_days = (months.len() as i64 * MONTH_DAYS) as f64;
    let implied = implied_days(days(all.open_us) / watched_days, all.arrivals as f64, watched_days)?;
    let reported = days(all.ended_us) / all.ends as f64;
    reported.is_finite().then_some((implied, reported))
}

/// The standard error of the gap, leaving out one month after the other.
fn jackknife(months: &[Month]) -> f64 {
    let without = |out: usize| {
        let rest: Vec<Month> =
            months.iter().enumerate().filter(|(place, _)| *place != out).map(|(_, month)| *month).collect();
        gap(&rest).map(|(implied, reported)| implied - reported)
    };
    let gaps: Vec<f64> = (0..months.len()).filter_map(without).collect();
    let n = gaps.len() as f64;
    let mean = gaps.iter().sum::<f64>() / n;
    (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() * (n - 1.0) / n).sqrt()
}

/// The last whole stretches of four weeks before the end of what is known, after the record has filled up.
fn months(parts: &[Vec<Life>], filled_us: i64) -> Vec<Month> {
    let all = || parts.iter().flatten();
    let first_us = all().map(|life| life.first_us).min();
    let until_us = all().map(|life| life.known_until_us).min();
    let (Some(first_us), Some(until_us)) = (first_us, until_us) else { return Vec::new() };
    let whole = ((until_us - first_us - filled_us) / MONTH_US).clamp(0, MOST_MONTHS as i64) as usize;
    let parts = each(parts, |part| months_of(part, whole, until_us));
    let none = vec![Month::default(); whole];
    parts.iter().fold(none, |sum, part| sum.iter().zip(part).map(|(a, b)| a.and(*b)).collect())
}

/// So many months before an instant.
fn months_of(all: &[Life], whole: usize, until_us: i64) -> Vec<Month> {
    let start_us = until_us - whole as i64 * MONTH_US;
    let mut months = vec![Month::default(); whole];
    let place = |at_us: i64| (at_us - start_us).div_euclid(MONTH_US);
    for Life { first_us: first, last_us: last, ended, .. } in all.iter().copied() {
        let end = if ended { last.min(until_us) } else { until_us };
        let came = place(first);
        if let Some(month) = usize::try_from(came).ok().and_then(|place| months.get_mut(place)) {
            month.arrivals += 1;
        }
        if ended
            && let Some(month) = usize::try_from(place(last)).ok().and_then(|place| months.get_mut(place))
        {
            month.ends += 1;
            month.ended_us += i128::from(last - first);
        }
        for (place, month) in months.iter_mut().enumerate().skip(came.max(0) as usize) {
            let opens = start_us + place as i64 * MONTH_US;
            if end <= opens {
                break;
            }
            month.open_us += i128::from(end.min(opens + MONTH_US) - first.max(opens));
        }
    }
    months
}

/// Works on each part in a thread of its own.
fn each<T: Send>(parts: &[Vec<Life>], work: impl Fn(&[Life]) -> T + Sync) -> Vec<T> {
    let mut done: Vec<(&Vec<Life>, Option<T>)> = parts.iter().map(|part| (part, None)).collect();
    side_by_side(done.iter_mut(), parts.len(), || (), |(), (part, found)| *found = Some(work(part)));
    done.into_iter().filter_map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    /// domain.md V1.3: 200 empty homes, 20 new a week: 70 days, where 21 + 20 were reported: a gap of 29.
    #[test]
    fn empty_homes() {
        let implied = implied_days(200.0, 20.0, 7.0).unwrap();
        assert_eq!((implied, implied - 41.0), (70.0, 29.0));
        assert_eq!(implied_days(200.0, 0.0, 7.0), None);
        assert_eq!(implied_days(f64::NAN, 1.0, 7.0), None);
    }

    fn exponential(random: &mut Random, mean: f64) -> f64 {
        -mean * (1.0 - random.unit()).ln()
    }

    /// Needs that come by chance over so many days and take as long as `takes` says; None never ends.
    fn service(
        seed: u64,
        watched_days: f64,
        a_day: f64,
        takes: impl Fn(&mut Random, f64) -> Option<f64>,
    ) -> Vec<Life> {
        let mut random = Random::new(seed, "hidden queue");
        let us = |days: f64| (days * DAY_US as f64) as i64;
        let (mut all, mut at) = (Vec::new(), 0.0);
        loop {
            at += exponential(&mut random, 1.0 / a_day);
            if at > watched_days {
                return all;
            }
            let end = takes(&mut random, at).map(|takes| at + takes).filter(|end| *end <= watched_days);
            all.push(Life {
                first_us: us(at),
                last_us: us(end.unwrap_or(at)),
                ended: end.is_some(),
                known_until_us: us(watched_days),
            });
        }
    }

    /// Young logs of long needs, where nothing is hidden: 55 to 59 of 60 of each were found before the record had to fill up.
    #[test]
    fn a_young_log_of_long_needs_hides_nothing() {
        for (mean, watched) in [(200.0, 420.0), (200.0, 250.0), (100.0, 900.0), (30.0, 700.0), (60.0, 500.0)]
        {
            let found = (0..40)
                .filter(|seed| {
                    let all = service(*seed, watched, 3.0, |random, _| Some(exponential(random, mean)));
                    judged(&[all]).is_ok_and(|found| found.is())
                })
                .count();
            assert!(found <= 1, "{mean} {watched}: {found} of 40");
        }
    }

    /// Of those that came in the first 300 days a quarter was never touched again, and still waits; the others take five days.
    #[test]
    fn an_old_stock_that_nobody_touches_is_found() {
        let left = |random: &mut Random, at: f64| {
            let forgotten = at < 300.0 && random.unit() < 0.25;
            (!forgotten).then(|| exponential(random, 5.0))
        };
        let found = judged(&[service(1, 1_100.0, 7.0, left)]).unwrap();
        assert!(found.is() && found.implied > 50.0 && found.reported < 7.0, "{found:?}");
        let (low, high) = found.interval();
        assert!(low < found.days() && found.days() < high && low > 0.0, "{found:?}");
    }

    #[test]
    fn what_is_not_steady_is_not_said() {
        let growing = |random: &mut Random, _: f64| (random.unit() < 0.92).then(|| exponential(random, 5.0));
        assert!(judged(&[service(2, 1_100.0, 7.0, growing)]).unwrap_err().contains("changes by a tenth"));
        assert!(judged(&[]).is_err());
        let never = service(3, 1_000.0, 3.0, |_, _| None);
        assert!(judged(&[never]).unwrap_err().contains("nine of ten"));
    }
}
