//! Plans as they are written, right and wrong.

use throughline::sourcing::amount::Known;
use throughline::sourcing::plan::{Arrives, Time};
use throughline::sourcing::question::{Instead, Question};

use super::from_toml;

const PLAN: &str = r#"
[scenario]
name = "a desk"
start = "2026-04-01"
years = 1
[demand.question]
rate_per_hour = { v = 8, lo = 7, hi = 9, dist = "pert", source = "counted", status = "measured" }
[failure]
base = 0.2
chase = { after_days = 2, per_day = 0.1, minutes = 6, pool = "desk" }
[pool.desk]
org = "Council"
staff = 5
calendar = "mon-fri 09:00-17:00"
rate_per_hour = 20
[pool.back]
org = "Council"
staff = 3
rate_per_hour = 30
[step.answer]
pool = "desk"
time = "exp 30m"
next = { look = 0.25 }
[step.look]
pool = "back"
time = "lognormal 1h variation 0.5"
"#;

fn read(more: &str) -> Question {
    from_toml(&format!("{PLAN}{more}"), "p.toml").unwrap()
}

/// What is said of a plan with a line in place of another.
fn refused(from: &str, to: &str) -> String {
    assert!(PLAN.contains(from), "{from}");
    from_toml(&PLAN.replace(from, to), "p.toml").unwrap_err().to_string()
}

fn value(question: &Question, path: &str) -> f64 {
    question.plan.amounts.iter().find(|amount| amount.path == path).unwrap().value
}

#[test]
fn a_plan_says_what_is_in_it() {
    let question = read("");
    let plan = &question.plan;
    assert_eq!((plan.name.as_str(), plan.days, plan.pools.len(), plan.steps.len()), ("a desk", 365, 2, 2));
    let Arrives::AtRandom { per_day, .. } = &plan.demands[0].arrives else { panic!() };
    let amount = &plan.amounts[per_day.0];
    assert_eq!((amount.value, amount.unit, amount.known, amount.line), (192.0, "a day", Known::Measured, 7));
    assert_eq!(amount.range.unwrap().low, 168.0);
    assert_eq!(value(&question, "step.answer.time.mean"), 0.5);
    let chase = plan.demands[0].chase.as_ref().unwrap();
    assert_eq!(plan.amounts[chase.after_hours.0].value, 48.0);
    let Time::Fixed(minutes) = &chase.time else { panic!() };
    assert!((plan.amounts[minutes.0].value - 0.1).abs() < 1e-12);
    assert_eq!(question.arrangements.len(), 1, "the service as it is");
}

#[test]
fn a_number_may_say_who_answers_for_it_and_as_of_when() {
    let said =
        |more: &str| from_toml(&PLAN.replace("staff = 3", &format!("staff = {{ v = 3{more} }}")), "p.toml");
    let back = |question: Question| {
        question.plan.amounts.into_iter().find(|amount| amount.path == "pool.back.staff").unwrap()
    };
    let both = back(said(", owner = \" head of repairs \", date = \"2026-05-01\"").unwrap());
    assert_eq!(
        (both.owner.as_deref(), both.date),
        (Some("head of repairs"), Some(jiff::civil::date(2026, 5, 1)))
    );
    assert_eq!(back(said(", date = 2026-05-01").unwrap()).date, both.date, "as TOML has dates too");
    let neither = back(said(", owner = \"\"").unwrap());
    assert_eq!((neither.owner, neither.date), (None, None));
    let wrong = said(", date = \"May\"").unwrap_err().to_string();
    assert_eq!(
        wrong,
        "p.toml, line 18: `pool.back.staff.date` must be a date such as 2026-04-01, and is “May”"
    );
}

