//! Passkeys: one's own, made and taken away; and signing in with one. An addition beside the password: they need a script, as browsers
//! give them to nothing else.

use maud::{Markup, html};
use throughline::contact::Language;
use throughline::time::Instant;

use super::{Screen, sign_in};
use crate::accounts::begin;
use crate::asked::Asked;
use crate::guard::{Anybody, SignedIn};
use crate::guesses::{SignIn, sign_in as checked};
use crate::language::day;
use crate::page::{Page, desk, form, page, token};
use crate::passkeys::{Passkey, Site, begin_making, begin_using, make, of_account, remove, used};
use crate::reply::{Reply, Stop, problem};

const HERE: &str = "/desk/passkeys";

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/passkeys",
        get: Some(|door, asked| shown(&SignedIn::of(door, asked)?, asked, None)),
        post: Some(|door, asked| begun(&SignedIn::of(door, asked)?, asked)),
        guard: "signed in",
    },
    Screen {
        path: "/desk/passkeys/made",
        get: None,
        post: Some(|door, asked| {
            let who = SignedIn::of(door, asked)?;
            let sent = asked.field("passkey");
            let site = here(asked)?;
            told(
                &who,
                asked,
                make(&who.service.store, asked.now(), &site, &who.account, &sent).map_err(Stop::from),
            )
        }),
        guard: "signed in",
    },
    Screen {
        path: "/desk/passkeys/remove",
        get: None,
        post: Some(|door, asked| {
            let who = SignedIn::of(door, asked)?;
            remove(&who.service.store, &who.account, &asked.field("which"))?;
            Ok(Reply::See(HERE.to_string()))
        }),
        guard: "signed in",
    },
    Screen {
        path: "/desk/sign-in/passkey",
        get: None,
        post: Some(|door, asked| {
            let who = Anybody::of(door, asked)?;
            let ask = begin_using(&who.service.store, asked.now(), &here(asked)?)?;
            Ok(Reply::Page(asks_to_sign_in(&who, asked, &ask)))
        }),
        guard: "anybody",
    },
    Screen {
        path: "/desk/sign-in/passkey/shown",
        get: None,
        post: Some(|door, asked| signed_in(&Anybody::of(door, asked)?, asked)),
        guard: "anybody",
    },
];

/// Where passkeys hold, or the sentence why they do not.
fn here(asked: &Asked) -> Result<Site, Stop> {
    Site::of(asked).ok_or_else(|| {
        Stop::wrong(
            "browsers have passkeys only where a page is reached by https and a name (on one's own machine: localhost); use your password",
        )
    })
}

fn shown(who: &SignedIn, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let passkeys = of_account(&who.service.store, &who.account)?;
    let body = html! {
        @if let Some(wrong) = wrong { (problem("No passkey was made", wrong)) }
        p { "With a passkey you sign in by a finger, your face, the PIN of this device, or a key that you touch, and nobody can get it out of you on the telephone. Your password stays." }
        @if passkeys.is_empty() { p { "You have none yet." } }
        ol.lines { @for (name, passkey) in &passkeys { li { (one(who, name, passkey)) } } }
        h2 { "Make a passkey" }
        @match here(asked) {
            Err(Stop::Wrong(why)) => p { (crate::reply::sentence(&why)) "." },
            _ => (form(who, HERE, &html! {
                label for="called" { "Where it is, so that you know it again" }
                p.hint id="called-hint" { "Such as “my telephone” or “the desk at the library”." }
                input.short id="called" name="called" required maxlength="60" autocomplete="off" aria-describedby="called-hint" value=(asked.field("called"));
                label for="password" { "Your password" }
                input.short id="password" name="password" type="password" autocomplete="current-password" required;
                button { "Make a passkey" }
            })),
        }
    };
    Ok(Reply::Page(desk(who, "Your passkeys", &body)))
}

