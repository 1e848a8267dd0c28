//! Whether people who sort the same things sort them alike, more than chance would.
//!
//! Two coders: Cohen's kappa (Educational and Psychological Measurement 20, 1960) = (Po - Pe) / (1 - Pe), with the large-sample error of
//! Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969). Any number of coders, and gaps: Krippendorff's alpha for names
//! (Content Analysis, 2nd ed. 2004, chapter 11) = 1 - Do / De over pairs of values of the same thing, with a bootstrap over the things.
//! Where it misleads: where nearly all things are of one class both are low however often the coders agree (96 % raw agreement can be
//! a kappa of 0.32), so raw agreement stands beside them; and agreement of machines proves nothing.

use super::bootstrap::{self, DRAWS};
use super::random::Random;
use super::share::{Z_95, wilson};

/// How two coders agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// How many things both coded.
    pub n: u64,
    /// The share they coded alike.
    pub raw: f64,
    /// Kappa; `None` where all is of one class, and chance explains everything.
    pub kappa: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Cohen's kappa of the classes (0, 1, 2 …) two coders gave to the same things. `None` without things.
pub fn kappa(pairs: &[(u32, u32)]) -> Option<Kappa> {
    let classes = pairs.iter().map(|(one, other)| one.max(other) + 1).max()? as usize;
    let n = pairs.len() as f64;
    let mut cells = vec![0.0; classes * classes];
    pairs.iter().for_each(|(one, other)| cells[*one as usize * classes + *other as usize] += 1.0);
    let alike = (0..classes).map(|at| cells[at * classes + at]).sum::<f64>();
    cells.iter_mut().for_each(|cell| *cell /= n);
    let row: Vec<f64> = cells.chunks(classes).map(|row| row.iter().sum()).collect();
    let column: Vec<f64> = (0..classes).map(|at| cells.iter().skip(at).step_by(classes).sum()).collect();
    let raw = alike / n;
    let chance: f64 = row.iter().zip(&column).map(|(row, column)| row * column).sum();
    let mut found = Kappa { n: pairs.len() as u64, raw, kappa: None, error: None, interval: None };
    if chance >= 1.0 - 1e-12 {
        return Some(found);
    }
    // At 1 without a hair's breadth of rounding.
    let kappa = if raw == 1.0 { 1.0 } else { (raw - chance) / (1.0 - chance) };
    let error = kappa_error(&cells, &row, &column, kappa, chance) / n.sqrt();
    found.kappa = Some(kappa);
    found.error = Some(error);
    // Where they always agree the error is nought, and says nothing: how low raw agreement may be says more.
    found.interval = match wilson(raw, n) {
        Some((low, _)) if raw == 1.0 => Some(((low - chance) / (1.0 - chance), 1.0)),
        // Where one coder has one class only, kappa is nought whatever the other says: that is no knowledge of how they agree.
        _ if error <= 1e-12 => None,
        _ => Some(((kappa - Z_95 * error).max(-1.0), (kappa + Z_95 * error).min(1.0))),
    };
    Some(found)
}

/// The standard error of kappa of one pair (Fleiss, Cohen and Everitt 1969, formula 13).
fn kappa_error(cells: &[f64], row: &[f64], column: &[f64], kappa: f64, chance: f64) -> f64 {
    let classes = row.len();
    let rest = 1.0 - kappa;
    let mut sum = 0.0;
    for one in 0..classes {
        for other in 0..classes {
            let cell = cells[one * classes + other];
            sum += if one == other {
                cell * (1.0 - (row[one] + column[one]) * rest).powi(2)
            } else {
                cell * (rest * (column[one] + row[other])).powi(2)
            };
        }
    }
    let variance = sum - (kappa - chance * rest).powi(2);
    variance.max(0.0).sqrt() / (1.0 - chance)
}

/// How any number of coders agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// How many things at least two coders coded.
    pub n: u64,
    /// Of all pairs of codes given to the same thing, the share that is alike.
    pub raw: f64,
    /// Alpha; `None` where all codes are the same.
    pub alpha: Option<f64>,
    /// Its 95 % interval, by a bootstrap over the things.
    pub interval: Option<(f64, f64)>,
}

/// Krippendorff's alpha for names, with its interval. Each thing has the classes (0, 1, 2 …) it was given, by however many coders. `None`
/// where no thing has two.
pub fn alpha<T: AsRef<[u32]>>(things: &[T], random: &mut Random) -> Option<Alpha> {
    let (things, classes) = twice(things)?;
    let mut found = without_interval(&things, classes);
    let draws = (4_000_000 / things.len()).clamp(200, DRAWS);
    let redrawn = |times: &[u32]| over(&things, classes, Some(times)).0;
    let interval = found.alpha.and_then(|_| bootstrap::interval(things.len(), random, draws, redrawn));
    found.interval = match interval {
        // Where coders always agree, drawing again changes nothing: how low raw agreement may be says more.
        Some(_) if found.raw >= 1.0 - 1e-12 => {
            let chance = chance(&things, classes);
            wilson(found.raw, things.len() as f64).map(|(low, _)| ((low - chance) / (1.0 - chance), 1.0))
        }
        other => other,
    };
    Some(found)
}

/// The same without its interval, which is most of the work.
pub fn alpha_alone<T: AsRef<[u32]>>(things: &[T]) -> Option<Alpha> {
    let (things, classes) = twice(things)?;
    Some(without_interval(&things, classes))
}

fn without_interval(things: &[Coded], classes: u32) -> Alpha {
    let (alpha, raw) = over(things, classes, None);
    Alpha { n: things.len() as u64, raw, alpha, interval: None }
}

