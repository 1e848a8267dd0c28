//! The parts of a service in a plan: demands, pools, steps, what a hand-over takes.

mod arrives;
mod hand_over;
mod open;

use throughline::error::Error;
use throughline::sourcing::plan::{
    Arrives, Chase, Demand, Failure, Help, Number, Pool, Returns, Step, Time, Way,
};

use super::drift;
use super::numbers::{May, Numbers};
use super::pools;
use super::skills::{self, Skills};
use super::tree::{Item, Table, Value, did_you_mean};

/// The names of the parts, so that each can name the others, and the tables they stand in.
pub(super) struct Names<'a> {
    pools: Option<Table<'a>>,
    steps: Option<Table<'a>>,
    demands: Table<'a>,
}

/// What happens when a pass is closed.
#[derive(Clone)]
struct Failing {
    failure: Failure,
    after: Time,
    to: Option<usize>,
    chase: Option<Chase>,
}

pub(super) type Named<'a> = &'a [(String, Item)];

impl<'a> Names<'a> {
    pub(super) fn of(root: &Table<'a>) -> Result<Names<'a>, Error> {
        let none = |what: &str, example: &str| {
            root.wrong(format_args!("there is no {what}; write at least one, such as {example}"))
        };
        let demands = root
            .table("demand")?
            .ok_or_else(|| none("[demand.NAME]", "[demand.repair] with rate_per_day"))?;
        let names = Names { pools: root.table("pool")?, steps: root.table("step")?, demands };
        if names.all_pools().is_empty() {
            return Err(none("[pool.NAME]", "[pool.contact] with staff"));
        }
        if names.all_steps().is_empty() {
            return Err(none("[step.NAME]", "[step.answer] with pool and time"));
        }
        Ok(names)
    }

    pub(super) fn all_pools(&self) -> Named<'a> {
        self.pools.as_ref().map_or(&[], Table::all)
    }

