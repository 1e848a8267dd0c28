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
    let events = [r#"2024-01-01T10:00:00Z 1|call|Jo|["a",2]"#, r#"2024-01-02T00:00:00Z 1|mend, ] " }||"#]
        .map(String::from);
    for text in [
        format!("{FIRST}\n\n{SECOND}\n"),
        format!("\u{feff}{FIRST}\r\n{SECOND}"),
        format!(" [\n{FIRST},\n {SECOND} ]\n"),
        format!("[{FIRST},{SECOND}]"),
    ] {
        let (found, refused) = read_all(&text);
        assert_eq!(found, events, "{text}");
        assert_eq!(refused, Vec::<String>::new());
    }
}

/// The three forms of pandas' `DataFrame.to_json` that are no lines, as pandas 3.1 wrote them for a frame of two rows; the frame as lists;
/// and rows under keys, as document stores export them.
#[test]
fn a_table_that_is_no_list_of_objects_gives_the_same_events() {
    let events = ["2024-01-01T10:00:00Z 7|call|Jo|", "2024-01-02T00:00:00Z 8|mend||[1]"].map(String::from);
    for text in [
        r#"{"id":{"0":7,"1":8},"at":{"0":"2024-01-01T10:00:00Z","1":"2024-01-02"},"what":{"0":"call","1":"mend"},"who\/name":{"0":"Jo","1":null},"tags":{"0":null,"1":[1]}}"#,
        r#"{"0":{"id":7,"at":"2024-01-01T10:00:00Z","what":"call","who\/name":"Jo","tags":null},"1":{"id":8,"at":"2024-01-02","what":"mend","who\/name":null,"tags":[1]}}"#,
        r#"{"columns":["id","at","what","who\/name","tags"],"index":[0,1],"data":[[7,"2024-01-01T10:00:00Z","call","Jo",null],[8,"2024-01-02","mend",null,[1]]]}"#,
        "\u{feff} {\n \"id\": [7, 8], \"at\": [\"2024-01-01T10:00:00Z\", \"2024-01-02\"], \"what\": [\"call\", \"mend\"], \"who/name\": [\"Jo\", null], \"tags\": [null, \"[1]\"]\n}\n",
        r#"{"a": {"id": 7, "at": "2024-01-01T10:00:00Z", "what": "call", "who": {"name": "Jo"}}, "b": {"id": 8, "at": "2024-01-02", "what": "mend", "tags": [1]}}"#,
    ] {
        let (found, refused) = read_all(text);
        assert_eq!(found, events, "{text}");
        assert_eq!(refused, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn rows_under_keys_have_them_as_a_column() {
    let found =
        sample(&source(r#"{"CR-1": {"at": "2024-01-01"}, "CR-2": {"at": "2024-01-02", "who": "Jo"}}"#), 9)
            .unwrap();
    let names: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["key", "at", "who"]);
    assert_eq!(found.columns[0].values, [Some("CR-1".to_string()), Some("CR-2".to_string())]);
    let numbered = sample(&source(r#"{"0": {"at": "2024-01-01"}, "1": {"at": "2024-01-02"}}"#), 9).unwrap();
    assert_eq!(numbered.columns.len(), 1);
}

#[test]
fn what_only_begins_like_a_table_by_columns_is_read_as_it_is() {
    for (text, rows) in [
        ("{\"tags\": [1, 2], \"id\": 1}\n{\"tags\": [], \"id\": 2}\n", 2),
        ("{\"tags\": [1, 2], \"more\": [3, 4]}\n{\"tags\": [5, 6], \"more\": [7, 8]}\n", 2),
        ("{\"who\": {\"name\": \"Jo\"}, \"at\": 1}\n{\"who\": {\"name\": \"Al\"}, \"at\": 2}\n", 2),
        ("{\"who\": {\"name\": \"Jo\"}, \"where\": {\"town\": \"X\"}}\n", 1),
        ("{\"a\": [1, 2], \"b\": [3]}", 1),
        ("{\"meta\": {\"0\": 1}, \"data\": [{\"id\": 1}, {\"id\": 2}]}", 2),
    ] {
        assert_eq!(sample(&source(text), 9).unwrap().rows, rows, "{text}");
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
