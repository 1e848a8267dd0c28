//! Who received the failure demand of whom, contact by contact: what the two measures of the balance between organisations are made of.
//!
//! Each contact adds to any sum once at most: the bounds of a sum over contacts are not the sums of the bounds of its pairs, as one
//! contact whose cause is uncertain can be anybody's, but not everybody's (domain.md 8.2, measure 11).

use std::collections::BTreeMap;

use super::costing::{Costing, Fits};
use super::failure::Judged;
use crate::demand::contacts::{Contacts, Weights};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::money::about;
use crate::money::rates::Rates;
use crate::reading::Ask;
use crate::wording::{step, to_step};

/// An amount that is known to lie between two.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// What is certain.
    pub least: f64,
    /// What can be.
    pub most: f64,
}

impl Range {
    fn add(&mut self, amount: f64, certain: bool) {
        self.least += if certain { amount } else { 0.0 };
        self.most += amount;
    }

    fn less(self, other: Range) -> Range {
        Range { least: self.least - other.most, most: self.most - other.least }
    }

    /// Written in steps (see [`step`]) that its width bears; a single amount in its own.
    fn says(self, written: impl Fn(f64, f64) -> String) -> String {
        let each = step((self.least, self.most));
        let (least, most) = (written(self.least, each), written(self.most, each));
        match self.most {
            most if most <= 0.0 => "none".to_string(),
            _ if least == most => most,
            _ => format!("{least} to {most}"),
        }
    }
}

/// Contacts, and what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amount {
    /// Weighted contacts.
    pub contacts: Range,
    /// Their money in pence; none where there are contacts and no cost of any of them is known.
    pub pence: Option<Range>,
}

impl Amount {
    fn add(&mut self, contact: &Failed, certain: bool) {
        self.contacts.add(contact.weight, certain);
        if let Some(pence) = contact.pence {
            self.pence.get_or_insert_default().add(contact.weight * pence, certain);
        }
    }

    /// What can be as well, but is not certain.
    fn and_most(&mut self, other: &Amount) {
        self.contacts.most += other.contacts.most;
        if let Some(pence) = other.pence {
            self.pence.get_or_insert_default().most += pence.most;
        }
    }

    /// This one, less the other: of different contacts, so that the ends of both can be together.
    fn less(&self, other: &Amount) -> Amount {
        let pence = self.pence.zip(other.pence).map(|(own, other)| own.less(other));
        Amount { contacts: self.contacts.less(other.contacts), pence }
    }

    /// The contacts in words: `none`, `20`, `20 to 28`.
    pub fn contacts_say(&self) -> String {
        self.contacts.says(to_step)
    }

    /// The money in words; nothing where none is known, or it comes to nought.
    pub fn money_says(&self) -> Option<String> {
        self.pence.filter(|pence| pence.most >= 0.5).map(|pence| pence.says(about))
    }
}

/// One pair of organisations.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Who caused it.
    pub by: u32,
    /// Who answered it.
    pub to: u32,
    /// How much.
    pub amount: Amount,
}

/// One organisation's part.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The organisation.
    pub organisation: u32,
    /// What others answered that it caused.
    pub exported: Amount,
    /// What it answered that others caused.
    pub imported: Amount,
}

impl Body {
    /// Exported less imported.
    pub fn balance(&self) -> Amount {
        self.exported.less(&self.imported)
    }
}

/// The balance between organisations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Balance {
    /// The pairs that somebody named, in the order of the organisations' names.
    pub pairs: Vec<Pair>,
    /// The organisations with anything that can be between them and others, in the order of their names.
    pub bodies: Vec<Body>,
    /// Failure contacts that were counted.
    pub contacts: u64,
    /// How many they stand for.
    pub weight: f64,
    /// Of them those whose cause nobody knows.
    pub unknown: u64,
    /// Of them those of which no cost is known, where there are rates.
    pub costless: u64,
    /// Failure contacts that do not say which organisation answered.
    pub nowhere: u64,
    /// How many organisations occur in the log.
    pub organisations: u64,
    /// Failure contacts whose weight is impossible, or their chance of being drawn for sorting missing or impossible.
    pub weightless: u64,
    /// The boundary they are seen from, as it follows a sentence; empty where none is named.
    pub seen_from: String,
}

/// A contact of failure demand.
#[derive(Debug, Clone, Copy)]
struct Failed {
    /// Who answered.
    to: u32,
    /// The code of its cause.
    cause: u32,
    weight: f64,
    pence: Option<f64>,
}

