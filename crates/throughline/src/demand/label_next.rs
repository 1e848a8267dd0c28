//! Which contacts to sort next, so that the share of failure is known better.
//!
//! Question: of all the contacts nobody has sorted, which are worth reading? Formula: with fewer than ten contacts sorted into value or into
//! failure, a plain random sample. From then on a model learned from all sorted ones gives each of the others a score; they are cut into
//! four quarters of the score, and contacts are drawn by chance in each: half of them in proportion to the quarter, half by its size times
//! sqrt(mean p (1 - p)), at least 8 a quarter. Source: measures.md 3.3; Cochran, Sampling Techniques, 1977, chapter 5. Why 100: fresh ones
//! for every period, as the mix moves. Where it misleads: the chance of each contact stands beside it and must go with it into
//! the column `label_chance`; contacts added because they look interesting have no known chance and must not be sorted into `class`.

use super::codes::{Class, Codes};
use super::failure_share::LEAST_EACH;
use super::words::models::Likely;
use super::words::spoken::{Spoken, drawn, spoken, texts};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};
use crate::statistics::random::Random;
use crate::statistics::strata::{allocation, spread_of};
use crate::time::Instant;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.label_next",
    asks: "Which contacts should be read and sorted next?",
    unit: "contacts",
    formula: "100 drawn by chance within quarters of the model's score: half in proportion, half by size times sqrt(mean p (1 - p))",
    source: "Cochran, Sampling Techniques, 3rd ed. 1977, ch. 5",
    misleads: "Each contact's chance must go with it into `label_chance`; hand-picked contacts spoil the share.",
    read,
};

/// So many contacts to sort.
const WANTED: usize = 100;
/// Most contacts that are scored to draw from.
const MOST_READ: usize = 10_000;
/// How many groups by score.
const QUARTERS: usize = 4;

/// A contact to sort.
struct Pick {
    one: Spoken,
    stratum: String,
    score: Option<f64>,
    chance: f64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = Codes::of(log).unwrap_or_else(Codes::none);
    let (all, silent) = match spoken(log, ask, &codes, codes.widest()) {
        Ok(found) => found,
        Err(missing) => return Reading::not_enough(missing),
    };
    let (sorted, open): (Vec<Spoken>, Vec<Spoken>) = all.iter().partition(|one| one.class.is_some());
    if open.is_empty() {
        return Reading::not_enough(match all.len() {
            0 => "no contact has words to be read",
            _ => "every contact with words is sorted already",
        });
    }
    let mut random = Random::new(ask.seed, MEASURE.name);
    let n = open.len() as u64;
    let many = [Class::Value, Class::Failure]
        .iter()
        .all(|class| sorted.iter().filter(|one| one.class == Some(*class)).count() as u64 >= LEAST_EACH);
    let picks =
        if many { by_score(log, ask, &sorted, open, &mut random) } else { at_random(open, &mut random) };
    let how = if many {
        "more of them where the words leave it unsure"
    } else {
        "at random, as there is too little to learn from yet"
    };
    let says = format!(
        "To know more, {} could be read and sorted next, drawn by chance from the {} not sorted yet: {how}. The data file and the workbook \
         list them (--json, --xlsx).",
        counted(picks.len() as u64, "contact", "contacts"),
        counted(n, "contact", "contacts"),
    );
    let row = |pick: &Pick| {
        vec![
            Item::Name(log.need_name(need_of(log, pick.one.event)).to_string()),
            Item::At(Instant(log.at_us()[pick.one.event])),
            Item::Name(pick.stratum.clone()),
            pick.score.map_or(Item::None, Item::Number),
            Item::Number(pick.chance),
        ]
    };
    let columns = vec!["need", "at", "stratum", "score", "label_chance"];
    let table = Table { columns, keys: 0, rows: picks.iter().map(row).collect() };
    Reading::of(says, n, "contacts not sorted", Shape::Table(table))
        .leaving_out("contacts without words, or with an impossible weight", silent)
}

/// The need of an event.
fn need_of(log: &Log, event: usize) -> u32 {
    let first = &log.columns().first_event;
    (first.partition_point(|start| *start as usize <= event) as u32).saturating_sub(1)
}

fn at_random(open: Vec<Spoken>, random: &mut Random) -> Vec<Pick> {
    let chance = (WANTED as f64 / open.len() as f64).min(1.0);
    let all = drawn(open, WANTED, random).into_iter();
    all.map(|one| Pick { one, stratum: "all".to_string(), score: None, chance }).collect()
}

fn by_score(log: &Log, ask: &Ask, sorted: &[Spoken], open: Vec<Spoken>, random: &mut Random) -> Vec<Pick> {
    let Some(words) = log.names(Field::Words) else { return Vec::new() };
    let times = open.len() as f64 / open.len().min(MOST_READ) as f64;
    let open = drawn(open, MOST_READ, random);
    let (texts, places) = texts(words, &[sorted, &open], ask.threads);
    let told = sorted
        .iter()
        .zip(&places[0])
        .filter(|(one, _)| matches!(one.class, Some(Class::Value | Class::Failure)));
    let model = Likely::learn(
        &texts,
        &told.map(|(one, text)| (*text, one.class == Some(Class::Failure))).collect::<Vec<_>>(),
    );
    let score = |(one, text): (Spoken, &usize)| (model.probability(&texts, *text), one);
    let mut scored: Vec<(f64, Spoken)> = open.into_iter().zip(&places[1]).map(score).collect();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.event.cmp(&b.1.event)));
    let size = scored.len().div_ceil(QUARTERS).max(1);
    let quarters: Vec<&[(f64, Spoken)]> = scored.chunks(size).collect();
    let spread = |quarter: &[(f64, Spoken)]| spread_of(&quarter.iter().map(|one| one.0).collect::<Vec<_>>());
    let strata: Vec<(u64, f64)> =
        quarters.iter().map(|quarter| (quarter.len() as u64, spread(quarter))).collect();
    let mut picks = Vec::new();
    for ((place, quarter), wanted) in quarters.iter().enumerate().zip(allocation(&strata, WANTED as u64)) {
        let mut order: Vec<usize> = (0..quarter.len()).collect();
        random.shuffle(&mut order);
        order.truncate(wanted as usize);
        order.sort_unstable();
        let chance = wanted as f64 / quarter.len() as f64 / times;
        picks.extend(order.into_iter().map(|at| Pick {
            one: quarter[at].1,
            stratum: format!("quarter {} of {}", place + 1, quarters.len()),
            score: Some(quarter[at].0),
            chance,
        }));
    }
    picks
}
