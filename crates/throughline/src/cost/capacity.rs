//! How much of the time that is paid for can be seen in the log.
//!
//! Question: of the minutes each group is paid for, how many are in this log? Formula: touch minutes of the group's events over
//! its paid minutes in the time observed (a year has 365.25 days). Source: measures.md section 5, the capacity check: supplied
//! minutes = value + failure + management + unused + unseen. Where it misleads: unseen minutes are not idle ones; much good work
//! is never written down. A share is of a whole group, never of a person.

use super::costing::{Costing, Fits};
use super::ledger::NO_RATES;
use crate::log::Log;
use crate::money::rates::Rates;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::time::DAY_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.capacity",
    asks: "How much of the paid time can be seen here?",
    unit: "minutes, share",
    formula: "touch minutes of a group over its paid minutes in the time observed",
    source: "Kaplan and Anderson 2007; measures.md 5 (capacity check)",
    misleads: "Minutes that are not seen are not idle: much good work is never written down.",
    read,
};

const DAYS_A_YEAR: f64 = 365.25;

/// One group's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The group's place in the rates.
    pub group: usize,
    /// Minutes paid for in the time observed.
    pub paid_minutes: f64,
    /// Touch minutes in the log.
    pub seen_minutes: f64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let groups = capacity(log, rates, ask);
    let Some(share) = share(&groups) else {
        return Reading::not_enough(
            "no group in the rates says how many minutes it is paid for in a year (paid_minutes)",
        );
    };
    let most = groups.iter().max_by(|a, b| a.seen_minutes.total_cmp(&b.seen_minutes));
    let says = format!(
        "Of the paid time of {}, {} is in this log{}.",
        counted(groups.len() as u64, "group", "groups"),
        percent(share),
        most.map_or(String::new(), |most| format!(
            "; of “{}” {}",
            rates.groups[most.group].name,
            percent(most.seen_minutes / most.paid_minutes)
        )),
    );
    let row = |group: &Capacity| {
        vec![
            Item::Name(rates.groups[group.group].name.clone()),
            Item::Number(group.paid_minutes),
            Item::Number(group.seen_minutes),
            Item::Number(group.paid_minutes - group.seen_minutes),
            Item::Number(group.seen_minutes / group.paid_minutes),
        ]
    };
    let columns = vec!["group", "paid_minutes", "seen_minutes", "unseen_minutes", "share_seen"];
    let n = groups.len() as u64;
    let without = rates.groups.len() as u64 - n;
    Reading::of(says, n, "groups", Shape::Table(Table { columns, rows: groups.iter().map(row).collect() }))
        .leaving_out("groups whose paid minutes are not known", without)
}

/// The share of paid minutes that is seen, of the groups whose paid minutes are known.
pub(super) fn seen_share(log: &Log, rates: &Rates, ask: &Ask) -> Option<f64> {
    share(&capacity(log, rates, ask))
}

fn share(groups: &[Capacity]) -> Option<f64> {
    let paid: f64 = groups.iter().map(|group| group.paid_minutes).sum();
    let seen: f64 = groups.iter().map(|group| group.seen_minutes).sum();
    (paid > 0.0).then_some(seen / paid)
}

/// The time of every group whose paid minutes are known, in the order of the rates.
pub fn capacity(log: &Log, rates: &Rates, ask: &Ask) -> Vec<Capacity> {
    let Some((first, last)) = log.span(ask.threads) else { return Vec::new() };
    let years = (last.max(ask.now).0 - first.0) as f64 / DAY_US as f64 / DAYS_A_YEAR;
    let costing = Costing::of(log, rates);
    let parts = log.each_part(ask.threads, |needs| {
        let (mut fits, mut millionths) = (Fits::default(), vec![0i128; rates.groups.len()]);
        for event in needs.flat_map(|need| need.events) {
            if let Some((group, minutes, _)) = costing.spent(event, &mut fits).work {
                millionths[group] += (minutes * 1e6).round() as i128;
            }
        }
        millionths
    });
    let seen = |group: usize| parts.iter().map(|part| part[group]).sum::<i128>() as f64 / 1e6;
    let groups = rates.groups.iter().enumerate();
    groups
        .filter_map(|(group, rate)| {
            let paid_minutes = rate.paid_minutes_a_year? * years;
            (paid_minutes > 0.0).then(|| Capacity { group, paid_minutes, seen_minutes: seen(group) })
        })
        .collect()
}
