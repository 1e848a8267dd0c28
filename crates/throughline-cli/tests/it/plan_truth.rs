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
    assert_eq!(found["regret"]["left_out"], serde_json::json!([false, true]));
    assert_eq!(found["regret"]["minimax"], serde_json::json!([true, false]));
    assert!(says(&found).contains("No verdict on what bought costs: bought leaves 2"), "{}", says(&found));
    assert!(
        says(&found)
            .contains("Under bought more work comes to desk than can be done there, in 100 % of futures")
    );
    let (_folder, path) = written(&plan);
    let page = run::throughline(["plan", &path]).out;
    assert!(page.contains("Not enough to say whether it pays for itself: bought leaves"), "{page}");
    assert!(page.contains("; work not done is in it"), "{page}");
    assert!(!page.contains("It has paid for itself"), "{page}");
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
