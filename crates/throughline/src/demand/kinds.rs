//! What people ask for, how often, how much of each is failure demand, and whether it comes predictably.
//!
//! Question: which few things make up most of what people ask for, and can we be ready for them? Formula: contacts by kind of demand (the
//! column `demand`, in the person's words; kinds that differ only in capitals and blanks are one), the most frequent first; where no event is
//! known to be a contact, needs in their place, each once: share of all contacts with Wilson's 95 % interval at the effective number
//! (weights, and contacts of one person on one day as one cluster); the share of failure among those of the kind coded value or failure,
//! from the widest boundary there is, which is named, where 30 are; arrivals in the last 52 complete weeks against XmR limits of their first 20:
//! predictable if no week lies outside. Source: domain.md 1.2 (steps 3 and 4) and 8.2 measure 1; measures.md 1.2 and 1.7. Why fewer than 12
//! weeks or a middle week of two or fewer say nothing: limits cannot be drawn. Where it misleads: about one steady kind in five has a week
//! outside its limits by chance in a year; seasons count as not predictable by this, and may well be by the calendar.

use super::agreement::too_different;
use super::codes::Codes;
use super::contacts::{Clusters, Coded, Contacts, NO_CONTACT, Weights};
use super::failure_share::{FailureShare, LEAST_CODED, failure_share};
use crate::capability::xmr::{Limits, xmr};
use crate::capability::{FIRM_POINTS, LEAST_POINTS};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::place::clock::{Clock, day_of, week_of};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};
use crate::statistics::spread::{Share, Sums};
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.kinds",
    asks: "What do people ask for, how much of each is failure demand, and does it come predictably?",
    unit: "contacts, shares",
    formula: "contacts by kind with share and interval; share of failure in each; weeks outside the XmR limits of weekly arrivals",
    source: "Wheeler, Understanding Variation, 2000",
    misleads: "About one steady kind in five has a week outside its limits in a year by chance; seasons are not told apart.",
    read,
};

/// Most kinds shown.
const SHOWN: usize = 50;
/// Weeks looked at.
const WEEKS: usize = 52;

/// A contact: its kind, its cluster, its weight and its week.
type Contact = (u32, u64, f64, i32);

/// One kind of demand.
struct Kind {
    code: u32,
    contacts: u64,
    share: Option<Share>,
    failure: Option<FailureShare>,
    weeks: Option<Weeks>,
}

/// Arrivals by week.
struct Weeks {
    n: usize,
    limits: Limits,
    outside: usize,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(demand) = log.names(Field::Demand) else {
        return Reading::not_enough(
            "no column says what people asked for, in their words; name one as `demand` in the mapping",
        );
    };
    let Some(contacts) = Contacts::of(log) else {
        return Reading::not_enough(NO_CONTACT);
    };
    let codes = Codes::of(log);
    if codes.as_ref().is_some_and(|codes| codes.in_demand()) {
        return Reading::not_enough(
            "the column `demand` holds codes of value and failure, not what people asked for; call it `class`, and give their words \
             in `demand`",
        );
    }
    let alike = log.alike(Field::Demand).unwrap_or_default();
    let (all, without) = gather(log, ask, &contacts, demand, &alike);
    let (one, many) = contacts.counted();
    if all.is_empty() {
        return Reading::not_enough(format!("no {one} says what the person asked for"));
    }
    let seen = codes.as_ref().map_or(String::new(), |codes| codes.seen_from(codes.widest()));
    let failures = codes.map_or(Vec::new(), |codes| failures(log, ask, &codes, demand, &alike));
    let kinds = kinds(&all, &failures, ask);
    let mut says = sentence(demand, &kinds, &counted(all.len() as u64, one, many));
    if !seen.is_empty() && !failures.is_empty() {
        says += &format!(" Their shares of failure in the list are as{}.", seen.trim_start_matches(','));
    }
    let rows = kinds.iter().take(SHOWN).map(|kind| row(demand, kind)).collect();
    let mut columns = COLUMNS.to_vec();
    columns[1] = many;
    Reading::of(says, all.len() as u64, many, Shape::Table(Table { columns, keys: 1, rows }))
        .leaving_out(
            format!("{many} that do not say what was asked for, or whose weight is impossible"),
            without,
        )
        .leaving_out("rarer kinds (not in the list)", kinds.len().saturating_sub(SHOWN) as u64)
}

