//! The money dials of an option, and how a plan is appraised. Money is written in pounds.

mod contract;

use throughline::error::Error;
use throughline::sourcing::appraisal::discount::{Convention, Rate, Schedule};
use throughline::sourcing::appraisal::settings::{Discount, Settings};
use throughline::sourcing::ledger::Line;
use throughline::sourcing::money::{
    Changes, Money, Monitoring, OtherBody, Overhead, OwnTime, Procurement, SupplierFailure, Transition,
};
use throughline::sourcing::plan::Number;

use super::numbers::{May, Numbers, named};
use super::pools::{organisation, own_name};
use super::service::Names;
use super::tree::{Item, Table, Value};

/// What a post that looks after a contract is taken to cost a year where nobody says, in pounds.
const POUNDS_PER_POST: f64 = 50_000.0;

/// The money of an option: what its table says, and else what its base has; `settings` is what the plan says of all of them.
pub(super) fn money(
    table: &Table<'_>,
    names: &Names<'_>,
    numbers: &Numbers,
    settings: &Settings,
    base: &Money,
) -> Result<Money, Error> {
    let said = Said { table, numbers };
    let mut money = said.money(names, settings)?.where_silent(base);
    money.buyer = money.buyer.or_else(|| settings.buyer.clone());
    money.own_time.pounds_per_hour = money.own_time.pounds_per_hour.or(settings.own_time_pounds_per_hour);
    let monitoring = &mut money.monitoring;
    if monitoring.posts.is_some() && monitoring.pounds_per_post.is_none() {
        let path = table.path_of("monitoring.per_fte");
        monitoring.pounds_per_post = Some(numbers.taken(path, POUNDS_PER_POST, "pounds a year"));
    }
    Ok(money)
}

/// A table, and where its numbers go.
struct Said<'s, 'a> {
    table: &'s Table<'a>,
    numbers: &'s Numbers,
}

