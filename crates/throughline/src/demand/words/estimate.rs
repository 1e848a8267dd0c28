//! The share of failure among contacts with words of which some are sorted: the difference estimator on cross-fitted probabilities, or
//! the sorted ones alone where they are too few to learn from. Contacts sorted with a known chance (as `demand.label_next` draws them) are
//! of one stratum where the chance is the same, and are judged within it (measures.md 3.3). The lambda of PPI++ is for predictions made
//! elsewhere; with cross-fitted ones it is 1 (measures.md 3.2), which is this estimator.

use std::collections::BTreeMap;

use super::models::{Coded, cross_fitted};
use super::spoken::{Spoken, drawn, texts};
use crate::demand::codes::Class;
use crate::demand::failure_share::LEAST_EACH;
use crate::log::{Field, Log};
use crate::reading::Ask;
use crate::statistics::predicted::{All, Estimate, Seen, difference};
use crate::statistics::random::Random;
use crate::statistics::spread::Share;
use crate::statistics::strata::{Group, rectified};

/// Most contacts that are not sorted whose words are looked at; more are drawn from by chance, and that chance is in the interval.
pub(super) const MOST_READ: usize = 10_000;

/// Below this share of either side words are used only with contacts drawn by known chances: sorted at random, the interval from words
/// held the truth in .86 to .91 of trials instead of .95 (measures.md 3.3).
pub const LEAST_SHARE: f64 = 0.10;

/// Where a share comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The words of all contacts.
    Words,
    /// The sorted contacts alone, as they are too few to learn from.
    SortedOnly,
    /// The sorted contacts alone, as one side is too rare for words to be trusted with how sure they are.
    Rare,
}

/// A share of failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Where it comes from.
    pub method: Method,
    /// Of value and failure, the share of failure.
    pub share: Estimate,
    /// The share of the sorted ones alone, with Wilson's interval.
    pub sorted_only: (f64, (f64, f64)),
    /// How many contacts it speaks of.
    pub contacts: u64,
    /// How many of them are sorted.
    pub sorted: u64,
    /// The variance of what one sorted contact adds: for how many more are needed.
    pub variance: f64,
}

impl Found {
    /// Half the width of the interval.
    pub fn half_width(&self) -> f64 {
        (self.share.interval.1 - self.share.interval.0) / 2.0
    }
}

/// The share of failure among these contacts, those sorted and those not. `None` where nothing can be said.
pub(in crate::demand) fn estimate(log: &Log, ask: &Ask, all: &[Spoken]) -> Option<Found> {
    let (mut sorted, others): (Vec<Spoken>, Vec<Spoken>) = all.iter().partition(|one| one.class.is_some());
    sorted.sort_by_key(|one| one.cluster);
    let weights = label_weights(&sorted);
    let only = sorted_only(&sorted, &weights)?;
    let mut random = Random::new(ask.seed, "share from words");
    let unread = others.len();
    let others = drawn(others, MOST_READ, &mut random);
    let found = |method, share: Estimate, variance: f64| Found {
        method,
        share: share.cut(),
        sorted_only: (only.value, only.interval),
        contacts: all.len() as u64,
        sorted: sorted.len() as u64,
        variance,
    };
    let few = [Class::Failure, Class::Value]
        .iter()
        .any(|class| (sorted.iter().filter(|one| one.class == Some(*class)).count() as u64) < LEAST_EACH);
    let rare =
        only.value.min(1.0 - only.value) < LEAST_SHARE && sorted.iter().all(|one| one.chance.is_none());
    if !few
        && !rare
        && let Some((share, variance)) = from_words(log, ask, &sorted, &weights, &others, unread, &mut random)
    {
        return Some(found(Method::Words, share, variance));
    }
    let spread = only.value * (1.0 - only.value) * sorted.len() as f64 / only.effective_n;
    let share =
        Estimate { value: only.value, error: (spread / sorted.len() as f64).sqrt(), interval: only.interval };
    Some(found(if few { Method::SortedOnly } else { Method::Rare }, share, spread))
}

/// What each sorted contact stands for: its weight over the chance of its being drawn for sorting. Either all have a chance or none has
/// (`Weights::of_sorted`).
fn label_weights(sorted: &[Spoken]) -> Vec<f64> {
    sorted.iter().map(|one| one.weight / one.chance.unwrap_or(1.0)).collect()
}

fn sorted_only(sorted: &[Spoken], weights: &[f64]) -> Option<Share> {
    let told = sorted.iter().zip(weights).filter(|(one, _)| one.class != Some(Class::Other));
    Share::of(
        &told
            .map(|(one, weight)| (*weight, one.class == Some(Class::Failure), one.cluster))
            .collect::<Vec<_>>(),
    )
}

/// Something that a contact is or is not, with its predictions.
struct Side {
    truth: Vec<f64>,
    own: Vec<f64>,
    others: Vec<f64>,
}

