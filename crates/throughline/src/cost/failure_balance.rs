//! Who pays for whose failure.
//!
//! Question: of the failure demand that an organisation answers, whose doing is it, and what does that cost? Formula: A(i, j) = the
//! weighted contacts (and their money, where it is known) of failure demand that organisation i received and j caused, by the column
//! `caused_by`: the name of an organisation, or of an activity, which stands for the organisations that do it. Where several do it, or
//! nobody knows, A is a range: the least counts only what is certain, the most all that can be. Exported X(j) = sum of A(i, j) over i
//! other than j; imported M(j) = sum of A(j, k) over k other than j; balance X - M. Source: domain.md 8.2, measure 11. Where it
//! misleads: a cause is a judgement of whoever listened; a contact that never came shows nowhere; causing is not blame, for
//! whoever is measured by something else has to do it so. No single organisation can see this from its own records.

use std::collections::BTreeMap;

use super::costing::{Costing, Fits};
use super::failure::Judged;
use crate::demand::contacts::{Contacts, Weights};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::money::rates::Rates;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.failure_balance",
    asks: "Who pays for whose failure?",
    unit: "contacts, pence",
    formula: "failure demand received by one organisation and caused by another, with the least and the most it can be",
    source: "domain.md 8.2, measure 11",
    misleads: "A cause is a listener's judgement; causing is not blame.",
    read,
};

/// So many failure contacts there must be.
pub const LEAST: u64 = 30;

/// An amount that is known to lie between two.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// What is certain.
    pub least: f64,
    /// What can be.
    pub most: f64,
}

/// One pair of organisations.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Who caused it.
    pub by: u32,
    /// Who answered it.
    pub to: u32,
    /// Weighted contacts.
    pub contacts: Range,
    /// Their money in pence, where rates were given.
    pub pence: Option<Range>,
}

/// The balance between organisations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Balance {
    /// The pairs with anything that can be between them, in the order of the organisations' names.
    pub pairs: Vec<Pair>,
    /// Failure contacts that were counted.
    pub contacts: u64,
    /// Of them those whose cause nobody knows.
    pub unknown: u64,
    /// Failure contacts that do not say which organisation answered.
    pub nowhere: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(organisation) = log.names(Field::Organisation) else {
        return Reading::not_enough(
            "no column says which organisation did it; name one as `organisation` in the mapping",
        );
    };
    let balance = balance(log, ask.rates.as_ref(), ask);
    if balance.contacts < LEAST {
        return Reading::not_enough(format!(
            "{} of failure demand; {LEAST} are needed. Code contacts in a column `class` (value, failure, other), and say in one mapped as \
             `caused_by` which organisation or activity caused them",
            counted(balance.contacts, "contact", "contacts")
        ));
    }
    let name = |code: u32| organisation.names.get(code);
    let others = balance.pairs.iter().filter(|pair| pair.by != pair.to);
    let top = others
        .max_by(|a, b| a.contacts.least.total_cmp(&b.contacts.least))
        .filter(|top| top.contacts.least > 0.0);
    let says = match top {
        Some(top) => format!(
            "Of {} of failure demand, “{}” answered {:.0} to {:.0} that “{}” caused{}.",
            counted(balance.contacts, "contact", "contacts"),
            name(top.to),
            top.contacts.least,
            top.contacts.most,
            name(top.by),
            top.pence.map_or(String::new(), |pence| {
                let money = |pence: f64| crate::money::Micropence::of_pence(pence).rounded();
                format!(", at a cost of {} to {}", money(pence.least), money(pence.most))
            }),
        ),
        None => format!(
            "Of {} of failure demand none is known to have been caused by another organisation than the one that answered it.",
            counted(balance.contacts, "contact", "contacts")
        ),
    };
    let row = |pair: &Pair| {
        let pence = |of: fn(Range) -> f64| pair.pence.map_or(Item::None, |pence| Item::Number(of(pence)));
        vec![
            Item::Name(name(pair.by).to_string()),
            Item::Name(name(pair.to).to_string()),
            Item::Number(pair.contacts.least),
            Item::Number(pair.contacts.most),
            pence(|pence| pence.least),
            pence(|pence| pence.most),
        ]
    };
    let columns =
        vec!["caused_by", "answered_by", "contacts_least", "contacts_most", "pence_least", "pence_most"];
    let table = Table { columns, rows: balance.pairs.iter().map(row).collect() };
    Reading::of(says, balance.contacts, "failure contacts", Shape::Table(table))
        .leaving_out(
            "of these, contacts whose cause nobody knows (in the most of every pair)",
            balance.unknown,
        )
        .leaving_out("failure contacts that do not say which organisation answered", balance.nowhere)
}