/// The things with two codes or more, counted, and how many classes there are.
fn twice<T: AsRef<[u32]>>(things: &[T]) -> Option<(Vec<Coded>, u32)> {
    let things = things.iter().map(AsRef::as_ref).filter(|codes| codes.len() >= 2);
    let classes = things.clone().flatten().max()? + 1;
    Some((things.map(Coded::of).collect(), classes))
}

/// The codes of one thing, counted.
struct Coded {
    counts: Vec<(u32, f64)>,
    codes: f64,
    /// Of its pairs of codes the share that is not alike, times the number of codes: its part of Do.
    unlike: f64,
}

impl Coded {
    fn of(codes: &[u32]) -> Coded {
        let mut counts: Vec<(u32, f64)> = Vec::new();
        for code in codes {
            match counts.iter_mut().find(|(known, _)| known == code) {
                Some((_, count)) => *count += 1.0,
                None => counts.push((*code, 1.0)),
            }
        }
        let n = codes.len() as f64;
        let alike: f64 = counts.iter().map(|(_, count)| count * (count - 1.0)).sum();
        Coded { counts, codes: n, unlike: (n * (n - 1.0) - alike) / (n - 1.0) }
    }
}

/// Alpha, and raw agreement, of things each taken so many times.
fn over(things: &[Coded], classes: u32, times: Option<&[u32]>) -> (Option<f64>, f64) {
    let mut sums = vec![0.0; classes as usize];
    let (mut n, mut unlike) = (0.0, 0.0);
    for (place, thing) in things.iter().enumerate() {
        let times = times.map_or(1.0, |times| f64::from(times[place]));
        if times > 0.0 {
            n += times * thing.codes;
            unlike += times * thing.unlike;
            thing.counts.iter().for_each(|(class, count)| sums[*class as usize] += times * count);
        }
    }
    let expected: f64 = n * n - sums.iter().map(|sum| sum * sum).sum::<f64>();
    let alpha = (expected > 0.0).then(|| 1.0 - (n - 1.0) * unlike / expected);
    (alpha, 1.0 - unlike / n)
}

/// The agreement that chance alone gives.
fn chance(things: &[Coded], classes: u32) -> f64 {
    let mut sums = vec![0.0; classes as usize];
    things.iter().flat_map(|thing| &thing.counts).for_each(|(class, count)| sums[*class as usize] += count);
    let n: f64 = sums.iter().sum();
    sums.iter().map(|sum| sum * (sum - 1.0)).sum::<f64>() / (n * (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
    }

    /// 100 diagnoses by two psychiatrists (Fleiss, Statistical Methods for Rates and Proportions, 2nd ed. 1981, table 13.1); the numbers
    /// are those of statsmodels' `cohens_kappa`.
    #[test]
    fn the_example_of_the_book() {
        let table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]];
        let mut pairs = Vec::new();
        for (one, row) in table.iter().enumerate() {
            for (other, count) in row.iter().enumerate() {
                pairs.extend(std::iter::repeat_n((one as u32, other as u32), *count));
            }
        }
        let found = kappa(&pairs).unwrap();
        close(found.raw, 0.89);
        close(found.kappa.unwrap(), 0.6764705882352942);
        close(found.error.unwrap(), 0.08770295347521254);
    }

    /// Krippendorff's own example with gaps (Computing Krippendorff's Alpha-Reliability, 2011, section C): 0.743 for names.
    #[test]
    fn the_example_with_gaps() {
        let by_coder = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let things: Vec<Vec<u32>> = (0..12)
            .map(|at| by_coder.iter().map(|coder| coder[at]).filter(|code| *code > 0).collect())
            .collect();
        let found = alpha(&things, &mut Random::new(1, "alpha")).unwrap();
        assert!((found.alpha.unwrap() - 0.743).abs() < 0.0005, "{found:?}");
        let (low, high) = found.interval.unwrap();
        assert!(low < 0.743 && high > 0.743 && found.n == 11);
    }

    #[test]
    fn one_class_says_nothing_and_full_agreement_is_not_certain() {
        let same = kappa(&[(1, 1), (1, 1)]).unwrap();
        assert_eq!((same.raw, same.kappa, same.interval), (1.0, None, None));
        assert_eq!(kappa(&[]), None);
        let full: Vec<_> = (0..40).map(|at| (at % 2, at % 2)).collect();
        let found = kappa(&full).unwrap();
        let (low, high) = found.interval.unwrap();
        assert!(found.kappa == Some(1.0) && high == 1.0 && (0.7..0.95).contains(&low), "{found:?}");
        let one_sided: Vec<_> = (0..60).map(|at| (0, u32::from(at % 9 == 0))).collect();
        let found = kappa(&one_sided).unwrap();
        assert!(found.kappa.unwrap().abs() < 1e-12 && found.interval.is_none(), "{found:?}");
        assert_eq!(alpha(&[vec![1_u32], vec![2]], &mut Random::new(1, "")), None);
        assert_eq!(alpha(&[vec![1_u32, 1], vec![1, 1]], &mut Random::new(1, "")).unwrap().alpha, None);
    }

    proptest! {
        #[test]
        fn kappa_lies_in_its_interval_and_does_not_mind_who_is_first(pairs in prop::collection::vec((0_u32..3, 0_u32..3), 2..60)) {
            let found = kappa(&pairs).unwrap();
            let turned = kappa(&pairs.iter().map(|(one, other)| (*other, *one)).collect::<Vec<_>>()).unwrap();
            prop_assert!(found.kappa.is_some() == turned.kappa.is_some());
            if let (Some(kappa), Some((low, high)), Some(turned)) = (found.kappa, found.interval, turned.kappa) {
                prop_assert!(low <= kappa + 1e-12 && kappa <= high + 1e-12 && (kappa - turned).abs() < 1e-9);
            }
        }
    }
}
