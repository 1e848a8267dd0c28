//! Stories of the worker's side, told over real HTTP against a service that runs: several organisations, one need.

mod authenticator;
pub(crate) mod client;
mod doors;
mod few;
mod in_sight;
mod links;
mod looked_after;
mod network;
mod parts;
mod passkeys;
mod plans;
mod plans_further;
mod quiet;
mod today;
mod waiting;

use client::{Browser, SOON, Town};

/// The body of a page without its header and footer, where the worker who looks is named.
fn main_of(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("<footer").next().unwrap()
}

#[test]
fn a_need_goes_from_council_to_contractor_to_charity_and_is_sorted_by_the_person() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off and my daughter has asthma", "07700 900123");
    let need = format!("/desk/need/{reference}");
    let [asha, nia, jo] = ["asha", "nia", "jo"].map(|name| town.worker(name));
    let person = town.browser();
    assert!(main_of(&asha.sees("/desk")).contains("my heating is off"));
    assert_eq!(nia.get(&need).status, 404);

    asha.does(
        &format!("{need}/offer"),
        &[("party", "Planning, Contractor"), ("words", "heating, a child with asthma")],
    );
    assert!(main_of(&asha.sees(&need)).contains("Held by <strong>Contact centre, Council"));
    assert!(main_of(&nia.sees("/desk")).contains("my heating is off"));
    nia.does(&format!("{need}/accept"), &[]);
    assert!(person.sees(&link).contains("Nia, Planning, Contractor"));
    nia.does(&format!("{need}/promise"), &[("words", "somebody comes with a heater"), ("by", SOON.as_str())]);
    assert!(person.sees(&link).contains("somebody comes with a heater"));

    nia.does(
        &format!("{need}/offer"),
        &[("party", "Advice, Charity"), ("words", "they cannot pay for the meter")],
    );
    let refused = asha.post(&format!("{need}/accept"), &[]);
    assert!(refused.body.contains("is offered to Advice, Charity, not to you"), "{}", refused.body);
    jo.does(&format!("{need}/refuse"), &[("words", "we are full until Monday")]);
    assert!(main_of(&nia.sees(&need)).contains("could not take this on: we are full until Monday"));
    nia.does(&format!("{need}/offer"), &[("party", "Advice, Charity"), ("words", "then on Monday")]);
    jo.does(&format!("{need}/accept"), &[]);
    jo.does(&format!("{need}/help-me-to"), &[("words", "keep her room warm"), ("score", "2")]);
    jo.does(&format!("{need}/score"), &[("statement", "1"), ("score", "9")]);
    assert!(main_of(&jo.sees(&need)).contains("Met, of 10: 2, then 9."));
    jo.does(&format!("{need}/think-sorted"), &[("words", "see whether the meter runs")]);
    assert!(main_of(&jo.sees(&need)).contains("whether it is sorted; they have not said"));

    person.does(&format!("{link}/sorted"), &[]);
    assert!(main_of(&jo.sees(&need)).contains("Sorted, by the person's word"));
    assert!(!main_of(&jo.sees("/desk")).contains("my heating is off"));
    // Who held it before still knows how it went.
    assert_eq!(asha.get(&need).status, 200);
}

#[test]
fn a_form_that_fails_keeps_what_was_typed_and_nothing_else_happens() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "");
    let asha = town.worker("asha");
    let need = format!("/desk/need/{reference}");
    let answer = asha.post(
        &format!("{need}/work"),
        &[("activity", "boiler looked at"), ("minutes", "forty"), ("value", "yes"), ("words", "the pump")],
    );
    assert!(answer.body.contains("Minutes are a number"), "{}", answer.body);
    for kept in [
        "value=\"boiler looked at\"",
        "value=\"forty\"",
        "value=\"yes\" checked",
        ">the pump</textarea>",
        "<details open",
    ] {
        assert!(answer.body.contains(kept), "{kept} is lost");
    }
    let answer = asha.post(&format!("{need}/offer"), &[("party", "Advice, Charity"), ("words", " ")]);
    assert!(answer.body.contains("<option selected>Advice, Charity"), "{}", answer.body);
    let answer = asha.post(
        "/desk/call",
        &[("words", ""), ("who", "07700 900999"), ("language", "cy"), ("channel", "visit")],
    );
    assert!(
        answer.body.contains("value=\"07700 900999\"") && answer.body.contains("value=\"visit\" checked")
    );
    let answer = asha.post(
        "/desk/answers/0123456789abcdef0123456789abcdef0123456789abcdef",
        &[("title_welsh", "Biniau"), ("words_english", "We come")],
    );
    assert!(answer.body.contains("value=\"Biniau\"") && answer.body.contains(">We come</textarea>"));
    assert!(!asha.sees(&need).contains("boiler looked at"));
}

