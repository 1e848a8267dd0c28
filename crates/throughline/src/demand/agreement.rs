//! Whether people who sort the same contacts sort them alike.
//!
//! Question: is it the service that is measured, or the reader? Formula: of contacts with two codes or more (columns `class`, `class_2` …):
//! the share of pairs that is alike; Krippendorff's alpha for names over all coders, gaps allowed, with a bootstrap over contacts; for each
//! two coders Cohen's kappa with its interval. Source: measures.md 3.1; Cohen 1960; Fleiss, Cohen and Everitt 1969; Krippendorff 2004. Why these
//! marks: alpha of 0.80 go on, 0.67 to 0.80 talk and sort again, below that no share is shown; at least 50 contacts in common. Where it
//! misleads: where nearly all contacts are of one class alpha and kappa are low however often coders agree (96 % alike can be a kappa of
//! 0.32), so the plain share stands beside them; coders who sat together agree too well; agreement of machines proves nothing.

use super::codes::{Class, Codes, Said};
use super::contacts::Contacts;
use super::failure_share::codes_of;
use crate::log::Log;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, percent};
use crate::statistics::agreement::{Alpha, alpha, alpha_alone, kappa};
use crate::statistics::random::Random;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.agreement",
    asks: "Do readers sort the same contacts alike?",
    unit: "share of pairs, kappa, alpha",
    formula: "of contacts coded twice: share alike, Cohen's kappa of each two coders, Krippendorff's alpha of all",
    source: "Cohen, EPM 20, 1960; Fleiss, Cohen and Everitt, Psych. Bull. 72, 1969; Krippendorff, Content Analysis, 2004",
    misleads: "Low where nearly all is of one class, however often coders agree; look at the plain share beside it.",
    read,
};

/// Below this alpha no share is shown.
pub const LEAST_ALPHA: f64 = 0.67;
/// From this alpha on coders agree well enough to go on.
pub const GOOD_ALPHA: f64 = 0.80;
/// Fewer contacts coded twice than this say nothing of agreement.
pub const LEAST_DOUBLE: u64 = 50;

/// For each contact that anybody coded, seen from a boundary, what each coder said.
fn coded(log: &Log, ask: &Ask, codes: &Codes<'_>, boundary: usize) -> Vec<Vec<Option<u32>>> {
    let coders = codes.coders();
    let Some(contacts) = Contacts::of(log).filter(|_| coders.len() >= 2) else { return Vec::new() };
    let parts = log.each_part(ask.threads, |needs| {
        let events = needs.flat_map(|need| need.events).filter(|event| codes.coded(*event));
        let all = |event: usize| {
            let said = |coder: &usize| match codes.said(event, *coder, boundary) {
                Said::Class(class) => Some(class as u32),
                _ => None,
            };
            coders.iter().map(said).collect::<Vec<_>>()
        };
        let twice = |said: &Vec<Option<u32>>| said.iter().flatten().count() >= 2;
        events.filter(|event| contacts.is(*event, true)).map(all).filter(twice).collect::<Vec<_>>()
    });
    parts.concat()
}

/// Krippendorff's alpha from a boundary, without its interval; `None` where nothing was coded twice.
pub(super) fn alpha_of(log: &Log, ask: &Ask, codes: &Codes<'_>, boundary: usize) -> Option<Alpha> {
    alpha_alone(&things(&coded(log, ask, codes, boundary)))
}

/// Why no share may be shown of contacts seen from a boundary: those who sorted them agree too little. `None` where they agree well enough,
/// or where too few were sorted twice to tell. The one rule for every share that rests on these codes.
pub(crate) fn too_different(log: &Log, ask: &Ask, codes: &Codes<'_>, boundary: usize) -> Option<String> {
    let found = alpha_of(log, ask, codes, boundary)?;
    let alpha = found.alpha.filter(|alpha| found.n >= LEAST_DOUBLE && *alpha < LEAST_ALPHA)?;
    Some(format!(
        "two readers disagree too often (alpha {alpha:.2}{}); agree on the words first, then sort again",
        codes.seen_from(boundary)
    ))
}

