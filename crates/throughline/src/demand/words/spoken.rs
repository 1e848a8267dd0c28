//! Contacts with their words and, where somebody sorted them, what they are: what estimates from words start from.

use super::texts::Texts;
use crate::demand::codes::{Class, Codes, Said};
use crate::demand::contacts::{Clusters, Contacts, NO_CONTACT, Weights};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::Ask;
use crate::statistics::random::Random;

/// A contact with words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spoken {
    /// Its event.
    pub event: usize,
    /// The code of its words.
    pub words: u32,
    /// How many contacts it stands for.
    pub weight: f64,
    /// Its person.
    pub cluster: u64,
    /// What it was sorted as; none if it was not, or not into what anybody knows.
    pub class: Option<Class>,
    /// With what chance it was drawn for sorting, where that is known.
    pub chance: Option<f64>,
}

/// The contacts with words, in the order of the log, and how many have none. `Err`: what is missing.
pub(in crate::demand) fn spoken(
    log: &Log,
    ask: &Ask,
    codes: &Codes<'_>,
    boundary: usize,
) -> Result<(Vec<Spoken>, u64), &'static str> {
    let Some(words) = log.names(Field::Words) else {
        return Err("no column holds what people said; name one as `words` in the mapping");
    };
    let Some(contacts) = Contacts::of(log) else {
        return Err(NO_CONTACT);
    };
    let weights = Weights::of(log);
    let parts = log.each_part(ask.threads, |needs| {
        let clusters = Clusters::persons(log);
        let (mut all, mut silent) = (Vec::new(), 0);
        let has_words = |event: usize| words.codes.at(event) != NONE;
        for event in needs.flat_map(|need| contacts.of_need(need.events, has_words)) {
            let words = words.codes.at(event);
            let Some(weight) = weights.get(event).filter(|_| words != NONE) else {
                silent += 1;
                continue;
            };
            let class = match codes.said(event, 1, boundary) {
                // Sorted, but with a chance that is none: nobody knows what it stands for.
                Said::Class(class) => weights.of_sorted(event).map(|_| class),
                _ => None,
            };
            let chance = weights.chance(event);
            all.push(Spoken { event, words, weight, cluster: clusters.of_event(event), class, chance });
        }
        (all, silent)
    });
    let silent = parts.iter().map(|part| part.1).sum();
    Ok((parts.into_iter().flat_map(|part| part.0).collect(), silent))
}

/// At most so many of these, drawn by chance, in the order of the log.
pub(in crate::demand) fn drawn(mut all: Vec<Spoken>, most: usize, random: &mut Random) -> Vec<Spoken> {
    if all.len() > most {
        random.shuffle(&mut all);
        all.truncate(most);
        all.sort_unstable_by_key(|one| one.event);
    }
    all
}

/// The features of the different texts of some contacts, each once, and for each contact the place of its text.
pub(in crate::demand) fn texts(
    words: &NameColumn,
    contacts: &[&[Spoken]],
    threads: usize,
) -> (Texts, Vec<Vec<usize>>) {
    let mut codes: Vec<u32> = contacts.iter().flat_map(|part| part.iter().map(|one| one.words)).collect();
    codes.sort_unstable();
    codes.dedup();
    let said: Vec<&str> = codes.iter().map(|code| words.names.get(*code)).collect();
    let place = |one: &Spoken| codes.binary_search(&one.words).unwrap_or(0);
    let places = contacts.iter().map(|part| part.iter().map(place).collect()).collect();
    (Texts::of(&said, threads), places)
}
