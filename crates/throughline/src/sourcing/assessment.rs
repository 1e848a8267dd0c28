//! The parts of a delivery model assessment that a plan and its answer can give: the ways considered, what the work should cost at the
//! plan's own rates, what to find out on a small scale first, and what leaving each way takes. What the plan does not say is said to
//! be missing: nothing here is made up.
//!
//! Formula of a pilot: so many needs that the 95 % interval of a share, or of a rate of needs that arise at random, is half as wide as
//! the plan's range now: `n = z² variance / half²`, the variance that of one need (`p (1 - p)`) or of the time between two, divided by its
//! mean (1). Source: HM Government, The Sourcing Playbook (2023), chapters on delivery model assessments, should-cost models and
//! exit. Where it misleads: the range is taken as a 95 % interval, and needs observed in one place and season say less of others.

use super::amount::Amount;
use super::answer::{Answer, LEAST_SHARE, pounds};
use super::money::{Contract, Money};
use super::plan::{Number, Plan};
use super::question::Question;
use crate::statistics::predicted::labels_needed;
use crate::wording::{counted, percent, three};

/// What an assessment rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The ways considered, the base first.
    pub ways: Vec<Considered>,
    /// What to find out first on a small scale, what decides most first.
    pub pilot: Vec<Pilot>,
}

/// A way of arranging the work.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Its name in the plan.
    pub name: String,
    /// Of which kind it is.
    pub title: &'static str,
    /// What differs from the service as it is.
    pub differs: &'static str,
    /// What the plan says about it.
    pub about: String,
    /// What only local evidence can say of it.
    pub evidence: &'static [&'static str],
    /// What the work costs at the plan's own rates, pounds for 365 days, whoever pays for it; the mean over the whole plan.
    pub work_pounds_a_year: f64,
    /// What leaving it takes: what is asked, and what the plan says of it. Nothing is asked of the base.
    pub exit: Vec<(&'static str, Option<String>)>,
}

/// A number worth finding out before anyone signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Pilot {
    /// Its path in the plan.
    pub path: String,
    /// The share of how the difference varies that goes with it.
    pub share: f64,
    /// What to measure.
    pub measure: &'static str,
    /// How many needs would have to be observed to halve its range; `None` where counting needs does not give it.
    pub needs: Option<u64>,
}

/// So many numbers are worth a pilot at most: what is tried on a small scale must stay small.
const PILOTS: usize = 5;

impl Assessment {
    /// Of a question and its answer.
    pub fn of(question: &Question, answer: &Answer) -> Assessment {
        let plan = &question.plan;
        let ways = question.arrangements.iter().zip(&answer.standings);
        let ways = ways.map(|(arrangement, standing)| Considered {
            name: standing.name.clone(),
            title: standing.title,
            differs: arrangement.kind.differs,
            about: arrangement.about.clone(),
            evidence: arrangement.kind.evidence,
            work_pounds_a_year: standing.work_pounds / f64::from(plan.days.max(1)) * 365.0,
            exit: if standing.against_base.is_some() { exit(plan, &arrangement.money) } else { Vec::new() },
        });
        let deciding = answer.drivers.iter().filter(|driver| driver.share >= LEAST_SHARE).take(PILOTS);
        let pilot = deciding.map(|driver| {
            let amount = &plan.amounts[driver.place];
            let needs = needs_to_observe(amount);
            let measure = measure(amount, needs.is_some());
            Pilot { path: driver.path.clone(), share: driver.share, measure, needs }
        });
        Assessment { ways: ways.collect(), pilot: pilot.collect() }
    }
}

/// How many needs halve the range of a number that is a share of needs, or a rate at which they arise.
fn needs_to_observe(amount: &Amount) -> Option<u64> {
    let range = amount.range?;
    let half_as_wide = (range.high - range.low) / 4.0;
    let of_needs = ["base", "give_up", "urgent"].iter().any(|end| amount.path.ends_with(end))
        || [".next.", ".next_for.", ".not_ours."].iter().any(|within| amount.path.contains(within));
    let at_random = ["rate_per_day", "rate_per_hour"].iter().any(|end| amount.path.ends_with(end));
    let value = amount.value;
    let variance = match amount.unit {
        "share" if of_needs => value * (1.0 - value),
        "a day" if at_random => value * value,
        _ => return None,
    };
    let needs = labels_needed(variance, half_as_wide, f64::INFINITY).ceil();
    (needs.is_finite() && needs >= 1.0).then_some(needs as u64)
}

