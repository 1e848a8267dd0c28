//! Charts against what other people's tools made of the same series (NHSRplotthedots, qicharts2, qcc): where they do as we do the figures
//! are the same, and where they do not the difference is the stated one. The tools set their limits by all points of a phase.

use serde_json::Value;
use throughline::capability::chart::{Kind, Observations, chart};
use throughline::capability::phases::Phase;
use throughline::capability::rules::{Rule, Rules, Signal, anhoej};
use throughline::capability::shares::{Of, Shares};
use throughline::capability::xmr::xmr;

use crate::reference::{Case, near};

const TOLERANCE: f64 = 1e-6;
/// 2.66 of Wheeler against 3/1.128 of the others.
const FACTOR: f64 = 2e-4;

const CASES: [(&str, &str, &[usize]); 4] = [
    ("c01-ae-rrk-breaches", "\"breaches\"", &[]),
    ("c03-cdi-rebase", "\"n\"", &[24]),
    ("c09-rebase-one-shift", "\"y\"", &[]),
    ("c11-moving-range-outliers", "\"y\"", &[]),
];

fn values(case: &Case, name: &str) -> Vec<Option<f64>> {
    case.column(name).iter().map(|cell| Some(cell.parse().unwrap())).collect()
}

/// The value of a tool at a place.
fn at(tool: &Value, key: &str, place: usize) -> f64 {
    tool[key][place].as_f64().unwrap_or_else(|| panic!("no {key} at {place}"))
}

#[track_caller]
fn same_limits(tool: &Value, keys: [&str; 3], place: usize, ours: [f64; 3], within: f64) {
    let reach = ours[2] - ours[0];
    for (key, ours) in keys.into_iter().zip(ours) {
        let theirs = at(tool, key, place);
        assert!(
            (ours - theirs).abs() <= within * reach.max(theirs.abs()),
            "{key} at {place}: {ours}, not {theirs}"
        );
    }
}

/// The older rule of the package: points beyond the limits do not count for two of three.
fn as_the_package_had_it(phase: &Phase, values: &[Option<f64>]) -> Vec<Signal> {
    let (centre, upper) = (phase.centre.unwrap(), phase.upper.unwrap());
    let kept = |signal: &&Signal| {
        let window = &values[signal.start..=signal.end];
        let far = |value: f64| (value - centre).abs() / (upper - centre);
        let near_limit =
            window.iter().flatten().filter(|value| far(**value) > 2.0 / 3.0 && far(**value) <= 1.0);
        signal.rule != Rule::TwoOfThree || near_limit.count() >= 2
    };
    phase.signals.iter().filter(kept).copied().collect()
}

#[test]
fn limits_of_single_values_are_those_of_other_tools() {
    for (id, column, splits) in CASES {
        let Some(case) = Case::named(id) else { return };
        let tools = &case.expected["tools"];
        let all = values(&case, column);
        let found = chart(Kind::Xmr, Rules::Mdc, &Observations::of(all.clone()), splits, Some(usize::MAX));
        for (phase, expected) in found.phases.iter().zip(case.expected["ours"].as_array().unwrap()) {
            let own = &all[phase.places.clone()];
            let raw = xmr(own, &[], false).unwrap().limits();
            let screened = [phase.lower, phase.centre, phase.upper].map(Option::unwrap);
            let unscreened = [raw.lower, raw.centre, raw.upper];
            for place in phase.places.clone() {
                let nhs = ["lpl", "mean", "upl"];
                same_limits(&tools["nhsr_screened"], nhs, place, screened, TOLERANCE);
                same_limits(&tools["nhsr_unscreened"], nhs, place, unscreened, TOLERANCE);
                let qi = ["lcl", "cl", "ucl"];
                same_limits(&tools["qicharts2_i_screened"], qi, place, screened, FACTOR);
                same_limits(&tools["qicharts2_i_unscreened"], qi, place, unscreened, FACTOR);
                let run = &tools["qicharts2_run"];
                let runs = anhoej(own).unwrap();
                near("median", runs.median, at(run, "cl", place), TOLERANCE);
                for (key, found) in [
                    ("n_useful", runs.useful),
                    ("longest_run", runs.longest_run),
                    ("longest_run_max", runs.longest_run_most),
                    ("n_crossings", runs.crossings),
                    ("n_crossings_min", runs.crossings_least),
                ] {
                    assert_eq!(found as f64, at(run, key, place), "{id} {key}");
                }
                assert_eq!(run["runs_signal"][place], Value::from(!runs.signals.is_empty()), "{id}");
            }
            let first = phase.places.start;
            let listed: Vec<Value> = as_the_package_had_it(phase, &all)
                .iter()
                .map(|signal| {
                    serde_json::json!({
                        "rule": signal.rule.name(), "start": signal.start - first, "end": signal.end - first,
                        "detected_at": signal.detected_at - first, "side": signal.side,
                    })
                })
                .collect();
            assert_eq!(Value::Array(listed), expected["signals_nhsr_0_2_2_all_points"], "{id}");
        }
        let qcc = &tools["qcc_individuals_1based_rule_points"];
        if splits.is_empty() && qcc.is_object() {
            let raw = xmr(&all, &[], false).unwrap();
            near("qcc centre", raw.mean, qcc["center"].as_f64().unwrap(), TOLERANCE);
            near("qcc sd", raw.mean_range / 1.128, qcc["sd"].as_f64().unwrap(), TOLERANCE);
        }
    }
}

