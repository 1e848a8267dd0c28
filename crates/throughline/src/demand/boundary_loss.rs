//! What is lost where a need crosses from one organisation to another.
//!
//! Question: how long do needs lie at each boundary, how often do they bounce, and is there more failure demand among those that cross
//! than the kind of need explains? Formula, for each pair i to j: crossings (neighbouring events of a need, first of i, then of j); the
//! median time between them; of the crossings at least [`BOUNCE_DAYS`] days old the share that went straight back within so many; and the risk
//! difference, standardised: sum over s of p_s (P(failure | crossing, s) - P(failure | no such crossing, s)), each over the whole life of a
//! need, strata s of the kind of demand and, where a column `complexity` says so, of how complex the need is; p_s the share of all compared
//! needs in s; a need stands for as many as its sorted contacts do on the mean. The 95 % interval is that of a sum of independent
//! differences, with one success and one failure added to each share for its variance (Agresti and Caffo, The American Statistician 54,
//! 2000), widened by the design effect of the needs of one person, linearised (Kish 1965; with needs apart it held the truth in 77 of 100
//! logs whose persons differ); a second one holds for all boundaries looked at together (Bonferroni). A boundary is named only if that one lies above nought, and
//! if from the age at which each need crossed there is more failure than others that had not ended at that age have from then on: failure that
//! led to a crossing is not put down to it. Source: domain.md 8.2, measure 6. Where it misleads: needs that cross may be harder in ways
//! no column says; a wait holds work too.

mod difference;

use std::collections::HashMap;

pub use self::difference::{Difference, LEAST};
use self::difference::{difference, more_afterwards, reach};
use super::codes::{Class, Codes, Said};
use super::contacts::Weights;
use super::failure_share::codes_of;
use crate::log::{CodeSlice, Column, Field, Log, NONE, NameColumn, Need};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, median, of_half, percent};
use crate::time::{DAY_US, SECOND_US, plain};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "demand.boundary_loss",
    asks: "What is lost where a need crosses between organisations?",
    unit: "times, seconds, share",
    formula: "median wait, share straight back, and failure of needs that cross less that of others, standardised by kind and complexity",
    source: "Agresti and Caffo, The American Statistician 54, 2000",
    misleads: "Needs that cross may be harder in ways no column says.",
    read,
};

/// A crossing that goes straight back within so many days is a bounce.
pub const BOUNCE_DAYS: i64 = 30;
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
    /// Crossings so old that a bounce would have been seen.
    pub followed: u64,
    /// Of those, the ones that went straight back.
    pub bounces: u64,
    /// Failure of needs that cross less that of others.
    pub difference: Option<Difference>,
    /// Whether this is the one to be named: the greatest difference that is beyond chance and came after the crossing.
    pub stands_out: bool,
}

impl Loss {
    /// The share that went straight back; `None` where no crossing is old enough.
    pub fn bounce_share(&self) -> Option<f64> {
        (self.followed > 0).then(|| self.bounces as f64 / self.followed as f64)
    }
}

/// From which organisation to which.
type Pair = (u32, u32);

/// What is known of one need.
struct Known {
    stratum: (u32, u64),
    /// When it first crossed each boundary.
    crossed: Vec<(Pair, i64)>,
    /// When its last contact of failure demand was, if any was coded as such.
    failure_us: Option<i64>,
    /// How many needs it stands for; nothing where none of its contacts was sorted.
    weight: Option<f64>,
    /// The same number, the same person.
    person: u64,
    opened_us: i64,
    last_us: i64,
}

/// A crossing.
#[derive(Clone, Copy)]
struct Crossing {
    pair: Pair,
    at_us: i64,
    wait_us: i64,
    back: bool,
}

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
    let says = sentence(&found, first, organisation, codes.counting(codes.widest()));
    let row = |loss: &Loss| {
        let name = |code: u32| Item::Name(organisation.names.get(code).to_string());
        let number =
            |of: fn(Difference) -> f64| loss.difference.map_or(Item::None, |found| Item::Share(of(found)));
        vec![
            name(loss.from),
            name(loss.to),
            Item::Count(loss.crossings),
            Item::Count(loss.needs),
            Item::Number(loss.median_s),
            loss.bounce_share().map_or(Item::None, Item::Number),
            number(|found| found.crude),
            number(|found| found.standardised),
            number(|found| found.interval.0),
            number(|found| found.interval.1),
            number(|found| found.of_all.0),
            number(|found| found.of_all.1),
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
        "low_of_all",
        "high_of_all",
    ];
    let crossings = found.iter().map(|loss| loss.crossings).sum();
    let rows = found.iter().map(row).collect();
    Reading::of(says, crossings, "crossings", Shape::Table(Table { columns, keys: 2, rows }))
}

