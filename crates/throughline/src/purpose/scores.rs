//! How people score what they need help with, from 0 to 10, at the start and at the review.
//!
//! Question: do people say that things got better? Formula: of the needs with both scores (columns `score_start` and `score_review`, of
//! the events or of the needs; of several the first start and the last review): mean change with a 95 % interval by drawing persons again
//! (cluster bootstrap); share that improved by 3 or more, and of all needs the share scored twice, both with Wilson's interval at the
//! effective number, persons as clusters. Source: domain.md 8.2 measure 12; Locality and Vanguard 2014 (0-10 scores of "help me to …"
//! statements). Why at least ten persons: fewer could be recognised, and say little. Where it misleads: those who were scored twice are
//! the ones who stayed; the share scored stands beside it, and without people who did not get help nobody knows what would have
//! happened anyway.

use crate::log::{Column, Field, Log, NONE};
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, percent};
use crate::statistics::bootstrap;
use crate::statistics::random::Random;
use crate::statistics::spread::Share;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "purpose.scores",
    asks: "Do people say that things got better?",
    unit: "points of 0 to 10, share of needs",
    formula: "mean of score_review - score_start by need, bootstrap over persons; share improved by 3 or more; share scored twice",
    source: "Locality and Vanguard, Saving money by doing the right thing, 2014",
    misleads: "Those scored twice are the ones who stayed; what would have happened anyway is not known.",
    read,
};

/// The column of the score at the start.
pub const SCORE_START: &str = "score_start";
/// The column of the score at the review.
pub const SCORE_REVIEW: &str = "score_review";
/// Fewer persons scored twice than this: no number.
const LEAST_PERSONS: usize = 10;
/// An improvement that counts as one.
const IMPROVED: f64 = 3.0;

/// What is known of the score of one need.
struct Scored {
    cluster: u64,
    start: Option<f64>,
    review: Option<f64>,
}

