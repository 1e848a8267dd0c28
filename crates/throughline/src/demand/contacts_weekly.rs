//! Contacts week by week.
//!
//! Question: are people in touch more often than before, beyond the usual ups and downs? Formula: events that are contacts in each full
//! week (Monday to Sunday in the service's zone), each counted as many times as it stands for, as an XmR chart. Source: measures.md 1.1 and
//! 1.2. Where it misleads: more contacts can be more people, or the same people asking again (`contacts_taken`); a new channel brings
//! contacts that were there before, unseen.

use std::collections::BTreeMap;

use super::contacts::{Contacts, NO_CONTACT, Weights};
use crate::capability::chart::{Kind, Observations};
use crate::capability::drawn::{Points, draw};
use crate::capability::xmr::median;
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Shape};
use crate::wording::{figure, three};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].contacts",
    asks: "Are people in touch more often than before?",
    unit: "contacts",
    formula: "sum of weights of the contacts in each full week; XmR limits from the first 20 weeks",
    source: "Wheeler, Understanding Variation, 2000",
    misleads: "More contacts can be more people, or the same people asking again.",
    read,
};

/// Contacts by week. Those that stand for one are counted; the others kept one by one, so that their sum is the same on any number of
/// threads.
#[derive(Default)]
struct Counted {
    ones: BTreeMap<i64, u64>,
    others: Vec<(i64, f64)>,
}

impl Counted {
    fn of(log: &Log, ask: &Ask, contacts: &Contacts<'_>) -> Counted {
        let weights = Weights::of(log);
        let parts = log.each_part(ask.threads, |needs| {
            let mut clock = Clock::of(&ask.zone);
            let mut part = Counted::default();
            for event in needs.flat_map(|need| need.events).filter(|event| contacts.is(*event, false)) {
                let Some(weight) = weights.get(event) else { continue };
                let week = week_of(day_of(clock.civil_us(log.at_us()[event])));
                if weight == 1.0 {
                    *part.ones.entry(week).or_default() += 1;
                } else {
                    part.others.push((week, weight));
                }
            }
            part
        });
        let mut all = Counted::default();
        for part in parts {
            part.ones.into_iter().for_each(|(week, count)| *all.ones.entry(week).or_default() += count);
            all.others.extend(part.others);
        }
        all
    }

    /// The numbers of the weeks in which there were any.
    fn weeks(&self) -> impl Iterator<Item = i64> + '_ {
        self.ones.keys().copied().chain(self.others.iter().map(|(week, _)| *week))
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let (Some((first, _)), Some(contacts)) = (log.span(ask.threads), Contacts::named(log)) else {
        return Reading::not_enough(NO_CONTACT);
    };
    let counted = Counted::of(log, ask, &contacts);
    let (Some(from), Some(to)) = (counted.weeks().min(), counted.weeks().max()) else {
        return Reading::not_enough(NO_CONTACT);
    };
    if to - from > MOST_WEEKS {
        return Reading::not_enough(
            "the contacts lie more than a hundred years apart, so some dates are wrong",
        );
    }
    let start = |week: i64| start_of_day(monday_of(week), &ask.zone);
    let full: Vec<i64> =
        (from..=to).filter(|week| start(*week) >= first && start(week + 1) <= ask.now).collect();
    let mut n: Vec<u64> = full.iter().map(|week| counted.ones.get(week).copied().unwrap_or(0)).collect();
    let mut sums: Vec<f64> = n.iter().map(|n| *n as f64).collect();
    for (week, weight) in &counted.others {
        if let Ok(place) = full.binary_search(week) {
            n[place] += 1;
            sums[place] += weight;
        }
    }
    let Some(usual) = median(&sums) else {
        return Reading::not_enough(
            "no full week lies in this log, from Monday to Sunday; give a longer one",
        );
    };
    let empty = sums.iter().filter(|sum| **sum == 0.0).count();
    if usual <= 2.0 || empty * 5 > sums.len() {
        return Reading::not_enough(format!(
            "in the usual week there are {} contacts, too few for a chart by weeks; chart the days between them (throughline chart --kind t)",
            figure(usual)
        ));
    }
    let all: u64 = n.iter().sum();
    let in_log = counted.ones.values().sum::<u64>() + counted.others.len() as u64;
    let points = Points {
        period: "week",
        starts: full.iter().map(|week| start(*week)).collect(),
        n,
        given: Observations::of(sums.into_iter().map(Some).collect()),
    };
    let (chart, says) = draw(Kind::Xmr, &points, ask, &|count| format!("{} contacts", three(count)));
    Reading::of(format!("Contacts in each week: {says}"), all, "contacts", Shape::Chart(chart))
        .leaving_out("contacts in part weeks", in_log - all)
}
