//! Exact tests on counts: nothing here leans on large numbers.
//!
//! Probabilities of single counts are Loader's (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000: what R
//! uses), and tails are summed away from the mode, so that a tail of 1e-200 has as many digits as one of a half. A tail takes a
//! few times as many terms as its distribution has standard deviations, never as many as there are things.

use std::f64::consts::PI;

use super::share::wilson;

/// Half of what a 95 % interval leaves out.
const TAIL: f64 = 0.025;

/// R's allowance for rounding in quantiles: a cumulative probability that falls short by no more than this has arrived.
const FUZZ: f64 = 64.0 * f64::EPSILON;

/// ln(n!) less Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        // Few enough to multiply.
        let factorial: f64 = (1..=n as u32).map(f64::from).product();
        return factorial.ln() - ((2.0 * PI).ln() / 2.0 + (n + 0.5) * n.max(f64::MIN_POSITIVE).ln() - n);
    }
    let n2 = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / n2) / n2) / n2) / n2) / n
}

/// x ln(x/m) + m - x, without losing what is left when x is close to m.
fn deviance_part(x: f64, m: f64) -> f64 {
    if (x - m).abs() < 0.1 * (x + m) {
        let v = (x - m) / (x + m);
        let mut sum = (x - m) * v;
        let mut term = 2.0 * x * v;
        for odd in 1..1000 {
            term *= v * v;
            let next = sum + term / f64::from(2 * odd + 1);
            if next == sum {
                break;
            }
            sum = next;
        }
        return sum;
    }
    x * (x / m).ln() + m - x
}

/// The chance of just `k` of `n` at a probability of `p` each.
pub fn binomial(k: u64, n: u64, p: f64) -> f64 {
    if k > n || !(0.0..=1.0).contains(&p) {
        return 0.0;
    }
    let sure = |at: bool| if at { 1.0 } else { 0.0 };
    let (x, of, q) = (k as f64, n as f64, 1.0 - p);
    match (p, q) {
        (0.0, _) => sure(k == 0),
        (_, 0.0) => sure(k == n),
        _ if k == 0 => (of * (-p).ln_1p()).exp(),
        _ if k == n => (of * p.ln()).exp(),
        _ => {
            let log = stirling_error(of)
                - stirling_error(x)
                - stirling_error(of - x)
                - deviance_part(x, of * p)
                - deviance_part(of - x, of * q);
            log.exp() * (of / (2.0 * PI * x * (of - x))).sqrt()
        }
    }
}

/// The sum of terms that only get smaller, of which each is the one before times `ratio`.
fn sum_away(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
    }
    sum.min(1.0)
}

/// The chance of `k` or more of `n` at a probability of `p` each.
pub fn binomial_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    if (k as f64) <= (n as f64 + 1.0) * p {
        return 1.0 - binomial_up(n - k + 1, n, 1.0 - p);
    }
    binomial_up(k, n, p)
}

/// The chance of `k` or fewer of `n` at a probability of `p` each.
pub fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    binomial_at_least(n - k, n, 1.0 - p)
}

/// The upper tail, for `k` above the mode.
fn binomial_up(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    let odds = p / (1.0 - p);
    sum_away(binomial(k, n, p), (k..n).map(|at| (n - at) as f64 / (at + 1) as f64 * odds))
}

/// The least `k` of which the chance of `k` or fewer reaches `share`: R's `qbinom`. None if a share or probability is not one.
pub fn binomial_quantile(share: f64, n: u64, p: f64) -> Option<u64> {
    if !((0.0..=1.0).contains(&share) && (0.0..=1.0).contains(&p)) {
        return None;
    }
    if share == 1.0 {
        return Some(if p == 0.0 { 0 } else { n });
    }
    let enough = share * (1.0 - FUZZ);
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if binomial_at_most(middle, n, p) >= enough { high = middle } else { low = middle + 1 }
    }
    Some(low)
}

/// The exact 95 % interval of a probability, from `k` of `n` (Clopper and Pearson, Biometrika 26, 1934), as odds. None without things.
fn odds_interval(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 || k > n {
        return None;
    }
    let share = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    // Both tails rise or fall steadily with the odds; the ends of the search lie beyond any count.
    let search = |above: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (-60.0_f64, 60.0_f64);
        for _ in 0..120 {
            let middle = (low + high) / 2.0;
            if above(middle) { high = middle } else { low = middle }
        }
        ((low + high) / 2.0).exp()
    };
    let low = if k == 0 { 0.0 } else { search(&|at| binomial_at_least(k, n, share(at)) > TAIL) };
    let high = if k == n { f64::INFINITY } else { search(&|at| binomial_at_most(k, n, share(at)) < TAIL) };
    Some((low, high))
}

/// The exact 95 % interval of a probability, from `k` of `n` (Clopper and Pearson).
pub fn clopper_pearson(k: u64, n: u64) -> Option<(f64, f64)> {
    let share = |odds: f64| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
    odds_interval(k, n).map(|(low, high)| (share(low), share(high)))
}

