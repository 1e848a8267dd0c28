//! People who come back: another need of the same person (and the same kind of demand, where it is known) soon after the first.
//!
//! Question: what share of needs is followed by another of the same person within so many days? Formula: for each need of a
//! known person the time from its first contact to the opening of that person's next need of the same kind, censored at the
//! end of observation where there is none yet; share = 1 - S(t) by Kaplan-Meier, with the 95 % interval of log(-log S). Why
//! not the plain share: recent needs have had no time to come back, so it is too low (27.7 % where the truth was 31.5 % in the
//! reference case, Kaplan-Meier 30.3 %); and leaving recent ones out wastes what is known. Source: measures.md 3.6; Kaplan and
//! Meier, JASA 53, 1958. Fewer than 30 still watched at the horizon: no number. Where it misleads: not every return is failure
//! (a course of treatment is not); people whose records are not linked cannot be seen to come back.

use crate::log::{CodeSlice, Field, Log, NONE};
use crate::reading::{Ask, Distribution, Item, Measure, Number, Reading, Shape, Table, counted};
use crate::statistics::survival::Survival;
use crate::time::DAY_US;
use crate::wording::{self, Told};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "repeat_contact.repeats",
    asks: "How many people come back with the same?",
    unit: "share of needs",
    formula: "1 - S(t), Kaplan-Meier on the time from a need's first contact to the person's next need of the kind",
    source: "Kaplan and Meier, JASA 53, 1958; interval on the log(-log) scale",
    misleads: "Not every return is failure; people whose records are not linked cannot be seen to come back.",
    read,
};

/// Fewer still watched at the horizon than this: not enough to say.
pub const LEAST_WATCHED: u64 = 30;

/// The share that came back within a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Within {
    /// The time, in days.
    pub days: f64,
    /// The share and its 95 % interval.
    pub share: f64,
    /// Low end of the interval.
    pub low: f64,
    /// High end of the interval.
    pub high: f64,
    /// How many had not come back and were still watched then.
    pub watched: u64,
}

impl Within {
    /// The share in words.
    pub fn said(&self) -> Told {
        wording::share(self.share, (self.low, self.high))
    }
}

/// The share that came back within `days`; `None` where too few are still watched.
pub fn within(curve: &Survival, days: f64) -> Option<Within> {
    let at_us = (days * DAY_US as f64) as i64;
    let watched = curve.waiting(at_us);
    let point = curve.at(at_us);
    let (low, high) = curve.interval_at(at_us)?;
    let found = Within { days, share: 1.0 - point.share, low: 1.0 - high, high: 1.0 - low, watched };
    (watched >= LEAST_WATCHED).then_some(found)
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if let Some(why) = cannot_be_seen(log) {
        return Reading::not_enough(why);
    }
    let Some(returns) = repeats(log, ask) else {
        return Reading::not_enough(NO_PERSON);
    };
    let n = returns.known;
    let curve = &returns.curve;
    if n == 0 {
        return Reading::not_enough("no need that says who it is about had opened by the end of observation");
    }
    let first = ask.repeat_days.first().copied();
    let found: Vec<(f64, Option<Within>)> =
        ask.repeat_days.iter().map(|days| (*days, within(curve, *days))).collect();
    let same = if returns.by_kind { "with the same kind of demand" } else { "about anything" };
    let says = match (first, found.first()) {
        (Some(days), Some((_, Some(found)))) => format!(
            "Of {}, {} are followed within {days} days by another of the same person {same} ({}).",
            counted(n, "need", "needs"),
            found.said().value,
            found.said().between(),
        ),
        (Some(days), _) => {
            format!("Too few needs have been watched for {days} days to say how many people come back.")
        }
        (None, _) => return Reading::not_enough("no number of days was asked for"),
    };
    let came_back = curve.ended_us().len() as u64;
    let mut numbers = vec![
        Number::exact("n", n as f64),
        Number::exact("came_back", came_back as f64),
        Number::exact("censored", (n - came_back) as f64),
    ];
    if let Some((_, within)) = found.first() {
        numbers.push(Number {
            name: "share",
            value: within.map(|within| within.share),
            interval: within.map(|within| (within.low, within.high)),
        });
    }
    let row = |(days, within): &(f64, Option<Within>)| {
        let number = |number: Option<f64>| number.map_or(Item::None, Item::Number);
        vec![
            Item::Number(*days),
            number(within.map(|within| within.share)),
            number(within.map(|within| within.low)),
            number(within.map(|within| within.high)),
            Item::Count(curve.waiting((days * DAY_US as f64) as i64)),
        ]
    };
    let columns = vec!["days", "share", "low", "high", "watched"];
    let curve = Table { columns, keys: 1, rows: found.iter().map(row).collect() };
    let too_early = found.first().is_none_or(|(_, found)| found.is_none());
    Reading::of(says, n, "needs", Shape::Distribution(Distribution { numbers, curve_name: "within", curve }))
        .too_early(too_early)
        .leaving_out("needs that do not say who they are about", returns.unknown)
        .leaving_out("needs opened after the end of observation", returns.opened_later)
}

