//! Stories of the person's side, told over real HTTP against a service that runs, without a script, in both languages.

mod attacked;
mod doing;
mod live;
mod long;
mod programs;
mod record;
mod suggested;

use crate::answers::{Answer, Both, uses};
use crate::desk_stories::client::{Browser, Town};

/// In which language a story is told, and what stands before the paths of its pages.
const LANGUAGES: [(&str, bool); 2] = [("", false), ("/cy", true)];

/// What a page shows besides what stands on every page.
fn main_of(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("<footer").next().unwrap()
}

/// Somebody says what they need on the page of this language; answers the path of their page.
fn tells(town: &Town, before: &str, fields: &[(&str, &str)]) -> (Browser, String) {
    let browser = town.browser();
    let start = if before.is_empty() { "/" } else { before };
    let to = browser.does(start, fields);
    assert!(to.starts_with(&format!("{before}/need/")), "{to}");
    let path = to.split('?').next().unwrap().to_string();
    (browser, path)
}

fn heating() -> Answer {
    Answer {
        title: Both { english: "My heating is off".into(), welsh: "Mae fy ngwres i ffwrdd".into() },
        words: Both {
            english: "Press the red button for five seconds.".into(),
            welsh: "Pwyswch y botwm coch am bum eiliad.".into(),
        },
        by: "Ann Lee".into(),
        organisation: "Contractor".into(),
        written_us: 1_700_000_000_000_000,
        ..Answer::default()
    }
}

/// A service with one answer.
fn town_with_an_answer() -> Town {
    let before = |store: &throughline_store::Store| {
        crate::answers::Answers::default().put(store, "heating", &heating()).unwrap();
    };
    Town::after(before)
}

#[test]
fn first_words_get_a_reference_at_once_and_the_page_says_who_holds_it() {
    let town = Town::new();
    for (before, welsh) in LANGUAGES {
        let fields = [("words", "No water\r\nsince Monday"), ("reach", "07700 900123"), ("place", "Hill")];
        let (browser, path) = tells(&town, before, &fields);
        let page = browser.sees(&format!("{path}?new=1"));
        let main = main_of(&page);
        assert!(main.contains(if welsh { "Mae gennym ni" } else { "We have it" }), "{main}");
        assert!(main.contains("Contact centre, Council") && main.contains("No water\nsince Monday"));
        let record = browser.sees(&format!("{path}/record"));
        assert!(main_of(&record).contains("Hill") && main_of(&record).contains("07700 900123"));
        assert!(page.contains(if welsh { "<html lang=\"cy\"" } else { "<html lang=\"en\"" }));
    }
}

#[test]
fn words_that_are_missing_are_asked_for_and_nothing_typed_is_lost() {
    let town = Town::new();
    for (start, says) in [("/", "Write what you need"), ("/cy", "Ysgrifennwch beth sydd ei angen")] {
        let answer =
            town.browser().post(start, &[("words", " "), ("reach", "07700 900123"), ("place", "Hill")]);
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains(says), "{}", answer.body);
        assert!(
            answer.body.contains("value=\"07700 900123\"") && answer.body.contains("value=\"Hill\" selected")
        );
        let long = "long ".repeat(14_000);
        let answer = town.browser().post(start, &[("words", &long)]);
        assert!(answer.status == 200 && answer.body.contains("long long"), "too long");
    }
}

#[test]
fn a_form_sent_twice_is_one_contact() {
    let town = Town::new();
    let browser = town.browser();
    let page = browser.sees("/");
    let once = page.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("words", "no light"), ("once", once)];
    let (first, second) = (browser.does("/", &fields), browser.does("/", &fields));
    assert_eq!(first, second);
    let need = first.split('?').next().unwrap();
    let more = [("words", "still no light"), ("once", "0123456789abcdef0123456789abcdef")];
    browser.does(&format!("{need}/more"), &more);
    browser.does(&format!("{need}/more"), &more);
    assert_eq!(browser.sees(need).matches("still no light").count(), 1);
}

