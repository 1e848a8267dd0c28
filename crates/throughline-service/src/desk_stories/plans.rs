//! Plans at the desk: made, changed by forms, run while it is watched, compared, shared; by those who may, and nobody else.

use std::time::{Duration, Instant};

use throughline::contact::Seat;
use throughline::contact::sharing::Role;

use super::client::{Browser, Town};
use super::main_of;
use crate::account;

/// A town in whose council a commissioner sits, and in whose contractor a manager.
pub(super) fn town() -> Town {
    Town::after(|store| {
        let seat = |worker: &str, team: &str, organisation: &str| Seat {
            worker: worker.into(),
            team: team.into(),
            organisation: organisation.into(),
        };
        let password = "correct horse battery";
        account(store, "cass", password, Role::Commissioner, seat("Cass", "Housing office", "Council"))
            .unwrap();
        account(store, "kit", password, Role::Manager, seat("Kit", "Planning", "Contractor")).unwrap();
    })
}

/// A plan so small that it is run in a moment.
pub(super) const SMALL: &str = r#"
# Ours, do not lose this line.
[scenario]
name = "a desk"
start = "2026-04-01"
weeks = 8
[demand.question]
rate_per_day = { v = 20, lo = 15, hi = 25, dist = "pert", source = "counted", status = "measured" }
[failure]
base = { v = 0.2, lo = 0.1, hi = 0.3, dist = "beta", source = "a sample" }
[pool.desk]
org = "Council"
staff = 5
rate_per_hour = 20
[step.answer]
pool = "desk"
time = "exp 30m"
[option.quicker]
about = "A better form"
times = { "step.answer.time.mean" = 0.8 }
[run]
outer = 48
"#;

pub(super) fn made(who: &Browser) -> String {
    who.does("/desk/plans", &[("from", "file"), ("text", SMALL)])
}

/// The version that forms of a plan's page carry.
pub(super) fn version(who: &Browser, path: &str) -> String {
    let page = who.sees(&format!("{path}/text"));
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
}

pub(super) fn text(who: &Browser, path: &str) -> String {
    who.sees(&format!("{path}/file"))
}

