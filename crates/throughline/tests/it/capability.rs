//! Charts against the reference cases: NHSRplotthedots, qicharts2, qcc, base R and an independent script gave the answers.

use serde_json::Value;
use throughline::capability::chance::lag_one;
use throughline::capability::chart::{Chart, Kind, Observations, chart};
use throughline::capability::funnel::{Funnel, FunnelLimits, funnel};
use throughline::capability::percentiles::percentile;
use throughline::capability::phases::Status;
use throughline::capability::rebase::Proposal;
use throughline::capability::rules::{Rules, Signal, anhoej, signals};
use throughline::capability::xmr::{Xmr, xmr};

use crate::reference::{Case, near};

const TOLERANCE: f64 = 1e-6;

/// The values of a column. Most tables have their names in quotation marks.
fn values(case: &Case, name: &str) -> Vec<Option<f64>> {
    case.column(name).iter().map(|cell| Some(cell.parse().unwrap())).collect()
}

fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or_else(|| panic!("no {key}"))
}

fn number(value: &Value, key: &str) -> f64 {
    at(value, key).as_f64().unwrap_or_else(|| panic!("{key} is no number"))
}

/// Every number of a baseline, and the limits of both forms. The cases draw the median range's limits around the mean.
#[track_caller]
fn same_xmr(found: &Xmr, expected: &Value) {
    assert_eq!(found.n as f64, number(expected, "n"));
    assert_eq!(found.ranges_screened as f64, number(expected, "mr_screened"));
    let limits = found.limits();
    let reach = found.median_limits().upper - found.median;
    for (key, found) in [
        ("cl", found.mean),
        ("amr_raw", found.mean_range_raw),
        ("amr", found.mean_range),
        ("lpl", limits.lower),
        ("upl", limits.upper),
        ("url", found.range_upper()),
        ("median", found.median),
        ("median_mr", found.median_range),
        ("lpl_median_mr", found.mean - reach),
        ("upl_median_mr", found.mean + reach),
        ("url_median", found.median_range_upper()),
    ] {
        near(key, found, number(expected, key), TOLERANCE);
    }
}

/// The signals as the cases list them, from the start of a phase.
fn listed(signals: &[Signal], first: usize) -> Vec<Value> {
    let one = |signal: &Signal| {
        serde_json::json!({
            "rule": signal.rule.name(), "start": signal.start - first, "end": signal.end - first,
            "detected_at": signal.detected_at - first, "side": signal.side,
        })
    };
    signals.iter().map(one).collect()
}

#[track_caller]
fn same_signals(what: &str, found: &[Signal], first: usize, expected: &Value) {
    assert_eq!(&Value::Array(listed(found, first)), expected, "{what}");
}

#[track_caller]
fn same_proposals(found: &[Proposal], values: &[Option<f64>], most: usize, expected: &Value) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    let mut left = 0;
    for (found, expected) in found.iter().zip(expected) {
        let old = xmr(&values[left..left + most], &[], true).unwrap().limits();
        near("old_lpl", old.lower, number(expected, "old_lpl"), TOLERANCE);
        near("old_upl", old.upper, number(expected, "old_upl"), TOLERANCE);
        left = found.start;
        assert_eq!(found.start as f64, number(expected, "start"));
        assert_eq!(found.detected_at as f64, number(expected, "detected_at"));
        assert_eq!(f64::from(found.direction), number(expected, "direction"));
        assert_eq!(found.points as f64, number(expected, "points_in_new_phase"));
        let status = if found.ready { "ready" } else { "not_enough_data" };
        assert_eq!(at(expected, "status"), status);
        near("old_cl", found.old_centre, number(expected, "old_cl"), TOLERANCE);
        let used = found.points.min(most);
        assert_eq!(used as f64, number(expected, "new_phase_points_used"));
        let new = xmr(&values[found.start..found.start + used], &[], true).unwrap();
        near("new_cl", new.mean, number(expected, "new_cl"), TOLERANCE);
        near("new_lpl", new.limits().lower, number(expected, "new_lpl"), TOLERANCE);
        near("new_upl", new.limits().upper, number(expected, "new_upl"), TOLERANCE);
    }
}

