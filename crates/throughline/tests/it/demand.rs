//! Demand against the shared reference: agreement (k-*), shares from labels and predictions (p-*), repeat contact with censoring and
//! competing ends (r-*).

use throughline::statistics::agreement::{alpha, kappa};
use throughline::statistics::competing::{Competing, End};
use throughline::statistics::predicted::{All, Seen, difference, lambda, powered, tuned};
use throughline::statistics::random::Random;
use throughline::statistics::share::wilson;
use throughline::statistics::survival::Survival;

use crate::reference::{Case, near, shared};

const TOLERANCE: f64 = 1e-6;

#[test]
fn coders_agree_as_krippendorff_and_scikit_learn_say() {
    let Some(case) = Case::named("k-llm14-a") else { return };
    let code = |cell: &String| cell.parse::<f64>().ok().map(|code| code as u32);
    let things: Vec<Vec<u32>> = case.rows().iter().map(|row| row.iter().filter_map(code).collect()).collect();
    let found = alpha(&things, &mut Random::new(1, "alpha")).unwrap();
    near("alpha", found.alpha.unwrap(), case.number("/krippendorff_alpha_nominal"), TOLERANCE);
    let (low, high) = found.interval.unwrap();
    assert!(low < found.alpha.unwrap() && high > found.alpha.unwrap() && high - low < 0.06);
    let [one, other] = ["gpt_4o_prediction", "claude-3-7-sonnet_prediction"]
        .map(|name| case.column(name).iter().map(|cell| cell.parse::<f64>().ok()).collect::<Vec<_>>());
    let pairs: Vec<_> =
        one.iter().zip(other).filter_map(|(one, other)| Some(((*one)? as u32, other? as u32))).collect();
    let expected = case.number("/cohen_kappa_pairs/gpt_4o vs claude-3-7");
    near("kappa", kappa(&pairs).unwrap().kappa.unwrap(), expected, TOLERANCE);
    assert_eq!(case.rows().len() as f64, case.number("/n_units"));
    let unusable = case.rows().iter().flatten().filter(|cell| code(cell).is_none()).count();
    assert_eq!(unusable as f64, case.number("/invalid_predictions"));
    // What people had coded: the products are numbered in the order of their names.
    let Some(text) = shared("text/cfpb1000/dataset.csv") else { return };
    let text = std::fs::read_to_string(text).unwrap();
    let products =
        ["credit_card", "credit_reporting", "debt_collection", "mortgages_and_loans", "retail_banking"];
    let truth = text.lines().filter_map(|line| {
        let (id, rest) = line.split_once(',')?;
        id.parse::<u32>().ok()?;
        products.iter().position(|product| rest.starts_with(product))
    });
    let truth: Vec<u32> = truth.map(|code| code as u32).collect();
    assert_eq!(truth.len(), 1_000);
    let machine = case.column("gpt_4o_prediction");
    let pairs: Vec<_> = machine
        .iter()
        .zip(truth)
        .filter_map(|(one, truth)| Some((one.parse::<f64>().ok()? as u32, truth)))
        .collect();
    let expected = case.number("/cohen_kappa_pairs/gpt_4o vs truth");
    near("kappa with the truth", kappa(&pairs).unwrap().kappa.unwrap(), expected, TOLERANCE);
}

#[test]
fn high_raw_agreement_can_be_a_low_kappa() {
    let Some(case) = Case::named("k-prevalence-paradox-a") else { return };
    let [one, other] = ["r1", "r2"]
        .map(|name| case.column(name).iter().map(|cell| cell.parse::<u32>().unwrap()).collect::<Vec<_>>());
    let pairs: Vec<_> = one.into_iter().zip(other).collect();
    let found = kappa(&pairs).unwrap();
    near("raw", found.raw, case.number("/raw_agreement"), TOLERANCE);
    near("kappa", found.kappa.unwrap(), case.number("/cohen_kappa"), TOLERANCE);
    let things: Vec<[u32; 2]> = pairs.iter().map(|(one, other)| [*one, *other]).collect();
    let found = alpha(&things, &mut Random::new(1, "alpha")).unwrap();
    near("alpha", found.alpha.unwrap(), case.number("/krippendorff_alpha_nominal"), TOLERANCE);
}

