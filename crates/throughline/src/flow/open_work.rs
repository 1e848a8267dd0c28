//! How many needs are open, over time, with those that arrive and those that end.
//!
//! Question: is the pile growing? Formula: at the end of each day (or week, where the log spans more than a year) in the
//! service's zone, needs opened so far minus needs ended so far; beside it those opened and those ended in it. Source: Little,
//! Operations Research 9, 1961 (what is in the system is what came in less what went out). What is said is said of the time in between
//! that is known (`known`): a log has no needs that were open before it began unless they had an event since, so its first weeks look
//! emptier than they were; and where an end is inferred from quiet, the last ones are open until the quiet days have passed. Where it
//! misleads: a pile that stays as high as it is can be made of ever older needs.

use super::known::Known;
use super::spans::{self, Rule, rule};
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, start_of_day};
use crate::reading::{Ask, Measure, Reading, Series, Shape, counted, thousands};
use crate::time::{DAY_US, Instant};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.open_work",
    asks: "Is the pile of open needs growing?",
    unit: "needs",
    formula: "needs opened so far minus needs ended so far at the end of each day or week; arrivals and ends in it",
    source: "Little, A proof for the queuing formula L = lambda W, Operations Research 9, 1961",
    misleads: "Needs open before the log began are missing, so its first weeks look emptier than they were.",
    read,
};

/// One day or week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// When it begins in the service's zone.
    pub start: Instant,
    /// Needs open when it ends.
    pub open: u64,
    /// Needs opened in it.
    pub arrivals: u64,
    /// Needs ended in it.
    pub ends: u64,
}

/// A log of more days than this is shown by weeks: about a year of points is what a picture holds.
const DAYS_SHOWN: i64 = 400;

fn read(log: &Log, ask: &Ask) -> Reading {
    let (period, all) = open_work(log, ask);
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return Reading::not_enough("there are no needs in this log");
    };
    let known = Known::of(log, ask)
        .unwrap_or(Known { from: first.start, until: Instant(super::known::until_us(log, ask)) });
    let ends = |place: usize| match all.get(place + 1) {
        Some(next) => next.start,
        None => Instant(all[place].start.0 + if period == "week" { 7 * DAY_US } else { DAY_US }),
    };
    let shown: Vec<(&Period, Instant)> =
        all.iter().enumerate().map(|(place, own)| (own, ends(place))).collect();
    let shown: Vec<(&Period, Instant)> =
        shown.into_iter().filter(|(own, end)| own.start >= known.from && *end <= known.until).collect();
    let says = match shown.split_last() {
        Some((now, before)) if !before.is_empty() => in_between(period, *now, before, ask),
        _ => format!(
            "{} open at the end of the log, which is too short to say whether that is more than before.",
            counted(last.open, "need is", "needs are")
        ),
    };
    let point = |p: &Period| (p.start, [p.open, p.arrivals, p.ends].map(|count| Some(count as f64)).to_vec());
    let series = Series {
        period,
        columns: vec!["open", "arrivals", "ends"],
        points: all.iter().map(point).collect(),
        known_from: known.from,
        known_until: known.until,
    };
    Reading::of(says, log.need_count() as u64, "needs", Shape::Series(series)).as_sure_as(sure(
        &rule(log, ask),
        last,
        known,
        ask,
    ))
}

/// How many are open at the end of the last period that is known, beside all known before it.
fn in_between(
    period: &str,
    (now, end): (&Period, Instant),
    before: &[(&Period, Instant)],
    ask: &Ask,
) -> String {
    let counts = || before.iter().map(|(own, _)| own.open);
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    let answer = match now.open {
        open if open > most => "More are open than ever before",
        open if open < least => "Fewer are open than ever before",
        _ if least == most => "It is as high as it was before",
        open if open == most => "It is as high as ever before",
        open if open == least => "It is as low as ever before",
        _ => "It has been higher, and it has been lower",
    };
    let between = match least == most {
        true => thousands(least),
        false => {
            // Between the two it can be on its way up or down: the height half way shows which.
            let (least, most, half_way) =
                (thousands(least), thousands(most), thousands(before[before.len() / 2].0.open));
            format!("between {least} and {most} (half way through {half_way})")
        }
    };
    format!(
        "{answer}: {} open at the end of {}, and {between} in the {period}s from {} on.",
        counted(now.open, "need was", "needs were"),
        Instant(end.0 - 1).day_in(&ask.zone),
        before[0].0.start.day_in(&ask.zone),
    )
}

/// What is not known at both ends of the log.
fn sure(rule: &Rule, last: &Period, known: Known, ask: &Ask) -> String {
    let begins = format!(
        " Before {} the pile is only filling: needs that were open before the log began are not in it.",
        known.from.day_in(&ask.zone)
    );
    // A log that is longer than the quiet days ends in a rise that is only this rule's.
    let ends = |of: &str, days: f64| {
        format!(
            " {of} was heard of in the last {} counts as open, ended or not: so {} at the end of the log, which is no rise.",
            crate::wording::days(days),
            counted(last.open, "is open", "are open"),
        )
    };
    let ends = match rule {
        Rule::Quiet(days) => ends("Whatever", *days),
        Rule::BySource { quiet_days, .. } => ends("Of needs whose end no source says, whatever", *quiet_days),
        Rule::Said { .. } => String::new(),
    };
    format!("{}{begins}{ends}", rule.sentence())
}

/// `day` or `week`, and all of them from the first opening to the end of observation (or the last event, if that is later).
pub fn open_work(log: &Log, ask: &Ask) -> (&'static str, Vec<Period>) {
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let mut day = |at_us| day_of(clock.civil_us(at_us)) as i32;
        spans.map(|span| (day(span.first_us), span.ended.map(|_| day(span.last_us)))).collect::<Vec<_>>()
    });
    let days = || parts.iter().flatten();
    let Some(first) = days().map(|(opened, _)| *opened).min() else { return ("day", Vec::new()) };
    let now = day_of(Clock::of(&ask.zone).civil_us(ask.now.0));
    let last =
        days().map(|(opened, ended)| i64::from(ended.map_or(*opened, |ended| ended.max(*opened)))).max();
    let last = last.map_or(now, |last| last.max(now));
    let (name, length) = if last - i64::from(first) > DAYS_SHOWN { ("week", 7) } else { ("day", 1) };
    // Weeks begin on Mondays; a day is a week of one.
    let number = |day: i64| if length == 7 { (day + 3).div_euclid(7) } else { day };
    let start = |number: i64| if length == 7 { number * 7 - 3 } else { number };
    let first = number(i64::from(first));
    let place = |day: i32| (number(i64::from(day)) - first) as usize;
    let empty = |at: i64| Period { start: start_of_day(start(at), &ask.zone), open: 0, arrivals: 0, ends: 0 };
    let mut all: Vec<Period> = (first..=number(last)).map(empty).collect();
    for (opened, ended) in days() {
        all[place(*opened)].arrivals += 1;
        if let Some(ended) = ended {
            all[place(*ended)].ends += 1;
        }
    }
    let mut open = 0;
    for period in &mut all {
        open = open + period.arrivals - period.ends;
        period.open = open;
    }
    // As in the weekly series: one time far from all others must not fill the answer with empty weeks.
    if all.len() as i64 > MOST_WEEKS {
        all.retain(|period| period.arrivals + period.ends > 0);
    }
    (name, all)
}