/// One of the cases of single values: phases, rules, runs and proposals.
fn same_chart(id: &str, column: &str, splits: &[usize]) -> bool {
    let Some(case) = Case::named(id) else { return false };
    let given = Observations::of(values(&case, column));
    let with = |rules: Rules, most: Option<usize>| chart(Kind::Xmr, rules, &given, splits, most);
    let (wheeler, mdc) = (with(Rules::Wheeler, None), with(Rules::Mdc, None));
    let mdc_all = with(Rules::Mdc, Some(usize::MAX));
    let phases = at(&case.expected, "ours").as_array().unwrap();
    assert_eq!(wheeler.phases.len(), phases.len());
    for (place, expected) in phases.iter().enumerate() {
        let phase = &wheeler.phases[place];
        let first = phase.places.start;
        assert_eq!(first as f64, number(expected, "start"));
        assert_eq!(phase.places.end as f64 - 1.0, number(expected, "end"));
        assert_eq!(phase.baseline_points as f64, number(expected, "baseline_points"));
        assert_eq!(at(expected, "status"), phase.status.name());
        same_xmr(&phase.xmr.unwrap(), at(expected, "xmr"));
        near("upper", phase.upper.unwrap(), number(at(expected, "xmr"), "upl"), TOLERANCE);
        same_signals("wheeler", &phase.signals, first, at(expected, "signals_wheeler"));
        same_signals("mdc", &mdc.phases[place].signals, first, at(expected, "signals_mdc_2023"));
        same_xmr(&mdc_all.phases[place].xmr.unwrap(), at(expected, "xmr_all_points"));
        let all = at(expected, "signals_mdc_2023_all_points");
        same_signals("mdc, all points", &mdc_all.phases[place].signals, first, all);
        let runs = anhoej(&given.values[phase.places.clone()]).unwrap();
        let expected = at(expected, "anhoej_on_median");
        let found = serde_json::json!({
            "n_useful": runs.useful, "longest_run": runs.longest_run, "longest_run_max": runs.longest_run_most,
            "n_crossings": runs.crossings, "n_crossings_min": runs.crossings_least, "signal": !runs.signals.is_empty(),
        });
        assert_eq!(&found, expected);
    }
    // The cases look for new phases in the whole series, whatever was accepted.
    let whole = chart(Kind::Xmr, Rules::Wheeler, &given, &[], None);
    same_proposals(&whole.proposals, &given.values, 20, at(&case.expected, "rebase_proposals_base20"));
    let twelve = chart(Kind::Xmr, Rules::Wheeler, &given, &[], Some(12));
    same_proposals(&twelve.proposals, &given.values, 12, at(&case.expected, "rebase_proposals_base12"));
    true
}

#[test]
fn charts_of_single_values_are_those_of_the_cases() {
    for (id, column, splits) in [
        ("c01-ae-rrk-breaches", "\"breaches\"", vec![]),
        ("c03-cdi-rebase", "\"n\"", vec![24]),
        ("c09-rebase-one-shift", "\"y\"", vec![]),
        ("c11-moving-range-outliers", "\"y\"", vec![]),
    ] {
        let compared = same_chart(id, column, &splits);
        assert!(compared || crate::reference::shared("reference").is_none(), "{id}");
    }
}

#[test]
fn short_series_show_what_they_can() {
    let Some(case) = Case::named("c13-short-series") else { return };
    let all = values(&case, "\"y\"");
    for (name, expected) in case.expected.as_object().unwrap() {
        let n: usize = name.trim_start_matches('n').parse().unwrap();
        same_xmr(&xmr(&all[..n], &[], true).unwrap(), at(expected, "ours_xmr"));
        let found = chart(Kind::Xmr, Rules::Wheeler, &Observations::of(all[..n].to_vec()), &[], None);
        assert_eq!(at(expected, "ours_status"), found.phases[0].status.name());
        assert_eq!(found.phases[0].upper.is_some(), n >= 12);
    }
}

/// The numbers of a list.
fn list(value: &Value, key: &str) -> Vec<f64> {
    at(value, key).as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
}

#[test]
fn shares_of_large_numbers() {
    let Some(case) = Case::named("c05-ae-p-prime") else { return };
    let given = Observations { values: values(&case, "\"r\""), sizes: values(&case, "\"n\""), gaps: vec![] };
    let found = chart(Kind::Shares, Rules::Wheeler, &given, &[], None);
    let phase = &found.phases[0];
    let expected = at(&case.expected, "ours");
    near("cl", phase.centre.unwrap(), number(expected, "cl"), TOLERANCE);
    near("sigma_z", phase.sigma_z.unwrap(), number(expected, "sigma_z"), TOLERANCE);
    for (place, (low, high)) in list(expected, "lcl").into_iter().zip(list(expected, "ucl")).enumerate() {
        let found = phase.limits_at(place).unwrap();
        near("lcl", found.0, low, TOLERANCE);
        near("ucl", found.1, high, TOLERANCE);
    }
    assert_eq!((phase.status, phase.large_enough), (Status::Firm, true));
}

#[test]
fn rare_events() {
    let Some(case) = Case::named("c07-cabg-g-t") else { return };
    let of = |kind, column| chart(kind, Rules::Wheeler, &Observations::of(values(&case, column)), &[], None);
    let cases: Chart = of(Kind::CasesBetween, "\"cases_between\"");
    let expected = at(&case.expected, "ours_g");
    near("median", cases.phases[0].centre.unwrap(), number(expected, "median"), TOLERANCE);
    near("upper", cases.phases[0].upper.unwrap(), number(expected, "prob_ucl_0_99865"), TOLERANCE);
    near("lower", cases.phases[0].lower.unwrap(), number(expected, "prob_lcl_0_00135"), TOLERANCE);
    let days = of(Kind::DaysBetween, "\"days_between\"");
    let expected = at(&case.expected, "ours_t");
    near("cl", days.phases[0].centre.unwrap(), number(expected, "cl"), TOLERANCE);
    near("lcl", days.phases[0].lower.unwrap(), number(expected, "lcl"), TOLERANCE);
    near("ucl", days.phases[0].upper.unwrap(), number(expected, "ucl"), TOLERANCE);
}