#[test]
fn pressed_twice_is_done_once_and_a_file_of_the_person_is_kept_not_shown() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "");
    let asha = town.worker("asha");
    let need = format!("/desk/need/{reference}");
    let fields = [("words", "we are coming at ten"), ("once", "0123456789abcdef0123456789abcdef")];
    asha.does(&format!("{need}/answer"), &fields);
    asha.does(&format!("{need}/answer"), &fields);
    assert_eq!(asha.sees(&need).matches("we are coming at ten").count(), 1);
    let store = town.store();
    let id = store.need_of(reference.parse().unwrap()).unwrap().unwrap();
    let file = throughline::contact::File { name: "boiler.svg".into(), media: "image/svg+xml".into() };
    store.add_file(throughline::time::Instant(0), id, file, b"<svg onload=alert(1)>".to_vec()).unwrap();
    let page = asha.sees(&need);
    let path =
        page.split("<a href=\"").find(|part| part.contains("/file/")).unwrap().split('"').next().unwrap();
    let kept = asha.get(path);
    assert!(kept.head.contains("content-disposition: attachment; filename=\"boiler.svg\""), "{}", kept.head);
    assert_eq!(kept.body, "<svg onload=alert(1)>");
    assert_eq!(town.worker("nia").get(path).status, 404);
    assert_eq!(asha.get(&format!("{need}/file/0123")).status, 404);
}

#[test]
fn what_goes_wrong_at_the_desk_is_said_at_the_desk_with_all_that_was_typed() {
    let town = Town::new();
    town.person("my heating is off", "");
    let asha = town.worker("asha");
    let missing = asha.get("/desk/need/AAAA-AAAA-A");
    assert_eq!(missing.status, 404);
    for (page, here) in [(&missing, "Log a call or visit"), (&missing, "action=\"/desk/sign-out\"")] {
        assert!(page.body.contains(here) && !page.body.contains("Cymraeg"), "{}", page.body);
    }
    let public = town.browser().get("/desk/nothing/here");
    assert!(public.status == 404 && !public.body.contains("Log a call or visit"), "{}", public.body);

    let typed =
        [("deed", "add"), ("worker", "Wynne Ap Huw"), ("team", "no team of ours"), ("note", "one\ntwo")];
    let again = asha.post("/desk/need/AAAA-AAAA-A/answer", &typed).body;
    for kept in
        ["value=\"add\"", "value=\"Wynne Ap Huw\"", "value=\"no team of ours\"", ">one\ntwo</textarea>"]
    {
        assert!(again.contains(kept), "{kept} is lost: {again}");
    }
    let secret = asha
        .post(
            "/desk/need/AAAA-AAAA-A/answer",
            &[("old", "correct horse battery"), ("new", "four green herons")],
        )
        .body;
    assert!(!secret.contains("herons") && !secret.contains("battery"), "{secret}");

    // The session ended while somebody wrote.
    let mut late = town.worker("asha");
    late.cookie = None;
    let again = late.post("/desk/call", &[("words", "nobody came"), ("who", "07700 900123")]);
    assert_eq!(again.status, 403);
    assert!(again.body.contains("not signed in any more") && again.body.contains(">nobody came</textarea>"));
    assert!(again.body.contains("value=\"07700 900123\""), "{}", again.body);
    assert_eq!(late.get("/desk").location, "/desk/sign-in");
}

