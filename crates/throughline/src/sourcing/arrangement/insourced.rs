//! Insourced expertise, its reward at risk: somebody helps the service's own people to work better, and is paid by what comes of it.

use super::Kind;
use crate::sourcing::plan::{Plan, Uplift};

pub(super) const KIND: Kind = Kind {
    name: "insourced_expertise",
    title: "Insourced expertise, reward at risk",
    differs: "Own staff keep the work; somebody helps them, and a part of the fee hangs on what is achieved.",
    evidence: &[
        "by how much less comes back while they help",
        "how much of that is left when they have gone",
    ],
    turns: Some("contract"),
};

/// Somebody helps with needs of every kind.
pub(super) fn help(plan: &mut Plan, uplift: Uplift) {
    plan.demands.iter_mut().for_each(|demand| demand.failure.uplift = Some(uplift));
}
