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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Those who work here.
    Staff,
    /// The person the need is about.
    Citizen,
    /// A computer.
    System,
    /// Another organisation than the one that does most; its name where one did more than half.
    OtherBody(Option<String>),
    /// The log does not say.
    NotKnown,
}

impl Who {
    /// In words, as in the JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Who::Staff => "staff",
            Who::Citizen => "citizen",
            Who::System => "system",
            Who::OtherBody(_) => "other body",
            Who::NotKnown => "not known",
        }
    }

    /// As people are told it.
    pub fn says(&self) -> &str {
        match self {
            Who::Staff => "those who work here",
            Who::Citizen => "the people whom the needs are about",
            Who::System => "a computer",
            Who::OtherBody(Some(name)) => name,
            Who::OtherBody(None) => "other organisations",
            Who::NotKnown => "the records do not say",
        }
    }
}

/// Patterns as people are told them; their names are for the data file.
const PLAIN: [(&str, &str); 13] = [
    ("threshold bunching", "more end just before a limit than nearby days suggest"),
    ("rounded times", "times that look rounded by hand"),
    ("closed and opened again", "closed just before a limit, and soon back"),
    ("pauses before the limit", "clocks paused just before a limit"),
    ("reclassification before the limit", "another kind or class given just before a limit"),
    ("left after the limit", "fewer end once a limit has passed"),
    ("share within the limit too even", "a share within a limit that hardly varies"),
    ("cancelled and raised again", "cancelled and soon raised again"),
    ("job splitting", "one need cut into more jobs than before"),
    ("rush at the end of the month", "a rush at the end of the month"),
    ("hidden queue", "work that waits where no closed need shows it"),
    ("late clock start", "clocks that start after the first words"),
    ("entries in bursts", "entries typed in bursts"),
];

impl Finding {
    /// The pattern in plain words.
    pub fn called(&self) -> &'static str {
        let found = PLAIN.iter().find(|(pattern, _)| *pattern == self.pattern);
        found.map_or(self.pattern, |(_, plain)| plain)
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