#[test]
fn shares_from_labels_and_predictions_are_those_of_ppi_python() {
    for id in ["p-cfpb-debt-gpt4o-a", "p-cfpb-debt-o1-a", "p-synth-scores-a"] {
        let Some(case) = Case::named(id) else { continue };
        let number = |cell: &&str| cell.parse::<f64>().unwrap_or(f64::NAN);
        let [truth, predicted] =
            ["y", "yhat"].map(|name| case.column(name).iter().map(number).collect::<Vec<_>>());
        let labelled: Vec<bool> = case.column("set").iter().map(|set| *set == "labelled").collect();
        let rows = || labelled.iter().zip(truth.iter().zip(&predicted));
        let seen: Vec<(f64, f64)> =
            rows().filter(|(seen, _)| **seen).map(|(_, (y, yhat))| (*y, *yhat)).collect();
        let others: Vec<f64> = rows().filter(|(seen, _)| !**seen).map(|(_, (_, yhat))| *yhat).collect();
        assert_eq!((seen.len() as f64, others.len() as f64), (case.number("/n"), case.number("/N")));
        let check = |what: &str, value: f64, interval: (f64, f64), at: [&str; 2]| {
            near(what, value, case.number(at[0]), TOLERANCE);
            near(what, interval.0, case.number(&format!("{}/0", at[1])), TOLERANCE);
            near(what, interval.1, case.number(&format!("{}/1", at[1])), TOLERANCE);
        };
        let plain = powered(&seen, &others, 1.0).unwrap();
        check("PPI", plain.value, plain.interval, ["/ppi_point", "/ppi_ci"]);
        near("lambda", lambda(&seen, &others), case.number("/ppi_pp_lambda_formula"), TOLERANCE);
        let tuned = tuned(&seen, &others).unwrap();
        check("PPI++", tuned.value, tuned.interval, ["/ppi_pp_point", "/ppi_pp_ci_from_formula"]);
        let labels = powered(&seen, &[], 0.0).unwrap();
        near("labels only", labels.interval.0, case.number("/classical_ci/0"), TOLERANCE);
        near("labels only", labels.interval.1, case.number("/classical_ci/1"), TOLERANCE);
        check("PPI++ of the package", tuned.value, tuned.interval, ["/ppi_pp_point", "/ppi_pp_ci"]);
        // What counting a model's answers would have said, which the product never does.
        let share = predicted.iter().filter(|yhat| **yhat > 0.5).count() as f64 / predicted.len() as f64;
        near("counted", share, case.number("/naive_share_predicted"), TOLERANCE);
        let (low, high) = wilson(labels.value, seen.len() as f64).unwrap();
        near("Wilson", low, case.number("/wilson_ci/0"), TOLERANCE);
        near("Wilson", high, case.number("/wilson_ci/1"), TOLERANCE);
        let one = |(cluster, (truth, predicted)): (usize, &(f64, f64))| Seen {
            truth: *truth,
            predicted: *predicted,
            weight: 1.0,
            cluster: cluster as u64,
        };
        let parts: Vec<Seen> = seen.iter().enumerate().map(one).collect();
        let n = predicted.len() as f64;
        let all = All { n, mean_predicted: predicted.iter().sum::<f64>() / n, variance: 0.0 };
        let found = difference(&parts, all).unwrap();
        let at = "/difference_estimator_fpc";
        near("error", found.error, case.number(&format!("{at}/se")), TOLERANCE);
        check("difference", found.value, found.interval, [&format!("{at}/point"), &format!("{at}/ci_t")]);
    }
}

