//! Starts and completions: left alone unless asked, paired as pm4py pairs them when asked, and nothing lost.

use throughline::log::{Field, Log};

use crate::job::tests::job;
use crate::mapping::Mapping;
use crate::read::Reading;

/// One trace of these events: transition, activity, minute, and any more of its attributes.
fn log_of(events: &[(&str, &str, u32, &str)]) -> String {
    let event = |(transition, activity, minute, more): &(&str, &str, u32, &str)| {
        let transition = match *transition {
            "" => String::new(),
            said => format!("<string key=\"lifecycle:transition\" value=\"{said}\"/>"),
        };
        format!(
            "<event><string key=\"concept:name\" value=\"{activity}\"/>{transition}{more}\
             <date key=\"time:timestamp\" value=\"2024-01-01T10:{minute:02}:00Z\"/></event>"
        )
    };
    let events: String = events.iter().map(event).collect();
    format!("<log><trace><string key=\"concept:name\" value=\"N\"/>{events}</trace></log>")
}

fn read(xes: &str, paired_by: Option<&str>) -> Result<Reading, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.xes");
    std::fs::write(&path, xes).unwrap();
    let read = |given: &[_]| {
        crate::read::read(std::slice::from_ref(&path), given, "Europe/London", &job(1))
            .map_err(|error| error.to_string())
    };
    let first = read(&[])?;
    let Some(by) = paired_by else { return Ok(first) };
    let mut text = first.sources[0].mapping.as_ref().unwrap().to_toml("log.xes");
    text = format!("paired_by = \"{by}\"\n{text}");
    read(&[(path.clone(), Mapping::from_toml(&text, "m.toml").unwrap())])
}

/// Each event: activity, minute it began, minute it ended.
fn events(log: &Log) -> Vec<(String, i64, Option<i64>)> {
    let minute = |us: i64| us / 60_000_000 % 60;
    let until = log.columns().fields.iter().find(|(field, _)| *field == Field::Until);
    let of = |row: usize| {
        let end = until.and_then(|(_, column)| column.get(row)).map(|value| match value {
            throughline::log::Value::Time(time) => minute(time.0),
            other => panic!("{other:?} is no time"),
        });
        let activity = log.columns().fields.iter().find(|(field, _)| *field == Field::Activity);
        (activity.unwrap().1.get(row).unwrap().to_string(), minute(log.at_us()[row]), end)
    };
    (0..log.event_count()).map(of).collect()
}

fn expected(events: &[(&str, i64, Option<i64>)]) -> Vec<(String, i64, Option<i64>)> {
    events.iter().map(|(activity, from, until)| (activity.to_string(), *from, *until)).collect()
}

const BOTH: [(&str, &str, u32, &str); 4] = [
    ("start", "visit", 1, ""),
    ("complete", "visit", 5, ""),
    ("START", "report", 6, ""),
    ("Complete", "report", 9, ""),
];

#[test]
fn unasked_each_is_an_event_and_a_note_says_how_to_pair_them() {
    let read = read(&log_of(&BOTH), None).unwrap();
    assert_eq!(read.log.event_count(), 4);
    assert!(
        read.notes.iter().any(|note| note.contains("paired_by = \"lifecycle:transition\"")),
        "{:?}",
        read.notes
    );
}

#[test]
fn a_log_of_completions_alone_has_nothing_to_say_about_pairs() {
    let read = read(&log_of(&[("complete", "visit", 5, ""), ("complete", "report", 9, "")]), None).unwrap();
    assert!(!read.notes.iter().any(|note| note.contains("paired_by")), "{:?}", read.notes);
}

#[test]
fn asked_a_start_and_its_completion_are_one_event_that_lasts() {
    let read = read(&log_of(&BOTH), Some("lifecycle:transition")).unwrap();
    assert_eq!(events(&read.log), expected(&[("visit", 1, Some(5)), ("report", 6, Some(9))]));
    assert!(
        read.notes.iter().any(|note| note.contains("2 starts were each made one event")),
        "{:?}",
        read.notes
    );
}

#[test]
fn the_first_start_goes_with_the_first_completion_and_nothing_is_lost() {
    // What pm4py 2.7 (interval_lifecycle.to_interval) gives for the same trace: visit 1 to 4, visit 2 to 8, call 6 to 6; it drops the rest.
    let log = log_of(&[
        ("start", "visit", 1, ""),
        ("start", "visit", 2, ""),
        ("schedule", "visit", 3, ""),
        ("complete", "visit", 4, ""),
        ("", "call", 6, ""),
        ("complete", "visit", 8, ""),
        ("start", "visit", 9, ""),
    ]);
    let read = read(&log, Some("lifecycle:transition")).unwrap();
    assert_eq!(
        events(&read.log),
        expected(&[
            ("visit", 1, Some(4)),
            ("visit", 2, Some(8)),
            ("visit", 3, None),
            ("call", 6, None),
            ("visit", 9, None)
        ])
    );
    let said = "kept as they are: 1 start without a completion, 1 completion without a start, 1 event of another kind";
    assert!(read.notes.iter().any(|note| note.contains(said)), "{:?}", read.notes);
}

#[test]
fn the_same_work_done_twice_at_once_is_told_apart_by_its_instance() {
    let [one, two] = ["1", "2"].map(|n| format!("<string key=\"concept:instance\" value=\"{n}\"/>"));
    let log = log_of(&[
        ("start", "visit", 1, &one),
        ("start", "visit", 2, &two),
        ("complete", "visit", 3, &two),
        ("complete", "visit", 9, &one),
    ]);
    let read = read(&log, Some("lifecycle:transition")).unwrap();
    assert_eq!(events(&read.log), expected(&[("visit", 1, Some(9)), ("visit", 2, Some(3))]));
}

#[test]
fn values_of_the_start_are_kept_where_the_completion_has_none() {
    let worker = |who: &str| format!("<string key=\"org:resource\" value=\"{who}\"/>");
    let log = log_of(&[
        ("start", "visit", 1, &format!("{}<int key=\"van\" value=\"7\"/>", worker("Ann"))),
        ("complete", "visit", 3, &worker("Ben")),
    ]);
    let read = read(&log, Some("lifecycle:transition")).unwrap();
    let van = read.log.columns().attributes.iter().find(|(name, _)| name == "van").unwrap();
    assert_eq!(van.1.get(0).map(|value| value.to_string()), Some("7".to_string()));
    assert_eq!(read.log.names(Field::Worker).unwrap().names.iter().collect::<Vec<_>>(), ["Ben"]);
    assert!(
        read.notes.iter().any(|note| note.contains("the completion's is kept (worker: 1)")),
        "{:?}",
        read.notes
    );
}

#[test]
fn a_column_that_is_not_there_is_said_to_be_missing() {
    let said = read(&log_of(&BOTH), Some("state")).err().unwrap();
    assert!(said.contains("paired by “state”, but no event has that as an attribute"), "{said}");
}
