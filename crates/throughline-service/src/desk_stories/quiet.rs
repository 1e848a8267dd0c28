//! Stories of a need that is thought sorted and of which nothing is heard: it is quiet, which is inferred, and never closed by it.

use throughline::contact::{By, Channel, Language, Need, Party, Said, Seat, work};
use throughline::time::{DAY_US, Instant};
use throughline_store::{First, Receipt, Store};

use super::client::Town;
use super::main_of;

fn now() -> Instant {
    Instant(jiff::Timestamp::now().as_microsecond())
}

/// Somebody spoke two months ago, and so many days ago they were asked whether it is sorted.
fn asked_days_ago(store: &Store, words: &str, days: i64) -> Receipt {
    let at = |days: i64| Instant(now().0 - days * DAY_US);
    let first = First {
        said: Said::words(words),
        person: None,
        channel: Channel::Web,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by: By::Person,
        token: None,
    };
    let receipt = store.receive(at(60), first).unwrap();
    let seat = Seat { worker: "Asha".into(), team: "Contact centre".into(), organisation: "Council".into() };
    let asks = move |need: &Need| work::think_sorted(need, at(days), &seat, "is it warm again?");
    store.act(receipt.need, move |need| Ok(vec![asks(need)?])).unwrap();
    receipt
}

#[test]
fn a_need_thought_sorted_of_which_nothing_is_heard_is_quiet_and_stays_open() {
    let mut receipts = Vec::new();
    let town = Town::after(|store| {
        for (words, days) in [("my heating is off", 29), ("the lift is stuck", 27)] {
            receipts.push(asked_days_ago(store, words, days));
        }
    });
    let [quiet, asked] = [&receipts[0], &receipts[1]];
    let asha = town.worker("asha");
    let today = main_of(&asha.sees("/desk")).to_string();
    let (before, after) = today.split_once("id=\"quiet\"").expect("there is a list of those that are quiet");
    assert!(before.contains("the lift is stuck") && !before.contains("my heating is off"), "{before}");
    assert!(after.contains("my heating is off") && after.contains("Quiet, which we infer"), "{after}");
    let page = |receipt: &Receipt| asha.sees(&format!("/desk/need/{}", receipt.reference));
    assert!(page(quiet).contains("That is inferred: it stays open, and only their word ends it"));
    assert!(!page(asked).contains("That is inferred"));

    let own = |receipt: &Receipt| format!("/need/{}/{}", receipt.reference, receipt.secret);
    let person = town.browser();
    let theirs = person.sees(&own(quiet));
    assert!(theirs.contains("for 28 days since, so we call it quiet") && theirs.contains("It is not sorted"));
    let welsh = person.sees(&format!("/cy{}", own(quiet)));
    assert!(welsh.contains("ers 28 diwrnod"), "{welsh}");
    assert!(!person.sees(&own(asked)).contains("so we call it quiet"));
    let told =
        |receipt: &Receipt| person.sees(&format!("/api/v1/needs/{}/{}", receipt.reference, receipt.secret));
    assert!(told(quiet).contains("\"open\":true") && !told(quiet).contains("\"quiet_since\":null"));
    assert!(told(asked).contains("\"quiet_since\":null"), "{}", told(asked));
    let study = town.worker("lee").sees("/desk/study");
    assert!(study.contains("Of the 2 still open 1 is quiet: those who worked on them"), "{study}");

    // Nothing has closed it: the person says that it is not sorted, and it waits for an answer like any other.
    person.does(&format!("{}/not-sorted", own(quiet)), &[("words", "it is off again")]);
    let today = asha.sees("/desk");
    assert!(!today.contains("id=\"quiet\"") && !page(quiet).contains("That is inferred"), "{today}");
    assert!(!town.worker("lee").sees("/desk/study").contains("still open 1 is quiet"));
}
