//! The JSON of a study has the form that schema/study.schema.json publishes: of the demo, of slices of it, of real logs.

use serde_json::{Value, json};

use crate::run;

fn schema() -> Value {
    named("study.schema.json")
}

fn named(name: &str) -> Value {
    let text = std::fs::read_to_string(crate::tidy::root().join("schema").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Where a study departs from the schema; the schema itself must be one.
fn wrong(study: &Value) -> Vec<String> {
    wrong_by("study.schema.json", study)
}

fn wrong_by(name: &str, value: &Value) -> Vec<String> {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    for name in ["study.schema.json", "against.schema.json"] {
        compiler.add_resource(name, named(name)).unwrap();
    }
    let compiled = compiler.compile(name, &mut schemas).unwrap();
    match schemas.validate(value, compiled) {
        Ok(()) => Vec::new(),
        Err(error) => format!("{error}").lines().skip(1).take(10).map(str::to_string).collect(),
    }
}

#[track_caller]
fn fits(name: &str, study: &Value) {
    assert_eq!(wrong(study), [""; 0], "{name}");
}

#[test]
fn the_demo_fits() {
    fits("demo", &run::study(["demo/repairs.csv"]));
    fits(
        "slice",
        &run::study(["demo/repairs.csv", "--slice", "demand=there is mould", "--since", "2024-01-01"]),
    );
    fits("one organisation", &run::study(["demo/repairs.csv", "--slice", "organisation=Contractor"]));
}

/// With all that can be asked about: rates, a target and changes, everywhere and in some places.
#[test]
fn the_whole_demo_fits() {
    let study = run::study(["demo", "--change", "new desk=2024-01-15"]);
    fits("no change of the folder", &study);
    let study = run::study(["demo"]);
    let [changed, ..] = study["before_after"].as_array().map(Vec::as_slice).unwrap() else {
        panic!("no change: {}", study["before_after"])
    };
    assert!(changed.get("lines_step").is_some(), "{changed}");
    assert!(study["cost"]["ledger"].is_array(), "{}", study["cost"]["ledger"]);
    assert!(study["distortion"].as_array().unwrap().iter().any(|found| found["target"].is_string()));
    fits("the whole demo", &study);
}

#[test]
fn two_studies_fit() {
    let ran = run::throughline(["study", "demo", "--against", "demo", "--json", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let both: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(wrong_by("against.schema.json", &both), [""; 0]);
    let all = both["differences"].as_array().unwrap();
    assert!(all.len() > 20, "{} differences", all.len());
    for one in all {
        assert_eq!(
            (&one["difference"], &one["is_clear"], &one["interval"]),
            (&json!(0), &json!(false), &Value::Null),
            "the same log differs: {one}"
        );
    }
    // The ways in and out of the map are told apart.
    let ends =
        |row: &Value| row.as_str().is_some_and(|row| row.starts_with("no from") || row.ends_with("no to"));
    assert!(all.iter().any(|one| one["measure"] == "flow.map" && ends(&one["row"])), "{all:?}");
    for list in ["other_words", "only_here", "only_there", "several"] {
        assert_eq!(both[list], json!([]), "{list}");
    }
    let needs = &both["here"]["log"]["needs"];
    let shared = &both["needs"];
    assert_eq!([&shared["here"], &shared["there"], &shared["same"]], [needs; 3]);
    assert!(both["caution"].as_str().unwrap().starts_with("Both are the same log"), "{}", both["caution"]);
    let mut harmed = both;
    harmed["here"]["version"] = json!(2);
    assert!(!wrong_by("against.schema.json", &harmed).is_empty());
}

#[test]
fn a_log_that_says_almost_nothing_fits() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "case,activity,time\n1,opened,2024-03-01 09:00\n1,called,2024-03-02 09:00\n1,called,2024-03-03 09:00\n\
         2,opened,2024-03-04 09:00\n2,called,2024-03-05 09:00\n1,closed,2024-02-30 09:00\n").unwrap();
    let study = run::study([&file]);
    assert_eq!(study["log"]["refused"].as_array().map(Vec::len), Some(1), "{study}");
    assert_eq!(study["flow"]["hand_overs"]["says"], "not enough to say");
    fits("little", &study);
}

#[test]
fn real_logs_fit() {
    for file in run::real_logs().iter().flat_map(|logs| std::fs::read_dir(logs).unwrap().flatten()) {
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".md") {
            fits(&name, &run::studied(&file.path()).json);
        }
    }
    assert!(schema()["required"].is_array());
}

/// A schema that lets everything pass would pass the tests above.
#[test]
fn what_is_wrong_is_found() {
    let good = run::study(["demo/repairs.csv"]);
    let spoilt = |pointer: &str, value: Value| {
        let mut study = good.clone();
        *study.pointer_mut(pointer).unwrap() = value;
        wrong(&study).len()
    };
    assert!(spoilt("/version", json!(2)) > 0);
    assert!(spoilt("/log/events", json!("many")) > 0);
    assert!(spoilt("/log/first", json!("yesterday")) > 0);
    assert!(spoilt("/flow/edges/0/count", json!(-1)) > 0);
    assert!(spoilt("/flow/edges/0", json!({"from": "a", "to": "b"})) > 0);
    assert!(spoilt("/flow/edges", json!({"says": "who knows"})) > 0);
    assert!(spoilt("/end_to_end/survival/0/share_open", json!(1.2)) > 0);
    assert!(spoilt("/measures/0/misleads", json!("")) > 0);
    let mut short = good.clone();
    short["flow"].as_object_mut().unwrap().remove("variants");
    assert!(!wrong(&short).is_empty());
}
