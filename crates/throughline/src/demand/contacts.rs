//! The contacts of a log with what was said of them: what every measure of this room starts from.

use std::ops::Range;

use super::codes::{Class, Codes, Said};
use crate::log::{CodeSlice, Column, Field, Log, NONE};
use crate::reading::{Ask, thousands};

/// What is said where nothing can be counted.
pub(super) use crate::flow::contact_hours::NO_CONTACT;

/// Which events are contacts. Where no column says it, a need stands for the contact that opened it, and is counted once: its events may
/// all say the same of it, as those of one row with several dates do.
pub struct Contacts<'a> {
    kind: Option<(CodeSlice<'a>, u32)>,
    /// Whether any column says what kind an event is.
    kinds_known: bool,
}

impl<'a> Contacts<'a> {
    /// Those of kind `contact`. `None` where a column says the kinds of events and none is a contact.
    pub fn of(log: &'a Log) -> Option<Contacts<'a>> {
        let kind = log.names(Field::Kind);
        let contact = kind.and_then(|kind| Some((kind.codes.all(), kind.names.find("contact")?)));
        (kind.is_none() || contact.is_some())
            .then_some(Contacts { kind: contact, kinds_known: kind.is_some() })
    }

    /// Those of kind `contact` only; `None` where no column says the kinds of events, or none is a contact.
    pub fn named(log: &'a Log) -> Option<Contacts<'a>> {
        Contacts::of(log).filter(|contacts| contacts.kind.is_some())
    }

    /// Whether an event is a contact. Where no column says the kinds of events, `otherwise` decides: that somebody coded it, say.
    #[inline]
    pub fn is(&self, event: usize, otherwise: bool) -> bool {
        match self.kind {
            Some((kind, contact)) => kind.at(event) == contact,
            None => !self.kinds_known && otherwise,
        }
    }

    /// The contacts of a need with these events. Where nothing says which events are contacts, the first that `says` something stands for
    /// the need, or else its first.
    #[inline]
    pub fn of_need(&self, events: Range<usize>, says: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let kind = self.kind;
        let looked_at = match self.kinds_known {
            true => events,
            false => {
                let stands = events.clone().find(|event| says(*event)).or(events.clone().next());
                stands.map_or(events, |event| event..event + 1)
            }
        };
        looked_at.filter(move |event| kind.is_none_or(|(kind, contact)| kind.at(*event) == contact))
    }

    /// What is counted, one and many.
    pub fn counted(&self) -> (&'static str, &'static str) {
        if self.kinds_known { ("contact", "contacts") } else { ("need", "needs") }
    }
}

/// What people said themselves: events of kind `word`, and the column `met`, in which a person's word says whether the need was met.
pub struct Words<'a> {
    kind: Option<(CodeSlice<'a>, u32)>,
    met: Option<&'a Column>,
    /// What each name of that column says, where it holds names.
    says_no: Vec<bool>,
}

impl<'a> Words<'a> {
    /// Those of a log.
    pub fn of(log: &'a Log) -> Words<'a> {
        let kind = log.names(Field::Kind);
        let kind = kind.and_then(|kind| Some((kind.codes.all(), kind.names.find("word")?)));
        let met = log.event_column("met");
        let no = |text: &str| {
            ["no", "n", "not met", "unmet", "false"].contains(&text.trim().to_lowercase().as_str())
        };
        let says_no = match met {
            Some(Column::Names(names)) => names.names.iter().map(no).collect(),
            _ => Vec::new(),
        };
        Words { kind, met, says_no }
    }

    /// Whether any event is a word.
    pub fn any(&self) -> bool {
        self.kind.is_some()
    }

    /// Whether an event is a word.
    #[inline]
    pub fn is(&self, event: usize) -> bool {
        self.kind.is_some_and(|(kind, word)| kind.at(event) == word)
    }

    /// Whether any event can say that a need was not met.
    pub fn met_known(&self) -> bool {
        self.met.is_some()
    }

    /// Whether an event says that the need was not met.
    #[inline]
    pub fn says_unmet(&self, event: usize) -> bool {
        match self.met {
            Some(Column::Flags(flags)) => flags[event] == 0,
            Some(Column::Whole(cells)) => cells[event] == 0,
            Some(Column::Names(names)) => self.says_no.get(names.codes.at(event) as usize) == Some(&true),
            _ => false,
        }
    }
}

/// The column that says with what chance (above 0, at most 1) a contact was drawn for sorting, where not all had the same.
pub const LABEL_CHANCE: &str = "label_chance";

/// What others call that column, in any case and with blanks or marks between the words.
const CHANCE_SPELT: [&str; 4] =
    ["labelchance", "samplingprobability", "selectionprobability", "labelprobability"];

/// Whether a column of this name holds the chances with which contacts were drawn for sorting.
pub fn is_chance_column(name: &str) -> bool {
    let plain: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    CHANCE_SPELT.contains(&plain.as_str())
}

/// The column of chances: spelt as this product does, else as others do.
fn chance_column(log: &Log) -> Option<&Column> {
    log.event_column(LABEL_CHANCE).or_else(|| {
        let mut columns = log.columns().attributes.iter();
        columns.find(|(name, _)| is_chance_column(name)).map(|(_, column)| column)
    })
}

/// Above this a weight is no number of contacts that one could stand for.
const MOST_WEIGHT: f64 = 1e12;

/// How many contacts an event stands for: one over the chance of its being sampled and, of a contact that was sorted, of its being drawn
/// for sorting. The one place where either is read. Where the chances of some are known, a contact without one stands for nobody knows how
/// many: why it has none is not known either, and no mean of the others holds for it.
pub struct Weights<'a> {
    sampled: Option<&'a [f64]>,
    chances: Option<&'a Column>,
}

impl<'a> Weights<'a> {
    /// Those of a log.
    pub fn of(log: &'a Log) -> Weights<'a> {
        let sampled = match log.field(Field::Weight) {
            Some(Column::Real(cells)) => Some(&cells[..]),
            _ => None,
        };
        let said = |column: &Column| match column {
            Column::Real(cells) => cells.iter().any(|cell| !cell.is_nan()),
            Column::Whole(cells) => cells.iter().any(|cell| *cell != i64::MIN),
            Column::Names(column) => column.codes.iter().any(|code| code != NONE),
            Column::Flags(cells) => cells.iter().any(|cell| *cell < 2),
            Column::Times(_) => true,
        };
        let any = chance_column(&log.whole()).is_some_and(said);
        Weights { sampled, chances: chance_column(log).filter(|_| any) }
    }

    /// Whether contacts were drawn for sorting with chances that somebody wrote down.
    pub fn chances_known(&self) -> bool {
        self.chances.is_some()
    }

    /// How the contacts of which [`Weights::of_sorted`] is `None` are called where they are left out.
    pub fn left_out(&self) -> &'static str {
        match self.chances {
            Some(_) => {
                "sorted contacts whose label_chance is missing or impossible, or whose weight is impossible"
            }
            None => "contacts whose weight is impossible",
        }
    }

    /// The weight of an event among all, 1 where none is given; `None` where what is given is no number above nought.
    #[inline]
    pub fn get(&self, event: usize) -> Option<f64> {
        match self.sampled.map(|cells| cells[event]) {
            None => Some(1.0),
            Some(weight) if weight.is_nan() => Some(1.0),
            Some(weight) => (weight > 0.0 && weight <= MOST_WEIGHT).then_some(weight),
        }
    }

    /// The weight of a contact that was sorted, among those sorted; `None` where its weight is impossible, or where chances of being drawn
    /// are known and its own is missing or impossible.
    #[inline]
    pub fn of_sorted(&self, event: usize) -> Option<f64> {
        let drawn = if self.chances.is_some() { 1.0 / self.chance(event)? } else { 1.0 };
        Some(self.get(event)? * drawn).filter(|weight| *weight <= MOST_WEIGHT)
    }

    /// With what chance an event was drawn for sorting, where that is known.
    #[inline]
    pub fn chance(&self, event: usize) -> Option<f64> {
        let chance = match self.chances? {
            Column::Real(cells) => cells[event],
            Column::Whole(cells) => cells[event] as f64,
            Column::Flags(cells) => f64::from(cells[event]),
            Column::Names(_) | Column::Times(_) => f64::NAN,
        };
        (chance > 0.0 && chance <= 1.0).then_some(chance)
    }
}

/// What is said of sorted contacts that were left out for want of a possible chance; nothing where none were, or no chances are known.
pub(crate) fn chanceless(log: &Log, left_out: u64) -> String {
    if left_out == 0 || !Weights::of(log).chances_known() {
        return String::new();
    }
    let (more, their) = match left_out {
        1 => ("1 more is".to_string(), "its"),
        _ => (format!("{} more are", thousands(left_out)), "their"),
    };
    format!(
        "{more} sorted, but {their} `label_chance` is missing or impossible: write the chance with which each was drawn, above 0 and at most 1"
    )
}

/// Numbers what belongs together: all contacts of a person, of one day or of many, since who asks in vain tends to ask in vain again. A
/// contact of nobody known stands alone.
pub struct Clusters<'a> {
    person: Option<CodeSlice<'a>>,
}

impl<'a> Clusters<'a> {
    /// Those of a log.
    pub fn persons(log: &'a Log) -> Clusters<'a> {
        Clusters { person: log.names(Field::Person).map(|person| person.codes.all()) }
    }

    /// The number of an event's cluster.
    #[inline]
    pub fn of_event(&self, event: usize) -> u64 {
        match self.person.map(|person| person.at(event)) {
            None | Some(NONE) => u64::from(NONE) << 32 | event as u64,
            Some(person) => u64::from(person) << 32,
        }
    }
}

/// A contact that was coded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contact {
    /// Its event.
    pub event: usize,
    /// Its class.
    pub class: Class,
    /// How many contacts it stands for.
    pub weight: f64,
    /// Its person.
    pub cluster: u64,
}

/// The contacts coded as seen from a boundary, and what had to be left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coded {
    /// By cluster, then in the order of the log.
    pub contacts: Vec<Contact>,
    /// Contacts of the log without a code.
    pub uncoded: u64,
    /// With a code nobody knows.
    pub unknown: u64,
    /// With a weight that is impossible, or a chance of being drawn that is missing or impossible where others' are known.
    pub weightless: u64,
}

