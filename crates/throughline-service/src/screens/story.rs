//! The story of a need as its person reads it, page by page: a page has as many lines as are light where the line is thin, however long
//! each is. What was said at length stands there with its beginning, and whole on a page of its own.

use maud::{Markup, html};
use throughline::contact::{By, Event, Language, What};

use super::Screen;
use crate::asked::Asked;
use crate::guard::{Door, HoldsLink};
use crate::language::day_and_time;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop};
use crate::words::{happened, who};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/need/{reference}/{secret}/words/{number}",
    get: Some(whole),
    post: None,
    guard: "link",
}];

/// So many lines are shown at once, if they are short.
const MOST_LINES: usize = 30;
/// So many bytes of lines are shown at once: with all else that a page has, it stays below 50 KB.
const MOST_LINES_BYTES: usize = 22_000;
/// Of what was said, so many bytes stand in a line.
pub(super) const START_BYTES: usize = 1_500;
/// So many bytes of it stand on a page of its own.
const WHOLE_BYTES: usize = 36_000;
/// A part ends at the end of a word, if there is one within so many bytes.
const WORD_BYTES: usize = 200;

/// The events a person is told of, each with its number from 1. What listeners make of words is for learning, not about this person.
pub(super) fn told(holds: &HoldsLink) -> impl Iterator<Item = (usize, &Event)> {
    let numbered = holds.story.iter().enumerate().map(|(at, event)| (at + 1, event));
    numbered.filter(|(_, event)| !matches!(event.what, What::Listened(_)))
}

/// Some lines of a story, one after the other.
pub(super) struct Lines {
    /// The lines.
    pub(super) shown: Vec<Markup>,
    /// The number of the first of them, if there are earlier ones.
    pub(super) earlier: Option<usize>,
}

/// The last lines of a story before the one of that number, as many as are light.
pub(super) fn lines_before(holds: &HoldsLink, asked: &Asked, before: usize) -> Lines {
    let all: Vec<_> = told(holds).filter(|(number, _)| *number < before).collect();
    let (mut shown, mut bytes) = (Vec::new(), 0);
    for (number, event) in all.iter().rev() {
        let one = line(holds, asked, *number, event);
        bytes += one.0.len();
        if !shown.is_empty() && (bytes > MOST_LINES_BYTES || shown.len() == MOST_LINES) {
            break;
        }
        shown.push(one);
    }
    let first = all.len() - shown.len();
    shown.reverse();
    Lines { shown, earlier: all.get(first).filter(|_| first > 0).map(|(number, _)| *number) }
}

/// The story on the page of the need: its end, or what came before a line, with the ways to the rest.
pub(super) fn story(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let before = asked.query("before").and_then(|before| before.parse().ok());
    let Lines { shown, earlier } = lines_before(holds, asked, before.unwrap_or(usize::MAX));
    html! {
        (earlier_lines(holds, asked, earlier))
        ol.story { @for line in &shown { (line) } }
        @if before.is_some() {
            p { a href=(holds.path(asked, "#story")) { (say("Back to what happened last", "Yn ôl at yr hyn a ddigwyddodd ddiwethaf")) } }
        }
    }
}

/// The way to what was before, and to the first words.
pub(super) fn earlier_lines(holds: &HoldsLink, asked: &Asked, earlier: Option<usize>) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    html! {
        @if let Some(number) = earlier {
            p {
                a href=(holds.path(asked, &format!("?before={number}#story"))) { (say("Show what was before this", "Dangos yr hyn a fu cyn hyn")) }
                (say(", or ", ", neu "))
                a href=(holds.path(asked, "/words/1")) { (say("the first words", "y geiriau cyntaf")) }
            }
        }
    }
}

/// One line of the story.
pub(super) fn line(holds: &HoldsLink, asked: &Asked, number: usize, event: &Event) -> Markup {
    html! {
        li.person[event.by == By::Person] id=(format!("e{number}")) {
            (what_it_was(holds, asked, event))
            @if let Some(said) = &event.said {
                (said_or_start(asked.language, &said.words, &holds.path(asked, &format!("/words/{number}"))))
                @if let (Some(file), What::FileAdded { content, bytes }) = (&said.file, &event.what) {
                    p { a href=(holds.path(asked, &format!("/file/{content}"))) { (file.name) } " " span.quiet { "(" (size(*bytes)) ")" } }
                }
            }
        }
    }
}

/// What was said; of what is long its start, and the way to the whole of it.
pub(super) fn said_or_start(language: Language, words: &str, whole: &str) -> Markup {
    html! {
        @match start_of(words, START_BYTES) {
            None if words.is_empty() => {},
            None => p.words { (words) },
            Some(start) => {
                p.words { (start) " …" }
                p { a href=(whole) { (language.say("Read all of it", "Darllen y cyfan")) " (" (size(words.len() as u64)) ")" } }
            }
        }
    }
}

