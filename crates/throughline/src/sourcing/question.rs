//! What is asked before anyone signs: the service as it is, other ways of arranging its work, what the world may do meanwhile, and
//! how long to look for an answer.

use super::appraisal::settings::Settings;
use super::arrangement::Arrangement;
use super::plan::{Number, Plan};

/// A question: one service, and the ways of arranging it that are compared.
#[derive(Debug, Clone)]
pub struct Question {
    /// The service as it is. Its amounts are those of the whole question, so that a number has one place in all of it.
    pub plan: Plan,
    /// The ways to compare, the base first: it is there even where nobody wrote it.
    pub arrangements: Vec<Arrangement>,
    /// What the world may do: none is the plan's own course.
    pub drifts: Vec<Drift>,
    /// How many futures are looked at.
    pub futures: Futures,
    /// How all of them are appraised.
    pub settings: Settings,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// This one is taken for that.
    Set(Number, Number),
    /// That one is multiplied by this.
    Times(Number, Number),
    /// This is added to that one.
    Plus(Number, Number),
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

/// What every number is in a future where these hold, one after the other: a multiple is of what the ones before left.
pub fn in_place(mut values: Vec<f64>, instead: &[Instead]) -> Vec<f64> {
    for one in instead {
        match *one {
            Instead::Set(Number(place), Number(other)) => values[place] = values[other],
            Instead::Times(Number(place), Number(factor)) => values[place] *= values[factor],
            Instead::Plus(Number(place), Number(more)) => values[place] += values[more],
        }
    }
    values
}
