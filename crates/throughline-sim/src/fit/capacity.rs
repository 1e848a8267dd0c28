//! When each pool works and how many work in it, from when its work was done and by whom. Nothing is said of any one worker.
//!
//! Calendar: the days of the week with at least a tenth of the busiest day's times, from the hundredth to the ninety-ninth of a
//! hundred times of day, to the half hour. Staff: workers by their active intervals, each from first to last day seen, less
//! gaps of five working days and more of those who otherwise work at least every second day; and never fewer than were busy
//! at one time. Where it misleads: people who also do work that the log does not show look freer than they are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use throughline::log::NONE;
use throughline::place::Calendar;
use throughline::place::clock::{Clock, day_of, weekday_of};
use throughline::place::working::WorkingHours;
use throughline::sourcing::plan::Opens;
use throughline::time::{DAY_US, Instant};

use super::choice::Choice;
use super::seen::{Needs, Seen};

/// A pool as the log shows it.
pub(super) struct Capacity {
    pub(super) opens: Opens,
    /// Its open hours over the log; `None` if it never closes.
    hours: Option<WorkingHours>,
    /// Whether its times are dates only.
    pub(super) dates_only: bool,
    /// How many work in it; `None` where no worker is known.
    pub(super) staff: Option<Staff>,
    /// When all of them were busy, in order.
    full: Vec<(i64, i64)>,
    /// When it opened, and when it had closed before that, in order; empty if it never closes.
    openings: Vec<(i64, i64)>,
    /// How many pieces of work it did.
    pub(super) pieces: u64,
}

/// How many work in a pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Staff {
    pub(super) value: u32,
    /// How many were seen on a working day, on average.
    pub(super) low: u32,
    /// How many were ever seen.
    pub(super) high: u32,
    /// The share of working days on which somebody who otherwise works was away.
    pub(super) away: Option<f64>,
    /// The most who were busy at one time.
    pub(super) busiest: u32,
}

impl Capacity {
    /// Open time between two instants.
    pub(super) fn open_us(&self, from_us: i64, until_us: i64) -> i64 {
        match &self.hours {
            None => (until_us - from_us).max(0),
            Some(hours) => hours.between_us(Instant(from_us), Instant(until_us)),
        }
    }

    /// When it had closed, if it opened just then: what begins at an opening may have come at any time while it was closed.
    pub(super) fn closed_before_us(&self, at_us: i64) -> Option<i64> {
        let after = self.openings.partition_point(|(opened_us, _)| *opened_us <= at_us);
        let (opened_us, closed_us) = *self.openings.get(after.checked_sub(1)?)?;
        (at_us - opened_us <= 1_000_000).then_some(closed_us)
    }

    /// The last instant from `enabled_us` to `start_us` at which somebody was free, so that no queue explains the time until then.
    pub(super) fn last_free_us(&self, enabled_us: i64, start_us: i64) -> i64 {
        let after = self.full.partition_point(|(from_us, _)| *from_us < start_us);
        match after.checked_sub(1).map(|place| self.full[place]) {
            Some((from_us, until_us)) if start_us <= until_us => from_us.max(enabled_us),
            _ => start_us,
        }
    }
}

/// The capacities of all pools, and the days on which nobody works though it is a working day. `window` is from when to when the
/// log is taken as whole.
pub(super) fn capacities(
    needs: &Needs,
    choice: &Choice,
    zone: &TimeZone,
    window: (i64, i64),
) -> (Vec<Capacity>, Vec<Date>, Option<OneTime>) {
    let mut of_pool: Vec<Vec<&Seen>> = vec![Vec::new(); choice.pools.len()];
    for need in &needs.needs {
        for seen in need.events.iter().filter(|seen| seen.takes_time()) {
            of_pool[choice.pool(seen)].push(seen);
        }
    }
    let mut clock = Clock::of(zone);
    let civil: Vec<Vec<i64>> = of_pool
        .iter()
        .map(|pieces| pieces.iter().flat_map(|seen| times(seen)).map(|us| clock.civil_us(us)).collect())
        .collect();
    let all: Vec<i64> = civil.concat();
    let of_all = week(&all);
    let days_off = days_off(&all, &of_all.0);
    let capacities = of_pool.iter().zip(&civil).map(|(pieces, times)| {
        // Too few times of its own say nothing of the hours.
        let (week, dates_only) = if times.len() < 200 { of_all } else { week(times) };
        let whole = week == [Some((0, 24 * 60)); 7];
        let opens =
            if whole { Opens::Always } else { Opens::Hours(Calendar { week, holidays: Default::default() }) };
        let hours = (!whole).then(|| {
            let calendar = Calendar { week, holidays: Default::default() }.without(days_off.iter().copied());
            calendar.hours(
                zone,
                Instant(first_us(needs) - 8 * DAY_US),
                Instant(needs.until_us + 400 * DAY_US),
            )
        });
        let stretches: Vec<(Instant, Instant)> =
            hours.as_ref().map_or(Vec::new(), |hours: &WorkingHours| hours.stretches().collect());
        let apart = |pair: &&[(Instant, Instant)]| pair[0].1 < pair[1].0;
        let openings = stretches.windows(2).filter(apart).map(|pair| (pair[1].0.0, pair[0].1.0)).collect();
        let mut of = Capacity {
            opens,
            hours,
            dates_only,
            staff: None,
            full: Vec::new(),
            openings,
            pieces: pieces.len() as u64,
        };
        staffed(&mut of, pieces, &mut clock, &week, window, needs.until_us);
        of
    });
    (capacities.collect(), days_off, one_time(&all))
}