/// What to measure of a number.
fn measure(amount: &Amount, by_needs: bool) -> &'static str {
    match amount.unit {
        _ if by_needs => "count it, of needs that come one after the other, none left out",
        "hours" => "time it in needs that come one after the other, as the work is done",
        "times" => {
            "measure what it multiplies before and after, where the change is tried, and where it is not"
        }
        unit if unit.starts_with("pounds") => "have it quoted by somebody else, or read it off the ledger",
        "months" => "ask those who have done it how long it took them, and when it was meant to be done",
        _ => "measure it where the change is tried, and where it is not",
    }
}

/// What leaving takes, as the plan says it.
fn exit(plan: &Plan, money: &Money) -> Vec<(&'static str, Option<String>)> {
    // What nobody wrote is not said, though a number is taken for it.
    let said = |number: Option<Number>| {
        number.map(|Number(place)| &plan.amounts[place]).filter(|amount| amount.line > 0)
    };
    let pounds_of = |number| said(number).map(|amount| pounds(amount.value));
    let mut rows = Vec::new();
    if let Some(contract) = &money.contract {
        let term = said(Some(contract.months)).map(|amount| format!("{} months", three(amount.value)));
        rows.push(("How long the contract runs", term));
        rows.push(("Leaving before its end", breaks(plan, contract)));
    }
    rows.push(("Leaving at the end", pounds_of(money.exit_pounds)));
    if money.contract.is_some() {
        rows.push(("Choosing a supplier again", pounds_of(money.retender_pounds)));
        let hazard = said(money.failure.hazard_per_year).map(|amount| three(amount.value));
        let step_in = pounds_of(money.failure.step_in_pounds);
        let fails = match (hazard, step_in) {
            (None, None) => None,
            (hazard, step_in) => Some(format!(
                "expected {} times a year; stepping in costs {}",
                hazard.as_deref().unwrap_or("(not said how many)"),
                step_in.as_deref().unwrap_or("(not said)")
            )),
        };
        rows.push(("If the supplier fails", fails));
    }
    let unasked = [
        "Notice",
        "Data to be handed back",
        "Staff who come back",
        "Buildings, vehicles and systems to be handed back",
    ];
    rows.extend(unasked.map(|what| (what, None)));
    rows
}

/// When a contract may be left, and for what fee.
fn breaks(plan: &Plan, contract: &Contract) -> Option<String> {
    let one = |(months, Number(fee)): &(u32, Number)| {
        let months = counted(u64::from(*months), "month", "months");
        format!("after {months} for {} of what would still be paid", percent(plan.amounts[*fee].value))
    };
    let all: Vec<String> = contract.breaks.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::amount::{Belief, Range};

    fn amount(path: &str, unit: &'static str, (low, value, high): (f64, f64, f64)) -> Amount {
        let range = Some(Range { low, high, belief: Belief::Pert });
        Amount { unit, range, line: 3, ..Amount::taken(path, value) }
    }

    #[test]
    fn the_range_of_a_share_and_of_a_rate_is_halved_by_counting() {
        // 20 % ± 10 points becomes ± 5 points with 1.96² * 0.16 / 0.05² = 245.9 needs.
        assert_eq!(needs_to_observe(&amount("failure.base", "share", (0.1, 0.2, 0.3))), Some(246));
        // 40 a day ± 4 becomes ± 2: 1.96² * 40² / 2² = 1,536.6 needs.
        assert_eq!(
            needs_to_observe(&amount("demand.a.rate_per_day", "a day", (36.0, 40.0, 44.0))),
            Some(1_537)
        );
        // A share of time is no share of needs, and a time none at all.
        assert_eq!(needs_to_observe(&amount("pool.a.shrinkage", "share", (0.1, 0.2, 0.3))), None);
        assert_eq!(needs_to_observe(&amount("step.a.time.mean", "hours", (1.0, 2.0, 3.0))), None);
        assert_eq!(needs_to_observe(&Amount::taken("failure.base", 0.2)), None, "no range to halve");
        assert!(measure(&amount("x", "pounds a year", (1.0, 2.0, 3.0)), false).contains("quoted"));
    }
}
