//! Files, and everything that is held.

use super::{LANGUAGES, main_of, tells};
use crate::desk_stories::client::{Answer, Browser, Town};

/// Sends a file as a browser does.
fn send(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    let head = format!(
        "POST {path} HTTP/1.1\r\n{}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n",
        browser.head(),
        body.len()
    );
    browser.ask(&head, &body)
}

#[test]
fn a_file_is_kept_and_given_back_only_to_be_kept() {
    let town = Town::new();
    for (before, _) in LANGUAGES {
        let (browser, path) = tells(&town, before, &[("words", "the wall is wet")]);
        let sent = send(&browser, &format!("{path}/file"), "C:\\Users\\ann\\wall.txt", b"wet since May");
        assert_eq!(sent.status, 303, "{}", sent.body);
        send(&browser, &format!("{path}/file"), "wall.txt", b"wet since May");
        let page = browser.sees(&path);
        assert_eq!(main_of(&page).matches(">wall.txt<").count(), 1, "pressed twice it is added once: {page}");
        let link = page.split(&format!("href=\"{path}/file/")).nth(1).unwrap().split('"').next().unwrap();
        let given = browser.ask(&format!("GET {path}/file/{link} HTTP/1.1\r\n{}", browser.head()), b"");
        assert_eq!((given.status, given.body.as_str()), (200, "wet since May"));
        assert!(
            given.head.contains("content-disposition: attachment; filename=\"wall.txt\""),
            "{}",
            given.head
        );
        assert!(given.head.contains("content-type: text/plain; charset=utf-8"), "{}", given.head);
        // The file of one need is not there under the link of another.
        let (other, elsewhere) = tells(&town, before, &[("words", "another thing")]);
        assert_eq!(other.get(&format!("{elsewhere}/file/{link}")).status, 404);
    }
}

#[test]
fn a_file_of_another_kind_or_too_large_is_refused_with_a_sentence() {
    let town = Town::new();
    for (before, other, large) in [
        ("", "We do not take this kind of file", "larger than 10 MB"),
        ("/cy", "Nid ydym yn cymryd y math hwn", "fwy na 10 MB"),
    ] {
        let (browser, path) = tells(&town, before, &[("words", "the wall is wet")]);
        let file = format!("{path}/file");
        assert!(send(&browser, &file, "run.exe", b"MZ\0\0").body.contains(other));
        assert!(send(&browser, &file, "long.txt", &vec![b'x'; 10 * 1024 * 1024 + 1]).body.contains(large));
        assert!(send(&browser, &file, "", b"").status == 200);
        assert!(!browser.sees(&path).contains("/file/"));
    }
}

#[test]
fn files_have_an_end_and_what_to_do_instead_is_said() {
    let town = Town::new();
    for (before, full) in [("", "tell us in words what it shows"), ("/cy", "dywedwch wrthym mewn geiriau")] {
        let (browser, path) = tells(&town, before, &[("words", "the wall is wet")]);
        let add = |number: usize| {
            send(
                &browser,
                &format!("{path}/file"),
                &format!("{number}.txt"),
                format!("wall {number}").as_bytes(),
            )
        };
        assert!((0..20).all(|number| add(number).status == 303));
        let refused = add(20);
        assert!(refused.status == 200 && refused.body.contains("20 f"), "{}", refused.body);
        assert!(refused.body.contains(full) && refused.body.contains("01234 567 890"), "{}", refused.body);
        assert_eq!(main_of(&browser.sees(&format!("{path}?all=1"))).matches("/file/").count(), 20);
        browser.does(&format!("{path}/more"), &[("words", "words are taken all the same")]);
    }
    // Whoever opens one need after the other comes to the end of what the place takes in a day: here, one megabyte.
    let page = |before: &str, words: &str, size: usize| {
        let (browser, path) = tells(&town, before, &[("words", words)]);
        send(&browser, &format!("{path}/file"), "long.txt", &vec![b'x'; size])
    };
    assert_eq!(page("", "the roof leaks", 900_000).status, 303);
    for (before, says) in [("", "we can take no more today"), ("/cy", "na allwn gymryd mwy heddiw")] {
        let refused = page(before, "and the gutter", 900_000);
        assert!(refused.status == 200 && refused.body.contains(says), "{}", refused.body);
    }
}

#[test]
fn the_record_shows_who_saw_it_and_gives_a_copy() {
    let town = Town::new();
    for (before, _) in LANGUAGES {
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap().to_string();
        town.worker("asha").sees(&format!("/desk/need/{reference}"));
        let page = browser.sees(&format!("{path}/record"));
        assert!(main_of(&page).contains("<td>Asha</td><td>Contact centre, Council</td>"), "{page}");
        let copy = browser.get(&format!("{path}/record/copy"));
        // What somebody signs in with may be an address of theirs.
        assert!(!main_of(&page).contains("asha") && !copy.body.contains("asha"), "{}", copy.body);
        let copy: serde_json::Value = serde_json::from_str(&copy.body).unwrap();
        assert_eq!(copy["events"][0]["event"]["said"]["words"], "no water");
        assert_eq!(copy["opened_by"][0]["who"], "Asha");
        assert_eq!(copy["opened_by"][0]["of"], "Contact centre, Council");
        browser.does(&format!("{path}/record"), &[("words", "my name is Carys, not Karis")]);
        assert!(main_of(&browser.sees(&path)).contains("not Karis"));
    }
}