/// The contacts by cluster, and how many say nothing.
fn gather(
    log: &Log,
    ask: &Ask,
    contacts: &Contacts<'_>,
    demand: &NameColumn,
    alike: &[u32],
) -> (Vec<Contact>, u64) {
    let weights = Weights::of(log);
    let at_us = log.at_us();
    let codes = demand.codes.all();
    let parts = log.each_part(ask.threads, |needs| {
        let clusters = Clusters::persons(log);
        let mut clock = Clock::of(&ask.zone);
        let (mut all, mut without) = (Vec::new(), 0);
        for event in needs.flat_map(|need| contacts.of_need(need.events, |event| codes.at(event) != NONE)) {
            match (codes.at(event), weights.get(event)) {
                (NONE, _) | (_, None) => without += 1,
                (kind, Some(weight)) => {
                    let day = day_of(clock.civil_us(at_us[event]));
                    let week = week_of(day);
                    all.push((alike[kind as usize], clusters.of_event(event), weight, week as i32));
                }
            }
        }
        all.sort_by_key(|contact| contact.1);
        (all, without)
    });
    let without = parts.iter().map(|part| part.1).sum();
    let mut all: Vec<Contact> = parts.into_iter().flat_map(|part| part.0).collect();
    // Sorted runs one after the other: a stable sort merges them.
    all.sort_by_key(|contact| contact.1);
    (all, without)
}

/// The share of failure of each kind with enough coded contacts, from the widest boundary.
fn failures(
    log: &Log,
    ask: &Ask,
    codes: &Codes<'_>,
    demand: &NameColumn,
    alike: &[u32],
) -> Vec<(u32, FailureShare)> {
    if codes.boundaries().is_empty() || too_different(log, ask, codes, codes.widest()).is_some() {
        return Vec::new();
    }
    let mut coded = Coded::of(log, ask, codes, codes.widest()).contacts;
    let kind_of = |contact: &super::contacts::Contact| {
        let kind = demand.codes.at(contact.event);
        alike.get(kind as usize).copied().unwrap_or(NONE)
    };
    coded.sort_by_key(kind_of);
    let by_kind = coded.chunk_by(|a, b| kind_of(a) == kind_of(b));
    let of = |contacts: &[super::contacts::Contact]| {
        let kind = kind_of(&contacts[0]);
        let found = failure_share(&Coded { contacts: contacts.to_vec(), ..Coded::default() })?;
        (found.counts[0] + found.counts[1] >= LEAST_CODED as u64).then_some((kind, found))
    };
    by_kind.filter_map(of).collect()
}

/// The kinds, the most frequent first.
fn kinds(all: &[Contact], failures: &[(u32, FailureShare)], ask: &Ask) -> Vec<Kind> {
    let size = all.iter().map(|contact| contact.0 as usize + 1).max().unwrap_or(0);
    let (mut total, mut sums, mut counts) = (Sums::default(), vec![Sums::default(); size], vec![0_u64; size]);
    let mut here: Vec<(u32, f64)> = Vec::new();
    for cluster in all.chunk_by(|a, b| a.1 == b.1) {
        here.clear();
        here.extend(cluster.iter().map(|contact| (contact.0, contact.2)));
        here.sort_unstable_by_key(|one| one.0);
        let weight: f64 = here.iter().map(|one| one.1).sum();
        total.add_cluster(0.0, weight);
        for kind in here.chunk_by(|a, b| a.0 == b.0) {
            let at = kind[0].0 as usize;
            let squares: f64 = kind.iter().map(|one| one.1 * one.1).sum();
            total.n += kind.len() as f64;
            total.squares += squares;
            sums[at].hit_squares += squares;
            sums[at].add_cluster(kind.iter().map(|one| one.1).sum(), weight);
            counts[at] += kind.len() as u64;
        }
    }
    let found = (0..size as u32).filter(|code| counts[*code as usize] > 0);
    let mut kinds: Vec<Kind> = found
        .map(|code| Kind {
            code,
            contacts: counts[code as usize],
            share: total.asking_for(&sums[code as usize]).share(),
            failure: failures.binary_search_by_key(&code, |(kind, _)| *kind).ok().map(|at| failures[at].1),
            weeks: None,
        })
        .collect();
    let size = |kind: &Kind| kind.share.map_or(0.0, |share| share.value);
    kinds.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.code.cmp(&b.code)));
    let weeks = by_week(all, &kinds, ask);
    kinds.iter_mut().zip(weeks).for_each(|(kind, weeks)| kind.weeks = weeks);
    kinds
}

