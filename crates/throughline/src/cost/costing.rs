//! What each event cost: touch minutes at the rate of who did the work, the price of a contract for the activity, and money the
//! event itself names (`pence`).
//!
//! Minutes are those of the log; where an event has none, those of a time sample of its activity, if at least [`LEAST_SAMPLE`]
//! were timed. They are never guessed from the times of events. Source: time-driven activity-based costing (Kaplan and
//! Anderson 2007), measures.md section 5.

use std::collections::{BTreeSet, HashMap};

use crate::log::{Column, Field, Log, NONE, NameColumn};
use crate::money::Micropence;
use crate::money::rates::{Group, Rates};

/// So many must have been timed before a sample stands for the rest.
pub const LEAST_SAMPLE: u32 = 30;

/// What one event cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// Work: the place of the group in the rates, minutes, money.
    pub work: Option<(usize, f64, Micropence)>,
    /// A price: its place in the rates, money.
    pub price: Option<(usize, Micropence)>,
    /// Money that the event names.
    pub named: Option<Micropence>,
    /// There are minutes, but nobody's rate fits.
    pub without_rate: bool,
}

impl Spent {
    /// All of it.
    pub fn total(&self) -> Micropence {
        let work = self.work.map_or(Micropence::default(), |(_, _, spent)| spent);
        let price = self.price.map_or(Micropence::default(), |(_, spent)| spent);
        work + price + self.named.unwrap_or_default()
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
type Who = (u32, u32, u32);

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
            priced.map(|(place, _)| place).collect()
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
                    spent.work = Some((place, minutes, Micropence::of_pence(minutes * rate)));
                }
                None => spent.without_rate = true,
            }
        }
        let priced = self.activity.and_then(|activity| self.prices.get(activity.codes[event] as usize));
        let organisation = || name(self.organisation, who.0);
        spent.price = priced.into_iter().flatten().find_map(|place| {
            let price = &self.rates.prices[*place];
            let fits = price.organisation.is_none() || price.organisation.as_deref() == organisation();
            fits.then(|| (*place, Micropence::of_pence(price.pence)))
        });
        let named = self.pence.map(|pence| pence[event]).filter(|pence| *pence != i64::MIN);
        spent.named = named.map(|pence| Micropence(i128::from(pence) * 1_000_000));
        spent
    }

    /// Touch minutes of an event: its own, else those of a sample of its activity. Negative ones are none.
    pub fn minutes(&self, event: usize) -> Option<f64> {
        let own = self.minutes.map(|minutes| minutes[event]).filter(|minutes| !minutes.is_nan());
        let sampled = || {
            let code = self.activity?.codes[event];
            self.sampled.get(code as usize).copied().filter(|minutes| !minutes.is_nan())
        };
        own.or_else(sampled).filter(|minutes| *minutes >= 0.0 && minutes.is_finite())
    }

    fn who(&self, event: usize) -> Who {
        let code = |column: Option<&NameColumn>| column.map_or(NONE, |column| column.codes[event]);
        (code(self.organisation), code(self.team), code(self.role))
    }

    /// The group that fits and names most; of several the first.
    fn group(&self, who: Who) -> Option<usize> {
        let who = [name(self.organisation, who.0), name(self.team, who.1), name(self.role, who.2)];
        let named = |group: &Group| {
            let wanted = [&group.organisation, &group.team, &group.role];
            let fits = wanted.iter().zip(who).all(|(wanted, is)| wanted.is_none() || wanted.as_deref() == is);
            fits.then(|| wanted.iter().filter(|wanted| wanted.is_some()).count())
        };
        let fitting =
            self.rates.groups.iter().enumerate().filter_map(|(place, group)| Some((named(group)?, place)));
        fitting.max_by_key(|(named, place)| (*named, std::cmp::Reverse(*place))).map(|(_, place)| place)
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

fn name(column: Option<&NameColumn>, code: u32) -> Option<&str> {
    column.filter(|_| code != NONE).map(|column| column.names.get(code))
}
