//! Questions that people asked in public, before everybody can read them: let through, answered, hidden with a reason, or moved to a need of
//! their own that only those who help can read.

use maud::{Markup, html};
use throughline::contact::{By, Channel, Language, Said};
use throughline::time::Instant;
use throughline_store::First;

use crate::asked::Asked;
use crate::guard::{Door, LooksAfter};
use crate::language::day;
use crate::page::{desk, form};
use crate::questions::{PublicAnswer, Question, all, in_private, put};
use crate::reply::{Reply, Stop, problem};

const HERE: &str = "/desk/looking-after/questions";

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&LooksAfter::of(door, asked)?, asked, None)
}

fn page(after: &LooksAfter, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let all = all(&after.service.store)?;
    let is = |wanted: fn(&Question) -> bool| {
        all.iter().filter(move |(_, question)| wanted(question)).collect::<Vec<_>>()
    };
    let held = is(|question| !question.is_public && question.hidden.is_empty());
    let open = is(|question| question.is_public);
    let hidden = is(|question| !question.hidden.is_empty());
    if held.len() + hidden.len() > 0 {
        // Whose words they are is not known; that they were read is written down all the same.
        after.looked_for(asked, None, "questions asked in public")?;
    }
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was changed; what you wrote is still below", wrong)) }
        p { "Nobody but managers reads a question before you let it through. Look for names, addresses and anything that tells who somebody is." }
        h2 { "Held (" (held.len()) ")" }
        @if held.is_empty() { p.quiet { "There are none." } }
        @for (name, question) in held { (one(after, asked, name, question)) }
        h2 { "Shown to everybody" }
        @if open.is_empty() { p.quiet { "There are none." } }
        @for (name, question) in open { (one(after, asked, name, question)) }
        @if !hidden.is_empty() {
            h2 { "Hidden" }
            @for (name, question) in hidden { (one(after, asked, name, question)) }
        }
    };
    Ok(Reply::Page(desk(after, "Questions asked in public", &body)))
}

fn one(after: &LooksAfter, asked: &Asked, name: &str, question: &Question) -> Markup {
    let failed = |deed: &str| asked.field("question") == name && asked.field("deed") == deed;
    let typed = |deed: &str| if failed(deed) { asked.field("words") } else { String::new() };
    let deed = |deed: &str, inside: Markup| {
        form(
            after,
            HERE,
            &html! {
                input type="hidden" name="question" value=(name);
                input type="hidden" name="deed" value=(deed);
                (inside)
            },
        )
    };
    let field = |id: &str, label: &str, words: String| {
        html! {
            label for=(format!("{id}-{name}")) { (label) }
            textarea.small id=(format!("{id}-{name}")) name="words" maxlength="5000" { (words) }
        }
    };
    let language = if question.language == Language::Welsh { "Asked in Welsh" } else { "Asked in English" };
    html! {
        section.sheet {
            p.words lang=(question.language.code()) { (question.words) }
            p.facts {
                (language) ", " (day(Language::English, Instant(question.asked_us), &after.service.zone))
                @if !question.name.is_empty() { ", by " (question.name) }
                @if !question.hidden.is_empty() { ". Hidden: " (question.hidden) }
            }
            @if let Some(answer) = &question.answer { p.words { (answer.words) } p.facts { (answer.by) ", " (answer.organisation) } }
            @if !question.is_public { (deed("show", html! { button { "Let it through" } })) }
            details open[failed("answer")] {
                summary { @if question.answer.is_some() { "Change the answer" } @else { "Answer it in public" } }
                (deed("answer", html! {
                    (field("answer", "Your answer, for everybody", if failed("answer") { typed("answer") } else { question.answer.as_ref().map(|answer| answer.words.clone()).unwrap_or_default() }))
                    button { "Answer, and let it through" }
                }))
            }
            @if question.answer.is_some() { p { a href=(format!("/desk/answers/new?question={name}")) { "Make an answer of it that others find" } } }
            details open[failed("hide")] {
                summary { "Hide it, or move it" }
                (deed("hide", html! { (field("hide", "Why it is hidden", typed("hide"))) button.second { "Hide it" } }))
                (deed("move", html! {
                    p { "It becomes a need that only those who help can read, with one who is responsible. In public stands only a reference to call us by." }
                    button.second { "Move it to a need" }
                }))
            }
        }
    }
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let store = &after.service.store;
    let name = asked.field("question");
    let (_, question) = all(store)?.into_iter().find(|(known, _)| *known == name).ok_or(Stop::NotFound)?;
    let words = asked.field("words").trim().to_string();
    let changed = match asked.field("deed").as_str() {
        "show" => Question { is_public: true, hidden: String::new(), ..question },
        "answer" | "hide" if words.is_empty() => {
            let wrong = if asked.field("deed") == "hide" {
                "say why it is hidden, for who looks at it after you"
            } else {
                "there is nothing in the answer"
            };
            return page(&after, asked, Some(wrong));
        }
        "hide" => Question { is_public: false, hidden: words, ..question },
        "answer" => Question {
            is_public: true,
            hidden: String::new(),
            answer: Some(answer(&after, asked, words)),
            moved_to: None,
            ..question
        },
        "move" => moved(&after, asked, &name, question)?,
        _ => return Err(Stop::NotFound),
    };
    put(store, &name, &changed)?;
    Ok(Reply::See(HERE.to_string()))
}

fn answer(after: &LooksAfter, asked: &Asked, words: String) -> PublicAnswer {
    let seat = after.seat();
    PublicAnswer { words, by: seat.worker, organisation: seat.organisation, at_us: asked.now().0 }
}

/// A need with the words of a question; what stays in public says nothing of it but how to find it again.
fn moved(after: &LooksAfter, asked: &Asked, name: &str, question: Question) -> Result<Question, Stop> {
    let language = question.language;
    let called = Some(question.name.clone()).filter(|called| !called.is_empty());
    let first = First {
        said: Said { words: question.words, name: called, ..Said::default() },
        person: None,
        channel: Channel::Web,
        language,
        place: None,
        holder: after.seat().team(),
        by: By::Person,
        // Moved twice, it is one need.
        token: Some(format!("question {name}")),
    };
    let reference = after.service.store.receive(asked.now(), first)?.reference.to_string();
    // As the desk reads it, and as it stands in the language of who asked; who reads it in public reads it in the language of the page.
    let (instead, words) = in_private(language, &after.service.setup.phone, &reference);
    Ok(Question {
        words: instead.to_string(),
        moved_to: Some(reference),
        name: String::new(),
        is_public: true,
        hidden: String::new(),
        answer: Some(answer(after, asked, words)),
        ..question
    })
}
