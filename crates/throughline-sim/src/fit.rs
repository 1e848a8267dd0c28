//! A plan from a log: every number with its interval, how many things it rests on, and what to be careful of; and in words what the
//! log cannot say.
//!
//! Needs become passes through steps ([`traces`]), and from those come arrivals, work, ways on, delays, coming back, what goes with it,
//! asking what has become of it, and who works when: a file each. What is measured is marked so; what had to be something is marked
//! assumed. Waiting that no queue explains is a delay that anybody can see and dispute, never part of the work. Source: simulation.md 4.8.

mod arrivals;
mod capacity;
mod chases;
pub(crate) mod choice;
mod delays;
mod failure;
pub mod lengths;
mod open;
mod parts;
mod repeats;
mod routing;
mod seen;
mod service;
mod sheet;
pub(crate) mod traces;
mod unlikely;

use std::collections::BTreeMap;

use throughline::error::Error;
use throughline::log::Log;
use throughline::reading::Ask;
use throughline::sourcing::plan::{HandOver, Plan, Time};
use throughline::time::{DAY_US, Instant};
use throughline::wording::{counted, percent, thousands};

use crate::compile::compile;
use crate::load::loads;
use crate::model::Model;
use choice::Choice;
use lengths::Family;
pub use sheet::Estimate;
use sheet::Sheet;
use traces::Trace;

/// Fewer needs than this make no plan.
pub const LEAST_NEEDS: usize = 30;

/// What somebody asks of a fit beside the plan itself.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// In which family lengths are to be taken, by their path in the plan.
    pub families: BTreeMap<String, Family>,
    /// What to call the source of each number; the log and its months where nobody says.
    pub source: Option<String>,
    /// Whether failing is to be told of all kinds of needs together too, under `failure`.
    pub of_all_needs: bool,
    /// Whether the plan is to begin with the needs that are open when the log ends, in place of what warming up leaves open.
    pub open_needs: bool,
}

/// A plan that was fitted.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The plan; every number in it has its source and how it is known.
    pub plan: Plan,
    /// Every estimate with its interval and guard.
    pub table: Vec<Estimate>,
    /// How long until people come back, of all kinds of needs, where that was asked for and can be told.
    pub returns_of_all: Option<Time>,
    /// What the log cannot support, what was pooled or left out, and what nobody could believe of it, as sentences.
    pub refused: Vec<String>,
}

/// The plan of a log, as it was known at `ask.now`. The zone, the days of quiet and the first of the days to come back within are
/// those of `ask`.
pub fn fit(log: &Log, ask: &Ask, asked: &Asked) -> Result<Fitted, Error> {
    fitted(log, ask, ask.now, asked).map(|(fitted, _)| fitted)
}

/// What a log becomes on the way to a plan.
pub(crate) struct Fit {
    pub(crate) choice: Choice,
    pub(crate) traces: Vec<Trace>,
    /// Kind and time of those that still wait for the first work on them.
    pub(crate) waiting: Vec<(usize, i64)>,
    /// From when to when the log is whole.
    pub(crate) window: (i64, i64),
}

/// The needs of a log as they were known at an instant, on their way through the steps of a plan; those of `like` where it is given.
pub(crate) fn followed(
    log: &Log,
    ask: &Ask,
    until: Instant,
    like: Option<Choice>,
) -> Result<(Fit, Source), Error> {
    let needs = seen::needs(log, ask, until).ok_or_else(|| {
        Error::asked("the log has no activities, so no steps can be told; name a column as `activity`")
    })?;
    let known = like.is_some();
    let mut choice = like.unwrap_or_else(|| Choice::of(&needs));
    let opened: Vec<i64> = needs.needs.iter().map(|need| need.opened_us).collect();
    let window = arrivals::window(&opened, until.0);
    let (capacities, days_off, one_time) = capacity::capacities(&needs, &choice, &ask.zone, window);
    let mut traces = traces::traces(&needs, &choice, &capacities);
    if !known {
        choice.choose_entries(&traces);
    }
    for trace in &mut traces {
        trace.kind = choice.entry(trace);
    }
    let waits = |need: &&seen::Need| {
        need.ended_us.is_none() && !need.events.iter().any(|seen| seen.what == seen::What::Work)
    };
    let waiting: Vec<(usize, i64)> = needs
        .needs
        .iter()
        .filter(waits)
        .map(|need| (choice.entry_of_kind(choice.kind(need)), need.opened_us))
        .collect();
    let unseen = needs.needs.len() - traces.len() - waiting.len();
    let source = Source {
        capacities,
        days_off: days_off.len(),
        one_time,
        coming_back: needs.coming_back,
        workers: needs.workers,
        unseen,
    };
    Ok((Fit { choice, traces, waiting, window }, source))
}