/// Arrivals of the kinds shown in the last complete weeks.
fn by_week(all: &[Contact], kinds: &[Kind], ask: &Ask) -> Vec<Option<Weeks>> {
    let weeks = || all.iter().map(|contact| contact.3);
    let (Some(first), Some(last)) = (weeks().min(), weeks().max()) else { return Vec::new() };
    let today = day_of(Clock::of(&ask.zone).civil_us(ask.now.0));
    let this_week = week_of(today) as i32;
    // The first week may have begun before the log, the last may end after it.
    let until = last.min(this_week);
    let from = (first + 1).max(until.saturating_sub(WEEKS as i32));
    let n = usize::try_from(until - from).unwrap_or(0);
    let mut places = vec![usize::MAX; all.iter().map(|contact| contact.0 as usize + 1).max().unwrap_or(0)];
    kinds.iter().take(SHOWN).enumerate().for_each(|(place, kind)| places[kind.code as usize] = place);
    let mut counts = vec![vec![0.0; n]; kinds.len().min(SHOWN)];
    for (kind, _, weight, week) in all {
        if let Some(counts) = counts.get_mut(places[*kind as usize])
            && (from..until).contains(week)
        {
            counts[(week - from) as usize] += weight;
        }
    }
    counts.iter().map(|counts| weeks_of(counts)).collect()
}

/// The limits of weekly arrivals; `None` where there are too few weeks or arrivals for any.
fn weeks_of(counts: &[f64]) -> Option<Weeks> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let nought = counts.iter().filter(|count| **count == 0.0).count();
    if counts.len() < LEAST_POINTS || sorted[counts.len() / 2] <= 2.0 || nought * 5 > counts.len() {
        return None;
    }
    let values: Vec<Option<f64>> = counts.iter().take(FIRM_POINTS).map(|count| Some(*count)).collect();
    let chart = xmr(&values, &[], true).filter(|chart| chart.varies())?;
    let limits = chart.limits();
    let outside = counts.iter().filter(|count| **count > limits.upper || **count < limits.lower).count();
    Some(Weeks { n: counts.len(), limits, outside })
}

const COLUMNS: [&str; 13] = [
    "kind",
    "contacts",
    "share",
    "low",
    "high",
    "failure_share",
    "failure_low",
    "failure_high",
    "weeks",
    "weekly_mean",
    "weekly_lower",
    "weekly_upper",
    "predictable",
];

fn row(demand: &NameColumn, kind: &Kind) -> Vec<Item> {
    let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
    let share = |share: Option<Share>| {
        [
            share.map(|share| share.value),
            share.map(|share| share.interval.0),
            share.map(|share| share.interval.1),
        ]
    };
    let mut row = vec![Item::Name(demand.names.get(kind.code).to_string()), Item::Count(kind.contacts)];
    row.extend(share(kind.share).map(number));
    row.extend(share(kind.failure.map(|found| found.share)).map(number));
    row.push(kind.weeks.as_ref().map_or(Item::None, |weeks| Item::Count(weeks.n as u64)));
    let limits = kind.weeks.as_ref().map(|weeks| weeks.limits);
    row.push(number(limits.map(|limits| limits.centre)));
    // Arrivals cannot be fewer than none: a limit below nought is no limit.
    row.push(number(limits.map(|limits| limits.lower).filter(|lower| *lower > 0.0)));
    row.push(number(limits.map(|limits| limits.upper)));
    row.push(Item::Name(
        match kind.weeks.as_ref().map(|weeks| weeks.outside) {
            None => "not enough to say",
            Some(0) => "yes",
            Some(_) => "no",
        }
        .to_string(),
    ));
    row
}

fn sentence(demand: &NameColumn, kinds: &[Kind], contacts: &str) -> String {
    let size = |kind: &Kind| kind.share.map_or(0.0, |share| share.value);
    let sums = kinds.iter().scan(0.0, |sum, kind| {
        *sum += size(kind);
        Some(*sum)
    });
    let few = sums.take_while(|sum| *sum < 0.5).count() + 1;
    let Some(top) = kinds.first() else { return "No kinds of demand are known.".to_string() };
    let charted = || kinds.iter().filter_map(|kind| kind.weeks.as_ref());
    let steady = charted().filter(|weeks| weeks.outside == 0).count();
    let predictable = match charted().count() {
        0 => "none comes often enough, for long enough, to say whether it is predictable".to_string(),
        charted => format!(
            "{steady} of the {} that could be charted by week came within limits, and so predictably",
            counted(charted as u64, "kind", "kinds")
        ),
    };
    let share = top.share.map_or_else(|| wording::share(0.0, (0.0, 1.0)), |share| share.said());
    format!(
        "Of {contacts}, half or more are of {}; the most frequent is “{}” with {} ({}); {predictable}.",
        counted(few.min(kinds.len()) as u64, "kind", "kinds"),
        demand.names.get(top.code),
        share.value,
        share.between(),
    )
}
