//! Before and after a change, against statsmodels and an independent script.

use serde_json::Value;
use throughline::capability::before_after::{difference, permutation, rate_ratio, segmented};
use throughline::capability::chance::lag_one;
use throughline::capability::several_places::effect;
use throughline::statistics::least_squares::{self, Line, t_95, t_both_sides};
use throughline::statistics::poisson::{self, Design};
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

/// The terms of a fitted line, what is left, and how neighbours are alike in it.
fn same_line(found: &Line, names: &[&str], expected: &Value) {
    assert_eq!(found.degrees_of_freedom as f64, expected["df_resid"].as_f64().unwrap());
    assert_eq!(found.terms.len(), names.len());
    let degrees = found.degrees_of_freedom as f64;
    for (term, name) in found.terms.iter().zip(names) {
        let known = |key: &str| expected["terms"][name].pointer(key).unwrap().as_f64().unwrap();
        near(name, term.estimate, known("/est"), TOLERANCE);
        near(name, term.robust_error, known("/hac_se"), TOLERANCE);
        near(name, term.standard_error, known("/ols_se"), TOLERANCE);
        let reach = t_95(degrees).unwrap() * term.robust_error;
        near(name, term.estimate - reach, known("/hac_ci/0"), TOLERANCE);
        near(name, term.estimate + reach, known("/hac_ci/1"), TOLERANCE);
        near(
            name,
            t_both_sides(term.estimate / term.robust_error, degrees).unwrap(),
            known("/hac_p"),
            TOLERANCE,
        );
    }
    let squares: f64 = found.residuals.iter().map(|e| e * e).sum();
    let steps: f64 = found.residuals.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    near("Durbin and Watson", steps / squares, expected["durbin_watson"].as_f64().unwrap(), TOLERANCE);
    let left: Vec<Option<f64>> = found.residuals.iter().copied().map(Some).collect();
    near("lag 1", lag_one(&left, &[]).unwrap(), expected["lag1_resid"].as_f64().unwrap(), TOLERANCE);
}

fn same_segments(values: &[f64], expected: &Value) {
    same_line(&segmented(values, 24).unwrap(), &["const", "t", "level", "slope_change"], expected);
}

fn same_step(values: &[f64], expected: &Value) {
    let rows: Vec<Vec<f64>> =
        (0..values.len()).map(|at| vec![1.0, if at >= 24 { 1.0 } else { 0.0 }]).collect();
    same_line(&least_squares::fit(&rows, values, 3).unwrap(), &["const", "level"], expected);
}

#[test]
fn steps_and_slopes_are_those_of_the_cases() {
    for id in ["b-its-step-a", "b-its-none-a"] {
        let Some(case) = Case::named(id) else { return };
        let values = numbers(&case, "y");
        assert_eq!(values.len(), 42);
        same_difference(&values, &case.expected["neff_t"]);
        same_segments(&values, &case.expected["segmented"]);
        same_step(&values, &case.expected["step_only"]);
    }
}

#[test]
fn counts_with_exposure() {
    let Some(case) = Case::named("b-cdi-real-a") else { return };
    let counts = numbers(&case, "\"n\"");
    same_difference(&counts, &case.expected["neff_t"]);
    same_segments(&counts, &case.expected["ols_segmented"]);
    let days = numbers(&case, "\"days\"");
    let mut design = Design::new(4);
    for at in 0..counts.len() {
        let since = at.saturating_sub(24) as f64;
        design.push(&[1.0, at as f64, if at >= 24 { 1.0 } else { 0.0 }, since]);
    }
    let offset: Vec<f64> = days.iter().map(|days| days.ln()).collect();
    let fit = poisson::fit(&design, &counts, Some(&offset)).unwrap();
    near("dispersion", fit.dispersion(), case.number("/quasi_poisson/dispersion"), TOLERANCE);
    for term in 0..4 {
        near(
            "term",
            fit.coefficients[term],
            case.number(&format!("/quasi_poisson/params/{term}")),
            TOLERANCE,
        );
        let error = fit.standard_error(term, fit.dispersion());
        near("error", error, case.number(&format!("/quasi_poisson/se/{term}")), TOLERANCE);
    }
    let found = rate_ratio(&counts, &days, 24).unwrap();
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
    // The regression: places and periods each with an effect of their own, errors by place.
    let own =
        |name: &&str| (0..values.len()).filter(|row| places[*row] == *name).map(|row| values[row]).collect();
    let table: Vec<Vec<f64>> = names.iter().map(own).collect();
    let start = post.iter().zip(&places).filter(|(post, place)| **post == "0" && **place == names[0]).count();
    let found = effect(&table, &changed, start).unwrap();
    near("estimate", found.effect, case.number("/regression/est"), TOLERANCE);
    near("cluster error", found.error, case.number("/regression/cluster_se"), TOLERANCE);
    near("p", found.p, case.number("/regression/p"), TOLERANCE);
    // Four of twelve places were changed: the permutation is what may be said.
    assert!(!found.enough_places);
}
