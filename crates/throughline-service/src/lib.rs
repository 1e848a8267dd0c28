//! The running service: a front door open day and night, and the desk behind it.
//!
//! * A **screen** is one file in `screens/` and one line in [`screens`]: its path, and what it answers to being asked for and to
//!   being sent a form. It does nothing by itself: it reads and writes through a guard.
//! * A **guard** ([`guard`]) is a value that a screen must have to get at anything: that somebody holds the link to a need, that
//!   somebody signed in may read it. The store is behind it, so that no screen can forget to ask.
//! * Screens are plain functions from what was asked ([`asked::Asked`]) to a reply. They run on threads that may wait for the
//!   disk; only [`server`] and what it uses to receive and send know of the network.
//!
//! Every journey works without a script, and nothing is sent to anybody else: no fonts, pictures or counters of others.

mod accounts;
mod answers;
mod asked;
mod connections;
mod cookies;
#[cfg(test)]
mod desk_stories;
mod files;
mod guard;
mod guesses;
mod here;
mod just_logged;
mod just_now;
mod known_as;
mod language;
mod listening;
mod live;
mod outstanding;
mod page;
mod passkeys;
#[cfg(test)]
mod people_stories;
mod plans;
mod questions;
mod receiving;
mod reply;
mod screens;
mod sending;
mod separated;
mod server;
mod setup;
mod slow;
mod study;
mod there;
mod words;

pub use accounts::{account, password_kept};
pub use answers::{Answer, Answers, Both, Found, MOST as MOST_SUGGESTED, Uses, uses};
pub use server::{Options, Running, start};
pub use setup::{Organisation, Setup};
pub use study::{Recorded, record};
