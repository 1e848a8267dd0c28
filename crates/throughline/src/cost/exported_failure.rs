//! What each organisation's failures cost others, and what those of others cost it.
//!
//! Question: who exports failure, and who imports it? Formula: exported X(j) = sum over i other than j of A(i, j), imported
//! M(j) = sum over k other than j of A(j, k), balance X - M, each between the least and the most it can be; A, its source and where
//! it misleads: as in `cost.failure_balance`. In money where rates were given, else in contacts.

use super::failure_balance::{Balance, LEAST, Pair, Range, balance};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.exported_failure",
    asks: "Whose failures do others pay for?",
    unit: "contacts, pence",
    formula: "sums of the failure balance by organisation: caused elsewhere, taken from elsewhere, and the difference",
    source: "domain.md 8.2, measure 11",
    misleads: "Whoever is measured by something else may have to export failure; causing is not blame.",
    read,
};

/// One organisation's part.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The organisation.
    pub organisation: u32,
    /// What others answered that it caused.
    pub exported: Range,
    /// What it answered that others caused.
    pub imported: Range,
}

impl Exported {
    /// Exported less imported.
    pub fn balance(&self) -> Range {
        Range {
            least: self.exported.least - self.imported.most,
            most: self.exported.most - self.imported.least,
        }
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(organisation) = log.names(Field::Organisation) else {
        return Reading::not_enough(
            "no column says which organisation did it; name one as `organisation` in the mapping",
        );
    };
    let balance = balance(log, ask.rates.as_ref(), ask);
    let found = exported(&balance);
    let certain = |of: &Exported| of.exported.least;
    let top = found.iter().max_by(|a, b| certain(a).total_cmp(&certain(b))).filter(|top| certain(top) > 0.0);
    let (Some(top), true) = (top, balance.contacts >= LEAST) else {
        return Reading::not_enough(format!(
            "of {} contacts of failure demand none is known to have been caused by another organisation ({LEAST} contacts and a column \
             `caused_by` are needed)",
            balance.contacts
        ));
    };
    let in_money = ask.rates.is_some();
    let amount = |range: Range| match in_money {
        true => {
            let money = |pence: f64| crate::money::Micropence::of_pence(pence).rounded();
            format!("{} to {}", money(range.least), money(range.most))
        }
        false => format!("{:.0} to {:.0} contacts", range.least, range.most),
    };
    let says = format!(
        "What “{}” caused and others answered comes to {}; what others caused and it answered, to {}.",
        organisation.names.get(top.organisation),
        amount(top.exported),
        amount(top.imported),
    );
    let row = |of: &Exported| {
        let ranges = [of.exported, of.imported, of.balance()];
        let mut row = vec![Item::Name(organisation.names.get(of.organisation).to_string())];
        row.push(Item::Name(if in_money { "pence" } else { "contacts" }.to_string()));
        row.extend(ranges.iter().flat_map(|range| [Item::Number(range.least), Item::Number(range.most)]));
        row
    };
    let columns = vec![
        "organisation",
        "unit",
        "exported_least",
        "exported_most",
        "imported_least",
        "imported_most",
        "balance_least",
        "balance_most",
    ];
    let table = Table { columns, rows: found.iter().map(row).collect() };
    Reading::of(says, balance.contacts, "failure contacts", Shape::Table(table))
        .leaving_out(
            "of these, contacts whose cause nobody knows (in the most of every pair)",
            balance.unknown,
        )
        .leaving_out("failure contacts that do not say which organisation answered", balance.nowhere)
}

/// Every organisation that is part of a pair, in the order of the pairs.
pub fn exported(balance: &Balance) -> Vec<Exported> {
    let mut all: Vec<Exported> = Vec::new();
    let amount = |pair: &Pair| pair.pence.unwrap_or(pair.contacts);
    for pair in &balance.pairs {
        for organisation in [pair.by, pair.to] {
            if all.iter().all(|known| known.organisation != organisation) {
                let none = Range::default();
                all.push(Exported { organisation, exported: none, imported: none });
            }
        }
        if pair.by == pair.to {
            continue;
        }
        let add = |sum: &mut Range| {
            sum.least += amount(pair).least;
            sum.most += amount(pair).most;
        };
        for known in &mut all {
            if known.organisation == pair.by {
                add(&mut known.exported);
            }
            if known.organisation == pair.to {
                add(&mut known.imported);
            }
        }
    }
    all
}
