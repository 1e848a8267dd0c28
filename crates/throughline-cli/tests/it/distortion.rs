//! What targets do to the records of real logs: the mark of the law in one municipality and not in the other, and a rule that is called
//! one.

use serde_json::Value;

use crate::run;

/// The findings of a study of a real log; None where it is not there.
fn findings(log: &str, words: &[&str]) -> Option<Vec<Value>> {
    let path = run::real_logs()?.join(log).display().to_string();
    let mut all = vec![path.as_str()];
    all.extend(words);
    let study = run::study(all);
    Some(study["distortion"].as_array().unwrap().clone())
}

fn bunching(findings: &[Value]) -> Vec<&Value> {
    findings.iter().filter(|finding| finding["pattern"] == "threshold bunching").collect()
}

/// Building permits: the law gives 56 days from receipt to decision. Reference case d-permits-municipality5: 130 where 39.8 are expected.
#[test]
fn permits_in_the_municipality_where_the_mark_is() {
    let target = ["--target", "permit=56d:01_HOOFD_010..01_HOOFD_510_2"];
    let Some(all) = findings("BPIC15_5.xes.gz", &target) else { return };
    let found = bunching(&all)[0];
    assert_eq!((&found["finding"], &found["who_acted"]), (&"found".into(), &"staff".into()), "{found}");
    assert_eq!(
        (found["observed"].as_f64(), &found["threshold"]),
        (Some(130.0), &"56 days".into()),
        "{found}"
    );
    let expected = found["expected"].as_f64().unwrap();
    assert!((35.0..43.0).contains(&expected), "{found}");
    // Nobody need declare it: a customary mark is looked at on the clocks that most needs have.
    let scanned = findings("BPIC15_5.xes.gz", &[]).unwrap();
    let marks: Vec<_> =
        bunching(&scanned).into_iter().filter(|finding| finding["finding"] == "found").collect();
    assert!(marks.iter().any(|mark| mark["threshold"] == "56 days" && mark["observed"] == 130), "{marks:?}");
}

#[test]
fn permits_in_the_municipality_where_it_is_not() {
    for words in [&["--target", "permit=56d:01_HOOFD_010..01_HOOFD_510_1"][..], &[]] {
        let Some(all) = findings("BPIC15_4.xes.gz", words) else { return };
        let found = bunching(&all);
        assert!(!found.is_empty() && found.iter().all(|finding| finding["finding"] != "found"), "{found:?}");
        let says = found.iter().map(|finding| finding["says"].as_str().unwrap()).collect::<String>();
        assert!(says.contains("No evidence") || says.contains("by chance alone"), "{says}");
    }
}

/// Fines: the penalty is added by a rule on day 60, 79,860 times of 79,860.
#[test]
fn the_penalty_on_day_sixty_is_a_rule() {
    let log = "Road_Traffic_Fine_Management_Process.xes.zip";
    let target = ["--target", "penalty=60d:Insert Fine Notification..Add penalty"];
    let Some(all) = findings(log, &target) else { return };
    let found = bunching(&all)[0];
    assert_eq!(
        (&found["finding"], &found["needs_affected"]),
        (&"made by a rule".into(), &79_860.into()),
        "{found}"
    );
    assert!(
        found["p"].is_null()
            && found["says"].as_str().unwrap().contains("a rule or a system seems to make this")
    );
    let scanned = findings(log, &[]).unwrap();
    let penalty =
        |finding: &&Value| finding["target"].as_str().is_some_and(|target| target.contains("Add penalty"));
    let seen: Vec<_> = bunching(&scanned).into_iter().filter(penalty).collect();
    assert!(seen.len() == 1 && seen[0]["finding"] == "made by a rule", "{seen:?}");
}

#[test]
fn targets_that_do_not_fit_end_with_a_sentence() {
    for (target, part) in [
        ("56d", "has no name"),
        ("a=56 furlongs", "is in no unit that is known"),
        ("a=0d", "must be from 1 to"),
        (
            "a=5d:nothing of the kind..",
            "no event is of the activity “nothing of the kind”; there are, for example",
        ),
    ] {
        let ran = run::throughline(["study", "demo/repairs.csv", "--target", target]);
        assert!(ran.code == Some(2) && ran.err.contains(part), "{target}: {:?} {}", ran.code, ran.err);
    }
}
