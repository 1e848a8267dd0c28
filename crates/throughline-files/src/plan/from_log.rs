//! Values of a plan that a log is to give: `rate_per_day = "fit"`, `time = "fit:lognormal"`, `shape = "fit:hour_of_week"`.
//!
//! A plan is read twice where it has some: once to know which, with stand-ins for them, and once with what was fitted. What was fitted is a plan
//! too, as somebody else made it of the log; values are found in it by their path, so a demand, a step and a pool are called as the log calls
//! them.

use std::cell::RefCell;

use throughline::error::Error;
use throughline::sourcing::amount::{Amount, Known};
use throughline::sourcing::plan::{Arrives, Number, Open, Plan, Shape, Time, Transit};

use super::numbers::{May, Numbers};
use super::tree::{Item, Table, Value};

/// A value that a log is to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it stands in the plan.
    pub path: String,
    /// The family that is asked for, where one is.
    pub family: Option<&'static str>,
}

/// What a log gives.
#[derive(Debug, Clone)]
pub struct FromLog {
    /// The plan that was fitted.
    pub plan: Plan,
    /// How long until people come back, of needs of all kinds together; `None` where it cannot be told.
    pub returns_of_all: Option<Time>,
}

impl FromLog {
    /// Every number that it gives, one a line: the same of the same log, whatever its files are called.
    pub(super) fn numbers(&self) -> String {
        let line = |amount: &Amount| format!("{} {:?} {:?}\n", amount.path, amount.value, amount.range);
        self.plan.amounts.iter().map(line).collect()
    }
}

/// Where values that a log is to give come from.
#[derive(Default)]
pub(super) enum Gives {
    /// There is no log.
    #[default]
    Nothing,
    /// They are only listed.
    Later(RefCell<Vec<Wanted>>),
    /// A log.
    Log(Box<FromLog>),
}

/// The families that lengths can be fitted as.
const FAMILIES: [&str; 4] = ["exp", "lognormal", "gamma", "weibull"];
/// What a log gives, for messages.
const GIVES: &str = "a log gives rate_per_day, growth_per_year, day_dispersion, shape, staff, time, delay, next, failure base, give_up, per_handoff, per_log_wait and \
                     return_delay, transit_between and transit_for, and of [open] count and age";

/// What is asked of a log after `fit`, where a value is that: empty for a plain one.
fn asked(item: &Item) -> Option<&str> {
    let Value::Text(text) = &item.value else { return None };
    match text.strip_prefix("fit")? {
        "" => Some(""),
        rest => rest.strip_prefix(':'),
    }
}

/// Whether a value is to be given by a log.
pub(super) fn is_asked(item: &Item) -> bool {
    asked(item).is_some()
}

/// An error at a value that is to be fitted.
fn wrong(table: &Table<'_>, key: &str, item: &Item, says: &str, instead: &str) -> Error {
    let path = table.path_of(key);
    table.wrong_at(item.line, format_args!("`{path}` is to be fitted, and {says}; write {instead}"))
}