/// For each contact the codes it was given.
fn things(coded: &[Vec<Option<u32>>]) -> Vec<Vec<u32>> {
    coded.iter().map(|said| said.iter().flatten().copied().collect()).collect()
}

fn read(log: &Log, ask: &Ask) -> Reading {
    const { assert!(Class::Value as u32 == 0 && Class::CannotTell as u32 == 3) };
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let columns = vec!["boundary", "coders", "contacts", "alike", "kappa", "alpha", "low", "high"];
    let mut table = Table { columns, keys: 2, rows: Vec::new() };
    let (mut said, mut n, mut few) = (Vec::new(), 0, Vec::new());
    for boundary in 0..codes.boundaries().len() {
        let coded = coded(log, ask, &codes, boundary);
        let random = &mut Random::new(ask.seed, MEASURE.name);
        let Some(found) = alpha(&things(&coded), random) else { continue };
        n = n.max(found.n);
        if found.n < LEAST_DOUBLE {
            few.push(boundary);
            continue;
        }
        said.push(sentence(&codes, boundary, &found));
        table.rows.push(row(
            codes.boundary_says(boundary),
            "all",
            (found.n, found.raw),
            [None, found.alpha],
            found.interval,
        ));
        for (one, two) in pairs(codes.coders().len()) {
            let both: Vec<(u32, u32)> =
                coded.iter().filter_map(|said| Some((said[one]?, said[two]?))).collect();
            let Some(found) = kappa(&both) else { continue };
            let names = format!("{} and {}", codes.coders()[one], codes.coders()[two]);
            let row = row(
                codes.boundary_says(boundary),
                &names,
                (found.n, found.raw),
                [found.kappa, None],
                found.interval,
            );
            table.rows.push(row);
        }
    }
    if n < LEAST_DOUBLE {
        return Reading::not_enough(format!(
            "{} contacts were sorted by two people; let a second person sort {LEAST_DOUBLE} to 100 of the same contacts without seeing \
             the first one's codes, and write theirs in a column `class_2`",
            if n == 0 { "no".to_string() } else { format!("only {n}") }
        ));
    }
    let few: Vec<&str> = few.into_iter().map(|boundary| codes.boundary_says(boundary)).collect();
    if !few.is_empty() {
        said.push(format!(
            "Fewer than {LEAST_DOUBLE} contacts were sorted by two people as seen from {}: nothing can be said of those.",
            few.join(", ")
        ));
    }
    Reading::of(said.join(" "), n, "contacts sorted twice", Shape::Table(table))
}

fn pairs(coders: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..coders).flat_map(move |one| (one + 1..coders).map(move |two| (one, two)))
}

fn row(
    boundary: &str,
    coders: &str,
    (n, raw): (u64, f64),
    values: [Option<f64>; 2],
    interval: Option<(f64, f64)>,
) -> Vec<Item> {
    let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
    let mut row = vec![
        Item::Name(boundary.to_string()),
        Item::Name(coders.to_string()),
        Item::Count(n),
        Item::Number(raw),
    ];
    row.extend(values.map(number));
    row.extend([number(interval.map(|(low, _)| low)), number(interval.map(|(_, high)| high))]);
    row
}

fn sentence(codes: &Codes<'_>, boundary: usize, found: &Alpha) -> String {
    let seen = codes.seen_from(boundary);
    let alike = percent(found.raw);
    let Some(alpha) = found.alpha else {
        return format!(
            "Readers sorted {alike} alike{seen}, but all into one class, so that chance alone would do as well."
        );
    };
    let advice = match alpha {
        alpha if alpha >= GOOD_ALPHA => "that is enough to go on",
        alpha if alpha >= LEAST_ALPHA => "talk about the ones that differ, and sort them again",
        _ => "too little to show a share: agree on the words first",
    };
    let sure = match found.interval {
        Some((low, high)) => format!("between {low:.2} and {high:.2}"),
        None => "how sure that is cannot be told".to_string(),
    };
    format!("Readers sorted {alike} alike{seen}; beyond chance {alpha:.2} of 1 (alpha, {sure}): {advice}.")
}
