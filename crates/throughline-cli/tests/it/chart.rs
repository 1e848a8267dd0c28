//! `throughline chart` on the reference cases, and on the files that people have.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::run;

/// The JSON of a chart of a file with these words after it.
#[track_caller]
fn chart(file: &std::path::Path, words: &[&str]) -> Value {
    let ran =
        run::ran(run::command().arg("chart").arg(file).args(words).args(["--json", "-"]).output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// A text as a file, charted.
#[track_caller]
fn chart_of(text: &str, words: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("series.csv");
    std::fs::write(&file, text).unwrap();
    chart(&file, words)
}

/// A reference case, its table and what is expected; says so where it is not there.
fn case(id: &str) -> Option<(PathBuf, Value)> {
    let folder = run::real_logs()?.join("../reference");
    let text = std::fs::read_to_string(folder.join(format!("{id}.share.json"))).unwrap();
    let case: Value = serde_json::from_str(&text).unwrap();
    Some((folder.join(format!("{id}.share.csv")), case["expected"].clone()))
}

#[track_caller]
fn near(found: &Value, expected: &Value) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1e-9), "{found}, not {expected}");
}

#[test]
fn single_values_are_those_of_the_cases() {
    for (id, column) in [
        ("c01-ae-rrk-breaches", "breaches"),
        ("c09-rebase-one-shift", "y"),
        ("c11-moving-range-outliers", "y"),
    ] {
        let Some((file, expected)) = case(id) else { return };
        let found = chart(&file, &["--column", column]);
        let (phase, known) = (&found["phases"][0], &expected["ours"][0]);
        assert_eq!((&found["kind"], &found["rules"]), (&json!("xmr"), &json!("wheeler")));
        for (key, known_key) in [
            ("centre", "cl"),
            ("lower", "lpl"),
            ("upper", "upl"),
            ("mean_range", "amr"),
            ("range_upper", "url"),
        ] {
            near(&phase[key], &known["xmr"][known_key]);
        }
        assert_eq!(phase["ranges_screened"], known["xmr"]["mr_screened"]);
        for key in ["start", "end", "baseline_points", "status"] {
            assert_eq!(phase[key], known[key], "{id} {key}");
        }
        let signals = |all: &Value| {
            let keys = ["rule", "start", "detected_at", "end", "side"];
            let one = |signal: &Value| keys.map(|key| signal[key].clone());
            all.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(signals(&phase["signals"]), signals(&known["signals_wheeler"]), "{id}");
        let mdc = chart(&file, &["--column", column, "--rules", "mdc"]);
        assert_eq!(signals(&mdc["phases"][0]["signals"]), signals(&known["signals_mdc_2023"]), "{id}");
        let proposals = found["proposals"].as_array().unwrap();
        assert_eq!(proposals.len(), expected["rebase_proposals_base20"].as_array().unwrap().len());
        for (proposal, known) in proposals.iter().zip(expected["rebase_proposals_base20"].as_array().unwrap())
        {
            for key in ["start", "detected_at", "direction", "status"] {
                assert_eq!(proposal[key], known[key], "{id} {key}");
            }
        }
    }
}

#[test]
fn other_kinds_are_those_of_the_cases() {
    let Some((file, expected)) = case("c05-ae-p-prime") else { return };
    let found = chart(&file, &[]);
    assert_eq!(found["kind"], "p");
    near(&found["phases"][0]["centre"], &expected["ours"]["cl"]);
    near(&found["phases"][0]["sigma_z"], &expected["ours"]["sigma_z"]);
    for (place, point) in found["points"].as_array().unwrap().iter().enumerate() {
        near(&point["lower"], &expected["ours"]["lcl"][place]);
        near(&point["upper"], &expected["ours"]["ucl"][place]);
    }
    let (file, expected) = case("c07-cabg-g-t").unwrap();
    near(&chart(&file, &["--kind", "g"])["phases"][0]["upper"], &expected["ours_g"]["prob_ucl_0_99865"]);
    near(&chart(&file, &["--kind", "t"])["phases"][0]["upper"], &expected["ours_t"]["ucl"]);
    let (file, expected) = case("c15-permit-times").unwrap();
    near(&chart(&file, &["--kind", "times"])["phases"][0]["lower"], &expected["power36"]["lpl"]);
    let (file, expected) = case("c17-funnel-ae-june2018").unwrap();
    let found = chart(&file, &["--kind", "funnel"]);
    near(&found["funnel"]["tau2"], &expected["tau2"]);
    for (place, point) in found["points"].as_array().unwrap().iter().enumerate() {
        near(&point["exact_lower_998"], &expected["limits"]["lo998"][place]);
        near(&point["upper"], &expected["od_hi998"][place]);
        assert_eq!(point["outside"], false);
    }
}

#[test]
fn a_split_is_a_phase_with_its_cause() {
    let text: String = (0..30)
        .map(|place| format!("2024-{:02}-{:02},{}\n", 1 + place / 28, 1 + place % 28, place % 3))
        .collect();
    let found = chart_of(&format!("day,y\n{text}"), &["--split", "new rota=2024-01-16"]);
    assert_eq!(found["splits"], json!([{"start": 15, "cause": "new rota"}]));
    let phases: Vec<_> =
        found["phases"].as_array().unwrap().iter().map(|phase| (&phase["start"], &phase["end"])).collect();
    assert_eq!(phases, [(&json!(0), &json!(14)), (&json!(15), &json!(29))]);
}

#[test]
fn a_missing_period_is_never_bridged() {
    let months = |left_out: &[usize]| {
        let rows = (0..24).filter(|month| !left_out.contains(month));
        let row = |month: usize| {
            format!("{}-{:02},{}\n", 2022 + month / 12, month % 12 + 1, 10 + month % 2 + 50 * (month / 12))
        };
        format!("month,y\n{}", rows.map(row).collect::<String>())
    };
    let range = |found: &Value| found["phases"][0]["mean_range_raw"].as_f64().unwrap();
    // The step of 49 or 51 from the twelfth to the thirteenth month counts, unless a month is missing there.
    assert!(range(&chart_of(&months(&[]), &["--baseline", "24"])) > 3.0);
    let without = chart_of(&months(&[12]), &["--baseline", "24"]);
    assert_eq!((range(&without), &without["points"][12]["gap_before"]), (1.0, &json!(true)));
    let empty = months(&[]).replace("2023-01,60", "2023-01,");
    assert_eq!(range(&chart_of(&empty, &["--baseline", "24"])), 1.0);
}

#[test]
fn what_cannot_be_charted_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for (text, words, says) in [
        ("y\n1\nabc\n", vec![], "line 3, column “y”: “abc” is not a number"),
        ("y\n1\ninf\n", vec![], "“inf” is not a number"),
        ("y\n", vec![], "there is a header (“y”) but no row below it"),
        ("a\nx\n", vec![], "is not a number"),
        ("y\n1\n2\n", vec!["--kind", "p"], "needs a column r"),
        ("y\n1\n-2\n", vec!["--kind", "times"], "is a negative duration"),
        ("y\n1\n2\n", vec!["--split", "3"], "wants CAUSE=POINT"),
        ("y\n1\n2\n", vec!["--column", "z"], "has no column “z”"),
        ("\u{1}\u{2}\u{3}\n", vec![], "this is not text"),
    ] {
        let file = folder.path().join("series.csv");
        std::fs::write(&file, text).unwrap();
        let ran = run::ran(run::command().arg("chart").arg(&file).args(words).output().unwrap());
        assert_eq!(ran.code, Some(2), "{text:?}: {}", ran.out);
        assert!(ran.err.contains(says), "{text:?}: {}", ran.err);
    }
}

