//! The share of failure demand from people's own words, where only some contacts were sorted by hand.
//!
//! Question: how much is failure demand, when nobody has the time to sort every contact? Formula: a model learned from the contacts sorted
//! by hand (see `words`) gives every contact between the first and the last of them a probability, each by a model that has not seen it
//! (five folds by person); share = mean of the probabilities + mean error over the sorted ones (the difference estimator, which is
//! prediction-powered inference with a finite number), persons as clusters; where `label_chance` says that contacts were drawn with different
//! chances, the mean error within each chance, put together by how many contacts each stands for (stratified). Contacts that are neither value nor failure are taken out of both
//! sides (a ratio of two such estimates). Source: measures.md 3.2 and 3.4; Cochran 1977, chapter 7; Angelopoulos et al., Science 382,
//! 2023. Why these constants: 30 sorted contacts at least; with fewer than ten of either side their words are not used and the share is that
//! of the sorted ones alone, by Wilson. Later contacts get a share only by adjusted count, marked as holding if people still say it the
//! same way. Where it misleads: the sorted contacts must have been drawn by chance (with the chances in `label_chance` where they
//! differ); sorted ones that were picked make any share wrong, and no interval shows it.

use super::agreement::too_different;
use super::codes::{Class, Codes};
use super::contacts::{Coded, Weights};
use super::failure_share::{LEAST_CODED, LEAST_EACH, codes_of, too_few};
use super::words::estimate::{Found, LEAST_SHARE, Method, estimate};
use super::words::later::{self, Later};
use super::words::spoken::{Spoken, spoken};
use crate::log::Log;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent, thousands};
use crate::statistics::predicted::labels_needed;
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.from_words",
    asks: "How much is failure demand, judged from people's words?",
    unit: "share of contacts",
    formula: "mean probability of all contacts + mean of (sorted as - probability) over the sorted ones, cross-fitted",
    source: "Cochran, Sampling Techniques, 1977, ch. 7; Angelopoulos et al., Science 382, 2023",
    misleads: "Only right if the contacts sorted were drawn by chance; picked ones make any share wrong.",
    read,
};

/// With more contacts sorted than this the share of them alone is sure to within a point and a half.
const MOST_SORTED: usize = 5_000;

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let mut table = Table { columns: COLUMNS.to_vec(), keys: 1, rows: Vec::new() };
    let (mut said, mut reasons) = (Vec::new(), Vec::new());
    let (mut n, mut silent, mut weightless) = (0, 0, 0);
    for boundary in codes.widest_first() {
        let (all, without) = match spoken(log, ask, &codes, boundary) {
            Ok(found) => found,
            Err(missing) => return Reading::not_enough(missing),
        };
        silent = without;
        if Weights::of(log).chances_known() {
            weightless = weightless.max(Coded::of(log, ask, &codes, boundary).weightless);
        }
        match one(log, ask, &codes, boundary, &all) {
            Ok((found, later)) => {
                n = n.max(found.contacts);
                said.push(sentence(&found, later.as_ref(), &codes.counting(boundary)));
                table.rows.push(row(codes.boundary_says(boundary), &found, later.as_ref()));
            }
            Err(reason) => reasons.push(reason),
        }
    }
    if said.is_empty() {
        return Reading::not_enough(
            reasons.into_iter().next().unwrap_or_else(|| "no contact has been sorted".into()),
        );
    }
    Reading::of(said.join(" "), n, "contacts with words", Shape::Table(table))
        .leaving_out("contacts without words, or with an impossible weight", silent)
        .leaving_out(
            format!("of these, {} (read as if nobody had sorted them)", Weights::of(log).left_out()),
            weightless,
        )
}

/// The share from one boundary, and what later contacts sound like; or why there is none.
fn one(
    log: &Log,
    ask: &Ask,
    codes: &Codes<'_>,
    boundary: usize,
    all: &[Spoken],
) -> Result<(Found, Option<Later>), String> {
    let at_us = log.at_us();
    let sorted =
        || all.iter().filter(|one| matches!(one.class, Some(Class::Value | Class::Failure | Class::Other)));
    let told = sorted().filter(|one| one.class != Some(Class::Other));
    let (told, sorted_count) = (told.count(), sorted().count());
    if told < LEAST_CODED {
        let left_out = Coded::of(log, ask, codes, boundary).weightless;
        return Err(too_few(log, told as u64, " of those with words", left_out));
    }
    let first = sorted().map(|one| at_us[one.event]).min().unwrap_or(i64::MIN);
    let last = sorted().map(|one| at_us[one.event]).max().unwrap_or(i64::MAX);
    let inside =
        |one: &&Spoken| (first..=last).contains(&at_us[one.event]) && one.class != Some(Class::CannotTell);
    let period: Vec<Spoken> = all.iter().filter(inside).copied().collect();
    let after: Vec<Spoken> = all.iter().filter(|one| at_us[one.event] > last).copied().collect();
    if period.len() == sorted_count {
        return Err(
            "every contact with words is sorted already; the failure share itself is the answer".into()
        );
    }
    if sorted_count > MOST_SORTED {
        return Err(format!(
            "more than {MOST_SORTED} contacts are sorted; the share of those is sure to within a point and a half, and words add nothing"
        ));
    }
    if let Some(reason) = too_different(log, ask, codes, boundary) {
        return Err(reason);
    }
    let found = estimate(log, ask, &period).ok_or("the sorted contacts do not vary enough to judge from")?;
    Ok((found, later::later(log, ask, &period, after)))
}