impl<'a> Said<'_, 'a> {
    /// What the option itself says.
    fn money(&self, names: &Names<'_>, settings: &Settings) -> Result<Money, Error> {
        let Said { table, numbers } = self;
        let contract = table.table("contract")?;
        let monitoring = self.monitoring(contract.as_ref())?;
        let (exit_pounds, retender_pounds) =
            self.within("exit", |exit| Ok((exit.pounds("leave")?, exit.pounds("retender")?)))?;
        Ok(Money {
            buyer: organisation(table, "buyer")?,
            overheads: self.overheads()?,
            sites_pounds_per_year: self.pounds_a_year("sites_per_year")?,
            premises_pounds_per_year: self.pounds_a_year("premises_per_year")?,
            governance_pounds_per_year: self.pounds_a_year("governance_per_year")?,
            retained_risk_pounds_per_year: self.pounds_a_year("retained_risk_per_year")?,
            contract: contract.map(|table| contract::contract(&table, names, numbers)).transpose()?,
            // By the dials.
            ends: None,
            // With `expertise`.
            helps_months: None,
            changes: self.within("change", |change| {
                Ok(Changes {
                    per_year: change.number("per_year", "a year")?,
                    size_points: change.number("size", "points")?,
                    in_house_pounds_per_point: change.pounds("in_house_per_point")?,
                    in_house_lead_days: change.number("in_house_lead_days", "days")?,
                })
            })?,
            monitoring,
            prepared_in_months: self.number("prepared_in_months", "months")?,
            procurement: self.within("procurement", |procurement| {
                Ok(Procurement {
                    months: procurement.number("months", "months")?,
                    pounds: procurement.pounds("cost")?,
                })
            })?,
            transition: self.transition(names)?,
            exit_pounds,
            retender_pounds,
            failure: self.within("failure_of_supplier", |failure| {
                Ok(SupplierFailure {
                    hazard_per_year: failure.number("per_year", "a year")?,
                    step_in_pounds: failure.pounds("step_in")?,
                })
            })?,
            vat: settings.vat,
            vat_irrecoverable: self.vat_irrecoverable(settings)?,
            optimism_bias: self.optimism_bias()?,
            own_time: self.within("own_time", |own| {
                Ok(OwnTime {
                    minutes_per_contact: own.number("minutes_per_contact", "minutes")?,
                    pounds_per_hour: own.pounds("per_hour")?,
                })
            })?,
            other_bodies: self.other_bodies()?,
        })
    }

    fn number(&self, key: &'static str, unit: &'static str) -> Result<Option<Number>, Error> {
        self.numbers.number(self.table, key, unit, May::Positive)
    }

    fn share(&self, key: &'static str) -> Result<Option<Number>, Error> {
        self.numbers.number(self.table, key, "share", May::Share)
    }

    fn pounds(&self, key: &'static str) -> Result<Option<Number>, Error> {
        self.number(key, "pounds")
    }

    fn pounds_a_year(&self, key: &'static str) -> Result<Option<Number>, Error> {
        self.number(key, "pounds a year")
    }

    /// What a table within this one says; nothing where it is missing.
    fn within<T: Default>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Said<'_, 'a>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(table) = self.table.table(key)? else { return Ok(T::default()) };
        let found = read(&Said { table: &table, numbers: self.numbers })?;
        table.done()?;
        Ok(found)
    }

    /// Under the option or under its contract.
    fn monitoring(&self, contract: Option<&Table<'a>>) -> Result<Monitoring, Error> {
        let read = |said: &Said<'_, 'a>| {
            Ok(Monitoring {
                share: said.share("share")?,
                posts: said.number("fte", "posts")?,
                pounds_per_post: said.pounds_a_year("per_fte")?,
            })
        };
        let of_option = self.within("monitoring", read)?;
        let Some(contract) = contract else { return Ok(of_option) };
        let of_contract = Said { table: contract, numbers: self.numbers }.within("monitoring", read)?;
        match (of_option == Monitoring::default(), of_contract == Monitoring::default()) {
            (true, _) => Ok(of_contract),
            (false, true) => Ok(of_option),
            (false, false) => Err(self.table.wrong(format_args!(
                "[{}] says `monitoring` twice, in it and in its contract; write one",
                self.table.path
            ))),
        }
    }

    fn transition(&self, names: &Names<'_>) -> Result<Transition, Error> {
        self.within("transition", |said| {
            let mut pools = Vec::new();
            if let Some(item) = said.table.take("pools") {
                for (line, name) in texts(said.table, "pools", item)? {
                    pools.push(names.place(said.table, "pools", (line, name), names.all_pools())?);
                }
            }
            Ok(Transition {
                months: said.number("months", "months")?,
                pools,
                double_running: said.share("double_running")?,
                staff_transfer_pounds: said.pounds("staff_transfer")?,
                systems_pounds: said.pounds("it")?,
                pension_pounds: said.pounds("pension")?,
                redundancy_pounds: said.pounds("redundancy")?,
                speed_loss: said.number("speed_loss", "share")?,
                learning_half_life_days: said.numbers.number(
                    said.table,
                    "learning_half_life_days",
                    "days",
                    May::AboveNought,
                )?,
            })
        })
    }

    /// One table, or a list of them.
    fn overheads(&self) -> Result<Vec<Overhead>, Error> {
        let Some(item) = self.table.take("overhead") else { return Ok(Vec::new()) };
        let items = match &item.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(item),
        };
        let one = |item: &Item| {
            let table = self.table.named("overhead", item)?;
            let said = Said { table: &table, numbers: self.numbers };
            let (Some(each_staff), Some(pounds_per_year)) = (
                said.numbers.number(&table, "each_staff", "people", May::Count)?,
                said.pounds_a_year("per_year")?,
            ) else {
                return Err(table.wrong(
                    "`overhead` must say what each so many staff cost: { each_staff = 12, per_year = 45000 }",
                ));
            };
            let organisation = organisation(&table, "org")?;
            table.done()?;
            Ok(Overhead { organisation, each_staff, pounds_per_year })
        };
        items.iter().map(one).collect()
    }

    fn vat_irrecoverable(&self, settings: &Settings) -> Result<Option<Number>, Error> {
        let share = self.share("vat_irrecoverable")?;
        match share {
            Some(_) if settings.vat.is_none() => Err(self.table.wrong(format_args!(
                "`{}` is a share of the tax, and no tax is said; write vat = … in [appraisal]",
                self.table.path_of("vat_irrecoverable")
            ))),
            _ => Ok(share),
        }
    }

    /// By the names of the ledger's lines: `{ contract_price = 0.41 }`.
    fn optimism_bias(&self) -> Result<Vec<(Line, Number)>, Error> {
        let Some(table) = self.table.table("optimism_bias")? else { return Ok(Vec::new()) };
        let one = |(key, item): &(String, Item)| {
            let Some(line) = Line::ALL.into_iter().find(|line| line_key(line.name()) == line_key(key)) else {
                let all: Vec<String> = Line::ALL.iter().map(|line| line_key(line.name())).collect();
                let says = format_args!(
                    "`{}` is no line of the ledger; there are {}",
                    table.path_of(key),
                    all.join(", ")
                );
                return Err(table.wrong_at(item.line, says));
            };
            Ok((line, self.numbers.of(&table, key, item, "share", May::Positive)?))
        };
        table.all().iter().map(one).collect()
    }

    fn other_bodies(&self) -> Result<Vec<OtherBody>, Error> {
        let Some(bodies) = self.table.table("other_bodies")? else { return Ok(Vec::new()) };
        let one = |(name, item): &(String, Item)| {
            let table = bodies.named(name, item)?;
            let said = Said { table: &table, numbers: self.numbers };
            let body = OtherBody {
                name: own_name(&bodies, name, (item.line, name))?,
                opened: said.pounds("opened")?,
                met: said.pounds("met")?,
                gave_up: said.pounds("gave_up")?,
                repeat: said.pounds("repeat")?,
                chase: said.pounds("chase")?,
            };
            table.done()?;
            Ok(body)
        };
        bodies.all().iter().map(one).collect()
    }
}

