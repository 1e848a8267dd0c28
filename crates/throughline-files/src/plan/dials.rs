//! The dials of one option: each takes its keys and turns what they say.

use throughline::error::Error;
use throughline::sourcing::arrangement::{Arrangement, Dial, Dip, Merge, Task, Teams};
use throughline::sourcing::money::{Contract, DAYS_A_MONTH, Money, Pays};
use throughline::sourcing::plan::{Number, Uplift, Way};
use throughline::sourcing::question::Instead;
use throughline::wording::{percent, three};

use super::numbers::{May, Numbers};
use super::tree::{Item, Table, Value, did_you_mean};
use super::{pools, service};

/// The dials of one option.
pub(super) struct Dials<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) numbers: &'a Numbers,
}

impl Dials<'_> {
    pub(super) fn turn(&self, made: &mut Arrangement, dial: Dial) -> Result<(), Error> {
        self.numbers.adding(|amounts| made.turn(dial, amounts)).map_err(|error| self.table.wrong(error))
    }

    fn pool(&self, made: &Arrangement, line: usize, name: &str) -> Result<usize, Error> {
        let name = name.trim().trim_start_matches("pool.");
        let pools = &made.plan.pools;
        pools.iter().position(|pool| pool.name == name).ok_or_else(|| {
            let names: Vec<&str> = pools.iter().map(|pool| pool.name.as_str()).collect();
            let near = did_you_mean(name, &names);
            let says = format!(
                "[{}] names pool “{name}”, which there is not{near} There are: {}",
                self.table.path,
                names.join(", ")
            );
            self.table.wrong_at(line, says)
        })
    }

    fn step(&self, made: &Arrangement, line: usize, name: &str) -> Result<usize, Error> {
        let steps = &made.plan.steps;
        steps.iter().position(|step| step.name == name).ok_or_else(|| {
            let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
            let says = format!(
                "[{}] names step “{name}”, which there is not; there are: {}",
                self.table.path,
                names.join(", ")
            );
            self.table.wrong_at(line, says)
        })
    }

    /// Names of pools under a key.
    fn pools(
        &self,
        made: &Arrangement,
        table: &Table<'_>,
        key: &'static str,
    ) -> Result<Option<Vec<usize>>, Error> {
        let Some(item) = table.take(key) else { return Ok(None) };
        let Value::List(names) = &item.value else {
            return Err(table.not(key, item, "a list of pools, such as [\"north\", \"south\"]"));
        };
        let pool = |one: &Item| match &one.value {
            Value::Text(name) => self.pool(made, one.line, name),
            _ => Err(table.not(key, one, "the name of a pool, in quotes")),
        };
        let pools = names.iter().map(pool).collect::<Result<Vec<_>, _>>()?;
        let twice = (1..pools.len()).any(|place| pools[..place].contains(&pools[place]));
        if twice || pools.is_empty() {
            return Err(table
                .wrong_at(item.line, format_args!("`{}` must name pools, each once", table.path_of(key))));
        }
        Ok(Some(pools))
    }

    pub(super) fn moves(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(item) = self.table.take("move") else { return Ok(()) };
        let example = "a list such as [\"pool.casework -> contractor\"]";
        let Value::List(moves) = &item.value else { return Err(self.table.not("move", item, example)) };
        for one in moves {
            let Value::Text(text) = &one.value else { return Err(self.table.not("move", one, example)) };
            let (pool, to) = text.split_once("->").ok_or_else(|| self.table.not("move", one, example))?;
            let organisation = pools::own_name(self.table, "move", (one.line, to))?;
            let pool = self.pool(made, one.line, pool)?;
            self.turn(made, Dial::Move { pool, organisation })?;
        }
        Ok(())
    }

    pub(super) fn merge(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("merge")? else { return Ok(()) };
        let pools = self.pools(made, &table, "pools")?.unwrap_or_default();
        if pools.len() < 2 {
            return Err(table.wrong(format_args!("[{}] must name at least two `pools`", table.path)));
        }
        let merge = Merge {
            into: table.text("into")?.map_or("shared", |(_, name)| name).to_string(),
            organisation: pools::organisation(&table, "org")?,
            staff: self.numbers.number(&table, "staff", "people", May::Count)?,
            pounds_per_hour: self.numbers.number(&table, "rate_per_hour", "pounds an hour", May::Positive)?,
            pools,
        };
        table.done()?;
        self.turn(made, Dial::Merge(merge))
    }

    pub(super) fn split(&self, made: &mut Arrangement) -> Result<(), Error> {
        let generalist = self.table.flag("generalist")?.unwrap_or(false);
        let Some(table) = self.table.table("split")? else {
            return match generalist {
                true => {
                    Err(self.table.wrong("`generalist` is for teams; write split = { pools = [\"…\"] } too"))
                }
                false => Ok(()),
            };
        };
        let one = table.text("pool")?.map(|(line, name)| self.pool(made, line, name)).transpose()?;
        let pools = match (self.pools(made, &table, "pools")?, one) {
            (Some(pools), None) => pools,
            // Each team does all; the calendar and the rule are those of the pool that is named.
            (None, Some(pool)) if generalist => {
                let others = (0..made.plan.pools.len()).filter(|other| *other != pool);
                std::iter::once(pool).chain(others).collect()
            }
            (None, None) if generalist => (0..made.plan.pools.len()).collect(),
            (None, Some(pool)) => vec![pool],
            _ => return Err(table.wrong(format_args!("[{}] must name one `pool`, or `pools`", table.path))),
        };
        if let Some((line, by)) = table.text("by")?.filter(|(_, by)| *by != "area") {
            return Err(table.wrong_at(
                line,
                format_args!("`{}` is “{by}”; teams are split by “area”", table.path_of("by")),
            ));
        }
        if table.whole("into", 2)?.is_some_and(|into| into as usize != made.plan.areas.len()) {
            let count = made.plan.areas.len();
            return Err(
                table.wrong(format_args!("`{}` must be {count}, the number of areas", table.path_of("into")))
            );
        }
        let overflow_after_hours = self.numbers.hours(&table, "overflow_after")?;
        table.done()?;
        self.turn(made, Dial::Teams(Teams { pools, overflow_after_hours }))
    }

    pub(super) fn task(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("task")? else { return Ok(()) };
        let (line, name) = table.text("step")?.ok_or_else(|| {
            table.wrong(format_args!("[{}] says no `step`: which is done elsewhere", table.path))
        })?;
        let step = self.step(made, line, name)?;
        let pool = pools::pool(&format!("{name}, elsewhere"), &table, self.numbers)?;
        self.turn(made, Dial::Task(Task { step, pool }))
    }

    /// That what the option says of overheads is of organisations that work in it.
    pub(super) fn overheads(&self, made: &Arrangement) -> Result<(), Error> {
        let own = self.says("overhead");
        let there_are = made.plan.organisations();
        let unknown = |name: &String| !there_are.contains(name);
        for overhead in made.money.overheads.iter().filter(|_| own) {
            if let Some(name) = overhead.organisation.as_ref().filter(|name| unknown(name)) {
                let line = self.numbers.with(overhead.each_staff, |amount| amount.line);
                let says = format!(
                    "`overhead` is of “{name}”, which has no pool here; there are: {}",
                    there_are.join(", ")
                );
                return Err(self.table.wrong_at(line, says));
            }
        }
        Ok(())
    }

    fn says(&self, wanted: &str) -> bool {
        self.table.all().iter().any(|(key, _)| key == wanted)
    }

    /// A contract of the base ends where its supplier did some of the work and does none any more; help of the base ends where somebody else
    /// is paid in place of whoever helped.
    pub(super) fn contract(&self, made: &mut Arrangement, base: &Arrangement) {
        let own = self.says("contract");
        let ends = |contract: &Contract| contract.does_work(&base.plan) && !contract.does_work(&made.plan);
        if !own && made.money.contract.as_ref().is_some_and(ends) {
            made.money.contract = None;
        }
        let supplier = |money: &Money| money.contract.as_ref().map(|contract| contract.supplier.clone());
        let helped = base.money.contract.as_ref().is_some_and(|contract| !contract.does_work(&base.plan));
        if own && helped && supplier(&made.money) != supplier(&base.money) {
            made.plan.demands.iter_mut().for_each(|demand| demand.failure.uplift = None);
            made.money.helps_months = None;
        }
    }

    /// That nobody buys from itself.
    pub(super) fn buyer(&self, made: &Arrangement) -> Result<(), Error> {
        let supplier = made.money.contract.as_ref().map(|contract| &contract.supplier);
        match &made.money.buyer {
            Some(buyer) if supplier == Some(buyer) => Err(self.table.wrong(format_args!(
                "“{buyer}” would buy from itself: it is the `buyer` and the supplier of [{}]; write as `buyer` who pays the contract",
                self.table.path
            ))),
            _ => Ok(()),
        }
    }

    pub(super) fn ways(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("next")? else { return Ok(()) };
        for (name, item) in table.all() {
            let step = self.step(made, item.line, name)?;
            let of = table.named(name, item)?;
            let way = |(to, chance): &(String, Item)| {
                let chance_of = self.numbers.of(&of, to, chance, "share", May::Share)?;
                Ok(Way { chance: chance_of, step: self.step(made, chance.line, to)?, not_ours: false })
            };
            let next = of.all().iter().map(way).collect::<Result<Vec<_>, Error>>()?;
            service::sums(&of, &next, self.numbers)?;
            self.turn(made, Dial::Ways { step, next })?;
        }
        Ok(())
    }

    pub(super) fn meetings(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("meetings")? else { return Ok(()) };
        for (name, item) in table.all() {
            let pool = self.pool(made, item.line, name)?;
            let share = self.numbers.of(&table, name, item, "share", May::Share)?;
            self.turn(made, Dial::Meetings { pool, share })?;
        }
        Ok(())
    }

    pub(super) fn dip(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("learning")? else { return Ok(()) };
        let pools =
            self.pools(made, &table, "pools")?.unwrap_or_else(|| (0..made.plan.pools.len()).collect());
        let from_day = self.begins_on_day(made, &table.path)?;
        let loss = self.numbers.number_or(&table, "loss", ("share", May::Positive), 0.0)?;
        let half_life = self.numbers.number_or(&table, "half_life_days", ("days", May::AboveNought), 60.0)?;
        table.done()?;
        self.turn(made, Dial::Dip(Dip::from_day(pools, from_day, loss, half_life)))
    }

    /// The day of the run on which an arrangement begins to work.
    fn begins_on_day(&self, made: &mut Arrangement, path: &str) -> Result<Number, Error> {
        self.months_on_day(made, path, None)
    }

    /// The same, so many months later.
    fn months_on_day(
        &self,
        made: &mut Arrangement,
        path: &str,
        later: Option<Number>,
    ) -> Result<Number, Error> {
        let from_day = self.numbers.taken(format!("{path}.from_day"), 0.0, "days");
        let days = self.numbers.taken(format!("{path}.days_a_month"), DAYS_A_MONTH, "days");
        let (procurement, transition) = (made.money.procurement.months, made.money.transition.months);
        for months in [made.money.prepared_in_months, procurement, transition, later].into_iter().flatten() {
            self.turn(made, Dial::Number(Instead::Plus(from_day, months)))?;
        }
        self.turn(made, Dial::Number(Instead::Times(from_day, days)))?;
        Ok(from_day)
    }

    /// Whoever takes work over is slower at first, where the transition says so.
    pub(super) fn transition(&self, made: &mut Arrangement, pools_before: usize) -> Result<(), Error> {
        let transition = made.money.transition.clone();
        if !transition.pools.is_empty() && made.plan.pools.len() != pools_before {
            let says =
                "`transition.pools` cannot be named where pools are merged, split or added; leave them out";
            return Err(self.table.wrong(says));
        }
        let Some(loss) = transition.speed_loss else { return Ok(()) };
        let works = made.money.contract.as_ref().filter(|contract| contract.does_work(&made.plan));
        let supplier = works.map(|contract| contract.supplier.as_str());
        let moved =
            |pool: &usize| supplier.is_none_or(|supplier| made.plan.pools[*pool].organisation == supplier);
        let pools = match transition.pools.as_slice() {
            [] => (0..made.plan.pools.len()).filter(moved).collect(),
            named => named.to_vec(),
        };
        let path = format!("{}.transition", self.table.path);
        let half_life = transition
            .learning_half_life_days
            .unwrap_or_else(|| self.numbers.taken(format!("{path}.learning_half_life_days"), 60.0, "days"));
        let from_day = self.begins_on_day(made, &path)?;
        self.turn(made, Dial::Dip(Dip::from_day(pools, from_day, loss, half_life)))
    }

    /// Somebody who helps for a while: from when it begins, for so many months.
    pub(super) fn expertise(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("expertise")? else { return Ok(()) };
        let needs = |key: &str, example: &str| {
            table.wrong(format_args!("[{}] says no `{key}`; write {key} = {example}", table.path))
        };
        let times = self.numbers.number(&table, "failure_times", "times", May::Positive)?;
        let times = times.ok_or_else(|| needs("failure_times", "0.8, how many times as often work fails"))?;
        let stays = self.numbers.number(&table, "stays_months", "months", May::Positive)?;
        let stays = stays.ok_or_else(|| needs("stays_months", "12, for how long they help"))?;
        if let (line, true) = self.numbers.with(stays, |amount| (amount.line, amount.value <= 0.0)) {
            let says = format_args!(
                "`{}` is 0, so nobody helps; write for how many months they do",
                table.path_of("stays_months")
            );
            return Err(table.wrong_at(line, says));
        }
        let half_life_days = self.numbers.number(&table, "fades_half_life_days", "days", May::AboveNought)?;
        table.done()?;
        let (line, many) = self.numbers.with(times, |amount| (amount.line, amount.value));
        let bases =
            made.plan.demands.iter().map(|demand| self.numbers.with(demand.failure.base, |base| base.value));
        if let Some(base) = bases.max_by(f64::total_cmp).filter(|base| base * many > 1.0) {
            let says = format_args!(
                "`{}` is {}, and so many times the chance that closed work fails ({}) is more than always; write 0.85 where it fails 15 % less often",
                table.path_of("failure_times"),
                three(many),
                percent(base)
            );
            return Err(table.wrong_at(line, says));
        }
        made.money.helps_months = Some(stays);
        let leaves_on_day = self.months_on_day(made, &table.path, Some(stays))?;
        self.turn(made, Dial::Uplift(Uplift { times, leaves_on_day, half_life_days }))
    }

    /// That a contract with a supplier that has no pool is with somebody who helps, for a while, for a fee at risk.
    pub(super) fn helper(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(contract) = &mut made.money.contract else { return Ok(()) };
        let has_term = self.numbers.with(contract.months, |amount| amount.line > 0);
        if contract.does_work(&made.plan) {
            let says = format_args!(
                "[{}.contract] says no `years`; write years = 5, how long a term is",
                self.table.path
            );
            return if has_term { Ok(()) } else { Err(self.table.wrong(says)) };
        }
        let table = self.table.table("contract")?;
        let own = table.as_ref().unwrap_or(self.table);
        let supplier = &contract.supplier;
        if !matches!(contract.pays, Pays::AtRisk { .. }) {
            return Err(own.wrong(format_args!(
                "the contract is with “{supplier}”, and no pool is its; move a pool to it, or write as `supplier` whose pools there are: {}. Who only \
                 helps is paid by kind = \"at_risk\"",
                made.plan.organisations().join(", ")
            )));
        }
        let Some(helps_months) = made.money.helps_months else {
            return Err(own.wrong(format_args!(
                "“{supplier}” has no pool, so it only helps, and nothing says for how long its fee is paid; write in the option \
                 expertise = {{ failure_times = 1, stays_months = 12 }}, failure_times below 1 where its help has work fail less often"
            )));
        };
        let change = table.as_ref().and_then(|table| table.all().iter().find(|(key, _)| key == "change"));
        if let (Some(table), Some((_, change))) = (&table, change) {
            let says = format_args!(
                "“{supplier}” has no pool, so it only helps, and own people make changes; leave `change` out of the contract, and write \
                 change = {{ in_house_per_point = … }} in the option"
            );
            return Err(table.wrong_at(change.line, says));
        }
        if !has_term {
            contract.months = helps_months;
        }
        Ok(())
    }

    /// After how many days a change of what is needed is made: while there is a contract, by its terms.
    pub(super) fn changes(&self, made: &mut Arrangement) -> Result<(), Error> {
        let changes = &made.money.changes;
        if changes.per_year.is_some() && !made.plan.spec_changes().is_empty() {
            return Err(self.table.wrong(format_args!(
                "[{}] says `change.per_year`, and `spec_changes_per_year` of [drift] says it for all ways alike; leave it out here",
                self.table.path
            )));
        }
        let table = self.table.table("change")?;
        // Who only helps changes nothing.
        let contract = made.money.contract.as_ref().filter(|contract| contract.does_work(&made.plan));
        if let (Some(table), Some(_)) = (&table, contract)
            && let Some(item) = table.take("in_house_lead_days")
        {
            let says = "`in_house_lead_days` holds where there is no contract; write change = { lead_days = … } in the contract";
            return Err(table.wrong_at(item.line, says));
        }
        let days = match contract {
            Some(contract) => contract.change_lead_days,
            None => changes.in_house_lead_days,
        };
        self.turn(made, Dial::ChangesAfter(days))
    }
}
