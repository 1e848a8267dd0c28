//! How much of the time that is paid for can be seen in the log.
//!
//! Question: of the minutes each group is paid for, how many are in this log? Formula: touch minutes of the group's events over
//! its paid minutes in the time observed (a year has 365.25 days). Source: measures.md section 5, the capacity check: supplied
//! minutes = value + failure + management + unused + unseen. Where it misleads: unseen minutes are not idle ones; much good work
//! is never written down. A share is of a whole group, never of a person.

use super::ledger::{Ledger, NO_RATES, ODD_MINUTES, ledger};
use crate::log::Log;
use crate::money::rates::{Group, Rates};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.capacity",
    asks: "How much of the paid time can be seen here?",
    unit: "minutes, share",
    formula: "touch minutes of a group over its paid minutes in the time observed",
    source: "Kaplan and Anderson 2007",
    misleads: "Minutes that are not seen are not idle: much good work is never written down.",
    read,
};

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

impl Capacity {
    /// Minutes paid for and not seen; none where more are seen than are paid for, as then what is paid for is not known.
    pub fn unseen_minutes(&self) -> Option<f64> {
        (self.seen_minutes <= self.paid_minutes).then_some(self.paid_minutes - self.seen_minutes)
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(rates) = &ask.rates else { return Reading::not_enough(NO_RATES) };
    let ledger = ledger(log, rates, ask);
    let groups = capacity(rates, &ledger);
    let Some(share) = share(&groups) else {
        return Reading::not_enough(
            "no group in the rates says how many minutes it is paid for in a year (paid_minutes)",
        );
    };
    let impossible = groups.iter().find(|group| group.unseen_minutes().is_none());
    let most = groups.iter().max_by(|a, b| a.seen_minutes.total_cmp(&b.seen_minutes));
    let says = format!(
        "Of the paid time of {}, {} is in this log{}.",
        counted(groups.len() as u64, "group", "groups"),
        percent(share),
        impossible.or(most).map_or(String::new(), |one| format!(
            "; of “{}” {}{}",
            rates.groups[one.group].name,
            percent(one.seen_minutes / one.paid_minutes),
            if impossible.is_some() { ", which cannot be: its paid_minutes look wrong" } else { "" }
        )),
    );
    let row = |group: &Capacity| {
        vec![
            Item::Name(rates.groups[group.group].name.clone()),
            Item::Number(group.paid_minutes),
            Item::Number(group.seen_minutes),
            group.unseen_minutes().map_or(Item::None, Item::Number),
            Item::Number(group.seen_minutes / group.paid_minutes),
        ]
    };
    let columns = vec!["group", "paid_minutes", "seen_minutes", "unseen_minutes", "share_seen"];
    let n = groups.len() as u64;
    let without = rates.groups.len() as u64 - n;
    Reading::of(
        says,
        n,
        "groups",
        Shape::Table(Table { columns, keys: 1, rows: groups.iter().map(row).collect() }),
    )
    .leaving_out("groups whose paid minutes are not known", without)
    .leaving_out(ODD_MINUTES, ledger.odd_minutes)
}

/// The share of paid minutes that is seen, of the groups whose paid minutes are known.
pub(super) fn seen_share(rates: &Rates, ledger: &Ledger) -> Option<f64> {
    share(&capacity(rates, ledger))
}

fn share(groups: &[Capacity]) -> Option<f64> {
    let paid: f64 = groups.iter().map(|group| group.paid_minutes).sum();
    let seen: f64 = groups.iter().map(|group| group.seen_minutes).sum();
    (paid > 0.0).then_some(seen / paid)
}

/// The time of every group whose paid minutes are known, in the order of the rates.
pub fn capacity(rates: &Rates, ledger: &Ledger) -> Vec<Capacity> {
    let groups = rates.groups.iter().zip(&ledger.worked_minutes).enumerate();
    let one = |(group, (rate, worked)): (usize, (&Group, &f64))| {
        let paid_minutes = rate.paid_minutes_a_year? * ledger.years;
        (paid_minutes > 0.0).then_some(Capacity { group, paid_minutes, seen_minutes: *worked })
    };
    groups.filter_map(one).collect()
}
