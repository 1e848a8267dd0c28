//! What in the rates cannot be so, or was decided where they leave it open: said to whoever wrote them, in notes about the data.
//!
//! Formula: more touch minutes of a group in the log than are paid for in the time observed; money by the period of a time that the log
//! does not reach, or below nought; two groups that fit the same work and say equally much of who does it, of which the first in the file
//! is used (`costing`). Where it misleads: a few hours of overtime in a group that is wholly seen come to more than all paid time too.

use std::collections::BTreeSet;

use super::capacity::capacity;
use super::costing::{Costing, Who};
use super::ledger::{Ledger, ledger};
use crate::log::Log;
use crate::money::Micropence;
use crate::money::rates::{Group, Rates};
use crate::reading::{Ask, percent};
use crate::time::Instant;
use crate::wording::figure;

/// Each doubt as a sentence without its stop.
pub fn doubts(log: &Log, rates: &Rates, ask: &Ask) -> Vec<String> {
    let mut all = too_much_time(rates, &ledger(log, rates, ask));
    all.extend(periods(log, rates, ask));
    all.extend(ties(log, rates, ask.threads));
    all
}

fn too_much_time(rates: &Rates, ledger: &Ledger) -> Vec<String> {
    let groups = capacity(rates, ledger);
    let over = groups.iter().filter(|group| group.seen_minutes > group.paid_minutes);
    let says = |group: &super::capacity::Capacity| {
        let rate = &rates.groups[group.group];
        format!(
            "{} of the paid time of “{}” is in this log, which cannot be: its paid_minutes ({}) look wrong. They are the minutes paid for in \
             a year, of all people of the group together",
            percent(group.seen_minutes / group.paid_minutes),
            rate.name,
            figure(rate.paid_minutes_a_year.unwrap_or(f64::NAN)),
        )
    };
    over.map(says).collect()
}

fn periods(log: &Log, rates: &Rates, ask: &Ask) -> Vec<String> {
    let Some((first, last)) = log.span(ask.threads) else { return Vec::new() };
    let until = last.max(ask.now);
    let day = |at: Instant| at.in_zone(&ask.zone).date();
    let mut all = Vec::new();
    for fixed in &rates.fixed {
        let money = |pence: f64| Micropence::of_pence(pence).rounded();
        if fixed.until <= first || fixed.from >= until {
            all.push(format!(
                "“{}” ({}) is money of {} to {}, and this log goes from {} to {}: nothing of it is counted",
                fixed.name,
                money(fixed.pence),
                day(fixed.from),
                day(fixed.until),
                day(first),
                day(until),
            ));
        } else if fixed.pence < 0.0 {
            all.push(format!(
                "“{}” is {}, so it takes {} off what was spent: is it a refund?",
                fixed.name,
                money(fixed.pence),
                money(-fixed.pence)
            ));
        }
    }
    all
}

/// Groups between which nothing decides for some work of the log.
fn ties(log: &Log, rates: &Rates, threads: usize) -> Vec<String> {
    let groups = &rates.groups;
    let pair = |one: usize| (one + 1..groups.len()).any(|other| can_tie(&groups[one], &groups[other]));
    if !(0..groups.len()).any(pair) {
        return Vec::new();
    }
    let costing = Costing::of(log, rates);
    let parts = log.each_part(threads, |needs| {
        let with_minutes = |event: &usize| costing.minutes(*event).is_some();
        let events = needs.flat_map(|need| need.events).filter(with_minutes);
        events.map(|event| costing.who(event)).collect::<BTreeSet<Who>>()
    });
    let all: BTreeSet<Who> = parts.into_iter().flatten().collect();
    let tied: BTreeSet<(usize, usize)> = all.into_iter().filter_map(|who| costing.tied(who)).collect();
    let says = |(used, other): (usize, usize)| {
        format!(
            "“{0}” and “{1}” both fit some of the work and say equally much of who does it: the rate of “{0}”, the first in the file, was \
             used. Say more of one of them (organisation, team, role)",
            groups[used].name, groups[other].name
        )
    };
    tied.into_iter().map(says).collect()
}

/// Whether there can be work that two groups fit equally well.
fn can_tie(one: &Group, other: &Group) -> bool {
    let wanted = |group: &Group| [group.organisation.clone(), group.team.clone(), group.role.clone()];
    let (one, other) = (wanted(one), wanted(other));
    let count = |wanted: &[Option<String>; 3]| wanted.iter().flatten().count();
    let apart = one.iter().zip(&other).any(|(a, b)| a.is_some() && b.is_some() && a != b);
    count(&one) == count(&other) && !apart
}
