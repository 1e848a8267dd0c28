//! What every page has: a title, help in the same place, the other language, nothing from anywhere else.

use maud::{DOCTYPE, Markup, html};
use throughline::contact::Language;

use crate::asked::{Asked, SentFrom, once, to};
use crate::guard::{Door, SignedIn};
use crate::reply::sentence;
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
    let name = setup.called(language);
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

/// A page that says why there is nothing else, for whoever asked. What was typed is still there, to be sent again.
pub(crate) fn stopped(door: &Door, asked: &Asked, title: &str, says: &str) -> Markup {
    let at_the_desk = asked.path.starts_with("/desk");
    let who = at_the_desk.then(|| SignedIn::who_looks(door, asked)).flatten();
    let body = html! {
        p { (says) }
        @if at_the_desk { p { a href="/desk" { "Back to the desk" } } }
        (again(asked))
    };
    match who {
        Some(who) => desk(&who, title, &body),
        None => page(door.setup(), asked, Page { title, public: false, body }),
    }
}

/// Fields that nobody types: what a form carries to be known by.
const CARRIED: [&str; 6] = ["token", "once", "made", "version", "written", "website"];
/// Fields that are shown to nobody, not even to whoever typed them.
const SECRET: [&str; 3] = ["password", "old", "new"];

/// Whether somebody typed or chose something in the form that was sent.
pub(crate) fn is_typed(asked: &Asked) -> bool {
    asked.fields.iter().any(|(name, value)| !CARRIED.contains(&name.as_str()) && !value.trim().is_empty())
}

/// What was sent, every field of it, to be put right and sent again. What came from a page of somebody else is not made ours by one press:
/// its words are there to be copied. A password is typed again.
fn again(asked: &Asked) -> Markup {
    if !is_typed(asked) {
        return html! {};
    }
    if asked.sent_from == SentFrom::Elsewhere {
        let words = asked.field("words");
        return html! {
            @if !words.is_empty() {
                label for="again" { (called(asked.language, "words")) }
                textarea id="again" readonly { (words) }
            }
        };
    }
    html! {
        form method="post" action=(asked.path) {
            @for (at, (name, value)) in asked.fields.iter().enumerate() {
                @let value = value.replace("\r\n", "\n").replace('\0', "");
                @let id = format!("again-{at}");
                @if CARRIED.contains(&name.as_str()) || value.trim().is_empty() {
                    input type="hidden" name=(name) value=(value);
                } @else {
                    label for=(id) { (called(asked.language, name)) }
                    @if SECRET.contains(&name.as_str()) { input.short id=(id) name=(name) type="password" autocomplete="off"; }
                    @else if name == "words" { textarea id=(id) name=(name) { (value) } }
                    @else if value.contains('\n') || value.len() > 80 { textarea.small id=(id) name=(name) { (value) } }
                    @else { input id=(id) name=(name) value=(value); }
                }
            }
            button { (asked.language.say("Send it again", "Anfon eto")) }
        }
    }
}

/// What a field is called beside what was typed into it; the desk's by their names.
fn called(language: Language, name: &str) -> String {
    match name {
        "words" => language.say("What you wrote", "Yr hyn a ysgrifennoch").to_string(),
        "reach" => language.say("How we can reach you", "Sut gallwn gysylltu â chi").to_string(),
        "name" => language.say("Name", "Enw").to_string(),
        "old" => "The password you have now".to_string(),
        "new" => "A new password".to_string(),
        "place" => language.say("Area", "Ardal").to_string(),
        other => sentence(&other.replace('_', " ")),
    }
}

/// The hidden field that makes a form sent twice one deed.
pub(crate) fn once_field(asked: &Asked) -> Markup {
    let token = match asked.field("once") {
        token if token.is_empty() => once(),
        token => token,
    };
    html! { input type="hidden" name="once" value=(token); }
}