#[test]
fn what_cannot_be_is_a_sentence_with_its_line() {
    let known = [
        (
            "staff = 5",
            "staff = 0",
            "p.toml, line 13: `pool.desk.staff` must be a whole number from 1 to 1000000, and is 0",
        ),
        (
            "staff = 5",
            "staff = 4.5",
            "and is 4.5; write part-time posts as whole ones with the rest in shrinkage, such as 5 and shrinkage = 0.10",
        ),
        ("base = 0.2", "base = 30", "and is 30; write 0.30 for 30 %"),
        ("base = 0.2", "base = \"55%\"", "and is “55%”; write 0.55 for 55 %"),
        ("rate_per_hour = 20", "rate_per_hour = 60,000", "a number has no commas: write 60000 or 60_000"),
        ("rate_per_hour = 20", "rate_per_hour = \"£60,000\"", "write 60000 without quotes"),
        (
            "org = \"Council\"\nstaff = 3",
            "org = “Council”\nstaff = 3",
            "it has curly quotes: write straight ones",
        ),
        ("staff = 5", "stafff = 5", "[pool.desk] says no `staff`"),
        (
            "base = 0.2",
            "base = 1.2",
            "p.toml, line 9: `failure.base` must be a share from 0 to 1, and is 1.2",
        ),
        ("rate_per_hour = 20", "rate_per_hour = -20", "must be a number from 0 on, and is -20"),
        (
            "next = { look = 0.25 }",
            "next = { lok = 0.25 }",
            "`step.answer.next.lok` names “lok”, which there is not; did you mean “look”?",
        ),
        ("next = { look = 0.25 }", "next = { look = 0.7, answer = 0.7 }", "have chances of 1.4 together"),
        (
            "calendar = \"mon-fri 09:00-17:00\"",
            "calendar = \"mon-fri 17:00-09:00\"",
            "write “always”, or days and hours",
        ),
        ("time = \"exp 30m\"", "time = \"exp 30\"", "must be a length of time"),
        ("start = \"2026-04-01\"", "start = \"2026-13-01\"", "must be a date such as 2026-04-01"),
        ("years = 1", "years = 1\nweeks = 2", "[scenario] says both"),
        ("lo = 7, hi = 9", "lo = 9, hi = 7", "makes no sense: lo, v and hi are out of order"),
        (
            "org = \"Council\"\nstaff = 3",
            "org = \"Council\"\nskils = 3\nstaff = 3",
            "`pool.back.skils` is not known",
        ),
    ];
    for (from, to, says) in known {
        let said = refused(from, to);
        assert!(said.contains(says), "{to}: {said}");
        assert!(said.starts_with("p.toml, line "), "{said}");
    }
}

