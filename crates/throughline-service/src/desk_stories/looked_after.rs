//! Stories of who may sign in, of what is published and of what is deleted.

use super::client::Town;
use super::main_of;

#[test]
fn days_that_cannot_be_are_said_and_nothing_is_looked_for() {
    let town = Town::new();
    let mo = town.worker("mo");
    for days in ["-5", "soon", "99999999999"] {
        let page = mo.sees(&format!("/desk/looking-after/keep?days={days}"));
        assert!(page.contains("Give a whole number of days, from 0 to 36500"), "{days}: {page}");
        assert!(page.contains(&format!("value=\"{days}\"")) && !page.contains("There are none."), "{page}");
    }
    assert!(mo.sees("/desk/looking-after/keep?days=0").contains("There are none."));
}

#[test]
fn guessing_is_slowed_down_and_locks_nobody_out() {
    let town = Town::new();
    let mut owner = town.worker("asha");
    let mut stranger = town.browser();
    for _ in 0..20 {
        // The same wrong password again tells the guesser nothing, and costs nothing.
        assert!(stranger.sign_in("asha", "the old password").body.contains("do not belong together"));
    }
    for number in 0..4 {
        assert!(stranger.sign_in("asha", &format!("guess {number}")).body.contains("do not belong together"));
    }
    let waits = stranger.sign_in("Asha ", "guess 5").body;
    assert!(waits.contains("seconds, then send it again") && waits.contains("value=\"Asha \""), "{waits}");
    // Not even the right one is looked at meanwhile: a guesser would learn it.
    assert!(stranger.sign_in("asha", "correct horse battery").body.contains("Many passwords were tried"));
    assert_eq!(stranger.cookie, None);
    assert_eq!(
        owner.sign_in("asha", "correct horse battery").status,
        303,
        "the owner's browser does not wait"
    );
    assert_eq!(town.browser().sign_in("mo", "correct horse battery").status, 303, "nor does anybody else");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(town.browser().sign_in("asha", "correct horse battery").status, 303, "nobody is locked out");
}

#[test]
fn a_question_is_shown_when_a_manager_lets_it_through_and_can_become_a_need() {
    let town = Town::new();
    let ask = |words: &str, once: &str| {
        town.browser().does("/questions/ask", &[("words", words), ("once", once), ("made", "1")]);
    };
    // As the form has it.
    let once = || {
        let form = town.browser().sees("/questions/ask");
        let (_, token) = form.split_once("name=\"once\" value=\"").unwrap();
        token.split('"').next().unwrap().to_string()
    };
    let (bins, mrs) = (once(), once());
    let (bins, mrs) = (bins.as_str(), mrs.as_str());
    ask("when are bins emptied", bins);
    ask("when are bins emptied", bins);
    assert_eq!(town.store().documents("question").unwrap().len(), 1, "sent twice, it is asked once");
    ask("Mrs Jones of 4 High Street owes rent", mrs);
    let [mo, asha] = ["mo", "asha"].map(|name| town.worker(name));
    let public = || town.browser().sees("/questions");
    assert!(!public().contains("bins emptied"));
    let here = "/desk/looking-after/questions";
    assert_eq!(asha.get(here).status, 403);
    mo.does(here, &[("question", bins), ("deed", "answer"), ("words", "on Mondays")]);
    assert!(public().contains("bins emptied") && public().contains("on Mondays"));
    assert!(mo.sees(&format!("/desk/answers/new?question={bins}")).contains(">on Mondays</textarea>"));
    let refused = mo.post(here, &[("question", mrs), ("deed", "hide"), ("words", " ")]);
    assert!(refused.body.contains("Say why it is hidden"));
    mo.does(here, &[("question", mrs), ("deed", "move")]);
    assert!(!public().contains("Jones") && public().contains("and say "));
    assert!(main_of(&asha.sees("/desk")).contains("Mrs Jones"), "it waits with the team");
    mo.does(here, &[("question", bins), ("deed", "hide"), ("words", "asked twice")]);
    assert!(!public().contains("bins emptied"));
}

#[test]
fn an_answer_is_changed_where_it_was_written_and_its_missing_language_is_shown() {
    let town = Town::new();
    let [asha, jo] = ["asha", "jo"].map(|name| town.worker(name));
    let form = asha.sees("/desk/answers/new");
    let (_, action) = form.split_once("action=\"/desk/answers/").unwrap();
    let here = format!("/desk/answers/{}", action.split('"').next().unwrap());
    let here = here.as_str();
    let first = [
        ("title_english", "My bin was not emptied"),
        ("words_english", "We come back within two days"),
        ("written", "0"),
    ];
    asha.does(here, &first);
    let list = jo.sees("/desk/answers");
    assert!(main_of(&list).contains("Missing Welsh.") && main_of(&list).contains("Asha, Council"), "{list}");
    assert_eq!(jo.post(here, &first).status, 403);
    assert!(main_of(&jo.sees(here)).contains("they can change it"));
    // Somebody else changed it meanwhile.
    assert!(asha.post(here, &first).body.contains("changed this answer while you wrote"));
    let page = asha.sees(here);
    let written =
        page.split("name=\"written\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let both = [
        first[0],
        first[1],
        ("title_welsh", "Ni wagiwyd fy min"),
        ("words_welsh", "Dewn yn ôl"),
        ("written", &written),
    ];
    asha.does(here, &both);
    assert!(!main_of(&asha.sees("/desk/answers")).contains("Missing"));
    assert!(town.browser().sees("/cy/questions").contains("Ni wagiwyd fy min"));
    asha.does(&format!("{here}/remove"), &[]);
    assert!(!town.browser().sees("/cy/questions").contains("Ni wagiwyd"));
}

