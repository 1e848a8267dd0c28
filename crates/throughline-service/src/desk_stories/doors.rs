//! Every door, one by one: all routes of all screens, without credentials, with those of somebody else, with forms made elsewhere.

use super::client::{Browser, SOON, Town};
use super::main_of;
use crate::screens::{SCREENS, Screen};

fn screens() -> impl Iterator<Item = &'static Screen> {
    SCREENS.iter().flat_map(|screens| screens.iter())
}

/// What can be done on a need.
const DEEDS: [&str; 14] = [
    "answer",
    "put-right",
    "heard",
    "promise",
    "work",
    "offer",
    "bring-in",
    "accept",
    "refuse",
    "withdraw",
    "take",
    "think-sorted",
    "help-me-to",
    "score",
];

/// The paths of a screen with its parts filled in.
fn paths(screen: &Screen, reference: &str) -> Vec<String> {
    let filled =
        screen.path.replace("{reference}", reference).replace("{secret}", "0123456789abcdef0123456789abcdef");
    if filled.contains("{deed}") {
        return DEEDS.iter().map(|deed| filled.replace("{deed}", deed)).collect();
    }
    let parts = filled.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    vec![parts.collect::<Vec<_>>().join("/")]
}

#[test]
fn no_screen_is_without_its_guard() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let nobody = town.browser();
    let [lee, asha] = ["lee", "asha"].map(|name| town.worker(name));
    for screen in screens() {
        for path in paths(screen, &reference) {
            let got = screen.get.map(|_| nobody.get(&path));
            let sent = screen.post.map(|_| nobody.post_raw(&path, &[("words", path.as_str())], ""));
            for answer in got.iter().chain(&sent) {
                assert!(!answer.body.contains("my heating is off"), "{path} tells words to anybody");
                assert!(
                    !answer.body.contains("/cy/desk"),
                    "{path} leads to a desk in Welsh, which there is not"
                );
                match screen.guard {
                    "anybody" => assert!(answer.location != "/desk/sign-in", "{path}"),
                    "link" => assert_eq!(answer.status, 404, "{path}"),
                    "signed in" | "works" | "looks after" => {
                        assert_eq!(answer.location, "/desk/sign-in", "{path}")
                    }
                    other => panic!("{path} has the guard {other}, which is none"),
                }
            }
            if screen.guard == "works" || screen.guard == "looks after" {
                refused(&lee, screen, &path);
            }
            if screen.guard == "looks after" {
                refused(&asha, screen, &path);
            }
        }
    }
}

fn refused(browser: &Browser, screen: &Screen, path: &str) {
    let got = screen.get.map(|_| browser.get(path).status);
    let sent = screen.post.map(|_| browser.post(path, &[]).status);
    assert!(got.into_iter().chain(sent).all(|status| status == 403), "{path}: {got:?} {sent:?}");
}

#[test]
fn a_need_of_others_is_not_there_on_any_route_of_the_desk() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    // A manager, so that nothing else stops them.
    let jo = town.worker("jo");
    let mut walked = 0;
    for screen in
        screens().filter(|screen| screen.path.starts_with("/desk") && screen.path.contains("{reference}"))
    {
        for path in paths(screen, &reference) {
            let got = screen.get.map(|_| jo.get(&path));
            let fields = [
                ("words", path.as_str()),
                ("party", "Advice, Charity"),
                ("activity", "x"),
                ("by", SOON.as_str()),
                ("score", "3"),
                ("sure", "yes"),
            ];
            let sent = screen.post.map(|_| jo.post(&path, &fields));
            for answer in got.iter().chain(&sent) {
                assert_eq!(answer.status, 404, "{path}");
                walked += 1;
            }
        }
    }
    assert!(walked >= 19, "only {walked} routes");
    for path in [
        "/desk",
        "/desk/listen",
        "/desk/listen/sheet",
        "/desk/listen/sheet.csv",
        "/desk/listen/sheet.xlsx",
        "/desk/listen?second=1",
        "/desk/looking-after/keep?days=0",
    ] {
        let page = jo.sees(path);
        assert!(!page.contains("my heating is off") && !page.contains(&reference), "{path}");
    }
    let store = town.store();
    let need = store.need_of(reference.parse().unwrap()).unwrap().unwrap();
    let story = store.story(need).unwrap();
    assert_eq!(story.len(), 1, "nothing happened to it");
    assert!(store.seen_of(story[0].person, 10).unwrap().is_empty(), "and nobody read it");
}

