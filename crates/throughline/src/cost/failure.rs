//! What failure costs: contacts that need not have been, and work that moved nothing on.
//!
//! Question: how much of the money goes on failure? Formula: the money of events coded as failure (contacts of class `failure`, work whose
//! `value` is `waste`) over that of all coded events, as seen from each boundary, with the 95 % interval of a ratio by linearisation over
//! needs; and bounds: the least it can be if nothing uncoded is failure, the most if all of it is. Sources: measures.md section 5 (failure
//! cost share); Cochran, Sampling Techniques, 3rd ed. 1977, 6.5. Where it misleads: failure is a judgement, so look at the agreement of
//! those who coded; what failure cost the person is not in it; money freed by less failure is not cash until somebody moves it.

use super::costing::{Costing, Fits};
use super::ledger::NO_RATES;
use crate::demand::codes::{Class, Codes, Said};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::money::Micropence;
use crate::money::rates::Rates;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, percent};
use crate::statistics::spread::{Part, Ratio};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.failure",
    asks: "How much of the money goes on failure?",
    unit: "pence, share",
    formula: "money of events coded as failure over money of all coded events, by boundary; bounds for what nobody coded",
    source: "measures.md 5; Cochran, Sampling Techniques, 3rd ed. 1977, 6.5",
    misleads: "Failure is a judgement: see how far those who coded agree. Freed time is not cash.",
    read,
};

/// So many coded events with a known cost there must be.
pub const LEAST_CODED: u64 = 30;

/// What failure costs as seen from one boundary.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The boundary, in words.
    pub boundary: String,
    /// Coded events with a known cost.
    pub events: u64,
    /// Money of those that are failure.
    pub failure: Micropence,
    /// Money of all that are coded.
    pub coded: Micropence,
    /// Money of events that nobody coded.
    pub uncoded: Micropence,
    /// The share of failure in what is coded, with its interval over needs.
    pub ratio: Option<Ratio>,
}

/// How events are known to be failure.
pub(super) struct Judged<'a> {
    codes: Option<Codes<'a>>,
    value: Option<(&'a NameColumn, Vec<Option<bool>>)>,
}

