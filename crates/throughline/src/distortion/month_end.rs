//! Do more needs end in the last days of a month? On a log: see `period_end` for the formula.
//!
//! Ends on working days of the calendar, in whole months only. Found if the chance by the regression is below 0.01, the draws agree, and
//! the last days hold at least 15 % more.

use super::clocks::Ruler;
use super::pattern::{Looked, Pattern, Tested};
use super::period_end::{Day, LEAST_MONTHS, NoPeriodEnd, period_end};
use super::who::who;
use crate::flow::spans;
use crate::place::clock::weekday_of;
use crate::reading::{Finding, Verdict};
use crate::statistics::random::Random;
use crate::statistics::tails::normal_above;
use crate::time::Unit;
use crate::wording::counted;

pub(super) const PATTERN: Pattern = Pattern {
    name: "rush at the end of the month",
    statistic: "ratio",
    size_of: "ratio",
    could_also_be: "pay-days, bank holidays, billing runs, or a court or committee that sits then",
    look_at: "what kinds of need end in the last two working days, and whether the first days of the next month are quiet",
    rule: "Does a run, a sitting or a rule end things at the end of the month?",
    look,
};

const LEAST_RATIO: f64 = 1.15;
const RARE: f64 = 0.01;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let (log, ask) = (looked.log, looked.ask);
    let parts = spans::each_part(log, ask, |spans| {
        let mut ruler = Ruler::new(Unit::Days, &ask.zone, &looked.working);
        let ended = spans.filter(|span| span.ended.is_some());
        ended.map(|span| (ruler.day(span.last_us), span.last_event)).collect::<Vec<_>>()
    });
    let ends = parts.concat();
    let (Some(first), Some(last)) = (ends.iter().map(|end| end.0).min(), ends.iter().map(|end| end.0).max())
    else {
        return pattern.not_enough(looked, "no need has ended yet").into();
    };
    let days = working_days(looked, &ends, first, last);
    match period_end(&days, &mut Random::new(ask.seed, "period end")) {
        Err(NoPeriodEnd::Months(months)) => {
            let whole = counted(months as u64, "whole month makes", "whole months make");
            let why = format!("{whole} no pattern; {LEAST_MONTHS} are needed");
            pattern.not_enough(looked, &why).into()
        }
        Err(NoPeriodEnd::Fit(why)) => pattern.not_enough(looked, &why.to_string()).into(),
        Ok(found) => {
            let p = normal_above(found.t);
            let is = p < RARE && found.p < RARE && found.ratio >= LEAST_RATIO && found.interval.0 > 1.0;
            let dip = if is && found.first_days_ratio < 0.9 {
                " The first days of the month are quieter: work is pulled forward."
            } else {
                ""
            };
            let says = format!(
                "Over {} months, the last two working days held {:.2} times as many ends as the month and weekday lead to expect ({:.2} to \
                 {:.2}).{}{dip}",
                found.months,
                found.ratio,
                found.interval.0,
                found.interval.1,
                if is { "" } else { " No evidence of a rush." }
            );
            let lasts = last_days(&days);
            let inside =
                ends.iter().filter(|(day, _)| lasts.binary_search(day).is_ok()).map(|(_, event)| *event);
            Finding {
                statistic: Some((pattern.statistic, found.ratio)),
                p: Some(p.max(if found.p < RARE { 0.0 } else { found.p })),
                needs_affected: is.then_some((found.observed - found.expected).round().max(0.0) as u64),
                observed: Some(found.observed),
                expected: Some(found.expected),
                size: Some((found.ratio, Some(found.interval))),
                who: who(looked, inside),
                ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
            }
            .into()
        }
    }
}

/// The working days of the months of which both ends lie within the ends of needs.
fn working_days(looked: &Looked<'_>, ends: &[(i64, usize)], first: i64, last: i64) -> Vec<Day> {
    let mut counts = vec![0.0_f64; (last - first + 1).clamp(0, 400_000) as usize];
    for (day, _) in ends {
        if let Some(count) = counts.get_mut((day - first) as usize) {
            *count += 1.0;
        }
    }
    let month = |day: i64| month_of(day);
    let (first_month, last_month) = (month(first - 1), month(last + 1));
    (first..)
        .zip(counts)
        .filter(|(day, _)| {
            looked.working.works(*day) && month(*day) != first_month && month(*day) != last_month
        })
        .map(|(day, count)| Day { day, month: month(day), weekday: weekday_of(day), count })
        .collect()
}

/// The number of the month of a civil day.
fn month_of(day: i64) -> i64 {
    let date =
        jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day.clamp(-700_000, 2_900_000)));
    date.map_or(0, |date| i64::from(date.year()) * 12 + i64::from(date.month()))
}

/// The last two working days of every month, in order.
fn last_days(days: &[Day]) -> Vec<i64> {
    let months = days.chunk_by(|a, b| a.month == b.month);
    months
        .flat_map(|month| month.iter().rev().take(super::period_end::DAYS).rev().map(|day| day.day))
        .collect()
}
