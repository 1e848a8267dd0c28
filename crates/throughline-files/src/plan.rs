//! A plan as a TOML file (docs/plan.md says how): what is not known is an error with its line, and every number keeps its line and
//! what is said of it.

mod correlations;
mod defaults;
mod dials;
mod drift;
pub mod edit;
mod from_log;
mod lengths;
mod money;
mod numbers;
mod options;
mod otherwise;
mod pools;
mod service;
mod shares;
mod skills;
mod tree;
pub mod write;

use std::cell::RefCell;
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use throughline::error::Error;
use throughline::place::bank_holidays::BankHolidays;
use throughline::sourcing::plan::Plan;
use throughline::sourcing::question::{FINGERPRINT, Futures, Question, ReadFrom};

use from_log::Gives;
pub use from_log::{FromLog, Wanted};
use numbers::Numbers;
use options::Reader;
use service::Names;
use skills::Skills;
use tree::{Table, Value};

/// The plan in a file, and what it asks; an error where a log is to give some of it.
pub fn read(path: &Path) -> Result<Question, Error> {
    from_file(path, Gives::Nothing).map(|(question, _)| question)
}

/// The plan in a file with what a log gives.
pub fn read_with(path: &Path, log: FromLog) -> Result<Question, Error> {
    from_file(path, Gives::Log(Box::new(log))).map(|(question, _)| question)
}

/// The plan in a file, and what a log is to give of it, for which something stands in.
pub fn wanted(path: &Path) -> Result<(Question, Vec<Wanted>), Error> {
    from_file(path, Gives::Later(RefCell::default()))
}

/// The plan that a TOML text says, and what it asks; `file` is what to call it in messages.
pub fn from_toml(text: &str, file: &str) -> Result<Question, Error> {
    from_text(text, file, Gives::Nothing).map(|(question, _)| question)
}

fn from_file(path: &Path, gives: Gives) -> Result<(Question, Vec<Wanted>), Error> {
    let name = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| crate::source::unreadable(&name, "a plan", &error))?;
    from_text(&text, &name, gives)
}

fn from_text(text: &str, file: &str, gives: Gives) -> Result<(Question, Vec<Wanted>), Error> {
    let read_from = ReadFrom {
        plan: fingerprint(text),
        log: if let Gives::Log(log) = &gives { Some(fingerprint(&log.numbers())) } else { None },
    };
    let tree = tree::parsed(text, file)?;
    let root = Table::of(&tree, String::new(), file)?;
    let numbers = Numbers::given(gives);
    let scenario = root.table("scenario")?;
    let frame = Frame::of(scenario.as_ref(), file)?;
    let names = Names::of(&root)?;
    let skills = Skills::of(&names)?;
    let mut pools = names.pools(&numbers)?;
    let steps = names.steps(&skills, &numbers)?;
    skills.share(&names, (&mut pools, &steps), &numbers)?;
    let of_demands = drift::Named::of(&root, &numbers)?;
    let demands = names.demands(&root, &of_demands, &numbers)?;
    let hand_over = names.hand_over(&root, &numbers, &pools)?;
    let open = names.open(&root, &numbers)?;
    let areas = options::areas(&root, &numbers)?;
    let (seed, futures) = run(&root)?;
    let mut plan = Plan {
        name: frame.name,
        back_test: frame.back_test,
        start: frame.start,
        days: frame.days,
        warm_up_days: frame.warm_up_days,
        zone: frame.zone,
        days_off: frame.days_off,
        amounts: Vec::new(),
        areas,
        demands,
        pools,
        steps,
        hand_over,
        open,
        seed,
    };
    of_demands.done(&root, &plan, &numbers)?;
    let settings = money::settings(&root, &numbers)?;
    let reader = Reader { names: &names, numbers: &numbers, settings: &settings };
    let mut arrangements = options::arrangements(&root, &plan, &reader)?;
    let drifts = drift::courses(&root, &plan, &numbers)?;
    let together = correlations::together(&root, &numbers)?;
    root.done()?;
    drift::changes_take_time(&root, (&arrangements, &drifts), &numbers)?;
    shares::stay(&root, &numbers, &arrangements, &drifts)?;
    let wanted = numbers.wanted();
    plan.amounts = numbers.into_amounts();
    arrangements.iter_mut().for_each(|made| made.plan.amounts.clone_from(&plan.amounts));
    Ok((Question { plan, arrangements, together, drifts, futures, settings, read_from }, wanted))
}

/// The first digits of the SHA-256 of a text.
fn fingerprint(text: &str) -> String {
    let digits: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.chars().take(FINGERPRINT).collect()
}

