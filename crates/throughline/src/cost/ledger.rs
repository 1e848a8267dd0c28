//! Where the money goes: every line of it, who pays, and how it is known.
//!
//! Question: what is spent here, by whom, and how sure is that? Formula: for each group, touch minutes times its rate a minute;
//! for each price, events of its activity times the price; money named in events as it stands there; money by the period for
//! the part of it that lies between the first event and the end of observation. Source: time-driven activity-based costing
//! (Kaplan and Anderson 2007), measures.md section 5; domain.md 8.2, measure 10. Where it misleads: what was not written down
//! costs nothing here; freed minutes are not cash.

use std::collections::BTreeMap;

use super::costing::{Costing, Fits};
use crate::log::{Field, Log, NONE};
use crate::money::Micropence;
use crate::money::rates::{Grade, Known, Rates};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.ledger",
    asks: "What is spent, who pays it, and how is that known?",
    unit: "pence, minutes",
    formula: "minutes times rate, events times price, money named in events, money by the period for the time observed",
    source: "Kaplan and Anderson, Time-Driven Activity-Based Costing, 2007; measures.md 5",
    misleads: "What nobody wrote down costs nothing here; minutes that are freed are not cash.",
    read,
};

/// What is missing where no rates were given.
pub(super) const NO_RATES: &str =
    "nobody said what work costs; give a file with pay, prices and contracts (--rates, see docs/rates.md)";

/// Below this share of paid minutes no total may be named (measures.md section 6).
pub const LEAST_SEEN: f64 = 0.6;

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is, such as a group or a contract.
    pub name: String,
    /// `work`, `price`, `named` or `period`.
    pub kind: &'static str,
    /// Whose money it is, where that is known.
    pub payer: Option<String>,
    /// How it is known, and from where.
    pub evidence: Option<(Grade, String)>,
    /// Touch minutes, for work.
    pub minutes: f64,
    /// How many events.
    pub events: u64,
    /// What it comes to.
    pub spent: Micropence,
}

/// All lines, and what is not in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Most money first, ties by name.
    pub lines: Vec<Line>,
    /// Events of which nothing says what they cost.
    pub without_cost: u64,
    /// Events with minutes for which no rate was given.
    pub without_rate: u64,
}

impl Ledger {
    /// All of it.
    pub fn total(&self) -> Micropence {
        self.lines.iter().map(|line| line.spent).sum()
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let ledger = ledger(log, rates, ask);
    let total = ledger.total();
    let Some(top) = ledger.lines.first() else {
        return Reading::not_enough(
            "no event has minutes, a price or money; name a column as `minutes` or `pence` in the mapping, or give times of \
             activities from a sample of at least 30 in the rates",
        );
    };
    let share = |line: &Line| line.spent.pence() / total.pence();
    let says = format!(
        "{} is seen to be spent; the most of it, {}, is “{}”{}. {}",
        total.rounded(),
        percent(share(top)),
        top.name,
        top.payer.as_ref().map_or(String::new(), |payer| format!(", paid by {payer}")),
        seen_sentence(super::capacity::seen_share(log, rates, ask)),
    );
    let name = |name: &Option<String>| name.clone().map_or(Item::None, Item::Name);
    let row = |line: &Line| {
        let (grade, source) = line.evidence.clone().unzip();
        vec![
            Item::Name(line.name.clone()),
            Item::Name(line.kind.to_string()),
            name(&line.payer),
            grade.map_or(Item::None, |grade| Item::Name(grade.letter().to_string())),
            name(&source),
            Item::Count(line.events),
            Item::Number(line.minutes),
            Item::Number(line.spent.pence()),
            Item::Number(share(line)),
        ]
    };
    let columns = vec!["name", "kind", "payer", "grade", "source", "events", "minutes", "pence", "share"];
    let rows = ledger.lines.iter().map(row).collect();
    let events = log.event_count() as u64;
    Reading::of(says, events - ledger.without_cost, "events", Shape::Table(Table { columns, rows }))
        .leaving_out("events of which nothing says what they cost", ledger.without_cost)
        .leaving_out("events with minutes but without a rate", ledger.without_rate)
}

/// How much of the paid time the log shows, in words.
pub(super) fn seen_sentence(seen_share: Option<f64>) -> String {
    match seen_share {
        Some(share) if share < LEAST_SEEN => {
            format!("Only the seen part: {} of paid time is in this log.", percent(share))
        }
        Some(share) => format!("{} of paid time is in this log.", percent(share)),
        None => "What share of paid time this log shows is not known.".to_string(),
    }
}

/// The lines of a log at some rates.
pub fn ledger(log: &Log, rates: &Rates, ask: &Ask) -> Ledger {
    let costing = Costing::of(log, rates);
    let payer = log.names(Field::Payer);
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut part) = (Fits::default(), Part::of(rates));
        for event in needs.flat_map(|need| need.events) {
            let spent = costing.spent(event, &mut fits);
            part.without_cost += u64::from(!spent.is_known());
            part.without_rate += u64::from(spent.without_rate);
            if let Some((group, minutes, work)) = spent.work {
                part.groups[group].add(minutes, work);
            }
            if let Some((price, spent)) = spent.price {
                part.prices[price].add(0.0, spent);
            }
            if let Some(named) = spent.named {
                let payer = payer.map_or(NONE, |payer| payer.codes[event]);
                part.named.entry(payer).or_default().add(0.0, named);
            }
        }
        part
    });
    let all = parts.into_iter().fold(Part::of(rates), Part::and);
    let line = |name: &str, kind, known: Option<&Known>, sum: &Sum| Line {
        name: name.to_string(),
        kind,
        payer: known.map(|known| known.payer.clone()),
        evidence: known.map(|known| (known.grade, known.source.clone())),
        minutes: sum.minutes_millionths as f64 / 1e6,
        events: sum.events,
        spent: sum.spent,
    };
    let groups = rates.groups.iter().zip(&all.groups);
    let mut lines: Vec<Line> =
        groups.map(|(group, sum)| line(&group.name, "work", Some(&group.known), sum)).collect();
    let prices = rates.prices.iter().zip(&all.prices);
    lines.extend(prices.map(|(price, sum)| line(&price.activity, "price", Some(&price.known), sum)));
    lines.extend(all.named.iter().map(|(code, sum)| Line {
        payer: payer.filter(|_| *code != NONE).map(|payer| payer.names.get(*code).to_string()),
        ..line("money named in the log", "named", None, sum)
    }));
    lines.retain(|line| line.events > 0);
    lines.extend(periods(log, rates, ask));
    lines.sort_by(|a, b| (b.spent, &a.name, &a.payer).cmp(&(a.spent, &b.name, &b.payer)));
    Ledger { lines, without_cost: all.without_cost, without_rate: all.without_rate }
}

