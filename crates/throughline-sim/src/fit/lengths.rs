//! Lengths of time as a distribution: exponential, lognormal, gamma and Weibull by maximum likelihood, with lengths that had not
//! ended when they were last seen; the one with the smallest criterion of Akaike; and where even that one is far from what was
//! seen, what was seen itself.
//!
//! Formulas: log-likelihood = Σ ln f(x) over ended + Σ ln S(c) over not ended (Kalbfleisch and Prentice 2002, section 3.2);
//! AIC = 2k - 2 ln L (Akaike 1974). The maximum is looked for by Newton's method on the logarithms of mean and shape, with
//! differences for derivatives; the interval of the mean is that of its logarithm, ± 1.96 standard errors from the inverse of
//! the observed information. Far off: the distribution function differs from the empirical one by more than [`FAR`] somewhere.
//! Where it misleads: lengths cut off by something that has to do with them (a case closed to meet a limit) are no censoring.

use throughline::sourcing::plan::mean_as_seen;
use throughline::statistics::laws::{gamma_below, normal_below};

use super::squared;

/// Fewer lengths than this make no distribution.
pub const LEAST: usize = 10;
/// By how much the fitted distribution function may differ from what was seen.
pub const FAR: f64 = 0.08;
/// More lengths are thinned to about as many, evenly.
const MOST: usize = 20_000;
/// How many lengths stand for what was seen.
const SEEN: usize = 41;
const Z_95: f64 = throughline::statistics::share::Z_95;

/// A family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Exponential.
    Exponential,
    /// Lognormal.
    Lognormal,
    /// Gamma.
    Gamma,
    /// Weibull.
    Weibull,
}

impl Family {
    /// As plans write it.
    pub const NAMES: [(&'static str, Family); 4] = [
        ("exp", Family::Exponential),
        ("lognormal", Family::Lognormal),
        ("gamma", Family::Gamma),
        ("weibull", Family::Weibull),
    ];
}

/// What the lengths are taken as.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A family; its shape is the standard deviation divided by the mean, of a Weibull its shape.
    Family {
        /// Which.
        family: Family,
        /// The shape; 1 for an exponential.
        shape: f64,
        /// Its 95 % interval.
        shape_interval: (f64, f64),
    },
    /// What was seen, in order.
    Seen(Vec<f64>),
}

/// A distribution of lengths, in the unit of the lengths.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengths {
    /// The mean.
    pub mean: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// What they are taken as.
    pub taken: Taken,
    /// The largest difference of the fitted family's distribution function from what was seen.
    pub gap: f64,
    /// How many had ended.
    pub ended: usize,
    /// How many had not.
    pub open: usize,
}

/// The distribution of lengths, some of them not ended yet; `None` of too few. Noughts make it one that was seen. A family that is asked for
/// is taken however far off it is, if it can be fitted at all.
pub fn lengths(ended: &[f64], open: &[f64], asked: Option<Family>) -> Option<Lengths> {
    if ended.len() < LEAST {
        return None;
    }
    let mut sorted = ended.to_vec();
    sorted.sort_by(f64::total_cmp);
    let open: Vec<f64> = open.iter().copied().filter(|length| *length > 0.0).collect();
    let positive = sorted[0] > 0.0;
    let even = sorted[0] == sorted[sorted.len() - 1];
    let best = if positive && !even { best(&thinned(&sorted), &thinned(&open), asked) } else { None };
    let family = best.map(|(family, found)| (family, found, gap(family, &found, &sorted, open.len())));
    match family {
        Some((family, found, gap)) if gap <= FAR || asked.is_some() => Some(Lengths {
            mean: found.mean,
            interval: found.mean_interval,
            taken: Taken::Family { family, shape: found.shape, shape_interval: found.shape_interval },
            gap,
            ended: ended.len(),
            open: open.len(),
        }),
        other => Some(as_seen(&sorted, open.len(), other.map_or(1.0, |(_, _, gap)| gap))),
    }
}

/// Every so manieth, so that not many more than the most are left.
fn thinned(lengths: &[f64]) -> Vec<f64> {
    lengths.iter().step_by(lengths.len() / MOST + 1).copied().collect()
}