/// The balance as seen from the widest boundary that contacts were coded for.
pub fn balance(log: &Log, rates: Option<&Rates>, ask: &Ask) -> Balance {
    let (Some(organisation), Some(judged)) = (log.names(Field::Organisation), Judged::of(log)) else {
        return Balance::default();
    };
    let causes = causes(log, organisation, ask.threads);
    let mut found = contacts(log, organisation, &judged, rates, ask);
    let mut sums = Sums {
        bodies: vec![(Amount::default(), Amount::default()); organisation.names.len()],
        ..Sums::default()
    };
    let mut balance = Balance {
        weightless: found.weightless,
        seen_from: judged.from(judged.widest()),
        ..Balance::default()
    };
    for contact in &found.contacts {
        if contact.to == NONE {
            balance.nowhere += 1;
            continue;
        }
        let by = causes.get(contact.cause as usize).map_or(&[][..], |by| by);
        balance.contacts += 1;
        balance.weight += contact.weight;
        balance.unknown += u64::from(by.is_empty());
        balance.costless += u64::from(rates.is_some() && contact.pence.is_none());
        by.iter().for_each(|body| found.occurs[*body as usize] = true);
        sums.add(contact, by);
    }
    balance.organisations = found.occurs.iter().filter(|occurs| **occurs).count() as u64;
    let rank = organisation.names.ranks();
    (balance.pairs, balance.bodies) = sums.finish(&found.occurs, rates.is_some());
    balance.pairs.sort_by_key(|pair| (rank[pair.by as usize], rank[pair.to as usize]));
    balance.bodies.sort_by_key(|body| rank[body.organisation as usize]);
    balance
}

#[derive(Default)]
struct Sums {
    pairs: BTreeMap<(u32, u32), Amount>,
    /// By organisation: exported, imported.
    bodies: Vec<(Amount, Amount)>,
    /// By who answered: what can be anybody's doing.
    unknown: BTreeMap<u32, Amount>,
}

impl Sums {
    fn add(&mut self, contact: &Failed, by: &[u32]) {
        let one = by.len() == 1;
        let to = contact.to;
        for body in by {
            self.pairs.entry((*body, to)).or_default().add(contact, one);
            if *body != to {
                self.bodies[*body as usize].0.add(contact, one);
            }
        }
        if by.is_empty() {
            self.unknown.entry(to).or_default().add(contact, false);
        }
        // It comes from elsewhere for certain if none of those who can have caused it is the one that answered.
        if by != [to] {
            self.bodies[to as usize].1.add(contact, !by.is_empty() && !by.contains(&to));
        }
    }

    /// The pairs and the bodies: what nobody knows the cause of can be the doing of anybody. `priced` says that there are rates.
    fn finish(mut self, occurs: &[bool], priced: bool) -> (Vec<Pair>, Vec<Body>) {
        for ((_, to), amount) in &mut self.pairs {
            if let Some(unknown) = self.unknown.get(to) {
                amount.and_most(unknown);
            }
        }
        let pairs = self.pairs.into_iter().map(|((by, to), amount)| Pair { by, to, amount }).collect();
        let mut bodies = Vec::new();
        for (place, (mut exported, mut imported)) in self.bodies.into_iter().enumerate() {
            if !occurs[place] {
                continue;
            }
            let organisation = place as u32;
            let elsewhere = self.unknown.iter().filter(|(to, _)| **to != organisation);
            elsewhere.for_each(|(_, unknown)| exported.and_most(unknown));
            // Where costs are known at all, no contacts cost nothing.
            for amount in [&mut exported, &mut imported] {
                if priced && amount.contacts.most <= 0.0 {
                    amount.pence.get_or_insert_default();
                }
            }
            if exported.contacts.most + imported.contacts.most > 0.0 {
                bodies.push(Body { organisation, exported, imported });
            }
        }
        (pairs, bodies)
    }
}

/// The contacts of failure demand, in the order of the log.
#[derive(Default)]
struct Found {
    contacts: Vec<Failed>,
    weightless: u64,
    /// By organisation, whether it occurs in the log.
    occurs: Vec<bool>,
}

fn contacts(
    log: &Log,
    organisation: &NameColumn,
    judged: &Judged<'_>,
    rates: Option<&Rates>,
    ask: &Ask,
) -> Found {
    let caused_by = log.names(Field::CausedBy);
    let costing = rates.map(|rates| Costing::of(log, rates));
    let (weights, boundary) = (Weights::of(log), judged.widest());
    let none = || Found { occurs: vec![false; organisation.names.len()], ..Found::default() };
    let Some(contacts) = Contacts::of(log) else { return none() };
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut found) = (Fits::default(), none());
        for event in needs.flat_map(|need| need.events) {
            let to = organisation.codes.at(event);
            if to != NONE {
                found.occurs[to as usize] = true;
            }
            if !contacts.is(event, true) || judged.is_failure(event, boundary) != Some(true) {
                continue;
            }
            let Some(weight) = weights.of_sorted(event) else {
                found.weightless += 1;
                continue;
            };
            let spent = costing.as_ref().map(|costing| costing.spent(event, &mut fits));
            let pence = spent.filter(|spent| spent.is_known()).map(|spent| spent.total().pence());
            let cause = caused_by.map_or(NONE, |column| column.codes.at(event));
            found.contacts.push(Failed { to, cause, weight, pence });
        }
        found
    });
    parts.into_iter().fold(none(), |mut all, part| {
        all.contacts.extend(part.contacts);
        all.weightless += part.weightless;
        all.occurs.iter_mut().zip(part.occurs).for_each(|(all, part)| *all |= part);
        all
    })
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
            let (what, who) = (activity.codes.at(event), organisation.codes.at(event));
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