/// A line's name as a key: small letters and underscores.
fn line_key(name: &str) -> String {
    let letter = |letter: char| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    name.chars().filter(|one| *one != '\'').map(letter).collect()
}

/// A text or a list of texts, with their lines.
fn texts<'a>(table: &Table<'_>, key: &str, item: &'a Item) -> Result<Vec<(usize, &'a str)>, Error> {
    let items = match &item.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let text = |one: &'a Item| match &one.value {
        Value::Text(text) => Ok((one.line, text.as_str())),
        _ => Err(table.not(key, one, "names in quotes")),
    };
    items.iter().map(text).collect()
}

/// How a plan is appraised, from its table [appraisal]; what is usual where there is none.
pub(super) fn settings(root: &Table<'_>, numbers: &Numbers) -> Result<Settings, Error> {
    let Some(table) = root.table("appraisal")? else { return Ok(Settings::default()) };
    if let Some((_, item)) = table.all().iter().find(|(key, _)| key == "inflation") {
        let says = "`appraisal.inflation` has no part in a plan: all its money is real, in the prices of its start, as the Green Book appraises; \
                    a price that rises beyond all prices says so by `index`. Leave it out.";
        return Err(table.wrong_at(item.line, says));
    }
    let said = Said { table: &table, numbers };
    let usual = Settings::default();
    let starts_in = table.whole("year_starts_in_month", 1)?.unwrap_or(u64::from(usual.year_starts_in));
    let Some(year_starts_in) = u8::try_from(starts_in).ok().filter(|month| *month <= 12) else {
        return Err(
            table.wrong(format_args!("`year_starts_in_month` is {starts_in}, and a year has months 1 to 12"))
        );
    };
    let settings = Settings {
        discount: discount(&table, numbers)?.unwrap_or(usual.discount),
        convention: named(&table, "convention", &Convention::NAMES)?.unwrap_or(usual.convention),
        price_base: table.text("price_base")?.map(|(_, text)| text.to_string()),
        resolved_after_days: said.number("resolved_after_days", "days")?,
        vat: said.share("vat")?,
        own_time_pounds_per_hour: said.pounds("own_time_per_hour")?,
        year_starts_in,
        buyer: organisation(&table, "buyer")?,
    };
    table.done()?;
    Ok(settings)
}

/// The name of a schedule, one rate, or a list of rates: `[{ until_year = 30, rate = 0.035 }, …]`.
fn discount(table: &Table<'_>, numbers: &Numbers) -> Result<Option<Discount>, Error> {
    let Some(item) = table.take("discount") else { return Ok(None) };
    let schedule = match &item.value {
        Value::Text(name) => Schedule::named(name).map_err(|error| table.wrong_at(item.line, error))?,
        Value::List(items) => {
            let mut rates = Vec::new();
            for item in items {
                let one = table.named("discount", item)?;
                let (Some(until_year), Some(Value::Number(a_year))) =
                    (one.whole("until_year", 1)?, one.take("rate").map(|item| &item.value))
                else {
                    return Err(
                        one.wrong("each rate of `discount` must say { until_year = 30, rate = 0.035 }")
                    );
                };
                one.done()?;
                rates.push(Rate { until_year: until_year.min(u64::from(u32::MAX)) as u32, a_year: *a_year });
            }
            let (name, source) = ("the plan's own rates".to_string(), "the plan".to_string());
            Schedule { name, rates, source, dated: String::new() }
        }
        _ => {
            let rate = numbers.of(table, "discount", item, "share a year", May::Rate)?;
            return Ok(Some(Discount::Flat(rate)));
        }
    };
    match schedule.wrong() {
        Some(says) => Err(table.wrong_at(item.line, format_args!("`discount` makes no sense: {says}"))),
        None => Ok(Some(Discount::Schedule(schedule))),
    }
}

#[cfg(test)]
mod tests;