/// Where nobody can be known to come back, because no need says who it is about.
const NO_PERSON: &str = "no column says who a need is about; name one as `person` in the mapping";

/// If more than this share of the needs were made by linking, nobody can be seen to come back.
const MADE_BY_LINKING: f64 = 0.01;

/// Why nobody could be seen to come back in this log, if so: because needs were made by linking a person's contacts, or because no need
/// says who it is about. Every measure of coming back asks here first: without it "nobody came back" would be true by construction.
pub fn cannot_be_seen(log: &Log) -> Option<String> {
    // Rows of one source that were linked to the numbered needs of another make no needs, so they hide nobody's coming back.
    if log.share_made() > MADE_BY_LINKING {
        let within = match &log.columns().linked {
            Some(linked) => {
                format!("within {} days of each other, so coming back within that time", linked.window_days)
            }
            None => "that lie close together, so coming back soon".to_string(),
        };
        return Some(format!(
            "needs without a number were made of a person's contacts {within} is the same need by construction; count contacts per need, \
             or give the column that numbers needs"
        ));
    }
    let whole = log.whole();
    let Some(person) = whole.names(Field::Person) else { return Some(NO_PERSON.to_string()) };
    let nobody = person.codes.iter().all(|code| code == NONE);
    nobody.then(|| "no need says who it is about; fill the column `person`".to_string())
}

/// The same as a reading.
pub(crate) fn circular(log: &Log) -> Option<Reading> {
    cannot_be_seen(log).map(Reading::not_enough)
}

/// Who came back when.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeats {
    /// How many needs are about a known person.
    pub known: u64,
    /// How many are not.
    pub unknown: u64,
    /// How many opened after the end of observation.
    pub opened_later: u64,
    /// Whether only a need of the same kind of demand counts as coming back.
    pub by_kind: bool,
    /// The share that has not come back, by the time since the first contact.
    pub curve: Survival,
}

/// When people came back; `None` where no column says who a need is about.
pub fn repeats(log: &Log, ask: &Ask) -> Option<Repeats> {
    let openings = openings(log, ask)?;
    let (mut back_us, mut watched_us) = (Vec::new(), Vec::new());
    for (place, opening) in openings.looked_at() {
        match openings.next(place) {
            Some(next) => back_us.push(next.at_us - opening.at_us),
            None => watched_us.push(ask.now.0 - opening.at_us),
        }
    }
    Some(Repeats {
        known: (back_us.len() + watched_us.len()) as u64,
        unknown: openings.unknown,
        opened_later: openings.opened_later,
        by_kind: openings.by_kind,
        curve: Survival::of(back_us, watched_us),
    })
}

/// A need of a known person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// The person and, where it is known, the kind of demand.
    who: u64,
    /// When the need opened.
    pub at_us: i64,
    /// Its number.
    pub need: u32,
}

impl Opening {
    /// The code of the need's kind of demand; `NONE` where it is not known.
    pub fn kind(&self) -> u32 {
        self.who as u32
    }
}

/// The needs of known persons: those of one person and kind next to each other, in order of time. Those of a slice, and every other of the
/// same people: whoever comes back with a need that is not looked at has come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Openings {
    /// The needs.
    pub opened: Vec<Opening>,
    /// Whether each need is looked at, by its number; empty where all are.
    looked_at: Vec<bool>,
    /// How many needs do not say who they are about.
    pub unknown: u64,
    /// How many opened after the end of observation.
    pub opened_later: u64,
    /// Whether only a need of the same kind of demand counts as coming back.
    pub by_kind: bool,
}

