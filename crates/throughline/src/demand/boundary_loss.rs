//! What is lost where a need crosses from one organisation to another.
//!
//! Question: how long do needs lie at each boundary, how often do they bounce, and is there more failure demand after a crossing than
//! the kind of need explains? Formula, for each pair i to j: crossings (neighbouring events of a need, first of i, then of j); the median
//! time between them; the share that goes straight back within [`BOUNCE_DAYS`] days; and the risk difference, standardised:
//! sum over s of p_s (P(failure | crossing, s) - P(failure | no such crossing, s)), strata s of the kind of demand and, where a column
//! `complexity` says so, of how complex the need is; p_s the share of all compared needs in s. Of a need that crosses, only failure
//! contacts after its first crossing count, so that failure which led to the crossing is not put down to it. The 95 % interval is that
//! of a sum of independent differences, with one success and one failure added to each share for its variance (Agresti and Caffo, The
//! American Statistician 54, 2000). Source: domain.md 8.2, measure 6. Where it misleads: needs that cross may be harder in ways no
//! column says; a wait holds work too.

use std::collections::{BTreeMap, HashMap};

use super::codes::{Class, Codes, Said};
use super::failure_share::codes_of;
use crate::log::{Column, Field, Log, NONE, Need};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, median, percent};
use crate::statistics::share::Z_95;
use crate::time::{DAY_US, SECOND_US, plain};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.boundary_loss",
    asks: "What is lost where a need crosses between organisations?",
    unit: "times, seconds, share",
    formula: "median wait, share straight back, and failure after crossing less failure without it, standardised by kind and complexity",
    source: "domain.md 8.2, measure 6; Agresti and Caffo 2000",
    misleads: "Needs that cross may be harder in ways no column says.",
    read,
};

/// A crossing that goes straight back within so many days is a bounce.
pub const BOUNCE_DAYS: i64 = 30;
/// So many needs that cross, and as many that do not, there must be for a difference.
pub const LEAST: u64 = 30;
/// So many pairs are shown, the commonest.
const SHOWN: usize = 20;

/// One boundary.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// From which organisation.
    pub from: u32,
    /// To which.
    pub to: u32,
    /// Crossings.
    pub crossings: u64,
    /// Needs with at least one.
    pub needs: u64,
    /// Median time from the last event before to the first after.
    pub median_s: f64,
    /// Crossings that go straight back.
    pub bounces: u64,
    /// Failure after crossing less failure without.
    pub difference: Option<Difference>,
}

/// A difference of two shares of needs with failure demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// As it is.
    pub crude: f64,
    /// Standardised by kind and complexity.
    pub standardised: f64,
    /// The 95 % interval of that.
    pub interval: (f64, f64),
}

/// What is known of one need.
struct Known {
    stratum: (u32, u64),
    /// When it first crossed each boundary.
    crossed: Vec<((u32, u32), i64)>,
    /// When its last contact of failure demand was, if any was coded as such.
    failure_us: Option<i64>,
    coded: bool,
}