#[test]
fn an_option_changes_what_it_says_and_nothing_else() {
    let question = read(
        r#"
[areas]
north = 0.4
south = 0.6
[option.out]
move = ["back -> Contractor"]
set = { "pool.desk.staff" = 6, "failure.chase.minutes" = 3, "step.look.time.mean" = "45m" }
times = { "demand.question.rate_per_hour" = 1.1 }
[option.shared]
merge = { pools = ["desk", "back"], into = "all" }
[option.local]
split = { pool = "desk", overflow_after = "2h" }
[option.piece]
task = { step = "look", org = "Freelance", staff = 2 }
"#,
    );
    let names: Vec<(&str, &str)> =
        question.arrangements.iter().map(|one| (one.name.as_str(), one.kind.name)).collect();
    assert_eq!(
        names,
        [
            ("as_is", "as_is"),
            ("out", "outsourcing"),
            ("shared", "shared_service"),
            ("local", "local_teams"),
            ("piece", "single_task")
        ]
    );
    let [_, out, shared, local, piece] = question.arrangements.as_slice() else { panic!() };
    assert_eq!(out.plan.pools[1].organisation, "Contractor");
    let values = throughline::sourcing::question::in_future(&question.plan.values(), &[], &out.instead);
    let at =
        |path: &str| values[question.plan.amounts.iter().position(|amount| amount.path == path).unwrap()];
    assert_eq!((at("pool.desk.staff"), at("step.look.time.mean")), (6.0, 0.75));
    assert!((at("failure.chase.minutes") - 0.05).abs() < 1e-12, "minutes are counted in hours");
    assert!((at("demand.question.rate_per_hour") - 211.2).abs() < 1e-9);
    assert_eq!(out.instead.iter().filter(|one| matches!(one, Instead::Set(..))).count(), 3);

    let [all] = shared.plan.pools.as_slice() else { panic!("{:?}", shared.plan.pools) };
    let staff = |pool: &throughline::sourcing::plan::Pool| question.plan.amounts[pool.staff.0].value;
    assert_eq!((all.name.as_str(), staff(all)), ("all", 8.0));
    assert_eq!(question.plan.amounts[all.pounds_per_hour.0].value, 23.75, "(5 x 20 + 3 x 30) / 8");
    assert!(shared.plan.steps.iter().all(|step| step.pool == 0));

    let pools: Vec<(&str, f64)> =
        local.plan.pools.iter().map(|pool| (pool.name.as_str(), staff(pool))).collect();
    assert_eq!(pools, [("back", 3.0), ("desk, north", 2.0), ("desk, south", 3.0)]);
    assert_eq!((local.plan.steps[0].in_areas.as_slice(), local.plan.steps[1].pool), ([1, 2].as_slice(), 0));
    assert_eq!((local.plan.pools[1].helps[0].pool, local.plan.pools[2].helps[0].pool), (2, 1));

    assert_eq!(piece.plan.steps[1].pool, 2);
    assert_eq!(piece.plan.pools[2].organisation, "Freelance");
}

#[test]
fn an_option_that_cannot_be_is_a_sentence_too() {
    let known = [
        (
            "[option.x]\nmove = [\"bak -> C\"]",
            "line 28: [option.x] names pool “bak”, which there is not; did you mean “back”?",
        ),
        (
            "[option.x]\nset = { \"pool.desk.stuff\" = 3 }",
            "is no number of this plan; did you mean “pool.desk.staff”?",
        ),
        ("[option.x]\nkind = \"outsorcing\"", "which is no kind; did you mean “outsourcing”?"),
        ("[option.x]\nbase = \"y\"", "which is no option above; there are: as_is"),
        ("[option.x]\nsplit = { pool = \"desk\" }", "teams need areas"),
        ("[option.x]\nmerge = { pools = [\"desk\"] }", "must name at least two `pools`"),
        ("[option.x]\nsplitt = 3", "`option.x.splitt` is not known"),
        (
            "[option.x]\nmerge = { pools = [\"desk\", \"back\"] }\nset = { \"pool.back.staff\" = 3 }",
            "is of a pool that is not there",
        ),
        (
            "[option.x]\ntimes = { \"failure.base\" = 30 }",
            "line 28: `failure.base` would be 6, and is a share from 0 to 1; it is 0.2 before",
        ),
        ("[drift.x]\nprobability = 2", "must be a share from 0 to 1, and is 2"),
    ];
    for (more, says) in known {
        let said = from_toml(&format!("{PLAN}{more}\n"), "p.toml").unwrap_err().to_string();
        assert!(said.contains(says), "{more}: {said}");
        assert!(said.starts_with("p.toml, line "), "{said}");
    }
}

/// A length as it was seen has a mean that can be changed by its path, as every other has.
#[test]
fn the_mean_of_what_was_seen_is_a_number_of_the_plan() {
    let seen = PLAN.replace("time = \"exp 30m\"", "time = \"exp 30m\"\ndelay = \"seen 1h 2h 6h\"");
    let option = "[option.sooner]\ntimes = { \"step.answer.delay.mean\" = 0.5 }\n";
    let question = from_toml(&format!("{seen}{option}"), "p.toml").unwrap();
    assert_eq!(value(&question, "step.answer.delay.mean"), 3.0);
    assert_eq!(question.arrangements[1].instead.len(), 1);
}
