//! Lines and arrays, nested objects, and lines that are wrong.

use throughline::log::Field;
use throughline::time::Instant;

use super::*;
use crate::job::tests::job;
use crate::mapping::ColumnMap;

fn source(text: &str) -> Source {
    Source::of_bytes("calls.jsonl", text.as_bytes()).unwrap().remove(0)
}

fn mapping() -> Mapping {
    let map = |name: &str, to: To| ColumnMap {
        name: name.to_string(),
        to,
        event: None,
        time: None,
        because: String::new(),
    };
    Mapping {
        zone: "UTC".to_string(),
        columns: vec![
            map("id", To::Need),
            map("at", To::At),
            map("what", To::Field(Field::Activity)),
            map("who/name", To::Field(Field::Worker)),
            map("tags", To::Attribute),
        ],
        constants: Vec::new(),
        closing: Vec::new(),
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: None,
        delimiter: None,
        encoding: None,
    }
}

/// The events (need, time, activity, worker, tags) and the refusals.
fn read_all(text: &str) -> (Vec<String>, Vec<String>) {
    let job = job(1);
    let rows = read(&source(text), &mapping(), &job).unwrap().remove(0);
    let line = |row: usize| {
        let cells =
            rows.columns().iter().map(|(_, cells)| cells.get(row).map(|v| v.to_string()).unwrap_or_default());
        format!("{} {}", Instant(rows.at.get(row)), cells.collect::<Vec<_>>().join("|"))
    };
    let refused = job.report.refusals().into_iter().map(|r| format!("{} {}", r.line, r.reason));
    ((0..rows.len()).map(line).collect(), refused.collect())
}

const FIRST: &str =
    r#"{"id": 1, "at": "2024-01-01T10:00:00Z", "what": "call", "who": {"name": "Jo"}, "tags": ["a", 2]}"#;
const SECOND: &str = r#"{"what": "mend, ] \" }", "at": "2024-01-02", "id": 1, "more": null}"#;

#[test]
fn lines_and_an_array_give_the_same_events() {
    let events = [r#"2024-01-01T10:00:00Z 1|call|Jo|["a",2]"#, r#"2024-01-02T00:00:00Z 1|mend, ] " }||"#];
    for text in [
        format!("{FIRST}\n\n{SECOND}\n"),
        format!("\u{feff}{FIRST}\r\n{SECOND}"),
        format!(" [\n{FIRST},\n {SECOND} ]\n"),
        format!("[{FIRST},{SECOND}]"),
    ] {
        let (found, refused) = read_all(&text);
        let sorted = |line: &String| line.to_string();
        assert_eq!(found.iter().map(sorted).collect::<Vec<_>>().len(), 2, "{text}: {refused:?}");
        assert_eq!(refused, Vec::<String>::new());
        assert!(
            found[0].contains("call") && found[0].contains("Jo") && found[0].contains(r#"["a",2]"#),
            "{found:?}"
        );
        assert!(
            found[1].starts_with("2024-01-02T00:00:00Z") && found[1].contains(r#"mend, ] " }"#),
            "{events:?}"
        );
    }
}

#[test]
fn a_wrong_line_is_refused_and_the_rest_goes_on() {
    let deep = format!("{{\"id\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let (found, refused) = read_all(&format!("{FIRST}\n{{\"id\": 1,\n[1]\n{deep}\n{SECOND}\n"));
    assert_eq!(found.len(), 2);
    let starts =
        ["2 is not JSON (EOF while parsing", "3 is not an object;", "4 is nested too deep: more than 128"];
    assert_eq!(refused.len(), starts.len(), "{refused:?}");
    for (said, start) in refused.iter().zip(starts) {
        assert!(said.starts_with(start), "{said}");
    }
    let (found, refused) = read_all(&format!("[{FIRST},\n{SECOND},"));
    assert_eq!(
        (found.len(), refused),
        (2, vec!["2 the array does not end: the file was cut short".to_string()])
    );
}

#[test]
fn a_sample_has_a_column_for_each_key() {
    let found = sample(&source(&format!("{FIRST}\n{SECOND}\n{FIRST}\n")), 2).unwrap();
    let names: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "at", "what", "who/name", "tags", "more"]);
    assert_eq!((found.rows, found.whole), (2, false));
    assert_eq!(found.columns[3].values, [Some("Jo".to_string()), None]);
    assert_eq!(found.columns[0].holds, Some(Holds::Whole));
    let says = sample(&source("{\n\"id\": 1\n}\n"), 5).unwrap_err().to_string();
    assert!(says.contains("one on each line or in one array"), "{says}");
}