/// What else is known of a log on the way.
pub(crate) struct Source {
    capacities: Vec<capacity::Capacity>,
    days_off: usize,
    one_time: Option<capacity::OneTime>,
    coming_back: Option<&'static str>,
    workers: usize,
    unseen: usize,
}

/// The plan of a log as it was known at an instant.
pub(crate) fn fitted(log: &Log, ask: &Ask, until: Instant, asked: &Asked) -> Result<(Fitted, Fit), Error> {
    let (fit, source) = followed(log, ask, until, None)?;
    if fit.traces.len() < LEAST_NEEDS {
        return Err(Error::asked(format!(
            "only {} with work on them had opened by {}; a plan takes at least {LEAST_NEEDS}",
            counted(fit.traces.len() as u64, "need", "needs"),
            until.in_zone(&ask.zone).date()
        )));
    }
    if fit.window.1 - fit.window.0 < 7 * DAY_US {
        return Err(Error::asked(format!(
            "needs opened over less than a week before {}; a plan takes weeks",
            until.in_zone(&ask.zone).date()
        )));
    }
    let mut sheet = sheet(&fit, &source, ask, asked);
    let parts = parts::Parts { fit: &fit, source: &source, ask, until_us: until.0 };
    let pools = parts.pools(&mut sheet);
    let (steps, transits) = parts.steps(&mut sheet);
    let demands = parts.demands(&mut sheet);
    let returns_of_all = if asked.of_all_needs { parts.of_all_needs(&mut sheet) } else { None };
    let open = if asked.open_needs { open::open(&fit, until.0, &mut sheet) } else { Vec::new() };
    let mut plan = Plan {
        name: "as it is".to_string(),
        start: next_day(until, ask)?,
        days: 364,
        back_test: None,
        warm_up_days: warm_up_days(&fit.traces),
        zone: ask.zone.iana_name().unwrap_or("UTC").to_string(),
        days_off: Vec::new(),
        amounts: sheet.amounts,
        areas: Vec::new(),
        demands,
        pools,
        steps,
        hand_over: HandOver {
            between_pools: false,
            transit: None,
            transit_between: transits.between,
            transit_for: transits.of_kinds,
            reread: None,
        },
        open,
        seed: 1,
    };
    let mut refused = sheet.refused;
    staffed(&mut plan, &source, &mut refused)?;
    let (model, _) = compiled(&plan)?;
    refused.extend(unlikely::told(&model, &loads(&model), &source.capacities));
    let table = told_again(sheet.table, &plan);
    Ok((Fitted { plan, table, returns_of_all, refused }, fit))
}

/// A sheet without a number yet.
fn sheet(fit: &Fit, source: &Source, ask: &Ask, asked: &Asked) -> Sheet {
    let month = |us: i64| Instant(us).in_zone(&ask.zone).date().strftime("%Y-%m").to_string();
    Sheet {
        amounts: Vec::new(),
        table: Vec::new(),
        refused: said(fit, source),
        source: asked
            .source
            .clone()
            .unwrap_or_else(|| format!("log {}..{}", month(fit.window.0), month(fit.window.1 - 1))),
        families: asked.families.clone(),
    }
}

/// The table with the staff that the plan has in the end.
fn told_again(mut table: Vec<Estimate>, plan: &Plan) -> Vec<Estimate> {
    for of in plan.pools.iter().map(|pool| &plan.amounts[pool.staff.0]) {
        for told in table.iter_mut().filter(|told| told.path == of.path) {
            (told.value, told.known) = (of.value, of.known);
            told.interval = of.range.map(|range| (range.low, range.high));
        }
    }
    table
}

fn next_day(at: Instant, ask: &Ask) -> Result<jiff::civil::Date, Error> {
    let day = at.in_zone(&ask.zone).date();
    day.tomorrow().map_err(|_| Error::asked(format!("{day} is the last day there is")))
}

