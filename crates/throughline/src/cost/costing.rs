//! What each event cost: money the event itself names (`pence`), else the price of a contract for its activity, else its touch
//! minutes at the rate of who did the work.
//!
//! One source for each event: who pays a price for a job does not pay the fitter's minutes as well, and money is recorded once
//! (domain.md 8.3). Where both are paid the rates say so (`on_top`, `pence_on_top`). Nought pence name no money: many tables
//! hold 0 where there is none. Minutes are those of the log; where an event has none, those of a time sample of its activity, if at
//! least [`LEAST_SAMPLE`] were timed. They are never guessed from the times of events. Source: time-driven activity-based
//! costing (Kaplan and Anderson 2007), measures.md section 5.

use std::collections::{BTreeSet, HashMap};

use crate::log::{CodeSlice, Column, Field, Log, NONE, NameColumn, Need};
use crate::money::Micropence;
use crate::money::rates::{Group, Rates};

/// So many must have been timed before a sample stands for the rest.
pub const LEAST_SAMPLE: u32 = 30;

/// More minutes than this, those of a year, are no time that one event took.
pub const MOST_MINUTES: f64 = 366.0 * 24.0 * 60.0;

/// What one event cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// The place in the rates of the group that did the work, and its minutes, whether they are paid by the minute or not.
    pub worked: Option<(usize, f64)>,
    /// What those minutes cost, where nothing else stands for them.
    pub work: Option<Micropence>,
    /// A price: its place in the rates, money.
    pub price: Option<(usize, Micropence)>,
    /// Money that the event names.
    pub named: Option<Micropence>,
    /// There are minutes, but nobody's rate fits.
    pub without_rate: bool,
    /// Something else was known of its cost too, and is not counted, as the same thing is not paid twice.
    pub paid_once: bool,
}

impl Spent {
    /// All of it.
    pub fn total(&self) -> Micropence {
        let price = self.price.map_or(Micropence::default(), |(_, spent)| spent);
        self.work.unwrap_or_default() + price + self.named.unwrap_or_default()
    }

    /// Whether anything is known of what it cost.
    pub fn is_known(&self) -> bool {
        self.work.is_some() || self.price.is_some() || self.named.is_some()
    }
}

/// Reads the cost of any event of a log.
pub struct Costing<'a> {
    rates: &'a Rates,
    minutes: Option<&'a [f64]>,
    pence: Option<&'a [i64]>,
    activity: Option<&'a NameColumn>,
    /// Minutes of an activity from a sample, by its code; NaN where there are none.
    sampled: Vec<f64>,
    /// The places of the prices of an activity, by its code.
    prices: Vec<Vec<usize>>,
    organisation: Option<&'a NameColumn>,
    team: Option<&'a NameColumn>,
    role: Option<&'a NameColumn>,
}

/// The codes of who did it: organisation, team, role.
pub type Who = (u32, u32, u32);

/// Remembers which group fits whom; one for each thread.
#[derive(Default)]
pub struct Fits(HashMap<Who, Option<usize>>);

