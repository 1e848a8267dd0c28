//! What people say in their own words, as far as it may be shown to whoever reads a study.
//!
//! Question: what do people say when they come? Formula: contacts with words, by kind of demand where it is known; words are said alike where
//! they differ only in capitals, spaces and the marks at their end, and are shown as they were written most often. Shown are the words that
//! at least `Ask::words_from` people said alike, for each kind those of the most people. Where nobody is known, a
//! need counts as a person. Source: domain.md 1.2, step 1 (the words before any sorting), and section 8.5 (fewer than
//! ten persons are not shown). Where it misleads: what is said alike by many is short and plain; long and rare accounts, which teach most,
//! are for those who do the work and may read them.

use std::collections::HashMap;

use super::codes::Codes;
use super::contacts::{Contacts, NO_CONTACT};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, thousands};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.own_words",
    asks: "What do people say, in their own words?",
    unit: "contacts",
    formula: "words that at least so many people (10, or as asked for) said alike but for capitals, spaces and the marks at the end",
    source: "words before any sorting: Vanguard, Demand is the greatest lever; fewer than ten people are not shown",
    misleads: "What many say alike is short; long and rare accounts teach more: read them where you may.",
    read,
};

/// Words are shown if at least so many people said them alike, unless somebody who may see more asks for it.
pub const LEAST_PEOPLE: u32 = 10;

/// Words shown of a kind.
const SHOWN: usize = 3;
/// Kinds shown.
const KINDS: usize = 50;

/// A contact: its kind, its words, and its person, or the need where nobody is known.
type Contact = (u32, u32, (u32, u32));

/// Something that people said alike.
struct Said {
    kind: u32,
    /// As it was written most often: its code among the words.
    words: u32,
    contacts: u64,
    people: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(words) = log.names(Field::Words) else {
        return Reading::not_enough(
            "no column holds what people said, word for word; name one as `words` in the mapping",
        );
    };
    let Some(contacts) = Contacts::of(log) else {
        return Reading::not_enough(NO_CONTACT);
    };
    // Codes of value and failure are not what people asked for.
    let kinds = log.names(Field::Demand).filter(|_| !Codes::of(log).is_some_and(|codes| codes.in_demand()));
    let all = gather(log, ask, &contacts, words, kinds);
    let n = all.len() as u64;
    let (one, many) = contacts.counted();
    if n == 0 {
        return Reading::not_enough(format!("no {one} has words"));
    }
    let mut said = alike(words, all);
    let shown_of = |said: &[Said]| said.iter().map(|one| one.contacts).sum::<u64>();
    said.retain(|one| one.people >= u64::from(ask.words_from.max(1)));
    let rare = n - shown_of(&said);
    if said.is_empty() {
        return Reading::not_enough(format!(
            "no {} people said it alike, and words of fewer may tell who spoke; whoever may read them can ask for them (`--words-from`)",
            thousands(u64::from(ask.words_from))
        ));
    }
    let heard = shown_of(&said);
    let said = chosen(said, words);
    let rest = heard - shown_of(&said);
    let says = sentence(&said, words, ask.words_from);
    let name = |kind: u32| kinds.filter(|_| kind != NONE).map_or("not said", |kinds| kinds.names.get(kind));
    let row = |one: &Said| {
        vec![
            Item::Name(name(one.kind).to_string()),
            Item::Name(words.names.get(one.words).to_string()),
            Item::Count(one.contacts),
            Item::Count(one.people),
        ]
    };
    let table = Table {
        columns: vec!["kind", "words", many, "people"],
        keys: 2,
        rows: said.iter().map(row).collect(),
    };
    let fewer = counted(u64::from(ask.words_from), "person", "people");
    Reading::of(
        says,
        n,
        if one == "need" { "needs with words" } else { "contacts with words" },
        Shape::Table(table),
    )
    .leaving_out(format!("{many} whose words fewer than {fewer} said alike, which may tell who spoke"), rare)
    .leaving_out(format!("{many} with words less often said of the same kind (not in the list)"), rest)
}

