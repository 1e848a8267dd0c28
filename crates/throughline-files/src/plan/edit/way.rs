//! A way of arranging the work, put into the text of a plan as a form says it: the keys that make each kind what it is.

use throughline::error::Error;
use throughline::sourcing::arrangement::Kind;
use toml_edit::{Array, InlineTable, Item, Table, Value};

use super::{document, made, put_in, value};

/// What a form says of one way. What its kind has no use for is left out.
#[derive(Debug, Clone)]
pub struct NewWay {
    /// Its name.
    pub name: String,
    /// Of which kind it is.
    pub kind: &'static Kind,
    /// What it is, in words.
    pub about: String,
    /// The pools whose work it is about.
    pub pools: Vec<String>,
    /// Whose they are then.
    pub organisation: String,
    /// The step that is done elsewhere, who does it there, and what an hour of one costs; as written.
    pub task: [String; 3],
    /// How long each area's team waits before the others help, as a length.
    pub overflow_after: String,
    /// The share of paid time that meetings take.
    pub meetings: String,
    /// How many months pass before it works.
    pub months: String,
    /// What preparing it costs, in pounds.
    pub cost: String,
    /// What is agreed with who does the work, where something is.
    pub agreed: Option<Agreed>,
    /// What is agreed with who only helps, where somebody does.
    pub help: Option<Help>,
}

/// A contract as a form says it.
#[derive(Debug, Clone)]
pub struct Agreed {
    /// `fixed`, `unit` or `cost_plus`; the others need more than a form of few fields.
    pub kind: String,
    /// Pounds a year, pounds for each need that arises, or the margin as a share.
    pub price: String,
    /// For how many years.
    pub years: String,
    /// Where the price is from.
    pub source: String,
}

/// Help as a form says it: own people keep the work, and a part of the fee hangs on how many needs are met. All as written.
#[derive(Debug, Clone)]
pub struct Help {
    /// For how many months.
    pub months: String,
    /// How many times as often work fails meanwhile.
    pub failure_times: String,
    /// Pounds a year.
    pub fee: String,
    /// The share of the fee that hangs on needs met, of needs met and given up.
    pub at_risk: String,
    /// The share of needs met at which nothing of it is earned, and that at which all of it is.
    pub nothing_and_all_at: [String; 2],
    /// Where the fee is from.
    pub source: String,
}

/// The plan with one more way of arranging the work.
pub fn put_way(text: &str, way: &NewWay) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let name = way.name.trim();
    if name.is_empty() {
        return Err(Error::asked("say what the new way is called"));
    }
    let options = document.entry("option").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let options = options.as_table_mut().ok_or_else(|| Error::asked("`option` is no table in this plan"))?;
    if options.contains_key(name) {
        return Err(Error::asked(format!("there is a way called “{name}” already; choose another name")));
    }
    options.insert(name, Item::Table(way.table()?));
    made(&document)
}

impl NewWay {
    fn table(&self) -> Result<Table, Error> {
        let mut table = Table::new();
        put_in(&mut table, "kind", Value::from(self.kind.name));
        if !self.about.trim().is_empty() {
            put_in(&mut table, "about", Value::from(self.about.trim()));
        }
        self.who(&mut table)?;
        self.preparing(&mut table);
        if let Some(agreed) = &self.agreed {
            put_in(&mut table, "contract", Value::InlineTable(self.contract(agreed)));
        }
        if let Some(help) = &self.help {
            self.help(&mut table, help);
        }
        Ok(table)
    }

    /// What it takes until it works: where something is agreed with somebody, that is procurement.
    fn preparing(&self, table: &mut Table) {
        let mut procurement = InlineTable::new();
        let months = self.months.trim();
        match self.agreed.is_some() || self.help.is_some() {
            _ if months.is_empty() => {}
            true => put_in(&mut procurement, "months", value(months)),
            false => put_in(table, "prepared_in_months", value(months)),
        }
        if !self.cost.trim().is_empty() {
            put_in(&mut procurement, "cost", value(&self.cost));
        }
        if !procurement.is_empty() {
            put_in(table, "procurement", Value::InlineTable(procurement));
        }
    }

