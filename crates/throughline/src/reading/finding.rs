//! A pattern that was looked for: whether it is there, how sure that is, what else it could be, and where to look.

use crate::time::Instant;

/// What is said of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is there.
    Found,
    /// A rule or a system seems to make it.
    Rule,
    /// It was looked for, and there is no evidence of it.
    Nothing,
    /// Not enough to say.
    NotEnough,
}

impl Verdict {
    /// In words, as in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Found => "found",
            Verdict::Rule => "made by a rule",
            Verdict::Nothing => "no evidence",
            Verdict::NotEnough => "not enough to say",
        }
    }
}

/// Who acted, as far as the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Those who work here.
    Staff,
    /// The person the need is about.
    Citizen,
    /// A computer.
    System,
    /// Another organisation.
    OtherBody,
    /// The log does not say.
    NotKnown,
}

impl Who {
    /// In words, as in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Who::Staff => "staff",
            Who::Citizen => "citizen",
            Who::System => "system",
            Who::OtherBody => "other body",
            Who::NotKnown => "not known",
        }
    }
}

/// How often each duration around a limit occurs, and would without the limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Durations {
    /// What a duration counts: `days`, `working days`, `hours` or `minutes`.
    pub unit: &'static str,
    /// Met is a duration of so many or fewer.
    pub limit: i64,
    /// From this duration up to the limit a pile was looked for.
    pub pile_from: i64,
    /// From the limit up to this duration it may have been taken.
    pub taken_to: i64,
    /// Each duration, how often it occurs, and how often the curve through those outside the two expects it; none where no curve fits.
    pub each: Vec<(i64, u64, Option<f64>)>,
}

/// One pattern looked for in one place. It never names a person, and never accuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The pattern.
    pub pattern: &'static str,
    /// The declared target, or the customary mark, that it was looked for at; None if the pattern needs none.
    pub target: Option<String>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The name of the statistic and its value.
    pub statistic: Option<(&'static str, f64)>,
    /// The chance of as much if nothing was going on.
    pub p: Option<f64>,
    /// The same with all tests of the study counted (false-discovery rate).
    pub q: Option<f64>,
    /// How many needs.
    pub needs_affected: Option<u64>,
    /// Where.
    pub place: Option<String>,
    /// From when to when.
    pub period: Option<(Instant, Instant)>,
    /// The threshold, in words with its unit.
    pub threshold: Option<String>,
    /// What was observed.
    pub observed: Option<f64>,
    /// What would be expected without the pattern.
    pub expected: Option<f64>,
    /// How large the effect is, and its 95 % interval.
    pub size: Option<(f64, Option<(f64, f64)>)>,
    /// What `size` is: `needs`, `ratio`, `share`.
    pub size_of: &'static str,
    /// The durations around the threshold, where they were counted.
    pub durations: Option<Durations>,
    /// Who acted.
    pub who: Who,
    /// The question to ask of a named person before anything is made public.
    pub rule: &'static str,
    /// One plain sentence.
    pub says: String,
    /// What else it could be.
    pub could_also_be: &'static str,
    /// Where to look.
    pub look_at: &'static str,
}
