//! Stories of passkeys: made, used, taken away, and what a thief sends.

use super::authenticator::{Device, asked};
use super::client::{Browser, Town};
use super::main_of;

const PASSWORD: &str = "correct horse battery";
const ORIGIN: &str = "http://localhost:8080";

/// A browser that asks for the town by its name, as passkeys want it.
fn by_name(mut browser: Browser) -> Browser {
    browser.host = "localhost:8080".to_string();
    browser
}

/// Somebody who signed in makes a passkey.
fn makes(who: &Browser, number: u8) -> Device {
    let fields = [("called", "my telephone"), ("password", PASSWORD)];
    let (device, sent) = Device::makes(number, &asked(&who.post("/desk/passkeys", &fields).body), ORIGIN);
    who.does("/desk/passkeys/made", &[("passkey", &sent)]);
    device
}

/// A stranger's browser is asked for a passkey.
fn begins(town: &Town) -> (Browser, serde_json::Value) {
    let stranger = by_name(town.browser());
    let ask = asked(&stranger.post("/desk/sign-in/passkey", &[]).body);
    (stranger, ask)
}

const SHOWN: &str = "/desk/sign-in/passkey/shown";

/// Whether this passkey signs in; if not, the page.
fn signs_in(town: &Town, device: &mut Device) -> Result<Browser, String> {
    let (mut browser, ask) = begins(town);
    let answer = browser.post(SHOWN, &[("passkey", &device.shows(&ask, ORIGIN, "localhost"))]);
    browser.cookie = answer.cookie;
    if answer.status == 303 && browser.cookie.is_some() { Ok(browser) } else { Err(answer.body) }
}