fn what_it_was(holds: &HoldsLink, asked: &Asked, event: &Event) -> Markup {
    html! {
        p.when { (day_and_time(asked.language, event.at, &holds.service.zone)) }
        p.what { (who(asked.language, &event.by)) ": " (happened(asked.language, event)) }
    }
}

/// One thing that was said, whole: in parts, if it is very long.
fn whole(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let holds = HoldsLink::of(door, asked)?;
    let number: usize = asked.part("number")?.parse().map_err(|_| Stop::NotFound)?;
    let (_, event) = told(&holds).find(|(known, _)| *known == number).ok_or(Stop::NotFound)?;
    let said = event.said.as_ref().filter(|said| !said.words.is_empty()).ok_or(Stop::NotFound)?;
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        (what_it_was(&holds, asked, event))
        (in_parts(asked, &said.words, &holds.path(asked, &format!("/words/{number}"))))
        p { a href=(holds.path(asked, &format!("?before={}#e{number}", number + 1))) { (say("Back to your need", "Yn ôl at eich angen")) } }
    };
    let title = say("What was said", "Yr hyn a ddywedwyd");
    Ok(Reply::Page(page(&holds.service.setup, asked, Page { title, public: false, body })))
}

/// All of a text on its own page: in parts, if it is very long.
pub(super) fn in_parts(asked: &Asked, words: &str, path: &str) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let parts = parts(words, WHOLE_BYTES);
    let wanted: usize = asked.query("part").and_then(|part| part.parse().ok()).unwrap_or(1);
    let part = wanted.clamp(1, parts.len().max(1));
    let to = |part: usize| format!("{path}?part={part}");
    html! {
        p.words { (parts.get(part - 1).copied().unwrap_or_default()) }
        @if parts.len() > 1 {
            nav aria-label=(say("Parts", "Rhannau")) {
                span { (say("Part ", "Rhan ")) (part) (say(" of ", " o ")) (parts.len()) }
                @if part > 1 { a href=(to(part - 1)) { (say("The part before", "Y rhan flaenorol")) } }
                @if part < parts.len() { a href=(to(part + 1)) { (say("The next part", "Y rhan nesaf")) } }
            }
        }
    }
}

/// The start of a long text, up to the end of a word; nothing of one that is short enough as it is.
pub(super) fn start_of(text: &str, most_bytes: usize) -> Option<&str> {
    match parts(text, most_bytes)[..] {
        [start, _, ..] => Some(start.trim_end()),
        _ => None,
    }
}

/// A text in parts, each of at most so many bytes as a page writes them: some letters take several there. Nothing is left out.
fn parts(text: &str, most_bytes: usize) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (part, more) = rest.split_at(end_of_part(rest, most_bytes));
        parts.push(part);
        rest = more;
    }
    parts
}

/// Where the first part of a text ends: behind the last word that has room; within a word, if that is longer than words are.
fn end_of_part(text: &str, most_bytes: usize) -> usize {
    let (mut bytes, mut word_end) = (0, 0);
    for (at, letter) in text.char_indices() {
        bytes += match letter {
            '&' => "&amp;".len(),
            '<' | '>' => "&lt;".len(),
            '"' => "&quot;".len(),
            letter => letter.len_utf8(),
        };
        if bytes > most_bytes && at > 0 {
            return if at - word_end <= WORD_BYTES && word_end > 0 { word_end } else { at };
        }
        if letter.is_whitespace() {
            word_end = at + letter.len_utf8();
        }
    }
    text.len()
}

fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    if bytes < KB * KB {
        format!("{} KB", bytes.div_ceil(KB))
    } else {
        format!("{:.1} MB", bytes as f64 / (KB * KB) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_parts_is_the_whole_text_and_ends_at_words() {
        for text in
            ["", "short", "one two three four", "ŵŵŵŵŵŵŵŵŵŵŵŵ", "\"<&>\" \"<&>\" \"<&>\"", "a\n\nb  c "]
        {
            for most in [1, 7, 8, 9, 30] {
                assert_eq!(parts(text, most).concat(), text, "{text} in {most}");
            }
        }
        assert_eq!(parts("one two three four", 9), ["one two ", "three ", "four"]);
        assert_eq!(parts("\"\"\"", 12), ["\"\"", "\""], "as a page writes them");
        let long = "x".repeat(1_000);
        assert_eq!(
            parts(&format!("a {long}"), 500).iter().map(|part| part.len()).collect::<Vec<_>>(),
            [500, 500, 2]
        );
    }

    #[test]
    fn only_a_long_text_has_a_start() {
        assert_eq!(start_of("one two three", 100), None);
        assert_eq!(start_of("", 100), None);
        assert_eq!(start_of("one two three", 9), Some("one two"));
    }
}