/// How often things happen in one time against another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The one rate over the other.
    pub ratio: f64,
    /// Low end of the exact 95 % interval.
    pub low: f64,
    /// High end of it; infinite if nothing happened in the other time.
    pub high: f64,
    /// The chance of so many or more in the one time, if the rates were equal.
    pub p_higher: f64,
}

/// Compares `events` in `time` with `other_events` in `other_time`: given their sum, the first is binomial (Przyborowski and
/// Wilenski, Biometrika 31, 1940). None if a time is not above nought, or nothing happened at all.
pub fn rate_ratio(events: u64, time: f64, other_events: u64, other_time: f64) -> Option<RateRatio> {
    let n = events + other_events;
    let times = time > 0.0 && other_time > 0.0 && time.is_finite() && other_time.is_finite();
    if n == 0 || !times {
        return None;
    }
    let (low, high) = odds_interval(events, n)?;
    let scale = other_time / time;
    let ratio = if other_events == 0 { f64::INFINITY } else { events as f64 / other_events as f64 * scale };
    let p_higher = binomial_at_least(events, n, time / (time + other_time));
    Some(RateRatio { ratio, low: low * scale, high: high * scale, p_higher })
}

/// Fisher's exact test, one-sided: the chance of `a` or more in the first group of `a_of`, if both groups (the second has `b` of
/// `b_of`) had the same share and their sum were given. None if a part is more than its whole.
pub fn fisher_at_least(a: u64, a_of: u64, b: u64, b_of: u64) -> Option<f64> {
    if a > a_of || b > b_of {
        return None;
    }
    let (marked, all) = (a + b, a_of + b_of);
    let least = marked.saturating_sub(b_of);
    let most = marked.min(a_of);
    // The mode of the hypergeometric distribution.
    let mode = (marked as f64 + 1.0) * (a_of as f64 + 1.0) / (all as f64 + 2.0);
    let chance = |x: u64| hypergeometric(x, a_of, b_of, marked);
    let up =
        |x: u64| (a_of - x) as f64 * (marked - x) as f64 / ((x + 1) as f64 * (b_of + x + 1 - marked) as f64);
    if (a as f64) > mode {
        return Some(sum_away(chance(a), (a..most).map(up)));
    }
    if a <= least {
        return Some(1.0);
    }
    Some(1.0 - sum_away(chance(a - 1), (least..a - 1).rev().map(|x| 1.0 / up(x))))
}

/// The chance of `x` of `marked` draws falling among `inside`, the others among `outside`.
fn hypergeometric(x: u64, inside: u64, outside: u64, marked: u64) -> f64 {
    let p = marked as f64 / (inside + outside) as f64;
    if !(p > 0.0 && p < 1.0) {
        return 1.0;
    }
    let among = binomial(x, inside, p) * binomial(marked - x, outside, p);
    among / binomial(marked, inside + outside, p)
}

