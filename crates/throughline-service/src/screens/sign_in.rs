//! Signing in and out.

use maud::{Markup, html};

use super::Screen;
use crate::accounts;
use crate::asked::Asked;
use crate::guard::{Anybody, SignedIn};
use crate::page::{Page, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/sign-in",
        get: Some(|door, asked| Ok(Reply::Page(shown(&Anybody::of(door, asked)?, asked, false)))),
        post: Some(|door, asked| sent(&Anybody::of(door, asked)?, asked)),
        guard: "anybody",
    },
    Screen {
        path: "/desk/sign-out",
        get: None,
        post: Some(|door, asked| {
            SignedIn::of(door, asked)?.sign_out()?;
            Ok(Reply::Session(None, "/desk/sign-in".to_string()))
        }),
        guard: "signed in",
    },
];

fn shown(who: &Anybody, asked: &Asked, wrong: bool) -> Markup {
    let body = html! {
        @if wrong { (problem("You are not signed in", "this name and password do not belong together; check both")) }
        form method="post" action="/desk/sign-in" {
            label for="name" { "Name" }
            input.short id="name" name="name" type="text" autocomplete="username" autocapitalize="none" required value=(asked.field("name"));
            label for="password" { "Password" }
            input.short id="password" name="password" type="password" autocomplete="current-password" required;
            button { "Sign in" }
        }
        @if let Some(note) = &who.service.setup.sign_in_note { p.quiet { (note) } }
    };
    page(&who.service.setup, asked, Page { title: "Sign in", public: false, body })
}

fn sent(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let store = &who.service.store;
    match accounts::known(store, &asked.field("name"), &asked.field("password"))? {
        Some(account) => {
            Ok(Reply::Session(Some(accounts::begin(store, asked.now(), &account)?), "/desk".to_string()))
        }
        None => Ok(Reply::Page(shown(who, asked, true))),
    }
}
