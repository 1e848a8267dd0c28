//! Long stories and long messages: every page stays light, and every word can be read.

use super::{LANGUAGES, main_of, tells};
use crate::desk_stories::client::{Browser, Town};

/// What a page may weigh.
const LIGHT_BYTES: usize = 50_000;

/// A page that has to be light.
fn light(browser: &Browser, path: &str) -> String {
    let page = browser.sees(path);
    assert!(page.len() < LIGHT_BYTES, "{path} has {} bytes", page.len());
    page
}

/// Where a link of that text leads.
fn link(page: &str, text: &str) -> Option<String> {
    let before = page.split(&format!("\">{text}")).next().filter(|before| before.len() < page.len())?;
    let to = before.rsplit("href=\"").next()?;
    Some(to.split('#').next().unwrap_or(to).replace("&amp;", "&"))
}

#[test]
fn a_long_story_stays_light_and_can_be_read_to_its_first_words() {
    let town = Town::new();
    let (browser, path) = tells(&town, "", &[("words", "the very first words")]);
    for number in 0..60 {
        browser.does(
            &format!("{path}/more"),
            &[("words", &format!("{number}: {}", "still nobody came ".repeat(20)))],
        );
    }
    let page = light(&browser, &path);
    assert!(!page.contains("the very first words") && page.contains("59: still"));
    let (mut pages, mut page, mut seen) = (1, page.clone(), page);
    while let Some(before) = link(&page, "Show what was before this") {
        page = light(&browser, &before);
        seen.push_str(&page);
        pages += 1;
        assert!(pages <= 10, "it comes to an end");
    }
    assert!(pages >= 2 && page.contains("the very first words"), "{page}");
    assert!((0..60).all(|number| seen.contains(&format!("{number}: still"))), "no line is left out");
    assert!(light(&browser, &format!("{path}/words/1")).contains("the very first words"));
}

#[test]
fn long_messages_are_begun_on_a_light_page_and_read_whole_on_their_own() {
    let town = Town::new();
    for (before, welsh) in LANGUAGES {
        // The heaviest that can be sent: each of these letters takes six bytes in a page.
        let heavy = format!("\"quoted\" {}the end of it", "\"\"\"\" ".repeat(7_500));
        let long = |number: usize| {
            format!("message {number} {}its last words", "and the water came in ".repeat(900))
        };
        let (browser, path) = tells(&town, before, &[("words", &long(1))]);
        for words in [&long(2), &long(3), &heavy] {
            browser.does(&format!("{path}/more"), &[("words", words)]);
        }
        for page in ["", "?before=99", "?before=3", "?all=1", "/talk", "/record", "/reach", "/file"] {
            light(&browser, &format!("{path}{page}"));
        }
        let page = light(&browser, &path);
        assert!(page.contains("message 3 and the water") && !page.contains("its last words"), "{page}");
        assert!(page.contains(if welsh { "Darllen y cyfan" } else { "Read all of it" }), "{page}");
        for number in 1..=3 {
            let whole = light(&browser, &format!("{path}/words/{number}"));
            let main = main_of(&whole);
            assert!(
                main.contains(&format!("message {number} ")) && main.contains("its last words"),
                "{main}"
            );
        }
        let (mut read, mut part) = (String::new(), 1);
        loop {
            let page = light(&browser, &format!("{path}/words/4?part={part}"));
            let words = page.split("<p class=\"words\">").nth(1).unwrap().split("</p>").next().unwrap();
            read.push_str(&words.replace("&quot;", "\""));
            if !page.contains(&format!("part={}\"", part + 1)) {
                break;
            }
            part += 1;
        }
        assert!(part > 1 && read == heavy, "no letter is lost in {part} parts");
        assert_eq!(browser.get(&format!("{path}/words/99")).status, 404);
        assert_eq!(browser.get(&format!("{path}/words/x")).status, 404);
    }
}
