//! What a need met costs, across all who paid for a part of it.
//!
//! Question: what does it cost to meet one need, from the first words to the end? Formula: for each need that ended, the money
//! of all its events (`costing`); the mean with its 95 % interval, the median, the ninth decile; and all money seen, of needs
//! ended or not and of periods, over the needs that ended. The interval: people drawn again with all their needs (costs are skewed,
//! and those of one person alike), from [`LEAST_PEOPLE`] people on, since of fewer it is too narrow; above [`DRAWN_PEOPLE`] by
//! linearisation over people, which is then the same. Source: domain.md 8.2, measure 10; measures.md section 5. Why not per
//! transaction: cheap transactions times many repeats is dear. Where it misleads: what was not written down costs nothing here,
//! so this is the least it can be; needs just begun have cost, but have not ended.

use super::costing::{Costing, Fits, People};
use super::ledger::{Ledger, NO_RATES, ODD_MINUTES, is_whole, ledger, seen_sentence};
use crate::flow::spans;
use crate::log::Log;
use crate::money::Micropence;
use crate::money::rates::Rates;
use crate::reading::{
    Ask, LEAST_FOR_HALF, LEAST_FOR_TENTH, Measure, Number, Reading, Shape, counted, median, quantile,
};
use crate::statistics::bootstrap;
use crate::statistics::random::Random;
use crate::statistics::spread::{Part, Ratio};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.per_need",
    asks: "What does a need met cost, whoever paid?",
    unit: "pence",
    formula: "money of all events of each need that ended: mean, median, p90; all money seen over needs that ended",
    source: "Kaplan and Anderson 2007",
    misleads: "What nobody wrote down costs nothing here: the least it can be.",
    read,
};

/// From so many people on a mean has an interval.
pub const LEAST_PEOPLE: usize = 100;
/// Up to so many people are drawn again.
const DRAWN_PEOPLE: usize = 10_000;

/// What the needs that ended cost.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PerNeed {
    /// Each need that ended and has an event with a known cost.
    pub costs: Vec<Micropence>,
    /// Whom each is about: the same number, the same person.
    pub people: Vec<u64>,
    /// Needs that ended without any event of which a cost is known.
    pub unknown: u64,
    /// Needs still open.
    pub open: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let found = per_need(log, rates, ask);
    let n = found.costs.len();
    let ledger = ledger(log, rates, ask);
    let total = ledger.total();
    if total.is_beyond_counting() || found.costs.iter().any(|cost| cost.is_beyond_counting()) {
        return Reading::not_enough(
            "the money is more than can be counted; look at the minutes, the prices and the rates",
        );
    }
    if n == 0 {
        return by_the_period(&found, rates, &ledger);
    }
    let mut whole: Vec<i64> = found.costs.iter().map(|cost| clamped(*cost)).collect();
    let pence = |value: Option<f64>| value.map(|millionths| millionths / 1e6);
    let (half, ninth) = (pence(median(&mut whole)), pence(quantile(&mut whole, 0.9)));
    let mean = found.costs.iter().copied().sum::<Micropence>().pence() / n as f64;
    let mean = Number { name: "mean_pence", value: Some(mean), interval: mean_interval(&found, ask.seed) };
    let seen = super::capacity::seen_share(rates, &ledger);
    let met = (n as u64 + found.unknown) as f64;
    let all = is_whole(seen).then(|| total.pence() / met);
    let says = format!(
        "{}{}. {}",
        spread(&found, half, ninth),
        all.map_or(String::new(), |all| format!(
            "; all money seen{} comes to {} for each need that ended",
            also(&found, &ledger),
            money(all)
        )),
        seen_sentence(seen),
    );
    let one = |name, value| Number { name, value, interval: None };
    let numbers = vec![
        Number::exact("n", n as f64),
        mean,
        one("median_pence", half),
        one("p90_pence", ninth),
        one("all_money_per_need_pence", all),
    ];
    Reading::of(says, n as u64, "needs", Shape::Numbers(numbers))
        .leaving_out("needs still open", found.open)
        .leaving_out("needs that ended without any known cost", found.unknown)
        .leaving_out(ODD_MINUTES, ledger.odd_minutes)
}

fn money(pence: f64) -> String {
    Micropence::of_pence(pence).rounded().to_string()
}

