//! Talk now: the same need, live. Without a script the page is the same, and "see new replies" looks for them.

use maud::html;
use throughline::contact::{Channel, Language, Party};
use throughline::time::{HOUR_US, Instant};

use super::Screen;
use super::need::say;
use super::story::{Lines, earlier_lines, line, lines_before, told};
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::language::day_and_time;
use crate::page::{Page, once_field, page};
use crate::reply::{Reply, Stop, problem};
use crate::there::is_there;

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/need/{reference}/{secret}/talk",
    get: Some(|door, asked| Ok(shown(&HoldsLink::of(door, asked)?, asked, None))),
    post: Some(|door, asked| sent(&HoldsLink::of(door, asked)?, asked)),
    guard: "link",
}];

fn shown(holds: &HoldsLink, asked: &Asked, wrong: Option<&str>) -> Reply {
    let words = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let Lines { shown, earlier } = lines_before(holds, asked, usize::MAX);
    let live = holds.path(asked, &format!("/events?after={}", holds.story.len()));
    let body = html! {
        @if let Some(wrong) = wrong { (problem(words("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        p { (who_is_there(holds, asked)) }
        (earlier_lines(holds, asked, earlier))
        div.log role="log" tabindex="0" aria-label=(words("What was said", "Beth a ddywedwyd")) {
            ol.story data-live=(live) { @for line in &shown { (line) } }
        }
        p { a href=(holds.path(asked, "/talk#words")) { (words("See new replies", "Gweld atebion newydd")) } }
        form method="post" action=(holds.path(asked, "/talk")) {
            label for="words" { (words("Your words", "Eich geiriau")) }
            textarea.small id="words" name="words" required maxlength="20000" { (asked.field("words")) }
            (once_field(asked))
            button { (words("Send", "Anfon")) }
        }
        p { a href=(holds.path(asked, "")) { (words("Back to your need", "Yn ôl at eich angen")) } }
        script src="/live.js" defer {}
    };
    let title = words("Talk now", "Siarad nawr");
    Reply::Page(page(&holds.service.setup, asked, Page { title, public: false, body }))
}

/// Whether somebody of those responsible is there, and if not, when an answer comes.
fn who_is_there(holds: &HoldsLink, asked: &Asked) -> String {
    let Party { organisation, team, .. } = &holds.need.holder;
    let team = Party::team(organisation, team);
    let there = is_there(&holds.service.store, asked.now(), &team).unwrap_or(false);
    let by = Instant(asked.now().0 + i64::from(holds.service.setup.answer_hours) * HOUR_US);
    let by = day_and_time(asked.language, by, &holds.service.zone);
    match (asked.language, there) {
        (Language::English, true) => {
            format!("Somebody of {team} is at the desk now and can answer you here.")
        }
        (Language::Welsh, true) => format!("Mae rhywun o {team} wrth y ddesg nawr a gall eich ateb yma."),
        (Language::English, false) => format!(
            "Nobody of {team} is at the desk right now. What you write is kept, and is answered here by {by}. You can close this page and come back."
        ),
        (Language::Welsh, false) => format!(
            "Nid oes neb o {team} wrth y ddesg ar hyn o bryd. Cedwir yr hyn a ysgrifennwch, a chaiff ei ateb yma erbyn {by}. Gallwch gau'r dudalen hon a dod yn ôl."
        ),
    }
}

/// The lines after the one that was seen last, each with its number, on one line of text as an event stream wants it.
pub(crate) fn news(holds: &HoldsLink, asked: &Asked, seen: usize) -> Vec<(usize, String)> {
    let new = told(holds).filter(|(number, _)| *number > seen);
    new.map(|(number, event)| (number, line(holds, asked, number, event).into_string().replace('\r', " ")))
        .collect()
}

fn sent(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    match say(holds, asked, Channel::Chat)? {
        Some(wrong) => Ok(shown(holds, asked, Some(wrong))),
        None => Ok(Reply::See(holds.path(asked, "/talk#words"))),
    }
}
