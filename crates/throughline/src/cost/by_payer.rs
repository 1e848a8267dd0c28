//! Who pays for a need met, and how much of it is the cost of failure.
//!
//! Question: who carries the cost of the needs that ended, and what of it need not have been? Formula: all money seen (as in
//! `cost.ledger`: of events and of periods) by whose it is, in three parts: of events coded as failure, of events coded otherwise, and of
//! what nobody coded, as seen from the widest boundary; each over the needs that ended, as `all_money_per_need` in `cost.per_need`. Source:
//! domain.md 8.2, measure 10; measures.md section 5. Why coded events count once each, also where they were drawn to stand for others: the
//! parts must add up to the money that is there; what the sample says of the rest is in `cost.failure`. Where it misleads: failure here is
//! the least it can be as long as a part is not coded; who pays first is not always who bears it in the end.

use std::collections::BTreeMap;

use super::costing::{Costing, Fits};
use super::failure::{self, Failure, Judged};
use super::ledger::{Ledger, NO_RATES, is_whole, ledger, seen_sentence};
use crate::flow::spans;
use crate::log::{Field, Log, NONE};
use crate::money::Micropence;
use crate::money::rates::Rates;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.by_payer",
    asks: "Who pays for a need met, and for how much failure?",
    unit: "pence",
    formula: "all money seen by payer, in events coded as failure, coded otherwise, and not coded; each over the needs that ended",
    source: "Kaplan and Anderson, Time-Driven Activity-Based Costing, 2007",
    misleads: "The failure part is the least it can be while some is not coded; who pays first may not bear it in the end.",
    read,
};

/// The money of one payer, by what was said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// Of events coded as failure.
    pub failure: Micropence,
    /// Of events coded as anything else.
    pub other: Micropence,
    /// Of events that nobody coded, and by the period.
    pub uncoded: Micropence,
}

impl Parts {
    /// All of it.
    pub fn total(&self) -> Micropence {
        self.failure + self.other + self.uncoded
    }

    fn and(&mut self, other: &Parts) {
        self.failure += other.failure;
        self.other += other.other;
        self.uncoded += other.uncoded;
    }
}

/// Whose money it is; none where that is not known.
pub type Payer = Option<String>;

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let ledger = ledger(log, rates, ask);
    let total = ledger.total();
    if total.is_beyond_counting() || total <= Micropence::default() {
        return Reading::not_enough("no money is seen to be spent; see what cost.ledger says of it");
    }
    let (ended, open) = ended(log, ask);
    if ended == 0 {
        return Reading::not_enough("no need has ended yet; the money is in cost.ledger");
    }
    let judged = Judged::of(log).filter(|judged| !judged.is_too_different(log, ask));
    let all = by_payer(log, rates, ask, &ledger, judged.as_ref());
    if all.iter().any(|(_, parts)| parts.total() < Micropence::default()) {
        return Reading::not_enough("refunds are more than what was paid, so that there are no parts of it");
    }
    let seen = super::capacity::seen_share(rates, &ledger);
    let sample = judged.as_ref().and_then(|judged| failure::widest(log, judged, rates, ask));
    let failed = failed(&all, judged.as_ref(), sample.as_ref());
    let says = format!("{}; {failed}. {}", sentence(&all, ended, is_whole(seen)), seen_sentence(seen));
    let row = |(payer, parts): &(Payer, Parts)| {
        let each = |spent: Micropence| Item::Number(spent.pence() / ended as f64);
        vec![
            payer.clone().map_or(Item::None, Item::Name),
            Item::Number(parts.total().pence()),
            Item::Number(parts.failure.pence()),
            Item::Number(parts.other.pence()),
            Item::Number(parts.uncoded.pence()),
            each(parts.total()),
            each(parts.failure),
            each(parts.other),
            each(parts.uncoded),
        ]
    };
    let table = Table { columns: COLUMNS.to_vec(), keys: 1, rows: all.iter().map(row).collect() };
    Reading::of(says, ended, "needs", Shape::Table(table))
        .leaving_out("needs still open (what was spent on them so far is in the money)", open)
        .leaving_out("events of which nothing says what they cost", ledger.without_cost)
}

const COLUMNS: [&str; 9] = [
    "payer",
    "pence",
    "failure_pence",
    "other_pence",
    "uncoded_pence",
    "pence_per_need",
    "failure_pence_per_need",
    "other_pence_per_need",
    "uncoded_pence_per_need",
];

/// The money of all payers.
fn together(all: &[(Payer, Parts)]) -> Parts {
    let mut together = Parts::default();
    all.iter().for_each(|(_, parts)| together.and(parts));
    together
}

