//! How many needs are dealt with in one go.
//!
//! Question: of the people who come to us, how many need not come again? Formula: of the needs whose first contact is at least so many days
//! ago, the share with no further contact within those days, no other need of the same person (and kind of demand, where known) opened in
//! them, and no word of the person that it was not met (column `met`, `no`); Wilson's 95 % interval at the effective number, persons as
//! clusters. Source: domain.md 8.2 measure 4. Why the first number of days asked for and two others: the answer depends on it. Needs of
//! persons not known are counted by their own contacts alone; where nobody is known, or needs were made by linking, nothing is said. Where it misleads: people who gave up did not come again either; contacts
//! with other organisations that are not in the log are not seen.

use super::contacts::{Contacts, NO_CONTACT, Words};
use crate::flow::repeats;
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};
use crate::statistics::spread::Share;
use crate::time::DAY_US;
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "repeat_contact.one_stop",
    asks: "How many needs are dealt with in one go?",
    unit: "share of needs",
    formula: "needs with one contact, none after it within so many days, no other like it of the person, not said unmet / needs so old",
    source: "Wilson, JASA 22, 1927",
    misleads: "People who gave up did not come again either; contacts elsewhere are not seen.",
    read,
};

/// Fewer needs old enough than this: no number.
const LEAST_WATCHED: usize = 30;

/// A need with contacts.
struct Seen {
    need: u32,
    cluster: u64,
    first_us: i64,
    /// The second contact.
    again_us: Option<i64>,
    unmet: bool,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if let Some(why) = repeats::cannot_be_seen(log) {
        return Reading::not_enough(why);
    }
    let Some(mut seen) = seen(log, ask) else {
        return Reading::not_enough(NO_CONTACT);
    };
    // When the person next opened a need of the kind, by the number of the need.
    let mut next_us: Vec<Option<i64>> = vec![None; log.columns().first_event.len()];
    if let Some(openings) = repeats::openings(log, ask) {
        for (place, opening) in openings.looked_at() {
            next_us[opening.need as usize] = openings.next(place).map(|next| next.at_us);
        }
    }
    // Where it cannot happen, that it never does says nothing.
    let came_again =
        seen.iter().any(|seen| seen.again_us.is_some() || seen.unmet) || next_us.iter().any(Option::is_some);
    if !came_again && seen.len() >= LEAST_WATCHED {
        return Reading::not_enough(
            "no need has a second contact here and no person a second need: either each is numbered anew or only the first is written \
             down, and nobody can be seen to come again",
        );
    }
    seen.sort_unstable_by_key(|seen| (seen.cluster, seen.need));
    let found: Vec<(f64, usize, Option<Share>)> =
        ask.repeat_days.iter().map(|days| within(&seen, &next_us, ask, *days)).collect();
    let Some((days, n, Some(share))) = found.first().copied() else {
        return Reading::not_enough(match found.first() {
            Some((days, n, None)) => format!(
                "only {} had a first contact {days} days ago or longer; {LEAST_WATCHED} are needed",
                counted(*n as u64, "need", "needs")
            ),
            _ => "no number of days was asked for".to_string(),
        });
    };
    let (met, again) =
        (share.said(), wording::share(1.0 - share.value, (1.0 - share.interval.1, 1.0 - share.interval.0)));
    let many = how_many(1.0 - share.value, &again);
    let says = format!(
        "In {many} people had to get in touch again within {days} days{}; {} are dealt with in one go.",
        if seen.iter().any(|seen| seen.unmet) { ", or said that it was not met" } else { "" },
        met.value,
    );
    let row = |(days, n, share): &(f64, usize, Option<Share>)| {
        let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
        vec![
            Item::Number(*days),
            number(share.map(|share| share.value)),
            number(share.map(|share| share.interval.0)),
            number(share.map(|share| share.interval.1)),
            Item::Count(*n as u64),
        ]
    };
    let table = Table {
        columns: vec!["days", "share", "low", "high", "needs"],
        keys: 1,
        rows: found.iter().map(row).collect(),
    };
    Reading::of(says, n as u64, "needs", Shape::Table(table))
        .leaving_out("needs too recent to know, or without a contact", (log.need_count() - n) as u64)
}

/// In how many of the needs, in words; near one half in which direction it lies.
fn how_many(again_share: f64, again: &wording::Told) -> String {
    match again_share {
        less if (0.45..0.495).contains(&less) => {
            format!("nearly half of the needs ({}, {})", again.value, again.between())
        }
        more if (0.505..0.55).contains(&more) => {
            format!("over half of the needs ({}, {})", again.value, again.between())
        }
        _ => format!("{} of the needs ({})", again.value, again.between()),
    }
}

/// The share within so many days, and of how many needs; no share of too few.
fn within(seen: &[Seen], next_us: &[Option<i64>], ask: &Ask, days: f64) -> (f64, usize, Option<Share>) {
    let within_us = (days * DAY_US as f64) as i64;
    let old = seen.iter().filter(|seen| seen.first_us.saturating_add(within_us) <= ask.now.0);
    let thing = |seen: &Seen| {
        let later =
            |at_us: Option<i64>| at_us.is_some_and(|at_us| at_us <= seen.first_us.saturating_add(within_us));
        (1.0, !seen.unmet && !later(seen.again_us) && !later(next_us[seen.need as usize]), seen.cluster)
    };
    let things: Vec<(f64, bool, u64)> = old.map(thing).collect();
    let share = if things.len() < LEAST_WATCHED { None } else { Share::of(&things) };
    (days, things.len(), share)
}

/// The needs with contacts; `None` where the log has none.
fn seen(log: &Log, ask: &Ask) -> Option<Vec<Seen>> {
    let contacts = Contacts::named(log)?;
    let person = log.names(Field::Person).map(|person| person.codes.all());
    let words = Words::of(log);
    let at_us = log.at_us();
    let parts = log.each_part(ask.threads, |needs| {
        let mut found = Vec::with_capacity(needs.len());
        for need in needs {
            let mut all = need.events.clone().filter(|event| contacts.is(*event, false));
            let Some(first) = all.next() else { continue };
            let who = person.map_or(NONE, |person| person.at(first));
            let cluster =
                if who == NONE { u64::from(NONE) << 32 | u64::from(need.index) } else { u64::from(who) };
            found.push(Seen {
                need: need.index,
                cluster,
                first_us: at_us[first],
                again_us: all.next().map(|event| at_us[event]),
                unmet: words.met_known() && need.events.clone().any(|event| words.says_unmet(event)),
            });
        }
        found
    });
    Some(parts.into_iter().flatten().collect())
}
