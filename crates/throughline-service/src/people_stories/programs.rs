//! A program of people, over the JSON that is there for it.

use serde_json::{Value, json};

use crate::desk_stories::client::{Answer, Browser, SOON, Town};

fn read(answer: &Answer) -> Value {
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    serde_json::from_str(&answer.body).unwrap()
}

/// First words by a program; answers what came back.
fn tells(browser: &Browser, body: &Value) -> Value {
    let answer = browser.send_json("/api/v1/needs", &body.to_string(), "");
    assert_eq!(answer.status, 201, "{}", answer.body);
    read(&answer)
}

fn path(told: &Value) -> String {
    format!("/api/v1/needs/{}/{}", told["reference"].as_str().unwrap(), told["secret"].as_str().unwrap())
}

#[test]
fn a_program_tells_reads_says_more_and_has_it_sorted() {
    let town = Town::new();
    let program = town.browser();
    let words = json!({ "words": "No water\nsince Monday", "reach": "07700 900123", "language": "cy", "area": "Hill" });
    let told = tells(&program, &words);
    assert_eq!(
        told["holder"],
        json!({ "organisation": "Council", "team": "Contact centre", "worker": null })
    );
    let link = told["link"].as_str().unwrap();
    assert!(program.sees(&link[link.find("/cy/need/").unwrap()..]).contains("No water\nsince Monday"));
    let need = path(&told);
    let asha = town.worker("asha");
    let reference = told["reference"].as_str().unwrap();
    let promise = [("words", "somebody comes"), ("by", SOON.as_str())];
    assert_eq!(read(&program.get(&need))["answered_by"], told["answered_by"]);
    asha.does(&format!("/desk/need/{reference}/promise"), &promise);
    let story = read(&program.get(&need));
    assert_eq!(story["promised"], json!({ "by": format!("{}:00Z", *SOON), "words": "somebody comes" }));
    assert!(story["answered_by"].is_null() && story["area"] == "Hill" && story["open"] == true);
    assert_eq!(story["events"][0]["words"], "No water\nsince Monday");
    assert_eq!(story["events"][1]["organisation"], "Council");

    let more = json!({ "words": "still none", "once": "1" }).to_string();
    program.send_json(&format!("{need}/words"), &more, "");
    let story = read(&program.send_json(&format!("{need}/words"), &more, ""));
    assert_eq!(story["events"].as_array().unwrap().len(), 3, "sent twice it is said once");
    // Without a body: there is nothing that must be said.
    let story = read(&program.send("POST", &format!("{need}/sorted"), "", ""));
    assert!(story["open"] == false && story["sorted_at"].is_string());
    let story = read(&program.send_json(&format!("{need}/not-sorted"), "{\"words\":\"off again\"}", ""));
    assert!(story["open"] == true && story["events"][4]["words"] == "off again");
    assert_eq!(read(&program.get("/api/v1/place"))["areas"], json!(["Harbour", "Hill"]));
}

#[test]
fn what_is_wrong_is_said_in_a_sentence_with_its_status() {
    let town = Town::new();
    let program = town.browser();
    let need = path(&tells(&program, &json!({ "words": "no water" })));
    let long = format!("{{\"words\":\"{}\"}}", "x".repeat(16_001));
    let large = format!("{{\"words\":\"{}\"}}", "x".repeat(300_000));
    for (body, status, says) in [
        ("{\"words\":\" \"}", 400, "write what you need"),
        ("{\"words\":\"\\u200b\\u0000\"}", 400, "NUL"),
        ("{\"words\":\"x\",\"urgent\":\"yes\"}", 400, "no field “urgent”"),
        ("{\"words\":\"x\",\"words\":\"y\"}", 400, "twice"),
        ("{\"words\":1}", 400, "object of texts"),
        ("[]", 400, "object of texts"),
        ("{\"words\":\"x\",\"area\":\"Nowhere\"}", 400, "Harbour, Hill"),
        ("{\"words\":\"x\",\"language\":\"fr\"}", 400, "en or cy"),
        (&long, 400, "at most 16000 letters"),
        (&large, 413, "more than we can take"),
    ] {
        let answer = program.send_json("/api/v1/needs", body, "");
        let error = read(&answer)["error"].as_str().unwrap().to_lowercase();
        assert!(answer.status == status && error.contains(&says.to_lowercase()), "{body:.60}: {error}");
    }
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(program.send("POST", "/api/v1/needs", form, "words=x").status, 415);
    assert_eq!(
        read(&program.get("/api/v1/nothing"))["error"].as_str().map(|error| error.is_empty()),
        Some(false)
    );
    let other_letter = if need.ends_with('0') { '1' } else { '0' };
    assert_eq!(program.get(&format!("{}{other_letter}", &need[..need.len() - 1])).status, 404);
    let other = program.send("DELETE", &need, "", "");
    assert!(other.status == 405 && other.head.contains("allow: GET,HEAD"), "{}", other.head);
    assert!(read(&other)["error"].is_string());
    assert!(
        !program
            .send("OPTIONS", &need, "Origin: https://evil.example\r\n", "")
            .head
            .contains("access-control")
    );
    town.breaks(true);
    let broken = program.send_json("/api/v1/needs", "{\"words\":\"x\"}", "");
    assert_eq!(broken.status, 503, "{}", broken.body);
    town.breaks(false);
}

#[test]
fn a_token_opens_nothing_that_somebody_else_sent() {
    let town = Town::new();
    let (mine, other) = (town.browser(), town.browser());
    let told = tells(&mine, &json!({ "words": "no water", "once": "1" }));
    assert_eq!(
        tells(&mine, &json!({ "words": "no water", "once": "1" })),
        told,
        "the same again is the same"
    );
    assert_ne!(tells(&other, &json!({ "words": "x", "once": "1" }))["secret"], told["secret"]);
    // A person who goes back and writes something else under the token of the same form is heard too.
    let form = |words| mine.does("/", &[("words", words), ("once", "0123456789abcdef0123456789abcdef")]);
    assert_ne!(form("no light"), form("and no heating"));
}