/// Kind, words and person of each contact with words.
fn gather(
    log: &Log,
    ask: &Ask,
    contacts: &Contacts<'_>,
    words: &NameColumn,
    kinds: Option<&NameColumn>,
) -> Vec<Contact> {
    let kinds = kinds.map(|kinds| kinds.codes.all()).zip(log.alike(Field::Demand));
    let words = words.codes.all();
    let persons = log.names(Field::Person).map(|persons| persons.codes.all());
    let parts = log.each_part(ask.threads, |needs| {
        let has_words = |event: usize| words.at(event) != NONE;
        let events = needs
            .flat_map(|need| contacts.of_need(need.events, has_words).map(move |event| (event, need.index)));
        let spoken = events.filter(|(event, _)| has_words(*event));
        let one = |(event, need)| {
            let kind = kinds
                .as_ref()
                .map_or(NONE, |(kinds, alike)| alike.get(kinds.at(event) as usize).copied().unwrap_or(NONE));
            let person = persons.map_or(NONE, |persons| persons.at(event));
            (kind, words.at(event), if person == NONE { (NONE, need) } else { (person, NONE) })
        };
        spoken.map(one).collect::<Vec<_>>()
    });
    parts.into_iter().flatten().collect()
}

/// What was said alike, of each kind apart.
fn alike(words: &NameColumn, all: Vec<Contact>) -> Vec<Said> {
    let mut groups: HashMap<String, u32> = HashMap::new();
    let mut group_of: HashMap<u32, u32> = HashMap::new();
    let mut all: Vec<(Contact, u32)> = all
        .into_iter()
        .map(|(kind, code, person)| {
            let group = *group_of.entry(code).or_insert_with(|| {
                let next = groups.len() as u32;
                *groups.entry(plain(words.names.get(code))).or_insert(next)
            });
            ((kind, group, person), code)
        })
        .collect();
    all.sort_unstable();
    all.chunk_by(|(a, _), (b, _)| (a.0, a.1) == (b.0, b.1)).map(said).collect()
}

/// Contacts of one kind whose words are alike, in order of person.
fn said(contacts: &[(Contact, u32)]) -> Said {
    let mut codes: Vec<u32> = contacts.iter().map(|(_, code)| *code).collect();
    codes.sort_unstable();
    let spellings = codes.chunk_by(|a, b| a == b);
    let most = spellings.max_by_key(|same| (same.len(), std::cmp::Reverse(same[0])));
    Said {
        kind: contacts[0].0.0,
        words: most.map_or(NONE, |same| same[0]),
        contacts: contacts.len() as u64,
        people: contacts.chunk_by(|(a, _), (b, _)| a.2 == b.2).count() as u64,
    }
}

/// What is left of words once capitals, spaces and the marks at their end are taken away.
fn plain(words: &str) -> String {
    let lower = words.to_lowercase();
    let pieces: Vec<&str> = lower.split_whitespace().collect();
    pieces.join(" ").trim_end_matches(|last: char| last.is_ascii_punctuation() || last == '…').to_string()
}

/// Of each kind what most people said, the kinds in order of how often they were heard.
fn chosen(mut said: Vec<Said>, words: &NameColumn) -> Vec<Said> {
    let mut heard: HashMap<u32, u64> = HashMap::new();
    for one in &said {
        *heard.entry(one.kind).or_default() += one.contacts;
    }
    let order = |one: &Said| {
        let heard = std::cmp::Reverse(heard[&one.kind]);
        (heard, one.kind, std::cmp::Reverse((one.people, one.contacts)), words.names.get(one.words))
    };
    said.sort_by(|a, b| order(a).cmp(&order(b)));
    said.chunk_by_mut(|a, b| a.kind == b.kind)
        .take(KINDS)
        .flat_map(|kind| kind.iter_mut().take(SHOWN))
        .map(|one| Said { ..*one })
        .collect()
}

/// What the most people said, of any kind.
fn sentence(said: &[Said], words: &NameColumn, least: u32) -> String {
    let mut most: Vec<&Said> = said.iter().collect();
    most.sort_by_key(|one| (std::cmp::Reverse(one.people), words.names.get(one.words)));
    let quoted = |one: &&Said| {
        format!("“{}” ({})", words.names.get(one.words), counted(one.people, "person", "people"))
    };
    let quotes: Vec<String> = most.iter().take(SHOWN).map(quoted).collect();
    let whom = match least {
        0 | 1 => String::new(),
        least => format!(", where at least {} said it alike", thousands(u64::from(least))),
    };
    format!("In people's own words{whom}: {}.", quotes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn capitals_spaces_and_last_marks_make_no_difference() {
        assert_eq!(plain("  Where is  my repair?! "), "where is my repair");
        assert_eq!(plain("WHERE IS MY REPAIR"), "where is my repair");
        assert_eq!(plain("Ble mae’r gwaith…"), "ble mae’r gwaith");
        assert_ne!(plain("where's my repair"), plain("where is my repair"));
        assert_eq!(plain("?"), "");
    }
}