/// p charts in their primed form; and the plain form, which is the same with a sigma z of 1.
#[test]
fn limits_of_shares_are_those_of_qicharts2() {
    let Some(case) = Case::named("c05-ae-p-prime") else { return };
    let sizes = values(&case, "\"n\"");
    let given = Observations { values: values(&case, "\"r\""), sizes: sizes.clone(), gaps: vec![] };
    let found = chart(Kind::Shares, Rules::Wheeler, &given, &[], None);
    let centre = found.phases[0].centre.unwrap();
    let plain = Shares { of: Of::Share, centre, sigma_z: 1.0 };
    for (place, n) in sizes.into_iter().enumerate() {
        let (low, high) = found.phases[0].limits_at(place).unwrap();
        same_limits(
            &case.expected["tools"]["pp_unscreened"],
            ["lcl", "cl", "ucl"],
            place,
            [low, centre, high],
            FACTOR,
        );
        let (low, high) = plain.limits(n.unwrap());
        same_limits(
            &case.expected["tools"]["p"],
            ["lcl", "cl", "ucl"],
            place,
            [low, centre, high],
            TOLERANCE,
        );
        same_limits(
            &case.expected["ours"],
            ["classic_lcl", "classic_lcl", "classic_ucl"],
            place,
            [low, low, high],
            TOLERANCE,
        );
        near("value", found.values[place].unwrap(), at(&case.expected["tools"]["p"], "y", place), TOLERANCE);
    }
}

#[test]
fn limits_of_rare_events_are_those_of_qicharts2_and_qcc() {
    let Some(case) = Case::named("c07-cabg-g-t") else { return };
    let of = |kind, column| chart(kind, Rules::Wheeler, &Observations::of(values(&case, column)), &[], None);
    let days = of(Kind::DaysBetween, "\"days_between\"");
    let ours = [days.phases[0].lower, days.phases[0].centre, days.phases[0].upper].map(Option::unwrap);
    same_limits(&case.expected["tools"]["t_half_day_for_ties"], ["lcl", "cl", "ucl"], 0, ours, FACTOR);
    // qcc counts the event itself, and its limit comes out the same; qicharts2's, by three deviations, is far lower.
    let cases = of(Kind::CasesBetween, "\"cases_between\"");
    let upper = cases.phases[0].upper.unwrap();
    assert_eq!(upper, case.number("/qcc_g_on_x_plus_1/ucl"));
    assert!(upper > 1.5 * at(&case.expected["tools"]["g"], "ucl", 0));
    near("centre", cases.phases[0].centre.unwrap(), at(&case.expected["tools"]["g"], "cl", 0), TOLERANCE);
    let mean =
        case.column("\"cases_between\"").iter().map(|cell| cell.parse::<f64>().unwrap()).sum::<f64>() / 67.0;
    near("mean", mean, case.number("/ours_g/mean"), TOLERANCE);
    near("3 sigma", mean + 3.0 * (mean * (mean + 1.0)).sqrt(), case.number("/ours_g/qic_ucl"), TOLERANCE);
}