    pub(super) fn all_steps(&self) -> Named<'a> {
        self.steps.as_ref().map_or(&[], Table::all)
    }

    /// The table of a pool.
    pub(super) fn pool_table(&self, name: &str, item: &'a Item) -> Result<Table<'a>, Error> {
        self.pools.as_ref().unwrap_or(&self.demands).named(name, item)
    }

    /// The table of a step.
    pub(super) fn step_table(&self, name: &str, item: &'a Item) -> Result<Table<'a>, Error> {
        self.steps.as_ref().unwrap_or(&self.demands).named(name, item)
    }

    /// An error at a line of the plan.
    pub(super) fn wrong_at(&self, line: usize, says: impl std::fmt::Display) -> Error {
        self.demands.wrong_at(line, says)
    }

    /// The place of a part that is named under a key.
    pub(super) fn place(
        &self,
        table: &Table<'_>,
        key: &str,
        (line, name): (usize, &str),
        all: Named<'_>,
    ) -> Result<usize, Error> {
        all.iter().position(|(known, _)| known == name).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
            let near = did_you_mean(name, &names);
            let says = format!("`{}` names “{name}”, which there is not{near}", table.path_of(key));
            table.wrong_at(line, format_args!("{says} There are: {}", names.join(", ")))
        })
    }

    fn pool_under(&self, table: &Table<'_>, key: &'static str) -> Result<Option<usize>, Error> {
        table.text(key)?.map(|named| self.place(table, key, named, self.all_pools())).transpose()
    }

    fn step_under(&self, table: &Table<'_>, key: &'static str) -> Result<Option<usize>, Error> {
        table.text(key)?.map(|named| self.place(table, key, named, self.all_steps())).transpose()
    }

    pub(super) fn pools(&self, numbers: &Numbers) -> Result<Vec<Pool>, Error> {
        let Some(pools) = &self.pools else { return Ok(Vec::new()) };
        self.all_pools()
            .iter()
            .enumerate()
            .map(|(own, (name, item))| {
                let table = pools.named(name, item)?;
                let helps = self.helps(&table, own, numbers)?;
                // What they are for is asked of all pools together.
                skills::skills(&table)?;
                Ok(Pool { helps, ..pools::pool(name, &table, numbers)? })
            })
            .collect()
    }

    fn helps(&self, table: &Table<'_>, own: usize, numbers: &Numbers) -> Result<Vec<Help>, Error> {
        let Some(item) = table.take("helps") else { return Ok(Vec::new()) };
        let Value::List(items) = &item.value else {
            return Err(table.not("helps", item, "a list such as [{ pool = \"north\", after = \"2d\" }]"));
        };
        let help = |item: &Item| {
            let help = table.named("helps", item)?;
            let pool = self.pool_under(&help, "pool")?;
            let pool = pool
                .ok_or_else(|| help.wrong("`helps` says no pool; write { pool = \"…\", after = \"2d\" }"))?;
            if pool == own {
                let says = "`helps` names its own pool, which takes its own work anyhow; name another, or leave it out";
                return Err(help.wrong(says));
            }
            let after = numbers.hours(&help, "after")?;
            let above = help.whole("above", 0)?.map(|above| above.min(u64::from(u32::MAX)) as u32);
            let after_hours = match (after, above) {
                (Some(after), _) => after,
                // However long it has waited: never by that.
                (None, Some(_)) => numbers.taken(help.path_of("after"), 1e6, "hours"),
                (None, None) => numbers.taken(help.path_of("after"), 0.0, "hours"),
            };
            help.done()?;
            Ok(Help { pool, after_hours, above })
        };
        items.iter().map(help).collect()
    }

    pub(super) fn steps(&self, skills: &Skills, numbers: &Numbers) -> Result<Vec<Step>, Error> {
        let Some(steps) = &self.steps else { return Ok(Vec::new()) };
        self.all_steps()
            .iter()
            .map(|(name, item)| self.step(name, &steps.named(name, item)?, skills, numbers))
            .collect()
    }

    fn step(&self, name: &str, table: &Table<'_>, skills: &Skills, numbers: &Numbers) -> Result<Step, Error> {
        let missing = |key: &str| table.wrong(format_args!("[{}] says no `{key}`", table.path));
        let pool = skills.pool_of(table, name, self.pool_under(table, "pool")?)?;
        let time = numbers.time(table, "time")?.ok_or_else(|| missing("time"))?;
        let mut next = self.ways(table, "next", numbers, false)?;
        next.extend(self.ways(table, "not_ours", numbers, true)?);
        sums(table, &next, numbers)?;
        let mut next_for = Vec::new();
        if let Some(kinds) = table.table("next_for")? {
            for (kind, item) in kinds.all() {
                let demand = self.place(&kinds, kind, (item.line, kind), self.demands.all())?;
                let mut ways = Vec::new();
                let own = kinds.named(kind, item)?;
                for (step, chance) in own.all() {
                    ways.push(self.way(&own, (step, chance), numbers, false)?);
                }
                sums(&own, &ways, numbers)?;
                next_for.push((demand, ways));
            }
        }
        let mut delay_for = Vec::new();
        if let Some(kinds) = table.table("delay_for")? {
            for (kind, item) in kinds.all() {
                let demand = self.place(&kinds, kind, (item.line, kind), self.demands.all())?;
                delay_for.push((demand, numbers.time_of(&kinds, kind, item)?));
            }
        }
        let step = Step {
            name: name.to_string(),
            pool,
            in_areas: Vec::new(),
            time,
            next,
            next_for,
            same_worker_hours: numbers.hours(table, "same_worker")?,
            patience: numbers.time(table, "patience")?,
            delay: numbers.time(table, "delay")?,
            delay_for,
            variety: numbers.number_or(table, "variety", ("", May::Positive), 0.0)?,
            per_spec_gap: numbers.number_or(table, "per_spec_gap", ("", May::Positive), 0.0)?,
            spec: numbers.number_or(table, "spec", ("share", May::Share), 0.0)?,
        };
        table.done()?;
        Ok(step)
    }

    fn ways(
        &self,
        table: &Table<'_>,
        key: &'static str,
        numbers: &Numbers,
        not_ours: bool,
    ) -> Result<Vec<Way>, Error> {
        let Some(ways) = table.table(key)? else { return Ok(Vec::new()) };
        ways.all().iter().map(|(step, chance)| self.way(&ways, (step, chance), numbers, not_ours)).collect()
    }

    fn way(
        &self,
        table: &Table<'_>,
        (step, chance): (&str, &Item),
        numbers: &Numbers,
        not_ours: bool,
    ) -> Result<Way, Error> {
        let place = self.place(table, step, (chance.line, step), self.all_steps())?;
        let chance = numbers.of(table, step, chance, "share", May::Share)?;
        Ok(Way { chance, step: place, not_ours })
    }

    pub(super) fn demands(
        &self,
        root: &Table<'_>,
        drifts: &drift::Named,
        numbers: &Numbers,
    ) -> Result<Vec<Demand>, Error> {
        let shared = root.table("failure")?;
        // What nobody shares is no number of the plan.
        let own = |(name, item): &(String, Item)| {
            Ok(self.demands.named(name, item)?.all().iter().any(|(key, _)| key == "failure"))
        };
        let all_own = self.demands.all().iter().map(own).collect::<Result<Vec<bool>, Error>>()?;
        let failing = match shared.is_none() && all_own.iter().all(|own| *own) {
            true => None,
            false => Some(self.failing(shared.as_ref(), "failure", None, numbers)?),
        };
        let mut all = Vec::new();
        for (name, item) in self.demands.all() {
            let table = self.demands.named(name, item)?;
            all.push(self.demand(name, &table, (failing.as_ref(), drifts), numbers)?);
        }
        if all.is_empty() {
            return Err(root.wrong("there is no [demand.NAME]; write at least one, with rate_per_day"));
        }
        Ok(all)
    }

    fn demand(
        &self,
        name: &str,
        table: &Table<'_>,
        (for_all, drifts): (Option<&Failing>, &drift::Named),
        numbers: &Numbers,
    ) -> Result<Demand, Error> {
        let first = self.step_under(table, "first")?.unwrap_or(0);
        let own = table.table("failure")?;
        let own = own.map(|own| self.failing(Some(&own), &own.path, for_all, numbers)).transpose()?;
        let Some(failing) = own.or_else(|| for_all.cloned()) else {
            return Err(table.wrong(format_args!("[{}] says nothing of failure", table.path)));
        };
        let complexity = table.table("complexity")?.map(|complexity| {
            let ends =
                ["low", "high"].map(|key| numbers.number_or(&complexity, key, ("share", May::Share), 0.0));
            complexity.done()?;
            let [low, high] = ends;
            let ends = [low?, high?];
            let [(_, low), (line, high)] =
                ends.map(|end| numbers.with(end, |amount| (amount.line.max(complexity.line), amount.value)));
            match low > high {
                true => Err(complexity.wrong_at(
                    line,
                    format_args!(
                        "`{}` has a `low` of {low} above its `high` of {high}; write the lower one as `low`",
                        complexity.path
                    ),
                )),
                false => Ok(ends),
            }
        });
        let (level, spec_changes) = drifts.for_demand(table)?;
        let demand = Demand {
            name: name.to_string(),
            arrives: self.arrives(table, level, numbers)?,
            urgent: numbers.number(table, "urgent", "share", May::Share)?,
            priority: table.whole("priority", 0)?.unwrap_or(1),
            first,
            promised_hours: match numbers.hours(table, "promised")? {
                Some(promised) => promised,
                None => numbers.taken(table.path_of("promised"), 0.0, "hours"),
            },
            complexity: complexity.transpose()?,
            failure: failing.failure,
            returns: Returns { after: failing.after, to: failing.to.unwrap_or(first) },
            chase: failing.chase,
            spec_changes,
        };
        if matches!(demand.arrives, Arrives::Between(_)) && demand.urgent.is_some() {
            return Err(table.wrong(format_args!(
                "[{}] says both `between` and `urgent`; write a demand of its own for what is urgent",
                table.path
            )));
        }
        table.done()?;
        Ok(demand)
    }

    /// What happens when a pass is closed; `path` is that of a table which may be missing. What it does not say is as it is for all, and
    /// where that is missing too nobody comes back.
    fn failing(
        &self,
        table: Option<&Table<'_>>,
        path: &str,
        for_all: Option<&Failing>,
        numbers: &Numbers,
    ) -> Result<Failing, Error> {
        let number = |key: &'static str, unit, may, of_all: fn(&Failure) -> Number| {
            let own = table.map(|table| numbers.number(table, key, unit, may)).transpose()?.flatten();
            let shared = || for_all.map(|all| of_all(&all.failure));
            Ok::<Number, Error>(
                own.or_else(shared).unwrap_or_else(|| numbers.taken(format!("{path}.{key}"), 0.0, unit)),
            )
        };
        let effect = |key, of_all| number(key, "", May::Any, of_all);
        let scale = table.map(|table| numbers.hours(table, "wait_scale")).transpose()?.flatten();
        let failure = Failure {
            base: number("base", "share", May::Share, |all| all.base)?,
            give_up: number("give_up", "share", May::Share, |all| all.give_up)?,
            per_hand_over: effect("per_handoff", |all| all.per_hand_over)?,
            per_mismatch: effect("per_mismatch", |all| all.per_mismatch)?,
            unknown_worker: effect("unknown_worker", |all| all.unknown_worker)?,
            per_log_wait: effect("per_log_wait", |all| all.per_log_wait)?,
            wait_scale_hours: scale
                .or(for_all.map(|all| all.failure.wait_scale_hours))
                .unwrap_or_else(|| numbers.taken(format!("{path}.wait_scale"), 24.0, "hours")),
            per_spec_gap: effect("per_spec_gap", |all| all.per_spec_gap)?,
            uplift: None,
        };
        let after = table.map(|table| numbers.time(table, "return_delay")).transpose()?.flatten();
        let at_once = || Time::Fixed(numbers.taken(format!("{path}.return_delay"), 0.0, "hours"));
        let to = table.map(|table| self.step_under(table, "back_to")).transpose()?.flatten();
        let chase = table.map(|table| table.table("chase")).transpose()?.flatten();
        let chase = chase.map(|chase| self.chase(&chase, numbers)).transpose()?;
        if let Some(table) = table {
            table.done()?;
        }
        Ok(Failing {
            failure,
            after: after.or_else(|| for_all.map(|all| all.after.clone())).unwrap_or_else(at_once),
            to: to.or(for_all.and_then(|all| all.to)),
            chase: chase.or_else(|| for_all.and_then(|all| all.chase.clone())),
        })
    }

    fn chase(&self, table: &Table<'_>, numbers: &Numbers) -> Result<Chase, Error> {
        let days = numbers.number(table, "after_days", "days", May::Positive)?;
        let after_hours = match (days, numbers.hours(table, "after")?) {
            (Some(days), None) => {
                numbers.times(days, 24.0, "hours");
                days
            }
            (None, Some(after)) => after,
            (None, None) => numbers.taken(table.path_of("after"), 0.0, "hours"),
            _ => return Err(table.wrong(format_args!("[{}] says both `after` and `after_days`", table.path))),
        };
        let minutes = numbers.number(table, "minutes", "minutes", May::Positive)?;
        let time = match (minutes, numbers.time(table, "time")?) {
            (Some(minutes), None) => {
                numbers.times(minutes, 1.0 / 60.0, "hours");
                Time::Fixed(minutes)
            }
            (None, Some(time)) => time,
            _ => {
                return Err(table.wrong(format_args!(
                    "[{}] must say one of `minutes` or `time`: how long an answer takes",
                    table.path
                )));
            }
        };
        let chase = Chase {
            after_hours,
            per_day: numbers.number_or(table, "per_day", ("a day", May::Positive), 0.0)?,
            pool: self.pool_under(table, "pool")?.unwrap_or(0),
            time,
        };
        table.done()?;
        Ok(chase)
    }
}

/// That chances of ways on are at most 1 together.
pub(super) fn sums(table: &Table<'_>, ways: &[Way], numbers: &Numbers) -> Result<(), Error> {
    let sum: f64 = ways.iter().map(|way| numbers.with(way.chance, |amount| amount.value)).sum();
    if sum <= 1.0 + 1e-9 {
        return Ok(());
    }
    Err(table.wrong(format_args!(
        "the ways on in [{}] have chances of {sum} together; they may be 1 at most, and what remains closes the need",
        table.path
    )))
}