/// The time of day, other than midnight, at which most things happen: the midnight of another zone, as dates without an hour have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OneTime {
    pub(super) minute: i64,
    pub(super) share: f64,
}

fn one_time(civil_us: &[i64]) -> Option<OneTime> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    civil_us.iter().for_each(|us| *counts.entry(us.rem_euclid(DAY_US)).or_default() += 1);
    let (time_us, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let share = count as f64 / civil_us.len() as f64;
    let whole = time_us % 60_000_000 == 0;
    (time_us > 0 && whole && share > 0.5).then_some(OneTime { minute: time_us / 60_000_000, share })
}

fn first_us(needs: &Needs) -> i64 {
    needs.needs.iter().map(|need| need.opened_us).min().unwrap_or(0)
}

fn times(seen: &Seen) -> impl Iterator<Item = i64> + use<> {
    [Some(seen.at_us), seen.until_us.filter(|until_us| *until_us != seen.at_us)].into_iter().flatten()
}

type Week = [Option<(u16, u16)>; 7];

/// The hours of a week in which these civil times lie, and whether they are dates only.
fn week(civil_us: &[i64]) -> (Week, bool) {
    let minute = |us: i64| (us.rem_euclid(DAY_US) / 60_000_000) as u16;
    let midnights = civil_us.iter().filter(|us| us.rem_euclid(DAY_US) == 0).count();
    let dates_only = midnights * 2 > civil_us.len();
    let mut of_day: [Vec<u16>; 7] = Default::default();
    for us in civil_us.iter().filter(|us| dates_only || us.rem_euclid(DAY_US) != 0) {
        of_day[weekday_of(day_of(*us))].push(minute(*us));
    }
    let busiest = of_day.iter().map(Vec::len).max().unwrap_or(0);
    let usual = if busiest == 0 { (0, 24 * 60) } else { between(&mut of_day.concat()) };
    let week = std::array::from_fn(|day| {
        let times = &mut of_day[day];
        if times.is_empty() || times.len() * 10 < busiest {
            return None;
        }
        if dates_only {
            return Some((0, 24 * 60));
        }
        // A day has hours of its own where they are clearly others.
        let own = if times.len() < 200 { usual } else { between(times) };
        let alike = own.0.abs_diff(usual.0) < 60 && own.1.abs_diff(usual.1) < 60;
        let (opens, closes) = if alike { usual } else { own };
        Some(if closes - opens >= 22 * 60 { (0, 24 * 60) } else { (opens, closes) })
    });
    (if busiest == 0 { [Some((0, 24 * 60)); 7] } else { week }, dates_only)
}

/// The first and the ninety-ninth of a hundred times of day, to the half hour outward.
fn between(minutes: &mut [u16]) -> (u16, u16) {
    minutes.sort_unstable();
    let last = minutes.len() - 1;
    let (low, high) = (minutes[last / 100], minutes[last - last / 100]);
    let opens = low / 30 * 30;
    (opens, (high.div_ceil(30) * 30).max(opens + 30).min(24 * 60))
}

