//! What is found, and what is not, in a handful of answers and in ten thousand.

use throughline::contact::Language;

use super::super::made;
use super::super::{Answer, Answers, Both};

fn answer(english: &str, welsh: &str) -> Answer {
    let words =
        Both { english: "Press the red button.".to_string(), welsh: "Pwyswch y botwm coch.".to_string() };
    Answer {
        title: Both { english: english.to_string(), welsh: welsh.to_string() },
        words,
        ..Answer::default()
    }
}

fn few() -> Answers {
    let answers = [
        ("heating", answer("My heating is off", "Mae fy ngwres i ffwrdd")),
        ("bins", answer("My bin was not collected", "Ni chasglwyd fy min")),
        ("repair", answer("When does somebody come to repair it?", "Pryd mae rhywun yn dod i'w drwsio?")),
        ("rent", answer("I cannot pay my rent", "")),
    ];
    Answers::made_of(answers.map(|(name, answer)| (name.to_string(), answer)).into()).unwrap()
}

fn found(answers: &Answers, language: Language, words: &str) -> Vec<String> {
    answers.find(language, words).into_iter().map(|found| found.name).collect()
}

#[test]
fn the_right_one_of_ten_thousand_is_found() {
    let made = made::answers();
    let answers = Answers::made_of(made.clone()).unwrap();
    let asked = (0..made.len()).step_by(37);
    let missed: Vec<String> = asked
        .filter(|number| {
            let (name, answer) = &made[*number];
            !found(&answers, Language::English, &made::asks(*number, answer)).contains(name)
        })
        .map(|number| made::asks(number, &made[number].1))
        .collect();
    assert!(missed.is_empty(), "{} missed, such as {:?}", missed.len(), missed.first());
}

#[test]
fn what_people_say_finds_what_fits() {
    let answers = few();
    for words in ["The heating is off since Monday", "no heatng in the flat, it went off", "heat went off"] {
        assert_eq!(found(&answers, Language::English, words), ["heating"], "{words}");
    }
    assert_eq!(found(&answers, Language::English, "they never collected my bins"), ["bins"]);
}

#[test]
fn what_cannot_be_paid_is_a_third_of_what_is_said_however_many_answers_speak_of_it() {
    let mut all = vec![("pay", answer("I cannot pay my rent", ""))];
    // Where many answers speak of rent, it weighs little; it is still the thing.
    all.extend(["rent account", "rent arrears", "rent refund"].map(|title| (title, answer(title, ""))));
    let all = all.into_iter().map(|(name, answer)| (name.to_string(), answer)).collect();
    let answers = Answers::made_of(all).unwrap();
    assert_eq!(found(&answers, Language::English, "I cannot pay my rent this month"), ["pay"]);
    for words in ["I cannot pay my council tax", "I can't afford the bus"] {
        assert_eq!(found(&answers, Language::English, words), Vec::<String>::new(), "{words}");
    }
    assert_eq!(found(&answers, Language::English, "I can't afford my rent"), ["pay"]);
}

#[test]
fn other_words_for_the_same_thing_find_it_in_both_languages() {
    let answers = few();
    assert_eq!(found(&answers, Language::English, "the refuse wasn't emptied this week"), ["bins"]);
    assert_eq!(found(&answers, Language::Welsh, "chasglwyd y sbwriel"), ["bins"]);
    // One word alone is looked for by whoever searches, and is too little to be suggested for.
    assert_eq!(found(&answers, Language::Welsh, "sbwriel"), Vec::<String>::new());
    let searched = answers.search(Language::Welsh, "sbwriel", 5);
    assert_eq!(searched.iter().map(|found| found.name.as_str()).collect::<Vec<_>>(), ["bins"]);
}

#[test]
fn a_word_that_no_answer_is_about_is_searched_for_in_vain_in_both_languages() {
    let answers = few();
    let search = |language, words| -> Vec<String> {
        answers.search(language, words, 20).into_iter().map(|found| found.name).collect()
    };
    for words in ["pasbort", "trwydded", "parcio", "library", "passport", "ysgol"] {
        for language in [Language::English, Language::Welsh] {
            assert_eq!(search(language, words), Vec::<String>::new(), "{words}");
        }
    }
    assert_eq!(search(Language::Welsh, "wres"), ["heating"], "another form of a word");
    assert_eq!(search(Language::Welsh, "drwsio'r"), ["repair"]);
}

#[test]
fn nothing_is_shown_where_nothing_fits() {
    let answers = few();
    for words in ["My neighbour plays music at night", "xyzzy", "", "Hello, can you please help me", "I"] {
        assert_eq!(found(&answers, Language::English, words), Vec::<String>::new(), "{words}");
    }
}

#[test]
fn welsh_is_found_in_every_form_of_a_word() {
    let answers = few();
    for words in
        ["Mae'r gwres i ffwrdd", "does dim gwres gennyf, mae ffwrdd", "ei wres sydd wedi mynd ffwrdd"]
    {
        assert_eq!(found(&answers, Language::Welsh, words), ["heating"], "{words}");
    }
}

#[test]
fn the_other_language_is_searched_where_ones_own_has_nothing() {
    let found = few().find(Language::Welsh, "I cannot pay my rent");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].language, Language::English);
}

#[test]
fn no_answers_at_all_find_nothing() {
    assert_eq!(found(&Answers::default(), Language::English, "heating"), Vec::<String>::new());
}
