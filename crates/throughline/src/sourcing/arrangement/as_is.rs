//! In-house as it is: what everything else is compared with.

use super::Kind;

pub(super) const KIND: Kind = Kind {
    name: "as_is",
    title: "As it is",
    differs: "Nothing: the service as it works today.",
    evidence: &[
        "that the plan reproduces today's figures (fit it from a log, and test it on the last quarter)",
    ],
    turns: None,
};