impl<'a> Costing<'a> {
    /// The costs of a log's events at some rates.
    pub fn of(log: &'a Log, rates: &'a Rates) -> Costing<'a> {
        let activity = log.names(Field::Activity);
        let names = || activity.into_iter().flat_map(|column| column.names.iter());
        let sampled = |name: &str| {
            let mut sampled = rates.activities.iter().filter(|time| time.sample >= LEAST_SAMPLE);
            sampled.find(|time| time.activity == name).map_or(f64::NAN, |time| time.minutes)
        };
        let prices = |name: &str| {
            let priced = rates.prices.iter().enumerate().filter(|(_, price)| price.activity == name);
            let mut places: Vec<usize> = priced.map(|(place, _)| place).collect();
            // As of groups, the one that names most fits best.
            places.sort_by_key(|place| rates.prices[*place].organisation.is_none());
            places
        };
        Costing {
            rates,
            minutes: match log.field(Field::Minutes) {
                Some(Column::Real(cells)) => Some(cells),
                _ => None,
            },
            pence: match log.field(Field::Pence) {
                Some(Column::Whole(cells)) => Some(cells),
                _ => None,
            },
            activity,
            sampled: names().map(sampled).collect(),
            prices: names().map(prices).collect(),
            organisation: log.names(Field::Organisation),
            team: log.names(Field::Team),
            role: log.names(Field::Role),
        }
    }

    /// What an event cost.
    pub fn spent(&self, event: usize, fits: &mut Fits) -> Spent {
        let mut spent = Spent::default();
        let who = self.who(event);
        if let Some(minutes) = self.minutes(event) {
            match *fits.0.entry(who).or_insert_with(|| self.group(who)) {
                Some(place) => {
                    let rate = self.rates.groups[place].pence_per_minute;
                    spent.worked = Some((place, minutes));
                    spent.work = Some(Micropence::of_pence(minutes * rate));
                }
                None => spent.without_rate = true,
            }
        }
        let priced = self.activity.and_then(|activity| self.prices.get(activity.codes.at(event) as usize));
        let organisation = || name(self.organisation, who.0);
        spent.price = priced.into_iter().flatten().find_map(|place| {
            let price = &self.rates.prices[*place];
            let fits = price.organisation.is_none() || price.organisation.as_deref() == organisation();
            fits.then(|| (*place, Micropence::of_pence(price.pence)))
        });
        let named = self.pence.map(|pence| pence[event]).filter(|pence| *pence != i64::MIN);
        spent.named = named.map(|pence| Micropence(i128::from(pence) * 1_000_000));
        self.once(spent)
    }

    /// The same, with one source of money unless the rates say that they add.
    fn once(&self, mut spent: Spent) -> Spent {
        let named = spent.named.is_some_and(|named| named != Micropence::default());
        let instead = named && !self.rates.pence_on_top;
        if instead {
            spent.paid_once = spent.price.take().is_some();
        }
        let price_instead = spent.price.is_some_and(|(place, _)| !self.rates.prices[place].on_top);
        if instead || price_instead {
            spent.paid_once |= spent.work.take().is_some();
            spent.without_rate = false;
        }
        if !named && (spent.price.is_some() || spent.work.is_some()) {
            spent.named = None;
        }
        spent
    }

    /// Touch minutes of an event: its own, else those of a sample of its activity. Below nought and above [`MOST_MINUTES`] are none.
    pub fn minutes(&self, event: usize) -> Option<f64> {
        let sampled = || {
            let code = self.activity?.codes.at(event);
            self.sampled.get(code as usize).copied().filter(|minutes| !minutes.is_nan())
        };
        self.own_minutes(event).or_else(sampled).filter(possible)
    }

    /// Whether an event's own minutes are no time that it can have taken.
    pub fn has_odd_minutes(&self, event: usize) -> bool {
        self.own_minutes(event).is_some_and(|minutes| !possible(&minutes))
    }

    fn own_minutes(&self, event: usize) -> Option<f64> {
        self.minutes.map(|minutes| minutes[event]).filter(|minutes| !minutes.is_nan())
    }

    /// Who did an event.
    pub fn who(&self, event: usize) -> Who {
        let code = |column: Option<&NameColumn>| column.map_or(NONE, |column| column.codes.at(event));
        (code(self.organisation), code(self.team), code(self.role))
    }

    /// The group that fits and names most; of several the first.
    fn group(&self, who: Who) -> Option<usize> {
        self.fitting(who).first().map(|(_, place)| *place)
    }

    /// The group that is used for somebody's work, and another that fits as well.
    pub fn tied(&self, who: Who) -> Option<(usize, usize)> {
        match self.fitting(who)[..] {
            [(most, used), (as_many, other), ..] if most == as_many => Some((used, other)),
            _ => None,
        }
    }

    /// How much each group that fits names of who did the work, and its place; the one that names most first.
    fn fitting(&self, who: Who) -> Vec<(usize, usize)> {
        let who = [name(self.organisation, who.0), name(self.team, who.1), name(self.role, who.2)];
        let named = |group: &Group| {
            let wanted = [&group.organisation, &group.team, &group.role];
            let fits = wanted.iter().zip(who).all(|(wanted, is)| wanted.is_none() || wanted.as_deref() == is);
            fits.then(|| wanted.iter().filter(|wanted| wanted.is_some()).count())
        };
        let fitting =
            self.rates.groups.iter().enumerate().filter_map(|(place, group)| Some((named(group)?, place)));
        let mut fitting: Vec<(usize, usize)> = fitting.collect();
        fitting.sort_by_key(|(named, place)| (std::cmp::Reverse(*named), *place));
        fitting
    }
}

/// Whom the needs of a log are about: what one person's needs cost is alike, so those stand together.
pub struct People<'a>(Option<CodeSlice<'a>>);

impl<'a> People<'a> {
    /// Those of a log.
    pub fn of(log: &'a Log) -> People<'a> {
        People(log.names(Field::Person).map(|person| person.codes.all()))
    }

    /// The number of the person a need is about; one of its own for a need of nobody known.
    pub fn of_need(&self, need: &Need) -> u64 {
        let known = self.0.and_then(|people| people.part(need.events.clone()).known().next());
        known.map_or(u64::from(NONE) << 32 | u64::from(need.index), u64::from)
    }
}

/// What the rates name that does not occur in the log, such as `the role “plumber”`: a slip in a name would otherwise go unseen.
pub fn unmatched(log: &Log, rates: &Rates) -> Vec<String> {
    let groups = rates.groups.iter().flat_map(|group| {
        [(Field::Organisation, &group.organisation), (Field::Team, &group.team), (Field::Role, &group.role)]
    });
    let prices = rates.prices.iter().map(|price| (Field::Organisation, &price.organisation));
    let named = groups.chain(prices).filter_map(|(field, wanted)| Some((field, wanted.as_deref()?)));
    let priced = rates.prices.iter().map(|price| &price.activity);
    let activities = priced.chain(rates.activities.iter().map(|time| &time.activity));
    let all = named.chain(activities.map(|activity| (Field::Activity, &activity[..])));
    let occurs = |(field, wanted): &(Field, &str)| {
        log.names(*field).is_some_and(|column| column.names.find(wanted).is_some())
    };
    let absent: BTreeSet<(Field, &str)> = all.filter(|named| !occurs(named)).collect();
    absent.into_iter().map(|(field, wanted)| format!("the {} “{wanted}”", field.name())).collect()
}

fn possible(minutes: &f64) -> bool {
    (0.0..=MOST_MINUTES).contains(minutes)
}

fn name(column: Option<&NameColumn>, code: u32) -> Option<&str> {
    column.filter(|_| code != NONE).map(|column| column.names.get(code))
}
