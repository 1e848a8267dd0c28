//! The whole page: what it must hold whatever a log says, and that names stay text.

use super::*;
use throughline::measure::MEASURES;
use throughline::reading::{Item, Table};

fn page_of(readings: &[(&'static Measure, Reading)], first: &[&'static str]) -> String {
    let files = ["demo/<script>alert(1)</script>.csv".to_string()];
    let refused: Vec<Refused> = (0..25)
        .map(|line| Refused {
            file: "a.csv".into(),
            line: line + 2,
            column: "at".into(),
            value: "<b>soon</b>".into(),
            reason: "is no time".into(),
        })
        .collect();
    let notes = ["a & b".to_string()];
    page(&Report {
        files: &files,
        holds: "3 events, 1 need.",
        slice: Some("team=R&D"),
        first,
        board: None,
        readings,
        notes: &notes,
        refused: &refused,
        zone: &TimeZone::UTC,
    })
}

#[test]
fn names_stay_text_and_the_page_is_whole() {
    let name = "<script>alert(\"x\")</script> & \u{202e}שלום 🔥";
    let rows = (0..90).map(|count| vec![Item::Name(name.into()), Item::Count(count)]).collect();
    let table = Shape::Table(Table { columns: vec!["activity", "needs"], rows });
    let readings: Vec<(&'static Measure, Reading)> = MEASURES
        .iter()
        .enumerate()
        .map(|(place, measure)| {
            let reading = match place % 2 {
                0 => Reading::of(format!("Most: {name}."), 90, "needs", table.clone())
                    .leaving_out("odd <ones>", 3),
                _ => Reading::not_enough("there are no contacts; add a column <kind>."),
            };
            (*measure, reading)
        })
        .collect();
    let first: Vec<&str> = readings.iter().map(|(measure, _)| measure.name).step_by(2).take(5).collect();
    let html = page_of(&readings, &first);
    assert!(!html.contains("<script") && !html.contains("<b>") && html.contains("&lt;script&gt;"));
    assert!(html.contains("Left out: odd &lt;ones&gt; (3)."));
    assert!(html.contains("The first 60 of 90 rows"), "a long table says what it leaves out");
    assert!(html.contains("25 rows or values were refused") && html.contains("(the first 20)"));
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing is fetched from elsewhere");
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "each id stands once");
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&target), "#{target} leads nowhere");
    }
}

#[test]
fn a_log_of_which_nothing_can_be_said_gives_a_page_too() {
    let html = page_of(&[], &[]);
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("How good are the data?"));
}

#[test]
fn a_page_is_called_after_its_file_or_their_folder() {
    let called = |files: &[&str]| {
        let files: Vec<String> = files.iter().map(|file| file.to_string()).collect();
        let report = Report {
            files: &files,
            holds: "",
            slice: None,
            first: &[],
            board: None,
            readings: &[],
            notes: &[],
            refused: &[],
            zone: &TimeZone::UTC,
        };
        title(&report)
    };
    assert_eq!(called(&["a/calls.csv"]), "What happened: calls.csv");
    assert_eq!(called(&["a/demo/calls.csv", "a/demo/jobs.csv"]), "What happened: demo");
    assert_eq!(called(&["calls.csv", "jobs.csv"]), "What happened: calls.csv and 1 more file");
    assert_eq!(called(&["a/calls.csv", "b/jobs.csv", "c.csv"]), "What happened: calls.csv and 2 more files");
}
