//! Stories of what is looked at in the study: from which boundary, and what of it was today.

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
    assert!(nobody.body.contains("choose the whole system or the organisation itself or the team that answered"), "{}", nobody.body);
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