/// A crossing: from, to, how long it lay, whether it went straight back.
type Crossing = (u32, u32, i64, bool);

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(organisation) = log.names(Field::Organisation) else {
        return Reading::not_enough(
            "no column says which organisation did it; name one as `organisation` in the mapping",
        );
    };
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    let found = boundary_loss(log, ask, &codes);
    let Some(first) = found.first() else {
        return Reading::not_enough("no need crosses from one organisation to another");
    };
    let name = |code: u32| organisation.names.get(code);
    let worst = found.iter().filter_map(|loss| Some((loss, loss.difference?)));
    let worst = worst.filter(|(_, found)| found.interval.0 > 0.0);
    let worst = worst.max_by(|a, b| a.1.standardised.total_cmp(&b.1.standardised));
    let says = match worst {
        Some((loss, found)) => format!(
            "Needs that cross from “{}” to “{}” have failure demand afterwards more often than others of their kind: {} more in a hundred \
             (between {} and {}); half of them lie there longer than {}.",
            name(loss.from),
            name(loss.to),
            hundredths(found.standardised),
            hundredths(found.interval.0),
            hundredths(found.interval.1),
            plain(loss.median_s),
        ),
        None => format!(
            "At none of the {} can more failure demand after crossing be told from chance; the commonest is from “{}” to “{}”, where half of \
             the needs lie longer than {} and {} go straight back.",
            counted(found.len() as u64, "boundary", "boundaries looked at"),
            name(first.from),
            name(first.to),
            plain(first.median_s),
            percent(first.bounces as f64 / first.crossings as f64),
        ),
    };
    let row = |loss: &Loss| {
        let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
        vec![
            Item::Name(name(loss.from).to_string()),
            Item::Name(name(loss.to).to_string()),
            Item::Count(loss.crossings),
            Item::Count(loss.needs),
            Item::Number(loss.median_s),
            Item::Number(loss.bounces as f64 / loss.crossings as f64),
            number(loss.difference.map(|found| found.crude)),
            number(loss.difference.map(|found| found.standardised)),
            number(loss.difference.map(|found| found.interval.0)),
            number(loss.difference.map(|found| found.interval.1)),
        ]
    };
    let columns = vec![
        "from",
        "to",
        "crossings",
        "needs",
        "median_wait_s",
        "bounce_share",
        "crude_difference",
        "difference",
        "low",
        "high",
    ];
    let crossings = found.iter().map(|loss| loss.crossings).sum();
    Reading::of(
        says,
        crossings,
        "crossings",
        Shape::Table(Table { columns, rows: found.iter().map(row).collect() }),
    )
}

fn hundredths(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// The commonest boundaries, most crossings first, ties by the names.
pub fn boundary_loss(log: &Log, ask: &Ask, codes: &Codes<'_>) -> Vec<Loss> {
    let Some(organisation) = log.names(Field::Organisation) else { return Vec::new() };
    let reader = Reader { log, codes, boundary: codes.widest(), complexity: complexity(log) };
    let parts = log.each_part(ask.threads, |needs| {
        let mut crossings: Vec<Crossing> = Vec::new();
        let known: Vec<Known> =
            needs.map(|need| reader.need(need, &organisation.codes, &mut crossings)).collect();
        (known, crossings)
    });
    let mut by_pair: HashMap<(u32, u32), (Vec<i64>, u64)> = HashMap::new();
    let (mut needs, mut crossings) = (Vec::new(), Vec::new());
    for (known, crossed) in parts {
        needs.extend(known);
        crossings.extend(crossed);
    }
    for (from, to, wait_us, back) in crossings {
        let (waits, bounces) = by_pair.entry((from, to)).or_default();
        waits.push(wait_us);
        *bounces += u64::from(back);
    }
    let rank = organisation.names.ranks();
    let mut pairs: Vec<_> = by_pair.into_iter().collect();
    pairs.sort_by_key(|((from, to), (waits, _))| {
        (std::cmp::Reverse(waits.len()), rank[*from as usize], rank[*to as usize])
    });
    pairs.truncate(SHOWN);
    let loss = |((from, to), (mut waits, bounces)): ((u32, u32), (Vec<i64>, u64))| Loss {
        from,
        to,
        crossings: waits.len() as u64,
        needs: needs.iter().filter(|need| need.crossed_at((from, to)).is_some()).count() as u64,
        median_s: median(&mut waits).unwrap_or(f64::NAN) / SECOND_US as f64,
        bounces,
        difference: difference(&needs, (from, to)),
    };
    pairs.into_iter().map(loss).collect()
}

/// How complex each need is, where a column says so.
fn complexity(log: &Log) -> Option<&Column> {
    log.need_column("complexity").or_else(|| log.event_column("complexity"))
}

struct Reader<'a> {
    log: &'a Log,
    codes: &'a Codes<'a>,
    boundary: usize,
    complexity: Option<&'a Column>,
}

