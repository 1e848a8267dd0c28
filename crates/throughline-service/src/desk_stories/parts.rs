//! Stories of what is looked at in the study: from which boundary, and what of it was today.

use throughline::contact::{By, Channel, Language, Need, Party, Said, Seat, work};
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_store::First;

use super::client::Town;

#[test]
fn what_is_failure_is_said_as_seen_from_the_boundary_that_is_chosen() {
    let town = Town::new();
    let all: Vec<String> = (0..40).map(|number| town.person(&format!("words {number}"), "").1).collect();
    let [asha, lee] = ["asha", "lee"].map(|name| town.worker(name));
    let before = lee.sees("/desk/study");
    assert!(!before.contains("Judged as seen from"), "where nothing is sorted there is nothing to choose");
    let row = |(number, reference): (usize, &String)| {
        let class = |each: usize| if number.is_multiple_of(each) { "failure" } else { "value" };
        format!("{reference},1,my heating is off,{},{},{},,\n", class(2), class(4), class(5))
    };
    let rows: String = all.iter().enumerate().map(row).collect();
    let sheet = format!("need,number,kind,system,own organisation,own team,step,caused by\n{rows}");
    assert!(asha.send_file("/desk/listen/sheet", &sheet).body.contains("40 contacts were kept."));

    let [whole, own] = [", whoever caused it", "ounting only what the organisation itself caused"];
    let each = lee.sees("/desk/study");
    assert!(each.contains("Judged as seen from") && each.contains(whole) && each.contains(own), "{each}");
    let from = |boundary: &str| lee.sees(&format!("/desk/study?boundary={boundary}"));
    let system = from("system");
    assert!(system.contains(whole) && !system.contains(own), "{system}");
    let organisation = from("own+organisation");
    assert!(organisation.contains(own) && !organisation.contains(whole), "{organisation}");
    assert!(organisation.contains("as seen from the organisation itself: what is failure to one"));
    assert!(organisation.contains("<option value=\"own organisation\" selected>"));
    let team = from("own+team");
    assert!(team.contains("ounting only what the team that answered caused"), "{team}");
    assert!(team.contains("as seen from the team that answered") && !team.contains(own), "{team}");
    let nobody = lee.get("/desk/study?boundary=nobody");
    assert_eq!(nobody.status, 400);
    assert!(
        nobody.body.contains("choose the whole system or the organisation itself or the team that answered"),
        "{}",
        nobody.body
    );
}

#[test]
fn a_study_asked_for_with_a_day_that_is_none_says_so_above_the_form_to_mend_it() {
    let town = Town::new();
    for number in 0..12 {
        town.person(&format!("words {number}"), "");
    }
    let lee = town.worker("lee");
    let answer = lee.get("/desk/study?since=tomorrow&organisation=Council");
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("“tomorrow” is not a day; write it as 2026-06-03"), "{}", answer.body);
    let form = answer.body.split("aria-label=\"What to look at\"").nth(1).expect("the form is there");
    assert!(form.contains("name=\"since\" value=\"tomorrow\""), "{form}");
    assert!(form.contains("<option value=\"Council\" selected>"), "what else was chosen stays: {form}");
    assert_eq!(lee.get("/desk/study?since=2020-01-01").status, 200);
    let turned = lee.get("/desk/study?since=2026-11-30&until=2026-01-01");
    assert!(
        turned.status == 400 && turned.body.contains("is not after the day they are opened from"),
        "{}",
        turned.body
    );
}

#[test]
fn the_study_says_what_was_opened_and_sorted_today() {
    let town = Town::new();
    let links: Vec<String> = (0..3).map(|number| town.person(&format!("words {number}"), "").0).collect();
    let lee = town.worker("lee");
    assert!(lee.sees("/desk/study").contains(": 3 opened today, 0 sorted today"));
    let person = town.browser();
    person.does(&format!("{}/sorted", links[1]), &[]);
    let page = lee.sees("/desk/study");
    assert!(page.contains("As of ") && page.contains(": 3 opened today, 1 sorted today"), "{page}");
    person.does(&format!("{}/not-sorted", links[1]), &[("words", "it is off again")]);
    assert!(lee.sees("/desk/study").contains(": 3 opened today, 0 sorted today"), "it is open again");
}