/// Waits until a run is over.
pub(super) fn over(who: &Browser, path: &str) -> String {
    let begun = Instant::now();
    loop {
        let page = who.sees(path);
        if !page.contains("data-watched") {
            return page;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{page}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_another_arrangement_costs_is_answered_by_the_plans_there_are() {
    let town = town();
    town.person("my heating is off", "");
    let [cass, kit] = ["cass", "kit"].map(|name| town.worker(name));
    let here = "/desk/study/for/commissioner";
    let asks = "What would another arrangement cost, with what certainty, and how do we get out?";
    let page = cass.sees(here);
    assert!(page.contains(asks) && page.contains("There is no plan that you may read."), "{page}");
    assert!(page.contains("<a href=\"/desk/plans\">Begin a plan</a>"), "{page}");

    let plan = made(&cass);
    let page = cass.sees(here);
    assert!(
        !page.contains("There is no plan that you may read.") && page.contains("It has not been run yet"),
        "{page}"
    );
    cass.does(&plan, &[("do", "run")]);
    over(&cass, &plan);
    let page = cass.sees(here);
    assert!(page.contains(&format!("<a href=\"{plan}\"><bdi>a desk</bdi></a>")), "{page}");
    assert!(
        page.contains(&format!("href=\"{plan}/answer/1\"")) && page.contains("or each need met"),
        "{page}"
    );
    assert!(!page.contains("It has not been run yet"), "{page}");
    let page = kit.sees(here);
    assert!(
        page.contains("There is no plan that you may read."),
        "a plan that is not shared is not told of: {page}"
    );
}

#[test]
fn a_plan_is_made_changed_run_and_compared() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let page = cass.sees(&plan);
    assert!(main_of(&page).contains("it has not been run") && page.contains("A better form"), "{page}");

    cass.does(&plan, &[("do", "run")]);
    let page = over(&cass, &plan);
    assert!(main_of(&page).contains("For each need met"), "{page}");
    let answer = cass.sees(&format!("{plan}/answer/1"));
    assert!(answer.contains("What it rests on") && answer.contains("quicker"), "{answer}");
    assert!(answer.contains(&format!("<a href=\"{plan}\">Back to the plan</a>")), "{answer}");

    // A number is changed by its form; all else stays, comments too.
    let number = format!("{plan}/number");
    assert!(cass.sees(&format!("{number}?path=pool.desk.staff")).contains("value=\"5\""));
    let fields = |value: &'static str, version: &str| -> Vec<(&str, String)> {
        vec![
            ("path", "pool.desk.staff".into()),
            ("version", version.into()),
            ("v", value.into()),
            ("source", "the rota".into()),
            ("status", "measured".into()),
        ]
    };
    fn of<'f>(fields: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
    let old = version(&cass, &plan);
    cass.does(&number, &of(&fields("4", &old)));
    let now = text(&cass, &plan);
    assert_eq!(
        now,
        SMALL.replace("staff = 5", "staff = { v = 4, source = \"the rota\", status = \"measured\" }")
    );

    // What cannot be is said on the form, with what was typed; made from an older text it is not taken.
    let again = cass.post(&number, &of(&fields("none", &version(&cass, &plan))));
    assert!(again.status == 200 && again.body.contains("Nothing is changed yet"), "{}", again.body);
    assert!(again.body.contains("a whole number") && again.body.contains("value=\"none\""), "{}", again.body);
    let late = cass.post(&number, &of(&fields("3", &old)));
    assert!(late.body.contains("was changed meanwhile"), "{}", late.body);
    assert_eq!(text(&cass, &plan), now);

    // Run again, both are there to be compared.
    assert!(cass.sees(&plan).contains("The plan was changed since"));
    cass.does(&plan, &[("do", "run")]);
    over(&cass, &plan);
    let both = cass.sees(&format!("{plan}/compare?one=1&other=2"));
    assert!(main_of(&both).contains("pool.desk.staff") && main_of(&both).contains("5 people"), "{both}");
    assert!(!main_of(&both).contains("failure.base"), "{both}");

    // And what was is never lost.
    let history = cass.sees(&format!("{plan}/history"));
    assert!(main_of(&history).contains("pool.desk.staff: 5, now 4"), "{history}");
    cass.does(&format!("{plan}/history"), &[("version", &version(&cass, &plan)), ("to", "1")]);
    assert_eq!(text(&cass, &plan), SMALL);
}

#[test]
fn ways_of_arranging_the_work_are_added_and_taken_out_by_forms() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let way = format!("{plan}/way");
    assert!(cass.sees(&way).contains("kind=outsourcing"));
    assert!(cass.sees(&format!("{way}?kind=outsourcing")).contains("Whose work goes"));
    let now = version(&cass, &plan);
    let bid = [
        ("kind", "outsourcing"),
        ("version", now.as_str()),
        ("name", "bid & co"),
        ("pool", "desk"),
        ("organisation", "Contractor"),
        ("months", "3"),
        ("agreed", "fixed"),
        ("price", "£180,000"),
        ("years", "2"),
        ("source", "the bid"),
    ];
    let without: Vec<_> = bid.iter().copied().filter(|(name, _)| *name != "pool").collect();
    let again = cass.post(&way, &without);
    assert!(
        again.body.contains("choose at least one pool") && again.body.contains("bid &amp; co"),
        "{}",
        again.body
    );
    let there = cass.does(&way, &bid);
    let page = cass.sees(&there);
    assert!(main_of(&page).contains("contract.annual"), "{page}");

    // It differs in one more number, and no more.
    let path = format!("{plan}/number?way=bid+%26+co&path=failure.base&how=times");
    assert!(cass.sees(&path).contains("It is written as a multiple"));
    let now = version(&cass, &plan);
    let number = format!("{plan}/number");
    let base = [("path", "option.bid & co.times.failure.base"), ("version", now.as_str()), ("v", "1.1")];
    cass.does(&number, &base);
    assert!(text(&cass, &plan).contains("\"failure.base\" = 1.1"), "{}", text(&cass, &plan));
    let now = version(&cass, &plan);
    cass.does(&number, &[base[0], ("version", &now), ("do", "remove")]);
    assert!(!text(&cass, &plan).contains("1.1"));
    let now = version(&cass, &plan);
    cass.does(&way, &[("do", "remove"), ("version", &now), ("name", "bid & co")]);
    assert_eq!(text(&cass, &plan), SMALL);
}