impl Reader<'_> {
    fn need(&self, need: Need, organisations: &[u32], crossings: &mut Vec<Crossing>) -> Known {
        let mut known =
            Known { stratum: self.stratum(&need), crossed: Vec::new(), failure_us: None, coded: false };
        let (at_us, first) = (self.log.at_us(), crossings.len());
        let mut last: Option<(u32, i64)> = None;
        for event in need.events {
            match self.codes.said(event, 1, self.boundary) {
                Said::Class(Class::Failure) => {
                    known.failure_us = Some(at_us[event]);
                    known.coded = true;
                }
                Said::Class(Class::Value | Class::Other) => known.coded = true,
                _ => {}
            }
            let here = organisations[event];
            if here == NONE {
                continue;
            }
            if let Some((before, left_us)) = last.filter(|(before, _)| *before != here) {
                if let Some(previous) = crossings[first..].last_mut()
                    && (previous.0, previous.1) == (here, before)
                    && at_us[event] - known.last_crossed_us() <= BOUNCE_DAYS * DAY_US
                {
                    previous.3 = true;
                }
                crossings.push((before, here, at_us[event] - left_us, false));
                known.crossed.push(((before, here), at_us[event]));
            }
            last = Some((here, at_us[event]));
        }
        known
    }

    /// The kind of demand that the need says first, and how complex it is.
    fn stratum(&self, need: &Need) -> (u32, u64) {
        let kind = self.log.names(Field::Demand).map_or(NONE, |demand| {
            demand.codes[need.events.clone()].iter().copied().find(|code| *code != NONE).unwrap_or(NONE)
        });
        let of_need = self.log.need_column("complexity").is_some();
        let complexity = self.complexity.map_or(0, |column| {
            let place = if of_need { need.index as usize } else { need.events.start };
            match column {
                Column::Names(names) => u64::from(names.codes[place]),
                Column::Whole(cells) => cells[place] as u64,
                Column::Real(cells) => cells[place].to_bits(),
                Column::Flags(cells) => u64::from(cells[place]),
                Column::Times(_) => 0,
            }
        });
        (kind, complexity)
    }
}

impl Known {
    fn crossed_at(&self, pair: (u32, u32)) -> Option<i64> {
        self.crossed.iter().find(|(crossed, _)| *crossed == pair).map(|(_, at_us)| *at_us)
    }

    fn last_crossed_us(&self) -> i64 {
        self.crossed.last().map_or(i64::MIN / 2, |(_, at_us)| *at_us)
    }
}

/// Failure after crossing less failure without.
fn difference(needs: &[Known], pair: (u32, u32)) -> Option<Difference> {
    // Failures and needs, of those that cross and of those that do not, in each stratum.
    let mut strata: BTreeMap<(u32, u64), [(u64, u64); 2]> = BTreeMap::new();
    for need in needs.iter().filter(|need| need.coded) {
        let crossed_us = need.crossed_at(pair);
        let failed = match (need.failure_us, crossed_us) {
            (Some(last_us), Some(crossed_us)) => last_us > crossed_us,
            (failure, None) => failure.is_some(),
            (None, _) => false,
        };
        let arm = &mut strata.entry(need.stratum).or_default()[usize::from(crossed_us.is_none())];
        arm.0 += u64::from(failed);
        arm.1 += 1;
    }
    strata.retain(|_, arms| arms.iter().all(|(_, n)| *n > 0));
    let arm = |arm: usize| {
        strata.values().fold((0, 0), |(failed, n), arms| (failed + arms[arm].0, n + arms[arm].1))
    };
    let (with, without) = (arm(0), arm(1));
    if with.1 < LEAST || without.1 < LEAST {
        return None;
    }
    let share = |(failed, n): (u64, u64)| failed as f64 / n as f64;
    let variance = |(failed, n): (u64, u64)| {
        let (p, n) = ((failed as f64 + 1.0) / (n as f64 + 2.0), n as f64 + 2.0);
        p * (1.0 - p) / n
    };
    let all = (with.1 + without.1) as f64;
    let (mut standardised, mut spread) = (0.0, 0.0);
    for arms in strata.values() {
        let weight = (arms[0].1 + arms[1].1) as f64 / all;
        standardised += weight * (share(arms[0]) - share(arms[1]));
        spread += weight * weight * (variance(arms[0]) + variance(arms[1]));
    }
    let half = Z_95 * spread.sqrt();
    let interval = (standardised - half, standardised + half);
    Some(Difference { crude: share(with) - share(without), standardised, interval })
}
