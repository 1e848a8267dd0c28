//! What was listened to: a random sample of the contacts, sorted by one person and in part by a second; and how people scored what the
//! charity helped with.

use throughline::statistics::random::Random;

use crate::draw;
use crate::kind::{Body, Kind};
use crate::place::{Class, Contact, Place};
use crate::truth::{BETTER, CAUSE_NOT_KNOWN, LISTENED, SCORED, SEEN_DIFFERENTLY, TWICE};

/// A contact that was listened to.
#[derive(Debug, Clone, Copy)]
pub struct Listened {
    /// Its place among the contacts.
    pub contact: usize,
    /// The chance with which it was drawn.
    pub chance: f64,
    /// What it is, seen from the whole system.
    pub system: &'static str,
    /// What it is, seen from the organisation that answered.
    pub own: &'static str,
    /// What a second person says, seen from the whole system.
    pub second: Option<&'static str>,
    /// Who caused it, where the listener can say.
    pub cause: Option<Body>,
}

/// A need of which somebody was asked how it is, from 0 to 10.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    /// The place of its first contact among the contacts.
    pub contact: usize,
    /// At the start.
    pub start: u8,
    /// At the review, of those who were asked again.
    pub review: Option<u8>,
}

/// What a contact is, seen from the whole system.
pub fn seen_from_the_system(contact: &Contact) -> &'static str {
    match contact.class {
        Class::Value => "value",
        Class::Failure(_) => "failure",
        Class::Other => "other",
    }
}

/// What a contact is, seen from the organisation that answers it: what others caused is what it is there for.
pub fn seen_from_within(contact: &Contact) -> &'static str {
    match contact.class {
        Class::Failure(by) if by != contact.body => "value",
        _ => seen_from_the_system(contact),
    }
}

/// The sample.
pub fn listened(place: &Place, seed: u64) -> Vec<Listened> {
    let mut random = Random::new(seed, "listening");
    let mut all = Vec::new();
    for (contact, what) in place.contacts.iter().enumerate() {
        let chance = if what.body == Body::Charity { LISTENED.0 } else { LISTENED.1 };
        if !draw::chance(chance, &mut random) {
            continue;
        }
        let system = seen_from_the_system(what);
        let second = draw::chance(TWICE, &mut random).then(|| {
            let differently = draw::chance(SEEN_DIFFERENTLY, &mut random);
            match system {
                "value" if differently => "failure",
                "failure" if differently => "value",
                same => same,
            }
        });
        let known = !draw::chance(CAUSE_NOT_KNOWN, &mut random);
        let cause = match what.class {
            Class::Failure(by) if known => Some(by),
            _ => None,
        };
        all.push(Listened { contact, chance, system, own: seen_from_within(what), second, cause });
    }
    all
}

/// The scores of those whom the charity asked.
pub fn scored(place: &Place, seed: u64) -> Vec<Scored> {
    let mut random = Random::new(seed, "scores");
    let mut last = std::collections::HashSet::new();
    let mut all = Vec::new();
    for (contact, what) in place.contacts.iter().enumerate() {
        let first = what.kind == Kind::Money && last.insert(what.need);
        if !first || !draw::chance(SCORED.0, &mut random) {
            continue;
        }
        let start = 1 + random.below(5);
        let change = BETTER + draw::between(-3.0, 3.0, &mut random);
        let review = (start as f64 + change + random.unit()).floor().clamp(0.0, 10.0) as u8;
        let review = draw::chance(SCORED.1, &mut random).then_some(review);
        all.push(Scored { contact, start: start as u8, review });
    }
    all
}