impl<'a> Judged<'a> {
    /// What the log says of its events; nothing if it says nothing.
    pub(super) fn of(log: &'a Log) -> Option<Judged<'a>> {
        let says = |name: &str| match name.trim().to_lowercase().as_str() {
            "waste" | "failure" => Some(true),
            "value" => Some(false),
            _ => None,
        };
        let value = log.names(Field::Value).map(|column| (column, column.names.iter().map(says).collect()));
        let codes = Codes::of(log).filter(|codes| !codes.boundaries().is_empty());
        (codes.is_some() || value.is_some()).then_some(Judged { codes, value })
    }

    /// The boundaries in words; one that is not stated where only work is coded.
    fn boundaries(&self) -> Vec<String> {
        match &self.codes {
            Some(codes) => {
                (0..codes.boundaries().len()).map(|place| codes.boundary_says(place).to_string()).collect()
            }
            None => vec!["not stated".to_string()],
        }
    }

    /// The widest boundary there is.
    pub(super) fn widest(&self) -> usize {
        self.codes.as_ref().map_or(0, Codes::widest)
    }

    /// Whether an event is failure seen from a boundary; nothing where nobody said.
    #[inline]
    pub(super) fn is_failure(&self, event: usize, boundary: usize) -> Option<bool> {
        self.class(event, boundary).map(|class| class == Class::Failure)
    }

    /// What an event is seen from a boundary: as its contact was sorted, or else as its work was judged; nothing where nobody said.
    #[inline]
    pub(super) fn class(&self, event: usize, boundary: usize) -> Option<Class> {
        let said = self.codes.as_ref().map_or(Said::Nothing, |codes| codes.said(event, 1, boundary));
        match said {
            Said::Class(Class::CannotTell) | Said::Unknown => None,
            Said::Class(class) => Some(class),
            Said::Nothing => {
                let (column, says) = self.value.as_ref()?;
                let code = column.codes[event];
                let waste = (code != NONE).then(|| says[code as usize]).flatten()?;
                Some(if waste { Class::Failure } else { Class::Value })
            }
        }
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let found = failure(log, rates, ask);
    let known: Vec<&Failure> = found.iter().filter(|failure| failure.events >= LEAST_CODED).collect();
    let Some((first, ratio)) = known.iter().find_map(|failure| Some((*failure, failure.ratio?))) else {
        let most = found.iter().map(|failure| failure.events).max().unwrap_or(0);
        return Reading::not_enough(format!(
            "{most} events are coded and have a known cost; {LEAST_CODED} are needed. Code contacts in a column `class` (value, failure, \
             other) and work in one that is mapped as `value` (value, waste)"
        ));
    };
    let interval = |ratio: &Ratio| ratio.interval().map(|(low, high)| (low.max(0.0), high.min(1.0)));
    let says = format!(
        "{} of the money in coded events went on failure{}: {} of {}. Of all money seen in events it is at least {} and at most {}.",
        percent(ratio.value),
        interval(&ratio).map_or(String::new(), |(low, high)| format!(
            " (between {} and {})",
            percent(low),
            percent(high)
        )),
        first.failure.rounded(),
        first.coded.rounded(),
        percent(bounds(first).0),
        percent(bounds(first).1),
    );
    let row = |failure: &&Failure| {
        let ends = failure.ratio.as_ref().and_then(interval).unzip();
        let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
        vec![
            Item::Name(failure.boundary.clone()),
            Item::Count(failure.events),
            Item::Number(failure.failure.pence()),
            Item::Number(failure.coded.pence()),
            number(failure.ratio.map(|ratio| ratio.value)),
            number(ends.0),
            number(ends.1),
            Item::Number(bounds(failure).0),
            Item::Number(bounds(failure).1),
        ]
    };
    let columns = vec![
        "boundary",
        "events",
        "failure_pence",
        "coded_pence",
        "share",
        "low",
        "high",
        "least_share",
        "most_share",
    ];
    Reading::of(
        says,
        first.events,
        "events",
        Shape::Table(Table { columns, rows: known.iter().map(row).collect() }),
    )
    .leaving_out("boundaries with too few coded events", (found.len() - known.len()) as u64)
}

/// The least and the most that failure can be of all money in events.
fn bounds(failure: &Failure) -> (f64, f64) {
    let all = (failure.coded + failure.uncoded).pence();
    (failure.failure.pence() / all, (failure.failure + failure.uncoded).pence() / all)
}

/// What failure costs, seen from each boundary.
pub fn failure(log: &Log, rates: &Rates, ask: &Ask) -> Vec<Failure> {
    let Some(judged) = Judged::of(log) else { return Vec::new() };
    let costing = Costing::of(log, rates);
    let at = |(boundary, name): (usize, String)| {
        let parts = log.each_part(ask.threads, |needs| {
            let (mut fits, mut parts) = (Fits::default(), Vec::new());
            for need in needs {
                let mut sums = [Micropence::default(); 3];
                let mut coded = 0u64;
                for event in need.events {
                    let spent = costing.spent(event, &mut fits).total();
                    let place = match judged.is_failure(event, boundary) {
                        Some(true) => 0,
                        Some(false) => 1,
                        None => 2,
                    };
                    coded += u64::from(place < 2 && spent != Micropence::default());
                    sums[place] += spent;
                }
                if sums != [Micropence::default(); 3] {
                    parts.push((need.index, coded, sums));
                }
            }
            parts
        });
        let needs = parts.concat();
        let sum = |place: usize| needs.iter().map(|(_, _, sums)| sums[place]).sum::<Micropence>();
        let part = |(need, _, [failure, other, _]): &(u32, u64, [Micropence; 3])| Part {
            above: failure.pence(),
            below: (*failure + *other).pence(),
            cluster: u64::from(*need),
        };
        let coded: Vec<Part> = needs.iter().filter(|(_, coded, _)| *coded > 0).map(part).collect();
        Failure {
            boundary: name,
            events: needs.iter().map(|(_, coded, _)| coded).sum(),
            failure: sum(0),
            coded: sum(0) + sum(1),
            uncoded: sum(2),
            ratio: Ratio::of(&coded),
        }
    };
    judged.boundaries().into_iter().enumerate().map(at).collect()
}
