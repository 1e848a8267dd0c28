//! Stories of what people meet when a form is sent in a way that nobody thought of: by the next one at the same computer, or by a machine.

use super::{main_of, tells};
use crate::desk_stories::client::Town;

const ONCE: &str = "0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn who_writes_into_a_form_that_was_sent_before_gets_a_page_of_their_own() {
    let town = Town::new();
    let fields = |words: &'static str| [("words", words), ("once", ONCE)];
    let (browser, first) = tells(&town, "", &fields("my husband must not know of this"));
    let (_, again) = tells(&town, "", &fields("my husband must not know of this"));
    assert_eq!(first, again, "pressed twice");
    let (next, other) = tells(&town, "", &fields("my bin was not emptied"));
    assert_ne!(first, other);
    let page = next.sees(&other);
    assert!(main_of(&page).contains("my bin was not emptied") && !page.contains("my husband"));
    for words in ["they came", "they went again", "they went again"] {
        browser.does(&format!("{first}/more"), &[("words", words), ("once", ONCE)]);
    }
    let page = browser.sees(&first);
    let said = |words: &str| main_of(&page).matches(words).count();
    assert_eq!([said("they came"), said("they went again")], [1, 1]);
}

#[test]
fn a_question_written_into_a_form_that_was_sent_before_is_kept_too() {
    let town = Town::new();
    for words in ["when are bins emptied", "when are bins emptied", "who mends the lights"] {
        town.browser().does("/questions/ask", &[("words", words), ("once", ONCE)]);
    }
    let page = town.worker("mo").sees("/desk/looking-after/questions");
    assert_eq!(page.matches("when are bins emptied").count(), 1, "{page}");
    assert!(page.contains("Held (2)") && page.contains("who mends the lights"));
}

#[test]
fn no_form_moves_a_question_to_a_need_of_somebody_else() {
    let town = Town::new();
    town.browser().does("/questions/ask", &[("words", "Mrs Jones owes rent"), ("once", ONCE)]);
    let token = format!("question {ONCE}");
    let (stranger, theirs) = tells(&town, "", &[("words", "Mrs Jones owes rent"), ("once", &token)]);
    let moved = [("question", ONCE), ("deed", "move")];
    town.worker("mo").does("/desk/looking-after/questions", &moved);
    let reference = theirs.split('/').nth(2).unwrap();
    assert!(!town.browser().sees("/questions").contains(reference));
    let (_, after) = tells(&town, "", &[("words", "Mrs Jones owes rent"), ("once", &token)]);
    assert_eq!(after, theirs);
    assert!(stranger.sees(&theirs).contains("Mrs Jones owes rent"));
}

#[test]
fn what_no_person_sends_is_told_at_once_and_keeps_nobody_waiting() {
    let town = Town::new();
    let (browser, path) = tells(&town, "", &[("words", "no water")]);
    let many = "a@b.example\n".repeat(3_000);
    let long = "x".repeat(70_000);
    let answer = browser.post("/", &[("words", "no light"), ("reach", &many)]);
    assert!(answer.status == 200 && answer.body.contains("very long"), "{}", answer.status);
    let answer = browser.post("/", &[("words", "no light"), ("name", &long)]);
    assert!(answer.status == 200 && answer.body.contains(">no light</textarea>"), "{}", answer.status);
    // What can be typed again is on its own form again.
    for (page, field, status) in [("/reach", ("reach", &many), 200), ("/not-sorted", ("words", &long), 400)] {
        let answer = browser.post(&format!("{path}{page}"), &[(field.0, field.1.as_str())]);
        assert_eq!(answer.status, status, "{page}");
    }
    let fields: Vec<(&str, &str)> = std::iter::repeat_n(("a", "1"), 1_000).collect();
    assert_eq!(browser.post("/", &fields).status, 413, "a thousand fields");
    assert_eq!(browser.post("/", &[("words", "x".repeat(2_000_000).as_str())]).status, 413);
    assert_eq!(town.store().verify().unwrap().events, 1);
}

#[test]
fn words_are_taken_where_the_browser_does_not_say_whose_page_it_was() {
    let town = Town::new();
    let browser = town.browser();
    // Before Safari 16.4, and over http by a name: an origin and nothing else; ours is told by `referrer-policy: strict-origin`.
    let ours = format!("Origin: http://{}\r\n", browser.host);
    for (number, headers) in ["Origin: null\r\n", &ours].into_iter().enumerate() {
        let words = format!("no water, for the {number} time");
        let told = browser.post_raw("/", &[("words", &words)], headers);
        assert_eq!(told.status, 303, "{headers}: {}", told.body);
        let path = told.location.split('?').next().unwrap().to_string();
        assert_eq!(browser.post_raw(&format!("{path}/more"), &[("words", "none")], headers).status, 303);
        assert!(main_of(&browser.sees(&path)).contains(&words));
    }
    // At the desk the token is what no other page knows.
    let asha = town.worker("asha");
    let call = [("token", asha.token.as_str()), ("words", "no light")];
    assert_eq!(asha.post_raw("/desk/call", &call, "Origin: null\r\n").status, 303);
    assert_eq!(asha.post_raw("/desk/call", &call[1..], "Origin: null\r\n").status, 403);
}

#[test]
fn words_sent_from_a_page_of_somebody_else_are_given_back_and_not_made_ours_by_one_press() {
    let town = Town::new();
    for (start, says) in [("/", "words that you wrote are below"), ("/cy", "isod, i'w copïo")] {
        let fields = [("words", "no water <since> Monday"), ("name", "Carys")];
        let told = town.browser().post_raw(start, &fields, "Origin: https://elsewhere.example\r\n");
        assert_eq!(told.status, 403);
        let main = main_of(&told.body);
        assert!(
            main.contains(says) && main.contains("readonly>no water &lt;since&gt; Monday</textarea>"),
            "{main}"
        );
        assert!(!main.contains("<form"), "{main}");
    }
}
