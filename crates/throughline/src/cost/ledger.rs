//! Where the money goes: every line of it, who pays, and how it is known.
//!
//! Question: what is spent here, by whom, and how sure is that? Formula: money named in events as it stands there; of the others, for
//! each price, events of its activity times the price; of the rest, for each group, touch minutes times its rate a minute (one source
//! for each event, see `costing`); money by the period for the part of it that lies between the first event and the end of
//! observation. Source: time-driven activity-based costing (Kaplan and Anderson 2007), measures.md section 5; domain.md 8.2, measure
//! 10. Where it misleads: what was not written down costs nothing here; freed minutes are not cash.

use std::collections::BTreeMap;

use super::costing::{Costing, Fits, Spent};
use crate::log::{Field, Log, NONE};
use crate::money::Micropence;
use crate::money::rates::{Grade, Known, Rates};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::time::DAY_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.ledger",
    asks: "What is spent, who pays it, and how is that known?",
    unit: "pence, minutes",
    formula: "money named in events, else events times price, else minutes times rate; money by the period for the time observed",
    source: "Kaplan and Anderson, Time-Driven Activity-Based Costing, 2007",
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
    /// Events of which two or three costs are known, one of which was counted.
    pub paid_once: u64,
    /// Events whose minutes are below nought or more than those of a year.
    pub odd_minutes: u64,
    /// Touch minutes of each group, in the order of the rates, also of work that is paid by a price.
    pub worked_minutes: Vec<f64>,
    /// From the first event to the end of observation, in years of 365.25 days.
    pub years: f64,
}

impl Ledger {
    /// All of it.
    pub fn total(&self) -> Micropence {
        self.lines.iter().map(|line| line.spent).sum()
    }

    /// The share of a line in all of it; none where refunds or nothing make it no share.
    fn share(&self, line: &Line) -> Option<f64> {
        let refunds = self.lines.iter().any(|line| line.spent < Micropence::default());
        (!refunds && self.total() > Micropence::default()).then(|| line.spent.pence() / self.total().pence())
    }

    /// What is missing where no money is seen.
    fn nothing(&self) -> String {
        let odd = match self.odd_minutes {
            0 => String::new(),
            odd => {
                format!(" ({} below nought or more than a year were left out)", counted(odd, "time", "times"))
            }
        };
        if !self.lines.is_empty() {
            return format!(
                "what is known of the cost of {} comes to nought; look at the minutes and the rates{odd}",
                counted(self.lines.iter().map(|line| line.events).sum(), "event", "events")
            );
        }
        format!(
            "no event has minutes, a price or money; name a column as `minutes` or `pence` in the mapping, or give times of activities \
             from a sample of at least 30 in the rates{odd}"
        )
    }

    /// What there is to say about the money, if any is seen.
    fn says(&self) -> Option<String> {
        let top = self.lines.first().filter(|top| top.spent != Micropence::default())?;
        let paid = top.payer.as_ref().map_or(String::new(), |payer| format!(", paid by {payer}"));
        let total = self.total().rounded();
        Some(match self.share(top) {
            Some(share) => format!(
                "{total} is seen to be spent; the most of it, {}, is “{}”{paid}.",
                percent(share),
                top.name
            ),
            None => format!(
                "{total} is seen to be spent once refunds are taken off; the largest line, {}, is “{}”{paid}.",
                top.spent.rounded(),
                top.name
            ),
        })
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let ledger = ledger(log, rates, ask);
    let Some(says) = ledger.says() else { return Reading::not_enough(ledger.nothing()) };
    let says = format!("{says} {}", seen_sentence(super::capacity::seen_share(rates, &ledger)));
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
            ledger.share(line).map_or(Item::None, Item::Number),
        ]
    };
    let columns = vec!["name", "kind", "payer", "grade", "source", "events", "minutes", "pence", "share"];
    let rows: Vec<_> = ledger.lines.iter().map(row).collect();
    let events = log.event_count() as u64;
    Reading::of(says, events - ledger.without_cost, "events", Shape::Table(Table { columns, keys: 3, rows }))
        .leaving_out("events of which nothing says what they cost", ledger.without_cost)
        .leaving_out("events with minutes but without a rate", ledger.without_rate)
        .leaving_out(ODD_MINUTES, ledger.odd_minutes)
        .leaving_out(
            "second costs of events counted once: money named before a price, a price before minutes",
            ledger.paid_once,
        )
}