#[test]
fn who_opened_it_is_told_as_they_were_then_and_of_accounts_closed_long_ago_by_their_organisation() {
    let town = Town::new();
    let people = LANGUAGES.map(|(before, _)| tells(&town, before, &[("words", "no water")]));
    let asha = town.worker("asha");
    for (_, path) in &people {
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
        asha.sees(&format!("/desk/need/{reference}"));
    }
    town.worker("mo").does("/desk/looking-after/accounts", &[("deed", "remove"), ("name", "asha")]);
    for (browser, path) in &people {
        let page = browser.sees(&format!("{path}/record"));
        assert!(main_of(&page).contains("<td>Asha</td><td>Contact centre, Council</td>"), "{page}");
        assert!(!main_of(&page).contains("asha"), "{page}");
    }
    // An account that was closed before it was written down what accounts were.
    let store = town.store();
    for (name, _) in store.documents("account was").unwrap() {
        store.drop_document("account was", &name).unwrap();
    }
    for ((browser, path), says) in
        people.iter().zip(["Somebody whose account is closed", "Rhywun y mae ei gyfrif wedi'i gau"])
    {
        let page = browser.sees(&format!("{path}/record"));
        assert!(main_of(&page).contains(&format!("<td>{says}</td><td>Council</td>")), "{page}");
        assert!(!main_of(&page).contains("asha"), "{page}");
    }
}

#[test]
fn what_is_asked_to_be_put_right_stays_in_sight_until_somebody_answers() {
    let town = Town::new();
    let (mark, on_today) = ("The person asks for this to be put right", "Asks for something to be put right");
    for (before, asked, done) in [
        ("", "You: asked for this to be put right", "It is put right."),
        ("/cy", "Chi: gofyn i hyn gael ei gywiro", "Mae wedi'i gywiro."),
    ] {
        let (browser, path) = tells(&town, before, &[("words", "no water since Monday")]);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
        let need = format!("/desk/need/{reference}");
        let asha = town.worker("asha");
        let in_sight = || {
            let page = asha.sees(&need);
            let top = page.split("id=\"story\"").next().unwrap();
            assert!(!top.contains(mark) || top.contains("It was Sunday"), "{top}");
            [top.contains(mark), asha.sees("/desk").contains(on_today)]
        };
        assert_eq!(in_sight(), [false, false]);
        browser.does(&format!("{path}/record"), &[("words", "It was Sunday")]);
        assert!(main_of(&browser.sees(&path)).contains(asked));
        browser.does(&format!("{path}/more"), &[("words", "and the tap drips")]);
        asha.does(&format!("{need}/work"), &[("activity", "tap looked at")]);
        assert_eq!(in_sight(), [true, true], "neither more words nor other work push it out");
        asha.does(&format!("{need}/put-right"), &[("words", "")]);
        assert_eq!(in_sight(), [false, false]);
        assert!(main_of(&browser.sees(&path)).contains(done), "the person is told");
        assert!(asha.sees(&need).contains("The person: asks for this to be put right"), "the story keeps it");
        browser.does(&format!("{path}/record"), &[("words", "It was Sunday")]);
        assert_eq!(in_sight(), [true, true]);
        asha.does(&format!("{need}/answer"), &[("words", "We wrote Sunday beside it.")]);
        assert_eq!(in_sight(), [false, false], "an answer is enough");
    }
    assert!(town.store().verify().unwrap().wrong.is_empty());
}

#[test]
fn a_file_is_named_as_what_it_is_and_the_page_says_so() {
    let town = Town::new();
    for (before, says) in [("", "we add it: text called"), ("/cy", "rydym yn ei ychwanegu: cedwir testun")] {
        let (browser, path) = tells(&town, before, &[("words", "the wall is wet")]);
        assert!(main_of(&browser.sees(&format!("{path}/file"))).contains(says));
        assert_eq!(send(&browser, &format!("{path}/file"), "bad.exe", b"wet since May").status, 303);
        let reference = path.split("/need/").nth(1).unwrap().split('/').next().unwrap();
        for page in [browser.sees(&path), town.worker("asha").sees(&format!("/desk/need/{reference}"))] {
            assert!(page.contains(">bad.exe.txt<") && !page.contains(">bad.exe<"), "{page}");
        }
    }
}

#[test]
fn the_language_chosen_is_kept_and_told_to_those_who_answer() {
    let town = Town::new();
    let (browser, path) = tells(&town, "", &[("words", "no water")]);
    let to = browser.does(&format!("{path}/record/language"), &[("language", "cy")]);
    assert_eq!(to, format!("/cy{path}/record"));
    let reference = path.split('/').nth(2).unwrap();
    assert!(town.worker("asha").sees(&format!("/desk/need/{reference}")).contains("Welsh"));
    browser.does(&format!("{path}/record/language"), &[("language", "cy")]);
    assert_eq!(browser.sees(&path).matches("chose Welsh").count(), 1);
}

#[test]
fn what_is_erased_is_gone_and_the_link_with_it() {
    let town = Town::new();
    for (before, welsh) in LANGUAGES {
        let (browser, path) = tells(&town, before, &[("words", "no water"), ("reach", "07700 900123")]);
        let sure = browser.sees(&format!("{path}/record/erase"));
        assert!(
            main_of(&sure).contains(if welsh { "Beth sy'n aros" } else { "What stays" })
                || sure.contains("Beth sy&#39;n aros")
        );
        assert_eq!(browser.get(&path).status, 200, "looking erases nothing");
        let to = browser.does(&format!("{path}/record/erase"), &[]);
        assert!(main_of(&browser.sees(&to)).contains(if welsh { "Mae wedi" } else { "It is destroyed" }));
        assert_eq!(browser.get(&path).status, 404);
        assert_eq!(browser.post(&format!("{path}/more"), &[("words", "x")]).status, 404);
    }
    let store = town.store();
    assert!(store.verify().unwrap().wrong.is_empty());
    assert!(store.found("07700 900123").unwrap().is_empty());
}