/// The balance as seen from the widest boundary that contacts were coded for.
pub fn balance(log: &Log, rates: Option<&Rates>, ask: &Ask) -> Balance {
    let (Some(organisation), Some(judged)) = (log.names(Field::Organisation), Judged::of(log)) else {
        return Balance::default();
    };
    let causes = causes(log, organisation, ask.threads);
    let found = contacts(log, organisation, &judged, rates, ask);
    let mut sums: BTreeMap<(u32, u32), (Range, Range)> = BTreeMap::new();
    // What nobody knows the cause of can be anybody's: it is added to the most of every pair that is known of.
    let mut unknown: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    let mut balance = Balance::default();
    for (to, cause, weight, pence) in found {
        if to == NONE {
            balance.nowhere += 1;
            continue;
        }
        balance.contacts += 1;
        let money = weight * pence.unwrap_or(0.0);
        let by = causes.get(cause as usize).map_or(&[][..], |by| by);
        if by.is_empty() {
            balance.unknown += 1;
            let all = unknown.entry(to).or_default();
            *all = (all.0 + weight, all.1 + money);
        }
        for one in by {
            let (contacts, pence) = sums.entry((*one, to)).or_default();
            let certain = if by.len() == 1 { 1.0 } else { 0.0 };
            contacts.least += weight * certain;
            contacts.most += weight;
            pence.least += money * certain;
            pence.most += money;
        }
    }
    for ((_, to), (contacts, pence)) in &mut sums {
        let (more, money) = unknown.get(to).copied().unwrap_or_default();
        contacts.most += more;
        pence.most += money;
    }
    let pair = |((by, to), (contacts, money)): ((u32, u32), (Range, Range))| Pair {
        by,
        to,
        contacts,
        pence: rates.map(|_| money),
    };
    balance.pairs = sums.into_iter().map(pair).collect();
    let rank = organisation.names.ranks();
    balance.pairs.sort_by_key(|pair| (rank[pair.by as usize], rank[pair.to as usize]));
    balance
}

/// A contact of failure demand: who answered, the code of its cause, its weight, its money in pence.
type Failed = (u32, u32, f64, Option<f64>);

/// The contacts of failure demand, in the order of the log.
fn contacts(
    log: &Log,
    organisation: &NameColumn,
    judged: &Judged<'_>,
    rates: Option<&Rates>,
    ask: &Ask,
) -> Vec<Failed> {
    let caused_by = log.names(Field::CausedBy);
    let costing = rates.map(|rates| Costing::of(log, rates));
    let (weights, boundary) = (Weights::of(log), judged.widest());
    let Some(contacts) = Contacts::of(log) else { return Vec::new() };
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut found) = (Fits::default(), Vec::new());
        for event in needs.flat_map(|need| need.events) {
            if contacts.is(event, true) && judged.is_failure(event, boundary) == Some(true) {
                let weight = weights.get(event).unwrap_or(1.0);
                let pence = costing.as_ref().map(|costing| costing.spent(event, &mut fits).total().pence());
                let cause = caused_by.map_or(NONE, |column| column.codes[event]);
                found.push((organisation.codes[event], cause, weight, pence));
            }
        }
        found
    });
    parts.concat()
}

/// The organisations that each name in `caused_by` can stand for; none where nobody knows.
fn causes(log: &Log, organisation: &NameColumn, threads: usize) -> Vec<Vec<u32>> {
    let Some(caused_by) = log.names(Field::CausedBy) else { return Vec::new() };
    let activity = log.names(Field::Activity);
    let done_by = activity.map(|activity| done_by(log, activity, organisation, threads)).unwrap_or_default();
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let cause = |name: &str| {
        if let Some(one) = organisation.names.iter().position(|known| same(known, name)) {
            return vec![one as u32];
        }
        let place = activity.and_then(|activity| activity.names.iter().position(|known| same(known, name)));
        place.map(|place| done_by[place].clone()).unwrap_or_default()
    };
    caused_by.names.iter().map(cause).collect()
}

/// The organisations that do each activity, in order.
fn done_by(log: &Log, activity: &NameColumn, organisation: &NameColumn, threads: usize) -> Vec<Vec<u32>> {
    let (activities, organisations) = (activity.names.len(), organisation.names.len());
    let parts = log.each_part(threads, |needs| {
        let mut seen = std::collections::HashSet::new();
        for event in needs.flat_map(|need| need.events) {
            let (what, who) = (activity.codes[event], organisation.codes[event]);
            if what != NONE && who != NONE {
                seen.insert((what, who));
            }
        }
        seen
    });
    let mut done_by = vec![Vec::new(); activities];
    let mut all: Vec<(u32, u32)> = parts.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .filter(|(_, who)| (*who as usize) < organisations)
        .for_each(|(what, who)| done_by[what as usize].push(who));
    done_by
}
