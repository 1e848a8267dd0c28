//! A contract in a plan: `contract = { kind = "fixed", annual = 6_900_000, years = 5 }`.

use throughline::error::Error;
use throughline::sourcing::money::{Contract, Counts, Measured, PaidFor, Pays};
use throughline::sourcing::plan::Number;

use super::{Said, texts};
use crate::plan::numbers::{May, Numbers, named};
use crate::plan::pools::organisation;
use crate::plan::service::Names;
use crate::plan::tree::{Item, Table, Value};

/// Who the supplier is where a contract does not say.
const SUPPLIER: &str = "contractor";
/// What is counted that is no step.
const OPENED: &str = "opened";

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Fixed,
    Unit,
    CostPlus,
    Target,
    AtRisk,
}

pub(super) const KINDS: [(&str, Kind); 5] = [
    ("fixed", Kind::Fixed),
    ("unit", Kind::Unit),
    ("cost_plus", Kind::CostPlus),
    ("target", Kind::Target),
    ("at_risk", Kind::AtRisk),
];

/// A contract; what looking after it takes was read before.
pub(super) fn contract(table: &Table<'_>, names: &Names<'_>, numbers: &Numbers) -> Result<Contract, Error> {
    let said = Said { table, numbers };
    let kind = named(table, "kind", &KINDS)?
        .ok_or_else(|| said.missing("kind", "one of fixed, unit, cost_plus, target, at_risk"))?;
    let (pays, counts) = match kind {
        Kind::Fixed => (said.fixed()?, said.counts(names)?),
        Kind::Unit => said.unit(names)?,
        Kind::CostPlus => {
            (Pays::CostPlus(said.need(said.number("margin", "share")?, "margin", "0.08 for 8 %")?), vec![])
        }
        Kind::Target => (said.target()?, vec![]),
        Kind::AtRisk => (said.at_risk()?, vec![]),
    };
    let months = match said.term()? {
        Some(months) => months,
        // Who only helps is there as long as it helps.
        None if matches!(kind, Kind::AtRisk) => numbers.taken(table.path_of("months"), 0.0, "months"),
        None => return Err(said.missing("years", "years = 5, how long a term is")),
    };
    let breaks = said.breaks()?;
    let (change_lead_days, change_pounds_per_point, change_uplift) = said.within("change", |change| {
        Ok((
            change.number("lead_days", "days")?,
            change.pounds("per_point")?,
            change.number("uplift", "share")?,
        ))
    })?;
    let contract = Contract {
        supplier: organisation(table, "supplier")?.unwrap_or_else(|| SUPPLIER.to_string()),
        pays,
        counts,
        months,
        since: None,
        breaks,
        index_per_year: numbers.number(table, "index", "share a year", May::Growth)?,
        change_lead_days,
        change_pounds_per_point,
        change_uplift,
    };
    table.done()?;
    Ok(contract)
}

impl Said<'_, '_> {
    fn missing(&self, key: &str, example: &str) -> Error {
        self.table.wrong(format_args!("[{}] says no `{key}`; write {example}", self.table.path))
    }

    fn need(&self, number: Option<Number>, key: &str, example: &str) -> Result<Number, Error> {
        number.ok_or_else(|| self.missing(key, &format!("{key} = {example}")))
    }

    fn fixed(&self) -> Result<Pays, Error> {
        Ok(Pays::Fixed {
            pounds_per_year: self.need(self.pounds_a_year("annual")?, "annual", "6_900_000, in pounds")?,
            units_per_year: self.number("volume", "a year")?,
            band: self.number("volume_band", "share")?,
            over_pounds: self.pounds("over_unit")?,
            under_pounds: self.pounds("under_unit")?,
        })
    }

    fn target(&self) -> Result<Pays, Error> {
        Ok(Pays::Target {
            target_pounds_per_year: self.need(
                self.pounds_a_year("target")?,
                "target",
                "5_000_000, in pounds a year",
            )?,
            fee_pounds_per_year: self.pounds_a_year("fee")?,
            share: self.need(self.share("share")?, "share", "0.5")?,
            cap_pounds_per_year: self.need(
                self.pounds_a_year("cap")?,
                "cap",
                "200_000, the most that is shared in a year",
            )?,
        })
    }

