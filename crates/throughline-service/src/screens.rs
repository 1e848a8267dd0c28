//! All screens. A screen is one file and one line here.

mod accessibility;
mod api;
mod back;
mod call;
mod changes;
mod desk_answers;
mod desk_need;
mod desk_person;
pub(crate) mod doing;
mod file;
mod listen;
mod looking_after;
mod need;
mod next;
mod passkeys;
mod password;
pub(crate) mod plans;
mod privacy;
mod questions;
mod reach;
mod record;
mod sign_in;
mod start;
mod story;
mod study;
mod suggested;
pub(crate) mod talk;
mod today;

use crate::asked::Asked;
use crate::guard::Door;
use crate::reply::{Reply, Stop};
use crate::slow::Sent;

/// What a screen answers.
pub(crate) type Answer = fn(&Door, &Asked) -> Result<Reply, Stop>;

/// Where a screen is, and what it answers.
pub(crate) struct Screen {
    /// Its path, with `{name}` for a part of it that varies.
    pub(crate) path: &'static str,
    /// What it answers to being looked at.
    pub(crate) get: Option<Answer>,
    /// What it answers to a form that is sent.
    pub(crate) post: Option<Answer>,
    /// Who can get in, in one word, for the list of routes: `anybody`, `link`, `signed in`, `works`, `looks after`.
    pub(crate) guard: &'static str,
}

impl Screen {
    /// How its form can be sent by anybody who does not sign in, and so by machines. Signing in has its own care.
    pub(crate) fn sent(&self) -> Option<Sent> {
        match self.guard {
            "link" => Some(Sent::WithLink),
            "anybody" if self.is_for_programs() => Some(Sent::Program),
            "anybody" if !self.path.starts_with("/desk") => Some(Sent::Form),
            _ => None,
        }
    }

    /// Whether it is there in Welsh too, under a path of its own: pages for people.
    pub(crate) fn has_welsh(&self) -> bool {
        !self.path.starts_with("/desk") && !self.is_for_programs()
    }

    /// Whether it takes and gives JSON.
    pub(crate) fn is_for_programs(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// All of them. Those of people are there in both languages, Welsh under `/cy`; those of the desk under `/desk`, those for programs
/// under `/api`.
pub(crate) const SCREENS: &[&[Screen]] = &[
    start::SCREENS,
    need::SCREENS,
    story::SCREENS,
    suggested::SCREENS,
    reach::SCREENS,
    file::SCREENS,
    talk::SCREENS,
    record::SCREENS,
    back::SCREENS,
    privacy::SCREENS,
    accessibility::SCREENS,
    questions::SCREENS,
    doing::SCREENS,
    sign_in::SCREENS,
    today::SCREENS,
    desk_need::SCREENS,
    desk_person::SCREENS,
    call::SCREENS,
    desk_answers::SCREENS,
    listen::SCREENS,
    looking_after::SCREENS,
    passkeys::SCREENS,
    password::SCREENS,
    study::SCREENS,
    changes::SCREENS,
    plans::SCREENS,
    api::needs::SCREENS,
    api::need::SCREENS,
    api::place::SCREENS,
    api::description::SCREENS,
];
