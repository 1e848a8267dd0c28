//! A file as somebody keeps it who runs a service: what the study says of it must be counted once and seen.

use serde_json::{Value, json};

use crate::run;

/// Calls of 40 people over a year: each with a date, a time, a reason, what it was sorted as, who took it and when it was closed.
fn calls() -> String {
    let row = |row: usize| {
        let (day, month) = (1 + row % 27, 1 + row / 31);
        let closed =
            if row.is_multiple_of(7) { String::new() } else { format!("{:02}/{month:02}/2024", day + 1) };
        let (reason, sorted) = [("New repair", "Value"), ("Chasing repair", "Failure")][row % 2];
        let (who, at) = (["Sam", "Jo", "Al"][row % 3], 8 + row % 9);
        format!(
            "R{row},{day:02}/{month:02}/2024,{at:02}:{:02},C{},{reason},{sorted},{who},{closed}\n",
            row % 60,
            row % 40
        )
    };
    let rows: String = (0..360).map(row).collect();
    format!("Ref,Date of call,Time,Customer No,Reason for call,Value/Failure,Officer,Closed date\n{rows}")
}

fn measure<'a>(study: &'a Value, name: &str) -> &'a Value {
    let measures = study["measures"].as_array().unwrap();
    measures.iter().find(|measure| measure["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn a_list_of_calls_is_counted_by_calls() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, calls()).unwrap();
    let study = run::study([&path]);
    assert_eq!((&study["log"]["needs"], &study["log"]["contacts"]), (&json!(360), &json!(360)));
    let n = |name: &str| measure(&study, name)["n"].clone();
    for name in ["demand.kinds", "demand.failure_share", "flow.contact_hours"] {
        assert_eq!(n(name), json!(360), "{name}: {}", measure(&study, name)["says"]);
    }
    let says = measure(&study, "demand.failure_share")["says"].as_str().unwrap();
    assert!(says.starts_with("50 % of the contacts sorted are failure demand"), "{says}");
    // One officer is written on each row, who took the call: nobody was seen to see a need through.
    for name in ["flow.continuity", "flow.hand_overs", "repeat_contact.contacts_per_need"] {
        let says = measure(&study, name)["says"].as_str().unwrap();
        assert!(
            says.to_lowercase().starts_with("not enough to say") || says.starts_with("No "),
            "{name}: {says}"
        );
    }
}