/// What was seen: quantiles, the last so that the mean of what is drawn between them is the mean of all.
fn as_seen(sorted: &[f64], open: usize, gap: f64) -> Lengths {
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let variance = sorted.iter().map(|length| squared(length - mean)).sum::<f64>() / (n - 1.0);
    let half = Z_95 * (variance / n).sqrt();
    let parts = SEEN.min(sorted.len()) - 1;
    let mut seen: Vec<f64> =
        (0..=parts).map(|part| sorted[part * (sorted.len() - 1) / parts]).map(rounded).collect();
    // Between two quantiles every length is as likely: that overstates what lies below a long tail, so the ends are set right.
    let between = mean_as_seen(&seen);
    let last = seen[parts] - 2.0 * parts as f64 * (between - mean);
    if last >= seen[parts - 1] {
        seen[parts] = rounded(last);
    } else if between > 0.0 {
        seen.iter_mut().for_each(|length| *length = rounded(*length * mean / between));
    }
    Lengths {
        mean,
        interval: ((mean - half).max(0.0), mean + half),
        taken: Taken::Seen(seen),
        gap,
        ended: sorted.len(),
        open,
    }
}

fn rounded(length: f64) -> f64 {
    format!("{length:.5e}").parse().unwrap_or(length)
}

/// A family with its numbers.
#[derive(Debug, Clone, Copy)]
struct Found {
    mean: f64,
    shape: f64,
    mean_interval: (f64, f64),
    shape_interval: (f64, f64),
}

fn best(ended: &[f64], open: &[f64], asked: Option<Family>) -> Option<(Family, Found)> {
    let all = [
        exponential(ended, open),
        two(Family::Lognormal, ended, open),
        two(Family::Gamma, ended, open),
        two(Family::Weibull, ended, open),
    ];
    let found = all.into_iter().flatten();
    let found = found.filter(|(_, family, _)| asked.is_none_or(|asked| asked == *family));
    let found = found.min_by(|one, other| one.0.total_cmp(&other.0));
    found.map(|(_, family, found)| (family, found))
}

/// AIC, the family and its numbers.
type Tried = Option<(f64, Family, Found)>;

fn exponential(ended: &[f64], open: &[f64]) -> Tried {
    let n = ended.len() as f64;
    let mean = ended.iter().chain(open).sum::<f64>() / n;
    let log_likelihood = -n * (libm::log(mean) + 1.0);
    let spread = libm::exp(Z_95 / n.sqrt());
    let found =
        Found { mean, shape: 1.0, mean_interval: (mean / spread, mean * spread), shape_interval: (1.0, 1.0) };
    Some((2.0 - 2.0 * log_likelihood, Family::Exponential, found))
}

/// A distribution of a family, by its own two numbers, and what of its density is the same everywhere.
#[derive(Debug, Clone, Copy)]
enum Law {
    /// Mean and standard deviation of the logarithm.
    Lognormal { mu: f64, sigma: f64 },
    /// Shape and scale.
    Gamma { shape: f64, scale: f64, log_front: f64 },
    /// Shape and scale.
    Weibull { shape: f64, scale: f64 },
}

impl Law {
    /// By mean and shape; `None` of what is no distribution.
    fn of(family: Family, mean: f64, shape: f64) -> Option<Law> {
        let (law, numbers) = match family {
            Family::Lognormal => {
                let variance = libm::log1p(shape * shape);
                let (mu, sigma) = (libm::log(mean) - variance / 2.0, variance.sqrt());
                (Law::Lognormal { mu, sigma }, [libm::exp(mu), sigma])
            }
            Family::Exponential | Family::Gamma => {
                let size = 1.0 / (shape * shape);
                let scale = mean / size;
                let log_front = -libm::lgamma(size) - size * libm::log(scale);
                (Law::Gamma { shape: size, scale, log_front }, [size, scale])
            }
            Family::Weibull => {
                let scale = mean / libm::tgamma(1.0 + 1.0 / shape);
                (Law::Weibull { shape, scale }, [shape, scale])
            }
        };
        numbers.iter().all(|number| *number > 0.0 && number.is_finite()).then_some(law)
    }

    fn log_density(&self, x: f64) -> f64 {
        let log_x = libm::log(x);
        match *self {
            Law::Lognormal { mu, sigma } => {
                let z = (log_x - mu) / sigma;
                -0.5 * z * z - libm::log(sigma) - log_x - 0.5 * libm::log(std::f64::consts::TAU)
            }
            Law::Gamma { shape, scale, log_front } => log_front + (shape - 1.0) * log_x - x / scale,
            Law::Weibull { shape, scale } => {
                let log_part = log_x - libm::log(scale);
                libm::log(shape / scale) + (shape - 1.0) * log_part - libm::exp(shape * log_part)
            }
        }
    }

    fn below(&self, x: f64) -> f64 {
        match *self {
            Law::Lognormal { mu, sigma } => normal_below((libm::log(x) - mu) / sigma),
            Law::Gamma { shape, scale, .. } => gamma_below(shape, x / scale),
            Law::Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, shape)),
        }
    }
}

