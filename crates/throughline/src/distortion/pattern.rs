//! What a pattern is, and what all patterns are told.

use std::sync::OnceLock;

use super::clocks::{Time, WorkingDays};
use super::limit::Limit;
use super::who::{events_of_each, own_organisation};
use crate::flow::repeats::{self, Opening, Openings};
use crate::log::{Field, Log, NONE};
use crate::reading::{Ask, Finding, Verdict, Who};
use crate::time::Instant;

/// One pattern: what it is, and the function that looks for it.
pub(super) struct Pattern {
    /// Its name.
    pub(super) name: &'static str,
    /// The name of its statistic.
    pub(super) statistic: &'static str,
    /// What its size is: `needs`, `ratio`, `share`.
    pub(super) size_of: &'static str,
    /// What else it could be.
    pub(super) could_also_be: &'static str,
    /// Where to look.
    pub(super) look_at: &'static str,
    /// What to ask of a named person before anything is made public.
    pub(super) rule: &'static str,
    /// The looking.
    pub(super) look: fn(&Looked<'_>, &'static Pattern) -> Tested,
}

/// What one pattern gave.
#[derive(Default)]
pub(super) struct Tested {
    /// What is to be shown.
    pub(super) findings: Vec<Finding>,
    /// The chances of tests that were made and are not shown each: they belong to the family too.
    pub(super) others: Vec<f64>,
}

impl From<Finding> for Tested {
    fn from(finding: Finding) -> Tested {
        Tested { findings: vec![finding], others: Vec::new() }
    }
}

/// A limit that is watched, with the needs' times on its clock.
pub(super) struct Watched {
    /// What it is called: `permit (56 days)`.
    pub(super) name: String,
    /// The limit and how to look at it.
    pub(super) limit: Limit,
    /// Whether somebody declared it; else it is a customary mark.
    pub(super) declared: bool,
    /// Whether what ends there is the need itself, not only a part of its time.
    pub(super) closes: bool,
    /// Whether a pile was found just before it.
    pub(super) pile: bool,
    /// The times.
    pub(super) times: Vec<Time>,
}

/// What every pattern is told.
pub(super) struct Looked<'a> {
    pub(super) log: &'a Log,
    pub(super) ask: &'a Ask,
    pub(super) working: WorkingDays,
    pub(super) place: String,
    /// The organisation that does most.
    pub(super) own_organisation: Option<u32>,
    pub(super) period: Option<(Instant, Instant)>,
    /// The limits that were declared, or at which a pile was found.
    pub(super) watched: Vec<Watched>,
    /// Who comes back when, made when first asked for.
    returns: OnceLock<Result<Returns, String>>,
}

/// The needs of known persons, and for each need its place among them.
pub(super) struct Returns {
    openings: Openings,
    places: Vec<u32>,
}

impl Returns {
    /// When the same person next opened a need of the same kind after an instant.
    pub(super) fn next(&self, need: u32, after_us: i64) -> Option<i64> {
        self.knows(need)
            .then(|| self.openings.next_after(self.places[need as usize] as usize, after_us))
            .flatten()
    }

    /// Whether it is known who a need is about.
    pub(super) fn knows(&self, need: u32) -> bool {
        self.places.get(need as usize).is_some_and(|place| *place != NONE)
    }

    /// The kind of demand of a need of a known person, as a code; `NONE` where it is not known.
    pub(super) fn kind(&self, need: u32) -> u32 {
        let place = self.places.get(need as usize).copied().unwrap_or(NONE);
        self.openings.opened.get(place as usize).map_or(NONE, Opening::kind)
    }
}

impl<'a> Looked<'a> {
    pub(super) fn of(log: &'a Log, ask: &'a Ask) -> Looked<'a> {
        Looked {
            log,
            ask,
            working: WorkingDays::of(log, ask),
            place: place(log, ask.threads),
            own_organisation: own_organisation(log, ask.threads),
            period: log.span(ask.threads),
            watched: Vec::new(),
            returns: OnceLock::new(),
        }
    }

    /// Who comes back when; why nobody could be seen to, if so.
    pub(super) fn returns(&self) -> Result<&Returns, &str> {
        let made = self.returns.get_or_init(|| {
            if let Some(why) = repeats::cannot_be_seen(self.log) {
                return Err(why);
            }
            let openings = repeats::openings(self.log, self.ask).ok_or("no need says who it is about")?;
            let places = openings.places(self.log.columns().first_event.len());
            Ok(Returns { openings, places })
        });
        made.as_ref().map_err(String::as_str)
    }

    /// What a pattern near limits says where there is none.
    pub(super) fn no_limit(&self, pattern: &'static Pattern) -> Tested {
        let why =
            "no target was declared and no customary mark was found; declare one with --target NAME=56d";
        pattern.not_enough(self, why).into()
    }
}

/// The place or body that all needs have in common.
fn place(log: &Log, threads: usize) -> String {
    for (field, many) in [(Field::Place, "places"), (Field::Organisation, "organisations")] {
        let Some(column) = log.names(field) else { continue };
        let events = events_of_each(log, column, threads);
        let codes: Vec<usize> = (0..events.len()).filter(|code| events[*code] > 0).collect();
        match codes[..] {
            [] => continue,
            [one] => return column.names.get(one as u32).to_string(),
            _ => return format!("all {} {many} together", codes.len()),
        }
    }
    "the whole log".to_string()
}

impl Pattern {
    /// A finding of this pattern, still without figures.
    pub(super) fn finding(&'static self, looked: &Looked<'_>, verdict: Verdict, says: String) -> Finding {
        Finding {
            pattern: self.name,
            target: None,
            verdict,
            statistic: None,
            p: None,
            q: None,
            needs_affected: None,
            place: Some(looked.place.clone()),
            period: looked.period,
            threshold: None,
            observed: None,
            expected: None,
            size: None,
            size_of: self.size_of,
            durations: None,
            who: Who::NotKnown,
            rule: self.rule,
            says,
            could_also_be: self.could_also_be,
            look_at: self.look_at,
        }
    }

    /// The answer that there is not enough to say: what is missing and how to get it.
    pub(super) fn not_enough(&'static self, looked: &Looked<'_>, why: &str) -> Finding {
        self.finding(looked, Verdict::NotEnough, format!("Not enough to say: {why}."))
    }

    /// The same, about a watched limit.
    pub(super) fn not_enough_at(&'static self, looked: &Looked<'_>, at: &Watched, why: &str) -> Finding {
        Finding {
            target: Some(at.name.clone()),
            threshold: Some(at.limit.unit.counted(at.limit.at)),
            ..self.not_enough(looked, why)
        }
    }
}