/// Money by the period, for the part of it that was observed.
fn periods(log: &Log, rates: &Rates, ask: &Ask) -> Vec<Line> {
    let Some((first, last)) = log.span(ask.threads) else { return Vec::new() };
    let until = last.max(ask.now);
    let line = |fixed: &crate::money::rates::Fixed| {
        let whole_us = (fixed.until.0 - fixed.from.0) as f64;
        let seen_us = (fixed.until.min(until).0 - fixed.from.max(first).0).max(0) as f64;
        (whole_us > 0.0 && seen_us > 0.0).then(|| Line {
            name: fixed.name.clone(),
            kind: "period",
            payer: Some(fixed.known.payer.clone()),
            evidence: Some((fixed.known.grade, fixed.known.source.clone())),
            minutes: 0.0,
            events: 0,
            spent: Micropence::of_pence(fixed.pence * (seen_us / whole_us)),
        })
    };
    rates.fixed.iter().filter_map(line).collect()
}

/// Sums that do not depend on the order of adding.
#[derive(Clone, Default)]
struct Sum {
    minutes_millionths: i128,
    events: u64,
    spent: Micropence,
}

impl Sum {
    fn add(&mut self, minutes: f64, spent: Micropence) {
        self.minutes_millionths += (minutes * 1e6).round() as i128;
        self.events += 1;
        self.spent += spent;
    }

    fn and(&mut self, other: &Sum) {
        self.minutes_millionths += other.minutes_millionths;
        self.events += other.events;
        self.spent += other.spent;
    }
}

/// The sums of some needs.
struct Part {
    groups: Vec<Sum>,
    prices: Vec<Sum>,
    /// By the code of the payer.
    named: BTreeMap<u32, Sum>,
    without_cost: u64,
    without_rate: u64,
}

impl Part {
    fn of(rates: &Rates) -> Part {
        let (groups, prices) =
            (vec![Sum::default(); rates.groups.len()], vec![Sum::default(); rates.prices.len()]);
        Part { groups, prices, named: BTreeMap::new(), without_cost: 0, without_rate: 0 }
    }

    fn and(mut self, other: Part) -> Part {
        self.groups.iter_mut().zip(&other.groups).for_each(|(all, part)| all.and(part));
        self.prices.iter_mut().zip(&other.prices).for_each(|(all, part)| all.and(part));
        other.named.iter().for_each(|(payer, part)| self.named.entry(*payer).or_default().and(part));
        self.without_cost += other.without_cost;
        self.without_rate += other.without_rate;
        self
    }
}