    /// Who does the work: the dial that makes its kind what it is.
    fn who(&self, table: &mut Table) -> Result<(), Error> {
        let list = |texts: Vec<String>| Value::Array(Array::from_iter(texts));
        let pools = || match self.pools.is_empty() {
            true => Err(Error::asked("say whose work it is about: choose at least one pool")),
            false => Ok(self.pools.clone()),
        };
        let to = || match self.organisation.trim() {
            "" => Err(Error::asked("say which organisation does it then")),
            name => Ok(name.to_string()),
        };
        match self.kind.turns {
            Some("move") => {
                let to = to()?;
                let moves = pools()?.into_iter().map(|pool| format!("{pool} -> {to}")).collect();
                put_in(table, "move", list(moves));
            }
            Some("merge") => {
                let mut merge = InlineTable::new();
                put_in(&mut merge, "pools", list(pools()?));
                put_in(&mut merge, "org", Value::from(to()?));
                put_in(table, "merge", Value::InlineTable(merge));
            }
            Some("split") => {
                let mut split = InlineTable::new();
                put_in(&mut split, "pools", list(pools()?));
                if !self.overflow_after.trim().is_empty() {
                    put_in(&mut split, "overflow_after", Value::from(self.overflow_after.trim()));
                }
                put_in(table, "split", Value::InlineTable(split));
            }
            Some("task") => {
                let [step, staff, rate] = &self.task;
                let mut task = InlineTable::new();
                put_in(&mut task, "step", Value::from(step.trim()));
                put_in(&mut task, "org", Value::from(to()?));
                put_in(&mut task, "staff", value(staff));
                put_in(&mut task, "rate_per_hour", value(rate));
                put_in(table, "task", Value::InlineTable(task));
            }
            Some("meetings") => {
                let mut meetings = InlineTable::new();
                for pool in pools()? {
                    put_in(&mut meetings, &pool, value(&self.meetings));
                }
                put_in(table, "meetings", Value::InlineTable(meetings));
            }
            _ => {}
        }
        Ok(())
    }

    fn contract(&self, agreed: &Agreed) -> InlineTable {
        let mut contract = InlineTable::new();
        put_in(&mut contract, "kind", Value::from(agreed.kind.as_str()));
        put_in(&mut contract, "supplier", Value::from(self.organisation.trim()));
        let price = quoted(&agreed.price, &agreed.source);
        match agreed.kind.as_str() {
            "unit" => {
                let mut prices = InlineTable::new();
                put_in(&mut prices, "opened", price);
                put_in(&mut contract, "prices", Value::InlineTable(prices));
            }
            "cost_plus" => put_in(&mut contract, "margin", price),
            _ => put_in(&mut contract, "annual", price),
        }
        if !agreed.years.trim().is_empty() {
            put_in(&mut contract, "years", value(&agreed.years));
        }
        contract
    }

    /// Whoever helps is there for one term, and paid for it.
    fn help(&self, table: &mut Table, help: &Help) {
        let mut expertise = InlineTable::new();
        put_in(&mut expertise, "failure_times", value(&help.failure_times));
        put_in(&mut expertise, "stays_months", value(&help.months));
        put_in(table, "expertise", Value::InlineTable(expertise));
        let mut by = InlineTable::new();
        put_in(&mut by, "measured", Value::from("resolved"));
        for (key, at) in ["nothing_at", "all_at"].into_iter().zip(&help.nothing_and_all_at) {
            put_in(&mut by, key, value(at));
        }
        let mut contract = InlineTable::new();
        put_in(&mut contract, "kind", Value::from("at_risk"));
        put_in(&mut contract, "supplier", Value::from(self.organisation.trim()));
        put_in(&mut contract, "fee", quoted(&help.fee, &help.source));
        put_in(&mut contract, "at_risk", value(&help.at_risk));
        put_in(&mut contract, "by", Value::Array(Array::from_iter([Value::InlineTable(by)])));
        put_in(&mut contract, "months", value(&help.months));
        put_in(table, "contract", Value::InlineTable(contract));
    }
}

/// A price, and where it is from.
fn quoted(price: &str, source: &str) -> Value {
    let mut quoted = InlineTable::new();
    put_in(&mut quoted, "v", value(price));
    if !source.trim().is_empty() {
        put_in(&mut quoted, "source", Value::from(source.trim()));
        put_in(&mut quoted, "status", Value::from("quoted"));
    }
    Value::InlineTable(quoted)
}