#[test]
fn an_answer_that_fits_is_shown_beside_the_reference_and_can_sort_it() {
    let town = town_with_an_answer();
    for (before, words, button, shown, sorted) in [
        ("", "my heating went off", "This sorted it", "Press the red button", "Sorted, by your word"),
        ("/cy", "mae'r gwres i ffwrdd", "Datrysodd hyn ef", "Pwyswch y botwm coch", "Wedi'i ddatrys"),
    ] {
        let (browser, path) = tells(&town, before, &[("words", words)]);
        let page = browser.sees(&format!("{path}?new=1"));
        let main = main_of(&page);
        for part in [button, shown, "Ann Lee, Contractor", "class=\"reference\""] {
            assert!(main.contains(part), "{part}: {main}");
        }
        browser.does(&format!("{path}/suggested"), &[("answer", "heating")]);
        browser.does(&format!("{path}/suggested"), &[("answer", "heating")]);
        let page = browser.sees(&path);
        let main = main_of(&page);
        assert!(main.contains(sorted), "{main}");
        assert!(!main.contains(button));
    }
    let (browser, path) = tells(&town, "", &[("words", "the heating is off again")]);
    browser.does(&format!("{path}/suggested"), &[]);
    let page = browser.sees(&path);
    assert!(
        !main_of(&page).contains("This sorted it") && main_of(&page).contains("the heating is off again")
    );
    let uses = uses(&town.store()).unwrap()["heating"];
    assert_eq!((uses.shown, uses.sorted, uses.not_sorted), (3, 2, 1));
}

#[test]
fn where_nothing_fits_nothing_is_suggested() {
    let town = town_with_an_answer();
    let (browser, path) = tells(&town, "", &[("words", "a dog barks all night")]);
    assert!(!browser.sees(&format!("{path}?new=1")).contains("Does this help?"));
}

#[test]
fn a_dead_index_keeps_nobody_from_their_reference() {
    // It breaks while it looks; and it cannot be made at all, as an answer in it is damaged.
    let damaged = |store: &throughline_store::Store| {
        store.put_document("answer", "damaged", "no answer at all".into()).unwrap();
    };
    let words = "my heating is off, and at these words the index breaks";
    for town in [town_with_an_answer(), Town::after(damaged)] {
        for (before, _) in LANGUAGES {
            let (browser, path) = tells(&town, before, &[("words", words)]);
            let page = browser.sees(&format!("{path}?new=1"));
            let main = main_of(&page);
            assert!(main.contains("class=\"reference\"") && main.contains(words), "{main}");
            assert!(!main.contains("Press the red button"), "nothing is suggested: {main}");
            assert!(
                browser.sees(&format!("{before}/questions?q={}", words.replace(' ', "+"))).contains("<main")
            );
        }
        let told = town.browser().send_json("/api/v1/needs", &format!("{{\"words\":\"{words}\"}}"), "");
        assert_eq!(told.status, 201, "{}", told.body);
        assert_eq!(town.store().verify().unwrap().events, 3);
    }
    // Where it breaks at these words only, it goes on with the next.
    let town = town_with_an_answer();
    tells(&town, "", &[("words", words)]);
    let (browser, path) = tells(&town, "", &[("words", "my heating is off")]);
    assert!(browser.sees(&format!("{path}?new=1")).contains("Press the red button"));
}

#[test]
fn what_is_sorted_says_what_to_do_if_it_comes_back() {
    let town = Town::new();
    for (before, stays, comes_back) in [
        ("", "It stays open until you say", "If it comes back, say so on this page"),
        ("/cy", "n aros ar agor nes i chi ddweud", "Os daw yn ôl, dywedwch hynny ar y dudalen hon"),
    ] {
        let (browser, path) = tells(&town, before, &[("words", "no water")]);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
        town.worker("asha").does(&format!("/desk/need/{reference}/answer"), &[("words", "It is on again.")]);
        let page = browser.sees(&path);
        assert!(main_of(&page).contains(stays) && !main_of(&page).contains(comes_back), "{page}");
        browser.does(&format!("{path}/sorted"), &[]);
        let page = browser.sees(&path);
        assert!(main_of(&page).contains(comes_back) && !main_of(&page).contains(stays), "{page}");
        browser.does(&format!("{path}/not-sorted"), &[("words", "it is off again")]);
        let page = browser.sees(&path);
        assert!(!main_of(&page).contains(comes_back), "{page}");
    }
}

#[test]
fn how_to_be_reached_can_be_changed() {
    let town = Town::new();
    for (before, _) in LANGUAGES {
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        let form = browser.sees(&format!("{path}/reach"));
        assert!(main_of(&form).contains("07700 900123"));
        browser.does(&format!("{path}/reach"), &[("reach", "ann@example.org\nafter six")]);
        let form = browser.sees(&format!("{path}/reach"));
        assert!(main_of(&form).contains("ann@example.org\nafter six") && !main_of(&form).contains("07700"));
    }
}

