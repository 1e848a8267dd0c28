//! How many times people have to make contact for one need.
//!
//! Question: how often must a person come to us until it is sorted? Formula: contacts (events of kind `contact`) of each need: mean,
//! median, most, and the share of needs with three or more; and, of the needs whose first contact is longer ago than the first number of
//! days asked for, the contacts within so many days of it: mean with a 95 % interval by linearising over persons (Student's t), share
//! with three or more with Wilson's at the effective number. Source: domain.md 8.2 measure 2: robust to coding, and so the honesty check
//! on the share of failure demand. Where it misleads: in the figures over all needs recent ones have not had their last contact yet;
//! contacts that were not linked to their need are not counted.

use std::ops::Range;

use super::contacts::{Contacts, NO_CONTACT};
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, percent};
use crate::statistics::spread::{Part, Ratio, Share};
use crate::time::DAY_US;
use crate::wording::{self, Told};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "repeat_contact.contacts_per_need",
    asks: "How often must a person make contact for one need?",
    unit: "contacts",
    formula: "events of kind contact of each need: mean, median, max, share with three or more; the same within so many days",
    source: "counted from the contacts of each need",
    misleads: "Recent needs have not had their last contact yet; contacts not linked to their need are missing.",
    read,
};

/// Fewer needs watched for all of the days than this: only what is counted so far.
const LEAST_WATCHED: usize = 30;

fn read(log: &Log, ask: &Ask) -> Reading {
    let mut counts = contacts_per_need(log, ask.threads);
    let Some(most) = counts.iter().max().copied().filter(|most| *most > 0) else {
        return Reading::not_enough(NO_CONTACT);
    };
    if most == 1 && counts.len() >= LEAST_WATCHED {
        return Reading::not_enough(
            "no need has a second contact here: either each is numbered anew or only the first is written down, and nobody can be seen to \
             come again",
        );
    }
    let without = counts.iter().filter(|contacts| **contacts == 0).count() as u64;
    counts.retain(|contacts| *contacts > 0);
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<i64>() as f64 / n;
    let three = counts.iter().filter(|contacts| **contacts >= 3).count() as f64 / n;
    let days = ask.repeat_days.first().copied().unwrap_or(f64::NAN);
    let watched = watched(log, ask, days);
    let says = match &watched {
        Some(found) => format!(
            "A need takes {} contacts within {days} days on average ({}, from {} watched for so long); {} of needs take three or \
             more.",
            found.said().value,
            found.said().between(),
            counted(found.needs as u64, "need", "needs"),
            found.three.said().value,
        ),
        None => format!(
            "A need has taken {mean:.1} contacts on average so far; {} of needs took three or more.",
            percent(three)
        ),
    };
    let median = crate::reading::median(&mut counts).unwrap_or(f64::NAN);
    let found = watched.as_ref();
    let numbers = vec![
        Number::exact("mean", mean),
        Number::exact("median", median),
        Number::exact("max", most as f64),
        Number::exact("share_three_or_more", three),
        Number { name: "days", value: Some(days).filter(|days| days.is_finite()), interval: None },
        Number { name: "needs_watched", value: found.map(|found| found.needs as f64), interval: None },
        Number {
            name: "mean_within_days",
            value: found.map(|found| found.mean),
            interval: found.map(|found| found.interval),
        },
        Number {
            name: "share_three_or_more_within_days",
            value: found.map(|found| found.three.value),
            interval: found.map(|found| found.three.interval),
        },
    ];
    Reading::of(says, counts.len() as u64, "needs", Shape::Numbers(numbers))
        .leaving_out("needs without a contact", without)
}

/// The number of contacts of each need.
pub fn contacts_per_need(log: &Log, threads: usize) -> Vec<i64> {
    let Some(contacts) = Contacts::named(log) else { return Vec::new() };
    let of = |events: Range<usize>| events.filter(|event| contacts.is(*event, false)).count() as i64;
    log.each_part(threads, |needs| needs.map(|need| of(need.events)).collect::<Vec<_>>()).concat()
}

/// Contacts within so many days of the first, of needs watched for so long.
struct Watched {
    needs: usize,
    mean: f64,
    interval: (f64, f64),
    three: Share,
}

impl Watched {
    /// The mean in words.
    fn said(&self) -> Told {
        wording::number(self.mean, self.interval)
    }
}

fn watched(log: &Log, ask: &Ask, days: f64) -> Option<Watched> {
    let contacts = Contacts::named(log)?;
    let person = log.names(Field::Person).map(|person| person.codes.all());
    let (at_us, within_us) = (log.at_us(), (days * DAY_US as f64) as i64);
    let parts = log.each_part(ask.threads, |needs| {
        let mut found: Vec<(u64, u32)> = Vec::with_capacity(needs.len());
        for need in needs {
            let all = || need.events.clone().filter(|event| contacts.is(*event, false));
            let Some(first) = all().next() else { continue };
            let until_us = at_us[first].saturating_add(within_us);
            if until_us <= ask.now.0 {
                let who = person.map_or(NONE, |person| person.at(first));
                let cluster =
                    if who == NONE { u64::from(NONE) << 32 | u64::from(need.index) } else { u64::from(who) };
                found.push((cluster, all().filter(|event| at_us[*event] <= until_us).count() as u32));
            }
        }
        found.sort_unstable();
        found
    });
    let mut all = parts.concat();
    if all.len() < LEAST_WATCHED {
        return None;
    }
    // Sorted runs one after the other: a stable sort merges them.
    all.sort();
    let part = |(cluster, contacts): &(u64, u32)| Part {
        above: f64::from(*contacts),
        below: 1.0,
        cluster: *cluster,
    };
    let mean = Ratio::of(&all.iter().map(part).collect::<Vec<_>>())?;
    let three = Share::of(&all.iter().map(|(cluster, n)| (1.0, *n >= 3, *cluster)).collect::<Vec<_>>())?;
    Some(Watched { needs: all.len(), mean: mean.value, interval: mean.interval()?, three })
}