/// How minutes that are no time are called where they are left out.
pub(super) const ODD_MINUTES: &str = "events whose minutes are below nought or more than a year";

/// How much of the paid time the log shows, in words.
pub(super) fn seen_sentence(seen_share: Option<f64>) -> String {
    match seen_share {
        Some(share) if share > 1.0 => format!(
            "{} of paid time is in this log, which cannot be: paid_minutes in the rates look wrong, and with them all that rests on them.",
            percent(share)
        ),
        Some(share) if share < LEAST_SEEN => {
            format!("Only the seen part: {} of paid time is in this log.", percent(share))
        }
        Some(share) => format!("{} of paid time is in this log.", percent(share)),
        None => "What share of paid time this log shows is not known.".to_string(),
    }
}

/// Whether so much of the paid time is seen that a total may be named; not where it is more than there is.
pub(super) fn is_whole(seen_share: Option<f64>) -> bool {
    seen_share.is_none_or(|share| (LEAST_SEEN..=1.0).contains(&share))
}

/// The lines of a log at some rates.
pub fn ledger(log: &Log, rates: &Rates, ask: &Ask) -> Ledger {
    let costing = Costing::of(log, rates);
    let payer = log.names(Field::Payer);
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut part) = (Fits::default(), Part::of(rates));
        for event in needs.flat_map(|need| need.events) {
            let spent = costing.spent(event, &mut fits);
            part.odd_minutes += u64::from(costing.has_odd_minutes(event));
            part.add(&spent, payer.map_or(NONE, |payer| payer.codes.at(event)));
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
    let observed = log.span(ask.threads).map_or(0, |(first, last)| last.max(ask.now).0 - first.0);
    Ledger {
        lines,
        without_cost: all.without_cost,
        without_rate: all.without_rate,
        paid_once: all.paid_once,
        odd_minutes: all.odd_minutes,
        worked_minutes: all.worked.iter().map(|minutes| *minutes as f64 / 1e6).collect(),
        years: observed as f64 / DAY_US as f64 / DAYS_A_YEAR,
    }
}

const DAYS_A_YEAR: f64 = 365.25;

/// Whole millionths, so that a sum does not depend on its order.
fn millionths(minutes: f64) -> i128 {
    (minutes * 1e6).round() as i128
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
        self.minutes_millionths += millionths(minutes);
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
    /// By group, millionths of minutes.
    worked: Vec<i128>,
    without_cost: u64,
    without_rate: u64,
    paid_once: u64,
    odd_minutes: u64,
}

impl Part {
    fn of(rates: &Rates) -> Part {
        Part {
            groups: vec![Sum::default(); rates.groups.len()],
            prices: vec![Sum::default(); rates.prices.len()],
            named: BTreeMap::new(),
            worked: vec![0; rates.groups.len()],
            without_cost: 0,
            without_rate: 0,
            paid_once: 0,
            odd_minutes: 0,
        }
    }

    /// Adds an event, and the code of who paid what it names.
    fn add(&mut self, spent: &Spent, payer: u32) {
        self.without_cost += u64::from(!spent.is_known());
        self.without_rate += u64::from(spent.without_rate);
        self.paid_once += u64::from(spent.paid_once);
        if let Some((group, minutes)) = spent.worked {
            self.worked[group] += millionths(minutes);
            if let Some(work) = spent.work {
                self.groups[group].add(minutes, work);
            }
        }
        if let Some((price, spent)) = spent.price {
            self.prices[price].add(0.0, spent);
        }
        if let Some(named) = spent.named {
            self.named.entry(payer).or_default().add(0.0, named);
        }
    }

    fn and(mut self, other: Part) -> Part {
        self.groups.iter_mut().zip(&other.groups).for_each(|(all, part)| all.and(part));
        self.prices.iter_mut().zip(&other.prices).for_each(|(all, part)| all.and(part));
        other.named.iter().for_each(|(payer, part)| self.named.entry(*payer).or_default().and(part));
        self.without_cost += other.without_cost;
        self.without_rate += other.without_rate;
        self.worked.iter_mut().zip(&other.worked).for_each(|(all, part)| *all += part);
        self.paid_once += other.paid_once;
        self.odd_minutes += other.odd_minutes;
        self
    }
}
