//! What the first page of a plan must not say: praise for work that is not done, a verdict without prices, a time that is none.

use serde_json::Value;

use crate::plan::{DESK, fits, number, planned, written};
use crate::run;

fn says(found: &Value) -> String {
    let all = found["says"].as_array().unwrap().iter().map(|one| one.as_str().unwrap());
    all.collect::<Vec<_>>().join("\n")
}

/// A supplier is paid by the piece, and has so few people that much is left undone.
#[test]
fn work_that_is_not_done_is_no_saving() {
    let starved = "[option.bought]\nmove = [\"desk -> Supplier\"]\nset = { \"pool.desk.staff\" = 3 }\n[option.bought.contract]\nsupplier = \"Supplier\"\nkind = \"unit\"\nprices = { answer = 10 }\nyears = 5\n[drift.busy]\ntimes = { \"demand.question.rate_per_hour\" = 1.05 }\n";
    let plan = format!("{DESK}{starved}");
    let found = planned(&plan, &[]);
    fits(&found);
    let option = &found["options"][1];
    assert!(number(&option["open_share"]["p50"]) > 0.2, "{}", option["open_share"]);
    assert!(
        number(&option["against_base_pounds_per_need_met"]["less_pounds_mean"]) > 0.0,
        "it looks cheaper"
    );
    assert_eq!(found["leading"], Value::Null);
    assert_eq!(found["regret"]["left_out"], serde_json::json!([[false, false], [true, true]]));
    assert_eq!(found["regret"]["minimax"], serde_json::json!([true, false]));
    assert!(says(&found).contains("No verdict on what bought costs: bought leaves 2"), "{}", says(&found));
    assert!(
        says(&found)
            .contains("Under bought more work comes to desk than can be done there, in 100 % of futures")
    );
    let (_folder, path) = written(&plan);
    let page = run::throughline(["plan", &path]).out;
    assert!(page.contains("Not enough to say whether it pays for itself: bought leaves"), "{page}");
    assert!(page.contains("; no verdict"), "{page}");
    assert!(!page.contains("It has paid for itself"), "{page}");
}

/// Where the service as it is leaves the work undone, the others are set against each other, and against it only by the time they take.
#[test]
fn a_service_that_does_not_keep_up_is_not_set_against_others_by_cost() {
    let plan = DESK.replace("staff = 5", "staff = 3");
    let staff =
        |name: &str, staff: u32| format!("[option.{name}]\nset = {{ \"pool.desk.staff\" = {staff} }}\n");
    let found = planned(&format!("{plan}{}{}", staff("enough", 6), staff("plenty", 9)), &[]);
    fits(&found);
    let first = found["says"][0].as_str().unwrap();
    assert!(first.contains("enough costs less than plenty in 100 % of futures"), "{first}");
    assert!(!first.contains("as_is"), "{first}");
    assert!(says(&found).contains("No verdict on what as_is costs: as_is leaves"), "{}", says(&found));
    assert_eq!(found["leading"][0], "enough");
}