fn from_words(
    log: &Log,
    ask: &Ask,
    sorted: &[Spoken],
    weights: &[f64],
    others: &[Spoken],
    unread: usize,
    random: &mut Random,
) -> Option<(Estimate, f64)> {
    let (texts, places) = texts(log.names(Field::Words)?, &[sorted, others], ask.threads);
    let mut side = |is: &dyn Fn(&Spoken) -> bool| {
        let of = |(one, text): (&Spoken, &usize)| Coded { text: *text, yes: is(one), cluster: one.cluster };
        let coded: Vec<Coded> = sorted.iter().zip(&places[0]).map(of).collect();
        let truth: Vec<f64> = coded.iter().map(|one| f64::from(u8::from(one.yes))).collect();
        let (own, rest) = match cross_fitted(&texts, &coded, &places[1], random, ask.threads) {
            Some(found) => found,
            // All alike, or nearly: a constant predicts as well as any.
            None => {
                let mean = truth.iter().sum::<f64>() / truth.len() as f64;
                (vec![mean; truth.len()], vec![mean; others.len()])
            }
        };
        Side { truth, own, others: rest }
    };
    let failure = side(&|one| one.class == Some(Class::Failure));
    let told = side(&|one| one.class != Some(Class::Other));
    let mean = |of: &Side, ratio: f64, against: &Side| {
        let less = |one: &[f64], other: &[f64]| {
            one.iter().zip(other).map(|(one, other)| one - ratio * other).collect::<Vec<f64>>()
        };
        let sample = Sample { weights, sorted, others, unread };
        let predicted = [less(&of.own, &against.own), less(&of.others, &against.others)];
        sample.difference(&less(&of.truth, &against.truth), &predicted[0], &predicted[1])
    };
    let total = mean(&told, 0.0, &told)?.value;
    let value = mean(&failure, 0.0, &failure)?.value / total;
    // The ratio of the two, linearised: failure less the ratio times told.
    let rest = mean(&failure, value, &told)?;
    let half = (rest.interval.1 - rest.interval.0) / 2.0 / total;
    let error = rest.error / total;
    let seen = 1.0 - sorted.len() as f64 / (sorted.len() + unread) as f64;
    let variance = error * error * sorted.len() as f64 / seen.max(1e-9);
    (total > 0.0 && half.is_finite())
        .then_some((Estimate { value, error, interval: (value - half, value + half) }, variance))
}

fn seen(one: &Spoken, weight: f64, truth: f64, predicted: f64) -> Seen {
    Seen { truth, predicted, weight, cluster: one.cluster }
}

/// Contacts sorted, contacts read, and how many there are to read.
struct Sample<'a> {
    weights: &'a [f64],
    sorted: &'a [Spoken],
    others: &'a [Spoken],
    unread: usize,
}

impl Sample<'_> {
    fn difference(&self, truth: &[f64], own: &[f64], others: &[f64]) -> Option<Estimate> {
        let sum = |all: &[Spoken], values: &[f64]| {
            let pairs = all.iter().zip(values);
            pairs.fold((0.0, 0.0), |(w, wy), (one, value)| (w + one.weight, wy + one.weight * value))
        };
        let (own_weight, own_sum) = sum(self.sorted, own);
        let (read_weight, read_sum) = sum(self.others, others);
        // Those read stand for all that could be read.
        let times = self.unread as f64 / self.others.len().max(1) as f64;
        let weight = own_weight + times * read_weight;
        let mean = if read_weight > 0.0 { read_sum / read_weight } else { 0.0 };
        let pairs = self.others.iter().zip(others);
        let squares: f64 = pairs.map(|(one, value)| (one.weight * (value - mean)).powi(2)).sum();
        let share = times * read_weight / weight;
        let left = 1.0 - self.others.len() as f64 / self.unread.max(1) as f64;
        let variance = if read_weight > 0.0 {
            squares / (read_weight * read_weight) * left * share * share
        } else {
            0.0
        };
        let n = (self.sorted.len() + self.unread) as f64;
        let all = All { n, mean_predicted: (own_sum + times * read_sum) / weight, variance };
        let (at_random, groups) = self.draws(truth, own);
        let by_stratum = if groups.is_empty() { None } else { rectified(&at_random, &groups, all) };
        by_stratum.or_else(|| difference(&self.weighted(truth, own), all))
    }

    /// The sorted contacts, each standing for as many as its weight says.
    fn weighted(&self, truth: &[f64], own: &[f64]) -> Vec<Seen> {
        let all = self.sorted.iter().zip(self.weights).zip(truth.iter().zip(own));
        all.map(|((one, weight), (truth, predicted))| seen(one, *weight, *truth, *predicted)).collect()
    }

    /// The sorted contacts of which no chance is known, and those of one known chance each together.
    fn draws(&self, truth: &[f64], own: &[f64]) -> (Vec<Seen>, Vec<Group>) {
        let mut at_random = Vec::new();
        let mut strata: BTreeMap<u64, Group> = BTreeMap::new();
        for (one, (truth, predicted)) in self.sorted.iter().zip(truth.iter().zip(own)) {
            let seen = seen(one, one.weight, *truth, *predicted);
            match one.chance {
                None => at_random.push(seen),
                Some(chance) => {
                    let group = strata.entry(chance.to_bits()).or_default();
                    group.stands_for += one.weight / chance;
                    group.seen.push(seen);
                }
            }
        }
        (at_random, strata.into_values().collect())
    }
}
