//! Stories of Today where there is much of it: what was just done is on top, and every line can be reached.

use super::client::Town;
use super::main_of;

#[test]
fn what_was_just_done_is_on_top_of_a_long_list_and_only_for_who_did_it() {
    let town = Town::new();
    let all: Vec<(String, String)> =
        (0..60).map(|number| town.person(&format!("words {number}"), "")).collect();
    let (link, last) = &all[59];
    let [asha, mo] = ["asha", "mo"].map(|name| town.worker(name));
    let page = asha.sees("/desk");
    assert!(
        !page.contains("What you did just now") && !page.contains(last),
        "60 lines are not shown at once"
    );

    asha.does(&format!("/desk/need/{last}/take"), &[]);
    let page = asha.sees("/desk");
    let (top, line, waiting) = (
        page.find("What you did just now").unwrap(),
        page.find(last).unwrap(),
        page.find("Wait for an answer of ours").unwrap(),
    );
    assert!(top < line && line < waiting, "{page}");
    assert!(!mo.sees("/desk").contains("What you did just now"), "nobody sees it of another");

    asha.does(&format!("/desk/need/{}/answer", all[58].1), &[("words", "We come tomorrow.")]);
    let page = asha.sees("/desk");
    assert!(page.find(&all[58].1).unwrap() < page.find(last).unwrap(), "the latest first: {page}");
    town.browser().does(&format!("{link}/sorted"), &[]);
    assert!(!main_of(&asha.sees("/desk")).contains(last), "what is sorted is not looked for");
    let call = asha.does("/desk/call", &[("words", "nobody came"), ("who", "07700 900123")]);
    let reference = call.rsplit('/').next().unwrap();
    let page = asha.sees("/desk");
    assert!(page.find(reference).unwrap() < page.find(&all[58].1).unwrap(), "a call too: {page}");
}

#[test]
fn every_line_of_a_long_list_is_reached_page_by_page() {
    let town = Town::new();
    let all: Vec<String> = (0..60).map(|number| town.person(&format!("words {number}"), "").1).collect();
    let asha = town.worker("asha");
    let first = asha.sees("/desk");
    assert!(
        first.contains("1 to 50 of 60") && first.contains(&all[0]) && first.contains(&all[49]),
        "{first}"
    );
    assert!(!first.contains(&all[50]) && !first.contains("that have waited longer"));
    assert!(first.contains("href=\"/desk?list=waiting&amp;from=50#waiting\""), "{first}");
    for address in ["/desk?list=waiting&from=50", "/desk?list=waiting&from=99999"] {
        let second = asha.sees(address);
        assert!(second.contains("51 to 60 of 60") && !second.contains(&all[49]), "{address}: {second}");
        assert!(all[50..].iter().all(|reference| second.contains(reference)), "{address}: {second}");
        assert!(second.contains("href=\"/desk?list=waiting&amp;from=0#waiting\""), "{second}");
        assert!(!second.contains("that have waited less"));
    }
    for address in ["/desk?list=waiting&from=nowhere", "/desk?list=answered&from=50", "/desk?from=50"] {
        assert!(asha.sees(address).contains("1 to 50 of 60"), "{address}");
    }
}
