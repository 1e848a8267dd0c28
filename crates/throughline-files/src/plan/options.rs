//! Ways of arranging the work in a plan: what each changes, dial by dial, in the order in which dials are turned.

use throughline::error::Error;
use throughline::sourcing::appraisal::settings::Settings;
use throughline::sourcing::arrangement::{Arrangement, Dial, Dip, KINDS, Kind, Merge, Task, Teams};
use throughline::sourcing::plan::{Area, Number, Plan, Way};
use throughline::sourcing::question::Instead;

use super::money;
use super::numbers::{May, Numbers};
use super::service::Names;
use super::tree::{Item, Table, Value, nearest};
use super::{pools, service};

/// What an option is read with.
pub(super) struct Reader<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) numbers: &'a Numbers,
    pub(super) settings: &'a Settings,
}

/// How many days a month has on average.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// The areas of a plan: those it names, or as many equal ones as an option splits into.
pub(super) fn areas(root: &Table<'_>, numbers: &Numbers) -> Result<Vec<Area>, Error> {
    if let Some(table) = root.table("areas")? {
        let area = |(name, item): &(String, Item)| {
            let share = numbers.of(&table, name, item, "share", May::Positive)?;
            Ok(Area { name: name.clone(), share })
        };
        let areas = table.all().iter().map(area).collect::<Result<Vec<_>, Error>>()?;
        let all: f64 = areas.iter().map(|area| numbers.with(area.share, |share| share.value)).sum();
        return match areas.len() >= 2 && all > 0.0 {
            true => Ok(areas),
            false => {
                Err(table
                    .wrong("[areas] needs at least two areas, with a share for each, such as north = 0.4"))
            }
        };
    }
    let Some(options) = root.table("option")? else { return Ok(Vec::new()) };
    let mut into = 0;
    for (name, item) in options.all() {
        if let Some(split) = options.named(name, item)?.table("split")? {
            into = into.max(split.whole("into", 2)?.unwrap_or(0));
        }
    }
    let equal = |place: u64| {
        let name = format!("area {}", place + 1);
        let share = numbers.taken(format!("areas.{name}"), 1.0, "share");
        Area { name, share }
    };
    Ok((0..into.min(100)).map(equal).collect())
}

/// The ways of arranging the work: the service as it is first, then those that the plan names, in its order.
pub(super) fn arrangements(
    root: &Table<'_>,
    plan: &Plan,
    reader: &Reader<'_>,
) -> Result<Vec<Arrangement>, Error> {
    let mut all = vec![Arrangement::as_is(plan)];
    let Some(options) = root.table("option")? else { return Ok(all) };
    for (name, item) in options.all() {
        let table = options.named(name, item)?;
        let made = arrangement(&table, name, &all, reader)?;
        match all.iter().position(|known| known.name == *name) {
            // Whoever writes the base says something about it.
            Some(place) => all[place] = made,
            None => all.push(made),
        }
        table.done()?;
    }
    Ok(all)
}

fn arrangement(
    table: &Table<'_>,
    name: &str,
    known: &[Arrangement],
    reader: &Reader<'_>,
) -> Result<Arrangement, Error> {
    let numbers = reader.numbers;
    let (line, base) = table.text("base")?.unwrap_or((table.line, known[0].name.as_str()));
    let Some(base) = known.iter().find(|other| other.name == base) else {
        let names: Vec<&str> = known.iter().map(|other| other.name.as_str()).collect();
        let says = format!(
            "`{}` is “{base}”, which is no option above; there are: {}",
            table.path_of("base"),
            names.join(", ")
        );
        return Err(table.wrong_at(line, says));
    };
    let about = table.text("about")?.map_or("", |(_, text)| text);
    let kind = kind(table, name, base.kind)?;
    let mut made = Arrangement {
        name: name.to_string(),
        kind,
        about: about.to_string(),
        line: table.line,
        ..base.clone()
    };
    made.money = money::money(table, reader.names, numbers, reader.settings, &base.money)?;
    let dials = Dials { table, numbers };
    dials.moves(&mut made)?;
    dials.merge(&mut made)?;
    dials.task(&mut made)?;
    dials.split(&mut made)?;
    dials.contract(&mut made);
    dials.ways(&mut made)?;
    dials.meetings(&mut made)?;
    dials.dip(&mut made)?;
    dials.transition(&mut made, base.plan.pools.len())?;
    dials.overheads(&made)?;
    instead(table, numbers, &made.plan)?
        .into_iter()
        .try_for_each(|one| dials.turn(&mut made, Dial::Number(one)))?;
    made.bought_by_whose_it_was(&known[0].plan);
    Ok(made)
}