#[test]
fn a_passkey_is_made_signs_in_and_is_taken_away() {
    let town = Town::new();
    let [asha, jo] = ["asha", "jo"].map(|name| by_name(town.worker(name)));
    let here = "/desk/passkeys";
    assert!(main_of(&asha.sees(here)).contains("You have none yet"));
    let wrong = asha.post(here, &[("called", "my telephone"), ("password", "not it at all")]);
    assert!(wrong.body.contains("The password you have now is another one"), "{}", wrong.body);
    assert!(asha.post(here, &[("called", " "), ("password", PASSWORD)]).body.contains("Say where it is"));

    let mut device = makes(&asha, 1);
    assert!(main_of(&asha.sees(here)).contains("not used yet"));
    assert!(main_of(&jo.sees(here)).contains("You have none yet"), "they are those of one account");
    let signed_in = signs_in(&town, &mut device).unwrap();
    assert!(signed_in.sees("/desk").contains("Asha, Contact centre, Council"));
    let page = asha.sees(here);
    assert!(main_of(&page).contains("used last on"), "{page}");
    assert!(signs_in(&town, &mut device).is_ok(), "as often as they like");

    // A second device of the same person; the first is not made again.
    let again = asha.post(here, &[("called", "my key"), ("password", PASSWORD)]);
    assert_eq!(asked(&again.body)["excludeCredentials"].as_array().unwrap().len(), 1);
    let mut second = makes(&asha, 2);
    assert!(signs_in(&town, &mut second).is_ok());

    let which = page.split("name=\"which\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    jo.does("/desk/passkeys/remove", &[("which", which)]);
    assert!(signs_in(&town, &mut device).is_ok(), "nobody takes away those of others");
    asha.does("/desk/passkeys/remove", &[("which", which)]);
    assert!(signs_in(&town, &mut device).err().unwrap().contains("is not known here"));
    assert!(signs_in(&town, &mut second).is_ok());
    assert_eq!(town.browser().sign_in("asha", PASSWORD).status, 303, "the password stays");
}

#[test]
fn what_a_thief_sends_signs_nobody_in() {
    let town = Town::new();
    let asha = by_name(town.worker("asha"));
    let mut device = makes(&asha, 1);
    let refused = |says: &str, sent: &str, stranger: &Browser| {
        let answer = stranger.post(SHOWN, &[("passkey", sent)]);
        assert!(answer.cookie.is_none() && answer.body.contains(says), "{says}: {}", answer.body);
    };

    let (stranger, ask) = begins(&town);
    let sent = device.shows(&ask, ORIGIN, "localhost");
    assert_eq!(stranger.post(SHOWN, &[("passkey", &sent)]).status, 303);
    refused("was sent twice", &sent, &stranger);
    refused("sent no passkey", "", &stranger);
    refused("sent no passkey", "{\"id\":\"x\"}", &stranger);

    // Shown to a page of somebody else, who passes it on; or under another name of this service.
    let (stranger, ask) = begins(&town);
    refused("does not fit", &device.shows(&ask, "http://localhost.example", "localhost"), &stranger);
    let (stranger, ask) = begins(&town);
    refused("does not fit", &device.shows(&ask, ORIGIN, "elsewhere.example"), &stranger);
    let (mut stranger, ask) = begins(&town);
    stranger.host = "localhost:9090".to_string();
    refused("begin again", &device.shows(&ask, "http://localhost:9090", "localhost"), &stranger);

    // Somebody who has the device and not the finger; another device; a copy, whose counter stands behind.
    let (stranger, ask) = begins(&town);
    let mut without_finger = device.clone();
    without_finger.flags = 1;
    refused("does not fit", &without_finger.shows(&ask, ORIGIN, "localhost"), &stranger);
    let (stranger, ask) = begins(&town);
    let mut copy = device.clone();
    copy.times_used = 0;
    refused("from a copy of it", &copy.shows(&ask, ORIGIN, "localhost"), &stranger);
    let (_, other) = Device::makes(
        7,
        &asked(&asha.post("/desk/passkeys", &[("called", "x"), ("password", PASSWORD)]).body),
        ORIGIN,
    );
    refused("sent no passkey", &other, &stranger);

    // An answer that comes too late.
    let (stranger, ask) = begins(&town);
    let store = town.store();
    for (name, body) in store.documents("passkey begun").unwrap() {
        let (_, rest) = body.split_once(',').unwrap();
        store.put_document("passkey begun", &name, format!("{{\"until_us\":1,{rest}")).unwrap();
    }
    refused("longer than five minutes", &device.shows(&ask, ORIGIN, "localhost"), &stranger);
    assert!(signs_in(&town, &mut device).is_ok());
}

#[test]
fn nobody_makes_a_passkey_for_somebody_else() {
    let town = Town::new();
    let [asha, mo] = ["asha", "mo"].map(|name| by_name(town.worker(name)));
    let ask = |who: &Browser| {
        asked(&who.post("/desk/passkeys", &[("called", "my telephone"), ("password", PASSWORD)]).body)
    };
    let (_, sent) = Device::makes(3, &ask(&asha), ORIGIN);
    assert!(mo.post("/desk/passkeys/made", &[("passkey", &sent)]).body.contains("begin again"));
    assert!(
        asha.post("/desk/passkeys/made", &[("passkey", &sent)]).body.contains("begin again"),
        "only once"
    );

    let (mut device, sent) = Device::makes(4, &ask(&asha), ORIGIN);
    asha.does("/desk/passkeys/made", &[("passkey", &sent)]);
    let (_, same) = Device::makes(4, &ask(&mo), ORIGIN);
    assert!(mo.post("/desk/passkeys/made", &[("passkey", &same)]).body.contains("known here already"));
    // What was asked for to make one signs nobody in.
    let shown = device.shows(&ask(&asha), ORIGIN, "localhost");
    assert!(by_name(town.browser()).post(SHOWN, &[("passkey", &shown)]).body.contains("begin again"));
    assert!(signs_in(&town, &mut device).unwrap().sees("/desk").contains("Asha, "));
}

#[test]
fn passkeys_end_with_the_password_and_the_account() {
    let town = Town::new();
    let mo = town.worker("mo");
    let accounts = "/desk/looking-after/accounts";
    let mut asha = by_name(town.worker("asha"));
    let mut first = makes(&asha, 1);
    asha.does("/desk/password", &[("old", PASSWORD), ("new", "another long password")]);
    assert!(signs_in(&town, &mut first).err().unwrap().contains("is not known here"));

    mo.does(accounts, &[("deed", "password"), ("name", "asha"), ("password", PASSWORD)]);
    asha.sign_in("asha", PASSWORD);
    assert!(main_of(&asha.sees("/desk/passkeys")).contains("You have none yet"));
    let mut second = makes(&asha, 2);
    mo.does(accounts, &[("deed", "password"), ("name", "asha"), ("password", "a third long password")]);
    assert!(signs_in(&town, &mut second).err().unwrap().contains("is not known here"));

    asha.sign_in("asha", "a third long password");
    let fields = [("called", "my telephone"), ("password", "a third long password")];
    let (mut third, sent) = Device::makes(3, &asked(&asha.post("/desk/passkeys", &fields).body), ORIGIN);
    asha.does("/desk/passkeys/made", &[("passkey", &sent)]);
    assert!(signs_in(&town, &mut third).is_ok());
    mo.does(accounts, &[("deed", "remove"), ("name", "asha")]);
    assert!(signs_in(&town, &mut third).err().unwrap().contains("is not known here"));
    assert_eq!(town.store().documents("passkey").unwrap(), []);
}

#[test]
fn without_https_or_a_name_there_are_none_and_the_page_says_why() {
    let town = Town::new();
    for (host, has) in [("localhost:8080", true), ("127.0.0.1:8080", false), ("help.example", false)] {
        let mut browser = town.browser();
        browser.host = host.to_string();
        assert_eq!(browser.sees("/desk/sign-in").contains("with a passkey"), has, "{host}");
        let answer = browser.post("/desk/sign-in/passkey", &[]);
        assert_eq!(answer.status == 200, has, "{host}");
        assert_eq!(answer.body.contains("by https and a name"), !has, "{}", answer.body);
    }
    assert!(main_of(&town.worker("asha").sees("/desk/passkeys")).contains("by https and a name"));
}

#[test]
fn whoever_begins_for_sport_fills_nothing() {
    let town = Town::new();
    let store = town.store();
    for number in 0..1005 {
        let body =
            format!("{{\"until_us\":{},\"origin\":\"x\",\"state\":[],\"makes\":null}}", i64::MAX - number);
        store.put_document("passkey begun", &format!("{number:032x}"), body).unwrap();
    }
    let mut device = makes(&by_name(town.worker("asha")), 1);
    assert!(signs_in(&town, &mut device).is_ok());
    assert!(store.documents("passkey begun").unwrap().len() <= 1000);
}
