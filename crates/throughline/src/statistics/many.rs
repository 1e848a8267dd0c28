//! Many tests at once: how much of what is flagged may be chance.

/// Benjamini and Hochberg's q of each p-value (JRSS B 57, 1995): the smallest false-discovery rate at which it would still be
/// flagged, in the order given; R's `p.adjust(method = "BH")`. What is not a probability counts as 1: a test that gave nothing.
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    let p: Vec<f64> = p.iter().map(|p| if (0.0..=1.0).contains(p) { *p } else { 1.0 }).collect();
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, place) in order.into_iter().enumerate().rev() {
        least = least.min(p[place] * (p.len() as f64 / (rank + 1) as f64));
        q[place] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH"), and with ties and out of order.
    #[test]
    fn as_r_does() {
        assert!(false_discovery(&[0.01, 0.02, 0.03, 0.04, 0.05]).iter().all(|q| (q - 0.05).abs() < 1e-15));
        let q = false_discovery(&[0.9, 0.001, 0.5, 0.001]);
        for (q, known) in q.iter().zip([0.9, 0.002, 2.0 / 3.0, 0.002]) {
            assert!((q - known).abs() < 1e-15, "{q}");
        }
        assert_eq!(false_discovery(&[]), [0.0; 0]);
        assert_eq!(false_discovery(&[f64::NAN, 0.01]), [1.0, 0.02]);
    }

    proptest! {
        #[test]
        fn never_below_p_never_above_one_and_in_the_same_order(p in prop::collection::vec(0.0..=1.0_f64, 0..40)) {
            let q = false_discovery(&p);
            for (place, p_here) in p.iter().enumerate() {
                prop_assert!(*p_here <= q[place] && q[place] <= 1.0);
                for (other, p_other) in p.iter().enumerate() {
                    prop_assert!(p_here > p_other || q[place] <= q[other]);
                }
            }
        }
    }
}
