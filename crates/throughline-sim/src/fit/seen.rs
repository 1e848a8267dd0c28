//! What a log says of each need up to an instant: who asked when, what was done by whom, when it was closed, whether its person came
//! back. Which column says what is decided here and nowhere else.
//!
//! Work is every event that is not a contact, a word, a clock, money or a hand-over; a contact is work too where it says who dealt
//! with it. Where more is done than talking, a further contact before it is closed asks what has become of it
//! ([`asks_again`]). A need is taken as ended as the study takes it ([`throughline::flow::spans`]).

use std::collections::HashMap;

use throughline::flow::spans::{self, Ended};
use throughline::log::{CodeSlice, Column, Field, Log, NONE, NameColumn};
use throughline::reading::Ask;
use throughline::time::{Instant, MISSING_US};

use crate::kept::{ANSWER, Contact, GAVE_UP};

/// How people are seen to come back on the same need.
pub(super) const BY_WORDS: &str = "people say that they come back";

/// What an event is to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Somebody works on it.
    Work,
    /// Its person says something for the first time, or something that makes no work by itself.
    Asks,
    /// Its person comes back: what was closed was not sorted.
    Back,
    /// Its person asks what has become of it.
    Chase,
    /// Somebody answers that; it takes time, and nothing more is done.
    Answer,
    /// The person's word, or a closing of the source.
    Closed,
    /// The person gives up.
    GaveUp,
}

/// An event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) what: What,
    /// Whether its person gets in touch.
    pub(super) contact: bool,
    /// Whether the source calls it closing: work can be that too.
    pub(super) closes: bool,
    /// Whether it says that a need is opened again.
    pub(super) reopens: bool,
    pub(super) at_us: i64,
    /// When it ended, if that is said.
    pub(super) until_us: Option<i64>,
    /// Touch time, if that is said.
    pub(super) minutes: Option<f64>,
    pub(super) activity: u32,
    pub(super) worker: u32,
    pub(super) team: u32,
    pub(super) organisation: u32,
}

impl Seen {
    /// Whether it takes somebody's time.
    pub(super) fn takes_time(&self) -> bool {
        matches!(self.what, What::Work | What::Answer)
    }

    /// Whether it begins another pass, where the one before was closed or not.
    pub(super) fn begins_again(&self, closed: bool) -> bool {
        match self.what {
            What::Back => true,
            What::Asks => closed,
            What::Work => closed && (self.reopens || self.contact),
            What::Chase | What::Answer | What::Closed | What::GaveUp => false,
        }
    }

    fn closes_pass(&self) -> bool {
        self.closes || matches!(self.what, What::Closed | What::GaveUp)
    }
}

/// A need.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) opened_us: i64,
    /// The kind of demand, or [`NONE`].
    pub(super) kind: u32,
    /// When it ended, if it has by then.
    pub(super) ended_us: Option<i64>,
    /// How long after an earlier need of the same person and kind had ended this one opened, if there was one.
    pub(super) after_earlier_us: Option<i64>,
    /// Until when an ended need was watched for its person to come back with another, and whether they did.
    pub(super) back_us: Option<(i64, bool)>,
    pub(super) events: Vec<Seen>,
}

/// The needs of a log as they were known at an instant.
pub(super) struct Needs {
    pub(super) needs: Vec<Need>,
    /// Names of activities, workers, teams, organisations and kinds; empty where there is no such column.
    pub(super) activities: Vec<String>,
    pub(super) teams: Vec<String>,
    pub(super) organisations: Vec<String>,
    pub(super) kinds: Vec<String>,
    /// Whether anybody can be seen to come back, and by what.
    pub(super) coming_back: Option<&'static str>,
    /// How many workers have names.
    pub(super) workers: usize,
    pub(super) until_us: i64,
}

/// The columns that are asked for.
struct Columns<'a> {
    at_us: &'a [i64],
    until_us: Option<&'a [i64]>,
    minutes: Option<&'a [f64]>,
    kind: Option<&'a NameColumn>,
    activity: &'a NameColumn,
    worker: Option<CodeSlice<'a>>,
    team: Option<CodeSlice<'a>>,
    organisation: Option<CodeSlice<'a>>,
    demand: Option<&'a NameColumn>,
    person: Option<CodeSlice<'a>>,
    closing: Vec<bool>,
    reopening: Vec<bool>,
}

/// Whether an activity's name says that a need is opened again.
fn reopens(name: &str) -> bool {
    let name = name.to_lowercase();
    ["reopen", "re-open", "re open"].iter().any(|word| name.contains(word))
}