    fn at_risk(&self) -> Result<Pays, Error> {
        let example = "[{ measured = \"resolved\", nothing_at = 0.6, all_at = 0.9 }]";
        let item = self.table.take("by").ok_or_else(|| self.missing("by", &format!("by = {example}")))?;
        let Value::List(items) = &item.value else {
            return Err(self.table.not("by", item, &format!("a list such as {example}")));
        };
        let one = |item: &Item| {
            let table = self.table.named("by", item)?;
            let by = Said { table: &table, numbers: self.numbers };
            let level = |key| by.need(self.numbers.number(&table, key, "", May::Any)?, key, "0.6");
            let paid = PaidFor {
                measured: named(&table, "measured", &Measured::NAMES)?
                    .ok_or_else(|| by.missing("measured", "measured = \"resolved\""))?,
                nothing_at: level("nothing_at")?,
                all_at: level("all_at")?,
                weight: by.number("weight", "")?,
            };
            table.done()?;
            let [nothing_at, all_at] =
                [paid.nothing_at, paid.all_at].map(|number| self.numbers.with(number, |amount| amount.value));
            if paid.measured.more_is_better() == (all_at < nothing_at) {
                let than = if paid.measured.more_is_better() { "above" } else { "below" };
                return Err(table.wrong(format_args!(
                    "[{}] earns nothing at {nothing_at} and all at {all_at}, so it would pay for doing worse; write an `all_at` {than} `nothing_at`",
                    table.path
                )));
            }
            Ok(paid)
        };
        Ok(Pays::AtRisk {
            fee_pounds_per_year: self.need(self.pounds_a_year("fee")?, "fee", "300_000, in pounds a year")?,
            at_risk: self.need(self.share("at_risk")?, "at_risk", "0.5")?,
            by: items.iter().map(one).collect::<Result<_, Error>>()?,
        })
    }

    /// What the volume of a fixed price counts: a step, `opened`, or a list of these.
    fn counts(&self, names: &Names<'_>) -> Result<Vec<Counts>, Error> {
        let Some(item) = self.table.take("counts") else { return Ok(vec![Counts::Opened]) };
        texts(self.table, "counts", item)?
            .into_iter()
            .map(|named| self.counted(names, "counts", named))
            .collect()
    }

    fn counted(&self, names: &Names<'_>, key: &str, (line, name): (usize, &str)) -> Result<Counts, Error> {
        if name == OPENED {
            return Ok(Counts::Opened);
        }
        names.place(self.table, key, (line, name), names.all_steps()).map(Counts::Visits)
    }

    /// Prices by what they are paid for: `prices = { assess = 42, opened = 10 }`.
    fn unit(&self, names: &Names<'_>) -> Result<(Pays, Vec<Counts>), Error> {
        let example = "prices = { STEP = 42 }, in pounds";
        let prices = self.table.table("prices")?.ok_or_else(|| self.missing("prices", example))?;
        let (mut each, mut counts) = (Vec::new(), Vec::new());
        for (unit, item) in prices.all() {
            counts.push(self.counted(names, "prices", (item.line, unit))?);
            each.push(self.numbers.of(&prices, unit, item, "pounds", May::Positive)?);
        }
        if each.is_empty() { Err(self.missing("prices", example)) } else { Ok((Pays::Unit(each), counts)) }
    }

    /// The term in months.
    fn term(&self) -> Result<Option<Number>, Error> {
        match (self.number("years", "years")?, self.number("months", "months")?) {
            (Some(years), None) => {
                self.numbers.times(years, 12.0, "months");
                Ok(Some(years))
            }
            (None, months) => Ok(months),
            _ => Err(self
                .table
                .wrong(format_args!("[{}] says both `years` and `months`; write one", self.table.path))),
        }
    }

    /// Fees for leaving after each full year: `break_fee = [0.3, 0.2, 0.1]`.
    fn breaks(&self) -> Result<Vec<(u32, Number)>, Error> {
        let Some(item) = self.table.take("break_fee") else { return Ok(Vec::new()) };
        let Value::List(items) = &item.value else {
            return Err(self.table.not(
                "break_fee",
                item,
                "a list with a share for each year, such as [0.3, 0.2]",
            ));
        };
        let fee = |(item, year)| {
            Ok((12 * year, self.numbers.of(self.table, "break_fee", item, "share", May::Share)?))
        };
        items.iter().zip(1u32..).map(fee).collect()
    }
}