/// How much of it went on failure: as the part that was sorted says, if that is enough to say it of.
fn failed(all: &[(Payer, Parts)], judged: Option<&Judged<'_>>, sample: Option<&Failure>) -> String {
    let together = together(all);
    let share = |part: Micropence| percent(part.pence() / together.total().pence());
    if together.uncoded == together.total() {
        return "nobody sorted any of it into value and failure".to_string();
    }
    let seen = judged.map_or(String::new(), |judged| judged.from(judged.widest()));
    match sample.and_then(|sample| Some((sample, sample.ratio?))) {
        Some((sample, ratio)) if together.uncoded > Micropence::default() => {
            let (failed, between) = failure::told(&ratio);
            format!(
                "of the money in the {} sorted, {failed} went on failure{seen}{between}; {} of all money nobody sorted",
                counted(sample.events, "event", "events"),
                share(together.uncoded),
            )
        }
        _ => format!(
            "{} of it is known to go on failure{seen}, and {} nobody sorted",
            share(together.failure),
            share(together.uncoded)
        ),
    }
}

fn sentence(all: &[(Payer, Parts)], ended: u64, whole: bool) -> String {
    let together = together(all);
    let each = Micropence::of_pence(together.total().pence() / ended as f64).rounded();
    let needs = counted(ended, "need that ended", "needs that ended");
    let money = if whole { "All money seen" } else { "The part of the money that is seen" };
    let who = match all {
        [(Some(payer), _)] => format!(", all of it paid by {payer}"),
        [(Some(payer), parts), ..] => {
            format!(", {} of it paid by {payer}", percent(parts.total().pence() / together.total().pence()))
        }
        _ => String::new(),
    };
    format!("{money} comes to {each} for each of the {needs}{who}")
}

/// How many needs have ended, and how many are open.
fn ended(log: &Log, ask: &Ask) -> (u64, u64) {
    let parts = spans::each_part(log, ask, |spans| {
        spans.fold((0, 0), |(ended, open), span| match span.ended {
            Some(_) => (ended + 1, open),
            None => (ended, open + 1),
        })
    });
    parts.into_iter().fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1))
}

/// The money of each payer, most first, ties by name.
pub(super) fn by_payer(
    log: &Log,
    rates: &Rates,
    ask: &Ask,
    ledger: &Ledger,
    judged: Option<&Judged<'_>>,
) -> Vec<(Payer, Parts)> {
    let costing = Costing::of(log, rates);
    let column = log.names(Field::Payer);
    let payer_of = |event: usize| column.map_or(NONE, |column| column.codes.at(event));
    let parts = log.each_part(ask.threads, |needs| {
        let mut fits = Fits::default();
        let mut all = Money { groups: vec![Parts::default(); rates.groups.len()], ..Money::default() };
        all.prices = vec![Parts::default(); rates.prices.len()];
        for event in needs.flat_map(|need| need.events) {
            let spent = costing.spent(event, &mut fits);
            let failure = judged.and_then(|judged| judged.is_failure(event, judged.widest()));
            if let (Some((group, _)), Some(work)) = (spent.worked, spent.work) {
                add(&mut all.groups[group], work, failure);
            }
            if let Some((price, money)) = spent.price {
                add(&mut all.prices[price], money, failure);
            }
            if let Some(money) = spent.named {
                add(all.named.entry(payer_of(event)).or_default(), money, failure);
            }
        }
        all
    });
    let mut all: BTreeMap<Payer, Parts> = BTreeMap::new();
    let mut put = |payer: Payer, parts: &Parts| all.entry(payer).or_default().and(parts);
    for part in &parts {
        let groups = rates.groups.iter().map(|group| &group.known.payer).zip(&part.groups);
        let prices = rates.prices.iter().map(|price| &price.known.payer).zip(&part.prices);
        groups.chain(prices).for_each(|(payer, parts)| put(Some(payer.clone()), parts));
        for (code, parts) in &part.named {
            let named = column.filter(|_| *code != NONE).map(|column| column.names.get(*code).to_string());
            put(named, parts);
        }
    }
    for line in ledger.lines.iter().filter(|line| line.kind == "period") {
        put(line.payer.clone(), &Parts { uncoded: line.spent, ..Parts::default() });
    }
    let mut all: Vec<(Payer, Parts)> =
        all.into_iter().filter(|(_, parts)| *parts != Parts::default()).collect();
    all.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.total()));
    all
}

/// The money of some needs, by where it comes from.
#[derive(Default)]
struct Money {
    groups: Vec<Parts>,
    prices: Vec<Parts>,
    named: BTreeMap<u32, Parts>,
}

fn add(parts: &mut Parts, spent: Micropence, failure: Option<bool>) {
    match failure {
        Some(true) => parts.failure += spent,
        Some(false) => parts.other += spent,
        None => parts.uncoded += spent,
    }
}