#[test]
fn what_work_costs_is_said_where_the_place_says_it() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "");
    let asha = town.worker("asha");
    let work = [("activity", "boiler looked at"), ("minutes", "40"), ("value", "yes"), ("words", "the pump")];
    asha.does(&format!("/desk/need/{reference}/work"), &work);
    town.browser().does(&format!("{link}/sorted"), &[]);
    let page = asha.sees("/desk/study/for/commissioner");
    assert!(page.contains("£"), "{page}");
    assert!(!page.contains("--rates"), "nobody is told to give a file that is there: {page}");
}

#[test]
fn no_screen_names_an_option_of_a_command() {
    let town = Town::new();
    for number in 0..12 {
        town.person(&format!("my heating is off {number}"), "");
    }
    let mo = town.worker("mo");
    let who =
        ["manager", "commissioner", "contractor", "councillor"].map(|who| format!("/desk/study/for/{who}"));
    for page in ["/desk/study", "/desk/changes"].map(str::to_string).iter().chain(&who) {
        let page = mo.sees(page);
        for option in
            ["--rates", "--target", "--change", "--json", "--zone", "--purpose", "throughline chart"]
        {
            assert!(!page.contains(option), "{option}: {page}");
        }
        for column in ["kind `clock`", "`job`", "name one as `words`", "name one as `demand`"] {
            assert!(!page.contains(column), "nobody here has a file with columns: {column}: {page}");
        }
    }
}

#[test]
fn no_page_sends_the_browser_for_an_icon_that_is_not_there() {
    let town = Town::new();
    town.person("my heating is off", "");
    let mo = town.worker("mo");
    for path in ["/", "/desk", "/desk/study", "/desk/study/for/manager"] {
        assert_eq!(mo.sees(path).matches("<link rel=\"icon\" href=\"data:,\">").count(), 1, "{path}");
    }
}

#[test]
fn what_was_promised_is_answered_by_what_people_are_told_and_by_what_was_expected_of_changes() {
    let town = Town::after(|store| {
        let spoke = Instant(jiff::Timestamp::now().as_microsecond() - 3 * DAY_US);
        for hours in [Some(2), Some(30), None] {
            let first = First {
                said: Said::words("my heating is off"),
                person: None,
                channel: Channel::Web,
                language: Language::English,
                place: None,
                holder: Party::team("Council", "Contact centre"),
                by: By::Person,
                token: None,
            };
            let need = store.receive(spoke, first).unwrap().need;
            let seat =
                Seat { worker: "Asha".into(), team: "Contact centre".into(), organisation: "Council".into() };
            let Some(hours) = hours else { continue };
            let at = Instant(spoke.0 + hours * HOUR_US);
            let answers =
                move |need: &Need| work::answer(need, at, &seat, Channel::Web, "somebody comes today");
            store.act(need, move |need| Ok(vec![answers(need)?])).unwrap();
        }
    });
    let [lee, mo] = ["lee", "mo"].map(|name| town.worker(name));
    let page = lee.sees("/desk/study/for/councillor");
    let told = "Of 3 needs whose time is over, 1 was answered by then, 1 later, and 1 not yet.";
    assert!(page.contains("People are told that somebody answers within 24 hours of their first words."));
    assert!(page.contains(told) && page.contains("No change has been written down yet"), "{page}");
    let change = [
        ("name", "one visit"),
        ("at", "2026-06-03"),
        ("reason", "people came twice"),
        ("prediction", "nobody comes twice"),
    ];
    mo.does("/desk/changes", &change);
    let page = lee.sees("/desk/study/for/councillor");
    assert!(page.contains("one visit") && page.contains("nobody comes twice"), "{page}");
    assert!(!page.contains("No change has been written down yet"));
}
