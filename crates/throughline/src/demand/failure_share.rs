//! How much of what people ask for is failure demand: caused by a failure to do something or to do it right.
//!
//! Question: what share of contacts would not have been needed? Formula: for each boundary, sum of weights of failure over that of value
//! and failure; Wilson's 95 % interval at the effective number, (sum w)^2 / sum w^2 divided by the design effect of contacts of one person
//! (of all days: with the days of a person apart the interval held the truth only 51 times in 60 where people differ). Contacts of
//! which the reader could not tell are counted, and bound the share: if none of them were failure, and if all
//! were. Source: domain.md 8.2 measure 1; Wilson 1927; Kish 1965. Why 30: below it no share is shown; with fewer than ten of either
//! side the interval is said to be wide. Contacts that are neither (`other`) are in no share, here, in `demand.effort_share` and in
//! `cost.failure` alike, so that the three differ only in what they count. Where two people coded the same contacts and agree too little (Krippendorff's alpha under 0.67)
//! there is no share to show. Where it misleads: failure is a judgement, relative to the boundary; the share moves with who codes.
//! It is for those who can act on it; it is no target, and no two places are to be ranked by it.

use super::agreement::too_different;
use super::codes::{CODES, Class, Codes};
use super::contacts::{Coded, Weights, chanceless};
use crate::log::Log;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::statistics::spread::Share;
use crate::wording::sentence_start;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.failure_share",
    asks: "How much of what people ask for is failure demand?",
    unit: "share of contacts",
    formula: "sum of weights of failure / sum of weights of value and failure, for each boundary; Wilson's interval at the effective n",
    source: "Wilson, JASA 22, 1927; Kish, Survey Sampling, 1965",
    misleads: "Failure is a judgement from where one stands: look at the agreement of those who coded; never rank by it.",
    read,
};

/// What shares of failure rest on.
pub(super) const TOLD: &str = "contacts sorted as value or failure";
/// How those that are neither are called where they are left out.
pub(super) const OTHER: &str = "contacts sorted as other, neither value nor failure";

/// Fewer coded contacts than this: no share.
pub const LEAST_CODED: usize = 30;
/// Fewer of either side than this: the interval is wide because few were coded.
pub const LEAST_EACH: u64 = 10;

/// The share of failure seen from a boundary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FailureShare {
    /// Of value and failure, the share of failure.
    pub share: Share,
    /// The share if none, and if all, of those of which nobody could tell were failure.
    pub bounds: (f64, f64),
    /// How many contacts were coded value, failure, other, can't tell.
    pub counts: [u64; 4],
}

/// The share of failure among coded contacts; `None` where none is value or failure.
pub fn failure_share(coded: &Coded) -> Option<FailureShare> {
    let of = |class: Class| coded.contacts.iter().filter(move |contact| contact.class == class);
    let told = coded.contacts.iter().filter(|contact| matches!(contact.class, Class::Value | Class::Failure));
    let things: Vec<_> = told.map(|c| (c.weight, c.class == Class::Failure, c.cluster)).collect();
    let share = Share::of(&things)?;
    let sum = |class: Class| of(class).map(|contact| contact.weight).sum::<f64>();
    let (failure, untold) = (sum(Class::Failure), sum(Class::CannotTell));
    let all = failure + untold + sum(Class::Value);
    let counts =
        [Class::Value, Class::Failure, Class::Other, Class::CannotTell].map(|class| coded.count(class));
    Some(FailureShare { share, bounds: (failure / all, (failure + untold) / all), counts })
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let mut table = Table { columns: COLUMNS.to_vec(), keys: 1, rows: Vec::new() };
    let (mut said, mut reasons) = (Vec::new(), Vec::new());
    let (mut counts, mut unknown, mut weightless) = ([0; 4], 0, 0);
    for boundary in codes.widest_first() {
        let coded = Coded::of(log, ask, &codes, boundary);
        unknown = unknown.max(coded.unknown);
        weightless = weightless.max(coded.weightless);
        match one(log, ask, &codes, boundary, &coded) {
            Ok(found) => {
                if said.is_empty() {
                    counts = found.counts;
                }
                table.rows.push(row(codes.boundary_says(boundary), &found));
                said.push(sentence(&codes, boundary, &found, said.is_empty()));
            }
            Err(reason) => reasons.push(reason),
        }
    }
    if said.is_empty() {
        return Reading::not_enough(reasons.into_iter().next().unwrap_or_else(|| unknown_codes(&codes)));
    }
    let mut says = said.join(" ");
    reasons.iter().for_each(|reason| says += &format!(" No share: {reason}."));
    if unknown > 0 {
        says += &format!(" {}.", unknown_codes(&codes));
    }
    let without_chance = chanceless(log, weightless);
    if !without_chance.is_empty() {
        says += &format!(" {without_chance}.");
    }
    let [value, failure, other, untold] = counts;
    Reading::of(says, value + failure, TOLD, Shape::Table(table))
        .leaving_out(OTHER, other)
        .leaving_out("contacts of which the reader could not tell (in no share, but said beside it)", untold)
        .leaving_out("contacts with a code nobody knows", unknown)
        .leaving_out(Weights::of(log).left_out(), weightless)
}