fn log_likelihood(family: Family, [log_mean, log_shape]: [f64; 2], ended: &[f64], open: &[f64]) -> f64 {
    let Some(law) = Law::of(family, libm::exp(log_mean), libm::exp(log_shape)) else {
        return f64::NEG_INFINITY;
    };
    let of_ended: f64 = ended.iter().map(|x| law.log_density(*x)).sum();
    let of_open: f64 = open.iter().map(|x| libm::log((1.0 - law.below(*x)).max(1e-300))).sum();
    of_ended + of_open
}

/// The two parameters of a family by Newton's method.
fn two(family: Family, ended: &[f64], open: &[f64]) -> Tried {
    let n = ended.len() as f64;
    let mean = ended.iter().sum::<f64>() / n;
    let variation = (ended.iter().map(|x| squared(x - mean)).sum::<f64>() / n).sqrt() / mean;
    let shape = match family {
        Family::Weibull => libm::pow(variation.clamp(0.1, 5.0), -1.086),
        _ => variation.clamp(0.05, 5.0),
    };
    let of = |at: [f64; 2]| log_likelihood(family, at, ended, open);
    let mut at = [mean * (1.0 + open.len() as f64 / n).min(2.0), shape].map(libm::log);
    let mut height = of(at);
    for _ in 0..60 {
        let (slope, bend) = derivatives(&of, at);
        let step =
            solved(bend, slope).unwrap_or([slope[0] / n, slope[1] / n].map(|one| one.clamp(-0.3, 0.3)));
        let largest = step[0].abs().max(step[1].abs());
        let mut scale = if largest > 1.0 { 1.0 / largest } else { 1.0 };
        let mut next = [at[0] + scale * step[0], at[1] + scale * step[1]];
        while of(next) < height && scale > 1e-6 {
            scale /= 2.0;
            next = [at[0] + scale * step[0], at[1] + scale * step[1]];
        }
        let risen = of(next) - height;
        if risen.is_nan() || risen < 0.0 {
            break;
        }
        (at, height) = (next, height + risen);
        if largest < 1e-6 || risen.abs() < 1e-9 * n {
            break;
        }
    }
    let (_, bend) = derivatives(&of, at);
    let information = bend.map(|row| row.map(|one| -one));
    let determinant = information[0][0] * information[1][1] - information[0][1] * information[1][0];
    let [mean_error, shape_error] =
        [information[1][1] / determinant, information[0][0] / determinant].map(f64::sqrt);
    if !(height.is_finite() && mean_error.is_finite() && shape_error.is_finite()) {
        return None;
    }
    let interval = |log: f64, error: f64| (libm::exp(log - Z_95 * error), libm::exp(log + Z_95 * error));
    let found = Found {
        mean: libm::exp(at[0]),
        shape: libm::exp(at[1]),
        mean_interval: interval(at[0], mean_error),
        shape_interval: interval(at[1], shape_error),
    };
    Some((4.0 - 2.0 * height, family, found))
}

/// Slope and bend of a function of two numbers, by central differences.
fn derivatives(of: &impl Fn([f64; 2]) -> f64, [a, b]: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
    const H: f64 = 1e-3;
    let middle = of([a, b]);
    let (right, left, up, down) = (of([a + H, b]), of([a - H, b]), of([a, b + H]), of([a, b - H]));
    let across =
        (of([a + H, b + H]) - of([a + H, b - H]) - of([a - H, b + H]) + of([a - H, b - H])) / (4.0 * H * H);
    let slope = [(right - left) / (2.0 * H), (up - down) / (2.0 * H)];
    let bend =
        [[(right - 2.0 * middle + left) / (H * H), across], [across, (up - 2.0 * middle + down) / (H * H)]];
    (slope, bend)
}

/// The step to the top, if the bend is that of one.
fn solved(bend: [[f64; 2]; 2], slope: [f64; 2]) -> Option<[f64; 2]> {
    let determinant = bend[0][0] * bend[1][1] - bend[0][1] * bend[1][0];
    if !(determinant > 0.0 && bend[0][0] < 0.0) {
        return None;
    }
    let first = -(bend[1][1] * slope[0] - bend[0][1] * slope[1]) / determinant;
    let second = -(bend[0][0] * slope[1] - bend[1][0] * slope[0]) / determinant;
    Some([first, second])
}

