//! Your need: one story across all organisations, who is responsible, what happens next; say more; your say whether it is sorted.

use maud::{Markup, html};
use throughline::contact::person::{not_sorted, say_more, sorted};
use throughline::contact::{By, Channel, Event, Said, What};
use throughline::time::{HOUR_US, Instant};

use super::Screen;
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::language::day_and_time;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop};
use crate::words::{happened, who};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/need/{reference}/{secret}",
        get: Some(|door, asked| Ok(Reply::Page(shown(&HoldsLink::of(door, asked)?, asked)))),
        post: None,
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/more",
        get: None,
        post: Some(|door, asked| more(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/sorted",
        get: None,
        post: Some(|door, asked| is_sorted(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/not-sorted",
        get: None,
        post: Some(|door, asked| is_not_sorted(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
];

fn shown(holds: &HoldsLink, asked: &Asked) -> Markup {
    let language = asked.language;
    let say = |english: &'static str, welsh: &'static str| language.say(english, welsh);
    let need = &holds.need;
    let is_new = asked.query("new").is_some();
    let title = match (is_new, need.is_open()) {
        (true, _) => say("We have it", "Mae gennym ni"),
        (false, true) => say("Your need", "Eich angen"),
        (false, false) => say("Sorted, by your word", "Wedi'i ddatrys, yn ôl eich gair"),
    };
    let body = html! {
        div.panel {
            p.quiet { (say("Your reference", "Eich cyfeirnod")) }
            p.reference { (need.reference) }
            p { (say("Responsible for it now: ", "Yn gyfrifol amdano nawr: ")) strong { (need.holder) } }
            p { (next(holds, asked)) }
        }
        @if is_new {
            p { (say(
                "Keep this page: its address is the way back. Bookmark it, or write the reference down; on the telephone we find you by it.",
                "Cadwch y dudalen hon: ei chyfeiriad yw'r ffordd yn ôl. Rhowch nod tudalen arni, neu ysgrifennwch y cyfeirnod."
            )) }
        }
        (story(holds, asked))
        (says_sorted(holds, asked))
        h2 { (say("Say more", "Dywedwch fwy")) }
        form method="post" action=(holds.path(asked, "/more")) {
            label for="words" { (say("What else should we know?", "Beth arall ddylem ni ei wybod?")) }
            textarea.small id="words" name="words" required maxlength="20000" {}
            button.second { (say("Send", "Anfon")) }
        }
    };
    page(&holds.service.setup, asked, Page { title, public: false, body })
}

/// What happens next, and by when.
fn next(holds: &HoldsLink, asked: &Asked) -> String {
    let language = asked.language;
    let need = &holds.need;
    let zone = &holds.service.zone;
    let promised = holds.story.iter().rev().find(|event| matches!(event.what, What::Promised { .. }));
    if let (Some(by), Some(Event { said: Some(said), .. })) = (need.promised_by, promised) {
        let when = day_and_time(language, by, zone);
        return match language {
            throughline::contact::Language::English => {
                format!("What happens next, by {when}: {}", said.words)
            }
            throughline::contact::Language::Welsh => {
                format!("Beth sy'n digwydd nesaf, erbyn {when}: {}", said.words)
            }
        };
    }
    if need.answered_at.is_none() && need.is_open() {
        let by = Instant(need.opened_at.0 + i64::from(holds.service.setup.answer_hours) * HOUR_US);
        let when = day_and_time(language, by, zone);
        return match language {
            throughline::contact::Language::English => {
                format!("What happens next: somebody reads your words and answers you here by {when}.")
            }
            throughline::contact::Language::Welsh => {
                format!(
                    "Beth sy'n digwydd nesaf: bydd rhywun yn darllen eich geiriau ac yn eich ateb yma erbyn {when}."
                )
            }
        };
    }
    language
        .say(
            "It stays open until you say that it is sorted.",
            "Mae'n aros ar agor nes i chi ddweud ei fod wedi'i ddatrys.",
        )
        .to_string()
}

fn says_sorted(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let need = &holds.need;
    html! {
        h2 { (say("Is it sorted?", "Ydy e wedi'i ddatrys?")) }
        @if need.is_open() {
            @if need.thought_sorted_at.is_some() {
                p { (say("We think so. Only you can say.", "Rydym ni'n credu hynny. Dim ond chi all ddweud.")) }
            }
            form method="post" action=(holds.path(asked, "/sorted")) { button { (say("It is sorted", "Mae wedi'i ddatrys")) } }
        }
        @if need.thought_sorted_at.is_some() || !need.is_open() {
            form method="post" action=(holds.path(asked, "/not-sorted")) {
                label for="why" { (say("If not: what is still wrong?", "Os na: beth sy'n dal o'i le?")) }
                textarea.small id="why" name="words" maxlength="20000" {}
                button.second { (say("It is not sorted", "Nid yw wedi'i ddatrys")) }
            }
        }
    }
}

fn story(holds: &HoldsLink, asked: &Asked) -> Markup {
    let language = asked.language;
    let zone = &holds.service.zone;
    // What listeners make of words is for learning, not about this person.
    let told = holds.story.iter().filter(|event| !matches!(event.what, What::Listened(_)));
    html! {
        h2 { (language.say("What has happened so far", "Beth sydd wedi digwydd hyd yma")) }
        ol.story {
            @for event in told {
                li.person[event.by == By::Person] {
                    p.when { (day_and_time(language, event.at, zone)) }
                    p.what { (who(language, &event.by)) ": " (happened(language, event)) }
                    @if let Some(said) = &event.said {
                        @if !said.words.is_empty() { p.words { (said.words) } }
                        @if let Some(file) = &said.file { p { (file.name) } }
                    }
                }
            }
        }
    }
}

fn more(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let words = asked.wanted(
        "words",
        asked.language.say("write what else we should know", "ysgrifennwch beth arall ddylem ni ei wybod"),
    )?;
    let now = asked.now();
    holds.act(move |need| Ok(vec![say_more(need, now, Channel::Web, Said::words(&words))?]))?;
    Ok(Reply::See(holds.path(asked, "")))
}

fn is_sorted(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let now = asked.now();
    holds.act(move |need| Ok(vec![sorted(need, now, "")?]))?;
    Ok(Reply::See(holds.path(asked, "")))
}

fn is_not_sorted(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let (now, words) = (asked.now(), asked.field("words"));
    holds.act(move |need| Ok(vec![not_sorted(need, now, &words)?]))?;
    Ok(Reply::See(holds.path(asked, "")))
}
