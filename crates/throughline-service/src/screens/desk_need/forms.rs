//! The forms of the need. Each keeps what was typed if it fails.

use maud::{Markup, html};
use throughline::contact::What;

use super::View;

/// A form that is folded until it is wanted, or failed.
fn folded(view: &View<'_>, deed: &str, title: &str, inside: &Markup) -> Markup {
    html! {
        details open[view.failed(deed)] {
            summary { (title) }
            (view.form(deed, inside))
        }
    }
}

fn words(view: &View<'_>, deed: &str, label: &str, required: bool) -> Markup {
    let id = format!("{deed}-words");
    html! {
        label for=(id) { (label) }
        textarea.small id=(id) name="words" required[required] maxlength="20000" { (view.typed(deed, "words")) }
    }
}

/// What is written for colleagues stands in the person's story too.
pub(super) fn person_reads() -> Markup {
    html! { p.hint { "The person reads this at once on their page, with your name." } }
}

pub(super) fn talk(view: &View<'_>) -> Markup {
    let channel = view.typed("heard", "channel");
    let welsh = view.reads.need.language == throughline::contact::Language::Welsh;
    let to_them = if welsh { "Answer the person, in Welsh" } else { "Answer the person" };
    html! {
        (view.form("answer", &html! {
            (words(view, "answer", to_them, true))
            p.hint { "They read it on their page, with your name." }
            button { "Answer" }
        }))
        @if view.holds() { (folded(view, "promise", "Say what happens next, and by when", &html! {
            (words(view, "promise", "What happens next", true))
            label for="by" { "By when" }
            input.short id="by" name="by" type="datetime-local" required value=(view.typed("promise", "by"));
            p.hint { "The person reads it at once. Only whoever holds this need can promise." }
            button { "Promise it" }
        })) }
        (folded(view, "heard", "Write down what they told me", &html! {
            (words(view, "heard", "In their words", true))
            fieldset {
                legend { "How they told you" }
                @for (value, text) in [("phone", "On the telephone"), ("visit", "In person"), ("letter", "By letter")] {
                    label.choice {
                        input type="radio" name="channel" value=(value) checked[value == channel || (channel.is_empty() && value == "phone")];
                        (text)
                    }
                }
            }
            button { "Keep their words" }
        }))
    }
}

pub(super) fn work(view: &View<'_>) -> Markup {
    let typed = |field| view.typed("work", field);
    let value = typed("value");
    html! {
        (folded(view, "work", "Write down what was done", &html! {
            label for="activity" { "What was done, in a few words" }
            input id="activity" name="activity" required maxlength="80" value=(typed("activity"));
            label for="minutes" { "Minutes it took (if you know)" }
            input.short id="minutes" name="minutes" inputmode="numeric" value=(typed("minutes"));
            fieldset {
                legend { "Did it move the need on?" }
                @for (known, text) in [("yes", "Yes"), ("no", "No: it was needed only because of how we work"), ("", "I cannot say")] {
                    label.choice { input type="radio" name="value" value=(known) checked[known == value]; (text) }
                }
            }
            (words(view, "work", "What else there is to say (if anything)", false))
            (person_reads())
            button { "Write it down" }
        }))
        @if view.reads.need.is_open() {
            (folded(view, "think-sorted", "Ask whether it is sorted", &html! {
                p { "Only the person can say so. Until they do it stays open, and their time runs on." }
                (words(view, "think-sorted", "What they should look at", false))
                (person_reads())
                button { "Ask them" }
            }))
        }
    }
}

pub(super) fn hand_over(view: &View<'_>) -> Markup {
    let own = view.reads.works.seat().team();
    let others: Vec<String> = view
        .reads
        .works
        .service
        .setup
        .parties()
        .into_iter()
        .filter(|party| *party != own)
        .map(|party| party.to_string())
        .collect();
    let options = |chosen: String| {
        html! {
            option value="" { "Choose" }
            @for party in &others { option selected[*party == chosen] { (party) } }
        }
    };
    html! {
        (folded(view, "bring-in", "Bring somebody in", &html! {
            p { "They read this need and can work on it. It stays with you." }
            label for="bring-party" { "Whom" }
            select id="bring-party" name="party" required { (options(view.typed("bring-in", "party"))) }
            (words(view, "bring-in", "What you ask of them", true))
            (person_reads())
            button { "Bring them in" }
        }))
        (folded(view, "offer", "Offer to hand it over", &html! {
            p { "It stays with you until they accept. If they do not, they say why." }
            label for="offer-party" { "To" }
            select id="offer-party" name="party" required { (options(view.typed("offer", "party"))) }
            (words(view, "offer", "What they need to know, so that nobody asks the person again", true))
            (person_reads())
            button { "Offer it" }
        }))
    }
}

/// A choice of scores, none chosen.
fn scores(id: &str, chosen: &str) -> Markup {
    html! {
        select.short id=(id) name="score" {
            option value="" { "Not said" }
            @for score in 0..=10 {
                option value=(score) selected[chosen == score.to_string()] {
                    (score) @if score == 0 { " – not at all" } @else if score == 10 { " – wholly" }
                }
            }
        }
    }
}

/// What matters to the person, in their words, with how well they say it is met: at the start, and each time they were asked.
pub(super) fn help_me_to(view: &View<'_>) -> Markup {
    let story = &view.reads.story;
    let scored = |wanted: u32| -> Vec<u8> {
        let score = |what: &What| match what {
            What::Scored { statement, score } if *statement == wanted => Some(*score),
            _ => None,
        };
        story.iter().filter_map(|event| score(&event.what)).collect()
    };
    html! {
        h2 { "What matters to them: “help me to …”" }
        @for (statement, words) in statements(story) {
            h3 { "… " (words) }
            @let known = scored(statement);
            p.quiet {
                @if known.is_empty() { "The person has not said how well this is met." } @else {
                    "Met, of 10: " (known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", then ")) "."
                }
            }
            (view.form("score", &html! {
                input type="hidden" name="statement" value=(statement);
                @let id = format!("score-{statement}");
                label for=(id) { "What do they say now?" }
                (scores(&id, ""))
                button.second { "Keep the score" }
            }))
        }
        (folded(view, "help-me-to", "Add what matters to them", &html! {
            (words(view, "help-me-to", "Help me to …", true))
            label for="help-score" { "How well is this met today, as they say?" }
            (scores("help-score", &view.typed("help-me-to", "score")))
            button { "Keep it" }
        }))
    }
}

/// The sentences of a story with their numbers.
pub(super) fn statements(story: &[throughline::contact::Event]) -> Vec<(u32, String)> {
    let sentence = |event: &throughline::contact::Event| match (&event.what, &event.said) {
        (What::HelpMeTo { statement }, Some(said)) => Some((*statement, said.words.clone())),
        _ => None,
    };
    story.iter().filter_map(sentence).collect()
}