#[test]
fn a_call_is_joined_to_what_the_person_told_us_before_if_we_may_know_it() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let asha = town.worker("asha");
    let call = [("words", "nobody came"), ("who", "07700900123")];
    let asked = asha.post("/desk/call", &call);
    assert!(
        asked.body.contains("We may know them") && asked.body.contains("my heating is off"),
        "{}",
        asked.body
    );
    let about = |about: &str| asha.does("/desk/call", &[call[0], call[1], ("about", about)]);
    assert_eq!(about(&reference), format!("/desk/call/{reference}?known=1"));
    assert!(main_of(&asha.sees(&format!("/desk/need/{reference}"))).contains("nobody came"));
    let new = about(&format!("same {reference}"));
    // The reference is read out, and the link opens the person's own page.
    let page = asha.sees(&new);
    let person = asha.sees(&new.replace("call", "person"));
    assert!(main_of(&person).contains(&reference), "the person has both needs");
    let other = about("other");
    assert!(!main_of(&asha.sees(&other.replace("call", "person"))).contains(&reference));
    let link = page.split("words secret\">").nth(1).unwrap().split('<').next().unwrap();
    let path = &link[link.find("/need/").unwrap()..];
    assert!(town.browser().sees(path).contains("nobody came"));
    // By its reference it is found too, by nobody else's worker.
    let by_reference = [("words", "and?"), ("who", reference.as_str())];
    assert!(asha.post("/desk/call", &by_reference).body.contains("We may know them"));
    let nia = town.worker("nia");
    assert!(nia.post("/desk/call", &by_reference).body.contains("No need of this reference is open"));
    let strangers = nia.does("/desk/call", &call);
    assert!(!main_of(&nia.sees(&strangers.replace("call", "person"))).contains(&reference));
}

/// Somebody sorts a contact.
fn listens(worker: &Browser, reference: &str, number: &str, class: &str) -> client::Answer {
    let fields = [
        ("need", reference),
        ("number", number),
        ("kind", "my heating is off"),
        ("system", class),
        ("organisation", "value"),
    ];
    worker.post("/desk/listen", &fields)
}

#[test]
fn two_listen_without_seeing_each_other_and_a_sheet_sent_twice_adds_nothing() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "");
    let (_, second) = town.person("thank you", "");
    let [asha, mo, nia] = ["asha", "mo", "nia"].map(|name| town.worker(name));
    let first = asha.sees("/desk/listen");
    let (words, form) = (first.find("my heating is off").unwrap(), first.find("<fieldset").unwrap());
    assert!(words < form, "their words come first");
    assert!(first.contains("As Contact centre sees it, the team that answered"), "{first}");
    assert_eq!(listens(&asha, &reference, "1", "failure").status, 303);
    assert!(listens(&asha, &reference, "1", "value").body.contains("You have sorted this contact already"));
    assert!(listens(&asha, &reference, "2", "value").status == 404);
    assert!(listens(&nia, &reference, "1", "value").status >= 400);
    let heard = mo.sees("/desk/listen?second=1");
    assert!(heard.contains(&reference) && !heard.contains("value=\"failure\" required checked"), "{heard}");
    assert!(!asha.sees("/desk/listen?second=1").contains(&reference));

    let sheet = asha.sees("/desk/listen/sheet.csv");
    assert!(sheet.contains(&second) && !sheet.contains(&reference), "{sheet}");
    let filled = format!(
        "need;number;kind;system;own organisation;step;caused by\r\n{second};1;thank you;other;Other;;\r\n{reference};1;cold;value;value;;\r\n\
         {second};7;x;value;value;;\r\nnot one;1;x;value;value;;\r\n{second};1;;;;;\r\n"
    );
    let told = asha.send_file("/desk/listen/sheet", &filled).body;
    assert!(
        told.contains("1 contact was kept.") && told.contains("Line 3") && !told.contains("Line 6"),
        "{told}"
    );
    let again = asha.send_file("/desk/listen/sheet", &filled).body;
    assert!(
        again.contains("0 contacts were kept.") && again.contains("You have sorted this contact already"),
        "{again}"
    );
    assert!(asha.send_file("/desk/listen/sheet", "a,b\n1,2").body.contains("This is not our spreadsheet"));
    let log = town.store().log(1).unwrap();
    assert_eq!(log.event_count(), 2, "listening adds no rows");
}

