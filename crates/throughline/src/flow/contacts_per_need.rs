//! How many times people have to make contact for one need.
//!
//! Question: how often must a person come to us until it is sorted? Formula: contacts (events of kind `contact`) of each need:
//! mean, median, most, and the share of needs with three or more. Source: domain.md 8.2 measure 2: robust to coding, and so the
//! honesty check on the share of failure demand. Where it misleads: recent needs have not had their last contact yet; contacts
//! that were not linked to their need are not counted.

use crate::log::{Field, Log};
use crate::reading::{Ask, Measure, Number, Reading, Shape, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "repeat_contact.contacts_per_need",
    asks: "How often must a person make contact for one need?",
    unit: "contacts",
    formula: "events of kind contact of each need: mean, median, max, share with three or more",
    source: "domain.md 8.2, measure 2",
    misleads: "Recent needs have not had their last contact yet; contacts not linked to their need are missing.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let missing =
        "no event is of kind `contact`; name the column in the mapping that tells contacts from work";
    let mut counts = contacts_per_need(log, ask.threads);
    let Some(most) = counts.iter().max().copied().filter(|most| *most > 0) else {
        return Reading::not_enough(missing);
    };
    let without = counts.iter().filter(|contacts| **contacts == 0).count() as u64;
    counts.retain(|contacts| *contacts > 0);
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<i64>() as f64 / n;
    let three = counts.iter().filter(|contacts| **contacts >= 3).count() as f64 / n;
    let says = format!(
        "A need takes {mean:.1} contacts on average; {} of needs take three or more.",
        percent(three)
    );
    let median = crate::reading::median(&mut counts).unwrap_or(f64::NAN);
    let numbers = vec![
        Number::exact("mean", mean),
        Number::exact("median", median),
        Number::exact("max", most as f64),
        Number::exact("share_three_or_more", three),
    ];
    Reading::of(says, counts.len() as u64, "needs", Shape::Numbers(numbers))
        .leaving_out("needs without a contact", without)
}

/// The number of contacts of each need.
pub fn contacts_per_need(log: &Log, threads: usize) -> Vec<i64> {
    let found = log.names(Field::Kind).and_then(|kind| Some((kind, kind.names.find("contact")?)));
    let Some((kind, contact)) = found else { return Vec::new() };
    let of = |codes: &[u32]| codes.iter().filter(|code| **code == contact).count() as i64;
    log.each_part(threads, |needs| needs.map(|need| of(&kind.codes[need.events])).collect::<Vec<_>>())
        .concat()
}
