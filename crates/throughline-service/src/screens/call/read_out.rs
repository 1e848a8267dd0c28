//! The reference, to be read aloud letter by letter, and the link to send.

use maud::{Markup, html};
use throughline::contact::{Language, Reach};

use super::super::desk_need::{escaped, mailto};
use crate::asked::{Asked, to};
use crate::guard::{Door, ReadsNeed};
use crate::page::desk;
use crate::reply::{Reply, Stop};

/// How each letter is said so that it is not taken for another (NATO spelling). A reference has no I, L, O and U.
const SAID: [(char, &str); 22] = [
    ('A', "Alfa"),
    ('B', "Bravo"),
    ('C', "Charlie"),
    ('D', "Delta"),
    ('E', "Echo"),
    ('F', "Foxtrot"),
    ('G', "Golf"),
    ('H', "Hotel"),
    ('J', "Juliett"),
    ('K', "Kilo"),
    ('M', "Mike"),
    ('N', "November"),
    ('P', "Papa"),
    ('Q', "Quebec"),
    ('R', "Romeo"),
    ('S', "Sierra"),
    ('T', "Tango"),
    ('V', "Victor"),
    ('W', "Whiskey"),
    ('X', "X-ray"),
    ('Y', "Yankee"),
    ('Z', "Zulu"),
];
/// The same for digits, from 0.
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// A letter or digit as it is said.
fn said(letter: char) -> &'static str {
    let digit = letter.to_digit(10).and_then(|digit| DIGITS.get(digit as usize));
    let known = SAID.iter().find(|(known, _)| *known == letter).map(|(_, said)| said);
    digit.or(known).copied().unwrap_or("hyphen")
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "read out")?;
    let need = &reads.need;
    let reference = need.reference.to_string();
    let secret = reads.link_to_send(asked)?;
    let link = secret.map(|secret| {
        format!("{}{}", asked.origin, to(need.language, &format!("/need/{reference}/{secret}")))
    });
    let body = html! {
        @if asked.query("known").is_some() { p { "Their words stand with what they told us before." } }
        div.panel {
            p.quiet { "Read this out" }
            p.reference { (reference) }
            ol.spelled { @for letter in reference.chars().filter(|letter| *letter != '-') { li { strong { (letter) } " " (said(letter)) } } }
            p { "“This is your reference. " strong { (need.holder) } " is responsible for it. Call and say it at any time, and you need tell us nothing again.”" }
        }
        @match &link {
            Some(link) => (send(&reads, link)),
            None => p.quiet { "The link to their page is shown once, to whoever has just logged a call of theirs, if their organisation holds this need or was brought in." },
        }
        p { a.button href=(format!("/desk/need/{reference}")) { "Open the need" } " " a href="/desk/call" { "Log another" } }
    };
    Ok(Reply::Page(desk(&reads.works, "Read it out", &body)))
}

/// The link to their page, ready to be sent by what the worker has.
fn send(reads: &ReadsNeed, link: &str) -> Markup {
    let words = reads.need.language.say(
        "Your page, with everything that happens on it: ",
        "Eich tudalen, gyda phopeth sy'n digwydd arni: ",
    );
    let body = escaped(&format!("{words}{link}"));
    let subject = escaped(&reads.need.reference.to_string());
    html! {
        h2 { "The link to their page" }
        p { "Whoever has it can read this need and speak for the person. Send it only to them, and now: it is shown here once, and the person sees that it was shown to you." }
        p.words.secret { (link) }
        @for reach in &reads.need.reach {
            @match reach {
                Reach::Email(email) => p { a href=(format!("{}?subject={subject}&body={body}", mailto(email))) { "Write it to " (email) } },
                Reach::Phone(phone) => p { a href=(format!("sms:{}?body={body}", phone.replace(' ', ""))) { "Text it to " (phone) } },
                Reach::Other(_) => {},
            }
        }
        @if reads.need.language == Language::Welsh { p { "It opens in Welsh." } }
    }
}
