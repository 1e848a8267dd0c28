//! `throughline threshold` on the reference cases and on files that are odd.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run;

/// A file of the reference; None, and a line saying so, where it is not there.
#[allow(clippy::print_stderr)]
fn reference(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("THROUGHLINE_SHARED").map(PathBuf::from);
    let path = shared.unwrap_or_else(|| crate::tidy::root().join("../shared")).join("reference").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there; set THROUGHLINE_SHARED", path.display());
        return None;
    }
    Some(path)
}

/// What the command says of a file, as JSON.
fn judged(file: &Path, words: &str) -> Value {
    let mut all = vec!["threshold".to_string(), file.display().to_string()];
    all.extend(words.split_whitespace().map(str::to_string));
    all.extend(["--json".to_string(), "-".to_string()]);
    let ran = run::throughline(all);
    assert!(matches!(ran.code, Some(0 | 3)), "{:?}: {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_limit_is_a_whole_number() {
    let ran = run::throughline(["threshold", "durations.csv", "--at", "0.5"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("a limit is a whole number, of what the durations are counted in"),
        "{}",
        ran.err
    );
}

#[test]
fn the_reference_cases_through_the_command() {
    let days = "--at 56 --below 3 --above 7 --from 15 --to 97 --period 7 --step 1";
    let minutes = "--at 240 --below 10 --above 30 --from 100 --to 380 --step 5";
    let permits = "--at 56 --below 3 --above 10 --from 14 --to 98 --period 7 --step 1";
    for (id, words) in [
        ("d-days-clean-a", days),
        ("d-days-g10-a", days),
        ("d-days-g25-a", days),
        ("d-days-g50-a", days),
        ("d-min-clean-a", minutes),
        ("d-min-g25-a", minutes),
        ("d-permits-municipality4", permits),
        ("d-permits-municipality5", permits),
    ] {
        let Some(table) = reference(&format!("{id}.share.csv")) else { return };
        let case = std::fs::read_to_string(reference(&format!("{id}.share.json")).unwrap()).unwrap();
        let case: Value = serde_json::from_str(&case).unwrap();
        let found = judged(&table, words);
        let names = [
            ("n", "/bunch/n_used"),
            ("observed", "/bunch/observed_left"),
            ("expected", "/bunch/expected_left"),
            ("excess", "/bunch/excess"),
            ("excess_se", "/bunch/excess_se"),
            ("t", "/bunch/t"),
            ("p", "/bunch/p_one_sided"),
            ("missing", "/bunch/missing"),
            ("t_missing", "/bunch/t_missing"),
            ("b", "/bunch/b"),
            ("placebos", "/placebo/placebos"),
            ("p_placebo", "/placebo/p_placebo"),
        ];
        for (name, pointer) in names {
            let expected = case["expected"].pointer(pointer).and_then(Value::as_f64).unwrap();
            let found = found[name].as_f64().unwrap_or_else(|| panic!("{id}: no {name}"));
            assert!(
                (found - expected).abs() <= 1e-6 * expected.abs(),
                "{id} {name}: {found}, not {expected}"
            );
        }
        if let Some(decision) = case["expected"]["decision"].as_str() {
            assert_eq!(found["decision"], decision, "{id}");
        }
        let says = found["says"].as_str().unwrap();
        assert!(says.contains("we would miss") == (found["decision"] == "no_evidence"), "{says}");
    }
}

#[test]
fn defaults_are_said_and_a_councillor_can_read_it() {
    let Some(table) = reference("d-permits-municipality5.share.csv") else { return };
    let ran = run::throughline([Path::new("threshold"), &table, Path::new("--at"), Path::new("56")]);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in [
        "The limit is 56 days. 130 durations came in days 53 to 56; nearby days suggest about 38.",
        "This does not say they were late or wrong.",
        "(by the name of the column, days; --unit says another)",
        "3 before the limit and 7 after; a curve of degree 4, a cycle of 7; compared with places 1 apart",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// What the command says on standard output or error, and its exit code, for a file with this text.
fn said(text: &str, words: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, text).unwrap();
    let mut all = vec!["threshold", file.to_str().unwrap()];
    all.extend(words);
    let ran = run::throughline(all);
    let all = format!("{} {}", ran.out, ran.err);
    (ran.code, all.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn odd_files_get_a_sentence() {
    let at = ["--at", "56"];
    for (text, words, code, part) in [
        ("", &at[..], 2, "the file is empty"),
        ("days\n", &at, 2, "has a header (“days”) but no durations"),
        ("name\nhello\n", &at, 2, "line 2 is “hello”, which is not a number"),
        ("a,b,c\n1,2,3\n", &at, 2, "has 3 columns"),
        ("days,again\n5,0\n5,1\n", &at, 2, "stands there more than once"),
        ("56\n", &at, 0, "No test: 1 of 1 durations lie between 14 and 98 days"),
        ("days\n12.5\n-3\nsoon\n70\n", &at, 3, "1 line was refused and left out."),
        ("days\n12.5\n-3\n70\n", &at, 0, "1 duration is below nought and left out"),
        ("days\n12.5\n-3\n70\n", &at, 0, "55.3 meets a limit of 56 and 56.2 does not"),
        ("days,cases\n60,79860\n", &["--at", "60"], 0, "a rule or a system seems to make this"),
        ("days,cases\n5,9000\n", &at, 0, "nothing can be seen near the limit"),
        ("days,cases\n500,9000\n501,8000\n", &at, 0, "look whether the limit is in the unit"),
        ("56\n", &["--at", "0"], 2, "it must be 1 or more"),
        ("56\n", &["--at", "99999999"], 2, "use a longer unit"),
        ("56\n", &["--at", "56", "--to", "50"], 2, "the window 53 to 63 does not lie inside the range"),
        ("56\n", &["--at", "56", "--above", "60"], 0, "after; a curve"),
        ("56\n", &["--at", "56", "--below", "50"], 0, "50 before the limit"),
        ("days\n12\ninf\n", &at, 2, "line 3: “inf” is not a number"),
        ("56\n", &["--at", "56", "--step", "0"], 2, "the step must be 1 or more"),
    ] {
        let (ended, said) = said(text, words);
        assert!(ended == Some(code) && said.contains(part), "{text:?} {words:?}: {ended:?} {said}");
        assert!(!said.contains("NaN") && !said.contains("panicked"), "{said}");
    }
    let (ended, _) = said("days\n12\nsoon\n", &["--at", "56", "--strict"]);
    assert_eq!(ended, Some(1));
}

#[test]
fn what_is_too_little_is_null_and_not_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "days\n1\n60\n").unwrap();
    let found = judged(&file, "--at 56");
    assert_eq!((&found["n"], &found["decision"]), (&Value::from(1), &Value::from("no_test")));
    assert!(found["t"].is_null() && found["p_placebo"].is_null() && found["observed"].is_null(), "{found}");
}

#[test]
fn both_from_and_to_a_pipe() {
    let mut command = run::command();
    command.args(["threshold", "-", "--at", "56", "--json", "-"]).stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"days\n3\n57\n").unwrap();
    let ran = run::ran(child.wait_with_output().unwrap());
    let found: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(found["n_all"], 2);
}
