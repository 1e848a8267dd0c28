//! How much of the cost lies with few people.
//!
//! Question: do a few people's needs cost most of the money? Formula: the share of all money in events that lies with the
//! dearest twentieth of the people (of the needs, where no column says who they are about), refunds taken off for each; who got back
//! more than was spent counts as nought, so that a part is never more than the whole. Source: domain.md 8.2, measure 10
//! (concentration). Where it misleads: whoever is dear in one period is less so in the next by chance alone (regression to the
//! mean), so a fall after help is no proof of the help; and people are dear because of what was not solved as often as because of
//! what they need. Fewer than [`LEAST`] people are never shown.

use super::costing::{Costing, Fits};
use super::ledger::NO_RATES;
use crate::log::{Field, Log, NONE};
use crate::money::Micropence;
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.concentration",
    asks: "Does most of the money go to a few people's needs?",
    unit: "share",
    formula: "money of the dearest twentieth of the people over all money in events",
    source: "the share of the dearest: Lorenz, Publications of the American Statistical Association 9, 1905",
    misleads: "The dearest of one period are cheaper in the next by chance alone.",
    read,
};

/// So many people there must be: a twentieth of them is then ten, the smallest number that may be shown.
pub const LEAST: usize = 200;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let costing = Costing::of(log, rates);
    let person = log.names(Field::Person);
    let parts = log.each_part(ask.threads, |needs| {
        let mut fits = Fits::default();
        let of = |need: crate::log::Need| {
            let who = person.map_or(need.index, |person| {
                person.codes.part(need.events.clone()).known().next().unwrap_or(NONE)
            });
            (who, need.events.map(|event| costing.spent(event, &mut fits).total()).sum::<Micropence>())
        };
        needs.map(of).collect::<Vec<_>>()
    });
    let mut all: Vec<(u32, Micropence)> = parts.concat();
    let without = all.iter().filter(|(who, _)| *who == NONE).count() as u64;
    all.retain(|(who, _)| *who != NONE);
    all.sort_unstable();
    let mut costs: Vec<Micropence> =
        all.chunk_by(|a, b| a.0 == b.0).map(|one| one.iter().map(|(_, cost)| *cost).sum()).collect();
    let what = if person.is_some() { ("person", "people") } else { ("need", "needs") };
    let n = costs.len();
    let refunded = costs.iter().filter(|cost| **cost < Micropence::default()).count() as u64;
    costs.iter_mut().for_each(|cost| *cost = (*cost).max(Micropence::default()));
    let total: Micropence = costs.iter().copied().sum();
    if total <= Micropence::default() {
        return Reading::not_enough(format!(
            "no money is seen in the events of {}",
            counted(n as u64, what.0, what.1)
        ));
    }
    if n < LEAST {
        return Reading::not_enough(format!(
            "{} with known costs; {LEAST} are needed, so that no small group is shown",
            counted(n as u64, what.0, what.1)
        ));
    }
    costs.sort_unstable_by(|a, b| b.cmp(a));
    let few = n.div_ceil(20);
    let share = costs[..few].iter().copied().sum::<Micropence>().pence() / total.pence();
    let says = format!(
        "{} of the money seen in events went to the dearest twentieth: {} of {}.",
        percent(share),
        counted(few as u64, what.0, what.1),
        counted(n as u64, what.0, what.1),
    );
    let numbers = vec![
        Number::exact("share", share),
        Number::exact("dearest", few as f64),
        Number::exact("of", n as f64),
    ];
    Reading::of(says, n as u64, what.1, Shape::Numbers(numbers))
        .leaving_out("needs that do not say who they are about", without)
        .leaving_out(format!("{} who got back more than was spent (counted as nought)", what.1), refunded)
}