fn one(who: &SignedIn, name: &str, passkey: &Passkey) -> Markup {
    let on = |at_us: i64| day(Language::English, Instant(at_us), &who.service.zone);
    html! {
        p.snippet { strong { (passkey.called) } }
        p.facts {
            "For " (passkey.site) ". Made on " (on(passkey.made_us)) ", "
            @if let Some(at_us) = passkey.used_us { "used last on " (on(at_us)) "." } @else { "not used yet." }
        }
        (form(who, "/desk/passkeys/remove", &html! {
            input type="hidden" name="which" value=(name);
            button.second { "Take it away" span.unseen { ": " (passkey.called) } }
        }))
        p.hint { "Whoever signed in with it stays signed in. A new password ends that." }
    }
}

/// Making a passkey wants the password again: whoever sits down at a desk that somebody left signed in must not make a way in of their own.
fn begun(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    let store = &who.service.store;
    let called = asked.field("called").trim().to_string();
    if called.is_empty() || called.chars().count() > 60 {
        return shown(who, asked, Some("say where it is, in at most 60 letters"));
    }
    let site = match here(asked) {
        Err(Stop::Wrong(why)) => return shown(who, asked, Some(&why)),
        site => site?,
    };
    let (name, password) = (&who.account.name, asked.field("password"));
    match checked(&who.service.lines, store, asked.now(), name, &password, asked.browser.as_deref())? {
        SignIn::Known(..) => {}
        SignIn::Wrong => return shown(who, asked, Some("the password you have now is another one")),
        SignIn::Wait(seconds) => {
            return shown(
                who,
                asked,
                Some(&format!("many passwords were tried; send it again in {seconds} s")),
            );
        }
    }
    match begin_making(store, asked.now(), &site, &who.account, &called) {
        Ok(ask) => Ok(Reply::Page(asks_to_make(who, &ask))),
        Err(why) => told(who, asked, Err(why.into())),
    }
}

/// What came of making one.
fn told(who: &SignedIn, asked: &Asked, made: Result<(), Stop>) -> Result<Reply, Stop> {
    match made {
        Ok(()) => Ok(Reply::See(HERE.to_string())),
        Err(Stop::Wrong(why)) => shown(who, asked, Some(&why)),
        Err(stop) => Err(stop),
    }
}

/// The form that the script fills in, and what stands there where it cannot.
fn asks(action: &str, deed: &str, ask: &str, inside: &Markup) -> Markup {
    html! {
        p { "Your browser asks you now. If it does not, press the button." }
        div.problem role="alert" id="said" hidden {}
        form method="post" action=(action) data-ask=(ask) data-deed=(deed)
            data-none="There was no passkey. Press the button to be asked again; or your browser is too old for passkeys, and you sign in with your password."
            data-there="There is a passkey for you on this device already."
        {
            (inside)
            input type="hidden" name="passkey" value="";
            button { "Ask me again" }
        }
        script src="/passkey.js" defer {}
    }
}

fn asks_to_make(who: &SignedIn, ask: &str) -> Markup {
    let body = html! {
        (asks("/desk/passkeys/made", "make", ask, &token(who)))
        p { a href=(HERE) { "Back to your passkeys" } }
    };
    desk(who, "Make a passkey", &body)
}

fn asks_to_sign_in(who: &Anybody, asked: &Asked, ask: &str) -> Markup {
    let body = html! {
        (asks("/desk/sign-in/passkey/shown", "use", ask, &html! {}))
        p { a href="/desk/sign-in" { "Sign in with your name and password" } }
    };
    page(&who.service.setup, asked, Page { title: "Sign in with a passkey", public: false, body })
}

fn signed_in(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let store = &who.service.store;
    match used(store, asked.now(), &here(asked)?, &asked.field("passkey")) {
        Ok(account) => Ok(Reply::Session(Some(begin(store, asked.now(), &account)?), "/desk".to_string())),
        Err(why) if why.is_asked_wrong() => {
            Ok(Reply::Page(sign_in::shown(who, asked, Some(&why.to_string()))))
        }
        Err(why) => Err(why.into()),
    }
}
