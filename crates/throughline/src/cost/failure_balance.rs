//! Who pays for whose failure.
//!
//! Question: of the failure demand that an organisation answers, whose doing is it, and what does that cost? Formula: A(i, j) = the
//! weighted contacts (and their money, where it is known) of failure demand that organisation i received and j caused, by the column
//! `caused_by`: the name of an organisation, or of an activity, which stands for the organisations that do it. Where several do it, or
//! nobody knows, A is a range: the least counts only what is certain, the most all that can be; the ranges of several pairs cannot be
//! added up (`cost.exported_failure` has the sums). Source: domain.md 8.2, measure 11. Where it misleads: a cause is a judgement of
//! whoever listened; a contact that never came shows nowhere; causing is not blame, for whoever is measured by something else has to
//! do it so. No single organisation can see this from its own records.

use super::causes::{Amount, Balance, Pair, Range, balance};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, thousands};
use crate::wording::three;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.failure_balance",
    asks: "Who pays for whose failure?",
    unit: "contacts, pence",
    formula: "failure demand received by one organisation and caused by another, with the least and the most it can be",
    source: "our own; bounds where a cause is not certain: Manski, Partial Identification of Probability Distributions, 2003",
    misleads: "A cause is a listener's judgement; causing is not blame.",
    read,
};

/// So many failure contacts there must be.
pub const LEAST: u64 = 30;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(organisation) = log.names(Field::Organisation) else { return no_organisation() };
    let balance = balance(log, ask.rates.as_ref(), ask);
    if balance.contacts < LEAST {
        return too_few(&balance);
    }
    if balance.unknown == balance.contacts {
        return no_cause(&balance);
    }
    let name = |code: u32| organisation.names.get(code);
    let row = |pair: &Pair| {
        let mut row = vec![Item::Name(name(pair.by).to_string()), Item::Name(name(pair.to).to_string())];
        row.extend(items(Some(pair.amount.contacts)));
        row.extend(items(pair.amount.pence));
        row
    };
    let columns =
        vec!["caused_by", "answered_by", "contacts_least", "contacts_most", "pence_least", "pence_most"];
    let table = Table { columns, keys: 2, rows: balance.pairs.iter().map(row).collect() };
    let reading =
        Reading::of(sentence(&balance, &name), balance.contacts, "failure contacts", Shape::Table(table));
    leaving_out(reading, &balance)
}

fn sentence<'a>(balance: &Balance, name: &impl Fn(u32) -> &'a str) -> String {
    let all = whole(balance);
    let between = balance.pairs.iter().filter(|pair| pair.by != pair.to);
    if let Some(top) = most_certain(between, |pair| &pair.amount) {
        return format!(
            "{all} “{}” answered {} that “{}” caused{}.",
            name(top.to),
            top.amount.contacts_say(),
            name(top.by),
            top.amount.money_says().map_or(String::new(), |money| format!(", at a cost of {money}")),
        );
    }
    match most_certain(balance.bodies.iter(), |body| &body.imported) {
        Some(top) => format!(
            "{all} “{}” answered {} that others caused; which of them did is not certain of any.",
            name(top.organisation),
            top.imported.contacts_say(),
        ),
        None => format!(
            "{all} none is known to have been caused by another organisation than the one that answered it{}.",
            match balance.unknown {
                0 => String::new(),
                unknown => format!("; of {} nobody knows the cause", thousands(unknown)),
            }
        ),
    }
}

/// What all amounts are parts of, in words.
fn whole(balance: &Balance) -> String {
    let heard = counted(balance.contacts, "contact", "contacts");
    let seen = match balance.seen_from.as_str() {
        "" => "",
        seen => &format!("{seen},"),
    };
    if balance.weight == balance.contacts as f64 {
        return format!("Of {heard} of failure demand{seen}");
    }
    format!(
        "Of {} contacts of failure demand{seen} for which the {heard} sorted stand,",
        three(balance.weight)
    )
}

/// The first of those of which most is certain; none if nothing is.
pub(super) fn most_certain<T>(all: impl Iterator<Item = T>, amount: impl Fn(&T) -> &Amount) -> Option<T> {
    let certain = |one: &T| amount(one).contacts.least;
    all.fold(None, |top: Option<T>, one| match top {
        Some(top) if certain(&top) >= certain(&one) => Some(top),
        _ => Some(one),
    })
    .filter(|top| certain(top) > 0.0)
}

/// Two cells: the least and the most.
pub(super) fn items(range: Option<Range>) -> [Item; 2] {
    range.map_or([Item::None, Item::None], |range| [range.least, range.most].map(Item::Number))
}

pub(super) fn no_organisation() -> Reading {
    Reading::not_enough("no column says which organisation did it; name one as `organisation` in the mapping")
}

pub(super) fn too_few(balance: &Balance) -> Reading {
    Reading::not_enough(format!(
        "{} of failure demand; {LEAST} are needed. Code contacts in a column `class` (value, failure, other), and say in one mapped as \
         `caused_by` which organisation or activity caused them",
        counted(balance.contacts, "contact", "contacts")
    ))
}

/// What is said where nobody knows the cause of any contact.
pub(super) fn no_cause(balance: &Balance) -> Reading {
    let alone = if balance.organisations == 1 { ", and only one organisation is in this log" } else { "" };
    Reading::not_enough(format!(
        "of {} of failure demand nobody said whose doing they are{alone}; say in a column mapped as `caused_by` which organisation or \
         activity caused each, in a log of all who work on the need",
        counted(balance.contacts, "contact", "contacts")
    ))
}

pub(super) fn leaving_out(reading: Reading, balance: &Balance) -> Reading {
    reading
        .leaving_out(
            "of these, contacts whose cause nobody knows (in what can be, of everybody)",
            balance.unknown,
        )
        .leaving_out("of these, contacts of which no cost is known (in no money)", balance.costless)
        .leaving_out("failure contacts that do not say which organisation answered", balance.nowhere)
        .leaving_out(
            "failure contacts whose weight is impossible, or whose label_chance is missing or impossible",
            balance.weightless,
        )
}