/// What a browser sends that does not say from whose page a form comes.
const UNSAID: &str = "Origin: null\r\n";

#[test]
fn no_form_made_elsewhere_is_taken() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "07700 900123");
    let mo = town.worker("mo");
    let events = || town.store().verify().unwrap().events;
    let before = events();
    let elsewhere = [
        "Origin: https://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ];
    let secret = link.rsplit('/').next().unwrap();
    let mut walked = 0;
    for screen in screens().filter(|screen| screen.post.is_some()) {
        for path in paths(screen, &reference) {
            let path = path.replace("0123456789abcdef0123456789abcdef", secret);
            let fields = [
                ("token", mo.token.as_str()),
                ("words", path.as_str()),
                ("sure", "yes"),
                ("deed", "remove"),
                ("name", "asha"),
            ];
            for headers in elsewhere {
                assert_eq!(mo.post_raw(&path, &fields, headers).status, 403, "{path} takes {headers}");
            }
            walked += 1;
            let signs_in = path.starts_with("/desk/sign-in");
            if signs_in {
                assert_eq!(mo.post_raw(&path, &fields, UNSAID).status, 403, "{path} signs in from anywhere");
            }
            if screen.guard == "anybody" || screen.guard == "link" {
                continue;
            }
            assert_eq!(mo.post_raw(&path, &fields[1..], UNSAID).status, 403, "{path} takes {UNSAID}");
            let empty: [(&str, &str); 0] = [];
            assert_eq!(mo.post_raw(&path, &empty, "").status, 403, "{path} takes an empty form");
            assert_eq!(
                mo.post_raw(&path, &fields[1..], "").status,
                403,
                "{path} takes a form without a token"
            );
            let wrong = [("token", "0123456789abcdef0123456789abcdef"), ("words", path.as_str())];
            assert_eq!(mo.post_raw(&path, &wrong, "").status, 403, "{path} takes a wrong token");
        }
    }
    assert!(walked >= 25, "only {walked} forms");
    assert_eq!(events(), before, "nothing happened");
    assert_eq!(mo.get("/desk").status, 200, "nobody was signed out");
}

/// Where a worker is named: who holds a need, who did what in its story, who wrote an answer, who can sign in.
const NAMES_WORKERS: [&str; 8] = [
    "/desk",
    "/desk/need/{reference}",
    "/desk/person/{reference}",
    "/desk/call/{reference}",
    "/desk/listen",
    "/desk/looking-after/erase/{reference}",
    "/desk/looking-after/accounts",
    "/desk/answers",
];

#[test]
fn nothing_is_shown_per_worker() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let asha = town.worker("asha");
    asha.does(&format!("/desk/need/{reference}/take"), &[]);
    asha.does(
        &format!("/desk/need/{reference}/work"),
        &[("activity", "boiler looked at"), ("minutes", "40")],
    );
    let fields = [
        ("need", reference.as_str()),
        ("number", "1"),
        ("kind", "off"),
        ("system", "value"),
        ("organisation", "value"),
    ];
    asha.does("/desk/listen", &fields);
    let mo = town.worker("mo");
    for screen in screens().filter(|screen| screen.get.is_some() && screen.path.starts_with("/desk")) {
        let [path] = &paths(screen, &reference)[..] else { continue };
        let page = mo.get(path);
        if page.status == 200 && page.body.contains("<main") {
            // The study is all its charts on one page.
            let light = page.body.len() < 50_000 || screen.path.starts_with("/desk/study");
            assert!(light, "{path} has {} bytes", page.body.len());
            let named = main_of(&page.body).contains("Asha");
            assert!(!named || NAMES_WORKERS.contains(&screen.path), "{path} names a worker");
        }
    }
}
