//! Linking people: the worked case of Fellegi and Sunter. The keyed hashes of the same case are tested beside the key itself, in
//! `throughline-files`.

use throughline::statistics::linkage::{Compared, match_weight, posterior};

use crate::reference::{expected, near};

#[test]
fn four_fields_of_which_three_agree() {
    let Some(case) = expected("l-linkage-a") else { return };
    let worked = &case["fellegi_sunter_worked"];
    let list = |key: &str| -> Vec<f64> {
        worked[key].as_array().unwrap().iter().map(|chance| chance.as_f64().unwrap()).collect()
    };
    let pattern = worked["pattern"].as_str().unwrap().split(',');
    let fields: Vec<Compared> = list("m")
        .into_iter()
        .zip(list("u"))
        .zip(pattern)
        .map(|((m, u), word)| Compared { m, u, agrees: word == "agree" })
        .collect();
    assert_eq!(fields.len(), 4);
    let weight = match_weight(&fields).unwrap();
    near("weight", weight, worked["match_weight_bits"].as_f64().unwrap(), 1e-6);
    let chance = posterior(worked["prior"].as_f64().unwrap(), weight).unwrap();
    near("posterior", chance, worked["posterior"].as_f64().unwrap(), 1e-6);
}