/// What is said of the boundaries, of which `first` is the commonest.
fn sentence(found: &[Loss], first: &Loss, organisation: &NameColumn, seen: String) -> String {
    let name = |code: u32| organisation.names.get(code);
    let compared = found.iter().filter(|loss| loss.difference.is_some()).count() as u64;
    let looked = counted(compared, "boundary was", "boundaries were");
    let out = found.iter().filter(|loss| loss.stands_out).find_map(|loss| Some((loss, loss.difference?)));
    if let Some((loss, found)) = out {
        return format!(
            "Where a need passes from “{}” to “{}”, people have to chase or come back more often{seen}: of 100 such needs about {} more have \
             failure demand than of 100 others of their kind (between {} and {}). It comes after the crossing more often than to others \
             of the same age, and half of these needs lie there longer than {}; {looked} looked at, and the interval allows for that.",
            name(loss.from),
            name(loss.to),
            hundredths(found.standardised),
            hundredths(found.of_all.0),
            hundredths(found.of_all.1),
            plain(loss.median_s),
        );
    }
    let back = first
        .bounce_share()
        .map_or(String::new(), |share| format!(" and {} go straight back", percent(share)));
    let commonest = format!(
        "the commonest is from “{}” to “{}”{}{back}",
        name(first.from),
        name(first.to),
        of_half(first.crossings, || format!(
            ", where half of the needs lie longer than {}",
            plain(first.median_s)
        )),
    );
    match compared {
        0 => format!(
            "At no boundary have {LEAST} needs with sorted contacts crossed, and {LEAST} others of their kind not, so that failure could be \
             compared; {commonest}."
        ),
        _ => format!(
            "At none of the {} can more failure demand{seen} be told from chance, or from what others have at the same age; {commonest}.",
            counted(compared, "boundary", "boundaries looked at"),
        ),
    }
}

fn hundredths(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// The commonest boundaries, most crossings first, ties by the names.
pub fn boundary_loss(log: &Log, ask: &Ask, codes: &Codes<'_>) -> Vec<Loss> {
    let Some(organisation) = log.names(Field::Organisation) else { return Vec::new() };
    let weights = Weights::of(log);
    let reader = Reader { log, codes, weights, boundary: codes.widest(), complexity: complexity(log) };
    let parts = log.each_part(ask.threads, |needs| {
        let mut crossings: Vec<Crossing> = Vec::new();
        let known: Vec<Known> =
            needs.map(|need| reader.need(need, organisation.codes.all(), &mut crossings)).collect();
        (known, crossings)
    });
    let mut by_pair: HashMap<Pair, (Vec<i64>, u64, u64)> = HashMap::new();
    let (mut needs, mut crossings) = (Vec::new(), Vec::new());
    for (known, crossed) in parts {
        needs.extend(known);
        crossings.extend(crossed);
    }
    let followed_until_us = ask.now.0.saturating_sub(BOUNCE_DAYS * DAY_US);
    for crossing in crossings {
        let (waits, followed, bounces) = by_pair.entry(crossing.pair).or_default();
        waits.push(crossing.wait_us);
        let old = crossing.at_us <= followed_until_us;
        *followed += u64::from(old);
        *bounces += u64::from(old && crossing.back);
    }
    let rank = organisation.names.ranks();
    let mut pairs: Vec<_> = by_pair.into_iter().collect();
    pairs.sort_by_key(|((from, to), (waits, ..))| {
        (std::cmp::Reverse(waits.len()), rank[*from as usize], rank[*to as usize])
    });
    pairs.truncate(SHOWN);
    let loss = |((from, to), (mut waits, followed, bounces)): (Pair, (Vec<i64>, u64, u64))| Loss {
        from,
        to,
        crossings: waits.len() as u64,
        needs: needs.iter().filter(|need| need.crossed_at((from, to)).is_some()).count() as u64,
        median_s: median(&mut waits).unwrap_or(f64::NAN) / SECOND_US as f64,
        followed,
        bounces,
        difference: difference(&needs, (from, to)),
        stands_out: false,
    };
    let mut losses: Vec<Loss> = pairs.into_iter().map(loss).collect();
    judge(&mut losses, &needs);
    losses
}

/// Widens the intervals for how many there are, and finds the one to be named.
fn judge(losses: &mut [Loss], needs: &[Known]) {
    let reach = reach(losses.iter().filter(|loss| loss.difference.is_some()).count());
    let mut beyond: Vec<(usize, f64)> = Vec::new();
    for (place, loss) in losses.iter_mut().enumerate() {
        let Some(found) = &mut loss.difference else { continue };
        found.of_all = (found.standardised - reach * found.error, found.standardised + reach * found.error);
        if found.of_all.0 > 0.0 {
            beyond.push((place, found.standardised));
        }
    }
    beyond.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let named = beyond.iter().find(|(place, _)| {
        let wider = losses[*place].difference.map_or(1.0, |found| found.design_effect.sqrt());
        more_afterwards(needs, (losses[*place].from, losses[*place].to), reach * wider)
    });
    if let Some((place, _)) = named {
        losses[*place].stands_out = true;
    }
}

/// How complex each need is, where a column says so.
fn complexity(log: &Log) -> Option<&Column> {
    log.need_column("complexity").or_else(|| log.event_column("complexity"))
}

struct Reader<'a> {
    log: &'a Log,
    codes: &'a Codes<'a>,
    weights: Weights<'a>,
    boundary: usize,
    complexity: Option<&'a Column>,
}

