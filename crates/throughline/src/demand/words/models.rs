//! Models of what people say, learned from contacts that somebody coded: which of several codes, and how likely yes.
//!
//! Copies of one letter (the same words, see [`Texts::alike`]) with the same code are learned from once, with a weight of 1 + ln of how
//! often they came, so that one campaign does not decide what a failure sounds like. No weights are shipped: every model is learned
//! from the log it speaks of, and forgotten with it.

use std::collections::BTreeMap;

use super::linear::{Example, Linear, logistic, machine};
use super::scale::{Row, Scale};
use super::texts::Texts;
use crate::statistics::random::Random;

/// Cost of an error of the support vector machine.
const MACHINE_COST: f64 = 1.0;
/// Cost of an error of the logistic regression.
const LOGISTIC_COST: f64 = 10.0;
/// How many parts the coded contacts are cut into, each predicted by a model of the others.
pub const FOLDS: usize = 5;

/// Tells which of several codes a text has: one support vector machine a code, the surest one wins.
#[derive(Debug, Clone)]
pub struct Classifier {
    scale: Scale,
    /// For each code its machine; of two codes only that of the second.
    machines: Vec<Linear>,
    codes: u32,
}

impl Classifier {
    /// Learned from texts (by their places) with codes 0, 1, 2 …; so many threads learn codes side by side.
    pub fn learn(texts: &Texts, coded: &[(usize, u32)], threads: usize) -> Classifier {
        let codes = coded.iter().map(|(_, code)| code + 1).max().unwrap_or(0);
        let distinct = distinct(texts, coded);
        let training: Vec<usize> = distinct.iter().map(|(text, ..)| *text).collect();
        let scale = Scale::of(texts, &training);
        let rows: Vec<Row> = training.iter().map(|text| scale.row(texts, *text)).collect();
        let of = |code: u32| {
            let example = |(row, (_, own, weight)): (_, &(usize, u32, f64))| Example {
                row,
                yes: *own == code,
                cost: MACHINE_COST * weight,
            };
            machine(scale.len(), &rows.iter().zip(&distinct).map(example).collect::<Vec<_>>())
        };
        let wanted: Vec<u32> = if codes == 2 { vec![1] } else { (0..codes).collect() };
        let size = wanted.len().div_ceil(threads.max(1)).max(1);
        let machines = std::thread::scope(|scope| {
            let of = &of;
            let running: Vec<_> = wanted
                .chunks(size)
                .map(|part| scope.spawn(move || part.iter().map(|code| of(*code)).collect::<Vec<_>>()))
                .collect();
            running.into_iter().flat_map(crate::log::join).collect()
        });
        Classifier { scale, machines, codes }
    }

    /// The code of a text; of equally sure ones the first. Nought if nothing was learned.
    pub fn code(&self, texts: &Texts, text: usize) -> u32 {
        let row = self.scale.row(texts, text);
        if self.codes == 2 {
            return u32::from(self.machines[0].score(&row) > 0.0);
        }
        let scores = self.machines.iter().map(|machine| machine.score(&row));
        let best = scores.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(0, |(code, _)| code as u32)
    }
}

/// How likely a text is yes, by logistic regression.
#[derive(Debug, Clone)]
pub struct Likely {
    scale: Scale,
    model: Linear,
}

impl Likely {
    /// Learned from texts (by their places) that are yes or no.
    pub fn learn(texts: &Texts, coded: &[(usize, bool)]) -> Likely {
        let coded: Vec<(usize, u32)> = coded.iter().map(|(text, yes)| (*text, u32::from(*yes))).collect();
        let distinct = distinct(texts, &coded);
        let training: Vec<usize> = distinct.iter().map(|(text, ..)| *text).collect();
        let scale = Scale::of(texts, &training);
        let rows: Vec<Row> = training.iter().map(|text| scale.row(texts, *text)).collect();
        let example = |(row, (_, code, weight)): (_, &(usize, u32, f64))| Example {
            row,
            yes: *code == 1,
            cost: LOGISTIC_COST * weight,
        };
        let examples: Vec<Example<'_>> = rows.iter().zip(&distinct).map(example).collect();
        let model = logistic(scale.len(), &examples);
        Likely { scale, model }
    }

    /// The probability that a text is yes.
    pub fn probability(&self, texts: &Texts, text: usize) -> f64 {
        self.model.probability(&self.scale.row(texts, text))
    }
}

/// Texts with their codes, copies of one letter with one code together, with their weight; in the order in which they came.
fn distinct(texts: &Texts, coded: &[(usize, u32)]) -> Vec<(usize, u32, f64)> {
    let mut found: BTreeMap<(u64, u32), usize> = BTreeMap::new();
    let mut all: Vec<(usize, u32, f64)> = Vec::with_capacity(coded.len());
    for (text, code) in coded {
        let place = *found.entry((texts.alike(*text), *code)).or_insert(all.len());
        match all.get_mut(place) {
            Some((.., count)) => *count += 1.0,
            None => all.push((*text, *code, 1.0)),
        }
    }
    all.iter_mut().for_each(|(.., count)| *count = 1.0 + count.ln());
    all
}

