//! Where on its way a need comes back as failure demand: what was the step before the contact.
//!
//! Question: after which step do people have to ask again, or for the first time what they should not have had to ask? Formula: sorted
//! contacts by the activity directly before them in the same need and their own, each with its organisation (as `flow.map` tells them
//! apart; nothing before the first of a need); of those that follow one step, the share of failure as in `demand.failure_share`, from the
//! widest boundary there is, which is named. At least 30 sorted contacts. Source: domain.md 8.2 measure 1; Kish 1965. Where it misleads:
//! the step before a contact is not its cause: a chase follows whatever was written down last. The cause, where somebody wrote it down, is
//! in `cost.failure_balance`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::agreement::too_different;
use super::codes::Class;
use super::contacts::{Coded, Contact, Weights};
use super::failure_share::{FailureShare, LEAST_CODED, codes_of, failure_share, too_few};
use crate::flow::map::{Places, places};
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, percent, percents};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.on_the_way",
    asks: "After which step does a need come back as failure demand?",
    unit: "contacts, shares",
    formula: "sorted contacts by the activity directly before them and their own; of each such step the share of failure, with Wilson's interval",
    source: "Kish, Survey Sampling, 1965",
    misleads: "What comes before a contact did not need to cause it: a chase follows whatever was written down last.",
    read,
};

const COLUMNS: [&str; 8] =
    ["from_organisation", "from", "to_organisation", "to", "contacts", "failure_share", "low", "high"];

/// What was done before the contact, none where the need begins with it, and the contact's own.
type Step = (Option<u32>, u32);

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let Some(activity) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let boundary = codes.widest();
    if let Some(reason) = too_different(log, ask, &codes, boundary) {
        return Reading::not_enough(reason);
    }
    let places = places(activity, log.names(Field::Organisation));
    let coded = Coded::of(log, ask, &codes, boundary);
    let mut found: Vec<(Step, FailureShare, f64)> = Vec::new();
    let (mut all, mut few, mut most) = (0, 0, 0);
    for (step, contacts) in by_step(log, ask, &places, &coded) {
        let failed: f64 =
            contacts.iter().filter(|one| one.class == Class::Failure).map(|one| one.weight).sum();
        let share = failure_share(&Coded { contacts, ..Coded::default() });
        let told = share.as_ref().map_or(0, |share| share.counts[0] + share.counts[1]);
        all += told;
        most = most.max(told);
        match share.filter(|_| told >= LEAST_CODED as u64) {
            Some(share) => found.push((step, share, failed)),
            None => few += told,
        }
    }
    if found.is_empty() {
        let with = format!("{} after any one step", codes.seen_from(boundary));
        return Reading::not_enough(too_few(log, most, &with, coded.weightless));
    }
    let told = |share: &FailureShare| share.counts[0] + share.counts[1];
    let rank = places.column.names.ranks();
    found.sort_by_key(|((from, to), share, _)| {
        (Reverse(told(share)), from.map(|code| rank[code as usize]), rank[*to as usize])
    });
    let says = sentence(&places, log, &found) + &codes.seen_from(boundary) + ".";
    let rows = found.iter().map(|(step, share, _)| row(&places, log, *step, share)).collect();
    let table = Table { columns: COLUMNS.to_vec(), keys: 4, rows };
    Reading::of(says, all - few, "coded contacts", Shape::Table(table))
        .leaving_out("sorted contacts after steps that fewer than 30 of them follow", few)
        .leaving_out(Weights::of(log).left_out(), coded.weightless)
}

/// The sorted contacts by the step that led to them, in the order of clusters.
fn by_step(log: &Log, ask: &Ask, places: &Places, coded: &Coded) -> BTreeMap<Step, Vec<Contact>> {
    let mut events: Vec<usize> = coded.contacts.iter().map(|contact| contact.event).collect();
    events.sort_unstable();
    let codes = places.column.codes.all();
    let parts = log.each_part(ask.threads, |needs| {
        let mut steps: Vec<(usize, Step)> = Vec::new();
        for need in needs {
            let first = events.partition_point(|event| *event < need.events.start);
            let here = events[first..].iter().take_while(|event| **event < need.events.end);
            for event in here.filter(|event| codes.at(**event) != NONE) {
                let mut before = (need.events.start..*event).rev().map(|event| codes.at(event));
                steps.push((*event, (before.find(|code| *code != NONE), codes.at(*event))));
            }
        }
        steps
    });
    let steps: BTreeMap<usize, Step> = parts.into_iter().flatten().collect();
    let mut all: BTreeMap<Step, Vec<Contact>> = BTreeMap::new();
    for contact in &coded.contacts {
        if let Some(step) = steps.get(&contact.event) {
            all.entry(*step).or_default().push(*contact);
        }
    }
    all
}

/// The step that most failure demand follows; the first contacts where no other step is known well enough.
fn sentence(places: &Places, log: &Log, found: &[(Step, FailureShare, f64)]) -> String {
    let most = |first: bool| {
        let own = found.iter().filter(|((from, _), _, failed)| from.is_none() == first && *failed > 0.0);
        own.max_by(|a, b| a.2.total_cmp(&b.2))
    };
    let between = |share: &FailureShare| {
        let (low, high) = percents(share.share.interval);
        format!("(between {low} and {high})")
    };
    if let Some(((Some(from), _), share, _)) = most(false) {
        return format!(
            "Failure demand comes back most often after {}: {} of the contacts that follow it directly {}",
            named(places, log, *from),
            percent(share.share.value),
            between(share)
        );
    }
    match most(true) {
        Some((_, share, _)) => format!(
            "Of the contacts with which needs begin {} are failure demand {}",
            percent(share.share.value),
            between(share)
        ),
        None => "No failure demand was found after any step with enough sorted contacts".to_string(),
    }
}

/// `“job raised” (Repairs contractor)`.
fn named(places: &Places, log: &Log, code: u32) -> String {
    let [body, activity] = places.names_of(log, Some(code));
    let body = body.map_or(String::new(), |body| format!(" ({body})"));
    format!("“{}”{body}", activity.unwrap_or_default())
}

fn row(places: &Places, log: &Log, (from, to): Step, share: &FailureShare) -> Vec<Item> {
    let ends = [places.names_of(log, from), places.names_of(log, Some(to))].concat();
    let mut row: Vec<Item> =
        ends.into_iter().map(|name| name.map_or(Item::None, |name| Item::Name(name.to_string()))).collect();
    row.push(Item::Count(share.counts[0] + share.counts[1]));
    row.extend([share.share.value, share.share.interval.0, share.share.interval.1].map(Item::Number));
    row
}
