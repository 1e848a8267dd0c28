//! Answers: what people here have written for everybody. Who wrote each and when, in which language it is missing, whether it helped.

use std::collections::BTreeMap;

use maud::{Markup, html};
use throughline::contact::Language;
use throughline::time::{DAY_US, Instant};

use super::Screen;
use crate::answers::{Answer, Both, Uses, uses};
use crate::asked::{Asked, is_once, once};
use crate::guard::{Door, Works};
use crate::language::day;
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen { path: "/desk/answers", get: Some(all), post: None, guard: "works" },
    Screen { path: "/desk/answers/{name}", get: Some(one), post: Some(sent), guard: "works" },
    Screen { path: "/desk/answers/{name}/remove", get: None, post: Some(remove), guard: "works" },
];

/// So many days after it was written somebody looks at an answer again, unless they say otherwise.
const REVIEW_DAYS: i64 = 182;

fn all(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let mut answers = works.service.answers.all();
    let uses = uses(&works.service.store)?;
    answers.sort_by_key(|(_, answer)| (!is_due(answer, asked.now()), answer.review_us));
    let half = answers.iter().filter(|(_, answer)| missing(answer).is_some()).count();
    let body = html! {
        p { a.button href="/desk/answers/new" { "Write an answer" } }
        @if half > 0 { p.mark { "Missing in one language: " (half) " of " (answers.len()) ". People who write to us in that language get less." } }
        @if answers.is_empty() { p.quiet { "Nobody has written an answer yet." } }
        ol.lines { @for (name, answer) in &answers { li { (line(&works, asked, name, answer, &uses)) } } }
    };
    Ok(Reply::Page(desk(&works, "Answers", &body)))
}

/// In which language an answer is missing.
fn missing(answer: &Answer) -> Option<&'static str> {
    match [Language::English, Language::Welsh].map(|language| answer.is_in(language)) {
        [true, true] => None,
        [true, false] => Some("Missing Welsh"),
        _ => Some("Missing English"),
    }
}

fn is_due(answer: &Answer, now: Instant) -> bool {
    answer.review_us.is_some_and(|by| by < now.0)
}

fn line(works: &Works, asked: &Asked, name: &str, answer: &Answer, uses: &BTreeMap<String, Uses>) -> Markup {
    let zone = &works.service.zone;
    let Uses { shown, sorted, not_sorted } = uses.get(name).copied().unwrap_or_default();
    let title = if answer.title.english.is_empty() { &answer.title.welsh } else { &answer.title.english };
    html! {
        p.snippet { a href=(format!("/desk/answers/{name}")) { (title) } }
        p.facts {
            (answer.by) ", " (answer.organisation) ", " (day(Language::English, Instant(answer.written_us), zone))
            ". Shown to " (shown) ": sorted it for " (sorted) ", did not for " (not_sorted) "."
            @if let Some(missing) = missing(answer) { " " span.mark { (missing) "." } }
            @if let Some(by) = answer.review_us {
                @if is_due(answer, asked.now()) { " " span.mark { "Look at it again: that was due on " (day(Language::English, Instant(by), zone)) "." } }
                @else { " Looked at again by " (day(Language::English, Instant(by), zone)) "." }
            }
        }
    }
}

fn one(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let name = asked.part("name")?;
    if name == "new" {
        return Ok(shown(&works, &once(), &new(&works, asked)?, None));
    }
    let answer = works.service.answers.named(name).ok_or(Stop::NotFound)?;
    if answer.organisation == works.account.seat.organisation {
        return Ok(shown(&works, name, &answer, None));
    }
    let body = html! {
        p { "Written by " (answer.by) ", " (answer.organisation) "; they can change it." }
        @for text in [&answer.words.english, &answer.words.welsh] { @if !text.is_empty() { p.words { (text) } } }
    };
    Ok(Reply::Page(desk(&works, answer.title.say(Language::English), &body)))
}

/// An answer to begin with: empty, or what was asked and answered in public.
fn new(works: &Works, asked: &Asked) -> Result<Answer, Stop> {
    let mut answer = Answer { review_us: Some(asked.now().0 + REVIEW_DAYS * DAY_US), ..Answer::default() };
    let wanted = asked.query("question").unwrap_or_default();
    let questions = crate::questions::all(&works.service.store)?;
    let known = questions.into_iter().find(|(name, question)| name == wanted && question.is_public);
    let Some((_, question)) = known else { return Ok(answer) };
    let (title, words) = match question.language {
        Language::English => (&mut answer.title.english, &mut answer.words.english),
        Language::Welsh => (&mut answer.title.welsh, &mut answer.words.welsh),
    };
    *title = question.words;
    *words = question.answer.map(|answer| answer.words).unwrap_or_default();
    Ok(answer)
}