impl<'a> Columns<'a> {
    fn of(log: &'a Log) -> Option<Columns<'a>> {
        let codes = |field| log.names(field).map(|column| column.codes.all());
        let activity = log.names(Field::Activity)?;
        let known = |column: &&NameColumn| column.codes.iter().any(|code| code != NONE);
        let closing = &log.columns().closing;
        Some(Columns {
            at_us: log.at_us(),
            until_us: match log.field(Field::Until) {
                Some(Column::Times(times)) => Some(times),
                _ => None,
            },
            minutes: match log.field(Field::Minutes) {
                Some(Column::Real(minutes)) => Some(minutes),
                _ => None,
            },
            kind: log.names(Field::Kind),
            closing: activity.names.iter().map(|name| closing.iter().any(|one| one == name)).collect(),
            reopening: activity.names.iter().map(reopens).collect(),
            activity,
            worker: codes(Field::Worker),
            team: codes(Field::Team),
            organisation: codes(Field::Organisation),
            demand: log
                .names(Field::Demand)
                .filter(known)
                .or_else(|| log.names(Field::Service).filter(known)),
            person: codes(Field::Person),
        })
    }

    fn seen(&self, event: usize, until_us: i64) -> Option<Seen> {
        let at_us = self.at_us[event];
        if at_us > until_us {
            return None;
        }
        let name = |codes: &Option<CodeSlice<'_>>| codes.map_or(NONE, |codes| codes.at(event));
        let activity = self.activity.codes.at(event);
        let text = if activity == NONE { "" } else { self.activity.names.get(activity) };
        let code = self.kind.map_or(NONE, |kind| kind.codes.at(event));
        let kind = self.kind.filter(|_| code != NONE).map_or("work", |kind| kind.names.get(code));
        let closes = self.closing.get(activity as usize).copied().unwrap_or(false);
        let minutes = self.minutes.map(|minutes| minutes[event]).filter(|minutes| *minutes >= 0.0);
        let dealt_with =
            minutes.is_some() || [self.worker, self.team].iter().any(|codes| name(codes) != NONE);
        let what = match kind {
            "word" if text == GAVE_UP => What::GaveUp,
            "word" => What::Closed,
            "contact" if text == Contact::Repeat.activity() => What::Back,
            "contact" if text == Contact::Chase.activity() => What::Chase,
            "work" if text == ANSWER => What::Answer,
            "contact" if !dealt_with => What::Asks,
            "clock" | "money" | "hand_over" if closes => What::Closed,
            "clock" | "money" | "hand_over" => return None,
            _ => What::Work,
        };
        let ended_us = self.until_us.map(|until| until[event]).filter(|until| *until != MISSING_US);
        Some(Seen {
            what,
            contact: kind == "contact",
            closes,
            reopens: self.reopening.get(activity as usize).copied().unwrap_or(false),
            at_us,
            // An end that is the start says no more than one time.
            until_us: ended_us.filter(|ended_us| *ended_us > at_us),
            minutes,
            activity,
            worker: name(&self.worker),
            team: name(&self.team),
            organisation: name(&self.organisation),
        })
    }
}

/// What was known at an instant; `None` of a log without activities.
pub(super) fn needs(log: &Log, ask: &Ask, until: Instant) -> Option<Needs> {
    let columns = Columns::of(log)?;
    let (mut needs, mut persons) = (Vec::new(), Vec::new());
    let all: Vec<spans::Span> = spans::each_part(log, ask, |spans| spans.collect::<Vec<_>>()).concat();
    for span in all.into_iter().filter(|span| span.first_us <= until.0) {
        let places = log.need(span.need).events;
        // What ended by quiet is known to have only so many days later.
        let quiet = span.ended == Some(Ended::Quiet);
        let lag_us = if quiet { (ask.quiet_days * throughline::time::DAY_US as f64) as i64 } else { 0 };
        let known = span.ended.is_some() && span.last_us.saturating_add(lag_us) <= until.0;
        let named = |codes: Option<CodeSlice<'_>>| {
            let mut codes = places.clone().filter_map(|event| codes.map(|codes| codes.at(event)));
            codes.find(|code| *code != NONE).unwrap_or(NONE)
        };
        persons.push(named(columns.person));
        needs.push(Need {
            opened_us: span.first_us,
            kind: named(columns.demand.map(|demand| demand.codes.all())),
            ended_us: (known || span.ended == Some(Ended::Word) && span.last_us <= until.0)
                .then_some(span.last_us),
            after_earlier_us: None,
            back_us: None,
            events: asks_again(places.filter_map(|event| columns.seen(event, until.0)).collect()),
        });
    }
    let linked = throughline::flow::repeats::cannot_be_seen(log).is_none();
    if linked {
        link(&mut needs, &persons, until.0);
    }
    // Where nobody knows who needs are about, a contact about a closed one is all that shows it.
    let backs = needs.iter().any(|need| comes_back(need, linked));
    let strings = |field| -> Vec<String> {
        log.names(field).map_or(Vec::new(), |column| column.names.iter().map(str::to_string).collect())
    };
    let workers: std::collections::HashSet<u32> = needs
        .iter()
        .flat_map(|need| need.events.iter().map(|seen| seen.worker))
        .filter(|worker| *worker != NONE)
        .collect();
    Some(Needs {
        needs,
        activities: strings(Field::Activity),
        teams: strings(Field::Team),
        organisations: strings(Field::Organisation),
        kinds: columns.demand.map_or(Vec::new(), |demand| demand.names.iter().map(str::to_string).collect()),
        coming_back: match (backs, linked) {
            (true, _) => Some(BY_WORDS),
            (false, true) => Some("another need of the same person and kind follows"),
            (false, false) => None,
        },
        workers: workers.len(),
        until_us: until.0,
    })
}

