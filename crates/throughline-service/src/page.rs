//! What every page has: a title, help in the same place, the other language, nothing from anywhere else.

use maud::{DOCTYPE, Markup, html};
use throughline::contact::Language;

use crate::asked::{Asked, once, to};
use crate::guard::{Door, SignedIn};
use crate::setup::Setup;

/// A page for people.
pub(crate) struct Page<'a> {
    /// Its title, which is also its only heading of the first order.
    pub(crate) title: &'a str,
    /// Whether it may be remembered by search engines and shown to others: never where it is about somebody.
    pub(crate) public: bool,
    /// What stands on it.
    pub(crate) body: Markup,
}

/// A page for people, in their language.
pub(crate) fn page(setup: &Setup, asked: &Asked, page: Page<'_>) -> Markup {
    let language = asked.language;
    let say = |english: &'static str, welsh: &'static str| language.say(english, welsh);
    let name = match (&setup.name_welsh, language) {
        (Some(welsh), Language::Welsh) => welsh,
        _ => &setup.name,
    };
    let own = asked.path.strip_prefix("/cy").unwrap_or(&asked.path);
    let own = if own.is_empty() { "/" } else { own };
    let header = html! {
        a.name href=(asked.to("/")) { (name) }
        // The desk is in English only.
        @if !own.starts_with("/desk") {
            nav aria-label=(say("Language", "Iaith")) {
                @match language {
                    Language::English => a lang="cy" hreflang="cy" href=(to(Language::Welsh, own)) { "Cymraeg" },
                    Language::Welsh => a lang="en" hreflang="en" href=(to(Language::English, own)) { "English" },
                }
            }
        }
    };
    let footer = html! {
        p.help {
            (say("Need a person? Call ", "Angen person? Ffoniwch "))
            a href=(format!("tel:{}", setup.phone.replace(' ', ""))) { (setup.phone) }
            (say(", day or night.", ", ddydd neu nos."))
        }
        ul {
            li { a href=(asked.to("/back")) { (say("Come back to something", "Dod yn ôl at rywbeth")) } }
            li { a href=(asked.to("/how-we-are-doing")) { (say("How we are doing", "Sut rydym yn gwneud")) } }
            li { a href=(asked.to("/cookies")) { (say("Cookies and privacy", "Cwcis a phreifatrwydd")) } }
            li { a href=(asked.to("/accessibility")) { (say("Accessibility", "Hygyrchedd")) } }
            li { a href="/desk" { (say("For staff", "I staff")) } }
        }
    };
    whole(
        language,
        &format!("{} – {name}", page.title),
        page.public,
        &header,
        page.title,
        &page.body,
        &footer,
    )
}

/// A page for somebody who signed in.
pub(crate) fn desk(who: &SignedIn, title: &str, body: &Markup) -> Markup {
    let setup = &who.service.setup;
    let works = throughline::contact::sharing::may_work(who.account.role);
    let header = html! {
        a.name href="/desk" { (setup.name) }
        nav aria-label="Desk" {
            @if works {
                a href="/desk" { "Today" }
                a href="/desk/call" { "Log a call or visit" }
                a href="/desk/listen" { "Listen" }
                a href="/desk/answers" { "Answers" }
            }
            a href="/desk/study" { "Study" }
            a href="/desk/plans" { "Plans" }
            @if throughline::contact::sharing::may_look_after(who.account.role) {
                a href="/desk/looking-after" { "Looking after it" }
            }
        }
    };
    let footer = html! {
        p.help { "Something wrong with this page? Call " a href=(format!("tel:{}", setup.phone.replace(' ', ""))) { (setup.phone) } "." }
        (signed_in(who))
    };
    whole(Language::English, &format!("{title} – {}", setup.name), false, &header, title, body, &footer)
}

/// Who is signed in, and the way out.
pub(crate) fn signed_in(who: &SignedIn) -> Markup {
    let seat = &who.account.seat;
    html! {
        form.quiet aria-label="Sign out" method="post" action="/desk/sign-out" {
            (token(who))
            span { (seat.worker) ", " (seat.team) ", " (seat.organisation) }
            a href="/desk/password" { "Your password" }
            a href="/desk/passkeys" { "Your passkeys" }
            button.link { "Sign out" }
        }
    }
}

/// A form of somebody who signed in.
pub(crate) fn form(who: &SignedIn, action: &str, inside: &Markup) -> Markup {
    html! {
        form method="post" action=(action) {
            (token(who))
            (inside)
        }
    }
}

/// The field that every form of somebody who signed in carries.
pub(crate) fn token(who: &SignedIn) -> Markup {
    html! { input type="hidden" name="token" value=(who.token()); }
}

fn whole(
    language: Language,
    title: &str,
    public: bool,
    header: &Markup,
    heading: &str,
    body: &Markup,
    footer: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if !public { meta name="robots" content="noindex, nofollow"; }
                title { (title) }
                link rel="stylesheet" href="/service.css";
                link rel="icon" href="data:,";
            }
            body {
                a.skip href="#main" { (language.say("Skip to the main part", "Neidio i'r brif ran")) }
                header { (header) }
                main id="main" tabindex="-1" {
                    h1 { (heading) }
                    (body)
                }
                footer { (footer) }
            }
        }
    }
}

/// A page that says why there is nothing else. What was typed is still there, to be sent again.
pub(crate) fn stopped(door: &Door, asked: &Asked, title: &str, says: &str) -> Markup {
    let language = asked.language;
    let words = asked.field("words");
    let body = html! {
        p { (says) }
        @if asked.path.starts_with("/desk/") { p { a href="/desk" { "Back to the desk" } } }
        // What came from a page of somebody else is not made ours by one press.
        @if asked.from_here && !words.is_empty() {
            form method="post" action=(asked.path) {
                @for (name, value) in asked.fields.iter().filter(|(name, _)| name != "words" && name != "password") {
                    input type="hidden" name=(name) value=(value);
                }
                label for="words" { (language.say("What you wrote", "Yr hyn a ysgrifennoch")) }
                textarea id="words" name="words" { (words) }
                button { (language.say("Send it again", "Anfon eto")) }
            }
        }
    };
    page(door.setup(), asked, Page { title, public: false, body })
}

/// The hidden field that makes a form sent twice one deed.
pub(crate) fn once_field(asked: &Asked) -> Markup {
    let token = match asked.field("once") {
        token if token.is_empty() => once(),
        token => token,
    };
    html! { input type="hidden" name="once" value=(token); }
}
