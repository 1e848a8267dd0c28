//! Stories of what must not be lost at the desk: a refusal, a reference that opens nothing, and all else where somebody said much.

use throughline::contact::Reference;

use super::client::{SOON, Town};
use super::main_of;

/// The page of a need down to its story.
fn top_of(page: &str) -> &str {
    main_of(page).split("id=\"story\"").next().unwrap()
}

#[test]
fn a_refusal_stays_in_sight_of_whoever_offered_until_something_else_is_done() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let need = format!("/desk/need/{reference}");
    let [asha, nia, jo] = ["asha", "nia", "jo"].map(|name| town.worker(name));
    let offers = |party: &str| asha.does(&format!("{need}/offer"), &[("party", party), ("words", "heating")]);
    offers("Planning, Contractor");
    nia.does(&format!("{need}/refuse"), &[("words", "we have no heating engineer")]);
    let refused = || {
        let (page, today) = (asha.sees(&need), asha.sees("/desk"));
        let on_page = top_of(&page).contains("Nia, Contractor refused on ")
            && top_of(&page).contains("we have no heating engineer");
        [on_page, main_of(&today).contains("Refused by Planning, Contractor")]
    };
    assert_eq!(refused(), [true, true]);
    asha.does(&format!("{need}/heard"), &[("words", "any news?"), ("channel", "phone")]);
    assert_eq!(refused(), [true, true], "what the person says more does not hide it");
    offers("Advice, Charity");
    assert_eq!(refused(), [false, false], "it is offered to somebody else");
    jo.does(&format!("{need}/refuse"), &[("words", "we are full")]);
    assert!(main_of(&asha.sees("/desk")).contains("Refused by Advice, Charity"));
    asha.does(&format!("{need}/take"), &[]);
    assert!(!main_of(&asha.sees("/desk")).contains("Refused by"), "she does it herself");
    assert!(main_of(&asha.sees(&need)).contains("could not take this on: we are full"), "the story keeps it");
}

#[test]
fn who_takes_what_a_colleague_has_just_taken_is_told() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let need = format!("/desk/need/{reference}");
    let [asha, mo] = ["asha", "mo"].map(|name| town.worker(name));
    let seen = |page: &str| {
        let start = page.split("name=\"holder\" value=\"").nth(1).unwrap();
        start.split('"').next().unwrap().to_string()
    };
    let both_see = seen(&asha.sees(&need));
    assert_eq!((both_see.as_str(), seen(&mo.sees(&need))), ("Contact centre, Council", both_see.clone()));
    asha.does(&format!("{need}/take"), &[("holder", &both_see)]);
    let late = mo.post(&format!("{need}/take"), &[("holder", &both_see)]);
    let says = format!("Asha, Contact centre, Council took {reference} after you had opened this page");
    assert!(late.body.contains("That was not done") && late.body.contains(&says), "{}", late.body);
    assert!(main_of(&mo.sees(&need)).contains("Held by <strong>Asha"));
    // Who sees that she holds it may still take over from her.
    let now = seen(&mo.sees(&need));
    mo.does(&format!("{need}/take"), &[("holder", &now)]);
    assert!(main_of(&asha.sees(&need)).contains("Held by <strong>Mo"));
}

#[test]
fn a_reference_that_opens_nothing_is_said_on_today_and_stays_in_the_field() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let [asha, nia] = ["asha", "nia"].map(|name| town.worker(name));
    let opened = asha.get(&format!("/desk?reference={reference}"));
    assert_eq!((opened.status, opened.location), (303, format!("/desk/need/{reference}")));

    let unknown = Reference::of_random(12_345).to_string();
    for (worker, reference, own) in [(&asha, &unknown, "Council"), (&nia, &reference, "Contractor")] {
        let page = worker.sees(&format!("/desk?reference={reference}"));
        assert!(page.contains(&format!("No need {reference} is open to {own}")), "{page}");
        assert!(page.contains(&format!("value=\"{reference}\"")) && page.contains("Log a call or visit"));
        let page = worker.get(&format!("/desk/need/{reference}"));
        assert_eq!(page.status, 404);
        assert!(page.body.contains("whoever holds it can bring you in"), "{}", page.body);
        assert!(!page.body.contains("say your reference") && !page.body.contains("my heating is off"));
    }
    assert!(nia.get("/desk/plan/none").body.contains("open only to those who take part"));
    assert!(town.browser().get("/nothing").body.contains("say your reference"), "people are told as before");
    // As in a call, the person sees that they were looked for.
    let store = town.store();
    let person = store.story(store.need_of(reference.parse().unwrap()).unwrap().unwrap()).unwrap()[0].person;
    let seen = store.seen_of(person, 100).unwrap();
    let looked = seen.iter().filter(|seen| seen.account == "nia" && seen.need.is_none());
    assert!(looked.count() == 1 && store.seen_of_nobody(100).unwrap().len() == 1, "{seen:?}");
}

#[test]
fn long_messages_are_begun_at_the_desk_and_read_whole_on_their_own() {
    let town = Town::new();
    let long =
        |number: usize| format!("message {number} {}its last words", "and the water came in ".repeat(900));
    let (link, reference) = town.person(&long(1), "07700 900123");
    for number in [2, 3] {
        town.browser().does(&format!("{link}/more"), &[("words", &long(number))]);
    }
    let [asha, nia] = ["asha", "nia"].map(|name| town.worker(name));
    let need = format!("/desk/need/{reference}");
    asha.does(&format!("{need}/promise"), &[("words", &long(4)), ("by", SOON.as_str())]);
    asha.does(&format!("{need}/answer"), &[("words", "We come on Monday.")]);
    for path in [need.clone(), format!("/desk/person/{reference}")] {
        let page = asha.sees(&path);
        assert!(page.len() < 50_000, "{path} has {} bytes", page.len());
        assert!(page.contains("message 3 and the water") && !page.contains("its last words"), "{page}");
        assert!(page.contains("We come on Monday.") && page.contains("Read all of it"), "{page}");
        assert!((1..=4).all(|number| page.contains(&format!("href=\"{need}/words/{number}\""))), "{page}");
    }
    for number in 1..=4 {
        let page = asha.sees(&format!("{need}/words/{number}"));
        assert!(page.contains(&format!("message {number} ")) && page.contains("its last words"), "{page}");
        assert!(page.contains(&format!("href=\"{need}#e{number}\"")), "{page}");
    }
    assert!(asha.sees(&need).contains("id=\"e4\""));
    for number in ["0", "6", "x"] {
        assert_eq!(asha.get(&format!("{need}/words/{number}")).status, 404, "{number}");
    }
    assert_eq!(nia.get(&format!("{need}/words/1")).status, 404, "of a need of others nothing is read");
}