/// The difference of two shares with its 95 % interval from the two Wilson intervals (Newcombe, Statistics in Medicine 17, 1998,
/// method 10): a/a_of less b/b_of. None if either group is empty.
pub fn newcombe(a: u64, a_of: u64, b: u64, b_of: u64) -> Option<(f64, f64, f64)> {
    if a > a_of || b > b_of {
        return None;
    }
    let (a_share, b_share) = (a as f64 / a_of as f64, b as f64 / b_of as f64);
    let (a_low, a_high) = wilson(a_share, a_of as f64)?;
    let (b_low, b_high) = wilson(b_share, b_of as f64)?;
    let difference = a_share - b_share;
    let low = difference - (a_share - a_low).hypot(b_high - b_share);
    let high = difference + (a_high - a_share).hypot(b_share - b_low);
    Some((difference, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 1e-9 * known.abs(), "{found}, not {known}");
    }

    /// scipy 1.17: binom.pmf, binom.sf(k-1), binom.cdf.
    #[test]
    fn binomial_chances() {
        near(binomial(3, 10, 0.5), 120.0 / 1024.0);
        near(binomial_at_least(8, 10, 0.5), 56.0 / 1024.0);
        near(binomial_at_most(2, 10, 0.5), 56.0 / 1024.0);
        near(binomial_at_most(0, 20, 0.1), 0.9_f64.powi(20));
        near(binomial_at_least(1, 3, 1e-12), 1e-12 * 3.0);
        near(binomial_at_least(20_000, 3_000_000, 0.0066), 0.077_615_585_209_132_98);
        near(binomial_at_least(701, 1000, 0.5), 3.766_850_723_526_024_7e-38);
        assert_eq!(binomial_at_least(0, 5, 0.3), 1.0);
        assert_eq!(binomial_at_least(6, 5, 0.3), 0.0);
        assert_eq!((binomial(0, 5, 0.0), binomial(5, 5, 1.0), binomial(1, 5, 0.0)), (1.0, 1.0, 0.0));
        assert_eq!((binomial_at_least(3, 5, 1.0), binomial_at_most(3, 5, 1.0)), (1.0, 0.0));
    }

    /// R: qbinom(p, n, prob). At a cumulative probability itself it is that count, not the next.
    #[test]
    fn quantiles_at_the_edges() {
        assert_eq!(binomial_quantile(0.5, 1, 0.5), Some(0));
        assert_eq!(binomial_quantile(11.0 / 1024.0, 10, 0.5), Some(1));
        assert_eq!(binomial_quantile(11.0 / 1024.0 + 1e-10, 10, 0.5), Some(2));
        assert_eq!(binomial_quantile(0.0, 10, 0.5), Some(0));
        assert_eq!(binomial_quantile(1.0, 10, 0.5), Some(10));
        assert_eq!(binomial_quantile(0.3, 10, 0.0), Some(0));
        assert_eq!(binomial_quantile(0.3, 10, 1.0), Some(10));
        assert_eq!(binomial_quantile(0.3, 0, 0.5), Some(0));
        assert_eq!(binomial_quantile(0.05, 23, 0.5), Some(8));
        assert_eq!(binomial_quantile(0.975, 36, 0.9), Some(35));
        assert_eq!(binomial_quantile(f64::NAN, 10, 0.5), None);
        assert_eq!(binomial_quantile(0.5, 10, 1.5), None);
    }

    /// Fisher's tea: 3 of 4 and 1 of 4: 17/70. Newcombe 1998, Table II: 56/70 and 48/80: 0.2, 0.0524 to 0.3339.
    #[test]
    fn published_cases() {
        near(fisher_at_least(3, 4, 1, 4).unwrap(), 17.0 / 70.0);
        near(fisher_at_least(4, 4, 0, 4).unwrap(), 1.0 / 70.0);
        near(fisher_at_least(1, 4, 3, 4).unwrap(), 69.0 / 70.0);
        near(fisher_at_least(60, 263, 96, 1129).unwrap(), 8.051_729_658_602_243e-10);
        assert_eq!(fisher_at_least(0, 4, 3, 4), Some(1.0));
        assert_eq!(fisher_at_least(0, 0, 0, 0), Some(1.0));
        assert_eq!(fisher_at_least(5, 4, 0, 4), None);
        let (difference, low, high) = newcombe(56, 70, 48, 80).unwrap();
        assert!((difference - 0.2).abs() < 1e-12);
        assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} {high}");
        assert_eq!(newcombe(0, 0, 1, 2), None);
    }

    /// R: binom.test(7, 20)$conf.int.
    #[test]
    fn intervals_and_rates() {
        let (low, high) = clopper_pearson(7, 20).unwrap();
        assert!((low - 0.153_909_2).abs() < 1e-7 && (high - 0.592_188_5).abs() < 1e-7, "{low} {high}");
        assert_eq!(clopper_pearson(0, 10).map(|(low, _)| low), Some(0.0));
        assert_eq!(clopper_pearson(10, 10).map(|(_, high)| high), Some(1.0));
        let equal = rate_ratio(5, 10.0, 5, 10.0).unwrap();
        near(equal.ratio, 1.0);
        near(equal.low * equal.high, 1.0);
        near(equal.p_higher, 638.0 / 1024.0);
        assert_eq!(rate_ratio(3, 1.0, 0, 1.0).map(|found| found.high), Some(f64::INFINITY));
        assert_eq!(rate_ratio(0, 1.0, 0, 1.0), None);
        assert_eq!(rate_ratio(1, 0.0, 1, 1.0), None);
    }

    proptest! {
        #[test]
        fn tails_add_up(n in 1_u64..3000, share in 0.0..=1.0_f64, p in 0.0..=1.0_f64) {
            let k = (share * n as f64) as u64;
            let sum = binomial_at_most(k, n, p) + binomial_at_least(k + 1, n, p);
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            let quantile = binomial_quantile(share, n, p).unwrap();
            prop_assert!(quantile <= n);
            prop_assert!(binomial_at_most(quantile, n, p) >= share - 1e-12);
            prop_assert!(quantile == 0 || binomial_at_most(quantile - 1, n, p) < share);
        }

        #[test]
        fn fishers_tails_add_up(a_of in 0_u64..80, b_of in 0_u64..80, left in 0_u64..80, right in 0_u64..80) {
            let (a, b) = (left.min(a_of), right.min(b_of));
            let above = fisher_at_least(a, a_of, b, b_of).unwrap();
            // The other tail: what is not marked.
            let below = fisher_at_least(a_of - a, a_of, b_of - b, b_of).unwrap();
            prop_assert!((0.0..=1.0).contains(&above));
            prop_assert!(above + below >= 1.0 - 1e-9, "{above} {below}");
        }

        #[test]
        fn the_difference_lies_in_its_interval(a_of in 1_u64..500, b_of in 1_u64..500, left in 0_u64..500, right in 0_u64..500) {
            let (difference, low, high) = newcombe(left.min(a_of), a_of, right.min(b_of), b_of).unwrap();
            prop_assert!(-1.0 - 1e-12 <= low && low <= difference && difference <= high && high <= 1.0 + 1e-12);
        }
    }
}
