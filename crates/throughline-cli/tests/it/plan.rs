//! `throughline plan`: the demo's plan and small ones, as a person would run them.

use std::process::Stdio;

use serde_json::Value;

use crate::run;

/// A desk of five, always open, with some options.
pub(crate) const DESK: &str = r#"
[scenario]
name = "a desk"
weeks = 26
[demand.question]
rate_per_hour = { v = 8, lo = 7.5, hi = 8.5, dist = "pert", source = "counted", status = "measured" }
[failure]
base = { v = 0.05, lo = 0.02, hi = 0.09, dist = "beta", source = "asked 300", status = "measured" }
[pool.desk]
org = "Council"
staff = 5
rate_per_hour = 20
[step.answer]
pool = "desk"
time = "exp 30m"
[run]
outer = 32
"#;

/// How much of it comes back, as the plan above says it.
const BASE: &str = "base = { v = 0.05, lo = 0.02, hi = 0.09, dist = \"beta\", source = \"asked 300\", status = \"measured\" }";

pub(crate) fn written(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

/// The JSON of a plan.
pub(crate) fn planned(text: &str, words: &[&str]) -> Value {
    let (_folder, path) = written(text);
    let ran = run::throughline(["plan", &path, "--json", "-"].iter().chain(words));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

pub(crate) fn fits(value: &Value) {
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    let text = std::fs::read_to_string(crate::tidy::root().join("schema/plan.schema.json")).unwrap();
    compiler.add_resource("plan.schema.json", serde_json::from_str(&text).unwrap()).unwrap();
    let mut schemas = boon::Schemas::new();
    let compiled = compiler.compile("plan.schema.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(value, compiled) {
        panic!("{error:#}");
    }
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn replications_come_with_their_standard_error() {
    let found = planned(&DESK.replace(BASE, "base = 0"), &["--replicate", "30"]);
    fits(&found);
    let wait = &found["stations"][0]["wait_hours_mean"];
    // Erlang C of five at four busy, half an hour each: 0.2771 hours.
    let apart = (number(&wait["mean"]) - 0.277_056) / number(&wait["standard_error"]);
    assert!(apart.abs() < 4.0, "{wait}");
    assert_eq!(wait["n"], 30);
    assert_eq!(found["loads"][0]["keeps_up"], true);
    // What the plan says of today is in it.
    let fewer = DESK.replace(BASE, "base = 0") + "[option.as_is]\nset = { \"pool.desk.staff\" = 4 }\n";
    assert_eq!(planned(&fewer, &["--replicate", "2"])["loads"][0]["workers"], 4);
}

#[test]
fn what_has_no_steady_state_has_no_time() {
    let found = planned(&DESK.replace("staff = 5", "staff = 3"), &["--replicate", "3"]);
    fits(&found);
    assert_eq!(found["stations"][0]["wait_hours_mean"], Value::Null);
    assert_eq!(found["whole"]["end_to_end_hours_mean"], Value::Null);
    assert!(
        found["says"][0].as_str().unwrap().contains("its queue grows for as long as the run goes on"),
        "{}",
        found["says"]
    );
    assert!(number(&found["whole"]["met"]["mean"]) > 0.0);
}

#[test]
fn an_option_that_changes_nothing_makes_no_difference() {
    let found = planned(&format!("{DESK}[option.same]\nabout = \"nothing\"\n"), &[]);
    fits(&found);
    let compared = &found["options"][1]["against_base_pounds_per_need_met"];
    assert_eq!((number(&compared["less_pounds_mean"]), number(&compared["costs_less_share"])), (0.0, 0.0));
    assert!(
        found["says"][0]
            .as_str()
            .unwrap()
            .contains("as_is and same cost the same in every one of 32 futures"),
        "{}",
        found["says"]
    );
}

/// With nothing but the queue between them, one pool for all is never slower than teams of the same people.
#[test]
fn with_no_effects_a_pool_is_never_worse_than_its_split() {
    let teams = "[areas]\nnorth = 1\nsouth = 1\n[option.local]\nsplit = { pool = \"desk\" }\n";
    let found = planned(&format!("{}{teams}", DESK.replace("staff = 5", "staff = 6")), &[]);
    let days = |option: usize, share: &str| number(&found["options"][option]["end_to_end_days_mean"][share]);
    for share in ["p10", "p50", "p90"] {
        assert!(days(0, share) < days(1, share), "{share}: {} {}", days(0, share), days(1, share));
    }
    let cost = |option: usize| number(&found["options"][option]["present_pounds"]["p50"]);
    assert_eq!(cost(0), cost(1), "the same people cost the same");
}

/// What each hand-over does to people can tip it: where it is strong, a local team that does all of it wins.
#[test]
fn where_hand_overs_harm_a_team_that_does_all_wins() {
    let plan = DESK
        .replace("staff = 5", "staff = 9")
        .replace("base = { v = 0.05, lo = 0.02, hi = 0.09", "per_handoff = 1.0\nbase = { v = 0.15, lo = 0.12, hi = 0.19")
        .replace("[run]", "next = { look = 1.0 }\n[pool.back]\norg = \"Back\"\nstaff = 6\nrate_per_hour = 20\n[step.look]\npool = \"back\"\ntime = \"exp 20m\"\n[run]");
    let teams = "[areas]\nnorth = 1\nsouth = 1\n[option.local]\nsplit = { pools = [\"desk\", \"back\"] }\n";
    let found = planned(&format!("{plan}{teams}"), &[]);
    let days = |option: usize| number(&found["options"][option]["end_to_end_days_mean"]["p50"]);
    assert!(days(1) < days(0), "{} {}", days(1), days(0));
    let repeats = |option: usize| number(&found["options"][option]["repeats_per_need"]["p50"]);
    assert!(repeats(1) < repeats(0) / 2.0, "{} {}", repeats(1), repeats(0));
}

/// Neither is built in: of two plans that are shipped a pool wins one and local teams the other, by what each need met costs.
#[test]
fn each_side_wins_where_it_should() {
    for (name, winner) in [("pool_wins", 0), ("local_wins", 1)] {
        let path = crate::tidy::root().join(format!("docs/plans/{name}.toml"));
        let found = planned(&std::fs::read_to_string(path).unwrap(), &[]);
        fits(&found);
        let options = &found["options"];
        let costs = |option: usize| number(&options[option]["pounds_per_need_met"]["p50"]);
        assert!(costs(winner) < 0.97 * costs(1 - winner), "{name}: {} {}", costs(0), costs(1));
        let share = number(&options[1]["against_base_pounds_per_need_met"]["costs_less_share"]);
        assert_eq!(share, winner as f64, "{name}: in every future");
        assert_eq!(found["leading"][0], options[winner]["name"]);
        // The people cost the same in both; what teams pay besides is their sites.
        let pounds = |option: usize| number(&options[option]["present_pounds"]["p50"]);
        assert!(pounds(0) <= pounds(1), "{name}: {} {}", pounds(0), pounds(1));
        let sourced = |one: &Value| one["source"].is_string();
        assert!(found["assumptions"].as_array().unwrap().iter().all(sourced), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let plan = format!(
        "{DESK}[option.more]\nset = {{ \"pool.desk.staff\" = 6 }}\n[drift.busy]\nprobability = 0.3\ntimes = {{ \"demand.question.rate_per_hour\" = 1.1 }}\n"
    );
    let (_folder, path) = written(&plan);
    let out = |threads: &str| run::throughline(["plan", &path, "--json", "-", "--threads", threads]).out;
    let one = out("1");
    assert_eq!(one, out("2"));
    assert_eq!(one, out("3"));
    assert!(!one.is_empty() && one != run::throughline(["plan", &path, "--json", "-", "--seed", "9"]).out);
}

#[test]
fn the_demos_plan_gives_its_first_page() {
    let text = std::fs::read_to_string(crate::tidy::root().join("demo/plan.toml")).unwrap();
    assert!(text.contains("years = 3") && text.contains("outer = 48"));
    let text = text.replace("years = 3", "years = 2").replace("outer = 48", "outer = 32");
    let (folder, path) = written(&text);
    let json = folder.path().join("answer.json");
    let ran = run::throughline(["plan".as_ref(), path.as_ref(), "--json".as_ref(), json.as_os_str()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for says in [
        "For each need met",
        "What decides between",
        "What it rests on",
        "saves all bodies in 2026-27",
        "pays for itself",
    ] {
        assert!(ran.out.contains(says), "no “{says}” in\n{}", ran.out);
    }
    let found: Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    fits(&found);
    let names: Vec<&str> =
        found["options"].as_array().unwrap().iter().map(|option| option["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["as_is", "redesigned", "outsourced", "local"]);
    assert!(
        found["options"].as_array().unwrap().iter().all(|option| number(&option["overwhelmed_share"]) < 0.1),
        "the demo keeps up"
    );
    assert_eq!(found["regret"]["courses"].as_array().unwrap().len(), 3);
    // The lines of each way are the cash of all who pay: what the contractor pays its own people is not added to its price.
    for option in found["options"].as_array().unwrap() {
        let lines: f64 = option["pounds_by_line"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| number(&line["pounds_mean"]))
            .sum();
        let discounted = number(&option["present_pounds"]["p50"]);
        assert!((lines / discounted - 1.0).abs() < 0.1, "{}: {lines} {discounted}", option["name"]);
    }
    let names: Vec<&str> =
        found["assumptions"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(names[0], found["drivers"][0]["path"].as_str().unwrap(), "what decides most stands first");
    let owned = found["assumptions"].as_array().unwrap().iter().find(|one| one["owner"] == "head of repairs");
    assert_eq!(owned.unwrap()["date"], "2024-12-30");
    let sourced = |one: &&Value| one["source"].is_string();
    let without: Vec<&Value> =
        found["assumptions"].as_array().unwrap().iter().filter(|one| !sourced(one)).collect();
    assert!(without.is_empty(), "every number of the demo says where it is from: {without:?}");
    assert!(!ran.out.contains("have no source"), "{}", ran.out);
    // A price that is spared is none that is owed.
    assert!(!ran.out.contains("is left paying"), "{}", ran.out);
    let outsourced = &found["assessment"]["options"][2];
    assert!(number(&outsourced["work_pounds_a_year"]) > 6e5, "{outsourced}");
    let notice = outsourced["exit"].as_array().unwrap().iter().find(|row| row["what"] == "Notice");
    assert_eq!(notice.unwrap()["says"], Value::Null, "the plan does not say it");
}

#[test]
fn an_answer_is_a_page_and_a_workbook_and_neither_is_written_over_the_plan() {
    let plan = format!("{DESK}[option.more]\nset = {{ \"pool.desk.staff\" = 6 }}\n");
    let plan = plan.replace("weeks = 26", "weeks = 8");
    let (folder, path) = written(&plan);
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (page, book) = (file("a.html"), file("a.xlsx"));
    let crossover = ["--crossover", "failure.base=0.01..0.2"];
    let words = ["plan", &path, "--html", &page, "--xlsx", &book];
    let ran = run::throughline(words.iter().chain(&crossover));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = std::fs::read_to_string(page).unwrap();
    let made_by = planned(&plan, &[])["made_by"].clone();
    let stamp = format!(
        "Throughline {}, plan {}, seed 1",
        env!("CARGO_PKG_VERSION"),
        made_by["plan_sha256"].as_str().unwrap()
    );
    assert_eq!(page.matches(&stamp).count(), 2, "at both ends of the page: {stamp}");
    assert!(ran.out.contains(&stamp), "{}", ran.out);
    let changed = planned(&plan.replace("= 6 }", "= 7 }"), &[]);
    assert_ne!(changed["made_by"], made_by, "another text");
    assert_eq!(changed["made_by"]["log_sha256"], Value::Null);
    for id in ["plan-saved", "plan-bill-1", "plan-decides", "plan-crossover-0", "id=\"assessment\""] {
        assert!(page.contains(id), "{id}");
    }
    let bytes = std::fs::read(book).unwrap();
    assert_eq!(&bytes[..2], b"PK");
    let again = run::throughline(
        ["plan", &path, "--xlsx", &file("b.xlsx"), "--threads", "1"].iter().chain(&crossover),
    );
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert_eq!(std::fs::read(file("b.xlsx")).unwrap(), bytes, "the same bytes on any number of threads");
    for option in ["--html", "--xlsx"] {
        let ran = run::throughline(["plan", &path, option, &path]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(&format!("name another file for {option}")), "{}", ran.err);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), plan);
}

#[test]
fn what_is_known_elsewhere_is_listed_and_what_nobody_wrote_is_said() {
    let listed = run::throughline(["plan", "defaults"]);
    assert_eq!(listed.code, Some(0), "{}", listed.err);
    assert!(
        listed.out.lines().any(|line| line.starts_with("client_side ") && line.contains(" D ")),
        "{}",
        listed.out
    );
    let out = "[option.out]\nmove = [\"desk -> Firm\"]\ncontract = { kind = \"fixed\", supplier = \"Firm\", annual = 900_000, years = 1 }\n";
    let silent = planned(&format!("{DESK}{out}"), &[]);
    fits(&silent);
    let monitoring = |found: &Value| {
        let all = found["unwritten"].as_array().unwrap();
        all.iter().find(|one| one["what"] == "looking after the contract").cloned()
    };
    assert_eq!(monitoring(&silent).unwrap()["default"]["grade"], "D");
    let cash = |found: &Value| number(&found["options"][1]["pounds_per_need_met_mean"]);
    let written = planned(&format!("{DESK}{out}monitoring = {{ share = \"default:client_side\" }}\n"), &[]);
    fits(&written);
    assert_eq!(monitoring(&written), None);
    // Its mean is (0.02 + 4 x 0.04 + 0.08) / 6 of the price, which is all that is paid.
    let more = cash(&written) / cash(&silent) - 1.0;
    assert!((more - 0.26 / 6.0).abs() < 0.002, "{more}");
    let share = written["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["path"] == "option.out.monitoring.share");
    assert_eq!(share.unwrap()["grade"], "D");
}

#[test]
fn it_stops_when_enough_is_known() {
    let stop = "stop = { metric = \"cost_per_need_met\", half_width = 1000, cap = 400 }\n[option.more]\nset = { \"pool.desk.staff\" = 6 }\n";
    let found = planned(&format!("{}{stop}", DESK.replace("outer = 32", "outer = 200")), &[]);
    assert_eq!(found["futures"], 32);
    assert!(found["ended"].as_str().unwrap().contains("enough"), "{}", found["ended"]);
}

#[test]
fn a_plan_is_not_written_over_and_its_mistakes_are_sentences() {
    let (_folder, path) = written(DESK);
    let ran = run::throughline(["plan", &path, "--json", &path]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("would be written over the plan"), "{}", ran.err);
    let ran = run::throughline(["plan", "no-such.toml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let (_folder, path) = written(&DESK.replace("pool = \"desk\"", "pool = \"dask\""));
    let ran = run::throughline(["plan", &path]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains(
            "plan.toml, line 14: `step.answer.pool` names “dask”, which there is not. There are: desk"
        ),
        "{}",
        ran.err
    );
    let (_folder, path) =
        written(&DESK.replace("time = \"exp 30m\"", "time = \"exp 30m\"\nnext = { answer = 1.0 }"));
    let ran = run::throughline(["plan", &path]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("never leaves") && ran.err.contains("what remains closes the work"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("(line "), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_computed() {
    let (_folder, path) = written(&format!(
        "{}[option.same]\nabout = \"nothing\"\n",
        DESK.replace("outer = 32", "outer = 100000")
    ));
    let child =
        run::command().args(["plan", &path]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(5));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ran = run::ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("stopped after"), "{}", ran.err);
    assert!(ran.out.contains("each need met costs"), "{}", ran.out);
    assert!(
        ran.out.contains("This run was stopped early: what follows is of "),
        "the page itself says so: {}",
        ran.out
    );
}

#[test]
fn a_plan_without_prices_compares_times() {
    let plan = DESK.replace("rate_per_hour = 20\n", "");
    let found = planned(&format!("{plan}[option.more]\nset = {{ \"pool.desk.staff\" = 6 }}\n"), &[]);
    fits(&found);
    assert!(
        found["says"][0].as_str().unwrap().starts_with("Nothing costs anything in this plan"),
        "{}",
        found["says"]
    );
    assert_eq!(found["leading"], Value::Null);
    assert_eq!(number(&found["options"][1]["faster_share"]), 1.0);
}

/// A plan out of a log is a plan that runs.
#[test]
fn a_plan_from_a_log_runs() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new.toml");
    let ran = run::throughline(["plan", "new", "--log", "demo/repairs.csv", "--out", out.to_str().unwrap()]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.err);
    assert!(ran.out.contains("numbers estimated"), "{}", ran.out);
    assert!(ran.out.replace('\n', " ").contains("To decide by it, still write: "), "{}", ran.out);
    let ran = run::throughline(["plan", out.to_str().unwrap(), "--replicate", "4", "--json", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    fits(&found);
    assert!(number(&found["whole"]["met"]["mean"]) > 0.0);
}

/// Two desks that differ in staff cost the same where an hour more costs nothing: the crossover of a price is known by hand.
#[test]
fn the_crossover_of_a_price_is_where_it_is_by_hand() {
    // As it is: 5 x 20 = 100 pounds an hour. The other: 4 x rate; they cost the same at 25 if as many needs are met, which at this
    // load is so but for those open at the end.
    let plan = DESK.replace(BASE, "base = 0").replace(
        "rate_per_hour = { v = 8, lo = 7.5, hi = 8.5",
        "rate_per_hour = { v = 4, lo = 3.9, hi = 4.1",
    );
    let plan = format!(
        "{plan}[option.cheap]\nset = {{ \"pool.desk.staff\" = 4 }}\ntimes = {{ \"pool.desk.rate_per_hour\" = {{ v = 1, lo = 0.9, hi = 1.1, dist = \"uniform\" }} }}\n"
    );
    let found = planned(&plan, &["--crossover", "option.cheap.times.pool.desk.rate_per_hour=0.8..2"]);
    fits(&found);
    let says = found["says"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(says.starts_with("cheap costs less than as_is for each need met unless option.cheap.times.pool.desk.rate_per_hour is above 1.25 times"), "{says}");
    assert_eq!(found["crossovers"][0]["how"], "tried");
    let points = found["crossovers"][0]["points"].as_array().unwrap();
    let values: Vec<f64> = points.iter().map(|point| number(&point["value"])).collect();
    assert_eq!(
        (values[0], values[values.len() - 1], values.len()),
        (0.8, 2.0, 14),
        "every value that was tried"
    );
    assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{values:?}");
    let at = |point: usize, way: usize| number(&points[point]["pounds_per_need_met"][way]);
    assert!((at(13, 0) / at(0, 0) - 2.5).abs() < 1e-6, "the price of an hour is all that changes");
    assert!((at(13, 1) / at(0, 1) - 1.0).abs() < 1e-6);
    // Nobody has to ask: of what decides there is a curve through the futures, which lies where the values that were tried do.
    let unasked = planned(&plan, &[]);
    fits(&unasked);
    let curve = &unasked["crossovers"][0];
    assert_eq!(
        (&curve["path"], &curve["how"]),
        (&unasked["drivers"][0]["path"], &serde_json::json!("through_futures"))
    );
    assert_eq!(curve["path"], "option.cheap.times.pool.desk.rate_per_hour");
    let last = |of: &Value| of["points"].as_array().unwrap().last().unwrap().clone();
    let ratio = number(&last(curve)["pounds_per_need_met"][0]) / number(&last(curve)["value"]);
    assert!((ratio / at(0, 0) * 0.8 - 1.0).abs() < 0.02, "{curve}");
    let (_folder, path) = written(&plan);
    let ran = run::throughline(["plan", &path, "--crossover", "no.such=0..1"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is no number of this plan"), "{}", ran.err);
}

#[test]
fn a_run_of_an_option_is_a_log_to_study() {
    let (folder, path) = written(&format!("{DESK}[option.more]\nset = {{ \"pool.desk.staff\" = 6 }}\n"));
    let log = folder.path().join("run.csv");
    let ran = run::throughline(["plan", &path, "--log-of", &format!("more={}", log.display())]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let study = run::study([&log]);
    assert!(study["log"]["needs"].as_u64().unwrap() > 10_000, "{}", study["log"]);
    assert_eq!(study["log"]["organisations"], 1);
}
