//! Who may read what. Every screen asks here, and nowhere else.
//!
//! An organisation sees the needs it takes part in: those it holds, held, was brought into, or is offered. Of all others it sees
//! flow without people, as everybody may. Roles do not widen that for words: a commissioner reads none.

use serde::{Deserialize, Serialize};

use super::{Need, Seat};

/// What somebody who signs in is there for. One account has one role in one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Helps people.
    Worker,
    /// Runs a service, works on needs too, listens and looks after it (moderation, keeping and erasing, who saw what).
    Manager,
    /// Decides how the service is arranged and paid. Reads flow and cost, never a person's words.
    Commissioner,
    /// Answers for it in public. Reads what everybody may.
    Councillor,
}

impl Role {
    /// All of them, with the name used in files and on the command line.
    pub const ALL: [(Role, &'static str); 4] = [
        (Role::Worker, "worker"),
        (Role::Manager, "manager"),
        (Role::Commissioner, "commissioner"),
        (Role::Councillor, "councillor"),
    ];

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.iter().find(|(_, known)| *known == name).map(|(role, _)| *role)
    }

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        Role::ALL[self as usize].1
    }
}

/// Whether somebody in this seat and role may read what the person of this need said, and who they are.
pub fn may_read(role: Role, seat: &Seat, need: &Need) -> bool {
    matches!(role, Role::Worker | Role::Manager) && need.organisations().contains(&seat.organisation.as_str())
}

/// Whether somebody in this seat and role may be given the link to the person's page, to send it to them. Whoever has it can speak for the
/// person for as long as there is the need. So it is for the organisations whose part in it does not end: the holder, and those that held
/// it or were brought in. One that is only asked to take it on may refuse, and has no part in it then.
pub fn may_give_link(role: Role, seat: &Seat, need: &Need) -> bool {
    let mut for_good = std::iter::once(&need.holder).chain(&need.taking_part);
    may_read(role, seat, need)
        && !need.is_erased()
        && for_good.any(|party| party.organisation == seat.organisation)
}

/// Whether somebody in this role may do work on needs that they may read.
pub fn may_work(role: Role) -> bool {
    matches!(role, Role::Worker | Role::Manager)
}

/// Whether somebody in this role may make plans of how the work could be arranged, change and run them.
pub fn may_arrange(role: Role) -> bool {
    matches!(role, Role::Manager | Role::Commissioner)
}

/// Whether a plan of an organisation may be read by somebody of another, or who only reads: before anything is signed a plan holds what
/// others bid, so it is its organisation's own until it is shared; then everybody who signs in reads it, as an open book.
pub fn may_read_plan(role: Role, seat: &Seat, organisation: &str, is_shared: bool) -> bool {
    is_shared || (may_arrange(role) && seat.organisation == organisation)
}

/// Whether somebody in this role may decide what is kept, published or erased, and see who read what.
pub fn may_look_after(role: Role) -> bool {
    role == Role::Manager
}
