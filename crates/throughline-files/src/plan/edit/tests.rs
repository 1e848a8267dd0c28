//! Changes to the text of a plan: what is changed holds when it is read again, all else stays as it was written.

use throughline::sourcing::amount::{Amount, Grade, Known};
use throughline::sourcing::arrangement::KINDS;
use throughline::sourcing::question::Question;

use super::*;

/// A plan of a place: numbers that are plain, and numbers with all that is known of them.
fn place() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/edit/place.toml")).unwrap()
}

fn read(text: &str) -> Question {
    from_toml(text, "p.toml").unwrap()
}

fn amount<'q>(question: &'q Question, path: &str) -> &'q Amount {
    question.plan.amounts.iter().find(|amount| amount.path == path).unwrap()
}

/// Lines of one text that are not in the other.
fn changed(before: &str, after: &str) -> Vec<String> {
    after.lines().filter(|line| !before.lines().any(|known| known == *line)).map(str::to_string).collect()
}

#[test]
fn every_number_that_is_written_is_found_and_put_back_as_it_was() {
    let text = place();
    let before = read(&text);
    for written in before.plan.written() {
        let said = said(&text, &written.path).unwrap().unwrap_or_else(|| panic!("{}", written.path));
        assert_eq!(
            said.source,
            written.source.clone().unwrap_or(match said.source.as_str() {
                "none" => "none".to_string(),
                _ => String::new(),
            }),
            "{}",
            written.path
        );
        let after = read(&put(&text, &written.path, &said).unwrap());
        let values = |question: &Question| -> Vec<(String, f64)> {
            let mut all: Vec<_> =
                question.plan.written().map(|amount| (amount.path.clone(), amount.value)).collect();
            all.sort_by(|one, other| one.0.cmp(&other.0));
            all
        };
        assert_eq!(values(&after), values(&before), "{}", written.path);
    }
}

#[test]
fn a_number_changes_in_its_line_and_nowhere_else() {
    let text = place();
    let said = Said {
        value: "27".into(),
        low: "25".into(),
        high: "31".into(),
        belief: "pert".into(),
        source: "establishment list, May".into(),
        status: "measured".into(),
        grade: "A".into(),
        owner: "the depot".into(),
        date: "2026-05-01".into(),
    };
    let after = put(&text, "pool.trades.staff", &said).unwrap();
    assert_eq!(
        changed(&text, &after),
        [
            r#"staff = { v = 27, lo = 25, hi = 31, dist = "pert", source = "establishment list, May", status = "measured", grade = "A", owner = "the depot", date = "2026-05-01" }"#
        ]
    );
    let question = read(&after);
    let staff = amount(&question, "pool.trades.staff");
    assert_eq!((staff.value, staff.known, staff.grade), (27.0, Known::Measured, Some(Grade::A)));
    assert_eq!(staff.range.unwrap().high, 31.0);
    // Said again with less, it is a plain number again.
    let plain = put(&after, "pool.trades.staff", &Said { value: "30".into(), ..Said::default() }).unwrap();
    assert_eq!(plain, text);
}