/// A day as browsers send and show it.
fn civil(us: i64, works: &Works) -> String {
    Instant(us).in_zone(&works.service.zone).date().to_string()
}

fn shown(works: &Works, name: &str, answer: &Answer, wrong: Option<&str>) -> Reply {
    let is_kept = answer.written_us > 0;
    let title = if is_kept { "Change an answer" } else { "Write an answer" };
    let languages = [
        ("english", "en", "English", &answer.title.english, [&answer.also.english, &answer.words.english]),
        ("welsh", "cy", "Welsh", &answer.title.welsh, [&answer.also.welsh, &answer.words.welsh]),
    ];
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was kept; what you wrote is still below", wrong)) }
        p { "Everybody can read it, with your name and the day. Write it as people ask, not as we file it." }
        (form(works, &format!("/desk/answers/{name}"), &html! {
            @for (field, code, language, title, [also, words]) in languages {
                h2 { "In " (language) }
                label for=(format!("title-{field}")) { "The question, as people ask it" }
                input id=(format!("title-{field}")) name=(format!("title_{field}")) lang=(code) value=(title) maxlength="200";
                label for=(format!("also-{field}")) { "Other ways people ask it " span.hint { "(each on a line of its own; it is suggested to whoever asks in one of them)" } }
                textarea.small id=(format!("also-{field}")) name=(format!("also_{field}")) lang=(code) maxlength="2000" { (also) }
                label for=(format!("words-{field}")) { "The answer" }
                textarea id=(format!("words-{field}")) name=(format!("words_{field}")) lang=(code) maxlength="20000" { (words) }
            }
            label for="review" { "Look at it again by" }
            input.short id="review" name="review" type="date" value=(answer.review_us.map(|us| civil(us, works)).unwrap_or_default());
            input type="hidden" name="written" value=(answer.written_us);
            button { "Keep it" }
        }))
        @if is_kept {
            details {
                summary { "Take it away" }
                (form(works, &format!("/desk/answers/{name}/remove"), &html! {
                    p { "Nobody finds it any more. How often it was shown is kept." }
                    button.second { "Take it away" }
                }))
            }
        }
    };
    Reply::Page(desk(works, title, &body))
}

fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let name = asked.part("name")?;
    let before = works.service.answers.named(name);
    own(&works, before.as_ref())?;
    if before.is_none() && !is_once(name) {
        return Err(Stop::NotFound);
    }
    let written = asked.field("review");
    let day = written.trim().parse::<jiff::civil::Date>().ok();
    let review = day.and_then(|day| day.to_zoned(works.service.zone.clone()).ok());
    let answer = Answer {
        title: Both { english: asked.field("title_english"), welsh: asked.field("title_welsh") },
        also: Both { english: asked.field("also_english"), welsh: asked.field("also_welsh") },
        words: Both { english: asked.field("words_english"), welsh: asked.field("words_welsh") },
        by: works.account.seat.worker.clone(),
        organisation: works.account.seat.organisation.clone(),
        written_us: asked.now().0,
        review_us: review.as_ref().map(|at| at.timestamp().as_microsecond()),
    };
    let seen: i64 = asked.field("written").parse().unwrap_or(0);
    let wrong = if !answer.is_in(Language::English) && !answer.is_in(Language::Welsh) {
        Some("write the question and the answer in at least one language".to_string())
    } else if review.is_none() && !written.trim().is_empty() {
        Some(format!("“{}” is not a day to look at it again by; write it as 2027-06-03", written.trim()))
    } else {
        let changed = before.as_ref().filter(|before| before.written_us != seen);
        changed.map(|before| {
            format!(
                "{} changed this answer while you wrote; look at it in another window, then keep yours again",
                before.by
            )
        })
    };
    if let Some(wrong) = wrong {
        let written_us = before.map_or(0, |before| before.written_us);
        return Ok(shown(&works, name, &Answer { written_us, ..answer }, Some(&wrong)));
    }
    works.service.answers.put(&works.service.store, name, &answer)?;
    Ok(Reply::See("/desk/answers".to_string()))
}

/// Only those who work where it was written change an answer.
fn own(works: &Works, answer: Option<&Answer>) -> Result<(), Stop> {
    match answer {
        Some(answer) if answer.organisation != works.account.seat.organisation => Err(Stop::NotYours(
            format!("This answer is written by {}; they can change it.", answer.organisation),
        )),
        _ => Ok(()),
    }
}

fn remove(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let name = asked.part("name")?;
    let answer = works.service.answers.named(name).ok_or(Stop::NotFound)?;
    own(&works, Some(&answer))?;
    works.service.answers.remove(&works.service.store, name)?;
    Ok(Reply::See("/desk/answers".to_string()))
}
