//! Every real log beside the repository is studied without a mapping, and the numbers are those that pm4py finds (hard-coded here, and
//! in full in checks/pm4py/expected). Real logs are not in the repository; where they are missing this says that it was skipped.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::run;

/// File, events, needs: as pm4py counts them. The wide table by its dates, one event each.
const LOGS: [(&str, u64, u64); 12] = [
    ("BPIC13_incidents.xes.gz", 65_533, 7_554),
    ("BPIC15_4.xes.gz", 47_293, 1_053),
    ("BPIC15_5.xes.gz", 59_083, 1_156),
    ("Road_Traffic_Fine_Management_Process.xes.zip", 561_470, 150_370),
    ("helpdesk.xes.gz", 21_348, 4_580),
    ("interval_event_log.csv", 8_109, 1_266),
    ("receipt.csv", 8_577, 1_434),
    ("receipt.parquet", 8_577, 1_434),
    ("receipt.xes.gz", 8_577, 1_434),
    ("running-example.csv", 42, 6),
    ("running-example.xes", 42, 6),
    ("sf_311_service_requests.csv", 29_630, 10_000),
];

#[test]
fn every_log_is_studied_without_a_mapping() {
    let Some(logs) = run::real_logs() else { return };
    for name in run::names_in(&logs).iter().filter(|name| !name.ends_with(".md")) {
        assert!(run::studied(&logs.join(name)).terminal.contains("What happened"), "{name}");
    }
}

#[test]
fn what_inspect_prints_is_a_mapping_as_it_stands() {
    let Some(logs) = run::real_logs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("m.toml");
    for name in run::names_in(&logs).iter().filter(|name| !name.ends_with(".md")) {
        let file = logs.join(name);
        std::fs::write(&mapping, run::throughline([Path::new("inspect"), &file]).out).unwrap();
        let mapped = run::study([&file, Path::new("--mapping"), &mapping]);
        let guessed = &run::studied(&file).json;
        assert!(mapped["log"] == guessed["log"], "{name}: {} and {}", mapped["log"], guessed["log"]);
        assert!(mapped["flow"] == guessed["flow"], "{name}: another flow with the mapping");
    }
}

#[test]
fn events_and_needs_are_those_of_pm4py() {
    let Some(logs) = run::real_logs() else { return };
    for (name, events, needs) in LOGS {
        let study = &run::studied(&logs.join(name)).json;
        assert_eq!(
            (&study["log"]["events"], &study["log"]["needs"]),
            (&json!(events), &json!(needs)),
            "{name}"
        );
    }
}

#[test]
fn three_forms_of_one_log_are_one_log() {
    let Some(logs) = run::real_logs() else { return };
    let flow = |name: &str| run::studied(&logs.join(name)).json["flow"].clone();
    for forms in [
        ["receipt.csv", "receipt.parquet", "receipt.xes.gz"],
        ["ocel20_example.jsonocel", "ocel20_example.xmlocel", "ocel20_example.sqlite"],
    ] {
        let flows = forms.map(flow);
        for part in ["edges", "starts", "ends", "variants", "rework"] {
            assert_eq!(flows[0][part], flows[1][part], "{part} of {} and {}", forms[0], forms[1]);
            assert_eq!(flows[0][part], flows[2][part], "{part} of {} and {}", forms[0], forms[2]);
        }
    }
}

#[test]
fn the_flow_is_the_one_pm4py_finds() {
    let expected = crate::tidy::root().join("checks/pm4py/expected");
    let Some(logs) = run::real_logs().filter(|_| expected.is_dir()) else { return };
    let mut compared = 0;
    // For a log of objects there is a file an object type; the need is one of them.
    let mut of_objects: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in run::names_in(&expected) {
        let theirs: Value =
            serde_json::from_str(&std::fs::read_to_string(expected.join(&name)).unwrap()).unwrap();
        let log = name.trim_end_matches(".json");
        let log =
            log.split_once("ocel.").or(log.split_once(".sqlite.")).map_or(log.to_string(), |(base, _)| {
                if log.contains("ocel.") { format!("{base}ocel") } else { format!("{base}.sqlite") }
            });
        let mut found = differences(&run::studied(&logs.join(&log)).json, &theirs);
        if log.contains("ocel20") {
            // pm4py's variants of flattened objects contradict its own edges (`Insert Invoice` twice, without such an edge).
            found.retain(|says| !says.starts_with("variants"));
            of_objects.entry(log).or_default().push(found.join("; "));
        } else {
            assert_eq!(found, [""; 0], "{log}");
        }
        compared += 1;
    }
    for (log, found) in of_objects {
        assert!(
            found.iter().any(String::is_empty),
            "{log} is the log of none of its object types: {found:?}"
        );
    }
    assert!(compared > 10, "only {compared} logs were compared");
}