impl Reader<'_> {
    fn need(&self, need: Need, organisations: CodeSlice<'_>, crossings: &mut Vec<Crossing>) -> Known {
        let (at_us, first) = (self.log.at_us(), crossings.len());
        let at = |event: Option<usize>| event.map_or(0, |event| at_us[event]);
        let mut known = Known {
            stratum: self.stratum(&need),
            crossed: Vec::new(),
            failure_us: None,
            weight: None,
            person: self.person(&need),
            opened_us: at(need.events.clone().next()),
            last_us: at(need.events.clone().next_back()),
        };
        let (mut weight, mut sorted) = (0.0, 0_u32);
        let mut last: Option<(u32, i64)> = None;
        for event in need.events {
            if let Said::Class(class @ (Class::Failure | Class::Value | Class::Other)) =
                self.codes.said(event, 1, self.boundary)
                && let Some(one) = self.weights.of_sorted(event)
            {
                (weight, sorted) = (weight + one, sorted + 1);
                if class == Class::Failure {
                    known.failure_us = Some(at_us[event]);
                }
            }
            let here = organisations.at(event);
            if here == NONE {
                continue;
            }
            if let Some((before, left_us)) = last.filter(|(before, _)| *before != here) {
                if let Some(previous) = crossings[first..].last_mut()
                    && previous.pair == (here, before)
                    && at_us[event] - previous.at_us <= BOUNCE_DAYS * DAY_US
                {
                    previous.back = true;
                }
                let (pair, now_us) = ((before, here), at_us[event]);
                crossings.push(Crossing { pair, at_us: now_us, wait_us: now_us - left_us, back: false });
                known.crossed.push((pair, now_us));
            }
            last = Some((here, at_us[event]));
        }
        known.weight = (sorted > 0).then(|| weight / f64::from(sorted));
        known
    }

    /// The number of the person a need is about; one of its own for a need of nobody known.
    fn person(&self, need: &Need) -> u64 {
        let known = self
            .log
            .names(Field::Person)
            .and_then(|person| person.codes.part(need.events.clone()).known().next());
        known.map_or(u64::from(NONE) << 32 | u64::from(need.index), u64::from)
    }

    /// The kind of demand that the need says first, and how complex it is.
    fn stratum(&self, need: &Need) -> (u32, u64) {
        let kind = self
            .log
            .names(Field::Demand)
            .map_or(NONE, |demand| demand.codes.part(need.events.clone()).known().next().unwrap_or(NONE));
        let of_need = self.log.need_column("complexity").is_some();
        let complexity = self.complexity.map_or(0, |column| {
            let place = if of_need { need.index as usize } else { need.events.start };
            match column {
                Column::Names(names) => u64::from(names.codes.at(place)),
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
    fn crossed_at(&self, pair: Pair) -> Option<i64> {
        self.crossed.iter().find(|(crossed, _)| *crossed == pair).map(|(_, at_us)| *at_us)
    }
}
