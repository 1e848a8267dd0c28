//! Stories of the link to the person's page: whoever has it can speak for the person, so nobody at the desk finds it lying about.

use super::client::{Browser, Town};
use super::main_of;

/// The path in the link that a page shows, if it shows one.
fn link_on(page: &str) -> Option<String> {
    let link = page.split("words secret\">").nth(1)?.split('<').next()?;
    Some(link[link.find("/need/")?..].to_string())
}

fn logs(worker: &Browser, words: &str, who: &str, about: &str) -> String {
    worker.does("/desk/call", &[("words", words), ("who", who), ("about", about)])
}

#[test]
fn the_link_is_shown_once_to_who_logged_the_call_and_that_is_written_down() {
    let town = Town::new();
    let [asha, mo] = ["asha", "mo"].map(|name| town.worker(name));
    let page = asha.does("/desk/call", &[("words", "no water"), ("who", "07700 900123")]);
    let reference = page.rsplit('/').next().unwrap().to_string();
    assert_eq!(link_on(&mo.sees(&page)), None, "of the same team, but it is not their call");
    let link = link_on(&asha.sees(&page)).expect("who logged it can send the link");
    assert_eq!(link_on(&asha.sees(&page)), None, "once");
    let own = town.browser().sees(&link);
    assert!(main_of(&own).contains("no water"));
    let all = main_of(&mo.sees(&format!("/desk/looking-after/seen/{reference}"))).to_string();
    assert!(all.contains("link to their page"), "{all}");
    let record = town.browser().sees(&format!("{link}/record"));
    assert!(main_of(&record).contains("Asha"), "the person sees who opened it");
    // A person who lost it calls, and says the reference.
    let again = logs(&mo, "I lost the link", &reference, &reference);
    assert_eq!(link_on(&asha.sees(&again)), None);
    assert_eq!(link_on(&mo.sees(&again)), Some(link));
}

#[test]
fn who_is_only_asked_to_take_a_need_on_never_gets_the_link() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let [asha, nia] = ["asha", "nia"].map(|name| town.worker(name));
    let need = format!("/desk/need/{reference}");
    asha.does(&format!("{need}/offer"), &[("party", "Planning, Contractor"), ("words", "heating")]);
    assert_eq!(link_on(&nia.sees(&format!("/desk/call/{reference}"))), None);
    let page = logs(&nia, "when do you come?", "07700 900123", &reference);
    assert_eq!(link_on(&nia.sees(&page)), None, "not after a call either");
    nia.does(&format!("{need}/refuse"), &[("words", "we have no heating engineer")]);
    assert_eq!(nia.get(&page).status, 404);
    asha.does(&format!("{need}/offer"), &[("party", "Planning, Contractor"), ("words", "please")]);
    nia.does(&format!("{need}/accept"), &[]);
    let page = logs(&nia, "when do you come?", "07700 900123", &reference);
    assert!(link_on(&nia.sees(&page)).is_some(), "who holds it can send it");
}
