//! Stories of those who read the study: of few people they are told nothing, and what everybody reads is not theirs to write.

use super::client::Town;

#[test]
fn a_part_with_few_people_is_open_only_to_those_who_may_read_them() {
    let town = Town::new();
    for number in 0..9 {
        town.person(&format!("something {number}"), "");
    }
    let [lee, mo, nia] = ["lee", "mo", "nia"].map(|name| town.worker(name));
    let few = "fewer than 10 people";
    for part in ["since=2020-01-01", "organisation=Council", "team=Contact+centre"] {
        for page in ["/desk/study", "/desk/study/for/councillor", "/desk/changes"] {
            for reader in [&lee, &nia] {
                let answer = reader.get(&format!("{page}?{part}"));
                assert!(
                    answer.status == 403 && answer.body.contains(few),
                    "{page} {part}: {}",
                    answer.status
                );
            }
        }
    }
    assert_eq!(mo.get("/desk/study?since=2020-01-01").status, 403, "needs of others are in it");
    assert_eq!(mo.get("/desk/study?organisation=Council").status, 200, "these are ours");
    assert_eq!(lee.get("/desk/study").status, 200);
    town.person("one more", "");
    assert_eq!(lee.get("/desk/study?organisation=Council").status, 200);
}

#[test]
fn what_everybody_reads_of_a_change_is_written_by_a_manager_and_a_prediction_stays() {
    let town = Town::new();
    town.person("my heating is off", "");
    let [lee, mo] = ["lee", "mo"].map(|name| town.worker(name));
    let change = |prediction: &'static str, told: &'static str| {
        let fields = [("name", "one call"), ("at", "2026-06-03"), ("reason", "people were passed on")];
        [&fields[..], &[("prediction", prediction), ("english", told)]].concat()
    };
    assert_eq!(lee.post("/desk/changes", &change("fewer ask twice", "We are the best.")).status, 403);
    assert!(!lee.sees("/desk/changes").contains("What everybody may read of it"));
    mo.does("/desk/changes", &change("fewer ask twice", "Whoever takes the call helps."));
    mo.does("/desk/changes", &change("fewer ask twice", "Whoever takes the call helps."));
    let again = mo.post("/desk/changes", &change("what came of it", "Whoever takes the call helps."));
    assert!(again.status == 200 && again.body.contains("written down already"), "{}", again.body);
    assert!(
        again.body.contains(">what came of it</textarea>"),
        "what was typed is still there: {}",
        again.body
    );
    let page = lee.sees("/desk/changes");
    assert!(page.contains("fewer ask twice") && !page.contains("what came of it"));
    assert!(town.browser().sees("/how-we-are-doing").contains("Whoever takes the call helps."));
}

#[test]
fn a_change_with_a_bad_date_keeps_all_that_was_typed() {
    let town = Town::new();
    town.person("my heating is off", "");
    let fields = [
        ("name", "one call"),
        ("at", "next Tuesday"),
        ("organisation", "Contractor"),
        ("reason", "people were passed on"),
        ("prediction", "fewer ask twice"),
        ("english", "Whoever takes the call helps."),
        ("welsh", "Mae pwy bynnag sy'n ateb yn helpu."),
    ];
    let mo = town.worker("mo");
    let again = mo.post("/desk/changes", &fields).body;
    assert!(again.contains("“next Tuesday” is not a day"), "{again}");
    for kept in [
        "value=\"one call\"",
        "value=\"next Tuesday\"",
        "<option selected>Contractor</option>",
        ">people were passed on</textarea>",
        ">fewer ask twice</textarea>",
        ">Whoever takes the call helps.</textarea>",
        ">Mae pwy bynnag sy'n ateb yn helpu.</textarea>",
    ] {
        assert!(again.contains(kept), "{kept} is lost: {again}");
    }
    assert!(!mo.sees("/desk/changes").contains("people were passed on"), "and nothing was written down");
}

#[test]
fn a_password_is_not_guessed_at_a_desk_that_somebody_left() {
    let town = Town::new();
    let asha = town.worker("asha");
    let guess = |old: &str| asha.post("/desk/password", &[("old", old), ("new", "four green herons")]).body;
    for number in 0..5 {
        assert!(guess(&format!("guess {number}")).contains("is another one"));
    }
    assert!(guess("correct horse battery").contains("Many passwords were tried"));
}