/// The codes of a log, or what is missing and how to get it.
pub(super) fn codes_of(log: &Log) -> Result<Codes<'_>, String> {
    let Some(codes) = Codes::of(log) else {
        return Err(format!(
            "no contact has been sorted; read a random sample of contacts and write in a column `class` {CODES}"
        ));
    };
    if let ([], [column, ..]) = (codes.boundaries(), codes.not_names()) {
        return Err(format!("the column “{column}” holds numbers or times; it should hold {CODES}"));
    }
    Ok(codes)
}

/// What is said of codes nobody knows.
pub(super) fn unknown_codes(codes: &Codes<'_>) -> String {
    let unknown = codes.unknown();
    let named: Vec<String> = unknown.iter().take(3).map(|code| format!("“{code}”")).collect();
    let more = if unknown.len() > 3 { format!(" and {} more", unknown.len() - 3) } else { String::new() };
    match unknown.len() {
        0 => "no contact has been sorted".to_string(),
        1 => format!("Nobody knows the code {}; use {CODES}", named[0]),
        _ => format!("Nobody knows the codes {}{more}; use {CODES}", named.join(", ")),
    }
}

/// The share from one boundary, or why there is none.
pub(super) fn one(
    log: &Log,
    ask: &Ask,
    codes: &Codes<'_>,
    boundary: usize,
    coded: &Coded,
) -> Result<FailureShare, String> {
    let found = failure_share(coded);
    let told = found.as_ref().map_or(0, |found| found.counts[0] + found.counts[1]);
    let Some(found) = found.filter(|_| told >= LEAST_CODED as u64) else {
        return Err(match (told, coded.unknown) {
            (0, 1..) => unknown_codes(codes),
            _ => too_few(log, told, &codes.seen_from(boundary), coded.weightless),
        });
    };
    too_different(log, ask, codes, boundary).map_or(Ok(found), Err)
}

/// What is said where too few are sorted, and that others are but without a chance.
pub(super) fn too_few(log: &Log, told: u64, with: &str, left_out: u64) -> String {
    let without_chance = chanceless(log, left_out);
    let stop = if without_chance.is_empty() { "" } else { ". " };
    format!(
        "{} sorted into value or failure{with}; {LEAST_CODED} are needed, drawn at random{stop}{without_chance}",
        counted(told, "contact is", "contacts are"),
    )
}

const COLUMNS: [&str; 12] = [
    "boundary",
    "share",
    "low",
    "high",
    "value",
    "failure",
    "other",
    "cannot_tell",
    "share_if_none_failed",
    "share_if_all_failed",
    "effective_n",
    "design_effect",
];

fn row(boundary: &str, found: &FailureShare) -> Vec<Item> {
    let share = &found.share;
    let mut row = vec![Item::Name(boundary.to_string())];
    row.extend([share.value, share.interval.0, share.interval.1].map(Item::Number));
    row.extend(found.counts.map(Item::Count));
    row.extend([found.bounds.0, found.bounds.1, share.effective_n, share.design_effect].map(Item::Number));
    row
}

/// What is said of one boundary; of the first in full, with what failure demand is.
fn sentence(codes: &Codes<'_>, boundary: usize, found: &FailureShare, first: bool) -> String {
    let share = found.share.said();
    let counting = codes.counting(boundary);
    let mut says = match first {
        true => format!(
            "{} of the contacts sorted are failure demand{counting} ({}",
            share.value,
            share.between()
        ),
        false => format!(
            "{}it is {} ({}",
            counting.strip_prefix(", ").map_or(String::new(), |counting| sentence_start(counting) + ", "),
            share.value,
            share.between()
        ),
    };
    if found.counts[0].min(found.counts[1]) < LEAST_EACH {
        says += "; wide because few were sorted";
    }
    if found.counts[3] > 0 {
        says += &format!(
            "; {} to {} counting those of which nobody could tell",
            percent(found.bounds.0),
            percent(found.bounds.1)
        );
    }
    says += if first {
        "): people had to get in touch because something was not done, or not done right."
    } else {
        ")."
    };
    says
}
