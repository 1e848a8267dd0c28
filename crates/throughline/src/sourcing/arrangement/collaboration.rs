//! Collaboration: organisations share a front door and meet; nothing is transferred.

use super::Kind;
use crate::sourcing::plan::{Number, Plan};

pub(super) const KIND: Kind = Kind {
    name: "collaboration",
    title: "Collaboration",
    differs: "A shared front door, fewer wrong doors, time for meeting; nobody is transferred.",
    evidence: &[
        "how much time people spend in meetings",
        "how many needs come to a wrong door, before and after",
    ],
    turns: Some("meetings"),
};

/// People of a pool meet: that share of their paid time comes on top of what is not worked already.
pub(super) fn meet(plan: &mut Plan, pool: usize, share: Number) {
    plan.pools[pool].meetings = Some(share);
}
