//! How we are doing, where there is enough to say: the same in both languages.

use throughline::contact::person::{Arriving, receive, sorted};
use throughline::contact::{By, Channel, Language, Need, NeedId, Party, PersonId, Reference, Said};
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_store::Store;

use super::{main_of, tells};
use crate::desk_stories::client::Town;

/// Thirty weeks of fourteen needs each, until yesterday, each sorted within days.
fn thirty_weeks(store: &Store) {
    let now = jiff::Timestamp::now().as_microsecond();
    let mut all = Vec::new();
    for number in 1..=420_i64 {
        let at = Instant(now - 211 * DAY_US + number * DAY_US / 2);
        let arriving = Arriving {
            need: NeedId(number),
            person: PersonId(number),
            reference: Reference::of_random(number as u64),
            channel: Channel::Web,
            language: Language::English,
            place: None,
            holder: Party::team("Council", "Contact centre"),
            by: By::Person,
        };
        let first = receive(at, Said::words("my heating is off"), arriving).unwrap();
        let need = Need::of([&first]).unwrap().unwrap();
        let ended = Instant(at.0 + HOUR_US * (10 + (number * number * 7) % 61));
        all.push(first);
        if ended.0 < now {
            all.push(sorted(&need, ended, "").unwrap());
        }
    }
    all.sort_by_key(|event| (event.at, event.need));
    store.take_in(&all).unwrap();
}

#[test]
fn the_weeks_are_drawn_and_what_is_usual_is_said_in_both_languages() {
    let town = Town::after(thirty_weeks);
    for (before, usual, table) in [("", "A usual week", "Table"), ("/cy", "Wythnos arferol: tua", "Tabl")] {
        let page = town.browser().sees(&format!("{before}/how-we-are-doing"));
        let main = main_of(&page);
        assert!(main.contains(usual), "{usual}: {main}");
        assert!(main.contains("<figure class=\"drawn\" lang=\"en\">") && main.contains("<svg"), "{main}");
        assert!(main.contains(&format!("aria-label=\"{table}\"")), "{main}");
        assert!(page.len() < 50_000, "{} bytes", page.len());
        assert_eq!(main.contains("aria-label=\"Table\""), before.is_empty());
        assert_eq!(main.contains("Saesneg yw"), !before.is_empty());
    }
}

#[test]
fn tables_of_a_record_are_called_so_in_their_language() {
    let town = Town::new();
    for (before, table) in [("", "Table"), ("/cy", "Tabl")] {
        let (browser, path) = tells(&town, before, &[("words", "no water")]);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
        town.worker("asha").sees(&format!("/desk/need/{reference}"));
        let page = browser.sees(&format!("{path}/record"));
        assert!(main_of(&page).contains(&format!("aria-label=\"{table}\"")), "{page}");
    }
}

#[test]
fn what_the_place_says_of_itself_is_said_in_the_language_of_the_page() {
    let town = Town::new();
    town.browser().does("/questions/ask", &[("words", "when is my flat done"), ("name", "Carys")]);
    let mo = town.worker("mo");
    let held = mo.sees("/desk/looking-after/questions");
    let name = held.split("name=\"question\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    mo.does("/desk/looking-after/questions", &[("question", name), ("deed", "move")]);
    for (before, purpose, called, ours) in [
        (
            "",
            "<strong lang=\"en\">A warm home</strong>",
            "Northbridge",
            "If this was yours: call 01234 567 890",
        ),
        ("/cy", "<strong lang=\"cy\">Cartref cynnes</strong>", "Pont y Gogledd", "Os mai chi a'i gofynnodd"),
    ] {
        let sees = |path: &str| main_of(&town.browser().sees(&format!("{before}{path}"))).to_string();
        assert!(sees("/how-we-are-doing").contains(purpose), "{purpose}");
        assert!(sees("/accessibility").contains(called), "{called}");
        let questions = sees("/questions");
        let said = questions.replace("&#39;", "'");
        assert!(said.contains(ours) && !said.contains("Carys"), "{questions}");
        assert_eq!(said.contains("answered in private"), before.is_empty(), "{questions}");
    }
}
