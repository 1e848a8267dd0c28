//! Plans as they are written, right and wrong.

use throughline::sourcing::amount::Known;
use throughline::sourcing::plan::{Arrives, Number, Time};
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
        ("time = \"exp 30m\"", "time = \"erlang 1000000000 1h\"", "must be a length of time"),
        (
            "rate_per_hour = 20",
            "rate_per_hour = 1e15",
            "`pool.desk.rate_per_hour` is £1e15 for an hour of one person; write pounds an hour, such as 21.40",
        ),
        (
            "rate_per_hour = 20",
            "rate_per_hour = 31_000",
            "is £31,000 for an hour of one person; write pounds an hour, such as 21.40; if that is for a year of 1600 hours worked, write 19.38",
        ),
        ("start = \"2026-04-01\"", "start = \"2026-13-01\"", "must be a date such as 2026-04-01"),
        ("years = 1", "years = 1\nweeks = 2", "[scenario] says both"),
        ("lo = 7, hi = 9", "lo = 9, hi = 7", "makes no sense: lo, v and hi are out of order"),
        (
            "org = \"Council\"\nstaff = 3",
            "org = \"everybody else\"\nstaff = 3",
            "`pool.back.org` is “everybody else”, which the ledger calls others",
        ),
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

/// What makes no sense is refused with its line: growth to nothing, lengths of nothing, ends the wrong way round.
#[test]
fn numbers_that_cannot_be_meant_are_refused() {
    let contract = "[option.out]\nmove = [\"back -> C\"]\n[option.out.contract]\nsupplier = \"C\"\nkind = \"fixed\"\nannual = 5\nyears = 3\n";
    let growth = "of -0.99 or more (at -1 nothing would be left)";
    for (more, says) in [
        (format!("{contract}index = -2\n"), growth),
        (
            format!("{contract}break_fee = [1.5, 2]\n"),
            "`option.out.contract.break_fee` must be a share from 0 to 1, and is 1.5",
        ),
        (
            "[option.slow]\nlearning = { loss = 0.1, half_life_days = 0 }\n".to_string(),
            "`option.slow.learning.half_life_days` must be a number above 0, and is 0",
        ),
        ("[drift.base]\nlevel_per_year = -1\n".to_string(), growth),
    ] {
        let said = from_toml(&format!("{PLAN}\n{more}"), "p.toml").unwrap_err().to_string();
        assert!(said.contains(says) && said.starts_with("p.toml, line "), "{more}: {said}");
    }
    for (from, to, says) in [
        ("staff = 5", "staff = 5\nhelps = [{ pool = \"desk\" }]", "`helps` names its own pool"),
        (
            "[demand.question]",
            "[demand.question]\ncomplexity = { low = 0.9, high = 0.2 }",
            "`demand.question.complexity` has a `low` of 0.9 above its `high` of 0.2",
        ),
        ("rate_per_hour = 20", "rate_per_hour = 1e300", "is £1e300 for an hour"),
        (
            "time = \"exp 30m\"",
            "time = { family = \"uniform\", low = \"3h\", high = \"1h\" }",
            "[step.answer.time] has its ends the wrong way round",
        ),
        (
            "time = \"exp 30m\"",
            "time = { family = \"hyper\", chance = 1.5, first_mean = \"1h\", second_mean = \"2h\" }",
            "`step.answer.time.chance` must be a share from 0 to 1, and is 1.5",
        ),
    ] {
        let said = refused(from, to);
        assert!(said.contains(says) && said.starts_with("p.toml, line "), "{to}: {said}");
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
            "line 28: `failure.base` could be 6 in option “x”, and is a share from 0 to 1; before it is up to 0.2",
        ),
        (
            "[option.x]\ntimes = { \"failure.base\" = { v = 1, lo = 0.5, hi = 6 } }",
            "line 28: `failure.base` could be 1.2",
        ),
        (
            "[option.x]\ntimes = { \"failure.base\" = 2.5 }\n[drift.y]\ntimes = { \"failure.base\" = 2.5 }",
            "line 28: `failure.base` could be 1.25 in option “x”",
        ),
        (
            "[drift.x]\nprobability = 0.8\n[drift.y]\nprobability = 0.4",
            "line 30: the probabilities of the courses in [drift] come to 1.2",
        ),
        (
            "[option.x]\nmove = [\"back -> staff\"]",
            "line 28: `option.x.move` is “ staff”, which the ledger calls",
        ),
        (
            "[option.x]\noverhead = { each_staff = 3, per_year = 9, org = \"Cuncil\" }",
            "line 28: `overhead` is of “Cuncil”, which has no pool here; there are: Council",
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
    // Evenly between 1 and 2 hours, or between 2 and 6.
    assert_eq!(value(&question, "step.answer.delay.mean"), 2.75);
    assert_eq!(question.arrangements[1].instead.len(), 1);
}

/// Three pools of which two can do a step.
fn of_skills(pools: [&str; 3], look: &str) -> String {
    let [desk, back, more] = pools;
    let look = if look.is_empty() { String::new() } else { format!("{look}\n") };
    PLAN.replace("[pool.back]", &format!("{desk}\n[pool.back]\n{back}"))
        .replace("[step.answer]", &format!("[pool.more]\nstaff = 1\n{more}\n[step.answer]"))
        .replace("pool = \"back\"\n", &look)
}

#[test]
fn a_step_is_done_by_those_who_have_its_skill() {
    let two = "skills = [\"sees\", \"looks\"]";
    let text = of_skills(["", two, "skills = [\"sees\"]"], "skill = \"sees\"")
        + "[step.third]\nskill = \"looks\"\ntime = \"1m\"\n";
    let plan = from_toml(&text, "p.toml").unwrap().plan;
    assert_eq!((plan.steps[1].pool, plan.steps[2].pool), (2, 1), "who has the fewest skills comes first");
    let [help] = plan.pools[1].helps.as_slice() else { panic!("{:?}", plan.pools[1].helps) };
    assert_eq!((help.pool, plan.amounts[help.after_hours.0].value, help.above), (2, 0.0, None));
    assert!(plan.pools[2].helps.is_empty());
    // By the name of the step, and beside the pool that is named.
    let text = of_skills(["skills = [\"answer\"]", "skills = [\"look\"]", ""], "");
    let plan = from_toml(&text, "p.toml").unwrap().plan;
    assert_eq!((plan.steps[0].pool, plan.steps[1].pool), (0, 1));
    let known = [
        (["", "", ""], "", "says no `pool`, and no pool has the skill “look”; write"),
        (["", "", ""], "skill = \"sees\"", "`step.look.skill` is “sees”, which no pool has"),
        (["", "skills = [\"sees\"]", ""], "pool = \"back\"", "names “sees”, which no step asks for"),
        (["", "skills = \"look\"", ""], "", "`pool.back.skills` must be a list of names of steps or skills"),
        (
            ["", "skills = [\"look\"]", ""],
            "pool = \"desk\"",
            "names the pool “desk”, and the skill “look” is that of “back”",
        ),
        (
            ["skills = [\"look\"]", "skills = [\"look\"]", ""],
            "",
            "and “desk” also does “answer”, which “back” cannot",
        ),
    ];
    for (pools, look, says) in known {
        let said = from_toml(&of_skills(pools, look), "p.toml").unwrap_err().to_string();
        assert!(said.contains(says), "{pools:?} {look}: {said}");
        assert!(said.starts_with("p.toml, line "), "{said}");
    }
}

#[test]
fn demands_go_on_as_their_drift_says() {
    let text = PLAN.replace("[failure]", "drift = \"base\"\n[failure]\nper_spec_gap = 0.3");
    let drift = "[drift.base]\nlevel_per_year = { v = 0.02, lo = -0.01, hi = 0.06, dist = \"pert\" }\nspec_changes_per_year = 6\n";
    let options = "[option.as_is]\nchange = { in_house_lead_days = 10, in_house_per_point = 900 }\n[option.other]\nprepared_in_months = 2\n\
         expertise = { failure_times = 0.8, stays_months = 10, fades_half_life_days = 90 }\n[option.out]\nmove = [\"back -> C\"]\n\
         contract = { kind = \"fixed\", supplier = \"C\", annual = 9, years = 2, change = { lead_days = 60, per_point = 9500 } }\n[drift.cold]\n\
         set = { \"drift.base.level_per_year\" = 0.1 }\n";
    let question = from_toml(&format!("{text}{drift}{options}"), "p.toml").unwrap();
    let Arrives::AtRandom { growth_per_year: Some(level), .. } = question.plan.demands[0].arrives else {
        panic!("{:?}", question.plan.demands[0].arrives)
    };
    assert_eq!(question.plan.amounts[level.0].path, "drift.base.level_per_year");
    assert_eq!(question.drifts.len(), 1, "the drift of demands is no other course");
    let lead = |place: usize| {
        let changes = question.arrangements[place].plan.demands[0].spec_changes.unwrap();
        question.plan.amounts[changes.lead_days.unwrap().0].value
    };
    assert_eq!((lead(0), lead(1), lead(2)), (10.0, 10.0, 60.0), "own people take as long under every option");
    let [_, expert, _] = question.arrangements.as_slice() else { panic!() };
    let uplift = expert.plan.demands[0].failure.uplift.unwrap();
    let values = throughline::sourcing::question::in_future(&question.plan.values(), &[], &expert.instead);
    assert_eq!((values[uplift.times.0], values[uplift.half_life_days.unwrap().0]), (0.8, 90.0));
    assert!((values[uplift.leaves_on_day.0] - 12.0 * 365.25 / 12.0).abs() < 1e-9, "after it began");
    let known = [
        (String::new(), "which is no drift of demands. Write [drift.base]"),
        (drift.replace("drift.base", "drift.bass"), "which is no drift of demands; did you mean “bass”?"),
        (drift.replace("= 6", "= 6\nprobability = 0.5"), "says `probability`, and is how demands go on"),
        (format!("{drift}[drift.more]\nlevel_per_year = 0.1\n"), "and none says so; write drift = \"more\""),
        (
            drift.replace("0.02, lo = -0.01, hi = 0.06", "2, lo = 1, hi = 3"),
            "makes more than twice as much of it every year",
        ),
        (drift.replace("-0.01", "-1"), "at -1 nothing would be left"),
        (drift.replace("spec_changes_per_year = 6", ""), "and nothing changes; write [drift.base]"),
        (
            format!("{drift}[option.x]\nchange = {{ per_year = 3 }}\n"),
            "says it for all ways alike; leave it out",
        ),
        (format!("{drift}[option.x]\nexpertise = {{ failure_times = 0.8 }}\n"), "says no `stays_months`"),
    ];
    for (drift, says) in known {
        let said = from_toml(&format!("{text}{drift}"), "p.toml").unwrap_err().to_string();
        assert!(said.contains(says), "{drift}: {said}");
        assert!(said.starts_with("p.toml, line "), "{said}");
    }
}

/// What is said of all kinds of needs alike is of those that change; the others have nothing to be behind with.
#[test]
fn one_of_two_kinds_of_needs_may_change_alone() {
    // Of the first kind its drift, of the second what it says itself, and what holds for all.
    let with = |drift: &str, own: &str, all: &str| {
        let other = format!("[demand.form]\nrate_per_day = 3\n{own}\n");
        let text = PLAN.replace("[failure]", &format!("{drift}\n{other}[failure]\n{all}"));
        let changes =
            "[drift.base]\nspec_changes_per_year = 6\n[option.as_is]\nchange = { in_house_lead_days = 10 }\n";
        from_toml(&format!("{text}{}", if drift.is_empty() { "" } else { changes }), "p.toml")
    };
    let (drifts, gap) = ("drift = \"base\"", "per_spec_gap = 0.3");
    let question = with(drifts, "", gap).unwrap();
    let [changing, other] = question.plan.demands.as_slice() else { panic!() };
    assert!(changing.spec_changes.is_some() && other.spec_changes.is_none());
    assert_eq!(changing.failure.per_spec_gap, other.failure.per_spec_gap);
    for (drift, own, all, path) in [
        ("", "", gap, "`failure.per_spec_gap`"),
        (drifts, "failure = { per_spec_gap = 0.2 }", "", "`demand.form.failure.per_spec_gap`"),
    ] {
        let says = with(drift, own, all).unwrap_err().to_string();
        assert!(says.contains(path) && says.contains("and nothing changes"), "{says}");
    }
}

#[test]
fn a_generalist_team_keeps_the_hours_of_the_pool_that_is_named() {
    let areas =
        "[areas]\nnorth = 1\nsouth = 1\n[option.local]\nsplit = { pool = \"back\" }\ngeneralist = true\n";
    let question = read(areas);
    let names: Vec<&str> =
        question.arrangements[1].plan.pools.iter().map(|pool| pool.name.as_str()).collect();
    assert_eq!(names, ["back, north", "back, south"]);
}

/// What a kind of need says of failing stands in place of what is said for all, key by key: what it leaves out still holds.
#[test]
fn what_one_kind_of_need_leaves_out_of_failing_is_as_for_all() {
    let own = PLAN.replace(
        "[failure]",
        "[demand.question.failure]\nbase = 0.4\n[failure]\ngive_up = 0.1\nper_handoff = 0.3",
    );
    let question = from_toml(&own, "p.toml").unwrap();
    let demand = &question.plan.demands[0];
    let path = |number: Number| question.plan.amounts[number.0].path.as_str();
    assert_eq!(path(demand.failure.base), "demand.question.failure.base");
    assert_eq!(
        (path(demand.failure.give_up), path(demand.failure.per_hand_over)),
        ("failure.give_up", "failure.per_handoff")
    );
    assert!(demand.chase.is_some());
}

#[test]
fn what_toml_does_not_read_is_said_in_the_words_of_a_plan() {
    for (from, to, says) in [
        ("staff = 5", "staff = 5\nstaff = 6", "`staff` is said a second time"),
        ("rate_per_hour = 20", "rate_per_hour = £20", "money is a number of pounds without a sign"),
        ("[pool.desk]", "[pool.front desk]", "stands in quotes: [pool.\"trades team\"]"),
    ] {
        let found = refused(from, to);
        assert!(found.contains(says) && found.contains("p.toml, line "), "{found}");
    }
}

#[test]
fn who_helps_is_asked_for_what_makes_sense() {
    let option = |more: &str| from_toml(&format!("{PLAN}[option.help]\n{more}\n"), "p.toml");
    let by = |ends: &str| format!("by = [{{ measured = \"resolved\", {ends} }}]");
    let fee = format!(
        "kind = \"at_risk\", supplier = \"Advisers\", fee = 100, at_risk = 0.5, {}",
        by("nothing_at = 0.6, all_at = 0.9")
    );
    let helped =
        option(&format!("expertise = {{ failure_times = 0.9, stays_months = 7 }}\ncontract = {{ {fee} }}"))
            .unwrap();
    let money = &helped.arrangements[1].money;
    assert_eq!(
        Some(money.contract.as_ref().unwrap().months),
        money.helps_months,
        "there as long as it helps"
    );
    let worse = fee.replace("nothing_at = 0.6, all_at = 0.9", "nothing_at = 0.9, all_at = 0.6");
    let expertise = |stays: &str| format!("expertise = {{ failure_times = 0.9, stays_months = {stays} }}\n");
    for (more, says) in [
        (
            format!("{}contract = {{ {worse} }}", expertise("7")),
            "so it would pay for doing worse; write an `all_at` above `nothing_at`",
        ),
        (format!("{}contract = {{ {fee} }}", expertise("0")), "is 0, so nobody helps"),
        (
            format!("{}buyer = \"Advisers\"\ncontract = {{ {fee} }}", expertise("7")),
            "“Advisers” would buy from itself",
        ),
        (
            format!("contract = {{ {} }}", fee.replace("Advisers", " ")),
            "`option.help.contract.supplier` is empty",
        ),
        (
            format!("contract = {{ {} }}", fee.replace("Advisers", "Council")),
            "[option.help.contract] says no `years`",
        ),
    ] {
        let found = option(&more).unwrap_err().to_string();
        assert!(found.contains(says), "{more}: {found}");
    }
}