/// Of which kind an option is: as it says, or by the first dial that makes a kind what it is, or that of its base.
fn kind(table: &Table<'_>, name: &str, base: &'static Kind) -> Result<&'static Kind, Error> {
    let known = |wanted: &str| KINDS.into_iter().find(|kind| kind.name == wanted);
    if let Some((line, text)) = table.text("kind")? {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let near = nearest(text, &names)
            .map(|near| format!("; did you mean “{near}”?"))
            .unwrap_or_else(|| ".".to_string());
        return known(text).ok_or_else(|| {
            let says = format!(
                "`{}` is “{text}”, which is no kind{near} There are: {}",
                table.path_of("kind"),
                names.join(", ")
            );
            table.wrong_at(line, says)
        });
    }
    let turned = |dial: &str| table.all().iter().any(|(key, _)| key == dial);
    let by_dial = KINDS.into_iter().find(|kind| kind.turns.is_some_and(turned));
    let changes = table.all().iter().any(|(key, _)| !["base", "about"].contains(&key.as_str()));
    let of_base = if changes && base == KINDS[0] { KINDS[1] } else { base };
    Ok(known(name).or(by_dial).unwrap_or(of_base))
}

/// The numbers that hold in place of the plan's: `set = { "pool.contact.staff" = 20 }`, `times = { "step.answer.time.mean" = 0.9 }`.
pub(super) fn instead(table: &Table<'_>, numbers: &Numbers, plan: &Plan) -> Result<Vec<Instead>, Error> {
    let mut all = Vec::new();
    if let Some(set) = table.table("set")? {
        for (path, item) in set.all() {
            there_is(&set, path, item.line, plan)?;
            let (number, unit, may) = numbers.named(&set, (item.line, path), own_number(plan, path))?;
            let own = numbers.of(&set, path, item, unit, may)?;
            numbers.counted_like(own, number);
            all.push(Instead::Set(number, own));
        }
    }
    if let Some(times) = table.table("times")? {
        for (path, item) in times.all() {
            there_is(&times, path, item.line, plan)?;
            let (number, _, _) = numbers.named(&times, (item.line, path), own_number(plan, path))?;
            let factor = numbers.of(&times, path, item, "times", May::Positive)?;
            all.push(Instead::Times(number, factor));
        }
    }
    Ok(all)
}

/// A number of a pool as an option has it: what is made of other pools has numbers of its own, under the same name in every option.
fn own_number(plan: &Plan, path: &str) -> Option<Number> {
    let (name, what) = path.strip_prefix("pool.")?.rsplit_once('.')?;
    let pool = plan.pools.iter().find(|pool| pool.name == name)?;
    match what {
        "staff" => Some(pool.staff),
        "rate_per_hour" => Some(pool.pounds_per_hour),
        "shrinkage" => Some(pool.shrinkage),
        "slowness" => Some(pool.slowness),
        _ => None,
    }
}

/// That a pool whose number is changed is still there when the dials above are turned.
fn there_is(table: &Table<'_>, path: &str, line: usize, plan: &Plan) -> Result<(), Error> {
    let Some(of_pool) = path.strip_prefix("pool.") else { return Ok(()) };
    if plan
        .pools
        .iter()
        .any(|pool| of_pool.strip_prefix(&pool.name).is_some_and(|rest| rest.starts_with('.')))
    {
        return Ok(());
    }
    let names: Vec<&str> = plan.pools.iter().map(|pool| pool.name.as_str()).collect();
    let says = format!("`{path}` is of a pool that is not there; there are: {}", names.join(", "));
    Err(table.wrong_at(line, says))
}

/// The dials of one option.
struct Dials<'a> {
    table: &'a Table<'a>,
    numbers: &'a Numbers,
}