impl Coded {
    /// The contacts coded by the first coder, seen from a boundary.
    pub fn of(log: &Log, ask: &Ask, codes: &Codes<'_>, boundary: usize) -> Coded {
        let Some(contacts) = Contacts::of(log) else { return Coded::default() };
        let weights = Weights::of(log);
        let parts = log.each_part(ask.threads, |needs| {
            let clusters = Clusters::persons(log);
            let mut part = Coded::default();
            for event in needs.flat_map(|need| need.events) {
                if !contacts.is(event, codes.coded(event)) {
                    continue;
                }
                match (codes.said(event, 1, boundary), weights.of_sorted(event)) {
                    (Said::Nothing, _) => part.uncoded += 1,
                    (Said::Unknown, _) => part.unknown += 1,
                    (_, None) => part.weightless += 1,
                    (Said::Class(class), Some(weight)) => {
                        let cluster = clusters.of_event(event);
                        part.contacts.push(Contact { event, class, weight, cluster });
                    }
                }
            }
            part
        });
        let mut all = Coded::default();
        for part in parts {
            all.contacts.extend(part.contacts);
            all.uncoded += part.uncoded;
            all.unknown += part.unknown;
            all.weightless += part.weightless;
        }
        all.contacts.sort_by_key(|contact| contact.cluster);
        all
    }

    /// How many are of a class.
    pub fn count(&self, class: Class) -> u64 {
        self.contacts.iter().filter(|contact| contact.class == class).count() as u64
    }
}