/// The events of a need, with a contact that asks what has become of it told from one that says what is needed: in a pass in which anything
/// is done on it but talking to its person, every contact after the first event asks, and is answered. Where there is nothing but
/// talking, a further contact is more of the same work.
fn asks_again(events: Vec<Seen>) -> Vec<Seen> {
    let mut told = Vec::with_capacity(events.len());
    let mut rest = events.as_slice();
    while !rest.is_empty() {
        let mut closed = rest[0].closes_pass();
        let mut many = 1;
        while let Some(seen) = rest.get(many).filter(|seen| !seen.begins_again(closed)) {
            closed |= seen.closes_pass();
            many += 1;
        }
        let (pass, others) = rest.split_at(many);
        rest = others;
        let others_work = pass.iter().any(|seen| seen.what == What::Work && !seen.contact);
        for (place, seen) in pass.iter().enumerate() {
            let asks = place > 0 && others_work && seen.contact;
            match seen.what {
                What::Work if asks => {
                    told.push(Seen { what: What::Chase, ..*seen });
                    told.push(Seen { what: What::Answer, ..*seen });
                }
                // Nobody knows who answers.
                What::Asks if asks => told.push(Seen { what: What::Chase, ..*seen }),
                _ => told.push(*seen),
            }
        }
    }
    told
}

/// Whether somebody comes back on a need after it was closed. Where the log says who needs are about, another need of theirs shows it too,
/// and only being talked to again does not.
fn comes_back(need: &Need, linked: bool) -> bool {
    let mut closed = false;
    need.events.iter().any(|seen| {
        let only_talk = seen.what == What::Work && !seen.reopens;
        let back = seen.begins_again(closed) && !(linked && only_talk);
        closed |= seen.closes_pass();
        back
    })
}

/// Which need follows which of the same person and kind: the one that ended last before it. Nobody comes back twice from one need, and a need
/// comes back from one: else as many would come back as there are pairs, and a plan of it would have more work than the log.
fn link(needs: &mut [Need], persons: &[u32], until_us: i64) {
    let mut of_person: HashMap<(u32, u32), Vec<usize>> = HashMap::new();
    for (place, person) in persons.iter().enumerate().filter(|(_, person)| **person != NONE) {
        of_person.entry((*person, needs[place].kind)).or_default().push(place);
    }
    for mut places in of_person.into_values() {
        places.sort_by_key(|place| (needs[*place].opened_us, *place));
        let mut ended: Vec<(i64, i64, usize)> = Vec::new();
        for place in &places {
            if let Some(ended_us) = needs[*place].ended_us {
                needs[*place].back_us = Some((until_us - ended_us, false));
                ended.push((ended_us, needs[*place].opened_us, *place));
            }
        }
        ended.sort_unstable();
        let (mut before, mut last) = (0, None);
        for next in places {
            let opened_us = needs[next].opened_us;
            while let Some((ended_us, began_us, place)) = ended.get(before).copied()
                && ended_us <= opened_us
                && (began_us, place) < (opened_us, next)
            {
                last = Some((ended_us, place));
                before += 1;
            }
            if let Some((ended_us, place)) = last.take() {
                needs[place].back_us = Some((opened_us - ended_us, true));
                needs[next].after_earlier_us = Some(opened_us - ended_us);
            }
        }
    }
}