#[test]
fn a_sheet_is_taken_away_and_sent_back_as_a_spreadsheet() {
    let town = Town::new();
    let (_, cold) = town.person("my heating is off", "");
    let (_, formula) = town.person("=HYPERLINK(1)", "");
    let asha = town.worker("asha");
    let sheet = |answer: client::Answer| {
        let rows = throughline_files::filled::rows(&answer.bytes).unwrap().unwrap();
        rows.into_iter().map(|row| row.cells).collect::<Vec<_>>()
    };
    let mut rows = sheet(asha.get("/desk/listen/sheet.xlsx"));
    assert_eq!(
        (rows.len(), rows[1][3].as_str(), rows[2][3].as_str()),
        (3, "my heating is off", "=HYPERLINK(1)")
    );
    for (row, says) in [
        (1, ["my heating is off", "failure", "Value", "", "visit missed"]),
        (2, ["x", "avoidable", "", "", ""]),
    ] {
        rows[row].truncate(4);
        rows[row].extend(says.map(str::to_string));
    }
    rows.push(vec!["not one".into(), "1".into(), String::new(), String::new(), "x".into()]);
    let filled = throughline_web::sheet("anything", &rows).unwrap();
    let told = asha.send_file("/desk/listen/sheet", &filled).body;
    assert!(told.contains("1 contact was kept."), "{told}");
    assert!(told.contains(&format!("Line 3, {formula}: “avoidable” is none of")), "{told}");
    assert!(told.contains("Line 4, not one: "), "{told}");
    assert!(!sheet(asha.get("/desk/listen/sheet.xlsx")).iter().any(|row| row[0] == cold));
    let again = asha.send_file("/desk/listen/sheet", &filled).body;
    assert!(
        again.contains("0 contacts were kept.") && again.contains("You have sorted this contact already"),
        "{again}"
    );
    let broken = asha.send_file("/desk/listen/sheet", &filled[..filled.len() / 2]);
    assert!(broken.status == 400 && broken.body.contains("The spreadsheet is damaged"), "{}", broken.body);
}

#[test]
fn whether_listeners_agree_is_said_from_fifty_contacts_on() {
    let town = Town::new();
    let all: Vec<String> = (0..50).map(|number| town.person(&format!("words {number}"), "").1).collect();
    let early = town.worker("asha").sees("/desk/listen/plan");
    assert!(early.contains("It is too early to say: that takes 50 contacts"), "{early}");
    for (name, different) in [("asha", 0), ("mo", 5)] {
        let row = |(number, reference): (usize, &String)| {
            let class = if number % 2 == 0 || number < different { "failure" } else { "value" };
            format!("{reference},1,my heating is off,{class},value,,\n")
        };
        let rows: String = all.iter().enumerate().map(row).collect();
        let sheet = format!("need,number,kind,system,own organisation,step,caused by\n{rows}");
        let told = town.worker(name).send_file("/desk/listen/sheet", &sheet).body;
        assert!(told.contains("50 contacts were kept."), "{told}");
    }
    let page = town.worker("asha").sees("/desk/listen/plan");
    assert!(main_of(&page).contains("96") && !page.contains("too early"), "{page}");
}

#[test]
fn a_manager_sets_the_chance_and_nobody_else() {
    let town = Town::new();
    for number in 0..12 {
        town.person(&format!("something {number}"), "");
    }
    let [asha, mo] = ["asha", "mo"].map(|name| town.worker(name));
    assert_eq!(asha.post("/desk/listen/plan", &[("one_in", "5")]).status, 403);
    assert!(mo.post("/desk/listen/plan", &[("one_in", "0")]).body.contains("Give a whole number"));
    mo.does("/desk/listen/plan", &[("one_in", "1000")]);
    assert!(asha.sees("/desk/listen/plan").contains("one in 1000 is listened to"));
    // Those that came before keep their chance; of those after it hardly any is drawn.
    assert!(asha.sees("/desk/listen").contains("12 contacts wait"));
    let late: Vec<String> = (0..12).map(|number| town.person(&format!("later {number}"), "").1).collect();
    let sheet = asha.sees("/desk/listen/sheet.csv");
    assert!(late.iter().filter(|late| sheet.contains(*late)).count() <= 1);
}