#[test]
fn single_durations_and_what_to_expect() {
    let Some(case) = Case::named("c15-permit-times") else { return };
    let given = Observations::of(values(&case, "days"));
    let raw = xmr(&given.values, &[], true).unwrap();
    same_xmr(&raw, at(&case.expected, "raw"));
    same_signals(
        "raw",
        &signals(Rules::Wheeler, &given.values, &raw.limits(), false),
        0,
        at(&case.expected, "raw_rules"),
    );
    let even = chart(Kind::Times, Rules::Wheeler, &given, &[], None);
    let expected = at(&case.expected, "power36");
    near("centre", even.phases[0].centre.unwrap(), number(expected, "centre"), TOLERANCE);
    near("lpl", even.phases[0].lower.unwrap(), number(expected, "lpl"), TOLERANCE);
    near("upl", even.phases[0].upper.unwrap(), number(expected, "upl"), TOLERANCE);
    let outside = |limits: (f64, f64)| {
        let beyond = |value: &Option<f64>| value.is_some_and(|value| value < limits.0 || value > limits.1);
        let all = given.values.iter().enumerate().filter(|(_, value)| beyond(value));
        Value::from(all.map(|(place, _)| place).collect::<Vec<_>>())
    };
    assert_eq!(outside(even.phases[0].limits_at(0).unwrap()), case.expected["power36_outside"]);
    assert_eq!(outside((raw.limits().lower, raw.limits().upper)), case.expected["raw_outside"]);
    near("lag1", lag_one(&given.values, &[]).unwrap(), case.number("/lag1"), TOLERANCE);
    assert_eq!(case.rows().len(), 60);
    let mut sorted: Vec<f64> = given.values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    for (share, expected) in at(&case.expected, "percentiles").as_object().unwrap() {
        let found = percentile(&sorted, share.parse().unwrap()).unwrap();
        assert_eq!(found.value, number(expected, "value"));
        let interval = found.interval.map_or(Value::Null, |(low, high)| serde_json::json!([low, high]));
        assert_eq!(&interval, at(expected, "ci95"), "{share}");
    }
}

#[test]
fn places_in_a_funnel() {
    let Some(case) = Case::named("c17-funnel-ae-june2018") else { return };
    let whole =
        |name: &str| values(&case, name).iter().map(|value| value.unwrap() as u64).collect::<Vec<_>>();
    let places: Vec<(u64, u64)> = whole("breaches").into_iter().zip(whole("attendances")).collect();
    let found: Funnel = funnel(&places).unwrap();
    for (key, found) in [("p0", found.centre), ("phi", found.phi), ("tau2", found.tau2)] {
        near(key, found, number(&case.expected, key), TOLERANCE);
    }
    near("tau", found.tau2.sqrt(), number(&case.expected, "tau"), TOLERANCE);
    assert_eq!(places.len() as f64, number(&case.expected, "I"));
    let limits = at(&case.expected, "limits");
    type End = fn(&FunnelLimits) -> f64;
    let each: [(&str, End); 4] = [
        ("lo998", |limits| limits.low_998),
        ("lo95", |limits| limits.low_95),
        ("hi95", |limits| limits.high_95),
        ("hi998", |limits| limits.high_998),
    ];
    for (key, of) in each {
        for (place, expected) in list(limits, key).into_iter().enumerate() {
            near(key, of(&found.exact[place].unwrap()), expected, TOLERANCE);
        }
    }
    let wide = list(&case.expected, "od_lo998").into_iter().zip(list(&case.expected, "od_hi998"));
    for (place, (low, high)) in wide.enumerate() {
        near("od_lo998", found.wide[place].unwrap().0, low, TOLERANCE);
        near("od_hi998", found.wide[place].unwrap().1, high, TOLERANCE);
    }
    let outside = |limits: &dyn Fn(usize) -> (f64, f64)| {
        let beyond = |(place, (r, n)): &(usize, &(u64, u64))| {
            let (low, high) = limits(*place);
            let share = *r as f64 / *n as f64;
            share < low || share > high
        };
        places.iter().enumerate().filter(beyond).count() as f64
    };
    let exact = outside(&|place| found.exact[place].map(|limits| (limits.low_998, limits.high_998)).unwrap());
    assert_eq!(exact, number(&case.expected, "outside_exact"));
    assert_eq!(
        outside(&|place| found.outer(place).unwrap()),
        number(&case.expected, "outside_overdispersed")
    );
}
