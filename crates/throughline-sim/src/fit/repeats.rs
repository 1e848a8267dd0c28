//! How often a claimed closure solved nothing, and when its person comes back.
//!
//! Where people say that they come back on the same need, closures are those of passes; else, where the log says who needs are about,
//! coming back is getting in touch after the closure, or another need of the same person and kind within the days that were asked for.
//! Share: 1 - S at
//! the horizon, by Kaplan and Meier, closures watched for less being censored, with the interval of the log(-log) scale. Where a log
//! has no closures but only the person's last word, what was closed and not met looks open until its person comes back: then
//! only closures count that are older than nearly all returns took. Where it misleads: a new need of the same kind counts as coming
//! back, and who is not linked is not seen to.

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Number, Time};
use throughline::statistics::share::wilson;
use throughline::statistics::survival::Survival;
use throughline::time::{DAY_US, HOUR_US};

use super::lengths::lengths;
use super::sheet::{Found, Sheet};
use super::traces::{Pass, Trace};

/// Fewer closures than this say nothing.
pub(super) const LEAST_CLOSURES: usize = 30;
/// Fewer of a kind have the share of all kinds.
pub(super) const LEAST_OF_KIND: usize = 100;
/// Why a study of the same log tells of more who come again than this share.
const OTHERWISE: &str = "only who came back after the closing: who asks again before it is in the chasing, and the study’s share of those who had to get in \
                         touch again counts both";

/// A claimed closure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closure {
    pub(super) kind: usize,
    pub(super) closed_us: i64,
    /// How long it was watched, or how long until its person came back.
    pub(super) watched_us: i64,
    pub(super) came_back: bool,
    pub(super) gave_up: bool,
    /// How many times it was handed over, and how long it took.
    pub(super) hand_overs: u32,
    pub(super) took_us: i64,
}

/// All closures, and the horizon in microseconds within which coming back counts.
pub(super) fn closures(
    traces: &[Trace],
    until_us: i64,
    within_need: bool,
    horizon_us: i64,
    hand_overs: &dyn Fn(&Trace, &Pass) -> u32,
) -> (Vec<Closure>, i64) {
    let mut all = Vec::new();
    for trace in traces {
        for pass in &trace.passes {
            let Some(closed_us) = pass.closed_us else { continue };
            let (watched_us, came_back) = match (pass.back_us, trace.followed_us) {
                (Some(back_us), _) => (back_us - closed_us, true),
                (None, _) if within_need => (until_us - closed_us, false),
                (None, Some((watched_us, came_back))) => (watched_us, came_back),
                (None, None) => continue,
            };
            all.push(Closure {
                kind: trace.kind,
                closed_us,
                watched_us: watched_us.max(0),
                came_back,
                gave_up: pass.gave_up,
                hand_overs: hand_overs(trace, pass),
                took_us: closed_us - pass.began_us,
            });
        }
    }
    if !within_need {
        return (all, horizon_us);
    }
    let mut after: Vec<i64> = all.iter().filter(|one| one.came_back).map(|one| one.watched_us).collect();
    after.sort_unstable();
    let nearly_all = after.get(after.len().saturating_sub(1) * 99 / 100).copied().unwrap_or(0);
    let inferred =
        traces.iter().any(|trace| trace.passes.iter().any(|pass| pass.back_us.is_some() && !pass.said));
    if inferred {
        all.retain(|one| one.closed_us <= until_us - nearly_all);
    }
    (all, after.last().copied().unwrap_or(0).max(DAY_US))
}

/// What is said of coming back.
pub(super) struct Repeats {
    pub(super) base: Number,
    pub(super) give_up: Number,
}

/// The share of closures of a kind, or of all, that solved nothing; `None` of too few.
pub(super) fn share(closures: &[Closure], horizon_us: i64) -> Option<(f64, (f64, f64))> {
    let failed = |one: &Closure| one.came_back || one.gave_up;
    let time = |one: &Closure| if one.gave_up { 0 } else { one.watched_us };
    let (ended, open): (Vec<&Closure>, Vec<&Closure>) =
        closures.iter().partition(|one| failed(one) && time(one) <= horizon_us);
    let curve = Survival::of(
        ended.into_iter().map(time).collect(),
        open.into_iter().map(|one| one.watched_us.min(horizon_us + 1)).collect(),
    );
    if closures.len() < LEAST_CLOSURES {
        return None;
    }
    // As far as enough are still watched.
    let far = curve
        .points()
        .map(|point| point.at_us)
        .filter(|at_us| curve.waiting(*at_us) >= LEAST_CLOSURES as u64);
    let at_us = far.last().unwrap_or(horizon_us.min(curve.longest_us()));
    let share = 1.0 - curve.at(at_us).share;
    let (low, high) = curve.interval_at(at_us).unwrap_or((0.0, 1.0));
    Some((share, (1.0 - high, 1.0 - low)))
}

/// The numbers of coming back, under `path`.
pub(super) fn repeats(
    closures: &[Closure],
    horizon_us: i64,
    path: &str,
    within_need: bool,
    sheet: &mut Sheet,
) -> Option<Repeats> {
    let (base, interval) = share(closures, horizon_us)?;
    let n = closures.len() as u64;
    let days = horizon_us as f64 / DAY_US as f64;
    let guard = match within_need {
        true => format!(
            "Kaplan-Meier, within {days:.0} days; hand-label 200 to know how many returns are failures; {OTHERWISE}"
        ),
        false => format!(
            "Kaplan-Meier, within {days:.0} days; a new need of the same kind counts as coming back, so hand-label 200; {OTHERWISE}"
        ),
    };
    let base_path = format!("{path}.base");
    let base = sheet.add(Found {
        path: &base_path,
        unit: "share",
        value: base.min(0.999),
        interval: Some(interval),
        belief: Belief::Beta,
        n,
        known: Known::Measured,
        guard,
    });
    let gave_up = closures.iter().filter(|one| one.gave_up).count() as f64;
    let failed = closures.iter().filter(|one| one.gave_up || one.came_back).count() as f64;
    let give_up_path = format!("{path}.give_up");
    let give_up = if gave_up > 0.0 {
        sheet.add(Found {
            path: &give_up_path,
            unit: "share",
            value: gave_up / failed,
            interval: wilson(gave_up / failed, failed),
            belief: Belief::Beta,
            n: failed as u64,
            known: Known::Measured,
            guard: "all who gave up are taken to do so after a closure".to_string(),
        })
    } else {
        sheet.taken(&give_up_path, "share", 0.0)
    };
    Some(Repeats { base, give_up })
}

/// How long until people come back, of closures that were watched for as long as it may take where there are enough of those.
pub(super) fn after(
    closures: &[Closure],
    until_us: i64,
    horizon_us: i64,
    path: &str,
    sheet: &mut Sheet,
) -> Option<Time> {
    let hours = |only_old: bool| -> Vec<f64> {
        let old = |one: &&Closure| !only_old || one.closed_us <= until_us - horizon_us;
        let back = closures.iter().filter(|one| one.came_back && one.watched_us <= horizon_us).filter(old);
        back.map(|one| one.watched_us as f64 / HOUR_US as f64).collect()
    };
    let old = hours(true);
    let hours = if old.len() >= LEAST_CLOSURES { old } else { hours(false) };
    let found = lengths(&hours, &[], sheet.asked(path))?;
    Some(sheet.time(path, &found, ""))
}
