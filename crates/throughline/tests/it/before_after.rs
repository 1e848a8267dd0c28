//! Before and after a change, against statsmodels and an independent script.

use serde_json::Value;
use throughline::capability::before_after::{difference, permutation, rate_ratio, segmented};
use throughline::capability::panel::clustered;
use throughline::statistics::random::Random;

use crate::reference::{Case, near};

const TOLERANCE: f64 = 1e-6;

fn numbers(case: &Case, name: &str) -> Vec<f64> {
    case.column(name).iter().map(|cell| cell.trim_matches('"').parse().unwrap()).collect()
}

/// The values, and where the change lies among them.
fn same_difference(values: &[f64], expected: &Value) {
    let all: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    let found = difference(&all[..24], &all[24..]).unwrap();
    for (what, found, pointer) in [
        ("difference", found.difference, "/diff"),
        ("rho", found.autocorrelation, "/rho"),
        ("n before", found.effective_before, "/n_eff/0"),
        ("n after", found.effective_after, "/n_eff/1"),
        ("se", found.standard_error, "/se"),
        ("df", found.degrees_of_freedom, "/df"),
        ("low", found.low, "/ci/0"),
        ("high", found.high, "/ci/1"),
        ("p", found.p, "/p"),
    ] {
        near(what, found, expected.pointer(pointer).unwrap().as_f64().unwrap(), TOLERANCE);
    }
}

fn same_segments(values: &[f64], expected: &Value) {
    let found = segmented(values, 24).unwrap();
    assert_eq!(found.degrees_of_freedom as f64, expected["df_resid"].as_f64().unwrap());
    for (term, name) in found.terms.iter().zip(["const", "t", "level", "slope_change"]) {
        let known = |key: &str| expected["terms"][name][key].as_f64().unwrap();
        near(name, term.estimate, known("est"), TOLERANCE);
        near(name, term.robust_error, known("hac_se"), TOLERANCE);
        near(name, term.standard_error, known("ols_se"), TOLERANCE);
    }
}

#[test]
fn steps_and_slopes_are_those_of_the_cases() {
    for id in ["b-its-step-a", "b-its-none-a"] {
        let Some(case) = Case::named(id) else { return };
        let values = numbers(&case, "y");
        assert_eq!(values.len(), 42);
        same_difference(&values, &case.expected["neff_t"]);
        same_segments(&values, &case.expected["segmented"]);
    }
}

#[test]
fn counts_with_exposure() {
    let Some(case) = Case::named("b-cdi-real-a") else { return };
    let counts = numbers(&case, "\"n\"");
    same_difference(&counts, &case.expected["neff_t"]);
    same_segments(&counts, &case.expected["ols_segmented"]);
    let found = rate_ratio(&counts, &numbers(&case, "\"days\""), 24).unwrap();
    near("ratio", found.ratio, case.number("/quasi_poisson_step/rate_ratio"), TOLERANCE);
    near("low", found.low, case.number("/quasi_poisson_step/ci95/0"), TOLERANCE);
    near("high", found.high, case.number("/quasi_poisson_step/ci95/1"), TOLERANCE);
    near("dispersion", found.dispersion, case.number("/quasi_poisson_step/dispersion"), TOLERANCE);
}

#[test]
fn changed_places_against_others() {
    let Some(case) = Case::named("b-did-a") else { return };
    let (places, values) = (case.column("place"), numbers(&case, "y"));
    let (treated, post) = (case.column("treated"), case.column("post"));
    let mut names: Vec<&str> = places.clone();
    names.sort_unstable();
    names.dedup();
    let mean = |name: &str, when: &str| {
        let own = (0..values.len()).filter(|row| places[*row] == name && post[*row] == when);
        let own: Vec<f64> = own.map(|row| values[row]).collect();
        own.iter().sum::<f64>() / own.len() as f64
    };
    let changes: Vec<f64> = names.iter().map(|name| mean(name, "1") - mean(name, "0")).collect();
    let changed = |name: &&str| treated[places.iter().position(|place| place == name).unwrap()] == "1";
    let changed: Vec<bool> = names.iter().map(changed).collect();
    let found = permutation(&changes, &changed, &mut Random::new(1, "places")).unwrap();
    near("effect", found.effect, case.number("/did_means"), TOLERANCE);
    near("p", found.p, case.number("/permutation_p_two_sided"), TOLERANCE);
    assert_eq!(found.ways as f64, case.number("/permutations"));
    let weeks =
        |name: &&str| (0..values.len()).filter(|row| places[*row] == *name).map(|row| values[row]).collect();
    let panel: Vec<Vec<f64>> = names.iter().map(weeks).collect();
    let before = (0..values.len()).filter(|row| places[*row] == names[0] && post[*row] == "0").count();
    let found = clustered(&panel, &changed, before).unwrap();
    near("regression", found.effect, case.number("/regression/est"), TOLERANCE);
    near("error by place", found.standard_error, case.number("/regression/cluster_se"), TOLERANCE);
}