#[test]
fn a_plan_is_read_and_changed_only_by_those_who_may() {
    let town = town();
    let [cass, mo, kit, lee, asha] = ["cass", "mo", "kit", "lee", "asha"].map(|name| town.worker(name));
    let plan = made(&cass);
    // A manager of the same organisation may; the contractor, who bids, must not see it, nor those who only read or work.
    assert_eq!(mo.get(&plan).status, 200);
    let pages = [
        "",
        "/text",
        "/file",
        "/history",
        "/way",
        "/number?path=failure.base",
        "/answer/1",
        "/compare?one=1&other=1",
    ];
    for who in [&kit, &lee, &asha] {
        for page in pages {
            assert_eq!(who.get(&format!("{plan}{page}")).status, 404, "{page}");
        }
        assert!(!who.sees("/desk/plans").contains(&plan));
        assert_eq!(who.post(&plan, &[("do", "run")]).status, 404);
    }
    assert_eq!(asha.post("/desk/plans", &[("from", "example")]).status, 403);
    assert_eq!(lee.post("/desk/plans", &[("from", "example")]).status, 403);

    // Shared, everybody reads it, and still only its own change it.
    cass.does(&plan, &[("do", "share"), ("version", &version(&cass, &plan))]);
    assert!(lee.sees("/desk/plans").contains(&plan));
    assert!(!main_of(&kit.sees(&plan)).contains("Run it"));
    let text = SMALL.replace("staff = 5", "staff = 6");
    let fields = [("text", text.as_str()), ("version", "2")];
    assert_eq!(kit.post(&format!("{plan}/text"), &fields).status, 403);
    assert_eq!(kit.post(&plan, &[("do", "run")]).status, 403);
    mo.does(&format!("{plan}/text"), &fields);
}

#[test]
fn a_run_is_watched_and_stopped_with_what_there_is() {
    let town = town();
    let cass = town.worker("cass");
    let long = SMALL.replace("outer = 48", "outer = 100000").replace("weeks = 8", "years = 3");
    let plan = cass.does("/desk/plans", &[("from", "file"), ("text", &long)]);
    cass.does(&plan, &[("do", "run")]);
    let begun = Instant::now();
    let seen = loop {
        let page = cass.sees(&plan);
        if page.matches(" futures</th>").count() > 3 {
            break page;
        }
        assert!(begun.elapsed() < Duration::from_secs(240), "{page}");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(main_of(&seen).contains("Less than as it is") && seen.contains("±"), "{seen}");
    // A second press begins no second run.
    cass.does(&plan, &[("do", "run")]);
    cass.does(&plan, &[("do", "stop")]);
    let page = over(&cass, &plan);
    assert!(main_of(&page).contains("stopped after") && page.contains("1 run"), "{page}");
}

#[test]
fn a_run_that_goes_on_when_the_service_stops_keeps_what_it_has() {
    let mut town = town();
    let cass = town.worker("cass");
    let long = SMALL.replace("outer = 48", "outer = 100000").replace("weeks = 8", "years = 3");
    let plan = cass.does("/desk/plans", &[("from", "file"), ("text", &long)]);
    cass.does(&plan, &[("do", "run")]);
    let begun = Instant::now();
    while !cass.sees(&plan).contains(" futures</th>") {
        assert!(begun.elapsed() < Duration::from_secs(240), "{}", cass.sees(&plan));
        std::thread::sleep(Duration::from_millis(50));
    }
    town.starts_again();
    let page = town.worker("cass").sees(&plan);
    assert!(main_of(&page).contains("stopped after") && page.contains("1 run"), "{page}");
}

#[test]
fn a_plan_out_of_what_happened_says_what_the_events_cannot() {
    let town = town();
    let cass = town.worker("cass");
    // With hardly any events there is nothing to fit, and the page says so.
    let none = cass.post("/desk/plans", &[("from", "here")]);
    assert!(none.status == 200 && none.body.contains("There is no new plan yet"), "{}", none.body);
    let example = cass.does("/desk/plans", &[("from", "example")]);
    assert!(cass.sees(&example).contains("repairs, 2026 to 2029"));
    let wrong = cass.post("/desk/plans", &[("from", "file"), ("text", "[scenario]\nname = 3")]);
    assert!(wrong.body.contains("line 2"), "{}", wrong.body);
}
