//! Is there a queue that the reported times do not show?
//!
//! Little's law: in a steady state the mean time in the system is what is open, on average, over what comes in a day. If that is longer than
//! the mean time of the needs that ended in the same months, time passes that no closed need shows yet. The gap's 95 % interval is a
//! jackknife over months, and its chance from a normal tail. Sources: Little, Operations Research 9, 1961; domain.md 4.2 G14 and V1.3 (200
//! empty homes, 20 new a week: 70 days, where 41 were reported). Where it misleads: in a system that grows, or just after a change;
//! so it is not said where the intake of the later half differs from the earlier by more than a fifth.

use super::pattern::{Looked, Pattern, Tested};
use crate::flow::spans;
use crate::reading::{Finding, Verdict};
use crate::statistics::tails::normal_above;
use crate::time::DAY_US;

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
const LEAST_MONTHS: usize = 6;
const MOST_MONTHS: usize = 13;
const LEAST_ENDS: f64 = 50.0;
/// The intake of both halves may differ by this share.
const STEADY: f64 = 0.2;
/// A gap below this share of the reported time is not spoken of.
const LEAST_GAP: f64 = 0.25;

/// One month: what was open on average, what came, what ended, and how long that had taken.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Month {
    open_days: f64,
    arrivals: f64,
    ends: f64,
    ended_days: f64,
}

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let months = months(looked);
    if months.len() < LEAST_MONTHS {
        let why =
            format!("the log watches {} stretches of four weeks; {LEAST_MONTHS} are needed", months.len());
        return pattern.not_enough(looked, &why).into();
    }
    let arrivals =
        |months: &[Month]| months.iter().map(|month| month.arrivals).sum::<f64>() / months.len() as f64;
    let (earlier, later) = months.split_at(months.len() / 2);
    let change = arrivals(later) / arrivals(earlier) - 1.0;
    if !change.is_finite() || change.abs() > STEADY {
        let why = "the intake of the later months differs from the earlier by more than a fifth, and the law holds for a steady \
                   state only; look at a stretch without such a change (--since, --until)";
        return pattern.not_enough(looked, why).into();
    }
    let Some((implied, reported)) =
        gap(&months).filter(|_| months.iter().map(|m| m.ends).sum::<f64>() >= LEAST_ENDS)
    else {
        return pattern.not_enough(looked, "too few needs came or ended in these months").into();
    };
    let difference = implied - reported;
    let error = jackknife(&months);
    let t = difference / error;
    let p = normal_above(t);
    let is = p < 0.01 && difference >= LEAST_GAP * reported;
    let says = format!(
        "What was open and what came in imply that a need takes {implied:.0} days, where those that ended had taken {reported:.0}: a gap of \
         {difference:.0} days ({:.0} to {:.0}).{}",
        difference - 1.96 * error,
        difference + 1.96 * error,
        if is {
            " Consistent with work that waits where no closed need shows it."
        } else {
            " No evidence of a hidden queue."
        }
    );
    Finding {
        statistic: Some((pattern.statistic, t)).filter(|_| t.is_finite()),
        p: Some(p),
        observed: Some(implied),
        expected: Some(reported),
        size: Some((difference, Some((difference - 1.96 * error, difference + 1.96 * error)))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

/// The implied and the reported time, in days.
fn gap(months: &[Month]) -> Option<(f64, f64)> {
    let sum = |of: fn(&Month) -> f64| months.iter().map(of).sum::<f64>();
    let days = (months.len() as i64 * MONTH_DAYS) as f64;
    let implied = implied_days(sum(|month| month.open_days) / days, sum(|month| month.arrivals), days)?;
    let reported = sum(|month| month.ended_days) / sum(|month| month.ends);
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

/// The last whole stretches of four weeks before the end of what is known, after a first one in which the record fills up.
fn months(looked: &Looked<'_>) -> Vec<Month> {
    let parts = spans::each_part(looked.log, looked.ask, |spans| {
        spans
            .map(|span| (span.first_us, span.last_us, span.ended.is_some(), span.known_until_us))
            .collect::<Vec<_>>()
    });
    let all = parts.concat();
    let (Some(first), Some(until)) =
        (all.iter().map(|span| span.0).min(), all.iter().map(|span| span.3).min())
    else {
        return Vec::new();
    };
    let month_us = MONTH_DAYS * DAY_US;
    let whole = ((until - first) / month_us - 1).clamp(0, MOST_MONTHS as i64) as usize;
    let start_us = until - whole as i64 * month_us;
    let mut months = vec![Month::default(); whole];
    let place = |at_us: i64| (at_us - start_us).div_euclid(month_us);
    let days = |us: i64| us as f64 / DAY_US as f64;
    for (first, last, ended, _) in all {
        let end = if ended { last.min(until) } else { until };
        if let Some(month) = usize::try_from(place(first)).ok().and_then(|place| months.get_mut(place)) {
            month.arrivals += 1.0;
        }
        if let Some(month) =
            usize::try_from(place(last)).ok().and_then(|at| months.get_mut(at)).filter(|_| ended)
        {
            month.ends += 1.0;
            month.ended_days += days(last - first);
        }
        let from = place(first).max(0) as usize;
        for (place, month) in months.iter_mut().enumerate().skip(from) {
            let opens = start_us + place as i64 * month_us;
            if end <= opens {
                break;
            }
            month.open_days += days(end.min(opens + month_us) - first.max(opens));
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    /// domain.md V1.3: 200 empty homes, 20 new a week: 70 days, where 21 + 20 were reported: a gap of 29.
    #[test]
    fn empty_homes() {
        let implied = implied_days(200.0, 20.0, 7.0).unwrap();
        assert_eq!((implied, implied - 41.0), (70.0, 29.0));
        assert_eq!(implied_days(200.0, 0.0, 7.0), None);
        assert_eq!(implied_days(f64::NAN, 1.0, 7.0), None);
    }
}
