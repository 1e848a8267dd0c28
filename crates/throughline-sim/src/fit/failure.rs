//! What goes with a closure that solved nothing: each hand-over, and the time it took, by logistic regression.
//!
//! logit q = logit(base) + a × hand-overs + b × ln(1 + took / 24 hours), maximum likelihood by Newton's method (Cox 1958), ± 1.96
//! standard errors from the inverse of the information. Only of at least [`LEAST_CLOSURES`] closures watched to the horizon, and an
//! effect only where it is hardly noise (p < 0.001): else the base alone. Where it misleads: this is an association. What is
//! handed over may be what is hard, and then handing over less would change nothing; a plan should also be run with half of it.

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::Number;
use throughline::statistics::share::Z_95;
use throughline::time::DAY_US;

use super::repeats::Closure;
use super::sheet::{Found, Sheet};

/// Fewer closures than this identify only the base (a judgement: docs of the method, section 6).
pub(super) const LEAST_CLOSURES: usize = 2_000;
/// Fewer failures among them than this do not either.
const LEAST_FAILURES: usize = 100;
/// Standard errors that an effect must be away from nought: p < 0.001.
const SURE: f64 = 3.3;

/// The effects, and the base that goes with them, with its interval.
pub(super) struct Effects {
    pub(super) base: (f64, (f64, f64)),
    pub(super) per_hand_over: Option<Number>,
    pub(super) per_log_wait: Option<Number>,
}

/// The effects on failure; `None` where the base alone is known.
pub(super) fn effects(
    closures: &[Closure],
    horizon_us: i64,
    path: &str,
    sheet: &mut Sheet,
) -> Option<Effects> {
    let rows = rows(closures, horizon_us);
    let failures = rows.iter().filter(|(_, failed)| *failed).count();
    if rows.len() < LEAST_CLOSURES || failures < LEAST_FAILURES {
        let says = format!(
            "What goes with coming back (hand-overs, waiting) is told only of kinds with {LEAST_CLOSURES} closures and {LEAST_FAILURES} failures; of others the share alone is fitted."
        );
        if !sheet.refused.contains(&says) {
            sheet.refused.push(says);
        }
        return None;
    }
    // From all down to those that are sure.
    let mut used = [true, true, true];
    let found = loop {
        let found = logistic(&rows, used)?;
        let unsure =
            (1..3).filter(|place| used[*place]).find(|place| found[*place].0.abs() < SURE * found[*place].1);
        match unsure {
            Some(place) => used[place] = false,
            None => break found,
        }
    };
    if !used[1] && !used[2] {
        return None;
    }
    let guard = "an association, not a cause; run the plan with half of it too";
    let mut effect = |place: usize, name: &str| {
        let (value, error) = found[place];
        let path = format!("{path}.{name}");
        used[place].then(|| {
            sheet.add(Found {
                path: &path,
                unit: "",
                value,
                interval: Some((value - Z_95 * error, value + Z_95 * error)),
                belief: Belief::Normal,
                n: rows.len() as u64,
                known: Known::Measured,
                guard: guard.to_string(),
            })
        })
    };
    let chance = |logit: f64| 1.0 / (1.0 + libm::exp(-logit));
    let (value, error) = found[0];
    Some(Effects {
        base: (chance(value), (chance(value - Z_95 * error), chance(value + Z_95 * error))),
        per_hand_over: effect(1, "per_handoff"),
        per_log_wait: effect(2, "per_log_wait"),
    })
}

/// Of each closure that was watched for long enough: 1, hand-overs, the logarithm of 1 + days; and whether it failed.
fn rows(closures: &[Closure], horizon_us: i64) -> Vec<([f64; 3], bool)> {
    let known = |one: &&Closure| one.gave_up || one.came_back || one.watched_us >= horizon_us;
    closures
        .iter()
        .filter(known)
        .map(|one| {
            let wait = libm::log1p(one.took_us.max(0) as f64 / DAY_US as f64);
            let failed = one.gave_up || one.came_back && one.watched_us <= horizon_us;
            ([1.0, f64::from(one.hand_overs), wait], failed)
        })
        .collect()
}

/// Coefficients with their standard errors; of those not used nought.
fn logistic(rows: &[([f64; 3], bool)], used: [bool; 3]) -> Option<[(f64, f64); 3]> {
    let mut at = [0.0; 3];
    for round in 0..50 {
        let (mut slope, mut bend) = ([0.0; 3], [[0.0; 3]; 3]);
        for (row, failed) in rows {
            let row: [f64; 3] = std::array::from_fn(|place| if used[place] { row[place] } else { 0.0 });
            let logit: f64 = (0..3).map(|place| at[place] * row[place]).sum();
            let chance = 1.0 / (1.0 + libm::exp(-logit));
            for a in 0..3 {
                slope[a] += (f64::from(u8::from(*failed)) - chance) * row[a];
                for b in 0..3 {
                    bend[a][b] += chance * (1.0 - chance) * row[a] * row[b];
                }
            }
        }
        for place in (0..3).filter(|place| !used[*place]) {
            bend[place][place] = 1.0;
        }
        let inverse = inverse(bend)?;
        let step: [f64; 3] = std::array::from_fn(|a| (0..3).map(|b| inverse[a][b] * slope[b]).sum());
        at = std::array::from_fn(|place| at[place] + step[place].clamp(-2.0, 2.0));
        if step.iter().all(|step| step.abs() < 1e-9) && round > 0 {
            return Some(std::array::from_fn(|place| (at[place], inverse[place][place].sqrt())));
        }
    }
    None
}

/// The inverse of a 3 × 3 matrix by cofactors.
fn inverse(m: [[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let cofactor = |row: usize, column: usize| {
        let [a, b] = [(row + 1) % 3, (row + 2) % 3];
        let [c, d] = [(column + 1) % 3, (column + 2) % 3];
        m[a][c] * m[b][d] - m[a][d] * m[b][c]
    };
    let determinant: f64 = (0..3).map(|column| m[0][column] * cofactor(0, column)).sum();
    let sound = determinant.is_finite() && determinant.abs() > 1e-12;
    sound
        .then(|| std::array::from_fn(|row| std::array::from_fn(|column| cofactor(column, row) / determinant)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regression_by_hand() {
        // Two groups: the coefficients are the logit of one share and the difference of the logits.
        let mut rows = Vec::new();
        for (hand_overs, n, failures) in [(0.0, 100, 20), (1.0, 200, 80)] {
            rows.extend((0..n).map(|place| ([1.0, hand_overs, 0.0], place < failures)));
        }
        let found = logistic(&rows, [true, true, false]).unwrap();
        let logit = |share: f64| (share / (1.0 - share)).ln();
        assert!((found[0].0 - logit(0.2)).abs() < 1e-9);
        assert!((found[1].0 - (logit(0.4) - logit(0.2))).abs() < 1e-9);
        // Woolf: the variance is the sum of one over each count.
        let variance: f64 = [20.0, 80.0, 80.0, 120.0].map(|count: f64| 1.0 / count).iter().sum();
        assert!((found[1].1 - variance.sqrt()).abs() < 1e-9);
    }
}
