//! What each organisation's failures cost others, and what those of others cost it.
//!
//! Question: who exports failure, and who imports it? Formula: exported X(j) = what others answered and j caused, imported M(j) = what j
//! answered and others caused, balance X - M, in weighted contacts and, where it is known, in money; each between the least and the most
//! it can be, as sums over contacts, each counted once: exported for certain is what only j can have caused, at most what j can have;
//! imported for certain is what j cannot have caused, at most what another can have. A contact whose cause nobody knows can be the doing
//! of any organisation. Source and where it misleads: as in `cost.failure_balance`.

use super::causes::{Body, balance};
use super::failure_balance::{LEAST, items, leaving_out, most_certain, no_cause, no_organisation, too_few};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.exported_failure",
    asks: "Whose failures do others pay for?",
    unit: "contacts, pence",
    formula: "by organisation: caused here and answered elsewhere, caused elsewhere and answered here, and the difference",
    source: "our own; bounds where a cause is not certain: Manski, Partial Identification of Probability Distributions, 2003",
    misleads: "Whoever is measured by something else may have to export failure; causing is not blame.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(organisation) = log.names(Field::Organisation) else { return no_organisation() };
    let balance = balance(log, ask.rates.as_ref(), ask);
    if balance.contacts < LEAST {
        return too_few(&balance);
    }
    if balance.unknown == balance.contacts {
        return no_cause(&balance);
    }
    let name = |body: &Body| organisation.names.get(body.organisation);
    let bodies = || balance.bodies.iter();
    let exporting = most_certain(bodies(), |body| &body.exported);
    let says = match (exporting, most_certain(bodies(), |body| &body.imported)) {
        (Some(top), _) => format!(
            "What “{}” caused and others answered{} comes to {}; what others caused and it answered, to {}.",
            name(top),
            balance.seen_from,
            amount(&top.exported),
            amount(&top.imported),
        ),
        (None, Some(top)) => format!(
            "What others caused and “{}” answered{} comes to {}; which of them did is not certain of any.",
            name(top),
            balance.seen_from,
            amount(&top.imported),
        ),
        (None, None) => {
            return Reading::not_enough(format!(
                "of {} of failure demand none is known to have been caused by another organisation; say in a column mapped as \
                 `caused_by` which organisation or activity caused them",
                counted(balance.contacts, "contact", "contacts")
            ));
        }
    };
    let row = |body: &Body| {
        let amounts = [body.exported, body.imported, body.balance()];
        let mut row = vec![Item::Name(name(body).to_string())];
        row.extend(amounts.iter().flat_map(|amount| items(Some(amount.contacts))));
        row.extend(amounts.iter().flat_map(|amount| items(amount.pence)));
        row
    };
    let table = Table { columns: COLUMNS.to_vec(), keys: 1, rows: bodies().map(row).collect() };
    leaving_out(Reading::of(says, balance.contacts, "failure contacts", Shape::Table(table)), &balance)
}

const COLUMNS: [&str; 13] = [
    "organisation",
    "exported_contacts_least",
    "exported_contacts_most",
    "imported_contacts_least",
    "imported_contacts_most",
    "balance_contacts_least",
    "balance_contacts_most",
    "exported_pence_least",
    "exported_pence_most",
    "imported_pence_least",
    "imported_pence_most",
    "balance_pence_least",
    "balance_pence_most",
];

/// An amount in contacts and, where it is known, in money.
fn amount(amount: &super::causes::Amount) -> String {
    let contacts = match amount.contacts_say().as_str() {
        "1" => "1 contact".to_string(),
        said => format!("{said} contacts"),
    };
    match amount.money_says() {
        _ if amount.contacts.most <= 0.0 => "none".to_string(),
        Some(money) => format!("{contacts} ({money})"),
        None => contacts,
    }
}