#[test]
fn a_few_numbers_on_standard_input_are_charted() {
    use std::io::Write;
    let mut command = run::command();
    let mut child = command
        .args(["chart", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"5\n6\n7\n").unwrap();
    let ran = run::ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.contains("There are 3 points: 8 are needed for a median and 12 for limits"),
        "{}",
        ran.out
    );
}

/// The picture of a text as a file.
#[track_caller]
fn picture_of(text: &str, words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("series.csv"), folder.path().join("series.svg"));
    std::fs::write(&file, text).unwrap();
    let ran =
        run::ran(run::command().arg("chart").arg(&file).args(words).arg("--svg").arg(&out).output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("series.csv"), "the page is printed beside a picture: {}", ran.out);
    std::fs::read_to_string(out).unwrap()
}

/// Twenty-six weeks with a missing one, a step and a point far out.
fn weeks() -> String {
    let value = |week: i32| match week {
        5 => String::new(),
        9 => "61".to_string(),
        week => (20 + week * 7 % 9 + if week > 17 { 12 } else { 0 }).to_string(),
    };
    let day = |week: i32| 1 + week * 7 % 28;
    let row = |week: i32| format!("2024-{:02}-{:02},{}\n", 1 + week / 4, day(week), value(week));
    format!("week,calls & <b>visits</b>\n{}", (0..26).map(row).collect::<String>())
}

#[test]
fn a_picture_is_as_it_was() {
    let svg = picture_of(&weeks(), &["--split", "new <rota>=2024-05-15"]);
    assert_eq!(svg, picture_of(&weeks(), &["--split", "new <rota>=2024-05-15"]));
    insta::assert_snapshot!("a_picture", svg);
}

#[test]
fn every_kind_has_a_picture() {
    let folder = run::real_logs().map(|logs| logs.join("../reference"));
    for (id, kind, points) in [
        ("c15-permit-times", "times", 60),
        ("c05-ae-p-prime", "p", 20),
        ("c05-ae-p-prime", "u", 20),
        ("c07-cabg-g-t", "g", 67),
        ("c07-cabg-g-t", "t", 67),
        ("c09-rebase-one-shift", "median", 54),
        ("c17-funnel-ae-june2018", "funnel", 137),
    ] {
        let Some(folder) = &folder else { return };
        let file = folder.join(format!("{id}.share.csv"));
        let ran = run::ran(
            run::command().arg("chart").arg(file).args(["--kind", kind, "--svg", "-"]).output().unwrap(),
        );
        assert_eq!(ran.code, Some(0), "{id} {kind}: {}", ran.err);
        assert!(ran.out.starts_with("<svg "), "{id} {kind}");
        // Each mark says what it is; the legend of a funnel has at most three more.
        let marks = ran.out.matches("><title>").count();
        assert!((points..=points + 3).contains(&marks), "{id} {kind}: {marks} marks of {points} points");
    }
}

#[test]
fn a_picture_is_never_written_over_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("series.csv");
    std::fs::write(&file, "y\n1\n2\n").unwrap();
    let said = |words: &[&std::ffi::OsStr]| {
        let ran = run::ran(run::command().arg("chart").arg(&file).args(words).output().unwrap());
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        ran.err
    };
    assert!(said(&["--svg".as_ref(), file.as_os_str()]).contains("would be written over what is read"));
    let both: [&std::ffi::OsStr; 4] = ["--svg".as_ref(), "-".as_ref(), "--json".as_ref(), "-".as_ref()];
    assert!(said(&both).contains("name the same file"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "y\n1\n2\n");
    std::fs::write(&file, format!("y\n{}", "1\n2\n".repeat(5_001))).unwrap();
    assert!(said(&["--svg".as_ref(), "-".as_ref()]).contains("--svg draws 10,000 at most"));
}