/// The seed, and how many futures are looked at.
fn run(root: &Table<'_>) -> Result<(u64, Futures), Error> {
    let usual = Futures { outer: 100, inner: 1, half_width_pounds: None, most: 100 };
    let Some(run) = root.table("run")? else { return Ok((1, usual)) };
    let seed = run.whole("seed", 0)?.unwrap_or(1);
    let few = |count: Option<u64>, usual: u32| count.map_or(usual, |count| count.min(1_000_000) as u32);
    let outer = few(run.whole("outer", 2)?, usual.outer);
    let inner = few(run.whole("inner", 1)?, usual.inner);
    let (mut half_width_pounds, mut most) = (None, outer);
    if let Some(stop) = run.table("stop")? {
        if let Some((line, metric)) = stop.text("metric")?.filter(|(_, metric)| !STOPS_AT.contains(metric)) {
            return Err(stop.wrong_at(
                line,
                format_args!("`run.stop.metric` is “{metric}”; it may be “{}”", STOPS_AT[0]),
            ));
        }
        half_width_pounds = stop.positive("half_width")?;
        most = few(stop.whole("cap", 2)?, outer).max(outer);
        stop.done()?;
    }
    run.done()?;
    Ok((seed, Futures { outer, inner, half_width_pounds, most }))
}

/// By what a run may end sooner, under either name.
const STOPS_AT: [&str; 2] = ["cost_per_need_met", "cost_per_resolved_need"];

/// The most days of a run: fifty years.
const MOST_DAYS: u64 = 18_263;

/// What the scenario says.
struct Frame {
    name: String,
    back_test: Option<String>,
    start: Date,
    days: u32,
    warm_up_days: u32,
    zone: String,
    days_off: Vec<Date>,
}

impl Frame {
    fn of(table: Option<&Table<'_>>, file: &str) -> Result<Frame, Error> {
        let Some(table) = table else {
            return Err(Error::asked(format!(
                "{file}: there is no [scenario]; write one with name, start and years"
            )));
        };
        let name = table.text("name")?.map_or("plan", |(_, text)| text).to_string();
        let back_test = match table.text("back_test")? {
            Some((line, text)) if text.trim().is_empty() => {
                let says = "`scenario.back_test` is empty; write how well the plan foretold what is known, or leave it out";
                return Err(table.wrong_at(line, says));
            }
            said => said.map(|(_, text)| text.trim().to_string()),
        };
        let start = match table.take("start") {
            None => Date::constant(2026, 1, 5),
            Some(item) => table.day("start", item)?,
        };
        let mut lengths =
            [("days", 1), ("weeks", 7), ("years", 365)].into_iter().filter_map(|(key, each)| {
                table.whole(key, 1).transpose().map(|count| count.map(|count| (key, count, each)))
            });
        let (key, count, each) = lengths.next().transpose()?.unwrap_or(("weeks", 52, 7));
        if let Some(second) = lengths.next() {
            return Err(table.wrong(format_args!("[scenario] says both {key} and {}; write one", second?.0)));
        }
        let days = match key {
            // A year by the calendar, leap days and all.
            "years" => start
                .checked_add(jiff::Span::new().try_years(count as i64).unwrap_or_default())
                .ok()
                .and_then(|end| start.until((jiff::Unit::Day, end)).ok())
                .map_or(MOST_DAYS + 1, |span| span.get_days() as u64),
            _ => count.saturating_mul(each),
        };
        let warm_up_days = table.whole("warm_up_days", 0)?.unwrap_or(0);
        if days + warm_up_days > MOST_DAYS {
            return Err(
                table.wrong(format_args!("[scenario] is longer than {MOST_DAYS} days, warm-up included"))
            );
        }
        let zone = table.text("timezone")?;
        let (line, zone) = zone.unwrap_or((table.line, "UTC"));
        throughline::time::zone(zone).map_err(|error| table.wrong_at(line, error))?;
        let days_off = days_off(table, start, days)?;
        table.done()?;
        let [days, warm_up_days] = [days, warm_up_days].map(|days| days as u32);
        Ok(Frame { name, back_test, start, days, warm_up_days, zone: zone.to_string(), days_off })
    }
}

/// The bank holidays of a country, and days that the plan names.
fn days_off(table: &Table<'_>, start: Date, days: u64) -> Result<Vec<Date>, Error> {
    let mut all = Vec::new();
    if let Some(country) = numbers::named(table, "holidays", &BankHolidays::NAMES)?.flatten() {
        // What warms up before may reach back years.
        let last = start.year() + (days / 365) as i16 + 1;
        all.extend(country.between(start.year() - 5, last));
    }
    if let Some(item) = table.take("days_off") {
        let Value::List(items) = &item.value else {
            return Err(table.not("days_off", item, "a list of dates"));
        };
        for item in items {
            all.push(table.day("days_off", item)?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
