//! Contacts after the last sorted one: what share of failure they would have if people still said the same things the same way, and
//! whether they sound different.

use super::estimate::MOST_READ;
use super::models::{Coded, Likely, cross_fitted};
use super::spoken::{Spoken, drawn, texts};
use crate::demand::codes::Class;
use crate::log::{Field, Log};
use crate::reading::{Ask, counted, percent};
use crate::statistics::drift::{Drift, drift};
use crate::statistics::mix::{Old, adjusted_count};
use crate::statistics::predicted::Estimate;
use crate::statistics::random::Random;

/// Fewer later contacts than this are not spoken of.
const LEAST_LATER: usize = 100;

/// What later contacts sound like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Later {
    /// How many there are.
    pub contacts: u64,
    /// Their share of failure by adjusted count: never the record.
    pub share: Option<Estimate>,
    /// How far their scores lie from those of the sorted time.
    pub drift: Option<Drift>,
}

impl Later {
    /// What is said of them, with a blank before.
    pub fn says(&self) -> String {
        let mut says = format!(
            " {} since are not in this: sort 100 of them",
            counted(self.contacts, "contact", "contacts")
        );
        if self.drift.is_some_and(|drift| drift.alarm()) {
            says += ", for they sound different";
        }
        if let Some(share) = self.share {
            says += &format!(
                "; if people still say the same things the same way, {} of them are failure demand (between {} and {})",
                percent(share.value),
                percent(share.interval.0),
                percent(share.interval.1)
            );
        }
        says + "."
    }
}

/// What the contacts after the last sorted one sound like; `None` where they are few.
pub(in crate::demand) fn later(log: &Log, ask: &Ask, period: &[Spoken], after: Vec<Spoken>) -> Option<Later> {
    let contacts = after.len();
    if contacts < LEAST_LATER {
        return None;
    }
    let mut random = Random::new(ask.seed, "later contacts");
    let told = |one: &&Spoken| matches!(one.class, Some(Class::Value | Class::Failure));
    let sorted: Vec<Spoken> = period.iter().filter(told).copied().collect();
    let before: Vec<Spoken> = period.iter().filter(|one| one.class.is_none()).copied().collect();
    let [before, after] = [before, after].map(|all| drawn(all, MOST_READ / 5, &mut random));
    let (texts, places) = texts(log.names(Field::Words)?, &[&sorted, &before, &after], ask.threads);
    let of = |(one, text): (&Spoken, &usize)| Coded {
        text: *text,
        yes: one.class == Some(Class::Failure),
        cluster: one.cluster,
    };
    let coded: Vec<Coded> = sorted.iter().zip(&places[0]).map(of).collect();
    let mut found = Later { contacts: contacts as u64, share: None, drift: None };
    let Some((own, _)) = cross_fitted(&texts, &coded, &[], &mut random, ask.threads) else {
        return Some(found);
    };
    let mut old = Old::default();
    for (one, p) in coded.iter().zip(own) {
        let count = match (one.yes, p > 0.5) {
            (true, true) => &mut old.hits,
            (true, false) => &mut old.missed,
            (false, true) => &mut old.false_alarms,
            (false, false) => &mut old.passed,
        };
        *count += 1;
    }
    let model = Likely::learn(&texts, &coded.iter().map(|one| (one.text, one.yes)).collect::<Vec<_>>());
    let scores =
        |places: &[usize]| places.iter().map(|text| model.probability(&texts, *text)).collect::<Vec<f64>>();
    let (then, now) = (scores(&places[1]), scores(&places[2]));
    let called = now.iter().filter(|p| **p > 0.5).count() as u64;
    found.share = adjusted_count(old, called, now.len() as u64, &mut random);
    found.drift = drift(&then, &now);
    Some(found)
}
