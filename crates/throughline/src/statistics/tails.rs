//! How likely a value as far out as this one is: the tails of the usual distributions, at any input.

use super::laws;

/// The chance of a normal deviate of `z` or more. What is no number gives 1: it says nothing.
pub fn normal_above(z: f64) -> f64 {
    if z.is_nan() { 1.0 } else { laws::normal_below(-z) }
}

/// The chance of a Student's t of `t` or more. For up to a few thousand degrees of freedom; beyond, the normal tail is the same to
/// four digits. 1 for what is no number.
pub fn student_above(t: f64, degrees_of_freedom: f64) -> f64 {
    if t.is_nan() || degrees_of_freedom.is_nan() || degrees_of_freedom <= 0.0 {
        return 1.0;
    }
    if degrees_of_freedom > 5_000.0 {
        return normal_above(t);
    }
    laws::student_above(t, degrees_of_freedom)
}

/// The chance of a chi-squared of `x` or less, by chance alone.
pub fn chi_squared_below(x: f64, degrees_of_freedom: f64) -> Option<f64> {
    usable(x, degrees_of_freedom)
        .then(|| laws::gamma_below(degrees_of_freedom / 2.0, x / 2.0).clamp(0.0, 1.0))
}

/// The chance of a chi-squared of `x` or more, by chance alone.
pub fn chi_squared_above(x: f64, degrees_of_freedom: f64) -> Option<f64> {
    usable(x, degrees_of_freedom)
        .then(|| laws::gamma_above(degrees_of_freedom / 2.0, x / 2.0).clamp(0.0, 1.0))
}

fn usable(x: f64, degrees_of_freedom: f64) -> bool {
    x.is_finite() && degrees_of_freedom.is_finite() && degrees_of_freedom > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 1e-9 * known, "{found}, not {known}");
    }

    /// scipy 1.17: t.sf(2, 10), t.sf(-1, 4), t.sf(12, 30), t.sf(1, 1) = 1/4.
    #[test]
    fn students_tails() {
        near(student_above(2.0, 10.0), 0.036_694_017_385_370_196);
        near(student_above(-1.0, 4.0), 0.813_049_516_849_970_6);
        near(student_above(1.0, 1.0), 0.25);
        near(student_above(12.0, 30.0), 2.7900927075996303e-13);
        assert_eq!((student_above(f64::NAN, 3.0), student_above(1.0, 0.0)), (1.0, 1.0));
        assert_eq!(student_above(f64::INFINITY, 3.0), 0.0);
    }

    /// scipy 1.17: norm.sf, chi2.sf, chi2.cdf.
    #[test]
    fn known_tails() {
        near(normal_above(1.959_963_984_540_054), 0.025);
        near(normal_above(11.959_921_341_956_722), 2.880_823_576_234_26e-33);
        near(chi_squared_above(4.156_052_017, 4.0).unwrap(), 0.385_298_267_7);
        near(chi_squared_above(3.0, 2.0).unwrap(), (-1.5_f64).exp());
        near(chi_squared_below(2.0, 2.0).unwrap(), 1.0 - (-1.0_f64).exp());
    }

    #[test]
    fn nothing_to_say() {
        assert_eq!(normal_above(f64::NAN), 1.0);
        assert_eq!((normal_above(f64::INFINITY), normal_above(f64::NEG_INFINITY)), (0.0, 1.0));
        assert_eq!(chi_squared_above(f64::NAN, 1.0), None);
        assert_eq!(chi_squared_above(1.0, 0.0), None);
        assert_eq!((chi_squared_above(0.0, 3.0), chi_squared_below(0.0, 3.0)), (Some(1.0), Some(0.0)));
    }
}
