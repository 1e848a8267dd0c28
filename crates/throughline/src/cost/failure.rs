//! What failure costs: contacts that need not have been, and work that moved nothing on.
//!
//! Question: how much of the money goes on failure? Formula: the money of events coded as failure (contacts of class `failure`, work
//! whose `value` is `waste`) over that of all coded as value or failure, each counted as often as it stands for others (`Weights`, as in
//! `demand.failure_share`), as seen from each boundary, with the 95 % interval of a ratio by linearisation over people, on Wilson's scale;
//! and, where every coded event stands for itself alone, bounds: the least it can be if nothing uncoded is failure, the most if all of it
//! is. The widest boundary is spoken of first, and named: what is failure depends on it (domain.md 3.2). Sources: measures.md section 5
//! (failure cost share); Cochran, Sampling Techniques, 3rd ed. 1977, 6.5. Where it misleads: failure is a judgement, so look at the
//! agreement of those who coded; what failure cost the person is not in it; money freed by less failure is not cash until somebody moves
//! it.

use super::costing::{Costing, Fits, People};
use super::ledger::NO_RATES;
use crate::demand::agreement::too_different;
use crate::demand::codes::{Class, Codes, Said};
use crate::demand::contacts::{Contacts, Weights, chanceless};
use crate::log::{Field, Log, NONE, NameColumn};
use crate::money::rates::Rates;
use crate::money::{Micropence, about};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::statistics::spread::{Part, Ratio};
use crate::wording::{self, step_of};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.failure",
    asks: "How much of the money goes on failure?",
    unit: "pence, share",
    formula: "money of events coded as failure over money of those coded as value or failure, by boundary; bounds for what nobody coded",
    source: "Cochran, Sampling Techniques, 3rd ed. 1977, 6.5",
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
    /// The same as it follows a sentence; empty where none was named.
    pub seen_from: String,
    /// Events coded as value or failure, with a known cost.
    pub events: u64,
    /// Events coded as neither, with a known cost, and their money: in no share.
    pub neither: (u64, Micropence),
    /// Money of those that are failure, each as often as it stands for others.
    pub failure: Micropence,
    /// The same of all that are coded as value or failure.
    pub coded: Micropence,
    /// Money of events that nobody coded, as it is seen.
    pub uncoded: Micropence,
    /// Events coded, as one or as neither, that stand for more or fewer than one.
    pub weighted: u64,
    /// Coded events left out, as their weight is no number above nought, or the chance of their being drawn is missing or impossible.
    pub weightless: u64,
    /// Why no share may be shown, where those who sorted the contacts agree too little.
    pub too_different: Option<String>,
    /// The share of failure in what is coded, with its error over people.
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

    /// A boundary as it follows a sentence: `, seen from the whole system`; nothing where none was named.
    pub(super) fn from(&self, boundary: usize) -> String {
        self.codes.as_ref().map_or(String::new(), |codes| codes.counting(boundary))
    }

    /// Whether those who sorted agree too little, seen from the widest boundary, for anything to rest on it.
    pub(super) fn is_too_different(&self, log: &Log, ask: &Ask) -> bool {
        self.codes.as_ref().is_some_and(|codes| too_different(log, ask, codes, self.widest()).is_some())
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
                let code = column.codes.at(event);
                let waste = (code != NONE).then(|| says[code as usize]).flatten()?;
                Some(if waste { Class::Failure } else { Class::Value })
            }
        }
    }
}

