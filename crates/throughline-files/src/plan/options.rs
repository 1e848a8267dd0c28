//! Ways of arranging the work in a plan: what each changes, dial by dial, in the order in which dials are turned.

use throughline::error::Error;
use throughline::sourcing::appraisal::settings::Settings;
use throughline::sourcing::arrangement::{Arrangement, Dial, KINDS, Kind};
use throughline::sourcing::plan::{Area, Number, Plan};
use throughline::sourcing::question::Instead;
use throughline::wording::three;

use super::dials::Dials;
use super::money;
use super::numbers::{May, Numbers};
use super::service::Names;
use super::tree::{Item, Table, did_you_mean};

/// What an option is read with.
pub(super) struct Reader<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) numbers: &'a Numbers,
    pub(super) settings: &'a Settings,
}

/// The areas of a plan: those it names, or as many equal ones as an option splits into.
pub(super) fn areas(root: &Table<'_>, numbers: &Numbers) -> Result<Vec<Area>, Error> {
    if let Some(table) = root.table("areas")? {
        let area = |(name, item): &(String, Item)| {
            let share = numbers.of(&table, name, item, "share", May::Positive)?;
            Ok(Area { name: name.clone(), share })
        };
        let areas = table.all().iter().map(area).collect::<Result<Vec<_>, Error>>()?;
        let shares: Vec<f64> =
            areas.iter().map(|area| numbers.with(area.share, |share| share.value)).collect();
        let all: f64 = shares.iter().sum();
        if shares.iter().all(|share| *share < 1.0) && (all - 1.0).abs() > 0.005 {
            return Err(table.wrong(format_args!(
                "the shares in [areas] come to {}; write shares that come to 1, or how many live in each",
                three(all)
            )));
        }
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
    // What the service as it is has agreed runs on, however long an option takes to begin.
    let is_now = base.name == known[0].name;
    let of_base = if is_now { base.money.clone().running() } else { base.money.clone() };
    made.money = money::money(table, reader.names, numbers, reader.settings, &of_base)?;
    let dials = Dials { table, numbers };
    dials.moves(&mut made)?;
    dials.merge(&mut made)?;
    dials.task(&mut made)?;
    dials.split(&mut made)?;
    dials.contract(&mut made, base);
    if name != known[0].name {
        made.money.ends_today(&known[0].money.clone().running(), &known[0].plan);
        // Work that comes home from a supplier is not bought from one.
        let by_move = made.kind.turns == Some("move") && !table.all().iter().any(|(key, _)| key == "kind");
        if by_move && made.money.ends.is_some() && made.money.contract.is_none() {
            made.kind = KINDS[1];
        }
    }
    dials.ways(&mut made)?;
    dials.meetings(&mut made)?;
    dials.dip(&mut made)?;
    dials.transition(&mut made, base.plan.pools.len())?;
    dials.overheads(&made)?;
    dials.expertise(&mut made)?;
    dials.helper(&mut made)?;
    dials.changes(&mut made)?;
    instead(table, numbers, &made.plan)?
        .into_iter()
        .try_for_each(|one| dials.turn(&mut made, Dial::Number(one)))?;
    made.bought_by_whose_it_was(&known[0].plan);
    dials.buyer(&made)?;
    Ok(made)
}

/// Of which kind an option is: as it says, or by the first dial that makes a kind what it is, or that of its base.
fn kind(table: &Table<'_>, name: &str, base: &'static Kind) -> Result<&'static Kind, Error> {
    let known = |wanted: &str| KINDS.into_iter().find(|kind| kind.name == wanted);
    if let Some((line, text)) = table.text("kind")? {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let near = did_you_mean(text, &names);
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
    let helped = known("insourced_expertise").filter(|_| turned("expertise"));
    let by_dial = KINDS.into_iter().find(|kind| kind.turns.is_some_and(turned));
    let changes = table.all().iter().any(|(key, _)| !["base", "about"].contains(&key.as_str()));
    let of_base = if changes && base == KINDS[0] { KINDS[1] } else { base };
    Ok(known(name).or(by_dial).or(helped).unwrap_or(of_base))
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

/// That an option may change it: a number of a pool that is still there when the dials above are turned, and none of what is open before
/// any option begins.
fn there_is(table: &Table<'_>, path: &str, line: usize, plan: &Plan) -> Result<(), Error> {
    if path.starts_with("open.") && table.path.starts_with("option.") {
        return Err(table.wrong_at(
            line,
            format_args!("`{path}` is what is open before any option begins; every option starts with the same, so leave it out"),
        ));
    }
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
