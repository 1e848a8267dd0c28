//! When the service works, as somebody says it: over Easter 2024, counted by hand.
//!
//! From Thursday 28 March 10:00 to Monday 8 April 12:00 office hours have 7 + 6 × 8 + 3 = 58 hours, and 7 working days follow the first.
//! Good Friday (29 March) is off everywhere, Easter Monday (1 April) not in Scotland.

use std::path::Path;

use serde_json::Value;

use crate::run;

const HOUR_S: f64 = 3600.0;

fn log(folder: &Path) -> std::path::PathBuf {
    let mut rows = "need,at,activity\n".to_string();
    for need in 1..=6 {
        rows += &format!("N{need},2024-03-28 10:00,asked\nN{need},2024-04-08 12:00,done\n");
    }
    let file = folder.join("log.csv");
    std::fs::write(&file, rows).unwrap();
    file
}

/// The study of the log with these words more.
fn study(path: &Path, words: &[&str]) -> Value {
    let path = path.to_str().unwrap();
    let usual = [path, "--now", "2024-04-20", "--quiet-days", "5", "--target", "fast=5wd:asked..done"];
    run::study(usual.iter().chain(words))
}

/// The working time of a need in hours, and the working days it took.
fn counted(study: &Value) -> (f64, i64) {
    let hours = study["flow"]["working_time"]["working_median_s"].as_f64().unwrap() / HOUR_S;
    let findings = study["distortion"].as_array().unwrap();
    let each = findings.iter().find_map(|finding| finding["durations"]["each"].as_array()).unwrap();
    let six = each.iter().find(|one| one["needs"] == 6).expect("the duration of all six");
    (hours, six["at"].as_i64().unwrap())
}

fn says(study: &Value) -> &str {
    let measures = study["measures"].as_array().unwrap();
    let working = measures.iter().find(|measure| measure["name"] == "flow.working_time").unwrap();
    working["says"].as_str().unwrap()
}

#[test]
fn bank_holidays_are_off_where_somebody_says_whose() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path());
    let plain = study(&log, &[]);
    assert_eq!(counted(&plain), (58.0, 7));
    let default = "(40 hours a week: Monday to Friday, 9 to 17, and no day off, as nobody said others)";
    assert!(says(&plain).contains(default), "{}", says(&plain));
    for (holidays, expected) in
        [("none", (58.0, 7)), ("england", (42.0, 5)), ("wales", (42.0, 5)), ("scotland", (50.0, 6))]
    {
        assert_eq!(counted(&study(&log, &["--holidays", holidays])), expected, "{holidays}");
    }
    let england = study(&log, &["--holidays", "england"]);
    assert!(says(&england).contains("(40 hours a week, 2 days off named)"), "{}", says(&england));
}

#[test]
fn hours_are_those_that_somebody_says() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path());
    // Two Saturdays of three hours each, on which the days are working days too.
    let words = ["--hours", "mon-fri 09:00-17:00, sat 10:00-13:00", "--holidays", "england"];
    let saturdays = study(&log, &words);
    assert_eq!(counted(&saturdays), (48.0, 7));
    assert!(says(&saturdays).contains("(43 hours a week, 2 days off named)"), "{}", says(&saturdays));
    // Eleven days and two hours of the clock, which went forward on 31 March.
    assert_eq!(counted(&study(&log, &["--hours", "always"])).0, 265.0);
}

#[test]
fn a_folder_says_when_its_service_works() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path());
    std::fs::write(folder.path().join("throughline.toml"), "holidays = \"england\"\n").unwrap();
    assert_eq!(counted(&study(folder.path(), &[])), (42.0, 5));
    // What the command line says comes first.
    assert_eq!(counted(&study(folder.path(), &["--holidays", "scotland"])), (50.0, 6));
}

#[test]
fn hours_and_holidays_that_do_not_fit_are_said() {
    for (words, says) in [
        (["--hours", "9 to 5"], "--hours “9 to 5” are no working hours; write “always”, or days and hours"),
        (["--holidays", "france"], "write one of none, england, wales, scotland, northern-ireland"),
    ] {
        let ran = run::throughline(["study", "demo/repairs.csv"].iter().chain(&words));
        assert_eq!((ran.code, ran.err.contains(says)), (Some(2), true), "{}", ran.err);
    }
}

#[test]
fn years_whose_holidays_nobody_compared_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.csv");
    std::fs::write(&file, "need,at,activity\n1,2012-03-28 10:00,a\n1,2012-05-29 12:00,b\n").unwrap();
    let study = run::study([file.to_str().unwrap(), "--holidays", "england"]);
    let notes = study["notes"].to_string();
    assert!(notes.contains("bank holidays before 2015"), "{notes}");
}