/// How many events a judged one stands for: only contacts are drawn to be sorted.
pub(super) struct Standing<'a> {
    weights: Weights<'a>,
    contacts: Option<Contacts<'a>>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(log: &'a Log) -> Standing<'a> {
        Standing { weights: Weights::of(log), contacts: Contacts::of(log) }
    }

    /// None where what is given for it is impossible.
    #[inline]
    pub(super) fn of_event(&self, event: usize) -> Option<f64> {
        let drawn = self.contacts.as_ref().is_some_and(|contacts| contacts.is(event, false));
        if drawn { self.weights.of_sorted(event) } else { self.weights.get(event) }
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let found = failure(log, rates, ask);
    let many = found.iter().filter(|failure| failure.events >= LEAST_CODED);
    let known: Vec<&Failure> = many.clone().filter(|failure| failure.too_different.is_none()).collect();
    let Some((first, ratio)) = known.iter().find_map(|failure| Some((*failure, failure.ratio?))) else {
        let reason = many.clone().find_map(|failure| failure.too_different.clone());
        let most = found.iter().map(|failure| failure.events).max().unwrap_or(0);
        let left_out = found.iter().map(|failure| failure.weightless).max().unwrap_or(0);
        return Reading::not_enough(reason.unwrap_or_else(|| too_few(log, most, left_out)));
    };
    let withheld = many.count() - known.len();
    let row = |failure: &&Failure| {
        let ends = failure.ratio.and_then(|ratio| ratio.share_interval()).unzip();
        let (least, most) = bounds(failure).unzip();
        let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
        vec![
            Item::Name(failure.boundary.clone()),
            Item::Count(failure.events),
            Item::Number(failure.failure.pence()),
            Item::Number(failure.coded.pence()),
            number(failure.ratio.map(|ratio| ratio.value)),
            number(ends.0),
            number(ends.1),
            number(least),
            number(most),
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
        sentence(first, &ratio),
        first.events,
        "events sorted as value or failure",
        Shape::Table(Table { columns, keys: 1, rows: known.iter().map(row).collect() }),
    )
    .leaving_out("events sorted as other, neither value nor failure", first.neither.0)
    .leaving_out("boundaries with too few coded events", (found.len() - known.len() - withheld) as u64)
    .leaving_out("boundaries on which readers disagree too often", withheld as u64)
    .leaving_out(Weights::of(log).left_out(), first.weightless)
}

/// The share with its interval where there is one: `56 %`, ` (between 53 % and 59 %)`.
pub(super) fn told(ratio: &Ratio) -> (String, String) {
    match ratio.share_interval() {
        Some(interval) => {
            let told = wording::share(ratio.value, interval);
            let between = format!(" ({})", told.between());
            (told.value, between)
        }
        None => (percent(ratio.value), String::new()),
    }
}

fn sentence(first: &Failure, ratio: &Ratio) -> String {
    let (share, between) = told(ratio);
    // What stands for others is an estimate; what was counted itself is not.
    let money = |spent: Micropence| match first.weighted {
        0 => spent.rounded().to_string(),
        _ => format!("about {}", about(spent.pence(), step_of(spent.pence()))),
    };
    format!(
        "{share} of the money in events sorted as value or failure went on failure{}{between}: {} of {}{}.{}",
        first.seen_from,
        money(first.failure),
        money(first.coded),
        if first.weighted > 0 { ", each event counted as often as it stands for others" } else { "" },
        bounds(first).map_or(String::new(), |(least, most)| format!(
            " Of all money seen in events it is at least {} and at most {}.",
            percent(least),
            percent(most)
        )),
    )
}

fn too_few(log: &Log, events: u64, left_out: u64) -> String {
    let without_chance = chanceless(log, left_out);
    let stop = if without_chance.is_empty() { "" } else { ". " };
    format!(
        "{} coded and {} a known cost; {LEAST_CODED} are needed. Code contacts in a column `class` (value, failure, other) and work in one \
         that is mapped as `value` (value, waste){stop}{without_chance}",
        counted(events, "event is", "events are"),
        if events == 1 { "has" } else { "have" }
    )
}

/// The least and the most that failure can be of all money in events; none where coded events stand for others, which are then not
/// unknown, or where refunds make it no share.
fn bounds(failure: &Failure) -> Option<(f64, f64)> {
    let all = (failure.coded + failure.neither.1 + failure.uncoded).pence();
    let (least, most) = (failure.failure.pence() / all, (failure.failure + failure.uncoded).pence() / all);
    (failure.weighted == 0 && 0.0 <= least && least <= most && most <= 1.0).then_some((least, most))
}

/// What the events of a need cost, by what was said of them.
#[derive(Clone, Copy, Default, PartialEq)]
struct Sums {
    failure: Micropence,
    value: Micropence,
    neither: Micropence,
    uncoded: Micropence,
    coded: u64,
    coded_neither: u64,
    weighted: u64,
    weightless: u64,
}

/// What failure costs, seen from each boundary: the widest first, the others by name.
pub fn failure(log: &Log, rates: &Rates, ask: &Ask) -> Vec<Failure> {
    let Some(judged) = &Judged::of(log) else { return Vec::new() };
    let all = judged.boundaries().into_iter().enumerate();
    let mut found: Vec<Failure> = all.map(|at| seen_from(log, judged, at, rates, ask)).collect();
    let widest = found.remove(judged.widest());
    found.insert(0, widest);
    found
}

/// What failure costs seen from the widest boundary; none where too few are coded to say it.
pub(super) fn widest(log: &Log, judged: &Judged<'_>, rates: &Rates, ask: &Ask) -> Option<Failure> {
    let at = judged.boundaries().into_iter().enumerate().nth(judged.widest())?;
    let found = seen_from(log, judged, at, rates, ask);
    (found.events >= LEAST_CODED && found.too_different.is_none()).then_some(found)
}

fn seen_from(
    log: &Log,
    judged: &Judged<'_>,
    (boundary, name): (usize, String),
    rates: &Rates,
    ask: &Ask,
) -> Failure {
    let mut needs = sums(log, judged, boundary, rates, ask);
    needs.sort_by_key(|(person, _)| *person);
    let sum = |of: fn(&Sums) -> Micropence| needs.iter().map(|(_, sums)| of(sums)).sum::<Micropence>();
    let count = |of: fn(&Sums) -> u64| needs.iter().map(|(_, sums)| of(sums)).sum();
    let part = |(person, sums): &(u64, Sums)| Part {
        above: sums.failure.pence(),
        below: (sums.failure + sums.value).pence(),
        cluster: *person,
    };
    let coded: Vec<Part> = needs.iter().filter(|(_, sums)| sums.coded > 0).map(part).collect();
    Failure {
        boundary: name,
        seen_from: judged.from(boundary),
        events: count(|sums| sums.coded),
        neither: (count(|sums| sums.coded_neither), sum(|sums| sums.neither)),
        failure: sum(|sums| sums.failure),
        coded: sum(|sums| sums.failure + sums.value),
        uncoded: sum(|sums| sums.uncoded),
        weighted: count(|sums| sums.weighted),
        weightless: count(|sums| sums.weightless),
        too_different: judged.codes.as_ref().and_then(|codes| too_different(log, ask, codes, boundary)),
        ratio: Ratio::of(&coded).filter(|ratio| (0.0..=1.0).contains(&ratio.value)),
    }
}

/// The sums of each need with any money or code, and whom it is about.
fn sums(log: &Log, judged: &Judged<'_>, boundary: usize, rates: &Rates, ask: &Ask) -> Vec<(u64, Sums)> {
    let (costing, standing, people) = (Costing::of(log, rates), Standing::of(log), People::of(log));
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut parts) = (Fits::default(), Vec::new());
        for need in needs {
            let mut sums = Sums::default();
            for event in need.events.clone() {
                let spent = costing.spent(event, &mut fits).total();
                let Some(class) = judged.class(event, boundary) else {
                    sums.uncoded += spent;
                    continue;
                };
                let Some(weight) = standing.of_event(event) else {
                    sums.weightless += 1;
                    continue;
                };
                let spent = if weight == 1.0 { spent } else { Micropence::of_pence(weight * spent.pence()) };
                let known = u64::from(spent != Micropence::default());
                sums.weighted += u64::from(weight != 1.0);
                let (money, events) = match class {
                    Class::Failure => (&mut sums.failure, &mut sums.coded),
                    Class::Value => (&mut sums.value, &mut sums.coded),
                    Class::Other | Class::CannotTell => (&mut sums.neither, &mut sums.coded_neither),
                };
                *money += spent;
                *events += known;
            }
            if sums != Sums::default() {
                parts.push((people.of_need(&need), sums));
            }
        }
        parts
    });
    parts.concat()
}