#[test]
fn a_person_is_deleted_after_a_manager_is_sure_and_not_over_the_heads_of_others() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "07700 900123");
    let [mo, jo, nia] = ["mo", "jo", "nia"].map(|name| town.worker(name));
    let erase = format!("/desk/looking-after/erase/{reference}");
    assert_eq!(jo.get(&erase).status, 404);
    assert_eq!(nia.get(&erase).status, 403);
    assert!(mo.sees(&erase).contains("Still open"));
    assert!(mo.post(&erase, &[]).body.contains("Nothing was deleted"));
    mo.does(&erase, &[("sure", "yes")]);
    assert_eq!(town.browser().get(&link).status, 404);
    let page = mo.sees(&format!("/desk/need/{reference}"));
    assert!(
        page.contains("was deleted") && !page.contains("my heating is off") && !page.contains("07700"),
        "{page}"
    );
    assert!(town.store().verify().unwrap().wrong.is_empty());
}

#[test]
fn an_open_need_is_deleted_by_those_who_hold_it_and_by_nobody_else() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "07700 900123");
    let [mo, asha, nia] = ["mo", "asha", "nia"].map(|name| town.worker(name));
    let need = format!("/desk/need/{reference}");
    asha.does(&format!("{need}/offer"), &[("party", "Planning, Contractor"), ("words", "heating")]);
    nia.does(&format!("{need}/accept"), &[]);
    let erase = format!("/desk/looking-after/erase/{reference}");
    let page = mo.sees(&erase);
    assert!(page.contains("Planning, Contractor holds it") && !page.contains("Delete it for good"), "{page}");
    assert!(mo.post(&erase, &[("sure", "yes")]).body.contains("or it is sorted first"));
    assert!(nia.sees(&need).contains("my heating is off"), "it is still there");
    town.browser().does(&format!("{link}/sorted"), &[]);
    mo.does(&erase, &[("sure", "yes")]);
    assert_eq!(town.browser().get(&link).status, 404);
}

#[test]
fn a_session_cannot_be_fixed_beforehand_and_ends_with_the_password() {
    let town = Town::new();
    let mut victim = town.browser();
    victim.cookie = Some("00112233445566778899aabbccddeeff0011223344556677".to_string());
    let fixed = victim.cookie.clone();
    assert_eq!(victim.sign_in("asha", "correct horse battery").status, 303);
    assert_ne!(victim.cookie, fixed);
    let mut attacker = town.browser();
    attacker.cookie = fixed;
    assert_eq!(attacker.get("/desk/password").location, "/desk/sign-in");

    let elsewhere = town.worker("asha");
    assert_eq!(elsewhere.get("/desk").status, 200);
    let wrong = victim.post("/desk/password", &[("old", "not it at all"), ("new", "another long password")]);
    assert!(wrong.body.contains("The password you have now"), "{}", wrong.body);
    assert!(
        victim
            .post("/desk/password", &[("old", "correct horse battery"), ("new", "short")])
            .body
            .contains("at least 12 characters")
    );
    victim.does("/desk/password", &[("old", "correct horse battery"), ("new", "another long password")]);
    assert_eq!(elsewhere.get("/desk").location, "/desk/sign-in");
    assert_eq!(town.browser().sign_in("asha", "correct horse battery").status, 200);
    assert_eq!(town.browser().sign_in("asha", "another long password").status, 303);
}

#[test]
fn accounts_are_those_of_ones_own_organisation() {
    let town = Town::new();
    let [mo, asha] = ["mo", "asha"].map(|name| town.worker(name));
    let here = "/desk/looking-after/accounts";
    let page = mo.sees(here);
    assert!(page.contains("Asha") && !page.contains("Nia"));
    let new = [
        ("deed", "add"),
        ("worker", "Efe"),
        ("name", "Efe@council"),
        ("team", "Housing office"),
        ("role", "worker"),
        ("password", "three words here"),
    ];
    mo.does(here, &new);
    assert!(mo.post(here, &new).body.contains("signs in with that name already"));
    assert_eq!(town.browser().sign_in("efe@council", "three words here").status, 303);
    assert_eq!(mo.post(here, &[("deed", "remove"), ("name", "nia")]).status, 404);
    assert_eq!(
        mo.post(here, &[("deed", "password"), ("name", "jo"), ("password", "long enough for it")]).status,
        404
    );
    mo.does(here, &[("deed", "remove"), ("name", "asha")]);
    assert_eq!(asha.get("/desk").location, "/desk/sign-in");
    assert!(mo.post(here, &[("deed", "remove"), ("name", "mo")]).body.contains("Somebody else has to take"));
}

#[test]
fn however_many_strangers_guess_a_known_browser_comes_in() {
    let town = Town::new();
    let mut asha = town.worker("asha");
    let strangers: Vec<_> = (0..24).map(|number| (number, town.browser())).collect();
    std::thread::scope(|all| {
        for (number, mut stranger) in strangers {
            all.spawn(move || {
                for guess in 0..4 {
                    stranger.sign_in(&format!("nobody {number}"), &format!("guess {guess}"));
                }
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
        for _ in 0..5 {
            assert_eq!(asha.sign_in("asha", "correct horse battery").status, 303);
        }
    });
}