/// What differs between a study and what pm4py found (its form: checks/pm4py/expected.py). Counts exactly, times to a millionth.
fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let names: Vec<&str> =
        theirs["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let name = |code: &Value| names[code.as_u64().unwrap() as usize].to_string();
    let path = |codes: &Value| codes.as_array().unwrap().iter().map(name).collect::<Vec<_>>().join("\n");
    let rows = |all: &Value| all.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let numbers = |row: &Value, keys: &[&str]| {
        keys.iter().map(|key| row[*key].as_f64().unwrap_or(f64::NAN)).collect::<Vec<_>>()
    };
    let places = |row: &Value, from: usize| {
        row.as_array().unwrap()[from..].iter().map(|n| n.as_f64().unwrap_or(f64::NAN)).collect()
    };
    let flow = &ours["flow"];
    type Rows = BTreeMap<String, Vec<f64>>;
    let ends = |part: &str| {
        rows(&flow[part]).iter().map(|row| (text(&row["name"]), numbers(row, &["needs"]))).collect::<Rows>()
    };
    let their_ends =
        |part: &str| rows(&theirs[part]).iter().map(|row| (name(&row[0]), places(row, 1))).collect::<Rows>();
    let edge = |row: &Value| {
        (text(&row["from"]) + " → " + &text(&row["to"]), numbers(row, &["count", "mean_s", "median_s"]))
    };
    let activities = |row: &Value| rows(&row["activities"]).iter().map(text).collect::<Vec<_>>().join("\n");
    let pairs: Vec<(&str, Rows, Rows)> = vec![
        ("starts", ends("starts"), their_ends("starts")),
        ("ends", ends("ends"), their_ends("ends")),
        (
            "edges",
            rows(&flow["edges"]).iter().map(edge).collect(),
            rows(&theirs["edges"])
                .iter()
                .map(|row| (name(&row[0]) + " → " + &name(&row[1]), places(row, 2)))
                .collect(),
        ),
        (
            "variants",
            rows(&flow["variants"]).iter().map(|row| (activities(row), numbers(row, &["needs"]))).collect(),
            rows(&theirs["variants"]).iter().map(|row| (path(&row[0]), places(row, 1))).collect(),
        ),
        (
            "rework",
            rows(&flow["rework"])
                .iter()
                .map(|row| (text(&row["activity"]), numbers(row, &["needs"])))
                .collect(),
            their_ends("rework"),
        ),
    ];
    let mut found: Vec<String> = Vec::new();
    // Workers are not named in what is kept of pm4py's answer; null where it cannot say.
    if let Some(count) = theirs["hand_overs"]["count"].as_f64() {
        let ours = rows(&flow["hand_overs"]);
        let all: f64 = ours.iter().map(|row| row["count"].as_f64().unwrap()).sum();
        if (ours.len() as f64, all) != (theirs["hand_overs"]["pairs"].as_f64().unwrap(), count) {
            found.push(format!("hand_overs: {all} of {} pairs, pm4py {}", ours.len(), theirs["hand_overs"]));
        }
    }
    for (part, ours, theirs) in pairs {
        let near = |a: &Vec<f64>, b: &Vec<f64>| {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0))
        };
        let keys: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let wrong = keys.into_iter().filter(|key| match (ours.get(*key), theirs.get(*key)) {
            (Some(a), Some(b)) => !near(a, b),
            _ => true,
        });
        let say = |key: &String| {
            format!("{part}: {}: {:?}, pm4py {:?}", key.replace('\n', ", "), ours.get(key), theirs.get(key))
        };
        found.extend(wrong.take(3).map(say));
    }
    for (key, theirs) in ["n", "mean_s", "median_s"].iter().zip(rows(&theirs["end_to_end"])) {
        let (ours, theirs) = (ours["end_to_end"][key].as_f64().unwrap_or(f64::NAN), theirs.as_f64().unwrap());
        if (ours - theirs).abs() > 1e-6 * theirs.abs().max(1.0) || ours.is_nan() {
            found.push(format!("end_to_end.{key}: {ours}, pm4py {theirs}"));
        }
    }
    found
}

/// The reference has what another program made of the same log.
#[test]
fn touch_time_is_bounded_as_the_reference_bounds_it() {
    let Some(logs) = run::real_logs() else { return };
    let Ok(case) = std::fs::read_to_string(logs.join("../reference/c-touch-receipt-a.share.json")) else {
        println!("skipped: the reference has no c-touch-receipt-a");
        return;
    };
    let case: Value = serde_json::from_str(&case).unwrap();
    let study = run::study([logs.join("receipt.csv")]);
    let found = study["cost"]["touch_bounds"].clone();
    let days = |name: &str| study["end_to_end"][name].as_f64().unwrap() / 86_400.0;
    for (ours, name) in [("mean_s", "mean"), ("median_s", "median"), ("p90_s", "p90")] {
        let theirs = case["expected"]["lead_days"][name].as_f64().unwrap();
        assert!((days(ours) / theirs - 1.0).abs() < 1e-6, "{name}: {}, not {theirs}", days(ours));
    }
    for (ours, name) in [("events", "events"), ("needs", "cases")] {
        assert_eq!(study["log"][ours], case["expected"][name]);
    }
    for row in found.as_array().unwrap() {
        let theirs = &case["expected"]["cap_minutes"][row["cap_minutes"].to_string()];
        for (ours, name) in [
            ("share_of_events", "events_with_estimate"),
            ("mean_minutes", "mean_minutes"),
            ("median_minutes", "median_minutes"),
            ("minutes_per_need", "estimated_minutes_per_case"),
        ] {
            let (ours, theirs) = (row[ours].as_f64().unwrap(), theirs[name].as_f64().unwrap());
            assert!(
                (ours / theirs - 1.0).abs() < 1e-6,
                "{name} at {}: {ours}, not {theirs}",
                row["cap_minutes"]
            );
        }
    }
    assert_eq!(found.as_array().map(Vec::len), Some(4));
}