/// What the needs that ended cost, in words: half of them, and the dearest tenth.
fn spread(found: &PerNeed, half: Option<f64>, ninth: Option<f64>) -> String {
    let (least, most) = (found.costs.iter().min(), found.costs.iter().max());
    let [least, most] = [least, most].map(|cost| cost.map_or(f64::NAN, |cost| cost.pence()));
    let needs = counted(found.costs.len() as u64, "need that ended", "needs that ended");
    let [half, ninth] = [half, ninth].map(|value| money(value.unwrap_or(f64::NAN)));
    let (least, most) = (money(least), money(most));
    if least == most {
        return format!("Each of the {needs} cost {most} in work and prices that can be seen");
    }
    let n = found.costs.len();
    if n < LEAST_FOR_HALF {
        return format!("The {needs} cost from {least} to {most} in work and prices that can be seen");
    }
    let dearest = if n < LEAST_FOR_TENTH {
        format!("the dearest {most}")
    } else if ninth == most {
        format!("none more than {most}")
    } else {
        format!("one in ten more than {ninth}")
    };
    format!("Half of the {needs} cost {half} or less in work and prices that can be seen, {dearest}")
}

/// What is in all money seen besides that of the needs that ended, in words.
fn also(found: &PerNeed, ledger: &Ledger) -> &'static str {
    let by_the_period = ledger.lines.iter().any(|line| line.kind == "period");
    match (found.open > 0, by_the_period) {
        (true, true) => " (for needs still open and by the period too)",
        (true, false) => " (for needs still open too)",
        (false, true) => " (by the period too)",
        (false, false) => "",
    }
}

/// The answer where money is known by the period alone: a contract, say, with nothing of what single events cost.
fn by_the_period(found: &PerNeed, rates: &Rates, ledger: &Ledger) -> Reading {
    let seen = super::capacity::seen_share(rates, ledger);
    let total = ledger.total();
    if found.unknown == 0 || total <= Micropence::default() || !is_whole(seen) {
        return Reading::not_enough(
            "no need that ended has an event of which the cost is known; give minutes, prices or money",
        );
    }
    let all = total.pence() / found.unknown as f64;
    let says = format!(
        "All money seen comes to {} for each of the {}: {} by the period, in the time observed; what any one of them cost is not known, as no event has minutes, a price or \
         money.",
        money(all),
        counted(found.unknown, "need that ended", "needs that ended"),
        total.rounded(),
    );
    let one = |name, value| Number { name, value, interval: None };
    let numbers = vec![
        Number::exact("n", found.unknown as f64),
        one("mean_pence", None),
        one("median_pence", None),
        one("p90_pence", None),
        one("all_money_per_need_pence", Some(all)),
    ];
    Reading::of(says, found.unknown, "needs", Shape::Numbers(numbers))
        .leaving_out("needs still open", found.open)
        .leaving_out(ODD_MINUTES, ledger.odd_minutes)
}

/// The 95 % interval of the mean over people; none of too few of them.
pub fn mean_interval(found: &PerNeed, seed: u64) -> Option<(f64, f64)> {
    let mut all: Vec<(u64, Micropence)> =
        found.people.iter().copied().zip(found.costs.iter().copied()).collect();
    all.sort_unstable();
    let person = |needs: &[(u64, Micropence)]| Part {
        above: needs.iter().map(|(_, cost)| *cost).sum::<Micropence>().pence(),
        below: needs.len() as f64,
        cluster: needs[0].0,
    };
    let people: Vec<Part> = all.chunk_by(|a, b| a.0 == b.0).map(person).collect();
    if people.len() < LEAST_PEOPLE {
        return None;
    }
    if people.len() > DRAWN_PEOPLE {
        return Ratio::of(&people)?.interval();
    }
    let mut random = Random::new(seed, MEASURE.name);
    bootstrap::interval(people.len(), &mut random, bootstrap::DRAWS, |times| {
        let both = people.iter().zip(times).fold((0.0, 0.0), |(cost, needs), (person, times)| {
            let times = f64::from(*times);
            (cost + times * person.above, needs + times * person.below)
        });
        Some(both.0 / both.1)
    })
}

fn clamped(cost: Micropence) -> i64 {
    i64::try_from(cost.0).unwrap_or(i64::MAX)
}

/// What each need that ended cost, in the order of the needs.
pub fn per_need(log: &Log, rates: &Rates, ask: &Ask) -> PerNeed {
    let costing = Costing::of(log, rates);
    let who = People::of(log);
    let parts = spans::each_part(log, ask, |spans| {
        let (mut fits, mut part) = (Fits::default(), PerNeed::default());
        for span in spans {
            if span.ended.is_none() {
                part.open += 1;
                continue;
            }
            let all = log.need(span.need).events.map(|event| costing.spent(event, &mut fits));
            match all.filter(|spent| spent.is_known()).map(|spent| spent.total()).reduce(|sum, one| sum + one)
            {
                Some(cost) => {
                    part.costs.push(cost);
                    part.people.push(who.of_need(&log.need(span.need)));
                }
                None => part.unknown += 1,
            }
        }
        part
    });
    parts.into_iter().fold(PerNeed::default(), |mut all, part| {
        all.costs.extend(part.costs);
        all.people.extend(part.people);
        all.unknown += part.unknown;
        all.open += part.open;
        all
    })
}