const COLUMNS: [&str; 17] = [
    "boundary",
    "from",
    "share",
    "low",
    "high",
    "contacts",
    "sorted",
    "sorted_only_share",
    "sorted_only_low",
    "sorted_only_high",
    "more_sorted",
    "half_width_then",
    "later_contacts",
    "later_share_if_said_alike",
    "later_low",
    "later_high",
    "later_stability_index",
];

fn row(boundary: &str, found: &Found, later: Option<&Later>) -> Vec<Item> {
    let from = match found.method {
        Method::Words => "words",
        Method::SortedOnly | Method::Rare => "sorted contacts only",
    };
    let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
    let mut row = vec![Item::Name(boundary.to_string()), Item::Name(from.to_string())];
    row.extend([found.share.value, found.share.interval.0, found.share.interval.1].map(Item::Number));
    row.extend([Item::Count(found.contacts), Item::Count(found.sorted)]);
    row.extend([found.sorted_only.0, found.sorted_only.1.0, found.sorted_only.1.1].map(Item::Number));
    let more = more(found);
    row.push(more.map_or(Item::None, |(labels, _)| Item::Count(labels)));
    row.push(number(more.map(|(_, points)| points / 100.0)));
    row.push(later.map_or(Item::None, |later| Item::Count(later.contacts)));
    let share = later.and_then(|later| later.share);
    row.push(number(share.map(|share| share.value)));
    row.push(number(share.map(|share| share.interval.0)));
    row.push(number(share.map(|share| share.interval.1)));
    row.push(number(later.and_then(|later| later.drift).map(|drift| drift.stability_index)));
    row
}

/// How many more contacts must be sorted for the next whole point of half-width, and that width in points. None below one point, or
/// where that would be more than there are.
fn more(found: &Found) -> Option<(u64, f64)> {
    let points = found.half_width() * 100.0;
    let next = (points - 0.05).ceil() - 1.0;
    if next < 1.0 || !points.is_finite() {
        return None;
    }
    let all = labels_needed(found.variance, next / 100.0, found.contacts as f64).ceil();
    let more = (all - found.sorted as f64).max(1.0);
    (all <= found.contacts as f64).then_some((more as u64, next))
}

fn sentence(found: &Found, later: Option<&Later>, seen: &str) -> String {
    let share = wording::share(found.share.value, found.share.interval);
    let alone = wording::share(found.sorted_only.0, found.sorted_only.1).between();
    let contacts = counted(found.contacts, "contact", "contacts");
    let mut says = match found.method {
        Method::Words => format!(
            "From the words of {contacts}, {} of them sorted by hand, {} are failure demand{seen} ({}; from the sorted \
             ones alone {alone}).",
            thousands(found.sorted),
            share.value,
            share.between(),
        ),
        Method::Rare => format!(
            "Of {} sorted by hand, {} are failure demand{seen} ({}; by the sorted ones alone, as with fewer than {} of \
             one side words make it look surer than it is; sort what `demand.label_next` draws, with the chance of each).",
            counted(found.sorted, "contact", "contacts"),
            share.value,
            share.between(),
            percent(LEAST_SHARE),
        ),
        Method::SortedOnly => format!(
            "Of {} sorted by hand, {} are failure demand{seen} ({}, wide because few were sorted: fewer than \
             {LEAST_EACH} of one side, so that words cannot help yet).",
            counted(found.sorted, "contact", "contacts"),
            share.value,
            share.between(),
        ),
    };
    if let Some((labels, points)) = more(found) {
        let half = found.half_width() * 100.0;
        // Half a point less must not read as nothing.
        let digits = usize::from(half.round() == points);
        says += &format!(
            " {} more sorted would bring ±{half:.digits$} points to ±{points:.0}.",
            counted(labels, "contact", "contacts"),
        );
    }
    if let Some(later) = later {
        says += &later.says();
    }
    says
}
