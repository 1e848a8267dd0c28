//! The parts of a plan, put together from what was found: pools, steps, demands.

use std::collections::BTreeMap;

use throughline::reading::Ask;
use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Demand, Failure, Pool, Returns, Rule, Step, Time};
use throughline::time::DAY_US;
use throughline::wording::counted;

use super::arrivals::Arrivals;
use super::repeats::{self, Closure, LEAST_OF_KIND};
use super::routing::Routing;
use super::sheet::{Found, Sheet};
use super::traces::{Pass, Trace, Visit};
use super::{Fit, Source, chases, delays, failure, inside, service};

/// What parts are made of.
pub(super) struct Parts<'a> {
    pub(super) fit: &'a Fit,
    pub(super) source: &'a Source,
    pub(super) ask: &'a Ask,
    pub(super) until_us: i64,
}

impl Parts<'_> {
    pub(super) fn pools(&self, sheet: &mut Sheet) -> Vec<Pool> {
        let both = self.fit.choice.pools.iter().zip(&self.source.capacities);
        both.map(|(pool, capacity)| {
            let path = format!("pool.{}", pool.name);
            let staff_path = format!("{path}.staff");
            let staff = match capacity.staff {
                Some(staff) => {
                    let mut guard = vec![match staff.busiest {
                        0 => "how many were busy at one time is not known: the work has no start and end"
                            .to_string(),
                        most => format!("{most} were busy at one time at most"),
                    }];
                    if let Some(away) = staff.away.filter(|away| *away > 0.0) {
                        guard
                            .push(format!("{:.0} % of working days away are left out already", 100.0 * away));
                    }
                    sheet.add(Found {
                        path: &staff_path,
                        unit: "people",
                        value: f64::from(staff.value),
                        interval: Some((f64::from(staff.low), f64::from(staff.high))),
                        belief: Belief::Triangular,
                        n: capacity.pieces,
                        known: Known::Measured,
                        guard: guard.join("; "),
                    })
                }
                None => sheet.add(Found {
                    path: &staff_path,
                    unit: "people",
                    value: 1.0,
                    interval: None,
                    belief: Belief::Triangular,
                    n: capacity.pieces,
                    known: Known::Assumed,
                    guard: "too few events say who did it: staff to spare, and all waiting is a delay; write how many work there, as what it costs rests on it"
                        .to_string(),
                }),
            };
            Pool {
                name: pool.name.clone(),
                organisation: pool.organisation.clone(),
                staff,
                calendar: capacity.opens.clone(),
                finishes: false,
                rule: Rule::Fifo,
                shrinkage: sheet.taken(&format!("{path}.shrinkage"), "share", 0.0),
                meetings: None,
                slowness: sheet.taken(&format!("{path}.slowness"), "times as long", 1.0),
                pounds_per_hour: sheet.taken(&format!("{path}.rate_per_hour"), "pounds an hour", 0.0),
                places: None,
                helps: Vec::new(),
                learning: None,
            }
        })
        .collect()
    }

    pub(super) fn steps(&self, sheet: &mut Sheet) -> (Vec<Step>, delays::Transits) {
        let choice = &self.fit.choice;
        let mut of_step: Vec<Vec<Visit>> = vec![Vec::new(); choice.steps.len()];
        let mut kinds: Vec<Vec<usize>> = vec![Vec::new(); choice.steps.len()];
        for trace in &self.fit.traces {
            for visit in &trace.visits {
                of_step[visit.step].push(*visit);
                kinds[visit.step].push(choice.kind_before[trace.kind]);
            }
        }
        let capacity = |step: usize| &self.source.capacities[choice.steps[step].pool];
        let services: Vec<service::Service> = of_step
            .iter()
            .enumerate()
            .map(|(step, visits)| {
                service::service(
                    visits,
                    capacity(step),
                    &format!("step.{}.time", choice.steps[step].name),
                    sheet,
                )
            })
            .collect();
        let assumed: Vec<Option<f64>> = services.iter().map(|service| service.assumed).collect();
        let transits = delays::transits(&self.fit.traces, choice, &assumed, sheet);
        let routing = Routing::of(&self.fit.traces, choice, self.until_us);
        let mut steps = Vec::new();
        for (place, service) in services.into_iter().enumerate() {
            let of = &choice.steps[place];
            let path = format!("step.{}", of.name);
            let (next, next_for) = routing.ways(place, choice, sheet);
            let explained = service.assumed.is_none() && capacity(place).staff.is_some();
            let waited = delays::Waited {
                visits: &of_step[place],
                kinds: &kinds[place],
                assumed: &assumed,
                explained,
            };
            let (delay, delay_for) = waited.delays(choice, &transits.between, &path, sheet);
            steps.push(Step {
                name: of.name.clone(),
                pool: of.pool,
                in_areas: Vec::new(),
                time: service.time,
                next,
                next_for,
                same_worker_hours: None,
                patience: None,
                variety: sheet.taken(&format!("{path}.variety"), "", 0.0),
                per_spec_gap: sheet.taken(&format!("{path}.per_spec_gap"), "", 0.0),
                spec: sheet.taken(&format!("{path}.spec"), "share", 0.0),
                delay,
                delay_for,
            });
        }
        (steps, transits)
    }

    pub(super) fn demands(&self, sheet: &mut Sheet) -> Vec<Demand> {
        let within_need = self.within_need();
        let (closures, horizon_us) = self.closures();
        let opened = |kind: Option<usize>| -> Vec<i64> {
            // Who comes back with another need is no arrival: the plan makes them come back.
            let again = |trace: &&Trace| {
                !within_need && trace.after_earlier_us.is_some_and(|after_us| after_us <= horizon_us)
            };
            let of = self.fit.traces.iter().filter(|trace| inside(trace, self.fit.window) && !again(trace));
            let of = of.map(|trace| (trace.kind, trace.opened_us));
            let waiting = self.fit.waiting.iter().copied();
            let waiting = waiting.filter(|(_, at_us)| (self.fit.window.0..self.fit.window.1).contains(at_us));
            let of = of.chain(waiting).filter(|(own, _)| kind.is_none_or(|kind| *own == kind));
            of.map(|(_, at_us)| at_us).collect()
        };
        let all_us = opened(None);
        let arrivals = Arrivals { zone: &self.ask.zone, window: self.fit.window, all_us: &all_us };
        let routing = Routing::of(&self.fit.traces, &self.fit.choice, self.until_us);
        let may = self.source.coming_back.is_some();
        let rare = self.rarely_asked();
        let mut demands = Vec::new();
        for (kind, name) in self.fit.choice.kinds.iter().enumerate() {
            let path = format!("demand.{name}");
            let first = self.fit.choice.firsts[kind];
            let arrives = arrivals.of(&opened(Some(kind)), &path, sheet);
            let own: Vec<Closure> = closures.iter().filter(|one| one.kind == kind).copied().collect();
            let of = if own.len() >= LEAST_OF_KIND { &own } else { &closures };
            let again = most(routing.first_again[kind].iter()).unwrap_or(first);
            let (failure, returns) = self.failing(
                if may { of } else { &[] },
                horizon_us,
                &format!("{path}.failure"),
                again,
                sheet,
            );
            demands.push(Demand {
                name: name.clone(),
                arrives,
                urgent: None,
                priority: 1,
                first,
                promised_hours: sheet.taken(&format!("{path}.promised"), "hours", 0.0),
                complexity: None,
                failure,
                returns,
                chase: chases::chase(
                    &self.of_kind(kind),
                    &rare,
                    self.until_us,
                    &format!("{path}.failure"),
                    sheet,
                ),
                spec_changes: None,
            });
        }
        self.tell_chases(&demands, sheet);
        demands
    }

    /// Failing under `failure`, of all kinds of needs together: how long until people come back.
    pub(super) fn of_all_needs(&self, sheet: &mut Sheet) -> Option<Time> {
        self.source.coming_back?;
        let (closures, horizon_us) = self.closures();
        let (_, returns) = self.failing(&closures, horizon_us, "failure", 0, sheet);
        Some(returns.after)
    }

    /// Whether people are seen to come back on the same need.
    fn within_need(&self) -> bool {
        self.source.coming_back == Some(super::seen::BY_WORDS)
    }

    /// What was closed, and up to how long after that somebody comes back about the same.
    fn closures(&self) -> (Vec<Closure>, i64) {
        let days = self.ask.repeat_days.first().copied().unwrap_or(90.0);
        let hand_overs = |trace: &Trace, pass: &Pass| self.hand_overs(trace, pass);
        let within_us = (days * DAY_US as f64) as i64;
        repeats::closures(&self.fit.traces, self.until_us, self.within_need(), within_us, &hand_overs)
    }

    /// How often a pass went from one organisation to another.
    fn hand_overs(&self, trace: &Trace, pass: &Pass) -> u32 {
        let choice = &self.fit.choice;
        let organisation = |visit: &Visit| &choice.pools[choice.steps[visit.step].pool].organisation;
        let visits = &trace.visits[pass.visits.clone()];
        visits.windows(2).filter(|pair| organisation(&pair[0]) != organisation(&pair[1])).count() as u32
    }

    fn failing(
        &self,
        closures: &[Closure],
        horizon_us: i64,
        path: &str,
        back_to: usize,
        sheet: &mut Sheet,
    ) -> (Failure, Returns) {
        let found = repeats::repeats(closures, horizon_us, path, self.within_need(), sheet);
        let after =
            repeats::after(closures, self.until_us, horizon_us, &format!("{path}.return_delay"), sheet);
        let effects =
            if found.is_some() { failure::effects(closures, horizon_us, path, sheet) } else { None };
        let mut effect = |name: &str, known: Option<_>| {
            known.unwrap_or_else(|| sheet.taken(&format!("{path}.{name}"), "", 0.0))
        };
        let (hand_over, wait) =
            effects.as_ref().map_or((None, None), |one| (one.per_hand_over, one.per_log_wait));
        let per_hand_over = effect("per_handoff", hand_over);
        let per_log_wait = effect("per_log_wait", wait);
        let [per_mismatch, unknown_worker, per_spec_gap] =
            ["per_mismatch", "unknown_worker", "per_spec_gap"].map(|name| effect(name, None));
        let (base, give_up) = match found {
            Some(found) => (found.base, found.give_up),
            None => (
                sheet.add(Found {
                    path: &format!("{path}.base"),
                    unit: "share",
                    value: 0.0,
                    interval: None,
                    belief: Belief::Beta,
                    n: closures.len() as u64,
                    known: Known::Assumed,
                    guard: "nobody, or too few, can be seen to come back: that nobody does is taken"
                        .to_string(),
                }),
                sheet.taken(&format!("{path}.give_up"), "share", 0.0),
            ),
        };
        if let Some(effects) = &effects {
            // The base is that of a pass without what goes with failing.
            let amount = &mut sheet.amounts[base.0];
            (amount.value, amount.range) = (super::sheet::rounded(effects.base.0), None);
            if let Some(source) = &mut amount.source {
                source.push_str("; without what hand-overs and waiting add, which have numbers of their own");
            }
        }
        let failure = Failure {
            base,
            give_up,
            per_hand_over,
            per_mismatch,
            unknown_worker,
            per_log_wait,
            wait_scale_hours: sheet.taken(&format!("{path}.wait_scale"), "hours", 24.0),
            per_spec_gap,
            uplift: None,
        };
        let at_once = || Time::Fixed(sheet.taken(&format!("{path}.return_delay"), "hours", 0.0));
        (failure, Returns { after: after.unwrap_or_else(at_once), to: back_to })
    }

    /// The needs of all kinds of which people asked too few times to tell anything of one alone.
    fn rarely_asked(&self) -> Vec<&Trace> {
        let rare = |kind: &usize| chases::times_asked(&self.of_kind(*kind)) < chases::LEAST;
        let rare: Vec<usize> = (0..self.fit.choice.kinds.len()).filter(rare).collect();
        self.fit.traces.iter().filter(|trace| rare.contains(&trace.kind)).collect()
    }

    fn of_kind(&self, kind: usize) -> Vec<&Trace> {
        self.fit.traces.iter().filter(|trace| trace.kind == kind).collect()
    }

    /// What is not told of those who asked what had become of their need.
    fn tell_chases(&self, demands: &[Demand], sheet: &mut Sheet) {
        let mut untold = 0;
        for (kind, _) in demands.iter().enumerate().filter(|(_, demand)| demand.chase.is_none()) {
            untold += chases::times_asked(&self.of_kind(kind)) as u64;
        }
        if untold > 0 {
            sheet.refused.push(format!(
                "People asked {} what had become of their need that are in no number: fewer than {} of such kinds together, all at once with the closing, or the \
                 log does not say who answered; write [demand.NAME.failure.chase].",
                counted(untold, "time", "times"),
                chases::LEAST
            ));
        }
    }
}

/// The number that occurs most often, the smallest of those.
pub(super) fn most_frequent(all: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    most(counts.iter())
}

/// The place that occurs most often.
fn most<'a>(counts: impl Iterator<Item = (&'a usize, &'a u64)>) -> Option<usize> {
    counts.max_by_key(|(place, count)| (**count, std::cmp::Reverse(**place))).map(|(place, _)| *place)
}
