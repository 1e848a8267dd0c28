//! Stories of those who wait: for what they were told and did not happen, for help that somebody was asked for, and what becomes of work
//! where nobody knows any more whose it is.

use throughline::contact::{By, Channel, Language, Need, Party, Said, Seat, work};
use throughline::time::{DAY_US, Instant};
use throughline_store::{First, Receipt, Store};

use super::client::Town;
use super::main_of;

fn days_ago(days: i64) -> Instant {
    Instant(jiff::Timestamp::now().as_microsecond() - days * DAY_US)
}

fn asha() -> Seat {
    Seat { worker: "Asha".into(), team: "Contact centre".into(), organisation: "Council".into() }
}

/// Somebody spoke thirty days ago.
fn spoke(store: &Store, words: &str, by: By) -> Receipt {
    let first = First {
        said: Said::words(words),
        person: None,
        channel: Channel::Phone,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by,
        token: None,
    };
    store.receive(days_ago(30), first).unwrap()
}

/// And was promised something for twenty days ago.
fn promised(store: &Store, words: &str) -> Receipt {
    let receipt = spoke(store, words, By::Person);
    let promise = |need: &Need| {
        work::promise(need, days_ago(25), &asha(), days_ago(20), "somebody comes with a heater")
    };
    store.act(receipt.need, move |need| Ok(vec![promise(need)?])).unwrap();
    receipt
}

/// The list of Today with this name.
fn list_of(page: &str, name: &str) -> String {
    let from = page.split(&format!("id=\"{name}\"")).nth(1).unwrap_or_default();
    from.split("<h2").next().unwrap().to_string()
}

#[test]
fn a_time_that_is_over_is_told_as_over_with_whom_to_call_and_waits_for_us() {
    let mut receipts = Vec::new();
    let town = Town::after(|store| {
        receipts = vec![spoke(store, "no water", By::Person), promised(store, "no heating")];
    });
    let person = town.browser();
    let sees = |receipt: &Receipt, before: &str| {
        main_of(&person.sees(&format!("{before}/need/{}/{}", receipt.reference, receipt.secret))).to_string()
    };
    let [water, heating] = [&receipts[0], &receipts[1]];
    for (receipt, before, says) in [
        (water, "", "and have not: nobody has answered you yet"),
        (water, "/cy", "ac nid ydym wedi gwneud: nid oes neb wedi'ch ateb eto"),
        (heating, "", "and have not: “somebody comes with a heater”"),
        (heating, "/cy", "ac nid ydym wedi gwneud: “somebody comes with a heater”"),
    ] {
        let page = sees(receipt, before);
        assert!(page.contains(says) && page.contains("01234 567 890"), "{page}");
        assert!(!page.contains("What happens next") && !page.contains("Beth sy'n digwydd nesaf"), "{page}");
    }
    let told =
        |receipt: &Receipt| person.sees(&format!("/api/v1/needs/{}/{}", receipt.reference, receipt.secret));
    assert!(told(water).contains("\"late\":true") && told(heating).contains("\"late\":true"));

    let asha = town.worker("asha");
    let waiting = || list_of(&asha.sees("/desk"), "waiting");
    assert!(waiting().contains("no heating") && waiting().contains("no water"), "{}", waiting());
    assert!(waiting().contains("that time is over, and nobody has told them more"));
    let need = |receipt: &Receipt| format!("/desk/need/{}", receipt.reference);
    assert!(asha.sees(&need(heating)).contains("tell them what became of it"));
    // What was done since may be what was promised: that only the person knows.
    asha.does(&format!("{}/work", need(heating)), &[("activity", "heater brought")]);
    assert!(sees(heating, "").contains("If that has not happened, we have not done what we said."));
    assert!(waiting().contains("no heating"), "nobody has told them");
    asha.does(&format!("{}/answer", need(heating)), &[("words", "It stands in the hall.")]);
    assert!(
        !waiting().contains("no heating") && list_of(&asha.sees("/desk"), "answered").contains("no heating")
    );
    assert!(!sees(heating, "").contains("We said by") && told(heating).contains("\"late\":false"));
}

#[test]
fn whoever_is_asked_to_help_finds_it_on_today_with_what_is_asked_until_they_do_something() {
    let mut town = Town::new();
    let (_, reference) = town.person("my heating is off", "");
    let need = format!("/desk/need/{reference}");
    let store = town.store();
    let seat = Seat { worker: "Ceri".into(), team: "Housing office".into(), organisation: "Council".into() };
    crate::account(
        &store,
        "ceri",
        "correct horse battery",
        throughline::contact::sharing::Role::Worker,
        seat,
    )
    .unwrap();
    drop(store);
    town.starts_again();
    let [asha, ceri, nia] = ["asha", "ceri", "nia"].map(|name| town.worker(name));
    for party in ["Housing office, Council", "Planning, Contractor"] {
        let words = format!("who owns the pump, {party}?");
        asha.does(&format!("{need}/bring-in"), &[("party", party), ("words", &words)]);
    }
    for (helper, asked) in [(&ceri, "Housing office, Council"), (&nia, "Planning, Contractor")] {
        let list = list_of(&helper.sees("/desk"), "asked");
        assert!(list.contains(&format!("asks for your help: </span>who owns the pump, {asked}?")), "{list}");
        let page = helper.sees(&need);
        assert!(page.contains("Asha, Council asks") && page.contains("to help</span>"), "{page}");
    }
    assert!(list_of(&asha.sees("/desk"), "asked").is_empty(), "who asks is not asked");
    ceri.does(&format!("{need}/work"), &[("activity", "owner looked up")]);
    assert!(list_of(&ceri.sees("/desk"), "asked").is_empty());
    assert!(!ceri.sees(&need).contains("to help</span>"));
    assert!(!list_of(&nia.sees("/desk"), "asked").is_empty(), "each team for itself");
}