impl Openings {
    /// The needs that are looked at, each with its place.
    pub fn looked_at(&self) -> impl Iterator<Item = (usize, &Opening)> {
        let is = |opening: &Opening| self.looked_at.is_empty() || self.looked_at[opening.need as usize];
        self.opened.iter().enumerate().filter(move |(_, opening)| is(opening))
    }

    /// The next need of the same person and kind.
    pub fn next(&self, place: usize) -> Option<&Opening> {
        self.opened.get(place + 1).filter(|next| next.who == self.opened[place].who)
    }

    /// When the person of the opening at a place next opened a need of the kind after an instant.
    pub fn next_after(&self, place: usize, after_us: i64) -> Option<i64> {
        let who = self.opened[place].who;
        let rest = &self.opened[place..];
        let next = rest.partition_point(|opening| (opening.who, opening.at_us) <= (who, after_us));
        rest.get(next).filter(|next| next.who == who).map(|next| next.at_us)
    }

    /// For each need, by its number, its place among the openings; [`NONE`] where it is not known who it is about. `needs` is how many
    /// numbers there are.
    pub fn places(&self, needs: usize) -> Vec<u32> {
        let mut places = vec![NONE; needs];
        for (place, opening) in (0..).zip(&self.opened) {
            places[opening.need as usize] = place;
        }
        places
    }
}

/// The needs of known persons; `None` where no column says who a need is about.
pub fn openings(log: &Log, ask: &Ask) -> Option<Openings> {
    let looked = (!log.is_whole()).then(|| Looked::at(log));
    let whole = log.whole();
    let person = whole.names(Field::Person)?;
    let demand = whole.names(Field::Demand).zip(log.alike(Field::Demand));
    let opened = whole.each_part(ask.threads, |needs| {
        let mut found: Vec<Opening> = Vec::with_capacity(needs.len());
        let (mut unknown, mut opened_later) = (0, 0);
        for need in needs.filter(|need| !need.events.is_empty()) {
            let is_looked_at = looked.as_ref().is_none_or(|looked| looked.needs[need.index as usize]);
            let who = first(person.codes.part(need.events.clone()));
            let here = is_looked_at
                || who.is_some_and(|who| looked.as_ref().is_some_and(|looked| looked.people[who as usize]));
            if !here {
                continue;
            }
            let at_us = whole.at_us()[need.events.start];
            let kind = demand.as_ref().and_then(|(demand, alike)| {
                first(demand.codes.part(need.events.clone())).map(|kind| alike[kind as usize])
            });
            match who {
                None => unknown += 1,
                Some(_) if at_us > ask.now.0 => opened_later += u64::from(is_looked_at),
                Some(person) => {
                    found.push(Opening {
                        who: u64::from(person) << 32 | u64::from(kind.unwrap_or(NONE)),
                        at_us,
                        need: need.index,
                    });
                }
            }
        }
        found.sort_unstable();
        (found, unknown, opened_later)
    });
    let unknown = opened.iter().map(|(_, unknown, _)| unknown).sum();
    let opened_later = opened.iter().map(|(_, _, later)| later).sum();
    let mut opened: Vec<Opening> = opened.into_iter().flat_map(|(found, ..)| found).collect();
    // Sorted runs one after the other: a stable sort merges them.
    opened.sort();
    let looked_at = looked.map(|looked| looked.needs).unwrap_or_default();
    Some(Openings { opened, looked_at, unknown, opened_later, by_kind: demand.is_some() })
}

fn first(codes: CodeSlice<'_>) -> Option<u32> {
    codes.known().next()
}

/// What a slice looks at.
struct Looked {
    /// By the numbers of needs.
    needs: Vec<bool>,
    /// By the codes of people.
    people: Vec<bool>,
}

impl Looked {
    fn at(log: &Log) -> Looked {
        let person = log.names(Field::Person);
        let mut looked = Looked {
            needs: vec![false; log.columns().first_event.len()],
            people: vec![false; person.map_or(0, |person| person.names.len())],
        };
        for need in log.needs() {
            looked.needs[need.index as usize] = true;
            if let Some(who) = person.and_then(|person| first(person.codes.part(need.events))) {
                looked.people[who as usize] = true;
            }
        }
        looked
    }
}
