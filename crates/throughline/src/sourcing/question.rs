//! What is asked before anyone signs: the service as it is, other ways of arranging its work, what the world may do meanwhile, and
//! how long to look for an answer.

use super::appraisal::settings::Settings;
use super::arrangement::Arrangement;
use super::follows::Follows;
use super::plan::{Number, Plan};
use super::together::Together;

/// A question: one service, and the ways of arranging it that are compared.
#[derive(Debug, Clone)]
pub struct Question {
    /// The service as it is. Its amounts are those of the whole question, so that a number has one place in all of it.
    pub plan: Plan,
    /// The ways to compare, the base first: it is there even where nobody wrote it.
    pub arrangements: Vec<Arrangement>,
    /// Which of the numbers that are not known go together.
    pub together: Together,
    /// What the world may do: none is the plan's own course.
    pub drifts: Vec<Drift>,
    /// How many futures are looked at.
    pub futures: Futures,
    /// How all of them are appraised.
    pub settings: Settings,
    /// What it was read from.
    pub read_from: ReadFrom,
}

/// What a question was read from, by fingerprints: the first [`FINGERPRINT`] digits of the SHA-256 of it, so that whoever has the same file
/// can tell that it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFrom {
    /// Of the plan's text.
    pub plan: String,
    /// Of the numbers that a log gave; `None` where none did.
    pub log: Option<String>,
}

/// So many digits of a fingerprint are told.
pub const FINGERPRINT: usize = 12;

/// The version of this program, as it stands on every page.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl ReadFrom {
    /// By what an answer can be made again, as it stands on every page: this program's version, what was read, and the seed.
    pub fn stamp(&self, seed: u64) -> String {
        let log = self.log.as_ref().map_or(String::new(), |log| format!(", from the log {log}"));
        format!("Throughline {VERSION}, plan {}{log}, seed {seed}", self.plan)
    }
}

/// A course that the world may take: numbers that hold in place of the plan's, for every arrangement alike.
#[derive(Debug, Clone)]
pub struct Drift {
    /// Its name.
    pub name: String,
    /// How likely; `None` is a stress that nobody gave a chance.
    pub probability: Option<Number>,
    /// What holds then.
    pub instead: Vec<Instead>,
}

/// A number that holds in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// This one is taken for that.
    Set(Number, Number),
    /// That one is multiplied by this.
    Times(Number, Number),
    /// This is added to that one.
    Plus(Number, Number),
    /// This one follows from others.
    Follows(Number, Follows),
    /// This one an option says by itself; where the world's course changes what would follow from others, it changes as much.
    RisesWith(Number, Follows),
}

/// How many futures are looked at, and when that is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Futures {
    /// Draws of what is not known.
    pub outer: u32,
    /// Replications of each: luck.
    pub inner: u32,
    /// Ends sooner, when half of the 95 % interval of the difference in cost per need met between the best two is below so many
    /// pounds.
    pub half_width_pounds: Option<f64>,
    /// Looks at more than `outer` draws, up to so many, as long as it is not.
    pub most: u32,
}

/// What every number is in a future: as it was drawn, then as the world's course has it, then as an option does. What follows from others is
/// worked out where it stands among these, so a multiple is always of what the ones before left.
pub fn in_future(drawn: &[f64], course: &[Instead], option: &[Instead]) -> Vec<f64> {
    let (mut values, mut without) = (drawn.to_vec(), drawn.to_vec());
    course.iter().for_each(|one| one.hold(&mut values));
    for one in option {
        one.hold(&mut values);
        // Beside them, what all would be had the world taken its own course.
        one.hold(&mut without);
        if let Instead::RisesWith(Number(place), follows) = one {
            let usual = follows.value(&without);
            values[*place] *= if usual > 0.0 { follows.value(&values) / usual } else { 1.0 };
        }
    }
    values
}

impl Instead {
    fn hold(&self, values: &mut [f64]) {
        match self {
            Instead::Set(Number(place), Number(other)) => values[*place] = values[*other],
            Instead::Times(Number(place), Number(factor)) => values[*place] *= values[*factor],
            Instead::Plus(Number(place), Number(more)) => values[*place] += values[*more],
            Instead::Follows(Number(place), follows) => values[*place] = follows.value(values),
            Instead::RisesWith(..) => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_says_what_it_was_made_of() {
        let plain = ReadFrom { plan: "0123456789ab".to_string(), log: None };
        assert_eq!(plain.stamp(7), format!("Throughline {VERSION}, plan 0123456789ab, seed 7"));
        let fitted = ReadFrom { log: Some("cafe".to_string()), ..plain };
        assert_eq!(
            fitted.stamp(7),
            format!("Throughline {VERSION}, plan 0123456789ab, from the log cafe, seed 7")
        );
    }

    /// Numbers 0 and 1 are rates of 20 and 30, 2 and 3 their 10 heads each; the world makes the second 1.2 times as dear.
    #[test]
    fn what_the_world_does_to_the_sources_reaches_what_is_made_of_them() {
        let drawn = [20.0, 30.0, 10.0, 10.0, 0.0, 40.0, 1.2, 2.0];
        let mean = || Follows::Mean(vec![(Number(0), Number(2)), (Number(1), Number(3))]);
        let course = [Instead::Times(Number(1), Number(6))];
        let follows = [Instead::Follows(Number(4), mean())];
        assert_eq!(in_future(&drawn, &[], &follows)[4], 25.0);
        assert_eq!(in_future(&drawn, &course, &follows)[4], 28.0);
        // An own number of 40 rises as much as the mean does; what the option itself does to a source is no course of the world.
        let own = [Instead::Times(Number(0), Number(7)), Instead::RisesWith(Number(5), mean())];
        assert_eq!(in_future(&drawn, &[], &own)[5], 40.0);
        let near = |value: f64, known: f64| assert!((value - known).abs() < 1e-9, "{value} {known}");
        near(in_future(&drawn, &course, &own[1..])[5], 40.0 * 28.0 / 25.0);
        near(in_future(&drawn, &course, &own)[5], 40.0 * 38.0 / 35.0);
    }
}
