//! How honest and how wide the intervals of a share from words are: the study t-ppi-coverage-study again, with our own classifier and
//! draws, on part of its repeats. Texts and truth: banking77, 13,083 questions of which 48.4 % are failure demand.

use serde_json::Value;
use throughline::demand::words::models::{Coded, Likely, cross_fitted};
use throughline::demand::words::texts::Texts;
use throughline::statistics::predicted::{All, Estimate, Seen, difference, powered, tuned};
use throughline::statistics::random::Random;
use throughline::statistics::share::wilson;
use throughline::statistics::strata::{Stratum, allocation, spread_of, stratified};

use crate::reference::expected;
use crate::words::{banking, failing};

/// How often an interval held the truth, and how wide it was.
#[derive(Default)]
struct Held {
    repeats: usize,
    held: usize,
    width: f64,
}

impl Held {
    fn add(&mut self, interval: (f64, f64), truth: f64) {
        self.repeats += 1;
        self.held += usize::from((interval.0..=interval.1).contains(&truth));
        self.width += interval.1 - interval.0;
    }

    /// Fails unless the coverage is the known one within four standard errors of the difference, and the width within so much of it.
    #[track_caller]
    fn same(&self, what: &str, known: &Value, repeats: f64, width: &str, within: f64) {
        let (ours, theirs) = (self.held as f64 / self.repeats as f64, known["coverage"].as_f64().unwrap());
        let both = (self.held as f64 + theirs * repeats) / (self.repeats as f64 + repeats);
        let error = (both * (1.0 - both) * (1.0 / self.repeats as f64 + 1.0 / repeats)).sqrt();
        let (wide, known_width) = (self.width / self.repeats as f64, known[width].as_f64().unwrap());
        println!("{what}: held {ours:.3} ({theirs:.3}), width {wide:.4} ({known_width:.4})");
        assert!((ours - theirs).abs() <= 4.0 * error + 0.001, "{what}: {ours:.3}, not {theirs:.3}");
        assert!((wide / known_width - 1.0).abs() <= within, "{what}: {wide:.4} wide, not {known_width:.4}");
    }
}

struct Questions {
    texts: Texts,
    failed: Vec<bool>,
    truth: f64,
}

fn questions() -> Option<Questions> {
    let (rows, _) = banking()?;
    let failed = failing(&rows)?;
    let truth = failed.iter().filter(|failed| **failed).count() as f64 / failed.len() as f64;
    let texts: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    Some(Questions { texts: Texts::of(&texts, 2), failed, truth })
}

impl Questions {
    fn coded(&self, places: &[usize]) -> Vec<Coded> {
        places.iter().map(|at| Coded { text: *at, yes: self.failed[*at], cluster: *at as u64 }).collect()
    }

    fn is(&self, at: usize) -> f64 {
        f64::from(u8::from(self.failed[at]))
    }

    fn shuffled(&self, random: &mut Random) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.failed.len()).collect();
        random.shuffle(&mut order);
        order
    }
}

/// Labels alone need no words: as many repeats as one likes.
#[test]
fn labels_alone_hold_the_truth_as_often_as_in_the_study() {
    let (Some(study), Some(all)) = (expected("t-ppi-coverage-study"), questions()) else { return };
    assert!((all.truth - study["repeated"]["truth"].as_f64().unwrap()).abs() < 1e-9);
    for (n, known) in study["repeated"]["result"].as_object().unwrap() {
        let count: usize = n.parse().unwrap();
        let (mut random, mut found) = (Random::new(30, n), Held::default());
        for _ in 0..400 {
            let order = all.shuffled(&mut random);
            let share = order[..count].iter().map(|at| all.is(*at)).sum::<f64>() / count as f64;
            found.add(wilson(share, count as f64).unwrap(), all.truth);
        }
        found.same(&format!("{n} labels only"), &known["labels_only_wilson"], 150.0, "mean_width", 0.02);
    }
}