impl Scored {
    fn change(&self) -> Option<f64> {
        Some(self.review? - self.start?)
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let columns = [SCORE_START, SCORE_REVIEW].map(|name| Scores::named(log, name));
    let [Some(start), Some(review)] = columns else {
        return Reading::not_enough(format!(
            "nobody was asked; ask from 0 to 10 at the start and some months later (columns `{SCORE_START}`, `{SCORE_REVIEW}`)"
        ));
    };
    let (mut all, odd) = scored(log, ask, &start, &review);
    all.sort_by_key(|scored| scored.cluster);
    let changes: Vec<(u64, f64)> = all.iter().filter_map(|one| Some((one.cluster, one.change()?))).collect();
    let persons = changes.chunk_by(|a, b| a.0 == b.0).count();
    if persons < LEAST_PERSONS {
        return too_few(persons as u64, odd);
    }
    let n = changes.len() as f64;
    let mean = changes.iter().map(|(_, change)| change).sum::<f64>() / n;
    let interval = mean_interval(&changes, ask);
    let improved =
        Share::of(&changes.iter().map(|(who, change)| (1.0, *change >= IMPROVED, *who)).collect::<Vec<_>>());
    let twice =
        Share::of(&all.iter().map(|one| (1.0, one.change().is_some(), one.cluster)).collect::<Vec<_>>());
    let (Some((low, high)), Some(improved), Some(twice)) = (interval, improved, twice) else {
        return Reading::not_enough("the scores cannot be drawn from again");
    };
    let mean_of = |of: fn(&Scored) -> Option<f64>| {
        let both = all.iter().filter(|one| one.change().is_some());
        both.filter_map(of).sum::<f64>() / n
    };
    let (start, review) = (mean_of(|one| one.start), mean_of(|one| one.review));
    let says = format!(
        "People scored {start:.1} of 10 when they came and {review:.1} at the review: {} {:.1} (between {low:+.1} and {high:+.1}); {} of \
         needs improved by 3 or more. {} of needs were scored twice.",
        if mean < 0.0 { "down" } else { "up" },
        mean.abs(),
        percent(improved.value),
        percent(twice.value),
    );
    let share =
        |name, share: Share| Number { name, value: Some(share.value), interval: Some(share.interval) };
    let numbers = vec![
        Number::exact("needs_scored_twice", n),
        Number::exact("persons", persons as f64),
        Number::exact("mean_start", start),
        Number::exact("mean_review", review),
        Number { name: "mean_change", value: Some(mean), interval: Some((low, high)) },
        share("share_improved_3_or_more", improved),
        share("share_scored_twice", twice),
    ];
    Reading::of(says, changes.len() as u64, "needs scored twice", Shape::Numbers(numbers))
        .leaving_out("needs not scored twice", all.len() as u64 - changes.len() as u64)
        .leaving_out("scores that are no number from 0 to 10", odd)
}

fn too_few(persons: u64, odd: u64) -> Reading {
    let left_out = match odd {
        0 => String::new(),
        odd => format!(" ({} left out: not a number from 0 to 10)", counted(odd, "score", "scores")),
    };
    Reading::not_enough(format!(
        "{} scored twice from 0 to 10; {LEAST_PERSONS} are needed{left_out}",
        counted(persons, "person was", "people were"),
    ))
}

/// The interval of the mean, persons drawn again.
fn mean_interval(changes: &[(u64, f64)], ask: &Ask) -> Option<(f64, f64)> {
    let person =
        |changes: &[(u64, f64)]| (changes.iter().map(|one| one.1).sum::<f64>(), changes.len() as f64);
    let sums: Vec<(f64, f64)> = changes.chunk_by(|a, b| a.0 == b.0).map(person).collect();
    let draws = (20_000_000 / sums.len()).clamp(200, bootstrap::DRAWS);
    let mut random = Random::new(ask.seed, MEASURE.name);
    bootstrap::interval(sums.len(), &mut random, draws, |times| {
        let both = sums.iter().zip(times).fold((0.0, 0.0), |(sum, n), (one, times)| {
            let times = f64::from(*times);
            (sum + times * one.0, n + times * one.1)
        });
        (both.1 > 0.0).then(|| both.0 / both.1)
    })
}

/// A column of scores, of the events or of the needs.
enum Scores<'a> {
    Events(&'a Column),
    Needs(&'a Column),
}

impl<'a> Scores<'a> {
    fn named(log: &'a Log, name: &str) -> Option<Scores<'a>> {
        let named =
            |(known, _): &&(String, Column)| known.trim().to_lowercase().replace([' ', '-'], "_") == name;
        let columns = log.columns();
        let events = columns.attributes.iter().find(named).map(|(_, column)| Scores::Events(column));
        events.or_else(|| columns.need_attributes.iter().find(named).map(|(_, column)| Scores::Needs(column)))
    }

    /// The scores of a need in order; `odd` counts what is no score.
    fn of(&self, need: &crate::log::Need, odd: &mut u64, mut take: impl FnMut(f64)) {
        let mut one = |column: &Column, place: usize| {
            let said = match column {
                Column::Names(names) => match names.get(place) {
                    None => return,
                    Some(text) => text.trim().parse().unwrap_or(f64::NAN),
                },
                Column::Real(cells) if cells[place].is_nan() => return,
                Column::Real(cells) => cells[place],
                Column::Whole(cells) if cells[place] == i64::MIN => return,
                Column::Whole(cells) => cells[place] as f64,
                Column::Times(_) | Column::Flags(_) => f64::NAN,
            };
            if (0.0..=10.0).contains(&said) { take(said) } else { *odd += 1 }
        };
        match self {
            Scores::Events(column) => need.events.clone().for_each(|event| one(column, event)),
            Scores::Needs(column) => one(column, need.index as usize),
        }
    }
}

/// The scores of all needs, and how many cells hold no score.
fn scored(log: &Log, ask: &Ask, start: &Scores<'_>, review: &Scores<'_>) -> (Vec<Scored>, u64) {
    let person = log.names(Field::Person).map(|person| person.codes.all());
    let parts = log.each_part(ask.threads, |needs| {
        let (mut all, mut odd) = (Vec::with_capacity(needs.len()), 0);
        for need in needs {
            let who = person.and_then(|person| person.part(need.events.clone()).known().next());
            let alone = u64::from(NONE) << 32 | u64::from(need.index);
            let mut scored = Scored { cluster: who.map_or(alone, u64::from), start: None, review: None };
            start.of(&need, &mut odd, |score| scored.start = scored.start.or(Some(score)));
            review.of(&need, &mut odd, |score| scored.review = Some(score));
            all.push(scored);
        }
        (all, odd)
    });
    let odd = parts.iter().map(|part| part.1).sum();
    (parts.into_iter().flat_map(|part| part.0).collect(), odd)
}