#[test]
fn what_is_read_is_written_down_and_a_manager_sees_it() {
    let town = Town::new();
    let (_, reference) = town.person("my heating is off", "07700 900123");
    let asha = town.worker("asha");
    let store = town.store();
    let need = store.need_of(reference.parse().unwrap()).unwrap().unwrap();
    let person = store.story(need).unwrap()[0].person;
    let count = || store.seen_of(person, 1_000).unwrap().len();
    let mut before = count();
    for path in [
        "/desk",
        &format!("/desk/need/{reference}"),
        &format!("/desk/person/{reference}"),
        &format!("/desk/call/{reference}"),
        "/desk/listen",
        "/desk/listen/sheet",
        "/desk/listen/sheet.csv",
        "/desk/listen/sheet.xlsx",
    ] {
        asha.sees(path);
        assert!(count() > before, "{path} was read and it is not written down");
        before = count();
    }
    asha.post("/desk/call", &[("words", "hello"), ("who", "07700 900123")]);
    assert!(count() > before, "a search was not written down");
    let seen = town.worker("mo").sees(&format!("/desk/looking-after/seen/{reference}"));
    assert!(seen.contains("asha, Council: search") && seen.contains("asha, Council: person"), "{seen}");
}

#[test]
fn a_search_that_shows_nothing_is_written_down_too_and_so_is_a_question_that_is_held() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "07700 900123");
    let [nia, mo] = ["nia", "mo"].map(|name| town.worker(name));
    let store = town.store();
    let person = store.story(store.need_of(reference.parse().unwrap()).unwrap().unwrap()).unwrap()[0].person;
    let of_nobody = || store.seen_of_nobody(100).unwrap();
    // Somebody is known, and nothing of theirs is open to the contractor.
    for who in ["07700900123", reference.as_str()] {
        nia.post("/desk/call", &[("words", "hello"), ("who", who)]);
        let seen = store.seen_of(person, 100).unwrap();
        let last = (seen[0].account.as_str(), seen[0].need, seen[0].screen.as_str());
        assert_eq!(last, ("nia", None, "search, nothing shown"), "{who}");
    }
    assert!(of_nobody().is_empty());
    assert!(main_of(&town.browser().sees(&format!("{link}/record"))).contains("Nia"), "the person sees it");
    let all = mo.sees(&format!("/desk/looking-after/seen/{reference}"));
    assert!(all.contains("Contractor: search, nothing shown") && !main_of(&all).contains("nia"), "{all}");
    // Nobody is known at all.
    for (number, who) in
        ["07700 900999", "nobody@example.org", "the woman with the dog", "AAAA-AAAA"].into_iter().enumerate()
    {
        nia.post("/desk/call", &[("words", "hello"), ("who", who)]);
        assert_eq!(of_nobody().len(), number + 1, "{who}");
    }
    nia.post("/desk/call", &[("words", "hello"), ("who", "")]);
    assert_eq!(of_nobody().len(), 4, "where nobody was looked for there is nothing to write down");
    // What was looked for is not kept, and of others a manager sees nothing.
    assert!(of_nobody().iter().all(|seen| seen.account == "nia" && seen.screen == "search, nothing shown"));
    assert!(main_of(&mo.sees("/desk/looking-after/seen")).contains("There are none"));
    let own = town.worker("jo");
    own.post("/desk/call", &[("words", "hello"), ("who", "07700 900777")]);
    assert!(main_of(&own.sees("/desk/looking-after/seen")).contains("jo, Charity: search, nothing shown"));

    let before = of_nobody().len();
    mo.sees("/desk/looking-after/questions");
    assert_eq!(of_nobody().len(), before, "no question is held yet");
    town.browser().does("/questions/ask", &[("words", "Mrs Jones of 4 High Street owes rent")]);
    mo.sees("/desk/looking-after/questions");
    assert_eq!(
        (of_nobody().len(), of_nobody()[0].screen.as_str()),
        (before + 1, "questions asked in public")
    );
}
