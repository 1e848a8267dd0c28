//! What a plan says beside its ways of arranging the work, changed by forms; and what its runs lead to: the study of a single one, the forms of
//! the numbers that the answer rests on.

use super::main_of;
use super::plans::{SMALL, made, over, text, town, version};

#[test]
fn a_run_of_a_way_opens_in_the_study_beside_today() {
    let town = town();
    let [cass, kit] = ["cass", "kit"].map(|name| town.worker(name));
    let plan = made(&cass);
    cass.does(&plan, &[("do", "run")]);
    let page = over(&cass, &plan);
    let study = format!("{plan}/answer/1/study?way=quicker");
    assert!(main_of(&page).contains(&format!("href=\"{study}\"")), "{page}");
    let answer = cass.sees(&format!("{plan}/answer/1"));
    assert!(answer.contains(&format!("href=\"{study}\"")), "{answer}");
    assert!(answer.contains("The map of <bdi>quicker</bdi>"), "how the work goes is drawn: {answer}");
    // Whoever disagrees with a number is one press from its form; and the way that changes nothing has a name for people.
    assert!(answer.contains(&format!("href=\"{plan}/number?path=failure.base\"")), "{answer}");
    assert!(answer.contains("“as it is”") && !answer.contains("<bdi>as_is"), "{answer}");

    // Nothing has happened here: the run stands alone.
    let alone = cass.sees(&study);
    assert!(
        alone.contains("as nothing has happened here yet") && alone.contains("quicker, one run"),
        "{alone}"
    );
    town.person("my heating is off", "");
    let both = cass.sees(&study);
    assert!(both.contains("beside what has happened here until today"), "{both}");
    assert!(both.contains("quicker, one run") && both.contains("Northbridge, today"), "{both}");
    assert!(both.contains("What differs first"), "{both}");
    assert!(both.contains(&format!("<a href=\"{plan}\">Back to the plan</a>")), "{both}");
    assert!(!both.contains("--json"), "nobody has a command line here: {both}");
    assert!(cass.sees(&format!("{plan}/answer/1/study?way=as_is")).contains("“as it is”, one run"));

    for wrong in ["/answer/1/study?way=other", "/answer/1/study", "/answer/2/study?way=quicker"] {
        assert_eq!(cass.get(&format!("{plan}{wrong}")).status, 404, "{wrong}");
    }
    assert_eq!(kit.get(&study).status, 404, "who may not read the plan reads no run of it");
}

#[test]
fn what_decides_is_split_where_somebody_asks_for_it() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let alone = "How much goes with each number alone";
    cass.does(&plan, &[("do", "run")]);
    over(&cass, &plan);
    assert!(!cass.sees(&format!("{plan}/answer/1")).contains(alone));
    cass.does(&plan, &[("do", "run"), ("shares", "yes")]);
    over(&cass, &plan);
    let answer = cass.sees(&format!("{plan}/answer/2"));
    assert!(answer.contains(alone), "{answer}");
}

#[test]
fn what_the_world_may_do_is_said_by_forms() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let course = format!("{plan}/course");
    assert!(main_of(&cass.sees(&plan)).contains("no other course than its own"));
    let flood = |chance: &'static str, version: &str| -> Vec<(&str, String)> {
        vec![
            ("version", version.into()),
            ("name", "flood & storm".into()),
            ("probability", chance.into()),
            ("path", "demand.question.rate_per_day".into()),
            ("how", "times".into()),
            ("v", "1.3".into()),
            ("source", "the winter of 2014".into()),
        ]
    };
    fn of<'f>(fields: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
    let again = cass.post(&course, &of(&flood("1.4", &version(&cass, &plan))));
    assert!(again.status == 200 && again.body.contains("Nothing is changed yet"), "{}", again.body);
    assert!(
        again.body.contains("value=\"flood &amp; storm\""),
        "what was typed is still there: {}",
        again.body
    );
    let there = cass.does(&course, &of(&flood("20%", &version(&cass, &plan))));
    let page = cass.sees(&there);
    assert!(main_of(&page).contains("times.demand.question.rate_per_day"), "{page}");
    assert!(text(&cass, &plan).contains("probability = 0.2"), "{}", text(&cass, &plan));

    // Its chance is taken back, one more number differs, and then it is the plan's own again.
    let now = version(&cass, &plan);
    cass.does(
        &course,
        &[("do", "likely"), ("name", "flood & storm"), ("version", &now), ("probability", "")],
    );
    assert!(
        !text(&cass, &plan).contains("probability")
            && main_of(&cass.sees(&plan)).contains("a stress that nobody")
    );
    let path = format!("{plan}/number?course=flood+%26+storm&path=failure.base&how=set");
    assert!(cass.sees(&path).contains("in place of the plan’s own"));
    let number = format!("{plan}/number");
    let base = [("path", "drift.flood & storm.set.failure.base"), ("v", "0.3")];
    let back = cass.does(&number, &[base[0], ("version", &version(&cass, &plan)), base[1]]);
    assert!(main_of(&cass.sees(&back)).contains("set.failure.base"), "{back}");
    cass.does(&number, &[base[0], ("version", &version(&cass, &plan)), ("do", "remove")]);
    cass.does(&course, &[("do", "remove"), ("version", &version(&cass, &plan)), ("name", "flood & storm")]);
    assert_eq!(text(&cass, &plan), SMALL);
}

