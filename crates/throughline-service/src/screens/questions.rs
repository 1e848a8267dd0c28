//! Questions and answers, for everybody: what people here have written, and what others have asked. A question asked here waits until
//! somebody has looked at it, as it may say more of somebody than they meant.

use maud::{Markup, html};
use throughline::contact::Language;
use throughline::time::Instant;

use super::suggested::{by, written};
use super::{Screen, start::wrong_with};
use crate::answers::Answer;
use crate::asked::{Asked, is_once, once};
use crate::guard::Anybody;
use crate::language::day;
use crate::page::{Page, once_field, page};
use crate::questions::{Question, all, in_private, put};
use crate::reply::{Reply, Stop, problem};
use crate::slow;

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/questions",
        get: Some(|door, asked| shown(&Anybody::of(door, asked)?, asked)),
        post: None,
        guard: "anybody",
    },
    Screen {
        path: "/questions/ask",
        get: Some(|door, asked| Ok(Reply::Page(ask(&Anybody::of(door, asked)?, asked, None)))),
        post: Some(|door, asked| sent(&Anybody::of(door, asked)?, asked)),
        guard: "anybody",
    },
    Screen {
        path: "/answers/{name}",
        get: Some(|door, asked| one(&Anybody::of(door, asked)?, asked)),
        post: None,
        guard: "anybody",
    },
];

/// At most so many of each are shown: one finds by searching, not by paging.
const SHOWN: usize = 20;
/// So much of the words of one question is shown in the list.
const LETTERS: usize = 600;

fn shown(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let wanted = asked.query("q").unwrap_or_default().trim().to_string();
    let (answers, more) = answers(who, asked.language, &wanted);
    let mut questions = all(&who.service.store)?;
    questions.retain(|(_, question)| question.is_public && has(question, &wanted));
    let body = html! {
        @if asked.query("asked").is_some() {
            div.panel role="status" { p { (say(
                "We have your question. Somebody looks at it before it is shown here, and answers it. If you need an answer for yourself, tell us what you need instead.",
                "Mae eich cwestiwn gennym. Bydd rhywun yn edrych arno cyn iddo gael ei ddangos yma, ac yn ei ateb. Os oes angen ateb arnoch i chi'ch hun, dywedwch wrthym beth sydd ei angen arnoch yn lle hynny."
            )) } }
        }
        form method="get" action=(asked.to("/questions")) role="search" {
            label for="q" { (say("What are you looking for?", "Am beth ydych chi'n chwilio?")) }
            input id="q" name="q" type="search" value=(wanted) maxlength="300";
            button.second { (say("Search", "Chwilio")) }
        }
        h2 { (say("Answers", "Atebion")) }
        @if answers.is_empty() { p.quiet { (say("No answer fits yet.", "Nid oes ateb yn addas eto.")) } }
        ul.lines { @for (name, answer) in &answers { li { a href=(asked.to(&format!("/answers/{name}"))) { (title(asked.language, answer)) } } } }
        @if more { p.quiet { (say("There are more: search for yours.", "Mae rhagor: chwiliwch am eich un chi.")) } }
        h2 { (say("Asked by others", "Gofynnwyd gan eraill")) }
        @if questions.is_empty() { p.quiet { (say("Nothing here yet.", "Dim byd yma eto.")) } }
        @for (_, question) in questions.iter().take(SHOWN) { (question_shown(who, asked.language, question)) }
        p { a.button.second href=(asked.to("/questions/ask")) { (say("Ask in public", "Gofyn yn gyhoeddus")) } }
        p { (say("Is it about you? ", "Ydy e amdanoch chi? ")) a href=(asked.to("/")) { (say("Tell us what you need", "Dywedwch beth sydd ei angen arnoch")) } (say(": that stays between us.", ": mae hynny'n aros rhyngom ni.")) }
    };
    let title = say("Questions and answers", "Cwestiynau ac atebion");
    Ok(Reply::Page(page(&who.service.setup, asked, Page { title, public: true, body })))
}

/// The answers that fit, or the first of all where nothing is looked for; and whether there are more.
fn answers(who: &Anybody, language: Language, wanted: &str) -> (Vec<(String, Answer)>, bool) {
    let answers = &who.service.answers;
    if wanted.is_empty() {
        let all = answers.all();
        let more = all.len() > SHOWN;
        return (all.into_iter().take(SHOWN).collect(), more);
    }
    (
        answers.search(language, wanted, SHOWN).into_iter().map(|found| (found.name, found.answer)).collect(),
        false,
    )
}

/// The title in a language, or in the other where it is missing.
fn title(language: Language, answer: &Answer) -> Markup {
    let own = answer.title.say(language);
    let (text, language) = match own.trim() {
        "" if language == Language::Welsh => (answer.title.english.as_str(), Language::English),
        "" => (answer.title.welsh.as_str(), Language::Welsh),
        own => (own, language),
    };
    html! { span lang=(language.code()) { (text) } }
}

