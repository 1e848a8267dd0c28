//! Numbers that could be disputed, and lengths of time made of them, as they are taken out of a plan's tables.

use std::cell::RefCell;

use throughline::error::Error;
use throughline::sourcing::amount::{Amount, Belief, Grade, Known, Range};
use throughline::sourcing::plan::{Number, Time, mean_as_seen};

use super::from_log::{Gives, Wanted, is_asked};
use super::lengths::{self, FAMILIES, Family};
use super::otherwise::{no_pay, written_otherwise};
use super::tree::{Item, Table, Value, did_you_mean};

/// What a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// From 0 to 1.
    Share,
    /// From 0 on.
    Positive,
    /// From 1 on, whole.
    Count,
    /// From 1 on.
    FromOne,
    /// Above 0.
    AboveNought,
    /// A share a year by which something grows: above -1, where nothing would be left.
    Growth,
    /// A share a year by which money is worth less: from -0.5 to 1.
    Rate,
    /// From -1 to 1.
    Correlation,
    /// Anything.
    Any,
}

impl May {
    /// What a number in a unit may be that nobody wrote.
    fn of(unit: &str) -> May {
        match unit {
            "share" => May::Share,
            "people" => May::Count,
            "" => May::Any,
            _ => May::Positive,
        }
    }