#[test]
fn a_length_in_a_text_is_spelt_out_when_a_range_is_known() {
    let text = place();
    let path = "step.mend.time.mean";
    assert_eq!(said(&text, path).unwrap().unwrap().value, "150m");
    let wider = Said { value: "2h".into(), low: "100m".into(), high: "3h".into(), ..Said::default() };
    let after = put(&text, path, &wider).unwrap();
    assert_eq!(
        changed(&text, &after),
        [r#"time = { family = "lognormal", variation = 0.9, mean = { v = "2h", lo = "100m", hi = "3h" } }"#]
    );
    let question = read(&after);
    assert_eq!(amount(&question, path).value, 2.0);
    assert_eq!(amount(&question, path).range.unwrap().low, 100.0 / 60.0);
    assert_eq!(amount(&question, "step.mend.time.variation").value, 0.9);
    // A length that is always the same keeps its path too, as options name it.
    let fixed = text
        .replace("\"lognormal 150m variation 0.9\"", "\"150m\"")
        .replace("step.mend.time.mean", "step.mend.time.length");
    let after = put(&fixed, "step.mend.time.length", &wider).unwrap();
    assert_eq!(amount(&read(&after), "step.mend.time.length").value, 2.0);
}

#[test]
fn numbers_are_taken_as_people_write_them() {
    let text = place();
    let value = |path: &str, value: &str| {
        let after = put(&text, path, &Said { value: value.into(), ..Said::default() }).unwrap();
        amount(&read(&after), path).value
    };
    assert_eq!(value("option.outsourced.contract.annual", "£1,950,000"), 1_950_000.0);
    assert_eq!(value("failure.base", "35%"), 0.35);
    assert_eq!(value("pool.contact.rate_per_hour", " 19.50 "), 19.5);
    // Where a comma may be meant for the point nothing is guessed.
    for written in ["0,9", "0,85", "1,95,000", "0.1,5"] {
        let refused =
            put(&text, "failure.base", &Said { value: written.into(), ..Said::default() }).unwrap_err();
        assert!(refused.to_string().contains("failure.base"), "{written}: {refused}");
    }
    // What nobody wrote is written where it belongs.
    assert!(said(&text, "failure.per_mismatch").unwrap().is_none());
    assert_eq!(value("failure.per_mismatch", "0.4"), 0.4);
}

#[test]
fn what_makes_no_plan_changes_nothing_and_says_why() {
    let text = place();
    let wrong = |path: &str, value: &str| {
        put(&text, path, &Said { value: value.into(), ..Said::default() }).unwrap_err().to_string()
    };
    let says = wrong("failure.base", "1.4");
    assert!(says.contains("line 27") && says.contains("a share from 0 to 1"), "{says}");
    let says = wrong("pool.trades.staff", "none");
    assert!(says.contains("`pool.trades.staff`") && says.contains("a whole number"), "{says}");
    let says = wrong("pool.trade.staff", "5");
    assert!(says.contains("trade"), "{says}");
    assert!(put("nonsense =", "failure.base", &Said::default()).is_err());
    assert!(remove(&text, &["option", "gone"]).unwrap_err().to_string().contains("not in this plan"));
}

#[test]
fn a_way_may_differ_in_a_number_and_stop_to() {
    let text = place();
    let half = Said { value: "0.5".into(), source: "a trial".into(), ..Said::default() };
    let path = "option.local.times.failure.per_handoff";
    let after = put(&text, path, &half).unwrap();
    assert_eq!(
        changed(&text, &after),
        ["", "[option.local.times]", r#""failure.per_handoff" = { v = 0.5, source = "a trial" }"#][1..]
    );
    assert_eq!(amount(&read(&after), path).value, 0.5);
    assert_eq!(said(&after, path).unwrap(), Some(half));
    let without = remove(&after, &["option", "local", "times", "failure.per_handoff"]).unwrap();
    assert!(said(&without, path).unwrap().is_none());
    let fewer = remove(&text, &["option", "local"]).unwrap();
    assert_eq!(read(&fewer).arrangements.len(), read(&text).arrangements.len() - 1);
}

#[test]
fn every_kind_of_arrangement_can_be_put_in() {
    let text = place();
    for kind in &KINDS[1..] {
        let agreed = Agreed {
            kind: "fixed".into(),
            price: "£900,000".into(),
            years: "3".into(),
            source: "a bid".into(),
        };
        let way = NewWay {
            name: format!("a new {}", kind.name),
            kind,
            about: "as somebody \"said\"".into(),
            pools: vec!["inspection".into(), "trades".into()],
            organisation: "Somebody else".into(),
            task: ["inspect".into(), "3".into(), "31.50".into()],
            overflow_after: "2d".into(),
            meetings: "5%".into(),
            months: "6".into(),
            cost: "40,000".into(),
            agreed: matches!(kind.name, "outsourcing" | "spin_out").then_some(agreed),
            help: (kind.name == "insourced_expertise").then(|| Help {
                months: "12".into(),
                failure_times: "0.8".into(),
                fee: "£60,000".into(),
                at_risk: "50%".into(),
                nothing_and_all_at: ["60%".into(), "90%".into()],
                source: "their letter".into(),
            }),
        };
        let after = put_way(&text, &way).unwrap();
        let question = read(&after);
        let made = question.arrangements.last().unwrap();
        assert_eq!((made.name.as_str(), made.kind.name), (way.name.as_str(), kind.name));
        assert_eq!(made.about, "as somebody \"said\"");
        assert_eq!(
            made.money.contract.is_some(),
            way.agreed.is_some() || way.help.is_some(),
            "{}",
            kind.name
        );
        assert_eq!(made.plan.demands[0].failure.uplift.is_some(), way.help.is_some(), "{}", kind.name);
        assert!(after.starts_with(&text[..text.find("[drift").unwrap()]), "{after}");
        let again = put_way(&after, &way).unwrap_err().to_string();
        assert!(again.contains("already"), "{again}");
    }
}

/// What is said of a number of which only the value is.
fn only(value: &str) -> Said {
    Said { value: value.into(), ..Said::default() }
}

#[test]
fn lengths_as_they_were_seen_have_a_mean_to_be_changed() {
    let text = place().replace("\"lognormal 150m variation 0.9\"", "\"seen 1h 2h 6h\"");
    let path = "step.mend.time.mean";
    // Evenly between neighbours: 1.5 hours half of the time, 4 hours the other half.
    assert_eq!(said(&text, path).unwrap(), Some(only("2.75h")));
    let wider = Said { low: "2h".into(), high: "4h".into(), ..only("3h") };
    let after = put(&text, path, &wider).unwrap();
    assert_eq!(
        changed(&text, &after),
        [r#"time = { family = "seen", seen = "1h 2h 6h", mean = { v = "3h", lo = "2h", hi = "4h" } }"#]
    );
    assert_eq!(amount(&read(&after), path).range.unwrap().high, 4.0);
}

#[test]
fn a_length_is_drawn_from_another_family_and_what_was_said_of_what_stays_is_kept() {
    let text = place();
    let path = "step.mend.time";
    let was = length(&text, path).unwrap().unwrap();
    assert_eq!(
        (was.family.as_str(), was.part("mean"), was.part("variation")),
        ("lognormal", Some(&only("150m")), Some(&only("0.9")))
    );
    let known = Said { source: "a count".into(), status: "measured".into(), ..only("150m") };
    let text = put(&text, "step.mend.time.mean", &known).unwrap();
    let to = |family: &str, written: &[(&str, &str)]| {
        let written: Vec<(&str, String)> =
            written.iter().map(|(key, text)| (*key, text.to_string())).collect();
        put_length(&text, path, family, &written, "a guess")
    };
    let after = to("gamma", &[("mean", "150m"), ("variation", "0.5")]).unwrap();
    assert_eq!(
        changed(&text, &after),
        [
            r#"time = { family = "gamma", mean = { v = "150m", source = "a count", status = "measured" }, variation = { v = 0.5, source = "a guess" } }"#
        ]
    );
    let after = to("seen", &[("mean", ""), ("seen", "1h 2h 3h")]).unwrap();
    assert_eq!(changed(&text, &after), [r#"time = "seen 1h 2h 3h""#]);
    assert_eq!(amount(&read(&after), "step.mend.time.mean").value, 2.0);
    let longer = to("seen", &[("mean", "4h"), ("seen", "1h 2h 3h")]).unwrap();
    assert_eq!(amount(&read(&longer), "step.mend.time.mean").value, 4.0);
    // Every family that is offered can be taken, the mean of what was, and what it always is, being the same.
    for family in Length::families() {
        let written: Vec<(&str, &str)> = Length::keys(family)
            .iter()
            .map(|key| match *key {
                "mean" | "length" | "low" => (*key, "1h"),
                "high" | "first_mean" | "second_mean" => (*key, "3h"),
                "seen" => (*key, "30m 1h 90m"),
                "parts" => (*key, "2"),
                _ => (*key, "0.4"),
            })
            .collect();
        // A course of `times` on what is gone would be an error: this place has none on the mean but by name.
        let named = text.replace("step.mend.time.mean", "step.report.time.mean");
        let written: Vec<(&str, String)> =
            written.iter().map(|(key, text)| (*key, text.to_string())).collect();
        let after =
            put_length(&named, path, family, &written, "").unwrap_or_else(|why| panic!("{family}: {why}"));
        assert_eq!(length(&after, path).unwrap().unwrap().family, family);
    }
    assert!(to("gamma", &[("mean", "150m")]).unwrap_err().to_string().contains("say the variation"));
    assert!(to("exp", &[("mean", "soon")]).is_err());
    assert!(
        length(&text, "pool.trades").unwrap().is_none()
            && put_length(&text, "pool.trades", "exp", &[], "").is_err()
    );
}

#[test]
fn numbers_go_together_and_stop_to() {
    let text = place();
    let paths = ["demand.repair.rate_per_day", "failure.base"];
    let rank = Said { source: "two years of months".into(), ..only("0.6") };
    let busy = GoTogether { name: "busy".into(), of: paths.map(str::to_string).to_vec(), rank };
    let after = put_together(&text, &busy, true).unwrap();
    let question = read(&after);
    let place = |path: &str| question.plan.amounts.iter().position(|amount| amount.path == path).unwrap();
    for path in paths {
        assert!(question.together.has(throughline::sourcing::plan::Number(place(path))), "{path}");
    }
    assert_eq!(together(&after).unwrap(), std::slice::from_ref(&busy));
    assert!(put_together(&after, &busy, true).unwrap_err().to_string().contains("already"));
    let more = GoTogether { rank: only("0.2"), ..busy.clone() };
    let less = put_together(&after, &more, false).unwrap();
    assert_eq!(amount(&read(&less), "correlation.busy.rank").value, 0.2);
    let exact = GoTogether {
        name: "exact".into(),
        of: vec!["pool.trades.staff".into(), "failure.base".into()],
        rank: only("0.5"),
    };
    assert!(put_together(&text, &exact, true).unwrap_err().to_string().contains("has no range"));
    assert_eq!(remove(&after, &["correlation", "busy"]).unwrap(), text);
    assert!(together(&text).unwrap().is_empty());
}

#[test]
fn the_world_may_take_another_course() {
    let text = place();
    let number =
        Some((true, "demand.repair.rate_per_day".to_string(), Said { source: "2018".into(), ..only("1.3") }));
    let flood = Course { name: "flood".into(), probability: "5%".into(), number };
    let after = put_course(&text, &flood, true).unwrap();
    let question = read(&after);
    assert_eq!(question.drifts.len(), read(&text).drifts.len() + 1);
    assert_eq!(amount(&question, "drift.flood.probability").value, 0.05);
    assert_eq!(amount(&question, "drift.flood.times.demand.repair.rate_per_day").value, 1.3);
    // Its numbers have forms like all others, and more can be added.
    let path = "drift.flood.set.pool.trades.staff";
    let more = put(&after, path, &only("24")).unwrap();
    assert_eq!(amount(&read(&more), path).value, 24.0);
    let unlikely = Course { name: "flood".into(), ..Course::default() };
    let without = put_course(&more, &unlikely, false).unwrap();
    assert!(said(&without, "drift.flood.probability").unwrap().is_none());
    assert_eq!(amount(&read(&without), path).value, 24.0);
    assert!(put_course(&text, &unlikely, false).unwrap_err().to_string().contains("any more"));
    let likely = Course { probability: "0.9".into(), ..flood };
    assert!(
        put_course(&text, &Course { name: "other".into(), ..likely }, true)
            .unwrap_err()
            .to_string()
            .contains("come to")
    );
    assert_eq!(remove_course(&after, "flood").unwrap(), text);
}

#[test]
fn how_demands_go_on_is_said_of_those_it_is_for() {
    let text = place();
    let more = OfDemands {
        name: "growth".into(),
        level: Said { low: "0".into(), high: "5%".into(), ..only("2%") },
        spec_changes: only("6"),
        demands: vec!["repair".into()],
    };
    let after = put_of_demands(&text, &more).unwrap();
    let question = read(&after);
    assert_eq!(amount(&question, "drift.growth.level_per_year").range.unwrap().high, 0.05);
    assert!(question.plan.demands[0].spec_changes.is_some());
    assert_eq!(question.drifts.len(), read(&text).drifts.len(), "it is no other course");
    let none = OfDemands { demands: Vec::new(), ..more.clone() };
    assert!(put_of_demands(&text, &none).unwrap_err().to_string().contains("which kinds of needs"));
    let empty = OfDemands { level: Said::default(), spec_changes: Said::default(), ..more };
    assert!(put_of_demands(&text, &empty).is_err());
    assert_eq!(remove_course(&after, "growth").unwrap(), text);
}

#[test]
fn what_is_said_otherwise_is_told_part_by_part() {
    let text = |text: &str| text.to_string();
    let before = Said { value: text("5"), source: text("asked"), ..Said::default() };
    let now = Said { low: text("4"), source: text("counted"), ..before.clone() };
    assert_eq!(now.beside(&before), "from: nothing said, now 4; source: asked, now counted");
    let other = Said { value: text("6"), source: String::new(), ..before.clone() };
    assert_eq!(other.beside(&before), "5, now 6; source: asked, now nothing said");
    assert_eq!(before.beside(&before), "written otherwise, and says the same");
}
