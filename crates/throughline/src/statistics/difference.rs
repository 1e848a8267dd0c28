//! The difference of two estimates that know nothing of each other.

/// The 95 % interval of `one - other` from the intervals of both (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10; G. Y. Zou and
/// A. Donner, Statistics in Medicine 27, 2008, for estimates of any kind): the distance of each estimate from the end of its own interval
/// that matters there, squared and added. It keeps what is skew skew. The two must rest on different things: of the same needs counted
/// twice it is too wide.
pub fn of_two(one: (f64, (f64, f64)), other: (f64, (f64, f64))) -> Option<(f64, f64)> {
    let ((one, (one_low, one_high)), (other, (other_low, other_high))) = (one, other);
    let apart = |down: f64, up: f64| down.hypot(up);
    let difference = one - other;
    let low = difference - apart(one - one_low, other_high - other);
    let high = difference + apart(one_high - one, other - other_low);
    (low.is_finite() && high.is_finite() && low <= high).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::share::wilson;
    use proptest::prelude::*;

    /// Newcombe's own table II, method 10.
    #[test]
    fn published_differences_of_shares() {
        let cases = [
            ((56.0, 70.0), (48.0, 80.0), (0.0524, 0.3339)),
            ((9.0, 10.0), (3.0, 10.0), (0.1705, 0.8090)),
            ((6.0, 7.0), (2.0, 7.0), (0.0582, 0.8062)),
            ((5.0, 56.0), (0.0, 29.0), (-0.0381, 0.1926)),
            ((0.0, 10.0), (0.0, 20.0), (-0.1611, 0.2775)),
            ((10.0, 10.0), (0.0, 10.0), (0.6075, 1.0)),
        ];
        for ((part, n), (other_part, other_n), want) in cases {
            let share = |part: f64, n: f64| (part / n, wilson(part / n, n).unwrap());
            let (low, high) = of_two(share(part, n), share(other_part, other_n)).unwrap();
            assert!((low - want.0).abs() < 6e-5 && (high - want.1).abs() < 6e-5, "{low} {high} {want:?}");
        }
    }

    #[test]
    fn what_is_no_number_has_no_interval() {
        assert_eq!(of_two((1.0, (f64::NAN, 2.0)), (1.0, (0.0, 2.0))), None);
        assert_eq!(of_two((1.0, (0.0, f64::INFINITY)), (1.0, (0.0, 2.0))), None);
    }

    proptest! {
        #[test]
        fn it_holds_the_difference_and_turns_round(
            one in -1e6..1e6_f64, a in 0.0..1e3_f64, b in 0.0..1e3_f64, other in -1e6..1e6_f64, c in 0.0..1e3_f64, d in 0.0..1e3_f64,
        ) {
            let (first, second) = ((one, (one - a, one + b)), (other, (other - c, other + d)));
            let (low, high) = of_two(first, second).unwrap();
            prop_assert!(low <= one - other && one - other <= high);
            let (back_low, back_high) = of_two(second, first).unwrap();
            prop_assert!((low + back_high).abs() < 1e-6 && (high + back_low).abs() < 1e-6);
        }
    }
}