#[test]
fn too_many_ways_to_be_reached_are_still_there_to_be_shortened() {
    let town = Town::new();
    let many: Vec<String> = (0..30).map(|number| format!("try door {number}")).collect();
    for (before, says) in [("", "at most 20 ways"), ("/cy", "20 ffordd ar y mwyaf")] {
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        let again = browser.post(&format!("{path}/reach"), &[("reach", &many.join("\n"))]);
        assert!(again.status == 200 && again.body.contains(says), "{}", again.body);
        assert!(
            again.body.contains("try door 0\n") && again.body.contains("try door 29</textarea>"),
            "all is there"
        );
        let form = browser.sees(&format!("{path}/reach"));
        assert!(main_of(&form).contains("07700 900123") && !form.contains("try door"), "{form}");
    }
}

#[test]
fn a_page_that_says_what_is_wrong_has_every_field_that_was_sent() {
    let town = Town::new();
    for (before, label) in [("", "How we can reach you"), ("/cy", "Sut gallwn gysylltu")] {
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        town.breaks(true);
        let again = browser.post(&format!("{path}/reach"), &[("reach", "ann@example.org\nafter six")]);
        town.breaks(false);
        assert_eq!(again.status, 503);
        assert!(again.body.contains("ann@example.org\nafter six</textarea>"), "{}", again.body);
        assert!(again.body.contains(label) && again.body.contains(&format!("action=\"{path}/reach\"")));
    }
}

#[test]
fn a_reference_alone_says_that_we_have_it_and_nothing_else() {
    let town = Town::new();
    let (_, path) = tells(&town, "", &[("words", "no water"), ("name", "Carys")]);
    let reference = path.split('/').nth(2).unwrap().to_lowercase().replace('-', "%20");
    for (before, we_have, not_found) in
        [("", "We have it.", "Not found"), ("/cy", "Mae gennym ni.", "Heb ei ganfod")]
    {
        let page = town.browser().sees(&format!("{before}/back?reference={reference}"));
        let main = main_of(&page);
        assert!(main.contains(we_have) && main.contains("01234 567 890"), "{main}");
        assert!(!main.contains("no water") && !main.contains("Carys") && !main.contains("Contact centre"));
        let page = town.browser().sees(&format!("{before}/back?reference=nonsense"));
        assert!(main_of(&page).contains(not_found) && main_of(&page).contains("value=\"nonsense\""));
        assert!(!main_of(&town.browser().sees(&format!("{before}/back"))).contains(not_found));
    }
}

#[test]
fn a_question_in_public_is_held_until_somebody_lets_it_through() {
    let town = town_with_an_answer();
    for (before, words, held) in [
        ("", "When do bins come at Easter?", "We have your question"),
        ("/cy", "Pryd mae'r biniau?", "Mae eich cwestiwn"),
    ] {
        let browser = town.browser();
        let to = browser.does(&format!("{before}/questions/ask"), &[("words", words)]);
        let page = browser.sees(&to);
        assert!(main_of(&page).contains(held), "{page}");
        assert!(!main_of(&page).contains("Easter") && !main_of(&page).contains("biniau"));
        let empty = browser.post(&format!("{before}/questions/ask"), &[("words", ""), ("name", "Gwen")]);
        assert!(empty.status == 200 && empty.body.contains("value=\"Gwen\""));
    }
    let store = town.store();
    for (name, question) in crate::questions::all(&store).unwrap() {
        let through = crate::questions::Question { is_public: true, ..question };
        crate::questions::put(&store, &name, &through).unwrap();
    }
    let page = town.browser().sees("/questions");
    assert!(main_of(&page).contains("When do bins come at Easter?"));
    let page = town.browser().sees("/questions?q=heatng");
    assert!(main_of(&page).contains("My heating is off") && !main_of(&page).contains("Easter"));
    let answer = town.browser().sees("/cy/answers/heating");
    assert!(main_of(&answer).contains("Pwyswch y botwm coch"));
}