#[test]
fn how_demands_go_on_is_said_by_a_form() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let course = format!("{plan}/course");
    assert!(cass.sees(&format!("{course}?of=demands")).contains("Of which kinds of needs"));
    let growth = [
        ("of", "demands"),
        ("name", "growth"),
        ("v", "2%"),
        ("lo", "0"),
        ("hi", "4%"),
        ("demand", "question"),
    ];
    let now = version(&cass, &plan);
    let there = cass.does(&course, &[&growth[..], &[("version", now.as_str())]].concat());
    assert!(main_of(&cass.sees(&there)).contains("level_per_year"));
    assert!(text(&cass, &plan).contains("drift = \"growth\""), "{}", text(&cass, &plan));
    cass.does(&course, &[("do", "remove"), ("version", &version(&cass, &plan)), ("name", "growth")]);
    assert_eq!(text(&cass, &plan), SMALL);
}

#[test]
fn numbers_go_together_by_a_form_and_run_so() {
    let town = town();
    let [cass, lee] = ["cass", "lee"].map(|name| town.worker(name));
    let plan = made(&cass);
    let together = format!("{plan}/together");
    let form = cass.sees(&together);
    assert!(
        form.contains("value=\"failure.base\"") && !form.contains("value=\"pool.desk.staff\""),
        "what is exact goes with nothing: {form}"
    );
    let now = version(&cass, &plan);
    let busy = [
        ("version", now.as_str()),
        ("name", "busy"),
        ("of", "demand.question.rate_per_day"),
        ("of", "failure.base"),
        ("rank", "0.6"),
        ("source", "two winters"),
    ];
    let one: Vec<_> = busy.iter().copied().filter(|field| *field != busy[3]).collect();
    let again = cass.post(&together, &one);
    assert!(
        again.body.contains("fewer than two numbers") && again.body.contains("value=\"busy\""),
        "{}",
        again.body
    );
    cass.does(&together, &busy);
    let page = cass.sees(&plan);
    assert!(main_of(&page).contains("demand.question.rate_per_day, failure.base"), "{page}");
    cass.does(&plan, &[("do", "run")]);
    assert!(main_of(&over(&cass, &plan)).contains("For each need met"));

    // Said otherwise, and independent again.
    let form = cass.sees(&format!("{together}?name=busy"));
    assert!(form.contains("value=\"0.6\"") && form.contains("two winters"), "{form}");
    let now = version(&cass, &plan);
    let less = [&busy[1..4], &[("rank", "−0.2"), ("version", now.as_str()), ("known", "yes")]].concat();
    cass.does(&together, &less);
    assert!(text(&cass, &plan).contains("-0.2"), "{}", text(&cass, &plan));
    let now = version(&cass, &plan);
    cass.does(&together, &[("do", "remove"), ("known", "yes"), ("name", "busy"), ("version", &now)]);
    assert_eq!(text(&cass, &plan), SMALL);
    assert_eq!(lee.get(&together).status, 404);
}

#[test]
fn how_good_a_source_is_and_how_lengths_are_drawn_is_said_by_forms() {
    let town = town();
    let cass = town.worker("cass");
    let plan = made(&cass);
    let number = format!("{plan}/number");
    assert!(cass.sees(&format!("{number}?path=failure.base")).contains("How good that source is"));
    let now = version(&cass, &plan);
    let graded = [
        ("path", "pool.desk.staff"),
        ("version", now.as_str()),
        ("v", "5"),
        ("source", "audit"),
        ("status", "quoted"),
        ("grade", "A"),
    ];
    cass.does(&number, &graded);
    assert!(
        text(&cass, &plan)
            .contains("staff = { v = 5, source = \"audit\", status = \"quoted\", grade = \"A\" }"),
        "{}",
        text(&cass, &plan)
    );
    assert!(main_of(&cass.sees(&plan)).contains("audit (grade A)"));

    // Of the length of a step its family can be another; one of a kind that was seen too.
    let page = cass.sees(&format!("{number}?path=step.answer.time.mean"));
    let length = format!("{plan}/length");
    assert!(page.contains(&format!("href=\"{length}?path=step.answer.time\"")), "{page}");
    assert!(cass.sees(&format!("{length}?path=step.answer.time")).contains("by an exponential"));
    let form = cass.sees(&format!("{length}?path=step.answer.time&family=seen"));
    assert!(form.contains("The lengths that were seen"), "{form}");
    let now = version(&cass, &plan);
    let seen = [("path", "step.answer.time"), ("family", "seen"), ("version", now.as_str())];
    let again = cass.post(&length, &seen);
    assert!(
        again.body.contains("Nothing is changed yet")
            && again.body.contains("Say the lengths that were seen"),
        "{}",
        again.body
    );
    cass.does(&length, &[&seen[..], &[("seen", "10m 30m 50m")]].concat());
    assert!(text(&cass, &plan).contains("time = \"seen 10m 30m 50m\""), "{}", text(&cass, &plan));
    assert!(cass.sees(&format!("{number}?path=step.answer.time.mean")).contains("as they were seen"));
    let now = version(&cass, &plan);
    let gamma = [
        ("path", "step.answer.time"),
        ("family", "gamma"),
        ("version", now.as_str()),
        ("mean", "30m"),
        ("variation", "0.5"),
    ];
    cass.does(&length, &gamma);
    assert!(text(&cass, &plan).contains("family = \"gamma\""), "{}", text(&cass, &plan));
    assert_eq!(cass.get(&format!("{length}?path=pool.desk")).status, 404);
}