impl Numbers {
    /// The log that gives a value, or `None` where it is only listed.
    fn log(
        &self,
        (table, key, item): (&Table<'_>, &str, &Item),
        family: Option<&'static str>,
        instead: &str,
    ) -> Result<Option<&FromLog>, Error> {
        match &self.gives {
            Gives::Nothing => {
                let instead = format!("{instead}, or run throughline plan with --log FILE");
                Err(wrong(table, key, item, "no log is given", &instead))
            }
            Gives::Later(all) => {
                all.borrow_mut().push(Wanted { path: table.path_of(key), family });
                Ok(None)
            }
            Gives::Log(log) => Ok(Some(log)),
        }
    }

    /// A number that a log is to give.
    pub(super) fn fitted(
        &self,
        (table, key, item): (&Table<'_>, &str, &Item),
        unit: &'static str,
        may: May,
    ) -> Result<Number, Error> {
        let instead = "a number";
        if asked(item) != Some("") {
            return Err(wrong(table, key, item, "a number has no family", "\"fit\", or a number"));
        }
        let path = table.path_of(key);
        let line = item.line;
        let Some(log) = self.log((table, key, item), None, instead)? else {
            let value = if may == May::Share { 0.0 } else { 1.0 };
            return Ok(self.add(Amount { line, unit, ..Amount::taken(path, value) }, may));
        };
        let there = log.path_there(&path);
        let amount = log.plan.amounts.iter().find(|amount| amount.path == there && amount.unit == unit);
        match amount {
            Some(amount) if amount.known != Known::Assumed => {
                Ok(self.add(Amount { path, line, ..amount.clone() }, may))
            }
            other => {
                let says = log.silent(&path, other.and_then(|amount| amount.source.as_deref()));
                Err(wrong(table, key, item, &says, instead))
            }
        }
    }

    /// A length of time that a log is to give.
    pub(super) fn fitted_time(&self, table: &Table<'_>, key: &str, item: &Item) -> Result<Time, Error> {
        let instead = "a length of time, such as \"lognormal 2h variation 0.8\"";
        let family = match asked(item).unwrap_or_default() {
            "" => None,
            family => match FAMILIES.into_iter().find(|known| *known == family) {
                Some(known) => Some(known),
                None => {
                    let says = format!("“{family}” is no family that a log is fitted by");
                    let instead = format!("\"fit\", or after “fit:” one of {}", FAMILIES.join(", "));
                    return Err(wrong(table, key, item, &says, &instead));
                }
            },
        };
        let path = table.path_of(key);
        let Some(log) = self.log((table, key, item), family, instead)? else {
            return Ok(Time::Fixed(self.taken(path, 1.0, "hours")));
        };
        let silent = |source| wrong(table, key, item, &log.silent(&path, source), instead);
        let time = log.time(&path).ok_or_else(|| silent(None))?;
        let amounts = &log.plan.amounts;
        if let Some(taken) =
            numbers(time).into_iter().find(|Number(place)| amounts[*place].known == Known::Assumed)
        {
            return Err(silent(amounts[taken.0].source.as_deref()));
        }
        if let Some(family) = family.filter(|family| *family != family_of(time)) {
            let says = format!(
                "what the log has is not to be had as {family}: some lengths are nought, or all are the same"
            );
            return Err(wrong(table, key, item, &says, "\"fit\", which takes it as it was seen"));
        }
        let own = |Number(place): Number| {
            let amount = &amounts[place];
            let last = amount.path.rsplit('.').next().unwrap_or_default();
            let path = format!("{path}.{last}");
            self.add(Amount { path, line: item.line, ..amount.clone() }, May::Positive)
        };
        Ok(match time {
            Time::Fixed(length) => Time::Fixed(own(*length)),
            Time::Exponential(mean) => Time::Exponential(own(*mean)),
            Time::Uniform(low, high) => Time::Uniform(own(*low), own(*high)),
            Time::Erlang(parts, mean) => Time::Erlang(*parts, own(*mean)),
            Time::Hyperexponential(chance, means) => Time::Hyperexponential(own(*chance), means.map(own)),
            Time::Lognormal(mean, variation) => Time::Lognormal(own(*mean), own(*variation)),
            Time::Gamma(mean, variation) => Time::Gamma(own(*mean), own(*variation)),
            Time::Weibull(mean, shape) => Time::Weibull(own(*mean), *shape),
            Time::Seen(mean, seen) => Time::Seen(own(*mean), seen.clone()),
        })
    }

    /// When in the week needs arise, as a log is to give it.
    pub(super) fn fitted_shape(&self, table: &Table<'_>, key: &str, item: &Item) -> Result<Shape, Error> {
        let instead = "shape = { hours = […], days = […], months = […] }";
        let of_week = match asked(item) {
            Some("") => false,
            Some("hour_of_week") => true,
            _ => {
                let says = "a shape has no family";
                return Err(wrong(table, key, item, says, "\"fit:hour_of_week\", or \"fit\" with months"));
            }
        };
        let Some(log) = self.log((table, key, item), None, instead)? else { return Ok(Shape::default()) };
        let path = table.path_of(key);
        let name = path.strip_prefix("demand.").and_then(|rest| rest.strip_suffix(".shape"));
        let demand = log.plan.demands.iter().find(|demand| Some(demand.name.as_str()) == name);
        match demand.map(|demand| &demand.arrives) {
            Some(Arrives::AtRandom { shape, .. }) if of_week => {
                Ok(Shape { months: Vec::new(), ..shape.clone() })
            }
            Some(Arrives::AtRandom { shape, .. }) => Ok(shape.clone()),
            _ => Err(wrong(table, key, item, &log.silent(&path, None), instead)),
        }
    }
}

impl FromLog {
    /// A path of the plan as the plan that was fitted has it: the same, but for a step that several pools do there.
    fn path_there(&self, path: &str) -> String {
        let own = |rest: &str| {
            self.plan
                .steps
                .iter()
                .find(|step| rest.strip_prefix(&step.name).is_some_and(|rest| rest.starts_with('.')))
        };
        match path.strip_prefix("step.") {
            Some(rest) if own(rest).is_none() => {
                let (name, key) = rest.split_once('.').unwrap_or((rest, ""));
                let start = format!("{name} (");
                let mut like = self.plan.steps.iter().filter(|step| step.name.starts_with(&start));
                match (like.next(), like.next()) {
                    (Some(step), None) => format!("step.{}.{key}", step.name),
                    _ => path.to_string(),
                }
            }
            _ => path.to_string(),
        }
    }

    /// The length of time at a path.
    fn time(&self, path: &str) -> Option<&Time> {
        let path = self.path_there(path);
        let is = |start: &str, name: &str, key: &str| path == format!("{start}.{name}.{key}");
        let steps = self.plan.steps.iter().find_map(|step| {
            let delay = step.delay.as_ref().filter(|_| is("step", &step.name, "delay"));
            let own = || {
                let of_kind = |kind: usize| format!("delay_for.{}", self.plan.demands[kind].name);
                let mut all = step.delay_for.iter();
                all.find(|(kind, _)| is("step", &step.name, &of_kind(*kind))).map(|(_, delay)| delay)
            };
            delay.or_else(own).or_else(|| is("step", &step.name, "time").then_some(&step.time))
        });
        let returns = || {
            let demand = self.plan.demands.iter();
            let mut own = demand.filter(|demand| is("demand", &demand.name, "failure.return_delay"));
            let of_all = self.returns_of_all.as_ref().filter(|_| path == "failure.return_delay");
            own.next().map(|demand| &demand.returns.after).or(of_all)
        };
        let over = &self.plan.hand_over;
        let between = || transit(&over.transit_between, |way| is("handoff", "transit_between", way));
        let of_kind = || {
            over.transit_for.iter().find_map(|(kind, ways)| {
                let under = format!("transit_for.{}", self.plan.demands[*kind].name);
                transit(ways, |way| is("handoff", &under, way))
            })
        };
        let open = || {
            let name = |open: &Open| {
                format!("{}.{}", self.plan.demands[open.demand].name, self.plan.steps[open.step].name)
            };
            self.plan.open.iter().find(|open| is("open", &name(open), "age")).map(|open| &open.age)
        };
        steps.or_else(returns).or_else(between).or_else(of_kind).or_else(open)
    }

    /// Why the log does not give what is at a path.
    fn silent(&self, path: &str, source: Option<&str>) -> String {
        if let Some(source) = source {
            return format!("the log cannot say it ({source})");
        }
        let names: [(&str, &str, Vec<&String>); 3] = [
            ("demand.", "demand", self.plan.demands.iter().map(|demand| &demand.name).collect()),
            ("step.", "activity", self.plan.steps.iter().map(|step| &step.name).collect()),
            ("pool.", "team", self.plan.pools.iter().map(|pool| &pool.name).collect()),
        ];
        let there = self.path_there(path);
        for (start, what, names) in names {
            let Some(rest) = there.strip_prefix(start) else { continue };
            let known =
                |name: &&&String| rest.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
            if names.iter().find(known).is_none() {
                let all: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
                return format!("the log has no {what} of that name (it has {})", all.join(", "));
            }
        }
        format!("the log does not say it ({GIVES})")
    }
}

/// The numbers of a length of time.
fn numbers(time: &Time) -> Vec<Number> {
    match time {
        Time::Fixed(one)
        | Time::Exponential(one)
        | Time::Erlang(_, one)
        | Time::Weibull(one, _)
        | Time::Seen(one, _) => vec![*one],
        Time::Uniform(one, other) | Time::Lognormal(one, other) | Time::Gamma(one, other) => {
            vec![*one, *other]
        }
        Time::Hyperexponential(chance, means) => vec![*chance, means[0], means[1]],
    }
}

/// As plans write it after `fit:`.
fn family_of(time: &Time) -> &'static str {
    match time {
        Time::Exponential(_) => "exp",
        Time::Lognormal(..) => "lognormal",
        Time::Gamma(..) => "gamma",
        Time::Weibull(..) => "weibull",
        Time::Fixed(_)
        | Time::Uniform(..)
        | Time::Erlang(..)
        | Time::Hyperexponential(..)
        | Time::Seen(..) => "",
    }
}

/// How long needs are on the way that is asked for.
fn transit(ways: &[Transit], is_at: impl Fn(&str) -> bool) -> Option<&Time> {
    ways.iter().find(|(from, to, _)| is_at(&format!("{from} -> {to}"))).map(|(_, _, time)| time)
}