/// Days of the week's working days on which nothing at all was done though on others like it at least eight things are.
fn days_off(civil_us: &[i64], week: &Week) -> Vec<Date> {
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    civil_us.iter().for_each(|us| *counts.entry(day_of(*us)).or_default() += 1);
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return Vec::new();
    };
    let near = |day: i64| -> f64 {
        // The same day of the four weeks before and after.
        let like: Vec<u64> = (1..=4)
            .flat_map(|week| [day - 7 * week, day + 7 * week])
            .filter(|day| (first..=last).contains(&day))
            .map(|day| counts.get(&day).copied().unwrap_or(0))
            .collect();
        like.iter().sum::<u64>() as f64 / like.len().max(1) as f64
    };
    let off = |day: &i64| week[weekday_of(*day)].is_some() && !counts.contains_key(day) && near(*day) >= 8.0;
    (*first..=*last).filter(off).filter_map(date).collect()
}

fn date(day: i64) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

/// Who works in it: fills in `staff` and `full`.
fn staffed(
    of: &mut Capacity,
    pieces: &[&Seen],
    clock: &mut Clock<'_>,
    week: &Week,
    window: (i64, i64),
    until_us: i64,
) {
    let known = pieces.iter().filter(|seen| seen.worker != NONE).count();
    if pieces.is_empty() || known * 5 < pieces.len() * 4 {
        return;
    }
    let mut days: BTreeMap<u32, BTreeSet<i64>> = BTreeMap::new();
    for seen in pieces.iter().filter(|seen| seen.worker != NONE) {
        days.entry(seen.worker).or_default().insert(day_of(clock.civil_us(seen.at_us)));
    }
    let works = |day: i64| week[weekday_of(day)].is_some();
    let working = |from: i64, until: i64| (from..=until).filter(|day| works(*day)).count() as f64;
    let (first, last) = (day_of(clock.civil_us(window.0)), day_of(clock.civil_us(window.1)));
    let all = working(first, last).max(1.0);
    let (mut in_post, mut seen_days, mut away, mut regular) = (0.0, 0.0, 0.0, 0.0);
    for days in days.values() {
        let days: Vec<i64> = days.iter().copied().filter(|day| (first..=last).contains(day)).collect();
        let ([from, .., until] | [from @ until]) = &days[..] else { continue };
        let post = working(*from, *until).max(1.0);
        in_post += post;
        seen_days += days.len() as f64;
        if post >= 20.0 && days.len() as f64 * 2.0 >= post {
            let gaps = days.windows(2).map(|pair| working(pair[0] + 1, pair[1] - 1));
            away += gaps.filter(|gap| *gap >= 5.0).sum::<f64>();
            regular += post;
        }
    }
    let away = (regular > 0.0).then(|| away / regular);
    let busy = busy(pieces, until_us);
    let busiest = busy.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let present = (in_post / all * (1.0 - away.unwrap_or(0.0))).round() as u32;
    let value = present.max(busiest).max(1);
    let low = ((seen_days / all).round() as u32).clamp(1, value);
    of.staff = Some(Staff { value, low, high: (days.len() as u32).max(value), away, busiest });
    of.full = full(&busy, value);
}

/// How many different workers are busy from each instant on, where it is known when work began and ended.
fn busy(pieces: &[&Seen], until_us: i64) -> Vec<(i64, u32)> {
    let mut of_worker: BTreeMap<u32, Vec<(i64, i64)>> = BTreeMap::new();
    for seen in pieces.iter().filter(|seen| seen.worker != NONE) {
        if let Some(ended_us) = seen.until_us.filter(|ended_us| *ended_us > seen.at_us) {
            of_worker.entry(seen.worker).or_default().push((seen.at_us, ended_us.min(until_us)));
        }
    }
    let mut changes: BTreeMap<i64, i64> = BTreeMap::new();
    for mut times in of_worker.into_values() {
        times.sort_unstable();
        let mut busy_until_us = i64::MIN;
        for (from_us, until_us) in times {
            let from_us = from_us.max(busy_until_us);
            if from_us < until_us {
                *changes.entry(from_us).or_default() += 1;
                *changes.entry(until_us).or_default() -= 1;
                busy_until_us = until_us;
            }
        }
    }
    let mut count = 0;
    let counted = |(at_us, change)| {
        count += change;
        (at_us, count as u32)
    };
    changes.into_iter().map(counted).collect()
}

/// When at least so many are busy, stretches that touch as one.
fn full(busy: &[(i64, u32)], all: u32) -> Vec<(i64, i64)> {
    let mut full: Vec<(i64, i64)> = Vec::new();
    for pair in busy.windows(2).filter(|pair| pair[0].1 >= all) {
        match full.last_mut() {
            Some(last) if last.1 == pair[0].0 => last.1 = pair[1].0,
            _ => full.push((pair[0].0, pair[1].0)),
        }
    }
    full
}
