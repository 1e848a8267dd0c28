//! Outsourcing: some of the work becomes a contractor's. Hand-overs at the new border, the contract, procurement and watching it
//! come with that; what it does to people's needs is for local evidence to say.

use super::Kind;
use crate::sourcing::plan::{Number, Plan};

pub(super) const KIND: Kind = Kind {
    name: "outsourcing",
    title: "Outsourcing",
    differs: "Pools become a contractor's: a contract, months to procure it, hand-overs at the border, watching it, the price of change.",
    evidence: &[
        "the price, or what the work costs the contractor",
        "how often what is needed changes, and what a change costs",
        "the share of closed work that comes back after the transfer",
    ],
    turns: Some("move"),
};

/// A pool becomes another organisation's.
pub(super) fn hand_to(plan: &mut Plan, pool: usize, organisation: String) {
    plan.pools[pool].organisation = organisation;
}

/// How many days it takes until what is specified is what is needed again.
pub(super) fn change_after(plan: &mut Plan, days: Option<Number>) {
    let changes = plan.demands.iter_mut().filter_map(|demand| demand.spec_changes.as_mut());
    changes.for_each(|changes| changes.lead_days = days);
}