/// Whether a question has one of the words that are looked for; any has, where none is.
fn has(question: &Question, wanted: &str) -> bool {
    let answer = question.answer.as_ref().map_or("", |answer| &answer.words);
    let text = format!("{} {answer}", question.words).to_lowercase();
    let mut words = wanted.split_whitespace().filter(|word| word.chars().count() > 3).peekable();
    words.peek().is_none() || words.any(|word| text.contains(&word.to_lowercase()))
}

fn question_shown(who: &Anybody, language: Language, question: &Question) -> Markup {
    let zone = &who.service.zone;
    let cut = |words: &str| words.chars().take(LETTERS).collect::<String>();
    // Of one that was moved to a need all sentences are ours, and in the language of the page.
    let ours = question.moved_to.as_ref().map(|to| in_private(language, &who.service.setup.phone, to));
    let written_in = if ours.is_some() { language } else { question.language };
    html! {
        article.question {
            p.words lang=(written_in.code()) { (ours.as_ref().map_or(cut(&question.words), |(instead, _)| instead.to_string())) }
            p.quiet {
                @if !question.name.is_empty() { (question.name) ", " }
                (day(language, Instant(question.asked_us), zone))
            }
            @match &question.answer {
                Some(answer) => {
                    p.plain lang=(written_in.code()) { (ours.as_ref().map_or(cut(&answer.words), |(_, words)| words.clone())) }
                    p.quiet { (answer.by) ", " (answer.organisation) ", " (day(language, Instant(answer.at_us), zone)) }
                }
                None => p.quiet { (language.say("Not answered yet.", "Heb ei ateb eto.")) }
            }
        }
    }
}

fn one(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let answer = who.service.answers.named(asked.part("name")?).ok_or(Stop::NotFound)?;
    let body = html! {
        (written(asked.language, &answer, 0))
        (by(asked.language, &answer, &who.service.zone))
        h2 { (say("Do you still need help?", "Oes angen help arnoch o hyd?")) }
        p { a.button href=(asked.to("/")) { (say("Tell us what you need", "Dywedwch beth sydd ei angen arnoch")) } }
        p { a href=(asked.to("/questions")) { (say("All questions and answers", "Pob cwestiwn ac ateb")) } }
    };
    let own = answer.title.say(asked.language);
    let title = match own.trim() {
        "" => asked.language.say(&answer.title.welsh, &answer.title.english),
        own => own,
    };
    Ok(Reply::Page(page(&who.service.setup, asked, Page { title, public: true, body })))
}

fn ask(who: &Anybody, asked: &Asked, wrong: Option<&str>) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        p { (say(
            "Everybody can read what you ask here, after somebody has looked at it. Leave out names, addresses and telephone numbers.",
            "Gall pawb ddarllen yr hyn a ofynnwch yma, ar ôl i rywun edrych arno. Gadewch enwau, cyfeiriadau a rhifau ffôn allan."
        )) }
        form method="post" action=(asked.to("/questions/ask")) {
            label for="words" { (say("Your question", "Eich cwestiwn")) }
            textarea.small id="words" name="words" required maxlength="2000" { (asked.field("words")) }
            label for="name" { (say("A name to show with it", "Enw i'w ddangos gydag ef")) " " span.hint { (say("(if you like)", "(os mynnwch)")) } }
            input.short id="name" name="name" value=(asked.field("name")) maxlength="60";
            (once_field(asked))
            (slow::fields(asked))
            button { (say("Ask", "Gofyn")) }
        }
        p { (say("Is it about you? ", "Ydy e amdanoch chi? ")) a href=(asked.to("/")) { (say("Tell us what you need", "Dywedwch beth sydd ei angen arnoch")) } "." }
    };
    page(
        &who.service.setup,
        asked,
        Page { title: say("Ask in public", "Gofyn yn gyhoeddus"), public: true, body },
    )
}

fn sent(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let words = asked.field("words");
    if let Some(wrong) = wrong_with(asked.language, &words) {
        return Ok(Reply::Page(ask(who, asked, Some(wrong))));
    }
    let question = Question {
        words: words.trim().chars().take(2000).collect(),
        name: asked.field("name").trim().chars().take(60).collect(),
        language: asked.language,
        asked_us: asked.now().0,
        ..Question::default()
    };
    // The token of the form is the name: sent twice, it is asked once. A name of another shape could stand for a question that is there.
    let token = asked.field("once");
    let ours = is_once(&token);
    let all = all(&who.service.store)?;
    let before = all.iter().find(|(known, _)| *known == token);
    // Something else written into a form that was sent before is another question.
    let known = before.is_some_and(|(_, before)| before.words == question.words);
    let name = if ours && before.is_none() { token } else { once() };
    if !known && put(&who.service.store, &name, &question).is_err() {
        let wrong = asked.language.say(
            "we could not keep your question just now; it is still below: send it again in a minute",
            "ni allem gadw eich cwestiwn nawr; mae'n dal isod: anfonwch ef eto ymhen munud",
        );
        return Ok(Reply::NotKept(ask(who, asked, Some(wrong))));
    }
    Ok(Reply::See(asked.to("/questions?asked=1")))
}
