//! The place: everything that happened in it in two years, need by need.

mod front;
mod office;
mod repairs;

pub(crate) use office::{CLOSING as ANSWER_GIVEN, lettings_end};
use throughline::statistics::random::Random;

use crate::draw;
use crate::kind::{Body, Kind};
use crate::truth::{CONTACT_MINUTES, PERSONS, PLANNED_A_DAY, PLANNED_DAYS};
use crate::when::{self, DAY, DAYS, END, Minute};
use crate::words;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What the service is there for.
    Value,
    /// Caused by somebody's not doing something, or not doing it right.
    Failure(Body),
    /// For its own sake.
    Other,
}

/// Somebody gets in touch.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The need.
    pub need: u32,
    /// Who.
    pub person: u32,
    /// When.
    pub at: Minute,
    /// What about.
    pub kind: Kind,
    /// In their words.
    pub words: String,
    /// How.
    pub channel: &'static str,
    /// The service that the need is for.
    pub service: &'static str,
    /// The team that answers.
    pub team: &'static str,
    /// Who answers.
    pub body: Body,
    /// How long that takes, in tenths of a minute.
    pub tenths: u32,
    /// What it is.
    pub class: Class,
}

/// The contractor's job.
#[derive(Debug, Clone)]
pub struct Job {
    /// The need.
    pub need: u32,
    /// Whether somebody typed in the council's reference.
    pub reference: bool,
    /// Whose home.
    pub person: u32,
    /// What about.
    pub kind: Kind,
    /// On the list for planned works.
    pub planned: bool,
    /// When it was raised, somebody came, and it was closed.
    pub raised: Minute,
    /// See `raised`.
    pub visited: Option<Minute>,
    /// See `raised`.
    pub closed: Option<Minute>,
    /// Closed inside the limit, though it would have been later.
    pub moved: bool,
}

/// A step of the shared office.
#[derive(Debug, Clone)]
pub struct Step {
    /// The need.
    pub need: u32,
    /// When.
    pub at: Minute,
    /// What was done.
    pub done: &'static str,
    /// The team's name there.
    pub team: &'static str,
    /// How long that took, in tenths of a minute.
    pub tenths: u32,
}

/// Everything that happened.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// In order of time.
    pub contacts: Vec<Contact>,
    /// In order of raising.
    pub jobs: Vec<Job>,
    /// In order of time.
    pub steps: Vec<Step>,
    /// Needs that were not passed on until the person asked.
    pub not_passed_on: u64,
    /// Needs on the list for planned works.
    pub planned: u64,
}

/// How many needs of a kind come on a day on average, and how much more in midwinter than on average.
const COMING: &[(Kind, f64, f64)] = &[
    (Kind::Heating, 4.5, 0.55),
    (Kind::Damp, 2.7, 0.3),
    (Kind::Leak, 3.7, 0.1),
    (Kind::Door, 4.6, 0.0),
    (Kind::Electrics, 2.2, 0.0),
    (Kind::Rent, 3.4, 0.0),
    (Kind::Pay, 4.3, 0.0),
    (Kind::Home, 4.7, 0.0),
    (Kind::BinLeft, 2.6, 0.0),
    (Kind::BinWanted, 3.6, -0.2),
    (Kind::Money, 3.8, 0.0),
    (Kind::Else, 1.4, 0.0),
];

/// Of the days of a week, how many come on each.
const WEEKDAYS: [f64; 7] = [1.32, 1.18, 1.12, 1.1, 1.08, 0.7, 0.5];

/// How people get in touch. Who calls or comes in does so while somebody is there.
const CHANNELS: [(&str, f64); 5] =
    [("Phone", 0.58), ("Web form", 0.2), ("Email", 0.12), ("Counter", 0.07), ("Text", 0.03)];

/// The place that this seed makes.
pub fn place(seed: u64) -> Place {
    let mut maker = Maker {
        random: Random::new(seed, "demonstration place"),
        place: Place::default(),
        needs: 0,
        service: "",
    };
    for day in 0..DAYS {
        for (kind, mean, winter) in COMING {
            for _ in 0..draw::count(coming_on(day, *mean, *winter), &mut maker.random) {
                maker.need(*kind, day);
            }
        }
        if day < PLANNED_DAYS {
            for _ in 0..draw::count(PLANNED_A_DAY, &mut maker.random) {
                let person = maker.random.below(PERSONS) as u32;
                maker.planned(person, day);
            }
        }
    }
    maker.finish()
}

/// How many needs come on a day, of so many on average and so many more in midwinter.
fn coming_on(day: i64, mean: f64, winter: f64) -> f64 {
    // Midwinter is taken as the middle of January.
    let year = std::f64::consts::TAU * (day as f64 - 13.0) / 365.25;
    mean * (1.0 + winter * year.cos()) * WEEKDAYS[day.rem_euclid(7) as usize]
}