#[test]
fn what_was_erased_says_so_shows_no_form_and_is_in_no_list() {
    let town = Town::new();
    let (link, reference) = town.person("my heating is off", "07700 900123");
    let [asha, mo, nia] = ["asha", "mo", "nia"].map(|name| town.worker(name));
    let need = format!("/desk/need/{reference}");
    asha.does(&format!("{need}/offer"), &[("party", "Planning, Contractor"), ("words", "a leak")]);
    asha.does(&format!("{need}/answer"), &[("words", "We come.")]);
    town.browser().does(&format!("{link}/more"), &[("words", "and now the water")]);
    assert!(list_of(&asha.sees("/desk"), "waiting").contains(&reference));
    mo.does(&format!("/desk/looking-after/erase/{reference}"), &[("sure", "yes")]);
    for worker in [&asha, &nia] {
        let today = worker.sees("/desk");
        assert!(!main_of(&today).contains(&reference), "{today}");
        let page = worker.sees(&need);
        let main = main_of(&page);
        assert!(main.contains("What told who this person is was deleted on "), "{main}");
        for never in ["<form", "waits for an answer", "They gave no way", "asks you to take this on"] {
            assert!(!main.contains(never), "{never}: {main}");
        }
    }
    let told = asha.post(&format!("{need}/answer"), &[("words", "hello")]);
    assert_eq!(told.status, 200);
    assert!(told.body.contains("nothing more can be done on it"), "{}", told.body);
    assert!(!main_of(&asha.sees(&format!("/desk/person/{reference}"))).contains("They gave no way"));
    for (before, says) in [("", "It was destroyed."), ("/cy", "Fe'i dinistriwyd.")] {
        let page = town.browser().sees(&format!("{before}/back?reference={reference}"));
        assert!(main_of(&page).contains(says) && !main_of(&page).contains("We have it."), "{page}");
    }
}

#[test]
fn what_a_worker_wrote_down_is_told_as_that_and_what_the_person_reads_says_so_on_its_form() {
    let mut receipt = None;
    let town = Town::after(|store| receipt = Some(spoke(store, "no water", By::Worker(asha()))));
    let Receipt { reference, secret, .. } = receipt.unwrap();
    let need = format!("/desk/need/{reference}");
    let [asha, nia] = ["asha", "nia"].map(|name| town.worker(name));
    asha.does(&format!("{need}/heard"), &[("words", "still none"), ("channel", "visit")]);
    asha.does(&format!("{need}/think-sorted"), &[]);
    let own = format!("/need/{reference}/{secret}");
    for (before, says) in [
        ("", ["Asha, Council: wrote down what you said (by phone)", "(in person)", "thinks this is sorted"]),
        ("/cy", ["ysgrifennu'r hyn a ddywedoch (dros y ffôn)", "(wyneb yn wyneb)", "credu bod hyn"]),
    ] {
        let page = town.browser().sees(&format!("{before}{own}"));
        assert!(says.iter().all(|says| main_of(&page).contains(says)), "{page}");
        assert!(
            !main_of(&page).contains("Asha, Council: told us") && !page.contains("Asha, Council: said more")
        );
    }
    let read = "The person reads this at once on their page";
    let form = |page: &str, name: &str| {
        page.split("<form").find(|form| form.contains(&format!("/{name}\""))).unwrap_or_default().to_string()
    };
    let page = asha.sees(&need);
    for name in ["offer", "bring-in", "work", "think-sorted"] {
        assert!(form(&page, name).contains(read), "{name}: {page}");
    }
    assert!(
        page.contains("Everybody who works on needs in Council can read this page, and nobody else."),
        "{page}"
    );
    asha.does(&format!("{need}/offer"), &[("party", "Planning, Contractor"), ("words", "a leak")]);
    let page = nia.sees(&need);
    assert!(form(&page, "refuse").contains(read), "{page}");
    assert!(form(&page, "promise").is_empty(), "who is only asked to take it on promises nothing: {page}");
    let fields = [("words", "we come"), ("by", super::client::SOON.as_str())];
    let told = nia.post(&format!("{need}/promise"), &fields).body;
    assert!(told.contains("only they can say what happens next"), "{told}");
}
