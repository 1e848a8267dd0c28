//! A share of some things, and how sure it is.

/// The 97.5 % point of the normal distribution: a 95 % interval reaches so many standard errors to both sides.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share of `n` things, by Wilson's score (E. B. Wilson, JASA 22, 1927). `n` may be an effective number, as of
/// weighted or clustered things, and so need not be whole. None without things.
pub fn wilson(share: f64, n: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && (0.0..=1.0).contains(&share)) {
        return None;
    }
    let z2 = Z_95 * Z_95;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_95 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    // At none and at all rounding would leave a hair between the bound and the end.
    let low = if share == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if share == 1.0 { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Published cases: 204 of 484 advice interviews (AdviceUK 2008), 664 of 3,246 no-crime decisions (HMIC 2014), 34 of 60 contracts
    /// (NAO 2013), to the digits they are given with.
    #[test]
    fn published_shares_have_their_intervals() {
        for (part, n, low, high) in
            [(204.0, 484.0, 37.8, 46.6), (664.0, 3246.0, 19.1, 21.9), (34.0, 60.0, 44.0, 68.0)]
        {
            let digit = if n < 100.0 { 1.0 } else { 10.0 };
            let rounded = |share: f64| (share * 100.0 * digit).round() / digit;
            let found = wilson(part / n, n).map(|(low, high)| (rounded(low), rounded(high)));
            assert_eq!(found, Some((low, high)), "{part} of {n}");
        }
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(wilson(0.5, 0.0), None);
        assert_eq!(wilson(f64::NAN, 10.0), None);
        assert_eq!(wilson(1.5, 10.0), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share_and_shrinks(part in 0_u32..500, more in 0_u32..500) {
            let n = f64::from(part + more).max(1.0);
            let share = f64::from(part.min(n as u32)) / n;
            let (low, high) = wilson(share, n).unwrap();
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            let (narrower_low, narrower_high) = wilson(share, n * 4.0).unwrap();
            prop_assert!(narrower_high - narrower_low < high - low);
        }
    }
}