/// How many needs of a kind come on a day on average over the two years, beside those that come back.
pub fn coming_a_day(kind: Kind) -> f64 {
    let of_kind = COMING.iter().filter(|(of, ..)| *of == kind);
    let each =
        |day: i64| of_kind.clone().map(move |(_, mean, winter)| coming_on(day, *mean, *winter)).sum::<f64>();
    (0..DAYS).map(each).sum::<f64>() / DAYS as f64
}

/// A place in the making.
struct Maker {
    random: Random,
    place: Place,
    needs: u32,
    /// The service that the need in the making is for.
    service: &'static str,
}

impl Maker {
    fn need(&mut self, kind: Kind, day: i64) {
        let person = self.random.below(PERSONS) as u32;
        match kind {
            Kind::Rent => self.rent(person, day),
            Kind::Pay => self.pay(person, day),
            Kind::Home => self.home(person, day),
            Kind::BinLeft => self.bin_left(person, day),
            Kind::BinWanted | Kind::Else => self.one_stop(kind, person, day),
            Kind::Money => self.money(person, day),
            _ => self.repair(kind, person, day, None),
        }
    }

    /// The number of a new need, which begins so.
    fn new_need(&mut self, kind: Kind) -> u32 {
        self.service = kind.service();
        self.needs += 1;
        self.needs
    }

    /// Somebody gets in touch on this day. The answer is when.
    fn contact(&mut self, need: u32, person: u32, kind: Kind, day: i64, class: Class) -> Minute {
        self.told(need, person, (kind, false), day, class)
    }

    fn told(&mut self, need: u32, person: u32, about: (Kind, bool), day: i64, class: Class) -> Minute {
        let (kind, again) = about;
        let random = &mut self.random;
        let channel = draw::weighted(&CHANNELS, random);
        let at = match channel {
            "Phone" | "Counter" => when::in_hours(weekday(day), random),
            _ => when::awake(day, random),
        };
        let (median, deviation) = CONTACT_MINUTES;
        let minutes = draw::skewed(if kind == Kind::Money { 18.0 } else { median }, deviation, random);
        let body = if kind == Kind::Money { Body::Charity } else { Body::Council };
        let words = words::said(kind, again, random);
        self.place.contacts.push(Contact {
            need,
            person,
            at,
            kind,
            words,
            channel,
            service: self.service,
            team: kind.team(),
            body,
            tenths: (minutes * 10.0).round().max(5.0) as u32,
            class,
        });
        at
    }

    /// Somebody waiting asks, every so many days on average from the `patience`th day on, until the day before it ends.
    fn chased(
        &mut self,
        need: (u32, u32),
        kind: Kind,
        from: i64,
        until: i64,
        every: f64,
        cause: &[(Body, f64)],
    ) {
        let mut at = from as f64 + 4.0 + draw::wait(every, &mut self.random);
        while weekday(at as i64) < until && (at as i64) < DAYS {
            let class = Class::Failure(draw::weighted(cause, &mut self.random));
            self.contact(need.0, need.1, kind, at as i64, class);
            at += 2.0 + draw::wait(every, &mut self.random);
        }
    }

    /// What would happen after the end is in no file; the rest in order of time.
    fn finish(self) -> Place {
        let mut place = self.place;
        place.contacts.retain(|contact| contact.at < END);
        place.steps.retain(|step| step.at < END);
        place.jobs.retain(|job| job.raised < END);
        for job in &mut place.jobs {
            job.visited = job.visited.filter(|at| *at < END);
            job.closed = job.closed.filter(|at| *at < END);
        }
        place.contacts.sort_by_key(|contact| (contact.at, contact.need));
        place.steps.sort_by_key(|step| (step.at, step.need));
        place.jobs.sort_by_key(|job| (job.raised, job.need));
        place
    }
}

/// The day, or the Monday after it.
pub(crate) fn weekday(day: i64) -> i64 {
    if when::is_weekend(day) { day + 7 - day.rem_euclid(7) } else { day }
}

/// A step of the office on this day, at some time of it.
fn step(
    maker: &mut Maker,
    need: u32,
    day: i64,
    done: &'static str,
    team: &'static str,
    minutes: f64,
) -> Minute {
    let at = when::in_hours(weekday(day), &mut maker.random);
    let tenths = (draw::skewed(minutes, 0.4, &mut maker.random) * 10.0).round().max(5.0) as u32;
    maker.place.steps.push(Step { need, at, done, team, tenths });
    at
}

/// The first instant of the day after.
fn next_day(at: Minute) -> i64 {
    at.div_euclid(DAY) + 1
}
