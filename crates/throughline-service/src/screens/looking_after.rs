//! Looking after it, for managers: what is kept and erased, who read what, who can sign in, what leaves the service.

mod accounts;
mod erase;
mod questions;
mod seen;

use maud::html;

use super::Screen;
use crate::asked::Asked;
use crate::guard::{Door, LooksAfter};
use crate::page::desk;
use crate::reply::{Reply, Stop};

pub(crate) const SCREENS: &[Screen] = &[
    Screen { path: "/desk/looking-after", get: Some(shown), post: None, guard: "looks after" },
    Screen {
        path: "/desk/looking-after/keep",
        get: Some(erase::list),
        post: Some(erase::find),
        guard: "looks after",
    },
    Screen {
        path: "/desk/looking-after/erase/{reference}",
        get: Some(erase::shown),
        post: Some(erase::sent),
        guard: "looks after",
    },
    Screen {
        path: "/desk/looking-after/seen/{reference}",
        get: Some(seen::shown),
        post: None,
        guard: "looks after",
    },
    Screen { path: "/desk/looking-after/seen", get: Some(seen::of_nobody), post: None, guard: "looks after" },
    Screen {
        path: "/desk/looking-after/questions",
        get: Some(questions::shown),
        post: Some(questions::sent),
        guard: "looks after",
    },
    Screen {
        path: "/desk/looking-after/accounts",
        get: Some(accounts::shown),
        post: Some(accounts::sent),
        guard: "looks after",
    },
];

fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let questions = crate::questions::all(&after.service.store)?;
    let held =
        questions.iter().filter(|(_, question)| !question.is_public && question.hidden.is_empty()).count();
    let body = html! {
        ul.lines {
            li {
                a href="/desk/looking-after/questions" { "Questions asked in public" }
                p.facts { (held) " wait to be let through." }
            }
            li {
                a href="/desk/changes" { "What we changed" }
                p.facts { "For everybody to read, beside how long it takes." }
            }
            li {
                a href="/desk/looking-after/keep" { "What to keep, and what to delete" }
                p.facts { "Needs that were sorted long ago, and people who ask that what tells who they are is deleted." }
            }
            li {
                a href="/desk/looking-after/accounts" { "Who can sign in" }
                p.facts { "Add somebody, give a new password, take an account away." }
            }
            li {
                a href="/desk/listen/plan" { "How we listen" }
                p.facts { "How many contacts are listened to, and whether listeners agree." }
            }
        }
        h2 { "Who read what of a person" }
        p { "Open a need of theirs: it says there who read it. The person sees on their own page who did." }
        p { a href="/desk/looking-after/seen" { "Searches that found nobody" } }
        h2 { "What leaves the service" }
        p {
            "A person takes everything we hold on them from their own page. The study takes away flow and figures, without words and without "
            "names of workers. On the machine, everything is in the data folder; the file " code { "key" }
            " opens it, and is kept apart from every copy."
        }
    };
    Ok(Reply::Page(desk(&after, "Looking after it", &body)))
}