/// A coded text in cross-fitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded {
    /// Its place among the texts.
    pub text: usize,
    /// What it is.
    pub yes: bool,
    /// Whose it is: what belongs to one stays in one fold.
    pub cluster: u64,
}

/// Probabilities that no text had a say in itself: for each coded text by a model of the other folds, for each of `others` the mean of
/// all models. Folds are drawn by chance. `None` where a fold would leave a model with only one side to learn from.
pub fn cross_fitted(
    texts: &Texts,
    coded: &[Coded],
    others: &[usize],
    random: &mut Random,
    threads: usize,
) -> Option<(Vec<f64>, Vec<f64>)> {
    let mut clusters: Vec<u64> = coded.iter().map(|one| one.cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    random.shuffle(&mut order);
    let fold = |one: &Coded| clusters.binary_search(&one.cluster).map_or(0, |at| order[at] % FOLDS);
    let folds: Vec<usize> = coded.iter().map(fold).collect();
    let rest = |fold: usize| {
        let rest = coded.iter().zip(&folds).filter(move |(_, own)| **own != fold);
        rest.map(|(one, _)| (one.text, one.yes)).collect::<Vec<_>>()
    };
    let one_sided = |coded: &[(usize, bool)]| coded.iter().all(|one| one.1) || coded.iter().all(|one| !one.1);
    if (0..FOLDS).any(|fold| one_sided(&rest(fold))) {
        return None;
    }
    let models: Vec<Likely> = std::thread::scope(|scope| {
        let size = FOLDS.div_ceil(threads.clamp(1, FOLDS));
        let rest = &rest;
        let running: Vec<_> = (0..FOLDS)
            .step_by(size)
            .map(|from| {
                let part = from..(from + size).min(FOLDS);
                scope.spawn(move || part.map(|fold| Likely::learn(texts, &rest(fold))).collect::<Vec<_>>())
            })
            .collect();
        running.into_iter().flat_map(crate::log::join).collect()
    });
    let own =
        coded.iter().zip(&folds).map(|(one, fold)| models[*fold].probability(texts, one.text)).collect();
    let mean =
        |text: &usize| models.iter().map(|model| model.probability(texts, *text)).sum::<f64>() / FOLDS as f64;
    let size = others.len().div_ceil(threads.max(1)).max(1);
    let others = std::thread::scope(|scope| {
        let mean = &mean;
        let running: Vec<_> = others
            .chunks(size)
            .map(|part| scope.spawn(move || part.iter().map(mean).collect::<Vec<_>>()))
            .collect();
        running.into_iter().flat_map(crate::log::join).collect()
    });
    Some((own, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAYINGS: [(&str, bool); 8] = [
        ("nobody came", true),
        ("I am still waiting for an answer", true),
        ("you said somebody would ring and nobody rang", true),
        ("it broke again after your man left", true),
        ("my boiler does not heat", false),
        ("I would like to apply for a permit", false),
        ("how do I pay my rent", false),
        ("the street light is out", false),
    ];

    fn sayings() -> (Texts, Vec<Coded>) {
        let texts: Vec<&str> = (0..10).flat_map(|_| SAYINGS.map(|saying| saying.0)).collect();
        let coded = (0..80).map(|at| Coded { text: at, yes: SAYINGS[at % 8].1, cluster: at as u64 });
        (Texts::of(&texts, 1), coded.collect())
    }

    #[test]
    fn what_was_said_before_is_known_again_whatever_the_threads() {
        let (texts, coded) = sayings();
        let fitted =
            |threads| cross_fitted(&texts, &coded, &[0, 4], &mut Random::new(5, "folds"), threads).unwrap();
        let (own, others) = fitted(1);
        assert!(own.iter().zip(&coded).all(|(p, one)| (*p > 0.5) == one.yes));
        assert!(others[0] > 0.8 && others[1] < 0.2, "{others:?}");
        assert_eq!(fitted(3), (own, others));
        let pairs: Vec<_> = coded.iter().map(|one| (one.text, (one.text % 8) as u32)).collect();
        let classifier = Classifier::learn(&texts, &pairs, 2);
        assert!((0..8).all(|text| classifier.code(&texts, text) == text as u32));
    }

    #[test]
    fn copies_of_a_letter_count_a_little() {
        let (texts, _) = sayings();
        let all: Vec<_> = (0..80).map(|at| (at, u32::from(at % 8 < 4))).collect();
        let found = distinct(&texts, &all);
        assert!(found.len() == 8 && found.iter().all(|one| (one.2 - (1.0 + 10_f64.ln())).abs() < 1e-12));
    }

    #[test]
    fn one_side_alone_teaches_nothing() {
        let (texts, coded) = sayings();
        let yes: Vec<Coded> = coded.into_iter().filter(|one| one.yes).collect();
        assert_eq!(cross_fitted(&texts, &yes, &[], &mut Random::new(5, "folds"), 1), None);
        assert_eq!(cross_fitted(&texts, &[], &[], &mut Random::new(5, "folds"), 1), None);
        assert_eq!(Classifier::learn(&texts, &[], 1).code(&texts, 0), 0);
    }
}