/// What is known of how well a plan foretold is said as it was written, a sentence for each line.
#[test]
fn a_back_test_of_some_lines_is_some_sentences() {
    let told =
        |text: &str| DESK.replace("weeks = 26", &format!("weeks = 26\nback_test = \"\"\"{text}\"\"\""));
    let found = planned(&told("Foretold well.\n\nOnly of two quarters.\n"), &[]);
    let all: Vec<&str> = found["says"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(all.ends_with(&["Foretold well.", "Only of two quarters."]), "{all:?}");
    let (_folder, path) = written(&told(" "));
    let refused = run::throughline(["plan", &path]);
    assert!(refused.err.contains("`scenario.back_test` is empty"), "{}", refused.err);
}

/// Salaried people are paid on a day off: the same calendar costs the same with and without bank holidays, though less is done.
#[test]
fn a_day_off_is_paid() {
    let plan = DESK
        .replace("weeks = 26", "weeks = 26\nstart = \"2026-04-01\"")
        .replace("staff = 5", "staff = 30\ncalendar = \"mon-fri 09:00-17:00\"");
    let plan = format!("{plan}[option.same]\nabout = \"nothing\"\n");
    let off = plan.replace("weeks = 26", "weeks = 26\nholidays = \"england\"");
    let (worked, off) = (planned(&plan, &[]), planned(&off, &[]));
    let of = |found: &Value, what: &str| number(&found["options"][0][what]["p50"]);
    assert_eq!(of(&worked, "present_pounds"), of(&off, "present_pounds"));
    assert!(of(&worked, "end_to_end_days_mean") < of(&off, "end_to_end_days_mean"), "nobody works then");
}

/// What the world does to a pool's pay reaches every pool that is made of it: merged, split, with a rate of its own.
#[test]
fn a_rise_in_pay_reaches_whoever_does_the_work() {
    let back = DESK
        .replace("[run]", "next = { look = 1.0 }\n[pool.back]\norg = \"Council\"\nstaff = 5\nrate_per_hour = 20\n[step.look]\npool = \"back\"\ntime = \"exp 20m\"\n[run]");
    let options = "[areas]\nnorth = 1\nsouth = 1\n[option.local]\nsplit = { pools = [\"desk\", \"back\"] }\n[option.joint]\nmerge = { pools = [\"desk\", \"back\"] }\n[option.dear]\nmerge = { pools = [\"desk\", \"back\"], rate_per_hour = 40 }\n[drift.pay]\nprobability = 1\ntimes = { \"pool.desk.rate_per_hour\" = 1.5 }\n";
    let plan = format!("{back}{options}");
    let usual = planned(&plan.replace("= 1.5", "= 1.0"), &[]);
    let risen = planned(&plan, &[]);
    // Half of the people cost half as much again: all of them a quarter more, whoever they work with.
    for option in 0..4 {
        let cost = |found: &Value| number(&found["options"][option]["present_pounds"]["p50"]);
        let rise = cost(&risen) / cost(&usual);
        assert!((rise - 1.25).abs() < 1e-3, "{}: {rise}", usual["options"][option]["name"]);
    }
}

/// Where the option's queue grows without end it is not faster, and a first page says it beside what it costs.
#[test]
fn cheaper_and_slower_is_said_in_one_breath() {
    let plan = DESK.replace("staff = 5", "staff = 6");
    let found = planned(&format!("{plan}[option.fewer]\nset = {{ \"pool.desk.staff\" = 5 }}\n"), &[]);
    fits(&found);
    assert_eq!(number(&found["options"][1]["faster_share"]), 0.0);
    let first = found["says"][0].as_str().unwrap();
    for part in [
        "fewer costs less than as_is in 100 % of futures",
        "people wait ",
        "from first words to met under fewer and ",
        "of those who came give up under fewer, 0 % under as_is",
    ] {
        assert!(first.contains(part), "no “{part}” in {first}");
    }
    assert!(says(&found).contains("staff are paid £"), "{}", says(&found));
    assert!(
        says(&found)
            .contains("less from one future in ten to nine in ten; how well the mean over futures is known")
    );
    let starved = planned(&format!("{plan}[option.starved]\nset = {{ \"pool.desk.staff\" = 3 }}\n"), &[]);
    assert_eq!(number(&starved["options"][1]["faster_share"]), 0.0, "without end is not faster");
}

#[test]
fn a_pool_without_a_rate_gives_no_verdict_on_money() {
    let more = "[option.task]\ntask = { step = \"answer\", org = \"Other\", staff = 6 }\n";
    let found = planned(&format!("{DESK}{more}"), &[]);
    fits(&found);
    assert_eq!(found["leading"], Value::Null);
    let says_all = says(&found);
    assert!(
        says_all.contains("No verdict on money: 1 pool is without `rate_per_hour` (answer, elsewhere)"),
        "{says_all}"
    );
    let written = more.replace("staff = 6", "staff = 6, rate_per_hour = 0");
    assert_ne!(
        planned(&format!("{DESK}{written}"), &[])["leading"],
        Value::Null,
        "nought by somebody's word is a price"
    );
}

#[test]
fn who_does_the_work_for_nothing_is_named_and_the_buyer_is_whose_it_was() {
    let moved = format!("{DESK}[option.given]\nmove = [\"desk -> Neighbour\"]\n");
    let given = says(&planned(&moved, &[]));
    assert!(
        given.contains(
            "Under given Neighbour does work that was Council’s (pool desk), and nobody pays it for that"
        ),
        "{given}"
    );
    let bought = format!(
        "{moved}contract = {{ kind = \"cost_plus\", margin = 0.0, years = 5, supplier = \"Neighbour\" }}\n"
    );
    let found = planned(&bought, &[]);
    assert!(!says(&found).contains("nobody pays it for that"));
    assert!(
        says(&found).contains("Under given Council has no pool left and is taken to be who buys"),
        "{}",
        says(&found)
    );
    let pays: Vec<&str> = found["options"][1]["who_pays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["organisation"].as_str().unwrap())
        .collect();
    assert!(pays.contains(&"Council") && !pays.contains(&"the commissioner"), "{pays:?}");
}

/// A crossover compares whom the number touches; what decides is what the two that are compared use.
#[test]
fn a_number_of_a_third_way_decides_nothing_between_two() {
    let more = "[option.fewer]\nset = { \"pool.desk.staff\" = 5 }\n[option.dear]\ngovernance_per_year = { v = 90000, lo = 80000, hi = 100000 }\n[appraisal]\nown_time_per_hour = { v = 9, lo = 6, hi = 14 }\n";
    let plan = format!("{}{more}", DESK.replace("staff = 5", "staff = 6"));
    let path = "option.dear.governance_per_year";
    let found = planned(
        &plan,
        &["--crossover", &format!("{path}=0..1000"), "--crossover", "appraisal.own_time_per_hour=1..20"],
    );
    assert_eq!(found["leading"], serde_json::json!(["fewer", "as_is"]));
    let drivers = found["drivers"].as_array().unwrap();
    assert!(
        drivers
            .iter()
            .all(|driver| driver["path"] != path && driver["path"] != "appraisal.own_time_per_hour"),
        "{drivers:?}"
    );
    assert!(
        says(&found).contains(&format!(
            "Neither of the two that cost least uses {path}, so dear and as_is are compared: "
        )),
        "{}",
        says(&found)
    );
    assert!(says(&found).contains("appraisal.own_time_per_hour turns nothing"), "{}", says(&found));
}

#[test]
fn what_does_not_begin_has_no_times_and_what_nothing_gets_to_is_named() {
    let parts =
        "[pool.spare]\nstaff = 1\nrate_per_hour = 1\n[step.lost]\npool = \"desk\"\ntime = \"12 minutes\"\n";
    let plan =
        format!("{DESK}{parts}[option.late]\nprepared_in_months = 40\nset = {{ \"pool.desk.staff\" = 6 }}\n");
    let found = planned(&plan, &[]);
    fits(&found);
    assert_eq!(found["options"][1]["end_to_end_days_mean"], Value::Null);
    assert_eq!(number(&found["options"][1]["never_begins_share"]), 1.0);
    assert!(says(&found).contains("No need gets to step lost"), "{}", says(&found));
    assert!(says(&found).contains("Pool spare does nothing"), "{}", says(&found));
    let (_folder, path) = written(&plan);
    let page = run::throughline(["plan", &path]).out;
    assert!(page.contains("does not begin within this plan"), "{page}");
}

/// Work that is spared while as many people are paid saves nothing until posts go.
#[test]
fn time_that_is_freed_is_no_money_until_posts_go() {
    let more = "[option.quicker]\ntimes = { \"step.answer.time.mean\" = 0.7 }\n";
    let found = planned(&format!("{DESK}{more}"), &[]);
    assert!(
        says(&found)
            .contains("quicker frees about 1 post’s worth of time in desk; it saves money only if posts go."),
        "{}",
        says(&found)
    );
}

/// What is not in any sum is said: a plan that starts empty, keys of a contract that there is not, and a buyer that does no work.
#[test]
fn what_does_not_count_is_said() {
    let more = "[appraisal]\nbuyer = \"Concil\"\n[option.x]\nmonitoring = { fte = 3, per_fte = 50_000 }\nexit = { retender = 9_000 }\n";
    let told = says(&planned(&format!("{DESK}{more}"), &[]));
    assert!(told.contains("This plan starts empty, as it says no `warm_up_days`"), "{told}");
    assert!(
        told.contains("Not in the sums of x: `monitoring`, `exit`, which are paid under a contract"),
        "{told}"
    );
    assert!(told.contains("The `buyer` of [appraisal], Concil, does none of the work"), "{told}");
    assert!(told.contains("write its name as `org` says it: Council."), "{told}");
    // A pool that needs an hour for most is full after three days, and says nothing then.
    let warm = DESK.replace("weeks = 26", "weeks = 26\nwarm_up_days = 30");
    let told = says(&planned(&format!("{warm}[option.x]\nabout = \"the same\"\n"), &[]));
    assert!(
        !told.contains("starts") && !told.contains("buyer") && !told.contains("Not in the sums"),
        "{told}"
    );
    // The replications of one service say it too.
    let (_folder, path) = written(DESK);
    let ran = run::throughline(["plan", &path, "--replicate", "2"]);
    assert!(ran.out.contains("starts empty"), "{}", ran.out);
}

/// The line of what makes too much work is named: the step that leads back to itself, or how many arise.
#[test]
fn what_cannot_be_run_names_its_line() {
    let said = |from: &str, to: &str| {
        let (_folder, path) = written(&DESK.replace(from, to));
        let ran = run::throughline(["plan", &path]);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        ran.err
    };
    let often = said("time = \"exp 30m\"", "time = \"exp 30m\"\nnext = { answer = 0.9999999 }");
    assert!(often.contains("50 million are the most") && often.contains("(line 16 of the plan)"), "{often}");
    let many =
        said("rate_per_hour = { v = 8, lo = 7.5, hi = 8.5, dist = \"pert\",", "rate_per_hour = { v = 1e30,");
    assert!(
        many.contains("more than anybody could count") && many.contains("(line 6 of the plan)"),
        "{many}"
    );
}