impl Dials<'_> {
    fn turn(&self, made: &mut Arrangement, dial: Dial) -> Result<(), Error> {
        self.numbers.adding(|amounts| made.turn(dial, amounts)).map_err(|error| self.table.wrong(error))
    }

    fn pool(&self, made: &Arrangement, line: usize, name: &str) -> Result<usize, Error> {
        let name = name.trim().trim_start_matches("pool.");
        let pools = &made.plan.pools;
        pools.iter().position(|pool| pool.name == name).ok_or_else(|| {
            let names: Vec<&str> = pools.iter().map(|pool| pool.name.as_str()).collect();
            let near = nearest(name, &names)
                .map(|near| format!("; did you mean “{near}”?"))
                .unwrap_or_else(|| ".".to_string());
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

    fn moves(&self, made: &mut Arrangement) -> Result<(), Error> {
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

    fn merge(&self, made: &mut Arrangement) -> Result<(), Error> {
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

    fn split(&self, made: &mut Arrangement) -> Result<(), Error> {
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
            _ if generalist => (0..made.plan.pools.len()).collect(),
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

    fn task(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("task")? else { return Ok(()) };
        let (line, name) = table.text("step")?.ok_or_else(|| {
            table.wrong(format_args!("[{}] says no `step`: which is done elsewhere", table.path))
        })?;
        let step = self.step(made, line, name)?;
        let pool = pools::pool(&format!("{name}, elsewhere"), &table, self.numbers)?;
        self.turn(made, Dial::Task(Task { step, pool }))
    }

    /// That what the option says of overheads is of organisations that work in it.
    fn overheads(&self, made: &Arrangement) -> Result<(), Error> {
        let own = self.table.all().iter().any(|(key, _)| key == "overhead");
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

    /// A contract of the base ends where its supplier does nothing any more.
    fn contract(&self, made: &mut Arrangement) {
        let own = self.table.all().iter().any(|(key, _)| key == "contract");
        let works = |supplier: &str| made.plan.pools.iter().any(|pool| pool.organisation == supplier);
        if !own && made.money.contract.as_ref().is_some_and(|contract| !works(&contract.supplier)) {
            made.money.contract = None;
        }
    }

    fn ways(&self, made: &mut Arrangement) -> Result<(), Error> {
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

    fn meetings(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("meetings")? else { return Ok(()) };
        for (name, item) in table.all() {
            let pool = self.pool(made, item.line, name)?;
            let share = self.numbers.of(&table, name, item, "share", May::Share)?;
            self.turn(made, Dial::Meetings { pool, share })?;
        }
        Ok(())
    }

    fn dip(&self, made: &mut Arrangement) -> Result<(), Error> {
        let Some(table) = self.table.table("learning")? else { return Ok(()) };
        let pools =
            self.pools(made, &table, "pools")?.unwrap_or_else(|| (0..made.plan.pools.len()).collect());
        let from_day = self.begins_on_day(made, &table.path)?;
        let loss = self.numbers.number_or(&table, "loss", ("share", May::Positive), 0.0)?;
        let half_life = self.numbers.number_or(&table, "half_life_days", ("days", May::Positive), 60.0)?;
        table.done()?;
        self.turn(made, Dial::Dip(Dip::from_day(pools, from_day, loss, half_life)))
    }

    /// The day of the run on which an arrangement begins to work.
    fn begins_on_day(&self, made: &mut Arrangement, path: &str) -> Result<Number, Error> {
        let from_day = self.numbers.taken(format!("{path}.from_day"), 0.0, "days");
        let days = self.numbers.taken(format!("{path}.days_a_month"), DAYS_A_MONTH, "days");
        let (procurement, transition) = (made.money.procurement.months, made.money.transition.months);
        for months in [made.money.prepared_in_months, procurement, transition].into_iter().flatten() {
            self.turn(made, Dial::Number(Instead::Plus(from_day, months)))?;
        }
        self.turn(made, Dial::Number(Instead::Times(from_day, days)))?;
        Ok(from_day)
    }

    /// Whoever takes work over is slower at first, where the transition says so.
    fn transition(&self, made: &mut Arrangement, pools_before: usize) -> Result<(), Error> {
        let transition = made.money.transition.clone();
        if !transition.pools.is_empty() && made.plan.pools.len() != pools_before {
            let says =
                "`transition.pools` cannot be named where pools are merged, split or added; leave them out";
            return Err(self.table.wrong(says));
        }
        let Some(loss) = transition.speed_loss else { return Ok(()) };
        let supplier = made.money.contract.as_ref().map(|contract| contract.supplier.as_str());
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
}