#[test]
fn the_share_who_come_back_is_that_of_r_and_lifelines() {
    let Some(case) = Case::named("r-repeat-a") else { return };
    let days: Vec<i64> = case.column("days_observed").iter().map(|cell| cell.parse().unwrap()).collect();
    let back: Vec<bool> = case.column("repeated").iter().map(|cell| *cell == "1").collect();
    let of = |wanted: bool| {
        days.iter().zip(&back).filter(|(_, back)| **back == wanted).map(|(days, _)| *days).collect()
    };
    let curve = Survival::of(of(true), of(false));
    for days in [7, 14, 28] {
        let at = |name: &str| case.number(&format!("/lifelines/km/{days}/{name}"));
        let point = curve.at(days);
        let (low, high) = point.interval().unwrap();
        near("rate", 1.0 - point.share, at("repeat_rate"), TOLERANCE);
        near("low", 1.0 - high, at("ci/0"), TOLERANCE);
        near("high", 1.0 - low, at("ci/1"), TOLERANCE);
        assert_eq!(curve.waiting(days) as f64, at("at_risk"));
        let place = case.expected["R_survival"]["times"]
            .as_array()
            .unwrap()
            .iter()
            .position(|at| at == days)
            .unwrap();
        let by_r = |name: &str| case.number(&format!("/R_survival/{name}/{place}"));
        near("rate", 1.0 - point.share, by_r("repeat_rate"), TOLERANCE);
        near("low", 1.0 - high, by_r("lower"), TOLERANCE);
        near("high", 1.0 - low, by_r("upper"), TOLERANCE);
        assert_eq!(curve.waiting(days) as f64, by_r("at_risk"));
    }
    // The curve lies between those who came back so far and the truth, which is within its interval.
    let soon = |(days, back): &(&i64, &bool)| **back && **days <= 28;
    let all = days.iter().zip(&back).filter(soon).count() as f64 / back.len() as f64;
    near("so far", all, case.number("/lifelines/naive_share_of_all"), TOLERANCE);
    let at = curve.at(28);
    let truth = case.number("/lifelines/true_share_if_fully_observed");
    let (low, high) = at.interval().unwrap();
    assert!(all < 1.0 - at.share && 1.0 - high < truth && truth < 1.0 - low);
}

#[test]
fn competing_ends_are_those_of_r() {
    let Some(case) = Case::named("r-fines-competing-a") else { return };
    let days: Vec<i64> = case.column("days").iter().map(|cell| cell.parse().unwrap()).collect();
    let events = case.column("event");
    let curve = |asked: &str| {
        let end = |event: &&str| match *event {
            "0" => End::Watched,
            event if event == asked => End::Asked,
            _ => End::Other,
        };
        Competing::of(days.iter().copied().zip(events.iter().map(end)).collect())
    };
    let (payment, collection) = (curve("1"), curve("2"));
    for (place, at) in [30, 90, 180, 365, 540].into_iter().enumerate() {
        let expected = |name: &str| case.number(&format!("/R_survival/{name}/{place}"));
        let found = payment.at(at);
        near("payment", found.share, expected("payment"), TOLERANCE);
        near("error", found.error, expected("se_payment"), TOLERANCE);
        near("collection", collection.at(at).share, expected("collection"), TOLERANCE);
        // Taking other ends for watching on says too much, which is why it is not done.
        let ended =
            |wanted: bool| days.iter().zip(&events).filter(move |(_, event)| (**event == "1") == wanted);
        let times = |wanted: bool| ended(wanted).map(|(days, _)| *days).collect::<Vec<i64>>();
        let alone = 1.0 - Survival::of(times(true), times(false)).at(at).share;
        near("1 - KM", alone, case.number(&format!("/one_minus_km_do_not_use/{at}")), TOLERANCE);
        assert!(alone >= found.share - 1e-12);
    }
    for (code, count) in ["0", "1", "2"].into_iter().enumerate() {
        let found = events.iter().filter(|event| **event == count).count();
        assert_eq!(found as f64, case.number(&format!("/counts/{code}")));
    }
}
