//! How much of the time spent on contacts goes on failure demand.
//!
//! Question: what does failure demand take of the time of those who answer? Formula: for each boundary, sum of weighted minutes of
//! failure contacts over that of value and failure together, of those with minutes (as in `demand.failure_share`); the error by linearising the ratio over persons, and from it the 95 %
//! interval by Wilson at the number of contacts that would be as unsure (so many persons as there are worth where all or none of the
//! time is failure). Source: domain.md 8.2 measure 1 (effort share); Cochran, Sampling Techniques, 3rd ed. 1977, 6.5. At least 30 coded
//! contacts with minutes. Where it misleads: minutes are those written down; work done after the contact is not in them; time that is
//! freed is not money.

use super::agreement::too_different;
use super::codes::Class;
use super::contacts::{Coded, Weights, chanceless};
use super::failure_share::{LEAST_CODED, OTHER, codes_of};
use crate::log::{Column, Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table};
use crate::statistics::spread::{Part, Ratio};
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.effort_share",
    asks: "How much of the time goes on failure demand?",
    unit: "share of minutes",
    formula: "sum of weighted minutes of failure contacts / sum of those of value and failure, for each boundary",
    source: "Cochran, Sampling Techniques, 3rd ed. 1977, 6.5",
    misleads: "Minutes are those written down; work after the contact is not in them, and freed time is not money.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let Some(Column::Real(minutes)) = log.field(Field::Minutes) else {
        return Reading::not_enough(
            "no column says how many minutes a contact took; name one as `minutes` in the mapping",
        );
    };
    let columns = vec!["boundary", "share", "low", "high", "contacts", "minutes"];
    let mut table = Table { columns, keys: 1, rows: Vec::new() };
    let (mut said, mut reasons) = (Vec::new(), Vec::new());
    let (mut n, mut other, mut without, mut weightless) = (0, 0, 0, 0);
    for boundary in codes.widest_first() {
        let coded = Coded::of(log, ask, &codes, boundary);
        weightless = weightless.max(coded.weightless);
        let (parts, odd) = parts(&coded, minutes);
        without = without.max(odd);
        let (Some(ratio), true) = (Ratio::of(&parts), parts.len() >= LEAST_CODED) else { continue };
        let Some((low, high)) = ratio.share_interval() else {
            continue;
        };
        if let Some(reason) = too_different(log, ask, &codes, boundary) {
            reasons.push(reason);
            continue;
        }
        if said.is_empty() {
            (n, other) = (parts.len(), coded.count(Class::Other));
        }
        let seen = codes.counting(boundary);
        let of = if said.is_empty() {
            " of the time spent on contacts sorted as value or failure goes on failure demand"
        } else {
            ""
        };
        let share = wording::share(ratio.value, (low, high));
        said.push(format!("{}{of}{seen} ({})", share.value, share.between()));
        let mut row = vec![Item::Name(codes.boundary_says(boundary).to_string())];
        row.extend([ratio.value, low, high].map(Item::Number));
        row.push(Item::Count(parts.len() as u64));
        row.push(Item::Number(parts.iter().map(|part| part.below).sum()));
        table.rows.push(row);
    }
    if said.is_empty() {
        return Reading::not_enough(reasons.into_iter().next().unwrap_or_else(|| too_few(log, weightless)));
    }
    let mut says = said.join("; ") + ".";
    reasons.into_iter().for_each(|reason| says += &format!(" No share: {reason}."));
    Reading::of(says, n as u64, "contacts sorted as value or failure, with minutes", Shape::Table(table))
        .leaving_out(OTHER, other)
        .leaving_out("sorted contacts without minutes, or with less than none", without)
        .leaving_out(Weights::of(log).left_out(), weightless)
}

fn too_few(log: &Log, weightless: u64) -> String {
    let without_chance = chanceless(log, weightless);
    let stop = if without_chance.is_empty() { "" } else { ". " };
    format!(
        "fewer than {LEAST_CODED} contacts are sorted as value or failure and have the minutes they took; write the minutes of each contact \
         down while listening{stop}{without_chance}"
    )
}

/// The minutes of the contacts sorted as value or failure, and how many of those have none.
fn parts(coded: &Coded, minutes: &[f64]) -> (Vec<Part>, u64) {
    let told = coded.contacts.iter().filter(|contact| matches!(contact.class, Class::Value | Class::Failure));
    let (known, odd): (Vec<_>, Vec<_>) = told.partition(|contact| {
        let minutes = minutes[contact.event];
        minutes >= 0.0 && minutes.is_finite()
    });
    let part = |contact: &&super::contacts::Contact| {
        let below = contact.weight * minutes[contact.event];
        let above = if contact.class == Class::Failure { below } else { 0.0 };
        Part { above, below, cluster: contact.cluster }
    };
    (known.iter().map(part).collect(), odd.len() as u64)
}