/// As long as nine in ten needs take twice, within four weeks and four years.
fn warm_up_days(traces: &[Trace]) -> u32 {
    let mut took: Vec<i64> =
        traces.iter().filter_map(|trace| Some(trace.ended_us? - trace.opened_us)).collect();
    took.sort_unstable();
    let long = took.get(took.len() * 9 / 10).copied().unwrap_or(0);
    (2 * long / DAY_US + 1).clamp(28, 1461) as u32
}

/// What was pooled, left out or cannot be seen at all.
fn said(fit: &Fit, source: &Source) -> Vec<String> {
    let mut says = fit.choice.says.clone();
    let inside = fit.traces.iter().filter(|trace| inside(trace, fit.window)).count();
    says.extend(arrivals::left_out(fit.traces.len(), inside));
    if source.unseen > 0 {
        says.push(format!(
            "On {} no work is seen; they are left out.",
            counted(source.unseen as u64, "need", "needs")
        ));
    }
    if source.workers == 0 {
        says.push(
            "No event says who did it, so the capacity of pools cannot be told: each has staff to spare, and all waiting is a delay."
                .to_string(),
        );
    }
    if source.capacities.iter().any(|one| one.dates_only) {
        says.push(
            "Most times are dates without an hour: pools are open all day, and nothing is known of hours."
                .to_string(),
        );
    }
    if let Some(capacity::OneTime { minute, share }) = source.one_time {
        says.push(format!(
            "{} of all times are {:02}:{:02} in this zone, which looks like midnight in another: dates without an hour. Give that zone (--zone, \
             `timezone`), or no day of the week and no hour here means anything.",
            percent(share),
            minute / 60,
            minute % 60
        ));
    }
    if source.coming_back.is_none() {
        says.push(
            "Nobody can be seen to come back: no event says so, and no column says who a need is about. That nobody does is assumed."
                .to_string(),
        );
    }
    if source.days_off > 0 {
        says.push(format!(
            "{} on which nothing was done count as days off; the plan has none for the time to come, so write `holidays`.",
            counted(source.days_off as u64, "working day", "working days")
        ));
    }
    says.push(
        "Needs that were open when the log began are not in it, or look as if they opened then.".to_string(),
    );
    let open = fit.traces.iter().filter(|trace| trace.ended_us.is_none()).count();
    says.push(format!(
        "{} of {} needs had not ended: their last step says nothing of where they go.",
        thousands(open as u64),
        thousands(fit.traces.len() as u64)
    ));
    says
}

/// Whether a need opened while the log is whole.
fn inside(trace: &Trace, (from_us, until_us): (i64, i64)) -> bool {
    (from_us..until_us).contains(&trace.opened_us)
}

fn compiled(plan: &Plan) -> Result<(Model, Instant), Error> {
    compile(plan, &plan.values()).map_err(|error| error.at("the plan of this log"))
}

/// Gives pools whose workers nobody knows staff to spare, and those that could not keep up as many as it takes: the log shows that they did.
fn staffed(plan: &mut Plan, source: &Source, refused: &mut Vec<String>) -> Result<(), Error> {
    let (model, _) = compiled(plan)?;
    for (place, load) in loads(&model).into_iter().enumerate() {
        let amount = &mut plan.amounts[plan.pools[place].staff.0];
        let asked = load.asked;
        if source.capacities[place].staff.is_none() {
            amount.value = (asked + 4.0 * asked.sqrt() + 3.0).ceil();
            continue;
        }
        // More than nine tenths of the time is more than any log of people shows.
        let least = (asked / 0.9).ceil();
        if amount.value < least {
            refused.push(format!(
                "{} of “{}” could not do what this plan asks of them; {least} are taken: work overlaps, is not only work, or comes back more often \
                 than it can.",
                counted(amount.value as u64, "worker", "workers"),
                load.pool
            ));
            amount.value = least;
            amount.known = throughline::sourcing::amount::Known::Judged;
        }
        if let Some(range) = &mut amount.range {
            range.low = range.low.max(least).min(amount.value);
            range.high = range.high.max(amount.value);
        }
        amount.range = amount.range.filter(|range| range.low < range.high);
    }
    Ok(())
}

fn squared(x: f64) -> f64 {
    x * x
}
