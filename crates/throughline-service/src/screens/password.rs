//! A new password of one's own.

use maud::{Markup, html};

use super::Screen;
use crate::accounts::{begin, change_password};
use crate::asked::Asked;
use crate::guard::SignedIn;
use crate::guesses::{SignIn, sign_in};
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/desk/password",
    get: Some(|door, asked| Ok(Reply::Page(shown(&SignedIn::of(door, asked)?, None)))),
    post: Some(|door, asked| sent(&SignedIn::of(door, asked)?, asked)),
    guard: "signed in",
}];

fn shown(who: &SignedIn, wrong: Option<&str>) -> Markup {
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Your password is as it was", wrong)) }
        (form(who, "/desk/password", &html! {
            label for="old" { "Your password now" }
            input.short id="old" name="old" type="password" autocomplete="current-password" required;
            label for="new" { "The new one" }
            p.hint id="new-hint" { "At least 12 characters: three or four words that do not belong together. You are signed out everywhere else, and your passkeys end: make new ones after it." }
            input.short id="new" name="new" type="password" autocomplete="new-password" required aria-describedby="new-hint";
            button { "Change it" }
        }))
    };
    desk(who, "Your password", &body)
}

fn sent(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    let store = &who.service.store;
    // Whoever sits down at a desk that somebody left signed in must not guess here what they could not guess at the door.
    match sign_in(
        &who.service.lines,
        store,
        asked.now(),
        &who.account.name,
        &asked.field("old"),
        asked.browser.as_deref(),
    )? {
        SignIn::Known(..) => {}
        SignIn::Wrong => {
            return Ok(Reply::Page(shown(who, Some("the password you have now is another one"))));
        }
        SignIn::Wait(seconds) => {
            let wrong = format!("many passwords were tried; send it again in {seconds} s");
            return Ok(Reply::Page(shown(who, Some(&wrong))));
        }
    }
    match change_password(store, &who.account, &asked.field("new")) {
        Ok(account) => Ok(Reply::Session(Some(begin(store, asked.now(), &account)?), "/desk".to_string())),
        Err(why) if why.is_asked_wrong() => Ok(Reply::Page(shown(who, Some(&why.to_string())))),
        Err(why) => Err(why.into()),
    }
}
