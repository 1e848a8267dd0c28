//! Signing in and out.

use maud::{Markup, html};

use super::Screen;
use crate::accounts;
use crate::asked::Asked;
use crate::guard::{Anybody, SignedIn};
use crate::guesses::{SignIn, sign_in};
use crate::page::{Page, page};
use crate::passkeys::Site;
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/sign-in",
        get: Some(|door, asked| Ok(Reply::Page(shown(&Anybody::of(door, asked)?, asked, None)))),
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

/// The page, with what went wrong.
pub(super) fn shown(who: &Anybody, asked: &Asked, wrong: Option<&str>) -> Markup {
    let body = html! {
        @if let Some(wrong) = wrong { (problem("You are not signed in", wrong)) }
        form method="post" action="/desk/sign-in" {
            label for="name" { "Name" }
            input.short id="name" name="name" type="text" autocomplete="username" autocapitalize="none" required value=(asked.field("name"));
            label for="password" { "Password" }
            input.short id="password" name="password" type="password" autocomplete="current-password" required;
            button { "Sign in" }
        }
        @if Site::of(asked).is_some() {
            form method="post" action="/desk/sign-in/passkey" { button.second { "Sign in with a passkey" } }
        }
        @if let Some(note) = &who.service.setup.sign_in_note { p.quiet.plain { (note) } }
    };
    page(&who.service.setup, asked, Page { title: "Sign in", public: false, body })
}

fn sent(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let store = &who.service.store;
    let (name, password) = (asked.field("name"), asked.field("password"));
    match sign_in(&who.service.lines, store, asked.now(), &name, &password, asked.browser.as_deref())? {
        SignIn::Known(account, browser) => {
            let session = accounts::begin(store, asked.now(), &account)?;
            Ok(Reply::SignedIn { session, browser, to: "/desk".to_string() })
        }
        SignIn::Wrong => {
            let wrong = "this name and password do not belong together; check both";
            Ok(Reply::Page(shown(who, asked, Some(wrong))))
        }
        SignIn::Wait(seconds) => {
            let wrong = format!(
                "many passwords were tried for this name. Wait {seconds} {}, then send it again; a browser you signed in with before does not wait",
                if seconds == 1 { "second" } else { "seconds" }
            );
            Ok(Reply::Page(shown(who, asked, Some(&wrong))))
        }
    }
}
