//! Does this help? At most three answers that fit what was said, beside the reference that was already given. What the person says of
//! them is counted for the answer; saying that one sorted it is their word that it is sorted.

use maud::{Markup, html};
use throughline::contact::person::sorted;
use throughline::contact::{Language, NeedId};
use throughline::time::Instant;

use super::Screen;
use super::story::start_of;
use crate::answers::{Answer, Both, Suggested, suggest, suggested};
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::language::day;
use crate::outstanding::is_done_by_worker;
use crate::reply::{Reply, Stop};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/need/{reference}/{secret}/suggested",
    get: None,
    post: Some(|door, asked| said(&HoldsLink::of(door, asked)?, asked)),
    guard: "link",
}];

/// Of an answer, so many bytes are shown beside the reference.
const ANSWER_BYTES: usize = 3_000;

/// The suggestions of a need that nobody has said anything of yet; nothing where there are none, or they cannot be read, or somebody has
/// done something already.
pub(super) fn does_this_help(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let answers = standing(holds).map(|suggested| known(holds, &suggested)).unwrap_or_default();
    if answers.is_empty() || !holds.need.is_open() || holds.story.iter().any(is_done_by_worker) {
        return html! {};
    }
    html! {
        section aria-labelledby="help" {
            h2 id="help" { (say("Does this help?", "Ydy hyn yn helpu?")) }
            p { (say(
                "We have your words, and somebody will read them. These answers may sort it sooner.",
                "Mae eich geiriau gennym, a bydd rhywun yn eu darllen. Gall yr atebion hyn ei ddatrys yn gynt."
            )) }
            @for (name, answer) in &answers {
                article.answer {
                    (shown(holds, asked, name, answer))
                    form method="post" action=(holds.path(asked, "/suggested")) {
                        input type="hidden" name="answer" value=(name);
                        button { (say("This sorted it", "Datrysodd hyn ef")) }
                    }
                }
            }
            form method="post" action=(holds.path(asked, "/suggested")) {
                button.second { (say("I still need help", "Mae angen help arnaf o hyd")) }
            }
        }
    }
}

fn standing(holds: &HoldsLink) -> Option<Suggested> {
    let suggested = suggested(&holds.service.store, holds.need.id).ok().flatten();
    suggested.filter(Suggested::is_asked)
}

fn known(holds: &HoldsLink, suggested: &Suggested) -> Vec<(String, Answer)> {
    let named = |name: &String| Some((name.clone(), holds.service.answers.named(name)?));
    suggested.answers.iter().filter_map(named).collect()
}

/// An answer, of a long one its start: three of them must not make the page heavy.
fn shown(holds: &HoldsLink, asked: &Asked, name: &str, answer: &Answer) -> Markup {
    let language = asked.language;
    let start = |words: &str| start_of(words, ANSWER_BYTES).map(|start| format!("{start} …"));
    let [english, welsh] = [start(&answer.words.english), start(&answer.words.welsh)];
    let is_cut = english.is_some() || welsh.is_some();
    let words = Both {
        english: english.unwrap_or_else(|| answer.words.english.clone()),
        welsh: welsh.unwrap_or_else(|| answer.words.welsh.clone()),
    };
    html! {
        (written(language, &Answer { words, ..answer.clone() }, 3))
        @if is_cut { p { a href=(asked.to(&format!("/answers/{name}"))) { (language.say("Read all of it", "Darllen y cyfan")) } } }
        (by(language, answer, &holds.service.zone))
    }
}

/// An answer in a language, or in the other one where it is missing, and marked as such for those who hear the page.
pub(super) fn written(language: Language, answer: &Answer, level: u8) -> Markup {
    let other = match language {
        Language::English => Language::Welsh,
        Language::Welsh => Language::English,
    };
    let language = if answer.is_in(language) { language } else { other };
    let title = answer.title.say(language);
    html! {
        div lang=(language.code()) {
            @match level { 2 => h2 { (title) }, 3 => h3 { (title) }, _ => {} }
            @for part in answer.words.say(language).split("\n\n") { p.plain { (part.trim()) } }
        }
    }
}

/// Who wrote an answer, and when.
pub(super) fn by(language: Language, answer: &Answer, zone: &jiff::tz::TimeZone) -> Markup {
    let when = day(language, Instant(answer.written_us), zone);
    html! {
        p.quiet { (language.say("Written by ", "Ysgrifennwyd gan ")) (answer.by) ", " (answer.organisation) ", " (when) }
    }
}

fn said(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let (store, need, now) = (&holds.service.store, holds.need.id, asked.now());
    let Some(standing) = standing(holds) else { return Ok(Reply::See(holds.path(asked, ""))) };
    match asked.field("answer") {
        answer if standing.answers.contains(&answer) => {
            holds.act(asked, move |need| {
                if need.is_open() { Ok(vec![sorted(need, now, "")?]) } else { Ok(Vec::new()) }
            })?;
            count(store, need, Suggested { sorted_by: Some(answer), ..standing });
        }
        _ => count(store, need, Suggested { still: true, ..standing }),
    }
    Ok(Reply::See(holds.path(asked, "")))
}

/// A count that could not be kept is worth less than what the person said, which was.
fn count(store: &throughline_store::Store, need: NeedId, said: Suggested) {
    suggest(store, need, &said).ok();
}
