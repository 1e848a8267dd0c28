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
        needs: 1,
        purpose: Some("help me & <mine>"),
        slice: Some("team=R&D"),
        first,
        board: None,
        readings,
        notes: &notes,
        refused: &refused,
        zone: &TimeZone::UTC,
        detail: Detail::default(),
        above: None,
    })
}

#[test]
fn names_stay_text_and_the_page_is_whole() {
    let name = "<script>alert(\"x\")</script> & \u{202e}שלום 🔥";
    let rows = (0..90).map(|count| vec![Item::Name(name.into()), Item::Count(count)]).collect();
    let table = Shape::Table(Table { columns: vec!["activity", "needs"], keys: 1, rows });
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
    assert!(html.contains("25 rows or values were refused") && html.contains("The first 20 are listed."));
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
            needs: 0,
            purpose: None,
            slice: None,
            first: &[],
            board: None,
            readings: &[],
            notes: &[],
            refused: &[],
            zone: &TimeZone::UTC,
            detail: Detail::default(),
            above: None,
        };
        title(&report)
    };
    assert_eq!(called(&["a/calls.csv"]), "What happened: calls.csv");
    assert_eq!(called(&["a/demo/calls.csv", "a/demo/jobs.csv"]), "What happened: demo");
    assert_eq!(called(&["calls.csv", "jobs.csv"]), "What happened: calls.csv and 1 more file");
    assert_eq!(called(&["a/calls.csv", "b/jobs.csv", "c.csv"]), "What happened: calls.csv and 2 more files");
}

/// A measure by its name.
fn measure(name: &str) -> &'static Measure {
    MEASURES.iter().copied().find(|measure| measure.name == name).unwrap()
}

/// What a page says below its head, a tag a line.
fn body(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    body.replace("><", ">\n<")
}

fn few() -> Vec<(&'static Measure, Reading)> {
    let name = |text: &str| Item::Name(text.to_string());
    let words = Table {
        columns: vec!["kind", "words", "contacts", "people"],
        keys: 2,
        rows: vec![
            vec![name("chase"), name("Where is it?"), Item::Count(14), Item::Count(12)],
            vec![name("chase"), name("you <said> & you'd come"), Item::Count(11), Item::Count(11)],
            vec![name("help"), name("please help"), Item::Count(10), Item::Count(10)],
        ],
    };
    let shares = Table {
        columns: vec!["boundary", "share", "low", "high", "effective_n"],
        keys: 1,
        rows: vec![vec![
            name("system"),
            Item::Number(0.59),
            Item::Number(0.56),
            Item::Number(0.61),
            Item::Number(900.5),
        ]],
    };
    vec![
        (
            measure("demand.failure_share"),
            Reading::of(
                "59 % of the contacts sorted are failure demand.".into(),
                1_751,
                "coded contacts",
                Shape::Table(shares),
            ),
        ),
        (
            measure("demand.own_words"),
            Reading::of(
                "In people's own words: “Where is it?”. More follows.".into(),
                36,
                "contacts with words",
                Shape::Table(words),
            )
            .leaving_out("contacts whose words fewer than 10 people said alike", 1),
        ),
        (measure("flow.gaps"), Reading::not_enough("no need has two events.")),
    ]
}

#[test]
fn the_page_as_it_is_read() {
    insta::assert_snapshot!(body(&page_of(&few(), &["demand.failure_share"])));
}

/// Whoever is sent a page has no notes of ours.
#[test]
fn sources_can_be_followed_from_outside() {
    for measure in MEASURES {
        assert!(
            !measure.source.is_empty() && !measure.source.contains(".md"),
            "{}: {}",
            measure.name,
            measure.source
        );
    }
}
