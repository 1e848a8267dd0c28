//! Suggestions stand where nobody has done anything yet, and no longer.

use crate::desk_stories::client::SOON;

use super::{LANGUAGES, main_of, tells, town_with_an_answer};

#[test]
fn suggestions_stand_only_until_somebody_has_done_something() {
    let town = town_with_an_answer();
    for (before, welsh) in LANGUAGES {
        let (words, help) = if welsh {
            ("mae'r gwres i ffwrdd", "Ydy hyn yn helpu?")
        } else {
            ("my heating went off", "Does this help?")
        };
        let asha = town.worker("asha");
        for (deed, fields) in [
            ("take", &[][..]),
            ("promise", &[("words", "we come"), ("by", SOON.as_str())][..]),
            ("think-sorted", &[("words", "look at it")][..]),
        ] {
            let (browser, path) = tells(&town, before, &[("words", words)]);
            let need = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
            browser.does(&format!("{path}/more"), &[("words", "it is cold")]);
            assert!(main_of(&browser.sees(&path)).contains(help), "nobody has done anything yet");
            asha.sees(&format!("/desk/need/{need}"));
            let heard = [("words", "and the baby is cold"), ("channel", "phone")];
            asha.does(&format!("/desk/need/{need}/heard"), &heard);
            assert!(main_of(&browser.sees(&path)).contains(help), "words were written down, no more");
            asha.does(&format!("/desk/need/{need}/{deed}"), fields);
            let page = browser.sees(&path);
            assert!(!main_of(&page).contains(help) && main_of(&page).contains(words), "{deed}: {page}");
        }
    }
}