#[test]
fn what_to_do_in_an_emergency_stands_first_in_both_languages() {
    let town = Town::new();
    for (path, line) in [("/", "In danger? Call 999."), ("/cy", "Mewn perygl? Ffoniwch 999.")] {
        let page = town.browser().sees(path);
        let (line, words) = (page.find(line).unwrap(), page.find("<textarea").unwrap());
        assert!(line < words, "{page}");
    }
}

#[test]
fn every_page_for_everybody_is_small_and_tells_no_other_host() {
    let town = town_with_an_answer();
    for path in [
        "/",
        "/back",
        "/cookies",
        "/accessibility",
        "/questions",
        "/questions/ask",
        "/how-we-are-doing",
        "/erased",
    ] {
        for (before, welsh) in LANGUAGES {
            let path = if path == "/" && welsh { before.to_string() } else { format!("{before}{path}") };
            let page = town.browser().sees(&path);
            assert!(page.len() < 50_000, "{path} has {} bytes", page.len());
            assert!(
                !page.contains("src=\"http") && !page.contains("href=\"http") && !page.contains("<script>"),
                "{path}"
            );
            assert!(page.contains(if welsh { "lang=\"cy\"" } else { "lang=\"en\"" }), "{path}");
        }
    }
    for (before, says) in [("", "There is not enough to say yet"), ("/cy", "Nid oes digon i'w ddweud eto")] {
        let page = town.browser().sees(&format!("{before}/how-we-are-doing"));
        assert!(page.contains(says), "{page}");
    }
}

#[test]
fn what_looks_like_a_machine_waits_and_is_not_refused() {
    let town = Town::new();
    let begun = std::time::Instant::now();
    let (browser, path) = tells(&town, "", &[("words", "buy now"), ("website", "http://example.org")]);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(2), "it waited in line");
    assert!(browser.sees(&path).contains("buy now"), "and was kept all the same");
}

#[test]
fn what_broke_keeps_the_words_and_says_that_they_were_not_kept() {
    let town = Town::new();
    for (before, says) in [("", "We could not keep your words"), ("/cy", "Ni allem gadw eich geiriau")] {
        let start = if before.is_empty() { "/" } else { before };
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        town.breaks(true);
        let fields = [("words", "the roof is open"), ("name", "Carys"), ("once", "0123456789abcdef")];
        let answer = browser.post(start, &fields);
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains(says), "{}", answer.body);
        for kept in [">the roof is open</textarea>", "value=\"Carys\"", "value=\"0123456789abcdef\""] {
            assert!(answer.body.contains(kept), "{kept} is lost");
        }
        let answer = browser.post(&format!("{path}/more"), &[("words", "and the door")]);
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains(">and the door</textarea>"), "{}", answer.body);
        assert!(answer.body.contains(&format!("action=\"{path}/more\"")), "to be sent again from here");
        town.breaks(false);
        let kept = browser.does(start, &fields);
        assert!(browser.sees(&kept).contains("the roof is open"));
        browser.does(&format!("{path}/more"), &[("words", "and the door")]);
    }
}

#[test]
fn what_this_place_does_is_told_with_how_many_it_rests_on() {
    let town = Town::after(|store| {
        let changed = crate::Recorded {
            name: "whoever takes the call helps".into(),
            at_us: 1_790_000_000_000_000,
            organisation: None,
            reason: "people were passed on".into(),
            prediction: "fewer ask twice".into(),
            by: "Contact centre, Council".into(),
            told: Both {
                english: "Whoever takes the call helps.".into(),
                welsh: "Mae pwy bynnag sy'n ateb yn helpu.".into(),
            },
        };
        crate::record(store, &changed).unwrap();
    });
    for number in 0..60 {
        let (browser, path) = tells(&town, "", &[("words", &format!("my heating is off {number}"))]);
        if number % 10 != 0 {
            browser.does(&format!("{path}/sorted"), &[]);
        }
    }
    for (before, parts) in [
        (
            "",
            [
                "60 needs so far, 6 of them not sorted yet",
                "There is not enough to say yet (too few of your words",
                "Whoever takes the call helps.",
            ],
        ),
        (
            "/cy",
            [
                "60 angen hyd yma, 6 ohonynt heb eu datrys eto",
                "Nid oes digon i'w ddweud eto (gwrandawyd",
                "ateb yn helpu.",
            ],
        ),
    ] {
        let page = town.browser().sees(&format!("{before}/how-we-are-doing"));
        for part in parts {
            assert!(main_of(&page).contains(part), "{part}: {page}");
        }
    }
}