/// The difference estimator, PPI and PPI++ on cross-fitted probabilities. The study's classifier reads words alone and ours letters too, so
/// widths may differ by a tenth, and a few hundredths more for the part of the questions that is read.
#[test]
fn words_and_labels_hold_the_truth_as_often_as_in_the_study() {
    let (Some(study), Some(all)) = (expected("t-ppi-coverage-study"), questions()) else { return };
    let n_all = all.failed.len() as f64;
    // Part of the questions that nobody sorted stand for all of them, so that a debug build is not long about it.
    for (n, repeats, read) in [(150, 14, 1_200), (300, 14, 1_200), (600, 4, 6_000)] {
        let known = &study["repeated"]["result"][n.to_string()];
        let mut random = Random::new(31, "words");
        let mut found: [Held; 3] = Default::default();
        for _ in 0..repeats {
            let order = all.shuffled(&mut random);
            let (labelled, others) = (&order[..n], &order[n..n + read]);
            let (own, rest) = cross_fitted(&all.texts, &all.coded(labelled), others, &mut random, 2).unwrap();
            let one = |(at, predicted): (&usize, &f64)| Seen {
                truth: all.is(*at),
                predicted: *predicted,
                weight: 1.0,
                cluster: *at as u64,
            };
            let seen: Vec<Seen> = labelled.iter().zip(&own).map(one).collect();
            let mean = rest.iter().sum::<f64>() / read as f64;
            let squares: f64 = rest.iter().map(|p| (p - mean).powi(2)).sum();
            let unread = 1.0 - read as f64 / (n_all - n as f64);
            let mean_predicted = (own.iter().sum::<f64>() + mean * (n_all - n as f64)) / n_all;
            let variance = squares / (read * read) as f64 * unread;
            let pairs: Vec<(f64, f64)> = seen.iter().map(|seen| (seen.truth, seen.predicted)).collect();
            let estimates: [Estimate; 3] = [
                difference(&seen, All { n: n_all, mean_predicted, variance }).unwrap(),
                powered(&pairs, &rest, 1.0).unwrap(),
                tuned(&pairs, &rest).unwrap(),
            ];
            found
                .iter_mut()
                .zip(estimates)
                .for_each(|(found, estimate)| found.add(estimate.interval, all.truth));
        }
        for (method, found) in ["difference_fpc", "ppi", "ppi_pp"].into_iter().zip(&found) {
            found.same(&format!("{n} {method}"), &known[method], 150.0, "mean_width", 0.16);
        }
    }
}

/// From the second period on: 300 old labels, strata by quarters of the old model's score, and new labels drawn within them.
#[test]
fn labels_within_strata_hold_the_truth_as_often_as_in_the_study() {
    let (Some(study), Some(all)) = (expected("t-ppi-coverage-study"), questions()) else { return };
    for (n, repeats) in [(150_u64, 10), (300, 8)] {
        let (mut random, mut found) = (Random::new(32, "strata"), Held::default());
        for _ in 0..repeats {
            let order = all.shuffled(&mut random);
            // Some of the questions stand for all: the truth is theirs.
            let (old, period) = (&order[..300], &order[300..300 + 3_000]);
            let truth = period.iter().map(|at| all.is(*at)).sum::<f64>() / period.len() as f64;
            let learned: Vec<(usize, bool)> = old.iter().map(|at| (*at, all.failed[*at])).collect();
            let model = Likely::learn(&all.texts, &learned);
            let mut scored: Vec<(f64, usize)> =
                period.iter().map(|at| (model.probability(&all.texts, *at), *at)).collect();
            scored.sort_by(|a, b| a.0.total_cmp(&b.0));
            let quarters: Vec<&[(f64, usize)]> = scored.chunks(scored.len() / 4).collect();
            let spread =
                |quarter: &[(f64, usize)]| spread_of(&quarter.iter().map(|one| one.0).collect::<Vec<_>>());
            let sizes: Vec<(u64, f64)> =
                quarters.iter().map(|quarter| (quarter.len() as u64, spread(quarter))).collect();
            let (mut labelled, mut others) = (Vec::new(), Vec::new());
            for (place, (quarter, wanted)) in quarters.iter().zip(allocation(&sizes, n)).enumerate() {
                let mut own: Vec<usize> = quarter.iter().map(|one| one.1).collect();
                random.shuffle(&mut own);
                labelled.extend(own[..wanted as usize].iter().map(|at| (place, *at)));
                others.extend(own[wanted as usize..].iter().map(|at| (place, *at)));
            }
            let places: Vec<usize> = labelled.iter().map(|one| one.1).chain(old.iter().copied()).collect();
            let unread: Vec<usize> = others.iter().map(|one| one.1).collect();
            let (own, rest) = cross_fitted(&all.texts, &all.coded(&places), &unread, &mut random, 2).unwrap();
            let stratum = |place: usize| {
                let of = |all: &[(usize, usize)], predicted: &[f64]| -> Vec<(usize, f64)> {
                    let own = all.iter().zip(predicted).filter(|((own, _), _)| *own == place);
                    own.map(|((_, at), predicted)| (*at, *predicted)).collect()
                };
                let (seen, unseen) = (of(&labelled, &own), of(&others, &rest));
                let sum: f64 = seen.iter().chain(&unseen).map(|one| one.1).sum();
                Stratum {
                    n: sizes[place].0,
                    mean_predicted: sum / sizes[place].0 as f64,
                    wrong: seen.iter().map(|(at, predicted)| all.is(*at) - predicted).collect(),
                }
            };
            let strata: Vec<Stratum> = (0..quarters.len()).map(stratum).collect();
            found.add(stratified(&strata).unwrap().interval, truth);
        }
        let key = format!("failure_48pct_n{n}_stratified_crossfit_old_plus_new");
        found.same(&key, &study["strata_from_last_period"][&key], 80.0, "width", 0.16);
    }
}