/// The largest difference from what was seen. Many that had not ended make what was seen no measure: then it is nought.
fn gap(family: Family, found: &Found, sorted: &[f64], open: usize) -> f64 {
    if open * 10 > sorted.len() {
        return 0.0;
    }
    let Some(law) = Law::of(family, found.mean, found.shape) else { return 1.0 };
    let n = sorted.len() as f64;
    let far = |(place, x): (usize, &f64)| {
        let below = law.below(*x);
        (below - place as f64 / n).abs().max(((place + 1) as f64 / n - below).abs())
    };
    sorted.iter().enumerate().map(far).fold(0.0, f64::max) - 1.0 / n.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Distribution;
    use crate::draws::{Key, Purpose};

    fn drawn(law: &Distribution, seed: u64, n: u64) -> Vec<f64> {
        let key = Key::of_stream(seed, 0, 0);
        (0..n).map(|need| law.drawn_us(&mut key.of_need(need).draw(0, 0, Purpose::Work))).collect()
    }

    fn family(found: &Lengths) -> (Family, f64) {
        match &found.taken {
            Taken::Family { family, shape, .. } => (*family, *shape),
            Taken::Seen(_) => panic!("taken as seen: {found:?}"),
        }
    }

    #[test]
    fn each_family_is_found_again() {
        let laws = [
            (Distribution::Exponential { mean_us: 3.0 }, None),
            (Distribution::lognormal(3.0, 0.8), Some((Family::Lognormal, 0.8))),
            (Distribution::gamma(3.0, 0.5), Some((Family::Gamma, 0.5))),
            (
                Distribution::Weibull { shape: 2.5, scale_us: 3.0 / libm::tgamma(1.4) },
                Some((Family::Weibull, 2.5)),
            ),
        ];
        for (law, wanted) in laws {
            let found = lengths(&drawn(&law, 3, 5000), &[], None).unwrap();
            assert!((found.mean / 3.0 - 1.0).abs() < 0.05, "{law:?}: {found:?}");
            assert!(found.interval.0 < 3.0 && 3.0 < found.interval.1, "{law:?}: {found:?}");
            if let Some((name, shape)) = wanted {
                let (is, has) = family(&found);
                assert!(is == name && (has / shape - 1.0).abs() < 0.06, "{law:?}: {found:?}");
            }
        }
    }

    #[test]
    fn lengths_that_had_not_ended_count_as_longer() {
        for seed in 0..5 {
            let all = drawn(&Distribution::lognormal(4.0, 0.7), seed, 4000);
            let cut = |x: &f64, place: usize| 1.0 + 8.0 * (place % 97) as f64 / 97.0 > *x;
            let (mut ended, mut open) = (Vec::new(), Vec::new());
            for (place, x) in all.iter().enumerate() {
                if cut(x, place) { ended.push(*x) } else { open.push(1.0 + 8.0 * (place % 97) as f64 / 97.0) }
            }
            let found = lengths(&ended, &open, None).unwrap();
            assert!(open.len() > 800 && (found.mean / 4.0 - 1.0).abs() < 0.08, "{seed}: {found:?}");
            let naive = ended.iter().sum::<f64>() / ended.len() as f64;
            assert!(naive < 3.6, "{naive}");
        }
    }

    #[test]
    fn what_no_family_is_like_is_taken_as_seen_with_its_mean() {
        let mut two: Vec<f64> = drawn(&Distribution::lognormal(1.0, 0.1), 1, 500);
        two.extend(drawn(&Distribution::lognormal(20.0, 0.1), 2, 500));
        for ended in
            [two, vec![0.0; 40], [vec![0.0; 100], drawn(&Distribution::lognormal(9.0, 2.0), 5, 300)].concat()]
        {
            let found = lengths(&ended, &[], None).unwrap();
            let Taken::Seen(seen) = &found.taken else { panic!("{found:?}") };
            let drawn_mean = Distribution::Seen(seen.clone()).mean_us();
            assert!((drawn_mean - found.mean).abs() <= 1e-3 * found.mean + 1e-12, "{drawn_mean} {found:?}");
            assert!(seen.is_sorted());
        }
        assert_eq!(lengths(&[1.0; 9], &[], None), None);
    }

    #[test]
    fn the_family_that_is_asked_for_is_taken_with_its_own_maximum() {
        let all = drawn(&Distribution::gamma(3.0, 0.5), 7, 3000);
        let found = lengths(&all, &[], Some(Family::Lognormal)).unwrap();
        assert_eq!(family(&found).0, Family::Lognormal);
        // The maximum of a lognormal is known: mean and variance of the logarithms.
        let n = all.len() as f64;
        let mu = all.iter().map(|x| x.ln()).sum::<f64>() / n;
        let variance = all.iter().map(|x| (x.ln() - mu).powi(2)).sum::<f64>() / n;
        assert!((found.mean / (mu + variance / 2.0).exp() - 1.0).abs() < 1e-4, "{found:?}");
        assert!((family(&found).1 / variance.exp_m1().sqrt() - 1.0).abs() < 1e-3, "{found:?}");
        let with_noughts = [vec![0.0; 5], all].concat();
        assert!(matches!(lengths(&with_noughts, &[], Some(Family::Gamma)).unwrap().taken, Taken::Seen(_)));
    }
}
