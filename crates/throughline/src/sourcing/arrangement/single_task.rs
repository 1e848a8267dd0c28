//! A single task out: one step is done by somebody else, by the piece; it is handed there and back.

use super::Kind;
use crate::sourcing::plan::{Plan, Pool};

pub(super) const KIND: Kind = Kind {
    name: "single_task",
    title: "Single task out",
    differs: "One step is done by somebody else, by the piece: two hand-overs more.",
    evidence: &[
        "how long it is on its way there and back",
        "how long who takes over reads",
        "the price of a piece",
    ],
    turns: Some("task"),
};

/// One step done by a pool of its own.
#[derive(Debug, Clone)]
pub struct Task {
    /// The step.
    pub step: usize,
    /// Who does it.
    pub pool: Pool,
}

pub(super) fn part(plan: &mut Plan, task: Task) {
    plan.pools.push(task.pool);
    let step = &mut plan.steps[task.step];
    step.pool = plan.pools.len() - 1;
    step.in_areas.clear();
}
