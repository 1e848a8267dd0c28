//! The form of the method's own example: every key of it is read and does something, and a log gives what it writes as `fit`.

use serde_json::Value;

use crate::plan::{fits, number};
use crate::run;

fn example() -> String {
    let path = crate::tidy::root().join("crates/throughline-cli/tests/it/plan_of_the_method.toml");
    std::fs::read_to_string(path).unwrap()
}

fn written(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn with(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_string(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn answered(path: &str, words: &[&str]) -> Value {
    let ran = run::throughline(["plan", path, "--json", "-"].iter().chain(words));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    fits(&found);
    found
}

#[test]
fn the_example_of_the_method_is_read_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let text = with(&example(), &[("inner = 2", "inner = 1")]);
    let path = written(&folder, "plan.toml", &text);
    let found = answered(&path, &["--threads", "1"]);
    let options = found["options"].as_array().unwrap();
    let repeats = |place: usize| number(&options[place]["repeats_per_need"]["p50"]);
    // Slow changes make more fail, somebody who helps makes less fail.
    assert!(
        repeats(1) > 1.1 * repeats(0) && repeats(2) < 0.95 * repeats(0),
        "{} {} {}",
        repeats(0),
        repeats(1),
        repeats(2)
    );
    let leaving = |place: usize| &options[place]["leaving"];
    assert_eq!((leaving(0), leaving(2)), (&Value::Null, &Value::Null), "they bind nobody");
    let (free, agreed) = (&leaving(1)["each_year_without_fees"], &leaving(1)["as_agreed"]);
    let worth = |of: &Value| number(&of["pounds_per_need_met_mean"]);
    assert!(
        worth(free) > worth(agreed) && worth(free) <= number(&free["ceiling_pounds_per_need_met"]) + 0.01,
        "{}",
        leaving(1)
    );
    let says = leaving(1)["says"].as_str().unwrap();
    assert!(says.starts_with("Being able to leave outsource each year would be worth £"), "{says}");
    assert!(found["says"].as_array().unwrap().contains(&leaving(1)["says"]));
    // Where failing does not go with them, changes cost money and nothing else.
    let out = |lead: &str| {
        let gap = "per_spec_gap = { v = 0.2, lo = 0.0, hi = 0.4, dist = \"pert\", source = \"two changes of 2025\", status = \"judged\" }";
        let text =
            with(&text, &[(gap, "per_spec_gap = 0"), ("lead_days = 75", lead), ("outer = 32", "outer = 3")]);
        answered(&written(&folder, "even.toml", &text), &[])["options"].to_string()
    };
    assert_eq!(out("lead_days = 75"), out("lead_days = 0"));
    // The same bytes on any number of threads.
    assert_eq!(found, answered(&path, &["--threads", "3"]));
}

#[test]
fn a_log_gives_what_a_plan_writes_as_fit() {
    let folder = tempfile::tempdir().unwrap();
    // Of one kind of need, by teams that do a step each, so that the log shows them so.
    let plain = with(
        &example(),
        &[
            ("urgent = 0.15\n", ""),
            ("years = 2", "weeks = 40"),
            // What is lost of paid time makes the work in the log longer.
            ("shrinkage = 0.15\n", ""),
            ("shrinkage = 0.18\n", ""),
            ("skills = [\"assess\", \"visits\"]", "skills = [\"assess\"]"),
            (
                "per_spec_gap = { v = 0.2, lo = 0.0, hi = 0.4, dist = \"pert\", source = \"two changes of 2025\", status = \"judged\" }",
                "per_spec_gap = 0",
            ),
        ],
    );
    // Teams by area would make a kind of need of each area.
    let (before, after) = plain.split_once("[option.local]").unwrap();
    let plain = format!("{before}{}", &after[after.find("[run]").unwrap()..]);
    let log = folder.path().join("run.csv").display().to_string();
    let path = written(&folder, "plan.toml", &plain);
    let ran = run::throughline(["plan", &path, "--replicate", "2"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let few =
        written(&folder, "few.toml", &with(&plain, &[("outer = 32", "outer = 2"), ("cap = 48", "cap = 2")]));
    let ran = run::throughline(["plan", &few, "--log-of", &format!("as_is={log}")]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let rate = "rate_per_day = { v = 24, lo = 22, hi = 27, dist = \"pert\", source = \"log 2026, n=8760\", status = \"measured\" }";
    let shape = "shape = { hours = [0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 5, 4, 3, 4, 4, 3, 2, 1, 1, 0, 0, 0, 0, 0], days = [1.3, 1.1, 1, 1, 1, 0.3, 0.3] }";
    let wants = with(
        &plain,
        &[
            (rate, "rate_per_day = \"fit\""),
            (shape, "shape = \"fit:hour_of_week\""),
            ("\"lognormal 5d variation 0.9\"", "\"fit:lognormal\""),
            ("\"lognormal 14m variation 0.8\"", "\"fit:lognormal\""),
            ("\"gamma 70m variation 0.6\"", "\"fit:gamma\""),
            ("\"lognormal 2h variation 0.7\"", "\"fit\""),
        ],
    );
    let path =
        written(&folder, "fit.toml", &with(&wants, &[("outer = 32", "outer = 2"), ("cap = 48", "cap = 2")]));
    let found = answered(&path, &["--log", &log]);
    let amount = |path: &str| {
        let all = found["assumptions"].as_array().unwrap();
        all.iter().find(|one| one["path"] == path).unwrap_or_else(|| panic!("no {path}"))
    };
    let line = |text: &str| wants.lines().position(|line| line.contains(text)).unwrap() as u64 + 1;
    for (path, truth, off) in [
        ("demand.adaptation.rate_per_day", 24.0, 0.08),
        ("step.contact.time.mean", 14.0 / 60.0, 0.05),
        ("step.contact.time.variation", 0.8, 0.1),
        ("step.assess.time.mean", 70.0 / 60.0, 0.05),
        ("step.field.time.mean", 2.0, 0.06),
        ("failure.return_delay.mean", 120.0, 0.15),
    ] {
        let of = amount(path);
        assert!((number(&of["value"]) / truth - 1.0).abs() < off, "{of}");
        assert!(
            number(&of["low"]) < number(&of["value"]) && number(&of["value"]) < number(&of["high"]),
            "{of}"
        );
        assert_eq!(of["status"], "measured");
        assert!(of["source"].as_str().unwrap().starts_with(&format!("fitted from {log}, n = ")), "{of}");
    }
    assert_eq!(amount("demand.adaptation.rate_per_day")["line"], line("rate_per_day = "));
    let refused = |text: &str, words: &[&str], says: &str| {
        let path = written(&folder, "wrong.toml", text);
        let ran = run::throughline(["plan", &path].iter().chain(words));
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    };
    let here = format!(
        "line {}: `step.contact.time` is to be fitted, and no log is given; write a length of time",
        line("time = \"fit:lognormal\"")
    );
    refused(&wants, &[], &here);
    refused(&plain, &["--log", &log], "nothing in this plan is to be taken from a log");
    let from_log = ["--log", log.as_str()];
    refused(
        &wants.replace("adaptation", "repair"),
        &from_log,
        "the log has no demand of that name (it has “adaptation”)",
    );
    refused(
        &wants.replace("staff = 4", "staff = 4\nshrinkage = \"fit\""),
        &from_log,
        "`pool.contact.shrinkage` is to be fitted, and the log does not say it",
    );
    refused(
        &wants.replace("fit:gamma", "fit:erlang"),
        &from_log,
        "“erlang” is no family that a log is fitted by",
    );
    refused(&wants.replace("staff = 4", "staff = \"fit:gamma\""), &from_log, "a number has no family");
}
