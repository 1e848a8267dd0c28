//! Plans of how the work could be arranged: made from what has happened here or from a file, changed by forms, run, watched and compared.

mod answers;
mod beside;
mod course;
mod length;
mod list;
mod number;
pub(crate) mod shown;
mod text;
mod together;
mod way;
mod world;

use maud::{Markup, html};

use super::Screen;
use crate::asked::Asked;
use crate::page::token;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen { path: "/desk/plans", get: Some(list::shown), post: Some(list::made), guard: "signed in" },
    Screen {
        path: "/desk/plan/{plan}",
        get: Some(shown::shown),
        post: Some(shown::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/number",
        get: Some(number::shown),
        post: Some(number::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/length",
        get: Some(length::shown),
        post: Some(length::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/together",
        get: Some(together::shown),
        post: Some(together::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/course",
        get: Some(course::shown),
        post: Some(course::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/way",
        get: Some(way::shown),
        post: Some(way::sent),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/text",
        get: Some(text::shown),
        post: Some(text::sent),
        guard: "signed in",
    },
    Screen { path: "/desk/plan/{plan}/file", get: Some(text::file), post: None, guard: "signed in" },
    Screen {
        path: "/desk/plan/{plan}/history",
        get: Some(text::history),
        post: Some(text::back),
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/answer/{run}",
        get: Some(answers::shown),
        post: None,
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/answer/{run}/study",
        get: Some(beside::shown),
        post: None,
        guard: "signed in",
    },
    Screen {
        path: "/desk/plan/{plan}/compare",
        get: Some(answers::compared),
        post: None,
        guard: "signed in",
    },
];

/// The ways to the other pages of a plan.
fn around(reads: &ReadsPlan) -> Markup {
    html! {
        nav aria-label="Plan" {
            a href="/desk/plans" { "All plans" }
            a href=(reads.path("")) { (reads.name()) }
            a href=(reads.path("/history")) { "What was changed" }
        }
    }
}

/// What every form that changes a plan carries: that it is from here, and which text it was made from.
fn carried(reads: &ReadsPlan) -> Markup {
    html! {
        (token(&reads.who))
        input type="hidden" name="version" value=(reads.kept.version());
    }
}

/// The page of a form again, with what was typed and what has to be put right, where that is what came of it.
fn or_again(
    done: Result<Reply, Stop>,
    again: impl FnOnce(&Markup) -> Result<Reply, Stop>,
) -> Result<Reply, Stop> {
    match done {
        Err(Stop::Wrong(says)) => again(&problem("Nothing is changed yet", &says)),
        other => other,
    }
}

/// A field of one line.
fn line(asked: &Asked, name: &str, label: &str, hint: &str, is_required: bool) -> Markup {
    let described = format!("{name}-hint");
    html! {
        label for=(name) { (label) }
        @if !hint.is_empty() { p.hint id=(described) { (hint) } }
        input.short id=(name) name=(name) value=(asked.field(name)) required[is_required] autocomplete="off"
            aria-describedby=[(!hint.is_empty()).then_some(described)];
    }
}