    /// The least and the most of what it may be.
    fn ends(self) -> (f64, f64) {
        match self {
            May::Share => (0.0, 1.0),
            May::Positive => (0.0, f64::INFINITY),
            May::Count => (1.0, MOST_COUNTED),
            May::FromOne => (1.0, f64::INFINITY),
            May::AboveNought => (1e-6, f64::INFINITY),
            May::Growth => (LEAST_GROWTH, f64::INFINITY),
            May::Rate => (-0.5, 1.0),
            May::Correlation => (-MOST_CORRELATION, MOST_CORRELATION),
            May::Any => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

/// Below it next to nothing would be left after a year.
const LEAST_GROWTH: f64 = -0.99;

/// Beyond it one number would be the other.
const MOST_CORRELATION: f64 = 0.999;

/// The largest count.
const MOST_COUNTED: f64 = 1e6;

/// The numbers read so far.
#[derive(Default)]
pub(super) struct Numbers {
    amounts: RefCell<Vec<Amount>>,
    /// For each, what it may be, and how many of its unit one is of the unit in which it was written.
    written: RefCell<Vec<(May, f64)>>,
    /// Where values come from that a log is to give.
    pub(super) gives: Gives,
}

impl Numbers {
    /// None yet.
    pub(super) fn given(gives: Gives) -> Numbers {
        Numbers { gives, ..Numbers::default() }
    }

    /// All of them.
    pub(super) fn into_amounts(self) -> Vec<Amount> {
        self.amounts.into_inner()
    }

    /// What a number may be.
    pub(super) fn may(&self, Number(place): Number) -> May {
        self.written.borrow()[place].0
    }

    /// The high end of each that has a range, and else its value.
    pub(super) fn high_ends(&self) -> Vec<f64> {
        self.amounts.borrow().iter().map(Amount::highest).collect()
    }

    /// What a log is to give, where that is only listed.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        match &self.gives {
            Gives::Later(all) => all.borrow().clone(),
            Gives::Nothing | Gives::Log(_) => Vec::new(),
        }
    }

    /// Looks at a number.
    pub(super) fn with<T>(&self, Number(place): Number, look: impl FnOnce(&Amount) -> T) -> T {
        look(&self.amounts.borrow()[place])
    }

    /// The line and the path of a number that is, or may be, other than nought; `None` where it is nought.
    pub(super) fn where_it_matters(&self, number: Number) -> Option<(usize, String)> {
        self.with(number, |amount| {
            let matters = amount.value != 0.0 || amount.range.is_some();
            matters.then(|| (amount.line, amount.path.clone()))
        })
    }

    /// The number at a path, or the `own` one that an option has there; what it is written in and what it may be, for whoever puts
    /// another in its place.
    pub(super) fn named(
        &self,
        table: &Table<'_>,
        (line, path): (usize, &str),
        own: Option<Number>,
    ) -> Result<(Number, &'static str, May), Error> {
        let amounts = self.amounts.borrow();
        let at_path = || amounts.iter().position(|amount| amount.path == path);
        let Some(place) = own.map(|own| own.0).or_else(at_path) else {
            let paths: Vec<&str> = amounts.iter().map(|amount| amount.path.as_str()).collect();
            let near = did_you_mean(path, &paths);
            let says = format!(
                "`{path}` is no number of this plan{near} Name it as it stands there, such as \"pool.contact.staff\""
            );
            return Err(table.wrong_at(line, says));
        };
        let (may, times) = self.written.borrow()[place];
        // Minutes and days are written as numbers where the key says so.
        let unit = if times == 1.0 { amounts[place].unit } else { "" };
        Ok((Number(place), unit, may))
    }

    /// Counts a number as another is counted, in whose place it stands.
    pub(super) fn counted_like(&self, own: Number, other: Number) {
        let (times, unit) = (self.written.borrow()[other.0].1, self.amounts.borrow()[other.0].unit);
        self.times(own, times, unit);
    }

    /// Lets somebody add numbers that follow from those that are there.
    pub(super) fn adding<T>(&self, add: impl FnOnce(&mut Vec<Amount>) -> T) -> T {
        let mut amounts = self.amounts.borrow_mut();
        let added = add(&mut amounts);
        let mut written = self.written.borrow_mut();
        let more = amounts.iter().skip(written.len()).map(|amount| (May::of(amount.unit), 1.0));
        written.extend(more.collect::<Vec<_>>());
        added
    }

    /// Counts a number in another unit, `times` as many of which it is.
    pub(super) fn times(&self, Number(place): Number, times: f64, unit: &'static str) {
        self.written.borrow_mut()[place].1 *= times;
        let amount = &mut self.amounts.borrow_mut()[place];
        amount.value *= times;
        amount.within = (amount.within.0 * times, amount.within.1 * times);
        amount.unit = unit;
        if let Some(range) = &mut amount.range {
            range.low *= times;
            range.high *= times;
        }
    }

    pub(super) fn add(&self, amount: Amount, may: May) -> Number {
        let mut amounts = self.amounts.borrow_mut();
        amounts.push(amount);
        self.written.borrow_mut().push((may, 1.0));
        Number(amounts.len() - 1)
    }

    /// What is taken where a plan is silent.
    pub(super) fn taken(&self, path: String, value: f64, unit: &'static str) -> Number {
        self.add(Amount { unit, ..Amount::taken(path, value) }, May::of(unit))
    }

    /// The number under a key.
    pub(super) fn number(
        &self,
        table: &Table<'_>,
        key: &'static str,
        unit: &'static str,
        may: May,
    ) -> Result<Option<Number>, Error> {
        table.take(key).map(|item| self.of(table, key, item, unit, may)).transpose()
    }

    /// The number under a key, or what is taken where it is not there.
    pub(super) fn number_or(
        &self,
        table: &Table<'_>,
        key: &'static str,
        (unit, may): (&'static str, May),
        otherwise: f64,
    ) -> Result<Number, Error> {
        Ok(match self.number(table, key, unit, may)? {
            Some(number) => number,
            None => self.taken(table.path_of(key), otherwise, unit),
        })
    }

    /// A length under a key, in hours: `{ v = "2h", … }`, `"2h"`.
    pub(super) fn hours(&self, table: &Table<'_>, key: &'static str) -> Result<Option<Number>, Error> {
        self.number(table, key, "hours", May::Positive)
    }

    /// The number that an item says.
    pub(super) fn of(
        &self,
        table: &Table<'_>,
        key: &str,
        item: &Item,
        unit: &'static str,
        may: May,
    ) -> Result<Number, Error> {
        if is_asked(item) {
            return self.fitted((table, key, item), unit, may);
        }
        let path = table.path_of(key);
        if let Some(figure) = super::defaults::asked(table, key, item)? {
            return Ok(self.add(super::defaults::amount((table, key, item), figure, unit, may.ends())?, may));
        }
        let Value::Table(_) = &item.value else {
            let value = plain(table, key, item, unit, may)?;
            return Ok(self.add(Amount { line: item.line, unit, ..Amount::taken(path, value) }, may));
        };
        let said = table.named(key, item)?;
        let end = |name| said.take(name).map(|item| plain(&said, name, item, unit, may)).transpose();
        let value =
            end("v")?.ok_or_else(|| said.wrong(format_args!("`{path}` says no value; write v = …")))?;
        let (low, high) = (end("lo")?, end("hi")?);
        let belief = named(&said, "dist", &Belief::NAMES)?;
        let known = named(&said, "status", &Known::NAMES)?.unwrap_or(Known::Assumed);
        let grade = named(&said, "grade", &Grade::NAMES)?;
        let source = said.text("source")?.map(|(_, text)| text.trim().to_string());
        let owner = said.text("owner")?.map(|(_, text)| text.trim().to_string());
        let date = said.take("date").map(|item| said.day("date", item)).transpose()?;
        said.done()?;
        let range = match (low, high, belief) {
            (Some(low), Some(high), belief) => {
                Some(Range { low, high, belief: belief.unwrap_or(Belief::Pert) })
            }
            (None, None, None) => None,
            _ => {
                return Err(
                    said.wrong(format_args!("`{path}` says only part of a range; write lo, hi and dist"))
                );
            }
        };
        let source = source.filter(|source| !source.is_empty() && source != "none");
        let within = may.ends();
        let owner = owner.filter(|owner| !owner.is_empty());
        let amount =
            Amount { path, line: item.line, value, within, unit, range, source, known, grade, owner, date };
        match amount.wrong() {
            Some(says) => Err(said.wrong(format_args!("`{}` makes no sense: {says}", amount.path))),
            None => Ok(self.add(amount, may)),
        }
    }

    /// How long something takes.
    pub(super) fn time(&self, table: &Table<'_>, key: &'static str) -> Result<Option<Time>, Error> {
        table.take(key).map(|item| self.time_of(table, key, item)).transpose()
    }

    /// How long something takes, as an item says it.
    pub(super) fn time_of(&self, table: &Table<'_>, key: &str, item: &Item) -> Result<Time, Error> {
        let wrong = || table.not_but(key, item, "a length of time", &lengths::why_not(&item.value));
        if is_asked(item) {
            return self.fitted_time(table, key, item);
        }
        let text = match &item.value {
            Value::Text(text) => text,
            Value::Table(_) => return self.time_in_parts(&table.named(key, item)?),
            _ => return Err(wrong()),
        };
        let written = lengths::distribution(text).ok_or_else(wrong)?;
        let hours = |place: usize, name: &str| {
            let path = format!("{}.{name}", table.path_of(key));
            let value = written.hours.get(place).copied().unwrap_or_default();
            self.add(Amount { line: item.line, unit: "hours", ..Amount::taken(path, value) }, May::Positive)
        };
        let shape = |name: &str| {
            let path = format!("{}.{name}", table.path_of(key));
            self.add(Amount { line: item.line, ..Amount::taken(path, written.shape) }, May::Positive)
        };
        let mean = || hours(0, "mean");
        let time = match written.family {
            Family::Fixed => Time::Fixed(hours(0, "length")),
            Family::Exponential => Time::Exponential(mean()),
            Family::Uniform => Time::Uniform(hours(0, "low"), hours(1, "high")),
            Family::Erlang => Time::Erlang(written.shape as u32, mean()),
            Family::Hyperexponential => {
                Time::Hyperexponential(shape("chance"), [hours(0, "first_mean"), hours(1, "second_mean")])
            }
            Family::Lognormal => Time::Lognormal(mean(), shape("variation")),
            Family::Gamma => Time::Gamma(mean(), shape("variation")),
            Family::Weibull => Time::Weibull(mean(), written.shape),
            Family::Seen => {
                let mut seen = written.hours.clone();
                seen.sort_by(f64::total_cmp);
                let path = format!("{}.mean", table.path_of(key));
                let mean = mean_as_seen(&seen);
                let mean = Amount { line: item.line, unit: "hours", ..Amount::taken(path, mean) };
                Time::Seen(self.add(mean, May::Positive), seen)
            }
        };
        let empty = match &time {
            Time::Uniform(..) => written.hours[0] > written.hours[1],
            Time::Fixed(_) | Time::Seen(..) => false,
            _ => written.hours.contains(&0.0),
        };
        if empty { Err(wrong()) } else { Ok(time) }
    }

    /// A distribution whose numbers have ranges: `{ family = "lognormal", mean = { v = "2h", … }, variation = 0.8 }`.
    fn time_in_parts(&self, table: &Table<'_>) -> Result<Time, Error> {
        let names: Vec<(&str, Family)> = FAMILIES.iter().map(|(name, family, _)| (*name, *family)).collect();
        let family = named(table, "family", &names)?.unwrap_or(Family::Fixed);
        let hours = |key| {
            self.hours(table, key)?
                .ok_or_else(|| table.wrong(format_args!("[{}] says no `{key}`", table.path)))
        };
        let shape = |key, may| {
            self.number(table, key, "", may)?
                .ok_or_else(|| table.wrong(format_args!("[{}] says no `{key}`", table.path)))
        };
        let time = match family {
            Family::Fixed => Time::Fixed(hours("length")?),
            Family::Exponential => Time::Exponential(hours("mean")?),
            Family::Uniform => self.uniform(table, [hours("low")?, hours("high")?])?,
            Family::Erlang => {
                let parts = table.whole("parts", 1)?.unwrap_or(1) as f64;
                if parts > lengths::MOST_PARTS {
                    return Err(table.wrong(format_args!(
                        "`{}` is {parts}, and {} are the most; so many parts are as good as a fixed length",
                        table.path_of("parts"),
                        lengths::MOST_PARTS
                    )));
                }
                Time::Erlang(parts as u32, hours("mean")?)
            }
            Family::Hyperexponential => Time::Hyperexponential(
                shape("chance", May::Share)?,
                [hours("first_mean")?, hours("second_mean")?],
            ),
            Family::Lognormal => Time::Lognormal(hours("mean")?, shape("variation", May::Positive)?),
            Family::Gamma => Time::Gamma(hours("mean")?, shape("variation", May::Positive)?),
            Family::Weibull => {
                let missing = || table.wrong(format_args!("[{}] says no `shape`", table.path));
                let item = table.take("shape").ok_or_else(missing)?;
                let shape = plain(table, "shape", item, "", May::Positive)?;
                if shape == 0.0 {
                    return Err(table.not("shape", item, "a number above 0"));
                }
                Time::Weibull(hours("mean")?, shape)
            }
            Family::Seen => {
                let (seen, mean) = (seen(table)?, hours("mean")?);
                if mean_as_seen(&seen) == 0.0 && self.where_it_matters(mean).is_some() {
                    let says = "lengths that are all 0 have no other mean; write in `seen` what was seen";
                    return Err(table.wrong(format_args!("[{}]: {says}", table.path)));
                }
                Time::Seen(mean, seen)
            }
        };
        table.done()?;
        Ok(time)
    }

    fn uniform(&self, table: &Table<'_>, ends: [Number; 2]) -> Result<Time, Error> {
        let [low, high] = ends.map(|end| self.with(end, |amount| amount.value));
        match low > high {
            true => Err(table.wrong(format_args!(
                "[{}] has its ends the wrong way round; write the shorter one as `low`",
                table.path
            ))),
            false => Ok(Time::Uniform(ends[0], ends[1])),
        }
    }
}

/// The lengths under `seen`, in order.
fn seen(table: &Table<'_>) -> Result<Vec<f64>, Error> {
    let wrong = || table.wrong(format_args!("[{}] says no `seen`; write seen = \"5m 7m 12m\"", table.path));
    let (_, text) = table.text("seen")?.ok_or_else(wrong)?;
    let written =
        lengths::distribution(&format!("seen {text}")).filter(|written| written.family == Family::Seen);
    let mut seen = written.ok_or_else(wrong)?.hours;
    seen.sort_by(f64::total_cmp);
    Ok(seen)
}

/// The most pounds that can be written, by their unit: as many of them as a plan can come to still fit the ledger.
const MOST_POUNDS: [(&str, f64); 2] = [("pounds", 1_000_000_000.0), ("pounds a year", 1_000_000_000_000.0)];
/// A value without anything said of it: a number, or a text that says a length where it is counted in hours.
fn plain(table: &Table<'_>, key: &str, item: &Item, unit: &str, may: May) -> Result<f64, Error> {
    let value = match &item.value {
        Value::Number(number) if unit != "hours" => Some(*number),
        Value::Text(text) if unit == "hours" => lengths::hours(text),
        _ => None,
    };
    let fits = |value: &f64| match may {
        May::Share => (0.0..=1.0).contains(value),
        May::Positive => *value >= 0.0 && value.is_finite(),
        May::Count => *value >= 1.0 && value.fract() == 0.0 && *value <= MOST_COUNTED,
        May::FromOne => *value >= 1.0 && value.is_finite(),
        May::AboveNought => *value > 0.0 && value.is_finite(),
        May::Growth => *value >= LEAST_GROWTH && value.is_finite(),
        May::Rate => (-0.5..=1.0).contains(value),
        May::Correlation => value.abs() <= MOST_CORRELATION,
        May::Any => value.is_finite(),
    };
    if let Some(says) = value.filter(|_| unit == "pounds an hour").and_then(no_pay) {
        return Err(table.wrong_at(item.line, format_args!("`{}` is {says}", table.path_of(key))));
    }
    if let Some((_, most)) = MOST_POUNDS.iter().find(|(of, most)| *of == unit && value > Some(*most)) {
        let says = format!(
            "`{}` is more than the {most} {unit} that can be counted; write it in pounds",
            table.path_of(key)
        );
        return Err(table.wrong_at(item.line, says));
    }
    value.filter(fits).ok_or_else(|| {
        let should = match may {
            _ if unit == "hours" => "a length such as “30m”, “4h” or “2d”",
            May::Share => "a share from 0 to 1",
            May::Positive => "a number from 0 on",
            May::Count => "a whole number from 1 to 1000000",
            May::FromOne => "a number from 1 on",
            May::AboveNought => "a number above 0",
            May::Growth => {
                "a share a year of -0.99 or more (at -1 nothing would be left), such as 0.02 for 2 % more each year"
            }
            May::Rate => "a share a year, such as 0.035 for 3.5 %",
            May::Correlation => {
                "a rank correlation from -0.999 to 0.999 (of 1 or -1 one number would be the other)"
            }
            May::Any => "a number",
        };
        table.not_but(key, item, should, &written_otherwise(&item.value, may))
    })
}

/// One of a few names under a key.
pub(super) fn named<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    names: &[(&str, T)],
) -> Result<Option<T>, Error> {
    let Some((line, text)) = table.text(key)? else { return Ok(None) };
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| Some(*value)).ok_or_else(|| {
        let all: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        table.wrong_at(
            line,
            format_args!("`{}` is “{text}”; write one of {}", table.path_of(key), all.join(", ")),
        )
    })
}
