//! Spin-out: those who do the work form an organisation of their own, which the service has a contract with.

use super::Kind;

pub(super) const KIND: Kind = Kind {
    name: "spin_out",
    title: "Spin-out",
    differs: "Pools become an organisation of those who work in them: a contract, VAT, pensions, a grant to start with.",
    evidence: &[
        "what it does to absence, to leaving, and to the work",
        "the chance in a year that it fails, and what stepping in costs",
    ],
    turns: Some("move"),
};
